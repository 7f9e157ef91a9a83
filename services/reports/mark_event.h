/* The event that says up to which moment everything recorded is published. */
#ifndef TONGHOP_REPORTS_MARK_EVENT_H
#define TONGHOP_REPORTS_MARK_EVENT_H

#include "bus/bus.h"
#include "core/arena.h"
#include "core/clock.h"

struct mark {
    moment_t until;
    int32_t epoch;
    int64_t ends[TOPIC_PARTITIONS_MAX]; /* of the report topic, by partition; 0: nothing is kept there */
    size_t partition_count;
};

/* In the arena. */
void mark_record(const struct mark *mark, struct arena *arena, struct record *ret_record);

#endif
