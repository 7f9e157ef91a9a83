/* Evaluates the targets of a plan, those of a unit below it, and those of the units right below each. */
#include "attainment_answer.h"

#include "target_figures.h"
#include "target_narrow.h"

struct evaluation {
    const struct attainment_question *question;
    struct arena *arena;
    struct attainment_setting setting;
};

/* ---- What concerns the unit, and what may be told */

/* A plan is checked when it is written; the tree of the period that is asked for may be another, in which a scope or a place on
 * a list has left the issuer's unit. The state of a whole would tell that of its part. */
static bool may_tell(const struct attainment_question *question, const struct target *target) {
    if (target->scope != UNIT_NONE && !question->may_see(question->context, target->scope))
        return false;
    for (uint32_t i = 0; i < target->member_count; i++)
        if (target->members[i].unit != UNIT_NONE && !question->may_see(question->context, target->members[i].unit))
            return false;
    for (uint32_t i = 0; i < target->part_count; i++)
        if (!may_tell(question, &target->parts[i]))
            return false;
    return true;
}

static day_t date_of(const struct attainment_question *question) {
    return unit_seen(snapshot_tree(question->snapshot), question->unit, period_tree_date(question->period));
}

static bool concerns(const struct attainment_question *question, const struct target *target) {
    return question->unit == question->plan->issuer_unit ||
           (!target->scope_unresolved &&
            unit_within(snapshot_tree(question->snapshot), question->unit, target->scope, date_of(question)));
}

static const struct target *targets_of(const struct attainment_question *question, struct arena *arena) {
    const struct plan *plan = question->plan;
    if (question->unit == plan->issuer_unit)
        return plan->targets;
    const struct narrowing narrowing = {arena, snapshot_tree(question->snapshot), date_of(question), question->unit};
    return targets_narrow(&narrowing, plan->targets, (uint32_t)plan->target_count);
}

/* ---- The units right below */

static uint32_t children_of(const struct unit_slice *slice, uint32_t position) {
    uint32_t count = 0;
    for (uint32_t i = position + 1; i < slice->subtree_end[position]; i = slice->subtree_end[i])
        count++;
    return count;
}

static void evaluate_child(const struct evaluation *evaluation, const struct target *target,
                           const struct unit_slice *slice, struct child_attainment *child) {
    uint32_t unit = slice->unit_of[child->position];
    const struct narrowing narrowing = {evaluation->arena, slice->tree, slice->date, unit};
    target_evaluate(evaluation->arena, targets_narrow(&narrowing, target, 1), &evaluation->setting, &child->attainment);
}

/* The same target asked of every unit right below its scope. */
static void evaluate_children(const struct evaluation *evaluation, const struct target *target,
                              struct shown_target *shown) {
    const struct snapshot *snapshot = evaluation->question->snapshot;
    uint32_t scope = target->scope_unresolved ? UNIT_NONE : target->scope;
    day_t date = period_tree_date(evaluation->setting.period);
    if (scope != UNIT_NONE)
        date = unit_seen(snapshot_tree(snapshot), scope, date);
    shown->slice = snapshot_slice(snapshot, date, evaluation->arena);
    uint32_t position = scope == UNIT_NONE ? UNIT_NONE : shown->slice->position_of[scope];
    if (position == UNIT_NONE)
        return;
    uint32_t count = children_of(shown->slice, position), next = position + 1;
    struct child_attainment *children = arena_new_array(evaluation->arena, struct child_attainment, count);
    for (uint32_t i = 0; i < count; i++, next = shown->slice->subtree_end[next]) {
        children[i].position = next;
        evaluate_child(evaluation, target, shown->slice, &children[i]);
    }
    shown->children = children;
    shown->child_count = count;
}

/* ---- All of them */

/* Without figures where they may not be told: they are not even asked for. */
static void evaluate_shown(const struct evaluation *evaluation, const struct target *target,
                           struct shown_target *shown) {
    *shown = (struct shown_target){.attainment = {.target = target, .state = NOT_MEASURABLE, .reason = "notAllowed"}};
    if (!may_tell(evaluation->question, target))
        return;
    target_evaluate(evaluation->arena, target, &evaluation->setting, &shown->attainment);
    if (evaluation->question->children || target->breakdown)
        evaluate_children(evaluation, target, shown);
}

const struct shown_target *attainment_evaluate(struct arena *arena, const struct attainment_question *question,
                                               const struct figures *figures, size_t *ret_count) {
    const struct plan *plan = question->plan;
    struct evaluation evaluation = {.question = question, .arena = arena};
    evaluation.setting = (struct attainment_setting){
        .calendar = plan->programme->calendar, .period = question->period, .span = &plan->span, .figures = figures};
    const struct target *targets = targets_of(question, arena);
    struct shown_target *shown = arena_new_array(arena, struct shown_target, plan->target_count);
    *ret_count = 0;
    for (size_t i = 0; i < plan->target_count; i++)
        if (concerns(question, &plan->targets[i]))
            evaluate_shown(&evaluation, &targets[i], &shown[(*ret_count)++]);
    return shown;
}
