/* A live server on a loopback port, spoken to byte by byte: what clients, proxies and attackers send is answered as promised. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "http/call.h"
#include "http/server.h"
#include "json/read.h"

enum { REPORT_BYTES_MAX = 1000, REVIEW_BYTES_MAX = 10000 };

static struct {
    struct server *server;
    uint16_t port, admin_port;
    sem_t entered, released; /* of the slow handler */
    size_t token_size;       /* of the last one that was checked */
    bool ready;
} world;

static void reply_text(struct call *call, int status, const char *name, const char *text) {
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_text(&json, name, text);
    write_object_end(&json);
    call_reply(call, status);
}

static void plan_get(struct call *call) {
    call->authorized = true;
    if (call_not_modified(call, 7))
        return;
    call_etag(call, 7);
    reply_text(call, 200, "plan", call_path(call, "plan"));
}

static void report_create(struct call *call) {
    call->authorized = true;
    AUTO_JSON *json = json_read(call->request_body, call->request_body_size, &call->issues);
    struct object report = object_root(json, &call->issues);
    object_code(&report, "unit", REQUIRED);
    object_end(&report);
    if (call->issues.count > 0)
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
    else
        reply_text(call, 201, "key", call->idempotency_key);
}

static void forgetful(struct call *call) {
    call_header(call, "Location", "/v1/secret");
    reply_text(call, 200, "secret", "of another unit");
}

static void silent(struct call *call) {
    (void)call;
}

static void slow(struct call *call) {
    sem_post(&world.entered);
    sem_wait(&world.released);
    reply_text(call, 200, "slow", "done");
}

static void large(struct call *call) {
    for (int i = 0; i < 5000; i++)
        buffer_char(&call->body, (char)('a' + i % 7));
    call_reply_as(call, 200, "text/plain");
}

static const struct route routes[] = {
    {METHOD_GET, "/v1/plans/{plan}", SCOPE_PLANS_READ, UNIT_OF_OBJECT, BODY_NONE, 0, plan_get, "planGet"},
    {METHOD_POST, "/v1/reports", SCOPE_REPORTS_WRITE, UNIT_IN_BODY, BODY_JSON, REPORT_BYTES_MAX, report_create,
     "reportCreate"},
    {METHOD_PUT, "/v1/reviews", SCOPE_REPORTS_REVIEW, UNIT_IN_BODY, BODY_JSON, REVIEW_BYTES_MAX, silent, "reviewPut"},
    {METHOD_GET, "/v1/forgetful", SCOPE_ANY, UNIT_IN_QUERY, BODY_NONE, 0, forgetful, "forgetful"},
    {METHOD_GET, "/v1/silent", SCOPE_ANY, NO_UNIT, BODY_NONE, 0, silent, "silent"},
    {METHOD_GET, "/v1/slow", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, slow, "slow"},
    {METHOD_GET, "/v1/large", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, large, "large"},
    {.method = METHOD_UNSET},
};

static enum token_verdict check_token(void *context, const char *token, struct arena *arena, moment_t now,
                                      struct caller *ret_caller) {
    (void)context, (void)arena, (void)now;
    world.token_size = strlen(token);
    if (strcmp(token, "away") == 0)
        return TOKEN_UNCHECKABLE;
    ret_caller->client = ret_caller->subject = "portal";
    ret_caller->scopes = 1U << SCOPE_PLANS_READ | 1U << SCOPE_REPORTS_WRITE;
    return strcmp(token, "good") == 0 ? TOKEN_GOOD : TOKEN_BAD;
}

static bool is_ready(void *state, char *ret_reason, size_t reason_size) {
    (void)state;
    snprintf(ret_reason, reason_size, "no reference yet");
    return world.ready;
}

