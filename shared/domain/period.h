/* Reporting periods: codes, half-open day spans under a calendar, and their arithmetic. Pure.
 *
 * Codes: 2023-M03, 2023-Q1, 2023-H1, 2023-9M, 2023, 2023..2025, 2013.. (open end), X-<request>. Under `admin15` (decree 09/2019/ND-CP article 12)
 * a month runs from the 15th of the previous month to the 14th, so 2023-H1 is [2022-12-15, 2023-06-15) and the year [2022-12-15, 2023-12-15). */
#ifndef TONGHOP_DOMAIN_PERIOD_H
#define TONGHOP_DOMAIN_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_NINE_MONTHS, PERIOD_YEAR, PERIOD_SPAN, PERIOD_REQUEST };

enum { PERIOD_CODE_SIZE = 48, PERIODS_IN_MAX = 48, LISTED_PERIODS_MAX = 1200, PERIOD_YEAR_MIN = 1945, PERIOD_YEAR_MAX = 2999 };

/* On which day the months of a programme begin. A listed calendar says it of months, quarters, halves or years (all of one kind, without gap): what
 * is longer is put together from those, and nothing shorter or outside the list exists. */
struct calendar {
    const char *name;             /* "calendar", "admin15", "listed" */
    int day;                      /* not listed: the first day of a month, 1, or one of the month before */
    int listed_months;            /* listed: how many months one stands for; 0: not listed */
    int first_month;              /* listed: of the first one, counted from January of the year 0 */
    const day_t *starts;          /* listed: starts[count] is the end of the last one */
    uint32_t count;
};
extern const struct calendar calendar_plain, calendar_admin15;
bool calendar_equal(const struct calendar *a, const struct calendar *b);
/* The later one says all that the earlier one says, and perhaps more behind it. */
bool calendar_continues(const struct calendar *later, const struct calendar *earlier);

struct period {
    enum period_kind kind;
    int16_t year, until_year; /* until_year: of a span, INT16_MAX for an open end; else = year */
    int8_t number;            /* month 1–12, quarter 1–4, half 1–2, else 0 */
    day_t start, end;         /* [start, end); end DAY_NEVER for an open span */
    char code[PERIOD_CODE_SIZE];
};

/* The calendar of periods of one kind (month, quarter, half, year), the first one first, each beginning where the one before ends. */
const struct calendar *calendar_of_list(struct arena *arena, const struct period *listed, uint32_t count);
/* The year in the codes of the periods around a day, whether or not the whole year exists; a day outside a list counts to the list's nearer end. */
int calendar_year(const struct calendar *calendar, day_t day);
/* The first day of that year; false, and nothing set: a list begins within it. */
bool calendar_year_start(const struct calendar *calendar, day_t day, day_t *ret_start);

/* Not PERIOD_REQUEST: its span is data of the request (period_of_request). Years PERIOD_YEAR_MIN to PERIOD_YEAR_MAX. */
bool period_parse(const char *code, const struct calendar *calendar, struct period *ret_period);
bool period_make(enum period_kind kind, int year, int number, const struct calendar *calendar, struct period *ret_period);
bool period_of_request(const char *code, day_t start, day_t end, struct period *ret_period);
day_t period_tree_date(const struct period *period); /* the last day: end − 1 */
bool period_contains(const struct period *outer, const struct period *inner);
bool period_equal(const struct period *a, const struct period *b);
bool period_next(const struct period *period, const struct calendar *calendar, struct period *ret_period);     /* false for spans and requests */
bool period_previous(const struct period *period, const struct calendar *calendar, struct period *ret_period);
bool period_year_before(const struct period *period, const struct calendar *calendar, struct period *ret_period); /* same part of the previous year */
/* The sub-periods of a kind that tile the period exactly, in order; 0 where they do not tile it (9M by halves). */
size_t period_parts(const struct period *period, enum period_kind kind, const struct calendar *calendar, struct period ret_parts[PERIODS_IN_MAX]);
/* The period of a kind that contains the day. Not spans, nine months or requests. */
bool period_of_day(day_t day, enum period_kind kind, const struct calendar *calendar, struct period *ret_period);
/* The newest period of a kind that is over on the day. Not spans or requests. */
bool period_ended_by(day_t day, enum period_kind kind, const struct calendar *calendar, struct period *ret_period);

/* The period of these days: by its code where it has one, else like a request for them. Neither end is open. */
struct period period_of_days(day_t start, day_t end, const struct calendar *calendar);

/* Working days: Monday to Friday but holidays, and weekend days that are worked in exchange. Both lists sorted. */
struct working_calendar {
    const day_t *holidays, *worked;
    size_t holiday_count, worked_count;
};
bool is_working_day(const struct working_calendar *calendar, day_t day);
day_t working_day_after(const struct working_calendar *calendar, day_t day, uint32_t working_days); /* the n-th working day after `day` */

#endif
