/* The figures that a plan sets for the cells of a form. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_PLAN_H
#define TONGHOP_AGGREGATION_ROLLUP_PLAN_H

#include "reference/snapshot.h"

struct planned {
    int64_t figure; /* QUANTITY_MISSING: none */
    enum window window; /* over what it is reached */
};

/* Of each cell, in the order of the form's version: the amount of a target that measures this cell alone, whoever reports it; in the target's
 * own unit its value, in another one what was allocated to it. Of several targets the first. */
void plan_figures(const struct plan *plan, const struct form *form, const struct form_version *version, uint32_t unit,
                  struct planned *ret_planned);

#endif
