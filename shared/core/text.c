/* UTF-8 as we meet it: checked strictly, counted, cut at characters and folded for search. */
#include "core/text.h"

#include <assert.h>
#include <string.h>

enum { LATIN_FIRST = 0xC0, ADDITIONAL_FIRST = 0x1E00, MARKS_FIRST = 0x300, MARKS_LAST = 0x36F };

/* The plain lower-case letter under each letter from U+00C0 and from U+1E00 on, '.' where there is none. Made from the
 * canonical decompositions of Unicode 14; đ ø ł added, and Ð ð Ɖ, which old keyboards put for Đ. */
static const char latin[] = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
                            ".llnnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz."
                            ".........d......................oo.............uu..............."
                            ".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
                            "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............";
static const char additional[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
                                 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
                                 "wwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
                                 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

bool text_equal(const char *a, const char *b) {
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

bool text_empty(const char *text) {
    return text == NULL || *text == '\0';
}

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* How many bytes a character takes by its first byte; 0 for a byte that cannot be first. */
static size_t character_size(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* Decodes one character of at most `size` bytes; returns its bytes, or 0 where it is malformed. */
static size_t decode(const char *text, size_t size, uint32_t *ret_point) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t bytes = size == 0 ? 0 : character_size((unsigned char)*text);
    if (bytes == 0 || bytes > size)
        return 0;
    uint32_t point = bytes == 1 ? (unsigned char)*text : (unsigned char)*text & (0x7FU >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if (!is_continuation(text[i]))
            return 0;
        point = point << 6 | ((unsigned char)text[i] & 0x3FU);
    }
    bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < least[bytes] || point > 0x10FFFF || surrogate)
        return 0;
    *ret_point = point;
    return bytes;
}

bool text_is_utf8(const char *text, size_t size) {
    for (size_t at = 0, bytes; at < size; at += bytes) {
        uint32_t point;
        bytes = decode(text + at, size - at, &point);
        if (bytes == 0 || point == 0)
            return false;
    }
    return true;
}

size_t text_length(const char *text) {
    size_t length = 0;
    for (; *text != '\0'; text++)
        length += !is_continuation(*text);
    return length;
}

uint64_t text_hash(const char *text) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return hash;
}

static bool is_space(uint32_t point) {
    static const uint32_t others[] = {' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (point == others[i])
            return true;
    }
    return (point >= '\t' && point <= '\r') || (point >= 0x2000 && point <= 0x200A);
}

/* The plain lower-case letter, or 0 where a character is kept as it is. */
static char plain(uint32_t point) {
    if (point >= 'A' && point <= 'Z')
        return (char)(point - 'A' + 'a');
    char letter = '.';
    if (point >= LATIN_FIRST && point - LATIN_FIRST < sizeof latin - 1)
        letter = latin[point - LATIN_FIRST];
    if (point >= ADDITIONAL_FIRST && point - ADDITIONAL_FIRST < sizeof additional - 1)
        letter = additional[point - ADDITIONAL_FIRST];
    return letter == '.' ? '\0' : letter;
}

/* Appends one folded character to `*to`; a space waits until something follows it. */
static void fold_character(char **to, const char *from, size_t bytes, uint32_t point, bool *space_waits) {
    if (point >= MARKS_FIRST && point <= MARKS_LAST)
        return;
    if (is_space(point)) {
        *space_waits = true;
        return;
    }
    if (*space_waits)
        *(*to)++ = ' ';
    *space_waits = false;
    char letter = plain(point);
    if (letter != '\0') {
        *(*to)++ = letter;
        return;
    }
    memcpy(*to, from, bytes);
    *to += bytes;
}

char *text_fold(struct arena *arena, const char *text) {
    size_t size = strlen(text);
    char *folded = arena_alloc(arena, size + 1);
    char *to = folded;
    bool space_waits = false;
    for (size_t at = 0, bytes; at < size; at += bytes) {
        uint32_t point = UINT32_MAX; /* a malformed byte is kept as it is */
        bytes = decode(text + at, size - at, &point);
        if (bytes == 0)
            bytes = 1;
        fold_character(&to, text + at, bytes, point, &space_waits);
        if (to == folded)
            space_waits = false;
    }
    assert((size_t)(to - folded) <= size);
    return folded;
}

static bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool text_is_code(const char *text, size_t max) {
    if (text == NULL || !is_letter_or_digit(*text))
        return false;
    size_t size = 0;
    for (; text[size] != '\0'; size++) {
        char c = text[size];
        if (size == max || !(is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}

size_t text_clip(const char *text, size_t max) {
    size_t size = strnlen(text, max);
    if (size < max || text[size] == '\0')
        return size;
    while (size > 0 && is_continuation(text[size]))
        size--;
    return size;
}

bool text_copy(char *to, size_t capacity, const char *from) {
    assert(capacity > 0);
    size_t size = text_clip(from, capacity - 1);
    memcpy(to, from, size);
    to[size] = '\0';
    return from[size] == '\0';
}

void text_hex(const unsigned char *bytes, size_t size, char *ret_hex) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 0x0F];
    }
    ret_hex[2 * size] = '\0';
}
