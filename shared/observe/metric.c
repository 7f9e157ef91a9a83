/* Counting with relaxed atomics, and writing what was counted as Prometheus reads it. */
#include "observe/metric.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/fail.h"

/* Upper bounds of the buckets; what is slower than the last counts in one more. */
static const int64_t bounds_us[] = {500,    1000,   2500,   5000,    10000,   25000,   50000,
                                    100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000};

enum { BUCKETS = sizeof bounds_us / sizeof *bounds_us + 1, STATUS_CLASSES = 5 };

struct route {
    const char *method, *pattern;
    _Atomic uint64_t by_class[STATUS_CLASSES];
    _Atomic uint64_t by_bucket[BUCKETS];
    _Atomic uint64_t total_us;
};

static _Atomic int64_t values[METRIC_COUNT];

/* One more than registered: the last is for requests no route matched. */
static struct route *routes;
static uint32_t route_count;

static const struct {
    const char *name, *kind, *help;
} rows[] = {
#define GAUGE "gauge"
#define COUNTER "counter"
#define M(constant, kind, name, help) [METRIC_##constant] = {name, kind, help},
    METRICS(M)
#undef M
#undef GAUGE
#undef COUNTER
};

void metric_add(enum metric metric, int64_t by) {
    assert(metric < METRIC_COUNT);
    atomic_fetch_add_explicit(&values[metric], by, memory_order_relaxed);
}

void metric_set(enum metric metric, int64_t value) {
    assert(metric < METRIC_COUNT);
    atomic_store_explicit(&values[metric], value, memory_order_relaxed);
}

int64_t metric_get(enum metric metric) {
    assert(metric < METRIC_COUNT);
    return atomic_load_explicit(&values[metric], memory_order_relaxed);
}

void metric_routes(const char *const *methods, const char *const *patterns, uint32_t count) {
    free(routes);
    routes = calloc((size_t)count + 1, sizeof *routes);
    if (routes == NULL)
        fail_stop("metric", "no memory left");
    for (uint32_t i = 0; i < count; i++) {
        routes[i].method = methods[i];
        routes[i].pattern = patterns[i];
    }
    routes[count].method = "any";
    routes[count].pattern = "none";
    route_count = count;
}

static void count_one(_Atomic uint64_t *counter) {
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static uint64_t counted(const _Atomic uint64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static size_t bucket_of(int64_t duration_us) {
    size_t bucket = 0;
    while (bucket < BUCKETS - 1 && duration_us > bounds_us[bucket])
        bucket++;
    return bucket;
}

void metric_request(uint32_t route, int status, int64_t duration_us) {
    assert(routes != NULL && status >= 100 && status < 600 && duration_us >= 0);
    struct route *counts = &routes[route < route_count ? route : route_count];
    count_one(&counts->by_class[status / 100 - 1]);
    count_one(&counts->by_bucket[bucket_of(duration_us)]);
    atomic_fetch_add_explicit(&counts->total_us, (uint64_t)duration_us, memory_order_relaxed);
}

static void write_head(struct buffer *to, const char *name, const char *kind, const char *help) {
    buffer_format(to, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void write_values(struct buffer *to, const char *service) {
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        write_head(to, rows[i].name, rows[i].kind, rows[i].help);
        buffer_format(to, "%s{service=\"%s\"} %" PRId64 "\n", rows[i].name, service, metric_get((enum metric)i));
    }
}

static void write_labels(struct buffer *to, const char *service, const struct route *route) {
    buffer_format(to, "{service=\"%s\",method=\"%s\",route=\"%s\"", service, route->method, route->pattern);
}

/* Microseconds as decimal seconds. */
static void write_seconds(struct buffer *to, uint64_t us) {
    buffer_format(to, "%" PRIu64 ".%06" PRIu64, us / 1000000, us % 1000000);
}

/* A class that never occurred has no line: most routes see two of the five. */
static void write_requests(struct buffer *to, const char *service, const struct route *route) {
    for (size_t hundreds = 0; hundreds < STATUS_CLASSES; hundreds++) {
        uint64_t count = counted(&route->by_class[hundreds]);
        if (count == 0)
            continue;
        buffer_text(to, "tonghop_http_requests_total");
        write_labels(to, service, route);
        buffer_format(to, ",status=\"%zuxx\"} %" PRIu64 "\n", hundreds + 1, count);
    }
}

static void write_bucket(struct buffer *to, const char *service, const struct route *route, size_t bucket,
                         uint64_t count) {
    buffer_text(to, "tonghop_http_request_duration_seconds_bucket");
    write_labels(to, service, route);
    buffer_text(to, ",le=\"");
    if (bucket < BUCKETS - 1)
        write_seconds(to, (uint64_t)bounds_us[bucket]);
    else
        buffer_text(to, "+Inf");
    buffer_format(to, "\"} %" PRIu64 "\n", count);
}

/* The count is the sum of the buckets as they were read, so that the last bucket and the count agree. */
static void write_durations(struct buffer *to, const char *service, const struct route *route) {
    uint64_t count = 0;
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        count += counted(&route->by_bucket[bucket]);
        write_bucket(to, service, route, bucket, count);
    }
    buffer_text(to, "tonghop_http_request_duration_seconds_sum");
    write_labels(to, service, route);
    buffer_text(to, "} ");
    write_seconds(to, counted(&route->total_us));
    buffer_text(to, "\ntonghop_http_request_duration_seconds_count");
    write_labels(to, service, route);
    buffer_format(to, "} %" PRIu64 "\n", count);
}

static bool was_used(const struct route *route) {
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        if (counted(&route->by_bucket[bucket]) > 0)
            return true;
    }
    return false;
}

static void write_routes(struct buffer *to, const char *service) {
    write_head(to, "tonghop_http_requests_total", "counter", "Requests answered, by class of status");
    for (uint32_t i = 0; i <= route_count; i++)
        write_requests(to, service, &routes[i]);
    write_head(to, "tonghop_http_request_duration_seconds", "histogram", "Time taken to answer");
    for (uint32_t i = 0; i <= route_count; i++) {
        if (was_used(&routes[i]))
            write_durations(to, service, &routes[i]);
    }
}

void metric_write(struct buffer *to, const char *service) {
    write_head(to, "tonghop_build_info", "gauge", "The version that runs");
    buffer_format(to, "tonghop_build_info{service=\"%s\",version=\"%s\"} 1\n", service, TONGHOP_VERSION);
    write_values(to, service);
    if (routes != NULL)
        write_routes(to, service);
}
