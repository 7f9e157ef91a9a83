/* Which days are worked, and counting on from a day by those. */
#include <stdlib.h>

#include "domain/period.h"

static int compare_days(const void *a, const void *b) {
    day_t first = *(const day_t *)a, second = *(const day_t *)b;
    return (first > second) - (first < second);
}

static bool is_listed(const day_t *days, size_t count, day_t day) {
    return count > 0 && bsearch(&day, days, count, sizeof *days, compare_days) != NULL;
}

bool is_working_day(const struct working_calendar *calendar, day_t day) {
    enum { SATURDAY = 5 };
    if (day_of_week(day) >= SATURDAY)
        return is_listed(calendar->worked, calendar->worked_count, day);
    return !is_listed(calendar->holidays, calendar->holiday_count, day);
}

day_t working_day_after(const struct working_calendar *calendar, day_t day, uint32_t working_days) {
    for (uint32_t left = working_days; left > 0;) {
        day++;
        left -= is_working_day(calendar, day);
    }
    return day;
}
