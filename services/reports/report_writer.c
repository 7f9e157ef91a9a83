/* Takes what is waiting, stores it, and tells each who waits what became of it. */
#include "report_writer.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/semaphore.h"
#include "core/text.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/outbox.h"

enum {
    BATCH_MAX = LEDGER_BATCH_MAX,
    BATCH_BYTES_MAX = 8 * 1024 * 1024,
    WAIT_US_MAX = 10 * 1000000, /* how long a write may wait for the database to come back */
    PAUSE_MS_MIN = 20,
    PAUSE_MS_MAX = 500,
    KEYS_KEPT_DAYS = 30,
    OVERLOAD_US = 1000000, /* since somebody was turned away */
};
static const int64_t expire_every_us = INT64_C(3600) * 1000000;

/* Those that were handed over together; lives on the stack of who waits. */
struct write_group {
    sem_t done;
    size_t open; /* without outcome; the writer's thread alone counts */
};

struct report_writer {
    struct report_writer_options options;
    struct ledger ledger;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t work;
    struct report_write *first, **last; /* waiting */
    _Atomic uint32_t taken;             /* places */
    _Atomic int64_t refused_us;         /* when somebody was last turned away, 0: never */
    bool stopping;
    moment_t recorded; /* the last moment given out */
    int64_t expired_us;
};

/* ---- Those who wait */

static void append(struct report_writer *writer, struct report_write *write) {
    write->next = NULL;
    *writer->last = write;
    writer->last = &write->next;
}

/* A crowd that comes once may wait in all the places. Where more come than can be stored, a long queue only makes everybody wait: then there are as
 * many as are stored at once. Fewer would make the batches smaller, and storing slower. */
static uint32_t places_now(const struct report_writer *writer, int64_t now_us) {
    int64_t refused_us = atomic_load(&writer->refused_us);
    bool overload = refused_us != 0 && now_us - refused_us <= OVERLOAD_US;
    return overload && writer->options.places > BATCH_MAX ? BATCH_MAX : writer->options.places;
}

bool report_writer_enter(struct report_writer *writer) {
    int64_t now_us = clock_monotonic_us();
    uint32_t taken = atomic_fetch_add(&writer->taken, 1);
    if (taken < places_now(writer, now_us)) {
        metric_add(METRIC_REPORTS_WAITING, 1);
        return true;
    }
    atomic_fetch_sub(&writer->taken, 1);
    atomic_store(&writer->refused_us, now_us);
    return false;
}

void report_writer_leave(struct report_writer *writer) {
    atomic_fetch_sub(&writer->taken, 1);
    metric_add(METRIC_REPORTS_WAITING, -1);
}

void report_writer_run(struct report_writer *writer, struct report_write *writes, size_t count) {
    struct write_group group = {.open = count};
    int64_t deadline_us = clock_monotonic_us() + WAIT_US_MAX;
    sem_init(&group.done, 0, 0);
    pthread_mutex_lock(&writer->mutex);
    assert(!writer->stopping);
    for (size_t i = 0; i < count; i++) {
        writes[i].outcome = WRITE_WAITING;
        writes[i].group = &group;
        writes[i].deadline_us = deadline_us;
        append(writer, &writes[i]);
    }
    pthread_cond_signal(&writer->work);
    pthread_mutex_unlock(&writer->mutex);
    semaphore_wait(&group.done);
    sem_destroy(&group.done);
}

static moment_t later(moment_t first, moment_t second) {
    return first > second ? first : second;
}

moment_t report_writer_moment(struct report_writer *writer, moment_t floor) {
    moment_t now = clock_now();
    pthread_mutex_lock(&writer->mutex);
    writer->recorded = later(now, later(writer->recorded, floor) + 1);
    moment_t moment = writer->recorded;
    pthread_mutex_unlock(&writer->mutex);
    return moment;
}

void report_writer_stamp(struct report_writer *writer, const struct ledger *ledger, struct report_write *const *writes,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        writes[i]->report.recorded = report_writer_moment(writer, ledger->floor);
        writes[i]->report.epoch = ledger->epoch;
    }
}

/* ---- A batch */

struct batch {
    struct report_write *writes[BATCH_MAX];
    size_t count, bytes;
};

static bool key_is_in(const struct batch *batch, const struct report_write *write) {
    for (size_t i = 0; write->key && i < batch->count; i++) {
        const struct report_write *other = batch->writes[i];
        if (other->key && strcmp(other->key, write->key) == 0 && text_equal(other->report.client, write->report.client))
            return true;
    }
    return false;
}

