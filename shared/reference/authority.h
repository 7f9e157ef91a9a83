/* Who may act for which unit: the one place that decides it (after the route row has checked the scope).
 *
 * A token's roots are units or unit/function, understood today; they cover the units below in the tree of the data's date, and units of the
 * past by what holds them today: the unit that takes in all their successors, or all their children where no succession is known. What is
 * not known of a unit is taken from the one it stood below. */
#ifndef TONGHOP_REFERENCE_AUTHORITY_H
#define TONGHOP_REFERENCE_AUTHORITY_H

#include <stdbool.h>

#include "core/caller.h"
#include "reference/snapshot.h"

/* May the caller see what this unit, as it stood on `date`, reports? function NULL: the unit as a whole (only roots without function cover
 * that). today: the day of the request in UTC+7 or as the service takes it. */
bool authority_covers(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date, const char *function, day_t today);

/* Like authority_covers with any function: may see something of the unit. */
bool authority_touches(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date, day_t today);

/* May the caller make and change what it reports? Of the past only where the unit went over whole, edge after edge; one that was cut up is left
 * to those who stood above it and to their successors. */
bool authority_writes(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date, const char *function, day_t today);

/* May the caller decide on what it reports? From above in its own line, committee by committee and police by police: never the unit itself nor
 * what it became. The registered agencies of a unit stand below that unit as a whole; above the nation is nobody, so it decides itself. */
bool authority_reviews(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date, const char *function, day_t today);

/* Is one of the roots this unit, or, since it ended, the one that holds all of it today? */
bool authority_stands_for(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, const char *function, day_t today);

struct caller_root {
    uint32_t unit;
    const char *function; /* NULL: all */
};
/* The caller's roots as they are understood today, those that are no unit left out; returns how many. */
uint32_t authority_roots(const struct snapshot *snapshot, const struct caller *caller, day_t today,
                         struct caller_root ret_roots[CALLER_ROOTS_MAX]);
/* The smallest unit of today that holds all of it; UNIT_NONE: not known. */
uint32_t authority_holder(const struct snapshot *snapshot, uint32_t unit, day_t today);

/* ---- The second line: coarser, by its own way, and what the database and the serialiser go by (docs/decisions/0014-second-line.md) */

/* Of every unit the roots that may see something of it, as it stood on any date: those above it then, and those that hold today, or by the tree
 * known now will hold later, what became of it. */
struct unit_reach {
    const uint32_t *first; /* by unit, and one behind the last: where its roots begin */
    const struct reach_root {
        uint32_t unit;
        bool stands; /* it is this unit, or what holds all of it */
    } *roots;
};
/* Computed once per tree; as long as the snapshot. */
const struct unit_reach *authority_unit_reach(const struct snapshot *snapshot, day_t today);

/* By unit: may the caller see something of it as it stood on some date? Never no to one of whom he may. `function`: only roots that have it; NULL:
 * any root. NULL: yes to all. In the arena. */
const bool *authority_reach(const struct snapshot *snapshot, const struct caller *caller, day_t today, const char *function,
                            struct arena *arena);

/* A root as the database knows it: "38@2012-01-01", or "001@2012-01-01/police". */
const char *authority_root_text(const struct snapshot *snapshot, const struct caller_root *root, struct arena *arena);
/* Under which of his roots the caller acts for a unit and function: one that reaches it, else any; NULL: he has none. In the arena. */
const char *authority_root_for(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, const char *function,
                               day_t today, struct arena *arena);

#endif
