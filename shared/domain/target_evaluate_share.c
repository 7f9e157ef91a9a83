/* Shares: of units where something holds, or of anything counted. */
#include "domain/target_evaluate.h"

struct share {
    struct measured numerator, denominator;
    struct decimal percent;
    bool of_units;
};

static void show_required(struct evaluation *evaluation, const struct share *share) {
    const struct target *target = evaluation->target;
    evaluation->attainment->required = target->percent;
    if (!share->of_units || !share->denominator.known || share->denominator.amount.decimals > 0)
        return;
    int64_t required = share_of_whole(share->denominator.amount.value, share->percent.value, share->percent.decimals);
    evaluation->attainment->required = decimal_text(evaluation->arena, (struct decimal){.value = required});
}

static void show_parts(struct evaluation *evaluation, const struct share *share) {
    struct attainment *attainment = evaluation->attainment;
    if (share->numerator.known)
        attainment->numerator = decimal_text(evaluation->arena, share->numerator.amount);
    if (share->denominator.known)
        attainment->denominator = decimal_text(evaluation->arena, share->denominator.amount);
    show_required(evaluation, share);
}

static void show_actual(struct evaluation *evaluation, const struct share *share) {
    char text[QUANTITY_TEXT_SIZE];
    const struct decimal *numerator = &share->numerator.amount, *denominator = &share->denominator.amount;
    evaluation->attainment->actual =
        share->of_units ? evaluation->attainment->numerator
                        : arena_text(evaluation->arena, percent_format(numerator->value, denominator->value, 2, text));
}

static bool is_whole_hundred(struct decimal percent) {
    return decimal_compare(percent, (struct decimal){.value = 100}) == 0;
}

/* A unit that did not report may still have done it; one that reported otherwise has not. */
static bool breaks_whole(const struct share *share) {
    const struct measured *numerator = &share->numerator;
    if (share->of_units)
        return numerator->amount.value < numerator->judged;
    return numerator->amount.value < share->denominator.amount.value;
}

static bool grows(const struct share *share) {
    return !share->of_units && share->numerator.only_flows_or_distinct && share->denominator.only_stocks;
}

static void compare_share(struct evaluation *evaluation, const struct share *share) {
    int64_t numerator = share->numerator.amount.value, denominator = share->denominator.amount.value;
    if (evaluation->target->comparator == COMPARE_EQ && is_whole_hundred(share->percent)) {
        evaluation->incomplete |= share->of_units && numerator < denominator; /* also one that owes no report */
        conclude_strict(evaluation, breaks_whole(share));
        return;
    }
    int order = ratio_compare(numerator, denominator, share->percent.value, share->percent.decimals);
    __int128 has = (__int128)numerator * 100, asked = (__int128)denominator * share->percent.value;
    for (int i = 0; i < share->percent.decimals; i++)
        has *= 10;
    bool on_track =
        grows(share) && falls_short(evaluation->target->comparator, order) && pro_rata(evaluation, has, asked);
    conclude_open(evaluation, compare_holds(evaluation->target->comparator, order), on_track);
}

void evaluate_share(struct evaluation *evaluation) {
    const struct target *target = evaluation->target;
    struct share share = {.of_units = target->numerator != NULL && target->numerator->kind == MEASURE_UNITS};
    if (!decimal_parse(target->percent, &share.percent)) {
        conclude(evaluation, NOT_MEASURABLE, "unknownMeasure");
        return;
    }
    if (!evaluation_take(evaluation, target->numerator, target->scope, &evaluation->window, &share.numerator) ||
        !evaluation_take(evaluation, target->denominator, target->scope, &evaluation->window, &share.denominator))
        return;
    show_parts(evaluation, &share);
    if (!share.numerator.known || !share.denominator.known) {
        conclude(evaluation, NOT_MEASURABLE, "noData");
        return;
    }
    if (share.denominator.amount.value <= 0) {
        conclude(evaluation, NOT_MEASURABLE, "zeroDenominator");
        return;
    }
    if (!decimals_align(&share.numerator.amount, &share.denominator.amount)) {
        conclude(evaluation, NOT_MEASURABLE, "outOfRange");
        return;
    }
    show_actual(evaluation, &share);
    compare_share(evaluation, &share);
}
