/* Makes the document of a plan derived from its parent: its targets as a unit of the parent's owes them. */
#include "core/text.h"
#include "domain/quantity.h"
#include "plan_alignment.h"
#include "plan_copy.h"
#include "plan_shift.h"
#include "target_told.h"

struct derivation {
    struct review *review;
    const struct snapshot *snapshot;
    struct alignment_setting setting; /* of the day on which the new plan's codes are understood */
    uint32_t issuer;
    enum level level; /* of the issuer */
    json_t *left_out; /* codes */
};

static bool lies_in(const struct derivation *derivation, uint32_t unit, uint32_t outer) {
    const struct unit_slice *slice = derivation->setting.slice;
    return unit != UNIT_NONE && outer != UNIT_NONE && unit_within(slice->tree, unit, outer, slice->date);
}

/* Set for the issuer's unit, or for one inside it: nothing of it is the parent's. */
static bool is_own(const struct derivation *derivation, const struct target *target) {
    return lies_in(derivation, target->scope, derivation->issuer);
}

/* ---- Numbers that are the parent's as a whole */

/* Where the document has the number, and what it is. */
struct whole {
    const char *member, *text;
};

static struct whole whole_of(struct arena *arena, const struct target *target) {
    if (target->kind == TARGET_SHARE)
        return (struct whole){"percent", target->percent};
    if (target->kind == TARGET_COHORT)
        return (struct whole){"size", arena_format(arena, "%lld", (long long)target->cohort_size)};
    if (target->kind == TARGET_MEMBERS)
        return (struct whole){"count", arena_format(arena, "%u", target->member_total)};
    if (target->between_low)
        return (struct whole){"between", arena_format(arena, "%s..%s", target->between_low, target->between_high)};
    return (struct whole){"value", target->value};
}

/* False: the share is no count, and stays to be looked at. */
static bool set_count(json_t *json, const char *member, const char *share) {
    int64_t count;
    if (quantity_parse(share, 0, &count) != QUANTITY_OK || count < 1)
        return false;
    json_object_set_new(json, member, json_integer(count));
    return true;
}

static bool set_share(json_t *json, const struct target *target, const char *share) {
    if (target->kind == TARGET_COHORT)
        return set_count(json, "size", share);
    if (target->kind == TARGET_MEMBERS)
        return !target->members_listed && set_count(json, "count", share);
    if (target->kind != TARGET_AMOUNT && target->kind != TARGET_SHARE)
        return false;
    json_object_del(json, "between");
    json_object_set_new(json, target->kind == TARGET_SHARE ? "percent" : "value", json_string(share));
    return true;
}

/* What the parent allocated is taken; of any other number of the whole somebody says which part of it is this unit's. */
static void derive_number(const struct derivation *derivation, json_t *json, const struct target *target,
                          const char *share, const char *path) {
    struct arena *arena = derivation->review->arena;
    if ((share && set_share(json, target, share)) || is_own(derivation, target) || !target_is_of_the_whole(target))
        return;
    struct whole whole = whole_of(arena, target);
    review_add(derivation->review, review_path(arena, path, whole.member), "share", whole.text);
}

/* ---- One target */

/* Figures from before are the parent's own. */
static void derive_baseline(const struct derivation *derivation, json_t *json, const char *path) {
    if (json_object_del(json, "baseline") != 0)
        return;
    review_add(derivation->review, review_path(derivation->review->arena, path, "baseline"), "baseline", NULL);
}

/* Those of a list that lie in the issuer's unit; a number beside it is of those. */
static void derive_list(const struct derivation *derivation, json_t *json, const struct target *target) {
    json_t *list = json_object_get(json, "list");
    if (!json_is_array(list))
        return;
    for (uint32_t i = target->member_count; i-- > 0;)
        if (!lies_in(derivation, target->members[i].unit, derivation->issuer))
            json_array_remove(list, i);
    if (json_object_get(json, "count"))
        json_object_set_new(json, "count", json_integer((json_int_t)json_array_size(list)));
}

