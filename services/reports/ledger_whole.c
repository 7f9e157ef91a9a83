/* Stores a batch that nothing stands in the way of: an insert for each table, all in one round trip and one transaction. */
#include <stdio.h>
#include <string.h>

#include "db/binary.h"
#include "ledger_row.h"

enum { COUNT_TEXT = 24, CALLS_MAX = 4 };

/* Where a row is left out, for the floor or for the version before, none goes in: the entries are hashed for all of them. */
#define VERSION_COLUMNS                                                                                                \
    "period_year, form, unit, agency, period, version, report, form_version, function, period_start, period_end, "     \
    "state, timeliness, cells, details, comments, submitted_us, first_submitted_us, due_us, recorded_us, epoch, "      \
    "sha256, submitted_by, subject, client, reason, warnings, root"
#define VERSIONS_INSERT(condition)                                                                                     \
    "WITH stored AS (INSERT INTO report_version (" VERSION_COLUMNS ") SELECT " VERSION_COLUMNS                         \
    "      FROM unnest($1::version_row[]) AS g WHERE recorded_us > (SELECT floor_us FROM ledger)" condition            \
    "      RETURNING 1)"                                                                                               \
    " SELECT floor_us FROM ledger WHERE audit_whole((SELECT count(*) FROM stored), $2::bigint)"

/* Looking for the version before in all partitions costs as much as storing: a batch of first versions does without. */
static const struct statement insert_first = {"ledger_versions_first", VERSIONS_INSERT("")},
                              insert_next = {"ledger_versions_next", VERSIONS_INSERT(LEDGER_FOLLOWS)};
#define KEY_COLUMNS "client, key, fingerprint, report, version, status, created_us"
static const struct statement insert_keys = {"ledger_keys", "INSERT INTO idempotency (" KEY_COLUMNS
                                                            ") SELECT " KEY_COLUMNS " FROM unnest($1::key_row[])"};
#define EVENT_COLUMNS "id, topic, key, type, subject, version, recorded_us, trace, payload"
static const struct statement insert_events = {
    "ledger_events", "INSERT INTO outbox (" EVENT_COLUMNS ") SELECT " EVENT_COLUMNS " FROM unnest($1::event_row[])"};

/* ---- What goes out */

struct whole {
    struct buffer versions, keys, events, entries;
    struct audit_head head;
    size_t key_count;
    char count[COUNT_TEXT];
    bool next;    /* some follow another version */
    bool audited; /* with an entry for each */
};

static void whole_done(struct whole *whole) {
    buffer_done(&whole->versions);
    buffer_done(&whole->keys);
    buffer_done(&whole->events);
    buffer_done(&whole->entries);
}

static size_t keys_count(struct report_write *const *writes, size_t count) {
    size_t keys = 0;
    for (size_t i = 0; i < count; i++)
        keys += writes[i]->key != NULL;
    return keys;
}

static void whole_render(const struct ledger *ledger, struct report_write *const *writes, size_t count,
                         struct whole *whole) {
    whole->next = ledger_has_next(writes, count);
    whole->key_count = keys_count(writes, count);
    array_head(&whole->versions, ledger->types.version, false, count);
    array_head(&whole->keys, ledger->types.key, false, whole->key_count);
    array_head(&whole->events, ledger->types.event, false, count);
    for (size_t i = 0; i < count; i++) {
        ledger_version_add(&whole->versions, writes[i]);
        if (writes[i]->key)
            ledger_key_add(&whole->keys, writes[i]);
        ledger_event_add(&whole->events, writes[i]);
    }
    if (whole->audited)
        ledger_entries_render(ledger, writes, count, &whole->head, &whole->entries);
    snprintf(whole->count, sizeof whole->count, "%zu", count);
}

static PGresult *whole_run(struct ledger *ledger, const struct whole *whole) {
    static const int formats[] = {1, 0};
    const int versions_lengths[] = {(int)whole->versions.size, 0}, keys_length = (int)whole->keys.size,
              events_length = (int)whole->events.size, entries_length = (int)whole->entries.size;
    const char *const versions[] = {whole->versions.bytes, whole->count};
    const char *const keys = whole->keys.bytes, *const events = whole->events.bytes,
                      *const entries = whole->entries.bytes;
    struct db_call calls[CALLS_MAX] = {
        {whole->next ? &insert_next : &insert_first, 2, versions, versions_lengths, formats},
        {&insert_events, 1, &events, &events_length, formats},
    };
    size_t count = 2;
    if (whole->audited)
        calls[count++] = (struct db_call){&ledger_entries_insert, 1, &entries, &entries_length, formats};
    if (whole->key_count > 0)
        calls[count++] = (struct db_call){&insert_keys, 1, &keys, &keys_length, formats};
    return db_run_together(ledger->db, calls, count);
}

/* ---- What came of it */

/* A version or a key that is there already, the floor, a version that follows none. */
static bool is_in_the_way(const PGresult *result) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE),
               *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    bool taken = state && strcmp(state, "23505") == 0 && constraint && strcmp(constraint, "audit_pkey") != 0;
    return taken || (state && strcmp(state, "TH001") == 0);
}

static void take_stored(struct report_write *const *writes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        writes[i]->fresh = true;
        writes[i]->outcome = WRITE_STORED;
    }
}

static bool whole_store(struct ledger *ledger, struct report_write *const *writes, size_t count, struct whole *whole,
                        bool *ret_whole, struct fail *fail) {
    whole_render(ledger, writes, count, whole);
    AUTO_RESULT *result = whole_run(ledger, whole);
    *ret_whole = PQresultStatus(result) == PGRES_TUPLES_OK;
    if (!*ret_whole)
        return is_in_the_way(result) || ledger_audited_failed(ledger, result, fail);
    ledger->floor = db_int(result, 0, 0);
    take_stored(writes, count);
    return true;
}

bool ledger_store_whole(struct ledger *ledger, struct report_write *const *writes, size_t count, bool *ret_whole,
                        struct fail *fail) {
    struct whole whole __attribute__((cleanup(whole_done))) = {.head = ledger->head, .audited = true};
    if (!whole_store(ledger, writes, count, &whole, ret_whole, fail))
        return false;
    if (*ret_whole)
        ledger->head = whole.head;
    return true;
}

bool ledger_store_plain(struct ledger *ledger, struct report_write *const *writes, size_t count, bool *ret_whole,
                        struct fail *fail) {
    struct whole whole __attribute__((cleanup(whole_done))) = {0};
    if (!whole_store(ledger, writes, count, &whole, ret_whole, fail))
        return false;
    for (size_t i = 0; *ret_whole && i < count; i++)
        ledger_item_add(&ledger->items, writes[i]);
    return true;
}

bool ledger_prepare_whole(struct ledger *ledger, struct fail *fail) {
    return db_prepare(ledger->db, &insert_first, fail) && db_prepare(ledger->db, &insert_next, fail) &&
           db_prepare(ledger->db, &insert_keys, fail) && db_prepare(ledger->db, &insert_events, fail) &&
           db_prepare(ledger->db, &ledger_entries_insert, fail);
}
