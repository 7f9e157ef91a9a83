/* Takes a request's header lines and URL apart without believing them. */
#include "http/request.h"

#include <string.h>
#include <strings.h>

#include "core/text.h"

static const struct {
    const char *name;
    bool single;
} headers[] = {
#define H(constant, name, single) [HEADER_##constant] = {name, single},
    HEADERS(H)
#undef H
};

/* ulfius joins equal lines by a comma; none of these values may hold one of its own, but a credential of another scheme. */
static bool is_joined(enum header header, const char *value) {
    return headers[header].single && header != HEADER_AUTHORIZATION && strchr(value, ',') != NULL;
}

void request_header(struct request *request, const char *name, const char *value) {
    for (enum header header = 0; header < HEADER_COUNT; header++) {
        if (strcasecmp(headers[header].name, name) != 0)
            continue;
        if ((request->headers[header] && headers[header].single) || is_joined(header, value))
            request->repeated = headers[header].name;
        request->headers[header] = value;
        return;
    }
}

static int hexadecimal(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

char *url_decode(struct arena *arena, const char *text, size_t size) {
    char *decoded = arena_slice(arena, text, size);
    size_t written = 0;
    for (size_t at = 0; at < size; at++) {
        decoded[written] = text[at];
        if (text[at] == '%') {
            int high = at + 2 < size ? hexadecimal(text[at + 1]) : -1;
            int low = at + 2 < size ? hexadecimal(text[at + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            decoded[written] = (char)(high << 4 | low);
            at += 2;
        }
        written++;
    }
    decoded[written] = '\0';
    return text_is_utf8(decoded, written) ? decoded : NULL;
}
