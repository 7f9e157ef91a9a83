/* What a question about tasks asks for, and how a task and its agencies are shown. */
#ifndef TONGHOP_PLANS_TASK_LIST_H
#define TONGHOP_PLANS_TASK_LIST_H

#include "effect.h"
#include "task.h"

enum { TASK_AGENCIES_SHOWN_MAX = 1000 };

struct task_question {
    struct call *call;
    const struct snapshot *snapshot;
    const struct unit_slice *slice; /* on which functions and classes are understood */
    const struct open_plan *plan;
    const PGresult *progress;
    struct tasks tasks;
    bool expand;
    const char *agency, *role; /* filters; NULL: all */
};

/* Does the filter leave this part of the task? */
bool task_agency_wanted(const struct task_question *question, const struct task_agency *agency);
bool task_wanted(const struct task_question *question, const struct task *task);
/* A selector's agencies on the slice's day; *ret_count as many as there are. */
const struct agency_ref *task_expanded(const struct task_question *question, const struct agency_selector *selector,
                                       size_t *ret_count);

/* The members of a task but its agencies and what was told of it. */
void task_write_members(struct json_writer *writer, const struct task *task);
void task_write_agency(struct json_writer *writer, const struct task_question *question,
                       const struct task_agency *agency);
/* "progress","overdue","silent": part NULL: of all its agencies. */
void task_write_progress(struct json_writer *writer, const struct task_question *question, const struct task *task,
                         const char *part);
/* {"unit","unitCode","unitName","agency","function","name"}: its members. */
void agency_ref_write(struct json_writer *writer, const struct task_question *question,
                      const struct agency_ref *agency);
/* The part of an agency's progress: "38@2012-01-01/sld-38". */
const char *agency_part(struct arena *arena, const struct unit_tree *tree, const struct agency_ref *agency);

/* The two views, each as a list. */
void tasks_by_section(const struct task_question *question);
void tasks_by_agency(const struct task_question *question, const struct page *page);

#endif
