/* Thresholds that some figure meets and some other does not. */
#include "domain/quantity.h"
#include "plan_check_target.h"

enum { WHOLE = 100 };

static const __int128 one = 1000000; /* 10^QUANTITY_DECIMALS_MAX */

static void tell_bounds(const struct plan_check *check, const struct figure_range *range, const struct place *place) {
    issue_add(check->issues, ISSUE_OUT_OF_BOUNDS, place,
              range->has_low ? target_number_text(check->arena, range->low) : "-∞",
              range->has_high ? target_number_text(check->arena, range->high) : "∞", NULL);
}

/* False: told, or there is no number to judge. */
static bool is_within(const struct plan_check *check, const char *number, const struct figure_range *range,
                      const struct place *place, __int128 *ret_value) {
    int64_t quantity;
    if (!target_number(number, ret_value))
        return false;
    if (quantity_parse(number, range->decimals, &quantity) == QUANTITY_PRECISION) {
        issue_add(check->issues, ISSUE_TOO_PRECISE, place, arena_format(check->arena, "%d", range->decimals), NULL,
                  NULL);
        return false;
    }
    bool inside = (!range->has_low || *ret_value >= range->low) && (!range->has_high || *ret_value <= range->high);
    if (!inside)
        tell_bounds(check, range, place);
    return inside;
}

void check_threshold(const struct plan_check *check, enum compare op, const char *number,
                     const struct figure_range *range, const struct place *place) {
    static const char *const words[] = {"eq", "ge", "gt", "le", "lt", "ge"};
    __int128 value;
    if (!is_within(check, number, range, place, &value))
        return;
    bool smaller = !range->has_low || range->low < value, greater = !range->has_high || range->high > value;
    bool some = (smaller && compare_holds(op, -1)) || compare_holds(op, 0) || (greater && compare_holds(op, 1));
    bool all = (!smaller || compare_holds(op, -1)) && compare_holds(op, 0) && (!greater || compare_holds(op, 1));
    const char *said = arena_format(check->arena, "%s %s", words[op], number);
    if (!some)
        issue_add(check->issues, ISSUE_NEVER_HOLDS, place, said, NULL, NULL);
    else if (all && !range->may_always_hold)
        issue_add(check->issues, ISSUE_ALWAYS_HOLDS, place, said, NULL, NULL);
}

/* Units where something holds are some of the units: never more than all, never less than none. */
static bool is_part_of_whole(const struct measure *numerator, const struct measure *denominator) {
    return numerator && numerator->kind == MEASURE_UNITS && numerator->units != LEVEL_COUNT && denominator &&
           denominator->kind == MEASURE_UNITS && denominator->units == numerator->units && !denominator->where;
}

static struct figure_range range_of_share(const struct plan_check *check, const struct target *target) {
    struct figure_range numerator = range_of_measure(check, target->numerator);
    struct figure_range share = {.decimals = QUANTITY_DECIMALS_MAX};
    share.has_high = is_part_of_whole(target->numerator, target->denominator);
    share.has_low = share.has_high || (numerator.has_low && numerator.low >= 0);
    share.high = WHOLE * one;
    return share;
}

/* Nothing is a part of nothing. */
static void check_denominator(const struct plan_check *check, const struct target *target, const struct place *up) {
    const struct measure *measure = target->denominator;
    struct place denominator = {.up = up, .name = "denominator"}, number = {.up = &denominator, .name = "number"};
    struct figure_range range = range_in_scope(check, target, measure);
    const struct figure_range positive = {.has_low = true, .low = 1};
    if (range.has_high && range.high <= 0)
        tell_bounds(check, &positive, measure->kind == MEASURE_NUMBER ? &number : &denominator);
}

/* All of them are all of them. */
static void check_some_of_all(const struct plan_check *check, const struct target *target, const struct place *up) {
    struct place numerator = {.up = up, .name = "numerator"};
    if (!is_part_of_whole(target->numerator, target->denominator) || target->numerator->where)
        return;
    const char *level = level_name(target->numerator->units);
    issue_add(check->issues, ISSUE_ALWAYS_HOLDS, &numerator,
              arena_format(check->arena, "%s / %s = %d %%", level, level, WHOLE), NULL, NULL);
}

static void check_share(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct place percent = {.up = place, .name = "percent"};
    struct figure_range share = range_of_share(check, target);
    check_some_of_all(check, target, place);
    check_denominator(check, target, place);
    check_threshold(check, target->comparator, target->percent, &share, &percent);
}

static void check_between(const struct plan_check *check, const struct target *target, const struct figure_range *range,
                          const struct place *up) {
    struct place between = {.up = up, .name = "between"};
    struct place first = {.up = &between, .index = 0}, second = {.up = &between, .index = 1};
    __int128 low, high;
    bool good = is_within(check, target->between_low, range, &first, &low);
    good &= is_within(check, target->between_high, range, &second, &high);
    if (!good)
        return;
    if (low > high)
        issue_add(check->issues, ISSUE_INCONSISTENT, &between,
                  arena_format(check->arena, "%s > %s", target->between_low, target->between_high), NULL, NULL);
    else if (range->has_low && low <= range->low) /* above the upper bound it is exceeded, not failed */
        issue_add(check->issues, ISSUE_ALWAYS_HOLDS, &first,
                  arena_format(check->arena, "%s..%s", target->between_low, target->between_high), NULL, NULL);
}

static void check_amount(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct place value = {.up = place, .name = "value"};
    struct figure_range range = range_in_scope(check, target, target->measure);
    if (target->measure && target->measure->kind == MEASURE_NUMBER)
        return; /* told as what is measured */
    check_between(check, target, &range, place);
    check_threshold(check, target->comparator, target->value, &range, &value);
}

/* What cannot be less than nothing cannot shrink by more than all of it. */
static void check_growth(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct figure_range measure = range_of_measure(check, target->measure);
    struct figure_range change = {.decimals = QUANTITY_DECIMALS_MAX, .low = -WHOLE * one};
    change.has_low = measure.has_low && measure.low >= 0;
    check_between(check, target, &change, place);
}

void check_target_threshold(const struct plan_check *check, const struct target *target, const struct place *place) {
    if (target->kind == TARGET_SHARE)
        check_share(check, target, place);
    if (target->kind == TARGET_AMOUNT)
        check_amount(check, target, place);
    if (target->kind == TARGET_GROWTH)
        check_growth(check, target, place);
}
