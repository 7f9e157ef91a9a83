/* Longer periods from shorter ones: which parts answer for a period, and what a leaf's figures in them make. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/text.h"
#include "domain/over_periods.h"

#define NONE QUANTITY_MISSING

/* A list of codes that are owed, between spaces. */
static bool owed_in_list(void *context, const struct period *period) {
    char wanted[PERIOD_CODE_SIZE + 2];
    snprintf(wanted, sizeof wanted, " %s ", period->code);
    return strstr(context, wanted) != NULL;
}

static void assert_made_from(const char *code, const struct calendar *calendar, const char *owed,
                             const char *expected) {
    struct period whole, parts[PERIODS_IN_MAX];
    char list[256];
    AUTO_BUFFER made = {0};
    assert_true(period_parse(code, calendar, &whole));
    text_copy(list, sizeof list, owed);
    size_t count = periods_made_from(&whole, calendar, owed_in_list, list, parts);
    for (size_t i = 0; i < count; i++) {
        buffer_text(&made, i == 0 ? "" : " ");
        buffer_text(&made, parts[i].code);
    }
    assert_string_equal(buffer_cstr(&made), expected);
}

static void a_period_that_is_owed_answers_for_itself(void **state) {
    (void)state;
    assert_made_from("2023", &calendar_admin15, " 2023 2023-H1 2023-H2 ", "2023");
    assert_made_from("2023-M03", &calendar_plain, " 2023-M03 ", "2023-M03");
}

static void else_the_coarsest_owed_periods_that_tile_it(void **state) {
    (void)state;
    const char *all = " 2023-H1 2023-H2 2023-Q1 2023-Q2 2023-Q3 2023-Q4 ";
    assert_made_from("2023", &calendar_admin15, all, "2023-H1 2023-H2");
    assert_made_from("2023-9M", &calendar_admin15, all, "2023-H1 2023-Q3");
    assert_made_from("2023-H1", &calendar_plain, " 2023-Q1 2023-Q2 ", "2023-Q1 2023-Q2");
    assert_made_from("2023-Q1", &calendar_admin15, " 2023-M01 2023-M02 2023-M03 ", "2023-M01 2023-M02 2023-M03");
    assert_made_from("2022..2023", &calendar_plain, " 2022 2023-H1 2023-H2 ", "2022 2023-H1 2023-H2");
}

static void where_a_part_is_not_owed_the_period_stands_alone(void **state) {
    (void)state;
    assert_made_from("2023", &calendar_admin15, " 2023-H1 ", "2023");
    assert_made_from("2023-Q1", &calendar_plain, " 2023-M01 2023-M03 ", "2023-Q1");
    assert_made_from("2023-M03", &calendar_plain, " 2023 ", "2023-M03");
}

static void assert_combined(enum over_periods rule, int64_t first, int64_t second, int64_t third, int64_t expected) {
    const int64_t figures[] = {first, second, third};
    int64_t combined = 12345;
    assert_true(over_periods_combine(rule, figures, 3, &combined));
    assert_int_equal(combined, expected);
}

static void figures_of_a_leaf_combine_by_the_rule_of_their_indicator(void **state) {
    (void)state;
    assert_combined(OVER_PERIODS_SUM, 1, 2, 4, 7);
    assert_combined(OVER_PERIODS_SUM, 1, NONE, 4, 5);
    assert_combined(OVER_PERIODS_SUM, -1, NONE, 1, 0);
    assert_combined(OVER_PERIODS_SUM, NONE, NONE, NONE, NONE);
    assert_combined(OVER_PERIODS_FIRST, 9, 2, 4, 9);
    assert_combined(OVER_PERIODS_FIRST, NONE, 2, 4, NONE);
    assert_combined(OVER_PERIODS_LAST, 9, 2, 4, 4);
    assert_combined(OVER_PERIODS_LAST, 9, 2, NONE, NONE);
    assert_combined(OVER_PERIODS_MIN, 9, NONE, 4, 4);
    assert_combined(OVER_PERIODS_MAX, 9, NONE, 4, 9);
    assert_combined(OVER_PERIODS_MAX, -9, -4, NONE, -4);
    assert_combined(OVER_PERIODS_NONE, 1, 2, 4, NONE);
}

static void one_part_is_taken_as_it_is(void **state) {
    (void)state;
    const int64_t figure = 7;
    for (int rule = OVER_PERIODS_SUM; rule <= OVER_PERIODS_MAX; rule++) {
        int64_t combined = 0;
        assert_true(over_periods_combine((enum over_periods)rule, &figure, 1, &combined));
        assert_int_equal(combined, 7);
    }
}

static void a_sum_beyond_the_range_is_no_figure(void **state) {
    (void)state;
    const int64_t figures[] = {QUANTITY_MAX, 1};
    int64_t combined;
    assert_false(over_periods_combine(OVER_PERIODS_SUM, figures, 2, &combined));
    assert_true(over_periods_combine(OVER_PERIODS_MAX, figures, 2, &combined));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_that_is_owed_answers_for_itself),
        cmocka_unit_test(else_the_coarsest_owed_periods_that_tile_it),
        cmocka_unit_test(where_a_part_is_not_owed_the_period_stands_alone),
        cmocka_unit_test(figures_of_a_leaf_combine_by_the_rule_of_their_indicator),
        cmocka_unit_test(one_part_is_taken_as_it_is),
        cmocka_unit_test(a_sum_beyond_the_range_is_no_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
