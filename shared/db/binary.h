/* Values in PostgreSQL's binary form: composite values and arrays of them, for statements that take many rows at once.
 *
 * Binary because rendering and parsing text arrays that hold JSON cost more than storing the rows. A column is its type's number, its length
 * (-1: SQL NULL) and its bytes, as record_send() of the server writes it and record_recv() reads it. */
#ifndef TONGHOP_DB_BINARY_H
#define TONGHOP_DB_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/clock.h"

enum { /* PostgreSQL's type numbers, fixed for ever */
       TYPE_BOOL = 16,
       TYPE_BYTEA = 17,
       TYPE_INT8 = 20,
       TYPE_INT4 = 23,
       TYPE_TEXT = 25,
       TYPE_JSON = 114,
       TYPE_INT8_ARRAY = 1016,
       TYPE_DATE = 1082,
       TYPE_UUID = 2950,
};

void binary_int32(struct buffer *to, int32_t value);
void binary_int64(struct buffer *to, int64_t value);
void binary_uuid(struct buffer *to, const char *text); /* 16 bytes */

void column_bytes(struct buffer *to, int32_t type, const void *bytes, size_t size);
void column_null(struct buffer *to, int32_t type);
void column_text(struct buffer *to, int32_t type, const char *text); /* NULL: SQL NULL */
void column_flag(struct buffer *to, bool value);
void column_int(struct buffer *to, int32_t value);
void column_bigint(struct buffer *to, int64_t value);
void column_moment(struct buffer *to, moment_t moment); /* bigint; MOMENT_NONE: SQL NULL */
void column_day(struct buffer *to, day_t day);
void column_uuid(struct buffer *to, const char *text);

/* Room for a length that is known only afterwards; returns where what it counts begins. */
size_t length_open(struct buffer *to);
void length_close(struct buffer *to, size_t start);

/* The head of an array of one dimension; its elements follow, each with its length. */
void array_head(struct buffer *to, int32_t element_type, bool has_null, size_t count);

#endif
