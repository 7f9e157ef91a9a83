/* What is recorded of a target beside the plan's text: how it is shared out below, and what is said of one that is
 * judged in words. */
#ifndef TONGHOP_PLANS_TARGET_TOLD_H
#define TONGHOP_PLANS_TARGET_TOLD_H

#include "core/issue.h"
#include "domain/target.h"

/* What its shares are measured by: a conditional one's own target; itself otherwise. */
const struct target *target_shared(const struct target *target);

/* A whole is shared out by its parts, a list by where its places lie, a growth by each unit's own year before, and words by nobody. */
bool target_can_be_shared(const struct target *target);

/* A unit that is not there on the date counts by its own last day; one that lies in a unit which has ended, by that one's. */
bool unit_lies_in(const struct unit_tree *tree, uint32_t unit, uint32_t outer, day_t date);

/* How a target is shared out. A share without unit or value was told elsewhere. */
struct sharing {
    const struct target *target;
    uint32_t scope; /* the target's; UNIT_NONE: not asked */
    const struct allocation *shares;
    uint32_t count;
    const struct unit_tree *tree;
    day_t date;   /* on which the plan's codes are understood */
    int decimals; /* of a share, at most */
};
/* Units lie in the scope, each once and none inside another; the scope itself only where nothing is shared out further. Shares of an amount, a
 * cohort or a list together make what the target asks: at least it, at most it, or between its bounds by the comparator;
 * of other kinds each share stands for itself. Issues at allocations below `place`. */
void shares_check(const struct sharing *sharing, const struct place *place, struct issues *issues);

#endif
