/* Waiting for a semaphore. */
#ifndef TONGHOP_CORE_SEMAPHORE_H
#define TONGHOP_CORE_SEMAPHORE_H

#include <semaphore.h>

static inline void semaphore_wait(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0) {
        /* a signal came in between */
    }
}

#endif
