/* Statements of republishing. */
#include "republish_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "ledger.h"

enum { NUMBER_TEXT = 24 };

static bool epoch_of(struct db *db, const struct statement *statement, int32_t *ret_epoch, struct fail *fail) {
    AUTO_RESULT *rows = db_run(db, statement, 0, NULL, fail);
    if (!rows)
        return false;
    if (db_rows(rows) != 1)
        return fail_set(fail, FAULT_BROKEN, false, "ledger", "the ledger has no epoch");
    *ret_epoch = (int32_t)db_int(rows, 0, 0);
    return true;
}

bool epoch_read(struct db *db, int32_t *ret_epoch, struct fail *fail) {
    static const struct statement statement = {"epoch_read", "SELECT epoch FROM ledger"};
    return epoch_of(db, &statement, ret_epoch, fail);
}

bool epoch_raise(struct db *db, int32_t *ret_epoch, struct fail *fail) {
    static const struct statement statement = {"epoch_raise", "UPDATE ledger SET epoch = epoch + 1 RETURNING epoch"};
    return db_script(db, "LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE", fail) &&
           epoch_of(db, &statement, ret_epoch, fail);
}

void event_batch_begin(struct event_batch *events) {
    for (int i = 0; i < EVENT_COLUMNS; i++)
        db_array_begin(&events->columns[i]);
}

void event_batch_done(struct event_batch *events) {
    for (int i = 0; i < EVENT_COLUMNS; i++)
        db_array_done(&events->columns[i]);
}

bool events_put(struct db *db, struct event_batch *events, const char *trace, int64_t *ret_last, struct fail *fail) {
    static const struct statement statement = {
        "events_put",
        "WITH put AS ("
        "  INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        "  SELECT gen_random_uuid(), '" REPORT_TOPIC "', unit, type, report, version, recorded_us, $7, payload"
        "    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[]) WITH ORDINALITY"
        "      AS event (unit, type, report, version, recorded_us, payload, number)"
        "   ORDER BY number RETURNING seq)"
        "SELECT max(seq) FROM put"};
    const char *values[EVENT_COLUMNS + 1];
    for (int i = 0; i < EVENT_COLUMNS; i++)
        values[i] = db_array_end(&events->columns[i]);
    values[EVENT_COLUMNS] = trace;
    AUTO_RESULT *rows = db_run(db, &statement, EVENT_COLUMNS + 1, values, fail);
    if (!rows)
        return false;
    *ret_last = db_int(rows, 0, 0);
    return true;
}

bool events_gone(struct db *db, int64_t last, bool *ret_gone, struct fail *fail) {
    static const struct statement statement = {
        "events_gone", "SELECT NOT EXISTS (SELECT FROM outbox WHERE seq <= $1::bigint AND topic = '" REPORT_TOPIC "')"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId64, last);
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){number}, fail);
    if (!rows)
        return false;
    *ret_gone = db_flag(rows, 0, 0);
    return true;
}
