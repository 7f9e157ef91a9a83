/* Statements on imports, one function each. */
#include "import_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/text.h"

#define COLUMNS                                                                                                        \
    "id, form, period, mode, state, reason, rows, sha256, total, received, created, updated, unchanged, rejected, "    \
    "created_us, "                                                                                                     \
    "finished_us"

enum column {
    ID,
    FORM,
    PERIOD,
    MODE,
    STATE,
    REASON,
    ROWS,
    DIGEST,
    TOTAL,
    RECEIVED,
    CREATED,
    UPDATED,
    UNCHANGED,
    REJECTED,
    CREATED_US,
    FINISHED_US,
    SAME
};
enum { NUMBER_TEXT = 24, COUNT_PARAMETERS = 5 };

static const char *number(int64_t value, char text[NUMBER_TEXT]) {
    snprintf(text, NUMBER_TEXT, "%" PRId64, value);
    return text;
}

static const char *text_at(struct arena *arena, const PGresult *rows, int row, enum column column) {
    const char *text = db_text(rows, row, (int)column);
    return text ? arena_text(arena, text) : NULL;
}

static uint32_t count_at(const PGresult *rows, int row, enum column column) {
    return (uint32_t)db_int(rows, row, (int)column);
}

static void import_take(struct arena *arena, const PGresult *rows, int row, struct import_row_stored *ret_import) {
    *ret_import = (struct import_row_stored){
        .form = text_at(arena, rows, row, FORM),
        .period = text_at(arena, rows, row, PERIOD),
        .mode = text_at(arena, rows, row, MODE),
        .state = text_at(arena, rows, row, STATE),
        .reason = text_at(arena, rows, row, REASON),
        .rows = text_at(arena, rows, row, ROWS),
        .sha256 = text_at(arena, rows, row, DIGEST),
        .total = count_at(rows, row, TOTAL),
        .counts = {count_at(rows, row, RECEIVED), count_at(rows, row, CREATED), count_at(rows, row, UPDATED),
                   count_at(rows, row, UNCHANGED), count_at(rows, row, REJECTED)},
        .created = db_int(rows, row, CREATED_US),
        .finished = db_text(rows, row, FINISHED_US) ? db_int(rows, row, FINISHED_US) : MOMENT_NONE,
        .same = PQnfields(rows) > SAME && db_flag(rows, row, SAME),
    };
    text_copy(ret_import->id, sizeof ret_import->id, db_text(rows, row, ID));
}

static bool one_take(struct arena *arena, const PGresult *rows, struct import_row_stored *ret_import,
                     struct fail *fail) {
    if (!rows)
        return false;
    if (db_rows(rows) == 0)
        return fail_set(fail, FAULT_MISSING, false, "import", "there is no such import");
    import_take(arena, rows, 0, ret_import);
    return true;
}

static bool any_rows(PGresult *result, bool *ret_any) {
    AUTO_RESULT *rows = result;
    *ret_any = rows && db_rows(rows) > 0;
    return rows != NULL;
}

bool import_insert(struct db *db, const struct import_new *import, bool *ret_new, struct fail *fail) {
    static const struct statement statement = {
        "import_insert",
        "INSERT INTO import (id, client, key, fingerprint, form, period, mode, state, total, sha256, created_us)"
        " VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (client, key) DO NOTHING "
        "RETURNING 1"};
    char total[NUMBER_TEXT], now[NUMBER_TEXT];
    const char *const values[] = {import->id,
                                  import->client,
                                  import->key,
                                  import->fingerprint,
                                  import->form,
                                  import->period,
                                  import->atomic ? "atomic" : "partial",
                                  import->state,
                                  number(import->total, total),
                                  import->sha256,
                                  number(import->now, now)};
    return any_rows(db_run(db, &statement, 11, values, fail), ret_new);
}

bool import_find(struct db *db, const char *client, const char *id, struct arena *arena,
                 struct import_row_stored *ret_import, struct fail *fail) {
    static const struct statement statement = {"import_find",
                                               "SELECT " COLUMNS " FROM import WHERE client = $1 AND id = $2"};
    AUTO_RESULT *rows = db_run(db, &statement, 2, (const char *[]){client, id}, fail);
    return one_take(arena, rows, ret_import, fail);
}

