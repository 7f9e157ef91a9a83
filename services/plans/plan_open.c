/* Opens stored plans for the handlers that look inside them. */
#include "plan_open.h"

#include "effect.h"
#include "reference/authority.h"
#include "reference/decode.h"

void plan_close(struct open_plan *plan) {
    db_result_release(&plan->rows);
    json_release(&plan->body);
}

day_t plan_date(const struct snapshot *snapshot, const struct plan *plan) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    bool known = plan->issuer_unit != UNIT_NONE;
    bool from_start = !known || unit_version_at(tree, plan->issuer_unit, plan->span.start) != NULL;
    return from_start || plan->span.end == DAY_NEVER ? plan->span.start : period_tree_date(&plan->span);
}

static const char *issuer_function(const struct snapshot *snapshot, const struct plan *plan) {
    struct agency_ref agency;
    bool known = agency_find(snapshot_agencies(snapshot), plan->issuer_unit, plan->issuer_agency,
                             plan_date(snapshot, plan), &agency) == AGENCY_FOUND;
    return known ? agency.function : plan->issuer_agency;
}

bool issuer_may_write(struct call *call, const struct snapshot *snapshot, const struct plan *plan) {
    return may_write(call, snapshot, plan->issuer_unit, plan_date(snapshot, plan), issuer_function(snapshot, plan));
}

/* One that the snapshot cannot read is the nation's. */
bool plan_is_seen(const struct call *call, const struct snapshot *snapshot, const struct plan_record *record) {
    if (record->state == PLAN_ISSUED || record->state == PLAN_SUPERSEDED || record->state == PLAN_CLOSED)
        return true;
    const struct plan *plan = snapshot_plan(snapshot, record->code);
    day_t today = call_today(call);
    if (!plan)
        return authority_covers(snapshot, &call->caller, 0, today, NULL, today);
    return authority_covers(snapshot, &call->caller, plan->issuer_unit, plan_date(snapshot, plan),
                            issuer_function(snapshot, plan), today);
}

/* What is stored was checked when it came in; issues of this reading are nobody's. */
static bool decode_stored(struct call *call, const struct snapshot *snapshot, const json_t *body,
                          struct plan *ret_plan) {
    struct issues ignored;
    issues_init(&ignored, &call->arena);
    struct decoding decoding = {.arena = &call->arena,
                                .issues = &ignored,
                                .snapshot = snapshot,
                                .date = call_today(call),
                                .language = call->language,
                                .trusted = true};
    return body && decode_plan(&decoding, body, ret_plan);
}

void plan_take_issuer(struct call *call, const struct snapshot *snapshot, struct plan_record *record) {
    AUTO_JSON *body = json_loads(record->body, 0, NULL);
    struct plan plan;
    if (!decode_stored(call, snapshot, body, &plan) || plan.issuer_unit == UNIT_NONE)
        return;
    const char *function = issuer_function(snapshot, &plan);
    record->issuer = snapshot_tree(snapshot)->units[plan.issuer_unit].id;
    record->function = function ? arena_text(&call->arena, function) : NULL;
    record->root =
        authority_root_for(snapshot, &call->caller, plan.issuer_unit, record->function, call_today(call), &call->arena);
}

static bool read_document(struct call *call, const struct snapshot *snapshot, struct open_plan *opened) {
    opened->body = json_loads(opened->record.body, 0, NULL);
    if (!decode_stored(call, snapshot, opened->body, &opened->plan))
        return false;
    opened->plan.id = opened->record.id;
    opened->plan.version = opened->record.version;
    opened->plan.state = opened->record.state;
    opened->date = plan_date(snapshot, &opened->plan);
    return true;
}

/* Takes over the rows. */
static bool open_rows(struct call *call, const struct snapshot *snapshot, PGresult *rows, struct fail *fail,
                      struct open_plan *opened) {
    opened->rows = rows;
    if (!rows) {
        call_refuse_fail(call, fail);
        return false;
    }
    if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return false;
    }
    opened->record = plan_of_row(rows, 0);
    if (!plan_is_seen(call, snapshot, &opened->record)) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return false;
    }
    if (read_document(call, snapshot, opened))
        return true;
    (void)fail_set(fail, FAULT_BROKEN, false, "plan_open", "version %d of a stored plan cannot be read",
                   (int)opened->record.version);
    call_refuse_fail(call, fail);
    return false;
}

bool plan_open_newest(struct call *call, struct db *db, const struct snapshot *snapshot, struct open_plan *ret_plan) {
    struct fail fail = {0};
    return open_rows(call, snapshot, plan_newest(db, call_path(call, "plan"), &fail), &fail, ret_plan);
}

bool plan_open_in_force(struct call *call, struct db *db, const struct snapshot *snapshot, struct open_plan *ret_plan) {
    struct fail fail = {0};
    return open_rows(call, snapshot, plan_of_force(db, call_path(call, "plan"), &fail), &fail, ret_plan);
}

bool plan_open_version(struct call *call, struct db *db, const struct snapshot *snapshot, int64_t version,
                       struct open_plan *ret_plan) {
    struct fail fail = {0};
    PGresult *rows = plan_version_read(db, call_path(call, "plan"), version, &fail);
    return open_rows(call, snapshot, rows, &fail, ret_plan);
}
