/* POST and GET /v1/recomputations: a form and period counted again from all reports, beside what is written down. */
#include "routes.h"

#include <string.h>

#include "aggregation.h"
#include "core/text.h"
#include "recomputation_sql.h"
#include "service/idempotency.h"
#include "service/origin.h"
#include "json/read.h"

static const char *const no_query[] = {NULL};

/* What the body names. */
struct wanted {
    const struct form *form;
    struct period period;
};

static bool read_wanted(struct call *call, const struct snapshot *snapshot, const json_t *body,
                        struct wanted *ret_wanted) {
    struct object object = object_root(body, &call->issues);
    const char *code = object_code(&object, "form", REQUIRED);
    const char *period = object_text(&object, "period", REQUIRED, PERIOD_CODE_SIZE);
    object_end(&object);
    *ret_wanted = (struct wanted){.form = code ? snapshot_form(snapshot, code) : NULL};
    if (code && !ret_wanted->form)
        issue_add_at(&call->issues, ISSUE_UNKNOWN_FORM, "/form", code, NULL, NULL);
    if (ret_wanted->form && period && !snapshot_period(snapshot, ret_wanted->form, period, &ret_wanted->period))
        issue_add_at(&call->issues, ISSUE_BAD_PERIOD, "/period", NULL, NULL, NULL);
    else if (ret_wanted->form && period && !form_version_for(ret_wanted->form, &ret_wanted->period))
        issue_add_at(&call->issues, ISSUE_FORM_NOT_IN_FORCE, "/period", code, period, NULL);
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

static const char *differences_text(struct arena *arena, const struct stored_rollups *differences) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    json_writer_init(&json, &text);
    write_array(&json, NULL);
    for (size_t i = 0; i < differences->count && i < RECOMPUTATION_DIFFERENCES_MAX; i++) {
        const struct stored_rollup *row = &differences->rows[i];
        write_object(&json, NULL);
        write_text(&json, "unit", row->unit);
        write_text(&json, "found", row->gone ? "surplus" : row->revision == 1 ? "notWritten" : "otherFigures");
        write_object_end(&json);
    }
    write_array_end(&json);
    return arena_slice(arena, text.bytes, text.size);
}

static void write_recomputation(struct json_writer *json, const struct recomputation *recomputation) {
    write_object(json, NULL);
    write_text(json, "id", recomputation->id);
    write_text(json, "form", recomputation->form);
    write_text(json, "period", recomputation->period);
    write_text(json, "state", "succeeded");
    write_int(json, "compared", recomputation->compared);
    write_raw(json, "differences", recomputation->differences, strlen(recomputation->differences));
    write_moment(json, "startedAt", recomputation->started);
    write_moment(json, "finishedAt", recomputation->finished);
    write_object_end(json);
}

/* ---- POST */

static bool count_again(struct call *call, const struct snapshot *snapshot, const struct wanted *wanted,
                        struct recomputation *ret_recomputation, struct fail *fail) {
    struct recount recounted;
    if (!recount(aggregation_of(call)->materialiser, snapshot, wanted->form, &wanted->period, &call->arena, &recounted,
                 fail))
        return false;
    *ret_recomputation = (struct recomputation){.form = wanted->form->code,
                                                .period = arena_text(&call->arena, wanted->period.code),
                                                .compared = recounted.compared,
                                                .differences = differences_text(&call->arena, &recounted.differences),
                                                .subject = call->caller.subject,
                                                .started = call->now,
                                                .finished = clock_now()};
    uuid_new(call->now, ret_recomputation->id);
    return true;
}

static bool audit(struct call *call, struct db *db, const struct recomputation *recomputation, struct fail *fail) {
    const struct audit_origin origin = call_origin(call);
    struct audit_entry entry = {.origin = &origin,
                                .recorded = call->now,
                                .object = arena_format(&call->arena, "recomputation:%s", recomputation->id),
                                .version = 1};
    audit_digest(recomputation->differences, strlen(recomputation->differences), entry.stored);
    return audit_write(db, &entry, fail);
}

static void store_and_answer(struct call *call, struct db *db, const struct recomputation *recomputation) {
    struct fail fail = {0};
    struct answer answer = {.status = 201,
                            .location = arena_format(&call->arena, "/v1/recomputations/%s", recomputation->id),
                            .version = 1};
    struct json_writer json = call_json(call);
    write_recomputation(&json, recomputation);
    if (recomputation_insert(db, recomputation, &fail) && audit(call, db, recomputation, &fail) &&
        idempotency_keep(db, call, &answer, &fail) && db_commit(db, &fail))
        answer_give(call, &answer);
    else
        call_refuse_fail(call, &fail);
}

void recomputation_post(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct wanted wanted;
    struct recomputation recomputation;
    struct fail fail = {0};
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = json_read(call->request_body, call->request_body_size, &call->issues);
    if (!body || !read_wanted(call, snapshot, body, &wanted)) {
        if (call->status == 0)
            call_refuse_issues(call);
        return;
    }
    AUTO_LEASE lease = {0};
    if (!idempotency_begin(call, &lease))
        return;
    if (!count_again(call, snapshot, &wanted, &recomputation, &fail))
        call_refuse_fail(call, &fail);
    else
        store_and_answer(call, lease.db, &recomputation);
}

/* ---- GET */

void recomputation_get(struct call *call) {
    struct recomputation recomputation;
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    if (!call_query_only(call, no_query))
        return;
    const char *id = call_path(call, "id");
    if (!uuid_is(id)) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    } else if (!db_lease(service_of(call)->pool, &lease, &fail) ||
               !recomputation_find(lease.db, id, &call->arena, &recomputation, &fail)) {
        call_refuse_fail(call, &fail);
    } else if (!call_not_modified(call, 1)) {
        struct json_writer json = call_json(call);
        write_recomputation(&json, &recomputation);
        call_etag(call, 1);
        call_reply(call, 200);
    }
}

void recomputation_list(struct call *call) {
    static const char *const names[] = {"limit", "cursor", NULL};
    struct recomputation *found;
    struct fail fail = {0};
    size_t count;
    bool good;
    AUTO_LEASE lease = {0};
    call_query_known(call, names);
    uint32_t limit = call_limit(call);
    const char *before = call_cursor_read(call, &good);
    if (!good || call->issues.count > 0 || (before && !uuid_is(before))) {
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return;
    }
    if (!db_lease(service_of(call)->pool, &lease, &fail) ||
        !recomputations_read(lease.db, before, limit, &call->arena, &found, &count, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_array(&json, "items");
    for (size_t i = 0; i < count; i++)
        write_recomputation(&json, &found[i]);
    write_array_end(&json);
    write_text(&json, "next", count == limit ? call_cursor_make(call, found[count - 1].id) : NULL);
    write_object_end(&json);
    call_reply(call, 200);
}
