/* Blocks of memory that several hold at once; each goes with the last that lets go of it. Any thread may. */
#ifndef TONGHOP_CORE_HELD_H
#define TONGHOP_CORE_HELD_H

#include <stddef.h>

/* One hold. What is in it is set by the caller; never NULL (see core/arena.h). */
void *held_new(size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1)));
void held_keep(void *block); /* once more */
void held_release(void *block);
size_t held_bytes(size_t bytes); /* of memory, for a block of so many */

#endif
