/* From where a request comes: given who is connected and what he says of others, the gateways are believed and nobody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <string.h>

#include "http/request.h"

static const char local[] = "127.0.0.0/8,::1", gateways[] = "10.1.2.3,10.1.4.0/23,2001:db8::/32";

static const struct {
    const char *proxies, *peer, *said, *address;
} cases[] = {
    {local, "127.0.0.1", "203.0.113.7", "203.0.113.7"},
    {local, "127.9.9.9", "203.0.113.7", "203.0.113.7"},
    {local, "::1", "2001:DB8::7", "2001:db8::7"},
    {local, "127.0.0.1", NULL, "127.0.0.1"},
    {local, "10.1.2.3", "203.0.113.7", "10.1.2.3"},
    {local, "::2", "203.0.113.7", "::2"},
    {gateways, "10.1.2.3", "203.0.113.7", "203.0.113.7"},
    {gateways, "10.1.2.4", "203.0.113.7", "10.1.2.4"},
    {gateways, "10.1.4.0", "203.0.113.7", "203.0.113.7"},
    {gateways, "10.1.5.255", "203.0.113.7", "203.0.113.7"},
    {gateways, "10.1.6.0", "203.0.113.7", "10.1.6.0"},
    {gateways, "10.1.3.255", "203.0.113.7", "10.1.3.255"},
    {gateways, "2001:db8:ffff::1", "203.0.113.7", "203.0.113.7"},
    {gateways, "2001:db9::1", "203.0.113.7", "2001:db9::1"},
    {gateways, "127.0.0.1", "203.0.113.7", "127.0.0.1"},
    {"", "127.0.0.1", "203.0.113.7", "127.0.0.1"},
    {"0.0.0.0/0", "198.51.100.1", "203.0.113.7", "203.0.113.7"},
    {"0.0.0.0/0", "2001:db9::1", "203.0.113.7", "2001:db9::1"},
    /* What is no one address is believed from nobody. */
    {local, "127.0.0.1", "203.0.113.7, 10.0.0.1", "127.0.0.1"},
    {local, "127.0.0.1", "unknown", "127.0.0.1"},
    {local, "127.0.0.1", "203.0.113.7:4711", "127.0.0.1"},
    {local, "127.0.0.1", "", "127.0.0.1"},
};

static struct sockaddr_storage peer_at(const char *text) {
    struct sockaddr_storage peer = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&peer;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&peer;
    peer.ss_family = strchr(text, ':') ? AF_INET6 : AF_INET;
    void *address = peer.ss_family == AF_INET ? (void *)&v4->sin_addr : (void *)&v6->sin6_addr;
    assert_int_equal(inet_pton(peer.ss_family, text, address), 1);
    return peer;
}

static void the_gateways_are_believed_and_nobody_else(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct fail fail = {0};
        struct proxies proxies;
        struct sockaddr_storage peer = peer_at(cases[i].peer);
        struct request request = {.peer = (const struct sockaddr *)&peer};
        request.headers[HEADER_X_FORWARDED_FOR] = cases[i].said;
        assert_true(proxies_parse(cases[i].proxies, &proxies, &fail));
        const char *address = request_address(&request, &proxies, &arena);
        if (strcmp(address, cases[i].address) != 0)
            fail_msg("%s says %s: %s", cases[i].peer, cases[i].said, address);
        arena_done(&arena);
    }
}

static void a_list_that_is_no_list_of_addresses_is_refused(void **state) {
    static const char *const wrong[] = {
        ",",
        "127.0.0.1,",
        ",127.0.0.1",
        "localhost",
        "127.0.0.1/33",
        "::1/129",
        "127.0.0.1/",
        "10.0.0.0/8x",
        "10.0.0.0/-1",
        "10.0.0.0/0008",
        "10.0.0",
        "10.0.0.1 ",
        "1::2::3",
        "127.0.0.1 ,::1",
        "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
        "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct fail fail = {0};
        struct proxies proxies;
        if (proxies_parse(wrong[i], &proxies, &fail))
            fail_msg("%s was taken", wrong[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gateways_are_believed_and_nobody_else),
        cmocka_unit_test(a_list_that_is_no_list_of_addresses_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
