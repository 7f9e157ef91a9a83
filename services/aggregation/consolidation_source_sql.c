/* Statements on what consolidations were made of. */
#include "consolidation_source_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "stored_rollup_sql.h"

enum { NUMBER_TEXT = 24 };

/* ---- Columns of a batch */

struct columns {
    struct db_array arrays[8];
    const char *values[9];
    int count;
};

static void columns_begin(struct columns *columns, int count) {
    columns->count = count;
    for (int i = 0; i < count; i++)
        db_array_begin(&columns->arrays[i]);
}

/* The parameters: `first` where it is not NULL, then the arrays. */
static int columns_end(struct columns *columns, const char *first) {
    int count = 0;
    if (first != NULL)
        columns->values[count++] = first;
    for (int i = 0; i < columns->count; i++)
        columns->values[count++] = db_array_end(&columns->arrays[i]);
    return count;
}

static bool columns_run(struct columns *columns, struct db *db, const struct statement *statement, const char *first,
                        struct fail *fail) {
    int count = columns_end(columns, first);
    bool done = db_do(db, statement, count, columns->values, fail);
    for (int i = 0; i < columns->count; i++)
        db_array_done(&columns->arrays[i]);
    return done;
}

/* ---- Sources */

bool sources_write(struct db *db, const char *consolidation, const struct consolidation_sources *sources,
                   struct fail *fail) {
    static const struct statement statement = {
        "consolidation_sources_write",
        "INSERT INTO consolidation_source (consolidation, form, period, unit, agency, report, epoch, version)"
        " SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::bigint[],"
        "                                $8::int[])"};
    struct columns columns;
    columns_begin(&columns, 7);
    for (size_t i = 0; i < sources->count; i++) {
        const struct consolidation_source *row = &sources->rows[i];
        db_array_text(&columns.arrays[0], row->form);
        db_array_text(&columns.arrays[1], row->period);
        db_array_text(&columns.arrays[2], row->unit);
        db_array_text(&columns.arrays[3], row->agency);
        db_array_text(&columns.arrays[4], row->report);
        db_array_int(&columns.arrays[5], row->epoch);
        db_array_int(&columns.arrays[6], row->version);
    }
    return columns_run(&columns, db, &statement, consolidation, fail);
}

bool sources_read(struct db *db, const char *consolidation, const struct consolidation_source *after, uint32_t limit,
                  struct arena *arena, struct consolidation_sources *ret_sources, struct fail *fail) {
    static const struct statement statement = {
        "consolidation_sources_read",
        "SELECT form, period, unit, agency, report, epoch, version FROM consolidation_source"
        " WHERE consolidation = $1 AND ($2::text IS NULL OR (form, period, unit, agency) > ($2, $3, $4, $5))"
        " ORDER BY form, period, unit, agency LIMIT nullif($6::bigint, 0)"};
    char limit_text[NUMBER_TEXT];
    snprintf(limit_text, sizeof limit_text, "%" PRIu32, limit);
    const char *const values[] = {consolidation,
                                  after == NULL ? NULL : after->form,
                                  after == NULL ? NULL : after->period,
                                  after == NULL ? NULL : after->unit,
                                  after == NULL ? NULL : after->agency,
                                  limit_text};
    AUTO_RESULT *rows = db_run(db, &statement, 6, values, fail);
    if (rows == NULL)
        return false;
    *ret_sources = (struct consolidation_sources){.count = (size_t)db_rows(rows)};
    ret_sources->rows = arena_new_array(arena, struct consolidation_source, ret_sources->count);
    for (int row = 0; row < db_rows(rows); row++)
        ret_sources->rows[row] = (struct consolidation_source){.form = arena_text(arena, db_text(rows, row, 0)),
                                                               .period = arena_text(arena, db_text(rows, row, 1)),
                                                               .unit = arena_text(arena, db_text(rows, row, 2)),
                                                               .agency = arena_text(arena, db_text(rows, row, 3)),
                                                               .report = arena_text(arena, db_text(rows, row, 4)),
                                                               .epoch = db_int(rows, row, 5),
                                                               .version = db_int(rows, row, 6)};
    return true;
}

/* ---- Grounds */

