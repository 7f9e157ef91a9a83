/* A pool of connections: lent in the order of asking, mended by a thread of its own while callers are told at once
 * that none is there.
 *
 * A place is free (its connection waits in `free`), lent, or lost (no connection). Only the mender makes lost
 * places free again; all changes happen under the mutex, and connecting happens outside of it. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "core/limits.h"
#include "db/connection.h"
#include "observe/metric.h"

enum { USUAL_WAIT_MS = 2000, ALIVE_WAIT_MS = 500, MEND_PAUSE_MIN_MS = 50, MEND_PAUSE_MAX_MS = 3000 };

/* One who waits; lives on its stack, in a queue, first come first served. */
struct waiter {
    pthread_cond_t served;
    struct db *db;
    bool refused;
    struct waiter *next;
};

struct db_pool {
    struct arena arena;
    const char *conninfo, *application;
    uint32_t size;

    pthread_mutex_t mutex;
    pthread_cond_t mend; /* a place was lost, or the pool closes */
    pthread_t mender;
    bool closing;
    struct db **free; /* the most recently used last: it is the warmest */
    uint32_t free_count, lent_count, lost_count;
    struct waiter *first, **last;
    uint32_t waiting;
    int64_t succeeded_us; /* the last answer any connection got */
    bool unreachable;     /* the last attempt to connect failed, with: */
    struct fail unreachable_fail;
};

static void check_counts(const struct db_pool *pool) {
    assert(pool->free_count + pool->lent_count + pool->lost_count == pool->size);
}

static void condition_init(pthread_cond_t *condition) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static struct timespec time_at(int64_t monotonic_us) {
    return (struct timespec){.tv_sec = monotonic_us / 1000000, .tv_nsec = monotonic_us % 1000000 * 1000};
}

/* ---- Waiting */

static void waiter_append(struct db_pool *pool, struct waiter *waiter) {
    *pool->last = waiter;
    pool->last = &waiter->next;
    pool->waiting++;
}

static void waiter_remove(struct db_pool *pool, struct waiter *waiter) {
    struct waiter **at = &pool->first;
    while (*at != waiter)
        at = &(*at)->next;
    *at = waiter->next;
    if (pool->last == &waiter->next)
        pool->last = at;
    pool->waiting--;
}

/* Handing over to the first in the queue, instead of letting all race, keeps the order and wakes one thread only. */
static void give(struct db_pool *pool, struct db *db) {
    struct waiter *waiter = pool->first;
    if (waiter == NULL) {
        pool->free[pool->free_count++] = db;
        return;
    }
    waiter_remove(pool, waiter);
    waiter->db = db;
    pool->lent_count++;
    pthread_cond_signal(&waiter->served);
}

static void refuse_all(struct db_pool *pool) {
    while (pool->first != NULL) {
        struct waiter *waiter = pool->first;
        waiter_remove(pool, waiter);
        waiter->refused = true;
        pthread_cond_signal(&waiter->served);
    }
}

/* ---- Mending */

static void lose(struct db_pool *pool) {
    pool->lost_count++;
    pthread_cond_signal(&pool->mend);
}

static bool nothing_connected(const struct db_pool *pool) {
    return pool->lost_count == pool->size;
}

/* One attempt for one lost place; the mutex is open while it lasts. */
static bool mend_one(struct db_pool *pool) {
    struct db *db = NULL;
    struct fail fail;
    pthread_mutex_unlock(&pool->mutex);
    bool connected = db_connect(pool->conninfo, pool->application, true, &db, &fail);
    pthread_mutex_lock(&pool->mutex);
    pool->unreachable = !connected;
    if (!connected) {
        pool->unreachable_fail = fail;
        if (nothing_connected(pool))
            refuse_all(pool);
        return false;
    }
    pool->lost_count--;
    pool->succeeded_us = db->succeeded_us;
    give(pool, db);
    return true;
}

