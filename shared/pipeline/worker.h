/* A thread that works in turns: it pauses, is woken, is told to stop, and holds back longer and longer while things fail. */
#ifndef TONGHOP_PIPELINE_WORKER_H
#define TONGHOP_PIPELINE_WORKER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/fail.h"

struct worker {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool stopping, woken;
    uint32_t hold_ms; /* of the last pause after a failure; 0: all is well */
    unsigned seed;
    void (*run)(void *context);
    void *context;
};

bool worker_start(struct worker *worker, void (*run)(void *context), void *context, struct fail *fail) MUST_CHECK;
void worker_wake(struct worker *worker);
void worker_stop(struct worker *worker); /* waits for the thread */

/* For the thread itself. */
bool worker_stopping(struct worker *worker);
void worker_rest(struct worker *worker, uint32_t ms);  /* until then, a wake-up or the stop */
void worker_sleep(struct worker *worker, uint32_t ms); /* until then or the stop */
void worker_hold_back(struct worker *worker); /* after a failure: each time longer, and never in step with others */
void worker_go_on(struct worker *worker);     /* after a success: the next pause is short again */

#endif
