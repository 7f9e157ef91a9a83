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

/* A plan as it is stored: its newest version, and the one that counts. */
struct stored_plan {
    PGresult *rows, *rows_in_force; /* what the records point into */
    bool found;
    struct plan_record newest, in_force;
};
#define AUTO_STORED_PLAN __attribute__((cleanup(stored_plan_end))) struct stored_plan

static void stored_plan_end(struct stored_plan *plan) {
    db_result_release(&plan->rows);
    db_result_release(&plan->rows_in_force);
}

/* The plan that the path names. False: refused. */
static bool stored_plan_read(struct call *call, struct change *change, struct stored_plan *ret_plan) {
    struct fail fail = {0};
    const char *asked = call_path(call, "plan");
    ret_plan->rows = plan_newest(change->db, asked, &fail);
    if (ret_plan->rows)
        ret_plan->rows_in_force = plan_of_force(change->db, asked, &fail);
    if (!ret_plan->rows_in_force) {
        call_refuse_fail(call, &fail);
        return false;
    }
    ret_plan->found = db_rows(ret_plan->rows) > 0;
    if (ret_plan->found) {
        ret_plan->newest = plan_of_row(ret_plan->rows, 0);
        ret_plan->in_force = plan_of_row(ret_plan->rows_in_force, 0);
    }
    return true;
}

static bool stored_may_be_written(struct call *call, const struct snapshot *snapshot,
                                  const struct plan_record *stored) {
    const struct plan *plan = snapshot_plan(snapshot, stored->code);
    return plan ? issuer_may_write(call, snapshot, plan) : may_write_nation(call, snapshot);
}

/* Where a document comes from. */
struct origin {
    const struct plan_record *stored; /* the version it follows; NULL: a new plan */
    bool copied;                      /* from another plan: what is gone is told in its review */
};

/* Its code names it for ever, and its programme says what its forms and duties mean. */
static void check_programme_stays(const json_t *body, const struct plan_record *stored, struct issues *issues) {
    AUTO_JSON *before = json_loads(stored->body, 0, NULL);
    const char *programme = json_string_value(json_object_get(before, "programme"));
    const char *now = json_string_value(json_object_get(body, "programme"));
    if (now && !text_equal(now, programme))
        issue_add_at(issues, ISSUE_INCONSISTENT, "/programme", programme, NULL, NULL);
}

static void check_whole(const struct decoding *decoding, const json_t *body, const struct plan *plan) {
    bool undated = text_empty(plan->span.code);
    struct plan_check check = {.arena = decoding->arena,
                               .issues = decoding->issues,
                               .snapshot = decoding->snapshot,
                               .plan = plan,
                               .body = body,
                               .undated = undated,
                               .copied = decoding->copied,
                               .date = undated ? decoding->date : plan_date(decoding->snapshot, plan),
                               .language = decoding->language};
    plan_check_all(&check);
}

/* As far as it can be told whose it is; what is wrong with it is nobody else's business. */
static bool issued_by_caller(struct call *call, const struct snapshot *snapshot, const struct plan *plan) {
    bool told = plan->issuer_unit != UNIT_NONE && plan->issuer_agency && !text_empty(plan->span.code);
    return !told || issuer_may_write(call, snapshot, plan);
}

static bool document_is_good(struct call *call, struct change *change, const json_t *body,
                             const struct origin *origin) {
    struct plan plan;
    struct issues issues;
    issues_init(&issues, &call->arena);
    struct decoding decoding = {.arena = &call->arena,
                                .issues = &issues,
                                .snapshot = change->snapshot,
                                .date = change->today,
                                .language = call->language,
                                .copied = origin->copied};
    (void)decode_plan(&decoding, body, &plan);
    check_whole(&decoding, body, &plan);
    if (origin->stored)
        check_programme_stays(body, origin->stored, &issues);
    personal_screen(body, &issues);
    if (!issued_by_caller(call, change->snapshot, &plan))
        return false;
    call->issues = issues;
    return query_is_sound(call);
}

