/* Roll-ups: leaves in, sums out. Pure; the one place where reported figures are added.
 *
 * A leaf is one agency of one unit with what it reported for exactly one form and period. A node of the slice has its own leaves (`own`) and, as
 * its total, all leaves of its subtree. Missing is never 0: each sum carries how many leaves gave a value, and a sum of none is missing. Each leaf has
 * two views: submitted (newest if submitted or accepted, else the newest accepted before a return) and accepted. */
#ifndef TONGHOP_DOMAIN_ROLLUP_H
#define TONGHOP_DOMAIN_ROLLUP_H

#include "domain/duty.h"

enum report_state { REPORT_DRAFT, REPORT_SUBMITTED, REPORT_ACCEPTED, REPORT_RETURNED, REPORT_WITHDRAWN, REPORT_STATE_COUNT };
const char *report_state_name(enum report_state state);
bool report_state_parse(const char *name, enum report_state *ret_state);

enum timeliness { TIMELINESS_NOT_DUE, TIMELINESS_ON_TIME, TIMELINESS_LATE };
const char *timeliness_name(enum timeliness timeliness); /* notDue onTime late */

enum counted { COUNTED_SUBMITTED, COUNTED_ACCEPTED, COUNTED_VIEWS };

/* One version of one report, as the fold sees it. */
struct version_state {
    int32_t version;
    enum report_state state;
};
/* Which of the versions (ordered by version, oldest first) counts in a view: its index, or -1. */
int32_t counted_version(const struct version_state *versions, size_t count, enum counted view);

struct leaf {
    uint32_t position;      /* of its unit in the slice; UNIT_NONE: unresolved */
    uint32_t function;      /* index into functions of the input */
    bool obliged;
    enum timeliness timeliness;
    const int64_t *values[COUNTED_VIEWS]; /* cell_count each, or NULL: does not count in this view */
};

struct rollup_input {
    const struct unit_slice *slice;
    const struct cell *cells;
    uint32_t cell_count;
    const struct leaf *leaves; /* ordered by position; unresolved last */
    uint32_t leaf_count;
    const struct obligation *obligations; /* ordered by position */
    uint32_t obligation_count;
};

struct completeness {
    uint32_t expected;   /* obligations */
    uint32_t reported;   /* obligations met by a counted report (submitted view) */
    uint32_t accepted;
    uint32_t on_time, late;
    uint32_t additional; /* counted reports nobody owed */
    uint32_t unresolved; /* at the nation: leaves of unknown units */
};

struct cell_sum {
    int64_t sum;       /* QUANTITY_MISSING when reported is 0 or the rule over units is none */
    uint32_t reported; /* leaves that gave a value */
};

/* One cell added up by itself, figure after figure. of_one_unit: they are all of one unit with none below it, where what one agency reports is its own
 * figure, whatever may be added over units. */
struct cell_adding {
    __int128 sum;
    int64_t extreme; /* QUANTITY_MISSING: of none yet */
    uint32_t reported;
};
struct cell_adding cell_adding_none(void);
void cell_adding_take(struct cell_adding *adding, const struct cell *cell, int64_t figure); /* QUANTITY_MISSING: was not given */
bool cell_adding_close(const struct cell_adding *adding, const struct cell *cell, bool of_one_unit, struct cell_sum *ret_sum); /* false: beyond a quantity */

struct rollup; /* the sums of every inner node, both views; positions as in the slice */

/* NULL with *ret_overflow set when a sum leaves the range of a quantity. The input must outlive it. */
struct rollup *rollup_compute(struct arena *arena, const struct rollup_input *input, bool *ret_overflow);
/* One that others may follow: its nodes' sums are shared and lie outside the arena. The caller releases it. */
struct rollup *rollup_compute_shared(struct arena *arena, const struct rollup_input *input, bool *ret_overflow);
/* The same where the input differs from that of an earlier roll-up only in the leaves at these positions: only the nodes above them are added up,
 * each from the nodes and leaves below it; all others are shared with the earlier one, which must be a shared one, does not change and may be
 * released before or after. Says bit for bit what rollup_compute would. The caller releases it. */
struct rollup *rollup_follow(struct arena *arena, const struct rollup *before, const struct rollup_input *input, const uint32_t *positions,
                             size_t count, bool *ret_overflow);
void rollup_release(const struct rollup *rollup); /* before its arena is done */
size_t rollup_shared_bytes(const struct rollup *rollup); /* of memory outside the arena, what others share included */
size_t rollup_bytes(const struct rollup_input *input); /* memory it will take, for reservation before loading */

void rollup_completeness(const struct rollup *rollup, uint32_t position, struct completeness *ret_completeness);
/* The whole subtree's cells: ret_cells[cell_count]. */
void rollup_cells(const struct rollup *rollup, uint32_t position, enum counted view, struct cell_sum *ret_cells);
/* Only the node's own leaves. */
void rollup_own(const struct rollup *rollup, uint32_t position, enum counted view, struct cell_sum *ret_cells);
/* The leaves of a subtree: [*ret_first, *ret_end) in input->leaves. */
void rollup_leaves(const struct rollup *rollup, uint32_t position, uint32_t *ret_first, uint32_t *ret_end);
/* The obligations of a subtree: [*ret_first, *ret_end) in input->obligations. */
void rollup_obligations(const struct rollup *rollup, uint32_t position, uint32_t *ret_first, uint32_t *ret_end);
const struct rollup_input *rollup_source(const struct rollup *rollup);

#endif
