/* A plan as its alignment sees it: with what was recorded of its targets, and with the reference of a day. */
#ifndef TONGHOP_PLANS_PLAN_ALIGNMENT_H
#define TONGHOP_PLANS_PLAN_ALIGNMENT_H

#include "domain/alignment.h"
#include "plan_open.h"

/* The version in force is known with the allocations that were recorded for it, any other as it is written. */
const struct plan *plan_with_recorded(const struct snapshot *snapshot, const struct open_plan *opened);

struct alignment_setting alignment_setting_on(const struct snapshot *snapshot, day_t date, struct arena *arena);

#endif
