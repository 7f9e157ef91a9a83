/* Metrics: one table, C11 atomics, Prometheus text. Adding a metric is adding a row. No unit or client labels. */
#ifndef TONGHOP_OBSERVE_METRIC_H
#define TONGHOP_OBSERVE_METRIC_H

#include <stdint.h>

#include "core/buffer.h"

/*  constant                 kind       name                                      help */
#define METRICS(M)                                                                                                          \
    M(HTTP_IN_FLIGHT,        GAUGE,     "tonghop_http_in_flight",                 "Requests being answered")                \
    M(HTTP_SHED,             COUNTER,   "tonghop_http_shed_total",                "Requests refused for overload")          \
    M(HTTP_LIMITED,          COUNTER,   "tonghop_http_limited_total",             "Requests refused for the rate of their client") \
    M(DB_POOL_IN_USE,        GAUGE,     "tonghop_db_pool_in_use",                 "Database connections lent out")          \
    M(DB_POOL_WAIT_US,       COUNTER,   "tonghop_db_pool_wait_microseconds_total", "Time spent waiting for a connection")   \
    M(OUTBOX_PENDING,        GAUGE,     "tonghop_outbox_pending",                 "Outbox rows not yet published, as last seen") \
    M(OUTBOX_OLDEST_AGE_MS,  GAUGE,     "tonghop_outbox_oldest_age_milliseconds", "Age of the oldest outbox row, as last seen") \
    M(PUBLISHED,             COUNTER,   "tonghop_kafka_published_total",          "Records acknowledged by the broker")     \
    M(PUBLISH_FAILED,        COUNTER,   "tonghop_kafka_publish_failed_total",     "Records the broker did not take")        \
    M(CONSUMED,              COUNTER,   "tonghop_consumed_total",                 "Records stored from topics")             \
    M(CONSUMER_LAG,          GAUGE,     "tonghop_consumer_lag_records",           "Records behind the end of the topics; -1 unknown")\
    M(MARK_AGE_MS,           GAUGE,     "tonghop_mark_age_milliseconds",          "Age of the moment up to which all that was recorded is published (reports) or taken in (aggregation); -1 unknown")\
    M(DEAD_LETTERS,          COUNTER,   "tonghop_dead_letters_total",             "Records that can never be applied")      \
    M(GENERATION,            GAUGE,     "tonghop_reference_generation",           "Generation of the reference in use")     \
    M(REPORTS_STORED,        COUNTER,   "tonghop_reports_stored_total",           "Report versions stored")                 \
    M(REPORT_BATCHES,        COUNTER,   "tonghop_report_batches_total",           "Group commits")                          \
    M(REPORTS_WAITING,       GAUGE,     "tonghop_reports_waiting",                "Requests that are to be stored, from their coming to their answer") \
    M(CUBE_LOADS,            COUNTER,   "tonghop_cube_loads_total",               "Cubes loaded whole")                     \
    M(CUBE_HITS,             COUNTER,   "tonghop_cube_hits_total",                "Cubes answered from memory")             \
    M(CUBE_BYTES,            GAUGE,     "tonghop_cube_bytes",                     "Memory held by cubes")                   \
    M(ROLLUPS_WRITTEN,       COUNTER,   "tonghop_rollups_written_total",          "Roll-up rows written down and published") \
    M(ROLLUPS_PENDING,       GAUGE,     "tonghop_rollups_pending",                "Forms and periods waiting to be written down, as last seen") \
    M(RECOUNT_DIFFERENCES,   COUNTER,   "tonghop_recount_differences_total",      "Roll-up rows that a recount did not find right; should stay 0")

enum metric {
#define M(constant, kind, name, help) METRIC_##constant,
    METRICS(M)
#undef M
        METRIC_COUNT
};

void metric_add(enum metric metric, int64_t by);
void metric_set(enum metric metric, int64_t value);
int64_t metric_get(enum metric metric);

/* Requests by route index: counted by status class, with a histogram of the duration. Routes are registered once at start,
 * before the first request (the texts must live for ever). Any index that is not of a route, such as METRIC_NO_ROUTE, counts
 * under the route "none". */
#define METRIC_NO_ROUTE UINT32_MAX
void metric_routes(const char *const *methods, const char *const *patterns, uint32_t count);
void metric_request(uint32_t route, int status, int64_t duration_us);

void metric_write(struct buffer *to, const char *service); /* Prometheus text exposition 0.0.4 */

#endif
