/* Writes values in PostgreSQL's binary form. */
#include "db/binary.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

enum { DAYS_TO_2000 = 10957, UUID_SIZE = 16 };

void binary_int32(struct buffer *to, int32_t value) {
    uint32_t bytes = htobe32((uint32_t)value);
    buffer_add(to, (const char *)&bytes, sizeof bytes);
}

void binary_int64(struct buffer *to, int64_t value) {
    uint64_t bytes = htobe64((uint64_t)value);
    buffer_add(to, (const char *)&bytes, sizeof bytes);
}

void column_bytes(struct buffer *to, int32_t type, const void *bytes, size_t size) {
    binary_int32(to, type);
    binary_int32(to, (int32_t)size);
    buffer_add(to, bytes, size);
}

void column_null(struct buffer *to, int32_t type) {
    binary_int32(to, type);
    binary_int32(to, -1);
}

void column_text(struct buffer *to, int32_t type, const char *text) {
    if (text)
        column_bytes(to, type, text, strlen(text));
    else
        column_null(to, type);
}

void column_flag(struct buffer *to, bool value) {
    column_bytes(to, TYPE_BOOL, value ? "\1" : "\0", 1);
}

void column_int(struct buffer *to, int32_t value) {
    binary_int32(to, TYPE_INT4);
    binary_int32(to, (int32_t)sizeof value);
    binary_int32(to, value);
}

void column_bigint(struct buffer *to, int64_t value) {
    binary_int32(to, TYPE_INT8);
    binary_int32(to, (int32_t)sizeof value);
    binary_int64(to, value);
}

void column_moment(struct buffer *to, moment_t moment) {
    if (moment == MOMENT_NONE)
        column_null(to, TYPE_INT8);
    else
        column_bigint(to, moment);
}

/* Days since 2000-01-01; the ends of the range are the infinities. */
void column_day(struct buffer *to, day_t day) {
    binary_int32(to, TYPE_DATE);
    binary_int32(to, (int32_t)sizeof day);
    binary_int32(to, day == DAY_EVER || day == DAY_NEVER ? day : day - DAYS_TO_2000);
}

static int hex_digit(char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

void binary_uuid(struct buffer *to, const char *text) {
    char bytes[UUID_SIZE];
    size_t count = 0;
    for (const char *c = text; *c; c += 2) {
        c += *c == '-';
        assert(count < sizeof bytes);
        bytes[count++] = (char)(hex_digit(c[0]) << 4 | hex_digit(c[1]));
    }
    buffer_add(to, bytes, sizeof bytes);
}

void column_uuid(struct buffer *to, const char *text) {
    binary_int32(to, TYPE_UUID);
    binary_int32(to, UUID_SIZE);
    binary_uuid(to, text);
}

size_t length_open(struct buffer *to) {
    binary_int32(to, 0);
    return to->size;
}

void length_close(struct buffer *to, size_t start) {
    uint32_t length = htobe32((uint32_t)(to->size - start));
    memcpy(to->bytes + start - sizeof length, &length, sizeof length);
}

void array_head(struct buffer *to, int32_t element_type, bool has_null, size_t count) {
    binary_int32(to, count > 0 ? 1 : 0);
    binary_int32(to, has_null);
    binary_int32(to, element_type);
    if (count == 0)
        return;
    binary_int32(to, (int32_t)count);
    binary_int32(to, 1);
}
