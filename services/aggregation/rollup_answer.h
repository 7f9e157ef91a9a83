/* The answer to a question about a roll-up, before it is written in any format: a node, its own figures, its children, and beside each sum
 * what else was asked for.
 *
 * Everything lives in the request's arena; the tallies behind it are released by rollup_answer_done. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_ANSWER_H
#define TONGHOP_AGGREGATION_ROLLUP_ANSWER_H

#include "question.h"
#include "rollup_plan.h"

/* Figures beside the sum of the period. */
enum beside {
    BESIDE_CUMULATIVE,          /* lũy kế: from the start of the year or of the plan to the end of the period */
    BESIDE_PREVIOUS,            /* the same period of the year before, on the same tree */
    BESIDE_CUMULATIVE_PREVIOUS, /* both */
    BESIDES
};

struct cell_answer {
    const char *status; /* why there is no sum: confidential, notAdditive, noShare, successionUnknown; or that it is estimated; NULL */
    bool has_figure;    /* nothing stands against one; nobody need have given it */
    int64_t sum;        /* QUANTITY_MISSING: none */
    uint32_t reported;
    int64_t beside[BESIDES];
    int64_t minimum, maximum; /* of the leaves, where statistics were asked for */
    struct planned planned;   /* where a plan was named */
};

struct node_answer {
    uint32_t position; /* in the slice of the tally */
    struct completeness completeness;
    struct cell_answer *cells; /* as the cells of the form's version */
    const struct succession *shares; /* by which some of them are estimated */
    size_t share_count;
};

struct rollup_answer {
    const struct question *question;
    struct tally tally, beside[BESIDES]; /* cube_count 0: not asked for */
    bool stats, children_asked;
    const struct plan *plan; /* whose figures stand beside; NULL: not asked for */
    bool cumulated_of_plan;  /* not of the year */
    struct node_answer node, own;
    struct node_answer *children;
    uint32_t child_count;
};

/* What is asked for beside the sums of the period. */
struct rollup_wish {
    bool children, stats, compare, cumulate;
    const struct plan *plan; /* whose figures are to stand beside; NULL: none */
    day_t cumulate_from; /* the start of a plan; DAY_NEVER: of the year, and then of the year before too, where both are compared */
};

/* For a reader: what he may not see is confidential. On failure there is nothing to release. */
bool rollup_answer_compute(struct arena *arena, struct cube_cache *cubes, const struct caller *reader, const struct question *question,
                           const struct rollup_wish *wish, struct rollup_answer *ret_answer, struct fail *fail) MUST_CHECK;
/* Keeps back what a reader without scope `raw` may not see, of an answer that was computed for one who may. */
void rollup_answer_withhold(struct rollup_answer *answer);
/* Reads the rest of the query (children, stats, cumulate, plan, compare) and computes. False: refused. */
bool rollup_answer_make(struct call *call, const struct question *question, struct rollup_answer *ret_answer) MUST_CHECK;
void rollup_answer_done(struct rollup_answer *answer);
#define AUTO_ROLLUP_ANSWER __attribute__((cleanup(rollup_answer_done))) struct rollup_answer

/* Figures made of figures, written into `text`; NULL where there are none. */
const char *figure_percent(int64_t figure, int64_t of, char text[QUANTITY_TEXT_SIZE]);
/* Two decimals more than the figures have where a figure can have them, rounded half away from 0. */
const char *figure_average(const struct cell *cell, const struct cell_answer *figures, char text[QUANTITY_TEXT_SIZE]);
/* The figure that is held against the plan's: the period's, or where the plan's is reached over a longer time what has come together in that
 * time; missing where that was not asked for. */
int64_t figure_toward_plan(const struct rollup_answer *answer, const struct cell_answer *figures);

/* Query parameters that question and answer understand together; NULL-closed. */
extern const char *const rollup_parameters[];

#endif
