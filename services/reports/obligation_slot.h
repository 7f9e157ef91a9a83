/* Which forms are owed for which periods: the pairs that obligations are made for, found without asking who owes them. */
#ifndef TONGHOP_REPORTS_OBLIGATION_SLOT_H
#define TONGHOP_REPORTS_OBLIGATION_SLOT_H

#include "reference/snapshot.h"

struct obligation_slot {
    const struct form *form;
    struct period period;
    enum deliverable deliverable; /* a report with the form, or a consolidation of what was reported with it */
};

/* Each once and only where somebody owes it, ordered by the codes of form and period, reports before consolidations; in the arena. */
struct obligation_slots {
    struct obligation_slot *all;
    size_t count, capacity;
    struct arena *arena;
};

/* The newest periods that are over and those that run, of each kind; the spans of issued plans; ad hoc requests and extended periods that are not
 * due yet or have been for less than a quarter. only: NULL for all forms. */
struct obligation_slots slots_around(const struct snapshot *snapshot, const struct form *only, day_t today,
                                     struct arena *arena);

/* Those of one period by its code. */
struct obligation_slots slots_of_period(const struct snapshot *snapshot, const struct form *only, const char *code,
                                        struct arena *arena);

/* Those in which a due moment may lie behind `after` and not behind `until`, extended ones too. */
struct obligation_slots slots_due(const struct snapshot *snapshot, moment_t after, moment_t until, struct arena *arena);

/* Who owes what the slot is about. */
const struct obligation_list *slot_obligations(const struct snapshot *snapshot, const struct obligation_slot *slot,
                                               struct arena *arena);

#endif
