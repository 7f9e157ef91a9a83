/* Units on their way in: rows of unit_versions.csv, joined with the units that are there, and proved as one set. Pure. */
#ifndef TONGHOP_PLANS_UNIT_SET_H
#define TONGHOP_PLANS_UNIT_SET_H

#include "core/issue.h"
#include "core/map.h"
#include "domain/unit_tree.h"

/* A row of the file. */
struct unit_row {
    uint32_t number; /* in the file */
    const char *unit;
    struct unit_version version;
};
struct unit_rows {
    struct arena *arena;
    struct issues *issues;
    struct unit_row *rows;
    size_t count, capacity;
    uint32_t received;
};
/* Reads the file; what is wrong with single rows goes to rows->issues. arena and issues are set by the caller. */
void unit_rows_read(struct unit_rows *rows, const char *bytes, size_t size);

enum unit_row_fate { ROW_CREATED, ROW_UPDATED, ROW_UNCHANGED };
struct unit_merge {
    enum unit_row_fate *fates; /* by row */
    uint32_t created, updated, unchanged;
};
/* What each row does to the tree, and whether what comes out is sound: no overlaps, no orphans, no code twice, ids that
 * fit their first version. */
void unit_rows_merge(const struct unit_rows *rows, const struct unit_tree *tree, struct unit_merge *ret_merge);

#endif
