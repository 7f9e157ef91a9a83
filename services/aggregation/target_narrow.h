/* A plan's targets looked at in a unit below the one they are set for. */
#ifndef TONGHOP_AGGREGATION_TARGET_NARROW_H
#define TONGHOP_AGGREGATION_TARGET_NARROW_H

#include "domain/target.h"

/* The unit below, and the tree that its places are looked for in. */
struct narrowing {
    struct arena *arena;
    const struct unit_tree *tree;
    day_t date;
    uint32_t unit;
};

/* Copies of the targets with the unit as their scope: rates and how often something is done are asked of every part, by what the plan has allocated
 * to it where it has; a list for its places in the unit; a fixed number only where
 * the plan has allocated a share of it to the unit; what was said or stated of the whole is left out. */
const struct target *targets_narrow(const struct narrowing *narrowing, const struct target *targets, uint32_t count);

/* Whether a narrowed target, or a part of it, asks nothing of its unit: no share of the number was allocated to it, no place of the list lies in it. */
bool target_is_not_allocated(const struct target *target);

#endif
