/* The present snapshot: built from the service's own tables, and again when another instance has committed a change
 * set. */
#include <string.h>

#include "core/clock.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/reach_sql.h"
#include "plans.h"
#include "present_sql.h"

enum { LOOK_EVERY_US = 200000 };

struct reading {
    const struct plans *plans;
    struct db *db;
};

static bool each_record(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    const struct reading *reading = context;
    AUTO_RESULT *rows = published_all(reading->db, reference_kind_name(kind), fail);
    if (!rows)
        return false;
    for (int row = 0; row < db_rows(rows); row++)
        if (!take(taker, db_text(rows, row, 0), db_text(rows, row, 1), strlen(db_text(rows, row, 1))))
            return false;
    return true;
}

/* On a connection of its own: what a change set that fails would take back again must stay for the snapshot that goes by it. */
static bool reach_keep(void *context, const struct snapshot *next, struct fail *fail) {
    const struct reading *reading = context;
    struct db *db = NULL;
    bool kept = db_open(reading->plans->service->conninfo, "tonghop-plans-reach", &db, fail) && reach_begin(db, fail) &&
                reach_store_before(db, next, fail);
    db_close(db);
    return kept;
}

static int64_t present_generation(struct plans *plans) {
    AUTO_SNAPSHOT *snapshot = reference_hold(plans->service->reference);
    return snapshot_generation(snapshot);
}

static bool build(struct plans *plans, struct db *db, const struct generation *newest, int64_t present,
                  struct fail *fail) {
    struct reading reading = {plans, db};
    struct record_source source = {.each = each_record, .context = &reading, .ready = reach_keep};
    uint32_t unreadable = 0;
    if (!reference_build(plans->service->reference, &source, newest->number, newest->units > present, &unreadable,
                         fail))
        return false;
    metric_set(METRIC_GENERATION, newest->number);
    if (unreadable > 0)
        log_event(LOG_ERROR, "reference.unreadable", "%u records of generation %lld cannot be decoded", unreadable,
                  (long long)newest->number);
    return true;
}

static bool take_newer(struct plans *plans, struct db *db, struct fail *fail) {
    struct generation newest;
    int64_t present = present_generation(plans);
    if (!generation_read(db, &newest, fail))
        return false;
    return newest.number <= present || build(plans, db, &newest, present, fail);
}

bool present_take(struct plans *plans, struct db *db, struct fail *fail) {
    pthread_mutex_lock(&plans->rebuilding);
    bool done = take_newer(plans, db, fail);
    pthread_mutex_unlock(&plans->rebuilding);
    if (done)
        atomic_store(&plans->looked_us, clock_monotonic_us());
    return done;
}

bool present_catch_up(struct plans *plans, struct db *db, struct fail *fail) {
    bool done = db_begin_snapshot(db, fail) && present_take(plans, db, fail);
    db_rollback(db);
    return done;
}

static void look(struct plans *plans) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    if (!db_lease(plans->service->pool, &lease, &fail) || !present_catch_up(plans, lease.db, &fail))
        log_fail(LOG_WARN, "reference.stale", &fail);
}

const struct snapshot *present_hold(struct plans *plans) {
    int64_t now_us = clock_monotonic_us(), looked_us = atomic_load(&plans->looked_us);
    /* Whoever moves the clock forward looks; the others go on with what is there. */
    if (now_us - looked_us > LOOK_EVERY_US && atomic_compare_exchange_strong(&plans->looked_us, &looked_us, now_us))
        look(plans);
    return reference_hold(plans->service->reference);
}