bool grounds_write(struct db *db, const char *consolidation, const struct consolidation_sources *sources,
                   struct fail *fail) {
    static const struct statement drop = {"consolidation_grounds_drop",
                                          "DELETE FROM consolidation_ground WHERE consolidation = $1"};
    static const struct statement write = {"consolidation_grounds_write",
                                           "INSERT INTO consolidation_ground (consolidation, form, period, marks)"
                                           " SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::text[])"};
    struct columns columns;
    if (!db_do(db, &drop, 1, &consolidation, fail))
        return false;
    columns_begin(&columns, 3);
    for (size_t i = 0; i < sources->ground_count; i++) {
        db_array_text(&columns.arrays[0], sources->grounds[i].form);
        db_array_text(&columns.arrays[1], sources->grounds[i].period);
        db_array_text(&columns.arrays[2], sources->grounds[i].marks);
    }
    return columns_run(&columns, db, &write, consolidation, fail);
}

bool grounds_settle(struct db *db, const char *consolidation, struct fail *fail) {
    static const struct statement statement = {
        "consolidation_grounds_settle",
        "UPDATE consolidation_ground AS ground SET marks = coalesce((SELECT " MARKS_OF " FROM change_mark"
        " WHERE form = ground.form AND period = ground.period), '') WHERE consolidation = $1"};
    return db_do(db, &statement, 1, &consolidation, fail);
}

bool consolidations_pending(struct db *db, uint32_t limit, struct arena *arena, const char ***ret_ids,
                            size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "consolidations_pending",
        "SELECT consolidation.id FROM consolidation_ground AS ground"
        "  JOIN consolidation ON consolidation.id = ground.consolidation AND state IN ('draft', 'signed', 'sent')"
        "  LEFT JOIN (SELECT form, period, " MARKS_OF " AS marks FROM change_mark GROUP BY form, period) AS received"
        "         ON received.form = ground.form AND received.period = ground.period"
        " WHERE ground.marks <> coalesce(received.marks, '')"
        "   AND NOT EXISTS (SELECT FROM consolidation AS later WHERE later.unit = consolidation.unit"
        "                      AND later.agency = consolidation.agency AND later.period = consolidation.period"
        "                      AND later.series = consolidation.series AND later.number > consolidation.number)"
        " GROUP BY consolidation.id ORDER BY consolidation.id DESC LIMIT $1::int"};
    const char *const values[] = {arena_format(arena, "%" PRIu32, limit)};
    AUTO_RESULT *rows = db_run(db, &statement, 1, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_ids = db_texts(rows, 0, arena);
    return true;
}

/* ---- Changes */

static void add_version(struct columns *columns, const struct consolidation_source *was,
                        const struct consolidation_source *is) {
    db_array_text(&columns->arrays[0], was->form);
    db_array_text(&columns->arrays[1], was->period);
    db_array_text(&columns->arrays[2], was->unit);
    db_array_text(&columns->arrays[3], was->agency);
    db_array_int(&columns->arrays[4], was->epoch);
    db_array_int(&columns->arrays[5], was->version);
    db_array_int(&columns->arrays[6], is->epoch);
    db_array_int(&columns->arrays[7], is->version);
}

/* Of the changes that have both sides, by their place among them: do the figures differ? */
static PGresult *figures_compare(struct db *db, const struct source_change *changes, size_t count, struct fail *fail) {
    static const struct statement statement = {
        "consolidation_figures_compare",
        "SELECT was.cells IS DISTINCT FROM present.cells"
        "  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::bigint[], "
        "$8::int[])"
        "       WITH ORDINALITY AS asked (form, period, unit, agency, epoch, version, later_epoch, later_version, "
        "place)"
        "  LEFT JOIN report_version AS was USING (form, period, unit, agency, epoch, version)"
        "  LEFT JOIN report_version AS present"
        "         ON (present.form, present.period, present.unit, present.agency, present.epoch, present.version)"
        "          = (asked.form, asked.period, asked.unit, asked.agency, asked.later_epoch, asked.later_version)"
        " ORDER BY place"};
    struct columns columns;
    columns_begin(&columns, 8);
    for (size_t i = 0; i < count; i++)
        if (changes[i].before != NULL && changes[i].after != NULL)
            add_version(&columns, changes[i].before, changes[i].after);
    int parameters = columns_end(&columns, NULL);
    PGresult *rows = db_run(db, &statement, parameters, columns.values, fail);
    for (int i = 0; i < columns.count; i++)
        db_array_done(&columns.arrays[i]);
    return rows;
}

bool source_changes_keep(struct db *db, struct source_change *changes, size_t *count, struct fail *fail) {
    size_t kept = 0;
    int row = 0;
    AUTO_RESULT *rows = figures_compare(db, changes, *count, fail);
    if (rows == NULL)
        return false;
    for (size_t i = 0; i < *count; i++) {
        bool both = changes[i].before != NULL && changes[i].after != NULL;
        if (!both || db_flag(rows, row++, 0))
            changes[kept++] = changes[i];
    }
    *count = kept;
    return true;
}
