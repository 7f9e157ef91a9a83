/* Measures over figures that are reported: by the levels, functions and periods that a plan reads them for. */
#include "plan_check_target.h"

static const struct form *form_of(const struct plan_check *check, const char *code) {
    return code ? snapshot_form(check->snapshot, code) : NULL;
}

/* Figures of another calendar's periods are of other days. */
static void check_calendar(const struct plan_check *check, const struct form *form, const struct place *up) {
    struct place place = {.up = up, .name = "cell"};
    const struct programme *own = check->plan->programme;
    const struct programme *other = form ? snapshot_programme(check->snapshot, form->programme) : NULL;
    if (own && other && !calendar_equal(own->calendar, other->calendar))
        issue_add(check->issues, ISSUE_INCONSISTENT, &place,
                  arena_format(check->arena, "%s: %s | %s: %s", form->code, other->calendar->name, own->code,
                               own->calendar->name),
                  NULL, NULL);
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

/* Where a target's figures come from: those inside its unit, at its level and below. */
struct scope {
    const char *unit; /* NULL: none that is known */
    enum level level;
};

static struct scope scope_of(const struct plan_check *check, uint32_t unit) {
    const struct unit *units = snapshot_tree(check->snapshot)->units;
    if (unit == UNIT_NONE)
        return (struct scope){.level = LEVEL_NATION};
    return (struct scope){.unit = units[unit].id, .level = units[unit].versions[0].level};
}

/* What is asked of some levels that report the form is reported by some of those inside the scope. */
static void check_reported_there(const struct plan_check *check, const struct measure_term *term,
                                 const struct scope *scope, const struct place *place) {
    const struct form *form = form_of(check, term->form);
    if (check->copied) /* told in its review */
        return;
    uint32_t asked = form ? levels_of(form) & (term->levels ? term->levels : UINT32_MAX) : 0;
    if (asked && !(asked & UINT32_MAX << scope->level))
        issue_add(check->issues, ISSUE_WRONG_LEVEL, place, form->code, level_name(scope->level), NULL);
}

static void check_term(const struct plan_check *check, const struct measure_term *term, const struct scope *scope,
                       const struct place *place) {
    const struct form *form = form_of(check, term->form);
    check_calendar(check, form, place);
    check_reported_there(check, term, scope, place);
    for (enum level level = LEVEL_NATION; form && level < LEVEL_COUNT; level++)
        if ((term->levels & 1U << level) && !(levels_of(form) & 1U << level))
            issue_add(check->issues, ISSUE_WRONG_LEVEL, place, form->code, level_name(level), NULL);
    for (uint32_t i = 0; form && i < term->function_count; i++)
        if (!function_reports(form, term->functions[i]))
            issue_add(check->issues, ISSUE_WRONG_FUNCTION, place, form->code, term->functions[i], NULL);
}

/* Units that are counted, and where. */
struct counted_units {
    const struct plan_check *check;
    enum level level;
    const struct place *measure;
};

/* Own figures are the unit's at that level; those of its subtree may come from any level from there down. */
static void check_level(const struct counted_units *counted, const struct predicate *predicate,
                        const struct form *form) {
    if (!form || counted->level == LEVEL_COUNT)
        return;
    uint32_t below = ~((1U << counted->level) - 1U), wanted = predicate->subtree ? below : 1U << counted->level;
    if (!(levels_of(form) & wanted))
        issue_add(counted->check->issues, ISSUE_WRONG_LEVEL, counted->measure, form->code, level_name(counted->level),
                  NULL);
}

static void check_cell(const struct counted_units *counted, const struct predicate *predicate,
                       const struct place *place) {
    struct place value = {.up = place, .name = "value"};
    const struct form *form = form_of(counted->check, predicate->form);
    struct figure_range range = range_of_predicate(counted->check, predicate);
    check_calendar(counted->check, form, place);
    check_level(counted, predicate, form);
    if (predicate->op != COMPARE_UNSTATED)
        check_threshold(counted->check, predicate->op, predicate->value, &range, &value);
}

static void check_predicate(const struct counted_units *counted, const struct predicate *predicate,
                            const struct place *place) {
    static const char *const names[] = {[PREDICATE_ALL] = "all", [PREDICATE_ANY] = "any", [PREDICATE_AT_LEAST] = "of"};
    if (predicate->kind == PREDICATE_CELL) {
        check_cell(counted, predicate, place);
        return;
    }
    struct place list = {.up = place, .name = names[predicate->kind]};
    for (uint32_t i = 0; i < predicate->of_count; i++) {
        struct place part = {.up = &list, .index = i};
        check_predicate(counted, &predicate->of[i], &part);
    }
}

/* Units above the scope are none of its own. */
static void check_units(const struct plan_check *check, const struct measure *measure, const struct scope *scope,
                        const struct place *place) {
    struct place units = {.up = place, .name = "units"};
    if (measure->kind == MEASURE_UNITS && measure->units < scope->level && !check->copied)
        issue_add(check->issues, ISSUE_INCONSISTENT, &units, scope->unit, NULL, NULL);
}

static void check_measure(const struct plan_check *check, const struct measure *measure, const struct scope *scope,
                          const char *name, const struct place *up) {
    struct place place = {.up = up, .name = name}, sum = {.up = &place, .name = "sum"};
    struct place where = {.up = &place, .name = "where"};
    if (!measure)
        return;
    const struct counted_units counted = {.check = check, .level = measure->units, .measure = &place};
    check_units(check, measure, scope, &place);
    for (uint32_t i = 0; i < measure->term_count; i++) {
        struct place term = {.up = &sum, .index = i};
        check_term(check, &measure->terms[i], scope, measure->kind == MEASURE_SUM ? &term : &place);
    }
    if (measure->where)
        check_predicate(&counted, measure->where, &where);
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

static bool is_number(const struct measure *measure) {
    return measure && measure->kind == MEASURE_NUMBER;
}

/* A stated number is what others are measured by. */
static void check_counts(const struct plan_check *check, const struct target *target, const struct place *up) {
    bool share = target->kind == TARGET_SHARE;
    struct place place = {.up = up, .name = share ? "numerator" : measure_name(target->kind)};
    struct place number = {.up = &place, .name = "number"};
    if (share ? is_number(target->numerator) && is_number(target->denominator) : is_number(target->measure))
        issue_add(check->issues, ISSUE_INCONSISTENT, &number, "cell | sum | units", NULL, NULL);
}

/* What is done is read at each member. */
static void check_members(const struct plan_check *check, const struct target *target, const struct place *up) {
    struct place list = {.up = up, .name = "list"};
    for (uint32_t i = 0; i < target->member_count; i++) {
        struct place element = {.up = &list, .index = i}, place = {.up = &element, .name = "unit"};
        struct scope scope = scope_of(check, target->members[i].unit);
        for (uint32_t j = 0; target->measure && j < target->measure->term_count; j++)
            check_reported_there(check, &target->measure->terms[j], &scope, &place);
    }
}

void check_target_measures(const struct plan_check *check, const struct target *target, const struct place *place) {
    struct place channels = {.up = place, .name = "channels"};
    struct scope scope = scope_of(check, target->scope);
    check_counts(check, target, place);
    check_measure(check, target->numerator, &scope, "numerator", place);
    check_measure(check, target->denominator, &scope, "denominator", place);
    check_measure(check, target->measure, &scope, measure_name(target->kind), place);
    for (uint32_t i = 0; i < target->channel_count; i++) {
        struct place channel = {.up = &channels, .index = i};
        check_measure(check, target->channels[i].measure, &scope, "measure", &channel);
    }
    check_members(check, target, place);
}
