/* A reminder as another system reads it. */
#ifndef TONGHOP_REPORTS_REMINDER_EVENT_H
#define TONGHOP_REPORTS_REMINDER_EVENT_H

#include "obligation_sql.h"
#include "reminder.h"

/* Handed in or accepted: nobody has to be reminded. */
bool reminder_is_met(const struct reported *reported);

/* The payload of an event. reported: NULL where nothing is; of a draft it says nothing, for a draft is its agency's own. */
void reminder_payload(struct buffer *to, enum reminder_kind kind, const struct reminder *reminder,
                      const struct reported *reported);

#endif
