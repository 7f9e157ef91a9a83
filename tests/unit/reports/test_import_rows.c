/* The rows of files: what a header must have, and which row and cell of a table or of NDJSON lines a report comes from. */
#include "paper.h"

#include "../sheet/archive.h"
#include "core/text.h"
#include "import_rows.h"
#include "template_layout.h"

struct reading {
    struct paper paper;
    struct import_request request;
    struct {
        uint32_t number, issues, place; /* place: the row that the first issue names, 0 where it is the report's */
        enum issue_type first;
        int64_t people;
        char reason[64], no_area[64], difficulties[64], column[64];
    } rows[8];
    uint32_t count;
};

static void reading_begin(struct reading *reading, enum body_kind kind, const char *body) {
    *reading = (struct reading){0};
    paper_begin(&reading->paper);
    reading->request = (struct import_request){.snapshot = reading->paper.snapshot,
                                               .caller = reading->paper.caller,
                                               .form = kind == BODY_NDJSON ? NULL : "PAPER",
                                               .period = kind == BODY_NDJSON ? NULL : "2023-H1",
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
    const char *difficulties = row->entry->version ? row->entry->content.narratives[0] : NULL;
    text_copy(reading->rows[reading->count].difficulties, sizeof reading->rows->difficulties,
              difficulties ? difficulties : "");
    const char *column = row->issues->first ? import_column(row->issues->first, &reading->paper.arena) : NULL;
    text_copy(reading->rows[reading->count].column, sizeof reading->rows->column, column ? column : "");
    reading->rows[reading->count].place = row->issues->first ? row->issues->first->row : 0;
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

static void a_table_may_tell_and_has_names_that_are_not_read(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_CSV,
                  "unit,unitName,people,stock,narratives.difficulties\n00001,Không phải tên,5,1,thiếu người\n"
                  "00004,,6,2,\n00001,x,7,1,gọi 0912345678\n");
    struct reading *r = &reading;
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 3);
    assert_int_equal(r->paper.issues.count, 0);
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    check_row(r, 0, 1, ISSUE_TYPE_COUNT, 5);
    assert_string_equal(r->rows[0].difficulties, "thiếu người");
    check_row(r, 2, 3, ISSUE_PERSONAL_DATA, 0);
    assert_string_equal(r->rows[2].column, "narratives.difficulties");
    paper_end(&r->paper);
}

static void a_table_that_is_not_utf8_is_told_the_way_out(void **state) {
    (void)state;
    static const char *const files[] = {"unit,people,stock\n00001,\xd0,1\n", "\xff\xfeu", "unit,peopl\xea\n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct reading reading;
        reading_begin(&reading, BODY_CSV, files[i]);
        assert_int_equal(import_count(&reading.request, &reading.paper.arena, &reading.paper.issues), 0);
        assert_int_equal(reading.paper.issues.last->type, ISSUE_NOT_UTF8);
        assert_int_equal(reading.paper.issues.last->row, i == 0 ? 1 : 0);
        paper_end(&reading.paper);
    }
}

/* ---- Workbooks */

#define TEXT(cell, text) "<c r=\"" cell "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define NUMBER(cell, number) "<c r=\"" cell "\"><v>" number "</v></c>"
#define ROW(number, cells) "<row r=\"" number "\">" cells "</row>"
#define IDENTITY(layout, form, version, period, more)                                                                  \
    SHEET_XML(ROW("1", TEXT("A1", "layout") TEXT("B1", layout)) ROW("2", TEXT("A2", "form") TEXT("B2", form)) ROW(     \
        "3", TEXT("A3", "formVersion") TEXT("B3", version)) ROW("4", TEXT("A4", "period") TEXT("B4", period)) more)
#define OF_PHUC_XA                                                                                                     \
    ROW("5", TEXT("A5", "unit") TEXT("B5", "00001@2012-01-01"))                                                        \
    ROW("6", TEXT("A6", "agency") TEXT("B6", "people-committee"))
