/* Workbooks (XLSX, ISO/IEC 29500) from outside, read a row at a time.
 *
 * A workbook is a zip of XML parts, and nothing in it is believed: what is unpacked is bounded in size and in its ratio to what
 * was packed, as is everything that is kept or counted. A document type declaration, macros, links to other files and
 * encryption are refused before anything is read; formulas are never computed: a cell that has one says so. Parts that are not
 * needed (pictures, comments, the other sheets) are never unpacked.
 *
 * Numbers. A spreadsheet holds binary doubles and writes them with up to 17 digits, as 0.10000000000000001 or 1E+3, but shows
 * and takes only 15. So a number is read as the decimal it shows: rounded to 15 significant digits (half away from zero),
 * without exponent or zeros at its end. That is done on the digits. What has more digits must stand in the cell as text. */
#ifndef TONGHOP_SHEET_SHEET_READ_H
#define TONGHOP_SHEET_SHEET_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/issue.h"
#include "core/limits.h"

#define SHEET_FILE_BYTES_MAX MIB(16)      /* packed */
#define SHEET_UNPACKED_BYTES_MAX MIB(128) /* all that is unpacked of a file */
#define SHEET_RATIO_FREE_BYTES MIB(1)     /* a part's ratio counts from here on: short ones of one kind of row pack very well */
#define SHEET_TOKEN_BYTES_MAX KIB(256)    /* one tag with its attributes, or a comment */
#define SHEET_STRINGS_BYTES_MAX MIB(32)   /* shared strings together */

enum {
    SHEET_ENTRIES_MAX = 1000, /* of the zip */
    SHEET_RATIO_MAX = 100,    /* bytes unpacked for each packed one */
    SHEET_DEPTH_MAX = 32,     /* elements in elements */
    SHEET_SHEETS_MAX = 100,
    SHEET_FORMATS_MAX = 65536,   /* of cells */
    SHEET_STRINGS_MAX = 500000,  /* shared ones */
    SHEET_ROWS_MAX = 100000,     /* with something in them */
    SHEET_ROW_NUMBER_MAX = 1048576,
    SHEET_COLUMNS_MAX = 4096,
    SHEET_CELLS_MAX = 2000000,   /* with something in them */
    SHEET_TEXT_BYTES_MAX = 4 * 32767, /* of a cell */
    SHEET_DIGITS_MAX = 15,
    SHEET_EXPONENT_MAX = 400,
};

enum sheet_cell_kind {
    SHEET_EMPTY,
    SHEET_TEXT,
    SHEET_NUMBER,  /* its text is a decimal: "-12.5" */
    SHEET_FLAG,    /* TRUE or FALSE: its text is "1" or "0" */
    SHEET_DATE,    /* a number that is shown as a date or time; without text, as all that follow */
    SHEET_FORMULA, /* whatever it came to */
    SHEET_ERROR,   /* #REF!, #DIV/0! …: that is its text */
};
struct sheet_cell {
    enum sheet_cell_kind kind;
    const char *text; /* never NULL */
};
struct sheet_row {
    uint32_t number;                /* as the spreadsheet shows it, from 1 */
    const struct sheet_cell *cells; /* from column A to the last with something in it; until the next row */
    uint32_t count;
};
/* Takes a row with something in it. False: read no further. */
typedef bool (*sheet_take)(void *taker, const struct sheet_row *row);

enum sheet_flaw_kind {
    SHEET_FINE,
    SHEET_NOT_A_WORKBOOK, /* what: what it looks like: ".xls", ".ods", ".xlsb", "?" */
    SHEET_ENCRYPTED,
    SHEET_ACTIVE,       /* what: "macro", "external link", "DOCTYPE" */
    SHEET_BEYOND_LIMIT, /* what: which one; limit: how many */
    SHEET_DAMAGED,      /* what: where */
};
struct sheet_flaw {
    enum sheet_flaw_kind kind;
    char what[64];
    uint64_t limit;
    uint32_t row; /* 0: not in a row */
};

struct sheet_file;
/* The bytes must stay as long as the file is open. NULL: flawed. */
struct sheet_file *sheet_file_open(const char *bytes, size_t size, struct sheet_flaw *ret_flaw)
    __attribute__((warn_unused_result));
void sheet_file_close(struct sheet_file **file);
#define AUTO_SHEET_FILE __attribute__((cleanup(sheet_file_close))) struct sheet_file

/* Worksheets in the order of their tabs, hidden ones too. */
uint32_t sheet_file_count(const struct sheet_file *file);
const char *sheet_file_name(const struct sheet_file *file, uint32_t index);
/* False: flawed, or the taker stopped (ret_flaw is SHEET_FINE then). */
bool sheet_file_read(struct sheet_file *file, uint32_t index, sheet_take take, void *taker, struct sheet_flaw *ret_flaw)
    __attribute__((warn_unused_result));

/* Adds the flaw as an issue, with the way out. Nothing where there is none. */
void sheet_flaw_report(const struct sheet_flaw *flaw, struct issues *issues);

/* The decimal that a spreadsheet shows for the text of a double; what is no such text, or too large for any cell, as it is. */
const char *sheet_decimal(struct arena *arena, const char *text);

/* "A", "Z", "AA" … for 0, 25, 26 … */
const char *sheet_column_name(struct arena *arena, uint32_t column);

#endif