bool import_find_key(struct db *db, const char *client, const char *key, const char *fingerprint, struct arena *arena,
                     struct import_row_stored *ret_import, struct fail *fail) {
    static const struct statement statement = {
        "import_find_key",
        "SELECT " COLUMNS ", fingerprint = decode($3, 'hex') FROM import WHERE client = $1 AND key = $2"};
    AUTO_RESULT *rows = db_run(db, &statement, 3, (const char *[]){client, key, fingerprint}, fail);
    return one_take(arena, rows, ret_import, fail);
}

bool import_list_read(struct db *db, const char *client, moment_t created, const char *id, uint32_t limit,
                      struct arena *arena, struct import_row_stored **ret_imports, size_t *ret_count,
                      struct fail *fail) {
    static const struct statement statement = {
        "import_list",
        "SELECT " COLUMNS
        " FROM import WHERE client = $1 AND ($3::uuid IS NULL OR (created_us, id) < ($2::bigint, $3::uuid))"
        " ORDER BY created_us DESC, id DESC LIMIT $4::bigint"};
    char before[NUMBER_TEXT], most[NUMBER_TEXT];
    const char *const values[] = {client, number(created, before), id, number(limit, most)};
    AUTO_RESULT *rows = db_run(db, &statement, 4, values, fail);
    if (!rows)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_imports = arena_new_array(arena, struct import_row_stored, *ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        import_take(arena, rows, (int)i, &(*ret_imports)[i]);
    return true;
}

struct count_texts {
    char texts[COUNT_PARAMETERS][NUMBER_TEXT];
};

static void count_values(const struct import_counts *counts, struct count_texts *texts, const char **values) {
    const uint32_t numbers[COUNT_PARAMETERS] = {counts->received, counts->created, counts->updated, counts->unchanged,
                                                counts->rejected};
    for (size_t i = 0; i < COUNT_PARAMETERS; i++)
        values[i] = number(numbers[i], texts->texts[i]);
}

bool import_progress(struct db *db, const char *id, const struct import_counts *counts, bool *ret_open,
                     struct fail *fail) {
    static const struct statement statement = {
        "import_progress",
        "UPDATE import SET state = 'running', received = $2, created = $3, updated = $4, unchanged = $5, rejected = $6"
        " WHERE id = $1 AND state IN ('queued', 'running') RETURNING 1"};
    struct count_texts texts;
    const char *values[1 + COUNT_PARAMETERS] = {id};
    count_values(counts, &texts, values + 1);
    return any_rows(db_run(db, &statement, 1 + COUNT_PARAMETERS, values, fail), ret_open);
}

bool import_finish(struct db *db, const char *id, const char *state, const char *reason,
                   const struct import_counts *counts, const char *rows, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "import_finish",
        "UPDATE import SET received = $2, created = $3, updated = $4, unchanged = $5, rejected = $6, rows = $7::json,"
        " state = CASE state WHEN 'cancelled' THEN state ELSE $8 END, reason = $9, finished_us = $10 WHERE id = $1"};
    struct count_texts texts;
    char moment[NUMBER_TEXT];
    const char *values[] = {id, NULL, NULL, NULL, NULL, NULL, rows, state, reason, number(now, moment)};
    count_values(counts, &texts, values + 1);
    return db_do(db, &statement, 10, values, fail);
}

bool import_forget(struct db *db, const char *id, struct fail *fail) {
    static const struct statement statement = {"import_forget", "DELETE FROM import WHERE id = $1"};
    return db_do(db, &statement, 1, &id, fail);
}

bool import_cancel(struct db *db, const char *client, const char *id, moment_t now, bool *ret_cancelled,
                   struct fail *fail) {
    static const struct statement statement = {"import_cancel",
                                               "UPDATE import SET state = 'cancelled', finished_us = $3 WHERE client = "
                                               "$1 AND id = $2 AND state IN ('queued', 'running')"
                                               " RETURNING 1"};
    char moment[NUMBER_TEXT];
    return any_rows(db_run(db, &statement, 3, (const char *[]){client, id, number(now, moment)}, fail), ret_cancelled);
}

bool imports_interrupted(struct db *db, moment_t now, struct fail *fail) {
    static const struct statement statement = {"imports_interrupted",
                                               "UPDATE import SET state = 'failed', reason = 'interrupted', "
                                               "finished_us = $1 WHERE state IN ('queued', 'running')"};
    char moment[NUMBER_TEXT];
    return db_do(db, &statement, 1, (const char *[]){number(now, moment)}, fail);
}
