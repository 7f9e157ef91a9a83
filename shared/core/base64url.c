/* Reads base64url six bits at a time. */
#include "core/base64url.h"

#include <stdint.h>

static int digit_of(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_decode(const char *text, size_t size, void *to, size_t *ret_size) {
    unsigned char *bytes = to;
    uint32_t bits = 0;
    int held = 0; /* bits that are no whole byte yet */
    *ret_size = 0;
    for (size_t i = 0; i < size; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0)
            return false;
        bits = (bits << 6 | (uint32_t)digit) & 0xFFFFU;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        bytes[(*ret_size)++] = (unsigned char)(bits >> held);
    }
    return held < 6 && (bits & ((1U << held) - 1U)) == 0;
}
