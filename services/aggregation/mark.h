/* Marks of tonghop.mark.v1: up to which moment the ledger has published everything, and where the report topic's partitions ended then. */
#ifndef TONGHOP_AGGREGATION_MARK_H
#define TONGHOP_AGGREGATION_MARK_H

#include "bus/bus.h"
#include "core/clock.h"

struct mark {
    moment_t until;
    int64_t epoch;
    int64_t ends[TOPIC_PARTITIONS_MAX]; /* by partition; 0: nothing is kept there */
    size_t partition_count;
};
bool mark_read(const struct record *record, struct mark *ret_mark, struct fail *fail) MUST_CHECK;

/* The marks that wait until the report topic was read up to them. Two are enough: the oldest passes first, and only the newest is worth
 * anything once it has passed. */
struct marks {
    moment_t until; /* everything recorded up to here was read; MOMENT_NONE: not known */
    int64_t epoch;  /* of the ledger; what was known under a lower one holds no more */
    struct mark oldest, newest;
    bool waiting;
};
void marks_init(struct marks *marks);
void marks_take(struct marks *marks, const struct mark *mark);
/* `next`: where reading goes on, by partition. */
void marks_pass(struct marks *marks, const int64_t next[TOPIC_PARTITIONS_MAX]);

#endif
