/* Chunks of memory, each about twice the one before, handed out from front to back. */
#include "core/arena.h"

#include <assert.h>
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

/* Under AddressSanitizer what was not handed out may not be touched, and no two blocks lie side by side. */
#ifdef TONGHOP_ADDRESS_SANITIZER
enum { RED_ZONE = _Alignof(max_align_t) };
#else
enum { RED_ZONE = 0 };
#endif

enum { CHUNK_BYTES_MIN = 4096, CHUNK_BYTES_MAX = 1024 * 1024, ALIGNMENT = _Alignof(max_align_t), GROW_FIRST = 8 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t capacity, used;
    _Alignas(max_align_t) unsigned char bytes[];
};

static struct arena_chunk *chunk_new(struct arena *arena, size_t capacity) {
    struct arena_chunk *chunk = malloc(sizeof *chunk + capacity);
    if (chunk == NULL)
        fail_stop("arena", "no memory left");
    *chunk = (struct arena_chunk){.capacity = capacity};
    ASAN_POISON_MEMORY_REGION(chunk->bytes, capacity);
    arena->bytes += sizeof *chunk + capacity;
    return chunk;
}

static void chunks_free(struct arena_chunk *chunk) {
    while (chunk != NULL) {
        struct arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
}

void arena_init(struct arena *arena) {
    *arena = (struct arena){0};
}

void arena_done(struct arena *arena) {
    chunks_free(arena->newest);
    arena_init(arena);
}

void arena_reset(struct arena *arena) {
    struct arena_chunk *kept = arena->newest;
    if (kept == NULL)
        return;
    chunks_free(kept->older);
    kept->older = NULL;
    kept->used = 0;
    ASAN_POISON_MEMORY_REGION(kept->bytes, kept->capacity);
    arena->bytes = sizeof *kept + kept->capacity;
}

static size_t next_capacity(const struct arena *arena) {
    if (arena->newest == NULL)
        return CHUNK_BYTES_MIN;
    size_t twice = 2 * arena->newest->capacity;
    return twice < CHUNK_BYTES_MAX ? twice : CHUNK_BYTES_MAX;
}

/* A block that would fill most of a chunk gets one of its own, behind the newest, so that the newest keeps its room. */
static struct arena_chunk *chunk_with_room(struct arena *arena, size_t bytes) {
    struct arena_chunk *newest = arena->newest;
    if (newest != NULL && newest->capacity - newest->used >= bytes)
        return newest;
    size_t capacity = next_capacity(arena);
    bool own = bytes > capacity / 2;
    struct arena_chunk *chunk = chunk_new(arena, own ? bytes : capacity);
    if (own && newest != NULL) {
        chunk->older = newest->older;
        newest->older = chunk;
    } else {
        chunk->older = newest;
        arena->newest = chunk;
    }
    return chunk;
}

static size_t rounded_up(size_t bytes) {
    if (bytes > PTRDIFF_MAX / 2)
        fail_stop("arena", "a block too large to exist");
    return bytes == 0 ? ALIGNMENT : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void *take(struct arena *arena, size_t bytes) {
    size_t rounded = rounded_up(bytes) + RED_ZONE;
    struct arena_chunk *chunk = chunk_with_room(arena, rounded);
    void *block = chunk->bytes + chunk->used;
    ASAN_UNPOISON_MEMORY_REGION(block, bytes);
    chunk->used += rounded;
    assert(chunk->used <= chunk->capacity);
    return block;
}

void *arena_alloc(struct arena *arena, size_t bytes) {
    return memset(take(arena, bytes), 0, bytes);
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        fail_stop("arena", "an array too large to exist");
    return arena_alloc(arena, bytes);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size) {
    void *copy = take(arena, size);
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_text(struct arena *arena, const char *text) {
    return arena_slice(arena, text, strlen(text));
}

char *arena_slice(struct arena *arena, const char *text, size_t size) {
    char *copy = take(arena, size + 1);
    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0)
        fail_stop("arena", "a format that cannot be printed");
    char *text = take(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    assert(count <= *capacity);
    if (count < *capacity)
        return items;
    size_t wider = *capacity == 0 ? GROW_FIRST : 2 * *capacity;
    void *grown = arena_array(arena, wider, size);
    if (count > 0)
        memcpy(grown, items, count * size);
    *capacity = wider;
    return grown;
}
