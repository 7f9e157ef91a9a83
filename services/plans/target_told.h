/* What is recorded of a target beside the plan's text: how it is shared out below, and what is said of one that is
 * judged in words. */
#ifndef TONGHOP_PLANS_TARGET_TOLD_H
#define TONGHOP_PLANS_TARGET_TOLD_H

#include "core/issue.h"
#include "domain/target.h"

/* The target with the code, also inside others; of a conditional one also by the code it waits for. NULL: none. */
const struct target *target_named(const struct target *targets, size_t count, const char *code);
/* What its shares are measured by: a conditional one's own target; itself otherwise. */
const struct target *target_shared(const struct target *target);

/* Shares of an amount, a cohort or a list together make what the target asks: at least it, at most it, or between its
 * bounds by the comparator; of other kinds each share stands for itself. Issues at /allocations. */
void shares_check(const struct target *target, const struct allocation *shares, uint32_t count, struct issues *issues);

#endif
