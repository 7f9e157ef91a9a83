/* When data are cut off and reports are due, by the calendar of the programme. */
#include "plan_check.h"

/* Days are given as month and day, so what holds for a few years holds for all; among five there is a 29 February. */
enum { YEARS_LOOKED_AT = 5, ANY_YEAR = 2000 };

static int year_of(day_t day) {
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    return year;
}

/* A span is the one period that ends with it; all others recur from its beginning on. */
static int first_year(const struct duty *duty, const struct schedule *schedule, const struct calendar *calendar) {
    if (schedule->period == SCHEDULE_SPAN && duty->end != DAY_NEVER)
        return year_of(duty->end - 1);
    if (duty->start != DAY_EVER)
        return year_of(duty->start);
    return calendar->listed_months > 0 ? year_of(calendar->starts[0]) : ANY_YEAR;
}

struct row {
    const struct plan_check *check;
    const struct duty_setting *setting;
    const struct schedule *schedule;
    struct place place;
};

static bool check_cut_off(const struct row *row, const struct period *period, day_t cut_off) {
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    struct place place = {.up = &row->place, .name = "cutOff"};
    if (cut_off >= period->start && cut_off < period->end)
        return true;
    issue_add(row->check->issues, ISSUE_OUT_OF_BOUNDS, &place, day_format(period->start, first),
              day_format(period_tree_date(period), last), NULL);
    return false;
}

/* The last day in time may be the day that it must not come before. */
static bool check_due(const struct row *row, const struct period *period, day_t earliest, const char *what) {
    char due_text[DAY_TEXT_SIZE], earliest_text[DAY_TEXT_SIZE];
    struct place place = {.up = &row->place, .name = "due"};
    moment_t due_at = due_moment(row->schedule, period, row->setting);
    day_t due = due_at == MOMENT_NONE ? earliest : moment_day(due_at - 1, row->setting->zone_offset_seconds);
    if (due >= earliest)
        return true;
    issue_add(row->check->issues, ISSUE_INCONSISTENT, &place,
              arena_format(row->check->arena, "%s < %s %s", day_format(due, due_text), what,
                           day_format(earliest, earliest_text)),
              NULL, NULL);
    return false;
}

/* Due before the data are cut off is allowed only where that is the period's own last day, but then not before there are any. A plan
 * for a year may be due before the year. */
static bool check_period(const struct row *row, const struct duty *duty, const struct period *period) {
    day_t cut_off = schedule_cut_off(row->schedule, period);
    if (row->schedule->cut_off_month > 0)
        return check_cut_off(row, period, cut_off) && check_due(row, period, cut_off, "cutOff");
    return duty->deliverable == DELIVERABLE_PLAN || check_due(row, period, period->start, period->code);
}

/* The first period for which a row cannot hold is told. */
static void check_days(const struct row *row, const struct duty *duty) {
    struct period periods[SCHEDULE_PERIODS_MAX];
    int year = first_year(duty, row->schedule, row->setting->calendar);
    for (int i = 0; i < YEARS_LOOKED_AT; i++) {
        size_t count = schedule_periods(duty, row->schedule, row->setting->calendar, year + i, periods);
        for (size_t j = 0; j < count; j++)
            if (!check_period(row, duty, &periods[j]))
                return;
    }
}

static void check_regulated(const struct row *row) {
    struct place due = {.up = &row->place, .name = "due"}, place = {.up = &due, .name = "asRegulated"};
    enum due_kind regulated = row->setting->regulated.kind;
    if (row->schedule->due.kind == DUE_AS_REGULATED && (regulated == DUE_NONE || regulated == DUE_AS_REGULATED))
        issue_add(row->check->issues, ISSUE_INCONSISTENT, &place, "regulatedDue", NULL, NULL);
}

static void check_duty(const struct plan_check *check, const struct duty_setting *setting, const struct duty *duty,
                       const struct place *duty_place) {
    struct place list = {.up = duty_place, .name = "schedule"};
    for (uint32_t i = 0; i < duty->schedule_count; i++) {
        const struct row row = {
            .check = check, .setting = setting, .schedule = &duty->schedules[i], .place = {.up = &list, .index = i}};
        check_regulated(&row);
        if (!row.schedule->derived)
            check_days(&row, duty);
    }
}

void plan_check_schedules(const struct plan_check *check) {
    const struct programme *programme = check->plan->programme;
    struct place duties = {.name = "duties"};
    if (!programme)
        return;
    const struct duty_setting setting = {.calendar = programme->calendar,
                                         .zone_offset_seconds = programme->zone_offset_seconds,
                                         .regulated = programme->regulated,
                                         .working = *snapshot_working_calendar(check->snapshot)};
    for (size_t i = 0; i < check->plan->duty_count; i++) {
        struct place place = {.up = &duties, .index = i};
        check_duty(check, &setting, &check->plan->duties[i], &place);
    }
}
