/* A unit of the past divided among what became of it, by the shares that its reorganisations give.
 *
 * Figures are divided in whole units of their last decimal, each so that its parts make it up: every part is rounded down, and what is left over
 * goes one by one to the parts with the largest remainders, of equal ones to the first. What is divided again later is divided the same way. */
#ifndef TONGHOP_AGGREGATION_DIVISION_H
#define TONGHOP_AGGREGATION_DIVISION_H

#include "domain/form.h"

/* It went to several, and every time it did the shares are known and make up the whole; and all of it arrives on the tree. */
bool unit_is_divided(const struct unit_slice *slice, uint32_t unit);

/* What arrives at a position, and the shares that brought it there. */
typedef void division_take(void *taker, uint32_t position, const int64_t *figures, const struct succession *shares, size_t share_count);
/* Of a unit that is divided; figures that are missing are missing everywhere. */
void unit_divide(const struct unit_slice *slice, uint32_t unit, const int64_t *figures, uint32_t count, division_take *take, void *taker);

/* Shares, each once. */
struct share_list {
    struct succession *items;
    size_t count, capacity;
};
void share_list_add(struct arena *arena, struct share_list *list, const struct succession *shares, size_t count);
/* Those by which something of a unit arrives inside a node; none where it is not divided, or nothing of it does. */
struct share_list unit_shares_inside(struct arena *arena, const struct unit_slice *slice, uint32_t unit, uint32_t position);

/* Can a figure of a part be had from that of the whole? Flows, and stocks as they stand at the end, that add up over units. */
bool cell_is_divisible(const struct cell *cell);

/* ret_parts[i] of the whole for the share parts[i] of `of`, which are together what they make up. */
void figure_divide(int64_t whole, const uint32_t *parts, size_t count, uint32_t of, int64_t *ret_parts);

#endif
