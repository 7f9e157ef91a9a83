/* What forms and sums prove about measures: that one counts a part of another, and that a level can report it. */
#include "core/text.h"
#include "domain/alignment_compare.h"

enum { TERMS_COMPARED_MAX = 64 };

static bool has_function(const struct measure_term *term, const char *function) {
    for (uint32_t i = 0; i < term->function_count; i++)
        if (text_equal(term->functions[i], function))
            return true;
    return false;
}

static bool functions_within(const struct measure_term *part, const struct measure_term *whole) {
    if (whole->function_count == 0)
        return true;
    for (uint32_t i = 0; i < part->function_count; i++)
        if (!has_function(whole, part->functions[i]))
            return false;
    return part->function_count > 0;
}

static bool reporters_within(const struct measure_term *part, const struct measure_term *whole) {
    bool levels = whole->levels == 0 || (part->levels != 0 && (part->levels & ~whole->levels) == 0);
    return levels && functions_within(part, whole);
}

static bool same_cell(const struct measure_term *a, const struct measure_term *b) {
    return text_equal(a->cell, b->cell) && text_equal(a->form, b->form);
}

static bool term_within(const struct measure_term *part, const struct measure_term *whole) {
    return same_cell(part, whole) && part->times <= whole->times && reporters_within(part, whole);
}

static bool only_adds(const struct measure *measure) {
    if (measure == NULL || (measure->kind != MEASURE_CELL && measure->kind != MEASURE_SUM))
        return false;
    for (uint32_t i = 0; i < measure->term_count; i++)
        if (measure->terms[i].times <= 0)
            return false;
    return measure->term_count > 0 && measure->term_count <= TERMS_COMPARED_MAX;
}

/* Each term of the part finds a term of the whole for itself. */
static bool terms_within(const struct measure *part, const struct measure *whole) {
    uint64_t taken = 0;
    for (uint32_t i = 0; i < part->term_count; i++) {
        uint32_t at = 0;
        while (at < whole->term_count && ((taken >> at & 1) != 0 || !term_within(&part->terms[i], &whole->terms[at])))
            at++;
        if (at == whole->term_count)
            return false;
        taken |= UINT64_C(1) << at;
    }
    return true;
}

/* A sum that is at most `whole` bounds each of its cells by it. */
static bool sum_has(const struct rule_term *sum, uint32_t count, uint32_t part) {
    bool has_part = false;
    for (uint32_t i = 0; i < count; i++) {
        if (sum[i].times <= 0)
            return false;
        has_part |= sum[i].cell == part;
    }
    return has_part;
}

static bool is_alone(const struct rule_term *side, uint32_t count, uint32_t cell) {
    return count == 1 && side->cell == cell && side->times == 1;
}

static bool rule_bounds(const struct form_rule *rule, uint32_t part, uint32_t whole) {
    if (rule->warning || rule->constant != 0)
        return false;
    bool at_most = rule->op == COMPARE_EQ || rule->op == COMPARE_LE || rule->op == COMPARE_LT;
    bool at_least = rule->op == COMPARE_EQ || rule->op == COMPARE_GE || rule->op == COMPARE_GT;
    return (at_most && is_alone(rule->right, rule->right_count, whole) &&
            sum_has(rule->left, rule->left_count, part)) ||
           (at_least && is_alone(rule->left, rule->left_count, whole) && sum_has(rule->right, rule->right_count, part));
}

static const struct form *form_of(const struct alignment_setting *setting, const char *code) {
    const struct form *form = setting->form != NULL ? setting->form(setting->context, code) : NULL;
    return form != NULL && form->version_count > 0 ? form : NULL;
}

static bool form_bounds(const struct form *form, const char *part, const char *whole) {
    const struct form_version *newest = &form->versions[form->version_count - 1];
    int32_t part_cell = form_cell(newest, part), whole_cell = form_cell(newest, whole);
    if (part_cell < 0 || whole_cell < 0 || part_cell == whole_cell)
        return false;
    for (uint32_t i = 0; i < newest->rule_count; i++)
        if (rule_bounds(&newest->rules[i], (uint32_t)part_cell, (uint32_t)whole_cell))
            return true;
    return false;
}

/* A rule holds in every report, so it holds for the sum over the same reports. */
static bool cell_bounded(const struct measure *part, const struct measure *whole,
                         const struct alignment_setting *setting) {
    if (part->term_count != 1 || whole->term_count != 1)
        return false;
    const struct measure_term *cell = part->terms, *bound = whole->terms;
    if (!text_equal(cell->form, bound->form) || cell->times > bound->times || !reporters_within(cell, bound))
        return false;
    const struct form *form = form_of(setting, cell->form);
    return form != NULL && form_bounds(form, cell->cell, bound->cell);
}

bool measure_is_part(const struct measure *part, const struct measure *whole, const struct alignment_setting *setting) {
    if (!only_adds(part) || !only_adds(whole))
        return false;
    if (terms_within(part, whole))
        return !terms_within(whole, part);
    return cell_bounded(part, whole, setting) && !cell_bounded(whole, part, setting);
}

static uint32_t levels_of(const struct form *form) {
    uint32_t levels = 0;
    for (uint32_t i = 0; i < form->version_count; i++)
        levels |= form->versions[i].levels;
    return levels;
}

static bool term_reaches(const struct measure_term *term, enum level level, const struct alignment_setting *setting) {
    uint32_t at_or_below = UINT32_MAX << level;
    if (term->levels != 0 && (term->levels & at_or_below) == 0)
        return false;
    const struct form *form = form_of(setting, term->form);
    return form == NULL || (levels_of(form) & at_or_below) != 0;
}

static bool measure_reaches(const struct measure *measure, enum level level, const struct alignment_setting *setting) {
    if (measure == NULL || measure->kind == MEASURE_NUMBER)
        return true;
    if (measure->kind == MEASURE_UNITS)
        return measure->units > level;
    for (uint32_t i = 0; i < measure->term_count; i++)
        if (!term_reaches(&measure->terms[i], level, setting))
            return false;
    return true;
}

bool target_reaches(const struct target *target, enum level level, const struct alignment_setting *setting) {
    for (uint32_t i = 0; i < target->part_count; i++)
        if (!target_reaches(&target->parts[i], level, setting))
            return false;
    for (uint32_t i = 0; i < target->channel_count; i++)
        if (!measure_reaches(target->channels[i].measure, level, setting))
            return false;
    return measure_reaches(target->numerator, level, setting) && measure_reaches(target->denominator, level, setting) &&
           measure_reaches(target->measure, level, setting);
}
