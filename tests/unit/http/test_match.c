/* Paths find their rows, queries and preferences are read as they were sent, cursors fit only where they were made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "http/exchange.h"
#include "http/negotiate.h"

static void handler(struct call *call) {
    call_reply(call, 200);
}

#define ROW(method, pattern, name)                                                                                     \
    { method, pattern, SCOPE_ANY, NO_UNIT, BODY_NONE, 0, handler, name }

static const struct route routes[] = {
    ROW(METHOD_GET, "/v1/plans", "plansList"),
    ROW(METHOD_POST, "/v1/plans", "planCreate"),
    ROW(METHOD_GET, "/v1/plans/drafts", "draftsList"),
    ROW(METHOD_GET, "/v1/plans/{plan}", "planGet"),
    ROW(METHOD_PUT, "/v1/plans/{plan}", "planPut"),
    ROW(METHOD_GET, "/v1/plans/{plan}/versions/{version}", "planVersion"),
    {.method = METHOD_UNSET},
};

static int call_begin(void **state) {
    static struct call call;
    call = (struct call){.api = "plans", .path = "/v1/plans"};
    issues_init(&call.issues, &call.arena);
    *state = &call;
    return 0;
}

static int call_end(void **state) {
    struct call *call = *state;
    buffer_done(&call->body);
    arena_done(&call->arena);
    return 0;
}

static const struct {
    enum method method;
    const char *path;
    enum match match;
    const char *name;   /* of the row found, or what Allow says */
    const char *values; /* parameters, each closed by a ; */
} paths[] = {
    {METHOD_GET, "/v1/plans", MATCH_FOUND, "plansList", ""},
    {METHOD_POST, "/v1/plans", MATCH_FOUND, "planCreate", ""},
    {METHOD_GET, "/v1/plans/drafts", MATCH_FOUND, "draftsList", ""},
    {METHOD_GET, "/v1/plans/38", MATCH_FOUND, "planGet", "plan=38;"},
    {METHOD_PUT, "/v1/plans/drafts", MATCH_FOUND, "planPut", "plan=drafts;"},
    {METHOD_GET, "/v1/%70lans/a%20b", MATCH_FOUND, "planGet", "plan=a b;"},
    {METHOD_GET, "/v1/plans/thanh-h%C3%B3a+1", MATCH_FOUND, "planGet", "plan=thanh-hóa+1;"},
    {METHOD_GET, "/v1/plans/x/versions/2", MATCH_FOUND, "planVersion", "plan=x;version=2;"},
    {METHOD_DELETE, "/v1/plans/38", MATCH_NO_METHOD, "GET, HEAD, PUT, OPTIONS", ""},
    {METHOD_UNSET, "/v1/plans", MATCH_NO_METHOD, "GET, HEAD, POST, OPTIONS", ""},
    {METHOD_GET, "/", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plan", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plansx", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1//plans", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "//v1/plans", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/x/versions/", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans//versions/2", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s", MATCH_NO_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/%zz", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/%4", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/%", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/a%00b", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/a%2Fb", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/a%2fversions", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/%ff", MATCH_BAD_PATH, NULL, NULL},
    {METHOD_GET, "/v1/plans/%C0%AF", MATCH_BAD_PATH, NULL, NULL},
};

static const char *values_of(struct call *call) {
    const char *values = "";
    for (uint32_t i = 0; i < call->path_count; i++)
        values = arena_format(&call->arena, "%s%s=%s;", values, call->path_parameters[i].name,
                              call->path_parameters[i].value);
    return values;
}

static void paths_find_their_rows(void **state) {
    struct call *call = *state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct route *route = NULL;
        char allow[64] = "";
        call->path_count = 0;
        enum match match = route_match(routes, call, paths[i].method, paths[i].path, &route, allow);
        if (match != paths[i].match)
            fail_msg("%s: %d", paths[i].path, match);
        if (match == MATCH_FOUND)
            assert_string_equal(route->name, paths[i].name);
        if (match == MATCH_NO_METHOD)
            assert_string_equal(allow, paths[i].name);
        if (match == MATCH_FOUND)
            assert_string_equal(values_of(call), paths[i].values);
    }
}

