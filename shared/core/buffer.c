/* A heap block that doubles when it is full. */
#include "core/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

enum { BUFFER_FIRST = 256, INT64_TEXT_MAX = 20 };

void buffer_done(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer) {
    buffer->size = 0;
    if (buffer->bytes != NULL)
        buffer->bytes[0] = '\0';
}

void buffer_grow(struct buffer *buffer, size_t more) {
    if (more > PTRDIFF_MAX / 2 - buffer->size)
        fail_stop("buffer", "too large to exist");
    size_t needed = buffer->size + more + 1;
    size_t capacity = buffer->capacity == 0 ? BUFFER_FIRST : 2 * buffer->capacity;
    if (capacity < needed)
        capacity = needed;
    char *bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL)
        fail_stop("buffer", "no memory left");
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    bytes[buffer->size] = '\0';
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t size) {
    if (size == 0)
        return;
    memcpy(buffer_room(buffer, size), bytes, size);
    buffer_taken(buffer, size);
}

void buffer_text(struct buffer *buffer, const char *text) {
    buffer_add(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char c) {
    *buffer_room(buffer, 1) = c;
    buffer_taken(buffer, 1);
}

void buffer_int(struct buffer *buffer, int64_t value) {
    char digits[INT64_TEXT_MAX], *first = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--first = '-';
    buffer_add(buffer, first, (size_t)(digits + sizeof digits - first));
}

void buffer_format(struct buffer *buffer, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0)
        fail_stop("buffer", "a format that cannot be printed");
    buffer_reserve(buffer, (size_t)size);
    vsnprintf(buffer->bytes + buffer->size, (size_t)size + 1, format, again);
    va_end(again);
    buffer->size += (size_t)size;
}

const char *buffer_cstr(const struct buffer *buffer) {
    return buffer->bytes == NULL ? "" : buffer->bytes;
}
