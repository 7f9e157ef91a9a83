/* Comma-separated values (RFC 4180, UTF-8) read as they stream in, a row at a time.
 *
 * A byte order mark before the first field, LF as well as CRLF, and a missing last line end are taken. Lines with
 * nothing on them are skipped but counted, so that a row number is what a spreadsheet shows less one. Reading stops at
 * the first flaw. */
#ifndef TONGHOP_CORE_CSV_H
#define TONGHOP_CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/issue.h"

struct csv_row {
    uint32_t number;           /* 0: the header; the first below it is 1 */
    const char *const *fields; /* closed with NUL; valid until the next row */
    uint32_t count;
};

/* Takes one row. False: read no further (csv_feed answers false, csv->flaw stays CSV_FINE). */
typedef bool (*csv_take)(void *taker, const struct csv_row *row);

enum csv_flaw {
    CSV_FINE,
    CSV_QUOTE,          /* a quote inside an unquoted field, or text behind a closing quote */
    CSV_SEPARATOR,      /* the header has a semicolon or a tab where a comma should stand */
    CSV_UNCLOSED,       /* the end came inside quotes */
    CSV_LONE_RETURN,    /* CR without LF outside quotes */
    CSV_NOT_UTF8,       /* or a NUL */
    CSV_FIELD_TOO_LONG, /* FIELD_BYTES_MAX */
    CSV_TOO_MANY_FIELDS,
    CSV_TOO_MANY_ROWS,
};

struct csv {
    csv_take take;
    void *taker;
    uint32_t fields_max, rows_max; /* rows below the header */
    /* Where a flaw is: row as in csv_row, field from 0. */
    enum csv_flaw flaw;
    uint32_t row, field;
    char separator; /* of CSV_SEPARATOR */

    /* Private. */
    int state;
    struct buffer bytes; /* the fields of this row, each closed with NUL */
    size_t field_start;  /* in bytes */
    size_t *starts;
    const char **fields;
};

#define AUTO_CSV __attribute__((cleanup(csv_done))) struct csv

/* The tables of a row live in the arena, its bytes on the heap: csv_done frees them. */
void csv_init(struct csv *csv, struct arena *arena, uint32_t fields_max, uint32_t rows_max, csv_take take, void *taker);
bool csv_feed(struct csv *csv, const char *bytes, size_t size)
    __attribute__((warn_unused_result));                             /* false: flaw, or taker stopped */
bool csv_close(struct csv *csv) __attribute__((warn_unused_result)); /* the end: takes the last row */
void csv_done(struct csv *csv);

/* Adds the flaw as an issue at its row and column (the column's name where `header` has one for it; header may be
 * NULL). Nothing where there is none. */
void csv_report(const struct csv *csv, const struct csv_row *header, struct issues *issues);

#endif
