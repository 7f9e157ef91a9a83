/* Imports over HTTP: taking a file, showing and cancelling what became of it. */
#include <assert.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "core/text.h"
#include "import_handlers.h"
#include "import_job.h"
#include "report_call.h"
#include "service/origin.h"

enum { SYNCHRONOUS_ROWS_MAX = IMPORT_ATOMIC_ROWS_MAX, POSITION_PARTS = 2 };

/* ---- The result document */

static void write_counts(struct json_writer *json, const struct import_counts *counts) {
    write_object(json, "counts");
    write_int(json, "received", counts->received);
    write_int(json, "created", counts->created);
    write_int(json, "updated", counts->updated);
    write_int(json, "unchanged", counts->unchanged);
    write_int(json, "rejected", counts->rejected);
    write_object_end(json);
}

static void write_import(struct json_writer *json, const struct import_row_stored *import, bool dry_run,
                         bool with_rows) {
    write_object(json, NULL);
    if (*import->id)
        write_text(json, "id", import->id);
    write_text(json, "state", import->state);
    if (import->reason)
        write_text(json, "reason", import->reason);
    write_text(json, "form", import->form);
    write_text(json, "period", import->period);
    write_text(json, "mode", import->mode);
    write_flag(json, "dryRun", dry_run);
    write_int(json, "total", import->total);
    write_counts(json, &import->counts);
    if (with_rows)
        write_raw(json, "rows", import->rows, strlen(import->rows));
    write_text(json, "sha256", import->sha256);
    write_moment(json, "createdAt", import->created);
    write_moment(json, "finishedAt", import->finished);
    write_object_end(json);
}

static void point_to(struct call *call, const struct import_row_stored *import) {
    if (*import->id)
        call_header(call, "Location", arena_format(&call->arena, "/v1/imports/%s", import->id));
}

static void answer_import(struct call *call, const struct import_row_stored *import, bool dry_run, int status) {
    struct json_writer json = call_json(call);
    write_import(&json, import, dry_run, true);
    point_to(call, import);
    call_reply(call, status);
}

/* The rows of the result, told before or just now, take the place of the problem's issues; the counts and the file's digest follow them. */
static void refuse_rows(struct call *call, const struct import_row_stored *import) {
    static const char none[] = "[]}";
    point_to(call, import);
    call_refuse(call, PROBLEM_INVALID, NULL);
    size_t tail = sizeof none - 1;
    assert(call->body.size > tail && strcmp(call->body.bytes + call->body.size - tail, none) == 0);
    call->body.size -= tail;
    buffer_text(&call->body, import->rows);
    struct json_writer json = {.to = &call->body, .depth = 1, .filled = {true, true}};
    AUTO_JSON *rows = json_loads(import->rows, 0, NULL);
    if (json_array_size(rows) >= ISSUES_MAX)
        write_flag(&json, "issuesTruncated", true);
    if (*import->id)
        write_text(&json, "id", import->id);
    write_counts(&json, &import->counts);
    write_text(&json, "sha256", import->sha256);
    write_object_end(&json);
}

static bool is_open(const struct import_row_stored *import) {
    return text_equal(import->state, "queued") || text_equal(import->state, "running");
}

/* It failed, and not because of the file. */
static bool is_lost(const struct import_row_stored *import) {
    return text_equal(import->state, "failed") && import->reason;
}

static bool was_refused(const struct import_row_stored *import) {
    return text_equal(import->mode, "atomic") && import->counts.rejected > 0;
}

/* ---- What is asked */

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

static void read_form_and_period(struct call *call, struct import_request *request) {
    bool needed = call->request_kind != BODY_NDJSON;
    struct period period;
    request->form = call_query(call, "form");
    request->period = call_query(call, "period");
    const struct form *form = request->form ? snapshot_form(request->snapshot, request->form) : NULL;
    if (!request->form && needed)
        query_issue(call, ISSUE_REQUIRED, "form", NULL);
    if (!request->period && needed)
        query_issue(call, ISSUE_REQUIRED, "period", NULL);
    if (request->form && !form)
        query_issue(call, ISSUE_UNKNOWN_FORM, "form", request->form);
    if (form && request->period && !snapshot_period(request->snapshot, form, request->period, &period))
        query_issue(call, ISSUE_BAD_PERIOD, "period", NULL);
}

