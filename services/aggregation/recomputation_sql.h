/* Statements on recomputations. */
#ifndef TONGHOP_AGGREGATION_RECOMPUTATION_SQL_H
#define TONGHOP_AGGREGATION_RECOMPUTATION_SQL_H

#include "core/arena.h"
#include "core/uuid.h"
#include "db/db.h"

enum { RECOMPUTATION_DIFFERENCES_MAX = 1000 };

/* Texts live in the arena of who made it. */
struct recomputation {
    char id[UUID_TEXT_SIZE];
    const char *form, *period, *differences /* JSON array */, *subject;
    uint32_t compared;
    moment_t started, finished;
};

bool recomputation_insert(struct db *db, const struct recomputation *recomputation, struct fail *fail) MUST_CHECK;
/* FAULT_MISSING where there is none. */
bool recomputation_find(struct db *db, const char *id, struct arena *arena, struct recomputation *ret_recomputation, struct fail *fail) MUST_CHECK;
/* Newest first, before an id; NULL: from the newest. */
bool recomputations_read(struct db *db, const char *before, uint32_t limit, struct arena *arena, struct recomputation **ret_found,
                         size_t *ret_count, struct fail *fail) MUST_CHECK;

#endif
