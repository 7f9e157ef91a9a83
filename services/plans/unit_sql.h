/* Statements on unit versions. */
#ifndef TONGHOP_PLANS_UNIT_SQL_H
#define TONGHOP_PLANS_UNIT_SQL_H

#include "db/db.h"
#include "unit_set.h"

/* Inserts the rows that were created and updates the changed ones. */
bool unit_versions_store(struct db *db, const struct unit_rows *rows, const struct unit_merge *merge,
                         struct fail *fail) MUST_CHECK;

#endif
