/* Statements that continue chains and tell their heads. */
#include "audit/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

enum { NUMBER_TEXT = 24 };

#define CHAIN_LOCK(chain) "(hashtextextended('audit.' || current_schema() || '.' || " chain ", 0))"

static bool head_take(const PGresult *rows, int row, struct audit_head *ret_head, struct fail *fail) {
    bool good = text_copy(ret_head->chain, AUDIT_CHAIN_SIZE, db_text(rows, row, 0)) &&
                audit_digest_read(db_text(rows, row, 2), ret_head->hash);
    ret_head->seq = db_int(rows, row, 1);
    return good || fail_set(fail, FAULT_BROKEN, false, "audit", "the head of chain %s cannot be read", ret_head->chain);
}

static bool head_read(struct db *db, const char *chain, struct audit_head *ret_head, struct fail *fail) {
    static const struct statement statement = {
        "audit_head", "SELECT chain, seq, hash FROM audit WHERE chain = $1 ORDER BY seq DESC LIMIT 1"};
    AUTO_RESULT *rows = db_run(db, &statement, 1, &chain, fail);
    *ret_head = (struct audit_head){0};
    if (!rows)
        return false;
    if (db_rows(rows) > 0)
        return head_take(rows, 0, ret_head, fail);
    text_copy(ret_head->chain, AUDIT_CHAIN_SIZE, chain);
    return true;
}

bool audit_store(struct db *db, const struct statement *statement, int count, const char *const *values,
                 unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) {
    AUTO_RESULT *rows = db_run(db, statement, count, values, fail);
    if (!rows)
        return false;
    return (db_rows(rows) == 1 && audit_digest_read(db_text(rows, 0, 0), ret_digest)) ||
           fail_set(fail, FAULT_BROKEN, false, "audit", "%s does not say what it stored", statement->name);
}

/* ---- The chain of few */

/* A statement of its own: the next one must see what the holder before has committed. */
static bool chain_hold(struct db *db, const char *chain, struct fail *fail) {
    static const struct statement statement = {"audit_hold", "SELECT pg_advisory_xact_lock" CHAIN_LOCK("$1::text")};
    return db_do(db, &statement, 1, &chain, fail);
}

static PGresult *insert(struct db *db, const struct audit_head *head, const struct audit_entry *entry) {
    static const char sql[] = "INSERT INTO audit (chain, seq, recorded_us, subject, client, action, object, version, "
                              "stored, address, roots, trace, items, hash)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    const struct audit_origin *origin = entry->origin;
    char seq[NUMBER_TEXT], recorded[NUMBER_TEXT], version[NUMBER_TEXT];
    snprintf(seq, sizeof seq, "%" PRId64, head->seq);
    snprintf(recorded, sizeof recorded, "%" PRId64, entry->recorded);
    snprintf(version, sizeof version, "%" PRId64, entry->version);
    const char *const values[] = {head->chain,
                                  seq,
                                  recorded,
                                  origin->subject,
                                  origin->client,
                                  origin->action,
                                  entry->object,
                                  version,
                                  (const char *)entry->stored,
                                  origin->address,
                                  origin->roots,
                                  origin->trace,
                                  entry->items ? entry->items->bytes : NULL,
                                  (const char *)head->hash};
    const int lengths[] = {
        [8] = AUDIT_HASH_SIZE, [12] = entry->items ? (int)entry->items->size : 0, [13] = AUDIT_HASH_SIZE};
    static const int binary[] = {[8] = 1, [12] = 1, [13] = 1};
    return PQexecParams(db_handle(db), sql, 14, NULL, values, lengths, binary, 0);
}

bool audit_write(struct db *db, const struct audit_entry *entry, struct fail *fail) {
    struct audit_head head;
    if (!chain_hold(db, "effects", fail) || !head_read(db, "effects", &head, fail))
        return false;
    audit_follow(&head, entry);
    AUTO_RESULT *result = insert(db, &head, entry);
    return PQresultStatus(result) == PGRES_COMMAND_OK ||
           fail_set(fail, FAULT_BROKEN, true, "audit", "%s", PQresultErrorMessage(result));
}

/* ---- The chains of those who store much */