/* Between half and the whole of the pause, so that the pools of many services do not come back in step. */
static void mend_pause(struct db_pool *pool, int64_t pause_ms, unsigned *seed) {
    int64_t jittered_us = pause_ms * 500 + (int64_t)rand_r(seed) % (pause_ms * 500);
    struct timespec until = time_at(clock_monotonic_us() + jittered_us);
    while (!pool->closing && pthread_cond_timedwait(&pool->mend, &pool->mutex, &until) != ETIMEDOUT)
        continue;
}

static void *mender_run(void *context) {
    struct db_pool *pool = context;
    unsigned seed = (unsigned)clock_monotonic_us();
    int64_t pause_ms = MEND_PAUSE_MIN_MS;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->closing) {
        if (pool->lost_count == 0)
            pthread_cond_wait(&pool->mend, &pool->mutex);
        else if (mend_one(pool))
            pause_ms = MEND_PAUSE_MIN_MS;
        else {
            mend_pause(pool, pause_ms, &seed);
            pause_ms = pause_ms * 2 < MEND_PAUSE_MAX_MS ? pause_ms * 2 : MEND_PAUSE_MAX_MS;
        }
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* ---- Opening and closing */

static struct db_pool *pool_new(const char *conninfo, const char *application, uint32_t size) {
    struct arena arena = {0};
    struct db_pool *pool = arena_new(&arena, struct db_pool);
    pool->conninfo = arena_text(&arena, conninfo);
    pool->application = arena_text(&arena, application);
    pool->size = size;
    pool->lost_count = size;
    pool->free = arena_new_array(&arena, struct db *, size);
    pool->last = &pool->first;
    pool->arena = arena;
    pthread_mutex_init(&pool->mutex, NULL);
    condition_init(&pool->mend);
    return pool;
}

static void pool_free(struct db_pool *pool) {
    for (uint32_t i = 0; i < pool->free_count; i++)
        db_close(pool->free[i]);
    pthread_cond_destroy(&pool->mend);
    pthread_mutex_destroy(&pool->mutex);
    struct arena arena = pool->arena;
    arena_done(&arena);
}

/* The first connection is made here, to tell a wrong connection string at once; the mender makes the others. */
bool db_pool_open(const char *conninfo, const char *application, uint32_t size, struct db_pool **ret_pool,
                  struct fail *fail) {
    assert(size > 0);
    struct db *first;
    if (!db_connect(conninfo, application, true, &first, fail))
        return false;
    struct db_pool *pool = pool_new(conninfo, application, size);
    pool->free[pool->free_count++] = first;
    pool->lost_count--;
    pool->succeeded_us = first->succeeded_us;
    if (pthread_create(&pool->mender, NULL, mender_run, pool) != 0) {
        pool_free(pool);
        return fail_set(fail, FAULT_BROKEN, true, "db_pool_open", "no thread for the pool");
    }
    *ret_pool = pool;
    return true;
}

void db_pool_close(struct db_pool *pool) {
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->mutex);
    assert(pool->lent_count == 0 && pool->first == NULL);
    pool->closing = true;
    pthread_cond_signal(&pool->mend);
    pthread_mutex_unlock(&pool->mutex);
    pthread_join(pool->mender, NULL);
    pool_free(pool);
}

/* ---- Lending */

/* The newest free connection that still stands; stale ones are lost on the way. */
static struct db *take_free(struct db_pool *pool) {
    while (pool->free_count > 0) {
        struct db *db = pool->free[--pool->free_count];
        if (!db_is_stale(db)) {
            pool->lent_count++;
            return db;
        }
        db_close(db);
        lose(pool);
    }
    return NULL;
}

