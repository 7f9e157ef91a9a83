/* Statements on the floor of the ledger. */
#include "floor_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/text.h"
#include "ledger.h"

enum { NUMBER_TEXT = 24 };

/* Who stores holds this lock from before it looks at the floor until its transaction has ended: an insert locks its table before it takes
 * its snapshot. A transaction's number says less, it comes only with the first row. */
#define WRITERS                                                                                                        \
    "FROM pg_locks WHERE locktype = 'relation' AND relation = 'report_version'::regclass"                              \
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"                                 \
    " AND mode = 'RowExclusiveLock' AND granted"

/* The outbox is nearly always empty but for what events left behind: the index knows where the living ones begin. */
bool floor_session(struct db *db, struct fail *fail) {
    return db_script(db, "SET enable_seqscan = off", fail);
}

static bool raise_committed(struct db *db, int64_t lag_us, struct ledger_floor *ret_floor, struct fail *fail) {
    static const struct statement statement = {
        "floor_raise", "UPDATE ledger SET floor_us = greatest(floor_us, (extract(epoch FROM clock_timestamp()) *"
                       " 1000000)::bigint - $1::bigint) RETURNING floor_us, epoch"};
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%" PRId64, lag_us);
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){text}, fail);
    if (!rows)
        return false;
    if (db_rows(rows) != 1)
        return fail_set(fail, FAULT_BROKEN, false, "floor_raise", "the ledger has no row");
    ret_floor->until = db_int(rows, 0, 0);
    ret_floor->epoch = (int32_t)db_int(rows, 0, 1);
    return true;
}

bool floor_raise(struct db *db, int64_t lag_us, struct arena *arena, struct ledger_floor *ret_floor,
                 struct fail *fail) {
    static const struct statement statement = {"floor_writers",
                                               "SELECT coalesce(string_agg(virtualtransaction, ','), '') " WRITERS};
    if (!raise_committed(db, lag_us, ret_floor, fail))
        return false;
    AUTO_RESULT *rows = db_run(db, &statement, 0, NULL, fail);
    if (!rows)
        return false;
    ret_floor->writers = arena_text(arena, db_text(rows, 0, 0));
    return true;
}

static bool writers_gone(struct db *db, const char *writers, bool *ret_gone, struct fail *fail) {
    static const struct statement statement = {"floor_writers_gone",
                                               "SELECT NOT EXISTS (SELECT " WRITERS
                                               " AND virtualtransaction = ANY (string_to_array($1, ',')))"};
    *ret_gone = true;
    if (text_empty(writers))
        return true;
    AUTO_RESULT *rows = db_run(db, &statement, 1, &writers, fail);
    *ret_gone = rows && db_flag(rows, 0, 0);
    return rows != NULL;
}

/* Without an order the planner would have no use for the index. */
static bool nothing_waits(struct db *db, moment_t until, bool *ret_nothing, struct fail *fail) {
    static const struct statement statement = {"floor_nothing_waits",
                                               "SELECT (SELECT seq FROM outbox WHERE topic = '" REPORT_TOPIC
                                               "' AND recorded_us <= $1::bigint ORDER BY seq LIMIT 1) IS NULL"};
    char text[NUMBER_TEXT];
    snprintf(text, sizeof text, "%" PRId64, until);
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){text}, fail);
    *ret_nothing = rows && db_flag(rows, 0, 0);
    return rows != NULL;
}

/* Two statements: only a snapshot taken after the writers were seen to be gone has all of their events. */
bool floor_is_passed(struct db *db, const struct ledger_floor *floor, bool *ret_passed, struct fail *fail) {
    return writers_gone(db, floor->writers, ret_passed, fail) &&
           (!*ret_passed || nothing_waits(db, floor->until, ret_passed, fail));
}
