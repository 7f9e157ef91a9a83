/* Follows the marks of the ledger, and knows which of them the stored offsets have passed. */
#include "passed.h"

#include <stdatomic.h>

#include "mark.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "passed_sql.h"
#include "pipeline/worker.h"

enum { RECORDS_MAX = 64, POLL_MS = 200, LOOK_MS = 50 };

/* The way from the topic to the moment. */
struct passage {
    struct service *service;
    struct reader *reader;
    struct marks marks;
    struct record records[RECORDS_MAX];
};

struct passed {
    struct passage passage;
    struct worker worker;
    _Atomic moment_t until;
    struct fail reported; /* the failure last logged */
};

/* ---- A turn */

/* What is no mark cannot become one. */
static void take_records(struct passage *passage, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct mark mark;
        struct fail fail;
        if (mark_read(&passage->records[i], &mark, &fail))
            marks_take(&passage->marks, &mark);
        else
            log_fail(LOG_WARN, "mark.unreadable", &fail);
    }
}

static bool compare(struct passage *passage, struct fail *fail) {
    int64_t next[TOPIC_PARTITIONS_MAX];
    AUTO_LEASE lease = {0};
    if (!db_lease(passage->service->pool, &lease, fail) || !reports_next(lease.db, next, fail))
        return false;
    marks_pass(&passage->marks, next);
    return true;
}

static bool passage_turn(struct passage *passage, struct fail *fail) {
    size_t count;
    bool at_end;
    if (passage->reader == NULL && !reader_open(passage->service->brokers, "tonghop-aggregation-marks",
                                                "tonghop.mark.v1", 0, READER_FROM_LAST, &passage->reader, fail))
        return false;
    bool polled = reader_poll(passage->reader, passage->marks.waiting ? LOOK_MS : POLL_MS, passage->records,
                              RECORDS_MAX, &count, &at_end, fail);
    take_records(passage, count);
    return polled && (!passage->marks.waiting || compare(passage, fail));
}

/* ---- The thread */

static void report(struct passed *passed, const struct fail *fail) {
    if (fail->fault != passed->reported.fault)
        log_fail(LOG_WARN, "mark.failing", fail);
    passed->reported = *fail;
}

static void publish(struct passed *passed) {
    moment_t until = passed->passage.marks.until;
    atomic_store(&passed->until, until);
    metric_set(METRIC_MARK_AGE_MS, until == MOMENT_NONE ? -1 : (clock_now() - until) / 1000);
}

static void run(void *context) {
    struct passed *passed = context;
    while (!worker_stopping(&passed->worker)) {
        struct fail fail = {0};
        bool done = passage_turn(&passed->passage, &fail);
        publish(passed);
        report(passed, &fail);
        if (done)
            worker_go_on(&passed->worker);
        else
            worker_hold_back(&passed->worker);
    }
    reader_close(passed->passage.reader);
}

bool passed_start(struct service *service, struct passed **ret_passed, struct fail *fail) {
    struct passed *passed = arena_new(&service->arena, struct passed);
    passed->passage.service = service;
    marks_init(&passed->passage.marks);
    publish(passed);
    if (!worker_start(&passed->worker, run, passed, fail))
        return false;
    *ret_passed = passed;
    return true;
}

void passed_stop(struct passed *passed) {
    if (passed != NULL)
        worker_stop(&passed->worker);
}

moment_t passed_until(const struct passed *passed) {
    return atomic_load(&passed->until);
}

/* ---- Without a thread */

bool passed_wait(struct service *service, moment_t wanted, uint32_t wait_ms, moment_t *ret_until, struct fail *fail) {
    int64_t until_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;
    struct passage passage = {.service = service};
    bool done = true;
    marks_init(&passage.marks);
    while (done && passage.marks.until < wanted && clock_monotonic_us() < until_us)
        done = passage_turn(&passage, fail);
    reader_close(passage.reader);
    *ret_until = passage.marks.until;
    return done;
}