static bool store(struct call *call, struct change *change, const struct plan_record *plan) {
    struct fail fail = {0};
    unsigned char digest[AUDIT_HASH_SIZE];
    struct plan_record made = *plan;
    plan_take_issuer(call, change->snapshot, &made);
    if (plan_version_store(change->db, &made, digest, &fail) &&
        change_audit(change, "plan", plan->id, plan->version, digest, &fail) &&
        change_publish_one(change, REFERENCE_PLAN, plan->id, &fail))
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
    if (!document_is_good(call, change, body, &(struct origin){.copied = review != NULL}))
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

/* The next version of an issued plan is a draft; the issued one stays in force until that is issued too. A draft that is
 * put back to what is in force is dropped: it goes on as issued, without another approval. */
static void change_document(struct call *call, struct change *change, const struct stored_plan *stored,
                            const json_t *body, const char *reason) {
    char *canonical = json_canonical(body);
    const struct plan_record *newest = &stored->newest;
    bool dropped = newest->state == PLAN_DRAFT && stored->in_force.state == PLAN_ISSUED &&
                   text_equal(stored->in_force.body, canonical);
    struct plan_record next = *newest;
    next.version++;
    next.state = dropped ? PLAN_ISSUED : PLAN_DRAFT;
    next.body = canonical;
    next.recorded = change->now;
    next.subject = change->subject;
    next.reason = reason;
    bool unchanged = call->issues.count == 0 && text_equal(newest->body, canonical);
    if (unchanged)
        reply_unchanged(call, newest);
    else if (precondition_put(call, newest->version) && query_is_sound(call) && code_stays(call, body, newest->code) &&
             (plan_may_change(newest->state) || refuse_state(call, newest->state)) &&
             reason_suffices(call, newest, reason) &&
             (dropped || document_is_good(call, change, body, &(struct origin){.stored = newest})))
        store_and_answer(call, change, &next);
    free(canonical);
}

static void put_new(struct call *call, struct change *change, const json_t *body) {
    const char *asked = call_path(call, "plan");
    if (uuid_is(asked))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (precondition_put(call, 0) && query_is_sound(call) && code_stays(call, body, asked))
        create(call, change, body, NULL);
}

static void put(struct call *call, struct change *change, const json_t *body, const char *reason) {
    AUTO_STORED_PLAN stored = {0};
    if (!stored_plan_read(call, change, &stored))
        return;
    if (!stored.found)
        put_new(call, change, body);
    else if (stored_may_be_written(call, change->snapshot, &stored.newest))
        change_document(call, change, &stored, body, reason);
}

/* Takes the reason out of the body: it belongs to the version, not to the plan. NULL: none, or it has issues, which are told once the version is
 * known to be the one that is meant. */
static const char *take_reason(struct call *call, json_t *body) {
    AUTO_JSON *reason = json_incref(json_object_get(body, "reason"));
    json_object_del(body, "reason");
    if (!reason)
        return NULL;
    AUTO_JSON *holder = json_pack("{s:O}", "reason", reason);
    struct object object = object_root(holder, &call->issues);
    const char *text = object_text(&object, "reason", OPTIONAL, NAME_MAX_BYTES);
    personal_screen(holder, &call->issues);
    return text_empty(text) ? NULL : arena_text(&call->arena, text);
}

void plan_put(struct call *call) {
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body)
        return;
    const char *reason = take_reason(call, body);
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
    return document_is_good(call, change, body, &(struct origin){.stored = plan});
}

/* What is closed is what was in force, not what somebody was preparing. */
static void transition(struct call *call, struct change *change, enum plan_state to) {
    AUTO_STORED_PLAN stored = {0};
    if (!stored_plan_read(call, change, &stored))
        return;
    if (!stored.found) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    struct plan_record plan = stored.newest;
    bool in_force = stored.in_force.state == PLAN_ISSUED;
    if (!stored_may_be_written(call, change->snapshot, &plan) ||
        (call->if_match && !call_if_match(call, plan.version)) ||
        (!plan_may_become(plan.state, to, in_force) && !refuse_state(call, plan.state)))
        return;
    if (to == PLAN_ISSUED && !is_still_good(call, change, &plan))
        return;
    plan.version++;
    plan.body = to == PLAN_CLOSED ? stored.in_force.body : plan.body;
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
