/* Stores what can be stored of a batch, and finds out what stood in the way of the rest. A batch that goes in as a whole: ledger_whole.c. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/binary.h"
#include "ledger_row.h"

enum { NUMBER_TEXT = 24, OBJECT_SIZE = sizeof "report:" + UUID_TEXT_SIZE };

/* ---- Storing */

/* A moment of recording is unique in the batch, so it names the row. Look-ups are lateral with a limit: always by index, row by row. */
#define STORE(condition)                                                                                               \
    "WITH given AS MATERIALIZED (SELECT * FROM unnest($1::report_write_2[]) WITH ORDINALITY"                           \
    "      AS w (period_year, form, unit, agency, period, version, report, form_version, function, period_start, "     \
    "period_end, state,"                                                                                               \
    "            timeliness, cells, details, comments, submitted_us, first_submitted_us, due_us, recorded_us, epoch, " \
    "sha256, submitted_by,"                                                                                            \
    "            subject, client, reason, key, fingerprint, status, event, trace, payload, warnings, ordinal)),"       \
    " known AS MATERIALIZED (SELECT g.ordinal, k.fingerprint = g.fingerprint AS same, k.report, k.version, k.status,"  \
    "            k.created_us FROM given g CROSS JOIN LATERAL (SELECT * FROM idempotency i WHERE i.client = g.client " \
    "AND i.key = g.key "                                                                                               \
    "LIMIT 1) k),"                                                                                                     \
    " stored AS (INSERT INTO report_version (period_year, form, unit, agency, period, version, report, form_version, " \
    "function, period_start,"                                                                                          \
    "            period_end, state, timeliness, cells, details, comments, submitted_us, first_submitted_us, due_us, "  \
    "recorded_us, epoch,"                                                                                              \
    "            sha256, submitted_by, subject, client, reason, warnings, root)"                                       \
    "      SELECT period_year, form, unit, agency, period, version, report, form_version, function, period_start, "    \
    "period_end, state,"                                                                                               \
    "             timeliness, cells, details, comments, submitted_us, first_submitted_us, due_us, recorded_us, "       \
    "epoch, sha256,"                                                                                                   \
    "             submitted_by, subject, client, reason, warnings, ($2::text[])[ordinal::integer] FROM given g"        \
    "       WHERE ordinal NOT IN (SELECT ordinal FROM known)"                                                          \
    "         AND recorded_us > (SELECT floor_us FROM ledger)" condition                                               \
    "       ORDER BY ordinal ON CONFLICT DO NOTHING RETURNING recorded_us),"                                           \
    " keys AS (INSERT INTO idempotency (client, key, fingerprint, report, version, status, created_us)"                \
    "      SELECT client, key, fingerprint, report, version, status, recorded_us FROM given"                           \
    "       WHERE key IS NOT NULL AND recorded_us IN (SELECT recorded_us FROM stored)),"                               \
    " events AS (INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"             \
    "      SELECT gen_random_uuid(), '" REPORT_TOPIC "', unit, event, report::text, version, recorded_us, trace, "     \
    "payload FROM given"                                                                                               \
    "       WHERE recorded_us IN (SELECT recorded_us FROM stored) ORDER BY ordinal)"                                   \
    " SELECT g.ordinal, g.recorded_us IN (SELECT recorded_us FROM stored), k.same, k.report, k.version, k.status, "    \
    "       k.created_us, (SELECT floor_us FROM ledger)"                                                               \
    "  FROM given g LEFT JOIN known k USING (ordinal)"

#define ENTRY_COLUMNS                                                                                                  \
    "chain, seq, recorded_us, subject, client, action, object, version, stored, address, roots, trace, items, hash"

static const struct statement store_first = {"report_store_first", STORE("")},
                              store_next = {"report_store_next", STORE(LEDGER_FOLLOWS)};
const struct statement ledger_entries_insert = {
    "ledger_entries", "INSERT INTO audit (" ENTRY_COLUMNS ") SELECT " ENTRY_COLUMNS " FROM unnest($1::audit_write[])"};