static struct sockaddr_in loopback(uint16_t port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static uint16_t free_port(void) {
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(probe, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(probe, (struct sockaddr *)&address, &size), 0);
    close(probe);
    return ntohs(address.sin_port);
}

static int world_begin(void **state) {
    (void)state;
    struct fail fail = {0};
    world.port = free_port();
    world.admin_port = free_port();
    world.ready = true;
    sem_init(&world.entered, 0, 0);
    sem_init(&world.released, 0, 0);
    struct server_options options = {.service = "reports",
                                     .bind = "127.0.0.1",
                                     .port = world.port,
                                     .admin_port = world.admin_port,
                                     .connections_max = 100,
                                     .routes = routes,
                                     .check_token = check_token,
                                     .ready = is_ready};
    return server_start(&options, &world.server, &fail) ? 0 : -1;
}

static int world_end(void **state) {
    (void)state;
    if (world.server)
        server_stop(world.server, 1000);
    world.server = NULL;
    return 0;
}

static int dial(uint16_t port) {
    struct sockaddr_in address = loopback(port);
    struct timeval patience = {.tv_sec = 10};
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(connection, (struct sockaddr *)&address, sizeof address), 0);
    return connection;
}

static void say(int connection, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* All that comes until the server closes. */
static size_t hear(int connection, char *to, size_t capacity) {
    size_t size = 0;
    ssize_t got;
    while (size + 1 < capacity && (got = recv(connection, to + size, capacity - size - 1, 0)) > 0)
        size += (size_t)got;
    to[size] = '\0';
    return size;
}

static char answer[64 * 1024];

/* Sends one request, with `Connection: close` among its headers, and hears the answer. */
static const char *ask_port(uint16_t port, const char *start, const char *headers, const char *body) {
    char head[8192];
    int connection = dial(port);
    int size =
        snprintf(head, sizeof head, "%s HTTP/1.1\r\nHost: tonghop\r\nConnection: close\r\n%s\r\n", start, headers);
    assert_true(size > 0 && (size_t)size < sizeof head);
    say(connection, head, (size_t)size);
    say(connection, body, strlen(body));
    hear(connection, answer, sizeof answer);
    close(connection);
    return answer;
}

static const char *ask(const char *start, const char *headers, const char *body) {
    return ask_port(world.port, start, headers, body);
}

static int status_of(const char *text) {
    return strncmp(text, "HTTP/1.1 ", 9) == 0 ? (int)strtol(text + 9, NULL, 10) : 0;
}

static void assert_has(const char *text, const char *part) {
    if (!strstr(text, part))
        fail_msg("'%s' is not in: %s", part, text);
}

#define GOOD "Authorization: Bearer good\r\n"
#define JSON "Content-Type: application/json\r\n"
#define KEY "Idempotency-Key: \"k-1\"\r\n"

static void every_answer_carries_the_agreed_headers(void **state) {
    (void)state;
    const char *text =
        ask("GET /v1/plans/38", GOOD "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n", "");
    assert_int_equal(status_of(text), 200);
    assert_has(text, "\r\n\r\n{\"plan\":\"38\"}");
    assert_has(text, "\r\nContent-Type: application/json; charset=utf-8\r\n");
    assert_has(text, "\r\nX-Content-Type-Options: nosniff\r\n");
    assert_has(text, "\r\nAPI-Version: 1\r\n");
    assert_has(text, "\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-");
    assert_null(strstr(text, "b7ad6b7169203331"));
    assert_has(text, "\r\nETag: \"7\"\r\n");
    assert_has(text, "\r\nCache-Control: private, no-cache\r\n");
    text = ask("GET /v1/nowhere", "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n", "");
    assert_int_equal(status_of(text), 404);
    assert_has(text, "\r\nCache-Control: no-store\r\n");
    assert_has(text, "\r\nContent-Type: application/problem+json; charset=utf-8\r\n");
    assert_null(strstr(text, "traceparent: 00-00000000000000000000000000000000"));
}

static void a_problem_tells_all_issues_in_the_callers_language(void **state) {
    (void)state;
    const char *headers = GOOD JSON KEY "Content-Length: 26\r\n";
    const char *text = ask("POST /v1/reports", headers, "{\"what\":1,\"unit\":\"no one\"}");
    assert_int_equal(status_of(text), 400);
    const char *body = strstr(text, "\r\n\r\n") + 4;
    AUTO_JSON *problem = json_loads(body, 0, NULL);
    assert_non_null(problem);
    assert_string_equal(json_string_value(json_object_get(problem, "type")),
                        "urn:problem-type:tonghop:reports:unreadable");
    assert_string_equal(json_string_value(json_object_get(problem, "title")), "Yêu cầu không đọc được");
    assert_int_equal(json_integer_value(json_object_get(problem, "status")), 400);
    assert_int_equal(strncmp(json_string_value(json_object_get(problem, "instance")), "urn:uuid:", 9), 0);
    assert_int_equal(json_string_length(json_object_get(problem, "traceId")), 32);
    json_t *issues = json_object_get(problem, "issues");
    assert_int_equal(json_array_size(issues), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(issues, 0), "pointer")), "/unit");
    assert_string_equal(json_string_value(json_object_get(json_array_get(issues, 1), "type")), "unknownMember");
    text = ask("GET /v1/nowhere", "Accept-Language: en-GB,vi;q=0.5\r\n", "");
    assert_has(text, "\"title\":\"Not found\"");
}

