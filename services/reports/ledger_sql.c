/* Stores versions, keys and events with one statement, and finds out what stood in the way of those it did not store. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger_row.h"

enum { NUMBER_TEXT = 24 };

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
    "      SELECT gen_random_uuid(), 'tonghop.report.v1', unit, event, report::text, version, recorded_us, trace, "    \
    "payload FROM given"                                                                                               \
    "       WHERE recorded_us IN (SELECT recorded_us FROM stored) ORDER BY ordinal)"                                   \
    "SELECT g.ordinal, g.recorded_us IN (SELECT recorded_us FROM stored), k.same, k.report, k.version, k.status, "     \
    "       k.created_us, (SELECT floor_us FROM ledger)"                                                               \
    "  FROM given g LEFT JOIN known k USING (ordinal)"

/* Looking for the version before in all partitions costs as much as storing: a batch of first versions does without. */
static const struct statement store_first = {"report_store_first", STORE("")};
static const struct statement store_next = {
    "report_store_next",
    STORE(" AND (version = 1 OR EXISTS (SELECT FROM report_version p WHERE p.period_year = g.period_year"
          "      AND p.form = g.form AND p.unit = g.unit AND p.agency = g.agency AND p.period = g.period"
          "      AND p.version = g.version - 1))")};

static void take_outcome(struct report_write *write, const PGresult *rows, int row) {
    if (db_flag(rows, row, 1)) {
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

static bool store_failed(struct db *db, const PGresult *result, struct fail *fail) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = state ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : "the connection was lost";
    bool may_pass = !state || db_broken(db) || strncmp(state, "22", 2) != 0;
    bool deadlock = state && strcmp(state, "40P01") == 0;
    return fail_set(fail, deadlock ? FAULT_BUSY : FAULT_BROKEN, may_pass, "report_store", "%s: %s", state ? state : "-",
                    message);
}

static const struct statement *statement_for(struct report_write *const *writes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (writes[i]->report.version > 1)
            return &store_next;
    return &store_first;
}

static PGresult *run_batch(struct ledger *ledger, const struct statement *statement, const struct buffer *batch,
                           const char *roots) {
    const char *values[] = {batch->bytes, roots};
    int lengths[] = {(int)batch->size, 0}, formats[] = {1, 0};
    return PQexecPrepared(db_handle(ledger->db), statement->name, 2, values, lengths, formats, 0);
}

bool ledger_store(struct ledger *ledger, struct report_write *const *writes, size_t count, struct fail *fail) {
    AUTO_BUFFER batch = {0};
    array_head(&batch, ledger->row_type, false, count);
    struct db_array roots __attribute__((cleanup(db_array_done)));
    db_array_begin(&roots);
    for (size_t i = 0; i < count; i++) {
        ledger_row_add(&batch, writes[i]);
        db_array_text(&roots, writes[i]->root);
    }
    AUTO_RESULT *rows = run_batch(ledger, statement_for(writes, count), &batch, db_array_end(&roots));
    if (PQresultStatus(rows) != PGRES_TUPLES_OK)
        return store_failed(ledger->db, rows, fail);
    for (int row = 0; row < db_rows(rows); row++)
        take_outcome(writes[db_int(rows, row, 0) - 1], rows, row);
    ledger->floor = db_int(rows, 0, 7);
    return true;
}

bool ledger_is_below(const struct ledger *ledger, const struct report_write *write) {
    return write->outcome == WRITE_WAITING && write->report.recorded <= ledger->floor;
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
    static const struct statement statement = {"ledger_facts",
                                               "SELECT 'report_write_2'::regtype::oid::bigint, epoch FROM ledger"};
    AUTO_RESULT *result = db_run(ledger->db, &statement, 0, NULL, fail);
    if (!result || db_rows(result) != 1)
        return result != NULL && fail_set(fail, FAULT_BROKEN, false, "ledger_open", "the ledger has no epoch");
    ledger->row_type = (int32_t)db_int(result, 0, 0);
    ledger->epoch = (int32_t)db_int(result, 0, 1);
    return true;
}

static bool prepare(struct ledger *ledger, const struct statement *statement, struct fail *fail) {
    AUTO_RESULT *result = PQprepare(db_handle(ledger->db), statement->name, statement->sql, 0, NULL);
    return PQresultStatus(result) == PGRES_COMMAND_OK || store_failed(ledger->db, result, fail);
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
    return prepare(ledger, &store_first, fail) && prepare(ledger, &store_next, fail);
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

void ledger_close(struct ledger *ledger) {
    db_close(ledger->db);
    *ledger = (struct ledger){0};
}

bool ledger_keys_expire(struct ledger *ledger, moment_t before, struct fail *fail) {
    static const struct statement statement = {"keys_expire", "DELETE FROM idempotency WHERE created_us < $1::bigint"};
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%" PRId64, before);
    return db_do(ledger->db, &statement, 1, (const char *[]){text}, fail);
}
