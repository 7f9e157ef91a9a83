/* The answer to a question about a roll-up, before it is written in any format: a node, its own figures, its children, and beside each sum
 * what else was asked for.
 *
 * Everything lives in the request's arena; the tallies behind it are released by rollup_answer_done. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_ANSWER_H
#define TONGHOP_AGGREGATION_ROLLUP_ANSWER_H

#include "question.h"

/* Figures beside the sum of the period. */
enum beside {
    BESIDE_CUMULATIVE,          /* lũy kế: from the start of the year or of the plan to the end of the period */
    BESIDE_PREVIOUS,            /* the same period of the year before, on the same tree */
    BESIDE_CUMULATIVE_PREVIOUS, /* both */
    BESIDES
};

struct cell_answer {
    const char *status; /* why there is no sum: confidential, noShare, successionUnknown; NULL */
    int64_t sum;        /* QUANTITY_MISSING: none */
    uint32_t reported;
    int64_t beside[BESIDES];
    int64_t minimum, maximum; /* of the leaves, where statistics were asked for */
};

struct node_answer {
    uint32_t position; /* in the slice of the tally */
    struct completeness completeness;
    struct cell_answer *cells; /* as the cells of the form's version */
};

struct rollup_answer {
    const struct question *question;
    struct tally tally, beside[BESIDES]; /* cube_count 0: not asked for */
    bool stats, children_asked;
    const char *cumulate; /* "year", "plan"; NULL */
    struct node_answer node, own;
    struct node_answer *children;
    uint32_t child_count;
};

/* Reads the rest of the query (children, stats, cumulate, plan, compare) and computes. False: refused. */
bool rollup_answer_make(struct call *call, const struct question *question, struct rollup_answer *ret_answer) MUST_CHECK;
void rollup_answer_done(struct rollup_answer *answer);
#define AUTO_ROLLUP_ANSWER __attribute__((cleanup(rollup_answer_done))) struct rollup_answer

/* Query parameters that question and answer understand together; NULL-closed. */
extern const char *const rollup_parameters[];

#endif
