/* The figures of a stored consolidation as tables, read back from its document: what was signed is what is printed. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_TABLE_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_TABLE_H

#include <jansson.h>

#include "rollup_table.h"

/* One table for each form, in the arena; texts are the document's own and live as long as it does. */
struct rollup_table *consolidation_tables(struct arena *arena, const json_t *document, uint32_t *ret_count);

/* The text of {"vi","en"} in a language, Vietnamese where there is no English one; NULL: there is none. */
const char *consolidation_name(const json_t *names, enum language language);

#endif
