/* Figures as a workbook: for each table the figures of the unit, those of the units below, and who has reported; and what it all means. */
#include <inttypes.h>

#include "core/text.h"
#include "domain/measure_words.h"
#include "domain/period_words.h"
#include "rollup_words.h"
#include "sheet/sheet.h"

enum { SHEET_NAME_MAX = 31 };

struct sheets {
    const struct rollup_document *document;
    const struct rollup_table *table;
    struct workbook *workbook;
};

static const char *said(const struct sheets *sheets, const char *vietnamese, const char *english) {
    return in_language(sheets->document->language, vietnamese, english);
}

/* With several tables the sheets of each say of which form they are, as far as a sheet's name is long enough. */
static const char *sheet_name(const struct sheets *sheets, const char *vietnamese, const char *english) {
    struct arena *arena = sheets->document->arena;
    const char *name = said(sheets, vietnamese, english);
    if (sheets->document->table_count == 1)
        return name;
    size_t behind = text_length(name) + 1;
    const char *number = arena_format(arena, "%td ", sheets->table - sheets->document->tables + 1);
    size_t room = SHEET_NAME_MAX - behind - text_length(number);
    return arena_format(arena, "%s%s %s", number,
                        arena_slice(arena, sheets->table->form, text_clip(sheets->table->form, room)), name);
}

static void count_cell(const struct sheets *sheets, uint32_t count) {
    sheet_number(sheets->workbook, arena_format(sheets->document->arena, "%" PRIu32, count));
}

/* ---- The unit's figures: a row for each line of the form */

static void begin_figures(const struct sheets *sheets) {
    struct sheet_column columns[FIGURE_COLUMN_COUNT + 10] = {{said(sheets, "STT", "Row"), 7},
                                                             {said(sheets, "Mã", "Code"), 18},
                                                             {"Chỉ tiêu", 44},
                                                             {"Indicator", 34},
                                                             {said(sheets, "Phân tổ", "Disaggregation"), 18},
                                                             {said(sheets, "Đơn vị tính", "Unit of measure"), 12}};
    size_t count = 6;
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
        if (table_shows(sheets->table, (enum figure_column)column))
            columns[count++] =
                (struct sheet_column){figure_column_said((enum figure_column)column, sheets->document->language), 14};
    columns[count++] = (struct sheet_column){said(sheets, "Riêng đơn vị", "Own agencies"), 14};
    columns[count++] = (struct sheet_column){said(sheets, "Số báo cáo có số liệu", "Reports with a value"), 12};
    columns[count] = (struct sheet_column){said(sheets, "Ghi chú", "Note"), 40};
    sheet_begin(sheets->workbook, sheet_name(sheets, "Số liệu", "Figures"), columns);
}

static const char *note_on(const struct sheets *sheets, const struct table_figures *figures) {
    return figures->digits[FIGURE_SUM] && !figures->status
               ? NULL
               : absence_meaning(figures->status, sheets->document->language);
}

static void figure_row(const struct sheets *sheets, uint32_t index) {
    const struct table_line *line = &sheets->table->lines[index];
    const struct table_figures *figures = &sheets->table->node.figures[index];
    struct workbook *workbook = sheets->workbook;
    sheet_text(workbook, line->row);
    sheet_text(workbook, line->code);
    sheet_text(workbook, line->name_vi);
    sheet_text(workbook, line->name_en);
    sheet_text(workbook, categories_in_words(sheets->document->arena, line));
    sheet_text(workbook, measure_in_words(line->unit_of_measure, sheets->document->language));
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
        if (table_shows(sheets->table, (enum figure_column)column))
            sheet_number(workbook, figures->digits[column]);
    sheet_number(workbook, sheets->table->own.figures[index].digits[FIGURE_SUM]);
    count_cell(sheets, figures->reported);
    sheet_text(workbook, note_on(sheets, figures));
    sheet_row_end(workbook);
}

/* ---- The units right below: a row for each, a column for each line */

static void begin_children(const struct sheets *sheets) {
    const struct rollup_table *table = sheets->table;
    struct arena *arena = sheets->document->arena;
    struct sheet_column *columns = arena_new_array(arena, struct sheet_column, table->line_count + 3U);
    columns[0] = (struct sheet_column){said(sheets, "Mã", "Code"), 9};
    columns[1] = (struct sheet_column){said(sheets, "Đơn vị", "Unit"), 30};
    for (uint32_t i = 0; i < table->line_count; i++) {
        const char *name = line_in_words(arena, &table->lines[i], sheets->document->language);
        columns[i + 2] = (struct sheet_column){arena_format(arena, "%s [%s]", name, table->lines[i].code), 18};
    }
    sheet_begin(sheets->workbook, sheet_name(sheets, "Đơn vị trực thuộc", "Units below"), columns);
}

static bool has_estimates(const struct sheets *sheets, const struct table_node *child) {
    bool some = false;
    for (uint32_t i = 0; i < sheets->table->line_count; i++)
        some |= child->figures[i].status && child->figures[i].digits[FIGURE_SUM];
    return some;
}

/* A figure that is not there is an empty cell where nothing was reported, and a mark where it is kept back. Estimates stay numbers to reckon with:
 * their unit is marked. */
static void child_row(const struct sheets *sheets, const struct table_node *child) {
    sheet_text(sheets->workbook, child->code);
    sheet_text(sheets->workbook, has_estimates(sheets, child) ? arena_format(sheets->document->arena, "%s %s",
                                                                             child->name, absence_mark("estimated"))
                                                              : child->name);
    for (uint32_t i = 0; i < sheets->table->line_count; i++) {
        const struct table_figures *figures = &child->figures[i];
        if (figures->status && !figures->digits[FIGURE_SUM])
            sheet_text(sheets->workbook, absence_mark(figures->status));
        else
            sheet_number(sheets->workbook, figures->digits[FIGURE_SUM]);
    }
    sheet_row_end(sheets->workbook);
}

