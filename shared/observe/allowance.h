/* So many lines a second: what keeps a fault that repeats from filling the disk with its log. Safe between threads. */
#ifndef TONGHOP_OBSERVE_ALLOWANCE_H
#define TONGHOP_OBSERVE_ALLOWANCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct allowance {
    _Atomic int64_t second; /* the one being counted */
    _Atomic uint32_t taken; /* in it, refused ones too */
};

/* Takes one of `most` in the second of `now_us`. The first to come in a new second learns how many were refused in the one
 * before; all others get 0. */
bool allowance_take(struct allowance *allowance, uint32_t most, int64_t now_us, uint32_t *ret_refused_before);

#endif
