/* Finds targets by code and checks how they are shared out. */
#include "target_told.h"

#include <inttypes.h>

#include "core/text.h"

const struct target *target_named(const struct target *targets, size_t count, const char *code) {
    for (size_t i = 0; i < count; i++) {
        const struct target *target = &targets[i];
        if (text_equal(target->code, code) || (target->condition && text_equal(target->condition, code)))
            return target;
        const struct target *inner = target_named(target->parts, target->part_count, code);
        if (inner)
            return inner;
    }
    return NULL;
}

const struct target *target_shared(const struct target *target) {
    return target->kind == TARGET_CONDITIONAL && target->part_count == 1 ? &target->parts[0] : target;
}

/* What the shares must make together; QUANTITY_MISSING: no bound. */
struct bounds {
    int64_t low, high;
};

static int64_t scaled(const char *number) {
    int64_t quantity;
    return number && quantity_parse(number, QUANTITY_DECIMALS_MAX, &quantity) == QUANTITY_OK ? quantity
                                                                                             : QUANTITY_MISSING;
}

static int64_t scaled_count(struct arena *arena, int64_t count) {
    return scaled(arena_format(arena, "%" PRId64, count));
}

static struct bounds bounds_of_amount(const struct target *target) {
    if (target->between_low)
        return (struct bounds){scaled(target->between_low), scaled(target->between_high)};
    int64_t value = scaled(target->value);
    switch (target->comparator) {
    case COMPARE_EQ:
        return (struct bounds){value, value};
    case COMPARE_LE:
    case COMPARE_LT:
        return (struct bounds){QUANTITY_MISSING, value};
    case COMPARE_GE:
    case COMPARE_GT:
    case COMPARE_UNSTATED:
        break;
    }
    return (struct bounds){value, QUANTITY_MISSING};
}

static struct bounds bounds_of(struct arena *arena, const struct target *target) {
    int64_t whole = QUANTITY_MISSING;
    if (target->kind == TARGET_AMOUNT)
        return bounds_of_amount(target);
    if (target->kind == TARGET_COHORT)
        whole = scaled_count(arena, target->cohort_size);
    if (target->kind == TARGET_MEMBERS)
        whole = scaled_count(arena, target->member_total);
    return (struct bounds){whole, whole};
}

static void sum_check(const struct bounds *bounds, int64_t sum, struct issues *issues) {
    char total[QUANTITY_TEXT_SIZE], bound[QUANTITY_TEXT_SIZE];
    bool low = bounds->low != QUANTITY_MISSING && sum < bounds->low;
    bool high = bounds->high != QUANTITY_MISSING && sum > bounds->high;
    if (!low && !high)
        return;
    quantity_format(sum, QUANTITY_DECIMALS_MAX, total);
    quantity_format(low ? bounds->low : bounds->high, QUANTITY_DECIMALS_MAX, bound);
    issue_add_at(issues, ISSUE_INCONSISTENT, "/allocations",
                 arena_format(issues->arena, "%s %s %s", total, low ? "<" : ">", bound), NULL, NULL);
}

void shares_check(const struct target *target, const struct allocation *shares, uint32_t count, struct issues *issues) {
    const struct target *shared = target_shared(target);
    __int128 sum = 0;
    int64_t total;
    for (uint32_t i = 0; i < count; i++) {
        int64_t share = scaled(shares[i].value);
        if (share == QUANTITY_MISSING || share < 0)
            issue_add_at(issues, ISSUE_OUT_OF_BOUNDS, arena_format(issues->arena, "/allocations/%" PRIu32 "/value", i),
                         "0", "999999999999", NULL);
        else
            sum += share;
    }
    struct bounds bounds = bounds_of(issues->arena, shared);
    if (quantity_total(sum, &total))
        sum_check(&bounds, total, issues);
}
