/* Packed figures as a column: how they go out with a row in binary, and come back. */
#ifndef TONGHOP_AGGREGATION_PACKED_COLUMN_H
#define TONGHOP_AGGREGATION_PACKED_COLUMN_H

#include "db/db.h"
#include "domain/packed_figures.h"

void column_figures(struct buffer *to, const int64_t *figures, size_t count);

/* Of a result in binary, into figures[0…max). How many they are; -1 where they are none that were packed. */
int figures_read(const PGresult *rows, int row, int column, int64_t *figures, int max);

#endif
