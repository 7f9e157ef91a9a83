/* Finds many reports by their ids, and what became of decisions under their keys. */
#include "decision_sql.h"

#include "core/text.h"

static const char *text_at(struct arena *arena, const PGresult *rows, int row, int column) {
    return arena_text(arena, db_text(rows, row, column));
}

bool report_keys_find(struct db *db, const char *const *ids, size_t count, struct arena *arena,
                      struct report_key *ret_keys, struct fail *fail) {
    static const struct statement statement = {
        "report_keys_find",
        "SELECT g.ordinal, v.period_year, v.form, v.unit, v.agency, v.period"
        "  FROM unnest($1::uuid[]) WITH ORDINALITY AS g (report, ordinal)"
        " CROSS JOIN LATERAL (SELECT r.period_year, r.form, r.unit, r.agency, r.period FROM report_version r"
        "       WHERE r.report = g.report LIMIT 1) v"};
    struct db_array array;
    db_array_begin(&array);
    for (size_t i = 0; i < count; i++)
        db_array_text(&array, ids[i]);
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){db_array_end(&array)}, fail);
    db_array_done(&array);
    if (!rows)
        return false;
    for (size_t i = 0; i < count; i++)
        ret_keys[i] = (struct report_key){0};
    for (int row = 0; row < db_rows(rows); row++)
        ret_keys[db_int(rows, row, 0) - 1] = (struct report_key){.period_year = (int32_t)db_int(rows, row, 1),
                                                                 .form = text_at(arena, rows, row, 2),
                                                                 .unit = text_at(arena, rows, row, 3),
                                                                 .agency = text_at(arena, rows, row, 4),
                                                                 .period = text_at(arena, rows, row, 5)};
    return true;
}

bool decision_keys_find(struct db *db, const char *client, const char *const *keys, size_t count,
                        const unsigned char fingerprint[SHA256_SIZE], struct key_stored *ret_stored,
                        struct fail *fail) {
    static const struct statement statement = {
        "decision_keys_find", "SELECT g.ordinal, i.status, i.version, i.fingerprint = decode($3, 'hex')"
                              "  FROM unnest($2::text[]) WITH ORDINALITY AS g (key, ordinal)"
                              "  JOIN idempotency i ON i.client = $1 AND i.key = g.key"};
    struct db_array array;
    char hex[SHA256_TEXT_SIZE];
    text_hex(fingerprint, SHA256_SIZE, hex);
    db_array_begin(&array);
    for (size_t i = 0; i < count; i++)
        db_array_text(&array, keys[i]);
    AUTO_RESULT *rows = db_run(db, &statement, 3, (const char *[]){client, db_array_end(&array), hex}, fail);
    db_array_done(&array);
    if (!rows)
        return false;
    for (size_t i = 0; i < count; i++)
        ret_stored[i] = (struct key_stored){0};
    for (int row = 0; row < db_rows(rows); row++)
        ret_stored[db_int(rows, row, 0) - 1] = (struct key_stored){.status = (int)db_int(rows, row, 1),
                                                                   .version = (int32_t)db_int(rows, row, 2),
                                                                   .same = db_flag(rows, row, 3)};
    return true;
}
