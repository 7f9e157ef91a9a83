/* The tasks of a plan by section, as they are printed, and by agency with its roles. */
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "core/text.h"
#include "task_list.h"
#include "json/read.h"

static void write_task(struct json_writer *writer, const struct task_question *question, const struct task *task) {
    write_object(writer, NULL);
    task_write_members(writer, task);
    write_array(writer, "agencies");
    for (uint32_t i = 0; i < task->agency_count; i++)
        if (task_agency_wanted(question, &task->agencies[i]))
            task_write_agency(writer, question, &task->agencies[i]);
    write_array_end(writer);
    task_write_progress(writer, question, task, NULL);
    write_object_end(writer);
}

static bool lists(const json_t *section, const char *code) {
    size_t index;
    json_t *listed;
    json_array_foreach(json_object_get(section, "tasks"), index, listed) {
        if (text_equal(json_string_value(listed), code))
            return true;
    }
    return false;
}

/* A task stands where a section lists it, or where it says itself that it does. */
static bool stands_in(const json_t *section, const struct task *task) {
    return lists(section, task->code) || text_equal(json_string_value(json_object_get(task->json, "section")),
                                                    json_string_value(json_object_get(section, "code")));
}

static bool stands_anywhere(const json_t *sections, const struct task *task) {
    size_t index;
    json_t *section;
    json_array_foreach((json_t *)sections, index, section) {
        if (stands_in(section, task) || stands_anywhere(json_object_get(section, "sections"), task))
            return true;
    }
    return false;
}

static void write_tasks(struct json_writer *writer, const struct task_question *question, const json_t *section) {
    const json_t *sections = json_object_get(question->plan->body, "sections");
    write_array(writer, "tasks");
    for (size_t i = 0; i < question->tasks.count; i++) {
        const struct task *task = &question->tasks.tasks[i];
        bool here = section ? stands_in(section, task) : !stands_anywhere(sections, task);
        if (here && task_wanted(question, task))
            write_task(writer, question, task);
    }
    write_array_end(writer);
}

static void write_sections(struct json_writer *writer, const struct task_question *question, const json_t *sections) {
    size_t index;
    json_t *section;
    json_array_foreach((json_t *)sections, index, section) {
        write_object(writer, NULL);
        write_text(writer, "code", json_string_value(json_object_get(section, "code")));
        write_text(writer, "printed", json_string_value(json_object_get(section, "printed")));
        write_text(writer, "title", json_string_value(json_object_get(section, "title")));
        write_tasks(writer, question, section);
        write_array(writer, "sections");
        write_sections(writer, question, json_object_get(section, "sections"));
        write_array_end(writer);
        write_object_end(writer);
    }
}

void tasks_by_section(const struct task_question *question) {
    struct json_writer writer = list_begin(question->call);
    write_sections(&writer, question, json_object_get(question->plan->body, "sections"));
    write_object(&writer, NULL);
    write_null(&writer, "code");
    write_null(&writer, "printed");
    write_null(&writer, "title");
    write_tasks(&writer, question, NULL);
    write_array(&writer, "sections");
    write_array_end(&writer);
    write_object_end(&writer);
    list_end(question->call, &writer, NULL);
}

/* What one agency, or one selector where nothing is expanded, has to do. */
struct share {
    const struct task *task;
    const struct task_agency *agency;
};
struct holder {
    const struct agency_ref *ref; /* NULL: a selector */
    const json_t *selector;
    struct share *shares;
    size_t count, capacity;
};
struct holders {
    struct arena *arena;
    struct map by_key;
    struct holder **list; /* in the order of the plan */
    size_t count, capacity;
};

static struct holder *holder_of(struct holders *holders, const char *key) {
    struct holder *holder = map_get(&holders->by_key, key);
    if (holder)
        return holder;
    holder = arena_new(holders->arena, struct holder);
    map_set(&holders->by_key, key, holder);
    holders->list =
        arena_grow(holders->arena, holders->list, holders->count, &holders->capacity, sizeof(struct holder *));
    holders->list[holders->count++] = holder;
    return holder;
}

