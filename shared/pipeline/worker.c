/* A thread that works in turns. */
#include "pipeline/worker.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "core/clock.h"

enum { HOLD_MS_MIN = 50, HOLD_MS_MAX = 3000 };

static void *thread_run(void *context) {
    struct worker *worker = context;
    worker->run(worker->context);
    return NULL;
}

bool worker_start(struct worker *worker, void (*run)(void *context), void *context, struct fail *fail) {
    *worker = (struct worker){.run = run, .context = context, .seed = (unsigned)clock_monotonic_us()};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&worker->mutex, NULL);
    if (pthread_create(&worker->thread, NULL, thread_run, worker) == 0)
        return true;
    pthread_mutex_destroy(&worker->mutex);
    pthread_cond_destroy(&worker->changed);
    return fail_set(fail, FAULT_BROKEN, true, "worker_start", "no thread");
}

void worker_wake(struct worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    worker->woken = true;
    pthread_cond_signal(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
}

void worker_stop(struct worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    worker->stopping = true;
    pthread_cond_signal(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
    pthread_join(worker->thread, NULL);
    pthread_mutex_destroy(&worker->mutex);
    pthread_cond_destroy(&worker->changed);
}

bool worker_stopping(struct worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    bool stopping = worker->stopping;
    pthread_mutex_unlock(&worker->mutex);
    return stopping;
}

static void wait_for(struct worker *worker, uint32_t ms, bool wakeable) {
    int64_t until_us = clock_monotonic_us() + (int64_t)ms * 1000;
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    int outcome = 0;
    pthread_mutex_lock(&worker->mutex);
    while (!worker->stopping && !(wakeable && worker->woken) && outcome != ETIMEDOUT)
        outcome = pthread_cond_timedwait(&worker->changed, &worker->mutex, &until);
    if (wakeable)
        worker->woken = false;
    pthread_mutex_unlock(&worker->mutex);
}

void worker_rest(struct worker *worker, uint32_t ms) {
    wait_for(worker, ms, true);
}

void worker_sleep(struct worker *worker, uint32_t ms) {
    wait_for(worker, ms, false);
}

void worker_hold_back(struct worker *worker) {
    uint32_t doubled = 2 * worker->hold_ms;
    worker->hold_ms = doubled < HOLD_MS_MIN ? HOLD_MS_MIN : doubled > HOLD_MS_MAX ? HOLD_MS_MAX : doubled;
    worker_sleep(worker, worker->hold_ms / 2 + (uint32_t)rand_r(&worker->seed) % (worker->hold_ms / 2));
}

void worker_go_on(struct worker *worker) {
    worker->hold_ms = 0;
}
