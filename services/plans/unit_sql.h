/* Statements on unit versions. */
#ifndef TONGHOP_PLANS_UNIT_SQL_H
#define TONGHOP_PLANS_UNIT_SQL_H

#include "audit/audit.h"
#include "db/db.h"
#include "unit_set.h"

/* Inserts the rows that were created and updates the changed ones. */
bool unit_versions_store(struct db *db, const struct unit_rows *rows, const struct unit_merge *merge,
                         struct fail *fail) MUST_CHECK;

/* Of all units as they are stored, for the audit. */
bool unit_table_digest(struct db *db, unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) MUST_CHECK;

#endif
