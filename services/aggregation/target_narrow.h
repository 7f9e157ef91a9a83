/* A plan's targets looked at in a unit below the one they are set for. */
#ifndef TONGHOP_AGGREGATION_TARGET_NARROW_H
#define TONGHOP_AGGREGATION_TARGET_NARROW_H

#include "domain/target.h"

/* Copies of the targets with the unit as their scope: rates are asked of every part; a fixed number only where the plan has allocated a share of it to
 * the unit; what was said or stated of the whole is left out. */
const struct target *targets_narrow(struct arena *arena, const struct target *targets, uint32_t count, uint32_t unit);

/* Whether a narrowed target, or a part of it, asks nothing of its unit for want of an allocation. */
bool target_is_not_allocated(const struct target *target);

#endif