static void take_outcome(struct report_write *write, const PGresult *rows, int row) {
    write->fresh = db_flag(rows, row, 1);
    if (write->fresh) {
        write->outcome = WRITE_STORED;
        return;
    }
    if (!db_text(rows, row, 2))
        return;
    snprintf(write->met.report, sizeof write->met.report, "%s", db_text(rows, row, 3));
    write->met.version = (int32_t)db_int(rows, row, 4);
    write->met.status = (int)db_int(rows, row, 5);
    bool ours = strcmp(write->met.report, write->report.id) == 0 && write->met.version == write->report.version &&
                db_int(rows, row, 6) == write->report.recorded; /* decisions at once make the same version */
    if (!db_flag(rows, row, 2))
        write->outcome = WRITE_KEY_REUSED;
    else
        write->outcome = ours ? WRITE_STORED : WRITE_KEY_REPLAY;
}

bool ledger_failed(struct db *db, const PGresult *result, struct fail *fail) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = state ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : "the connection was lost";
    bool may_pass = !state || db_broken(db) || strncmp(state, "22", 2) != 0;
    bool deadlock = state && strcmp(state, "40P01") == 0;
    return fail_set(fail, deadlock ? FAULT_BUSY : FAULT_BROKEN, may_pass, "report_store", "%s: %s", state ? state : "-",
                    message);
}

bool ledger_has_next(struct report_write *const *writes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (writes[i]->report.version > 1)
            return true;
    return false;
}

enum { BATCH, ROOTS, ARRAYS_MAX };

/* All in binary form but the roots. */
static PGresult *run_arrays(struct ledger *ledger, const struct statement *statement,
                            const struct buffer *const *arrays, int count) {
    const char *values[ARRAYS_MAX];
    int lengths[ARRAYS_MAX], formats[ARRAYS_MAX];
    for (int i = 0; i < count; i++) {
        values[i] = arrays[i]->bytes;
        lengths[i] = (int)arrays[i]->size;
        formats[i] = i != ROOTS;
    }
    return PQexecPrepared(db_handle(ledger->db), statement->name, count, values, lengths, formats, 0);
}

static void batch_render(struct ledger *ledger, struct report_write *const *writes, size_t count, struct buffer *to) {
    array_head(to, ledger->types.write, false, count);
    for (size_t i = 0; i < count; i++)
        ledger_row_add(to, writes[i]);
}

/* Under which root each was made, for the policy of the table. */
static void roots_render(struct report_write *const *writes, size_t count, struct db_array *to) {
    db_array_begin(to);
    for (size_t i = 0; i < count; i++)
        db_array_text(to, writes[i]->root);
    (void)db_array_end(to);
}

static void take_outcomes(struct ledger *ledger, struct report_write *const *writes, const PGresult *rows) {
    ledger->floor = db_int(rows, 0, 7);
    for (int row = 0; row < db_rows(rows); row++)
        take_outcome(writes[db_int(rows, row, 0) - 1], rows, row);
}

static bool store_without_entries(struct ledger *ledger, struct report_write *const *writes, size_t count,
                                  struct fail *fail) {
    AUTO_BUFFER batch = {0};
    struct db_array roots __attribute__((cleanup(db_array_done)));
    batch_render(ledger, writes, count, &batch);
    roots_render(writes, count, &roots);
    const struct buffer *const arrays[] = {[BATCH] = &batch, [ROOTS] = &roots.text};
    AUTO_RESULT *rows =
        run_arrays(ledger, ledger_has_next(writes, count) ? &store_next : &store_first, arrays, ARRAYS_MAX);
    if (PQresultStatus(rows) != PGRES_TUPLES_OK)
        return ledger_failed(ledger->db, rows, fail);
    take_outcomes(ledger, writes, rows);
    return true;
}

bool ledger_store(struct ledger *ledger, struct report_write *const *writes, size_t count, struct fail *fail) {
    if (!store_without_entries(ledger, writes, count, fail))
        return false;
    for (size_t i = 0; i < count; i++)
        if (writes[i]->fresh)
            ledger_item_add(&ledger->items, writes[i]);
    return true;
}

bool ledger_is_below(const struct ledger *ledger, const struct report_write *write) {
    return write->outcome == WRITE_WAITING && write->report.recorded <= ledger->floor;
}

