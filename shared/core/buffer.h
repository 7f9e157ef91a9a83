/* A growing run of bytes for what we render: JSON, CSV, SQL arrays. Heap-backed; one owner; buffer_done frees it. */
#ifndef TONGHOP_CORE_BUFFER_H
#define TONGHOP_CORE_BUFFER_H

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *bytes; /* always closed with NUL behind `size`, or NULL while empty */
    size_t size, capacity;
};

#define AUTO_BUFFER __attribute__((cleanup(buffer_done))) struct buffer

void buffer_done(struct buffer *buffer);
void buffer_clear(struct buffer *buffer); /* size 0, keeps the memory */
void buffer_grow(struct buffer *buffer, size_t more);

/* Room for `more` bytes and the NUL behind them. */
static inline void buffer_reserve(struct buffer *buffer, size_t more) {
    if (more >= buffer->capacity - buffer->size)
        buffer_grow(buffer, more);
}

/* Where up to `more` bytes may be written at once; buffer_taken says how many were. */
static inline char *buffer_room(struct buffer *buffer, size_t more) {
    buffer_reserve(buffer, more);
    return buffer->bytes + buffer->size;
}

static inline void buffer_taken(struct buffer *buffer, size_t size) {
    buffer->size += size;
    assert(buffer->size < buffer->capacity);
    buffer->bytes[buffer->size] = '\0';
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_int(struct buffer *buffer, int64_t value);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *buffer_cstr(const struct buffer *buffer); /* never NULL */

#endif
