/* The statements on what signed consolidations showed and kept back of small counts. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_WITHHOLD_SQL_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_WITHHOLD_SQL_H

#include "core/arena.h"
#include "core/clock.h"
#include "db/db.h"

/* A figure as an edition without small counts has it. */
struct shown_figure {
    const char *form, *line, *cell, *unit; /* line "": of all agencies */
    bool own;
    day_t start, end;
    int64_t value;
    bool hidden;
};

/* Until the transaction ends nobody else decides what is kept back: two who sign at once see each other. */
bool shown_figures_lock(struct db *db, struct fail *fail) MUST_CHECK;

struct shown_filter {
    const char *const *forms;
    uint32_t form_count;
    const char *const *units; /* NULL: any */
    uint32_t unit_count;
    day_t from, until; /* spans that overlap it */
    uint32_t limit;
};
/* The oldest signature first, in the arena. */
bool shown_figures_read(struct db *db, const struct shown_filter *filter, struct arena *arena, struct shown_figure **ret_figures, uint32_t *ret_count,
                        struct fail *fail) MUST_CHECK;
bool shown_figures_write(struct db *db, const char *consolidation, const struct shown_figure *figures, uint32_t count, struct fail *fail) MUST_CHECK;

#endif
