/* Where on a tree a unit of another time belongs, and what the nodes below that do not know because of it. */
#ifndef TONGHOP_AGGREGATION_HOME_H
#define TONGHOP_AGGREGATION_HOME_H

#include "domain/unit_tree.h"

/* The position of the least unit of the slice that wholly contains the unit: itself where it is valid, else what holds all that became
 * of it (or, of one yet to come, all that it came from), else, where neither is known, the home of what it last (or first) belonged to.
 * UNIT_NONE where there is none. */
uint32_t unit_home(const struct unit_slice *slice, uint32_t unit);

/* Whether a node holds all of what it is asked about. */
enum holding {
    HOLDS_WHOLE,
    HOLDS_PART,    /* some of what became of a unit, but not all: a share would be needed */
    HOLDS_UNKNOWN, /* perhaps something of a unit of which nobody knows what became */
};

const char *holding_status(enum holding holding); /* noShare, successionUnknown; NULL of a whole */

/* Marks in `holdings` (one for each position) the nodes below the unit's home that hold a part of it, or may. */
void unit_mark_holdings(const struct unit_slice *slice, uint32_t unit, uint8_t *holdings);

#endif