#define HEAD(form, period, unit)                                                                                       \
    ROW("3", TEXT("A3", "Biểu") TEXT("C3", form))                                                                      \
    ROW("4", TEXT("A4", "Kỳ") TEXT("C4", period))                                                                      \
    ROW("5", TEXT("A5", "Đơn vị") TEXT("C5", unit))                                                                    \
    ROW("6", TEXT("A6", "Cơ quan") TEXT("C6", "people-committee")) ROW("9", TEXT("A9", "Mã") TEXT("F9", "Số liệu"))
#define HEAD_OF_PHUC_XA HEAD("PAPER", "2023-H1", "00001@2012-01-01")

/* identity NULL: a workbook of one's own. The buffer must stay as long as the reading. */
static void workbook_begin_reading(struct reading *reading, const char *sheet, const char *identity,
                                   struct buffer *file) {
    struct test_workbook workbook = workbook_around(sheet);
    static const char named[] = "<workbook " MAIN_NS " " LINK_NS "><sheets><sheet name=\"" TEMPLATE_IDENTITY_SHEET
                                "\" sheetId=\"1\" r:id=\"s2\"/><sheet name=\"Biểu\" sheetId=\"2\" r:id=\"s1\"/>"
                                "</sheets></workbook>";
    if (identity) {
        workbook.parts[PART_WORKBOOK].text = named;
        workbook.parts[PART_TWO].text = identity;
    }
    archive_make(workbook.parts, file);
    reading_begin(reading, BODY_XLSX, "");
    reading->request.body = file->bytes;
    reading->request.size = file->size;
}

static void expect_issues(const struct reading *reading, const char *expected) {
    AUTO_BUFFER found = {0};
    for (const struct issue *issue = reading->paper.issues.first; issue; issue = issue->next)
        buffer_format(&found, "%s:%u:%s ", issue_type_name(issue->type), issue->row,
                      issue->column ? issue->column : "");
    assert_string_equal(buffer_cstr(&found), expected);
}

static void a_filled_form_is_one_report(void **state) {
    (void)state;
    struct reading reading, *r = &reading;
    AUTO_BUFFER file = {0};
    workbook_begin_reading(
        r,
        SHEET_XML(HEAD_OF_PHUC_XA ROW("10", TEXT("A10", "people") NUMBER("F10", "5"))
                      ROW("11", TEXT("A11", "area") TEXT("G11", "không đo"))
                          ROW("12", TEXT("A12", "stock") NUMBER("F12", "1") NUMBER("H12", "9"))
                              ROW("13", TEXT("A13", "narratives.difficulties") TEXT("F13", "thiếu người"))
                                  ROW("14", TEXT("A14", "reason") TEXT("F14", "cộng nhầm"))),
        IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H1", OF_PHUC_XA), &file);
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 1);
    expect_issues(r, "");
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    assert_int_equal(r->count, 1);
    check_row(r, 0, FORM_ROW_UNIT, ISSUE_TYPE_COUNT, 5);
    assert_string_equal(r->rows[0].no_area, "không đo");
    assert_string_equal(r->rows[0].difficulties, "thiếu người");
    assert_string_equal(r->rows[0].reason, "cộng nhầm");
    paper_end(&r->paper);
}

static void what_is_wrong_with_a_form_has_the_row_it_stands_in(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        enum issue_type type;
        uint32_t place;
        const char *column;
    } cases[] = {
        {"<c r=\"F10\"><f>1+1</f><v>2</v></c>", ISSUE_FORMULA, 10, "people"},
        {"<c r=\"F10\" t=\"e\"><v>#REF!</v></c>", ISSUE_CELL_ERROR, 10, "people"},
        {"<c r=\"F10\" s=\"1\"><v>45000</v></c>", ISSUE_DATE_NOT_NUMBER, 10, "people"},
        {TEXT("F10", "năm"), ISSUE_NOT_A_NUMBER, 10, "people"},
        {NUMBER("F10", "1.5"), ISSUE_TOO_PRECISE, 10, "people"},
        {NUMBER("F10", "5") "<c r=\"G10\" t=\"str\"><f>A1</f><v>x</v></c>", ISSUE_FORMULA, 10, "notAvailable.people"},
        {NUMBER("F10", "5") TEXT("G10", "x"), ISSUE_BOTH_GIVEN, 10, "notAvailable.people"},
        {"", ISSUE_MISSING_VALUE, 10, "people"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading reading, *r = &reading;
        struct arena arena = {0};
        AUTO_BUFFER file = {0};
        const char *sheet = arena_format(&arena,
                                         "<worksheet " MAIN_NS "><sheetData>" HEAD_OF_PHUC_XA
                                         "<row r=\"10\">" TEXT("A10", "people") "%s</row>" ROW(
                                             "11", TEXT("A11", "stock") NUMBER("F11", "1")) "</sheetData></worksheet>",
                                         cases[i].cell);
        workbook_begin_reading(r, sheet, IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H1", OF_PHUC_XA), &file);
        assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 1);
        expect_issues(r, "");
        assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
        check_row(r, 0, FORM_ROW_UNIT, cases[i].type, 0);
        assert_int_equal(r->rows[0].issues, 1);
        assert_int_equal(r->rows[0].place, cases[i].place);
        assert_string_equal(r->rows[0].column, cases[i].column);
        paper_end(&r->paper);
        arena_done(&arena);
    }
}

