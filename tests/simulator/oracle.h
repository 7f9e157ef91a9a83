/* What every figure must be, counted naively: each node asks each report whether it counts. Shares no code with the engine. */
#ifndef TONGHOP_TESTS_SIMULATOR_ORACLE_H
#define TONGHOP_TESTS_SIMULATOR_ORACLE_H

#include "ledger.h"

struct expected {
    struct completeness completeness;
    struct cell_sum total[COUNTED_VIEWS][CELLS], own[COUNTED_VIEWS][CELLS];
};

/* Prepares: which version of each report counts, by what has arrived. */
struct oracle {
    const struct world *world;
    const struct ledger *ledger;
    const struct version *counted[REPORTS_MAX][COUNTED_VIEWS]; /* NULL: nothing */
};
void oracle_begin(struct oracle *oracle, const struct world *world, const struct ledger *ledger);

/* A unit's figures for a half, on the tree of its last day. */
void oracle_half(const struct oracle *oracle, int unit, int period, struct expected *ret_expected);
/* From one half, or from the two of a year, on the tree of any day; by_shares: divided units by what is known of their shares. */
void oracle_halves(const struct oracle *oracle, int unit, int first, int count, day_t date, bool by_shares, struct expected *ret_expected);

int oracle_cell_count(const struct oracle *oracle, int period);
day_t oracle_last_day(int period);

#endif
