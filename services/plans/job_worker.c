/* The thread that runs jobs. */
#include <stdlib.h>
#include <time.h>

#include "core/text.h"
#include "job.h"
#include "observe/log.h"
#include "reorganisation.h"
#include "service/idempotency.h"
#include "unit_import.h"

enum { LOOK_EVERY_SECONDS = 1, EXPIRE_EVERY_SECONDS = 3600 };

struct job_worker {
    struct plans *plans;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool wake, stop;
    int64_t expired_us; /* monotonic */
};

static const struct job_kind *const kinds[] = {&unit_import_kind, &reorganisation_kind, NULL};

static const struct job_kind *kind_of(const struct job *job) {
    for (size_t i = 0; kinds[i]; i++)
        if (text_equal(kinds[i]->name, job->kind))
            return kinds[i];
    fail_stop("worker", "a job of a kind nobody knows");
}

/* Told outside the job's transaction, so that it is seen. */
static bool tell_running(struct plans *plans, const struct job *job, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(plans->service->pool, &lease, fail) && job_run(lease.db, job->id, fail);
}

static void write_result(struct buffer *to, const struct import_result *result, const struct issues *issues,
                         enum language language) {
    struct json_writer writer;
    json_writer_init(&writer, to);
    write_object(&writer, NULL);
    import_result_write(&writer, result, issues, language);
    write_object_end(&writer);
}

/* The job's end is part of what it has done: cancelled meanwhile, it has done nothing. */
static bool end_job(struct change *change, const struct job *job, const struct import_result *result,
                    const struct issues *issues, struct fail *fail) {
    AUTO_BUFFER text = {0};
    bool ended = false;
    const char *state = issues->count > 0 ? "failed" : "succeeded";
    write_result(&text, result, issues, (enum language)job->language);
    if (!job_end(change->db, job->id, state, buffer_cstr(&text), clock_now(), &ended, fail) ||
        (ended && !change_commit(change, fail)))
        return false;
    log_event(LOG_INFO, "job.ended", "%s %s: %s", job->kind, job->id, ended ? state : "cancelled");
    return true;
}

static bool run_job(struct change *change, const struct job *job, struct arena *arena, struct fail *fail) {
    struct issues issues;
    struct import_result result = {0};
    issues_init(&issues, arena);
    change_take_origin(change, &(struct audit_origin){.subject = job->subject,
                                                      .client = job->client,
                                                      .action = job->kind,
                                                      .address = job->address,
                                                      .roots = job->roots,
                                                      .trace = job->trace});
    if (!tell_running(change->plans, job, fail) || !change_lock(change, fail) ||
        !text_digest(change->db, arena, job->content, &result.sha256, fail) ||
        !kind_of(job)->run(change, job, &issues, &result, fail))
        return false;
    return end_job(change, job, &result, &issues, fail);
}

/* A job that can never succeed ends as failed, so that it does not stand in the way of the others. */
static void give_up(struct change *change, const struct job *job, const struct fail *cause) {
    struct fail fail = {0};
    bool ended = false;
    log_fail(LOG_ERROR, "job.failed", cause);
    db_rollback(change->db);
    if (!job_end(change->db, job->id, "failed", "{}", clock_now(), &ended, &fail))
        log_fail(LOG_ERROR, "job.failed", &fail);
}

static bool take_and_run(struct change *change, bool *ret_ran, struct fail *fail) {
    AUTO_RESULT *rows = job_take(change->db, fail);
    if (!rows)
        return false;
    *ret_ran = db_rows(rows) > 0;
    if (!*ret_ran)
        return true;
    struct job job = job_of_row(rows, 0);
    struct arena arena = {0};
    bool done = run_job(change, &job, &arena, fail);
    if (!done && !fail->retry) {
        give_up(change, &job, fail);
        done = true;
    }
    arena_done(&arena);
    return done;
}

/* True: there was a job, and there may be another. */
static bool run_next(struct job_worker *worker) {
    struct fail fail = {0};
    bool ran = false;
    AUTO_CHANGE change = {0};
    const struct audit_origin nobody = {"", "", "", "", "", ""};
    if (change_open(worker->plans, clock_now(), &nobody, &change, &fail) && take_and_run(&change, &ran, &fail))
        return ran;
    log_fail(LOG_WARN, "job.postponed", &fail);
    return false;
}

static void expire(struct job_worker *worker) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    int64_t now_us = clock_monotonic_us();
    if (now_us - worker->expired_us < EXPIRE_EVERY_SECONDS * MOMENT_SECOND)
        return;
    worker->expired_us = now_us;
    if (!db_lease(worker->plans->service->pool, &lease, &fail) || !idempotency_expire(lease.db, clock_now(), &fail))
        log_fail(LOG_WARN, "idempotency.expire", &fail);
}

/* False: asked to stop. */
static bool wait_for_work(struct job_worker *worker) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_EVERY_SECONDS;
    pthread_mutex_lock(&worker->lock);
    while (!worker->wake && !worker->stop &&
           pthread_cond_clockwait(&worker->woken, &worker->lock, CLOCK_MONOTONIC, &until) == 0)
        ;
    worker->wake = false;
    bool go_on = !worker->stop;
    pthread_mutex_unlock(&worker->lock);
    return go_on;
}

static void *work(void *context) {
    struct job_worker *worker = context;
    while (wait_for_work(worker)) {
        if (run_next(worker))
            job_worker_wake(worker);
        expire(worker);
    }
    return NULL;
}

bool job_worker_start(struct plans *plans, struct job_worker **ret_worker, struct fail *fail) {
    struct job_worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        fail_stop("worker", "out of memory");
    worker->plans = plans;
    worker->expired_us = clock_monotonic_us();
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->woken, NULL);
    if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
        free(worker);
        return fail_set(fail, FAULT_BROKEN, false, "worker", "no thread");
    }
    *ret_worker = worker;
    return true;
}

static void tell(struct job_worker *worker, bool stop) {
    pthread_mutex_lock(&worker->lock);
    worker->wake = true;
    worker->stop = worker->stop || stop;
    pthread_cond_signal(&worker->woken);
    pthread_mutex_unlock(&worker->lock);
}

void job_worker_wake(struct job_worker *worker) {
    tell(worker, false);
}

void job_worker_stop(struct job_worker *worker) {
    tell(worker, true);
    pthread_join(worker->thread, NULL);
    pthread_cond_destroy(&worker->woken);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}
