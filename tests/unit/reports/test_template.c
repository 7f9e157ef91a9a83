/* Templates: what they say in words, what they propose, and that their files are read back as what they were made for. What people do with
 * the files is in tests/e2e/test_templates.py. */
#include "paper.h"

#include "core/text.h"
#include "import_rows.h"
#include "sheet/sheet_read.h"
#include "template_layout.h"
#include "template_words.h"

/* ---- Words */

static void periods_are_said_as_an_officer_would(void **state) {
    (void)state;
    static const struct {
        const char *code, *vi, *en, *span;
    } cases[] = {
        {"2023-M03", "Tháng 3 năm 2023", "Month 3 of 2023", "15/2/2023 – 14/3/2023"},
        {"2023-Q4", "Quý IV năm 2023", "Quarter IV of 2023", "15/9/2023 – 14/12/2023"},
        {"2023-H1", "6 tháng đầu năm 2023", "First half of 2023", "15/12/2022 – 14/6/2023"},
        {"2023-H2", "6 tháng cuối năm 2023", "Second half of 2023", "15/6/2023 – 14/12/2023"},
        {"2023-9M", "9 tháng năm 2023", "Nine months of 2023", "15/12/2022 – 14/9/2023"},
        {"2023", "Năm 2023", "Year 2023", "15/12/2022 – 14/12/2023"},
        {"2023..2025", "Giai đoạn 2023–2025", "2023–2025", "15/12/2022 – 14/12/2025"},
        {"2013..", "Từ năm 2013", "From 2013 on", "15/12/2012 – …"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period period;
        assert_true(period_parse(cases[i].code, &calendar_admin15, &period));
        assert_string_equal(period_words(&arena, &period, LANGUAGE_VI), cases[i].vi);
        assert_string_equal(period_words(&arena, &period, LANGUAGE_EN), cases[i].en);
        assert_string_equal(span_words(&arena, &period), cases[i].span);
    }
    arena_done(&arena);
}

static void a_due_moment_is_a_day_unless_it_has_an_hour(void **state) {
    (void)state;
    struct arena arena = {0};
    moment_t midnight = moment_of_day(day_of(2023, 6, 15), 7 * 3600);
    assert_string_equal(due_words(&arena, midnight, 7 * 3600, LANGUAGE_VI), "trước ngày 15/6/2023");
    assert_string_equal(due_words(&arena, midnight + 990 * 60 * MOMENT_SECOND, 7 * 3600, LANGUAGE_EN),
                        "before 16:30 on 15/6/2023");
    assert_string_equal(due_words(&arena, MOMENT_NONE, 7 * 3600, LANGUAGE_VI), "");
    arena_done(&arena);
}

static void rules_are_said_as_they_are_computed(void **state) {
    (void)state;
    static const struct indicator whole = {.decimals = 0}, tenth = {.decimals = 1};
    const struct cell cells[] = {
        {.code = "a", .indicator = &whole}, {.code = "b", .indicator = &whole}, {.code = "c", .indicator = &tenth}};
    const struct form_version version = {.cells = cells, .cell_count = 3};
    const struct rule_term a[] = {{0, 1}}, b[] = {{1, 1}}, two_less[] = {{0, 2}, {1, -1}}, minus[] = {{1, -3}, {0, 1}},
                           c[] = {{2, 1}};
    const struct {
        struct form_rule rule;
        const char *said;
    } cases[] = {
        {{.left = a, .left_count = 1, .right = b, .right_count = 1, .op = COMPARE_EQ}, "a = b"},
        {{.left = two_less, .left_count = 2, .right = b, .right_count = 1, .op = COMPARE_LE, .constant = 5},
         "2 × a − b ≤ b + 5"},
        {{.left = minus, .left_count = 2, .right = b, .right_count = 1, .op = COMPARE_GT, .constant = -5},
         "−3 × b + a > b − 5"},
        {{.left = c, .left_count = 1, .op = COMPARE_GE, .constant = 15}, "c ≥ 1.5"},
        {{.left = c, .left_count = 1, .op = COMPARE_LT}, "c < 0.0"},
        {{.left = a, .left_count = 1, .op = COMPARE_UNSTATED, .constant = -2}, "a ≥ −2"},
        {{.right = a, .right_count = 1, .op = COMPARE_EQ}, "0 = a"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(rule_words(&arena, &version, &cases[i].rule), cases[i].said);
    arena_done(&arena);
}

/* ---- A template of the tests' programme */

static struct template template_of(struct paper *paper, const char *form, const char *period, bool many) {
    struct template template = {
        .arena = &paper->arena, .now = paper->setting.now, .snapshot = paper->snapshot, .many = many};
    static const char *const units[] = {"00001@2012-01-01", "00004@2012-01-01"};
    template.form = snapshot_form(paper->snapshot, form);
    template.programme = snapshot_programme(paper->snapshot, "prog");
    assert_true(snapshot_period(paper->snapshot, template.form, period, &template.period));
    template.version = form_version_for(template.form, &template.period);
    template.has_previous = period_previous(&template.period, template.programme->calendar, &template.previous);
    template.adjoins = template.has_previous;
    template.reporter_count = many ? 2 : 1;
    template.reporters = arena_new_array(&paper->arena, struct template_reporter, template.reporter_count);
    for (size_t i = 0; i < template.reporter_count; i++)
        template.reporters[i] =
            (struct template_reporter){.agency = {.code = "people-committee", .function = "people-committee"},
                                       .unit_id = units[i],
                                       .unit_code = arena_slice(&paper->arena, units[i], 5),
                                       .unit_name = i == 0 ? "Phúc Xá" : "=Trúc, \"Bạch\"",
                                       .agency_vi = "Ủy ban nhân dân",
                                       .agency_en = "People's committee",
                                       .due = MOMENT_NONE};
    return template;
}

static void stocks_are_proposed_as_they_were_left(void **state) {
    (void)state;
    enum { CARRIED_IN, RECEIVED, PENDING, OVERDUE };
    struct paper paper;
    paper_begin(&paper);
    struct template template = template_of(&paper, "STOCK", "2023-H1", false);
    struct template_reporter *reporter = &template.reporters[0];
    int64_t last[] = {1, 9, 3, 2};
    assert_false(template_has_last(&template));
    assert_int_equal(template_proposal(&template, reporter, PENDING), QUANTITY_MISSING);
    reporter->last = last;
    reporter->last_count = 4;
    assert_true(template_has_last(&template));
    assert_int_equal(template_last(reporter, RECEIVED), 9);
    assert_int_equal(template_proposal(&template, reporter, RECEIVED), QUANTITY_MISSING);
    assert_int_equal(template_proposal(&template, reporter, PENDING), 3);
    assert_int_equal(template_proposal(&template, reporter, CARRIED_IN), 5);
    last[OVERDUE] = QUANTITY_MISSING;
    assert_int_equal(template_proposal(&template, reporter, CARRIED_IN), QUANTITY_MISSING);
    reporter->last_count = PENDING; /* the form had fewer cells then */
    assert_int_equal(template_last(reporter, PENDING), QUANTITY_MISSING);
    reporter->last_count = 4;
    template.adjoins = false;
    assert_int_equal(template_proposal(&template, reporter, PENDING), QUANTITY_MISSING);
    assert_int_equal(template_last(reporter, PENDING), 3);
    paper_end(&paper);
}

static void a_guide_has_every_cell_rule_and_narrative(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct template template = template_of(&paper, "PAPER", "2023-H1", false);
    struct guide_line *lines;
    size_t count = template_guide(&template, &lines);
    static const struct guide_line expected[] = {
        {"people", "Người: Bắt buộc; phát sinh trong kỳ; số nguyên từ 0",
         "Người: Required; in the period; whole number from 0"},
        {"area", "Ha: phát sinh trong kỳ; số có tối đa 2 chữ số thập phân từ 0.00 đến 100.00",
         "Ha: in the period; number with at most 2 decimals from 0.00 to 100.00"},
        {"stock", "Tồn: Bắt buộc; có đến cuối kỳ; số nguyên từ 0",
         "Tồn: Required; at the end of the period; whole number from 0"},
        {"R1", "people ≥ stock (cảnh báo): ít", "people ≥ stock (warning): few"},
        {"difficulties", "Khó khăn: tối đa 100 ký tự", "Khó khăn: at most 100 characters"}};
    enum { EXPECTED = sizeof expected / sizeof *expected };
    assert_true(count > EXPECTED);
    for (size_t i = 0; i < EXPECTED; i++) {
        const struct guide_line *line = &lines[count - EXPECTED + i];
        assert_string_equal(line->code, expected[i].code);
        assert_string_equal(line->vi, expected[i].vi);
        assert_string_equal(line->en, expected[i].en);
    }
    paper_end(&paper);
}

/* ---- Files */

static void a_csv_has_a_line_for_each_reporter(void **state) {
    (void)state;
    struct paper paper;
    AUTO_BUFFER file = {0};
    paper_begin(&paper);
    struct template template = template_of(&paper, "PAPER", "2023-H1", true);
    template_csv_write(&template, &file);
    assert_string_equal(buffer_cstr(&file), "unit,unitName,agency,people,area,stock,narratives.difficulties\r\n"
                                            "00001@2012-01-01,Phúc Xá,people-committee,,,,\r\n"
                                            "00004@2012-01-01,\"'=Trúc, \"\"Bạch\"\"\",people-committee,,,,\r\n");
    paper_end(&paper);
}

struct taken {
    uint32_t rows;
    struct issues *issues;
};

static bool take(void *taker, const struct import_row *row) {
    struct taken *taken = taker;
    taken->rows++;
    for (const struct issue *issue = row->issues->first; issue; issue = issue->next)
        issue_add_at(taken->issues, issue->type, issue->pointer, NULL, NULL, NULL)->row = issue->row;
    return true;
}

/* The file as it comes back: how many rows, and what is wrong with them. */
static struct taken send_back(struct paper *paper, const struct buffer *file, const char *form, const char *period) {
    struct taken taken = {.issues = &paper->issues};
    struct import_request request = {.snapshot = paper->snapshot,
                                     .caller = paper->caller,
                                     .form = form,
                                     .period = period,
                                     .kind = BODY_XLSX,
                                     .body = file->bytes,
                                     .size = file->size};
    import_count(&request, &paper->arena, &paper->issues);
    if (paper->issues.count == 0)
        assert_true(import_rows_read(&request, &paper->setting, take, &taken));
    return taken;
}

/* A blank form for the first half of 2023, sent in for a period. */
static uint32_t blank_sent_in(struct paper *paper, const char *period) {
    struct fail fail = {0};
    AUTO_BUFFER file = {0};
    paper_begin(paper);
    struct template template = template_of(paper, "PAPER", "2023-H1", false);
    assert_true(template_workbook_write(&template, &file, &fail));
    return send_back(paper, &file, "PAPER", period).rows;
}

static void a_blank_form_comes_back_as_one_report_without_figures(void **state) {
    (void)state;
    struct paper paper;
    assert_int_equal(blank_sent_in(&paper, "2023-H1"), 1);
    assert_int_equal(paper.issues.count, 2);
    assert_int_equal(paper.issues.first->type, ISSUE_MISSING_VALUE);
    assert_int_equal(paper.issues.first->row, FORM_ROW_FIRST);
    assert_int_equal(paper.issues.last->row, FORM_ROW_FIRST + 2);
    paper_end(&paper);
}

static void a_form_for_one_period_is_none_for_another(void **state) {
    (void)state;
    struct paper paper;
    assert_int_equal(blank_sent_in(&paper, "2024-H1"), 0);
    assert_int_equal(paper.issues.count, 1);
    assert_int_equal(paper.issues.first->type, ISSUE_INCONSISTENT);
    assert_int_equal(paper.issues.first->row, FORM_ROW_PERIOD);
    paper_end(&paper);
}

static void a_blank_table_comes_back_as_nothing(void **state) {
    (void)state;
    struct paper paper;
    struct fail fail = {0};
    int64_t last[] = {1, 250, 3};
    AUTO_BUFFER file = {0};
    paper_begin(&paper);
    struct template template = template_of(&paper, "PAPER", "2023-H1", true);
    template.reporters[1].last = last;
    template.reporters[1].last_count = 3;
    assert_true(template_workbook_write(&template, &file, &fail));
    assert_int_equal(send_back(&paper, &file, "PAPER", "2023-H1").rows, 0);
    assert_int_equal(paper.issues.count, 0);
    paper_end(&paper);
}

struct cells {
    uint32_t row, column;
    char text[64];
};

static bool find(void *taker, const struct sheet_row *row) {
    struct cells *cells = taker;
    if (row->number == cells->row && cells->column < row->count)
        text_copy(cells->text, sizeof cells->text, row->cells[cells->column].text);
    return true;
}

static const char *cell_of(struct paper *paper, const struct buffer *file, const char *sheet, uint32_t row,
                           uint32_t column) {
    struct sheet_flaw flaw;
    struct cells cells = {.row = row, .column = column};
    AUTO_SHEET_FILE *opened = sheet_file_open(file->bytes, file->size, &flaw);
    for (uint32_t i = 0; i < sheet_file_count(opened); i++)
        if (text_equal(sheet_file_name(opened, i), sheet))
            assert_true(sheet_file_read(opened, i, find, &cells, &flaw));
    return arena_text(&paper->arena, cells.text);
}

static void last_figures_stand_where_they_would_be_filled_in(void **state) {
    (void)state;
    struct paper paper;
    struct fail fail = {0};
    int64_t last[] = {1, 250, 3};
    AUTO_BUFFER one = {0}, many = {0};
    paper_begin(&paper);
    struct template template = template_of(&paper, "PAPER", "2023-H1", false);
    template.reporters[0].last = last;
    template.reporters[0].last_count = 3;
    assert_true(template_workbook_write(&template, &one, &fail));
    assert_string_equal(cell_of(&paper, &one, "Biểu", FORM_ROW_FIRST + 1, FORM_COLUMN_LAST), "2.5");
    assert_string_equal(cell_of(&paper, &one, "Biểu", FORM_ROW_FIRST + 1, FORM_COLUMN_PROPOSED), "");
    assert_string_equal(cell_of(&paper, &one, "Biểu", FORM_ROW_FIRST + 2, FORM_COLUMN_PROPOSED), "3");
    assert_string_equal(cell_of(&paper, &one, "Biểu", FORM_ROW_FIRST + 2, FORM_COLUMN_VALUE), "");
    template = template_of(&paper, "PAPER", "2023-H1", true);
    template.reporters[1].last = last;
    template.reporters[1].last_count = 3;
    assert_true(template_workbook_write(&template, &many, &fail));
    assert_string_equal(cell_of(&paper, &many, "Biểu", TABLE_ROW_HEADER, 5), "stock");
    assert_non_null(strstr(cell_of(&paper, &many, "Biểu", TABLE_ROW_HEADER + 1, 3), "(người / persons)"));
    assert_non_null(strstr(cell_of(&paper, &many, "Biểu", TABLE_ROW_HEADER + 1, 4), "(ha)"));
    assert_string_equal(cell_of(&paper, &many, "Biểu", TABLE_ROW_FIRST + 1, 5), "");
    assert_string_equal(cell_of(&paper, &many, "Kỳ trước", TABLE_ROW_FIRST + 1, 4), "2.5");
    assert_string_equal(cell_of(&paper, &many, "Đề xuất", TABLE_ROW_FIRST + 1, 4), "");
    assert_string_equal(cell_of(&paper, &many, "Đề xuất", TABLE_ROW_FIRST + 1, 5), "3");
    paper_end(&paper);
}

static void a_page_has_room_for_every_figure_and_no_markup_of_others(void **state) {
    (void)state;
    struct paper paper;
    AUTO_BUFFER page = {0};
    paper_begin(&paper);
    struct template template = template_of(&paper, "PAPER", "2023-H1", true);
    template.reporters[1].unit_name = "<b>&";
    template_page_write(&template, &page);
    const char *text = buffer_cstr(&page);
    assert_non_null(strstr(text, "Đơn vị: Phúc Xá (00001)"));
    assert_non_null(strstr(text, "&lt;b&gt;&amp;"));
    assert_null(strstr(text, "<b>"));
    assert_non_null(strstr(text, "<td class=\"unit\">người</td>"));
    assert_null(strstr(text, ">person<"));
    size_t blanks = 0, pages = 0;
    for (const char *at = text; (at = strstr(at, "<td class=\"blank\">")) != NULL; at++)
        blanks++;
    for (const char *at = text; (at = strstr(at, "<article>")) != NULL; at++)
        pages++;
    assert_int_equal(pages, 2);
    assert_int_equal(blanks, 6);
    paper_end(&paper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_are_said_as_an_officer_would),
        cmocka_unit_test(a_due_moment_is_a_day_unless_it_has_an_hour),
        cmocka_unit_test(rules_are_said_as_they_are_computed),
        cmocka_unit_test(stocks_are_proposed_as_they_were_left),
        cmocka_unit_test(a_guide_has_every_cell_rule_and_narrative),
        cmocka_unit_test(a_csv_has_a_line_for_each_reporter),
        cmocka_unit_test(a_blank_form_comes_back_as_one_report_without_figures),
        cmocka_unit_test(a_form_for_one_period_is_none_for_another),
        cmocka_unit_test(a_blank_table_comes_back_as_nothing),
        cmocka_unit_test(last_figures_stand_where_they_would_be_filled_in),
        cmocka_unit_test(a_page_has_room_for_every_figure_and_no_markup_of_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
