/* What may become of an indicator, a form or a programme once it is in use. */
#include "evolution.h"

#include "core/text.h"

static void changed(struct issues *issues, const char *member) {
    struct place place = {.name = member};
    issue_add(issues, ISSUE_CHANGED_AFTER_USE, &place, member, NULL, NULL);
}

/* A figure within the old bounds must not be one that its report could no longer be sent with. */
static void check_bounds(const struct indicator *before, const struct indicator *after, struct issues *issues) {
    bool same_places = before->decimals == after->decimals;
    if (same_places && after->min != QUANTITY_MISSING && (before->min == QUANTITY_MISSING || after->min > before->min))
        changed(issues, "min");
    if (same_places && after->max != QUANTITY_MISSING && (before->max == QUANTITY_MISSING || after->max < before->max))
        changed(issues, "max");
}

void indicator_evolves(const struct indicator *before, const struct indicator *after, struct issues *issues) {
    if (after->programme && !text_equal(before->programme, after->programme))
        changed(issues, "programme");
    if (before->decimals != after->decimals)
        changed(issues, "decimals");
    if (after->unit_of_measure && !text_equal(before->unit_of_measure, after->unit_of_measure))
        changed(issues, "unitOfMeasure");
    if (before->nature != after->nature)
        changed(issues, "nature");
    if (before->over_units != after->over_units)
        changed(issues, "overUnits");
    if (before->over_periods != after->over_periods)
        changed(issues, "overPeriods");
    check_bounds(before, after, issues);
}

static bool version_uses(const struct form_version *version, const char *indicator) {
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (text_equal(version->cells[i].indicator->code, indicator))
            return true;
    return false;
}

bool indicator_in_use(const char *code, const struct form *const *forms, size_t form_count) {
    for (size_t i = 0; i < form_count; i++)
        for (uint32_t v = 0; v < forms[i]->version_count; v++)
            if (version_uses(&forms[i]->versions[v], code))
                return true;
    return false;
}

static bool same_cell(const struct cell *before, const struct cell *after) {
    return text_equal(before->code, after->code) && after->indicator &&
           text_equal(before->indicator->code, after->indicator->code);
}

void form_evolves(const struct form *before, const struct form *after, const struct form_version *version,
                  struct issues *issues) {
    const struct form_version *newest = &before->versions[before->version_count - 1];
    const struct place cells = {.name = "cells"};
    if (after->programme && !text_equal(before->programme, after->programme))
        changed(issues, "programme");
    for (uint32_t i = 0; i < newest->cell_count; i++) {
        const struct place place = {.up = &cells, .index = i};
        if (i >= version->cell_count || !same_cell(&newest->cells[i], &version->cells[i]))
            issue_add(issues, ISSUE_CHANGED_AFTER_USE, &place, newest->cells[i].code, NULL, NULL);
    }
}

int32_t form_edition(const struct form *before, day_t from, struct issues *issues) {
    const struct form_version *newest = &before->versions[before->version_count - 1];
    const struct place place = {.name = "from"};
    char day[DAY_TEXT_SIZE];
    if (from == newest->from)
        return (int32_t)before->version_count;
    if (from > newest->from)
        return (int32_t)before->version_count + 1;
    issue_add(issues, ISSUE_INCONSISTENT, &place, day_format(newest->from, day), NULL, NULL);
    return 0;
}

void programme_evolves(const struct programme *before, const struct programme *after, struct issues *issues) {
    if (!calendar_continues(after->calendar, before->calendar))
        changed(issues, "calendar");
    if (!text_equal(before->zone, after->zone))
        changed(issues, "zone");
}

static bool says_as_regulated(const struct plan *plan) {
    for (size_t i = 0; i < plan->duty_count; i++)
        for (uint32_t j = 0; j < plan->duties[i].schedule_count; j++)
            if (plan->duties[i].schedules[j].due.kind == DUE_AS_REGULATED)
                return true;
    return false;
}

void programme_keeps_rule(const struct programme *after, const struct plan *const *plans, size_t plan_count,
                          struct issues *issues) {
    const struct place place = {.name = "regulatedDue"};
    for (size_t i = 0; after->regulated.kind == DUE_NONE && i < plan_count; i++) {
        bool obliges = plans[i]->state == PLAN_ISSUED || plans[i]->state == PLAN_CLOSED;
        if (!obliges || !text_equal(plans[i]->programme->code, after->code) || !says_as_regulated(plans[i]))
            continue;
        issue_add(issues, ISSUE_INCONSISTENT, &place, arena_format(issues->arena, "%s: asRegulated", plans[i]->code),
                  NULL, NULL);
        return;
    }
}

bool programme_in_use(const char *code, const struct form *const *forms, size_t form_count,
                      const struct plan *const *plans, size_t plan_count) {
    for (size_t i = 0; i < form_count; i++)
        if (text_equal(forms[i]->programme, code))
            return true;
    for (size_t i = 0; i < plan_count; i++)
        if (text_equal(plans[i]->programme->code, code))
            return true;
    return false;
}
