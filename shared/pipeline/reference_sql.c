/* Statements on the service's copy of the reference. */
#include "pipeline/reference_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_TEXT_SIZE = 24, PREFIX_SIZE = 32 };

bool reference_state_make(struct db *db, struct fail *fail) {
    static const struct statement statement = {
        "reference_state_make",
        "INSERT INTO reference_state (next_offset, generation) VALUES (0, 0) ON CONFLICT DO NOTHING"};
    return db_do(db, &statement, 0, NULL, fail);
}

bool reference_state_read(struct db *db, struct reference_state *ret_state, struct fail *fail) {
    static const struct statement statement = {
        "reference_state_read",
        "SELECT next_offset, generation, units.count, units.newest"
        "  FROM reference_state,"
        "       (SELECT count(*), coalesce(max(\"offset\"), -1) AS newest FROM reference_record"
        "         WHERE starts_with(key, 'unit:') OR starts_with(key, 'reorganisation:')) AS units"};
    AUTO_RESULT *result = db_run(db, &statement, 0, NULL, fail);
    if (result == NULL)
        return false;
    *ret_state = (struct reference_state){.next_offset = db_int(result, 0, 0),
                                          .generation = db_int(result, 0, 1),
                                          .unit_count = db_int(result, 0, 2),
                                          .unit_offset = db_int(result, 0, 3)};
    return true;
}

/* Holds the row until the end of the transaction, so that instances store one after the other. */
static bool lock_state(struct db *db, int64_t *ret_next_offset, struct fail *fail) {
    static const struct statement statement = {"reference_state_lock",
                                               "SELECT next_offset FROM reference_state FOR UPDATE"};
    AUTO_RESULT *result = db_run(db, &statement, 0, NULL, fail);
    if (result == NULL)
        return false;
    *ret_next_offset = db_int(result, 0, 0);
    return true;
}

static bool forget_offsets(struct db *db, struct fail *fail) {
    static const struct statement statement = {"reference_forget_offsets",
                                               "UPDATE reference_record SET \"offset\" = -1"};
    return db_do(db, &statement, 0, NULL, fail);
}

/* The last record of each key counts. Records before `from` have been stored by another instance. */
static bool store_records(struct db *db, const struct staging *staging, int64_t from, struct fail *fail) {
    static const struct statement statement = {
        "reference_store",
        "WITH newest AS ("
        "  SELECT DISTINCT ON (key) key, value, \"offset\""
        "    FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS staged (key, value, \"offset\", "
        "number)"
        "   WHERE \"offset\" >= $4::bigint ORDER BY key, number DESC),"
        " gone AS ("
        "  DELETE FROM reference_record kept USING newest"
        "   WHERE kept.key = newest.key AND newest.value IS NULL AND kept.\"offset\" < newest.\"offset\")"
        "INSERT INTO reference_record (key, value, \"offset\")"
        "  SELECT key, value, \"offset\" FROM newest WHERE value IS NOT NULL"
        "  ON CONFLICT (key) DO UPDATE SET value = excluded.value, \"offset\" = excluded.\"offset\""
        "   WHERE reference_record.\"offset\" < excluded.\"offset\""};
    struct db_array keys __attribute__((cleanup(db_array_done)));
    struct db_array values __attribute__((cleanup(db_array_done)));
    struct db_array offsets __attribute__((cleanup(db_array_done)));
    char first[NUMBER_TEXT_SIZE];
    db_array_begin(&keys);
    db_array_begin(&values);
    db_array_begin(&offsets);
    for (size_t i = 0; i < staging->complete; i++) {
        db_array_text(&keys, staging->records[i].key);
        db_array_text(&values, staging->records[i].value);
        db_array_int(&offsets, staging->records[i].offset);
    }
    snprintf(first, sizeof first, "%" PRId64, from);
    const char *const parameters[] = {db_array_end(&keys), db_array_end(&values), db_array_end(&offsets), first};
    return db_do(db, &statement, 4, parameters, fail);
}

static bool move_state(struct db *db, const struct staging *staging, struct fail *fail) {
    static const struct statement statement = {
        "reference_state_move", "UPDATE reference_state SET next_offset = $1::bigint, generation = $2::bigint"};
    char next_offset[NUMBER_TEXT_SIZE], generation[NUMBER_TEXT_SIZE];
    snprintf(next_offset, sizeof next_offset, "%" PRId64, staging->next_offset);
    snprintf(generation, sizeof generation, "%" PRId64, staging->generation);
    return db_do(db, &statement, 2, (const char *[]){next_offset, generation}, fail);
}

static bool store_behind(struct db *db, const struct staging *staging, int64_t from, struct fail *fail) {
    return store_records(db, staging, from, fail) && move_state(db, staging, fail);
}

static bool store_locked(struct db *db, const struct staging *staging, struct fail *fail) {
    int64_t stored;
    if (!lock_state(db, &stored, fail))
        return false;
    if (staging->started_over)
        return forget_offsets(db, fail) && store_behind(db, staging, 0, fail);
    return stored >= staging->next_offset || store_behind(db, staging, stored, fail);
}

bool reference_store(struct db *db, const struct staging *staging, struct fail *fail) {
    bool stored = db_begin(db, fail) && store_locked(db, staging, fail) && db_commit(db, fail);
    if (!stored)
        db_rollback(db);
    return stored;
}

static bool give_rows(const PGresult *rows, record_take take, void *taker) {
    for (int row = 0; row < db_rows(rows); row++) {
        if (!take(taker, db_text(rows, row, 0), db_text(rows, row, 1), (size_t)PQgetlength(rows, row, 1)))
            return false;
    }
    return true;
}

bool reference_each(void *db, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    static const struct statement statement = {"reference_each",
                                               "SELECT substr(key, length($1) + 1), value FROM reference_record"
                                               " WHERE starts_with(key, $1) ORDER BY key COLLATE \"C\""};
    char prefix[PREFIX_SIZE];
    snprintf(prefix, sizeof prefix, "%s:", reference_kind_name(kind));
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){prefix}, fail);
    if (rows == NULL)
        return false;
    return give_rows(rows, take, taker) ||
           fail_set(fail, FAULT_BROKEN, false, "reference_each", "the records of kind %s were refused", prefix);
}
