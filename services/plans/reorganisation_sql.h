/* Statements on reorganisations. */
#ifndef TONGHOP_PLANS_REORGANISATION_SQL_H
#define TONGHOP_PLANS_REORGANISATION_SQL_H

#include "audit/audit.h"
#include "db/db.h"
#include "reorganisation_read.h"

/* A stored one without its edges; texts live as long as the result they were read from. */
struct reorganisation_record {
    const char *code, *effective_date, *name_vi, *name_en, *act, *sha256;
    int32_t version, edges, skipped;
    moment_t recorded;
};
struct reorganisation_record reorganisation_of_row(const PGresult *rows, int row);

/* Rows of reorganisation_of_row. */
PGresult *reorganisation_newest(struct db *db, const char *code, struct fail *fail) MUST_CHECK;
PGresult *reorganisations_page(struct db *db, const char *after, uint32_t limit, struct fail *fail) MUST_CHECK;
/* from, to, kind, note in their order, and share_of_row. */
PGresult *reorganisation_edges(struct db *db, const char *code, int32_t version, struct fail *fail) MUST_CHECK;

struct unit_share share_of_row(const PGresult *edges, int row);

/* record->version, sha256 and recorded are set by the caller. */
bool reorganisation_store(struct db *db, const struct reorganisation_record *record,
                          const struct reorganisation *reorganisation, const char *subject,
                          struct fail *fail) MUST_CHECK;

/* Of the version with its edges as they are stored, for the audit. */
bool reorganisation_digest(struct db *db, const struct reorganisation_record *record,
                           unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) MUST_CHECK;

#endif
