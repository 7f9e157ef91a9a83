/* Text: UTF-8 checks, folding for search, comparison and hashing of names. */
#ifndef TONGHOP_CORE_TEXT_H
#define TONGHOP_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

bool text_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_empty(const char *text);             /* NULL or "" */
bool text_is_utf8(const char *text, size_t size); /* strict: no overlong forms, surrogates or NUL */
size_t text_length(const char *text);             /* code points */
uint64_t text_hash(const char *text);             /* FNV-1a; not for untrusted keys kept across requests */

/* Lower case without Vietnamese marks: "Thanh Hóa" → "thanh hoa", đ → d; runs of white space (NBSP too) become one
 * space, none stands at either end. Handles precomposed and combining forms. */
char *text_fold(struct arena *arena, const char *text);

/* A code: 1..max of [A-Za-z0-9._-], the first a letter or digit. The grammar of programme, indicator, form, plan, cell,
 * target, task, agency and function codes. */
bool text_is_code(const char *text, size_t max);

/* The most bytes of a text, at most `max`, that end at the end of a character. */
size_t text_clip(const char *text, size_t max);

/* Copies with truncation at the end of a character, always closed. Returns false when it was cut. */
bool text_copy(char *to, size_t capacity, const char *from);

void text_hex(const unsigned char *bytes, size_t size, char *ret_hex); /* 2·size + 1 */

#endif
