/* The workbook of a template: the sheet to fill in, how to, and what it was made for. */
#include "template_workbook.h"

#include "core/text.h"
#include "domain/measure_words.h"
#include "template_layout.h"

const char *both_words(struct arena *arena, const char *vi, const char *en) {
    return text_empty(en) ? vi : arena_format(arena, "%s / %s", vi, en);
}

const char *measure_both(struct arena *arena, const struct indicator *indicator) {
    const char *vi = measure_in_words(indicator->unit_of_measure, LANGUAGE_VI);
    const char *en = measure_in_words(indicator->unit_of_measure, LANGUAGE_EN);
    return both_words(arena, vi, text_equal(vi, en) ? NULL : en);
}

/* ---- What may be typed */

struct sheet_input cell_input(const struct template *template, const struct cell *cell) {
    const struct indicator *indicator = cell->indicator;
    enum sheet_input_kind kind = indicator->nature == NATURE_YES_NO ? SHEET_INPUT_FLAG
                                 : indicator->decimals == 0         ? SHEET_INPUT_WHOLE
                                                                    : SHEET_INPUT_DECIMAL;
    return (struct sheet_input){.kind = kind,
                                .min = bound_words(template->arena, indicator, false),
                                .max = bound_words(template->arena, indicator, true),
                                .hint = both_words(template->arena,
                                                   cell_words(template->arena, template->version, cell, LANGUAGE_VI),
                                                   cell_words(template->arena, template->version, cell, LANGUAGE_EN))};
}

struct sheet_input not_available_input(const struct template *template) {
    return (struct sheet_input){
        .kind = SHEET_INPUT_TEXT,
        .max = arena_format(template->arena, "%d", NOT_AVAILABLE_LENGTH_MAX),
        .hint = "Lý do không có số liệu, để trống ô số liệu / Why there is no figure; leave the figure empty"};
}

struct sheet_input narrative_input(const struct template *template, const struct narrative *narrative) {
    return (struct sheet_input){.kind = SHEET_INPUT_TEXT,
                                .max = arena_format(template->arena, "%u", narrative->length_max),
                                .hint = arena_format(template->arena, "Tối đa %u ký tự / At most %u characters",
                                                     narrative->length_max, narrative->length_max)};
}

struct sheet_input reason_input(void) {
    return (struct sheet_input){
        .kind = SHEET_INPUT_TEXT,
        .hint = "Chỉ khi điều chỉnh báo cáo đã được chấp nhận hoặc kỳ đã khóa / Only for a correction of a report "
                "that is accepted, or whose period is closed"};
}

/* ---- The sheet of one reporter */

static void head_row(struct workbook *workbook, const char *label, const char *identity, const char *said) {
    sheet_note(workbook, label);
    sheet_text(workbook, NULL);
    sheet_text(workbook, identity);
    sheet_text(workbook, said);
    sheet_row_end(workbook);
}

static void form_head(struct workbook *workbook, const struct template *template) {
    const struct template_reporter *reporter = &template->reporters[0];
    struct arena *arena = template->arena;
    const char *said = period_words(arena, &template->period, LANGUAGE_VI);
    int32_t zone = template->programme->zone_offset_seconds;
    sheet_title(workbook, template->form->title_vi);
    sheet_row_end(workbook);
    sheet_note(workbook, template->form->title_en);
    sheet_row_end(workbook);
    head_row(workbook, "Biểu / Form", template->form->code, template->form->legal_number);
    head_row(workbook, "Kỳ / Period", template->period.code,
             arena_format(arena, "%s (%s)", said, span_words(arena, &template->period)));
    head_row(workbook, "Đơn vị / Unit", reporter->unit_id,
             arena_format(arena, "%s (%s)", reporter->unit_name, reporter->unit_code));
    head_row(workbook, "Cơ quan / Agency", reporter->agency.code,
             both_words(arena, reporter->agency_vi, reporter->agency_en));
    head_row(workbook, "Hạn / Due", NULL, due_words(arena, reporter->due, zone, LANGUAGE_VI));
    sheet_note(workbook, "Chỉ nhập vào ô màu vàng / Type into the yellow cells only");
    sheet_row_end(workbook);
}

static void form_headings(struct workbook *workbook, const struct template *template) {
    const char *last = template->has_previous ? template->previous.code : "—";
    const char *const headings[FORM_COLUMN_COUNT] = {
        [FORM_COLUMN_CODE] = "Mã / Code",
        [FORM_COLUMN_NUMBER] = "STT / No.",
        [FORM_COLUMN_NAME_VI] = "Chỉ tiêu",
        [FORM_COLUMN_NAME_EN] = "Indicator",
        [FORM_COLUMN_UNIT_OF_MEASURE] = "Đơn vị tính / Unit of measure",
        [FORM_COLUMN_VALUE] = "Số liệu / Figure",
        [FORM_COLUMN_NOT_AVAILABLE] = "Không có số liệu vì / Not available because",
        [FORM_COLUMN_LAST] = arena_format(template->arena, "Kỳ trước / Last period %s", last),
        [FORM_COLUMN_PROPOSED] = "Đề xuất / Proposed"};
    for (int i = 0; i < FORM_COLUMN_COUNT; i++)
        sheet_heading(workbook, headings[i]);
    sheet_row_end(workbook);
    sheet_freeze(workbook, FORM_COLUMN_NAME_VI + 1);
}

