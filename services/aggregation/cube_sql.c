/* The statements that read report versions for a cube. */
#include "cube_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "bus/bus.h"

#define VERSION_COLUMNS                                                                                                \
    "unit, agency, epoch, version, report::text, state, function, form_version, timeliness, "                          \
    "recorded_us, cells"

bool change_marks_read(struct db *db, const char *form, const char *period, struct arena *arena,
                       struct change_marks *ret_marks, struct fail *fail) {
    static const struct statement statement = {"change_marks_read",
                                               "SELECT partition, last_offset, topic_generation FROM change_mark"
                                               " WHERE form = $1 AND period = $2 ORDER BY partition"};
    const char *const values[] = {form, period};
    AUTO_RESULT *rows = db_run_binary(db, &statement, 2, values, fail);
    if (rows == NULL)
        return false;
    ret_marks->count = (size_t)db_rows(rows);
    ret_marks->marks = arena_new_array(arena, struct change_mark, ret_marks->count);
    for (int row = 0; row < db_rows(rows); row++)
        ret_marks->marks[row] = (struct change_mark){.partition = db_binary_int(rows, row, 0),
                                                     .last_offset = db_binary_int(rows, row, 1),
                                                     .topic_generation = db_binary_int(rows, row, 2)};
    return true;
}

bool versions_count(struct db *db, const char *form, const char *period, int64_t *ret_count, struct fail *fail) {
    static const struct statement statement = {"versions_count",
                                               "SELECT count(*) FROM report_version WHERE form = $1 AND period = $2"};
    const char *const values[] = {form, period};
    AUTO_RESULT *rows = db_run_binary(db, &statement, 2, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = db_binary_int(rows, 0, 0);
    return true;
}

PGresult *versions_read(struct db *db, const char *form, const char *period, moment_t recorded_until,
                        struct fail *fail) {
    static const struct statement statement = {"versions_read",
                                               "SELECT " VERSION_COLUMNS " FROM report_version"
                                               " WHERE form = $1 AND period = $2 AND recorded_us <= $3::bigint"
                                               " ORDER BY unit, agency, epoch, version"};
    char until[24];
    snprintf(until, sizeof until, "%" PRId64, recorded_until);
    const char *const values[] = {form, period, until};
    return db_run_binary(db, &statement, 3, values, fail);
}

PGresult *versions_read_received(struct db *db, const char *form, const char *period, const char *marks,
                                 struct fail *fail) {
    static const struct statement statement = {
        "versions_read_received",
        "WITH mark AS MATERIALIZED ("
        "  SELECT split_part(text, ':', 1)::int AS partition, split_part(text, ':', 2)::bigint AS last_offset,"
        "         split_part(text, ':', 3)::bigint AS generation FROM unnest(string_to_array($3, ' ')) AS text"
        ") "
        "SELECT " VERSION_COLUMNS " FROM report_version JOIN mark USING (partition)"
        " WHERE form = $1 AND period = $2 AND (\"offset\" <= mark.last_offset OR mark.generation > 0)"
        " ORDER BY unit, agency, epoch, version"};
    const char *const values[] = {form, period, marks};
    return db_run_binary(db, &statement, 3, values, fail);
}

static void marks_render(const struct change_marks *marks, struct db_array *partitions, struct db_array *offsets) {
    db_array_begin(partitions);
    db_array_begin(offsets);
    for (size_t i = 0; i < marks->count; i++) {
        db_array_int(partitions, marks->marks[i].partition);
        db_array_int(offsets, marks->marks[i].last_offset);
    }
}

/* In the last row, in place of cells: partition, offset and generation of one mark after the other. */
static bool marks_behind(const PGresult *rows, struct arena *arena, struct change_marks *ret_marks, struct fail *fail) {
    enum { FIELDS = sizeof(struct change_mark) / sizeof(int64_t) };
    int64_t fields[FIELDS * TOPIC_PARTITIONS_MAX];
    int count = db_int64s_sent(rows, versions_changed(rows), VERSION_CELLS, fields, FIELDS * TOPIC_PARTITIONS_MAX);
    if (count < 0 || count % FIELDS != 0)
        return fail_set(fail, FAULT_BROKEN, false, "cube", "the marks of a period cannot be read");
    ret_marks->count = (size_t)count / FIELDS;
    ret_marks->marks = arena_new_array(arena, struct change_mark, ret_marks->count);
    for (size_t i = 0; i < ret_marks->count; i++)
        ret_marks->marks[i] = (struct change_mark){.partition = fields[FIELDS * i],
                                                   .last_offset = fields[FIELDS * i + 1],
                                                   .topic_generation = fields[FIELDS * i + 2]};
    return true;
}

int versions_changed(const PGresult *changed) {
    return db_rows(changed) - 1;
}

/* By mark, not by row: each partition is one short range of the index. */
PGresult *versions_read_changed(struct db *db, const char *form, const char *period, const struct change_marks *seen,
                                struct arena *arena, struct change_marks *ret_marks, struct fail *fail) {
    static const struct statement statement = {
        "versions_read_changed",
        "WITH now AS MATERIALIZED ("
        "  SELECT form, period, partition, last_offset, topic_generation FROM change_mark"
        "   WHERE form = $1 AND period = $2"
        "), mark AS MATERIALIZED ("
        "  SELECT form, period, partition, coalesce(seen.last_offset, -1) AS last_offset"
        "    FROM now LEFT JOIN unnest($3::int[], $4::bigint[]) AS seen (partition, last_offset) USING (partition)"
        "   WHERE now.last_offset > coalesce(seen.last_offset, -1)"
        "), changed AS MATERIALIZED ("
        "  SELECT DISTINCT unit, agency FROM mark CROSS JOIN LATERAL ("
        "    SELECT unit, agency FROM report_version AS received WHERE " RECEIVED_BEHIND_MARK ") AS behind"
        ") "
        "SELECT " VERSION_COLUMNS " FROM changed CROSS JOIN LATERAL ("
        "  SELECT epoch, version, report, state, function, form_version, timeliness, recorded_us, cells"
        "    FROM report_version AS kept"
        "   WHERE kept.form = $1 AND kept.period = $2 AND kept.unit = changed.unit AND kept.agency = changed.agency"
        "  OFFSET 0) AS versions"
        " UNION ALL "
        "SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
        "       (SELECT string_agg(int8send(partition) || int8send(last_offset) || int8send(topic_generation), ''"
        "                          ORDER BY partition) FROM now)"
        " ORDER BY unit NULLS LAST, agency, epoch, version"};
    struct db_array partitions, offsets;
    marks_render(seen, &partitions, &offsets);
    const char *const values[] = {form, period, db_array_end(&partitions), db_array_end(&offsets)};
    PGresult *rows = db_run_binary(db, &statement, 4, values, fail);
    db_array_done(&partitions);
    db_array_done(&offsets);
    if (rows != NULL && marks_behind(rows, arena, ret_marks, fail))
        return rows;
    PQclear(rows);
    return NULL;
}

PGresult *versions_read_unit(struct db *db, const char *form, const char *unit, const char *periods,
                             struct fail *fail) {
    static const struct statement statement = {"versions_read_unit",
                                               "SELECT " VERSION_COLUMNS ", period FROM report_version"
                                               " WHERE form = $1 AND unit = $2 AND period = ANY ($3::text[])"
                                               " ORDER BY period, agency, epoch, version"};
    return db_run_binary(db, &statement, 3, (const char *[]){form, unit, periods}, fail);
}