static bool request_read(struct call *call, const struct snapshot *snapshot, struct import_request *ret_request) {
    static const char *const names[] = {"form", "period", "mode", "dryRun", NULL};
    call_query_known(call, names);
    *ret_request = (struct import_request){.reports = reports_of(call),
                                           .snapshot = snapshot,
                                           .caller = call->caller,
                                           .now = call->now,
                                           .today = call_today(call),
                                           .language = call->language,
                                           .kind = call->request_kind,
                                           .body = call->request_body,
                                           .size = call->request_body_size,
                                           .origin = call_origin(call)};
    const char *mode = call_query(call, "mode");
    ret_request->atomic = !text_equal(mode, "partial");
    if (mode && ret_request->atomic && !text_equal(mode, "atomic"))
        query_issue(call, ISSUE_NOT_ONE_OF, "mode", "atomic, partial");
    ret_request->dry_run = call_query_flag(call, "dryRun", false);
    read_form_and_period(call, ret_request);
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

/* False: refused. */
static bool rows_count(struct call *call, const struct import_request *request, uint32_t *ret_rows) {
    *ret_rows = import_count(request, &call->arena, &call->issues);
    if (call->issues.count > 0) {
        call_refuse_issues(call);
        return false;
    }
    if (!request->atomic || *ret_rows <= IMPORT_ATOMIC_ROWS_MAX)
        return true;
    issue_add_at(&call->issues, ISSUE_TOO_MANY, "", arena_format(&call->arena, "%d", IMPORT_ATOMIC_ROWS_MAX), NULL,
                 NULL);
    call_refuse(call, PROBLEM_INVALID, NULL);
    return false;
}

/* ---- The key of the request */

static const char *digest_of(struct call *call) {
    unsigned char digest[SHA256_SIZE];
    char *text = arena_alloc(&call->arena, SHA256_TEXT_SIZE);
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, call->request_body, call->request_body_size, digest) != 0)
        fail_stop("reports", "SHA-256 does not work");
    text_hex(digest, SHA256_SIZE, text);
    return text;
}

static const char *fingerprint_of(struct call *call) {
    unsigned char fingerprint[SHA256_SIZE];
    char *text = arena_alloc(&call->arena, SHA256_TEXT_SIZE);
    request_fingerprint(call, fingerprint);
    text_hex(fingerprint, SHA256_SIZE, text);
    return text;
}

/* Of a request that was answered before, or is being answered elsewhere. */
static void answer_again(struct call *call, const struct import_row_stored *import) {
    bool large = import->total > SYNCHRONOUS_ROWS_MAX;
    if (!import->same) {
        call_refuse(call, PROBLEM_KEY_REUSED, NULL);
        return;
    }
    if (is_lost(import) || (is_open(import) && !large)) {
        call_header(call, "Retry-After", "1");
        call_refuse(call, PROBLEM_REQUEST_IN_PROGRESS, NULL);
        return;
    }
    call->authorized = true;
    call_header(call, "Idempotency-Replayed", "true");
    if (was_refused(import))
        refuse_rows(call, import);
    else
        answer_import(call, import, false, large ? 202 : 200);
}

/* Under the key stands another: what became of it, unless nothing did, for then it is run again in its place. */
static bool take_over(struct call *call, struct db *db, const struct import_new *import,
                      struct import_row_stored *ret_import, bool *ret_ours, struct fail *fail) {
    *ret_ours = false;
    db_read_as(db, call_reader(call));
    bool found = import_find_key(db, import->client, import->key, import->fingerprint, &call->arena, ret_import, fail);
    db_read_as(db, NULL);
    if (!found)
        return false;
    bool may = ret_import->same && (is_lost(ret_import) || is_open(ret_import));
    if (may && !import_take_over(db, ret_import->id, import->owner, import->state, ret_ours, fail))
        return false;
    if (*ret_ours) {
        ret_import->state = import->state;
        ret_import->reason = NULL;
        ret_import->rows = "[]";
        ret_import->counts = (struct import_counts){0};
        ret_import->finished = MOMENT_NONE;
    }
    return true;
}

