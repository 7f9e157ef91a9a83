/* GET /v1/attainment/{plan}: the targets of a plan against what has been reported. */
#include "aggregation.h"
#include "attainment_answer.h"
#include "reference/authority.h"
#include "routes.h"
#include "target_figures.h"

struct asked {
    struct call *call;
    const struct snapshot *snapshot; /* held */
    const struct plan *plan;
    struct period period;
    uint32_t unit;
    bool children; /* of every target, not only where the plan wants them */
    moment_t as_of;
    bool complete; /* everything recorded up to then had been taken in before the figures were read */
};

static void asked_done(struct asked *asked) {
    snapshot_release(asked->snapshot);
}

/* ---- The request */

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

/* What is being prepared is for whom its issuer's unit is in reach. */
static bool is_told(const struct call *call, const struct asked *asked) {
    const struct plan *plan = asked->plan;
    if (plan->state == PLAN_ISSUED || plan->state == PLAN_CLOSED)
        return true;
    day_t date = unit_seen(snapshot_tree(asked->snapshot), plan->issuer_unit, plan->span.start);
    return authority_covers(asked->snapshot, &call->caller, plan->issuer_unit, date, NULL, call_today(call));
}

static bool read_plan(struct call *call, struct asked *asked) {
    asked->snapshot = reference_hold(service_of(call)->reference);
    asked->plan = snapshot_plan(asked->snapshot, call_path(call, "plan"));
    bool told = asked->plan != NULL && is_told(call, asked);
    if (!told)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return told;
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
    asked->complete = aggregation_complete(call, asked->as_of);
    uint32_t before = call->issues.count;
    read_period(call, asked);
    if (call->issues.count == before)
        read_unit(call, asked);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    return call->issues.count == 0;
}

static bool may_see(const void *context, uint32_t unit) {
    const struct asked *asked = context;
    day_t date = unit_seen(snapshot_tree(asked->snapshot), unit, period_tree_date(&asked->period));
    return authority_covers(asked->snapshot, &asked->call->caller, unit, date, NULL, call_today(asked->call));
}

static bool may_read(struct call *call, const struct asked *asked) {
    call->authorized = may_see(asked, asked->unit);
    if (!call->authorized) {
        query_issue(call, ISSUE_NOT_YOURS, "unit", snapshot_tree(asked->snapshot)->units[asked->unit].id);
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    }
    return call->authorized;
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
    write_flag(json, "complete", asked->complete);
}

static void answer_write(struct call *call, const struct asked *asked, const struct shown_target *shown, size_t count) {
    struct attainment_writer writer = {.json = call_json(call),
                                       .caller = &call->caller,
                                       .snapshot = asked->snapshot,
                                       .shown = shown_to(call, asked->snapshot, NULL)};
    shown_head(&writer.shown, asked->unit);
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
    __attribute__((cleanup(asked_done))) struct asked asked = {.call = call};
    AUTO_TARGET_FIGURES figures = {.arena = &call->arena, .cubes = aggregation_of(call)->cubes};
    call_query_known(call, parameters);
    if (!read_plan(call, &asked) || !read_request(call, &asked) || !may_read(call, &asked))
        return;
    figures.snapshot = asked.snapshot;
    figures.as_of = asked.as_of;
    const struct figures port = target_figures_port(&figures);
    size_t count;
    const struct attainment_question question = {.snapshot = asked.snapshot,
                                                 .plan = asked.plan,
                                                 .period = &asked.period,
                                                 .unit = asked.unit,
                                                 .children = asked.children,
                                                 .may_see = may_see,
                                                 .context = &asked};
    const struct shown_target *shown = attainment_evaluate(&call->arena, &question, &port, &count);
    if (figures.failed) {
        call_refuse_fail(call, &figures.fail);
        return;
    }
    answer_write(call, &asked, shown, count);
    call_reply(call, 200);
}