/* With nothing of it allocated to the unit there is nothing to do; at most nothing is something to keep to. */
static bool asks_nothing(const struct target *target, const char *share) {
    __int128 number;
    bool compared = target->kind == TARGET_SHARE || target->kind == TARGET_AMOUNT;
    bool at_least =
        target->comparator == COMPARE_GE || target->comparator == COMPARE_GT || target->comparator == COMPARE_UNSTATED;
    bool counted = target->kind == TARGET_COHORT || (target->kind == TARGET_MEMBERS && !target->members_listed);
    return (counted || (compared && at_least)) && target_number(share, &number) && number == 0;
}

static bool concerns(const struct derivation *derivation, const struct target *target) {
    bool touches = target->scope == UNIT_NONE || is_own(derivation, target) ||
                   lies_in(derivation, derivation->issuer, target->scope);
    if (!touches || target->member_count == 0)
        return touches;
    for (uint32_t i = 0; i < target->member_count; i++)
        if (lies_in(derivation, target->members[i].unit, derivation->issuer))
            return true;
    return false;
}

static bool derive_target(struct derivation *derivation, json_t *json, const struct target *target, const char *share,
                          const char *path);

static const char *share_of(const struct derivation *derivation, const struct target *target) {
    return target_allocated(target, derivation->issuer);
}

static void leave_out(const struct derivation *derivation, const struct target *target) {
    json_array_append_new(derivation->left_out, json_string(target->code));
    for (uint32_t i = 0; i < target->part_count; i++)
        leave_out(derivation, &target->parts[i]);
}

/* Those of the list that concern the issuer stay; false: none does. The paths told are those of the new document. */
static bool derive_targets(struct derivation *derivation, json_t *list, const struct target *targets,
                           const char *path) {
    struct arena *arena = derivation->review->arena;
    size_t kept = 0;
    for (size_t i = 0, count = json_array_size(list); i < count; i++) {
        const char *at = review_element(arena, path, list, kept);
        if (derive_target(derivation, json_array_get(list, kept), &targets[i], share_of(derivation, &targets[i]), at)) {
            kept++;
            continue;
        }
        leave_out(derivation, &targets[i]);
        json_array_remove(list, kept);
    }
    return kept > 0;
}

/* What a target is made of; a conditional one's share is its own target's. False: nothing of it is left. */
static bool derive_inside(struct derivation *derivation, json_t *json, const struct target *target, const char *share,
                          const char *path) {
    struct arena *arena = derivation->review->arena;
    if (target->kind == TARGET_ALL)
        return derive_targets(derivation, json_object_get(json, "parts"), target->parts,
                              review_path(arena, path, "parts"));
    if (target->kind != TARGET_CONDITIONAL)
        return true;
    const char *own = share_of(derivation, &target->parts[0]);
    return derive_target(derivation, json_object_get(json, "target"), &target->parts[0], own ? own : share,
                         review_path(arena, path, "target"));
}

/* False: it does not concern the issuer. */
static bool derive_target(struct derivation *derivation, json_t *json, const struct target *target, const char *share,
                          const char *path) {
    if (!concerns(derivation, target) || asks_nothing(target, share) ||
        !derive_inside(derivation, json, target, share, path))
        return false;
    json_object_del(json, "allocations");
    derive_list(derivation, json, target);
    if (!is_own(derivation, target)) {
        json_object_del(json, "scope");
        derive_baseline(derivation, json, path);
    }
    derive_number(derivation, json, target, share, path);
    if (target->part_count == 0 && !target_reaches(target, derivation->level, &derivation->setting))
        review_add(derivation->review, path, "level", level_name(derivation->level));
    return true;
}

/* ---- The document */

static bool holds_text(const json_t *texts, const char *text) {
    size_t index;
    json_t *held;
    json_array_foreach((json_t *)texts, index, held) {
        if (text_equal(json_string_value(held), text))
            return true;
    }
    return false;
}

