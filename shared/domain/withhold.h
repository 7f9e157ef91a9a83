/* Small counts: which figures of a table are kept back so that nobody can work out a count of few persons from those that are shown. Pure.
 *
 * Figures are whole numbers from 0; relations say how they hang together: Σ times × figure = 0 (a total and its parts, a year and its months). A
 * figure of 1 to below − 1 is a small count. 0 is not: it tells of nobody. What is kept back may neither follow from what is known nor be
 * narrowed down to an interval shorter than `below`. That is proven for each figure by two tables that agree with everything that is known and
 * differ in it by at least that much; where no such proof is found, more is kept back. So who reads with more effort than this module
 * spends still finds nothing. Deterministic. */
#ifndef TONGHOP_DOMAIN_WITHHOLD_H
#define TONGHOP_DOMAIN_WITHHOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"

enum {
    WITHHOLD_TOGETHER_MAX = 96,        /* figures kept back that move in one proof */
    WITHHOLD_BESIDE = 3,         /* of one relation, from one of them on */
    WITHHOLD_PROOF_STEPS = 12,          /* attempts to prove one figure safe */
    WITHHOLD_WORK_MAX = 200 * 1000 * 1000, /* additions of one table; beyond, nothing more is shown */
};

enum withhold_state {
    WITHHOLD_KNOWN,  /* was shown before, or everybody knows it */
    WITHHOLD_HIDDEN, /* was kept back before: stays so */
    WITHHOLD_OPEN,   /* is to be decided on */
    WITHHOLD_UNSAID, /* stands nowhere, yet might follow from what is shown */
};

struct withhold_figure {
    int64_t value, below;       /* below 0: nothing to protect */
    enum withhold_state state;
    int rank;                   /* of two that would do, the one of lower rank is kept back */
};

struct withhold_term {
    uint32_t figure;
    int64_t times;
};

struct withhold_relation { /* each figure at most once */
    const struct withhold_term *terms;
    uint32_t count;
};

struct withhold_table {
    const struct withhold_figure *figures;
    uint32_t figure_count;
    const struct withhold_relation *relations;
    uint32_t relation_count;
};

/* Which figures a reader is not shown: ret_hidden[figure_count], of those that are HIDDEN or OPEN. Returns how many stay exposed by what was
 * known before, whatever is done now. A relation that the values do not fulfil is none. */
uint32_t withhold_decide(const struct withhold_table *table, bool *ret_hidden);

#endif
