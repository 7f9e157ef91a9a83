/* Changes plans: new ones, new versions of their documents, and the way from draft to closed. */
#include "plan.h"

#include <stdlib.h>

#include "core/limits.h"
#include "core/text.h"
#include "core/uuid.h"
#include "document.h"
#include "effect.h"
#include "personal.h"
#include "plan_check.h"
#include "plan_open.h"
#include "plan_state.h"
#include "plan_write.h"
#include "json/read.h"

static const char *const no_query[] = {NULL};

static bool stored_may_be_written(struct call *call, const struct snapshot *snapshot,
                                  const struct plan_record *stored) {
    const struct plan *plan = snapshot_plan(snapshot, stored->code);
    return plan ? issuer_may_write(call, snapshot, plan) : may_write_nation(call, snapshot);
}

static void check_whole(struct call *call, struct change *change, const struct plan *plan) {
    struct plan_check check = {.arena = &call->arena,
                               .issues = &call->issues,
                               .snapshot = change->snapshot,
                               .plan = plan,
                               .date = plan_date(change->snapshot, plan),
                               .language = call->language};
    plan_check_all(&check);
}

static bool document_is_good(struct call *call, struct change *change, const json_t *body) {
    struct plan plan;
    struct decoding decoding = {.arena = &call->arena,
                                .issues = &call->issues,
                                .snapshot = change->snapshot,
                                .date = change->today,
                                .language = call->language};
    if (decode_plan(&decoding, body, &plan))
        check_whole(call, change, &plan);
    personal_screen(body, &call->issues);
    if (call->issues.count == 0)
        return issuer_may_write(call, change->snapshot, &plan);
    call_refuse_issues(call);
    return false;
}

static bool store(struct call *call, struct change *change, const struct plan_record *plan) {
    struct fail fail = {0};
    if (plan_version_store(change->db, plan, &fail) && change_publish_one(change, REFERENCE_PLAN, plan->id, &fail))
        return true;
    call_refuse_fail(call, &fail);
    return false;
}

static void store_and_answer(struct call *call, struct change *change, const struct plan_record *plan) {
    if (!store(call, change, plan))
        return;
    struct json_writer writer = call_json(call);
    plan_write(&writer, plan);
    struct answer answer = {.status = 200, .version = plan->version};
    effect_finish(call, change, &answer);
}

static void write_review(struct json_writer *writer, const struct review *review) {
    write_array(writer, "review");
    for (size_t i = 0; i < review->count; i++) {
        write_object(writer, NULL);
        write_text(writer, "path", review->items[i].path);
        write_text(writer, "kind", review->items[i].kind);
        write_text(writer, "text", review->items[i].text);
        write_object_end(writer);
    }
    write_array_end(writer);
}

static void answer_created(struct call *call, struct change *change, const struct plan_record *plan,
                           const struct review *review) {
    AUTO_BUFFER text = {0};
    struct json_writer writer = call_json(call), head = plan_head_begin(&text, plan);
    if (review)
        write_review(&head, review);
    plan_head_end(&writer, &head, plan);
    struct answer answer = {
        .status = 201, .version = plan->version, .location = arena_format(&call->arena, "/v1/plans/%s", plan->id)};
    effect_finish(call, change, &answer);
}

static void create(struct call *call, struct change *change, const json_t *body, const struct review *review) {
    struct fail fail = {0};
    char id[UUID_TEXT_SIZE];
    if (!document_is_good(call, change, body))
        return;
    uuid_new(change->now, id);
    char *canonical = json_canonical(body);
    struct plan_record plan = {.id = id,
                               .code = json_string_value(json_object_get(body, "code")),
                               .version = 1,
                               .state = PLAN_DRAFT,
                               .body = canonical,
                               .recorded = change->now,
                               .subject = change->subject};
    if (!plan_create(change->db, id, plan.code, &fail))
        call_refuse_fail(call, &fail);
    else if (store(call, change, &plan))
        answer_created(call, change, &plan, review);
    free(canonical);
}

static void refuse_existing(struct call *call, const struct snapshot *snapshot, const struct plan_record *stored) {
    if (!stored_may_be_written(call, snapshot, stored))
        return;
    call_header(call, "Location", arena_format(&call->arena, "/v1/plans/%s", stored->id));
    call_refuse(call, PROBLEM_ALREADY_EXISTS, NULL);
}

void plan_create_draft(struct call *call, struct change *change, const json_t *body, const struct review *review) {
    struct fail fail = {0};
    const char *code = json_string_value(json_object_get(body, "code"));
    AUTO_RESULT *rows = plan_newest(change->db, code ? code : "", &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
    } else if (db_rows(rows) > 0) {
        struct plan_record stored = plan_of_row(rows, 0);
        refuse_existing(call, change->snapshot, &stored);
    } else {
        create(call, change, body, review);
    }
}

void plan_post(struct call *call) {
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body)
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin_keyed(call, &change) && effect_lock(call, &change))
        plan_create_draft(call, &change, body, NULL);
}

static bool refuse_state(struct call *call, enum plan_state state) {
    issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, NULL, plan_state_name(state), NULL, NULL);
    call_refuse(call, PROBLEM_CONFLICT, NULL);
    return false;
}

