/* What every fuzz target shares. A target is one file: it takes bytes from nowhere, hands them to one reader, and holds what the reader promises
 * against what it did; a promise that is broken stops the process. libFuzzer looks for such bytes (tests/fuzz/run); replay.c gives each target the
 * bytes that are kept in corpus/. */
#ifndef TONGHOP_TESTS_FUZZ_H
#define TONGHOP_TESTS_FUZZ_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/fail.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void promised(bool kept, const char *what) {
    if (!kept)
        fail_stop("fuzz", what);
}

/* The bytes as a text of a block of its own, so that reading behind its end is noticed. Free it. */
static inline char *fuzz_text(const uint8_t *bytes, size_t size) {
    char *text = malloc(size + 1);
    if (text == NULL)
        fail_stop("fuzz", "no memory left");
    if (size > 0)
        memcpy(text, bytes, size);
    text[size] = '\0';
    return text;
}

/* The same without the NUL: for readers that are told a size. */
static inline char *fuzz_bytes(const uint8_t *bytes, size_t size) {
    char *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL)
        fail_stop("fuzz", "no memory left");
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

#endif
