/* POST /v1/consolidations/{id}/decisions: sign, send, discard; accept and return for a recipient. */
#include "consolidation.h"
#include "consolidation_document.h"
#include "consolidation_withhold.h"
#include "core/limits.h"
#include "core/text.h"
#include "domain/privacy.h"
#include "routes.h"
#include "service/idempotency.h"
#include "service/origin.h"

/* What is asked, of which consolidation. */
struct decision {
    struct call *call;
    struct consolidation_reader reader;
    struct consolidation *consolidation;
    const struct consolidation_rule *rule;
    const char *reason;                        /* NULL: none */
    struct consolidation_recipient *recipient; /* of a recipient's decision */
};

/* ---- What is asked */

static void read_rule(struct object *object, struct decision *decision) {
    const char *names[CONSOLIDATION_RULES + 1] = {NULL};
    for (int i = 0; i < CONSOLIDATION_RULES; i++)
        names[i] = consolidation_rules[i].name;
    int index = object_word(object, "decision", REQUIRED, names);
    decision->rule = index < 0 ? NULL : &consolidation_rules[index];
}

static void read_reason(struct object *object, struct decision *decision) {
    struct place place = object_place(object, "reason");
    const char *reason = object_text(object, "reason", OPTIONAL, REASON_BYTES_MAX);
    decision->reason = text_empty(reason) ? NULL : arena_text(&decision->call->arena, reason);
    if (decision->reason != NULL)
        privacy_check(object->issues, decision->reason, &place);
    else if (decision->rule != NULL && decision->rule->needs_reason)
        issue_add(object->issues, ISSUE_REASON_NEEDED, &place, NULL, NULL, NULL);
}

static struct consolidation_recipient *recipient_named(const struct decision *decision, const struct agency_ref *ref) {
    const struct unit_tree *tree = snapshot_tree(decision->reader.snapshot);
    for (size_t i = 0; i < decision->consolidation->recipient_count; i++) {
        struct consolidation_recipient *recipient = &decision->consolidation->recipients[i];
        if (text_equal(recipient->unit, tree->units[ref->unit].id) && text_equal(recipient->agency, ref->code))
            return recipient;
    }
    return NULL;
}

/* Without a name it is the only one that the caller stands for and that has not decided. */
static struct consolidation_recipient *recipient_meant(const struct decision *decision) {
    struct consolidation_recipient *meant = NULL;
    for (size_t i = 0; i < decision->consolidation->recipient_count; i++) {
        struct consolidation_recipient *recipient = &decision->consolidation->recipients[i];
        if (recipient->receipt != RECEIPT_PENDING || !recipient_is_own(&decision->reader, recipient))
            continue;
        if (meant != NULL)
            return NULL;
        meant = recipient;
    }
    return meant;
}

static void read_recipient(struct object *object, struct decision *decision) {
    const struct consolidation *consolidation = decision->consolidation;
    const struct wish_setting setting = {&decision->call->arena, decision->reader.snapshot, decision->call->language,
                                         object->issues};
    const struct period period = {.start = consolidation->period_start, .end = consolidation->period_end};
    struct place place = object_place(object, "recipient");
    struct agency_ref ref;
    bool given = object_has(object, "recipient");
    bool named = consolidation_recipient_read(&setting, object, &period, &ref);
    if (decision->rule == NULL || decision->rule->decider != DECIDER_RECIPIENT || (given && !named) ||
        consolidation->state != decision->rule->from)
        return;
    decision->recipient = named ? recipient_named(decision, &ref) : recipient_meant(decision);
    if (decision->recipient == NULL)
        issue_add(object->issues, ISSUE_INCONSISTENT, &place, named ? ref.code : "recipient", NULL, NULL);
}

static bool decision_read(struct decision *decision) {
    struct call *call = decision->call;
    AUTO_JSON *body = json_read(call->request_body, call->request_body_size, &call->issues);
    if (body != NULL) {
        struct object object = object_root(body, &call->issues);
        read_rule(&object, decision);
        read_reason(&object, decision);
        read_recipient(&object, decision);
        object_end(&object);
    }
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

/* ---- Whether it may be */

static bool stands_right(const struct decision *decision) {
    if (decision->rule->decider == DECIDER_RECIPIENT)
        return recipient_is_own(&decision->reader, decision->recipient);
    return consolidation_is_written_by(&decision->reader, decision->consolidation);
}

/* The state in which it is not possible; NULL: it is. */
static const char *hindrance(const struct decision *decision) {
    if (decision->consolidation->state != decision->rule->from)
        return consolidation_state_name(decision->consolidation->state);
    bool decided = decision->recipient != NULL && decision->recipient->receipt != RECEIPT_PENDING;
    return decided ? receipt_name(decision->recipient->receipt) : NULL;
}

/* The one place that says who may decide what. */
static bool may_decide(struct decision *decision) {
    const struct consolidation *consolidation = decision->consolidation;
    const struct consolidation_rule *rule = decision->rule;
    struct call *call = decision->call;
    const char *hindered = hindrance(decision);
    if (hindered != NULL) {
        issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, "/decision", hindered, NULL, NULL);
        call_refuse(call, PROBLEM_CONFLICT, NULL);
        return false;
    }
    bool own = consolidation_is_own(rule, call->caller.subject, consolidation->created_by, consolidation->signed_by);
    bool stands = stands_right(decision);
    if (own || !stands) {
        issue_add_at(&call->issues, stands ? ISSUE_OWN_REPORT : ISSUE_NOT_YOURS, "/decision", rule->name, NULL, NULL);
        call_refuse(call, PROBLEM_FORBIDDEN, NULL);
        return false;
    }
    return call_if_match(call, consolidation->version);
}

