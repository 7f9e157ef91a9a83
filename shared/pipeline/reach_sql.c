/* Statements on the table unit_reach. */
#include "pipeline/reach_sql.h"

#include "reference/authority.h"

enum { COLUMNS = 3 };

/* The lock is taken before the first look at the tables, so that nothing changes between the look and the writing. */
bool reach_begin(struct db *db, struct fail *fail) {
    return db_script(
        db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; LOCK unit_reach IN SHARE ROW EXCLUSIVE MODE", fail);
}

static void add_unit(struct db_array columns[COLUMNS], const struct unit_tree *tree, const struct unit_reach *reach,
                     uint32_t unit) {
    for (uint32_t i = reach->first[unit]; i < reach->first[unit + 1]; i++) {
        db_array_text(&columns[0], tree->units[unit].id);
        db_array_text(&columns[1], tree->units[reach->roots[i].unit].id);
        db_array_text(&columns[2], reach->roots[i].stands ? "t" : "f");
    }
}

static bool reach_store(struct db *db, const struct db_array columns[COLUMNS], struct fail *fail) {
    static const struct statement statement = {
        "reach_store",
        "WITH given AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[])"
        "                              AS given (unit, root, stands)),"
        " gone AS (DELETE FROM unit_reach AS kept"
        "    WHERE NOT EXISTS (SELECT FROM given WHERE given.unit = kept.unit AND given.root = kept.root))"
        "INSERT INTO unit_reach (unit, root, stands) SELECT unit, root, stands FROM given"
        "  ON CONFLICT (unit, root) DO UPDATE SET stands = excluded.stands"
        "   WHERE unit_reach.stands <> excluded.stands"};
    const char *values[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        values[i] = columns[i].text.bytes;
    return db_do(db, &statement, COLUMNS, values, fail);
}

bool reach_store_before(void *db, const struct snapshot *next, struct fail *fail) {
    const struct unit_tree *tree = snapshot_tree(next);
    const struct unit_reach *reach = authority_unit_reach(next, programme_day(clock_now()));
    struct db_array columns[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        db_array_begin(&columns[i]);
    for (uint32_t unit = 0; unit < tree->unit_count; unit++)
        add_unit(columns, tree, reach, unit);
    for (int i = 0; i < COLUMNS; i++)
        (void)db_array_end(&columns[i]);
    bool stored = reach_store(db, columns, fail) && db_commit(db, fail);
    for (int i = 0; i < COLUMNS; i++)
        db_array_done(&columns[i]);
    return stored;
}
