/* Targets that one measured number decides: amounts, growth against the year before, cohorts that stay at none. */
#include "domain/target_evaluate.h"

#include "core/text.h"

static const struct decimal zero = {0};

static void conclude_unknown(struct evaluation *evaluation, const char *reason) {
    conclude(evaluation, NOT_MEASURABLE, reason);
}

/* The measure of the target in a period; false when it is concluded. */
static bool take_known(struct evaluation *evaluation, const struct period *period, struct measured *ret_measured) {
    const struct target *target = evaluation->target;
    if (!evaluation_take(evaluation, target->measure, target->scope, period, ret_measured))
        return false;
    if (!ret_measured->known)
        conclude_unknown(evaluation, "noData");
    return ret_measured->known;
}

static bool is_range(const struct target *target) {
    return target->between_low != NULL && target->between_high != NULL;
}

static const char *range_text(struct arena *arena, const struct target *target) {
    return arena_format(arena, "%s..%s", target->between_low, target->between_high);
}

/* "None" may be said as = 0 or as ≤ 0. */
static bool asks_for_none(const struct target *target, struct decimal bound) {
    bool at_most = target->comparator == COMPARE_EQ || target->comparator == COMPARE_LE;
    return at_most && decimal_compare(bound, zero) == 0;
}

/* Whether an amount that falls short is at least the elapsed part of what is asked for. */
static bool amount_on_track(const struct evaluation *evaluation, const struct measured *measured,
                            struct decimal bound) {
    struct decimal has = measured->amount;
    if (!measured->only_flows || !falls_short(evaluation->target->comparator, decimal_compare(has, bound)) ||
        !decimals_align(&has, &bound))
        return false;
    return pro_rata(evaluation, has.value, bound.value);
}

static void compare_range(struct evaluation *evaluation, const struct measured *measured, struct decimal low,
                          struct decimal high) {
    evaluation->attainment->exceeded = decimal_compare(measured->amount, high) > 0;
    conclude_open(evaluation, decimal_compare(measured->amount, low) >= 0, amount_on_track(evaluation, measured, low));
}

static bool is_ceiling(const struct target *target) {
    return target->comparator == COMPARE_LE || target->comparator == COMPARE_LT;
}

/* A ceiling that holds so far says nothing before the end, nor while reports are missing; a flow above it never comes down again. */
static void compare_amount(struct evaluation *evaluation, const struct measured *measured, struct decimal bound) {
    const struct target *target = evaluation->target;
    int order = decimal_compare(measured->amount, bound);
    bool holds = compare_holds(target->comparator, order);
    if (asks_for_none(target, bound))
        conclude_strict(evaluation, order > 0);
    else if (is_ceiling(target) && (holds || measured->only_flows))
        conclude_strict(evaluation, !holds);
    else
        conclude_open(evaluation, holds, amount_on_track(evaluation, measured, bound));
}

void evaluate_amount(struct evaluation *evaluation) {
    const struct target *target = evaluation->target;
    struct measured measured;
    struct decimal low, high;
    bool range = is_range(target);
    bool readable = range ? decimal_parse(target->between_low, &low) && decimal_parse(target->between_high, &high)
                          : decimal_parse(target->value, &low);
    if (!readable) {
        conclude_unknown(evaluation, "unknownMeasure");
        return;
    }
    evaluation->attainment->required = range ? range_text(evaluation->arena, target) : target->value;
    if (!take_known(evaluation, &evaluation->window, &measured))
        return;
    evaluation->attainment->actual = decimal_text(evaluation->arena, measured.amount);
    if (range)
        compare_range(evaluation, &measured, low, high);
    else
        compare_amount(evaluation, &measured, low);
}

void evaluate_cohort(struct evaluation *evaluation) {
    struct measured measured;
    evaluation->attainment->required = "0";
    if (!take_known(evaluation, &evaluation->window, &measured))
        return;
    evaluation->attainment->actual = decimal_text(evaluation->arena, measured.amount);
    conclude_strict(evaluation, measured.amount.value > 0);
}

static bool baseline_stated(const struct target *target, const struct period *base, struct decimal *ret_base) {
    bool same_period = target->baseline_period != NULL && text_equal(target->baseline_period, base->code);
    return same_period && decimal_parse(target->baseline_value, ret_base);
}

/* What was reported a year before goes before what the plan states. A change against nothing says nothing. */
static bool take_base(struct evaluation *evaluation, struct decimal *ret_base) {
    const struct target *target = evaluation->target;
    struct period base;
    struct measured before;
    if (!period_year_before(&evaluation->window, evaluation->setting->calendar, &base))
        return false;
    const char *reason = measure_take(target->measure, target->scope, &base, evaluation->setting->figures, &before);
    bool reported = reason == NULL && before.known;
    if (reported)
        *ret_base = before.amount;
    else if (!baseline_stated(target, &base, ret_base))
        return false;
    evaluation->attainment->denominator = decimal_text(evaluation->arena, *ret_base);
    return ret_base->value > 0;
}

static void compare_trend(struct evaluation *evaluation, int64_t change) {
    conclude_open(evaluation, evaluation->target->trend_up ? change > 0 : change < 0, false);
}

static void compare_growth(struct evaluation *evaluation, int64_t change, int64_t base) {
    struct decimal low, high;
    if (!decimal_parse(evaluation->target->between_low, &low) ||
        !decimal_parse(evaluation->target->between_high, &high)) {
        conclude_unknown(evaluation, "unknownMeasure");
        return;
    }
    evaluation->attainment->exceeded = ratio_compare(change, base, high.value, high.decimals) > 0;
    conclude_open(evaluation, ratio_compare(change, base, low.value, low.decimals) >= 0, false);
}

static const char *growth_required(struct arena *arena, const struct target *target) {
    if (target->trend)
        return target->trend_up ? "up" : "down";
    return is_range(target) ? range_text(arena, target) : NULL;
}

void evaluate_growth(struct evaluation *evaluation) {
    struct measured now;
    struct decimal base;
    char text[QUANTITY_TEXT_SIZE];
    struct attainment *attainment = evaluation->attainment;
    attainment->required = growth_required(evaluation->arena, evaluation->target);
    if (!take_known(evaluation, &evaluation->window, &now))
        return;
    attainment->numerator = decimal_text(evaluation->arena, now.amount);
    if (!take_base(evaluation, &base)) {
        conclude_unknown(evaluation, "noBaseline");
        return;
    }
    if (!decimals_align(&now.amount, &base)) {
        conclude_unknown(evaluation, "outOfRange");
        return;
    }
    int64_t change = now.amount.value - base.value;
    attainment->actual = arena_text(evaluation->arena, percent_format(change, base.value, 2, text));
    if (evaluation->target->trend)
        compare_trend(evaluation, change);
    else
        compare_growth(evaluation, change, base.value);
}
