/* The state of the plans service, and the present snapshot of what it has published. */
#ifndef TONGHOP_PLANS_PLANS_H
#define TONGHOP_PLANS_PLANS_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "service/service.h"

struct job_worker;

struct plans {
    struct service *service;
    sem_t writers; /* free places for those who hold a connection while they wait for their turn to write */
    pthread_mutex_t rebuilding; /* one snapshot is built at a time */
    _Atomic int64_t looked_us;  /* when the database was last asked for a newer generation; monotonic */
    struct job_worker *worker;  /* runs the jobs */
};

bool plans_start(struct service *service, struct fail *fail);
void plans_stop(struct service *service);

static inline struct plans *plans_of(const struct call *call) {
    return service_of(call)->state;
}

extern const struct route plans_routes[];

/* Takes over what the tables hold if it is newer than the present snapshot. The connection must see one state for the
 * length of the call: in a snapshot transaction, or holding the lock on `generation`. */
bool present_take(struct plans *plans, struct db *db, struct fail *fail) MUST_CHECK;
/* The same on a connection outside any transaction. */
bool present_catch_up(struct plans *plans, struct db *db, struct fail *fail) MUST_CHECK;
/* The present snapshot, at most 200 ms behind what another instance has committed. While the database is away, the last
 * one known. */
const struct snapshot *present_hold(struct plans *plans);

#endif
