/* How the parts of a plan name each other: its sections list targets and tasks, a task says in which section it stands. */
#include "core/map.h"
#include "core/text.h"
#include "reference/decode.h"
#include "json/read.h"

struct layout {
    struct decoding *decoding;
    struct map sections, targets, tasks;     /* by code, those that there are */
    struct map targets_listed, tasks_listed; /* by code, the section that lists it */
};

/* Keeps an item under its code; one that is there already is told. */
static void keep(struct layout *layout, struct map *items, const json_t *item, const struct place *item_place,
                 bool twice_told) {
    const char *code = json_text_of(item, "code");
    struct place place = {.up = item_place, .name = "code"};
    if (code && twice_told && map_get(items, code))
        issue_add(layout->decoding->issues, ISSUE_DUPLICATE, &place, code, NULL, NULL);
    if (code)
        map_set(items, code, (void *)item);
}

/* A target's parts may be listed by themselves. Who stands twice is told where targets are decoded. */
static void keep_targets(struct layout *layout, const json_t *targets) {
    size_t index;
    json_t *target;
    json_array_foreach((json_t *)targets, index, target) {
        keep(layout, &layout->targets, target, NULL, false);
        keep_targets(layout, json_object_get(target, "parts"));
    }
}

static void keep_all(struct layout *layout, struct map *items, const json_t *list, const char *name) {
    struct place place = {.name = name};
    size_t index;
    json_t *item;
    json_array_foreach((json_t *)list, index, item) {
        struct place element = {.up = &place, .index = index};
        keep(layout, items, item, &element, true);
    }
}

static void keep_sections(struct layout *layout, const json_t *sections, const struct place *up) {
    struct place list = {.up = up, .name = "sections"};
    size_t index;
    json_t *section;
    json_array_foreach((json_t *)sections, index, section) {
        struct place place = {.up = &list, .index = index};
        keep(layout, &layout->sections, section, &place, true);
        keep_sections(layout, json_object_get(section, "sections"), &place);
    }
}

/* Every code a section lists under `name` is one of the plan's items of that name, and stands in no other section. */
static void check_listed(struct layout *layout, const json_t *section, const char *name, const struct map *items,
                         struct map *listed, const struct place *place) {
    struct place list = {.up = place, .name = name};
    size_t index;
    json_t *code;
    json_array_foreach(json_object_get(section, name), index, code) {
        struct place element = {.up = &list, .index = index};
        const char *text = json_string_value(code);
        if (text && !map_get(items, text))
            issue_add(layout->decoding->issues, ISSUE_UNKNOWN_CODE, &element, text, NULL, NULL);
        else if (text && map_get(listed, text))
            issue_add(layout->decoding->issues, ISSUE_DUPLICATE, &element, text, NULL, NULL);
        else if (text)
            map_set(listed, text, (void *)section);
    }
}

static void check_sections(struct layout *layout, const json_t *sections, const struct place *up) {
    struct place list = {.up = up, .name = "sections"};
    size_t index;
    json_t *section;
    json_array_foreach((json_t *)sections, index, section) {
        struct place place = {.up = &list, .index = index};
        check_listed(layout, section, "targets", &layout->targets, &layout->targets_listed, &place);
        check_listed(layout, section, "tasks", &layout->tasks, &layout->tasks_listed, &place);
        check_sections(layout, json_object_get(section, "sections"), &place);
    }
}

/* A task stands where it says, and no other section lists it. */
static void check_section_of(struct layout *layout, const json_t *task, const struct place *task_place) {
    const char *code = json_text_of(task, "code"), *section = json_text_of(task, "section");
    const char *listed = code ? json_text_of(map_get(&layout->tasks_listed, code), "code") : NULL;
    struct place place = {.up = task_place, .name = "section"};
    if (section && !map_get(&layout->sections, section))
        issue_add(layout->decoding->issues, ISSUE_UNKNOWN_CODE, &place, section, NULL, NULL);
    else if (section && listed && !text_equal(section, listed))
        issue_add(layout->decoding->issues, ISSUE_INCONSISTENT, &place, listed, NULL, NULL);
}

static void check_tasks(struct layout *layout, const json_t *tasks) {
    struct place list = {.name = "tasks"};
    size_t index;
    json_t *task;
    json_array_foreach((json_t *)tasks, index, task) {
        struct place place = {.up = &list, .index = index};
        check_section_of(layout, task, &place);
    }
}

void decode_layout(struct decoding *decoding, const json_t *plan) {
    const json_t *sections = json_object_get(plan, "sections"), *tasks = json_object_get(plan, "tasks");
    struct layout layout = {.decoding = decoding};
    struct map annexes;
    struct map *maps[] = {&layout.sections,       &layout.targets,      &layout.tasks,
                          &layout.targets_listed, &layout.tasks_listed, &annexes};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        map_init(maps[i], decoding->arena, json_array_size(tasks));
    keep_targets(&layout, json_object_get(plan, "targets"));
    keep_all(&layout, &layout.tasks, tasks, "tasks");
    keep_all(&layout, &annexes, json_object_get(plan, "annexes"), "annexes");
    keep_sections(&layout, sections, NULL);
    check_sections(&layout, sections, NULL);
    check_tasks(&layout, tasks);
}
