/* Comma-separated values (RFC 4180, UTF-8) field by field into a buffer. */
#ifndef TONGHOP_SHEET_CSV_WRITE_H
#define TONGHOP_SHEET_CSV_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"

#define CSV_MEDIA_TYPE "text/csv"

struct csv_writer {
    struct buffer *to;
    bool begun; /* the row has a field already */
};

/* NULL: an empty field. What a spreadsheet would take for a formula gets an apostrophe, which it takes for the sign of a text. */
void csv_write_text(struct csv_writer *writer, const char *text);
/* Digits stay what they are, also behind a minus sign. NULL: an empty field. */
void csv_write_digits(struct csv_writer *writer, const char *digits);
void csv_write_int(struct csv_writer *writer, int64_t number);
void csv_write_row_end(struct csv_writer *writer);

#endif
