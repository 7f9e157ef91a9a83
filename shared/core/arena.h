/* Memory that belongs to a request, a batch or a snapshot and dies with it.
 *
 * Nothing in an arena is freed by itself; arena_done frees all of it. An arena is used by one thread at a time.
 * When the machine has no memory left the process stops (docs/decisions/0003): every effect is in a transaction, so
 * stopping loses nothing that was acknowledged, and no caller has to handle NULL. */
#ifndef TONGHOP_CORE_ARENA_H
#define TONGHOP_CORE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *newest; /* NULL: empty; a zeroed arena is valid */
    size_t bytes;               /* taken from the system so far */
};

void arena_init(struct arena *arena);
void arena_done(struct arena *arena); /* frees everything; the arena is empty and usable again */
void arena_reset(struct arena *arena); /* empty, but keeps one chunk for reuse */

/* Zeroed memory, aligned for any type; never NULL. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(2)));
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull)); /* overflow stops the process */
void *arena_copy(struct arena *arena, const void *bytes, size_t size) __attribute__((returns_nonnull));
char *arena_text(struct arena *arena, const char *text) __attribute__((returns_nonnull));               /* a copy */
char *arena_slice(struct arena *arena, const char *text, size_t size) __attribute__((returns_nonnull)); /* a copy, closed with NUL */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((returns_nonnull, format(printf, 2, 3)));

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_new_array(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

/* Grows `*items` in the arena so that it can hold `count + 1`; doubles `*capacity`. The old block stays in the arena. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) __attribute__((returns_nonnull));

#endif
