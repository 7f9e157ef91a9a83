/* Queues jobs, tells how they stand, and cancels them. */
#include "job.h"

#include <string.h>

#include "core/text.h"
#include "core/uuid.h"
#include "document.h"
#include "service/origin.h"

static void write_job(struct json_writer *writer, const struct job *job) {
    AUTO_BUFFER text = {0};
    struct json_writer head;
    json_writer_init(&head, &text);
    write_object(&head, NULL);
    write_text(&head, "id", job->id);
    write_text(&head, "state", job->state);
    write_object(&head, "progress");
    write_int(&head, "done", job->done);
    write_int(&head, "of", job->received);
    write_object_end(&head);
    write_moment(&head, "createdAt", job->created);
    write_moment(&head, "finishedAt", job->finished);
    write_object_end(&head);
    joined_write(writer, &text, job->result ? job->result : "{}");
}

bool text_digest(struct db *db, struct arena *arena, const char *text, const char **ret_hex, struct fail *fail) {
    static const struct statement statement = {"text_digest", "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')"};
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){text}, fail);
    if (!rows)
        return false;
    *ret_hex = arena_text(arena, db_text(rows, 0, 0));
    return true;
}

void job_queue(struct call *call, struct change *change, const struct job_kind *kind, const char *path,
               const char *about, const char *parameters, uint32_t received) {
    struct fail fail = {0};
    char id[UUID_TEXT_SIZE];
    uuid_new(change->now, id);
    struct job job = {.id = id,
                      .kind = kind->name,
                      .about = about,
                      .parameters = parameters,
                      .content = arena_slice(&call->arena, call->request_body, call->request_body_size),
                      .state = "queued",
                      .subject = change->subject,
                      .client = change->origin.client,
                      .address = change->origin.address,
                      .roots = change->origin.roots,
                      .trace = change->trace,
                      .received = (int32_t)received,
                      .language = (int)call->language,
                      .created = change->now,
                      .finished = MOMENT_NONE};
    unsigned char digest[AUDIT_HASH_SIZE];
    audit_digest(call->request_body, call->request_body_size, digest);
    if (!job_store(change->db, &job, &fail) || !change_audit(change, "job", id, 0, digest, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    write_job(&writer, &job);
    struct answer answer = {.status = 202, .location = arena_format(&call->arena, "%s/%s", path, id)};
    effect_finish(call, change, &answer);
    job_worker_wake(change->plans->worker);
}

static void reply_jobs(struct call *call, const PGresult *rows, uint32_t limit) {
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct job job = job_of_row(rows, row);
        write_job(&writer, &job);
    }
    list_end(call, &writer, db_rows(rows) > count ? db_text(rows, count - 1, 0) : NULL);
}

void job_list(struct call *call, const struct job_kind *kind, const char *about) {
    struct fail fail = {0};
    struct page page = page_asked(call);
    if (!call_query_only(call, (const char *const[]){"limit", "cursor", NULL}) || !query_is_sound(call))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = jobs_page(lease.db, kind->name, about, page.after, page.limit + 1, &fail);
    if (rows)
        reply_jobs(call, rows, page.limit);
    else
        call_refuse_fail(call, &fail);
}

/* The job in the path, or NULL with the call refused. */
static PGresult *job_asked(struct call *call, struct db_lease *lease, const struct job_kind *kind, const char *about) {
    static const char *const none[] = {NULL};
    struct fail fail = {0};
    if (!call_query_only(call, none))
        return NULL;
    PGresult *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, lease, &fail))
        rows = job_read(lease->db, kind->name, about, call_path(call, "import"), &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return NULL;
    }
    if (db_rows(rows) > 0)
        return rows;
    call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    PQclear(rows);
    return NULL;
}

void job_get(struct call *call, const struct job_kind *kind, const char *about) {
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = job_asked(call, &lease, kind, about);
    if (!rows)
        return;
    struct job job = job_of_row(rows, 0);
    struct json_writer writer = call_json(call);
    write_job(&writer, &job);
    call_reply(call, 200);
}

static bool cancel_audit(struct call *call, struct db *db, const struct job *job, struct fail *fail) {
    static const char state[] = "cancelled";
    const struct audit_origin origin = call_origin(call);
    struct audit_entry entry = {
        .origin = &origin, .recorded = call->now, .object = arena_format(&call->arena, "job:%s", job->id)};
    audit_digest(state, strlen(state), entry.stored);
    return audit_write(db, &entry, fail);
}

static bool cancel_audited(struct call *call, struct db *db, const struct job *job, bool *ret_cancelled,
                           struct fail *fail) {
    return db_begin(db, fail) && job_cancel(db, job->id, call->now, ret_cancelled, fail) &&
           (!*ret_cancelled || cancel_audit(call, db, job, fail)) && db_commit(db, fail);
}

static void cancel(struct call *call, struct db *db, const struct job *job) {
    struct fail fail = {0};
    bool cancelled = false;
    if (!cancel_audited(call, db, job, &cancelled, &fail)) {
        call_refuse_fail(call, &fail);
    } else if (cancelled) {
        call_reply_as(call, 204, NULL);
    } else {
        issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, NULL, job->state, NULL, NULL);
        call_refuse(call, PROBLEM_CONFLICT, NULL);
    }
}

void job_delete(struct call *call, const struct job_kind *kind, const char *about) {
    AUTO_LEASE lease = {0};
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!may_write_nation(call, snapshot))
        return;
    AUTO_RESULT *rows = job_asked(call, &lease, kind, about);
    if (!rows)
        return;
    struct job job = job_of_row(rows, 0);
    cancel(call, lease.db, &job);
}
