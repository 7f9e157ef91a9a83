/* Names to values: an open-addressing table in an arena. Keys are kept by pointer and must live as long as the map. */
#ifndef TONGHOP_CORE_MAP_H
#define TONGHOP_CORE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

struct map_slot {
    const char *key; /* NULL: free */
    void *value;
};
struct map {
    struct arena *arena;
    struct map_slot *slots;
    size_t count, capacity;
};

void map_init(struct map *map, struct arena *arena, size_t expected);
void map_set(struct map *map, const char *key, void *value); /* replaces */
void *map_get(const struct map *map, const char *key);       /* NULL: not there */

#endif
