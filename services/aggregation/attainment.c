/* GET /v1/attainment/{plan}: the targets of a plan against what has been reported. */
#include <inttypes.h>
#include <string.h>

#include "aggregation.h"
#include "core/text.h"
#include "figures_json.h"
#include "reference/authority.h"
#include "routes.h"
#include "target_figures.h"

struct asked {
    const struct snapshot *snapshot; /* held */
    const struct plan *plan;
    struct period period;
    uint32_t unit;
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
    if (as_of != NULL && !moment_parse(as_of, &asked->as_of))
        query_issue(call, ISSUE_BAD_FORMAT, "asOf", "2023-06-14T17:00:00Z");
    read_period(call, asked);
    if (call->issues.count == 0)
        read_unit(call, asked);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    return call->issues.count == 0;
}

static bool may_read(struct call *call, const struct asked *asked) {
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    day_t date = unit_last_seen(tree, asked->unit, period_tree_date(&asked->period));
    call->authorized = authority_covers(asked->snapshot, &call->caller, asked->unit, date, NULL, call_today(call));
    if (!call->authorized) {
        query_issue(call, ISSUE_NOT_YOURS, "unit", tree->units[asked->unit].id);
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    }
    return call->authorized;
}

/* ---- A plan's targets looked at in a unit below */

/* What the plan asks of the whole cannot be asked of a part, unless the plan has shared it out. */
static void narrow_amount(struct target *target, uint32_t unit) {
    const char *share = NULL;
    for (uint32_t i = 0; i < target->allocation_count; i++)
        if (target->allocations[i].unit == unit)
            share = target->allocations[i].value;
    target->value = share;
    target->between_low = target->between_high = NULL;
    if (share == NULL)
        target->measure = NULL;
}

static bool is_shared_out(enum target_kind kind) {
    return kind == TARGET_AMOUNT || kind == TARGET_MEMBERS;
}

static const struct target *narrow(struct arena *arena, const struct target *targets, uint32_t count, uint32_t unit) {
    struct target *narrowed = arena_copy(arena, targets, count * sizeof *targets);
    for (uint32_t i = 0; i < count; i++) {
        narrowed[i].scope = unit;
        narrowed[i].parts = narrow(arena, targets[i].parts, targets[i].part_count, unit);
        if (is_shared_out(narrowed[i].kind))
            narrow_amount(&narrowed[i], unit);
    }
    return narrowed;
}

static bool concerns(const struct asked *asked, const struct target *target) {
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    day_t date = unit_last_seen(tree, asked->unit, period_tree_date(&asked->period));
    return asked->unit == asked->plan->issuer_unit ||
           (!target->scope_unresolved && unit_within(tree, asked->unit, target->scope, date));
}

/* ---- What is confidential */

static bool cell_is_hidden(const struct asked *asked, const struct caller *caller, const char *form, const char *cell) {
    const struct cell *named = cell_named(asked->snapshot, form, cell);
    return named != NULL && cell_confidential(named, caller);
}

static bool predicate_is_hidden(const struct asked *asked, const struct caller *caller,
                                const struct predicate *predicate) {
    if (predicate->kind == PREDICATE_CELL)
        return cell_is_hidden(asked, caller, predicate->form, predicate->cell);
    for (uint32_t i = 0; i < predicate->of_count; i++)
        if (predicate_is_hidden(asked, caller, &predicate->of[i]))
            return true;
    return false;
}

static bool measure_is_hidden(const struct asked *asked, const struct caller *caller, const struct measure *measure) {
    if (measure == NULL)
        return false;
    for (uint32_t i = 0; i < measure->term_count; i++)
        if (cell_is_hidden(asked, caller, measure->terms[i].form, measure->terms[i].cell))
            return true;
    return measure->where != NULL && predicate_is_hidden(asked, caller, measure->where);
}

/* The state alone would tell on which side of its threshold a small count stands; and that of a whole would tell its part's. */
static bool target_is_hidden(const struct asked *asked, const struct caller *caller, const struct target *target) {
    bool hidden = measure_is_hidden(asked, caller, target->numerator) ||
                  measure_is_hidden(asked, caller, target->denominator) ||
                  measure_is_hidden(asked, caller, target->measure);
    for (uint32_t i = 0; i < target->channel_count && !hidden; i++)
        hidden = measure_is_hidden(asked, caller, target->channels[i].measure);
    for (uint32_t i = 0; i < target->part_count && !hidden; i++)
        hidden = target_is_hidden(asked, caller, &target->parts[i]);
    return hidden;
}

/* ---- The answer */

struct answer {
    struct json_writer json;
    const struct caller *caller;
    const struct asked *asked;
};

/* An integer where it is whole, else a string. */
static void write_number(struct json_writer *json, const char *name, const char *number) {
    if (number != NULL && strchr(number, '.') == NULL)
        write_raw(json, name, number, strlen(number));
    else
        write_text(json, name, number);
}

