/* Applies what is missing, in order; one query tells for all migrations whether they are applied and unchanged. */
#include "db/migrate.h"

#include <string.h>

static const struct statement statement_known = {"migration_known",
                                                 "SELECT to_regclass('schema_migration') IS NOT NULL"};

/* The digest is the server's: sha256 of the file's bytes. */
static const struct statement statement_compare = {
    "migration_compare",
    "SELECT file.name, stored.name IS NOT NULL, stored.sha256 = encode(sha256(convert_to(file.sql, 'UTF8')), 'hex')"
    "  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS file (name, sql, number)"
    "  LEFT JOIN schema_migration stored USING (name)"
    " ORDER BY file.number"};

static const struct statement statement_record = {"migration_record",
                                                  "INSERT INTO schema_migration (name, sha256)"
                                                  " VALUES ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'))"};

/* Whoever comes second waits as long as the first one's migrations take, so without the usual lock time-out. */
static const char *const script_lock = "SET lock_timeout = 0;"
                                       "SELECT pg_advisory_lock(hashtextextended('migrate.' || current_schema(), 0));"
                                       "RESET lock_timeout";
static const char *const script_unlock =
    "SELECT pg_advisory_unlock(hashtextextended('migrate.' || current_schema(), 0))";

static const char *const script_table =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());"
    "COMMENT ON TABLE schema_migration IS 'Migrations applied to this schema, with the SHA-256 of each file'";

static PGresult *compare(struct db *db, const struct migration *rows, struct fail *fail) {
    struct db_array names __attribute__((cleanup(db_array_done)));
    struct db_array scripts __attribute__((cleanup(db_array_done)));
    db_array_begin(&names);
    db_array_begin(&scripts);
    for (const struct migration *row = rows; row->name != NULL; row++) {
        db_array_text(&names, row->name);
        db_array_text(&scripts, row->sql);
    }
    return db_run(db, &statement_compare, 2, (const char *[]){db_array_end(&names), db_array_end(&scripts)}, fail);
}

static bool is_applied(const PGresult *state, int row) {
    return db_flag(state, row, 1);
}

static bool check_unchanged(const PGresult *state, struct fail *fail) {
    for (int row = 0; row < db_rows(state); row++) {
        if (is_applied(state, row) && !db_flag(state, row, 2))
            return fail_set(fail, FAULT_CONFLICT, false, "migrate", "%s is not what was applied: it changed afterwards",
                            db_text(state, row, 0));
    }
    return true;
}

static bool apply(struct db *db, const struct migration *migration, struct fail *fail) {
    if (db_begin(db, fail) && db_script(db, migration->sql, fail) &&
        db_do(db, &statement_record, 2, (const char *[]){migration->name, migration->sql}, fail) && db_commit(db, fail))
        return true;
    struct fail cause = *fail;
    db_rollback(db);
    return fail_set(fail, cause.fault, cause.retry, "migrate", "%s: %s", migration->name, cause.text);
}

static bool apply_missing(struct db *db, const struct migration *rows, uint32_t *ret_applied, struct fail *fail) {
    uint32_t applied = 0;
    if (!db_script(db, script_table, fail))
        return false;
    AUTO_RESULT *state = compare(db, rows, fail);
    if (state == NULL || !check_unchanged(state, fail))
        return false;
    for (int row = 0; row < db_rows(state); row++) {
        if (is_applied(state, row))
            continue;
        if (!apply(db, &rows[row], fail))
            return false;
        applied++;
    }
    *ret_applied = applied;
    return true;
}

bool migrate(struct db *db, const struct migration *rows, uint32_t *ret_applied, struct fail *fail) {
    struct fail ignored;
    if (!db_script(db, script_lock, fail))
        return false;
    bool done = apply_missing(db, rows, ret_applied, fail);
    if (!db_script(db, script_unlock, &ignored) && !db_broken(db))
        return fail_set(fail, FAULT_BROKEN, false, "migrate", "the lock cannot be given back: %s", ignored.text);
    return done;
}

bool migrated(struct db *db, const struct migration *rows, bool *ret_all, struct fail *fail) {
    AUTO_RESULT *known = db_run(db, &statement_known, 0, NULL, fail);
    if (known == NULL)
        return false;
    *ret_all = false;
    if (!db_flag(known, 0, 0))
        return true;
    AUTO_RESULT *state = compare(db, rows, fail);
    if (state == NULL || !check_unchanged(state, fail))
        return false;
    int applied = 0;
    while (applied < db_rows(state) && is_applied(state, applied))
        applied++;
    *ret_all = applied == db_rows(state);
    return true;
}
