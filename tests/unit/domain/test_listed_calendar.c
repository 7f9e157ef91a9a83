/* What is owed and how targets are measured where a programme lists its periods, and the last listed year is not complete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"
#include "domain/duty.h"
#include "domain/target.h"

enum { LISTED = 5 };

static struct arena arena;
static const struct calendar *halves, *quarters;

static day_t day(const char *text) {
    day_t parsed;
    assert_true(day_parse(text, &parsed));
    return parsed;
}

static const struct calendar *listing(const char *const codes[LISTED], const char *const starts[LISTED + 1]) {
    struct period listed[LISTED];
    for (size_t i = 0; i < LISTED; i++) {
        assert_true(period_parse(codes[i], &calendar_plain, &listed[i]));
        listed[i].start = day(starts[i]);
        listed[i].end = day(starts[i + 1]);
    }
    return calendar_of_list(&arena, listed, LISTED);
}

/* Halves of school years, and quarters of years that begin in October. */
static int begin(void **state) {
    (void)state;
    halves = listing(
        (const char *const[]){"2024-H1", "2024-H2", "2025-H1", "2025-H2", "2026-H1"},
        (const char *const[]){"2023-09-01", "2024-01-15", "2024-09-01", "2025-01-15", "2025-09-01", "2026-01-15"});
    quarters = listing(
        (const char *const[]){"2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"},
        (const char *const[]){"2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01"});
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static const struct {
    const char *what, *span; /* NULL: a duty of the programme */
    enum schedule_period period;
    int year;
    const char *owed; /* the first one; NULL: none in that year */
    size_t count;
    bool ever;
} schedules[] = {
    {"both halves", NULL, SCHEDULE_HALF, 2025, "2025-H1", 2, true},
    {"the one half listed so far", NULL, SCHEDULE_HALF, 2026, "2026-H1", 1, true},
    {"its second is not listed yet", NULL, SCHEDULE_H2, 2026, NULL, 0, true},
    {"a year of two halves", NULL, SCHEDULE_YEAR, 2024, "2024", 1, true},
    {"a year of which half is listed", NULL, SCHEDULE_YEAR, 2026, NULL, 0, true},
    {"before the list", NULL, SCHEDULE_HALF, 2023, NULL, 0, true},
    {"a month is shorter than what is listed", NULL, SCHEDULE_MONTH, 2024, NULL, 0, false},
    {"so is a quarter", NULL, SCHEDULE_QUARTER, 2024, NULL, 0, false},
    {"nine months are not made of halves", NULL, SCHEDULE_NINE_MONTHS, 2024, NULL, 0, false},
    {"a plan of a half whose year is not complete", "2026-H1", SCHEDULE_HALF, 2026, "2026-H1", 1, true},
    {"the other half of it", "2026-H1", SCHEDULE_H2, 2026, NULL, 0, false},
    {"the year of it", "2026-H1", SCHEDULE_YEAR, 2026, NULL, 0, false},
    {"a plan without end, for which the list goes on", "2026..", SCHEDULE_YEAR, 2026, NULL, 0, true},
    {"a month of it", "2026..", SCHEDULE_MONTH, 2026, NULL, 0, false},
    {"the whole span, once", "2024..2025", SCHEDULE_SPAN, 2025, "2024..2025", 1, true},
    {"the whole span of a year", "2024", SCHEDULE_SPAN, 2024, "2024", 1, true},
};

static void what_is_listed_is_owed_and_nothing_else(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof schedules / sizeof *schedules; i++) {
        struct schedule schedule = {.period = schedules[i].period};
        struct duty duty = {.schedules = &schedule, .schedule_count = 1, .start = DAY_EVER, .end = DAY_NEVER};
        struct period span, periods[SCHEDULE_PERIODS_MAX];
        if (schedules[i].span) {
            assert_true(period_parse(schedules[i].span, halves, &span));
            duty.start = span.start;
            duty.end = span.end;
        }
        size_t count = schedule_periods(&duty, &schedule, halves, schedules[i].year, periods);
        if (count != schedules[i].count || (count > 0 && !text_equal(periods[0].code, schedules[i].owed)))
            fail_msg("%s: %zu periods from %s", schedules[i].what, count, count > 0 ? periods[0].code : "none");
        if (schedule_is_ever_owed(&duty, &schedule, halves) != schedules[i].ever)
            fail_msg("%s: ever owed is wrong", schedules[i].what);
    }
}