static bool fits(const struct batch *batch, const struct report_write *write) {
    return batch->count == 0 || (batch->count < BATCH_MAX && batch->bytes + write->payload_size <= BATCH_BYTES_MAX);
}

/* The same key twice: the second waits for the next batch and is replayed. */
static void batch_take(struct report_writer *writer, struct batch *batch) {
    struct report_write **at = &writer->first;
    *batch = (struct batch){0};
    while (*at && fits(batch, *at)) {
        struct report_write *write = *at;
        if (key_is_in(batch, write)) {
            at = &write->next;
            continue;
        }
        *at = write->next;
        batch->writes[batch->count++] = write;
        batch->bytes += write->payload_size;
    }
    if (*at == NULL)
        writer->last = at;
}

/* Everybody locks in the order of keys. */
static int by_key(const void *a, const void *b) {
    const struct report *first = &(*(struct report_write *const *)a)->report,
                        *second = &(*(struct report_write *const *)b)->report;
    int order = strcmp(first->key.unit, second->key.unit);
    if (order == 0)
        order = strcmp(first->key.form, second->key.form);
    if (order == 0)
        order = strcmp(first->key.agency, second->key.agency);
    if (order == 0)
        order = strcmp(first->key.period, second->key.period);
    return order ? order : (first->version > second->version) - (first->version < second->version);
}

/* Without the lock, for which all who are woken would queue. After the last one of a group is told, its memory is no longer ours. */
static void batch_end(struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        assert(batch->writes[i]->outcome != WRITE_WAITING);
        struct write_group *group = batch->writes[i]->group;
        if (--group->open == 0)
            sem_post(&group->done);
    }
}

/* ---- Storing it */

static size_t undecided(struct report_write *const *writes, size_t count, struct report_write **ret_writes) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (writes[i]->outcome == WRITE_WAITING)
            ret_writes[found++] = writes[i];
    return found;
}

static bool store_once(struct report_writer *writer, struct report_write *const *writes, size_t count,
                       struct fail *fail) {
    struct report_write *left[BATCH_MAX];
    if (!ledger_store_audited(&writer->ledger, writes, count, fail))
        return false;
    size_t left_count = undecided(writes, count, left);
    return left_count == 0 || ledger_explain(&writer->ledger, left, left_count, fail);
}

/* What stays undecided was stamped too early: the floor of the ledger was raised meanwhile. */
static bool store(struct report_writer *writer, struct report_write *const *writes, size_t count, struct fail *fail) {
    struct report_write *early[BATCH_MAX];
    if (!store_once(writer, writes, count, fail))
        return false;
    size_t early_count = undecided(writes, count, early);
    report_writer_stamp(writer, &writer->ledger, early, early_count);
    return early_count == 0 || store(writer, early, early_count, fail);
}

static void pause_ms(int64_t ms) {
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

static bool is_away(const struct report_writer *writer) {
    return !writer->ledger.db || db_broken(writer->ledger.db);
}

static bool ledger_begin(struct report_writer *writer, struct fail *fail) {
    if (!ledger_open(writer->options.conninfo, &writer->ledger, fail))
        return false;
    if (ledger_claim_chain(&writer->ledger, fail))
        return true;
    ledger_close(&writer->ledger);
    return false;
}

/* A connection with a chain, new where the old one is lost or its chain was given up. False: the last of the writes would have waited too long. */
static bool connected(struct report_writer *writer, int64_t deadline_us, struct fail *fail) {
    int64_t pause = PAUSE_MS_MIN;
    if (!is_away(writer))
        return true;
    ledger_close(&writer->ledger);
    while (!ledger_begin(writer, fail)) {
        if (clock_monotonic_us() + pause * 1000 > deadline_us)
            return false;
        pause_ms(pause);
        pause = pause * 2 < PAUSE_MS_MAX ? pause * 2 : PAUSE_MS_MAX;
    }
    return true;
}

static int64_t last_deadline(struct report_write *const *writes, size_t count) {
    int64_t last = 0;
    for (size_t i = 0; i < count; i++)
        last = writes[i]->deadline_us > last ? writes[i]->deadline_us : last;
    return last;
}

/* Until it is stored or the statement itself is refused; a lost connection is no answer. */
static bool store_surely(struct report_writer *writer, struct report_write *const *writes, size_t count,
                         struct fail *fail) {
    int64_t deadline_us = last_deadline(writes, count);
    while (connected(writer, deadline_us, fail)) {
        if (store(writer, writes, count, fail))
            return true;
        if (!is_away(writer))
            return false;
        log_fail(LOG_WARN, "ledger.lost", fail);
    }
    return false;
}

static void store_one(struct report_writer *writer, struct report_write *write) {
    struct fail fail = {0};
    if (write->outcome != WRITE_WAITING || store_surely(writer, &write, 1, &fail))
        return;
    log_fail(LOG_ERROR, "ledger.refused", &fail);
    write->outcome = WRITE_FAILED;
    write->fail = fail;
}

static void fail_all(struct batch *batch, const struct fail *fail) {
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->writes[i]->outcome != WRITE_WAITING)
            continue;
        batch->writes[i]->outcome = WRITE_FAILED;
        batch->writes[i]->fail = *fail;
    }
}

