/* Statements on roll-ups that are written down. */
#include "stored_rollup_sql.h"

#include "core/uuid.h"
#include "cube_sql.h"
#include "db/binary.h"
#include "packed_column.h"
#include "pipeline/trace.h"

#define PENDING                                                                                                        \
    "SELECT received.form, received.period, state.marks, received.marks, state.basis"                                  \
    "  FROM (SELECT form, period, " MARKS_OF " AS marks FROM change_mark GROUP BY form, period) AS received"           \
    "  LEFT JOIN rollup_state AS state USING (form, period)"                                                           \
    " WHERE (state.marks IS DISTINCT FROM received.marks OR state.basis <> ALL ($1::text[]))"

static struct pending_rollup pending_of(const PGresult *rows, int row, struct arena *arena) {
    const char *marks = db_text(rows, row, 2), *basis = db_text(rows, row, 4);
    return (struct pending_rollup){.form = arena_text(arena, db_text(rows, row, 0)),
                                   .period = arena_text(arena, db_text(rows, row, 1)),
                                   .marks = marks == NULL ? NULL : arena_text(arena, marks),
                                   .received = arena_text(arena, db_text(rows, row, 3)),
                                   .basis = basis == NULL ? "" : arena_text(arena, basis)};
}

bool rollups_pending(struct db *db, const char *bases, uint32_t limit, struct arena *arena,
                     struct pending_rollup **ret_pending, size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "rollups_pending", PENDING
        " ORDER BY state.marks IS NOT DISTINCT FROM received.marks, state.refreshed_us NULLS FIRST LIMIT $2::int"};
    const char *const values[] = {bases, arena_format(arena, "%u", limit)};
    AUTO_RESULT *rows = db_run(db, &statement, 2, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_pending = arena_new_array(arena, struct pending_rollup, *ret_count);
    for (int row = 0; row < db_rows(rows); row++)
        (*ret_pending)[row] = pending_of(rows, row, arena);
    return true;
}

bool rollup_pending(struct db *db, const char *form, const char *period, const char *basis, struct arena *arena,
                    struct pending_rollup *ret_pending, struct fail *fail) {
    static const struct statement statement = {"rollup_pending",
                                               PENDING " AND received.form = $2 AND received.period = $3"};
    const char *const values[] = {arena_format(arena, "{%s}", basis), form, period};
    AUTO_RESULT *rows = db_run(db, &statement, 3, values, fail);
    if (rows == NULL)
        return false;
    *ret_pending = db_rows(rows) == 0 ? (struct pending_rollup){.form = NULL} : pending_of(rows, 0, arena);
    return true;
}

static const char *text_kept(const PGresult *rows, int column, struct arena *arena) {
    return db_rows(rows) == 0 ? NULL : arena_text(arena, db_text(rows, 0, column));
}

bool rollup_state_read(struct db *db, const char *form, const char *period, struct arena *arena, const char **ret_marks,
                       struct fail *fail) {
    static const struct statement statement = {"rollup_state_read",
                                               "SELECT marks FROM rollup_state WHERE form = $1 AND period = $2"};
    const char *const values[] = {form, period};
    AUTO_RESULT *rows = db_run(db, &statement, 2, values, fail);
    if (rows == NULL)
        return false;
    *ret_marks = text_kept(rows, 0, arena);
    return true;
}

bool rollup_state_sample(struct db *db, struct arena *arena, const char **ret_form, const char **ret_period,
                         struct fail *fail) {
    static const struct statement statement = {"rollup_state_sample",
                                               "SELECT form, period FROM rollup_state ORDER BY random() LIMIT 1"};
    AUTO_RESULT *rows = db_run(db, &statement, 0, NULL, fail);
    if (rows == NULL)
        return false;
    *ret_form = text_kept(rows, 0, arena);
    *ret_period = text_kept(rows, 1, arena);
    return true;
}

bool rollup_state_lock(struct db *db, const struct pending_rollup *seen, bool *ret_taken, struct fail *fail) {
    static const struct statement make = {"rollup_state_make",
                                          "INSERT INTO rollup_state (form, period, basis, marks, refreshed_us) VALUES "
                                          "($1, $2, '', '', 0) ON CONFLICT DO NOTHING"};
    static const struct statement lock = {"rollup_state_lock",
                                          "SELECT 1 FROM rollup_state WHERE form = $1 AND period = $2 AND marks = $3"
                                          " FOR UPDATE SKIP LOCKED"};
    const char *const values[] = {seen->form, seen->period, seen->marks == NULL ? "" : seen->marks};
    if (seen->marks == NULL && !db_do(db, &make, 2, values, fail))
        return false;
    AUTO_RESULT *rows = db_run(db, &lock, 3, values, fail);
    if (rows == NULL)
        return false;
    *ret_taken = db_rows(rows) == 1;
    return true;
}