/* The year 2026 of the quarters begins in October 2025: what ends then is due then, whatever year stands in its code. */
static void a_due_date_is_of_the_year_in_which_the_period_ends(void **state) {
    (void)state;
    static const struct {
        const char *period;
        struct due due;
        int8_t cut_off_month, cut_off_day;
        const char *due_at, *cut_off;
    } cases[] = {
        {"2026-Q1", {.kind = DUE_BY, .month = 12, .day = 31}, 0, 0, "2026-01-01T00:00:00Z", "2025-12-31"},
        {"2026-Q1",
         {.kind = DUE_BEFORE, .month = 1, .day = 10, .year_offset = 1},
         12,
         20,
         "2026-01-10T00:00:00Z",
         "2025-12-20"},
        {"2026-Q2", {.kind = DUE_BEFORE, .month = 4, .day = 10}, 0, 0, "2026-04-10T00:00:00Z", "2026-03-31"},
    };
    const struct duty_setting setting = {.calendar = quarters};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct schedule schedule = {.period = SCHEDULE_QUARTER,
                                    .due = cases[i].due,
                                    .cut_off_month = cases[i].cut_off_month,
                                    .cut_off_day = cases[i].cut_off_day};
        struct period period;
        char text[MOMENT_TEXT_SIZE], cut_off[DAY_TEXT_SIZE];
        assert_true(period_parse(cases[i].period, quarters, &period));
        assert_string_equal(moment_format(due_moment(&schedule, &period, &setting), text), cases[i].due_at);
        assert_string_equal(day_format(schedule_cut_off(&schedule, &period), cut_off), cases[i].cut_off);
    }
}

/* ---- Targets: which period's figures are asked for */

static char asked_for[PERIOD_CODE_SIZE];

static bool always_seven(void *context, const struct measure_term *term, uint32_t unit, const struct period *period,
                         struct figure *ret_figure) {
    (void)context;
    (void)term;
    (void)unit;
    text_copy(asked_for, sizeof asked_for, period->code);
    *ret_figure =
        (struct figure){.known = true, .value = 7, .nature = NATURE_FLOW, .expected = 1, .reported = 1, .judged = 1};
    return true;
}

static const struct figures figures = {.cell = always_seven};
static const struct measure_term term = {.form = "F", .cell = "done", .times = 1};
static const struct measure done = {.kind = MEASURE_CELL, .terms = &term, .term_count = 1};

static struct attainment evaluated(const struct target *target, const struct calendar *calendar, const char *span_code,
                                   const char *code) {
    struct period span, period;
    struct attainment attainment;
    assert_true(period_parse(span_code, calendar, &span));
    assert_true(period_parse(code, calendar, &period));
    const struct attainment_setting setting = {
        .calendar = calendar, .period = &period, .span = &span, .figures = &figures};
    *asked_for = '\0';
    target_evaluate(&arena, target, &setting, &attainment);
    return attainment;
}

static void the_year_to_date_begins_with_the_year_though_it_is_not_complete(void **state) {
    (void)state;
    static const struct {
        const struct calendar *const *calendar;
        const char *asked, *window;
    } cases[] = {
        {&quarters, "2026-Q1", "2026-Q1"}, {&quarters, "2026-Q2", "2026-H1"},
        {&quarters, "2026-Q3", "2026-9M"}, {&quarters, "2025-Q4", "2025-Q4"}, /* the list begins within 2025 */
        {&halves, "2026-H1", "2026-H1"},   {&halves, "2025-H2", "2025"},
    };
    struct target target = {.code = "T",
                            .kind = TARGET_AMOUNT,
                            .window = WINDOW_YEAR_TO_DATE,
                            .comparator = COMPARE_GE,
                            .value = "7",
                            .measure = &done};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *asked = cases[i].asked;
        assert_int_equal(evaluated(&target, *cases[i].calendar, asked, asked).state, ATTAINED);
        assert_string_equal(asked_for, cases[i].window);
    }
}

static void months_that_are_not_listed_cannot_be_covered(void **state) {
    (void)state;
    struct target target = {.code = "T", .kind = TARGET_FREQUENCY, .measure = &done};
    struct attainment found = evaluated(&target, halves, "2024", "2024-H1");
    assert_int_equal(found.state, NOT_MEASURABLE);
    assert_string_equal(found.reason, "noData");
    const struct target_channel channel = {"a", &done};
    target = (struct target){.code = "T",
                             .kind = TARGET_FREQUENCY,
                             .channels = &channel,
                             .channel_count = 1,
                             .times_at_least = 1,
                             .every = PERIOD_MONTH};
    assert_int_equal(evaluated(&target, halves, "2024", "2024-H1").state, NOT_MEASURABLE);
    target.every = PERIOD_HALF;
    found = evaluated(&target, halves, "2024", "2024");
    assert_int_equal(found.state, ATTAINED);
    assert_string_equal(found.required, "2");
}

/* Where nothing was listed a year before there is nothing to grow from. */
static void growth_needs_a_year_before_that_is_listed(void **state) {
    (void)state;
    struct target target = {
        .code = "T", .kind = TARGET_GROWTH, .measure = &done, .between_low = "0", .between_high = "5"};
    struct attainment found = evaluated(&target, halves, "2024", "2024");
    assert_int_equal(found.state, NOT_MEASURABLE);
    assert_string_equal(found.reason, "noBaseline");
    assert_int_equal(evaluated(&target, halves, "2025", "2025").state, ATTAINED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_listed_is_owed_and_nothing_else),
        cmocka_unit_test(a_due_date_is_of_the_year_in_which_the_period_ends),
        cmocka_unit_test(the_year_to_date_begins_with_the_year_though_it_is_not_complete),
        cmocka_unit_test(months_that_are_not_listed_cannot_be_covered),
        cmocka_unit_test(growth_needs_a_year_before_that_is_listed),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
