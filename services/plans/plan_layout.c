/* Walks the sections and places each target and task once. */
#include "plan_layout.h"

#include "core/map.h"
#include "core/text.h"
#include "plan_words.h"

/* One of the two lists while it is placed. */
struct placing {
    struct arena *arena;
    const char *name; /* "targets" or "tasks" */
    const json_t *items;
    struct map by_code, listed, done;
    struct placed *placed;
    size_t count;
};

const char *point_letter(struct arena *arena, size_t index) {
    static const char *const letters[] = {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m",
                                          "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"};
    size_t count = sizeof letters / sizeof *letters;
    return index < count ? letters[index] : arena_format(arena, "%zu", index + 1);
}

const char *roman_number(struct arena *arena, size_t number) {
    static const char *const tens[] = {"", "X", "XX"};
    static const char *const ones[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    return number < 30 ? arena_format(arena, "%s%s", tens[number / 10], ones[number % 10])
                       : arena_format(arena, "%zu", number);
}

static void place(struct placing *placing, const json_t *item, const json_t *section, size_t index) {
    const char *code = member_text(item, "code"), *printed = member_text(item, "printed");
    if (map_get(&placing->done, code))
        return;
    map_set(&placing->done, code, placing);
    placing->placed[placing->count++] =
        (struct placed){item, section, printed ? printed : point_letter(placing->arena, index)};
}

static void note_listed(struct placing *placing, const json_t *sections) {
    size_t index, at;
    json_t *section, *code;
    json_array_foreach(sections, index, section) {
        json_array_foreach(json_object_get(section, placing->name), at, code) {
            map_set(&placing->listed, json_string_value(code), code);
        }
        note_listed(placing, json_object_get(section, "sections"));
    }
}

/* What the section lists, and then the tasks that name it without being listed. */
static void place_in(struct placing *placing, const json_t *section) {
    size_t at, first = placing->count;
    json_t *code, *item;
    json_array_foreach(json_object_get(section, placing->name), at, code) {
        const json_t *known = map_get(&placing->by_code, json_string_value(code));
        if (known)
            place(placing, known, section, placing->count - first);
    }
    json_array_foreach(placing->items, at, item) {
        if (!map_get(&placing->listed, member_text(item, "code")) && member_text(item, "section") &&
            text_equal(member_text(item, "section"), member_text(section, "code")))
            place(placing, item, section, placing->count - first);
    }
}

static void place_sections(struct placing *placing, const json_t *sections) {
    size_t index;
    json_t *section;
    json_array_foreach(sections, index, section) {
        place_in(placing, section);
        place_sections(placing, json_object_get(section, "sections"));
    }
}

static const struct placed *place_all(struct arena *arena, const json_t *plan, const char *name, size_t *ret_count) {
    struct placing placing = {.arena = arena, .name = name, .items = json_object_get(plan, name)};
    size_t count = json_array_size(placing.items), index;
    json_t *item;
    map_init(&placing.by_code, arena, count);
    map_init(&placing.listed, arena, count);
    map_init(&placing.done, arena, count);
    placing.placed = arena_new_array(arena, struct placed, count);
    json_array_foreach(placing.items, index, item) {
        map_set(&placing.by_code, member_text(item, "code"), item);
    }
    note_listed(&placing, json_object_get(plan, "sections"));
    place_sections(&placing, json_object_get(plan, "sections"));
    size_t in_sections = placing.count;
    json_array_foreach(placing.items, index, item) {
        place(&placing, item, NULL, placing.count - in_sections);
    }
    *ret_count = placing.count;
    return placing.placed;
}

struct layout layout_of(struct arena *arena, const json_t *plan) {
    struct layout layout = {0};
    layout.targets = place_all(arena, plan, "targets", &layout.target_count);
    layout.tasks = place_all(arena, plan, "tasks", &layout.task_count);
    return layout;
}
