/* A log line is one JSON object on one line, whatever the text in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/text.h"
#include "observe/log.h"

enum { LINE_MAX = 16384 };

static int pipe_ends[2];
static int stderr_before;

static int setup(void **state) {
    (void)state;
    log_start("reports", LOG_DEBUG);
    stderr_before = dup(STDERR_FILENO);
    return pipe2(pipe_ends, O_NONBLOCK) != 0 || dup2(pipe_ends[1], STDERR_FILENO) < 0;
}

static int teardown(void **state) {
    (void)state;
    dup2(stderr_before, STDERR_FILENO);
    close(stderr_before);
    close(pipe_ends[0]);
    return close(pipe_ends[1]);
}

/* What was written since, without the time at its start, which must be one. */
static const char *logged(void) {
    static char text[LINE_MAX];
    ssize_t size = read(pipe_ends[0], text, sizeof text - 1);
    if (size <= 0)
        return "";
    text[size] = '\0';
    assert_memory_equal(text, "{\"ts\":\"", 7);
    char *end = strchr(text + 7, '"');
    *end = '\0';
    moment_t moment;
    assert_true(moment_parse(text + 7, &moment));
    return end + 1;
}

static void an_event_is_one_line(void **state) {
    (void)state;
    log_event(LOG_INFO, "outbox.published", "Published %d of %s", 12, "Thanh Hóa");
    assert_string_equal(logged(), ",\"level\":\"info\",\"service\":\"reports\",\"event\":\"outbox.published\","
                                  "\"msg\":\"Published 12 of Thanh Hóa\"}\n");
}

static void a_failure_says_what_where_and_whether_to_try_again(void **state) {
    (void)state;
    struct fail fail;
    fail_set(&fail, FAULT_BUSY, true, "db_pool_take", "all 8 connections are lent out");
    log_fail(LOG_ERROR, "request.failed", &fail);
    assert_string_equal(logged(),
                        ",\"level\":\"error\",\"service\":\"reports\",\"event\":\"request.failed\","
                        "\"msg\":\"all 8 connections are lent out\",\"err\":\"busy\",\"where\":\"db_pool_take\","
                        "\"retry\":true}\n");
}

static void a_request_has_its_route_and_duration(void **state) {
    (void)state;
    log_request("POST", "/v1/reports", 201, 12045, "4bf92f3577b34da6a3ce929d0e0e4736", "thanh-hoa");
    assert_string_equal(logged(),
                        ",\"level\":\"info\",\"service\":\"reports\",\"event\":\"http.request\","
                        "\"msg\":\"Request answered\",\"method\":\"POST\",\"route\":\"/v1/reports\",\"status\":201,"
                        "\"durMs\":12.045,\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\","
                        "\"clientId\":\"thanh-hoa\"}\n");
    log_request("GET", "/v1/reports", 500, 999, NULL, NULL);
    assert_string_equal(logged(),
                        ",\"level\":\"warn\",\"service\":\"reports\",\"event\":\"http.request\","
                        "\"msg\":\"Request answered\",\"method\":\"GET\",\"route\":\"/v1/reports\",\"status\":500,"
                        "\"durMs\":0.999}\n");
}

static void a_hostile_text_cannot_leave_its_string(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"a\"b\\c", "a\\\"b\\\\c"},
        {"a\r\n{\"level\":\"error\"}", "a\\u000d\\u000a{\\\"level\\\":\\\"error\\\"}"},
        {"\x1B[2J\x7F\t", "\\u001b[2J\\u007f\\u0009"},
        {"\xC2\x9B"
         "2J \xC2\xA0",
         "\\u009b2J \xC2\xA0"}, /* CSI as a C1 control; a no-break space is harmless */
        {"\xFF\xC3", "\\ufffd\\ufffd"},
        {"%s%n", "%s%n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log_event(LOG_WARN, "test", "%s", cases[i][0]);
        char expected[256];
        snprintf(expected, sizeof expected,
                 ",\"level\":\"warn\",\"service\":\"reports\",\"event\":\"test\",\"msg\":\"%s\"}\n", cases[i][1]);
        assert_string_equal(logged(), expected);
    }
}

static void a_long_message_is_cut_between_characters(void **state) {
    (void)state;
    for (int shift = 0; shift < 3; shift++) {
        char text[6001] = "ab";
        for (int at = shift; at + 3 <= 6000; at += 3)
            memcpy(text + at, "ế", 3);
        log_event(LOG_INFO, "test", "%s", text);
        const char *line = logged();
        assert_true(text_is_utf8(line, strlen(line)));
        assert_null(strstr(line, "ufffd"));
        assert_in_range(strlen(line), 1000, 1200);
        assert_string_equal(line + strlen(line) - 3, "\"}\n");
    }
}

static void what_is_below_the_level_is_not_written(void **state) {
    (void)state;
    log_start("reports", LOG_WARN);
    log_event(LOG_DEBUG, "test", "no");
    log_event(LOG_INFO, "test", "no");
    log_request("GET", "/v1/reports", 200, 1, NULL, NULL);
    assert_string_equal(logged(), "");
    log_event(LOG_WARN, "test", "yes");
    assert_string_not_equal(logged(), "");
}

static void a_level_is_read_by_its_name(void **state) {
    (void)state;
    assert_int_equal(log_level_parse("debug"), LOG_DEBUG);
    assert_int_equal(log_level_parse("info"), LOG_INFO);
    assert_int_equal(log_level_parse("warn"), LOG_WARN);
    assert_int_equal(log_level_parse("error"), LOG_ERROR);
    assert_int_equal(log_level_parse("loud"), LOG_INFO);
    assert_int_equal(log_level_parse(NULL), LOG_INFO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(an_event_is_one_line),
        TEST(a_failure_says_what_where_and_whether_to_try_again),
        TEST(a_request_has_its_route_and_duration),
        TEST(a_hostile_text_cannot_leave_its_string),
        TEST(a_long_message_is_cut_between_characters),
        TEST(what_is_below_the_level_is_not_written),
        TEST(a_level_is_read_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
