/* A growing run of bytes for what we render: JSON, CSV, SQL arrays. Heap-backed; one owner; buffer_done frees it. */
#ifndef TONGHOP_CORE_BUFFER_H
#define TONGHOP_CORE_BUFFER_H

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
void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const char *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_int(struct buffer *buffer, int64_t value);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *buffer_cstr(const struct buffer *buffer); /* never NULL */

#endif
