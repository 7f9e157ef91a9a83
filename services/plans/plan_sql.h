/* Statements on plans. */
#ifndef TONGHOP_PLANS_PLAN_SQL_H
#define TONGHOP_PLANS_PLAN_SQL_H

#include "audit/audit.h"
#include "db/db.h"
#include "reference/snapshot.h"

/* One version of a plan; texts live as long as the result they were read from. */
struct plan_record {
    const char *id, *code, *body, *subject;
    const char *reason; /* why an issued plan gets this version; NULL: none, or not read */
    const char *issuer, *function, *root; /* for storing: id of the issuer's unit, its agency's function, what the author acts under */
    int32_t version;
    enum plan_state state;
    moment_t recorded;
};
struct plan_record plan_of_row(const PGresult *rows, int row);

/* Rows of plan_of_row. The newest version of the plan with this code or id. */
PGresult *plan_newest(struct db *db, const char *code_or_id, struct fail *fail) MUST_CHECK;
/* The version that counts: the newest one issued or closed, and the newest of all where none was. */
PGresult *plan_of_force(struct db *db, const char *code_or_id, struct fail *fail) MUST_CHECK;
PGresult *plan_version_read(struct db *db, const char *code_or_id, int64_t version, struct fail *fail) MUST_CHECK;
/* Versions after `after`, without bodies, with their reasons. */
PGresult *plan_versions_page(struct db *db, const char *code_or_id, const char *after, uint32_t limit,
                             struct fail *fail) MUST_CHECK;
/* Plans by code, after `after` (""), with a summary as body: of a programme, in a state, among `codes` (array literal),
 * each where not NULL. */
PGresult *plans_page(struct db *db, const char *after, const char *programme, const char *state, const char *codes,
                     uint32_t limit, struct fail *fail) MUST_CHECK;

bool plan_create(struct db *db, const char *id, const char *code, struct fail *fail) MUST_CHECK;
bool plan_version_store(struct db *db, const struct plan_record *plan, unsigned char ret_digest[AUDIT_HASH_SIZE],
                        struct fail *fail) MUST_CHECK;

#endif
