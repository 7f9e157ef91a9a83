/* A cube: what counts of all reports of one form and period, with the sums of every node of the tree, both views side by side.
 *
 * A cube never changes. It is read whole from the stored versions (cube_load), or made from an older one and the leaves that changed
 * since (cube_follow), where only the nodes above these are added up again; both fold versions by the same code and add up by domain/rollup.
 * Holds: cube_keep, cube_release. */
#ifndef TONGHOP_AGGREGATION_CUBE_H
#define TONGHOP_AGGREGATION_CUBE_H

#include "cube_sql.h"
#include "reference/snapshot.h"
#include "report_leaf.h"

/* What a cube is computed with; shared by the cubes that follow one another. */
struct cube_ground {
    atomic_int holds;
    struct arena arena;
    const struct snapshot *snapshot;
    const struct form *form;
    const struct form_version *version;
    struct period period;
    const struct obligation_list *owed;
};

struct cube {
    atomic_int holds;
    struct arena arena;
    struct cube_ground *ground;
    struct change_marks seen;
    struct report_leaf **leaves; /* as input.leaves */
    struct leaf *figures;        /* input.leaves, while the cube is being made */
    struct rollup_input input;
    const struct rollup *rollup;
    size_t leaf_bytes;      /* of memory, of its leaves */
    size_t bytes;           /* of memory, all that it keeps alive; what cubes share counts in each of them */
    atomic_size_t *account; /* where bytes are kept count of; NULL: nowhere */
};

/* One hold. NULL where the form is not in force in the period. */
struct cube_ground *cube_ground_new(const struct snapshot *snapshot, const struct form *form, const struct period *period);
/* The same on the tree and with the obligations given, which must live as long as the ground. */
struct cube_ground *cube_ground_new_on(const struct snapshot *snapshot, const struct form *form, const struct period *period,
                                       const struct obligation_list *owed);
void cube_ground_release(struct cube_ground *ground);

/* Memory that loading will take at most, for so many rows. */
size_t cube_bytes_expected(const struct cube_ground *ground, int64_t rows);

/* Takes over the hold of the ground, also on failure. `versions` as of versions_read. */
struct cube *cube_load(struct cube_ground *ground, const PGresult *versions, const struct change_marks *seen, struct fail *fail);
/* Of the rows [first, end) only. */
struct cube *cube_load_rows(struct cube_ground *ground, const PGresult *versions, int first, int end, const struct change_marks *seen,
                            struct fail *fail);
/* By the first `count` rows: all versions of the leaves that changed. */
struct cube *cube_follow(const struct cube *before, const PGresult *changed, int count, const struct change_marks *seen, struct fail *fail);

/* The leaf of an agency in a place; NULL: nothing counts of it. */
const struct report_leaf *cube_find(const struct cube *cube, uint32_t position, const char *agency);

void cube_keep(struct cube *cube);
void cube_release(struct cube *cube);
void cube_hold_release(struct cube **cube);
#define AUTO_CUBE __attribute__((cleanup(cube_hold_release))) struct cube

#endif
