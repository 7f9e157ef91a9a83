/* Dates and moments agree with the C library's calendar, and what is written can be read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2999, HANOI = 7 * 3600 };

static void every_day_of_a_thousand_years_is_the_one_of_the_c_library(void **state) {
    (void)state;
    day_t last = day_of(YEAR_LAST, 12, 31);
    for (day_t day = day_of(YEAR_FIRST, 1, 1); day <= last; day++) {
        time_t seconds = (time_t)day * 86400;
        struct tm truth;
        gmtime_r(&seconds, &truth);
        int year, month, day_of_month;
        day_split(day, &year, &month, &day_of_month);
        if (year != truth.tm_year + 1900 || month != truth.tm_mon + 1 || day_of_month != truth.tm_mday)
            fail_msg("day %d is %d-%d-%d", day, year, month, day_of_month);
        assert_int_equal(day_of(year, month, day_of_month), day);
        assert_int_equal(day_of_week(day), (truth.tm_wday + 6) % 7);
        assert_in_range(day_of_month, 1, month_days(year, month));
    }
}

static void days_far_off_go_round_too(void **state) {
    (void)state;
    for (int64_t far = -INT64_C(2000000000); far < INT64_C(2000000000); far += 7654321) {
        int year, month, day_of_month;
        day_split((day_t)far, &year, &month, &day_of_month);
        assert_int_equal(day_of(year, month, day_of_month), far);
    }
}

static void a_month_ends_the_day_before_the_next_begins(void **state) {
    (void)state;
    for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
        for (int month = 1; month <= 12; month++) {
            struct tm next = {.tm_year = year - 1900, .tm_mon = month, .tm_mday = 1};
            assert_int_equal(day_of(year, month, month_days(year, month)) + 1, timegm(&next) / 86400);
        }
    }
}

static void a_day_reads_back_as_it_was_written(void **state) {
    (void)state;
    day_t last = day_of(YEAR_LAST, 12, 31);
    for (day_t day = day_of(YEAR_FIRST, 1, 1); day <= last; day++) {
        char text[DAY_TEXT_SIZE];
        day_t again = DAY_EVER;
        assert_true(day_parse(day_format(day, text), &again));
        assert_int_equal(again, day);
    }
    char text[DAY_TEXT_SIZE];
    assert_string_equal(day_format(day_of(2023, 6, 14), text), "2023-06-14");
}

static void only_dates_that_exist_are_read(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",           "2023",       "2023-6-14",  "2023-06-1",   "2023-06-14 ", " 2023-06-14", "2023-06-140",
        "2023/06/14", "2023-02-29", "1900-02-29", "2100-02-29",  "2023-04-31",  "2023-13-01",  "2023-00-01",
        "2023-01-00", "2023-01-32", "1899-12-31", "3000-01-01",  "20230-06-14", "+023-06-14",  "-023-06-14",
        "2023-0x-14", "2023-06-1٤", "20230614",   "2023-06-1\n", "2023-W24-3",  "14-06-2023",  "2023-06--1",
        "2023-06-14T"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        day_t day = 4711;
        if (day_parse(wrong[i], &day))
            fail_msg("read: %s", wrong[i]);
        assert_int_equal(day, 4711);
    }
    static const char *const right[] = {"1900-01-01", "2999-12-31", "2000-02-29", "2024-02-29", "2023-12-31"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        day_t day;
        assert_true(day_parse(right[i], &day));
    }
}

/* Numbers that look random and are the same in each run. */
static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 11;
}

static void a_moment_reads_back_as_it_was_written(void **state) {
    (void)state;
    moment_t first = moment_of_day(day_of(YEAR_FIRST, 1, 1), 0), end = moment_of_day(day_of(YEAR_LAST, 12, 31) + 1, 0);
    uint64_t seed = 20230614;
    for (int i = 0; i < 200000; i++) {
        moment_t moment = first + (moment_t)(next_random(&seed) % (uint64_t)(end - first));
        if (i % 2 == 0)
            moment -= moment % MOMENT_SECOND;
        char text[MOMENT_TEXT_SIZE], truth[64];
        moment_t again = MOMENT_NONE;
        assert_true(moment_parse(moment_format(moment, text), &again));
        assert_int_equal(again, moment);
        int64_t fraction = ((moment % MOMENT_SECOND) + MOMENT_SECOND) % MOMENT_SECOND;
        time_t seconds = (moment - fraction) / MOMENT_SECOND;
        struct tm broken_down;
        size_t size = strftime(truth, sizeof truth, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &broken_down));
        if (fraction != 0)
            snprintf(truth + size, sizeof truth - size, ".%06dZ", (int)fraction);
        else
            snprintf(truth + size, sizeof truth - size, "Z");
        assert_string_equal(text, truth);
    }
}

