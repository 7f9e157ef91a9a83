/* When a duty owes a period and until which moment. */
#include "domain/duty.h"

#include <stdio.h>

#include "core/text.h"

static int32_t least(int32_t a, int32_t b) {
    return a < b ? a : b;
}

/* A duty over a plan's span owes one period: the one that is the span, also where the span is a single year. */
static bool is_span_of(const struct duty *duty, const struct period *period) {
    bool whole = period->kind == PERIOD_SPAN || period->kind == PERIOD_YEAR;
    return whole && period->start == duty->start && period->end == duty->end;
}

static bool schedule_names(const struct schedule *schedule, const struct duty *duty, const struct period *period) {
    switch (schedule->period) {
    case SCHEDULE_MONTH:
        return period->kind == PERIOD_MONTH;
    case SCHEDULE_QUARTER:
        return period->kind == PERIOD_QUARTER;
    case SCHEDULE_H1:
        return period->kind == PERIOD_HALF && period->number == 1;
    case SCHEDULE_H2:
        return period->kind == PERIOD_HALF && period->number == 2;
    case SCHEDULE_HALF:
        return period->kind == PERIOD_HALF;
    case SCHEDULE_NINE_MONTHS:
        return period->kind == PERIOD_NINE_MONTHS;
    case SCHEDULE_YEAR:
        return period->kind == PERIOD_YEAR;
    case SCHEDULE_SPAN:
        return is_span_of(duty, period);
    case SCHEDULE_REQUEST:
        return text_equal(duty->request, period->code);
    }
    return false;
}

const struct schedule *duty_owes(const struct duty *duty, const struct period *period) {
    if (period->start < duty->start || period->end > duty->end)
        return NULL;
    for (uint32_t i = 0; i < duty->schedule_count; i++) {
        const struct schedule *schedule = &duty->schedules[i];
        if (!schedule->derived && schedule_names(schedule, duty, period))
            return schedule;
    }
    return NULL;
}

/* The day after a date given as month and day; 29 February means the last of February in any year. */
static day_t day_behind(int year, int month, int day) {
    return day_of(year, month, 1) + least(day, month_days(year, month));
}

/* A listed period may end in another year than its code says. */
static int end_year(const struct period *period) {
    int year, month, day_of_month;
    if (period->end == DAY_NEVER)
        return period->until_year;
    day_split(period_tree_date(period), &year, &month, &day_of_month);
    return year;
}

day_t schedule_cut_off(const struct schedule *schedule, const struct period *period) {
    if (schedule->cut_off_month == 0)
        return period_tree_date(period);
    return day_behind(end_year(period), schedule->cut_off_month, schedule->cut_off_day) - 1;
}

/* What the schedule asks for, or the programme's rule where it says "as regulated". */
static struct due due_in_force(const struct schedule *schedule, const struct duty_setting *setting) {
    if (schedule->due.kind != DUE_AS_REGULATED)
        return schedule->due;
    struct due due = setting->regulated;
    due.next_if_holiday |= schedule->due.next_if_holiday;
    return due;
}

/* The first day that is late; false where none is. */
static bool first_late_day(const struct schedule *schedule, const struct period *period,
                           const struct duty_setting *setting, day_t *ret_day) {
    struct due due = due_in_force(schedule, setting);
    bool ruled = due.kind != DUE_NONE && due.kind != DUE_AS_REGULATED; /* "as regulated" regulates nothing by itself */
    if (!ruled || period->end == DAY_NEVER)
        return false;
    int year = end_year(period) + due.year_offset;
    day_t late;
    if (due.kind == DUE_AT)
        late = moment_day(due.at - 1, setting->zone_offset_seconds) + 1;
    else if (due.kind == DUE_WORKING_DAYS)
        late = working_day_after(&setting->working, schedule_cut_off(schedule, period), due.working_days) + 1;
    else
        late = day_behind(year, due.month, due.kind == DUE_BEFORE ? due.day - 1 : due.day);
    /* The last day in time moves on to a working day: "before 15 June" ends on the 14th, so the 14th is what counts. */
    if (due.next_if_holiday)
        late = working_day_after(&setting->working, late - 2, 1) + 1;
    *ret_day = late;
    return true;
}

moment_t due_moment(const struct schedule *schedule, const struct period *period, const struct duty_setting *setting) {
    day_t late;
    if (schedule->due.kind == DUE_AT)
        return schedule->due.at;
    if (!first_late_day(schedule, period, setting, &late))
        return MOMENT_NONE;
    return moment_of_day(late, setting->zone_offset_seconds);
}

