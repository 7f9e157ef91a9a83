/* Makes the document of a copied or derived plan. */
#include <string.h>

#include "core/text.h"
#include "plan_copy.h"
#include "plan_shift.h"

static bool span_of(const struct copy_order *order, const struct open_plan *source, struct issues *issues,
                    struct period *ret_span) {
    const char *code = order->span ? order->span : source->plan.span.code;
    if (period_parse(code, source->plan.programme->calendar, ret_span))
        return true;
    issue_add_at(issues, ISSUE_BAD_PERIOD, "/span", NULL, NULL, NULL);
    return false;
}

/* The day on which the new plan's codes are understood: as for any plan, by its issuer. */
static day_t date_of_copy(const struct snapshot *snapshot, uint32_t issuer, const struct period *span) {
    struct plan plan = {.issuer_unit = issuer, .span = *span};
    return plan_date(snapshot, &plan);
}

json_t *copy_next(const struct copy_order *order, const struct open_plan *source, const struct snapshot *snapshot,
                  enum language language, struct review *review, struct issues *issues) {
    struct period span;
    if (!span_of(order, source, issues, &span))
        return NULL;
    const struct plan *plan = &source->plan;
    int years = order->has_shift ? order->shift_years : span.year - plan->span.year;
    struct code_move move = {.snapshot = snapshot,
                             .from = source->date,
                             .to = date_of_copy(snapshot, plan->issuer_unit, &span),
                             .language = language};
    json_t *body = json_deep_copy(source->body);
    json_object_set_new(body, "code", json_string(order->code));
    json_object_set_new(body, "span", json_string(span.code));
    plan_shift(review, body, plan->programme->calendar, years);
    plan_move_codes(review, &move, body);
    review_words(review, body);
    return body;
}

static const char *allocated_to(const struct target *target, uint32_t unit) {
    for (uint32_t i = 0; i < target->allocation_count; i++)
        if (target->allocations[i].unit == unit)
            return target->allocations[i].value;
    return NULL;
}

static const struct target *target_of_code(const struct plan *plan, const char *code) {
    for (size_t i = 0; i < plan->target_count; i++)
        if (text_equal(plan->targets[i].code, code))
            return &plan->targets[i];
    return NULL;
}

/* What is the parent's alone goes: its scope, its shares for units below, its own baseline. */
static void derive_target(struct review *review, json_t *target, const char *path) {
    size_t index;
    json_t *part, *parts = json_object_get(target, "parts"), *inner = json_object_get(target, "target");
    json_object_del(target, "scope");
    json_object_del(target, "allocations");
    if (json_object_get(target, "baseline")) {
        json_object_del(target, "baseline");
        review_add(review, review_path(review->arena, path, "baseline"), "baseline", NULL);
    }
    const char *below = review_path(review->arena, path, "parts");
    json_array_foreach(parts, index, part) {
        derive_target(review, part, review_element(review->arena, below, parts, index));
    }
    if (json_is_object(inner))
        derive_target(review, inner, review_path(review->arena, path, "target"));
}

static json_t *derived_targets(const struct open_plan *source, const struct snapshot *snapshot, uint32_t issuer,
                               const char *unit, struct review *review) {
    const struct plan *recorded = snapshot_plan(snapshot, source->plan.code);
    json_t *targets = json_deep_copy(json_object_get(source->body, "targets")), *target;
    size_t index;
    json_array_foreach(targets, index, target) {
        const char *code = json_string_value(json_object_get(target, "code"));
        const struct target *parent = recorded ? target_of_code(recorded, code) : NULL;
        const char *allocated = parent ? allocated_to(parent, issuer) : NULL;
        derive_target(review, target, review_element(review->arena, "/targets", targets, index));
        json_object_set_new(target, "scope", json_pack("{s:s}", "unit", unit));
        if (allocated && json_object_get(target, "value"))
            json_object_set_new(target, "value", json_string(allocated));
    }
    return targets ? targets : json_array();
}

/* Parents are named by their codes; title and words are the parent's until somebody writes others. */
json_t *copy_derived(const struct copy_order *order, const struct open_plan *source, const struct snapshot *snapshot,
                     enum language language, struct review *review, struct issues *issues) {
    struct period span;
    const char *unit = json_string_value(json_object_get(order->issuer, "unit"));
    if (!span_of(order, source, issues, &span))
        return NULL;
    struct place issuer_place = {.name = "issuer"}, place = {.up = &issuer_place, .name = "unit"};
    const struct unit_tree *tree = snapshot_tree(snapshot);
    day_t last = span.end == DAY_NEVER ? span.start : period_tree_date(&span);
    day_t date = unit && unit_find(tree, unit, span.start) == UNIT_NONE ? last : span.start;
    uint32_t issuer = snapshot_unit_asked(snapshot, unit ? unit : "", date, language, &place, issues);
    if (issuer == UNIT_NONE)
        return NULL;
    struct code_move move = {.snapshot = snapshot, .from = source->date, .to = date, .language = language};
    json_t *body = json_pack("{s:s, s:s, s:O, s:s, s:s, s:[s]}", "code", order->code, "programme",
                             source->plan.programme->code, "issuer", order->issuer, "title", source->plan.title, "span",
                             span.code, "implements", source->plan.code);
    json_object_set_new(body, "targets", derived_targets(source, snapshot, issuer, unit, review));
    plan_move_codes(review, &move, body);
    review_words(review, body);
    return body;
}
