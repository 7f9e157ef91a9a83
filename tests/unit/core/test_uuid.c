/* Identifiers have the form of RFC 9562, carry their time and come in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/uuid.h"

static const moment_t JUNE = INT64_C(1686762000000000); /* 2023-06-14T17:00:00Z */

static int64_t milliseconds_of(const char *uuid) {
    char digits[13];
    memcpy(digits, uuid, 8);
    memcpy(digits + 8, uuid + 9, 5);
    return strtoll(digits, NULL, 16);
}

/* The 26 bits beside version and variant: three digits, and four without the two bits of the variant. */
static int64_t counter_of(const char *uuid) {
    char digits[8] = {uuid[15], uuid[16], uuid[17], '\0'};
    int64_t high = strtoll(digits, NULL, 16);
    memcpy(digits, uuid + 19, 4);
    digits[4] = '\0';
    return high << 14 | (strtoll(digits, NULL, 16) & 0x3FFF);
}

static void a_new_one_has_version_variant_and_time(void **state) {
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char uuid[UUID_TEXT_SIZE];
        uuid_new(JUNE + i * INT64_C(1000) + 999, uuid);
        assert_true(uuid_is(uuid));
        assert_int_equal(strlen(uuid), 36);
        assert_int_equal(uuid[14], '7');
        assert_non_null(strchr("89ab", uuid[19]));
        assert_int_equal(milliseconds_of(uuid), JUNE / 1000 + i);
    }
}

static void they_come_in_order_even_within_a_millisecond_or_when_the_clock_steps_back(void **state) {
    (void)state;
    char last[UUID_TEXT_SIZE] = "";
    for (int i = 0; i < 200000; i++) {
        char uuid[UUID_TEXT_SIZE];
        moment_t step_back = i % 1000 == 0 ? MOMENT_SECOND : 0;
        uuid_new(JUNE + MOMENT_DAY + i / 5000 - step_back, uuid);
        assert_true(strcmp(last, uuid) < 0);
        if (i > 0 && milliseconds_of(uuid) == milliseconds_of(last))
            assert_int_equal(counter_of(uuid), counter_of(last) + 1);
        memcpy(last, uuid, sizeof last);
    }
}

static void a_clock_set_right_again_is_believed(void **state) {
    (void)state;
    char uuid[UUID_TEXT_SIZE];
    uuid_new(JUNE + 1000 * MOMENT_DAY, uuid);
    uuid_new(JUNE, uuid);
    assert_int_equal(milliseconds_of(uuid), JUNE / 1000);
}

static void only_the_right_shape_is_one(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } cases[] = {
        {"0188b9d4-3a80-7cc3-98c4-dc0c0c07398f", true},   {"0188B9D4-3A80-4CC3-98C4-DC0C0C07398F", true},
        {"00000000-0000-0000-0000-000000000000", true},   {"", false},
        {"0188b9d4-3a80-7cc3-98c4-dc0c0c07398", false},   {"0188b9d4-3a80-7cc3-98c4-dc0c0c07398f0", false},
        {"0188b9d4-3a80-7cc3-98c4-dc0c0c07398g", false},  {"0188b9d43a80-7cc3-98c4-dc0c0c07398f-", false},
        {"{0188b9d4-3a80-7cc3-98c4-dc0c0c07398}", false}, {"0188b9d43a807cc398c4dc0c0c07398f", false},
        {" 188b9d4-3a80-7cc3-98c4-dc0c0c07398f", false},  {"0188b9d4_3a80_7cc3_98c4_dc0c0c07398f", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(uuid_is(cases[i].text), cases[i].is);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_one_has_version_variant_and_time),
        cmocka_unit_test(they_come_in_order_even_within_a_millisecond_or_when_the_clock_steps_back),
        cmocka_unit_test(a_clock_set_right_again_is_believed),
        cmocka_unit_test(only_the_right_shape_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
