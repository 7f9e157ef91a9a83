/* Workbooks for spreadsheet programs (XLSX), written row by row in memory.
 *
 * What goes in is text or a decimal number; there is no way to write a formula. A text that a spreadsheet would take for one
 * (it begins with = + - @ or TAB) stays a text even when somebody edits the cell. One thread at a time. */
#ifndef TONGHOP_SHEET_SHEET_H
#define TONGHOP_SHEET_SHEET_H

#include <stdint.h>

#include "core/buffer.h"
#include "core/clock.h"
#include "core/fail.h"

#define SHEET_MEDIA_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct workbook;
struct workbook *workbook_begin(const char *title, moment_t created, struct fail *fail) MUST_CHECK; /* NULL: failed */
void workbook_drop(struct workbook **workbook);
#define AUTO_WORKBOOK __attribute__((cleanup(workbook_drop))) struct workbook

struct sheet_column { /* closed by one without heading */
    const char *heading;
    int width; /* in characters */
};

/* Begins a sheet with its headings; the cells that follow go into it from left to right. */
void sheet_begin(struct workbook *workbook, const char *name, const struct sheet_column *columns);
void sheet_text(struct workbook *workbook, const char *text); /* NULL: an empty cell; cut at what a cell can hold */
/* A number where a spreadsheet holds it exactly (at most 15 digits), else the same digits as text. */
void sheet_number(struct workbook *workbook, const char *digits);
void sheet_row_end(struct workbook *workbook);

/* ---- Sheets for people to fill in: protected (without a password, against slips), so that only inputs can be typed into */

enum sheet_input_kind { SHEET_INPUT_TEXT, SHEET_INPUT_WHOLE, SHEET_INPUT_DECIMAL, SHEET_INPUT_FLAG /* 0 or 1, from a list */ };
struct sheet_input {
    enum sheet_input_kind kind;
    const char *min, *max;  /* digits; of a text max is its length in characters, NULL: as long as a cell holds. Else both must be given */
    const char *hint;       /* shown beside the cell, and where something else is typed; cut at 255 characters. NULL: none */
};

/* Begins one whose columns have widths only (closed by 0). */
void sheet_begin_plain(struct workbook *workbook, const char *name, const int *widths);
/* Cells, from left to right as the others. */
void sheet_title(struct workbook *workbook, const char *text);
void sheet_note(struct workbook *workbook, const char *text);
void sheet_heading(struct workbook *workbook, const char *text); /* NULL: empty, but framed */
void sheet_input(struct workbook *workbook, const struct sheet_input *input);
/* One input over several columns, `height` lines high. */
void sheet_input_wide(struct workbook *workbook, const struct sheet_input *input, uint32_t columns, uint32_t height);
/* Makes a column one of inputs: its cells in this row and the `rows` - 1 below it are checked. What is written into it stays locked. */
void sheet_input_column(struct workbook *workbook, uint32_t column, const struct sheet_input *input, uint32_t rows, int width);
/* The rows so far, and so many columns at the left, stay in view; the rows are printed on each page. */
void sheet_freeze(struct workbook *workbook, uint32_t columns);
void sheet_protect(struct workbook *workbook);
void sheet_hide(struct workbook *workbook);

/* The finished file, appended to `to`; the workbook only waits to be dropped then. */
bool workbook_end(struct workbook *workbook, struct buffer *to, struct fail *fail) MUST_CHECK;

/* A spreadsheet would take such a text for a formula. */
bool sheet_looks_like_formula(const char *text);

#endif
