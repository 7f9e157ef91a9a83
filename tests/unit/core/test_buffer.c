/* A buffer holds exactly what was added to it, closed with NUL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"

static void an_empty_buffer_reads_as_an_empty_text(void **state) {
    (void)state;
    AUTO_BUFFER buffer = {0};
    assert_string_equal(buffer_cstr(&buffer), "");
    buffer_add(&buffer, NULL, 0);
    buffer_text(&buffer, "");
    assert_string_equal(buffer_cstr(&buffer), "");
}

static void all_ways_of_adding_follow_each_other(void **state) {
    (void)state;
    AUTO_BUFFER buffer = {0};
    buffer_char(&buffer, '[');
    buffer_int(&buffer, -7);
    buffer_text(&buffer, ",\"Đắk Lắk\",");
    buffer_format(&buffer, "%s-%d", "2023", 6);
    buffer_add(&buffer, "]x", 1);
    assert_string_equal(buffer_cstr(&buffer), "[-7,\"Đắk Lắk\",2023-6]");
    assert_int_equal(buffer.size, strlen(buffer.bytes));
}

static void integers_read_as_printf_writes_them(void **state) {
    (void)state;
    const int64_t values[] = {0, 1, -1, 9, 10, -10, 99, 100, 1234567890, INT32_MIN, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        AUTO_BUFFER buffer = {0};
        char expected[32];
        buffer_int(&buffer, values[i]);
        snprintf(expected, sizeof expected, "%" PRId64, values[i]);
        assert_string_equal(buffer_cstr(&buffer), expected);
    }
}

static void it_grows_byte_by_byte_and_all_at_once(void **state) {
    (void)state;
    AUTO_BUFFER buffer = {0};
    for (size_t i = 0; i < 5000; i++) {
        buffer_char(&buffer, (char)('a' + i % 26));
        assert_int_equal(buffer.bytes[buffer.size], '\0');
    }
    buffer_format(&buffer, "%05000d", 3);
    assert_int_equal(buffer.size, 10000);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(buffer.bytes[i], 'a' + i % 26);
    assert_int_equal(buffer.bytes[9999], '3');
}

static void clearing_keeps_the_memory(void **state) {
    (void)state;
    AUTO_BUFFER buffer = {0};
    buffer_text(&buffer, "2023-H1");
    const char *bytes = buffer.bytes;
    buffer_clear(&buffer);
    assert_string_equal(buffer_cstr(&buffer), "");
    buffer_text(&buffer, "2023");
    assert_ptr_equal(buffer.bytes, bytes);
    assert_string_equal(buffer_cstr(&buffer), "2023");
}

static void bytes_may_hold_nul(void **state) {
    (void)state;
    AUTO_BUFFER buffer = {0};
    buffer_add(&buffer, "a\0b", 3);
    assert_int_equal(buffer.size, 3);
    assert_memory_equal(buffer.bytes, "a\0b", 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_reads_as_an_empty_text),
        cmocka_unit_test(all_ways_of_adding_follow_each_other),
        cmocka_unit_test(integers_read_as_printf_writes_them),
        cmocka_unit_test(it_grows_byte_by_byte_and_all_at_once),
        cmocka_unit_test(clearing_keeps_the_memory),
        cmocka_unit_test(bytes_may_hold_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