static const struct {
    const char *start, *headers, *body;
    int status;
    const char *has; /* in the answer; NULL: nothing more */
} requests[] = {
    /* URLs */
    {"GET /v1/plans/a%00b", GOOD, "", 400, NULL},
    {"GET /v1/plans/a%2Fb", GOOD, "", 400, NULL},
    {"GET /v1/plans/%zz", GOOD, "", 400, NULL},
    {"GET /v1/plans/%ff", GOOD, "", 400, NULL},
    {"GET /v1/plans/38/", GOOD, "", 404, NULL},
    {"GET /v1//plans/38", GOOD, "", 404, NULL},
    {"GET v1/plans/38", GOOD, "", 400, NULL},
    {"GET /v1/plans/38?id=7", GOOD, "", 200, "{\"plan\":\"38\"}"},
    {"GET /v1/plans/38?plan=7", GOOD, "", 200, "{\"plan\":\"38\"}"},
    {"GET /v1/plans/38?a=1&a=2", GOOD, "", 400, "\"duplicate\""},
    {"GET /v1/plans/38?a=%ff", GOOD, "", 400, "\"in\":\"query\""},
    {"GET /v1/plans/38?a=%g1", GOOD, "", 400, "\"pointer\":\"a\""},
    /* methods */
    {"DELETE /v1/plans/38", GOOD, "", 405, "\r\nAllow: GET, HEAD, OPTIONS\r\n"},
    {"PATCH /v1/reports", GOOD, "", 405, "\r\nAllow: POST, OPTIONS\r\n"},
    {"OPTIONS /v1/reports", "", "", 204, "\r\nAllow: POST, OPTIONS\r\n"},
    {"OPTIONS /v1/nowhere", "", "", 404, NULL},
    /* tokens */
    {"GET /v1/plans/38", "", "", 401, "\r\nWWW-Authenticate: Bearer\r\n"},
    {"GET /v1/plans/38", "Authorization: Basic Z29vZDo=\r\n", "", 401, "error=\"invalid_token\""},
    {"GET /v1/plans/38", "Authorization: Bearer bad\r\n", "", 401,
     "\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n"},
    {"GET /v1/plans/38", "Authorization: Bearer good, Bearer good\r\n", "", 401, NULL},
    {"GET /v1/plans/38", GOOD "authorization: Bearer good\r\n", "", 400, NULL},
    {"GET /v1/plans/38", "Authorization: bearer good\r\n", "", 200, NULL},
    {"GET /v1/plans/38", "Authorization: Bearer away\r\n", "", 503, "\r\nRetry-After: 5\r\n"},
    {"PUT /v1/reviews", GOOD JSON "Content-Length: 2\r\n", "{}", 403,
     "error=\"insufficient_scope\", scope=\"reports:review\""},
    /* bodies */
    {"POST /v1/reports", GOOD JSON KEY "Content-Length: 14\r\n", "{\"unit\":\"123\"}", 201, "{\"key\":\"k-1\"}"},
    {"POST /v1/reports", GOOD JSON KEY "Transfer-Encoding: chunked\r\n", "e\r\n{\"unit\":\"123\"}\r\n0\r\n\r\n", 201,
     NULL},
    {"POST /v1/reports", GOOD KEY "Content-Type: application/json; charset=UTF-8\r\nContent-Length: 14\r\n",
     "{\"unit\":\"123\"}", 201, NULL},
    {"POST /v1/reports", GOOD KEY "Content-Type: application/json; charset=latin1\r\nContent-Length: 14\r\n",
     "{\"unit\":\"123\"}", 415,
     "\"in\":\"header\",\"pointer\":\"Content-Type\",\"detail\":\"Phải là một trong: application/json\""},
    {"POST /v1/reports", GOOD KEY "Content-Type: text/csv\r\nContent-Length: 4\r\n", "unit", 415,
     "\r\nAccept: application/json\r\n"},
    {"POST /v1/reports", GOOD KEY "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n", "unit=1",
     415, NULL},
    {"POST /v1/reports", GOOD KEY "Content-Length: 14\r\n", "{\"unit\":\"123\"}", 415,
     "\r\nAccept: application/json\r\n"},
    {"POST /v1/reports", GOOD JSON KEY "Content-Encoding: gzip\r\nContent-Length: 4\r\n", "\x1f\x8b\x08\x08", 415,
     "\r\nAccept-Encoding: identity\r\n"},
    {"POST /v1/reports", GOOD JSON KEY "Content-Length: 0\r\n", "", 400, "\"required\""},
    {"GET /v1/plans/38", GOOD JSON "Content-Length: 2\r\n", "{}", 400, NULL},
    /* framing */
    {"POST /v1/reports", GOOD JSON KEY "Content-Length: 14\r\nContent-Length: 2\r\n", "{\"unit\":\"123\"}", 400,
     "\r\nConnection: close\r\n"},
    {"POST /v1/reports", GOOD JSON KEY "Content-Length: 14\r\ncontent-length: 14\r\n", "{\"unit\":\"123\"}", 400,
     "\r\nConnection: close\r\n"},
    {"POST /v1/reports", GOOD JSON KEY "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
     "e\r\n{\"unit\":\"123\"}\r\n0\r\n\r\n", 400, "\r\nConnection: close\r\n"},
    {"POST /v1/reports", GOOD JSON KEY "Host: elsewhere\r\nContent-Length: 14\r\n", "{\"unit\":\"123\"}", 400, NULL},
    /* keys */
    {"POST /v1/reports", GOOD JSON "Content-Length: 14\r\n", "{\"unit\":\"123\"}", 400,
     "\"in\":\"header\",\"pointer\":\"Idempotency-Key\""},
    {"POST /v1/reports", GOOD JSON "Idempotency-Key: bare\r\nContent-Length: 14\r\n", "{\"unit\":\"123\"}", 201,
     "{\"key\":\"bare\"}"},
    {"POST /v1/reports", GOOD JSON "Idempotency-Key: \"\"\r\nContent-Length: 14\r\n", "{\"unit\":\"123\"}", 400, NULL},
    {"POST /v1/reports", GOOD JSON "Idempotency-Key: a b\r\nContent-Length: 14\r\n", "{\"unit\":\"123\"}", 400, NULL},
    {"POST /v1/reports", GOOD JSON KEY KEY "Content-Length: 14\r\n", "{\"unit\":\"123\"}", 400, NULL},
    /* handlers that forget */
    {"GET /v1/forgetful", GOOD, "", 500, "\"urn:problem-type:tonghop:reports:internal\""},
    {"GET /v1/silent", GOOD, "", 500, NULL},
    /* caches */
    {"GET /v1/plans/38", GOOD "If-None-Match: \"7\"\r\n", "", 304, "\r\nETag: \"7\"\r\n"},
};

