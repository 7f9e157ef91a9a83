/* Packs figures and unpacks them; what was not packed here is refused. */
#include "domain/packed_figures.h"

enum { BITS = 7, MORE = 0x80, LAST_SHIFT = (PACKED_FIGURE_SIZE - 1) * BITS };

/* Doubled, the lowest number of all is 0: the mark of what is missing needs no branch. */
static uint64_t code_of(int64_t figure) {
    return figure < 0 ? -(uint64_t)figure << 1 : (uint64_t)figure << 1 | 1;
}

static int64_t figure_of(uint64_t code) {
    if (code == 0)
        return QUANTITY_MISSING;
    return (int64_t)(code & 1 ? code >> 1 : -(code >> 1));
}

size_t figures_pack(const int64_t *figures, size_t count, unsigned char *bytes) {
    unsigned char *at = bytes;
    for (size_t i = 0; i < count; i++) {
        uint64_t code = code_of(figures[i]);
        for (; code >= MORE; code >>= BITS)
            *at++ = (unsigned char)(code | MORE);
        *at++ = (unsigned char)code;
    }
    return (size_t)(at - bytes);
}

/* Behind the figure, or NULL. A last byte of 0 says nothing, so it was not written; a tenth one holds the 64th bit. */
static const unsigned char *unpack_long(const unsigned char *at, const unsigned char *end, uint64_t *ret_code) {
    *ret_code = 0;
    for (int shift = 0; at < end && shift <= LAST_SHIFT; shift += BITS) {
        uint64_t byte = *at++;
        *ret_code |= (byte & (MORE - 1)) << shift;
        if (byte < MORE)
            return byte == 0 || (shift == LAST_SHIFT && byte > 1) ? NULL : at;
    }
    return NULL;
}

int figures_unpack(const unsigned char *bytes, size_t size, int64_t *figures, int max) {
    const unsigned char *at = bytes, *end = bytes + size;
    int count = 0;
    for (; at < end && count < max; count++) {
        uint64_t code = *at;
        at = code < MORE ? at + 1 : unpack_long(at, end, &code);
        if (at == NULL)
            return -1;
        figures[count] = figure_of(code);
    }
    return at == end ? count : -1;
}