static void write_assumptions(struct json_writer *json, const struct target *target) {
    write_array(json, "assumptions");
    for (uint32_t i = 0; i < target->assumption_count; i++) {
        write_object(json, NULL);
        write_text(json, "about", target->assumptions[i].about);
        write_text(json, "taken", target->assumptions[i].taken);
        write_object_end(json);
    }
    write_array_end(json);
}

static const char *reason_of(const struct attainment *attainment) {
    bool not_shared_out = is_shared_out(attainment->target->kind) && attainment->target->measure == NULL;
    return not_shared_out && attainment->state == NOT_MEASURABLE ? "notAllocated" : attainment->reason;
}

/* What a share of a small count comes to would tell the count. */
static bool requirement_is_computed(const struct target *target) {
    return target->denominator != NULL && target->denominator->where != NULL;
}

static void write_state(struct json_writer *json, const struct attainment *attainment, bool hidden) {
    enum attainment_state state = hidden ? NOT_MEASURABLE : attainment->state;
    write_text(json, "state", attainment_state_name(state));
    write_text(json, "reason", hidden ? "confidential" : reason_of(attainment));
    write_flag(json, "exceeded", !hidden && attainment->exceeded);
    write_flag(json, "scopeEnded", attainment->scope_ended);
    write_text(json, "required", hidden && requirement_is_computed(attainment->target) ? NULL : attainment->required);
    write_text(json, "actual", hidden ? NULL : attainment->actual);
    write_number(json, "numerator", hidden ? NULL : attainment->numerator);
    write_number(json, "denominator", hidden ? NULL : attainment->denominator);
}

static void write_attainment(struct answer *answer, const struct attainment *attainment) {
    struct json_writer *json = &answer->json;
    bool hidden = target_is_hidden(answer->asked, answer->caller, attainment->target);
    write_object(json, NULL);
    write_text(json, "code", attainment->target->code);
    write_text(json, "kind", target_kind_name(attainment->target->kind));
    write_state(json, attainment, hidden);
    write_object(json, "completeness");
    write_int(json, "expected", attainment->expected);
    write_int(json, "reported", attainment->reported);
    write_object_end(json);
    write_assumptions(json, attainment->target);
    write_array(json, "parts");
    for (uint32_t i = 0; i < attainment->part_count; i++)
        write_attainment(answer, &attainment->parts[i]);
    write_array_end(json);
    write_object_end(json);
}

static void write_head(struct answer *answer, const struct call *call) {
    struct json_writer *json = &answer->json;
    const struct asked *asked = answer->asked;
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    day_t date = unit_last_seen(tree, asked->unit, period_tree_date(&asked->period));
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

static struct attainment *evaluate(struct call *call, const struct asked *asked, struct target_figures *figures,
                                   size_t *ret_count) {
    const struct plan *plan = asked->plan;
    const struct figures port = target_figures_port(figures);
    const struct attainment_setting setting = {
        .calendar = plan->programme->calendar, .period = &asked->period, .span = &plan->span, .figures = &port};
    const struct target *targets = plan->targets;
    if (asked->unit != plan->issuer_unit)
        targets = narrow(&call->arena, plan->targets, (uint32_t)plan->target_count, asked->unit);
    struct attainment *attainments = arena_new_array(&call->arena, struct attainment, plan->target_count);
    *ret_count = 0;
    for (size_t i = 0; i < plan->target_count; i++)
        if (concerns(asked, &plan->targets[i]))
            target_evaluate(&call->arena, &targets[i], &setting, &attainments[(*ret_count)++]);
    return attainments;
}

static void answer_write(struct call *call, const struct asked *asked, const struct attainment *attainments,
                         size_t count) {
    struct answer answer = {.json = call_json(call), .caller = &call->caller, .asked = asked};
    write_object(&answer.json, NULL);
    write_head(&answer, call);
    write_array(&answer.json, "targets");
    for (size_t i = 0; i < count; i++)
        write_attainment(&answer, &attainments[i]);
    write_array_end(&answer.json);
    write_object_end(&answer.json);
}

void attainment_get(struct call *call) {
    static const char *const parameters[] = {"period", "unit", "asOf", NULL};
    __attribute__((cleanup(asked_done))) struct asked asked = {0};
    AUTO_TARGET_FIGURES figures = {.arena = &call->arena, .cubes = aggregation_of(call)->cubes};
    if (!call_query_only(call, parameters) || !read_plan(call, &asked) || !read_request(call, &asked) ||
        !may_read(call, &asked))
        return;
    figures.snapshot = asked.snapshot;
    figures.as_of = asked.as_of;
    size_t count;
    const struct attainment *attainments = evaluate(call, &asked, &figures, &count);
    if (figures.failed) {
        call_refuse_fail(call, &figures.fail);
        return;
    }
    answer_write(call, &asked, attainments, count);
    call_reply(call, 200);
}
