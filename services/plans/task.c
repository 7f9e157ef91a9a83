/* Reads the tasks of a plan. */
#include "task.h"

#include <string.h>

#include "core/text.h"
#include "reference/decode.h"

static void read_selector(struct decoding *decoding, const json_t *json, struct agency_selector *ret_selector) {
    struct object object = object_root(json, decoding->issues);
    decode_selector(decoding, &object, ret_selector);
}

static struct task_agency read_agency(struct decoding *decoding, const json_t *json) {
    const json_t *others = json_object_get(json, "or");
    size_t count = json_array_size(others);
    struct agency_selector *selectors = arena_new_array(decoding->arena, struct agency_selector, count + 1);
    read_selector(decoding, json, &selectors[0]);
    for (size_t i = 0; i < count; i++)
        read_selector(decoding, json_array_get(others, i), &selectors[i + 1]);
    return (struct task_agency){.json = json,
                                .role = json_string_value(json_object_get(json, "role")),
                                .selectors = selectors,
                                .selector_count = (uint32_t)count + 1};
}

static struct task read_task(struct decoding *decoding, const json_t *json) {
    const json_t *list = json_object_get(json, "agencies"), *time = json_object_get(json, "time");
    size_t count = json_array_size(list);
    struct task_agency *agencies = arena_new_array(decoding->arena, struct task_agency, count);
    for (size_t i = 0; i < count; i++)
        agencies[i] = read_agency(decoding, json_array_get(list, i));
    struct task task = {.json = json,
                        .code = json_string_value(json_object_get(json, "code")),
                        .agencies = agencies,
                        .agency_count = (uint32_t)count,
                        .time = {.form = TIME_NONE, .value = json_string_value(json_object_get(time, "value"))}};
    (void)task_time_parse(json_string_value(json_object_get(time, "form")), &task.time.form);
    return task;
}

void task_told_add(struct task_told *told, const char *body) {
    AUTO_JSON *json = json_loads(body, 0, NULL);
    const char *date = json_string_value(json_object_get(json, "date"));
    day_t day;
    if (!date || !day_parse(date, &day))
        return;
    bool done = text_equal(json_string_value(json_object_get(json, "state")), "done");
    *told = (struct task_told){.any = true,
                               .done = done && (told->done || !told->any),
                               .last = told->any && told->last > day ? told->last : day};
}

struct tasks tasks_read(struct arena *arena, const struct snapshot *snapshot, const struct open_plan *plan,
                        const PGresult *progress) {
    struct issues ignored;
    issues_init(&ignored, arena);
    struct decoding decoding = {
        .arena = arena, .issues = &ignored, .snapshot = snapshot, .date = plan->date, .trusted = true};
    const json_t *list = json_object_get(plan->body, "tasks");
    size_t count = json_array_size(list);
    struct task *tasks = arena_new_array(arena, struct task, count);
    for (size_t i = 0; i < count; i++) {
        tasks[i] = read_task(&decoding, json_array_get(list, i));
        for (int row = 0; progress && row < db_rows(progress); row++) {
            struct plan_entry entry = entry_of_row(progress, row);
            if (text_equal(entry.item, tasks[i].code))
                task_told_add(&tasks[i].told, entry.body);
        }
    }
    return (struct tasks){.tasks = tasks, .count = count};
}

const struct task *task_find(const struct tasks *tasks, const char *code) {
    for (size_t i = 0; i < tasks->count; i++)
        if (text_equal(tasks->tasks[i].code, code))
            return &tasks->tasks[i];
    return NULL;
}

static bool is_lead(const char *role) {
    return text_equal(role, "lead") || text_equal(role, "coLead");
}

bool task_role_leads(const struct task *task, const char *role) {
    if (is_lead(role))
        return true;
    for (uint32_t i = 0; i < task->agency_count; i++)
        if (is_lead(task->agencies[i].role))
            return false;
    return true;
}

static bool selects(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice,
                    const struct agency_selector *selector, const struct agency_ref *agency) {
    struct agency_ref *refs;
    struct agency_selector narrowed = *selector; /* to its unit: a class of all communes is not expanded for one */
    if (selector->unit != UNIT_NONE && selector->unit != agency->unit)
        return false;
    narrowed.unit = agency->unit;
    size_t count = agency_expand(arena, set, slice, &narrowed, &refs);
    for (size_t i = 0; i < count; i++)
        if (text_equal(refs[i].code, agency->code))
            return true;
    return false;
}

bool task_led_by(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice,
                 const struct task *task, const struct agency_ref *agency) {
    for (uint32_t i = 0; i < task->agency_count; i++) {
        const struct task_agency *named = &task->agencies[i];
        for (uint32_t j = 0; task_role_leads(task, named->role) && j < named->selector_count; j++)
            if (selects(arena, set, slice, &named->selectors[j], agency))
                return true;
    }
    return false;
}

struct task_flags task_flags_of(const struct open_plan *plan, const struct task_time *time,
                                const struct task_told *told, day_t today) {
    if (plan->record.state != PLAN_ISSUED && plan->record.state != PLAN_CLOSED)
        return (struct task_flags){0};
    return task_flags_on(time, &plan->plan.span, plan->plan.programme->calendar, today, told);
}
