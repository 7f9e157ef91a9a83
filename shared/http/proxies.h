/* Whose word on where a request came from is taken: the gateways, by their addresses. Private to this room. */
#ifndef TONGHOP_HTTP_PROXIES_H
#define TONGHOP_HTTP_PROXIES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "core/fail.h"

enum { PROXIES_MAX = 16, ADDRESS_BYTES = 16 };

struct proxies {
    struct address_range {
        int family;
        unsigned char address[ADDRESS_BYTES]; /* the first 4 of an IPv4 address */
        uint32_t bits;                        /* that count */
    } ranges[PROXIES_MAX];
    uint32_t count;
};

/* "127.0.0.0/8,::1": addresses and networks, comma-separated; "": nobody. */
bool proxies_parse(const char *text, struct proxies *ret_proxies, struct fail *fail) MUST_CHECK;
bool proxies_have(const struct proxies *proxies, const struct sockaddr *peer);

#endif
