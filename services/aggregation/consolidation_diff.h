/* What differs between two documents of a consolidation: figures of the unit, targets, narratives, and the reports behind them. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_DIFF_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_DIFF_H

#include "consolidation_source.h"
#include "json/write.h"

/* So many reports are named; all are counted. */
enum { DIFFERENCE_REPORTS_MAX = 500 };

struct consolidation_diff {
    const json_t *before, *after; /* documents of the same edition; before NULL: there was none */
    const struct source_change *changes;
    size_t change_count;
    bool figures_only; /* without narratives: who computes anew has none */
};

/* An object: forms, targets, narratives, reports. */
void consolidation_diff_write(struct json_writer *json, const char *name, const struct consolidation_diff *diff);

#endif
