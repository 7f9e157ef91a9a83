/* Workbooks for spreadsheet programs (XLSX), written row by row in memory.
 *
 * What goes in is text or a decimal number; there is no way to write a formula. A text that a spreadsheet would take for one
 * (it begins with = + - @ or TAB) stays a text even when somebody edits the cell. One thread at a time. */
#ifndef TONGHOP_SHEET_SHEET_H
#define TONGHOP_SHEET_SHEET_H

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

/* The finished file, appended to `to`; the workbook only waits to be dropped then. */
bool workbook_end(struct workbook *workbook, struct buffer *to, struct fail *fail) MUST_CHECK;

/* A spreadsheet would take such a text for a formula. */
bool sheet_looks_like_formula(const char *text);

#endif