static void a_form_is_taken_only_for_what_it_was_made_for(void **state) {
    (void)state;
#define CELLS ROW("10", TEXT("A10", "people") NUMBER("F10", "5")) ROW("11", TEXT("A11", "stock") NUMBER("F11", "1"))
    static const struct {
        const char *identity, *sheet, *issues;
    } cases[] = {
        {IDENTITY(LAYOUT_FORM, "OTHER", "1", "2023-H1", OF_PHUC_XA), SHEET_XML(HEAD_OF_PHUC_XA CELLS),
         "inconsistent:3:form inconsistent:3:form "},
        {IDENTITY(LAYOUT_FORM, "PAPER", "2", "2023-H1", OF_PHUC_XA), SHEET_XML(HEAD_OF_PHUC_XA CELLS),
         "inconsistent:0:formVersion "},
        {IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H2", OF_PHUC_XA),
         SHEET_XML(HEAD("PAPER", "2023-H2", "00001@2012-01-01") CELLS), "inconsistent:4:period "},
        {IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H1", OF_PHUC_XA),
         SHEET_XML(HEAD("PAPER", "2023-H1", "00004@2012-01-01") CELLS), "inconsistent:5:unit "},
        {IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H1", ""), SHEET_XML(HEAD_OF_PHUC_XA CELLS),
         "required:0:unit required:0:agency "},
        {IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H1", OF_PHUC_XA), SHEET_XML(CELLS),
         "required:0:form required:0:period required:0:unit required:0:agency "},
        {IDENTITY(LAYOUT_FORM, "PAPER", "1", "2023-H1", OF_PHUC_XA),
         SHEET_XML(HEAD_OF_PHUC_XA CELLS ROW("12", TEXT("A12", "cats") NUMBER("F12", "1"))
                       ROW("13", TEXT("A13", "people"))),
         "columnUnknown:12:cats duplicate:13:people "},
        {IDENTITY(LAYOUT_TABLE, "PAPER", "1", "2024-H1", ""),
         SHEET_XML(ROW("1", TEXT("A1", "unit") TEXT("B1", "people") TEXT("C1", "stock"))), "inconsistent:0:period "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading reading;
        AUTO_BUFFER file = {0};
        workbook_begin_reading(&reading, cases[i].sheet, cases[i].identity, &file);
        import_count(&reading.request, &reading.paper.arena, &reading.paper.issues);
        expect_issues(&reading, cases[i].issues);
        paper_end(&reading.paper);
    }
}

/* Row 2 says what the columns mean; row 4 was not filled in; row 6 has a figure too many. */
static void a_filled_table_is_a_report_a_row(void **state) {
    (void)state;
    struct reading reading, *r = &reading;
    AUTO_BUFFER file = {0};
    workbook_begin_reading(
        r,
        SHEET_XML(ROW("1", TEXT("A1", "unit") TEXT("B1", "unitName") TEXT("C1", "people")
                               TEXT("D1", "stock")) ROW("2", TEXT("A2", "Đơn vị") TEXT("C2", "Người"))
                      ROW("3", TEXT("A3", "00001") TEXT("B3", "Phúc Xá") NUMBER("C3", "5E0")
                                   NUMBER("D3", "1")) ROW("4", TEXT("A4", "00004") TEXT("B4", "Trúc Bạch"))
                          ROW("5", TEXT("A5", "00004") "<c r=\"B5\"><f>x</f></c><c r=\"C5\" t=\"b\"><v>1</v></c>" TEXT(
                                       "D5", "1"))
                              ROW("6", TEXT("A6", "00001") NUMBER("C6", "1") NUMBER("D6", "1") NUMBER("E6", "1"))
                                  ROW("9", "<c r=\"A9\"><v>1</v></c>" NUMBER("C9", "7") "<c r=\"D9\"><f>1</f></c>")),
        IDENTITY(LAYOUT_TABLE, "PAPER", "1", "2023-H1", ""), &file);
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 4);
    expect_issues(r, "");
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    assert_int_equal(r->count, 4);
    check_row(r, 0, 3, ISSUE_TYPE_COUNT, 5);
    check_row(r, 1, 5, ISSUE_TYPE_COUNT, 1);
    check_row(r, 2, 6, ISSUE_ROW_WIDTH, 0);
    check_row(r, 3, 9, ISSUE_UNKNOWN_UNIT, 0);
    assert_int_equal(r->rows[3].issues, 2);
    paper_end(&r->paper);
}