/* ---- Who has reported */

static void completeness_row(const struct sheets *sheets, const struct table_node *node) {
    sheet_text(sheets->workbook, node->code);
    sheet_text(sheets->workbook, node->name);
    for (int count = 0; count < COMPLETENESS_COUNTS; count++)
        count_cell(sheets, completeness_of(&node->completeness, count));
    sheet_row_end(sheets->workbook);
}

static void completeness_sheet(const struct sheets *sheets) {
    struct sheet_column columns[COMPLETENESS_COUNTS + 3] = {{said(sheets, "Mã", "Code"), 9},
                                                            {said(sheets, "Đơn vị", "Unit"), 30}};
    for (int count = 0; count < COMPLETENESS_COUNTS; count++)
        columns[count + 2] = (struct sheet_column){completeness_said(count, sheets->document->language), 14};
    sheet_begin(sheets->workbook, sheet_name(sheets, "Tình hình báo cáo", "Completeness"), columns);
    completeness_row(sheets, &sheets->table->node);
    for (uint32_t i = 0; i < sheets->table->child_count; i++)
        completeness_row(sheets, &sheets->table->children[i]);
}

static void table_sheets(struct sheets *sheets) {
    begin_figures(sheets);
    for (uint32_t i = 0; i < sheets->table->line_count; i++)
        figure_row(sheets, i);
    if (sheets->table->child_count > 0)
        begin_children(sheets);
    for (uint32_t i = 0; i < sheets->table->child_count; i++)
        child_row(sheets, &sheets->table->children[i]);
    completeness_sheet(sheets);
}

/* ---- What it means */

static void about_row(const struct sheets *sheets, const char *what, const char *text) {
    if (text_empty(text))
        return;
    sheet_text(sheets->workbook, what);
    sheet_text(sheets->workbook, text);
    sheet_row_end(sheets->workbook);
}

static void about_table(const struct sheets *sheets) {
    const struct rollup_table *table = sheets->table;
    struct arena *arena = sheets->document->arena;
    enum language language = sheets->document->language;
    about_row(sheets, said(sheets, "Biểu", "Form"), form_in_words(arena, table, language));
    about_row(sheets, said(sheets, "Ban hành theo", "Set by"), table->legal_number);
    about_row(sheets, said(sheets, "Kỳ", "Period"),
              arena_format(arena, "%s (%s)", period_in_words(arena, &table->period, language),
                           days_in_words(arena, &table->period)));
    about_row(sheets, said(sheets, "Địa giới", "Boundaries"), boundaries_in_words(arena, table, language));
    about_row(sheets, said(sheets, "Cơ quan", "Agency"), table->agency);
    about_row(sheets, said(sheets, "Cách tính", "Counted"), counted_in_words(table, language));
    about_row(sheets, said(sheets, "Số liệu đến", "As of"),
              moment_in_words(arena, table->as_of, sheets->document->zone_offset_seconds));
    if (!table->complete)
        about_row(sheets, said(sheets, "Lưu ý", "Note"), incomplete_in_words(language));
}

static void about_absences(const struct sheets *sheets) {
    static const char *const statuses[] = {"confidential",      "withheld",    "noShare",
                                           "successionUnknown", "notAdditive", "estimated"};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        about_row(sheets, absence_mark(statuses[i]), absence_meaning(statuses[i], sheets->document->language));
    about_row(sheets, said(sheets, "Ô trống", "Empty"), absence_meaning(NULL, sheets->document->language));
}

static void about_sheet(struct sheets *sheets) {
    const struct rollup_document *document = sheets->document;
    const struct sheet_column columns[] = {
        {said(sheets, "Thông tin", "About"), 22}, {said(sheets, "Nội dung", "What"), 90}, {0}};
    sheet_begin(sheets->workbook, said(sheets, "Thông tin", "About"), columns);
    about_row(sheets, said(sheets, "Tên", "Title"), document->title);
    about_row(sheets, said(sheets, "Cơ quan tổng hợp", "By"), document->issuer);
    about_row(sheets, said(sheets, "Số, ký hiệu", "Number"), document->number);
    about_row(sheets, said(sheets, "Nơi, ngày", "Place, date"), document->place_and_date);
    about_row(sheets, said(sheets, "Trạng thái", "State"), document->state);
    about_row(sheets, said(sheets, "Đơn vị", "Unit"), document->tables[0].node.name);
    for (uint32_t i = 0; i < document->table_count; i++) {
        sheets->table = &document->tables[i];
        about_table(sheets);
    }
    for (uint32_t i = 0; i < document->text_count; i++)
        about_row(sheets, document->texts[i].title, document->texts[i].text);
    for (uint32_t i = 0; i < document->remark_count; i++)
        about_row(sheets, said(sheets, "Lưu ý", "Note"), document->remarks[i]);
    for (uint32_t i = 0; i < document->recipient_count; i++)
        about_row(sheets, said(sheets, "Nơi nhận", "To"), document->recipients[i]);
    about_absences(sheets);
}

bool rollup_sheet_write(const struct rollup_document *document, struct buffer *to, struct fail *fail) {
    AUTO_WORKBOOK *workbook = workbook_begin(document->title, document->prepared, fail);
    struct sheets sheets = {.document = document, .workbook = workbook};
    if (!workbook)
        return false;
    for (uint32_t i = 0; i < document->table_count; i++) {
        sheets.table = &document->tables[i];
        table_sheets(&sheets);
    }
    about_sheet(&sheets);
    return workbook_end(workbook, to, fail);
}
