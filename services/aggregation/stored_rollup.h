/* Roll-ups as they are written down: the figures of every inner node of a cube as rows, and what has changed in them.
 *
 * A row's figures are numbers in a fixed order (comment on table rollup), so that two of them are the same if and only if the numbers are. */
#ifndef TONGHOP_AGGREGATION_STORED_ROLLUP_H
#define TONGHOP_AGGREGATION_STORED_ROLLUP_H

#include "core/limits.h"
#include "cube.h"

enum { FIGURES_OF_COMPLETENESS = 7, FIGURES_OF_CELL = 2 };
#define FIGURES_MAX (FIGURES_OF_COMPLETENESS + COUNTED_VIEWS * 2 * FIGURES_OF_CELL * CELLS_MAX)

struct stored_rollup {
    const char *unit; /* stable id */
    int64_t revision;
    bool gone;
    const int64_t *figures;
    uint32_t figure_count;
};
/* Ordered by unit. */
struct stored_rollups {
    struct stored_rollup *rows;
    size_t count;
};

/* Some inner nodes of a cube, or all. */
struct node_list {
    bool all;
    const char **units; /* stable ids */
    uint32_t *positions;
    size_t count;
};
/* The inner nodes in which the units are, and the top, which also counts those that are nowhere. */
void node_list_above(struct arena *arena, const struct cube *cube, const char *const *units, size_t count, struct node_list *ret_nodes);

/* Those of the nodes in which something is owed or reported; revisions are 0. */
void stored_rollups_of(struct arena *arena, const struct cube *cube, const struct node_list *nodes, struct stored_rollups *ret_rollups);

/* What has to be written so that `before` becomes `after`: changed and new rows with their next revision, and those that are gone. Revisions are
 * at least `least`: a moment, so that what is rebuilt from nothing goes on above what followers have seen. */
void stored_rollups_changed(struct arena *arena, const struct stored_rollups *before, const struct stored_rollups *after, int64_t least,
                            struct stored_rollups *ret_changed);

/* What a row says. */
void stored_completeness(const struct stored_rollup *row, struct completeness *ret_completeness);
struct cell_sum stored_cell(const struct stored_rollup *row, uint32_t cell_count, enum counted view, bool own, uint32_t cell);

/* The payload of its event, in the arena. */
const char *stored_payload(struct arena *arena, const struct cube *cube, const struct stored_rollup *row);

#endif
