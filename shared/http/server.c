/* Runs the two ports on ulfius: what it hands us becomes a request, what we answer becomes its response. */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ulfius.h>
#include <unistd.h>

#include "core/limits.h"
#include "http/admin.h"
#include "http/exchange.h"
#include "http/negotiate.h"
#include "observe/allowance.h"
#include "observe/log.h"
#include "observe/metric.h"

enum {
    THREAD_STACK_BYTES = 512 * 1024,
    BACKLOG = 1024,
    COMPRESS_BYTES_MIN = 1024,
    SLOW_US = 1000000,
    POLL_MS = 5,
};

struct listener {
    struct server *server;
    struct _u_instance instance;
    struct sockaddr_in address;
    struct site site;
    bool is_admin;
};

struct server {
    struct server_options options;
    struct admin admin;
    struct listener service_port, admin_port;
    struct rates *rates;
};

static void request_take(const struct _u_request *from, struct request *request) {
    *request = (struct request){.method = from->http_verb,
                                .url = from->http_url,
                                .body = from->binary_body,
                                .body_size = from->binary_body_length,
                                .peer = from->client_address};
    for (int i = 0; i < from->map_header->nb_values; i++)
        request_header(request, from->map_header->keys[i], from->map_header->values[i]);
}

static void put(struct _u_response *to, const char *name, const char *value) {
    if (u_map_put(to->map_header, name, value) != U_OK)
        fail_stop("http", "no memory left");
}

static void put_type(struct _u_response *to, struct call *call) {
    const char *type = call->content_type;
    bool complete = !type_is_text(type) || strstr(type, "charset=") != NULL;
    put(to, "Content-Type", complete ? type : arena_format(&call->arena, "%s; charset=utf-8", type));
}

static void put_cache_rule(struct _u_response *to, const struct call *call) {
    bool tagged = false;
    for (uint32_t i = 0; i < call->header_count; i++)
        tagged = tagged || strcmp(call->headers[i].name, "ETag") == 0;
    put(to, "Cache-Control", tagged && call->status < 400 ? "private, no-cache" : "no-store");
}

static void put_headers(struct _u_response *to, struct call *call, bool draining) {
    char traceparent[56];
    snprintf(traceparent, sizeof traceparent, "00-%s-%s-01", call->trace_id, call->span_id);
    for (uint32_t i = 0; i < call->header_count; i++)
        put(to, call->headers[i].name, call->headers[i].value);
    put(to, "traceparent", traceparent);
    put(to, "API-Version", "1");
    put(to, "X-Content-Type-Options", "nosniff");
    put_cache_rule(to, call);
    if (draining)
        put(to, "Connection", "close");
}

/* ulfius frees the body it is given, so it gets ours instead of a copy. */
static void put_body(struct _u_response *to, struct call *call, const char *accept_encoding) {
    put_type(to, call);
    put(to, "Vary", "Accept, Accept-Language, Accept-Encoding");
    if (call->body.size > COMPRESS_BYTES_MIN && type_is_text(call->content_type) && accepts_gzip(accept_encoding) &&
        body_compress(&call->body))
        put(to, "Content-Encoding", "gzip");
    to->binary_body = call->body.bytes;
    to->binary_body_length = call->body.size;
    call->body = (struct buffer){0};
}

/* Of a client that asks too often one line a second is enough to know it. */
static bool is_first_refused_in_a_second(const struct call *call) {
    static struct allowance lines;
    uint32_t refused;
    return call->status == 429 && allowance_take(&lines, 1, clock_monotonic_us(), &refused);
}

static void record(const struct listener *listener, const struct call *call, const char *method, int64_t duration_us) {
    const char *pattern = call->route ? call->route->pattern : "-";
    if (!listener->is_admin)
        metric_request(call->route ? (uint32_t)(call->route - listener->server->options.routes) : METRIC_NO_ROUTE,
                       call->status, duration_us);
    if (call->status >= 500 || duration_us > SLOW_US || is_first_refused_in_a_second(call))
        log_request(method, pattern, call->status, duration_us, call->trace_id, call->caller.client);
    else
        log_event(LOG_DEBUG, "http.request", "%s %s %d %s", method, pattern, call->status, call->trace_id);
}

