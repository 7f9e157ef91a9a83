/* Chance that comes out the same for the same seed (splitmix64). */
#ifndef TONGHOP_TESTS_SIMULATOR_DICE_H
#define TONGHOP_TESTS_SIMULATOR_DICE_H

#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline uint64_t dice_next(struct dice *dice) {
    uint64_t mixed = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

static inline unsigned dice_roll(struct dice *dice, unsigned sides) {
    return (unsigned)(dice_next(dice) % sides);
}

#endif
