/* Comparing what two targets measure and what they ask for. Private to the room. */
#ifndef TONGHOP_DOMAIN_ALIGNMENT_COMPARE_H
#define TONGHOP_DOMAIN_ALIGNMENT_COMPARE_H

#include "core/map.h"
#include "domain/alignment.h"

/* What a target measures: one text for all that measure the same; NULL of kinds that measure nothing themselves. */
const char *target_measured(struct arena *arena, const struct target *target);
/* Whose figures a target counts, as evaluated (docs/attainment.md); equal: the same ones. */
struct reading {
    enum window window;
    day_t from; /* planToDate of several years: the plan's first day */
};
struct reading target_reading(const struct target *target, const struct aligned_plan *plan);
bool reading_equal(struct reading a, struct reading b);
const char *window_text(struct arena *arena, const struct target *target, const struct aligned_plan *plan);

/* Proven: what `part` counts is some of what `whole` counts, and not all of it. Counts are taken as never negative. */
bool measure_is_part(const struct measure *part, const struct measure *whole, const struct alignment_setting *setting);

/* A target taken apart: itself or one of its parts. */
struct entry {
    const struct target *target;
    const char *measured; /* one pointer for all that measure the same; NULL: measures nothing itself */
    const char *end_text;
    day_t end;
    struct reading reading;
    bool waits; /* for an allocation */
};

struct entries {
    struct entry *entries;
    size_t count, capacity;
};

/* Where entries come from: the texts of all measures met so far, so that comparing pairs compares pointers. */
struct entry_reader {
    struct alignment *alignment;
    struct map measures;
};
struct entry_reader entries_begin(struct alignment *alignment);
/* A plan's targets, with those that they are made of. */
struct entries entries_read(struct entry_reader *reader, const struct aligned_plan *plan);
/* Of entries by one reader. */
bool entry_same_measure(const struct entry *a, const struct entry *b);
bool entry_same_figures(const struct entry *a, const struct entry *b); /* and counted over the same window */

void alignment_add(struct alignment *alignment, struct alignment_finding finding);
bool alignment_is_full(const struct alignment *alignment);

bool scope_within(const struct alignment_setting *setting, uint32_t unit, uint32_t outer); /* itself counts */

/* Whether it asks nothing of the unit, being shared out to others only, or a list of places elsewhere. */
bool target_is_of_others(const struct target *target, uint32_t unit, const struct alignment_setting *setting);

/* What a parent's target asks of a scope in its own: the same rate or upper bound, what it allocated to it, or in the same
 * scope the number to reach. False: what the scope owes of a number cannot be told. */
bool threshold_asked_of(const struct target *parent, uint32_t scope, struct target *ret_asked);

/* Of two targets with the same measure. */
bool threshold_equal(const struct target *a, const struct target *b);
bool threshold_contradicts(const struct target *a, const struct target *b); /* no number meets both as written */
bool threshold_weaker(const struct target *own, const struct target *asked, const struct alignment_setting *setting);
const char *threshold_text(struct arena *arena, const struct target *target); /* "≥ 80 %"; NULL of a kind without one */

#endif
