/* Narrows targets to a unit below. */
#include "target_narrow.h"

static const char *share_of(const struct target *target, uint32_t unit) {
    const char *share = NULL;
    for (uint32_t i = 0; i < target->allocation_count; i++)
        if (target->allocations[i].unit == unit)
            share = target->allocations[i].value;
    return share;
}

static bool is_shared_out(enum target_kind kind) {
    return kind == TARGET_AMOUNT || kind == TARGET_MEMBERS;
}

static void narrow_amount(struct target *target, uint32_t unit) {
    target->value = share_of(target, unit);
    target->between_low = target->between_high = NULL;
    if (target->value == NULL)
        target->measure = NULL;
}

/* "4 of 12" counts the whole's twelve. */
static bool counts_of_the_whole(const struct target *target) {
    return target->kind == TARGET_SHARE && target->denominator != NULL && target->denominator->kind == MEASURE_NUMBER;
}

static void narrow(struct arena *arena, struct target *target, uint32_t unit) {
    target->scope = unit;
    target->parts = targets_narrow(arena, target->parts, target->part_count, unit);
    target->baseline_period = target->baseline_value = NULL;
    target->assessments = NULL;
    target->assessment_count = 0;
    if (is_shared_out(target->kind))
        narrow_amount(target, unit);
    if (counts_of_the_whole(target))
        target->denominator = NULL;
}

const struct target *targets_narrow(struct arena *arena, const struct target *targets, uint32_t count, uint32_t unit) {
    struct target *narrowed = arena_copy(arena, targets, count * sizeof *targets);
    for (uint32_t i = 0; i < count; i++)
        narrow(arena, &narrowed[i], unit);
    return narrowed;
}

bool target_is_not_allocated(const struct target *target) {
    for (uint32_t i = 0; i < target->part_count; i++)
        if (target_is_not_allocated(&target->parts[i]))
            return true;
    return is_shared_out(target->kind) ? target->measure == NULL
                                       : target->kind == TARGET_SHARE && target->denominator == NULL;
}
