/* When tasks are due: their times are kept as they were written, and read to see what is overdue. */
#include "plan_check.h"
#include "task_time.h"

static enum task_time_flaw flaw_of(const struct plan_check *check, const struct task_time *time) {
    static const struct period open = {.end = DAY_NEVER};
    const struct programme *programme = check->plan->programme;
    return task_time_flaw(time, check->undated ? &open : &check->plan->span,
                          programme ? programme->calendar : &calendar_plain);
}

static void check_time(const struct plan_check *check, const json_t *json, const struct place *task) {
    static const enum issue_type types[] = {[TIME_WITHOUT_VALUE] = ISSUE_REQUIRED,
                                            [TIME_UNREADABLE] = ISSUE_BAD_FORMAT,
                                            [TIME_NO_SUCH_DAY] = ISSUE_BAD_DATE};
    const json_t *value = json_object_get(json, "value");
    struct task_time time = {.value = json_string_value(value)};
    struct place time_place = {.up = task, .name = "time"}, place = {.up = &time_place, .name = "value"};
    bool of_another_type = value && !json_is_null(value) && !time.value; /* told already */
    if (of_another_type || !task_time_parse(json_string_value(json_object_get(json, "form")), &time.form))
        return;
    enum task_time_flaw flaw = flaw_of(check, &time);
    const char *wanted = time.form == TIME_QUARTER ? "2023-Q1, Q1, Quý I" : "2023-06-15, 06-15, 2023-Q3";
    if (flaw != TIME_GOOD)
        issue_add(check->issues, types[flaw], &place, flaw == TIME_UNREADABLE ? wanted : NULL, NULL, NULL);
}

void plan_check_tasks(const struct plan_check *check) {
    struct place list = {.name = "tasks"};
    size_t index;
    json_t *task;
    json_array_foreach(json_object_get(check->body, "tasks"), index, task) {
        struct place place = {.up = &list, .index = index};
        check_time(check, json_object_get(task, "time"), &place);
    }
}
