/* What all services have in common: settings, subcommands, start, readiness and stop. A service's main.c is one
 * definition handed to service_main.
 *
 * serve: waits for the database (as long as it takes), refuses a schema with missing migrations, starts pool, token
 * keys and relay, then the service's own `start`, then HTTP. SIGTERM or SIGINT: HTTP answers what is in flight (25 s),
 * then `stop`, then the relay, exit 0; a second signal ends the process at once. Kafka is not needed to start or to be
 * ready. */
#ifndef TONGHOP_SERVICE_SERVICE_H
#define TONGHOP_SERVICE_SERVICE_H

#include "auth/token.h"
#include "core/arena.h"
#include "core/settings.h"
#include "db/db.h"
#include "db/migrate.h"
#include "http/call.h"
#include "http/server.h"
#include "pipeline/inbox.h"
#include "pipeline/outbox.h"
#include "reference/snapshot.h"

struct service_definition;

/* A running service. Handlers find it by service_of(call). */
struct service {
    const struct service_definition *definition;
    struct arena arena; /* as long as the process serves; only for start, not for requests */
    struct settings settings;
    const char *conninfo, *brokers; /* for connections and consumers of the service's own */
    struct db_pool *pool;
    struct reference *reference; /* an empty snapshot; `start` fills it */
    struct token_checker *tokens;
    struct relay *relay; /* relay_wake after a commit with outbox rows */
    struct inbox *inbox; /* `start` sets it where the service has one: its dead letters are shown at the admin port */
    void *state;         /* the service's own, made by `start`, taken down by `stop` */
    int argument_count;  /* of the subcommand, itself the first */
    char **arguments;
};

struct service_command {
    const char *name;
    int (*run)(struct service *service); /* returns the exit status */
    bool needs_settings;
    const char *help;
    const char *options; /* "[--form FORM] …"; NULL: it takes none */
};

struct service_definition {
    const char *name;                          /* "plans" */
    const struct route *routes;
    const struct migration *migrations;
    const struct setting *settings; /* besides the common ones; may be NULL */
    size_t setting_count;
    const struct service_command *commands; /* besides the common ones, closed by an empty row; may be NULL */
    /* Before the first request; a false ends the process. */
    bool (*start)(struct service *service, struct fail *fail);
    /* After the last request, with pool and relay still there. Only called where start succeeded. */
    void (*stop)(struct service *service);
};

/* The whole of main(): serve, migrate, print-config, check-config, settings, routes, admin-routes, version, and the service's own. Returns the
 * exit status. */
int service_main(int argc, char **argv, const struct service_definition *definition);
/* Prints how the program is called and returns the exit status for who was called wrongly. */
int service_usage(const struct service_definition *definition);

static inline struct service *service_of(const struct call *call) {
    return call->service;
}

/* Refuses with call->issues: 400 where one says the body is not of the schema, else 422. */
void call_refuse_issues(struct call *call);

/* The day of the request where the programmes live (UTC+7): codes are understood "today". */
day_t call_today(const struct call *call);

#endif