const char *marks_text(struct arena *arena, const struct change_marks *marks) {
    AUTO_BUFFER text = {0};
    for (size_t i = 0; i < marks->count; i++) {
        if (i > 0)
            buffer_char(&text, ' ');
        buffer_int(&text, marks->marks[i].partition);
        buffer_char(&text, ':');
        buffer_int(&text, marks->marks[i].last_offset);
        buffer_char(&text, ':');
        buffer_int(&text, marks->marks[i].topic_generation);
    }
    return arena_text(arena, buffer_cstr(&text));
}

bool rollup_state_store(struct db *db, const struct pending_rollup *pending, const char *marks, const char *basis,
                        moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "rollup_state_store", "UPDATE rollup_state SET basis = $3, marks = $4, refreshed_us = $5::bigint"
                              " WHERE form = $1 AND period = $2"};
    AUTO_BUFFER moment = {0};
    buffer_int(&moment, now);
    const char *const values[] = {pending->form, pending->period, basis, marks, buffer_cstr(&moment)};
    return db_do(db, &statement, 5, values, fail);
}

/* ---- Rows */

static bool take_rows(const PGresult *rows, struct arena *arena, struct stored_rollups *ret_rollups,
                      struct fail *fail) {
    int64_t figures[FIGURES_MAX];
    ret_rollups->count = (size_t)db_rows(rows);
    ret_rollups->rows = arena_new_array(arena, struct stored_rollup, ret_rollups->count);
    for (int row = 0; row < db_rows(rows); row++) {
        int count = figures_read(rows, row, 3, figures, FIGURES_MAX);
        if (count < 0)
            return fail_set(fail, FAULT_BROKEN, false, "stored_rollup", "figures of %s cannot be read",
                            db_text(rows, row, 0));
        ret_rollups->rows[row] = (struct stored_rollup){
            .unit = arena_text(arena, db_text(rows, row, 0)),
            .revision = db_binary_int(rows, row, 1),
            .gone = PQgetvalue(rows, row, 2)[0] != 0,
            .figures = arena_copy(arena, figures, (size_t)count * sizeof *figures),
            .figure_count = (uint32_t)count,
        };
    }
    return true;
}

/* A topic that was made anew since then says everything again. */
bool units_changed_read(struct db *db, const struct pending_rollup *pending, uint32_t limit, struct arena *arena,
                        const char ***ret_units, size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "units_changed_read",
        "WITH written AS MATERIALIZED ("
        "  SELECT split_part(text, ':', 1)::int AS partition, split_part(text, ':', 2)::bigint AS last_offset,"
        "         split_part(text, ':', 3)::bigint AS topic_generation"
        "    FROM unnest(string_to_array($3, ' ')) AS text"
        "), mark AS MATERIALIZED ("
        "  SELECT form, period, partition, CASE WHEN written.topic_generation = change_mark.topic_generation"
        "                         THEN written.last_offset ELSE -1 END AS last_offset"
        "    FROM change_mark LEFT JOIN written USING (partition) WHERE form = $1 AND period = $2"
        ") "
        "SELECT DISTINCT unit FROM mark CROSS JOIN LATERAL ("
        "  SELECT unit FROM report_version AS received WHERE " RECEIVED_BEHIND_MARK ") AS behind LIMIT $4::int"};
    const char *const values[] = {pending->form, pending->period, pending->marks, arena_format(arena, "%u", limit)};
    AUTO_RESULT *rows = db_run(db, &statement, 4, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_units = db_texts(rows, 0, arena);
    return true;
}

static PGresult *rollups_read_some(struct db *db, const char *form, const char *period, const struct node_list *nodes,
                                   struct fail *fail) {
    static const struct statement statement = {"rollups_read_some",
                                               "SELECT unit, revision, gone, figures FROM rollup"
                                               " WHERE form = $1 AND period = $2 AND unit = ANY ($3::text[])"
                                               " ORDER BY unit"};
    struct db_array units __attribute__((cleanup(db_array_done)));
    db_array_begin(&units);
    for (size_t i = 0; i < nodes->count; i++)
        db_array_text(&units, nodes->units[i]);
    return db_run_binary(db, &statement, 3, (const char *[]){form, period, db_array_end(&units)}, fail);
}

bool rollups_read(struct db *db, const char *form, const char *period, const struct node_list *nodes,
                  struct arena *arena, struct stored_rollups *ret_rollups, struct fail *fail) {
    static const struct statement statement = {"rollups_read", "SELECT unit, revision, gone, figures FROM rollup"
                                                               " WHERE form = $1 AND period = $2 ORDER BY unit"};
    const char *const values[] = {form, period};
    AUTO_RESULT *rows =
        nodes->all ? db_run_binary(db, &statement, 2, values, fail) : rollups_read_some(db, form, period, nodes, fail);
    return rows != NULL && take_rows(rows, arena, ret_rollups, fail);
}

