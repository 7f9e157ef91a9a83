/* Statements on what is told of a plan's tasks and targets beside its own text. */
#ifndef TONGHOP_PLANS_PLAN_ENTRY_SQL_H
#define TONGHOP_PLANS_PLAN_ENTRY_SQL_H

#include "audit/audit.h"
#include "db/db.h"

/* One version of an entry; texts live as long as the result they were read from. */
struct plan_entry {
    const char *plan, *kind; /* the plan's id; progress, allocation, assessment */
    const char *item, *part; /* code of the task or target; see the table */
    const char *body, *subject;
    int32_t version;
    moment_t recorded;
};
struct plan_entry entry_of_row(const PGresult *rows, int row);

/* Rows of entry_of_row by item and part, as they stand: of one item and part, each where not NULL. */
PGresult *plan_entries_newest(struct db *db, const struct plan_entry *asked, struct fail *fail) MUST_CHECK;
/* All versions of them, the newest first within a part. */
PGresult *plan_entries_all(struct db *db, const struct plan_entry *asked, struct fail *fail) MUST_CHECK;

bool plan_entry_store(struct db *db, const struct plan_entry *entry, unsigned char ret_digest[AUDIT_HASH_SIZE],
                      struct fail *fail) MUST_CHECK;

#endif
