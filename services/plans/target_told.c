/* Checks how targets are shared out. */
#include "target_told.h"

#include <inttypes.h>

#include "core/map.h"
#include "core/text.h"

const struct target *target_shared(const struct target *target) {
    return target->kind == TARGET_CONDITIONAL && target->part_count == 1 ? &target->parts[0] : target;
}

bool target_can_be_shared(const struct target *target) {
    const struct target *shared = target_shared(target);
    if (shared->kind == TARGET_MEMBERS)
        return !shared->members_listed;
    return shared->kind != TARGET_ALL && shared->kind != TARGET_NARRATIVE && shared->kind != TARGET_GROWTH;
}

/* The date, or the unit's own last day where it is not there then. */
static day_t day_of_unit(const struct unit_tree *tree, uint32_t unit, day_t date) {
    const struct unit *dated = &tree->units[unit];
    return unit_version_at(tree, unit, date) ? date : dated->versions[dated->version_count - 1].until - 1;
}

bool unit_lies_in(const struct unit_tree *tree, uint32_t unit, uint32_t outer, day_t date) {
    return unit_within(tree, unit, outer, day_of_unit(tree, outer, day_of_unit(tree, unit, date)));
}

/* What the shares must make together, in 1/10^QUANTITY_DECIMALS_MAX. */
struct bounds {
    bool has_low, has_high;
    __int128 low, high;
};

static struct bounds bounds_between(const char *low, const char *high) {
    struct bounds bounds = {0};
    bounds.has_low = target_number(low, &bounds.low);
    bounds.has_high = target_number(high, &bounds.high);
    return bounds;
}

static struct bounds bounds_of_amount(const struct target *target) {
    if (target->between_low)
        return bounds_between(target->between_low, target->between_high);
    switch (target->comparator) {
    case COMPARE_EQ:
        return bounds_between(target->value, target->value);
    case COMPARE_LE:
    case COMPARE_LT:
        return bounds_between(NULL, target->value);
    case COMPARE_GE:
    case COMPARE_GT:
    case COMPARE_UNSTATED:
        break;
    }
    return bounds_between(target->value, NULL);
}

static struct bounds bounds_of(struct arena *arena, const struct target *target) {
    if (target->kind == TARGET_AMOUNT)
        return bounds_of_amount(target);
    int64_t whole = target->kind == TARGET_COHORT ? target->cohort_size : 0;
    if (target->kind == TARGET_MEMBERS)
        whole = target->member_total;
    const char *number = whole > 0 ? arena_format(arena, "%" PRId64, whole) : NULL;
    return bounds_between(number, number);
}

static void check_sum(const struct bounds *bounds, __int128 sum, const struct place *list, struct issues *issues) {
    bool low = bounds->has_low && sum < bounds->low, high = bounds->has_high && sum > bounds->high;
    if (low || high)
        issue_add(issues, ISSUE_INCONSISTENT, list,
                  arena_format(issues->arena, "%s %s %s", target_number_text(issues->arena, sum), low ? "<" : ">",
                               target_number_text(issues->arena, low ? bounds->low : bounds->high)),
                  NULL, NULL);
}

/* False: some value cannot be added. */
static bool add_values(const struct sharing *sharing, const struct place *list, struct issues *issues,
                       __int128 *ret_sum) {
    bool good = true;
    *ret_sum = 0;
    for (uint32_t i = 0; i < sharing->count; i++) {
        struct place share = {.up = list, .index = i}, place = {.up = &share, .name = "value"};
        __int128 value;
        int64_t quantity;
        bool counts = target_number(sharing->shares[i].value, &value) && value >= 0;
        if (counts && quantity_parse(sharing->shares[i].value, sharing->decimals, &quantity) == QUANTITY_PRECISION)
            issue_add(issues, ISSUE_TOO_PRECISE, &place, arena_format(issues->arena, "%d", sharing->decimals), NULL,
                      NULL);
        if (!counts && sharing->shares[i].value)
            issue_add(issues, ISSUE_OUT_OF_BOUNDS, &place, "0", arena_format(issues->arena, "%" PRId64, QUANTITY_MAX),
                      NULL);
        good &= counts;
        *ret_sum += counts ? value : 0;
    }
    return good;
}

/* The nearest unit around it that has a share of its own; NULL: none. */
static const char *shared_around(const struct sharing *sharing, const struct map *seen, uint32_t unit) {
    uint32_t around[LEVEL_COUNT];
    size_t count = unit_ancestors(sharing->tree, unit, day_of_unit(sharing->tree, unit, sharing->date), around);
    for (size_t i = 0; i < count; i++)
        if (around[i] != sharing->scope && map_get(seen, sharing->tree->units[around[i]].id))
            return sharing->tree->units[around[i]].id;
    return NULL;
}

/* What one gets would be counted twice with what the other gets. */
static void check_apart(const struct sharing *sharing, const struct map *seen, const struct place *list,
                        struct issues *issues) {
    for (uint32_t i = 0; i < sharing->count; i++) {
        struct place share = {.up = list, .index = i}, place = {.up = &share, .name = "unit"};
        uint32_t unit = sharing->shares[i].unit;
        const char *around = unit == UNIT_NONE ? NULL : shared_around(sharing, seen, unit);
        if (around)
            issue_add(issues, ISSUE_INCONSISTENT, &place, around, NULL, NULL);
    }
}

static void check_units(const struct sharing *sharing, const struct place *list, struct issues *issues) {
    struct map seen;
    map_init(&seen, issues->arena, sharing->count);
    for (uint32_t i = 0; i < sharing->count; i++) {
        struct place share = {.up = list, .index = i}, place = {.up = &share, .name = "unit"};
        uint32_t unit = sharing->shares[i].unit;
        if (unit == UNIT_NONE)
            continue;
        const char *id = sharing->tree->units[unit].id;
        bool apart =
            sharing->scope != UNIT_NONE && (!unit_lies_in(sharing->tree, unit, sharing->scope, sharing->date) ||
                                            (unit == sharing->scope && sharing->count > 1));
        if (map_get(&seen, id))
            issue_add(issues, ISSUE_DUPLICATE, &place, id, NULL, NULL);
        else if (apart)
            issue_add(issues, ISSUE_INCONSISTENT, &place, sharing->tree->units[sharing->scope].id, NULL, NULL);
        map_set(&seen, id, &seen);
    }
    if (sharing->scope != UNIT_NONE)
        check_apart(sharing, &seen, list, issues);
}

void shares_check(const struct sharing *sharing, const struct place *place, struct issues *issues) {
    struct place list = {.up = place, .name = "allocations"};
    struct bounds bounds = bounds_of(issues->arena, target_shared(sharing->target));
    __int128 sum;
    check_units(sharing, &list, issues);
    if (add_values(sharing, &list, issues, &sum))
        check_sum(&bounds, sum, &list, issues);
}
