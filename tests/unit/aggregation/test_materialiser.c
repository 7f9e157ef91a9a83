/* When the materialiser rests: while reports come in it takes a tenth of the time, and where none do it does not wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "materialiser.h"

enum { MS = 1000, SECOND = 1000 * MS };

/* Milliseconds that it rests after a turn, looked at every ten; reports are stored every `every_ms`, at last after `until_ms` of the rest. */
static int64_t rest_after(int64_t took_us, int64_t every_ms, int64_t until_ms) {
    int64_t rested_ms = 0, stored_ms = 0;
    while (materialiser_rests(took_us, rested_ms * MS, (rested_ms - stored_ms) * MS)) {
        rested_ms += 10;
        if (rested_ms % every_ms == 0 && rested_ms <= until_ms)
            stored_ms = rested_ms;
    }
    return rested_ms;
}

static void while_reports_come_in_nine_tenths_of_the_time_are_theirs(void **state) {
    (void)state;
    assert_int_equal(rest_after(10 * MS, 10, INT64_MAX), 90);
    assert_int_equal(rest_after(300 * MS, 20, INT64_MAX), 2700);
    assert_int_equal(rest_after(300 * MS, 400, INT64_MAX), 2700);
}

static void nobody_waits_longer_than_five_seconds_for_what_is_written_down(void **state) {
    (void)state;
    assert_int_equal(rest_after(2 * SECOND, 20, INT64_MAX), 5000);
    assert_int_equal(rest_after(3600 * (int64_t)SECOND, 20, INT64_MAX), 5000);
}

static void where_nothing_comes_in_it_does_not_rest(void **state) {
    (void)state;
    assert_false(materialiser_rests(2 * SECOND, 0, 3600 * (int64_t)SECOND));
    assert_false(materialiser_rests(2 * SECOND, 0, SECOND));
}

static void a_rest_ends_half_a_second_after_the_last_reports(void **state) {
    (void)state;
    assert_int_equal(rest_after(2 * SECOND, 20, 1000), 1500);
    assert_int_equal(rest_after(2 * SECOND, 20, 0), 500);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_reports_come_in_nine_tenths_of_the_time_are_theirs),
        cmocka_unit_test(nobody_waits_longer_than_five_seconds_for_what_is_written_down),
        cmocka_unit_test(where_nothing_comes_in_it_does_not_rest),
        cmocka_unit_test(a_rest_ends_half_a_second_after_the_last_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
