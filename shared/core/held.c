/* Each block has its count in front of it. */
#include "core/held.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/fail.h"

struct held {
    atomic_size_t holds;
    _Alignas(max_align_t) unsigned char bytes[];
};

static struct held *held_of(void *block) {
    return (struct held *)((unsigned char *)block - offsetof(struct held, bytes));
}

void *held_new(size_t bytes) {
    struct held *held = malloc(held_bytes(bytes));
    if (held == NULL)
        fail_stop("held", "no memory left");
    atomic_init(&held->holds, 1);
    return held->bytes;
}

void held_keep(void *block) {
    size_t before = atomic_fetch_add_explicit(&held_of(block)->holds, 1, memory_order_relaxed);
    assert(before > 0);
    (void)before;
}

void held_release(void *block) {
    size_t before = atomic_fetch_sub_explicit(&held_of(block)->holds, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before == 1)
        free(held_of(block));
}

size_t held_bytes(size_t bytes) {
    return sizeof(struct held) + bytes;
}
