/* Runs imports, keeps their progress and end in the table, and has the thread for large ones. */
#include "import_job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/limits.h"
#include "core/text.h"
#include "import_owner.h"
#include "observe/log.h"
#include "json/write.h"

enum { PROGRESS_US = 500000 };

struct import_job {
    struct import_job *next;
    struct arena arena;
    char id[UUID_TEXT_SIZE], owner[UUID_TEXT_SIZE];
    struct import_request request;
    uint32_t rows;
};

struct import_worker {
    struct reports *reports;
    struct import_owner *owner;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t work;
    struct import_job *first;
    uint32_t count;
    atomic_bool stopping;
};

/* ---- One import */

struct watching {
    const char *id, *owner;
    const struct import_request *request;
    int64_t said_us;
    moment_t ended; /* as it was written down last */
};

/* Also how a cancelled one learns of it. A database that is away for a moment is no reason to stop. */
static bool go_on(void *context, const struct import_result *result) {
    struct watching *watching = context;
    struct fail fail = {0};
    bool open = true;
    int64_t now_us = clock_monotonic_us();
    struct reports *reports = watching->request->reports;
    if (atomic_load(&reports->imports->stopping))
        return false;
    if (now_us - watching->said_us < PROGRESS_US)
        return true;
    watching->said_us = now_us;
    AUTO_LEASE lease = {0};
    bool asked = db_lease(reports->service->pool, &lease, &fail) &&
                 import_progress(lease.db, watching->id, watching->owner, &result->counts, &open, &fail);
    return !asked || open;
}

void import_rows_render(const struct issues *rows, enum language language, struct arena *arena, struct buffer *to) {
    struct json_writer json;
    json_writer_init(&json, to);
    write_array(&json, NULL);
    for (const struct issue *issue = rows->first; issue; issue = issue->next) {
        write_object(&json, NULL);
        write_int(&json, "row", issue->row);
        write_text(&json, "column", issue->column);
        write_text(&json, "type", issue_type_name(issue->type));
        write_text(&json, "detail", issue_detail(arena, issue, language));
        write_object_end(&json);
    }
    write_array_end(&json);
}

static bool is_refused(const struct import_request *request, const struct import_result *result) {
    return request->atomic && result->counts.rejected > 0;
}

static const char *end_reason(const struct import_request *request, const struct fail *why) {
    return atomic_load(&request->reports->imports->stopping) ? "interrupted" : why->text;
}

/* why: NULL where it ran to its end. The rows are rendered into a buffer that must live as long as the end. */
static struct import_end end_of(struct watching *watching, const struct import_result *result, const struct fail *why,
                                struct buffer *rows) {
    import_rows_render(&result->rows, watching->request->language, result->rows.arena, rows);
    watching->ended = clock_now();
    return (struct import_end){.id = watching->id,
                               .owner = watching->owner,
                               .state = why || is_refused(watching->request, result) ? "failed" : "succeeded",
                               .reason = why ? end_reason(watching->request, why) : NULL,
                               .rows = buffer_cstr(rows),
                               .counts = &result->counts,
                               .now = watching->ended};
}

static bool lost_to_another(struct fail *fail) {
    return fail_set(fail, FAULT_CONFLICT, false, "import", "cancelled, or taken for interrupted");
}

/* A file that changes nothing has no effect. */
static bool audit(const struct watching *watching, struct db *db, const struct buffer *items, struct fail *fail) {
    char object[sizeof "import:" + UUID_TEXT_SIZE];
    snprintf(object, sizeof object, "import:%s", watching->id);
    struct audit_entry entry = {.origin = &watching->request->origin,
                                .recorded = clock_now(),
                                .object = object,
                                .version = (int64_t)(items->size / AUDIT_ITEM_SIZE),
                                .items = items};
    audit_digest(items->bytes, items->size, entry.stored);
    return items->size == 0 || audit_write(db, &entry, fail);
}

static bool seal(void *context, struct db *db, const struct import_result *result, const struct buffer *items,
                 struct fail *fail) {
    AUTO_BUFFER rows = {0};
    bool stands;
    struct import_end end = end_of(context, result, NULL, &rows);
    return import_finish(db, &end, &stands, fail) && (stands || lost_to_another(fail)) &&
           audit(context, db, items, fail);
}

static bool finish(struct watching *watching, const struct import_result *result, const struct fail *why,
                   struct fail *fail) {
    AUTO_LEASE lease = {0};
    AUTO_BUFFER rows = {0};
    bool stands;
    struct reports *reports = watching->request->reports;
    struct import_end end = end_of(watching, result, why, &rows);
    bool finished = db_lease(reports->service->pool, &lease, fail) && import_finish(lease.db, &end, &stands, fail);
    if (!finished && !import_owner_finish(reports->imports->owner, &end, &stands, fail))
        return false;
    return stands || lost_to_another(fail);
}

bool import_execute(const char *id, const char *owner, const struct import_request *request, uint32_t rows,
                    struct import_result *ret_result, struct fail *fail) {
    struct watching watching = {.id = id, .owner = owner, .request = request};
    struct import_watch watch = {.go_on = go_on, .seal = seal, .context = &watching};
    struct fail lost = {0};
    bool ran = import_run(request, rows, &watch, ret_result, fail);
    bool sealed = ran && request->atomic && !is_refused(request, ret_result);
    bool ended = sealed || finish(&watching, ret_result, ran ? NULL : fail, &lost);
    ret_result->finished = watching.ended;
    if (ended)
        return ran;
    log_fail(LOG_WARN, "import.unfinished", &lost);
    if (ran)
        *fail = lost;
    return false;
}

