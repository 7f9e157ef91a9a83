/* The sheets of a template for many reporters: a row each, and a column for each thing that may be said. */
#include "core/limits.h"
#include "template_layout.h"
#include "template_workbook.h"

enum { NAME_COLUMNS = 3, WIDTH_NAME = 26, WIDTH_FIGURE = 14, WIDTH_TEXT = 40 };

struct table_column {
    const char *name, *said;
    struct sheet_input input;
    int width;
};

/* All columns behind those that name the reporter. */
struct table_columns {
    struct table_column *all;
    size_t count;
};

static const char *figure_words(const struct template *template, const struct cell *cell) {
    const struct indicator *indicator = cell->indicator;
    return arena_format(
        template->arena, "%s%s%s (%s)", cell->row ? cell->row : "", cell->row ? ". " : "",
        cell_title(template->arena, cell, both_words(template->arena, indicator->name_vi, indicator->name_en)),
        measure_both(template->arena, indicator));
}

static void add_figures(const struct template *template, struct table_columns *columns) {
    for (uint32_t i = 0; i < template->version->cell_count; i++) {
        const struct cell *cell = &template->version->cells[i];
        if (!cell->retired)
            columns->all[columns->count++] = (struct table_column){cell->code, figure_words(template, cell),
                                                                   cell_input(template, cell), WIDTH_FIGURE};
    }
}

static void add_narratives(const struct template *template, struct table_columns *columns) {
    for (uint32_t i = 0; i < template->version->narrative_count; i++) {
        const struct narrative *narrative = &template->version->narratives[i];
        columns->all[columns->count++] =
            (struct table_column){arena_format(template->arena, COLUMN_PREFIX_NARRATIVE "%s", narrative->code),
                                  both_words(template->arena, narrative->title_vi, narrative->title_en),
                                  narrative_input(template, narrative), WIDTH_TEXT};
    }
}

static void add_reasons(const struct template *template, struct table_columns *columns) {
    for (uint32_t i = 0; i < template->version->cell_count; i++) {
        const struct cell *cell = &template->version->cells[i];
        if (!cell->retired)
            columns->all[columns->count++] = (struct table_column){
                arena_format(template->arena, COLUMN_PREFIX_NOT_AVAILABLE "%s", cell->code),
                "Không có số liệu vì / Not available because", not_available_input(template), WIDTH_NAME};
    }
    columns->all[columns->count++] = (struct table_column){
        COLUMN_NAME_REASON, "Lý do điều chỉnh / Reason for a correction", reason_input(), WIDTH_TEXT};
}

static struct table_columns columns_of(const struct template *template) {
    const struct form_version *version = template->version;
    size_t most = 2 * (size_t)version->cell_count + version->narrative_count + 1;
    struct table_columns columns = {.all = arena_new_array(template->arena, struct table_column, most)};
    add_figures(template, &columns);
    add_narratives(template, &columns);
    add_reasons(template, &columns);
    return columns;
}

/* ---- Rows */

static void headings(struct workbook *workbook, const char *name, const struct table_columns *columns) {
    static const int widths[] = {WIDTH_NAME, WIDTH_NAME, WIDTH_NAME, 0};
    sheet_begin_plain(workbook, name, widths);
    sheet_heading(workbook, COLUMN_NAME_UNIT);
    sheet_heading(workbook, COLUMN_NAME_UNIT_NAME);
    sheet_heading(workbook, COLUMN_NAME_AGENCY);
    for (size_t i = 0; i < columns->count; i++)
        sheet_heading(workbook, columns->all[i].name);
    sheet_row_end(workbook);
    sheet_heading(workbook, "Đơn vị / Unit");
    sheet_heading(workbook, "Tên đơn vị / Name");
    sheet_heading(workbook, "Cơ quan / Agency");
    for (size_t i = 0; i < columns->count; i++)
        sheet_heading(workbook, columns->all[i].said);
    sheet_row_end(workbook);
    sheet_freeze(workbook, NAME_COLUMNS);
}

static void names(struct workbook *workbook, const struct template *template, size_t index) {
    const struct template_reporter *reporter = &template->reporters[index];
    sheet_text(workbook, reporter->unit_id);
    sheet_text(workbook, arena_format(template->arena, "%s (%s)", reporter->unit_name, reporter->unit_code));
    sheet_text(workbook, reporter->agency.code);
}

static void table_sheet(struct workbook *workbook, const struct template *template,
                        const struct table_columns *columns) {
    headings(workbook, "Biểu", columns);
    for (size_t i = 0; i < columns->count; i++)
        sheet_input_column(workbook, (uint32_t)(NAME_COLUMNS + i), &columns->all[i].input, IMPORT_ATOMIC_ROWS_MAX,
                           columns->all[i].width);
    for (size_t i = 0; i < template->reporter_count; i++) {
        names(workbook, template, i);
        sheet_row_end(workbook);
    }
    sheet_protect(workbook);
}

/* Figures stand where they would stand in the table, so that a column of them can be copied as it is. */
static void figures_sheet(struct workbook *workbook, const struct template *template,
                          const struct table_columns *columns, const char *name, bool proposed) {
    struct table_columns figures = {.all = columns->all};
    for (uint32_t i = 0; i < template->version->cell_count; i++)
        figures.count += !template->version->cells[i].retired;
    headings(workbook, name, &figures);
    for (size_t i = 0; i < template->reporter_count; i++) {
        const struct template_reporter *reporter = &template->reporters[i];
        names(workbook, template, i);
        for (uint32_t cell = 0; cell < template->version->cell_count; cell++) {
            int64_t figure = proposed ? template_proposal(template, reporter, cell) : template_last(reporter, cell);
            const struct indicator *indicator = template->version->cells[cell].indicator;
            if (!template->version->cells[cell].retired)
                sheet_number(workbook, quantity_words(template->arena, figure, indicator));
        }
        sheet_row_end(workbook);
    }
    sheet_protect(workbook);
}

void table_sheets(struct workbook *workbook, const struct template *template) {
    struct table_columns columns = columns_of(template);
    table_sheet(workbook, template, &columns);
    if (!template_has_last(template))
        return;
    figures_sheet(workbook, template, &columns, "Kỳ trước", false);
    if (template->adjoins)
        figures_sheet(workbook, template, &columns, "Đề xuất", true);
}