static void a_workbook_of_ones_own_is_a_table(void **state) {
    (void)state;
    struct reading reading, *r = &reading;
    AUTO_BUFFER file = {0};
    workbook_begin_reading(r,
                           SHEET_XML(ROW("2", TEXT("A2", "unit") TEXT("B2", "people") TEXT("C2", "stock"))
                                         ROW("3", TEXT("A3", "00001") NUMBER("B3", "5") NUMBER("C3", "1"))),
                           NULL, &file);
    assert_int_equal(import_count(&r->request, &r->paper.arena, &r->paper.issues), 1);
    expect_issues(r, "");
    assert_true(import_rows_read(&r->request, &r->paper.setting, take, r));
    check_row(r, 0, 3, ISSUE_TYPE_COUNT, 5);
    paper_end(&r->paper);
}

static void a_workbook_without_a_table_says_what_is_missing(void **state) {
    (void)state;
    struct reading reading;
    AUTO_BUFFER file = {0};
    workbook_begin_reading(&reading, SHEET_XML(""), NULL, &file);
    assert_int_equal(import_count(&reading.request, &reading.paper.arena, &reading.paper.issues), 0);
    expect_issues(&reading, "columnMissing:0:unit columnMissing:0:people columnMissing:0:stock ");
    paper_end(&reading.paper);
}

static void no_workbook_is_told_the_way_out(void **state) {
    (void)state;
    struct reading reading;
    reading_begin(&reading, BODY_XLSX, "unit,people,stock\n");
    assert_int_equal(import_count(&reading.request, &reading.paper.arena, &reading.paper.issues), 0);
    expect_issues(&reading, "notXlsx:0: ");
    assert_false(import_rows_read(&reading.request, &reading.paper.setting, take, &reading));
    paper_end(&reading.paper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_row_by_row),
        cmocka_unit_test(a_table_says_why),
        cmocka_unit_test(a_required_cell_may_be_missing_with_a_reason),
        cmocka_unit_test(a_header_names_all_that_is_wrong_with_it),
        cmocka_unit_test(lines_are_reports_and_keep_their_numbers),
        cmocka_unit_test(a_table_may_tell_and_has_names_that_are_not_read),
        cmocka_unit_test(a_table_that_is_not_utf8_is_told_the_way_out),
        cmocka_unit_test(a_filled_form_is_one_report),
        cmocka_unit_test(what_is_wrong_with_a_form_has_the_row_it_stands_in),
        cmocka_unit_test(a_form_is_taken_only_for_what_it_was_made_for),
        cmocka_unit_test(a_filled_table_is_a_report_a_row),
        cmocka_unit_test(a_workbook_of_ones_own_is_a_table),
        cmocka_unit_test(a_workbook_without_a_table_says_what_is_missing),
        cmocka_unit_test(no_workbook_is_told_the_way_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