/* ---- What it does */

static bool read_before(struct decision *decision, struct db *db, struct consolidation *ret_before, bool *ret_any,
                        struct fail *fail) {
    char id[UUID_TEXT_SIZE];
    if (!consolidation_before(db, decision->consolidation, id, fail))
        return false;
    *ret_any = id[0] != '\0';
    return !*ret_any || consolidation_find(db, id, false, &decision->call->arena, ret_before, fail);
}

/* What the reference no longer knows is shown to nobody without the right to raw figures. */
static bool withhold(struct decision *decision, struct db *db, struct fail *fail) {
    struct arena *arena = &decision->call->arena;
    struct consolidation_subject subject;
    return !consolidation_subject_of(arena, decision->reader.snapshot, decision->consolidation, &subject) ||
           consolidation_withhold(db, arena, &subject, decision->consolidation, fail);
}

static bool sign_editions(struct decision *decision, const struct consolidation *before, struct fail *fail) {
    struct consolidation *consolidation = decision->consolidation;
    for (int i = 0; i < EDITION_COUNT; i++) {
        const struct signing signing = {.number = consolidation->number,
                                        .signed_at = consolidation->signed_at,
                                        .before = before == NULL ? NULL : &before->editions[i],
                                        .key = aggregation_of(decision->call)->seal};
        if (!document_sign(&decision->call->arena, consolidation->id, &signing, &consolidation->editions[i], fail))
            return false;
    }
    return true;
}

static bool sign(struct decision *decision, struct db *db, struct fail *fail) {
    struct consolidation *consolidation = decision->consolidation, before;
    const struct seal_key *key = aggregation_of(decision->call)->seal;
    bool any = false;
    if (key == NULL)
        return fail_set(fail, FAULT_CONFLICT, false, "seal", "there is no key to seal with: TONGHOP_SEAL_KEY_FILE");
    consolidation->signed_at = decision->call->now;
    consolidation->signed_by = decision->call->caller.subject;
    return consolidation_number_next(db, consolidation, &consolidation->number, fail) &&
           read_before(decision, db, &before, &any, fail) && withhold(decision, db, fail) &&
           sign_editions(decision, any ? &before : NULL, fail) &&
           seal_key_store(db, seal_key_id(key), seal_key_public(key), decision->call->now, fail);
}

static bool send(struct decision *decision, struct fail *fail) {
    struct consolidation *consolidation = decision->consolidation;
    if (consolidation->recipient_count == 0)
        return fail_set(fail, FAULT_CONFLICT, false, "consolidation", "it has no recipients");
    consolidation->sent = decision->call->now;
    consolidation->sent_by = decision->call->caller.subject;
    return true;
}

static void receive(struct decision *decision) {
    decision->recipient->receipt = decision->rule->receipt;
    decision->recipient->decided = decision->call->now;
    decision->recipient->decided_by = decision->call->caller.subject;
    decision->recipient->reason = decision->reason;
}

static bool take_effect(struct decision *decision, struct db *db, struct fail *fail) {
    struct consolidation *consolidation = decision->consolidation;
    enum consolidation_state from = consolidation->state;
    consolidation->state = decision->rule->to;
    if (decision->recipient != NULL) {
        receive(decision);
        return true;
    }
    if (from == CONSOLIDATION_SIGNED)
        return send(decision, fail);
    if (consolidation->state == CONSOLIDATION_SIGNED)
        return sign(decision, db, fail);
    consolidation->discarded_by = decision->call->caller.subject;
    return true;
}

static bool store(struct decision *decision, struct db *db, struct fail *fail) {
    struct consolidation *consolidation = decision->consolidation;
    struct arena *arena = &decision->call->arena;
    if (!consolidation_update(db, consolidation, fail) ||
        (decision->recipient != NULL && !consolidation_recipients_write(db, consolidation, fail)))
        return false;
    return decision->rule->event == NULL ||
           consolidation_event_write(db, consolidation, consolidation_event_type(arena, decision->rule->event),
                                     consolidation_payload(arena, decision->reader.snapshot, consolidation),
                                     consolidation_trace(decision->call), decision->call->now, fail);
}

static void decide(struct decision *decision, struct db *db) {
    struct call *call = decision->call;
    struct fail fail = {0};
    const struct audit_origin origin = call_origin(call);
    if (!take_effect(decision, db, &fail) || !store(decision, db, &fail) ||
        !consolidation_audit(db, &origin, call->now, decision->consolidation, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct answer answer = {.status = 200, .version = decision->consolidation->version};
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_consolidation_head(&json, decision->reader.snapshot, decision->consolidation);
    write_object_end(&json);
    if (!idempotency_keep(db, call, &answer, &fail) || !db_commit(db, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    relay_wake(service_of(call)->relay);
    answer_give(call, &answer);
}

void consolidation_decide(struct call *call) {
    static const char *const no_query[] = {NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct consolidation consolidation;
    struct decision decision = {
        .call = call, .reader = {snapshot, &call->caller, call_today(call)}, .consolidation = &consolidation};
    AUTO_LEASE lease = {0};
    if (!call_query_only(call, no_query) || !idempotency_begin(call, &lease))
        return;
    if (consolidation_load(call, lease.db, snapshot, true, &consolidation) && decision_read(&decision) &&
        may_decide(&decision))
        decide(&decision, lease.db);
}
