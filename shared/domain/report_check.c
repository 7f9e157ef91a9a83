/* The check of a report's content against its form: everything that is wrong, found in one pass. */
#include "domain/form.h"

#include <assert.h>

#include "core/text.h"
#include "domain/privacy.h"

struct check {
    const struct report_content *content;
    const struct form_version *version;
    enum language language;
    struct issues *issues, *warnings;
};

static const struct place values_place = {.name = "values"};
static const struct place not_available_place = {.name = "notAvailable"};
static const struct place narratives_place = {.name = "narratives"};

static const char *bound_text(int64_t bound, int decimals, const char *none, char text[QUANTITY_TEXT_SIZE]) {
    return bound == QUANTITY_MISSING ? none : quantity_format(bound, decimals, text);
}

static void check_bounds(struct issues *issues, int64_t value, const struct indicator *indicator,
                         const struct place *place) {
    bool too_low = indicator->min != QUANTITY_MISSING && value < indicator->min;
    bool too_high = indicator->max != QUANTITY_MISSING && value > indicator->max;
    if (!too_low && !too_high)
        return;
    char low[QUANTITY_TEXT_SIZE], high[QUANTITY_TEXT_SIZE];
    issue_add(issues, ISSUE_OUT_OF_BOUNDS, place, bound_text(indicator->min, indicator->decimals, "-∞", low),
              bound_text(indicator->max, indicator->decimals, "∞", high), NULL);
}

static int64_t scale(int decimals) {
    int64_t power = 1;
    for (int i = 0; i < decimals; i++)
        power *= 10;
    return power;
}

static void check_value(struct issues *issues, int64_t value, const struct indicator *indicator,
                        const struct place *place) {
    bool is_yes_or_no = value == 0 || value == scale(indicator->decimals);
    if (indicator->nature == NATURE_YES_NO && !is_yes_or_no)
        issue_add(issues, ISSUE_OUT_OF_BOUNDS, place, "0", "1", NULL);
    else
        check_bounds(issues, value, indicator, place);
}

static void check_reason(struct issues *issues, const char *reason, const struct place *place) {
    if (text_empty(reason))
        issue_add(issues, ISSUE_REASON_NEEDED, place, NULL, NULL, NULL);
    if (text_length(reason) > NOT_AVAILABLE_LENGTH_MAX)
        issue_add(issues, ISSUE_NARRATIVE_TOO_LONG, place, arena_format(issues->arena, "%d", NOT_AVAILABLE_LENGTH_MAX),
                  NULL, NULL);
    privacy_check(issues, reason, place);
}

static void check_cell(const struct check *check, uint32_t index, bool draft) {
    const struct cell *cell = &check->version->cells[index];
    int64_t value = check->content->values[index];
    const char *reason = check->content->not_available[index];
    struct place value_place = {.up = &values_place, .name = cell->code};
    struct place reason_place = {.up = &not_available_place, .name = cell->code};
    if (value != QUANTITY_MISSING)
        check_value(check->issues, value, cell->indicator, &value_place);
    if (reason != NULL)
        check_reason(check->issues, reason, &reason_place);
    if (value != QUANTITY_MISSING && reason != NULL)
        issue_add(check->issues, ISSUE_BOTH_GIVEN, &reason_place, NULL, NULL, NULL);
    if (cell->required && !draft && value == QUANTITY_MISSING && reason == NULL)
        issue_add(check->issues, ISSUE_MISSING_VALUE, &value_place, NULL, NULL, NULL);
}

static void check_narrative(const struct check *check, uint32_t index) {
    const struct narrative *narrative = &check->version->narratives[index];
    const char *text = check->content->narratives[index];
    if (text_empty(text))
        return;
    struct place place = {.up = &narratives_place, .name = narrative->code};
    if (text_length(text) > narrative->length_max)
        issue_add(check->issues, ISSUE_NARRATIVE_TOO_LONG, &place,
                  arena_format(check->issues->arena, "%u", narrative->length_max), NULL, NULL);
    privacy_check(check->issues, text, &place);
}

static bool terms_have_values(const struct check *check, const struct rule_term *terms, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        assert(terms[i].cell < check->version->cell_count);
        if (check->content->values[terms[i].cell] == QUANTITY_MISSING)
            return false;
    }
    return true;
}

/* False when the sum does not even fit 128 bits: the rule cannot be said to hold then. */
static bool terms_add(const struct check *check, const struct rule_term *terms, uint32_t count, __int128 *sum) {
    for (uint32_t i = 0; i < count; i++) {
        __int128 part = (__int128)terms[i].times * check->content->values[terms[i].cell];
        if (__builtin_add_overflow(*sum, part, sum))
            return false;
    }
    return true;
}

