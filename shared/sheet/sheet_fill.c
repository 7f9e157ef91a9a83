/* Sheets to fill in: what may be typed into which cell, and that nothing else can be. */
#include <string.h>

#include "core/text.h"
#include "sheet/sheet_workbook.h"

/* Of a hint, by what spreadsheets accept; in bytes, so that it is never more characters. */
enum { HINT_MAX = 255, LINE_POINTS = 15, LINES_HIGH_MAX = 27 };

void sheet_begin_plain(struct workbook *workbook, const char *name, const int *widths) {
    lxw_worksheet *sheet = workbook_add(workbook, name);
    for (lxw_col_t column = 0; sheet && widths[column] > 0; column++)
        workbook_note(workbook, worksheet_set_column(sheet, column, column, widths[column], NULL));
}

static void put(struct workbook *workbook, const char *text, lxw_format *format) {
    lxw_col_t column = workbook->column++;
    if (!workbook->sheet)
        return;
    if (text_empty(text))
        workbook_note(workbook, worksheet_write_blank(workbook->sheet, workbook->row, column, format));
    else
        workbook_note(workbook, worksheet_write_string(workbook->sheet, workbook->row, column,
                                                       workbook_held(workbook, text), format));
}

void sheet_title(struct workbook *workbook, const char *text) {
    put(workbook, text, workbook->title);
}

void sheet_note(struct workbook *workbook, const char *text) {
    put(workbook, text, workbook->note);
}

void sheet_heading(struct workbook *workbook, const char *text) {
    put(workbook, text, workbook->heading);
}

/* ---- What may be typed */

static lxw_format *input_format(const struct workbook *workbook, const struct sheet_input *input) {
    return input->kind == SHEET_INPUT_TEXT ? workbook->input_text : workbook->input;
}

/* Bounds travel as their digits: a formula that is only a number. */
static lxw_data_validation validation_of(struct workbook *workbook, const struct sheet_input *input) {
    static char zero[] = "0", one[] = "1";
    static char *flags[] = {zero, one, NULL};
    lxw_data_validation rule = {.ignore_blank = LXW_VALIDATION_ON,
                                .show_input = LXW_VALIDATION_ON,
                                .show_error = LXW_VALIDATION_ON,
                                .dropdown = LXW_VALIDATION_ON,
                                .criteria = LXW_VALIDATION_CRITERIA_BETWEEN};
    if (input->kind == SHEET_INPUT_FLAG) {
        rule.validate = LXW_VALIDATION_TYPE_LIST;
        rule.value_list = flags;
    } else if (input->kind == SHEET_INPUT_TEXT) {
        rule.validate = LXW_VALIDATION_TYPE_LENGTH_FORMULA;
        rule.criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
        rule.value_formula = arena_text(&workbook->arena, input->max);
    } else {
        rule.validate = input->kind == SHEET_INPUT_WHOLE ? LXW_VALIDATION_TYPE_INTEGER_FORMULA
                                                         : LXW_VALIDATION_TYPE_DECIMAL_FORMULA;
        rule.minimum_formula = arena_text(&workbook->arena, input->min);
        rule.maximum_formula = arena_text(&workbook->arena, input->max);
    }
    if (input->hint)
        rule.input_message = rule.error_message =
            arena_slice(&workbook->arena, input->hint, text_clip(input->hint, HINT_MAX));
    return rule;
}

/* From this row on. */
static void validate(struct workbook *workbook, const struct sheet_input *input, lxw_col_t column, lxw_row_t last_row,
                     lxw_col_t last_column) {
    if (input->kind == SHEET_INPUT_TEXT && !input->max)
        return;
    lxw_data_validation rule = validation_of(workbook, input);
    workbook_note(workbook, worksheet_data_validation_range(workbook->sheet, workbook->row, column, last_row,
                                                            last_column, &rule));
}

void sheet_input(struct workbook *workbook, const struct sheet_input *input) {
    if (workbook->sheet)
        validate(workbook, input, workbook->column, workbook->row, workbook->column);
    put(workbook, NULL, input_format(workbook, input));
}

void sheet_input_wide(struct workbook *workbook, const struct sheet_input *input, uint32_t columns, uint32_t height) {
    lxw_col_t last = (lxw_col_t)(workbook->column + columns - 1);
    if (!workbook->sheet)
        return;
    validate(workbook, input, workbook->column, workbook->row, workbook->column);
    height = height < LINES_HIGH_MAX ? height : LINES_HIGH_MAX;
    workbook_note(workbook, worksheet_set_row(workbook->sheet, workbook->row, height * LINE_POINTS, NULL));
    workbook_note(workbook, worksheet_merge_range(workbook->sheet, workbook->row, workbook->column, workbook->row, last,
                                                  "", input_format(workbook, input)));
    workbook->column = (lxw_col_t)(last + 1);
}

void sheet_input_column(struct workbook *workbook, uint32_t column, const struct sheet_input *input, uint32_t rows,
                        int width) {
    lxw_col_t at = (lxw_col_t)column;
    if (!workbook->sheet)
        return;
    validate(workbook, input, at, workbook->row + rows - 1, at);
    workbook_note(workbook, worksheet_set_column(workbook->sheet, at, at, width, input_format(workbook, input)));
}

/* ---- The sheet as a whole */

void sheet_freeze(struct workbook *workbook, uint32_t columns) {
    if (!workbook->sheet)
        return;
    worksheet_freeze_panes(workbook->sheet, workbook->row, (lxw_col_t)columns);
    if (workbook->row > 0)
        worksheet_repeat_rows(workbook->sheet, 0, workbook->row - 1);
}

void sheet_protect(struct workbook *workbook) {
    lxw_protection allowed = {.format_columns = LXW_TRUE, .format_rows = LXW_TRUE};
    if (workbook->sheet)
        worksheet_protect(workbook->sheet, NULL, &allowed);
}

void sheet_hide(struct workbook *workbook) {
    if (workbook->sheet)
        worksheet_hide(workbook->sheet);
}
