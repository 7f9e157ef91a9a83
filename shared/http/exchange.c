/* The way of a request: framing, URL, route, query, body, caller, key, handler, and the seal on what the handler answered. */
#include "http/exchange.h"

#include <string.h>
#include <strings.h>

#include "http/negotiate.h"
#include "observe/log.h"

void exchange_begin(const struct site *site, const struct request *request, struct call *call) {
    *call = (struct call){.now = clock_now(), .api = site->options->service};
    arena_init(&call->arena);
    issues_init(&call->issues, &call->arena);
    trace_read(call, request->headers[HEADER_TRACEPARENT]);
    call->address = request_address(request, &site->proxies, &call->arena);
    call->language = accept_language(request->headers[HEADER_ACCEPT_LANGUAGE]);
    call->accept = request->headers[HEADER_ACCEPT];
    call->if_match = request->headers[HEADER_IF_MATCH];
    call->if_none_match = request->headers[HEADER_IF_NONE_MATCH];
}

/* A proxy in front may have understood such a request otherwise than we do: nothing more is read from its connection. */
static bool refuse_framing(struct call *call, const char *what) {
    call_header(call, "Connection", "close");
    call_refuse(call, PROBLEM_UNREADABLE, "%s", what);
    return false;
}

static bool framing_is_sound(struct call *call, const struct request *request) {
    const char *length = request->headers[HEADER_CONTENT_LENGTH], *coding = request->headers[HEADER_TRANSFER_ENCODING];
    if (request->repeated)
        return refuse_framing(call, arena_format(&call->arena, "%s: 2", request->repeated));
    if (coding && (length || strcasecmp(coding, "chunked") != 0))
        return refuse_framing(call, "Transfer-Encoding");
    if (length && (*length == '\0' || length[strspn(length, "0123456789")] != '\0'))
        return refuse_framing(call, "Content-Length");
    return true;
}

static bool url_is_sound(struct call *call, const struct request *request) {
    if (strlen(request->url) > URL_BYTES_MAX) {
        issue_add_at(&call->issues, ISSUE_TOO_LONG, "", arena_format(&call->arena, "%d B", URL_BYTES_MAX), NULL, NULL)
            ->in = "path";
        call_refuse(call, PROBLEM_URL_TOO_LONG, NULL);
        return false;
    }
    call->path = arena_slice(&call->arena, request->url, strcspn(request->url, "?"));
    if (*call->path == '/')
        return true;
    call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return false;
}

static enum method method_of(const char *name) {
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {{"GET", METHOD_GET},
                   {"HEAD", METHOD_GET},
                   {"POST", METHOD_POST},
                   {"PUT", METHOD_PUT},
                   {"DELETE", METHOD_DELETE}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, name) == 0)
            return methods[i].method;
    return METHOD_UNSET;
}

static bool answer_method(struct call *call, const char *method, const char *allow) {
    call_header(call, "Allow", allow);
    if (strcmp(method, "OPTIONS") == 0)
        call_reply_as(call, 204, NULL);
    else
        call_refuse(call, PROBLEM_METHOD_NOT_ALLOWED, NULL);
    return false;
}

static bool route_is_found(struct call *call, const struct site *site, const struct request *request) {
    enum method method = method_of(request->method);
    enum match match = MATCH_NO_PATH;
    char allow[64];
    for (size_t i = 0; i < site->table_count && match == MATCH_NO_PATH; i++) {
        call->service = site->tables[i].state;
        match = route_match(site->tables[i].routes, call, method, call->path, &call->route, allow);
    }
    if (match == MATCH_FOUND)
        return true;
    if (match == MATCH_NO_METHOD)
        return answer_method(call, request->method, allow);
    call_refuse(call, match == MATCH_BAD_PATH ? PROBLEM_UNREADABLE : PROBLEM_NOT_FOUND, NULL);
    return false;
}

/* The draft has it as a quoted string; a bare one is understood too. */
static const char *key_unquoted(struct arena *arena, const char *key) {
    size_t size = strlen(key);
    bool quoted = size >= 2 && key[0] == '"' && key[size - 1] == '"';
    return quoted ? arena_slice(arena, key + 1, size - 2) : key;
}

static bool key_is_sound(const char *key) {
    size_t size = strlen(key);
    for (size_t i = 0; i < size; i++)
        if (key[i] < 0x21 || key[i] > 0x7e || key[i] == '"' || key[i] == '\\')
            return false;
    return size > 0 && size <= IDEMPOTENCY_KEY_MAX;
}

static bool refuse_key(struct call *call, enum issue_type type) {
    issue_add_at(&call->issues, type, "Idempotency-Key", "\"1…200 ASCII\"", NULL, NULL)->in = "header";
    call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return false;
}

/* A repeated POST must be known as a repetition. */
static bool key_is_given(struct call *call, const struct request *request) {
    const char *key = request->headers[HEADER_IDEMPOTENCY_KEY];
    if (call->route->method != METHOD_POST)
        return true;
    if (!key)
        return refuse_key(call, ISSUE_REQUIRED);
    call->idempotency_key = key_unquoted(&call->arena, key);
    return key_is_sound(call->idempotency_key) || refuse_key(call, ISSUE_BAD_FORMAT);
}

/* What cannot be answered in a way the client reads is not begun. */
static bool answer_is_acceptable(struct call *call) {
    static const char *const json_only[] = {"application/json", NULL};
    call->answer_type = accept_best(call->accept, call->route->answers ? call->route->answers : json_only);
    if (call->answer_type)
        return true;
    call_refuse(call, PROBLEM_NOT_ACCEPTABLE, NULL);
    return false;
}

static void answer_is_wrong(struct call *call, const char *event) {
    log_event(LOG_ERROR, event, "%s answered %d, trace %s", call->route->name, call->status, call->trace_id);
    call->header_count = 0;
    call->status = 0;
    issues_init(&call->issues, &call->arena);
    call_refuse(call, PROBLEM_INTERNAL, NULL);
}

static void handle(struct call *call) {
    call->route->handle(call);
    if (call->status == 0)
        answer_is_wrong(call, "http.unanswered");
    else if (call->status < 300 && call->route->unit != NO_UNIT && !call->authorized)
        answer_is_wrong(call, "http.unauthorized");
}

void exchange_run(const struct site *site, const struct request *request, struct call *call) {
    if (framing_is_sound(call, request) && url_is_sound(call, request) && route_is_found(call, site, request) &&
        query_read(call, request->url) && body_read(call, request) && caller_read(call, site->options, request) &&
        rate_allows(call, site) && key_is_given(call, request) && answer_is_acceptable(call))
        handle(call);
    rate_tell(call);
}
