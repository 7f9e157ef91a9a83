/* Writing iCalendar (RFC 5545): content lines ended by CRLF, folded at 75 octets between characters, texts escaped. */
#ifndef TONGHOP_PLANS_ICALENDAR_H
#define TONGHOP_PLANS_ICALENDAR_H

#include "core/buffer.h"
#include "core/clock.h"

enum { ICALENDAR_LINE_OCTETS_MAX = 75 }; /* without the line break */

void icalendar_begin(struct buffer *to, const char *name); /* component: VCALENDAR, VEVENT */
void icalendar_end(struct buffer *to, const char *name);
void icalendar_word(struct buffer *to, const char *property, const char *value); /* as it is */
void icalendar_text(struct buffer *to, const char *property, const char *text);  /* escaped: \ ; , and line ends */
void icalendar_day(struct buffer *to, const char *property, day_t day);          /* all of it: ;VALUE=DATE:20230614 */
void icalendar_moment(struct buffer *to, const char *property, moment_t moment); /* 20230614T170000Z */

#endif
