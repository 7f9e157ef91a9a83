/* A failure carries what to do, where and why, and never a broken character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/fail.h"
#include "core/text.h"

static void a_failure_says_all_it_was_given(void **state) {
    (void)state;
    struct fail fail = {0};
    assert_false(fail_set(&fail, FAULT_CONFLICT, true, "report_store", "version %d is not %d", 3, 4));
    assert_int_equal(fail.fault, FAULT_CONFLICT);
    assert_true(fail.retry);
    assert_string_equal(fail.where, "report_store");
    assert_string_equal(fail.text, "version 3 is not 4");
}

static void a_failure_can_quote_itself(void **state) {
    (void)state;
    struct fail fail = {0};
    fail_set(&fail, FAULT_BROKEN, true, "db", "connection lost");
    fail_set(&fail, FAULT_BUSY, true, fail.where, "outbox: %s", fail.text);
    assert_string_equal(fail.text, "outbox: connection lost");
}

static void a_long_text_is_cut_between_characters(void **state) {
    (void)state;
    for (int shift = 0; shift < 4; shift++) {
        struct fail fail = {0};
        char text[601] = "abc";
        for (int at = shift; at + 3 <= 600; at += 3)
            memcpy(text + at, "ế", 3);
        fail_set(&fail, FAULT_INVALID, false, text, "%s", text);
        assert_true(text_is_utf8(fail.text, strlen(fail.text)));
        assert_true(text_is_utf8(fail.where, strlen(fail.where)));
        assert_in_range(strlen(fail.text), sizeof fail.text - 3, sizeof fail.text - 1);
    }
}

static void every_fault_has_its_own_name(void **state) {
    (void)state;
    for (enum fault a = FAULT_NONE; a <= FAULT_BROKEN; a++) {
        for (enum fault b = FAULT_NONE; b < a; b++)
            assert_string_not_equal(fault_name(a), fault_name(b));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_says_all_it_was_given),
        cmocka_unit_test(a_failure_can_quote_itself),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(every_fault_has_its_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
