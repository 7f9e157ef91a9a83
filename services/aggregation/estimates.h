/* Estimates: what the nodes below the home of a divided unit get of its figures by shares, beside the roll-up, which has it at its home. */
#ifndef TONGHOP_AGGREGATION_ESTIMATES_H
#define TONGHOP_AGGREGATION_ESTIMATES_H

#include "domain/rollup.h"

struct estimates;

/* Of the leaves of a roll-up, of which `units` says the unit of each (UNIT_NONE: unresolved). NULL with *ret_overflow set where a sum leaves the
 * range of a quantity. */
struct estimates *estimates_make(struct arena *arena, const struct rollup *figures, const uint32_t *units, bool *ret_overflow);
/* Memory that this takes, where so many nodes are touched. */
size_t estimates_bytes(const struct rollup_input *input, uint32_t node_count);

/* Corrects what the roll-up says of a node, as a whole or of its own leaves; ret_estimated[cell]: something of it is estimated. */
void estimates_apply(const struct estimates *estimates, uint32_t position, enum counted view, bool own, struct cell_sum *cells,
                     bool *ret_estimated);
/* The shares behind a node's estimates. */
const struct succession *estimates_shares(const struct estimates *estimates, uint32_t position, size_t *ret_count);

#endif
