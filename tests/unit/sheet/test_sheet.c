/* Workbooks: a whole file in memory, and which texts a spreadsheet would take for formulas. What stands in the cells is read by
 * tests/e2e/test_plan_print.py with another library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sheet/sheet.h"

static const struct sheet_column columns[] = {{"Mã", 10}, {"Ngưỡng", 10}, {0}};

static void expect_archive(const struct buffer *file) {
    assert_true(file->size > 1000);
    assert_memory_equal(file->bytes, "PK\003\004", 4);
    assert_non_null(memmem(file->bytes, file->size, "PK\005\006", 4)); /* its directory is there: the file is whole */
}

static void test_what_begins_like_a_formula_is_known(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool looks;
    } cases[] = {{"=1+1", true}, {"+84", true},     {"-5", true},   {"@SUM(A1)", true}, {"\t=1", true}, {"", false},
                 {"a=1", false}, {"Từ 80%", false}, {" =1", false}, {"1-2", false},     {"≥", false},   {"…", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(sheet_looks_like_formula(cases[i].text), cases[i].looks);
}

static void test_a_workbook_is_a_whole_file(void **state) {
    (void)state;
    struct fail fail = {0};
    AUTO_BUFFER file = {0};
    AUTO_WORKBOOK *workbook = workbook_begin("=Kế hoạch", 0, &fail);
    assert_non_null(workbook);
    sheet_begin(workbook, "Chỉ tiêu", columns);
    sheet_text(workbook, "=HYPERLINK(\"x\")");
    sheet_number(workbook, "33.33");
    sheet_row_end(workbook);
    sheet_text(workbook, NULL);
    sheet_number(workbook, NULL);
    sheet_row_end(workbook);
    assert_true(workbook_end(workbook, &file, &fail));
    expect_archive(&file);
}

static void test_a_text_longer_than_a_cell_is_cut_and_not_refused(void **state) {
    (void)state;
    struct fail fail = {0};
    AUTO_BUFFER file = {0}, text = {0};
    for (int i = 0; i < 20000; i++)
        buffer_text(&text, "ệ");
    AUTO_WORKBOOK *workbook = workbook_begin("x", 0, &fail);
    sheet_begin(workbook, "Kế hoạch", columns);
    sheet_text(workbook, text.bytes);
    assert_true(workbook_end(workbook, &file, &fail));
    expect_archive(&file);
}

static void test_a_name_that_no_sheet_can_have_is_a_failure(void **state) {
    (void)state;
    struct fail fail = {0};
    AUTO_BUFFER file = {0};
    AUTO_WORKBOOK *workbook = workbook_begin("x", 0, &fail);
    sheet_begin(workbook, "a/b", columns);
    sheet_text(workbook, "lost");
    assert_false(workbook_end(workbook, &file, &fail));
    assert_int_equal(fail.fault, FAULT_BROKEN);
    assert_int_equal(file.size, 0);
}

static void test_a_workbook_dropped_unfinished_leaves_nothing(void **state) {
    (void)state;
    struct fail fail = {0};
    AUTO_WORKBOOK *workbook = workbook_begin("x", 0, &fail);
    sheet_begin(workbook, "a", columns);
    sheet_text(workbook, "b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_begins_like_a_formula_is_known),
        cmocka_unit_test(test_a_workbook_is_a_whole_file),
        cmocka_unit_test(test_a_text_longer_than_a_cell_is_cut_and_not_refused),
        cmocka_unit_test(test_a_name_that_no_sheet_can_have_is_a_failure),
        cmocka_unit_test(test_a_workbook_dropped_unfinished_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