/* ---- Storing with audit entries */

static void entry_add(struct audit_head *head, const struct report_write *write, struct buffer *to) {
    char object[OBJECT_SIZE];
    snprintf(object, sizeof object, "report:%s", write->report.id);
    struct audit_entry entry = {.origin = write->origin,
                                .recorded = write->report.recorded,
                                .object = object,
                                .version = write->report.version};
    memcpy(entry.stored, write->digest, AUDIT_HASH_SIZE);
    audit_follow(head, &entry);
    audit_row_add(to, head, &entry);
}

void ledger_entries_render(const struct ledger *ledger, struct report_write *const *writes, size_t count,
                           struct audit_head *head, struct buffer *to) {
    array_head(to, ledger->types.entry, false, count);
    for (size_t i = 0; i < count; i++)
        entry_add(head, writes[i], to);
}

bool ledger_audited_failed(struct ledger *ledger, const PGresult *result, struct fail *fail) {
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    (void)!ledger_failed(ledger->db, result, fail);
    if (constraint && strcmp(constraint, "audit_pkey") == 0)
        ledger_close(ledger);
    return false;
}

static bool fresh_audit(struct ledger *ledger, struct report_write *const *writes, size_t count,
                        struct audit_head *head, struct fail *fail) {
    AUTO_BUFFER entries = {0};
    struct report_write *fresh[LEDGER_BATCH_MAX];
    size_t fresh_count = 0;
    for (size_t i = 0; i < count; i++)
        if (writes[i]->fresh)
            fresh[fresh_count++] = writes[i];
    if (fresh_count == 0)
        return true;
    ledger_entries_render(ledger, fresh, fresh_count, head, &entries);
    AUTO_RESULT *result = run_arrays(ledger, &ledger_entries_insert, (const struct buffer *[]){&entries}, 1);
    return PQresultStatus(result) == PGRES_COMMAND_OK || ledger_audited_failed(ledger, result, fail);
}

/* Those that can be stored, and entries for exactly them. What was stored is not before it is committed. */
static bool store_part(struct ledger *ledger, struct report_write *const *writes, size_t count, struct fail *fail) {
    struct audit_head head = ledger->head;
    if (db_begin(ledger->db, fail) && store_without_entries(ledger, writes, count, fail) &&
        fresh_audit(ledger, writes, count, &head, fail) && db_commit(ledger->db, fail)) {
        ledger->head = head;
        return true;
    }
    for (size_t i = 0; i < count; i++)
        writes[i]->outcome = WRITE_WAITING;
    if (ledger->db)
        db_rollback(ledger->db);
    return false;
}

bool ledger_store_audited(struct ledger *ledger, struct report_write *const *writes, size_t count, struct fail *fail) {
    bool whole;
    if (!ledger_store_whole(ledger, writes, count, &whole, fail))
        return false;
    return whole || store_part(ledger, writes, count, fail);
}

/* ---- What stood in the way */

static const struct statement explain_statement = {
    "report_explain",
    "SELECT g.ordinal, v.report, v.recorded_us FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], "
    "$6::int[])"
    "       WITH ORDINALITY AS g (period_year, form, unit, agency, period, version, ordinal)"
    " CROSS JOIN LATERAL (SELECT report, recorded_us FROM report_version v WHERE v.period_year = g.period_year AND "
    "v.form = g.form"
    "       AND v.unit = g.unit AND v.agency = g.agency AND v.period = g.period AND v.version = g.version LIMIT 1) v"};

enum { KEY_COLUMNS = 6 };

static void keys_render(struct report_write *const *writes, size_t count, struct db_array columns[KEY_COLUMNS]) {
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        db_array_begin(&columns[i]);
    for (size_t i = 0; i < count; i++) {
        const struct report_key *key = &writes[i]->report.key;
        db_array_int(&columns[0], key->period_year);
        db_array_text(&columns[1], key->form);
        db_array_text(&columns[2], key->unit);
        db_array_text(&columns[3], key->agency);
        db_array_text(&columns[4], key->period);
        db_array_int(&columns[5], writes[i]->report.version);
    }
}

