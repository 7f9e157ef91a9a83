/* One cell of one unit for a period: what a tally would say of it, without adding up anything else.
 *
 * Only the leaves inside the unit are looked at, and of each only the one figure; they are combined over the periods first and added up over units then,
 * by the same rules. So a tally refuses where a sum of any unit or cell is beyond a quantity, and this only where the one asked for is. Figures by
 * shares are a tally's alone. */
#ifndef TONGHOP_AGGREGATION_TALLY_CELL_H
#define TONGHOP_AGGREGATION_TALLY_CELL_H

#include "tally.h"

struct tally_cell {
    const char *unit_id;
    uint32_t cell; /* in form order */
    enum counted view;
};

/* question->by_shares is false. Missing where the unit is not on the tree. */
bool tally_cell_read(const struct tally_question *question, const struct tally_cell *asked, struct cell_sum *ret_sum,
                     struct fail *fail) MUST_CHECK;

#endif
