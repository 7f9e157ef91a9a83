/* Narrows targets to a unit below. */
#include "target_narrow.h"

#include "target_figures.h"

static bool is_shared_out(enum target_kind kind) {
    return kind == TARGET_AMOUNT || kind == TARGET_MEMBERS;
}

static void narrow_amount(const struct narrowing *narrowing, struct target *target) {
    target->value = target_allocated(target, narrowing->unit);
    target->between_low = target->between_high = NULL;
    if (target->value == NULL)
        target->measure = NULL;
}

/* One that had ended by then lies where it did on its last day. */
static bool lies_inside(const struct narrowing *narrowing, uint32_t unit) {
    return unit != UNIT_NONE &&
           unit_within(narrowing->tree, unit, narrowing->unit, unit_seen(narrowing->tree, unit, narrowing->date));
}

static void narrow_list(const struct narrowing *narrowing, struct target *target) {
    struct target_member *members = arena_new_array(narrowing->arena, struct target_member, target->member_count);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < target->member_count; i++)
        if (lies_inside(narrowing, target->members[i].unit))
            members[kept++] = target->members[i];
    target->members = members;
    target->member_count = target->member_total = kept;
    if (kept == 0)
        target->measure = NULL;
}

/* While the list is missing, a share of its count. */
static void narrow_count(const struct narrowing *narrowing, struct target *target) {
    const char *share = target_allocated(target, narrowing->unit);
    int64_t count;
    bool told = share != NULL && quantity_parse(share, 0, &count) == QUANTITY_OK && count >= 0 && count <= UINT32_MAX;
    if (told)
        target->member_total = (uint32_t)count;
    else
        target->measure = NULL;
}

/* A rate is asked of every part as of the whole, unless the plan has set another for it. */
static void narrow_rate(const struct narrowing *narrowing, struct target *target) {
    const char *own = target_allocated(target, narrowing->unit);
    if (own != NULL)
        target->percent = own;
}

static void narrow_frequency(const struct narrowing *narrowing, struct target *target) {
    const char *own = target_allocated(target, narrowing->unit);
    int64_t times;
    if (own != NULL && quantity_parse(own, 0, &times) == QUANTITY_OK && times > 0 && times <= UINT32_MAX)
        target->times_at_least = (uint32_t)times;
}

/* "4 of 12" counts the whole's twelve. */
static bool counts_of_the_whole(const struct target *target) {
    return target->kind == TARGET_SHARE && target->denominator != NULL && target->denominator->kind == MEASURE_NUMBER;
}

static void narrow(const struct narrowing *narrowing, struct target *target) {
    target->scope = narrowing->unit;
    target->parts = targets_narrow(narrowing, target->parts, target->part_count);
    target->baseline_period = target->baseline_value = NULL;
    target->assessments = NULL;
    target->assessment_count = 0;
    if (target->kind == TARGET_AMOUNT)
        narrow_amount(narrowing, target);
    else if (target->kind == TARGET_MEMBERS && target->members_listed)
        narrow_list(narrowing, target);
    else if (target->kind == TARGET_MEMBERS)
        narrow_count(narrowing, target);
    else if (target->kind == TARGET_SHARE)
        narrow_rate(narrowing, target);
    else if (target->kind == TARGET_FREQUENCY)
        narrow_frequency(narrowing, target);
    if (counts_of_the_whole(target))
        target->denominator = NULL;
}

const struct target *targets_narrow(const struct narrowing *narrowing, const struct target *targets, uint32_t count) {
    struct target *narrowed = arena_copy(narrowing->arena, targets, count * sizeof *targets);
    for (uint32_t i = 0; i < count; i++)
        narrow(narrowing, &narrowed[i]);
    return narrowed;
}

bool target_is_not_allocated(const struct target *target) {
    for (uint32_t i = 0; i < target->part_count; i++)
        if (target_is_not_allocated(&target->parts[i]))
            return true;
    return is_shared_out(target->kind) ? target->measure == NULL
                                       : target->kind == TARGET_SHARE && target->denominator == NULL;
}
