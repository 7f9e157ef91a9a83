/* The table unit_reach: which roots reach a unit, for the policies of row-level security. */
#ifndef TONGHOP_PIPELINE_REACH_SQL_H
#define TONGHOP_PIPELINE_REACH_SQL_H

#include "db/db.h"
#include "reference/snapshot.h"

/* A transaction with one view of all tables in which the table may be written: one instance after the other. */
bool reach_begin(struct db *db, struct fail *fail) MUST_CHECK;

/* Makes the table what the snapshot says, and commits: a handler never knows a unit that the policies do not. `db` is the context of a
 * record_source. */
bool reach_store_before(void *db, const struct snapshot *next, struct fail *fail) MUST_CHECK;

#endif
