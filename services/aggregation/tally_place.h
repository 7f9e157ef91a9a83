/* How a tally puts the leaves of its parts on its tree. Private to tally*.c. */
#ifndef TONGHOP_AGGREGATION_TALLY_PLACE_H
#define TONGHOP_AGGREGATION_TALLY_PLACE_H

#include "tally.h"

/* The cubes and the tree, and nothing added up yet; for tally_cell.c. Release it. */
bool tally_take(struct arena *arena, const struct tally_question *question, struct tally *ret_tally,
                struct fail *fail) MUST_CHECK;

/* Does the part stand on the tally's own tree? Then each of its leaves stands there where it stands in its cube. */
bool tally_part_is_on_tree(const struct tally *tally, uint32_t part);
/* Of a leaf of a part, on the tally's tree; UNIT_NONE: nowhere. */
uint32_t tally_place(const struct tally *tally, uint32_t part, const struct report_leaf *leaf);

bool tally_asks_for(const struct tally_question *question, const char *agency, const char *function);

#endif
