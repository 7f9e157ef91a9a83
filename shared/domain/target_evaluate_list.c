/* Targets that count through a list: sub-periods in which enough was done, and members that are done. */
#include "domain/target_evaluate.h"

/* How far a frequency was kept: in how many sub-periods, and what is known of the others. */
struct coverage {
    uint32_t periods, covered; /* covered: by the channel that covers fewest */
    bool known, broken, gap;   /* gap: a sub-period of which nothing was reported */
};

static uint32_t whole_number(struct decimal amount) {
    for (; amount.decimals > 0; amount.decimals--)
        amount.value /= 10;
    if (amount.value <= 0)
        return 0;
    return amount.value < UINT32_MAX ? (uint32_t)amount.value : UINT32_MAX;
}

/* The first sub-period that begins inside the window, then one after the other. */
static bool first_sub_period(const struct evaluation *evaluation, enum period_kind every, struct period *ret_period) {
    const struct calendar *calendar = evaluation->setting->calendar;
    return period_of_day(evaluation->window.start, every, calendar, ret_period) &&
           (ret_period->start == evaluation->window.start || period_next(ret_period, calendar, ret_period));
}

static uint32_t sub_periods(const struct evaluation *evaluation, enum period_kind every) {
    struct period period;
    uint32_t count = 0;
    bool more = first_sub_period(evaluation, every, &period);
    for (; more && period.end <= evaluation->window.end; count++)
        more = period_next(&period, evaluation->setting->calendar, &period);
    return count;
}

/* False when the target is concluded. */
static bool cover_sub_period(struct evaluation *evaluation, const struct target_channel *channel,
                             const struct period *period, struct coverage *coverage, uint32_t *covered) {
    struct measured measured;
    if (!evaluation_take(evaluation, channel->measure, evaluation->target->scope, period, &measured))
        return false;
    struct decimal asked = {.value = evaluation->target->times_at_least};
    bool often_enough = measured.known && decimal_compare(measured.amount, asked) >= 0;
    *covered += often_enough;
    coverage->known |= measured.known;
    coverage->broken |= measured.known && !often_enough;
    coverage->gap |= !measured.known;
    return true;
}

static bool cover_channel(struct evaluation *evaluation, const struct target_channel *channel,
                          struct coverage *coverage) {
    struct period period;
    uint32_t covered = 0;
    bool more = first_sub_period(evaluation, evaluation->target->every, &period);
    while (more && period.end <= evaluation->window.end) {
        if (!cover_sub_period(evaluation, channel, &period, coverage, &covered))
            return false;
        more = period_next(&period, evaluation->setting->calendar, &period);
    }
    coverage->covered = covered < coverage->covered ? covered : coverage->covered;
    return true;
}

static bool cover_channels(struct evaluation *evaluation, struct coverage *coverage) {
    coverage->periods = coverage->covered = sub_periods(evaluation, evaluation->target->every);
    for (uint32_t i = 0; i < evaluation->target->channel_count; i++)
        if (!cover_channel(evaluation, &evaluation->target->channels[i], coverage))
            return false;
    return true;
}

/* The reporter itself says how many months were covered. */
static bool cover_as_reported(struct evaluation *evaluation, struct coverage *coverage) {
    struct measured measured;
    coverage->periods = sub_periods(evaluation, PERIOD_MONTH);
    if (!evaluation_take(evaluation, evaluation->target->measure, evaluation->target->scope, &evaluation->window,
                         &measured))
        return false;
    coverage->known = measured.known;
    coverage->covered = whole_number(measured.amount);
    coverage->broken = measured.known && coverage->covered < coverage->periods;
    return true;
}

void evaluate_frequency(struct evaluation *evaluation) {
    struct coverage coverage = {0};
    bool by_channel = evaluation->target->channel_count > 0;
    if (!(by_channel ? cover_channels(evaluation, &coverage) : cover_as_reported(evaluation, &coverage)))
        return;
    evaluation->attainment->required = arena_format(evaluation->arena, "%u", coverage.periods);
    if (!coverage.known || coverage.periods == 0) { /* none fits into the window, or the calendar lists longer ones */
        conclude(evaluation, NOT_MEASURABLE, "noData");
        return;
    }
    evaluation->attainment->actual = arena_format(evaluation->arena, "%u", coverage.covered);
    evaluation->incomplete |= coverage.gap;
    conclude_strict(evaluation, coverage.broken);
}

static uint32_t members_named_before(const struct target *target, uint32_t member) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < member; i++)
        count += target->members[i].unit == target->members[member].unit;
    return count;
}

/* Several places inside one unit share its figure: two done make the first two done, not a third. */
static bool count_member(struct evaluation *evaluation, uint32_t member, bool *known, uint32_t *done) {
    const struct target *target = evaluation->target;
    struct measured measured;
    if (target->members[member].unit == UNIT_NONE)
        return true;
    if (!evaluation_take(evaluation, target->measure, target->members[member].unit, &evaluation->window, &measured))
        return false;
    *known |= measured.known;
    *done += measured.known && whole_number(measured.amount) > members_named_before(target, member);
    return true;
}

/* While the list is missing: how many units of the scope report that they have done it. */
static bool count_units(struct evaluation *evaluation, bool *known, uint32_t *done) {
    const struct target *target = evaluation->target;
    if (target->measure == NULL || target->measure->kind != MEASURE_CELL) {
        conclude(evaluation, NOT_MEASURABLE, "listMissing");
        return false;
    }
    const struct measure_term *term = &target->measure->terms[0];
    struct predicate is_done = {
        .kind = PREDICATE_CELL, .form = term->form, .cell = term->cell, .op = COMPARE_GE, .value = "1"};
    for (uint32_t level = LEVEL_NATION; level < LEVEL_COUNT; level++) {
        struct measure units = {.kind = MEASURE_UNITS, .units = (enum level)level, .where = &is_done};
        struct measured measured;
        if (term->levels != 0 && (term->levels >> level & 1U) == 0)
            continue;
        if (!evaluation_take(evaluation, &units, target->scope, &evaluation->window, &measured))
            return false;
        *known |= measured.judged > 0;
        *done += whole_number(measured.amount);
    }
    return true;
}

static bool count_members(struct evaluation *evaluation, bool *known, uint32_t *done) {
    if (!evaluation->target->members_listed)
        return count_units(evaluation, known, done);
    for (uint32_t i = 0; i < evaluation->target->member_count; i++)
        if (!count_member(evaluation, i, known, done))
            return false;
    return true;
}

void evaluate_members(struct evaluation *evaluation) {
    const struct target *target = evaluation->target;
    uint32_t asked = target->members_listed ? target->member_count : target->member_total, done = 0;
    bool known = false;
    evaluation->attainment->required = arena_format(evaluation->arena, "%u", asked);
    if (!count_members(evaluation, &known, &done))
        return;
    if (!known) {
        conclude(evaluation, NOT_MEASURABLE, "noData");
        return;
    }
    evaluation->attainment->actual = arena_format(evaluation->arena, "%u", done);
    conclude_open(evaluation, done >= asked, false);
}
