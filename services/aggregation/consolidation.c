/* POST, GET and PUT /v1/consolidations: drafts are made, read and edited. */
#include "consolidation.h"

#include "consolidation_document.h"
#include "core/text.h"
#include "observe/metric.h"
#include "reference/authority.h"
#include "rollup_table.h"
#include "routes.h"
#include "service/idempotency.h"
#include "service/origin.h"
#include "service/reader.h"

static const char *const no_query[] = {NULL};

static struct consolidation_reader reader_of(const struct call *call, const struct snapshot *snapshot) {
    return (struct consolidation_reader){snapshot, &call->caller, call_today(call)};
}

/* As the database shows it to the caller, who goes on reading so; whoever locks it finds it so first. */
static bool find_for(struct call *call, struct db *db, const char *id, bool lock,
                     struct consolidation *ret_consolidation, struct fail *fail) {
    db_read_as(db, call_reader(call));
    if (!consolidation_find(db, id, false, &call->arena, ret_consolidation, fail))
        return false;
    if (lock)
        db_read_as(db, NULL);
    return !lock || consolidation_find(db, id, true, &call->arena, ret_consolidation, fail);
}

bool consolidation_load(struct call *call, struct db *db, const struct snapshot *snapshot, bool lock,
                        struct consolidation *ret_consolidation) {
    const struct consolidation_reader reader = reader_of(call, snapshot);
    struct fail fail = {0};
    const char *id = call_path(call, "id");
    if (!uuid_is(id))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (!find_for(call, db, id, lock, ret_consolidation, &fail))
        call_refuse_fail(call, &fail);
    else if (!consolidation_is_visible(&reader, ret_consolidation))
        call_refuse(call, PROBLEM_NOT_FOUND, "there is no consolidation %s", id);
    else
        call->authorized = true;
    return call->status == 0;
}

/* ---- POST */

static struct wish_setting setting_for(struct call *call, const struct snapshot *snapshot) {
    return (struct wish_setting){&call->arena, snapshot, call->language, &call->issues};
}

static bool read_wish(struct call *call, const struct snapshot *snapshot, struct consolidation_subject *ret_subject,
                      struct consolidation_text *ret_text) {
    const struct wish_setting setting = setting_for(call, snapshot);
    AUTO_JSON *body = json_read(call->request_body, call->request_body_size, &call->issues);
    if (body != NULL && consolidation_wish_read(&setting, body, ret_subject, ret_text))
        return true;
    call_refuse_issues(call);
    return false;
}

static bool may_draft(struct call *call, const struct consolidation_subject *subject) {
    call->authorized = authority_writes(subject->snapshot, &call->caller, subject->unit,
                                        period_tree_date(&subject->period), subject->agency.function, call_today(call));
    if (call->authorized)
        return true;
    issue_add_at(&call->issues, ISSUE_NOT_YOURS, "/unit", subject->agency.code, NULL, NULL);
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    return false;
}

static bool has_caught_up(struct call *call, bool *ret_complete) {
    struct fail fail;
    int64_t lag_max = setting_number(&service_of(call)->settings, "TONGHOP_CONSOLIDATION_LAG_MAX");
    *ret_complete = aggregation_complete(call, MOMENT_NONE);
    if (consolidation_caught_up(metric_get(METRIC_CONSUMER_LAG), lag_max, *ret_complete, &fail))
        return true;
    call_header(call, "Retry-After", "2");
    call_refuse(call, PROBLEM_UNAVAILABLE, "%s", fail.text);
    return false;
}

static bool make_draft(struct call *call, const struct consolidation_subject *subject,
                       const struct consolidation_text *text, bool complete, struct consolidation *ret_draft,
                       struct consolidation_sources *ret_sources) {
    struct fail fail = {0};
    const struct drafting drafting = {.arena = &call->arena,
                                      .cubes = aggregation_of(call)->cubes,
                                      .subject = subject,
                                      .text = text,
                                      .now = call->now,
                                      .complete = complete,
                                      .created_by = call->caller.subject};
    if (consolidation_draft(&drafting, ret_draft, ret_sources, &fail))
        return true;
    call_refuse_fail(call, &fail);
    return false;
}

static void store_draft(struct call *call, struct db *db, const struct snapshot *snapshot,
                        const struct consolidation *draft, const struct consolidation_sources *sources) {
    struct fail fail = {0};
    struct answer answer = {.status = 201,
                            .location = arena_format(&call->arena, "/v1/consolidations/%s", draft->id),
                            .version = draft->version};
    struct json_writer json = call_json(call);
    write_consolidation(&json, snapshot, draft, edition_for(&call->caller));
    const struct audit_origin origin = call_origin(call);
    if (consolidation_draft_store(db, draft, sources, &fail) &&
        consolidation_audit(db, &origin, call->now, draft, &fail) && idempotency_keep(db, call, &answer, &fail) &&
        db_commit(db, &fail))
        answer_give(call, &answer);
    else
        call_refuse_fail(call, &fail);
}

void consolidation_post(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct consolidation_subject subject;
    struct consolidation_text text;
    struct consolidation draft;
    struct consolidation_sources sources;
    if (!call_query_only(call, no_query) || !read_wish(call, snapshot, &subject, &text) || !may_draft(call, &subject))
        return;
    AUTO_LEASE lease = {0};
    bool complete;
    if (idempotency_begin(call, &lease) && has_caught_up(call, &complete) &&
        make_draft(call, &subject, &text, complete, &draft, &sources))
        store_draft(call, lease.db, snapshot, &draft, &sources);
}

