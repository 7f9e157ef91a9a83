/* What the aggregation service tells of a consolidation, as far as this service keeps it. */
#ifndef TONGHOP_REPORTS_CONSOLIDATION_EVENT_H
#define TONGHOP_REPORTS_CONSOLIDATION_EVENT_H

#include "bus/bus.h"
#include "core/arena.h"
#include "core/clock.h"

enum { CONSOLIDATION_EVENT_FORMS_MAX = 100, CONSOLIDATION_EVENT_RECIPIENTS_MAX = 1000 };

struct consolidation_event {
    const char *id, *unit, *agency, *period; /* unit: stable id; agency: canonical */
    const char *forms;                       /* codes joined by commas */
    int64_t version;
    moment_t sent; /* MOMENT_NONE: signed, not sent */
    int64_t recipients, accepted, returned;
};

/* Texts in the arena. Members that are not needed may be anything: the payload may grow. FAULT_INVALID without retry where a needed one is not
 * what it has to be. */
bool consolidation_event_read(const struct record *record, struct arena *arena, struct consolidation_event *ret_event,
                              struct fail *fail) MUST_CHECK;

#endif
