/* Where on a tree a unit of another time belongs. */
#ifndef TONGHOP_AGGREGATION_HOME_H
#define TONGHOP_AGGREGATION_HOME_H

#include "domain/unit_tree.h"

/* The position of the least unit of the slice that wholly contains the unit: itself where it is valid, else what holds all its
 * successors, else, where none are known, the home of what it last belonged to. UNIT_NONE where there is none. */
uint32_t unit_home(const struct unit_slice *slice, uint32_t unit);

#endif
