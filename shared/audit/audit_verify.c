/* Walks the chains row by row. */
#include "audit/audit_verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

enum { PAGE_ROWS = 1000, NUMBER_TEXT = 24 };

static void found(struct audit_findings *findings, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void found(struct audit_findings *findings, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (findings->count < AUDIT_FINDINGS_MAX)
        vsnprintf(findings->texts[findings->count], AUDIT_FINDING_SIZE, format, arguments);
    va_end(arguments);
    findings->count++;
}

/* ---- Heads that were published */

static int head_order(const void *a, const void *b) {
    const struct audit_head *first = a, *second = b;
    int order = strcmp(first->chain, second->chain);
    return order ? order : (first->seq > second->seq) - (first->seq < second->seq);
}

struct walk {
    struct audit_findings *findings;
    const struct audit_head *heads;
    size_t head_count, head; /* the next one that was not met yet */
    struct audit_head last;  /* as computed */
    bool broken;             /* the chain has its finding */
    int64_t rows;
};

/* Published heads before this place were not met. */
static void heads_pass(struct walk *walk, const struct audit_head *place) {
    for (; walk->head < walk->head_count; walk->head++) {
        const struct audit_head *head = &walk->heads[walk->head];
        if (place && head_order(head, place) >= 0)
            return;
        found(walk->findings, "chain %s: row %" PRId64 " was published and is gone", head->chain, head->seq);
    }
}

static void heads_meet(struct walk *walk, const struct audit_head *row) {
    heads_pass(walk, row);
    for (; walk->head < walk->head_count && head_order(&walk->heads[walk->head], row) == 0; walk->head++)
        if (memcmp(walk->heads[walk->head].hash, row->hash, AUDIT_HASH_SIZE) != 0)
            found(walk->findings, "chain %s: row %" PRId64 " is not the one that was published", row->chain, row->seq);
}

/* ---- Rows */

enum column {
    CHAIN,
    SEQ,
    HASH,
    STORED,
    RECORDED,
    SUBJECT,
    CLIENT,
    ACTION,
    OBJECT,
    VERSION,
    ADDRESS,
    ROOTS,
    TRACE,
    LISTED
};

static PGresult *page_read(struct db *db, const struct audit_head *after, struct fail *fail) {
    static const struct statement statement = {
        "audit_page", "SELECT chain, seq, hash, stored, recorded_us, subject, client, action, object, version, address,"
                      "       roots, trace, items IS NULL OR sha256(items) = stored"
                      "  FROM audit WHERE (chain, seq) > ($1, $2::bigint) ORDER BY chain, seq LIMIT $3::int"};
    char seq[NUMBER_TEXT], limit[NUMBER_TEXT];
    snprintf(seq, sizeof seq, "%" PRId64, after->seq);
    snprintf(limit, sizeof limit, "%d", PAGE_ROWS);
    return db_run(db, &statement, 3, (const char *[]){after->chain, seq, limit}, fail);
}

/* The entry as the row has it, hashed behind the row before. False: its digest is none. */
static bool row_follow(struct audit_head *head, const PGresult *rows, int row) {
    const struct audit_origin origin = {.subject = db_text(rows, row, SUBJECT),
                                        .client = db_text(rows, row, CLIENT),
                                        .action = db_text(rows, row, ACTION),
                                        .address = db_text(rows, row, ADDRESS),
                                        .roots = db_text(rows, row, ROOTS),
                                        .trace = db_text(rows, row, TRACE)};
    struct audit_entry entry = {.origin = &origin,
                                .recorded = db_int(rows, row, RECORDED),
                                .object = db_text(rows, row, OBJECT),
                                .version = db_int(rows, row, VERSION)};
    bool good = audit_digest_read(db_text(rows, row, STORED), entry.stored);
    audit_follow(head, &entry);
    return good && db_flag(rows, row, LISTED);
}

/* What is behind a row that is broken hangs on a hash that nobody knows: one finding for each chain. */
static void row_check(struct walk *walk, const PGresult *rows, int row, const struct audit_head *stored) {
    struct audit_head expected = walk->last;
    if (stored->seq != walk->last.seq + 1) {
        found(walk->findings, "chain %s: row %" PRId64 " is missing", stored->chain, walk->last.seq + 1);
        walk->broken = true;
    } else if (!row_follow(&expected, rows, row) || memcmp(expected.hash, stored->hash, AUDIT_HASH_SIZE) != 0) {
        found(walk->findings, "chain %s: row %" PRId64 " (%s, version %" PRId64 ") was changed", stored->chain,
              stored->seq, db_text(rows, row, OBJECT), db_int(rows, row, VERSION));
        walk->broken = true;
    }
}

static bool row_walk(struct walk *walk, const PGresult *rows, int row, struct fail *fail) {
    struct audit_head stored = {.seq = db_int(rows, row, SEQ)};
    if (!text_copy(stored.chain, AUDIT_CHAIN_SIZE, db_text(rows, row, CHAIN)) ||
        !audit_digest_read(db_text(rows, row, HASH), stored.hash))
        return fail_set(fail, FAULT_BROKEN, false, "audit", "a row cannot be read");
    if (!text_equal(stored.chain, walk->last.chain)) {
        walk->last = (struct audit_head){0};
        text_copy(walk->last.chain, AUDIT_CHAIN_SIZE, stored.chain);
        walk->broken = false;
    }
    if (!walk->broken)
        row_check(walk, rows, row, &stored);
    heads_meet(walk, &stored);
    walk->last = stored;
    walk->rows++;
    return true;
}

static bool walk_all(struct db *db, struct walk *walk, struct fail *fail) {
    for (int count = PAGE_ROWS; count == PAGE_ROWS;) {
        AUTO_RESULT *rows = page_read(db, &walk->last, fail);
        if (!rows)
            return false;
        count = db_rows(rows);
        for (int row = 0; row < count; row++)
            if (!row_walk(walk, rows, row, fail))
                return false;
    }
    heads_pass(walk, NULL);
    return true;
}

bool audit_verify(struct db *db, struct audit_head *heads, size_t head_count, int64_t *ret_rows,
                  struct audit_findings *findings, struct fail *fail) {
    if (head_count > 0)
        qsort(heads, head_count, sizeof *heads, head_order);
    struct walk walk = {.findings = findings, .heads = heads, .head_count = head_count};
    bool walked = walk_all(db, &walk, fail);
    *ret_rows = walk.rows;
    return walked;
}

/* ---- What is stored */

bool audit_verify_stored(struct db *db, struct audit_findings *findings, struct fail *fail) {
    static const struct statement statement = {
        "audit_verify_stored",
        "SELECT object, version, said.chain, said.seq, digest IS NULL FROM audit_said said"
        "  FULL JOIN audit_stored USING (object, version)"
        " WHERE digest IS DISTINCT FROM stored"
        "   AND (stored IS NOT NULL OR audit_stored.recorded_us >= (SELECT min(recorded_us) FROM audit))"
        " ORDER BY object, version"};
    AUTO_RESULT *rows = db_run(db, &statement, 0, NULL, fail);
    for (int row = 0; rows && row < db_rows(rows); row++) {
        const char *object = db_text(rows, row, 0), *chain = db_text(rows, row, 2);
        int64_t version = db_int(rows, row, 1), seq = db_int(rows, row, 3);
        if (!chain)
            found(findings, "%s, version %" PRId64 ": stored without an entry", object, version);
        else
            found(findings, "%s, version %" PRId64 ": %s (chain %s, row %" PRId64 ")", object, version,
                  db_flag(rows, row, 4) ? "is gone" : "is not what was stored", chain, seq);
    }
    return rows != NULL;
}
