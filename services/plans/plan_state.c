/* The states of a plan as a table. */
#include "plan_state.h"

static const bool transitions[PLAN_STATE_COUNT][PLAN_STATE_COUNT] = {
    [PLAN_DRAFT] = {[PLAN_SUBMITTED] = true},
    [PLAN_SUBMITTED] = {[PLAN_APPROVED] = true, [PLAN_DRAFT] = true},
    [PLAN_APPROVED] = {[PLAN_ISSUED] = true, [PLAN_DRAFT] = true},
    [PLAN_ISSUED] = {[PLAN_CLOSED] = true},
};

bool plan_may_become(enum plan_state from, enum plan_state to, bool in_force) {
    return transitions[from][to] || (in_force && to == PLAN_CLOSED);
}

bool plan_may_change(enum plan_state state) {
    return state == PLAN_DRAFT || state == PLAN_ISSUED;
}
