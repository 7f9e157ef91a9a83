/* UUID version 7: 48 bits of milliseconds, a counter that keeps a thread's identifiers in order, and chance. */
#include "core/uuid.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/text.h"

enum {
    UUID_BYTES = 16,
    COUNTER_BITS = 26,       /* 12 beside the version, 14 beside the variant (RFC 9562, 6.2, method 1) */
    BACKWARDS_MS_MAX = 10000 /* a clock set back further than this counts as right again */
};

struct sequence {
    int64_t ms;
    uint32_t counter;
};

/* Starts each millisecond in the lower half of the counter, so that there is room to count up. */
static void sequence_start(struct sequence *sequence, int64_t ms) {
    sequence->ms = ms;
    sequence->counter = arc4random() >> (32 - (COUNTER_BITS - 1));
}

static void sequence_next(struct sequence *sequence, int64_t ms) {
    bool same = ms <= sequence->ms && sequence->ms - ms <= BACKWARDS_MS_MAX;
    if (!same)
        sequence_start(sequence, ms);
    else if (++sequence->counter >> COUNTER_BITS != 0)
        sequence_start(sequence, sequence->ms + 1);
}

static void fill(unsigned char bytes[UUID_BYTES], const struct sequence *sequence) {
    arc4random_buf(bytes, UUID_BYTES);
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(sequence->ms >> (40 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | sequence->counter >> 22);
    bytes[7] = (unsigned char)(sequence->counter >> 14);
    bytes[8] = (unsigned char)(0x80 | (sequence->counter >> 8 & 0x3F));
    bytes[9] = (unsigned char)sequence->counter;
}

static bool is_dash(size_t at) {
    return at == 8 || at == 13 || at == 18 || at == 23;
}

void uuid_new(moment_t now, char ret_text[UUID_TEXT_SIZE]) {
    static _Thread_local struct sequence sequence = {.ms = -1};
    assert(now >= 0);
    sequence_next(&sequence, now / 1000);
    unsigned char bytes[UUID_BYTES];
    fill(bytes, &sequence);
    char hex[2 * UUID_BYTES + 1];
    text_hex(bytes, sizeof bytes, hex);
    const char *digit = hex;
    for (size_t at = 0; at < UUID_TEXT_SIZE - 1; at++)
        ret_text[at] = is_dash(at) ? '-' : *digit++;
    ret_text[UUID_TEXT_SIZE - 1] = '\0';
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool uuid_is(const char *text) {
    for (size_t at = 0; at < UUID_TEXT_SIZE - 1; at++) {
        if (is_dash(at) ? text[at] != '-' : !is_hex(text[at]))
            return false;
    }
    return text[UUID_TEXT_SIZE - 1] == '\0';
}
