/* What a printed report says: who reports, from where, when, and how figures are written. */
#include "paper.h"

#include "core/text.h"
#include "report_page.h"

struct desk {
    struct paper paper;
    struct report report;
    json_t *details;
    struct printed_report printed;
};

static void desk_set(struct desk *desk, const char *values, const char *further) {
    paper_begin(&desk->paper);
    desk->report = paper_report(&desk->paper, "00001", values, further);
    desk->details = json_loads(desk->report.details, 0, NULL);
    const struct form *form = snapshot_form(desk->paper.snapshot, "PAPER");
    desk->printed = (struct printed_report){.arena = &desk->paper.arena,
                                            .snapshot = desk->paper.snapshot,
                                            .report = &desk->report,
                                            .form = form,
                                            .version = &form->versions[0],
                                            .details = desk->details,
                                            .zone_offset_seconds = 7 * 3600};
}

static void desk_clear(struct desk *desk) {
    json_decref(desk->details);
    paper_end(&desk->paper);
}

static const char *page_of(struct desk *desk) {
    struct buffer page = {0};
    report_page_write(&desk->printed, &page);
    const char *text = arena_slice(&desk->paper.arena, page.bytes, page.size);
    buffer_done(&page);
    return text;
}

static void figures_are_written_as_in_letters(void **state) {
    static const struct {
        int64_t figure;
        const char *people, *area;
    } figures[] = {{0, "0", "0,00"},
                   {7, "7", "0,07"},
                   {-7, "-7", "-0,07"},
                   {123, "123", "1,23"},
                   {1234, "1.234", "12,34"},
                   {-123456, "-123.456", "-1.234,56"},
                   {1234567890, "1.234.567.890", "12.345.678,90"},
                   {QUANTITY_MAX, "999.999.999.999.999.999", "9.999.999.999.999.999,99"},
                   {-QUANTITY_MAX, "-999.999.999.999.999.999", "-9.999.999.999.999.999,99"}};
    struct desk desk;
    (void)state;
    desk_set(&desk, "'people':5,'stock':4", "");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const int64_t cells[] = {figures[i].figure, figures[i].figure, QUANTITY_MISSING};
        desk.report.cells = cells;
        assert_string_equal(figure_said(&desk.printed, 0), figures[i].people);
        assert_string_equal(figure_said(&desk.printed, 1), figures[i].area);
        assert_null(figure_said(&desk.printed, 2));
    }
    desk.report.cell_count = 1;
    assert_null(figure_said(&desk.printed, 1));
    desk_clear(&desk);
}

static void the_paper_has_its_number_and_its_day(void **state) {
    struct desk desk;
    (void)state;
    desk_set(&desk, "'people':5,'stock':4",
             ",'act':{'number':'12','symbol':'BC-UBND','date':'2023-02-03'},'estimated':true,'dataUntil':'2023-05-31'");
    size_t count;
    assert_string_equal(number_said(&desk.printed), "12/BC-UBND");
    assert_string_equal(date_said(&desk.printed), "ngày 03 tháng 02 năm 2023");
    const char **marks = marks_said(&desk.printed, &count);
    assert_int_equal(count, 2);
    assert_string_equal(marks[0], "Số liệu ước tính");
    assert_string_equal(marks[1], "Số liệu chốt đến ngày 31 tháng 5 năm 2023");
    assert_string_equal(place_said(&desk.printed), "Phúc Xá");
    struct issuer_lines lines = issuer_said(&desk.printed);
    assert_null(lines.above);
    assert_string_equal(lines.issuer, "Ủy ban nhân dân");
    assert_string_equal(lines.of, "Phúc Xá");
    desk_clear(&desk);
}

static void what_is_not_known_stays_blank(void **state) {
    struct desk desk;
    (void)state;
    desk_set(&desk, "'people':5,'stock':4", "");
    assert_string_equal(number_said(&desk.printed), "……/……");
    assert_string_equal(date_said(&desk.printed), "ngày … tháng … năm ……");
    assert_string_equal(moment_said_at(&desk.printed, MOMENT_NONE), "–");
    assert_string_equal(moment_said_at(&desk.printed, desk.report.submitted), "23:59 ngày 14/6/2023");
    desk.report.key.unit = "99999@2012-01-01";
    assert_string_equal(place_said(&desk.printed), "……");
    assert_non_null(strstr(page_of(&desk), "99999@2012-01-01"));
    desk_clear(&desk);
}

static void the_page_escapes_what_was_written_and_names_nobody(void **state) {
    struct desk desk;
    (void)state;
    desk_set(&desk, "'people':1234,'stock':4",
             ",'notAvailable':{'area':'<i>chưa</i>'},'narratives':{'difficulties':'a & b <script>'}");
    const char *page = page_of(&desk);
    assert_non_null(strstr(page, "1.234"));
    assert_non_null(strstr(page, "Không có số liệu: &lt;i&gt;chưa&lt;/i&gt;"));
    assert_non_null(strstr(page, "a &amp; b &lt;script&gt;"));
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "officer"));
    assert_null(strstr(page, "Dự thảo"));
    char sha256[SHA256_TEXT_SIZE];
    text_hex(desk.report.sha256, SHA256_SIZE, sha256);
    assert_non_null(strstr(page, sha256));
    desk.report.state = REPORT_DRAFT;
    assert_non_null(strstr(page_of(&desk), "Dự thảo"));
    desk_clear(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_written_as_in_letters),
        cmocka_unit_test(the_paper_has_its_number_and_its_day),
        cmocka_unit_test(what_is_not_known_stays_blank),
        cmocka_unit_test(the_page_escapes_what_was_written_and_names_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
