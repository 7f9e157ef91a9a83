/* Who may act for which unit: the one place that decides it (after the route row has checked the scope).
 *
 * A token's roots are units or unit/function, understood today; they cover the units below in the tree of the data's date, and units of the
 * past that lie wholly inside today (all successors, or all children where none is known, are covered). */
#ifndef TONGHOP_REFERENCE_AUTHORITY_H
#define TONGHOP_REFERENCE_AUTHORITY_H

#include <stdbool.h>

#include "core/caller.h"
#include "reference/snapshot.h"

/* May the caller act for this unit as it stood on `date`? function NULL: for the unit as a whole (only roots without function cover that).
 * today: the day of the request in UTC+7 or as the service takes it. */
bool authority_covers(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date, const char *function, day_t today);

/* Like authority_covers with any function: may see something of the unit. */
bool authority_touches(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date, day_t today);

/* The caller's roots as units valid today; returns how many. */
uint32_t authority_roots(const struct snapshot *snapshot, const struct caller *caller, day_t today, uint32_t ret_units[CALLER_ROOTS_MAX]);

#endif
