/* The tasks of an opened plan: who does what in which role, and what was told of it. */
#ifndef TONGHOP_PLANS_TASK_H
#define TONGHOP_PLANS_TASK_H

#include "plan_entry_sql.h"
#include "plan_open.h"
#include "task_time.h"

struct task_agency {
    const json_t *json;
    const char *role;
    const struct agency_selector *selectors; /* the first named, then those behind "or" */
    uint32_t selector_count;
};
struct task {
    const json_t *json;
    const char *code;
    const struct task_agency *agencies;
    uint32_t agency_count;
    struct task_time time;
    struct task_told told; /* of all its agencies together: done when each that told something is done */
};
struct tasks {
    const struct task *tasks;
    size_t count;
};

/* From the document; everything lives in the arena and the document. progress: entries of kind progress, in any order;
 * NULL: none. */
struct tasks tasks_read(struct arena *arena, const struct snapshot *snapshot, const struct open_plan *plan,
                        const PGresult *progress);
const struct task *task_find(const struct tasks *tasks, const char *code); /* NULL: none */

/* lead and coLead; where a task names neither, whoever it names. */
bool task_role_leads(const struct task *task, const char *role);
/* Is this agency a lead of the task on the slice's day? */
bool task_led_by(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice,
                 const struct task *task, const struct agency_ref *agency);

/* What one entry of progress tells; added to what was told before. */
void task_told_add(struct task_told *told, const char *body);

/* Tasks are measured against time only where the plan obliges. */
struct task_flags task_flags_of(const struct open_plan *plan, const struct task_time *time,
                                const struct task_told *told, day_t today);

#endif