static void an_offset_moves_the_moment(void **state) {
    (void)state;
    static const struct {
        const char *text, *utc;
    } cases[] = {
        {"2023-06-15T00:00:00+07:00", "2023-06-14T17:00:00Z"},
        {"2023-06-14T17:00:00Z", "2023-06-14T17:00:00Z"},
        {"2023-06-14t17:00:00z", "2023-06-14T17:00:00Z"},
        {"2023-06-14T17:00:00-00:00", "2023-06-14T17:00:00Z"},
        {"2023-12-31T23:59:59.9-00:30", "2024-01-01T00:29:59.900000Z"},
        {"2024-03-01T00:00:00.000001+23:59", "2024-02-29T00:01:00.000001Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"2023-06-14T17:00:00.000000Z", "2023-06-14T17:00:00Z"},
        {"2023-06-14T17:00:00.12345Z", "2023-06-14T17:00:00.123450Z"},
        {"1900-01-01T07:00:00+07:00", "1900-01-01T00:00:00Z"},
        {"2999-12-31T16:59:59-07:00", "2999-12-31T23:59:59Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        moment_t moment;
        char text[MOMENT_TEXT_SIZE];
        if (!moment_parse(cases[i].text, &moment))
            fail_msg("not read: %s", cases[i].text);
        assert_string_equal(moment_format(moment, text), cases[i].utc);
    }
}

static void only_rfc_3339_is_read(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "2023-06-14",
                                        "2023-06-14T",
                                        "2023-06-14T17",
                                        "2023-06-14T17:00",
                                        "2023-06-14T17:00Z",
                                        "2023-06-14T17:00:00",
                                        "2023-06-14 17:00:00Z",
                                        "2023-06-14T17:00:00 Z",
                                        "2023-06-14T17:00:00Z ",
                                        "2023-06-14T24:00:00Z",
                                        "2023-06-14T17:60:00Z",
                                        "2023-06-14T23:59:60Z",
                                        "2023-06-14T17:00:00.Z",
                                        "2023-06-14T17:00:00.1234567Z",
                                        "2023-06-14T17:00:00,5Z",
                                        "2023-06-14T17:00:00+7",
                                        "2023-06-14T17:00:00+07",
                                        "2023-06-14T17:00:00+0700",
                                        "2023-06-14T17:00:00+24:00",
                                        "2023-06-14T17:00:00+07:60",
                                        "2023-06-14T17:00:00+07:00Z",
                                        "2023-06-14T17:00:00+07:000",
                                        "2023-06-14T7:00:00Z",
                                        "2023-02-29T00:00:00Z",
                                        "2023-06-14T17:00:00ZZ",
                                        "20230614T170000Z",
                                        "2023-06-14T17:00:00.5",
                                        "2023-06-14T-1:00:00Z",
                                        "1900-01-01T00:00:00+07:00",
                                        "2999-12-31T23:59:59-07:00",
                                        "infinity"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        moment_t moment = 4711;
        if (moment_parse(wrong[i], &moment))
            fail_msg("read: %s", wrong[i]);
        assert_int_equal(moment, 4711);
    }
}

static void the_local_day_begins_at_local_midnight(void **state) {
    (void)state;
    day_t day = day_of(2023, 6, 15);
    moment_t midnight = moment_of_day(day, HANOI);
    char text[MOMENT_TEXT_SIZE];
    assert_string_equal(moment_format(midnight, text), "2023-06-14T17:00:00Z");
    assert_int_equal(moment_day(midnight, HANOI), day);
    assert_int_equal(moment_day(midnight - 1, HANOI), day - 1);
    assert_int_equal(moment_day(midnight, 0), day - 1);
    assert_int_equal(moment_day(-1, 0), -1);
    assert_int_equal(moment_day(-MOMENT_DAY, 0), -1);
    assert_int_equal(moment_day(-MOMENT_DAY - 1, 0), -2);
}

static void only_known_zones_have_an_offset(void **state) {
    (void)state;
    int32_t offset = -1;
    assert_true(zone_offset("Asia/Ho_Chi_Minh", &offset));
    assert_int_equal(offset, HANOI);
    assert_true(zone_offset("UTC", &offset));
    assert_int_equal(offset, 0);
    assert_false(zone_offset("Europe/Berlin", &offset));
    assert_false(zone_offset("", &offset));
    assert_false(zone_offset(NULL, &offset));
}

static void the_monotonic_clock_does_not_go_back(void **state) {
    (void)state;
    int64_t before = clock_monotonic_us();
    assert_true(clock_monotonic_us() >= before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_a_thousand_years_is_the_one_of_the_c_library),
        cmocka_unit_test(days_far_off_go_round_too),
        cmocka_unit_test(a_month_ends_the_day_before_the_next_begins),
        cmocka_unit_test(a_day_reads_back_as_it_was_written),
        cmocka_unit_test(only_dates_that_exist_are_read),
        cmocka_unit_test(a_moment_reads_back_as_it_was_written),
        cmocka_unit_test(an_offset_moves_the_moment),
        cmocka_unit_test(only_rfc_3339_is_read),
        cmocka_unit_test(the_local_day_begins_at_local_midnight),
        cmocka_unit_test(only_known_zones_have_an_offset),
        cmocka_unit_test(the_monotonic_clock_does_not_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