static void cell_row(struct workbook *workbook, const struct template *template, uint32_t index) {
    const struct template_reporter *reporter = &template->reporters[0];
    const struct cell *cell = &template->version->cells[index];
    struct sheet_input value = cell_input(template, cell), reason = not_available_input(template);
    sheet_text(workbook, cell->code);
    sheet_text(workbook, cell->row);
    sheet_text(workbook, cell_title(template->arena, cell, cell->indicator->name_vi));
    sheet_text(workbook, cell_title(template->arena, cell, cell->indicator->name_en));
    sheet_text(workbook, measure_both(template->arena, cell->indicator));
    sheet_input(workbook, &value);
    sheet_input(workbook, &reason);
    sheet_number(workbook, quantity_words(template->arena, template_last(reporter, index), cell->indicator));
    sheet_number(workbook,
                 quantity_words(template->arena, template_proposal(template, reporter, index), cell->indicator));
    sheet_row_end(workbook);
}

static void text_row(struct workbook *workbook, const char *code, const char *vi, const char *en,
                     const struct sheet_input *input, uint32_t height) {
    sheet_text(workbook, code);
    sheet_text(workbook, NULL);
    sheet_text(workbook, vi);
    sheet_text(workbook, en);
    sheet_text(workbook, NULL);
    sheet_input_wide(workbook, input, FORM_COLUMN_COUNT - FORM_COLUMN_VALUE, height);
    sheet_row_end(workbook);
}

static void text_rows(struct workbook *workbook, const struct template *template) {
    enum { CHARACTERS_A_LINE = 80, REASON_LINES = 2 };
    struct sheet_input reason = reason_input();
    for (uint32_t i = 0; i < template->version->narrative_count; i++) {
        const struct narrative *narrative = &template->version->narratives[i];
        struct sheet_input input = narrative_input(template, narrative);
        text_row(workbook, arena_format(template->arena, COLUMN_PREFIX_NARRATIVE "%s", narrative->code),
                 narrative->title_vi, narrative->title_en, &input, 2 + narrative->length_max / CHARACTERS_A_LINE);
    }
    text_row(workbook, COLUMN_NAME_REASON, "Lý do điều chỉnh", "Reason for a correction", &reason, REASON_LINES);
}

static void form_sheet(struct workbook *workbook, const struct template *template) {
    static const int widths[] = {[FORM_COLUMN_CODE] = 18,
                                 [FORM_COLUMN_NUMBER] = 8,
                                 [FORM_COLUMN_NAME_VI] = 36,
                                 [FORM_COLUMN_NAME_EN] = 30,
                                 [FORM_COLUMN_UNIT_OF_MEASURE] = 13,
                                 [FORM_COLUMN_VALUE] = 14,
                                 [FORM_COLUMN_NOT_AVAILABLE] = 32,
                                 [FORM_COLUMN_LAST] = 14,
                                 [FORM_COLUMN_PROPOSED] = 14,
                                 [FORM_COLUMN_COUNT] = 0};
    sheet_begin_plain(workbook, "Biểu", widths);
    form_head(workbook, template);
    form_headings(workbook, template);
    for (uint32_t i = 0; i < template->version->cell_count; i++)
        if (!template->version->cells[i].retired)
            cell_row(workbook, template, i);
    text_rows(workbook, template);
    sheet_protect(workbook);
}

/* ---- How to, and what for */

static void guide_sheet(struct workbook *workbook, const struct template *template) {
    static const struct sheet_column columns[] = {{"Mã / Code", 20}, {"Hướng dẫn", 70}, {"How to", 70}, {0}};
    struct guide_line *lines;
    size_t count = template_guide(template, &lines);
    sheet_begin(workbook, "Hướng dẫn", columns);
    for (size_t i = 0; i < count; i++) {
        sheet_text(workbook, lines[i].code);
        sheet_text(workbook, lines[i].vi);
        sheet_text(workbook, lines[i].en);
        sheet_row_end(workbook);
    }
    sheet_protect(workbook);
}

static void identity_row(struct workbook *workbook, enum identity identity, const char *value) {
    sheet_text(workbook, identity_names[identity]);
    sheet_text(workbook, value);
    sheet_row_end(workbook);
}

static void identity_sheet(struct workbook *workbook, const struct template *template) {
    static const int widths[] = {20, 40, 0};
    sheet_begin_plain(workbook, TEMPLATE_IDENTITY_SHEET, widths);
    identity_row(workbook, IDENTITY_LAYOUT, template->many ? LAYOUT_TABLE : LAYOUT_FORM);
    identity_row(workbook, IDENTITY_FORM, template->form->code);
    identity_row(workbook, IDENTITY_FORM_VERSION, arena_format(template->arena, "%d", template->version->version));
    identity_row(workbook, IDENTITY_PERIOD, template->period.code);
    if (!template->many) {
        identity_row(workbook, IDENTITY_UNIT, template->reporters[0].unit_id);
        identity_row(workbook, IDENTITY_AGENCY, template->reporters[0].agency.code);
    }
    sheet_protect(workbook);
    sheet_hide(workbook);
}

bool template_workbook_write(const struct template *template, struct buffer *to, struct fail *fail) {
    AUTO_WORKBOOK *workbook = workbook_begin(template->form->title_vi, template->now, fail);
    if (!workbook)
        return false;
    if (template->many)
        table_sheets(workbook, template);
    else
        form_sheet(workbook, template);
    guide_sheet(workbook, template);
    identity_sheet(workbook, template);
    return workbook_end(workbook, to, fail);
}
