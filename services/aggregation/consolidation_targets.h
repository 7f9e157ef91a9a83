/* The targets of a stored consolidation, read back from its document for the page: what was signed is what is printed. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_TARGETS_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_TARGETS_H

#include <jansson.h>

#include "rollup_table.h"

/* Puts them into made->targets, each before its parts; none where the document tells of no plan. Texts are the document's own, and
 * the plan's where it is still of the version that was judged. */
void consolidation_take_targets(const struct snapshot *snapshot, const json_t *document, struct rollup_document *made);

#endif
