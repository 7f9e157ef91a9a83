/* Dates and moments. A day is a count of days since 1970-01-01; a moment is microseconds since then in UTC.
 *
 * Pure arithmetic except clock_now, which only services call. Local time is a fixed offset: the programme zones in use
 * (Asia/Ho_Chi_Minh, UTC) have no summer time. */
#ifndef TONGHOP_CORE_CLOCK_H
#define TONGHOP_CORE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t day_t;      /* a civil date */
typedef int64_t moment_t;   /* UTC microseconds */

enum { DAY_TEXT_SIZE = 11, MOMENT_TEXT_SIZE = 28 }; /* with NUL: 2023-06-14, 2023-06-14T17:00:00.000000Z */

#define DAY_NEVER INT32_MAX    /* open end of a half-open span of days */
#define DAY_EVER INT32_MIN     /* "then or earlier" */
#define MOMENT_NONE INT64_MIN
#define MOMENT_ALWAYS INT64_MAX /* open end of a span of moments */
#define MOMENT_SECOND INT64_C(1000000)
#define MOMENT_DAY (86400 * MOMENT_SECOND)

day_t day_of(int year, int month, int day_of_month); /* proleptic Gregorian; the arguments must be a real date */
void day_split(day_t day, int *ret_year, int *ret_month, int *ret_day_of_month);
int day_of_week(day_t day); /* 0 Monday … 6 Sunday */
int month_days(int year, int month);
bool day_parse(const char *text, day_t *ret_day); /* strict YYYY-MM-DD of a date that exists, years 1900–2999 */
const char *day_format(day_t day, char text[DAY_TEXT_SIZE]);

moment_t moment_of_day(day_t day, int32_t offset_seconds); /* local midnight at the start of the day */
day_t moment_day(moment_t moment, int32_t offset_seconds); /* the local date */
day_t programme_day(moment_t moment);                      /* where the programmes live: UTC+7 */
bool moment_parse(const char *text, moment_t *ret_moment);  /* RFC 3339, any offset, at most 6 fraction digits, no leap second; in UTC of the years 1900–2999 */
const char *moment_format(moment_t moment, char text[MOMENT_TEXT_SIZE]); /* UTC; the fraction only where it is not 0 */

/* Offset of a known zone name; false for an unknown one. */
bool zone_offset(const char *zone, int32_t *ret_offset_seconds);

moment_t clock_now(void);        /* wall clock */
int64_t clock_monotonic_us(void); /* for durations */

#endif