static bool code_stays(struct call *call, const json_t *body, const char *code) {
    if (text_equal(json_string_value(json_object_get(body, "code")), code))
        return true;
    issue_add_at(&call->issues, ISSUE_INCONSISTENT, "/code", code, NULL, NULL);
    call_refuse(call, PROBLEM_INVALID, NULL);
    return false;
}

static void reply_unchanged(struct call *call, const struct plan_record *stored) {
    struct json_writer writer = call_json(call);
    plan_write(&writer, stored);
    call_etag(call, stored->version);
    call_reply(call, 200);
}

/* What is issued changes for a reason. */
static bool reason_suffices(struct call *call, const struct plan_record *stored, const char *reason) {
    if (stored->state != PLAN_ISSUED || reason)
        return true;
    issue_add_at(&call->issues, ISSUE_REASON_NEEDED, "/reason", NULL, NULL, NULL);
    call_refuse(call, PROBLEM_INVALID, NULL);
    return false;
}

/* The next version of an issued plan is a draft; the issued one stays in force until that is issued too. */
static void change_document(struct call *call, struct change *change, const struct plan_record *stored,
                            const json_t *body, const char *reason) {
    char *canonical = json_canonical(body);
    struct plan_record next = *stored;
    next.version++;
    next.state = PLAN_DRAFT;
    next.body = canonical;
    next.recorded = change->now;
    next.subject = change->subject;
    next.reason = reason;
    if (text_equal(stored->body, canonical))
        reply_unchanged(call, stored);
    else if (precondition_put(call, stored->version) &&
             (plan_may_change(stored->state) || refuse_state(call, stored->state)) &&
             reason_suffices(call, stored, reason) && document_is_good(call, change, body))
        store_and_answer(call, change, &next);
    free(canonical);
}

static void put_new(struct call *call, struct change *change, const json_t *body) {
    const char *asked = call_path(call, "plan");
    if (uuid_is(asked))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (precondition_put(call, 0) && code_stays(call, body, asked))
        create(call, change, body, NULL);
}

static void put(struct call *call, struct change *change, const json_t *body, const char *reason) {
    struct fail fail = {0};
    AUTO_RESULT *rows = plan_newest(change->db, call_path(call, "plan"), &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (db_rows(rows) == 0) {
        put_new(call, change, body);
        return;
    }
    struct plan_record stored = plan_of_row(rows, 0);
    if (code_stays(call, body, stored.code) && stored_may_be_written(call, change->snapshot, &stored))
        change_document(call, change, &stored, body, reason);
}

/* Takes the reason out of the body: it belongs to the version, not to the plan. False: refused. */
static bool take_reason(struct call *call, json_t *body, const char **ret_reason) {
    AUTO_JSON *reason = json_incref(json_object_get(body, "reason"));
    *ret_reason = NULL;
    json_object_del(body, "reason");
    if (!reason)
        return true;
    AUTO_JSON *holder = json_pack("{s:O}", "reason", reason);
    struct object object = object_root(holder, &call->issues);
    const char *text = object_text(&object, "reason", OPTIONAL, NAME_MAX_BYTES);
    *ret_reason = text_empty(text) ? NULL : arena_text(&call->arena, text);
    personal_screen(holder, &call->issues);
    return query_is_sound(call);
}

void plan_put(struct call *call) {
    const char *reason;
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body || !take_reason(call, body, &reason))
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin(call, &change))
        put(call, &change, body, reason);
}

static bool state_wanted(struct call *call, const json_t *body, enum plan_state *ret_state) {
    static const char *const words[] = {"draft", "submitted", "approved", "issued", "closed", NULL};
    struct object object = object_root(body, &call->issues);
    int word = object_word(&object, "to", REQUIRED, words);
    object_end(&object);
    if (call->issues.count == 0)
        return plan_state_parse(words[word], ret_state);
    call_refuse_issues(call);
    return false;
}

/* Other plans may have come since it was drafted, and units may have gone. */
static bool is_still_good(struct call *call, struct change *change, const struct plan_record *plan) {
    AUTO_JSON *body = json_loads(plan->body, 0, NULL);
    return document_is_good(call, change, body);
}

static void transition(struct call *call, struct change *change, enum plan_state to) {
    struct fail fail = {0};
    AUTO_RESULT *rows = plan_newest(change->db, call_path(call, "plan"), &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    struct plan_record plan = plan_of_row(rows, 0);
    if (!stored_may_be_written(call, change->snapshot, &plan) ||
        (call->if_match && !call_if_match(call, plan.version)) ||
        (!plan_may_become(plan.state, to) && !refuse_state(call, plan.state)))
        return;
    if (to == PLAN_ISSUED && !is_still_good(call, change, &plan))
        return;
    plan.version++;
    plan.reason = NULL;
    plan.state = to;
    plan.recorded = change->now;
    plan.subject = change->subject;
    store_and_answer(call, change, &plan);
}

void plan_transition(struct call *call) {
    enum plan_state to;
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body || !state_wanted(call, body, &to))
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin_keyed(call, &change) && effect_lock(call, &change))
        transition(call, &change, to);
}
