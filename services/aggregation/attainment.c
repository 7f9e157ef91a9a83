/* GET /v1/attainment/{plan}: the targets of a plan against what has been reported. */
#include "aggregation.h"
#include "attainment_json.h"
#include "reference/authority.h"
#include "routes.h"
#include "target_figures.h"
#include "target_narrow.h"

struct asked {
    const struct snapshot *snapshot; /* held */
    const struct plan *plan;
    struct period period;
    uint32_t unit;
    bool children; /* of every target, not only where the plan wants them */
    moment_t as_of;
};

static void asked_done(struct asked *asked) {
    snapshot_release(asked->snapshot);
}

/* ---- The request */

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

static bool read_plan(struct call *call, struct asked *asked) {
    asked->snapshot = reference_hold(service_of(call)->reference);
    asked->plan = snapshot_plan(asked->snapshot, call_path(call, "plan"));
    if (asked->plan == NULL)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return asked->plan != NULL;
}

/* period=, or the plan's whole span. */
static void read_period(struct call *call, struct asked *asked) {
    const char *code = call_query(call, "period");
    asked->period = asked->plan->span;
    bool good = code == NULL || period_parse(code, asked->plan->programme->calendar, &asked->period);
    if (!good)
        query_issue(call, ISSUE_BAD_PERIOD, "period", NULL);
    else if (asked->period.end == DAY_NEVER)
        query_issue(call, code == NULL ? ISSUE_REQUIRED : ISSUE_BAD_PERIOD, "period", NULL);
}

/* unit=, or the plan's own. A stable id is understood also after the unit has ended. */
static void read_unit(struct call *call, struct asked *asked) {
    const char *unit = call_query(call, "unit");
    day_t date = period_tree_date(&asked->period);
    asked->unit = unit == NULL ? asked->plan->issuer_unit : unit_find(snapshot_tree(asked->snapshot), unit, date);
    if (asked->unit != UNIT_NONE)
        return;
    struct place place = {.name = "unit"};
    (void)snapshot_unit_asked(asked->snapshot, unit == NULL ? "" : unit, date, call->language, &place, &call->issues);
    call->issues.last->in = "query";
    call->issues.last->pointer = "unit";
}

static bool read_request(struct call *call, struct asked *asked) {
    const char *as_of = call_query(call, "asOf");
    asked->as_of = MOMENT_NONE;
    asked->children = call_query_flag(call, "children", false);
    if (as_of != NULL && !moment_parse(as_of, &asked->as_of))
        query_issue(call, ISSUE_BAD_FORMAT, "asOf", "2023-06-14T17:00:00Z");
    read_period(call, asked);
    if (call->issues.count == 0)
        read_unit(call, asked);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    return call->issues.count == 0;
}

static bool may_see_unit(struct call *call, const struct asked *asked, uint32_t unit) {
    day_t date = unit_seen(snapshot_tree(asked->snapshot), unit, period_tree_date(&asked->period));
    return authority_covers(asked->snapshot, &call->caller, unit, date, NULL, call_today(call));
}

static bool may_read(struct call *call, const struct asked *asked) {
    call->authorized = may_see_unit(call, asked, asked->unit);
    if (!call->authorized) {
        query_issue(call, ISSUE_NOT_YOURS, "unit", snapshot_tree(asked->snapshot)->units[asked->unit].id);
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    }
    return call->authorized;
}

/* A plan is checked when it is written; the tree of the period that is asked for may be another, in which a scope or a place on
 * a list has left the issuer's unit. The state of a whole would tell that of its part. */
static bool may_see(struct call *call, const struct asked *asked, const struct target *target) {
    if (target->scope != UNIT_NONE && !may_see_unit(call, asked, target->scope))
        return false;
    for (uint32_t i = 0; i < target->member_count; i++)
        if (target->members[i].unit != UNIT_NONE && !may_see_unit(call, asked, target->members[i].unit))
            return false;
    for (uint32_t i = 0; i < target->part_count; i++)
        if (!may_see(call, asked, &target->parts[i]))
            return false;
    return true;
}

/* ---- The evaluation */

static bool concerns(const struct asked *asked, const struct target *target) {
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    day_t date = unit_seen(tree, asked->unit, period_tree_date(&asked->period));
    return asked->unit == asked->plan->issuer_unit ||
           (!target->scope_unresolved && unit_within(tree, asked->unit, target->scope, date));
}

