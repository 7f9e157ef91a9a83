/* The turns of the thread that publishes heads of audit chains. */
#include "service/audit_worker.h"

#include "audit/audit.h"
#include "observe/log.h"
#include "pipeline/worker.h"

enum { MS_IN_SECOND = 1000 };

struct audit_worker {
    struct service *service;
    struct worker worker;
    uint32_t interval_ms;
    struct audit_seen seen;
    struct fail reported; /* the failure last logged */
};

static bool publish(struct audit_worker *worker, size_t *ret_published, struct fail *fail) {
    AUTO_LEASE lease = {0};
    struct audit_seen seen = worker->seen;
    if (!db_lease(worker->service->pool, &lease, fail) || !db_begin(lease.db, fail) ||
        !audit_publish(lease.db, worker->service->definition->name, clock_now(), &seen, ret_published, fail) ||
        !db_commit(lease.db, fail))
        return false;
    worker->seen = seen;
    return true;
}

static void turn(struct audit_worker *worker) {
    struct fail fail = {0};
    size_t published = 0;
    bool good = publish(worker, &published, &fail);
    if (good && published > 0)
        relay_wake(worker->service->relay);
    if (!good && fail.fault != worker->reported.fault)
        log_fail(LOG_WARN, "audit.heads", &fail);
    worker->reported = fail;
}

static void run(void *context) {
    struct audit_worker *worker = context;
    while (!worker_stopping(&worker->worker)) {
        turn(worker);
        worker_rest(&worker->worker, worker->interval_ms);
    }
}

bool audit_worker_start(struct service *service, struct audit_worker **ret_worker, struct fail *fail) {
    struct audit_worker *worker = arena_new(&service->arena, struct audit_worker);
    worker->service = service;
    worker->interval_ms = (uint32_t)setting_number(&service->settings, "TONGHOP_AUDIT_INTERVAL_S") * MS_IN_SECOND;
    if (!worker_start(&worker->worker, run, worker, fail))
        return false;
    *ret_worker = worker;
    return true;
}

void audit_worker_stop(struct audit_worker *worker) {
    worker_stop(&worker->worker);
    turn(worker);
}