static struct db *wait_for_one(struct db_pool *pool, uint32_t wait_ms, bool *ret_refused) {
    int64_t began_us = clock_monotonic_us();
    struct timespec until = time_at(began_us + (int64_t)wait_ms * 1000);
    struct waiter waiter = {0};
    condition_init(&waiter.served);
    waiter_append(pool, &waiter);
    int outcome = 0;
    while (waiter.db == NULL && !waiter.refused && outcome != ETIMEDOUT)
        outcome = pthread_cond_timedwait(&waiter.served, &pool->mutex, &until);
    if (waiter.db == NULL && !waiter.refused)
        waiter_remove(pool, &waiter);
    pthread_cond_destroy(&waiter.served);
    metric_add(METRIC_DB_POOL_WAIT_US, clock_monotonic_us() - began_us);
    *ret_refused = waiter.refused;
    return waiter.db;
}

/* Who would wait longer than anybody wants is told so at once. */
static struct db *shed(const struct db_pool *pool, struct fail *fail) {
    fail_set(fail, FAULT_BUSY, true, "db_borrow", "%u wait for a connection", pool->waiting);
    return NULL;
}

static struct db *borrow(struct db_pool *pool, uint32_t wait_ms, struct fail *fail) {
    bool refused = false;
    struct db *db = pool->first == NULL ? take_free(pool) : NULL;
    if (db == NULL && pool->unreachable && nothing_connected(pool))
        refused = true;
    else if (db == NULL && pool->waiting >= pool->size * WAITERS_A_CONNECTION)
        return shed(pool, fail);
    else if (db == NULL)
        db = wait_for_one(pool, wait_ms, &refused);
    if (refused)
        *fail = pool->unreachable_fail;
    else if (db == NULL)
        fail_set(fail, FAULT_BUSY, true, "db_borrow", "no connection came free in %u ms", wait_ms);
    return db;
}

bool db_borrow(struct db_pool *pool, uint32_t wait_ms, struct db **ret_db, struct fail *fail) {
    pthread_mutex_lock(&pool->mutex);
    check_counts(pool);
    struct db *db = borrow(pool, wait_ms, fail);
    pthread_mutex_unlock(&pool->mutex);
    if (db == NULL)
        return false;
    metric_add(METRIC_DB_POOL_IN_USE, 1);
    *ret_db = db;
    return true;
}

void db_return(struct db_pool *pool, struct db *db) {
    db_rollback(db);
    db->reader = NULL;
    bool broken = db_broken(db);
    int64_t succeeded_us = db->succeeded_us;
    if (broken)
        db_close(db);
    pthread_mutex_lock(&pool->mutex);
    assert(pool->lent_count > 0);
    pool->lent_count--;
    if (pool->succeeded_us < succeeded_us)
        pool->succeeded_us = succeeded_us;
    if (broken)
        lose(pool);
    else
        give(pool, db);
    check_counts(pool);
    pthread_mutex_unlock(&pool->mutex);
    metric_add(METRIC_DB_POOL_IN_USE, -1);
}

static bool answered_lately(struct db_pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    int64_t succeeded_us = pool->succeeded_us;
    pthread_mutex_unlock(&pool->mutex);
    return clock_monotonic_us() - succeeded_us <= 1000000;
}

bool db_pool_alive(struct db_pool *pool) {
    struct db_lease lease __attribute__((cleanup(db_lease_release))) = {.pool = pool};
    struct fail ignored;
    if (answered_lately(pool))
        return true;
    return db_borrow(pool, ALIVE_WAIT_MS, &lease.db, &ignored) && db_script(lease.db, "SELECT 1", &ignored);
}

bool db_lease(struct db_pool *pool, struct db_lease *ret_lease, struct fail *fail) {
    struct db *db;
    if (!db_borrow(pool, USUAL_WAIT_MS, &db, fail))
        return false;
    *ret_lease = (struct db_lease){.pool = pool, .db = db};
    return true;
}

bool db_lease_as(struct db_pool *pool, const struct db_reader *reader, struct db_lease *ret_lease, struct fail *fail) {
    if (!db_lease(pool, ret_lease, fail))
        return false;
    db_read_as(ret_lease->db, reader);
    return true;
}

void db_lease_release(struct db_lease *lease) {
    if (lease->db != NULL)
        db_return(lease->pool, lease->db);
    *lease = (struct db_lease){0};
}
