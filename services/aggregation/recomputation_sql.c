/* Statements on recomputations. */
#include "recomputation_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_TEXT = 24 };

#define COLUMNS "id, form, period, compared, differences, subject, started_us, finished_us"

bool recomputation_insert(struct db *db, const struct recomputation *recomputation, struct fail *fail) {
    static const struct statement statement = {"recomputation_insert", "INSERT INTO recomputation (" COLUMNS
                                                                       ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
    char compared[NUMBER_TEXT], started[NUMBER_TEXT], finished[NUMBER_TEXT];
    snprintf(compared, sizeof compared, "%" PRIu32, recomputation->compared);
    snprintf(started, sizeof started, "%" PRId64, recomputation->started);
    snprintf(finished, sizeof finished, "%" PRId64, recomputation->finished);
    const char *const values[] = {recomputation->id,
                                  recomputation->form,
                                  recomputation->period,
                                  compared,
                                  recomputation->differences,
                                  recomputation->subject,
                                  started,
                                  finished};
    return db_do(db, &statement, 8, values, fail);
}

static struct recomputation recomputation_of(const PGresult *rows, int row, struct arena *arena) {
    struct recomputation recomputation = {.form = arena_text(arena, db_text(rows, row, 1)),
                                          .period = arena_text(arena, db_text(rows, row, 2)),
                                          .compared = (uint32_t)db_int(rows, row, 3),
                                          .differences = arena_text(arena, db_text(rows, row, 4)),
                                          .subject = arena_text(arena, db_text(rows, row, 5)),
                                          .started = db_int(rows, row, 6),
                                          .finished = db_int(rows, row, 7)};
    snprintf(recomputation.id, sizeof recomputation.id, "%s", db_text(rows, row, 0));
    return recomputation;
}

bool recomputation_find(struct db *db, const char *id, struct arena *arena, struct recomputation *ret_recomputation,
                        struct fail *fail) {
    static const struct statement statement = {"recomputation_find",
                                               "SELECT " COLUMNS " FROM recomputation WHERE id = $1"};
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){id}, fail);
    if (rows == NULL)
        return false;
    if (db_rows(rows) == 0)
        return fail_set(fail, FAULT_MISSING, false, "recomputation", "there is no recomputation %s", id);
    *ret_recomputation = recomputation_of(rows, 0, arena);
    return true;
}

bool recomputations_read(struct db *db, const char *before, uint32_t limit, struct arena *arena,
                         struct recomputation **ret_found, size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "recomputations_read", "SELECT " COLUMNS " FROM recomputation WHERE $1::uuid IS NULL OR id < $1::uuid"
                               " ORDER BY id DESC LIMIT $2::int"};
    const char *const values[] = {before, arena_format(arena, "%u", limit)};
    AUTO_RESULT *rows = db_run(db, &statement, 2, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_found = arena_new_array(arena, struct recomputation, *ret_count);
    for (int row = 0; row < db_rows(rows); row++)
        (*ret_found)[row] = recomputation_of(rows, row, arena);
    return true;
}
