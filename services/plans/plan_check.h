/* What a plan may not say, beyond the shape of its document: loops of parents, duties that oblige twice or nobody,
 * thresholds nobody can meet, figures that nobody reports at a level. A plan with issues is checked too, by what could be
 * read of it: what is missing was told where it is missing. */
#ifndef TONGHOP_PLANS_PLAN_CHECK_H
#define TONGHOP_PLANS_PLAN_CHECK_H

#include <jansson.h>

#include "core/issue.h"
#include "reference/snapshot.h"

struct plan_check {
    struct arena *arena;
    struct issues *issues;
    const struct snapshot *snapshot;
    const struct plan *plan; /* as decode_plan leaves it */
    const json_t *body;      /* its document */
    bool undated;            /* its span cannot be read, so nothing is asked of a day */
    bool copied;             /* from another plan: what is gone since is told in its review */
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
/* Every duty obliges somebody for something: its forms are the programme's and reported by one of its reporters, some
 * period is owed, what it consolidates is there and does not consolidate it. */
void plan_check_obliges(const struct plan_check *check);
/* Data are cut off inside the period and not after they are due; what is due as regulated is regulated. */
void plan_check_schedules(const struct plan_check *check);
/* The times of tasks can be read. */
void plan_check_tasks(const struct plan_check *check);
/* The duties of a programme, as they are to stand, by all that is asked of a plan's. */
void programme_check_duties(const struct snapshot *snapshot, const struct programme *programme, day_t today,
                            struct issues *issues);
/* Each target can be meant: it ends within the span, some figure meets its threshold and some does not, its cells are
 * reported by those that it reads them from and for its periods, its lists and shares are of units in its scope. */
void plan_check_targets(const struct plan_check *check);
/* Its duties oblige, and its targets measure, only the issuer's unit and those below. */
void plan_check_reach(const struct plan_check *check);

#endif
