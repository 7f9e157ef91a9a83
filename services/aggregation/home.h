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
    HOLDS_SHARE,        /* some of a unit, and the shares of it are given: what adds up is estimated by them */
    HOLDS_NOT_ADDITIVE, /* the same, of a figure that no share can divide */
    HOLDS_PART,         /* some of what became of a unit, but not all: a share would be needed */
    HOLDS_UNKNOWN,      /* perhaps something of a unit of which nobody knows what became */
};

const char *holding_status(enum holding holding); /* estimated, notAdditive, noShare, successionUnknown; NULL of a whole */
bool holding_has_figure(enum holding holding);

/* Marks in `holdings` (one for each position) the nodes below the unit's home that hold a part of it, or may. by_shares: a unit whose shares are
 * given is held by them. */
void unit_mark_holdings(const struct unit_slice *slice, uint32_t unit, bool by_shares, uint8_t *holdings);

/* The next step from a unit that is not on the tree towards it: what it became or, where it is yet to come, what it was made from. Returns how
 * many there are, writes at most max. */
size_t unit_steps(const struct unit_slice *slice, uint32_t unit, struct succession *ret, size_t max);
enum { KIN_MAX = 64, STEPS_MAX = 12 };

#endif
