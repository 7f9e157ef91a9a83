/* Statements on the keys of POSTs. */
#include "service/idempotency_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_TEXT = 24 };

#define FINGERPRINT(head, body) "sha256(convert_to(" head ", 'UTF8') || sha256(convert_to(" body ", 'UTF8')))"

bool idempotency_key_lock(struct db *db, const char *client, const char *key, bool *ret_locked, struct fail *fail) {
    static const struct statement statement = {
        "key_lock", "SELECT pg_try_advisory_xact_lock(hashtextextended($1 || E'\\n' || $2, 0))"};
    AUTO_RESULT *rows = db_run(db, &statement, 2, (const char *[]){client, key}, fail);
    if (!rows)
        return false;
    *ret_locked = db_flag(rows, 0, 0);
    return true;
}

PGresult *idempotency_key_find(struct db *db, const char *client, const char *key, const char *head, const char *body,
                               struct fail *fail) {
    static const struct statement statement = {
        "key_find",
        "SELECT fingerprint = " FINGERPRINT("$3", "$4") ", status, location, version, body"
                                                        "  FROM idempotency WHERE client = $1 AND key = $2"};
    return db_run(db, &statement, 4, (const char *[]){client, key, head, body}, fail);
}

bool idempotency_key_store(struct db *db, const char *client, const char *key, const char *head, const char *body,
                           const struct answer *answer, const char *answer_body, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "key_store", "INSERT INTO idempotency (client, key, fingerprint, status, location, version, body, created_us)"
                     "VALUES ($1, $2, " FINGERPRINT("$3", "$4") ", $5, $6, $7, $8, $9)"};
    char status[NUMBER_TEXT], version[NUMBER_TEXT], created[NUMBER_TEXT];
    snprintf(status, sizeof status, "%d", answer->status);
    snprintf(version, sizeof version, "%" PRId64, answer->version);
    snprintf(created, sizeof created, "%" PRId64, now);
    const char *const values[] = {client, key, head, body, status, answer->location, version, answer_body, created};
    return db_do(db, &statement, 9, values, fail);
}

bool idempotency_keys_drop(struct db *db, moment_t before, struct fail *fail) {
    static const struct statement statement = {"keys_drop", "DELETE FROM idempotency WHERE created_us < $1"};
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%" PRId64, before);
    return db_do(db, &statement, 1, (const char *[]){text}, fail);
}
