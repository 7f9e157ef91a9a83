/* A request from its first line to the handler: URL, query, headers, what the client would rather have, and its body. Written as it goes over the
 * wire; whatever it is, the answer is one of the contract and no error of ours. */
#include "fuzz.h"

#include "http/exchange.h"

static void list(struct call *call) {
    static const char *const known[] = {"limit", "cursor", "flag", "on", NULL};
    day_t day;
    bool good;
    if (!call_query_only(call, known))
        return;
    uint32_t limit = call_limit(call);
    promised(limit <= PAGE_MAX && (limit > 0 || call->issues.count > 0), "a page has a sane size");
    (void)call_query_flag(call, "flag", false);
    (void)call_query_day(call, "on", &day);
    const char *after = call_cursor_read(call, &good);
    if (call->issues.count > 0) {
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return;
    }
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_text(&writer, "after", after);
    write_object_end(&writer);
    call_reply(call, 200);
}

static void put(struct call *call) {
    (void)call_path(call, "report");
    if (call_if_match(call, 7))
        call_reply(call, 200);
}

static void get(struct call *call) {
    call_etag(call, 7);
    if (!call_not_modified(call, 7))
        call_reply_as(call, 200, call->answer_type);
}

static const char *const answers[] = {"application/json", "text/csv",
                                      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", NULL};

static const struct route routes[] = {
    {METHOD_GET, "/v1/reports", SCOPE_ANY, NO_UNIT, BODY_NONE, 0, list, "reportsList"},
    {METHOD_POST, "/v1/reports", SCOPE_REPORTS_WRITE, NO_UNIT, BODY_JSON, BODY_REPORT_MAX, list, "reportCreate"},
    {METHOD_PUT, "/v1/reports/{report}", SCOPE_ANY, NO_UNIT, BODY_JSON, BODY_REPORT_MAX, put, "reportPut"},
    {METHOD_GET, "/v1/reports/{report}", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, get, "reportGet", .answers = answers},
    {.method = METHOD_UNSET},
};

static enum token_verdict anybody(void *context, const char *token, struct arena *arena, moment_t now,
                                  struct caller *ret_caller) {
    (void)context, (void)arena, (void)now;
    *ret_caller = (struct caller){.subject = "an", .client = "portal", .scopes = 1U << SCOPE_REPORTS_WRITE};
    return *token == 'x' ? TOKEN_BAD : TOKEN_GOOD;
}

static const struct server_options options = {.service = "reports", .routes = routes, .check_token = anybody};
static const struct site site = {.options = &options, .tables = {{routes, NULL}}, .table_count = 1};

/* The line that begins at *at, closed where it ends. */
static char *line_next(char **at) {
    char *line = *at, *end = strchrnul(line, '\n');
    *at = *end ? end + 1 : end;
    *end = '\0';
    return line;
}

static void headers_read(char **at, struct request *request) {
    while (**at) {
        char *line = line_next(at), *colon = strchr(line, ':');
        if (*line == '\0')
            return;
        if (colon) {
            *colon = '\0';
            request_header(request, line, colon + 1 + strspn(colon + 1, " "));
        }
    }
}

static void ask(const struct request *request) {
    struct call call;
    exchange_begin(&site, request, &call);
    exchange_run(&site, request, &call);
    promised(call.status >= 200 && call.status < 500, "an answer that is no error of ours");
    promised(call.header_count <= CALL_HEADERS_MAX, "no more headers than there is room for");
    buffer_done(&call.body);
    arena_done(&call.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size), *end = text + strlen(text), *at = text;
    char *method = line_next(&at), *url = strchrnul(method, ' ');
    struct request request = {.method = method, .url = *url ? url + 1 : url};
    *url = '\0';
    headers_read(&at, &request);
    request.body_size = (size_t)(end - at);
    char *body = fuzz_bytes((const uint8_t *)at, request.body_size);
    request.body = body;
    ask(&request);
    free(body);
    free(text);
    return 0;
}