static void share_add(struct holders *holders, struct holder *holder, struct share share) {
    holder->shares = arena_grow(holders->arena, holder->shares, holder->count, &holder->capacity, sizeof share);
    holder->shares[holder->count++] = share;
}

/* The selector as it is written, without the role. */
static const char *selector_key(struct arena *arena, const json_t *json) {
    static const char *const names[] = {"agency", "function", "class", "level", "within", "unit"};
    const char *key = "";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = json_string_value(json_object_get(json, names[i]));
        key = arena_format(arena, "%s|%s", key, value ? value : "");
    }
    return key;
}

static void hold_selectors(struct holders *holders, struct share share) {
    const json_t *others = json_object_get(share.agency->json, "or");
    for (uint32_t i = 0; i < share.agency->selector_count; i++) {
        const json_t *json = i == 0 ? share.agency->json : json_array_get(others, i - 1);
        struct holder *holder = holder_of(holders, selector_key(holders->arena, json));
        holder->selector = json;
        share_add(holders, holder, share);
    }
}

static void hold_agencies(struct holders *holders, const struct task_question *question, struct share share) {
    for (uint32_t i = 0; i < share.agency->selector_count; i++) {
        size_t count;
        const struct agency_ref *refs = task_expanded(question, &share.agency->selectors[i], &count);
        for (size_t j = 0; j < count; j++) {
            struct holder *holder = holder_of(holders, agency_part(holders->arena, question->slice->tree, &refs[j]));
            holder->ref = &refs[j];
            share_add(holders, holder, share);
        }
    }
}

static void hold_all(struct holders *holders, const struct task_question *question) {
    for (size_t i = 0; i < question->tasks.count; i++) {
        const struct task *task = &question->tasks.tasks[i];
        for (uint32_t j = 0; j < task->agency_count; j++) {
            struct share share = {.task = task, .agency = &task->agencies[j]};
            if (!task_agency_wanted(question, share.agency))
                continue;
            if (question->expand)
                hold_agencies(holders, question, share);
            else
                hold_selectors(holders, share);
        }
    }
}

static bool ref_wanted(const struct task_question *question, const struct agency_ref *ref) {
    const char *asked = question->agency;
    return !asked || text_equal(ref->code, asked) || text_equal(ref->function, asked);
}

static void write_selector(struct json_writer *writer, const json_t *json) {
    static const char *const names[] = {"agency", "function", "class", "level", "within", "unit"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_object_get(json, names[i]))
            write_tree(writer, names[i], json_object_get(json, names[i]));
}

static void write_shares(struct json_writer *writer, const struct task_question *question,
                         const struct holder *holder) {
    struct arena *arena = &question->call->arena;
    const char *part = holder->ref ? agency_part(arena, question->slice->tree, holder->ref) : NULL;
    write_array(writer, "tasks");
    for (size_t i = 0; i < holder->count; i++) {
        const struct share *share = &holder->shares[i];
        write_object(writer, NULL);
        write_text(writer, "role", share->agency->role);
        task_write_members(writer, share->task);
        task_write_progress(writer, question, share->task, part);
        write_object_end(writer);
    }
    write_array_end(writer);
}

static void write_holder(struct json_writer *writer, const struct task_question *question,
                         const struct holder *holder) {
    write_object(writer, NULL);
    if (holder->ref)
        agency_ref_write(writer, question, holder->ref);
    else
        write_selector(writer, holder->selector);
    write_shares(writer, question, holder);
    write_object_end(writer);
}

void tasks_by_agency(const struct task_question *question, const struct page *page) {
    struct arena *arena = &question->call->arena;
    struct holders holders = {.arena = arena};
    map_init(&holders.by_key, arena, 64);
    hold_all(&holders, question);
    size_t first = page->after ? strtoul(page->after, NULL, 10) : 0, at = first;
    uint32_t told = 0;
    struct json_writer writer = list_begin(question->call);
    for (; at < holders.count && told < page->limit; at++) {
        if (holders.list[at]->ref && !ref_wanted(question, holders.list[at]->ref))
            continue;
        write_holder(&writer, question, holders.list[at]);
        told++;
    }
    list_end(question->call, &writer, at < holders.count ? arena_format(arena, "%zu", at) : NULL);
}
