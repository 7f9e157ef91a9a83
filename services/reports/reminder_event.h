/* A reminder as another system reads it. */
#ifndef TONGHOP_REPORTS_REMINDER_EVENT_H
#define TONGHOP_REPORTS_REMINDER_EVENT_H

#include "obligation_fulfil.h"
#include "obligation_sql.h"
#include "reminder.h"

/* What is known of an obligation when its moment passes. */
struct reminded {
    const struct reported *reported; /* NULL: nothing; of a draft it says nothing, for a draft is its agency's own */
    struct fulfilment fulfilment;    /* by consolidations */
};

/* What was handed in was sent back since. */
bool reminder_is_returned(const struct reminded *reminded);
/* Handed in, accepted, or carried on by a consolidation, and not sent back since: nobody has to be reminded. */
bool reminder_is_met(const struct reminded *reminded);

/* The payload of an event. */
void reminder_payload(struct buffer *to, enum reminder_kind kind, const struct reminder *reminder,
                      const struct reminded *reminded);

#endif
