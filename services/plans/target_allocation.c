/* GET and PUT of a target's allocation: who gets which share of it, by which act. */
#include "core/limits.h"
#include "core/text.h"
#include "effect.h"
#include "personal.h"
#include "plan.h"
#include "plan_entry.h"
#include "plan_open.h"
#include "reference/decode.h"
#include "reference/shape.h"
#include "target_told.h"
#include "json/read.h"

enum { SHARES_MAX = 2000 };

static bool stands_before(const struct allocation *shares, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (shares[i].unit == shares[index].unit)
            return true;
    return false;
}

/* Units lie in the target's scope, each once; the scope itself only where nothing is shared out further. */
static void check_unit(struct decoding *decoding, const struct target *target, const struct allocation *shares,
                       size_t index, size_t count, const struct place *place) {
    const struct unit_tree *tree = snapshot_tree(decoding->snapshot);
    uint32_t unit = shares[index].unit;
    const char *scope = target->scope == UNIT_NONE ? "" : tree->units[target->scope].id;
    bool inside = target->scope != UNIT_NONE && unit_within(tree, unit, target->scope, decoding->date);
    if (stands_before(shares, index))
        issue_add(decoding->issues, ISSUE_DUPLICATE, place, tree->units[unit].id, NULL, NULL);
    else if (!inside || (unit == target->scope && count > 1))
        issue_add(decoding->issues, ISSUE_INCONSISTENT, place, scope, NULL, NULL);
}

/* {"act","allocations"} with stable ids and values as text; owned by the caller. NULL with issues. */
static json_t *read_shares(struct decoding *decoding, const json_t *body, const struct target *target) {
    struct object object = object_root(body, decoding->issues);
    struct object act = object_member(&object, "act", REQUIRED);
    shape_check(&act, shape_reference);
    struct array array = object_array(&object, "allocations", REQUIRED, SHARES_MAX);
    struct allocation *shares = arena_new_array(decoding->arena, struct allocation, array.count);
    json_t *list = json_array();
    for (size_t i = 0; i < array.count; i++) {
        char digits[48];
        struct place place;
        struct object item = array_object(&array, i, &place);
        const char *value = object_number_text(&item, "value", REQUIRED, digits);
        shares[i].unit = decode_unit(decoding, &item, "unit", REQUIRED);
        shares[i].value = value ? arena_text(decoding->arena, value) : "0";
        object_end(&item);
        if (shares[i].unit == UNIT_NONE)
            continue;
        struct place unit = {.up = &place, .name = "unit"};
        check_unit(decoding, target, shares, i, array.count, &unit);
        const char *id = snapshot_tree(decoding->snapshot)->units[shares[i].unit].id;
        json_array_append_new(list, json_pack("{s:s, s:s}", "unit", id, "value", shares[i].value));
    }
    object_end(&object);
    shares_check(target, shares, (uint32_t)array.count, decoding->issues);
    personal_screen(body, decoding->issues);
    return json_pack("{s:O?, s:o}", "act", json_object_get(body, "act"), "allocations", list);
}

/* A whole is shared out by its parts, and words by nobody. */
static bool can_be_shared(struct call *call, const struct target *target) {
    enum target_kind kind = target_shared(target)->kind;
    if (kind != TARGET_ALL && kind != TARGET_NARRATIVE)
        return true;
    issue_add_at(&call->issues, ISSUE_INCONSISTENT, "", target_kind_name(kind), NULL, NULL);
    call_refuse(call, PROBLEM_INVALID, NULL);
    return false;
}

static void put_allocation(struct call *call, struct change *change, const struct open_plan *plan,
                           const struct target *target, const json_t *body) {
    struct decoding decoding = {.arena = &call->arena,
                                .issues = &call->issues,
                                .snapshot = change->snapshot,
                                .date = plan->date,
                                .language = call->language};
    AUTO_JSON *document = read_shares(&decoding, body, target);
    if (!query_is_sound(call) || !issuer_may_write(call, change->snapshot, &plan->plan))
        return;
    const char *code = call_path(call, "code");
    struct plan_entry entry = {.plan = plan->record.id, .kind = "allocation", .item = code, .part = ""};
    entry_put(call, change, &entry, document,
              arena_format(&call->arena, "/v1/plans/%s/targets/%s/allocation", plan->record.id, code), true);
}

void target_allocation_put(struct call *call) {
    static const char *const no_query[] = {NULL};
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body)
        return;
    AUTO_CHANGE change = {0};
    AUTO_PLAN plan = {0};
    if (!effect_begin(call, &change) || !plan_open_in_force(call, change.db, change.snapshot, &plan))
        return;
    const struct target *target = target_named(plan.plan.targets, plan.plan.target_count, call_path(call, "code"));
    if (!target)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (can_be_shared(call, target))
        put_allocation(call, &change, &plan, target, body);
}

static void reply_allocation(struct call *call, struct db *db, const char *plan) {
    struct fail fail = {0};
    struct plan_entry asked = {.plan = plan, .kind = "allocation", .item = call_path(call, "code"), .part = ""};
    AUTO_RESULT *rows = plan_entries_newest(db, &asked, &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    struct plan_entry entry = entry_of_row(rows, 0);
    if (call_not_modified(call, entry.version))
        return;
    struct json_writer writer = call_json(call);
    entry_write(&writer, &entry);
    call_etag(call, entry.version);
    call_reply(call, 200);
}

void target_allocation_get(struct call *call) {
    static const char *const no_query[] = {NULL};
    struct fail fail = {0};
    if (!call_query_only(call, no_query))
        return;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_LEASE lease = {0};
    AUTO_PLAN plan = {0};
    if (!db_lease(plans_of(call)->service->pool, &lease, &fail))
        call_refuse_fail(call, &fail);
    else if (plan_open_in_force(call, lease.db, snapshot, &plan))
        reply_allocation(call, lease.db, plan.record.id);
}
