/* Statements on unit versions. */
#include "unit_sql.h"

enum { COLUMN_COUNT = 8 };

static void columns_done(struct db_array (*columns)[COLUMN_COUNT]) {
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        db_array_done(&(*columns)[i]);
}

/* 2012-01-01 stands for "then or earlier", in the table as in the file. */
static void add_days(struct db_array *from, struct db_array *until, const struct unit_version *version) {
    char day[DAY_TEXT_SIZE];
    db_array_text(from, day_format(version->from == DAY_EVER ? day_of(2012, 1, 1) : version->from, day));
    if (version->until == DAY_NEVER)
        db_array_null(until);
    else
        db_array_text(until, day_format(version->until, day));
}

static void add_row(struct db_array columns[COLUMN_COUNT], const struct unit_row *row) {
    db_array_text(&columns[0], row->unit);
    db_array_text(&columns[1], level_name(row->version.level));
    db_array_text(&columns[2], row->version.code);
    db_array_text(&columns[3], row->version.parent_code);
    db_array_text(&columns[4], row->version.name);
    db_array_text(&columns[5], row->version.type);
    add_days(&columns[6], &columns[7], &row->version);
}

bool unit_versions_store(struct db *db, const struct unit_rows *rows, const struct unit_merge *merge,
                         struct fail *fail) {
    static const struct statement statement = {
        "unit_versions_store",
        "INSERT INTO unit_version (unit, level, code, parent, name, type, valid_from, valid_until)"
        "SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], "
        "$8::date[])"
        "    ON CONFLICT (unit, valid_from) DO UPDATE"
        "   SET level = excluded.level, code = excluded.code, parent = excluded.parent, name = excluded.name, type = "
        "excluded.type,"
        "       valid_until = excluded.valid_until"};
    struct db_array columns[COLUMN_COUNT] __attribute__((cleanup(columns_done)));
    const char *values[COLUMN_COUNT];
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        db_array_begin(&columns[i]);
    for (size_t i = 0; i < rows->count; i++)
        if (merge->fates[i] != ROW_UNCHANGED)
            add_row(columns, &rows->rows[i]);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        values[i] = db_array_end(&columns[i]);
    return db_do(db, &statement, COLUMN_COUNT, values, fail);
}

bool unit_table_digest(struct db *db, unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) {
    static const struct statement statement = {"unit_table_digest", "SELECT unit_table_digest()"};
    return audit_store(db, &statement, 0, NULL, ret_digest, fail);
}
