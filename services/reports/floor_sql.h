/* Statements on the floor of the ledger: the moment at or below which nothing is recorded any more. */
#ifndef TONGHOP_REPORTS_FLOOR_SQL_H
#define TONGHOP_REPORTS_FLOOR_SQL_H

#include "core/arena.h"
#include "db/db.h"

struct ledger_floor {
    moment_t until;
    int32_t epoch;
    const char *writers; /* transactions that may have begun to store before it was raised, with commas between */
};

/* A session that floor_is_passed may be asked in. */
bool floor_session(struct db *db, struct fail *fail) MUST_CHECK;
/* Raises it to what the clock of the database showed `lag_us` ago and commits. Not inside a transaction. */
bool floor_raise(struct db *db, int64_t lag_us, struct arena *arena, struct ledger_floor *ret_floor,
                 struct fail *fail) MUST_CHECK;
/* Have the writers of then ended, and has the broker every event recorded at or below the floor? */
bool floor_is_passed(struct db *db, const struct ledger_floor *floor, bool *ret_passed, struct fail *fail) MUST_CHECK;

#endif
