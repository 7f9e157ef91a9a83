/* One request as it came over the wire, before anything in it is believed. Private to this room. */
#ifndef TONGHOP_HTTP_REQUEST_H
#define TONGHOP_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "core/arena.h"
#include "http/proxies.h"

/* Request headers we look at; a `single` one standing twice makes the request unreadable. */
#define HEADERS(H)                                          \
    H(ACCEPT,            "Accept",            false)        \
    H(ACCEPT_ENCODING,   "Accept-Encoding",   false)        \
    H(ACCEPT_LANGUAGE,   "Accept-Language",   false)        \
    H(AUTHORIZATION,     "Authorization",     true)         \
    H(CONTENT_ENCODING,  "Content-Encoding",  true)         \
    H(CONTENT_LENGTH,    "Content-Length",    true)         \
    H(CONTENT_TYPE,      "Content-Type",      true)         \
    H(HOST,              "Host",              true)         \
    H(IDEMPOTENCY_KEY,   "Idempotency-Key",   true)         \
    H(IF_MATCH,          "If-Match",          false)        \
    H(IF_NONE_MATCH,     "If-None-Match",     false)        \
    H(TRACEPARENT,       "traceparent",       false)        \
    H(TRANSFER_ENCODING, "Transfer-Encoding", true)         \
    H(X_FORWARDED_FOR,   "X-Forwarded-For",   false)

enum header {
#define H(constant, name, single) HEADER_##constant,
    HEADERS(H)
#undef H
        HEADER_COUNT
};

struct request {
    const char *method, *url; /* the URL as sent, still encoded */
    const char *headers[HEADER_COUNT];
    const char *repeated; /* name of a single header that stands more than once; NULL: none */
    const char *body;
    size_t body_size;
    const struct sockaddr *peer; /* who is connected: the client, or the gateway; NULL: unknown */
};

/* Notes one header line; lines of one name may also come joined by ','. */
void request_header(struct request *request, const char *name, const char *value);

/* IP address of the client: what the gateway says (X-Forwarded-For) where it is one of the gateways that is connected; else who is connected.
 * "" where nobody knows. */
const char *request_address(const struct request *request, const struct proxies *proxies, struct arena *arena);

/* Strict percent-decoding into the arena: NULL where a % is not followed by two hexadecimal digits or the result is no UTF-8 or
 * has a NUL. A '+' is a '+'. */
char *url_decode(struct arena *arena, const char *text, size_t size);

#endif