int32_t due_working_days(const struct schedule *schedule, const struct period *period,
                         const struct duty_setting *setting) {
    day_t late;
    if (!first_late_day(schedule, period, setting, &late))
        return -1;
    int32_t count = 0;
    for (day_t day = schedule_cut_off(schedule, period) + 1; day < late; day++)
        count += is_working_day(&setting->working, day);
    return count;
}

/* ---- Which periods a schedule stands for */

/* The numbers of the periods of a kind in a year: [first, last], 0 where they have none. */
static const struct {
    enum period_kind kind;
    int first, last;
} named[] = {
    [SCHEDULE_MONTH] = {PERIOD_MONTH, 1, 12}, [SCHEDULE_QUARTER] = {PERIOD_QUARTER, 1, 4},
    [SCHEDULE_H1] = {PERIOD_HALF, 1, 1},      [SCHEDULE_H2] = {PERIOD_HALF, 2, 2},
    [SCHEDULE_HALF] = {PERIOD_HALF, 1, 2},    [SCHEDULE_NINE_MONTHS] = {PERIOD_NINE_MONTHS, 0, 0},
    [SCHEDULE_YEAR] = {PERIOD_YEAR, 0, 0},
};

/* The duty's span as a period, where it ends in the year. */
static bool span_ending_in(const struct duty *duty, const struct calendar *calendar, int year,
                           struct period *ret_period) {
    enum { SPAN_CODE_SIZE = 32 };
    char code[SPAN_CODE_SIZE];
    if (duty->start == DAY_EVER || duty->end == DAY_NEVER)
        return false;
    int first = calendar_year(calendar, duty->start);
    snprintf(code, sizeof code, first == year ? "%04d" : "%04d..%04d", first, year);
    return period_parse(code, calendar, ret_period) && is_span_of(duty, ret_period);
}

static bool request_ending_in(const struct duty *duty, int year, struct period *ret_period) {
    return duty->request != NULL && period_of_request(duty->request, duty->start, duty->end, ret_period) &&
           ret_period->year == year;
}

size_t schedule_periods(const struct duty *duty, const struct schedule *schedule, const struct calendar *calendar,
                        int year, struct period ret_periods[SCHEDULE_PERIODS_MAX]) {
    size_t count = 0;
    if (schedule->derived)
        return 0;
    if (schedule->period == SCHEDULE_REQUEST)
        return request_ending_in(duty, year, &ret_periods[0]);
    if (schedule->period == SCHEDULE_SPAN)
        return span_ending_in(duty, calendar, year, &ret_periods[0]);
    for (int number = named[schedule->period].first; number <= named[schedule->period].last; number++) {
        struct period *period = &ret_periods[count];
        if (period_make(named[schedule->period].kind, year, number, calendar, period) && period->start >= duty->start &&
            period->end <= duty->end)
            count++;
    }
    return count;
}

/* Whether the calendar has, or once its list goes on will have, such periods. */
static bool calendar_has(const struct calendar *calendar, enum schedule_period period) {
    static const int months[SCHEDULE_REQUEST + 1] = {
        [SCHEDULE_MONTH] = 1, [SCHEDULE_QUARTER] = 3,     [SCHEDULE_H1] = 6,   [SCHEDULE_H2] = 6,
        [SCHEDULE_HALF] = 6,  [SCHEDULE_NINE_MONTHS] = 9, [SCHEDULE_YEAR] = 12};
    return calendar->listed_months == 0 || months[period] % calendar->listed_months == 0;
}

/* A span that holds none in the year of its first day and none in the next two holds none at all. */
bool schedule_is_ever_owed(const struct duty *duty, const struct schedule *schedule, const struct calendar *calendar) {
    enum { YEARS_LOOKED_AT = 3 };
    struct period periods[SCHEDULE_PERIODS_MAX];
    if (schedule->period == SCHEDULE_SPAN)
        return duty->start != DAY_EVER && duty->end != DAY_NEVER;
    if (!calendar_has(calendar, schedule->period))
        return false;
    bool list_goes_on = calendar->listed_months > 0 && duty->end == DAY_NEVER;
    if (duty->start == DAY_EVER || list_goes_on)
        return true;
    int first = calendar_year(calendar, duty->start);
    for (int i = 0; i < YEARS_LOOKED_AT; i++)
        if (schedule_periods(duty, schedule, calendar, first + i, periods) > 0)
            return true;
    return false;
}