static int answer(const struct _u_request *from, struct _u_response *to, void *context) {
    struct listener *listener = context;
    int64_t begun = clock_monotonic_us();
    struct request request;
    struct call call;
    request_take(from, &request);
    exchange_begin(&listener->site, &request, &call);
    exchange_run(&listener->site, &request, &call);
    to->status = call.status;
    if (call.content_type)
        put_body(to, &call, request.headers[HEADER_ACCEPT_ENCODING]);
    put_headers(to, &call, atomic_load(&listener->server->admin.draining));
    record(listener, &call, request.method, clock_monotonic_us() - begun);
    buffer_done(&call.body);
    arena_done(&call.arena);
    return U_CALLBACK_COMPLETE;
}

static void *request_begins(void *context, const char *url) {
    struct listener *listener = context;
    if (!listener->is_admin)
        atomic_fetch_add(&listener->server->admin.in_flight, 1);
    return ulfius_uri_logger(NULL, url);
}

static void request_ends(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode how) {
    struct listener *listener = context;
    mhd_request_completed(NULL, connection, request, how);
    if (!listener->is_admin)
        atomic_fetch_sub(&listener->server->admin.in_flight, 1);
}

static void mhd_log(void *context, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
static void mhd_log(void *context, const char *format, va_list arguments) {
    (void)context;
    char text[256];
    vsnprintf(text, sizeof text, format, arguments);
    text[strcspn(text, "\n")] = '\0';
    log_event(LOG_DEBUG, "http.connection", "%s", text);
}

/* One byte above the largest limit: ulfius cuts there, and what was cut is seen as too large. */
static size_t body_bytes_max(const struct site *site) {
    size_t most = 0;
    for (size_t i = 0; i < site->table_count; i++)
        for (const struct route *route = site->tables[i].routes; route->method != METHOD_UNSET; route++)
            most = route->body_max > most ? route->body_max : most;
    return most + 1;
}

/* poll, not select: no ceiling of 1,019 connections; ITC, so that quiesce wakes the listening thread. */
static bool listener_run(struct listener *listener, uint32_t connections_max) {
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC |
                     MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)mhd_log, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_ends, listener},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)request_begins, listener},
        {MHD_OPTION_SOCK_ADDR, 0, &listener->address},
        {MHD_OPTION_CONNECTION_TIMEOUT, CONNECTION_IDLE_SECONDS_MAX, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)connections_max, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_MEMORY_BYTES_MAX, NULL},
        {MHD_OPTION_THREAD_STACK_SIZE, THREAD_STACK_BYTES, NULL},
        {MHD_OPTION_LISTEN_BACKLOG_SIZE, BACKLOG, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return ulfius_start_framework_with_mhd_options(&listener->instance, flags, options) == U_OK;
}

static bool listener_start(struct listener *listener, uint16_t port, uint32_t connections_max, struct fail *fail) {
    const char *bind = listener->server->options.bind;
    listener->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, bind, &listener->address.sin_addr) != 1)
        return fail_set(fail, FAULT_INVALID, false, "http", "%s is no IPv4 address", bind);
    if (ulfius_init_instance(&listener->instance, port, NULL, NULL) != U_OK)
        return fail_set(fail, FAULT_BROKEN, false, "http", "ulfius does not start");
    listener->instance.max_post_body_size = body_bytes_max(&listener->site);
    listener->instance.check_utf8 = 0;
    listener->instance.allowed_post_processor = U_POST_PROCESS_NONE;
    ulfius_set_default_endpoint(&listener->instance, answer, listener);
    errno = 0;
    if (listener_run(listener, connections_max))
        return true;
    ulfius_clean_instance(&listener->instance);
    return fail_set(fail, FAULT_BROKEN, false, "http", "cannot listen on %s:%u: %s", bind, port, strerror(errno));
}

static uint32_t parameter_count(const char *pattern) {
    uint32_t count = 0;
    for (; *pattern; pattern++)
        count += *pattern == '{';
    return count;
}

static bool route_is_sound(const struct route *route) {
    bool body_fits =
        route->bodies == BODY_NONE ? route->body_max == 0 : route->body_max > 0 && route->method != METHOD_GET;
    return route->scope > SCOPE_UNSET && route->scope < SCOPE_COUNT && route->unit != UNIT_RULE_UNSET &&
           route->handle && route->name && route->pattern && route->pattern[0] == '/' &&
           parameter_count(route->pattern) <= PATH_PARAMETERS_MAX && body_fits;
}