/* What repeats a target that was left out stands for itself. */
static void forget_left_out(const json_t *left_out, json_t *target) {
    const char *same_as = json_string_value(json_object_get(target, "sameAs"));
    size_t index;
    json_t *part;
    if (same_as && holds_text(left_out, same_as))
        json_object_del(target, "sameAs");
    json_array_foreach(json_object_get(target, "parts"), index, part) {
        forget_left_out(left_out, part);
    }
    if (json_object_get(target, "target"))
        forget_left_out(left_out, json_object_get(target, "target"));
}

/* Said with the code that the order uses; only after codes were moved, for it is understood on the new plan's day. */
static void set_scopes(json_t *targets, const char *unit) {
    size_t index;
    json_t *target;
    json_array_foreach(targets, index, target) {
        if (!json_object_get(target, "scope"))
            json_object_set_new(target, "scope", json_pack("{s:s}", "unit", unit));
    }
}

/* The issuer as understood on the first day of the span, or on its last; UNIT_NONE with an issue. A plan reaches no further
 * than its parent. */
static uint32_t issuer_asked(const struct copy_order *order, const struct open_plan *source,
                             const struct snapshot *snapshot, enum language language, const struct period *span,
                             day_t *ret_date, struct issues *issues) {
    const char *unit = json_string_value(json_object_get(order->issuer, "unit"));
    const struct unit_tree *tree = snapshot_tree(snapshot);
    struct place up = {.name = "issuer"}, place = {.up = &up, .name = "unit"};
    day_t last = span->end == DAY_NEVER ? span->start : period_tree_date(span);
    *ret_date = unit && unit_find(tree, unit, span->start) == UNIT_NONE ? last : span->start;
    uint32_t issuer = snapshot_unit_asked(snapshot, unit ? unit : "", *ret_date, language, &place, issues);
    uint32_t parent = source->plan.issuer_unit;
    if (issuer == UNIT_NONE || (parent != UNIT_NONE && unit_lies_in(tree, issuer, parent, *ret_date)))
        return issuer;
    issue_add(issues, ISSUE_INCONSISTENT, &place, parent == UNIT_NONE ? NULL : tree->units[parent].id, NULL, NULL);
    return UNIT_NONE;
}

static json_t *derived_targets(struct derivation *derivation, const struct open_plan *source) {
    const struct plan *parent = plan_with_recorded(derivation->snapshot, source);
    json_t *targets = json_deep_copy(json_object_get(source->body, "targets")), *target;
    size_t index;
    derivation->left_out = json_array();
    (void)derive_targets(derivation, targets, parent->targets, "/targets");
    json_array_foreach(targets, index, target) {
        forget_left_out(derivation->left_out, target);
    }
    json_decref(derivation->left_out);
    return targets ? targets : json_array();
}

/* Parents are named by their codes; title and words are the parent's until somebody writes others. */
json_t *copy_derived(const struct copy_order *order, const struct open_plan *source, const struct snapshot *snapshot,
                     enum language language, struct review *review, struct issues *issues) {
    struct period span;
    day_t date;
    if (!copy_span(order, source, issues, &span))
        return NULL;
    uint32_t issuer = issuer_asked(order, source, snapshot, language, &span, &date, issues);
    if (issuer == UNIT_NONE)
        return NULL;
    struct derivation derivation = {.review = review,
                                    .snapshot = snapshot,
                                    .setting = alignment_setting_on(snapshot, date, review->arena),
                                    .issuer = issuer,
                                    .level = unit_version_at(snapshot_tree(snapshot), issuer, date)->level};
    struct code_move move = {.snapshot = snapshot, .from = source->date, .to = date, .language = language};
    json_t *body = json_pack("{s:s, s:s, s:O, s:s, s:s, s:[s]}", "code", order->code, "programme",
                             source->plan.programme->code, "issuer", order->issuer, "title", source->plan.title, "span",
                             span.code, "implements", source->plan.code);
    json_object_set_new(body, "targets", derived_targets(&derivation, source));
    plan_drop_ends(review, body, source->plan.programme->calendar, &span);
    plan_move_codes(review, &move, body);
    set_scopes(json_object_get(body, "targets"), json_string_value(json_object_get(order->issuer, "unit")));
    review_words(review, body);
    return body;
}
