/* The turns of the thread that says up to which moment everything recorded is published. */
#include "mark_worker.h"

#include "floor_sql.h"
#include "ledger.h"
#include "mark_event.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/outbox_sql.h"
#include "pipeline/worker.h"

enum {
    FLOOR_LAG_MS = 200, /* what is stamped is stored within that time as a rule; what is not is stamped again */
    LOOK_MS_MIN = 5,
    LOOK_MS_MAX = 200,
};

struct mark_worker {
    struct service *service;
    struct worker worker;
    struct arena arena; /* of a turn */
    uint32_t interval_ms;
    struct db *db;
    struct producer *producer;
    bool leading;
    moment_t published;   /* the last mark of this instance; MOMENT_NONE: none */
    struct fail reported; /* the failure last logged */
};

/* ---- Connections */

static void disconnect(struct mark_worker *marks) {
    marks->leading = false;
    db_close(marks->db);
    marks->db = NULL;
}

/* The table of events is nearly always empty but for dead rows, and the planner would read all of it. */
static bool connect_database(struct mark_worker *marks, struct fail *fail) {
    if (marks->db && !db_broken(marks->db))
        return true;
    disconnect(marks);
    return db_open(marks->service->conninfo, "tonghop-reports-marks", &marks->db, fail) &&
           floor_session(marks->db, fail);
}

/* The lock goes with the connection. */
static bool lead(struct mark_worker *marks, struct fail *fail) {
    return connect_database(marks, fail) &&
           (marks->leading || outbox_lock(marks->db, "reports.marks", &marks->leading, fail));
}

static bool connect_broker(struct mark_worker *marks, struct fail *fail) {
    if (marks->producer && producer_broken(marks->producer)) {
        producer_close(marks->producer);
        marks->producer = NULL;
    }
    return marks->producer || producer_open(marks->service->brokers, "tonghop-reports-marks", &marks->producer, fail);
}

/* ---- A mark */

static void show_age(const struct mark_worker *marks) {
    bool known = marks->leading && marks->published != MOMENT_NONE;
    metric_set(METRIC_MARK_AGE_MS, known ? (clock_now() - marks->published) / 1000 : -1);
}

/* Until everything at or below the floor is with the broker. *ret_passed false: the thread is to stop. */
static bool wait_until_passed(struct mark_worker *marks, const struct ledger_floor *floor, bool *ret_passed,
                              struct fail *fail) {
    uint32_t look_ms = LOOK_MS_MIN;
    while (floor_is_passed(marks->db, floor, ret_passed, fail)) {
        if (*ret_passed || worker_stopping(&marks->worker))
            return true;
        show_age(marks);
        worker_rest(&marks->worker, look_ms);
        look_ms = look_ms * 2 < LOOK_MS_MAX ? look_ms * 2 : LOOK_MS_MAX;
    }
    return false;
}

/* The ends are asked for last: they lie behind everything that was acknowledged before. */
static bool publish(struct mark_worker *marks, const struct ledger_floor *floor, struct fail *fail) {
    struct mark mark = {.until = floor->until, .epoch = floor->epoch};
    struct record record;
    bool delivered;
    if (!connect_broker(marks, fail) ||
        !producer_topic_ends(marks->producer, REPORT_TOPIC, mark.ends, &mark.partition_count, fail))
        return false;
    mark_record(&mark, &marks->arena, &record);
    if (!producer_send(marks->producer, &record, 1, &delivered, fail))
        return false;
    marks->published = floor->until;
    return true;
}

static bool turn(struct mark_worker *marks, struct fail *fail) {
    struct ledger_floor floor;
    bool passed = false;
    arena_reset(&marks->arena);
    if (!lead(marks, fail))
        return false;
    if (!marks->leading)
        return true;
    return floor_raise(marks->db, FLOOR_LAG_MS * INT64_C(1000), &marks->arena, &floor, fail) &&
           wait_until_passed(marks, &floor, &passed, fail) && (!passed || publish(marks, &floor, fail));
}

/* ---- The thread */

static void report(struct mark_worker *marks, const struct fail *fail) {
    if (fail->fault != marks->reported.fault)
        log_fail(LOG_WARN, "mark.failing", fail);
    marks->reported = *fail;
}

/* A turn that took longer than the interval is followed by the next at once. */
static void rest(struct mark_worker *marks, int64_t began_us) {
    int64_t took_ms = (clock_monotonic_us() - began_us) / 1000;
    if (took_ms < marks->interval_ms)
        worker_rest(&marks->worker, marks->interval_ms - (uint32_t)took_ms);
}

static void run(void *context) {
    struct mark_worker *marks = context;
    while (!worker_stopping(&marks->worker)) {
        struct fail fail = {0};
        int64_t began_us = clock_monotonic_us();
        bool done = turn(marks, &fail);
        report(marks, &fail);
        show_age(marks);
        if (done) {
            worker_go_on(&marks->worker);
            rest(marks, began_us);
            continue;
        }
        worker_hold_back(&marks->worker);
    }
    disconnect(marks);
    producer_close(marks->producer);
    arena_done(&marks->arena);
}

bool mark_worker_start(struct service *service, struct mark_worker **ret_worker, struct fail *fail) {
    struct mark_worker *marks = arena_new(&service->arena, struct mark_worker);
    marks->service = service;
    marks->published = MOMENT_NONE;
    marks->interval_ms = (uint32_t)setting_number(&service->settings, "TONGHOP_MARK_INTERVAL_MS");
    metric_set(METRIC_MARK_AGE_MS, -1);
    if (!worker_start(&marks->worker, run, marks, fail))
        return false;
    *ret_worker = marks;
    return true;
}

void mark_worker_stop(struct mark_worker *marks) {
    worker_stop(&marks->worker);
}