static bool chain_try(struct db *db, const char *chain, bool *ret_claimed, struct fail *fail) {
    static const struct statement statement = {"audit_try", "SELECT pg_try_advisory_lock" CHAIN_LOCK("$1::text")};
    AUTO_RESULT *rows = db_run(db, &statement, 1, &chain, fail);
    *ret_claimed = rows && db_flag(rows, 0, 0);
    return rows != NULL;
}

bool audit_chain_claim(struct db *db, struct audit_head *ret_head, struct fail *fail) {
    char chain[AUDIT_CHAIN_SIZE];
    for (int slot = 1; slot <= AUDIT_CHAINS_MAX; slot++) {
        bool claimed;
        snprintf(chain, sizeof chain, "writer-%d", slot);
        if (!chain_try(db, chain, &claimed, fail))
            return false;
        if (claimed)
            return head_read(db, chain, ret_head, fail);
    }
    return fail_set(fail, FAULT_BUSY, true, "audit", "all %d chains are taken", AUDIT_CHAINS_MAX);
}

/* ---- Heads */

static struct audit_head *seen_find(struct audit_seen *seen, const char *chain) {
    for (size_t i = 0; i < seen->count; i++)
        if (text_equal(seen->heads[i].chain, chain))
            return &seen->heads[i];
    struct audit_head *head = &seen->heads[seen->count++];
    *head = (struct audit_head){0};
    text_copy(head->chain, AUDIT_CHAIN_SIZE, chain);
    return head;
}

static bool put(struct db *db, const char *service, const struct audit_head *head, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "audit_head_put",
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " VALUES (gen_random_uuid(), '" AUDIT_TOPIC "', $1 || ':' || $2, 'tonghop.audit.head.v1', $2, $3::bigint, "
        "$4::bigint, '00-' || replace(gen_random_uuid()::text, '-', '') || '-' || left(replace(gen_random_uuid()::text, "
        "'-', ''), 16) || '-01', json_build_object('service', $1::text, 'chain', $2::text, 'seq', $3::bigint, 'hash', $5::text)"
        "::text)"};
    char seq[NUMBER_TEXT], recorded[NUMBER_TEXT], hash[2 * AUDIT_HASH_SIZE + 1];
    snprintf(seq, sizeof seq, "%" PRId64, head->seq);
    snprintf(recorded, sizeof recorded, "%" PRId64, now);
    text_hex(head->hash, AUDIT_HASH_SIZE, hash);
    return db_do(db, &statement, 5, (const char *[]){service, head->chain, seq, recorded, hash}, fail);
}

/* By index from chain to chain: what lies between the heads is not read. */
static PGresult *heads_read(struct db *db, struct fail *fail) {
    static const struct statement statement = {
        "audit_heads",
        "WITH RECURSIVE chains AS ((SELECT chain FROM audit ORDER BY chain LIMIT 1)"
        "  UNION ALL SELECT (SELECT chain FROM audit a WHERE a.chain > c.chain ORDER BY chain LIMIT 1) FROM chains c"
        "             WHERE c.chain IS NOT NULL)"
        "SELECT h.* FROM chains c CROSS JOIN LATERAL"
        "  (SELECT chain, seq, hash FROM audit a WHERE a.chain = c.chain ORDER BY seq DESC LIMIT 1) h"};
    return db_run(db, &statement, 0, NULL, fail);
}

bool audit_publish(struct db *db, const char *service, moment_t now, struct audit_seen *seen, size_t *ret_published,
                   struct fail *fail) {
    AUTO_RESULT *rows = heads_read(db, fail);
    *ret_published = 0;
    for (int row = 0; rows && row < db_rows(rows) && row <= AUDIT_CHAINS_MAX; row++) {
        struct audit_head head;
        if (!head_take(rows, row, &head, fail))
            return false;
        struct audit_head *before = seen_find(seen, head.chain);
        if (before->seq == head.seq && memcmp(before->hash, head.hash, AUDIT_HASH_SIZE) == 0)
            continue;
        if (!put(db, service, &head, now, fail))
            return false;
        *before = head;
        (*ret_published)++;
    }
    return rows != NULL;
}
