/* A tally: the figures of a form for a period on one tree, from reports of exactly that period, or from those of the periods that it is
 * made from.
 *
 * What each unit says is combined over the periods first and added up over units then. Two roll-ups stand behind it: `figures` adds up the
 * combined leaves, `reports` counts the single reports and obligations of all parts; where there is one part on its own tree, both are
 * that cube's. A unit that no longer exists on the tally's tree stands at the unit that wholly contains it. */
#ifndef TONGHOP_AGGREGATION_TALLY_H
#define TONGHOP_AGGREGATION_TALLY_H

#include "cube_cache.h"
#include "domain/over_periods.h"
#include "home.h"

struct tally {
    struct cube_cache *cache;
    const struct snapshot *snapshot; /* whose tree the positions mean; held by the cubes */
    const struct form *form;
    const struct form_version *version;
    struct period period;
    struct cube *cubes[PERIODS_IN_MAX]; /* what it is made from, in order of time */
    uint32_t cube_count;
    const struct unit_slice *slice;
    const struct rollup *figures, *reports;
    struct report_leaf *const *reporters; /* as the leaves of `figures`: one report of each, for who it is */
    struct report_leaf *const *leaves; /* as the leaves of `reports`: by position, unit, agency and part */
    const struct estimates *estimates; /* by shares; NULL: none are asked for */
    const uint8_t *holdings; /* enum holding of each position; NULL: on its own tree every node holds all that is its own */
    const uint32_t *leaf_part, *owed_part; /* of the leaves and obligations of `reports`: which cube; NULL: the only one */
    size_t reserved;
};

struct tally_question {
    struct cube_cache *cache;
    const struct snapshot *snapshot;
    const struct form *form;
    const struct period *period;
    moment_t as_of;   /* MOMENT_NONE: now */
    day_t tree_date;  /* DAY_NEVER: the last day of the period */
    bool by_shares;     /* units that were divided are divided by their shares, where these are given */
    const char *agency; /* only what agencies of this function, or the one with this code, report and owe; NULL: all */
};

/* The periods that the period asked for is made from, in order. */
size_t tally_parts(const struct tally_question *question, struct period ret_parts[PERIODS_IN_MAX]);

/* Lives in the arena but for its cubes: release it. */
bool tally_open(struct arena *arena, const struct tally_question *question, struct tally *ret_tally, struct fail *fail) MUST_CHECK;
/* Of cubes that are there, the parts of the period in order; takes over their holds, also on failure. */
bool tally_make(struct arena *arena, const struct tally_question *question, struct cube *const *cubes, uint32_t count,
                struct tally *ret_tally, struct fail *fail) MUST_CHECK;
void tally_release(struct tally *tally);
#define AUTO_TALLY __attribute__((cleanup(tally_release))) struct tally

/* Of a unit by its stable id; UNIT_NONE where it is not on the tree. */
uint32_t tally_position(const struct tally *tally, const char *unit_id);

/* The figures of a node, as a whole or of its own reporters, with what it has by shares; and of each cell how much of it the node holds (NULL: not
 * asked for). What it has no figure of is to be left out by the caller. */
void tally_cells(const struct tally *tally, uint32_t position, enum counted view, bool own, struct cell_sum *ret_cells, enum holding *ret_holdings);
/* The shares by which a node's figures are estimated. */
const struct succession *tally_shares(const struct tally *tally, uint32_t position, size_t *ret_count);

/* The obligations inside a unit: [*ret_first, *ret_end) of those of `reports`. */
void tally_owed(const struct tally *tally, uint32_t position, uint32_t *ret_first, uint32_t *ret_end);
const struct obligation *tally_obligation(const struct tally *tally, uint32_t index);
/* The report that meets an obligation; NULL: none counts. */
const struct report_leaf *tally_met_by(const struct tally *tally, uint32_t index, enum counted view);
const struct period *tally_owed_period(const struct tally *tally, uint32_t index);
uint32_t tally_leaf_part(const struct tally *tally, uint32_t leaf);

#endif
