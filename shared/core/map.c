/* Linear probing over a power of two of slots, at most three quarters full. */
#include "core/map.h"

#include <assert.h>

#include "core/text.h"

enum { MAP_SLOTS_MIN = 8 };

static size_t slots_for(size_t expected) {
    size_t slots = MAP_SLOTS_MIN;
    while (slots / 4 * 3 < expected)
        slots *= 2;
    return slots;
}

void map_init(struct map *map, struct arena *arena, size_t expected) {
    size_t capacity = slots_for(expected);
    struct map_slot *slots = arena_new_array(arena, struct map_slot, capacity);
    *map = (struct map){.arena = arena, .slots = slots, .capacity = capacity};
}

/* The slot that holds the key, or the free one where it belongs. */
static struct map_slot *slot_of(const struct map *map, const char *key) {
    assert(map->count < map->capacity);
    size_t last = map->capacity - 1;
    size_t at = (size_t)text_hash(key) & last;
    while (map->slots[at].key != NULL && !text_equal(map->slots[at].key, key))
        at = (at + 1) & last;
    return &map->slots[at];
}

static void widen(struct map *map) {
    struct map wider;
    map_init(&wider, map->arena, map->capacity);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != NULL)
            *slot_of(&wider, map->slots[i].key) = map->slots[i];
    }
    wider.count = map->count;
    *map = wider;
}

void map_set(struct map *map, const char *key, void *value) {
    struct map_slot *slot = slot_of(map, key);
    if (slot->key == NULL) {
        if (map->count >= map->capacity / 4 * 3) {
            widen(map);
            slot = slot_of(map, key);
        }
        slot->key = key;
        map->count++;
    }
    slot->value = value;
}

void *map_get(const struct map *map, const char *key) {
    return slot_of(map, key)->value;
}
