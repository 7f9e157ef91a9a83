/* Entries of the calendar of duties, shown as JSON and as iCalendar events. */
#ifndef TONGHOP_PLANS_DUTY_SHOW_H
#define TONGHOP_PLANS_DUTY_SHOW_H

#include "core/issue.h"
#include "json/write.h"
#include "reference/duty_calendar.h"

void duty_write(struct json_writer *writer, const struct snapshot *snapshot, const struct duty_entry *entry, enum language language,
                struct arena *arena);

/* A VCALENDAR with one VEVENT per entry that has a due moment; now: when it is written (DTSTAMP). */
void duty_calendar_write(struct buffer *to, const struct snapshot *snapshot, const struct duty_entry *entries, size_t count,
                         enum language language, moment_t now, struct arena *arena);

#endif
