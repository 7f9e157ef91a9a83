/* Finds in the duties whose figures an agency gathers, and whom it sends them to. */
#include "consolidation_line.h"

#include "core/text.h"

/* ---- The duties that oblige */

static bool obliges(const struct agency_line *line, const struct plan *plan) {
    return plan->programme == line->programme && (plan->state == PLAN_ISSUED || plan->state == PLAN_CLOSED);
}

static bool overlaps(const struct agency_line *line, const struct duty *duty) {
    return duty->start < line->period->end && duty->end > line->period->start;
}

/* The next duty behind *at, which counts through the programme's and then through those of its plans; NULL: no more. */
static const struct duty *duty_next(const struct agency_line *line, size_t *at) {
    size_t index = (*at)++, plan_count;
    if (index < line->programme->duty_count)
        return &line->programme->duties[index];
    index -= line->programme->duty_count;
    const struct plan *const *plans = snapshot_plans(line->snapshot, &plan_count);
    for (size_t i = 0; i < plan_count; i++) {
        if (!obliges(line, plans[i]))
            continue;
        if (index < plans[i]->duty_count)
            return &plans[i]->duties[index];
        index -= plans[i]->duty_count;
    }
    return NULL;
}

/* ---- Who is meant */

static bool selector_means(const struct agency_line *line, const struct agency_selector *selector) {
    struct agency_selector here = *selector;
    struct agency_ref *refs;
    if (here.unit != UNIT_NONE && here.unit != line->agency->unit)
        return false;
    here.unit = line->agency->unit;
    size_t count = agency_expand(line->arena, snapshot_agencies(line->snapshot), line->slice, &here, &refs);
    for (size_t i = 0; i < count; i++)
        if (text_equal(refs[i].code, line->agency->code))
            return true;
    return false;
}

static bool any_means(const struct agency_line *line, const struct agency_selector *selectors, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (selector_means(line, &selectors[i]))
            return true;
    return false;
}

static bool has_other_reporters(const struct agency_line *line, const struct duty *duty) {
    for (uint32_t i = 0; i < duty->reporter_count; i++)
        if (!text_equal(duty->reporters[i].function, line->agency->function))
            return true;
    return false;
}

/* ---- Whose figures */

/* Of one code the plan's own duty is meant, then the programme's. */
static const struct duty *duty_named(const struct agency_line *line, const struct duty *by, const char *code) {
    const struct duty *found = NULL, *duty;
    for (size_t at = 0; (duty = duty_next(line, &at)) != NULL;)
        if (text_equal(duty->code, code) && (duty->plan == NULL || text_equal(duty->plan, by->plan)))
            found = duty;
    return found;
}

static bool consolidates_others(const struct agency_line *line, const struct duty *duty) {
    for (uint32_t i = 0; i < duty->consolidates_count; i++) {
        const struct duty *named = duty_named(line, duty, duty->consolidates[i]);
        if (named != NULL && has_other_reporters(line, named))
            return true;
    }
    return false;
}

static bool makes_leader(const struct agency_line *line, const struct duty *duty) {
    return duty->deliverable == DELIVERABLE_CONSOLIDATION && overlaps(line, duty) && consolidates_others(line, duty) &&
           (any_means(line, duty->reporters, duty->reporter_count) ||
            any_means(line, duty->recipients, duty->recipient_count));
}

bool line_leads(const struct agency_line *line) {
    const struct duty *duty;
    bool leads = text_equal(line->agency->function, "people-committee");
    for (size_t at = 0; !leads && (duty = duty_next(line, &at)) != NULL;)
        leads = makes_leader(line, duty);
    return leads;
}

static bool has_form(const struct duty *duty, const char *form) {
    for (uint32_t i = 0; i < duty->form_count; i++)
        if (text_equal(duty->forms[i], form))
            return true;
    return false;
}

bool line_gathers_all(const struct agency_line *line, const char *form) {
    const struct duty *duty;
    bool all = line_leads(line);
    for (size_t at = 0; !all && (duty = duty_next(line, &at)) != NULL;)
        all = duty->deliverable == DELIVERABLE_REPORT && has_form(duty, form) && overlaps(line, duty) &&
              has_other_reporters(line, duty) && any_means(line, duty->recipients, duty->recipient_count);
    return all;
}

/* ---- To whom */

static void add_once(const struct agency_line *line, const struct agency_ref *ref, struct agency_ref **refs,
                     size_t *count, size_t *capacity) {
    for (size_t i = 0; i < *count; i++)
        if ((*refs)[i].unit == ref->unit && text_equal((*refs)[i].code, ref->code))
            return;
    *refs = arena_grow(line->arena, *refs, *count, capacity, sizeof **refs);
    (*refs)[(*count)++] = *ref;
}

static bool is_owed(const struct agency_line *line, const struct duty *duty) {
    return duty->deliverable == DELIVERABLE_CONSOLIDATION && duty_owes(duty, line->period) != NULL &&
           any_means(line, duty->reporters, duty->reporter_count);
}

size_t line_recipients(const struct agency_line *line, struct agency_ref **ret_refs) {
    size_t count = 0, capacity = 0;
    const struct duty *duty;
    *ret_refs = NULL;
    for (size_t at = 0; (duty = duty_next(line, &at)) != NULL;) {
        if (!is_owed(line, duty))
            continue;
        for (uint32_t i = 0; i < duty->recipient_count; i++) {
            bool missing;
            struct agency_ref *found;
            size_t found_count = agency_expand_line(line->arena, snapshot_agencies(line->snapshot), line->slice,
                                                    &duty->recipients[i], line->agency, &found, &missing);
            for (size_t j = 0; j < found_count; j++)
                add_once(line, &found[j], ret_refs, &count, &capacity);
        }
    }
    return count;
}