static bool enter(struct call *call, struct import_new *import, char ret_owner[UUID_TEXT_SIZE],
                  struct import_row_stored *ret_import, bool *ret_ours, struct fail *fail) {
    AUTO_LEASE lease = {0};
    if (!import_worker_owner(reports_of(call)->imports, ret_owner, fail) ||
        !db_lease(service_of(call)->pool, &lease, fail) || !import_insert(lease.db, import, ret_ours, fail))
        return false;
    return *ret_ours || take_over(call, lease.db, import, ret_import, ret_ours, fail);
}

/* The import takes its place in the table under its key, in the name of this process. False: answered, or refused. */
static bool begin(struct call *call, const struct import_request *request, struct import_row_stored *import,
                  char ret_owner[UUID_TEXT_SIZE]) {
    struct fail fail = {0};
    bool ours = false;
    uuid_new(request->now, import->id);
    struct import_new new = {.id = import->id,
                             .client = request->caller.client,
                             .key = call->idempotency_key,
                             .form = request->form,
                             .period = request->period,
                             .state = import->state,
                             .sha256 = import->sha256,
                             .fingerprint = fingerprint_of(call),
                             .owner = ret_owner,
                             .atomic = request->atomic,
                             .total = import->total,
                             .now = request->now};
    if (!enter(call, &new, ret_owner, import, &ours, &fail))
        call_refuse_fail(call, &fail);
    else if (!ours)
        answer_again(call, import);
    return ours;
}

/* ---- Running it */

static struct import_row_stored import_begun(struct call *call, const struct import_request *request, uint32_t rows) {
    return (struct import_row_stored){.form = request->form,
                                      .period = request->period,
                                      .mode = request->atomic ? "atomic" : "partial",
                                      .state = rows > SYNCHRONOUS_ROWS_MAX ? "queued" : "running",
                                      .rows = "[]",
                                      .sha256 = digest_of(call),
                                      .total = rows,
                                      .created = request->now,
                                      .finished = MOMENT_NONE};
}

/* What failed for a reason outside the file may be sent again under its key. */
static void run_now(struct call *call, const struct import_request *request, const char *owner,
                    struct import_row_stored *import) {
    struct fail fail = {0};
    struct import_result result = {0};
    AUTO_BUFFER rows = {0};
    issues_init(&result.rows, &call->arena);
    bool ran = request->dry_run ? import_run(request, import->total, NULL, &result, &fail)
                                : import_execute(import->id, owner, request, import->total, &result, &fail);
    if (!ran) {
        call_refuse_fail(call, &fail);
        return;
    }
    import_rows_render(&result.rows, call->language, &call->arena, &rows);
    import->counts = result.counts;
    import->rows = buffer_cstr(&rows);
    import->state = "succeeded";
    import->finished = request->dry_run ? clock_now() : result.finished;
    if (was_refused(import))
        refuse_rows(call, import);
    else
        answer_import(call, import, request->dry_run, 200);
}

static void run_later(struct call *call, const struct import_request *request, const char *owner,
                      const struct import_row_stored *import) {
    import_worker_add(request->reports->imports, import->id, owner, request, import->total);
    answer_import(call, import, false, 202);
}

static bool take_place_of_large(struct call *call, const struct import_request *request) {
    struct fail fail;
    if (import_worker_enter(request->reports->imports))
        return true;
    fail_set(&fail, FAULT_BUSY, true, "import", "too many large imports are waiting");
    call_refuse_fail(call, &fail);
    return false;
}

void import_submit(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct import_request request;
    uint32_t rows;
    char owner[UUID_TEXT_SIZE] = "";
    if (!request_read(call, snapshot, &request) || !rows_count(call, &request, &rows))
        return;
    bool later = !request.dry_run && rows > SYNCHRONOUS_ROWS_MAX;
    if (later && !take_place_of_large(call, &request))
        return;
    call_rows(call, rows);
    struct import_row_stored import = import_begun(call, &request, rows);
    if (!request.dry_run && !begin(call, &request, &import, owner)) {
        if (later)
            import_worker_leave(request.reports->imports);
        return;
    }
    call->authorized = true; /* every row is asked about */
    if (later)
        run_later(call, &request, owner, &import);
    else
        run_now(call, &request, owner, &import);
}

