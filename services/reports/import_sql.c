/* Statements on imports, one function each. */
#include "import_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/text.h"

#define COLUMNS                                                                                                        \
    "id, form, period, mode, state, reason, rows, sha256, total, received, created, updated, unchanged, rejected, "    \
    "created_us, "                                                                                                     \
    "finished_us"

#define OWNER_LOCK(owner) "(hashtextextended('import.' || current_schema() || '.' || " owner ", 0))"
#define OPEN "state IN ('queued', 'running')"
/* Trying the lock asks whether somebody holds it; it is let go with the statement. */
#define OWNER_GONE                                                                                                     \
    OPEN " AND CASE WHEN " OPEN                                                                                        \
         " AND owner IS NOT NULL THEN pg_try_advisory_xact_lock" OWNER_LOCK("owner::text") " ELSE true END"

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

bool import_owner_lock(struct db *db, const char *owner, struct fail *fail) {
    static const struct statement statement = {"import_owner_lock", "SELECT pg_advisory_lock" OWNER_LOCK("$1::text")};
    return db_do(db, &statement, 1, &owner, fail);
}

bool import_insert(struct db *db, const struct import_new *import, bool *ret_new, struct fail *fail) {
    static const struct statement statement = {
        "import_insert",
        "INSERT INTO import (id, client, key, fingerprint, form, period, mode, state, total, sha256, created_us, owner)"
        " VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (client, key) DO "
        "NOTHING "
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
                                  number(import->now, now),
                                  import->owner};
    return any_rows(db_run(db, &statement, 12, values, fail), ret_new);
}

bool import_take_over(struct db *db, const char *id, const char *owner, const char *state, bool *ret_taken,
                      struct fail *fail) {
    static const struct statement statement = {
        "import_take_over",
        "UPDATE import SET owner = $2, state = $3, reason = NULL, received = 0, created = 0, updated = 0, unchanged = "
        "0,"
        " rejected = 0, rows = '[]', finished_us = NULL"
        " WHERE id = $1 AND (state = 'failed' AND reason IS NOT NULL OR " OWNER_GONE ") RETURNING 1"};
    return any_rows(db_run(db, &statement, 3, (const char *[]){id, owner, state}, fail), ret_taken);
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

bool import_progress(struct db *db, const char *id, const char *owner, const struct import_counts *counts,
                     bool *ret_open, struct fail *fail) {
    static const struct statement statement = {
        "import_progress",
        "UPDATE import SET state = 'running', received = $2, created = $3, updated = $4, unchanged = $5, rejected = $6"
        " WHERE id = $1 AND owner = $7 AND " OPEN " RETURNING 1"};
    struct count_texts texts;
    const char *values[2 + COUNT_PARAMETERS] = {id, [1 + COUNT_PARAMETERS] = owner};
    count_values(counts, &texts, values + 1);
    return any_rows(db_run(db, &statement, 2 + COUNT_PARAMETERS, values, fail), ret_open);
}

bool import_finish(struct db *db, const struct import_end *end, bool *ret_stands, struct fail *fail) {
    static const struct statement statement = {
        "import_finish",
        "UPDATE import SET received = $2, created = $3, updated = $4, unchanged = $5, rejected = $6, rows = $7::json,"
        " state = CASE state WHEN 'cancelled' THEN state ELSE $8 END, reason = $9, finished_us = $10"
        " WHERE id = $1 AND owner = $11 AND state IN ('queued', 'running', 'cancelled') RETURNING state = $8"};
    struct count_texts texts;
    char moment[NUMBER_TEXT];
    const char *values[] = {end->id,   NULL,      NULL,       NULL,        NULL,
                            NULL,      end->rows, end->state, end->reason, number(end->now, moment),
                            end->owner};
    count_values(end->counts, &texts, values + 1);
    AUTO_RESULT *rows = db_run(db, &statement, 11, values, fail);
    *ret_stands = rows && db_rows(rows) == 1 && db_flag(rows, 0, 0);
    return rows != NULL;
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

bool imports_interrupted(struct db *db, const char *id, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "imports_interrupted", "UPDATE import SET state = 'failed', reason = 'interrupted', "
                               "finished_us = $1 WHERE " OWNER_GONE " AND ($2::uuid IS NULL OR id = $2)"};
    char moment[NUMBER_TEXT];
    return db_do(db, &statement, 2, (const char *[]){number(now, moment), id}, fail);
}