static void a_query_is_read_as_it_was_sent(void **state) {
    struct call *call = *state;
    assert_true(query_read(call, "/v1/plans?unit=38&q=th%C3%A1i+b%20%26%2B&flag&empty=&&a=b=c"));
    assert_string_equal(call_query(call, "unit"), "38");
    assert_string_equal(call_query(call, "q"), "thái b &+");
    assert_string_equal(call_query(call, "flag"), "");
    assert_string_equal(call_query(call, "empty"), "");
    assert_string_equal(call_query(call, "a"), "b=c");
    assert_null(call_query(call, "absent"));
}

static void a_query_that_could_be_misread_is_refused(void **state) {
    static const struct {
        const char *url;
        enum issue_type type;
    } rows[] = {
        {"/?unit=38&unit=1", ISSUE_DUPLICATE}, {"/?unit=38&%75nit=1", ISSUE_DUPLICATE},
        {"/?unit=%zz", ISSUE_BAD_FORMAT},      {"/?unit=%ff", ISSUE_BAD_FORMAT},
        {"/?unit=\xff", ISSUE_BAD_FORMAT},     {"/?unit=3%008", ISSUE_BAD_FORMAT},
        {"/?%ff=1", ISSUE_BAD_FORMAT},         {"/?unit=%", ISSUE_BAD_FORMAT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        call_end(state);
        call_begin(state);
        struct call *call = *state;
        assert_false(query_read(call, rows[i].url));
        assert_int_equal(call->status, 400);
        assert_int_equal(call->issues.count, 1);
        assert_string_equal(issue_type_name(call->issues.first->type), issue_type_name(rows[i].type));
        assert_string_equal(call->issues.first->in, "query");
    }
}

static void query_parameters_are_judged(void **state) {
    struct call *call = *state;
    day_t day;
    assert_true(query_read(call, "/?limit=5000&at=2023-06-14&deep=true&bad=yes&none=2023-02-30"));
    assert_int_equal(call_limit(call), PAGE_MAX);
    assert_true(call_query_day(call, "at", &day));
    assert_int_equal(day, day_of(2023, 6, 14));
    assert_true(call_query_flag(call, "deep", false));
    assert_true(call_query_flag(call, "absent", true));
    assert_int_equal(call->issues.count, 0);
    call_query_flag(call, "bad", true);
    assert_false(call_query_day(call, "none", &day));
    assert_int_equal(call->issues.count, 2);
    static const char *const known[] = {"limit", "at", "deep", NULL};
    assert_false(call_query_only(call, known));
    assert_int_equal(call->status, 400);
    assert_int_equal(call->issues.count, 4);
}

static void limits_below_one_are_refused(void **state) {
    static const char *const urls[] = {"/?limit=0", "/?limit=-1", "/?limit=", "/?limit=1x", "/?limit=%201"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        call_end(state);
        call_begin(state);
        struct call *call = *state;
        assert_true(query_read(call, urls[i]));
        assert_int_equal(call_limit(call), PAGE_DEFAULT);
        assert_int_equal(call->issues.count, 1);
    }
}

/* What a request of that URL makes of the cursor; "" where it is refused. */
static const char *position_under(void **state, const char *path, const char *query, const char *cursor) {
    char url[512], copy[256];
    snprintf(copy, sizeof copy, "%s", cursor);
    snprintf(url, sizeof url, "%s?%s&cursor=%s", path, query, copy);
    call_end(state);
    call_begin(state);
    struct call *call = *state;
    call->path = path;
    assert_true(query_read(call, url));
    bool good;
    const char *position = call_cursor_read(call, &good);
    assert_int_equal(good, call->issues.count == 0);
    return position ? position : "";
}

static void a_cursor_fits_only_where_it_was_made(void **state) {
    struct call *call = *state;
    bool good;
    assert_true(query_read(call, "/v1/plans?unit=38&q=a"));
    assert_null(call_cursor_read(call, &good));
    assert_true(good);
    char cursor[256];
    snprintf(cursor, sizeof cursor, "%s", call_cursor_make(call, "2023|thanh-hóa"));
    assert_int_equal(strspn(cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                     strlen(cursor));
    assert_string_equal(position_under(state, "/v1/plans", "unit=38&q=a", cursor), "2023|thanh-hóa");
    assert_string_equal(position_under(state, "/v1/plans", "limit=7&q=a&unit=38", cursor), "2023|thanh-hóa");
    assert_string_equal(position_under(state, "/v1/plans", "unit=1&q=a", cursor), "");
    assert_string_equal(position_under(state, "/v1/plans", "unit=38", cursor), "");
    assert_string_equal(position_under(state, "/v1/forms", "unit=38&q=a", cursor), "");
    assert_string_equal(position_under(state, "/v1/plans", "unit=38&q=a", "MTIz"), "");
    assert_string_equal(position_under(state, "/v1/plans", "unit=38&q=a", ""), "");
    cursor[30] = cursor[30] == 'A' ? 'B' : 'A';
    assert_string_equal(position_under(state, "/v1/plans", "unit=38&q=a", cursor), "");
}

static void preferences_are_weighed(void **state) {
    (void)state;
    assert_int_equal(accept_language(NULL), LANGUAGE_VI);
    assert_int_equal(accept_language("en-GB,en;q=0.9"), LANGUAGE_EN);
    assert_int_equal(accept_language("en;q=0.5, vi;q=0.8"), LANGUAGE_VI);
    assert_int_equal(accept_language("vi;q=0.2,en"), LANGUAGE_EN);
    assert_int_equal(accept_language("fr, de"), LANGUAGE_VI);
    assert_int_equal(accept_language("en;q=0"), LANGUAGE_VI);
    assert_true(accepts_gzip("br, gzip"));
    assert_true(accepts_gzip("*"));
    assert_false(accepts_gzip("gzip;q=0, *"));
    assert_false(accepts_gzip("identity"));
    assert_false(accepts_gzip(NULL));
    assert_int_equal(accept_weight("text/*;q=0.3, text/csv;q=0.7, */*;q=0.1", "text/csv"), 700);
    assert_int_equal(accept_weight("text/*;q=0.3, */*;q=0.1", "text/csv"), 300);
    assert_int_equal(accept_weight("text/*;q=0.3, */*;q=0.1", "application/json"), 100);
    assert_int_equal(accept_weight("text/html", "application/json"), 0);
}

static void the_best_offer_is_taken(void **state) {
    (void)state;
    static const char *const offered[] = {"application/json", "text/csv", NULL};
    assert_string_equal(accept_best(NULL, offered), "application/json");
    assert_string_equal(accept_best("*/*", offered), "application/json");
    assert_string_equal(accept_best("text/csv, application/json;q=0.9", offered), "text/csv");
    assert_string_equal(accept_best("application/json;q=0, */*", offered), "text/csv");
    assert_null(accept_best("image/png", offered));
}

static void versions_are_compared_by_their_tags(void **state) {
    struct call *call = *state;
    call->if_match = "\"6\", \"7\"";
    assert_true(call_if_match(call, 7));
    call->if_match = "*";
    assert_true(call_if_match(call, 7));
    call->if_match = "W/\"7\"";
    assert_false(call_if_match(call, 7));
    assert_int_equal(call->status, 412);
    assert_string_equal(call->headers[0].value, "\"7\"");
    call->status = 0;
    call->if_match = NULL;
    assert_false(call_if_match(call, 7));
    assert_int_equal(call->status, 428);
    call->status = 0;
    assert_false(call_not_modified(call, 7));
    call->if_none_match = "\"77\"";
    assert_false(call_not_modified(call, 7));
    call->if_none_match = "W/\"7\"";
    assert_true(call_not_modified(call, 7));
    assert_int_equal(call->status, 304);
}

static void faults_become_statuses(void **state) {
    static const struct {
        struct fail fail;
        int status;
    } rows[] = {
        {{.fault = FAULT_INVALID}, 422},
        {{.fault = FAULT_MISSING}, 404},
        {{.fault = FAULT_CONFLICT}, 409},
        {{.fault = FAULT_BUSY, .retry = true}, 503},
        {{.fault = FAULT_BROKEN, .text = "secret of the database"}, 500},
        {{.fault = FAULT_BROKEN, .retry = true, .text = "secret of the database"}, 503},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        call_end(state);
        call_begin(state);
        struct call *call = *state;
        call_refuse_fail(call, &rows[i].fail);
        assert_int_equal(call->status, rows[i].status);
        assert_null(strstr(buffer_cstr(&call->body), "secret"));
        assert_int_equal(call->header_count, rows[i].status == 503 ? 1 : 0);
    }
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, call_begin, call_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        EACH(paths_find_their_rows),
        EACH(a_query_is_read_as_it_was_sent),
        EACH(a_query_that_could_be_misread_is_refused),
        EACH(query_parameters_are_judged),
        EACH(limits_below_one_are_refused),
        EACH(a_cursor_fits_only_where_it_was_made),
        EACH(preferences_are_weighed),
        EACH(the_best_offer_is_taken),
        EACH(versions_are_compared_by_their_tags),
        EACH(faults_become_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
