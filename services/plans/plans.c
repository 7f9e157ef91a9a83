/* Starts and stops what the plans service has of its own: the snapshot and the job worker. */
#include "plans.h"

#include <stdlib.h>

#include "job.h"

static struct plans *plans_new(struct service *service) {
    struct plans *plans = calloc(1, sizeof *plans);
    if (!plans)
        fail_stop("plans", "out of memory");
    unsigned pool = (unsigned)setting_number(&service->settings, "TONGHOP_DB_POOL");
    plans->service = service;
    sem_init(&plans->writers, 0, pool > 1 ? pool / 2 : 1);
    pthread_mutex_init(&plans->rebuilding, NULL);
    return plans;
}

static void plans_free(struct plans *plans) {
    pthread_mutex_destroy(&plans->rebuilding);
    sem_destroy(&plans->writers);
    free(plans);
}

static bool load(struct plans *plans, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(plans->service->pool, &lease, fail) && present_catch_up(plans, lease.db, fail);
}

bool plans_start(struct service *service, struct fail *fail) {
    struct plans *plans = plans_new(service);
    service->state = plans;
    if (load(plans, fail) && job_worker_start(plans, &plans->worker, fail))
        return true;
    plans_free(plans);
    return false;
}

void plans_stop(struct service *service) {
    struct plans *plans = service->state;
    job_worker_stop(plans->worker);
    plans_free(plans);
}
