/* One agency of one unit in a cube: which version of its report counts, and with which figures. Never changes; shared between the cubes
 * that follow one another, so a change costs only the leaves that changed. */
#ifndef TONGHOP_AGGREGATION_REPORT_LEAF_H
#define TONGHOP_AGGREGATION_REPORT_LEAF_H

#include <stdatomic.h>

#include "core/uuid.h"
#include "domain/rollup.h"

struct counted_report {
    int64_t version, epoch;
    enum report_state state;
    moment_t recorded_us;
    const int64_t *values; /* in form order; NULL: nothing counts in this view */
};

struct report_leaf {
    atomic_int holds;
    size_t bytes;
    uint32_t position; /* in the cube's slice; UNIT_NONE: unknown unit or form version */
    bool obliged;
    enum timeliness timeliness;
    char report[UUID_TEXT_SIZE];
    const char *unit, *agency, *function; /* unit: stable id */
    struct counted_report counted[COUNTED_VIEWS];
};

/* Everything is copied. Where both views count the same version they share its values. One hold. */
struct report_leaf *report_leaf_new(const struct report_leaf *from, uint32_t cell_count);
void report_leaf_keep(struct report_leaf *leaf);
void report_leaf_release(struct report_leaf *leaf);

/* The order of leaves in a cube: by place in the tree, then agency; those without a place last, by unit. */
int report_leaf_compare(const struct report_leaf *a, const struct report_leaf *b);

#endif
