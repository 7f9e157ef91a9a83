/* Liveness, readiness, metrics and version, for operators and their machines. */
#include "http/admin.h"

#include "http/call.h"
#include "observe/metric.h"

static void reply_status(struct call *call, int code, const char *status, const char *reason) {
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_text(&json, "status", status);
    if (reason)
        write_text(&json, "reason", reason);
    write_object_end(&json);
    call_reply(call, code);
}

/* Touches nothing: a database that is away is no reason to restart the process. */
static void livez(struct call *call) {
    reply_status(call, 200, "alive", NULL);
}

static void readyz(struct call *call) {
    struct admin *admin = call->service;
    const struct server_options *options = admin->options;
    char reason[128] = "";
    if (atomic_load(&admin->draining))
        reply_status(call, 503, "notReady", "draining");
    else if (options->ready && !options->ready(options->state, reason, sizeof reason))
        reply_status(call, 503, "notReady", reason);
    else
        reply_status(call, 200, "ready", NULL);
}

static void metrics(struct call *call) {
    struct admin *admin = call->service;
    metric_set(METRIC_HTTP_IN_FLIGHT, atomic_load(&admin->in_flight));
    metric_write(&call->body, admin->options->service);
    call_reply_as(call, 200, "text/plain; version=0.0.4; charset=utf-8");
}

static void version(struct call *call) {
    struct admin *admin = call->service;
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_text(&json, "service", admin->options->service);
    write_text(&json, "version", TONGHOP_VERSION);
    write_object_end(&json);
    call_reply(call, 200);
}

static const char *const metrics_types[] = {"text/plain", NULL};

const struct route admin_routes[] = {
    {METHOD_GET, "/livez", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, livez, "livez"},
    {METHOD_GET, "/readyz", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, readyz, "readyz"},
    {METHOD_GET, "/metrics", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, metrics, "metrics", metrics_types},
    {METHOD_GET, "/version", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, version, "version"},
    {.method = METHOD_UNSET},
};
