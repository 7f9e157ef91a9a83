/* The last look at what leaves: every unit that an answer about figures names is one that the caller reaches.
 *
 * Cubes hold what all units report; which of it is asked for was decided before (reference/authority through question.h). Whoever writes an answer,
 * in whatever format, asks here once more, by another way: an answer about a unit out of reach becomes a 404, and a unit out of reach below it is
 * left out. */
#ifndef TONGHOP_AGGREGATION_SHOWN_H
#define TONGHOP_AGGREGATION_SHOWN_H

#include "http/call.h"
#include "reference/snapshot.h"

struct shown {
    struct call *call;   /* NULL: for nobody in particular, everything may be written */
    const struct unit_tree *tree;
    const bool *reached; /* by unit; NULL: all */
};

/* To the caller; function: that a root must have where it has one, NULL: only roots without. In the request's arena. */
struct shown shown_to(struct call *call, const struct snapshot *snapshot, const char *function);
bool is_shown(const struct shown *shown, uint32_t unit);
bool is_shown_by_id(const struct shown *shown, const char *unit);
/* The unit that the whole answer is about. */
void shown_head(const struct shown *shown, uint32_t unit);

#endif