static void requests_are_answered_as_agreed(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        const char *text = ask(requests[i].start, requests[i].headers, requests[i].body);
        if (status_of(text) != requests[i].status)
            fail_msg("%s | %s: %s", requests[i].start, requests[i].headers, text);
        if (requests[i].has)
            assert_has(text, requests[i].has);
        assert_null(strstr(text, "of another unit"));
        assert_null(strstr(text, "/v1/secret"));
    }
}

static void head_is_get_without_a_body(void **state) {
    (void)state;
    const char *text = ask("HEAD /v1/plans/38", GOOD, "");
    assert_int_equal(status_of(text), 200);
    assert_has(text, "\r\nContent-Length: 13\r\n");
    assert_string_equal(strstr(text, "\r\n\r\n"), "\r\n\r\n");
}

static void urls_have_their_limit(void **state) {
    (void)state;
    char start[4096] = "GET /v1/plans/";
    memset(start + 14, 'a', URL_BYTES_MAX - 10);
    start[4 + URL_BYTES_MAX] = '\0';
    assert_int_equal(status_of(ask(start, GOOD, "")), 200);
    start[4 + URL_BYTES_MAX] = 'a';
    assert_int_equal(status_of(ask(start, GOOD, "")), 414);
}

/* A body of that many bytes that would be a good report but for its size. */
static const char *padded(size_t size) {
    static char body[8 * REPORT_BYTES_MAX];
    memset(body, ' ', size);
    memcpy(body, "{\"unit\":\"123\"}", 14);
    body[size] = '\0';
    return body;
}

