/* Thresholds that can be met, over figures that are reported. */
#include "domain/quantity.h"
#include "plan_check.h"

static int64_t scaled(const char *number) {
    int64_t quantity;
    return number && quantity_parse(number, QUANTITY_DECIMALS_MAX, &quantity) == QUANTITY_OK ? quantity
                                                                                             : QUANTITY_MISSING;
}

/* Units where something holds are some of the units: never more than all, never less than none. */
static bool share_can_be_met(enum compare comparator, int64_t percent, int64_t whole) {
    switch (comparator) {
    case COMPARE_GT:
        return percent < whole;
    case COMPARE_LT:
        return percent > 0;
    case COMPARE_LE:
        return percent >= 0;
    case COMPARE_EQ:
        return percent >= 0 && percent <= whole;
    case COMPARE_GE:
    case COMPARE_UNSTATED:
        break;
    }
    return percent <= whole;
}

static void check_share(const struct plan_check *check, const struct target *target, const struct place *place) {
    bool of_units = target->numerator && target->numerator->kind == MEASURE_UNITS && target->denominator &&
                    target->denominator->kind == MEASURE_UNITS &&
                    target->numerator->units == target->denominator->units;
    int64_t percent = scaled(target->percent), whole = scaled("100");
    struct place percent_place = {.up = place, .name = "percent"};
    if (of_units && percent != QUANTITY_MISSING && !share_can_be_met(target->comparator, percent, whole))
        issue_add(check->issues, ISSUE_OUT_OF_BOUNDS, &percent_place, "0", "100", NULL);
}

static void check_between(const struct plan_check *check, const struct target *target, const struct place *place) {
    int64_t low = scaled(target->between_low), high = scaled(target->between_high);
    struct place between = {.up = place, .name = "between"};
    if (low != QUANTITY_MISSING && high != QUANTITY_MISSING && low > high)
        issue_add(check->issues, ISSUE_INCONSISTENT, &between,
                  arena_format(check->arena, "%s > %s", target->between_low, target->between_high), NULL, NULL);
}

static uint32_t levels_of(const struct form *form) {
    uint32_t levels = 0;
    for (uint32_t i = 0; i < form->version_count; i++)
        levels |= form->versions[i].levels;
    return levels;
}

static bool function_reports(const struct form *form, const char *function) {
    for (uint32_t i = 0; i < form->version_count; i++)
        for (enum level level = LEVEL_NATION; level < LEVEL_COUNT; level++)
            if (form_reported_by(&form->versions[i], level, function))
                return true;
    return false;
}

static void check_term(const struct plan_check *check, const struct measure_term *term, const struct place *place) {
    const struct form *form = snapshot_form(check->snapshot, term->form);
    for (enum level level = LEVEL_NATION; form && level < LEVEL_COUNT; level++)
        if ((term->levels & 1U << level) && !(levels_of(form) & 1U << level))
            issue_add(check->issues, ISSUE_WRONG_LEVEL, place, form->code, level_name(level), NULL);
    for (uint32_t i = 0; form && i < term->function_count; i++)
        if (!function_reports(form, term->functions[i]))
            issue_add(check->issues, ISSUE_WRONG_FUNCTION, place, form->code, term->functions[i], NULL);
}

/* Own figures are the unit's at that level; those of its subtree may come from any level from there down. */
static void check_predicate(const struct plan_check *check, const struct predicate *predicate, enum level level,
                            const struct place *place) {
    for (uint32_t i = 0; i < predicate->of_count; i++)
        check_predicate(check, &predicate->of[i], level, place);
    if (predicate->kind != PREDICATE_CELL)
        return;
    const struct form *form = snapshot_form(check->snapshot, predicate->form);
    uint32_t below = ~((1U << level) - 1U), wanted = predicate->subtree ? below : 1U << level;
    if (form && !(levels_of(form) & wanted))
        issue_add(check->issues, ISSUE_WRONG_LEVEL, place, form->code, level_name(level), NULL);
}

static void check_measure(const struct plan_check *check, const struct measure *measure, const char *name,
                          const struct place *up) {
    struct place place = {.up = up, .name = name};
    if (!measure)
        return;
    for (uint32_t i = 0; i < measure->term_count; i++)
        check_term(check, &measure->terms[i], &place);
    if (measure->kind == MEASURE_UNITS && measure->where)
        check_predicate(check, measure->where, measure->units, &place);
}

static const char *measure_name(enum target_kind kind) {
    switch (kind) {
    case TARGET_MEMBERS:
        return "done";
    case TARGET_COHORT:
        return "recurrences";
    case TARGET_FREQUENCY:
        return "monthsCovered";
    default:
        return "measure";
    }
}

static void check_target(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct place channels = {.up = place, .name = "channels"}, parts = {.up = place, .name = "parts"};
    check_share(check, target, place);
    check_between(check, target, place);
    check_measure(check, target->numerator, "numerator", place);
    check_measure(check, target->denominator, "denominator", place);
    check_measure(check, target->measure, measure_name(target->kind), place);
    for (uint32_t i = 0; i < target->channel_count; i++) {
        struct place channel = {.up = &channels, .index = i};
        check_measure(check, target->channels[i].measure, "measure", &channel);
    }
    for (uint32_t i = 0; i < target->part_count; i++) {
        struct place part = {.up = &parts, .index = i}, inner = {.up = place, .name = "target"};
        check_target(check, &target->parts[i], target->kind == TARGET_CONDITIONAL ? &inner : &part);
    }
}

void plan_check_targets(const struct plan_check *check) {
    struct place targets = {.name = "targets"};
    for (size_t i = 0; i < check->plan->target_count; i++) {
        struct place place = {.up = &targets, .index = i};
        check_target(check, &check->plan->targets[i], &place);
    }
}