/* ---- GET */

void consolidation_get(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct consolidation consolidation;
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    if (!call_query_only(call, no_query))
        return;
    if (!db_lease(service_of(call)->pool, &lease, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (!consolidation_load(call, lease.db, snapshot, false, &consolidation) ||
        call_not_modified(call, consolidation.version))
        return;
    call_etag(call, consolidation.version);
    if (!text_equal(call->answer_type, rollup_answers[0])) {
        consolidation_print(call, snapshot, &consolidation, edition_for(&call->caller));
        return;
    }
    struct json_writer json = call_json(call);
    write_consolidation(&json, snapshot, &consolidation, edition_for(&call->caller));
    call_reply(call, 200);
}

void consolidation_keys_get(struct call *call) {
    struct fail fail = {0};
    const char *keys;
    const struct seal_key *present = aggregation_of(call)->seal;
    AUTO_LEASE lease = {0};
    if (!call_query_only(call, no_query))
        return;
    if (!db_lease(service_of(call)->pool, &lease, &fail) ||
        !seal_keys_read(lease.db, present == NULL ? NULL : seal_key_public(present), &call->arena, &keys, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    buffer_text(&call->body, keys);
    call_reply_as(call, 200, call->answer_type);
}

/* ---- PUT */

static bool may_edit(struct call *call, const struct snapshot *snapshot, const struct consolidation *consolidation) {
    const struct consolidation_reader reader = reader_of(call, snapshot);
    if (!consolidation_is_written_by(&reader, consolidation)) {
        issue_add_at(&call->issues, ISSUE_NOT_YOURS, "", consolidation->agency, NULL, NULL);
        call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    } else if (consolidation->state != CONSOLIDATION_DRAFT) {
        issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, "", consolidation_state_name(consolidation->state), NULL,
                     NULL);
        call_refuse(call, PROBLEM_CONFLICT, NULL);
    }
    return call->status == 0 && call_if_match(call, consolidation->version);
}

/* What it is about must still be known: the titles of sections come from its forms. */
static bool read_edit(struct call *call, const struct snapshot *snapshot, const struct consolidation *consolidation,
                      struct consolidation_subject *ret_subject, struct consolidation_text *ret_text) {
    const struct wish_setting setting = setting_for(call, snapshot);
    AUTO_JSON *body = json_read(call->request_body, call->request_body_size, &call->issues);
    if (!consolidation_subject_of(&call->arena, snapshot, consolidation, ret_subject))
        call_refuse(call, PROBLEM_CONFLICT, "the reference no longer knows what it is about");
    else if (body == NULL || !consolidation_text_read(&setting, body, &ret_subject->period, ret_text))
        call_refuse_issues(call);
    return call->status == 0;
}

static bool same_recipients(const struct consolidation *a, const struct consolidation *b) {
    bool same = a->recipient_count == b->recipient_count;
    for (size_t i = 0; same && i < a->recipient_count; i++)
        same = text_equal(a->recipients[i].unit, b->recipients[i].unit) &&
               text_equal(a->recipients[i].agency, b->recipients[i].agency);
    return same;
}

static bool edit(struct call *call, const struct consolidation_subject *subject, const struct consolidation_text *text,
                 struct consolidation *consolidation, bool *ret_changed, struct fail *fail) {
    const struct consolidation before = *consolidation;
    const char *sections = consolidation_sections(&call->arena, subject, text);
    if (text->recipients_given)
        consolidation_take_recipients(&call->arena, subject, text, consolidation);
    for (int i = 0; i < EDITION_COUNT; i++)
        if (!document_edited(&call->arena, before.editions[i].document, sections, &consolidation->editions[i].document,
                             fail))
            return false;
    *ret_changed = !same_recipients(&before, consolidation) ||
                   !text_equal(before.editions[EDITION_FULL].document, consolidation->editions[EDITION_FULL].document);
    return true;
}

static bool store_edit(struct call *call, struct db *db, struct consolidation *consolidation, struct fail *fail) {
    const struct audit_origin origin = call_origin(call);
    return consolidation_update(db, consolidation, fail) && consolidation_recipients_write(db, consolidation, fail) &&
           consolidation_audit(db, &origin, call->now, consolidation, fail) && db_commit(db, fail);
}

void consolidation_put(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct consolidation consolidation;
    struct consolidation_subject subject;
    struct consolidation_text text;
    struct fail fail = {0};
    bool changed = false;
    AUTO_LEASE lease = {0};
    if (!call_query_only(call, no_query))
        return;
    if (!db_lease(service_of(call)->pool, &lease, &fail) || !db_begin(lease.db, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (!consolidation_load(call, lease.db, snapshot, true, &consolidation) ||
        !may_edit(call, snapshot, &consolidation) || !read_edit(call, snapshot, &consolidation, &subject, &text))
        return;
    if (!edit(call, &subject, &text, &consolidation, &changed, &fail) ||
        (changed && !store_edit(call, lease.db, &consolidation, &fail))) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer json = call_json(call);
    write_consolidation(&json, snapshot, &consolidation, edition_for(&call->caller));
    call_etag(call, consolidation.version);
    call_reply(call, 200);
}
