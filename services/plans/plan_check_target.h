/* The parts of plan_check_targets: one for each thing that a target can get wrong. What is missing or was told when the
 * document was decoded stands as NULL, UNIT_NONE or LEVEL_COUNT, and is not told a second time. */
#ifndef TONGHOP_PLANS_PLAN_CHECK_TARGET_H
#define TONGHOP_PLANS_PLAN_CHECK_TARGET_H

#include "plan_check.h"

/* Its end and its baseline are periods or days that exist, and the end lies in the plan's span. */
void check_target_time(const struct plan_check *check, const struct target *target, const struct place *place);
/* Something decides whether its threshold is met. */
void check_target_threshold(const struct plan_check *check, const struct target *target, const struct place *place);
/* Cells are read from levels and functions that report them, inside the target's scope and by the plan's calendar, and
 * predicates can hold or not. */
void check_target_measures(const struct plan_check *check, const struct target *target, const struct place *place);
/* Members and shares are units of its scope, each once, and the shares make the whole. */
void check_target_units(const struct plan_check *check, const struct target *target, const struct place *place);

/* What a figure can come to, in 1/10^QUANTITY_DECIMALS_MAX. */
struct figure_range {
    int decimals; /* at most */
    bool has_low, has_high;
    __int128 low, high;
    bool may_always_hold; /* that there is a figure at all says something */
};
struct figure_range range_of_measure(const struct plan_check *check, const struct measure *measure);
/* Of units counted in the target's scope there are no more than stand there when the plan begins or ends. */
struct figure_range range_in_scope(const struct plan_check *check, const struct target *target,
                                   const struct measure *measure);
struct figure_range range_of_predicate(const struct plan_check *check, const struct predicate *predicate);

/* How many decimals a share of the target may have. */
int decimals_of_share(const struct plan_check *check, const struct target *target);

/* Neither never nor always met by a figure of the range; told at the number's place. */
void check_threshold(const struct plan_check *check, enum compare op, const char *number,
                     const struct figure_range *range, const struct place *place);

#endif
