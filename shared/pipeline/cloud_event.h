/* The headers of a CloudEvents record in Kafka's binary mode. */
#ifndef TONGHOP_PIPELINE_CLOUD_EVENT_H
#define TONGHOP_PIPELINE_CLOUD_EVENT_H

#include "bus/bus.h"
#include "core/arena.h"
#include "core/clock.h"

struct cloud_event {
    const char *id, *type, *subject;
    const char *source; /* "/<service>" */
    const char *trace;  /* traceparent; NULL or empty: none */
    int64_t version;
    moment_t recorded;
};

/* Sets the headers of a record whose key is there; they live in the arena and in what `event` points to. */
void cloud_event_head(struct record *record, const struct cloud_event *event, struct arena *arena);

#endif
