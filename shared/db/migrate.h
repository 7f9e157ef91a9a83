/* Migrations: numbered SQL files of a service, built into its binary, applied forward only, each in one transaction.
 *
 * Table schema_migration (name, sha256, applied_at) in the service's schema; an advisory lock keeps two runs apart; a file that changed
 * after it was applied is refused. */
#ifndef TONGHOP_DB_MIGRATE_H
#define TONGHOP_DB_MIGRATE_H

#include "db/db.h"

struct migration {
    const char *name; /* 0001_what */
    const char *sql;
};

extern const struct migration migrations[]; /* generated for each service; closed by an empty row */

bool migrate(struct db *db, const struct migration *rows, uint32_t *ret_applied, struct fail *fail) MUST_CHECK;
/* Are all of them applied? For /readyz and for serve, which refuses an old schema. */
bool migrated(struct db *db, const struct migration *rows, bool *ret_all, struct fail *fail) MUST_CHECK;

#endif
