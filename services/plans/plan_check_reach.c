/* A plan obliges and measures its issuer's unit and those below, nobody else: otherwise any district could make another late, and read
 * its figures through a target. */
#include "plan_check.h"
#include "reference/decode.h"
#include "target_told.h"

static bool within_issuer(const struct plan_check *check, uint32_t unit) {
    uint32_t issuer = check->plan->issuer_unit;
    return unit == UNIT_NONE || issuer == UNIT_NONE || /* told elsewhere */
           unit_lies_in(snapshot_tree(check->snapshot), unit, issuer, check->date);
}

static void tell(const struct plan_check *check, uint32_t unit, const struct place *place) {
    issue_add(check->issues, ISSUE_NOT_YOURS, place, snapshot_tree(check->snapshot)->units[unit].id, NULL, NULL);
}

/* The unit that holds all whom the selector can mean; the nation where it names none. */
static uint32_t reach_of(const struct plan_check *check, const struct agency_selector *selector) {
    const struct agency *agency = selector->agency ? agency_registered(check->snapshot, selector->agency) : NULL;
    if (!selector_is_whole(selector) || selector->unresolved)
        return UNIT_NONE;
    if (selector->agency)
        return agency ? agency->unit : UNIT_NONE;
    if (selector->unit != UNIT_NONE)
        return selector->unit;
    return selector->within != UNIT_NONE ? selector->within : 0;
}

static void check_duty(const struct plan_check *check, const struct duty *duty, const struct place *place) {
    struct place reporters = {.up = place, .name = "reporters"};
    for (uint32_t i = 0; duty->binding == BINDING_MUST && i < duty->reporter_count; i++) {
        struct place reporter = {.up = &reporters, .index = i};
        uint32_t unit = reach_of(check, &duty->reporters[i]);
        if (!within_issuer(check, unit))
            tell(check, unit, &reporter);
    }
}

static void check_member(const struct plan_check *check, uint32_t unit, const struct place *list, size_t index) {
    struct place element = {.up = list, .index = index}, place = {.up = &element, .name = "unit"};
    if (!within_issuer(check, unit))
        tell(check, unit, &place);
}

static void check_target(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct place scope = {.up = place, .name = "scope"}, members = {.up = place, .name = "list"};
    struct place allocations = {.up = place, .name = "allocations"}, parts = {.up = place, .name = "parts"};
    if (!within_issuer(check, target->scope))
        tell(check, target->scope, &scope);
    for (uint32_t i = 0; i < target->member_count; i++)
        check_member(check, target->members[i].unit, &members, i);
    for (uint32_t i = 0; i < target->allocation_count; i++)
        check_member(check, target->allocations[i].unit, &allocations, i);
    for (uint32_t i = 0; i < target->part_count; i++) {
        struct place part = {.up = &parts, .index = i}, inner = {.up = place, .name = "target"};
        check_target(check, &target->parts[i], target->kind == TARGET_CONDITIONAL ? &inner : &part);
    }
}

void plan_check_reach(const struct plan_check *check) {
    struct place duties = {.name = "duties"}, targets = {.name = "targets"};
    if (check->undated)
        return;
    for (size_t i = 0; i < check->plan->duty_count; i++) {
        struct place place = {.up = &duties, .index = i};
        check_duty(check, &check->plan->duties[i], &place);
    }
    for (size_t i = 0; i < check->plan->target_count; i++) {
        struct place place = {.up = &targets, .index = i};
        check_target(check, &check->plan->targets[i], &place);
    }
}
