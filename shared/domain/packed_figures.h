/* Figures in form order as few bytes, to be kept and read by the thousand.
 *
 * A figure is a number without sign, 0 where it is missing, else twice its amount and one more where it is not negative (0: 1, -1: 2, 1: 3), written seven bits
 * at a time, lowest first, each byte but the last with its highest bit set. As few bytes as it takes: the same figures are the same bytes,
 * so that who compares bytes compares figures. Nothing tells how many they are but their end. Pure. */
#ifndef TONGHOP_DOMAIN_PACKED_FIGURES_H
#define TONGHOP_DOMAIN_PACKED_FIGURES_H

#include <stddef.h>

#include "domain/quantity.h"

enum { PACKED_FIGURE_SIZE = 10 }; /* the most that one takes */

/* To `bytes`, which has room for count * PACKED_FIGURE_SIZE; any value may stand, QUANTITY_MISSING is missing. How many bytes they are. */
size_t figures_pack(const int64_t *figures, size_t count, unsigned char *bytes);

/* Into figures[0…max). How many they are; -1 for what figures_pack does not write: an end in the middle of one, more bytes or bits than one has, more
 * than `max`. */
int figures_unpack(const unsigned char *bytes, size_t size, int64_t *figures, int max);

#endif
