/* New plans made from ones that are there: next year's from last year's, and a unit's own from its parent's. */
#ifndef TONGHOP_PLANS_PLAN_COPY_H
#define TONGHOP_PLANS_PLAN_COPY_H

#include "core/issue.h"
#include "plan_open.h"
#include "plan_review.h"

struct copy_order {
    const char *code, *span; /* span NULL: the source's own */
    bool has_shift;
    int shift_years; /* where none is given, from the first year of one span to that of the other */
    bool derive;
    const json_t *issuer; /* of a derived plan */
};

/* The span ordered, or the source's own. False with an issue. */
bool copy_span(const struct copy_order *order, const struct open_plan *source, struct issues *issues,
               struct period *ret_span) MUST_CHECK;

/* The new document, owned by the caller; what to look at goes to the review. NULL with an issue. A derived plan has those of
 * its parent's targets that concern its unit, which lies in the parent's: with what was allocated to it, and with a review of
 * each other number of the parent's as a whole ("share"), and of what cannot be measured at its level ("level"). */
json_t *copy_next(const struct copy_order *order, const struct open_plan *source, const struct snapshot *snapshot,
                  enum language language, struct review *review, struct issues *issues);
json_t *copy_derived(const struct copy_order *order, const struct open_plan *source, const struct snapshot *snapshot,
                     enum language language, struct review *review, struct issues *issues);

#endif
