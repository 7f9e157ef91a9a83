/* Targets that can be meant: each part of each of them is looked at, also of those inside others. */
#include "plan_check_target.h"

static void check_target(void *context, const struct target *target, const struct place *place) {
    const struct plan_check *check = context;
    check_target_time(check, target, place);
    check_target_threshold(check, target, place);
    check_target_measures(check, target, place);
    check_target_units(check, target, place);
}

void plan_check_targets(const struct plan_check *check) {
    struct place targets = {.name = "targets"};
    targets_visit(check->plan->targets, check->plan->target_count, &targets, check_target, (void *)check);
}
