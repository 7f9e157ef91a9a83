/* Reminders: which obligations, to report or to consolidate, are due soon or late since the last time somebody looked. Pure.
 *
 * An obligation has one moment of each kind: seven days before it is due, and when it is. A reminder is told when that moment passes, once: the
 * mark says how far they have been told. What moves the due moment (an extension) makes a new moment; what comes into being behind its moment is
 * not told, GET /v1/obligations shows it. Whether anything meets the obligation is asked by who tells, when it tells. */
#ifndef TONGHOP_REPORTS_REMINDER_H
#define TONGHOP_REPORTS_REMINDER_H

#include "obligation_slot.h"

enum reminder_kind { REMINDER_DUE_SOON, REMINDER_LATE, REMINDER_KIND_COUNT };
const char *reminder_kind_name(enum reminder_kind kind); /* dueSoon, late: the obligation's state from then on */

/* Told is everything before `until`, and at that moment what stands up to and with `position`. */
struct reminder_mark {
    moment_t until;
    const char *position; /* NULL: all of that moment */
};

struct reminder {
    const struct obligation_slot *slot;
    const struct obligation_list *list;
    const struct obligation *obligation;
    moment_t moment;
    const char *position; /* form/period/unit/agency, of a consolidation form/period/consolidation/unit/agency: what it is about, and its order
                           * among those of one moment */
};

/* Those whose moment lies behind the mark and not behind now, in the order in which marks pass them. Who is late already is no longer due soon.
 * In the arena, and as long as the snapshot is held. */
size_t reminders_due(const struct snapshot *snapshot, enum reminder_kind kind, const struct reminder_mark *mark,
                     moment_t now, struct arena *arena, struct reminder **ret_reminders);

#endif
