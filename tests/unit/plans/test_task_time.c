/* When a task is overdue, and when nobody has told anything of it for too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "task_time.h"

static struct period span_of(const char *code) {
    struct period span;
    assert_true(period_parse(code, &calendar_admin15, &span));
    return span;
}

static day_t day(const char *text) {
    day_t parsed;
    assert_true(day_parse(text, &parsed));
    return parsed;
}

/* Decree 09/2019, article 12: the first quarter of 2023 ends with 14 March, the year with 14 December. */
static const struct {
    enum task_time_form form;
    const char *value, *span, *first_late_day; /* NULL: never overdue */
} deadlines[] = {
    {TIME_QUARTER, "2023-Q1", "2023", "2023-03-15"},
    {TIME_QUARTER, "Quý I", "2023", "2023-03-15"},
    {TIME_QUARTER, "quý 4", "2023", "2023-12-15"},
    {TIME_QUARTER, "Q2", "2021..2023", "2023-06-15"},
    {TIME_QUARTER, "sau Tết", "2023", NULL},
    {TIME_QUARTER, "2023-H1", "2023", NULL}, /* half a year is no quarter */
    {TIME_QUARTER, NULL, "2023", NULL},
    {TIME_BEFORE, "06-15", "2023", "2023-06-15"},
    {TIME_BEFORE, "06-15", "2021..2023", "2023-06-15"},
    {TIME_BEFORE, "2022-10-01", "2021..2023", "2022-10-01"},
    {TIME_BEFORE, "2023-Q3", "2023", "2023-06-15"},
    {TIME_BEFORE, "06-15", "2013..", NULL},
    {TIME_BEFORE, "mùa mưa", "2023", NULL},
    {TIME_EVENT, "2023-01-01", "2023", NULL},
    {TIME_NONE, NULL, "2023", NULL},
};

static void a_task_is_overdue_from_its_first_late_day_until_it_is_done(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof deadlines / sizeof deadlines[0]; i++) {
        struct task_time time = {deadlines[i].form, deadlines[i].value};
        struct period span = span_of(deadlines[i].span);
        struct task_told nothing = {0}, ongoing = {.any = true, .last = span.start},
                         done = {.any = true, .done = true, .last = span.start};
        bool ever = deadlines[i].first_late_day != NULL;
        day_t late = ever ? day(deadlines[i].first_late_day) : day("2030-01-01");
        assert_false(task_flags_on(&time, &span, &calendar_admin15, late - 1, &nothing).overdue);
        assert_int_equal(task_flags_on(&time, &span, &calendar_admin15, late, &nothing).overdue, ever);
        assert_int_equal(task_flags_on(&time, &span, &calendar_admin15, late, &ongoing).overdue, ever);
        assert_false(task_flags_on(&time, &span, &calendar_admin15, late, &done).overdue);
    }
}

/* told: the last day something was told of; NULL: never. */
static const struct {
    enum task_time_form form;
    const char *value, *today, *told;
    bool silent;
} silences[] = {
    {TIME_REGULAR, NULL, "2023-03-14", NULL, false}, /* the first quarter is not over */
    {TIME_REGULAR, NULL, "2023-03-15", NULL, true},
    {TIME_REGULAR, NULL, "2023-03-15", "2022-12-15", false}, /* told of in that quarter */
    {TIME_REGULAR, NULL, "2023-06-15", "2022-12-15", true},  /* nothing in the second */
    {TIME_REGULAR, NULL, "2023-06-15", "2023-03-15", false},
    {TIME_ALL_YEAR, NULL, "2026-01-01", "2023-09-14", true}, /* long over: the last quarter counts */
    {TIME_ALL_YEAR, NULL, "2026-01-01", "2023-09-15", false},
    {TIME_EVERY, "Tháng, quý, năm", "2023-01-15", NULL, true},
    {TIME_EVERY, "Quý", "2023-01-15", NULL, false},
    {TIME_EVERY, "6 tháng", "2023-03-15", NULL, false},
    {TIME_EVERY, "6 tháng", "2023-06-15", NULL, true},
    {TIME_EVERY, "Hằng năm", "2023-12-14", NULL, false},
    {TIME_EVERY, "Hằng năm", "2023-12-15", NULL, true},
    {TIME_EVENT, "Khi phân bổ", "2026-01-01", NULL, false},
    {TIME_AS_REGULATED, NULL, "2026-01-01", NULL, false},
    {TIME_REGULAR, NULL, "2020-01-01", NULL, false}, /* before the plan begins */
};

static void a_regular_task_is_silent_when_an_interval_passes_without_a_word(void **state) {
    (void)state;
    struct period span = span_of("2023");
    for (size_t i = 0; i < sizeof silences / sizeof silences[0]; i++) {
        struct task_time time = {silences[i].form, silences[i].value};
        struct task_told told = {.any = silences[i].told != NULL};
        if (told.any)
            told.last = day(silences[i].told);
        assert_int_equal(task_flags_on(&time, &span, &calendar_admin15, day(silences[i].today), &told).silent,
                         silences[i].silent);
    }
}

static void of_what_is_done_nobody_needs_to_tell(void **state) {
    (void)state;
    struct period span = span_of("2023");
    struct task_time time = {TIME_REGULAR, NULL};
    struct task_told done = {.any = true, .done = true, .last = day("2022-12-20")};
    assert_false(task_flags_on(&time, &span, &calendar_admin15, day("2023-12-01"), &done).silent);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_is_overdue_from_its_first_late_day_until_it_is_done),
        cmocka_unit_test(a_regular_task_is_silent_when_an_interval_passes_without_a_word),
        cmocka_unit_test(of_what_is_done_nobody_needs_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
