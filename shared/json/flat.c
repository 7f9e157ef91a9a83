/* Reads one flat object where it stands and leaves the rest of the document to jansson. */
#include "json/flat.h"

#include <string.h>

enum { WHOLE_DIGITS_MAX = 18 };

/* ---- Pieces */

/* The character that comes next; NUL at the end. */
static char peek(struct flat *flat) {
    while (flat->at < flat->end && (*flat->at == ' ' || *flat->at == '\n' || *flat->at == '\r' || *flat->at == '\t'))
        flat->at++;
    return flat->at < flat->end ? *flat->at : '\0';
}

static bool take(struct flat *flat, char c) {
    if (peek(flat) != c)
        return false;
    flat->at++;
    return true;
}

static bool take_text(struct flat *flat, const char **ret_text, size_t *ret_size) {
    if (!take(flat, '"'))
        return false;
    const char *first = flat->at;
    while (flat->at < flat->end && *flat->at >= 0x20 && *flat->at < 0x7F && *flat->at != '"' && *flat->at != '\\')
        flat->at++;
    if (flat->at == flat->end || *flat->at != '"')
        return false;
    *ret_text = first;
    *ret_size = (size_t)(flat->at++ - first);
    return true;
}

static bool take_null(struct flat *flat) {
    if (flat->end - flat->at < 4 || memcmp(flat->at, "null", 4) != 0)
        return false;
    flat->at += 4;
    return true;
}

/* A fraction or an exponent is not taken: what comes next is then no comma. */
static bool take_whole(struct flat *flat, int64_t *ret_whole) {
    bool negative = take(flat, '-');
    const char *first = flat->at;
    int64_t whole = 0;
    while (flat->at < flat->end && *flat->at >= '0' && *flat->at <= '9' && flat->at - first <= WHOLE_DIGITS_MAX - 1)
        whole = whole * 10 + (*flat->at++ - '0');
    ptrdiff_t digits = flat->at - first;
    if (digits == 0 || (*first == '0' && digits > 1))
        return false;
    *ret_whole = negative ? -whole : whole;
    return true;
}

static bool take_value(struct flat *flat, struct flat_member *member) {
    switch (peek(flat)) {
    case '"':
        member->kind = FLAT_TEXT;
        return take_text(flat, &member->text, &member->text_size);
    case 'n':
        member->kind = FLAT_NULL;
        return take_null(flat);
    default:
        member->kind = FLAT_WHOLE;
        return take_whole(flat, &member->whole);
    }
}

/* ---- Member by member */

enum flat_step flat_next(struct flat *flat, struct flat_member *ret_member) {
    char next = peek(flat);
    if (next == '\0')
        return flat->at == flat->end ? FLAT_END : FLAT_NOT_PLAIN;
    if (flat->begun && !take(flat, ','))
        return FLAT_NOT_PLAIN;
    flat->begun = true;
    bool taken =
        take_text(flat, &ret_member->name, &ret_member->name_size) && take(flat, ':') && take_value(flat, ret_member);
    return taken ? FLAT_MEMBER : FLAT_NOT_PLAIN;
}

/* ---- Where it stands: the rest is only looked through, jansson judges it */

static bool skip_text(struct flat *flat) {
    for (flat->at++; flat->at < flat->end; flat->at++) {
        if (*flat->at == '\\')
            flat->at++;
        else if (*flat->at == '"') {
            flat->at++;
            return true;
        }
    }
    return false;
}

/* Behind the bracket that closes the one it stands at. */
static bool skip_nested(struct flat *flat) {
    size_t depth = 0;
    while (flat->at < flat->end) {
        char c = *flat->at;
        if (c == '"') {
            if (!skip_text(flat))
                return false;
            continue;
        }
        flat->at++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return true;
    }
    return false;
}

static bool skip_value(struct flat *flat) {
    char first = peek(flat);
    if (first == '{' || first == '[')
        return skip_nested(flat);
    if (first == '"')
        return skip_text(flat);
    while (flat->at < flat->end && *flat->at != ',' && *flat->at != '}')
        flat->at++;
    return flat->at < flat->end;
}

/* Moves to the value of the member. */
static bool find_member(struct flat *document, const char *name) {
    size_t wanted = strlen(name), size;
    const char *text;
    if (!take(document, '{'))
        return false;
    do {
        if (!take_text(document, &text, &size) || !take(document, ':'))
            return false;
        if (size == wanted && memcmp(text, name, size) == 0)
            return peek(document) == '{';
        if (!skip_value(document))
            return false;
    } while (take(document, ','));
    return false;
}

/* The document with nothing between the braces of the object. */
static json_t *read_rest(const char *bytes, size_t size, const struct flat *inside, struct arena *arena) {
    struct issues issues;
    size_t before = (size_t)(inside->at - bytes), after = (size_t)(bytes + size - inside->end);
    char *rest = arena_new_array(arena, char, before + after);
    memcpy(rest, bytes, before);
    memcpy(rest + before, inside->end, after);
    issues_init(&issues, arena);
    return json_read(rest, before + after, &issues);
}

json_t *json_read_around(const char *bytes, size_t size, const char *name, struct arena *arena, struct flat *ret_flat) {
    struct flat document = {.at = bytes, .end = bytes + size};
    if (!find_member(&document, name))
        return NULL;
    struct flat inside = {.at = document.at + 1};
    if (!skip_nested(&document))
        return NULL;
    inside.end = document.at - 1;
    *ret_flat = inside;
    return read_rest(bytes, size, &inside, arena);
}