static void bodies_have_their_limit_and_are_never_cut(void **state) {
    (void)state;
    static const struct {
        size_t size;
        int status;
    } rows[] = {{REPORT_BYTES_MAX, 201}, {REPORT_BYTES_MAX + 1, 413}, {5 * REPORT_BYTES_MAX, 413}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char headers[256], chunk[9 * REPORT_BYTES_MAX];
        snprintf(headers, sizeof headers, GOOD JSON KEY "Content-Length: %zu\r\n", rows[i].size);
        assert_int_equal(status_of(ask("POST /v1/reports", headers, padded(rows[i].size))), rows[i].status);
        snprintf(chunk, sizeof chunk, "%zx\r\n%s\r\n0\r\n\r\n", rows[i].size, padded(rows[i].size));
        const char *chunked = GOOD JSON KEY "Transfer-Encoding: chunked\r\n";
        assert_int_equal(status_of(ask("POST /v1/reports", chunked, chunk)), rows[i].status);
    }
}

/* ulfius itself cuts bodies above the largest limit of all routes, here that of reviews. */
static void a_body_above_every_limit_is_not_taken_for_a_shorter_one(void **state) {
    (void)state;
    const size_t limit = REVIEW_BYTES_MAX;
    for (size_t size = limit; size <= limit + 1; size++) {
        char *chunk = calloc(1, size + 32);
        int head = snprintf(chunk, 32, "%zx\r\n", size);
        memset(chunk + head, ' ', size);
        memcpy(chunk + head + size, "\r\n0\r\n\r\n", 7);
        const char *text = ask("PUT /v1/reviews", GOOD JSON "Transfer-Encoding: chunked\r\n", chunk);
        assert_int_equal(status_of(text), size > limit ? 413 : 403);
        free(chunk);
    }
}

static void half_a_body_reaches_no_handler(void **state) {
    (void)state;
    int connection = dial(world.port);
    const char *half =
        "POST /v1/reports HTTP/1.1\r\nHost: t\r\n" GOOD JSON KEY "Content-Length: 100\r\n\r\n{\"unit\":\"123\"}";
    say(connection, half, strlen(half));
    shutdown(connection, SHUT_WR);
    hear(connection, answer, sizeof answer);
    close(connection);
    assert_null(strstr(answer, "k-1"));
}

static void one_connection_serves_many_requests(void **state) {
    (void)state;
    int connection = dial(world.port);
    const char *twice = "GET /v1/plans/1 HTTP/1.1\r\nHost: t\r\n" GOOD
                        "\r\nGET /v1/plans/2 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" GOOD "\r\n";
    say(connection, twice, strlen(twice));
    hear(connection, answer, sizeof answer);
    close(connection);
    assert_has(answer, "{\"plan\":\"1\"}");
    assert_has(answer, "{\"plan\":\"2\"}");
}

static void large_answers_are_compressed_for_who_can_read_them(void **state) {
    (void)state;
    const char *plain = ask("GET /v1/large", "", "");
    assert_null(strstr(plain, "Content-Encoding"));
    assert_has(plain, "\r\nVary: Accept, Accept-Language, Accept-Encoding\r\n");
    int connection = dial(world.port);
    const char *request = "GET /v1/large HTTP/1.1\r\nHost: t\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n";
    say(connection, request, strlen(request));
    size_t size = hear(connection, answer, sizeof answer);
    close(connection);
    assert_has(answer, "\r\nContent-Encoding: gzip\r\n");
    char *body = strstr(answer, "\r\n\r\n") + 4, unpacked[6000];
    z_stream stream = {.next_in = (unsigned char *)body,
                       .avail_in = (unsigned)(answer + size - body),
                       .next_out = (unsigned char *)unpacked,
                       .avail_out = sizeof unpacked};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, 5000);
    assert_memory_equal(unpacked, "abcdefgabc", 10);
    inflateEnd(&stream);
}

