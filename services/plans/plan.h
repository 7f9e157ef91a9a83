/* Handlers of plans. */
#ifndef TONGHOP_PLANS_PLAN_H
#define TONGHOP_PLANS_PLAN_H

#include "http/call.h"

void plan_list(struct call *call);
void plan_post(struct call *call);
void plan_get(struct call *call);
void plan_put(struct call *call);
void plan_versions(struct call *call);
void plan_version_get(struct call *call);
void plan_transition(struct call *call);

#endif
