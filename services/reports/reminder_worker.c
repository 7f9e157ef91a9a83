/* The turns of the thread that tells reminders. */
#include "reminder_worker.h"

#include <inttypes.h>

#include "observe/log.h"
#include "pipeline/worker.h"
#include "reminder_sql.h"

enum { MS_IN_SECOND = 1000 };

struct reminder_worker {
    struct service *service;
    struct worker worker;
    uint32_t interval_ms;
    struct fail reported; /* the failure last logged */
};

/* Without a reference nobody owes anything yet: the marks wait for it. */
static bool tell(struct reminder_worker *worker, enum reminder_kind kind, struct fail *fail) {
    AUTO_LEASE lease = {0};
    AUTO_SNAPSHOT *snapshot = reference_hold(worker->service->reference);
    uint32_t told = 0;
    bool good =
        snapshot_generation(snapshot) <= 0 || (db_lease(worker->service->pool, &lease, fail) &&
                                               reminders_tell(lease.db, snapshot, kind, clock_now(), &told, fail));
    if (told > 0) {
        relay_wake(worker->service->relay);
        log_event(LOG_INFO, "reminder.told", "%s: %" PRIu32, reminder_kind_name(kind), told);
    }
    return good;
}

static void turn(struct reminder_worker *worker) {
    struct fail fail = {0};
    bool good = true;
    for (enum reminder_kind kind = 0; good && kind < REMINDER_KIND_COUNT; kind++)
        good = tell(worker, kind, &fail);
    if (!good && fail.fault != worker->reported.fault)
        log_fail(LOG_WARN, "reminder.failing", &fail);
    worker->reported = fail;
}

static void run(void *context) {
    struct reminder_worker *worker = context;
    for (;;) {
        worker_rest(&worker->worker, worker->interval_ms);
        if (worker_stopping(&worker->worker))
            return;
        turn(worker);
    }
}

static bool marks_begin(struct service *service, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(service->pool, &lease, fail) && reminder_marks_begin(lease.db, clock_now(), fail);
}

bool reminder_worker_start(struct service *service, struct reminder_worker **ret_worker, struct fail *fail) {
    if (!marks_begin(service, fail))
        return false;
    struct reminder_worker *worker = arena_new(&service->arena, struct reminder_worker);
    worker->service = service;
    worker->interval_ms = (uint32_t)setting_number(&service->settings, "TONGHOP_REMINDER_INTERVAL_S") * MS_IN_SECOND;
    if (!worker_start(&worker->worker, run, worker, fail))
        return false;
    *ret_worker = worker;
    return true;
}

void reminder_worker_stop(struct reminder_worker *worker) {
    worker_stop(&worker->worker);
}