/* One that cannot be stored must not take the others with it. */
static void batch_store(struct report_writer *writer, struct batch *batch) {
    struct fail fail = {0};
    if (store_surely(writer, batch->writes, batch->count, &fail))
        return;
    if (is_away(writer)) {
        log_fail(LOG_ERROR, "ledger.away", &fail);
        fail_all(batch, &fail);
        return;
    }
    log_fail(LOG_WARN, "ledger.one_by_one", &fail);
    for (size_t i = 0; i < batch->count; i++)
        store_one(writer, batch->writes[i]);
}

static void batch_count(const struct report_writer *writer, const struct batch *batch) {
    int64_t stored = 0;
    for (size_t i = 0; i < batch->count; i++)
        stored += batch->writes[i]->outcome == WRITE_STORED;
    metric_add(METRIC_REPORTS_STORED, stored);
    metric_add(METRIC_REPORT_BATCHES, 1);
    if (stored > 0 && writer->options.relay)
        relay_wake(writer->options.relay);
}

static void batch_run(struct report_writer *writer, struct batch *batch) {
    qsort(batch->writes, batch->count, sizeof *batch->writes, by_key);
    report_writer_stamp(writer, &writer->ledger, batch->writes, batch->count);
    batch_store(writer, batch);
    batch_count(writer, batch);
    batch_end(batch);
}

/* ---- The thread */

static void keys_expire_sometimes(struct report_writer *writer) {
    struct fail fail = {0};
    int64_t now_us = clock_monotonic_us();
    if (now_us - writer->expired_us < expire_every_us || is_away(writer))
        return;
    writer->expired_us = now_us;
    if (!ledger_keys_expire(&writer->ledger, clock_now() - KEYS_KEPT_DAYS * MOMENT_DAY, &fail))
        log_fail(LOG_WARN, "keys.expire", &fail);
}

/* False: stopping, and nothing is waiting. */
static bool work_wait(struct report_writer *writer, struct batch *batch) {
    pthread_mutex_lock(&writer->mutex);
    while (!writer->first && !writer->stopping)
        pthread_cond_wait(&writer->work, &writer->mutex);
    batch_take(writer, batch);
    pthread_mutex_unlock(&writer->mutex);
    return batch->count > 0;
}

static void *writer_run(void *context) {
    struct report_writer *writer = context;
    struct batch batch;
    while (work_wait(writer, &batch)) {
        batch_run(writer, &batch);
        keys_expire_sometimes(writer);
    }
    return NULL;
}

static void writer_free(struct report_writer *writer) {
    ledger_close(&writer->ledger);
    pthread_cond_destroy(&writer->work);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
}

bool report_writer_start(const struct report_writer_options *options, struct report_writer **ret_writer,
                         struct fail *fail) {
    struct report_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        fail_stop("reports", "no memory left");
    writer->options = *options;
    writer->last = &writer->first;
    writer->expired_us = clock_monotonic_us();
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->work, NULL);
    bool started = ledger_begin(writer, fail);
    if (started && pthread_create(&writer->thread, NULL, writer_run, writer) != 0)
        started = fail_set(fail, FAULT_BROKEN, false, "report_writer_start", "no thread");
    if (!started) {
        writer_free(writer);
        return false;
    }
    *ret_writer = writer;
    return true;
}

void report_writer_stop(struct report_writer *writer) {
    pthread_mutex_lock(&writer->mutex);
    writer->stopping = true;
    pthread_cond_signal(&writer->work);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    writer_free(writer);
}