bool rollups_read_unit(struct db *db, const char *form, const char *unit, const char *bases, const char *periods,
                       struct arena *arena, struct stored_rollups *ret_rollups, const char ***ret_periods,
                       struct fail *fail) {
    static const struct statement statement = {
        "rollups_read_unit",
        "SELECT $2, coalesce(revision, 0), coalesce(gone, true), coalesce(figures, ''), state.period"
        "  FROM rollup_state AS state LEFT JOIN rollup ON rollup.form = state.form AND rollup.period = state.period"
        "                                              AND rollup.unit = $2 AND NOT rollup.gone"
        " WHERE state.form = $1 AND state.basis = ANY ($3::text[]) AND state.period = ANY ($4::text[])"
        "   AND state.marks ="
        "       (SELECT " MARKS_OF " FROM change_mark WHERE form = state.form AND period = state.period)"};
    AUTO_RESULT *rows = db_run_binary(db, &statement, 4, (const char *[]){form, unit, bases, periods}, fail);
    if (rows == NULL || !take_rows(rows, arena, ret_rollups, fail))
        return false;
    *ret_periods = arena_new_array(arena, const char *, ret_rollups->count);
    for (int row = 0; row < db_rows(rows); row++)
        (*ret_periods)[row] = arena_text(arena, db_text(rows, row, 4));
    return true;
}

bool periods_received(struct db *db, const char *form, const char *periods, struct arena *arena,
                      struct received_periods *ret_received, struct fail *fail) {
    static const struct statement statement = {
        "periods_received", "SELECT DISTINCT period FROM change_mark WHERE form = $1 AND period = ANY ($2::text[])"};
    AUTO_RESULT *rows = db_run(db, &statement, 2, (const char *[]){form, periods}, fail);
    if (rows == NULL)
        return false;
    ret_received->count = (size_t)db_rows(rows);
    ret_received->periods = db_texts(rows, 0, arena);
    return true;
}

/* In the order of type rollup_row in the schema. */
static void add_row(struct buffer *to, const struct stored_rollup *row) {
    enum { ROW_COLUMNS = 4 };
    size_t start = length_open(to);
    binary_int32(to, ROW_COLUMNS);
    column_text(to, TYPE_TEXT, row->unit);
    column_bigint(to, row->revision);
    column_flag(to, row->gone);
    column_figures(to, row->figures, row->figure_count);
    length_close(to, start);
}

static bool rows_write(struct db *db, const char *form, const char *period, const struct stored_rollups *changed,
                       struct fail *fail) {
    static const struct statement statement = {
        "rollups_write", "INSERT INTO rollup (form, period, unit, revision, gone, figures)"
                         " SELECT $1, $2, unit, revision, gone, figures FROM unnest($3::rollup_row[])"
                         " ON CONFLICT (form, period, unit) DO UPDATE"
                         "   SET revision = excluded.revision, gone = excluded.gone, figures = excluded.figures"};
    AUTO_BUFFER rows = {0};
    int32_t type;
    if (!db_type(db, "rollup_row", &type, fail))
        return false;
    array_head(&rows, type, false, changed->count);
    for (size_t i = 0; i < changed->count; i++)
        add_row(&rows, &changed->rows[i]);
    return db_do_array(db, &statement, 2, (const char *[]){form, period}, &rows, fail);
}

/* In the order of type rollup_event_row in the schema. */
static void add_event(struct buffer *to, const struct stored_rollup *row, const char *payload, moment_t now) {
    enum { EVENT_COLUMNS = 5 };
    char id[UUID_TEXT_SIZE], trace[TRACE_TEXT_SIZE];
    uuid_new(now, id);
    size_t start = length_open(to);
    binary_int32(to, EVENT_COLUMNS);
    column_uuid(to, id);
    column_text(to, TYPE_TEXT, row->unit);
    column_bigint(to, row->revision);
    column_text(to, TYPE_TEXT, trace_begin(id, trace));
    column_text(to, TYPE_TEXT, payload);
    length_close(to, start);
}

static bool events_write(struct db *db, const char *form, const char *period, const struct stored_rollups *changed,
                         const char *const *payloads, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "rollup_events_write",
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " SELECT id, 'tonghop.rollup.v1', $1 || '|' || $2 || '|' || unit,"
        "        CASE WHEN payload IS NULL THEN 'tonghop.rollup.gone.v1' ELSE 'tonghop.rollup.changed.v1' END,"
        "        $1 || '/' || unit || '/' || $2, revision, $3::bigint, trace, payload"
        "   FROM unnest($4::rollup_event_row[]) WITH ORDINALITY"
        "        AS changed (id, unit, revision, trace, payload, place) ORDER BY place"};
    AUTO_BUFFER moment = {0}, events = {0};
    int32_t type;
    if (!db_type(db, "rollup_event_row", &type, fail))
        return false;
    buffer_int(&moment, now);
    array_head(&events, type, false, changed->count);
    for (size_t i = 0; i < changed->count; i++)
        add_event(&events, &changed->rows[i], payloads[i], now);
    return db_do_array(db, &statement, 3, (const char *[]){form, period, buffer_cstr(&moment)}, &events, fail);
}

bool rollups_write(struct db *db, const char *form, const char *period, const struct stored_rollups *changed,
                   const char *const *payloads, moment_t now, struct fail *fail) {
    return changed->count == 0 || (rows_write(db, form, period, changed, fail) &&
                                   events_write(db, form, period, changed, payloads, now, fail));
}
