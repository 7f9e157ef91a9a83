/* Comma-separated values as they go out: read back by our own reader they are what went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "core/csv.h"
#include "sheet/csv_write.h"

static void test_texts_numbers_and_what_is_not_there(void **state) {
    AUTO_BUFFER to = {0};
    struct csv_writer csv = {.to = &to};
    (void)state;
    csv_write_text(&csv, "Thanh Hóa");
    csv_write_text(&csv, NULL);
    csv_write_digits(&csv, "-3.50");
    csv_write_digits(&csv, NULL);
    csv_write_int(&csv, -12);
    csv_write_row_end(&csv);
    csv_write_text(&csv, "a,b");
    csv_write_text(&csv, "said \"no\"");
    csv_write_text(&csv, "two\r\nlines");
    csv_write_row_end(&csv);
    assert_string_equal(buffer_cstr(&to), "Thanh Hóa,,-3.50,,-12\r\n\"a,b\",\"said \"\"no\"\"\",\"two\r\nlines\"\r\n");
}

static void test_a_text_never_becomes_a_formula(void **state) {
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"=1+1", "'=1+1"}, {"+84", "'+84"}, {"-3", "'-3"},         {"@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "'\tx"},   {"a=b", "a=b"},  {"=a,b", "\"'=a,b\""}, {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_BUFFER to = {0};
        struct csv_writer csv = {.to = &to};
        csv_write_text(&csv, cases[i].text);
        assert_string_equal(buffer_cstr(&to), cases[i].written);
    }
}

static bool take_row(void *taker, const struct csv_row *row) {
    const char *const *wanted = taker;
    assert_int_equal(row->count, 3);
    for (uint32_t i = 0; i < row->count; i++)
        assert_string_equal(row->fields[i], wanted[i]);
    return true;
}

static void test_what_is_written_is_read(void **state) {
    static const char *const fields[] = {"\"quoted\", with a comma", "first\nsecond", "dấu ngoặc \" ở giữa"};
    struct arena arena = {0};
    AUTO_BUFFER to = {0};
    struct csv_writer writer = {.to = &to};
    AUTO_CSV csv = {0};
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        csv_write_text(&writer, fields[i]);
    csv_write_row_end(&writer);
    csv_init(&csv, &arena, 10, 10, take_row, (void *)fields);
    assert_true(csv_feed(&csv, to.bytes, to.size));
    assert_true(csv_close(&csv));
    csv_done(&csv);
    csv = (struct csv){0};
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_numbers_and_what_is_not_there),
        cmocka_unit_test(test_a_text_never_becomes_a_formula),
        cmocka_unit_test(test_what_is_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
