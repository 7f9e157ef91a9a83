/* GET and PUT of a target's allocation: who gets which share of it, by which act. */
#include "core/limits.h"
#include "core/text.h"
#include "effect.h"
#include "personal.h"
#include "plan.h"
#include "plan_check_target.h"
#include "plan_entry.h"
#include "plan_open.h"
#include "reference/decode.h"
#include "reference/shape.h"
#include "target_told.h"
#include "json/read.h"

/* NULL: there is no list. */
static const struct allocation *read_shares(struct decoding *decoding, const json_t *body, uint32_t *ret_count) {
    struct object object = object_root(body, decoding->issues);
    struct object act = object_member(&object, "act", REQUIRED);
    shape_check(&act, shape_reference);
    struct array array = object_array(&object, "allocations", REQUIRED, ALLOCATIONS_MAX);
    struct allocation *shares = arena_new_array(decoding->arena, struct allocation, array.count);
    for (size_t i = 0; i < array.count; i++) {
        char digits[48];
        struct place place;
        struct object item = array_object(&array, i, &place);
        const char *value = object_number_text(&item, "value", REQUIRED, digits);
        shares[i].unit = decode_unit(decoding, &item, "unit", REQUIRED);
        shares[i].value = value ? arena_text(decoding->arena, value) : NULL;
        object_end(&item);
    }
    object_end(&object);
    *ret_count = (uint32_t)array.count;
    return array.json ? shares : NULL;
}

/* {"act","allocations"} with stable ids and values as text; owned by the caller. For use without issues. */
static json_t *shares_document(const struct unit_tree *tree, const json_t *body, const struct allocation *shares,
                               uint32_t count) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "unit", tree->units[shares[i].unit].id, "value", shares[i].value));
    return json_pack("{s:O, s:o}", "act", json_object_get(body, "act"), "allocations", list);
}

static void check_shares(const struct decoding *decoding, const struct target *target, const struct allocation *shares,
                         uint32_t count) {
    const struct plan_check check = {.arena = decoding->arena, .snapshot = decoding->snapshot};
    const struct sharing sharing = {.target = target,
                                    .scope = target->scope,
                                    .shares = shares,
                                    .count = count,
                                    .tree = snapshot_tree(decoding->snapshot),
                                    .date = decoding->date,
                                    .decimals = decimals_of_share(&check, target)};
    shares_check(&sharing, NULL, decoding->issues);
}

static bool can_be_shared(struct call *call, const struct target *target) {
    if (target_can_be_shared(target))
        return true;
    issue_add_at(&call->issues, ISSUE_INCONSISTENT, "", target_kind_name(target_shared(target)->kind), NULL, NULL);
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
    uint32_t count;
    const struct allocation *shares = read_shares(&decoding, body, &count);
    if (shares)
        check_shares(&decoding, target, shares, count);
    personal_screen(body, &call->issues);
    if (!query_is_sound(call) || !issuer_may_write(call, change->snapshot, &plan->plan))
        return;
    AUTO_JSON *document = shares_document(snapshot_tree(change->snapshot), body, shares, count);
    const char *code = call_path(call, "code");
    struct plan_entry entry = {.plan = plan->record.id, .kind = "allocation", .item = code, .part = ""};
    entry_put(call, change, &entry, document,
              arena_format(&call->arena, "/v1/plans/%s/targets/%s/allocation", plan->record.id, code), true);
}

void target_allocation_put(struct call *call) {
    AUTO_ENTRY_CHANGE entry = {0};
    if (!entry_change_begin(call, &entry))
        return;
    const struct plan *plan = &entry.plan.plan;
    const struct target *target = target_named(plan->targets, plan->target_count, call_path(call, "code"));
    if (!target)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (can_be_shared(call, target))
        put_allocation(call, &entry.change, &entry.plan, target, entry.body);
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
    AUTO_ENTRY_VIEW view = {0};
    if (entry_view_begin(call, false, &view))
        reply_allocation(call, view.lease.db, view.plan.record.id);
}