struct evaluation {
    const struct asked *asked;
    struct arena *arena;
    struct attainment_setting setting;
};

static bool shows_children(const struct asked *asked, const struct target *target) {
    return asked->children || target->breakdown;
}

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
    const struct snapshot *snapshot = evaluation->asked->snapshot;
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

static const struct target *targets_of(const struct asked *asked, struct arena *arena) {
    const struct plan *plan = asked->plan;
    if (asked->unit == plan->issuer_unit)
        return plan->targets;
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    const struct narrowing narrowing = {arena, tree, unit_seen(tree, asked->unit, period_tree_date(&asked->period)),
                                        asked->unit};
    return targets_narrow(&narrowing, plan->targets, (uint32_t)plan->target_count);
}

/* Without figures where the caller may not see them: they are not even asked for. */
static void evaluate_shown(struct call *call, const struct evaluation *evaluation, const struct target *target,
                           struct shown_target *shown) {
    *shown = (struct shown_target){.attainment = {.target = target, .state = NOT_MEASURABLE, .reason = "notAllowed"}};
    if (!may_see(call, evaluation->asked, target))
        return;
    target_evaluate(evaluation->arena, target, &evaluation->setting, &shown->attainment);
    if (shows_children(evaluation->asked, target))
        evaluate_children(evaluation, target, shown);
}

static struct shown_target *evaluate(struct call *call, const struct asked *asked, const struct figures *figures,
                                     size_t *ret_count) {
    const struct plan *plan = asked->plan;
    struct evaluation evaluation = {.asked = asked, .arena = &call->arena};
    evaluation.setting = (struct attainment_setting){
        .calendar = plan->programme->calendar, .period = &asked->period, .span = &plan->span, .figures = figures};
    const struct target *targets = targets_of(asked, &call->arena);
    struct shown_target *shown = arena_new_array(&call->arena, struct shown_target, plan->target_count);
    *ret_count = 0;
    for (size_t i = 0; i < plan->target_count; i++)
        if (concerns(asked, &plan->targets[i]))
            evaluate_shown(call, &evaluation, &targets[i], &shown[(*ret_count)++]);
    return shown;
}

/* ---- The answer */

static void write_head(struct json_writer *json, const struct asked *asked, const struct call *call) {
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    day_t date = unit_seen(tree, asked->unit, period_tree_date(&asked->period));
    const struct unit_version *version = unit_version_at(tree, asked->unit, date);
    write_text(json, "plan", asked->plan->code);
    write_int(json, "planVersion", asked->plan->version);
    write_period(json, &asked->period);
    write_text(json, "unit", tree->units[asked->unit].id);
    write_text(json, "unitCode", version == NULL ? NULL : version->code);
    write_day(json, "treeDate", date);
    write_moment(json, "asOf", asked->as_of == MOMENT_NONE ? call->now : asked->as_of);
    write_flag(json, "complete", aggregation_caught_up() && (asked->as_of == MOMENT_NONE || asked->as_of <= call->now));
}

static void answer_write(struct call *call, const struct asked *asked, const struct shown_target *shown, size_t count) {
    struct attainment_writer writer = {.json = call_json(call), .caller = &call->caller, .snapshot = asked->snapshot};
    write_object(&writer.json, NULL);
    write_head(&writer.json, asked, call);
    write_array(&writer.json, "targets");
    for (size_t i = 0; i < count; i++)
        write_shown_target(&writer, &shown[i]);
    write_array_end(&writer.json);
    write_object_end(&writer.json);
}

void attainment_get(struct call *call) {
    static const char *const parameters[] = {"period", "unit", "children", "asOf", NULL};
    __attribute__((cleanup(asked_done))) struct asked asked = {0};
    AUTO_TARGET_FIGURES figures = {.arena = &call->arena, .cubes = aggregation_of(call)->cubes};
    if (!call_query_only(call, parameters) || !read_plan(call, &asked) || !read_request(call, &asked) ||
        !may_read(call, &asked))
        return;
    figures.snapshot = asked.snapshot;
    figures.as_of = asked.as_of;
    const struct figures port = target_figures_port(&figures);
    size_t count;
    const struct shown_target *shown = evaluate(call, &asked, &port, &count);
    if (figures.failed) {
        call_refuse_fail(call, &figures.fail);
        return;
    }
    answer_write(call, &asked, shown, count);
    call_reply(call, 200);
}
