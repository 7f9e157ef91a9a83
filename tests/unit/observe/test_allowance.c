/* Within a second only so many are let through, and the next second learns how many were not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "observe/allowance.h"

enum { MOST = 3 };
static const int64_t NOON = INT64_C(1686718800000000), SECOND = 1000000;

static void a_second_has_its_allowance_and_the_next_has_a_new_one(void **state) {
    (void)state;
    struct allowance allowance = {0};
    uint32_t refused;
    for (int second = 0; second < 5; second++) {
        for (int line = 0; line < 10; line++) {
            bool granted = allowance_take(&allowance, MOST, NOON + second * SECOND + line, &refused);
            assert_int_equal(granted, line < MOST);
            assert_int_equal(refused, second > 0 && line == 0 ? 10 - MOST : 0);
        }
    }
}

static void who_stays_within_it_is_told_nothing(void **state) {
    (void)state;
    struct allowance allowance = {0};
    for (int line = 0; line < 100; line++) {
        uint32_t refused;
        assert_true(allowance_take(&allowance, MOST, NOON + line * SECOND / MOST, &refused));
        assert_int_equal(refused, 0);
    }
}

static void a_clock_that_steps_back_gives_a_new_second(void **state) {
    (void)state;
    struct allowance allowance = {0};
    uint32_t refused;
    for (int line = 0; line < MOST; line++)
        allowance_take(&allowance, MOST, NOON, &refused);
    assert_false(allowance_take(&allowance, MOST, NOON, &refused));
    assert_true(allowance_take(&allowance, MOST, NOON - SECOND, &refused));
    assert_int_equal(refused, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_has_its_allowance_and_the_next_has_a_new_one),
        cmocka_unit_test(who_stays_within_it_is_told_nothing),
        cmocka_unit_test(a_clock_that_steps_back_gives_a_new_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
