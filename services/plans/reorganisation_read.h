/* Reorganisations on their way in: JSON, or the mapping CSV, understood with the units of the day before and of the day
 * itself. */
#ifndef TONGHOP_PLANS_REORGANISATION_READ_H
#define TONGHOP_PLANS_REORGANISATION_READ_H

#include "core/issue.h"
#include "http/route.h"
#include "reference/snapshot.h"

struct edge {
    const char *from, *to; /* stable ids */
    enum succession_kind kind;
    struct unit_share share;
    const char *note; /* NULL: none */
};
struct reorganisation {
    const char *code, *name_vi, *name_en;
    const char *act; /* canonical JSON, or NULL */
    day_t effective;
    const struct edge *edges;
    size_t edge_count;
    uint32_t received; /* rows or edges given */
    uint32_t skipped;  /* rows without an old unit */
};

/* What was sent. Of a CSV, what its rows do not say stands beside them. */
struct reorganisation_source {
    enum body_kind kind;
    const char *bytes;
    size_t size;
    const char *code, *effective_date, *name; /* code NULL: in the JSON; name NULL: the code */
};

/* All that is wrong is in issues. */
void reorganisation_read(const struct reorganisation_source *source, const struct snapshot *snapshot,
                         enum language language, struct issues *issues, struct reorganisation *ret_reorganisation);

#endif
