/* Figures as every answer writes them: completeness, cells, units, and what is confidential. */
#ifndef TONGHOP_AGGREGATION_FIGURES_JSON_H
#define TONGHOP_AGGREGATION_FIGURES_JSON_H

#include "core/caller.h"
#include "json/write.h"
#include "tally.h"

/* Small counts are for readers with scope `raw` only. */
bool cell_confidential(const struct cell *cell, const struct caller *caller);

void write_period(struct json_writer *json, const struct period *period);
/* "unit" and "unitCode" of a node. */
void write_unit(struct json_writer *json, const struct unit_slice *slice, uint32_t position);
void write_completeness(struct json_writer *json, const struct completeness *completeness);
/* The same counts under another name. */
void write_counts(struct json_writer *json, const char *name, const struct completeness *completeness);
/* "shares": how much of which unit stands behind what is estimated; nothing where none does. */
void write_shares(struct json_writer *json, const struct unit_tree *tree, const struct succession *shares, size_t count);
/* One figure: an integer where its indicator has no decimals, else a string; null where missing. */
void write_figure(struct json_writer *json, const char *name, const struct cell *cell, int64_t figure);

#endif
