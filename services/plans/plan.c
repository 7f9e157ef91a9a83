/* Changes plans: new ones, new versions of their documents, and the way from draft to closed. */
#include "plan.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/uuid.h"
#include "document.h"
#include "effect.h"
#include "personal.h"
#include "plan_state.h"
#include "plan_write.h"
#include "json/read.h"

static const char *const no_query[] = {NULL};

/* Codes in a plan mean the units of the day it begins, or of its last (docs/decisions/0006). */
static day_t date_of(const struct snapshot *snapshot, const struct plan *plan) {
    bool from_start = unit_version_at(snapshot_tree(snapshot), plan->issuer_unit, plan->span.start) != NULL;
    return from_start || plan->span.end == DAY_NEVER ? plan->span.start : period_tree_date(&plan->span);
}

static bool issuer_may_write(struct call *call, const struct snapshot *snapshot, const struct plan *plan) {
    struct agency_ref agency;
    day_t date = date_of(snapshot, plan);
    bool known =
        agency_find(snapshot_agencies(snapshot), plan->issuer_unit, plan->issuer_agency, date, &agency) == AGENCY_FOUND;
    return may_write(call, snapshot, plan->issuer_unit, date, known ? agency.function : plan->issuer_agency);
}

static bool stored_may_be_written(struct call *call, const struct snapshot *snapshot,
                                  const struct plan_record *stored) {
    const struct plan *plan = snapshot_plan(snapshot, stored->code);
    return plan ? issuer_may_write(call, snapshot, plan) : may_write_nation(call, snapshot);
}

static bool document_is_good(struct call *call, struct change *change, const json_t *body) {
    struct plan plan;
    struct decoding decoding = {.arena = &call->arena,
                                .issues = &call->issues,
                                .snapshot = change->snapshot,
                                .date = change->today,
                                .language = call->language};
    (void)decode_plan(&decoding, body, &plan);
    personal_screen(body, &call->issues);
    if (call->issues.count == 0)
        return issuer_may_write(call, change->snapshot, &plan);
    call_refuse_issues(call);
    return false;
}

static void store_and_answer(struct call *call, struct change *change, const struct plan_record *plan, int status) {
    struct fail fail = {0};
    if (!plan_version_store(change->db, plan, &fail) || !change_publish_one(change, REFERENCE_PLAN, plan->id, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    plan_write(&writer, plan);
    struct answer answer = {.status = status, .version = plan->version};
    if (status == 201)
        answer.location = arena_format(&call->arena, "/v1/plans/%s", plan->id);
    effect_finish(call, change, &answer);
}

static void create(struct call *call, struct change *change, const json_t *body) {
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
    if (plan_create(change->db, id, plan.code, &fail))
        store_and_answer(call, change, &plan, 201);
    else
        call_refuse_fail(call, &fail);
    free(canonical);
}

static void refuse_existing(struct call *call, const struct snapshot *snapshot, const struct plan_record *stored) {
    if (!stored_may_be_written(call, snapshot, stored))
        return;
    call_header(call, "Location", arena_format(&call->arena, "/v1/plans/%s", stored->id));
    call_refuse(call, PROBLEM_ALREADY_EXISTS, NULL);
}

static void create_if_new(struct call *call, struct change *change, const json_t *body) {
    struct fail fail = {0};
    const char *code = json_string_value(json_object_get(body, "code"));
    AUTO_RESULT *rows = plan_newest(change->db, code ? code : "", &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
    } else if (db_rows(rows) > 0) {
        struct plan_record stored = plan_of_row(rows, 0);
        refuse_existing(call, change->snapshot, &stored);
    } else {
        create(call, change, body);
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
        create_if_new(call, &change, body);
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

static void change_document(struct call *call, struct change *change, const struct plan_record *stored,
                            const json_t *body) {
    char *canonical = json_canonical(body);
    struct plan_record next = *stored;
    next.version++;
    next.body = canonical;
    next.recorded = change->now;
    next.subject = change->subject;
    if (text_equal(stored->body, canonical))
        reply_unchanged(call, stored);
    else if (precondition_put(call, stored->version) &&
             (plan_may_change(stored->state) || refuse_state(call, stored->state)) &&
             document_is_good(call, change, body))
        store_and_answer(call, change, &next, 200);
    free(canonical);
}

static void put_new(struct call *call, struct change *change, const json_t *body) {
    const char *asked = call_path(call, "plan");
    if (uuid_is(asked))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (precondition_put(call, 0) && code_stays(call, body, asked))
        create(call, change, body);
}

static void put(struct call *call, struct change *change, const json_t *body) {
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
        change_document(call, change, &stored, body);
}

void plan_put(struct call *call) {
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body)
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin(call, &change))
        put(call, &change, body);
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
    plan.version++;
    plan.state = to;
    plan.recorded = change->now;
    plan.subject = change->subject;
    store_and_answer(call, change, &plan, 200);
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
