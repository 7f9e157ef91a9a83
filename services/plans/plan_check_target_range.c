/* What figures can come to, by the bounds and rules of the indicators behind them. */
#include "core/text.h"
#include "plan_check_target.h"

static const struct figure_range anything = {.decimals = QUANTITY_DECIMALS_MAX};

static const struct indicator *indicator_of(const struct form *form, const char *code) {
    const struct form_version *newest = &form->versions[form->version_count - 1];
    int32_t index = code ? form_cell(newest, code) : -1;
    return index >= 0 ? newest->cells[index].indicator : NULL;
}

static __int128 widened(int64_t bound, int decimals) {
    __int128 number = bound;
    for (; decimals < QUANTITY_DECIMALS_MAX; decimals++)
        number *= 10;
    return number;
}

/* One value keeps to the indicator's bounds. A sum of several still is nothing below 0 where none of them is. */
static struct figure_range range_of_indicator(const struct indicator *indicator, bool one_value) {
    struct figure_range range = {.decimals = indicator->decimals};
    bool closed = one_value && indicator->over_periods != OVER_PERIODS_SUM;
    range.has_low = indicator->min != QUANTITY_MISSING && (closed || indicator->min >= 0);
    range.has_high = indicator->max != QUANTITY_MISSING && (closed || indicator->max <= 0);
    range.low = range.has_low ? widened(indicator->min, indicator->decimals) : 0;
    range.high = range.has_high ? widened(indicator->max, indicator->decimals) : 0;
    return range;
}

/* Every unit has one committee and one police; of other agencies it may have several, whose figures are added. */
static bool has_one_reporter(const struct form *form) {
    for (uint32_t i = 0; i < form->version_count; i++)
        if (form->versions[i].function_count != 1 || !function_is_implied(form->versions[i].functions[0]))
            return false;
    return true;
}

struct figure_range range_of_predicate(const struct plan_check *check, const struct predicate *predicate) {
    const struct form *form = predicate->form ? snapshot_form(check->snapshot, predicate->form) : NULL;
    const struct indicator *indicator = form ? indicator_of(form, predicate->cell) : NULL;
    if (!indicator)
        return anything;
    bool own = !predicate->subtree && has_one_reporter(form);
    struct figure_range range = range_of_indicator(indicator, own || indicator->over_units != OVER_UNITS_SUM);
    range.may_always_hold = indicator->nature != NATURE_YES_NO;
    return range;
}

static struct figure_range range_of_term(const struct plan_check *check, const struct measure_term *term) {
    const struct form *form = term->form ? snapshot_form(check->snapshot, term->form) : NULL;
    const struct indicator *indicator = form ? indicator_of(form, term->cell) : NULL;
    return indicator ? range_of_indicator(indicator, indicator->over_units != OVER_UNITS_SUM) : anything;
}

static struct figure_range times(struct figure_range range, int64_t times) {
    struct figure_range product = {.decimals = range.decimals};
    bool turned = times < 0;
    product.has_low = turned ? range.has_high : range.has_low;
    product.has_high = turned ? range.has_low : range.has_high;
    product.low = times * (turned ? range.high : range.low);
    product.high = times * (turned ? range.low : range.high);
    return product;
}

static struct figure_range range_of_sum(const struct plan_check *check, const struct measure *measure) {
    struct figure_range sum = {.has_low = true, .has_high = true};
    for (uint32_t i = 0; i < measure->term_count; i++) {
        struct figure_range term = times(range_of_term(check, &measure->terms[i]), measure->terms[i].times);
        sum.decimals = term.decimals > sum.decimals ? term.decimals : sum.decimals;
        sum.has_low &= term.has_low;
        sum.has_high &= term.has_high;
        sum.low += term.low;
        sum.high += term.high;
    }
    return measure->term_count > 0 ? sum : anything;
}

static struct figure_range range_of_number(const char *number) {
    struct figure_range range = anything;
    range.has_low = range.has_high = target_number(number, &range.low);
    range.high = range.low;
    return range;
}

struct figure_range range_of_measure(const struct plan_check *check, const struct measure *measure) {
    if (!measure)
        return anything;
    switch (measure->kind) {
    case MEASURE_CELL:
        return measure->term_count == 1 ? range_of_term(check, &measure->terms[0]) : anything;
    case MEASURE_SUM:
        return range_of_sum(check, measure);
    case MEASURE_UNITS:
        return (struct figure_range){.has_low = true};
    case MEASURE_NUMBER:
        break;
    }
    return range_of_number(measure->number);
}

static uint32_t units_on(const struct plan_check *check, enum level level, uint32_t scope, day_t date) {
    const struct unit_slice *slice = snapshot_slice(check->snapshot, date, check->arena);
    uint32_t count = 0, top = slice->position_of[scope];
    for (uint32_t at = top; top != UNIT_NONE && at < slice->subtree_end[top]; at++)
        count += slice->version[at]->level == level;
    return count;
}

struct figure_range range_in_scope(const struct plan_check *check, const struct target *target,
                                   const struct measure *measure) {
    struct figure_range range = range_of_measure(check, measure);
    const struct period *span = &check->plan->span;
    bool counted = measure && measure->kind == MEASURE_UNITS && measure->units != LEVEL_COUNT;
    bool has_days = !check->undated && !text_empty(span->code) && span->end != DAY_NEVER;
    if (!counted || !has_days || check->copied || target->scope == UNIT_NONE)
        return range;
    if (measure->units < snapshot_tree(check->snapshot)->units[target->scope].versions[0].level)
        return range; /* told as what is counted */
    uint32_t first = units_on(check, measure->units, target->scope, span->start);
    uint32_t last = units_on(check, measure->units, target->scope, period_tree_date(span));
    range.has_high = true;
    range.high = widened(first > last ? first : last, 0);
    return range;
}