static bool rule_holds(const struct check *check, const struct form_rule *rule) {
    __int128 left = 0, right = rule->constant;
    if (!terms_add(check, rule->left, rule->left_count, &left) ||
        !terms_add(check, rule->right, rule->right_count, &right))
        return false;
    return compare_holds(rule->op, (left > right) - (left < right));
}

const char *rule_message(const struct form_rule *rule, enum language language) {
    const char *message =
        language == LANGUAGE_EN && !text_empty(rule->message_en) ? rule->message_en : rule->message_vi;
    return message == NULL ? "" : message;
}

static void check_rule(const struct check *check, const struct form_rule *rule) {
    bool applies = rule->left_count + rule->right_count > 0 && terms_have_values(check, rule->left, rule->left_count) &&
                   terms_have_values(check, rule->right, rule->right_count);
    if (!applies || rule_holds(check, rule))
        return;
    const struct rule_term *named = rule->left_count > 0 ? rule->left : rule->right;
    struct place place = {.up = &values_place, .name = check->version->cells[named->cell].code};
    issue_add(rule->warning ? check->warnings : check->issues, ISSUE_RULE_BROKEN, &place, rule->code,
              rule_message(rule, check->language), NULL);
}

void report_check(const struct report_content *content, const struct form_version *version, bool draft,
                  enum language language, struct issues *issues, struct issues *warnings) {
    struct check check = {content, version, language, issues, warnings};
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (!version->cells[i].retired)
            check_cell(&check, i, draft);
    for (uint32_t i = 0; i < version->narrative_count; i++)
        check_narrative(&check, i);
    for (uint32_t i = 0; i < version->rule_count; i++)
        check_rule(&check, &version->rules[i]);
}

/* ---- Against the last period */

static int64_t last_value(const struct last_figures *last, uint32_t cell) {
    return cell < last->value_count ? last->values[cell] : QUANTITY_MISSING;
}

/* False: a figure is missing, or they are more than an opening stock could say. */
static bool closed_with(const struct last_figures *last, const struct opening *opens, int64_t *ret_total) {
    __int128 sum = 0;
    for (uint32_t i = 0; i < opens->cell_count; i++) {
        int64_t value = last_value(last, opens->cells[i]);
        if (value == QUANTITY_MISSING)
            return false;
        sum += value;
    }
    return quantity_total(sum, ret_total);
}

static void check_opening(const struct cell *cell, int64_t value, const struct last_figures *last,
                          struct issues *found) {
    char text[QUANTITY_TEXT_SIZE];
    int64_t closed;
    if (!closed_with(last, &cell->opens, &closed) || value == closed)
        return;
    struct place place = {.up = &values_place, .name = cell->code};
    issue_add(found, ISSUE_OPENING_DIFFERS, &place, quantity_format(closed, cell->indicator->decimals, text),
              last->period, NULL);
}

static bool changed_much(int64_t value, int64_t before, uint32_t percent) {
    __int128 change = (__int128)value - before, whole = before;
    change = change < 0 ? -change : change;
    whole = whole < 0 ? -whole : whole;
    return before != 0 && change * 100 > whole * percent;
}

static void check_change(const struct cell *cell, int64_t value, int64_t before, uint32_t percent, const char *period,
                         struct issues *warnings) {
    char text[QUANTITY_TEXT_SIZE];
    if (before == QUANTITY_MISSING || !changed_much(value, before, percent))
        return;
    struct place place = {.up = &values_place, .name = cell->code};
    issue_add(warnings, ISSUE_CHANGED_MUCH, &place, quantity_format(before, cell->indicator->decimals, text), period,
              arena_format(warnings->arena, "%u", percent));
}

void report_check_last(const int64_t *values, const struct form_version *version, const struct last_figures *last,
                       bool draft, struct issues *issues, struct issues *warnings) {
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        bool is_opening = cell->opens.cell_count > 0;
        if (cell->retired || values[i] == QUANTITY_MISSING)
            continue;
        if (is_opening && last->adjoins)
            check_opening(cell, values[i], last, draft || cell->opens.warning ? warnings : issues);
        else if (!is_opening && version->warn_above_percent > 0 && cell->indicator->nature != NATURE_YES_NO)
            check_change(cell, values[i], last_value(last, i), version->warn_above_percent, last->period, warnings);
    }
}
