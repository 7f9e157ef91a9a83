/* Where the evaluation of targets takes its figures from: tallies of the forms and periods that the measures name. */
#ifndef TONGHOP_AGGREGATION_TARGET_FIGURES_H
#define TONGHOP_AGGREGATION_TARGET_FIGURES_H

#include "tally.h"

struct kept_tally;

/* Lives as long as one request. */
struct target_figures {
    struct arena *arena;
    struct cube_cache *cubes;
    const struct snapshot *snapshot;
    moment_t as_of;
    struct kept_tally *tallies;
    bool failed; /* a tally could not be had: what was evaluated since means nothing */
    struct fail fail;
};
void target_figures_done(struct target_figures *figures);
#define AUTO_TARGET_FIGURES __attribute__((cleanup(target_figures_done))) struct target_figures

struct figures target_figures_port(struct target_figures *figures);
/* Every tally that figures were taken from so far. */
void target_figures_each(const struct target_figures *figures, void (*take)(void *context, const struct tally *tally), void *context);

/* The date on which a unit's tree is looked at: the given one, or the unit's last day where it had ended by then, or its first where it was yet
 * to come: what its predecessors reported stands at it. */
day_t unit_seen(const struct unit_tree *tree, uint32_t unit, day_t date);
/* A form's cell by its code, in its newest version; NULL: unknown. */
const struct cell *cell_named(const struct snapshot *snapshot, const char *form, const char *cell);

#endif
