/* Walks two documents side by side and notes where they part. */
#include "json/diff.h"

#include <assert.h>

#include "core/issue.h"
#include "core/map.h"
#include "core/text.h"

struct comparing {
    struct arena *arena;
    struct json_change *changes;
    size_t count, capacity;
    bool truncated;
};

const char *json_change_name(enum json_change_kind kind) {
    static const char *const names[] = {"added", "removed", "changed", "reordered"};
    assert(kind <= JSON_REORDERED);
    return names[kind];
}

static void add(struct comparing *comparing, enum json_change_kind kind, const struct place *place,
                const json_t *before, const json_t *after) {
    comparing->truncated |= comparing->count == JSON_CHANGES_MAX;
    if (comparing->truncated)
        return;
    comparing->changes = arena_grow(comparing->arena, comparing->changes, comparing->count, &comparing->capacity,
                                    sizeof *comparing->changes);
    comparing->changes[comparing->count++] = (struct json_change){
        .kind = kind, .path = place_pointer(comparing->arena, place), .before = before, .after = after};
}

static void compare(struct comparing *comparing, const struct place *place, const json_t *before, const json_t *after);

/* Of one member or item; NULL where a document does not have it. */
static void compare_found(struct comparing *comparing, const struct place *place, const json_t *before,
                          const json_t *after) {
    if (before == NULL)
        add(comparing, JSON_ADDED, place, NULL, after);
    else if (after == NULL)
        add(comparing, JSON_REMOVED, place, before, NULL);
    else
        compare(comparing, place, before, after);
}

static void compare_objects(struct comparing *comparing, const struct place *up, const json_t *before,
                            const json_t *after) {
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)before, name, member) {
        struct place place = {.up = up, .name = name};
        compare_found(comparing, &place, member, json_object_get(after, name));
    }
    json_object_foreach((json_t *)after, name, member) {
        struct place place = {.up = up, .name = name};
        if (json_object_get(before, name) == NULL)
            add(comparing, JSON_ADDED, &place, NULL, member);
    }
}

static const char *code_of(const json_t *item) {
    return json_string_value(json_object_get(item, "code"));
}

/* The items by their codes; false where one has none, or two have the same. */
static bool items_by_code(struct arena *arena, const json_t *array, struct map *ret_items) {
    size_t index;
    json_t *item;
    map_init(ret_items, arena, json_array_size(array));
    json_array_foreach((json_t *)array, index, item) {
        const char *code = code_of(item);
        if (code == NULL || map_get(ret_items, code) != NULL)
            return false;
        map_set(ret_items, code, item);
    }
    return true;
}

/* Whether the items that stand in both arrays stand in another order. */
static bool reordered(const json_t *before, const json_t *after, const struct map *in_before,
                      const struct map *in_after) {
    size_t at = 0, index;
    json_t *item;
    json_array_foreach((json_t *)before, index, item) {
        if (map_get(in_after, code_of(item)) == NULL)
            continue;
        while (map_get(in_before, code_of(json_array_get(after, at))) == NULL)
            at++;
        if (!text_equal(code_of(json_array_get(after, at++)), code_of(item)))
            return true;
    }
    return false;
}

static void compare_by_code(struct comparing *comparing, const struct place *up, const json_t *before,
                            const json_t *after, const struct map *in_before, const struct map *in_after) {
    size_t index;
    json_t *item;
    if (reordered(before, after, in_before, in_after))
        add(comparing, JSON_REORDERED, up, NULL, NULL);
    json_array_foreach((json_t *)before, index, item) {
        struct place place = {.up = up, .name = code_of(item)};
        compare_found(comparing, &place, item, map_get(in_after, code_of(item)));
    }
    json_array_foreach((json_t *)after, index, item) {
        struct place place = {.up = up, .name = code_of(item)};
        if (map_get(in_before, code_of(item)) == NULL)
            add(comparing, JSON_ADDED, &place, NULL, item);
    }
}

static void compare_by_position(struct comparing *comparing, const struct place *up, const json_t *before,
                                const json_t *after) {
    size_t before_size = json_array_size(before), after_size = json_array_size(after);
    for (size_t i = 0; i < before_size || i < after_size; i++) {
        struct place place = {.up = up, .index = i};
        compare_found(comparing, &place, json_array_get(before, i), json_array_get(after, i));
    }
}

static void compare_arrays(struct comparing *comparing, const struct place *place, const json_t *before,
                           const json_t *after) {
    struct map in_before, in_after;
    if (items_by_code(comparing->arena, before, &in_before) && items_by_code(comparing->arena, after, &in_after))
        compare_by_code(comparing, place, before, after, &in_before, &in_after);
    else
        compare_by_position(comparing, place, before, after);
}

static void compare(struct comparing *comparing, const struct place *place, const json_t *before, const json_t *after) {
    if (comparing->truncated)
        return;
    if (json_is_object(before) && json_is_object(after))
        compare_objects(comparing, place, before, after);
    else if (json_is_array(before) && json_is_array(after))
        compare_arrays(comparing, place, before, after);
    else if (!json_equal(before, after))
        add(comparing, JSON_CHANGED, place, before, after);
}

void json_diff(struct arena *arena, const json_t *before, const json_t *after, struct json_diff *ret_diff) {
    struct comparing comparing = {.arena = arena};
    compare(&comparing, NULL, before, after);
    *ret_diff = (struct json_diff){comparing.changes, comparing.count, comparing.truncated};
}
