/* Starts a service step by step, waits for a signal, and takes it down in the opposite order. */
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/text.h"
#include "observe/log.h"
#include "service/audit_worker.h"
#include "service/operator.h"
#include "service/serve.h"

enum { DRAIN_MS_MAX = 25000, PAUSE_MS_MIN = 250, PAUSE_MS_MAX = 5000, TIDY_S = 5 };

static sigset_t stop_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

/* Every thread started after this leaves the stop signals to the main thread, which takes them when it is ready to. */
static void signals_hold(void) {
    sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* From here on a stop signal ends the process at once: for who does not want to wait for the drain. */
static void signals_release(void) {
    sigset_t signals = stop_signals();
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

/* True: asked to stop while pausing. */
static bool pause_or_stop(int64_t pause_ms) {
    sigset_t signals = stop_signals();
    struct timespec time = {.tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000};
    return sigtimedwait(&signals, NULL, &time) > 0;
}

static const char *application(struct service *service) {
    return arena_format(&service->arena, "tonghop-%s", service->definition->name);
}

enum waited { WAITED_OPEN, WAITED_STOP };

static enum waited database_wait(struct service *service, struct db **ret_db) {
    struct fail fail = {0}, said = {0};
    for (int64_t pause_ms = PAUSE_MS_MIN; !db_open(service->conninfo, application(service), ret_db, &fail);
         pause_ms *= 2) {
        if (!text_equal(fail.text, said.text))
            log_fail(LOG_WARN, "database.waiting", &fail);
        said = fail;
        if (pause_or_stop(pause_ms < PAUSE_MS_MAX ? pause_ms : PAUSE_MS_MAX))
            return WAITED_STOP;
        if (pause_ms > PAUSE_MS_MAX)
            pause_ms = PAUSE_MS_MAX;
    }
    return WAITED_OPEN;
}

static bool schema_check(struct service *service, struct db *db, struct fail *fail) {
    bool all = false;
    if (!migrated(db, service->definition->migrations, &all, fail))
        return false;
    return all || fail_set(fail, FAULT_CONFLICT, false, "schema", "migrations are missing: run tonghop-%s migrate",
                           service->definition->name);
}

static enum token_verdict check_token(void *context, const char *token, struct arena *arena, moment_t now,
                                      struct caller *ret_caller) {
    const char *reason = NULL;
    switch (token_check(context, token, arena, now, ret_caller, &reason)) {
    case TOKEN_OK:
        return TOKEN_GOOD;
    case TOKEN_NO_KEYS:
        return TOKEN_UNCHECKABLE;
    case TOKEN_REFUSED:
        break;
    }
    log_event(LOG_DEBUG, "token.refused", "%s", reason ? reason : "");
    return TOKEN_BAD;
}

static bool ready(void *state, char *ret_reason, size_t reason_size) {
    struct service *service = state;
    if (db_pool_alive(service->pool))
        return true;
    text_copy(ret_reason, reason_size, "database");
    return false;
}

static bool parts_start(struct service *service, struct fail *fail) {
    const struct settings *settings = &service->settings;
    struct token_checker_options tokens = {.jwks = setting_text(settings, "TONGHOP_JWKS"),
                                           .jwks_authority = setting_text(settings, "TONGHOP_JWKS_CA"),
                                           .issuer = setting_text(settings, "TONGHOP_ISSUER"),
                                           .audience = setting_text(settings, "TONGHOP_AUDIENCE")};
    struct relay_options relay = {
        .service = service->definition->name, .conninfo = service->conninfo, .brokers = service->brokers};
    uint32_t pool = (uint32_t)setting_number(settings, "TONGHOP_DB_POOL");
    service->reference = reference_new();
    return db_pool_open(service->conninfo, application(service), pool, &service->pool, fail) &&
           token_checker_open(&tokens, &service->tokens, fail) && relay_start(&relay, &service->relay, fail);
}

/* Whatever of the parts is there. */
static void parts_stop(struct service *service) {
    if (service->relay)
        relay_stop(service->relay);
    if (service->tokens)
        token_checker_close(service->tokens);
    if (service->pool)
        db_pool_close(service->pool);
    reference_free(service->reference);
}

static bool http_start(struct service *service, struct server **ret_server, struct fail *fail) {
    const struct settings *settings = &service->settings;
    struct server_options options = {
        .service = service->definition->name,
        .bind = setting_text(settings, "TONGHOP_BIND"),
        .port = (uint16_t)setting_number(settings, "TONGHOP_HTTP_PORT"),
        .admin_port = (uint16_t)setting_number(settings, "TONGHOP_ADMIN_PORT"),
        .connections_max = (uint32_t)setting_number(settings, "TONGHOP_CONNECTIONS_MAX"),
        .rate_per_s = (uint32_t)setting_number(settings, "TONGHOP_RATE_PER_S"),
        .rate_burst = (uint32_t)setting_number(settings, "TONGHOP_RATE_BURST"),
        .proxies = setting_text(settings, "TONGHOP_TRUSTED_PROXIES"),
        .routes = service->definition->routes,
        .admin_routes = operator_routes,
        .state = service,
        .check_token = check_token,
        .check_token_context = service->tokens,
        .ready = ready,
    };
    return server_start(&options, ret_server, fail);
}

/* As many heaps as threads that run at a time: else each connection's thread would keep what was freed in its own. */
static void heaps_limit(void) {
    mallopt(M_ARENA_MAX, (int)sysconf(_SC_NPROCESSORS_ONLN));
}

/* What was freed between things still in use goes back to the system: after the reference was read, or a country's
 * figures. */
static int signal_or_tidy(const sigset_t *signals) {
    static const struct timespec pause = {.tv_sec = TIDY_S};
    int number = sigtimedwait(signals, NULL, &pause);
    if (number < 0)
        malloc_trim(0);
    return number;
}

static void wait_for_signal(void) {
    sigset_t signals = stop_signals();
    int number = -1;
    while (number < 0)
        number = signal_or_tidy(&signals);
    log_event(LOG_INFO, "service.stopping", "%s", number == SIGTERM ? "SIGTERM" : "SIGINT");
    signals_release();
}

/* Serves until a signal comes. The service's own part is started. */
static bool serve_http(struct service *service, struct fail *fail) {
    struct server *server = NULL;
    if (!http_start(service, &server, fail))
        return false;
    log_event(LOG_INFO, "service.started", "version %s, port %lld", TONGHOP_VERSION,
              (long long)setting_number(&service->settings, "TONGHOP_HTTP_PORT"));
    wait_for_signal();
    server_stop(server, DRAIN_MS_MAX);
    return true;
}

static bool serve_parts(struct service *service, struct fail *fail) {
    struct audit_worker *audit = NULL;
    if (!parts_start(service, fail) || !service->definition->start(service, fail))
        return false;
    bool served = audit_worker_start(service, &audit, fail) && serve_http(service, fail);
    service->definition->stop(service);
    if (audit)
        audit_worker_stop(audit);
    return served;
}

static bool serve_schema(struct service *service, struct db *db, struct fail *fail) {
    bool good = schema_check(service, db, fail);
    db_close(db);
    if (!good)
        return false;
    good = serve_parts(service, fail);
    parts_stop(service);
    return good;
}

int serve(struct service *service) {
    struct fail fail = {0};
    struct db *db = NULL;
    signals_hold();
    heaps_limit();
    if (database_wait(service, &db) == WAITED_STOP)
        return EXIT_SUCCESS;
    if (!serve_schema(service, db, &fail)) {
        log_fail(LOG_ERROR, "service.failed", &fail);
        return EXIT_FAILURE;
    }
    log_event(LOG_INFO, "service.stopped", "all requests answered");
    return EXIT_SUCCESS;
}
