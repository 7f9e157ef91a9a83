/* Statements on the outbox. */
#include "pipeline/outbox_sql.h"

#include <inttypes.h>
#include <stdio.h>

/* A crash of the server may bring deleted rows back, the newest deletions first: they are published again, in
 * order. That is cheaper than a flush of the log for every batch. The table is nearly always empty but for dead rows,
 * which makes the planner scan all of it; the index knows where the living ones begin. And it takes an array that it does not
 * know for ten elements, and the table for empty: it would go through thousands of them for each row of the next batch, or read the table to its
 * end. In the order of the index both are passed once. */
bool outbox_session(struct db *db, struct fail *fail) {
    return db_script(
        db,
        "SET synchronous_commit = off; SET enable_seqscan = off; SET enable_nestloop = off; SET enable_hashjoin = off",
        fail);
}

bool outbox_lock(struct db *db, const char *service, bool *ret_locked, struct fail *fail) {
    static const struct statement statement = {
        "outbox_lock",
        "SELECT pg_try_advisory_lock(hashtextextended('relay.' || current_schema() || '.' || $1::text, 0))"};
    AUTO_RESULT *result = db_run(db, &statement, 1, &service, fail);
    if (result == NULL)
        return false;
    *ret_locked = db_flag(result, 0, 0);
    return true;
}

bool outbox_is_empty(struct db *db, bool *ret_empty, struct fail *fail) {
    static const struct statement statement = {"outbox_is_empty",
                                               "SELECT (SELECT seq FROM outbox ORDER BY seq LIMIT 1) IS NULL"};
    AUTO_RESULT *result = db_run(db, &statement, 0, NULL, fail);
    if (result == NULL)
        return false;
    *ret_empty = db_flag(result, 0, 0);
    return true;
}

bool outbox_count(struct db *db, int64_t *ret_count, struct fail *fail) {
    static const struct statement statement = {"outbox_count", "SELECT count(*) FROM outbox"};
    AUTO_RESULT *result = db_run(db, &statement, 0, NULL, fail);
    if (result == NULL)
        return false;
    *ret_count = db_int(result, 0, 0);
    return true;
}

PGresult *outbox_read(struct db *db, uint32_t limit, struct fail *fail) {
    static const struct statement statement = {
        "outbox_read", "SELECT seq, id, topic, key, type, subject, version, recorded_us, trace, payload"
                       "  FROM outbox ORDER BY seq LIMIT $1::bigint"};
    char text[16];
    snprintf(text, sizeof text, "%" PRIu32, limit);
    return db_run(db, &statement, 1, (const char *[]){text}, fail);
}

/* By the rows themselves and not by "seq > last": a lower number may have been committed meanwhile. */
static const struct statement statement_read_on = {
    "outbox_read_on",
    "SELECT seq, id, topic, key, type, subject, version, recorded_us, trace, payload"
    "  FROM outbox WHERE NOT EXISTS (SELECT FROM unnest($1::bigint[]) AS sent (seq) WHERE sent.seq = outbox.seq)"
    " ORDER BY seq LIMIT $2::bigint"};

bool outbox_read_on(struct db *db, const char *seqs, uint32_t limit, struct fail *fail) {
    char text[16];
    snprintf(text, sizeof text, "%" PRIu32, limit);
    return db_start(db, &statement_read_on, 2, (const char *[]){seqs, text}, fail);
}

PGresult *outbox_read_on_finish(struct db *db, struct fail *fail) {
    return db_finish(db, &statement_read_on, fail);
}

/* Every read passes all dead rows at the front of the index, and autovacuum comes once a minute. */
void outbox_tidy(struct db *db, bool shrink) {
    struct fail ignored;
    (void)!db_script(db, shrink ? "VACUUM (SKIP_LOCKED) outbox" : "VACUUM (SKIP_LOCKED, TRUNCATE false) outbox",
                     &ignored);
}

bool outbox_delete(struct db *db, const char *seqs, struct fail *fail) {
    static const struct statement statement = {"outbox_delete", "DELETE FROM outbox WHERE seq = ANY ($1::bigint[])"};
    return db_do(db, &statement, 1, &seqs, fail);
}
