/* How a plan goes from draft to closed. Pure. */
#ifndef TONGHOP_PLANS_PLAN_STATE_H
#define TONGHOP_PLANS_PLAN_STATE_H

#include <stdbool.h>

#include "reference/snapshot.h"

/* draft → submitted → approved → issued → closed; what is submitted or approved may be returned to draft. in_force: an
 * issued version stands below this one: it may be closed whatever is being prepared above it. */
bool plan_may_become(enum plan_state from, enum plan_state to, bool in_force);
/* May its document change? A draft, and an issued plan by a new version. */
bool plan_may_change(enum plan_state state);

#endif
