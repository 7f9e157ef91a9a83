/* The targets of a plan evaluated for a unit and a period, before they are written: for the answer to a request, and for what a
 * consolidation freezes. */
#ifndef TONGHOP_AGGREGATION_ATTAINMENT_ANSWER_H
#define TONGHOP_AGGREGATION_ATTAINMENT_ANSWER_H

#include "attainment_json.h"

struct attainment_question {
    const struct snapshot *snapshot;
    const struct plan *plan;
    const struct period *period;
    uint32_t unit;
    bool children; /* of every target, not only where the plan wants them */
    /* May the figures of a unit be told? A target that takes those of another is notAllowed. */
    bool (*may_see)(const void *context, uint32_t unit);
    const void *context;
};

/* The targets that concern the unit, in the arena. What the figures port noted as failed means nothing. */
const struct shown_target *attainment_evaluate(struct arena *arena, const struct attainment_question *question, const struct figures *figures,
                                               size_t *ret_count);

#endif
