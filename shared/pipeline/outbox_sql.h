/* Statements on the outbox and on the lock that makes one relay of many the one that publishes. */
#ifndef TONGHOP_PIPELINE_OUTBOX_SQL_H
#define TONGHOP_PIPELINE_OUTBOX_SQL_H

#include "db/db.h"

/* Columns of outbox_read. */
enum outbox_column {
    OUTBOX_SEQ,
    OUTBOX_ID,
    OUTBOX_TOPIC,
    OUTBOX_KEY,
    OUTBOX_TYPE,
    OUTBOX_SUBJECT,
    OUTBOX_VERSION,
    OUTBOX_RECORDED_US,
    OUTBOX_TRACE,
    OUTBOX_PAYLOAD
};

bool outbox_session(struct db *db, struct fail *fail) MUST_CHECK; /* once on a new connection */
bool outbox_lock(struct db *db, const char *service, bool *ret_locked, struct fail *fail) MUST_CHECK;
bool outbox_is_empty(struct db *db, bool *ret_empty, struct fail *fail) MUST_CHECK;
bool outbox_count(struct db *db, int64_t *ret_count, struct fail *fail) MUST_CHECK;
PGresult *outbox_read(struct db *db, uint32_t limit, struct fail *fail) MUST_CHECK;
/* Reads what comes behind the rows of `seqs`, in two steps: see db_start. */
bool outbox_read_on(struct db *db, const char *seqs, uint32_t limit, struct fail *fail) MUST_CHECK;
PGresult *outbox_read_on_finish(struct db *db, struct fail *fail) MUST_CHECK;
/* Frees what deleted rows left behind. shrink: gives empty pages at the end back too, for which it shuts the table for a moment. */
void outbox_tidy(struct db *db, bool shrink);
bool outbox_delete(struct db *db, const char *seqs, struct fail *fail) MUST_CHECK; /* "{1,2,…}" */

#endif
