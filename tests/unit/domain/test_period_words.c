/* Periods, days and moments as people say them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "domain/period_words.h"

static void test_every_kind_of_period(void **state) {
    static const struct {
        const char *code, *vietnamese, *english;
    } cases[] = {
        {"2023-M03", "Tháng 3 năm 2023", "Month 3 of 2023"},
        {"2023-Q4", "Quý IV năm 2023", "Quarter IV of 2023"},
        {"2023-H1", "6 tháng đầu năm 2023", "First half of 2023"},
        {"2023-H2", "6 tháng cuối năm 2023", "Second half of 2023"},
        {"2023-9M", "9 tháng năm 2023", "Nine months of 2023"},
        {"2023", "Năm 2023", "Year 2023"},
        {"2023..2025", "Giai đoạn 2023–2025", "2023–2025"},
        {"2013..", "Từ năm 2013", "From 2013 on"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period period;
        assert_true(period_parse(cases[i].code, &calendar_plain, &period));
        assert_string_equal(period_in_words(&arena, &period, LANGUAGE_VI), cases[i].vietnamese);
        assert_string_equal(period_in_words(&arena, &period, LANGUAGE_EN), cases[i].english);
    }
    arena_done(&arena);
}

static void test_the_days_are_those_of_the_calendar(void **state) {
    struct arena arena = {0};
    struct period period;
    (void)state;
    assert_true(period_parse("2023-H1", &calendar_admin15, &period));
    assert_string_equal(days_in_words(&arena, &period), "15/12/2022 – 14/6/2023");
    assert_true(period_parse("2013..", &calendar_plain, &period));
    assert_string_equal(days_in_words(&arena, &period), "1/1/2013 – …");
    assert_true(period_of_request("X-flood", day_of(2023, 3, 1), day_of(2023, 3, 8), &period));
    assert_string_equal(period_in_words(&arena, &period, LANGUAGE_VI), "1/3/2023 – 7/3/2023");
    arena_done(&arena);
}

static void test_a_moment_is_said_by_the_clock_of_its_zone(void **state) {
    struct arena arena = {0};
    moment_t moment;
    (void)state;
    assert_true(moment_parse("2023-06-14T17:05:59Z", &moment));
    assert_string_equal(moment_in_words(&arena, moment, 7 * 3600), "00:05 15/6/2023");
    assert_string_equal(moment_in_words(&arena, moment, 0), "17:05 14/6/2023");
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_period),
        cmocka_unit_test(test_the_days_are_those_of_the_calendar),
        cmocka_unit_test(test_a_moment_is_said_by_the_clock_of_its_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
