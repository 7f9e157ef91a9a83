/* Plans of units that a reorganisation has ended. */
#ifndef TONGHOP_PLANS_PLAN_ENDED_H
#define TONGHOP_PLANS_PLAN_ENDED_H

#include "reference/snapshot.h"
#include "json/write.h"

bool unit_has_ended(const struct unit_tree *tree, uint32_t unit, day_t today);

/* "issuerEnded": {"on","known","successors":[{"unit","code","name"}]}. Where nothing is known of the unit itself
 * (districts in 2025), what the units right below it on its last day became; known false: nothing says it. */
void issuer_ended_write(struct json_writer *writer, struct arena *arena, const struct unit_tree *tree, uint32_t unit);

#endif