static bool routes_are_sound(const struct route *routes, bool need_tokens, struct fail *fail) {
    for (const struct route *route = routes; route && route->method != METHOD_UNSET; route++) {
        if (!route_is_sound(route))
            return fail_set(fail, FAULT_INVALID, false, "http", "route %s is incomplete",
                            route->name ? route->name : "?");
        if (need_tokens && route->scope != SCOPE_PUBLIC)
            return fail_set(fail, FAULT_INVALID, false, "http", "route %s needs tokens, which nobody checks",
                            route->name);
    }
    return true;
}

static uint32_t route_count(const struct route *routes) {
    uint32_t count = 0;
    while (routes[count].method != METHOD_UNSET)
        count++;
    return count;
}

static void metrics_prepare(const struct route *routes) {
    static const char *const names[] = {
        [METHOD_GET] = "GET", [METHOD_POST] = "POST", [METHOD_PUT] = "PUT", [METHOD_DELETE] = "DELETE"};
    struct arena arena = {0};
    uint32_t count = route_count(routes);
    const char **methods = arena_new_array(&arena, const char *, count);
    const char **patterns = arena_new_array(&arena, const char *, count);
    for (uint32_t i = 0; i < count; i++) {
        methods[i] = names[routes[i].method];
        patterns[i] = routes[i].pattern;
    }
    metric_routes(methods, patterns, count);
    arena_done(&arena);
}

static struct server *server_new(const struct server_options *options, const struct proxies *proxies) {
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        fail_stop("http", "no memory left");
    server->options = *options;
    server->admin.options = &server->options;
    server->rates = rates_new(options->rate_per_s, options->rate_burst);
    server->service_port = (struct listener){
        .server = server, .site = {&server->options, {{options->routes, options->state}}, 1, server->rates, *proxies}};
    server->admin_port =
        (struct listener){.server = server,
                          .site = {&server->options,
                                   {{admin_routes, &server->admin}, {options->admin_routes, options->state}},
                                   options->admin_routes ? 2 : 1,
                                   NULL,
                                   *proxies},
                          .is_admin = true};
    return server;
}

static void server_free(struct server *server) {
    rates_free(server->rates);
    free(server);
}

static void listener_stop(struct listener *listener) {
    ulfius_stop_framework(&listener->instance);
    ulfius_clean_instance(&listener->instance);
}

bool server_start(const struct server_options *options, struct server **ret_server, struct fail *fail) {
    bool unchecked = options->check_token == NULL;
    struct proxies proxies;
    if (!routes_are_sound(options->routes, unchecked, fail) ||
        !routes_are_sound(options->admin_routes, unchecked, fail) ||
        !proxies_parse(options->proxies ? options->proxies : "", &proxies, fail))
        return false;
    json_object_seed(0);
    struct server *server = server_new(options, &proxies);
    metrics_prepare(options->routes);
    if (!listener_start(&server->admin_port, options->admin_port, ADMIN_CONNECTIONS_MAX, fail)) {
        server_free(server);
        return false;
    }
    if (!listener_start(&server->service_port, options->port, options->connections_max, fail)) {
        listener_stop(&server->admin_port);
        server_free(server);
        return false;
    }
    *ret_server = server;
    return true;
}

void server_drain(struct server *server) {
    atomic_store(&server->admin.draining, true);
}

static void in_flight_wait(struct server *server, uint32_t grace_ms) {
    int64_t deadline = clock_monotonic_us() + (int64_t)grace_ms * 1000;
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
    while (atomic_load(&server->admin.in_flight) > 0 && clock_monotonic_us() < deadline)
        nanosleep(&pause, NULL);
}

/* MHD_stop_daemon alone would drop requests that are being answered; the admin port goes last, to say notReady until then. */
void server_stop(struct server *server, uint32_t grace_ms) {
    server_drain(server);
    int listening = MHD_quiesce_daemon(server->service_port.instance.mhd_daemon);
    in_flight_wait(server, grace_ms);
    listener_stop(&server->service_port);
    if (listening >= 0)
        close(listening);
    listener_stop(&server->admin_port);
    server_free(server);
}
