/* GET /v1/plans/{plan}/tasks: the question, and how a task is shown in either view. */
#include "task_list.h"

#include <string.h>

#include "core/text.h"
#include "document.h"
#include "plan.h"
#include "plan_entry.h"
#include "service/reader.h"

const struct agency_ref *task_expanded(const struct task_question *question, const struct agency_selector *selector,
                                       size_t *ret_count) {
    struct agency_ref *refs;
    *ret_count =
        agency_expand(&question->call->arena, snapshot_agencies(question->snapshot), question->slice, selector, &refs);
    return refs;
}

static bool names(const struct task_question *question, const struct agency_selector *selector) {
    const char *asked = question->agency;
    if (text_equal(selector->agency, asked) || text_equal(selector->function, asked) ||
        text_equal(selector->klass, asked))
        return true;
    size_t count;
    const struct agency_ref *refs = task_expanded(question, selector, &count);
    for (size_t i = 0; i < count; i++)
        if (text_equal(refs[i].code, asked) || text_equal(refs[i].function, asked))
            return true;
    return false;
}

bool task_agency_wanted(const struct task_question *question, const struct task_agency *agency) {
    if (question->role && !text_equal(question->role, agency->role))
        return false;
    bool wanted = !question->agency;
    for (uint32_t i = 0; i < agency->selector_count && !wanted; i++)
        wanted = names(question, &agency->selectors[i]);
    return wanted;
}

bool task_wanted(const struct task_question *question, const struct task *task) {
    bool wanted = !question->agency && !question->role;
    for (uint32_t i = 0; i < task->agency_count && !wanted; i++)
        wanted = task_agency_wanted(question, &task->agencies[i]);
    return wanted;
}

void task_write_members(struct json_writer *writer, const struct task *task) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)task->json, name, value) {
        if (strcmp(name, "agencies") != 0)
            write_tree(writer, name, value);
    }
}

const char *agency_part(struct arena *arena, const struct unit_tree *tree, const struct agency_ref *agency) {
    return arena_format(arena, "%s/%s", tree->units[agency->unit].id, agency->code);
}

void agency_ref_write(struct json_writer *writer, const struct task_question *question,
                      const struct agency_ref *agency) {
    const struct unit_slice *slice = question->slice;
    const struct unit_version *version = slice->version[slice->position_of[agency->unit]];
    const struct agency *registered = agency->registered;
    bool english = question->call->language == LANGUAGE_EN;
    write_text(writer, "unit", slice->tree->units[agency->unit].id);
    write_text(writer, "unitCode", version->code);
    write_text(writer, "unitName", version->name);
    write_text(writer, "agency", agency->code);
    write_text(writer, "function", agency->function);
    write_text(writer, "name", !registered ? NULL : english ? registered->name_en : registered->name_vi);
}

static void write_expanded(struct json_writer *writer, const struct task_question *question,
                           const struct task_agency *agency) {
    size_t total = 0;
    write_array(writer, "agencies");
    for (uint32_t i = 0; i < agency->selector_count; i++) {
        size_t count;
        const struct agency_ref *refs = task_expanded(question, &agency->selectors[i], &count);
        for (size_t j = 0; j < count && total + j < TASK_AGENCIES_SHOWN_MAX; j++) {
            write_object(writer, NULL);
            agency_ref_write(writer, question, &refs[j]);
            write_object_end(writer);
        }
        total += count;
    }
    write_array_end(writer);
    write_int(writer, "agencyCount", (int64_t)total);
}

void task_write_agency(struct json_writer *writer, const struct task_question *question,
                       const struct task_agency *agency) {
    const char *name;
    json_t *value;
    write_object(writer, NULL);
    json_object_foreach((json_t *)agency->json, name, value) {
        write_tree(writer, name, value);
    }
    if (question->expand)
        write_expanded(writer, question, agency);
    write_object_end(writer);
}

void task_write_progress(struct json_writer *writer, const struct task_question *question, const struct task *task,
                         const char *part) {
    struct task_told told = {0};
    write_array(writer, "progress");
    for (int row = 0; row < db_rows(question->progress); row++) {
        struct plan_entry entry = entry_of_row(question->progress, row);
        if (!text_equal(entry.item, task->code) || (part && !text_equal(entry.part, part)))
            continue;
        entry_write(writer, &entry);
        task_told_add(&told, entry.body);
    }
    write_array_end(writer);
    struct task_flags flags = task_flags_of(question->plan, &task->time, &told, call_today(question->call));
    write_flag(writer, "overdue", flags.overdue);
    write_flag(writer, "silent", flags.silent);
}

/* -1: neither; else by agency. */
static int view_asked(struct call *call) {
    const char *by = call_query(call, "by");
    if (!by || text_equal(by, "section"))
        return 0;
    if (text_equal(by, "agency"))
        return 1;
    issue_add_at(&call->issues, ISSUE_NOT_ONE_OF, "by", "section, agency", NULL, NULL)->in = "query";
    return -1;
}

static void answer(struct call *call, struct task_question *question, struct db *db, const struct page *page,
                   bool by_agency) {
    struct fail fail = {0};
    struct plan_entry asked = {.plan = question->plan->record.id, .kind = "progress"};
    AUTO_RESULT *progress = plan_entries_newest(db, &asked, &fail);
    if (!progress) {
        call_refuse_fail(call, &fail);
        return;
    }
    question->progress = progress;
    question->tasks = tasks_read(&call->arena, question->snapshot, question->plan, progress);
    if (by_agency)
        tasks_by_agency(question, page);
    else
        tasks_by_section(question);
}

void plan_tasks(struct call *call) {
    static const char *const names_known[] = {"by", "at", "expand", "agency", "role", "limit", "cursor", NULL};
    struct fail fail = {0};
    day_t date;
    call_query_known(call, names_known);
    struct page page = page_asked(call);
    struct task_question question = {.call = call,
                                     .expand = call_query_flag(call, "expand", false),
                                     .agency = call_query(call, "agency"),
                                     .role = call_query(call, "role")};
    bool dated = call_query_day(call, "at", &date);
    int view = view_asked(call);
    if (!query_is_sound(call))
        return;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_LEASE lease = {0};
    AUTO_PLAN plan = {0};
    if (!call_lease(call, &lease, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (!plan_open_in_force(call, lease.db, snapshot, &plan))
        return;
    question.snapshot = snapshot;
    question.plan = &plan;
    question.slice = snapshot_slice(snapshot, dated ? date : plan.date, &call->arena);
    answer(call, &question, lease.db, &page, view == 1);
}
