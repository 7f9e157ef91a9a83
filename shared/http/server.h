/* The HTTP server of a service: ulfius with one wildcard endpoint, our own matcher, and an admin port of its own.
 *
 * Threads: one per connection. Every request runs through: size and shape of URL and body → route → token → scope → handler →
 * answer. In-flight requests are counted, so that server_stop answers them all before it returns (bounded). */
#ifndef TONGHOP_HTTP_SERVER_H
#define TONGHOP_HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/caller.h"
#include "core/clock.h"
#include "core/fail.h"
#include "http/route.h"

enum token_verdict { TOKEN_GOOD, TOKEN_BAD, TOKEN_UNCHECKABLE /* no keys yet: 503 */ };

/* Ports into other rooms, so that http needs to know none of them. */
struct server_options {
    const char *service; /* "plans" */
    const char *bind;    /* IPv4 */
    uint16_t port, admin_port;
    uint32_t connections_max;
    uint32_t rate_per_s, rate_burst; /* of each client; per_s 0: no limit */
    const char *proxies;             /* gateways whose X-Forwarded-For is believed: addresses and networks; NULL: nobody's */
    const struct route *routes; /* closed by a row without method */
    void *state;                /* handed to handlers as call->service */

    /* Fills *ret_caller (its texts in the arena). */
    enum token_verdict (*check_token)(void *context, const char *token, struct arena *arena, moment_t now, struct caller *ret_caller);
    void *check_token_context;

    /* Ready to serve? Otherwise a short reason. Asked by /readyz. */
    bool (*ready)(void *state, char *ret_reason, size_t reason_size);

    /* Admin routes of the service besides /livez /readyz /metrics /version; may be NULL. Public: the admin port is for
     * operators only. */
    const struct route *admin_routes;
};

struct server;
bool server_start(const struct server_options *options, struct server **ret_server, struct fail *fail) MUST_CHECK;
/* Readiness off and connections closed after their next answer, while everything is still answered: for a gateway to turn away. */
void server_drain(struct server *server);
/* Readiness off, no new requests, answers those in flight for at most `grace_ms`, then closes. */
void server_stop(struct server *server, uint32_t grace_ms);

/* The matcher, also used by tests. */
struct call;
enum match route_match(const struct route *routes, struct call *call, enum method method, const char *raw_path, const struct route **ret_route,
                       char ret_allow[64]);

/* The route table as JSON lines {method, path, name, scope, unit, bodies}: `tonghop-x routes`, compared with openapi/. */
void routes_print(const struct route *routes);

#endif
