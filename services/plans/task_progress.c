/* GET and PUT of a task's progress: each of its leads tells its own. */
#include "core/limits.h"
#include "core/text.h"
#include "effect.h"
#include "personal.h"
#include "plan.h"
#include "plan_entry.h"
#include "reference/shape.h"
#include "task_list.h"
#include "json/read.h"

enum { PERCENT_MAX = 100 };

static const char *const state_words[] = {"notStarted", "ongoing", "done", "blocked", NULL};

static const struct shape shape_evidence[] = {
    {.name = "text", .kind = SHAPE_TEXT, .need = REQUIRED},
    {.name = "reference", .kind = SHAPE_OBJECT, .of = shape_reference},
    {0},
};

/* What is told, checked but for who tells it. */
struct told {
    const char *unit, *agency;
    day_t date;
};

static void check_percent(struct object *object, int state) {
    int64_t percent;
    bool given = object_int(object, "percent", OPTIONAL, 0, PERCENT_MAX, &percent);
    bool done = text_equal(state >= 0 ? state_words[state] : NULL, "done");
    if (given && state >= 0 && (percent == PERCENT_MAX) != done)
        issue_add_at(object->issues, ISSUE_INCONSISTENT, "/percent", state_words[state], NULL, NULL);
}

static void date_of(struct call *call, struct object *object, const struct open_plan *plan, struct told *told) {
    char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
    day_t today = call_today(call);
    told->date = today;
    if (object_day(object, "date", REQUIRED, &told->date) && (told->date < plan->plan.span.start || told->date > today))
        issue_add_at(&call->issues, ISSUE_OUT_OF_BOUNDS, "/date", day_format(plan->plan.span.start, from),
                     day_format(today, until), NULL);
}

static bool read_told(struct call *call, const json_t *body, const struct open_plan *plan, struct told *ret_told) {
    struct object object = object_root(body, &call->issues);
    struct object agency = object_member(&object, "agency", REQUIRED);
    struct told told = {.unit = object_text(&agency, "unit", REQUIRED, UNIT_ID_SIZE),
                        .agency = object_code(&agency, "agency", REQUIRED)};
    object_end(&agency);
    check_percent(&object, object_word(&object, "state", REQUIRED, state_words));
    (void)object_text(&object, "text", REQUIRED, TEXT_MAX_BYTES);
    struct array evidence = object_array(&object, "evidence", OPTIONAL, EVIDENCE_MAX);
    for (size_t i = 0; i < evidence.count; i++) {
        struct place place;
        struct object item = array_object(&evidence, i, &place);
        shape_check(&item, shape_evidence);
    }
    date_of(call, &object, plan, &told);
    object_end(&object);
    personal_screen(body, &call->issues);
    *ret_told = told;
    return query_is_sound(call);
}

/* The agency as it stood on the day: there, and a lead of the task. */
static bool leads_on(struct call *call, const struct snapshot *snapshot, const struct task *task,
                     const struct told *told, day_t day, struct agency_ref *ret_agency) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    const struct agency_set *agencies = snapshot_agencies(snapshot);
    uint32_t unit = unit_find(tree, told->unit, day);
    if (unit == UNIT_NONE || !unit_version_at(tree, unit, day) ||
        agency_find(agencies, unit, told->agency, day, ret_agency) != AGENCY_FOUND)
        return false;
    const struct unit_slice *slice = snapshot_slice(snapshot, day, &call->arena);
    return task_led_by(&call->arena, agencies, slice, task, ret_agency);
}

/* Of the day the plan speaks of, or of the day that is told of: agencies may have changed in between. */
static bool find_lead(struct call *call, const struct snapshot *snapshot, const struct open_plan *plan,
                      const struct task *task, const struct told *told, struct agency_ref *ret_agency, day_t *ret_day) {
    const day_t days[] = {plan->date, told->date};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        *ret_day = days[i];
        if (leads_on(call, snapshot, task, told, days[i], ret_agency))
            return true;
    }
    struct place agency = {.name = "agency"}, place = {.up = &agency, .name = "unit"};
    if (snapshot_unit_asked(snapshot, told->unit, plan->date, call->language, &place, &call->issues) != UNIT_NONE)
        issue_add_at(&call->issues, ISSUE_INCONSISTENT, "/agency", "lead, coLead", NULL, NULL);
    call_refuse_issues(call);
    return false;
}

/* Kept with the agency's stable names, however it was named. */
static json_t *kept(const json_t *body, const struct unit_tree *tree, const struct agency_ref *agency) {
    json_t *copy = json_deep_copy(body);
    json_object_set_new(copy, "agency",
                        json_pack("{s:s, s:s}", "unit", tree->units[agency->unit].id, "agency", agency->code));
    return copy;
}

static void put_progress(struct call *call, struct change *change, const struct open_plan *plan,
                         const struct task *task, const json_t *body) {
    struct told told;
    struct agency_ref agency;
    day_t day;
    const struct unit_tree *tree = snapshot_tree(change->snapshot);
    if (!read_told(call, body, plan, &told) || !find_lead(call, change->snapshot, plan, task, &told, &agency, &day) ||
        !may_write(call, change->snapshot, agency.unit, day, agency.function))
        return;
    AUTO_JSON *document = kept(body, tree, &agency);
    struct plan_entry entry = {.plan = plan->record.id,
                               .kind = "progress",
                               .item = task->code,
                               .part = agency_part(&call->arena, tree, &agency)};
    entry_put(call, change, &entry, document,
              arena_format(&call->arena, "/v1/plans/%s/tasks/%s/progress", plan->record.id, task->code), false);
}

void task_progress_put(struct call *call) {
    AUTO_ENTRY_CHANGE entry = {0};
    if (!entry_change_begin(call, &entry))
        return;
    struct tasks tasks = tasks_read(&call->arena, entry.change.snapshot, &entry.plan, NULL);
    const struct task *task = task_find(&tasks, call_path(call, "task"));
    if (task)
        put_progress(call, &entry.change, &entry.plan, task, entry.body);
    else
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
}

void task_progress_list(struct call *call) {
    AUTO_ENTRY_VIEW view = {0};
    if (!entry_view_begin(call, true, &view))
        return;
    struct tasks tasks = tasks_read(&call->arena, view.snapshot, &view.plan, NULL);
    const struct task *task = task_find(&tasks, call_path(call, "task"));
    struct plan_entry asked = {.plan = view.plan.record.id, .kind = "progress", .item = task ? task->code : NULL};
    if (task)
        entry_list(call, &view, &asked);
    else
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
}
