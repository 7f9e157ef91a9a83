/* A workbook that is being written. Private to this room. */
#ifndef TONGHOP_SHEET_SHEET_WORKBOOK_H
#define TONGHOP_SHEET_SHEET_WORKBOOK_H

#include <xlsxwriter.h>

#include "core/arena.h"
#include "sheet/sheet.h"

struct workbook {
    struct arena arena;
    int file; /* -1: none */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *heading, *plain, *guarded, *title, *note, *input, *input_text;
    lxw_row_t row;
    lxw_col_t column;
    lxw_error error; /* the first one */
};

/* Keeps the first error, which workbook_end tells. */
void workbook_note(struct workbook *workbook, lxw_error error);
/* Adds the sheet that the cells that follow go into; NULL: the name is none for a sheet. */
lxw_worksheet *workbook_add(struct workbook *workbook, const char *name);
/* The text as a cell can hold it; lives as long as the workbook. */
const char *workbook_held(struct workbook *workbook, const char *text);

#endif
