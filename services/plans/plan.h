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
void plan_diff(struct call *call);
void plan_copy(struct call *call);
void plan_alignment(struct call *call);
void plan_tasks(struct call *call);
void task_progress_list(struct call *call);
void task_progress_put(struct call *call);
void target_allocation_get(struct call *call);
void target_allocation_put(struct call *call);
void target_assessment_list(struct call *call);
void target_assessment_put(struct call *call);

#endif
