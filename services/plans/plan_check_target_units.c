/* Units that a target names below its scope: members of its list, and who gets which share of it. */
#include "core/map.h"
#include "plan_check_target.h"
#include "target_told.h"

/* A unit, or a place inside it by its name. */
static const char *member_key(const struct plan_check *check, const struct target_member *member) {
    const char *unit = snapshot_tree(check->snapshot)->units[member->unit].id;
    return member->name ? arena_format(check->arena, "%s: %s", unit, member->name) : unit;
}

/* What lies outside the issuer's unit is told as out of its reach. */
static bool is_ours(const struct plan_check *check, uint32_t unit) {
    uint32_t issuer = check->plan->issuer_unit;
    return !check->undated && unit != UNIT_NONE && issuer != UNIT_NONE &&
           unit_lies_in(snapshot_tree(check->snapshot), unit, issuer, check->date);
}

static void check_member(const struct plan_check *check, const struct target *target, uint32_t unit,
                         const struct place *element) {
    struct place place = {.up = element, .name = "unit"};
    const struct unit_tree *tree = snapshot_tree(check->snapshot);
    if (is_ours(check, unit) && is_ours(check, target->scope) && !unit_lies_in(tree, unit, target->scope, check->date))
        issue_add(check->issues, ISSUE_INCONSISTENT, &place, tree->units[target->scope].id, NULL, NULL);
}

/* Several places of one unit go by their names. */
static void check_members(const struct plan_check *check, const struct target *target, const struct place *up) {
    struct place list = {.up = up, .name = "list"};
    struct map seen;
    if (target->member_count == 0)
        return;
    map_init(&seen, check->arena, target->member_count);
    for (uint32_t i = 0; i < target->member_count; i++) {
        struct target_member member = target->members[i];
        struct place element = {.up = &list, .index = i};
        if (member.unit == UNIT_NONE)
            continue;
        const char *key = member_key(check, &member);
        if (map_get(&seen, key))
            issue_add(check->issues, ISSUE_DUPLICATE, &element, key, NULL, NULL);
        map_set(&seen, key, &list);
        check_member(check, target, member.unit, &element);
    }
}

int decimals_of_share(const struct plan_check *check, const struct target *target) {
    const struct target *shared = target_shared(target);
    if (shared->kind == TARGET_COHORT || shared->kind == TARGET_MEMBERS || shared->kind == TARGET_FREQUENCY)
        return 0;
    return shared->kind == TARGET_AMOUNT ? range_of_measure(check, shared->measure).decimals : QUANTITY_DECIMALS_MAX;
}

static void check_allocations(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct place allocations = {.up = place, .name = "allocations"};
    if (target->allocation_count == 0)
        return;
    if (!target_can_be_shared(target)) {
        issue_add(check->issues, ISSUE_INCONSISTENT, &allocations, target_kind_name(target_shared(target)->kind), NULL,
                  NULL);
        return;
    }
    struct allocation *shares =
        arena_copy(check->arena, target->allocations, target->allocation_count * sizeof *shares);
    for (uint32_t i = 0; i < target->allocation_count; i++)
        shares[i].unit = is_ours(check, shares[i].unit) ? shares[i].unit : UNIT_NONE;
    const struct sharing sharing = {.target = target,
                                    .scope = is_ours(check, target->scope) ? target->scope : UNIT_NONE,
                                    .shares = shares,
                                    .count = target->allocation_count,
                                    .tree = snapshot_tree(check->snapshot),
                                    .date = check->date,
                                    .decimals = decimals_of_share(check, target)};
    shares_check(&sharing, place, check->issues);
}

void check_target_units(const struct plan_check *check, const struct target *target, const struct place *place) {
    check_members(check, target, place);
    check_allocations(check, target, place);
}