/* ---- Looking at it */

static bool load(struct call *call, struct import_row_stored *ret_import) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    const char *id = call_path(call, "id");
    fail_set(&fail, FAULT_MISSING, false, "import", "there is no such import");
    bool asked = uuid_is(id) && db_lease(service_of(call)->pool, &lease, &fail) &&
                 imports_interrupted(lease.db, id, call->now, &fail);
    if (asked)
        db_read_as(lease.db, call_reader(call));
    if (asked && import_find(lease.db, call->caller.client, id, &call->arena, ret_import, &fail))
        return true;
    if (fail.fault == FAULT_MISSING)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else
        call_refuse_fail(call, &fail);
    return false;
}

void import_show(struct call *call) {
    static const char *const no_query[] = {NULL};
    struct import_row_stored import;
    if (!call_query_only(call, no_query) || !load(call, &import))
        return;
    struct json_writer json = call_json(call);
    write_import(&json, &import, false, true);
    call_reply(call, 200);
}

static bool cancel_audit(struct call *call, struct db *db, const char *id, struct fail *fail) {
    static const char state[] = "cancelled";
    const struct audit_origin origin = call_origin(call);
    struct audit_entry entry = {
        .origin = &origin, .recorded = call->now, .object = arena_format(&call->arena, "import:%s", id)};
    audit_digest(state, strlen(state), entry.stored);
    return audit_write(db, &entry, fail);
}

static bool cancel(struct call *call, struct db *db, const char *id, bool *ret_cancelled, struct fail *fail) {
    return db_begin(db, fail) && import_cancel(db, call->caller.client, id, call->now, ret_cancelled, fail) &&
           (!*ret_cancelled || cancel_audit(call, db, id, fail)) && db_commit(db, fail);
}

void import_stop(struct call *call) {
    static const char *const no_query[] = {NULL};
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct import_row_stored import;
    bool cancelled = false;
    if (!call_query_only(call, no_query) || !load(call, &import))
        return;
    bool asked =
        db_lease(service_of(call)->pool, &lease, &fail) && cancel(call, lease.db, import.id, &cancelled, &fail);
    if (!asked) {
        call_refuse_fail(call, &fail);
    } else if (cancelled || text_equal(import.state, "cancelled")) {
        call_reply_as(call, 204, NULL);
    } else {
        issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, NULL, import.state, NULL, NULL);
        call_refuse(call, PROBLEM_CONFLICT, NULL);
    }
}

static void write_list(struct call *call, const struct import_row_stored *imports, size_t count, bool more) {
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_array(&json, "items");
    for (size_t i = 0; i < count; i++)
        write_import(&json, &imports[i], false, false);
    write_array_end(&json);
    const struct import_row_stored *last = more ? &imports[count - 1] : NULL;
    const char *next = last ? arena_format(&call->arena, "%lld|%s", (long long)last->created, last->id) : NULL;
    write_text(&json, "next", next ? call_cursor_make(call, next) : NULL);
    write_object_end(&json);
    call_reply(call, 200);
}

void import_list(struct call *call) {
    static const char *const names[] = {"limit", "cursor", NULL};
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct import_row_stored *imports;
    size_t count;
    const char *parts[POSITION_PARTS] = {"0", NULL};
    bool good;
    call_query_known(call, names);
    uint32_t limit = call_limit(call);
    const char *cursor = call_cursor_read(call, &good);
    good = good && (!cursor || (position_split(&call->arena, cursor, parts, POSITION_PARTS) && uuid_is(parts[1])));
    if (!good || call->issues.count > 0)
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
    else if (!call_lease(call, &lease, &fail) ||
             !import_list_read(lease.db, call->caller.client, strtoll(parts[0], NULL, 10), parts[1], limit,
                               &call->arena, &imports, &count, &fail))
        call_refuse_fail(call, &fail);
    else
        write_list(call, imports, count, count == limit);
}
