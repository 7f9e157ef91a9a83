/* The rows of files: what a header must have, and which row and cell of a table or of NDJSON lines a report comes from. */
#include "paper.h"

#include "core/text.h"
#include "import_rows.h"

struct reading {
    struct paper paper;
    struct import_request request;
    struct {
        uint32_t number, issues;
        enum issue_type first;
        int64_t people;
        char reason[64], no_area[64];
    } rows[8];
    uint32_t count;
};

static void reading_begin(struct reading *reading, enum body_kind kind, const char *body) {
    *reading = (struct reading){0};
    paper_begin(&reading->paper);
    reading->request = (struct import_request){.snapshot = reading->paper.snapshot,
                                               .caller = reading->paper.caller,
                                               .form = kind == BODY_CSV ? "PAPER" : NULL,
                                               .period = kind == BODY_CSV ? "2023-H1" : NULL,
                                               .kind = kind,
                                               .body = body,
                                               .size = strlen(body)};
}

static bool take(void *taker, const struct import_row *row) {
    struct reading *reading = taker;
    reading->rows[reading->count].number = row->number;
    reading->rows[reading->count].issues = row->issues->count;
    reading->rows[reading->count].first = row->issues->first ? row->issues->first->type : ISSUE_TYPE_COUNT;
    reading->rows[reading->count].people = row->entry->version ? row->entry->content.values[0] : 0;
    const char *reason = row->entry->reason;
    const char *no_area = row->entry->version ? row->entry->content.not_available[1] : NULL;
    text_copy(reading->rows[reading->count].reason, sizeof reading->rows->reason, reason ? reason : "");
    text_copy(reading->rows[reading->count].no_area, sizeof reading->rows->no_area, no_area ? no_area : "");
    reading->count++;
    return true;
}

static void check_row(const struct reading *reading, uint32_t index, uint32_t number, enum issue_type first,
                      int64_t people) {
    assert_true(index < reading->count);
    assert_int_equal(reading->rows[index].number, number);
    assert_int_equal(reading->rows[index].first, first);
    if (first == ISSUE_TYPE_COUNT)
        assert_int_equal(reading->rows[index].people, people);
}

static void a_table_is_read_row_by_row(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_CSV,
                  "\xef\xbb\xbfpeople,unit,stock,area\r\n5,00001,1,\r\n\"6\",00004,2,1.25\r\n7,00688,1,\r\n8,"
                  "00001\r\nx,00001,1,\r\n9,,1,\r\n");
    struct reading *r = &reading;
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 6);
    assert_int_equal(r->paper.issues.count, 0);
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    assert_int_equal(r->count, 6);
    check_row(r, 0, 1, ISSUE_TYPE_COUNT, 5);
    check_row(r, 1, 2, ISSUE_TYPE_COUNT, 6);
    check_row(r, 2, 3, ISSUE_NOT_YOURS, 0);
    check_row(r, 3, 4, ISSUE_ROW_WIDTH, 0);
    check_row(r, 4, 5, ISSUE_NOT_A_NUMBER, 0);
    check_row(r, 5, 6, ISSUE_REQUIRED, 0);
    paper_end(&r->paper);
}

/* What a JSON report can say besides values and a correction needs, a table can say as well. */
static void a_table_says_why(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_CSV,
                  "unit,people,stock,area,notAvailable.area,reason\n00001,5,1,,không đo,cộng nhầm\n00004,6,2,1.25,,\n"
                  "00001,7,1,2,không đo,\n00004,8,2,,,gọi 0912345678\n");
    struct reading *r = &reading;
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 4);
    assert_int_equal(r->paper.issues.count, 0);
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    check_row(r, 0, 1, ISSUE_TYPE_COUNT, 5);
    assert_string_equal(r->rows[0].reason, "cộng nhầm");
    assert_string_equal(r->rows[0].no_area, "không đo");
    check_row(r, 1, 2, ISSUE_TYPE_COUNT, 6);
    assert_string_equal(r->rows[1].reason, "");
    assert_string_equal(r->rows[1].no_area, "");
    check_row(r, 2, 3, ISSUE_BOTH_GIVEN, 0);
    check_row(r, 3, 4, ISSUE_PERSONAL_DATA, 0);
    paper_end(&r->paper);
}

static void a_required_cell_may_be_missing_with_a_reason(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_CSV, "unit,people,notAvailable.stock\n00001,5,chưa kiểm kê\n00004,6,\n");
    struct reading *r = &reading;
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 2);
    assert_int_equal(r->paper.issues.count, 0);
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    check_row(r, 0, 1, ISSUE_TYPE_COUNT, 5);
    check_row(r, 1, 2, ISSUE_MISSING_VALUE, 0);
    paper_end(&r->paper);
}

static void a_header_names_all_that_is_wrong_with_it(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_CSV, "people,colour,people,notAvailable.colour\n1,2,3,4\n");
    import_count(&reading.request, &reading.paper.arena, &reading.paper.issues);
    static const struct {
        enum issue_type type;
        const char *column;
    } expected[] = {{ISSUE_COLUMN_UNKNOWN, "colour"},
                    {ISSUE_DUPLICATE, "people"},
                    {ISSUE_COLUMN_UNKNOWN, "notAvailable.colour"},
                    {ISSUE_COLUMN_MISSING, "unit"},
                    {ISSUE_COLUMN_MISSING, "stock"}};
    const struct issue *issue = reading.paper.issues.first;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++, issue = issue->next) {
        assert_non_null(issue);
        assert_int_equal(issue->type, expected[i].type);
        assert_string_equal(issue->column, expected[i].column);
    }
    assert_null(issue);
    paper_end(&reading.paper);
}

static void lines_are_reports_and_keep_their_numbers(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_NDJSON,
                  "{\"form\":\"PAPER\",\"unit\":\"00001\",\"agency\":\"people-committee\",\"period\":\"2023-H1\","
                  "\"values\":{\"people\":3,\"stock\":1}}\n"
                  "\r\n"
                  "{\"form\":\n"
                  "{\"form\":\"PAPER\",\"unit\":\"00004\",\"agency\":\"people-committee\",\"period\":\"2023-H1\","
                  "\"values\":{\"people\":4,\"stock\":1}}");
    struct reading *r = &reading;
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 3);
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    assert_int_equal(r->count, 3);
    check_row(r, 0, 1, ISSUE_TYPE_COUNT, 3);
    check_row(r, 1, 3, ISSUE_SYNTAX, 0);
    check_row(r, 2, 4, ISSUE_TYPE_COUNT, 4);
    paper_end(&r->paper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_row_by_row),
        cmocka_unit_test(a_table_says_why),
        cmocka_unit_test(a_required_cell_may_be_missing_with_a_reason),
        cmocka_unit_test(a_header_names_all_that_is_wrong_with_it),
        cmocka_unit_test(lines_are_reports_and_keep_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