/* ---- The thread for large ones */

static const char *copied(struct arena *arena, const char *text) {
    return text ? arena_text(arena, text) : NULL;
}

static void caller_copy(struct arena *arena, struct caller *caller) {
    caller->subject = copied(arena, caller->subject);
    caller->client = copied(arena, caller->client);
    for (uint32_t i = 0; i < caller->root_count; i++)
        caller->roots[i] = copied(arena, caller->roots[i]);
}

static void origin_copy(struct arena *arena, struct audit_origin *origin) {
    origin->subject = copied(arena, origin->subject);
    origin->client = copied(arena, origin->client);
    origin->address = copied(arena, origin->address);
    origin->roots = copied(arena, origin->roots);
    origin->trace = copied(arena, origin->trace);
}

static struct import_job *job_new(const char *id, const char *owner, const struct import_request *request,
                                  uint32_t rows) {
    struct import_job *job = calloc(1, sizeof *job);
    if (!job)
        fail_stop("import", "no memory left");
    text_copy(job->id, sizeof job->id, id);
    text_copy(job->owner, sizeof job->owner, owner);
    job->request = *request;
    job->rows = rows;
    job->request.body = arena_slice(&job->arena, request->body, request->size);
    job->request.form = copied(&job->arena, request->form);
    job->request.period = copied(&job->arena, request->period);
    origin_copy(&job->arena, &job->request.origin);
    caller_copy(&job->arena, &job->request.caller);
    snapshot_keep(request->snapshot);
    return job;
}

static void job_free(struct import_job *job) {
    snapshot_release(job->request.snapshot);
    arena_done(&job->arena);
    free(job);
}

static void job_run(struct import_job *job) {
    struct fail fail = {0};
    struct import_result result = {0};
    issues_init(&result.rows, &job->arena);
    if (import_execute(job->id, job->owner, &job->request, job->rows, &result, &fail))
        log_event(LOG_INFO, "import.done", "%s: %u rows, %u rejected", job->id, result.counts.received,
                  result.counts.rejected);
    else
        log_fail(LOG_WARN, "import.failed", &fail);
}

static struct import_job *job_wait(struct import_worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    while (!worker->first && !atomic_load(&worker->stopping))
        pthread_cond_wait(&worker->work, &worker->mutex);
    struct import_job *job = atomic_load(&worker->stopping) ? NULL : worker->first;
    pthread_mutex_unlock(&worker->mutex);
    return job;
}

/* It stays in the queue while it runs: it takes its room. */
static void job_end(struct import_worker *worker, struct import_job *job) {
    pthread_mutex_lock(&worker->mutex);
    worker->first = job->next;
    pthread_mutex_unlock(&worker->mutex);
    import_worker_leave(worker);
    job_free(job);
}

static void *worker_run(void *context) {
    struct import_worker *worker = context;
    for (struct import_job *job = job_wait(worker); job; job = job_wait(worker)) {
        job_run(job);
        job_end(worker, job);
    }
    return NULL;
}

bool import_worker_enter(struct import_worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    bool room = worker->count < IMPORT_QUEUE_MAX;
    worker->count += room;
    pthread_mutex_unlock(&worker->mutex);
    return room;
}

void import_worker_leave(struct import_worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    worker->count--;
    pthread_mutex_unlock(&worker->mutex);
}

bool import_worker_owner(struct import_worker *worker, char ret_owner[UUID_TEXT_SIZE], struct fail *fail) {
    return import_owner_name(worker->owner, ret_owner, fail);
}

void import_worker_add(struct import_worker *worker, const char *id, const char *owner,
                       const struct import_request *request, uint32_t rows) {
    struct import_job *job = job_new(id, owner, request, rows);
    pthread_mutex_lock(&worker->mutex);
    struct import_job **last = &worker->first;
    while (*last)
        last = &(*last)->next;
    *last = job;
    pthread_cond_signal(&worker->work);
    pthread_mutex_unlock(&worker->mutex);
}

static bool mark_interrupted(struct reports *reports, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(reports->service->pool, &lease, fail) && imports_interrupted(lease.db, NULL, clock_now(), fail);
}

bool import_worker_start(struct reports *reports, struct import_worker **ret_worker, struct fail *fail) {
    if (!mark_interrupted(reports, fail))
        return false;
    struct import_worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        fail_stop("import", "no memory left");
    worker->reports = reports;
    worker->owner = import_owner_new(reports->service->conninfo);
    pthread_mutex_init(&worker->mutex, NULL);
    pthread_cond_init(&worker->work, NULL);
    *ret_worker = worker;
    if (pthread_create(&worker->thread, NULL, worker_run, worker) == 0)
        return true;
    import_owner_free(worker->owner);
    free(worker);
    *ret_worker = NULL;
    return fail_set(fail, FAULT_BROKEN, false, "import_worker_start", "no thread");
}

void import_worker_stop(struct import_worker *worker) {
    struct fail fail = {0};
    pthread_mutex_lock(&worker->mutex);
    atomic_store(&worker->stopping, true);
    pthread_cond_signal(&worker->work);
    pthread_mutex_unlock(&worker->mutex);
    pthread_join(worker->thread, NULL);
    import_owner_free(worker->owner);
    if (worker->first && !mark_interrupted(worker->reports, &fail))
        log_fail(LOG_WARN, "import.interrupted", &fail);
    while (worker->first) {
        struct import_job *job = worker->first;
        worker->first = job->next;
        job_free(job);
    }
    pthread_cond_destroy(&worker->work);
    pthread_mutex_destroy(&worker->mutex);
    free(worker);
}
