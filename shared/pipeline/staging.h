/* Reference records in the order they came: those of complete change sets first, then those whose generation has not come. */
#ifndef TONGHOP_PIPELINE_STAGING_H
#define TONGHOP_PIPELINE_STAGING_H

#include "bus/bus.h"
#include "core/arena.h"

struct staged {
    const char *key, *value; /* value NULL: deleted */
    int64_t offset;
};

struct staging {
    struct arena arena;
    struct staged *records;
    size_t count, capacity;
    size_t complete;     /* so many of them belong to complete change sets */
    bool closed;         /* a generation came since the last were stored */
    int64_t generation;  /* of the last complete change set */
    int64_t next_offset; /* behind it */
    int64_t position;    /* the offset that is expected next */
    bool started_over;   /* an older one came: the topic was made anew, and stored offsets say nothing */
};

void staging_take(struct staging *staging, const struct record *record);
void staging_stored(struct staging *staging); /* forgets the complete ones */
void staging_done(struct staging *staging);

#endif
