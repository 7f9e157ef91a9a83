/* What is counted is written as Prometheus reads it, and counts from many threads add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "observe/metric.h"

static const char *const methods[] = {"GET", "POST"};
static const char *const patterns[] = {"/v1/plans/{code}", "/v1/reports"};

static int setup(void **state) {
    static struct buffer page;
    metric_routes(methods, patterns, 2);
    for (int i = 0; i < METRIC_COUNT; i++)
        metric_set((enum metric)i, 0);
    buffer_clear(&page);
    *state = &page;
    return 0;
}

static int teardown(void **state) {
    buffer_done(*state);
    return 0;
}

static void expect_line(const struct buffer *page, const char *line) {
    const char *found = strstr(buffer_cstr(page), line);
    if (found == NULL || (found > page->bytes && found[-1] != '\n') || found[strlen(line)] != '\n')
        fail_msg("not a line of the page: %s", line);
}

static void gauges_and_counters_hold_what_they_were_given(void **state) {
    metric_add(METRIC_HTTP_SHED, 2);
    metric_add(METRIC_HTTP_SHED, 3);
    metric_set(METRIC_CUBE_BYTES, 4096);
    metric_add(METRIC_HTTP_IN_FLIGHT, 1);
    metric_add(METRIC_HTTP_IN_FLIGHT, -2);
    assert_int_equal(metric_get(METRIC_HTTP_SHED), 5);
    metric_write(*state, "reports");
    expect_line(*state, "# TYPE tonghop_http_shed_total counter");
    expect_line(*state, "tonghop_http_shed_total{service=\"reports\"} 5");
    expect_line(*state, "# TYPE tonghop_cube_bytes gauge");
    expect_line(*state, "tonghop_cube_bytes{service=\"reports\"} 4096");
    expect_line(*state, "tonghop_http_in_flight{service=\"reports\"} -1");
    expect_line(*state, "tonghop_build_info{service=\"reports\",version=\"" TONGHOP_VERSION "\"} 1");
}

static void requests_count_by_route_and_class_of_status(void **state) {
    metric_request(0, 200, 1);
    metric_request(0, 204, 1);
    metric_request(0, 304, 1);
    metric_request(1, 599, 1);
    metric_request(METRIC_NO_ROUTE, 404, 1);
    metric_request(2, 404, 1);
    metric_write(*state, "plans");
    expect_line(
        *state,
        "tonghop_http_requests_total{service=\"plans\",method=\"GET\",route=\"/v1/plans/{code}\",status=\"2xx\"} 2");
    expect_line(
        *state,
        "tonghop_http_requests_total{service=\"plans\",method=\"GET\",route=\"/v1/plans/{code}\",status=\"3xx\"} 1");
    expect_line(
        *state,
        "tonghop_http_requests_total{service=\"plans\",method=\"POST\",route=\"/v1/reports\",status=\"5xx\"} 1");
    expect_line(*state,
                "tonghop_http_requests_total{service=\"plans\",method=\"any\",route=\"none\",status=\"4xx\"} 2");
    assert_null(strstr(buffer_cstr(*state), "status=\"1xx\""));
}

static void a_bucket_counts_what_took_at_most_its_bound(void **state) {
    static const struct {
        int64_t duration_us;
        const char *bound;
    } cases[] = {
        {0, "0.000500"},        {500, "0.000500"},
        {501, "0.001000"},      {5000, "0.005000"},
        {5001, "0.010000"},     {1000000, "1.000000"},
        {9999999, "10.000000"}, {10000000, "10.000000"},
        {10000001, "+Inf"},     {INT64_C(3600000000), "+Inf"},
    };
    struct buffer *page = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        metric_routes(methods, patterns, 2);
        metric_request(1, 200, cases[i].duration_us);
        buffer_clear(page);
        metric_write(page, "s");
        char first_with_one[128];
        snprintf(first_with_one, sizeof first_with_one, "le=\"%s\"} 1\n", cases[i].bound);
        const char *one = strstr(page->bytes, "\"} 1\ntonghop_http_request_duration_seconds_");
        assert_non_null(one);
        assert_memory_equal(one + 5 - strlen(first_with_one), first_with_one, strlen(first_with_one));
    }
}

static void the_histogram_is_cumulative_and_sums_in_seconds(void **state) {
    metric_request(1, 200, 400);
    metric_request(1, 200, 700000);
    metric_request(1, 503, 60000000);
    metric_write(*state, "s");
    expect_line(*state, "# TYPE tonghop_http_request_duration_seconds histogram");
#define OF "{service=\"s\",method=\"POST\",route=\"/v1/reports\""
    expect_line(*state, "tonghop_http_request_duration_seconds_bucket" OF ",le=\"0.000500\"} 1");
    expect_line(*state, "tonghop_http_request_duration_seconds_bucket" OF ",le=\"0.500000\"} 1");
    expect_line(*state, "tonghop_http_request_duration_seconds_bucket" OF ",le=\"1.000000\"} 2");
    expect_line(*state, "tonghop_http_request_duration_seconds_bucket" OF ",le=\"10.000000\"} 2");
    expect_line(*state, "tonghop_http_request_duration_seconds_bucket" OF ",le=\"+Inf\"} 3");
    expect_line(*state, "tonghop_http_request_duration_seconds_sum" OF "} 60.700400");
    expect_line(*state, "tonghop_http_request_duration_seconds_count" OF "} 3");
#undef OF
}

static void a_route_never_asked_for_takes_no_room(void **state) {
    metric_write(*state, "s");
    assert_null(strstr(buffer_cstr(*state), "_bucket"));
}

enum { THREADS = 8, EACH = 20000 };

static void *request_again_and_again(void *unused) {
    for (int i = 0; i < EACH; i++) {
        metric_add(METRIC_CONSUMED, 1);
        metric_request(0, 200, 1000);
    }
    return unused;
}

static void counts_from_many_threads_add_up(void **state) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, request_again_and_again, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(metric_get(METRIC_CONSUMED), THREADS * EACH);
    metric_write(*state, "s");
    expect_line(
        *state,
        "tonghop_http_request_duration_seconds_count{service=\"s\",method=\"GET\",route=\"/v1/plans/{code}\"} 160000");
    expect_line(*state, "tonghop_http_request_duration_seconds_sum{service=\"s\",method=\"GET\",route=\"/v1/plans/"
                        "{code}\"} 160.000000");
}

static bool is_metric_name(const char *text, size_t size) {
    return size > 0 && strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789") >= size;
}

/* Text exposition 0.0.4: comment lines name and describe a metric before its first sample; the page ends with a newline. */
static void each_line_is_a_comment_or_a_sample_of_the_metric_above(void **state) {
    metric_request(0, 200, 1);
    metric_write(*state, "s");
    char metric[128] = "";
    int metrics = 0;
    for (const char *line = buffer_cstr(*state); *line != '\0'; line = strchr(line, '\n') + 1) {
        assert_non_null(strchr(line, '\n'));
        if (sscanf(line, "# TYPE %127s", metric) == 1)
            metrics++;
        if (*line == '#')
            continue;
        size_t name = strcspn(line, "{");
        assert_true(is_metric_name(line, name));
        assert_memory_equal(line, metric, strlen(metric));
        assert_non_null(strstr(line, "} "));
    }
    assert_int_equal(metrics, METRIC_COUNT + 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(gauges_and_counters_hold_what_they_were_given),
        TEST(requests_count_by_route_and_class_of_status),
        TEST(a_bucket_counts_what_took_at_most_its_bound),
        TEST(the_histogram_is_cumulative_and_sums_in_seconds),
        TEST(a_route_never_asked_for_takes_no_room),
        TEST(counts_from_many_threads_add_up),
        TEST(each_line_is_a_comment_or_a_sample_of_the_metric_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
