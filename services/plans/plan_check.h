/* What a plan may not say, beyond the shape of its document: loops of parents, duties that oblige twice, thresholds
 * nobody can meet, figures that nobody reports at a level. */
#ifndef TONGHOP_PLANS_PLAN_CHECK_H
#define TONGHOP_PLANS_PLAN_CHECK_H

#include "core/issue.h"
#include "reference/snapshot.h"

struct plan_check {
    struct arena *arena;
    struct issues *issues;
    const struct snapshot *snapshot;
    const struct plan *plan; /* decoded without an issue */
    day_t date;              /* on which its codes are understood */
    enum language language;
};

/* All of it; all that is wrong is in issues. */
void plan_check_all(const struct plan_check *check);

/* The way from the plan over its parents back to itself; none where the plans it names are not ours. */
void plan_check_parents(const struct plan_check *check);
/* The issuer is there on the plan's day. */
void plan_check_issuer(const struct plan_check *check);
/* No two duties of the plan ask the same agency for the same form and period. */
void plan_check_duties(const struct plan_check *check);
/* Shares of units beyond 100 %, ranges upside down, cells read from levels and functions that do not report them. */
void plan_check_targets(const struct plan_check *check);
/* Its duties oblige, and its targets measure, only the issuer's unit and those below. */
void plan_check_reach(const struct plan_check *check);

#endif
