/* Reads the list of gateways, and finds who is connected in it. */
#include "http/proxies.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { RANGE_TEXT = INET6_ADDRSTRLEN + sizeof "/128", BITS_TEXT_MAX = 3 };

static bool bits_parse(const char *text, uint32_t most, uint32_t *ret_bits) {
    size_t digits = strspn(text, "0123456789");
    *ret_bits = digits > 0 && digits <= BITS_TEXT_MAX ? (uint32_t)strtoul(text, NULL, 10) : most + 1;
    return text[digits] == '\0' && *ret_bits <= most;
}

static bool range_parse(const char *text, size_t size, struct address_range *ret_range) {
    char copy[RANGE_TEXT];
    if (size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    char *slash = strchr(copy, '/');
    if (slash)
        *slash = '\0';
    *ret_range = (struct address_range){.family = strchr(copy, ':') ? AF_INET6 : AF_INET};
    ret_range->bits = ret_range->family == AF_INET ? 32 : 128;
    return inet_pton(ret_range->family, copy, ret_range->address) == 1 &&
           (!slash || bits_parse(slash + 1, ret_range->bits, &ret_range->bits));
}

bool proxies_parse(const char *text, struct proxies *ret_proxies, struct fail *fail) {
    *ret_proxies = (struct proxies){0};
    for (const char *at = *text == '\0' ? NULL : text; at != NULL;) {
        size_t size = strcspn(at, ",");
        if (ret_proxies->count == PROXIES_MAX || !range_parse(at, size, &ret_proxies->ranges[ret_proxies->count++]))
            return fail_set(fail, FAULT_INVALID, false, "http", "%.*s is no address or network, or one too many",
                            (int)size, at);
        at = at[size] == ',' ? at + size + 1 : NULL;
    }
    return true;
}

static bool range_has(const struct address_range *range, int family, const unsigned char *address) {
    uint32_t whole = range->bits / 8, rest = range->bits % 8;
    unsigned char mask = (unsigned char)(0xFF00 >> rest);
    return range->family == family && memcmp(range->address, address, whole) == 0 &&
           (rest == 0 || ((range->address[whole] ^ address[whole]) & mask) == 0);
}

bool proxies_have(const struct proxies *proxies, const struct sockaddr *peer) {
    const unsigned char *address =
        peer->sa_family == AF_INET
            ? (const unsigned char *)&((const struct sockaddr_in *)(const void *)peer)->sin_addr
            : (const unsigned char *)&((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    for (uint32_t i = 0; i < proxies->count; i++)
        if (range_has(&proxies->ranges[i], peer->sa_family, address))
            return true;
    return false;
}