static enum write_outcome in_the_way(const struct report_write *write) {
    return write->report.version == 1 ? WRITE_EXISTS : WRITE_STALE;
}

static void take_met(struct report_write *write, const PGresult *rows, int row) {
    snprintf(write->met.report, sizeof write->met.report, "%s", db_text(rows, row, 1));
    bool ours = strcmp(write->met.report, write->report.id) == 0 && db_int(rows, row, 2) == write->report.recorded;
    write->outcome = ours ? WRITE_STORED : in_the_way(write);
}

bool ledger_explain(struct ledger *ledger, struct report_write *const *writes, size_t count, struct fail *fail) {
    struct db_array columns[KEY_COLUMNS];
    const char *values[KEY_COLUMNS];
    keys_render(writes, count, columns);
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        values[i] = db_array_end(&columns[i]);
    AUTO_RESULT *rows = db_run(ledger->db, &explain_statement, KEY_COLUMNS, values, fail);
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        db_array_done(&columns[i]);
    if (!rows)
        return false;
    for (size_t i = 0; i < count; i++)
        writes[i]->outcome = ledger_is_below(ledger, writes[i]) ? WRITE_WAITING : in_the_way(writes[i]);
    for (int row = 0; row < db_rows(rows); row++)
        take_met(writes[db_int(rows, row, 0) - 1], rows, row);
    return true;
}

/* ---- The session */

/* What differs between databases: the number of the composite type, and the epoch. */
static bool session_facts(struct ledger *ledger, struct fail *fail) {
    static const struct statement statement = {
        "ledger_facts",
        "SELECT epoch, 'report_write_2'::regtype::oid::bigint, 'audit_write'::regtype::oid::bigint,"
        "       'version_row'::regtype::oid::bigint, 'key_row'::regtype::oid::bigint, 'event_row'::regtype::oid::bigint"
        "  FROM ledger"};
    AUTO_RESULT *result = db_run(ledger->db, &statement, 0, NULL, fail);
    if (!result || db_rows(result) != 1)
        return result != NULL && fail_set(fail, FAULT_BROKEN, false, "ledger_open", "the ledger has no epoch");
    ledger->epoch = (int32_t)db_int(result, 0, 0);
    ledger->types.write = (int32_t)db_int(result, 0, 1);
    ledger->types.entry = (int32_t)db_int(result, 0, 2);
    ledger->types.version = (int32_t)db_int(result, 0, 3);
    ledger->types.key = (int32_t)db_int(result, 0, 4);
    ledger->types.event = (int32_t)db_int(result, 0, 5);
    return true;
}

/* One generic plan for every batch, which must not be made for the tables' size of today. */
static bool session_begin(struct ledger *ledger, struct fail *fail) {
    if (!db_script(ledger->db,
                   "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_mergejoin = off; "
                   "SET jit = off; SET tonghop.writer = 'names roots';"
                   "SET statement_timeout = '30s'",
                   fail) ||
        !session_facts(ledger, fail))
        return false;
    return db_prepare(ledger->db, &store_first, fail) && db_prepare(ledger->db, &store_next, fail) &&
           ledger_prepare_whole(ledger, fail);
}

bool ledger_open(const char *conninfo, struct ledger *ret_ledger, struct fail *fail) {
    *ret_ledger = (struct ledger){0};
    if (!db_open(conninfo, "tonghop-reports-ledger", &ret_ledger->db, fail))
        return false;
    if (session_begin(ret_ledger, fail))
        return true;
    ledger_close(ret_ledger);
    return false;
}

bool ledger_claim_chain(struct ledger *ledger, struct fail *fail) {
    return audit_chain_claim(ledger->db, &ledger->head, fail);
}

void ledger_close(struct ledger *ledger) {
    db_close(ledger->db);
    buffer_done(&ledger->items);
    *ledger = (struct ledger){0};
}

bool ledger_keys_expire(struct ledger *ledger, moment_t before, struct fail *fail) {
    static const struct statement statement = {"keys_expire", "DELETE FROM idempotency WHERE created_us < $1::bigint"};
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%" PRId64, before);
    return db_do(ledger->db, &statement, 1, (const char *[]){text}, fail);
}
