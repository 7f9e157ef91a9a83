/* Takes a request's header lines and URL apart without believing them. */
#include "http/request.h"

#include <arpa/inet.h>
#include <netinet/in.h>
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

static bool peer_address(const struct sockaddr *peer, char text[INET6_ADDRSTRLEN]) {
    const void *address = peer->sa_family == AF_INET6
                              ? (const void *)&((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr
                              : (const void *)&((const struct sockaddr_in *)(const void *)peer)->sin_addr;
    return inet_ntop(peer->sa_family, address, text, INET6_ADDRSTRLEN) != NULL;
}

/* In the one way of writing it. */
static bool forwarded_address(const char *said, char text[INET6_ADDRSTRLEN]) {
    unsigned char address[sizeof(struct in6_addr)];
    int family = strchr(said, ':') ? AF_INET6 : AF_INET;
    return inet_pton(family, said, address) == 1 && inet_ntop(family, address, text, INET6_ADDRSTRLEN) != NULL;
}

const char *request_address(const struct request *request, const struct proxies *proxies, struct arena *arena) {
    char text[INET6_ADDRSTRLEN] = "";
    const char *said = request->headers[HEADER_X_FORWARDED_FOR];
    if (!request->peer)
        return "";
    bool told = said && proxies_have(proxies, request->peer) && forwarded_address(said, text);
    return told || peer_address(request->peer, text) ? arena_text(arena, text) : "";
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