static void the_admin_port_tells_how_the_service_is(void **state) {
    (void)state;
    assert_int_equal(status_of(ask_port(world.admin_port, "GET /livez", "", "")), 200);
    assert_int_equal(status_of(ask_port(world.admin_port, "GET /readyz", "", "")), 200);
    world.ready = false;
    const char *text = ask_port(world.admin_port, "GET /readyz", "", "");
    assert_int_equal(status_of(text), 503);
    assert_has(text, "no reference yet");
    world.ready = true;
    assert_has(ask_port(world.admin_port, "GET /version", "", ""), "{\"service\":\"reports\",\"version\":\"");
    text = ask_port(world.admin_port, "GET /metrics", "", "");
    assert_has(text, "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
    assert_has(text, "/v1/plans/{plan}");
    assert_int_equal(status_of(ask_port(world.admin_port, "GET /v1/plans/38", GOOD, "")), 404);
    assert_int_equal(status_of(ask("GET /metrics", GOOD, "")), 404);
}

static void *stop(void *context) {
    (void)context;
    server_stop(world.server, 20000);
    return NULL;
}

static void stopping_answers_what_is_in_flight(void **state) {
    (void)state;
    int connection = dial(world.port);
    const char *request = "GET /v1/slow HTTP/1.1\r\nHost: t\r\n\r\n";
    say(connection, request, strlen(request));
    sem_wait(&world.entered);
    server_drain(world.server);
    assert_has(ask_port(world.admin_port, "GET /readyz", "", ""), "draining");
    pthread_t stopper;
    pthread_create(&stopper, NULL, stop, NULL);
    usleep(50000);
    sem_post(&world.released);
    hear(connection, answer, sizeof answer);
    close(connection);
    pthread_join(stopper, NULL);
    world.server = NULL;
    assert_int_equal(status_of(answer), 200);
    assert_has(answer, "{\"slow\":\"done\"}");
    assert_has(answer, "\r\nConnection: close\r\n");
    struct sockaddr_in address = loopback(world.port);
    int late = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_not_equal(connect(late, (struct sockaddr *)&address, sizeof address), 0);
    close(late);
}

static void incomplete_route_tables_do_not_start(void **state) {
    (void)state;
    const struct route rows[] = {
        {METHOD_GET, "/v1/x", SCOPE_UNSET, NO_UNIT, BODY_NONE, 0, silent, "noScope"},
        {METHOD_GET, "/v1/x", SCOPE_ANY, UNIT_RULE_UNSET, BODY_NONE, 0, silent, "noUnitRule"},
        {METHOD_GET, "/v1/x", SCOPE_ANY, NO_UNIT, BODY_NONE, 0, NULL, "noHandler"},
        {METHOD_POST, "/v1/x", SCOPE_ANY, NO_UNIT, BODY_JSON, 0, silent, "noLimit"},
        {METHOD_GET, "v1/x", SCOPE_ANY, NO_UNIT, BODY_NONE, 0, silent, "noSlash"},
        {METHOD_GET, "/{a}/{b}/{c}/{d}/{e}", SCOPE_ANY, NO_UNIT, BODY_NONE, 0, silent, "tooMany"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct route table[] = {rows[i], {.method = METHOD_UNSET}};
        struct server_options options = {.service = "x",
                                         .bind = "127.0.0.1",
                                         .port = free_port(),
                                         .admin_port = free_port(),
                                         .connections_max = 10,
                                         .routes = table,
                                         .check_token = check_token};
        struct server *server;
        struct fail fail = {0};
        assert_false(server_start(&options, &server, &fail));
        assert_int_equal(fail.fault, FAULT_INVALID);
        assert_has(fail.text, rows[i].name);
    }
}

static void a_token_above_the_limit_is_not_even_looked_at(void **state) {
    (void)state;
    static char token[TOKEN_BYTES_MAX + 2], head[TOKEN_BYTES_MAX + 200];
    for (size_t size = TOKEN_BYTES_MAX; size <= TOKEN_BYTES_MAX + 1; size++) {
        memset(token, 'g', size);
        int length = snprintf(head, sizeof head,
                              "GET /v1/plans/38 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                              "Authorization: Bearer %s\r\n\r\n",
                              token);
        int connection = dial(world.port);
        say(connection, head, (size_t)length);
        hear(connection, answer, sizeof answer);
        close(connection);
        assert_int_equal(status_of(answer), 401);
        assert_int_equal(world.token_size, TOKEN_BYTES_MAX);
    }
}

/* A server that lets each client ask three times at once, and once a second. */
static void every_client_has_its_rate_and_is_told_of_it(void **state) {
    (void)state;
    struct server_options options = {.service = "reports",
                                     .bind = "127.0.0.1",
                                     .port = free_port(),
                                     .admin_port = free_port(),
                                     .connections_max = 10,
                                     .rate_per_s = 1,
                                     .rate_burst = 3,
                                     .routes = routes,
                                     .check_token = check_token,
                                     .ready = is_ready};
    struct server *server;
    struct fail fail = {0};
    assert_true(server_start(&options, &server, &fail));
    assert_has(ask_port(options.port, "GET /v1/plans/38", GOOD, ""), "\r\nRateLimit: \"client\";r=2;t=1\r\n");
    assert_has(answer, "\r\nRateLimit-Policy: \"client\";q=3;w=3\r\n");
    assert_int_equal(status_of(ask_port(options.port, "GET /v1/forgetful", GOOD, "")), 500);
    assert_has(answer, "\r\nRateLimit: \"client\";r=1;");
    ask_port(options.port, "GET /v1/plans/38", GOOD, "");
    assert_int_equal(status_of(ask_port(options.port, "GET /v1/plans/38", GOOD, "")), 429);
    assert_has(answer, "\r\nRetry-After: 1\r\n");
    assert_has(answer, "\r\nRateLimit: \"client\";r=0;t=3\r\n");
    assert_has(answer, "urn:problem-type:tonghop:reports:tooManyRequests");
    assert_int_equal(status_of(ask_port(options.port, "GET /v1/large", "", "")), 200);
    assert_int_equal(status_of(ask_port(options.admin_port, "GET /readyz", "", "")), 200);
    server_stop(server, 1000);
}

static void without_a_rate_nothing_is_said_of_one(void **state) {
    (void)state;
    for (int i = 0; i < 50; i++)
        assert_null(strstr(ask("GET /v1/plans/38", GOOD, ""), "RateLimit"));
}

static void a_taken_port_is_told(void **state) {
    (void)state;
    struct server_options options = {.service = "x",
                                     .bind = "127.0.0.1",
                                     .port = world.port,
                                     .admin_port = free_port(),
                                     .connections_max = 10,
                                     .routes = routes,
                                     .check_token = check_token};
    struct server *server;
    struct fail fail = {0};
    assert_false(server_start(&options, &server, &fail));
    assert_has(fail.text, "127.0.0.1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_carries_the_agreed_headers),
        cmocka_unit_test(a_problem_tells_all_issues_in_the_callers_language),
        cmocka_unit_test(requests_are_answered_as_agreed),
        cmocka_unit_test(head_is_get_without_a_body),
        cmocka_unit_test(urls_have_their_limit),
        cmocka_unit_test(bodies_have_their_limit_and_are_never_cut),
        cmocka_unit_test(a_body_above_every_limit_is_not_taken_for_a_shorter_one),
        cmocka_unit_test(half_a_body_reaches_no_handler),
        cmocka_unit_test(one_connection_serves_many_requests),
        cmocka_unit_test(large_answers_are_compressed_for_who_can_read_them),
        cmocka_unit_test(the_admin_port_tells_how_the_service_is),
        cmocka_unit_test(a_taken_port_is_told),
        cmocka_unit_test(a_token_above_the_limit_is_not_even_looked_at),
        cmocka_unit_test(every_client_has_its_rate_and_is_told_of_it),
        cmocka_unit_test(without_a_rate_nothing_is_said_of_one),
        cmocka_unit_test(incomplete_route_tables_do_not_start),
        cmocka_unit_test(stopping_answers_what_is_in_flight),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
