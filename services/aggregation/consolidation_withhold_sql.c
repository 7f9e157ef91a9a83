/* Statements on what signed consolidations showed and kept back. */
#include "consolidation_withhold_sql.h"

enum { DAY_TEXT = 16, COLUMNS = 9 };

bool shown_figures_lock(struct db *db, struct fail *fail) {
    static const struct statement statement = {
        "shown_figures_lock", "SELECT pg_advisory_xact_lock(hashtextextended('tonghop.aggregation.withhold', 0))"};
    return db_do(db, &statement, 0, NULL, fail);
}

static const char *array_of(struct db_array *array, const char *const *texts, uint32_t count) {
    db_array_begin(array);
    for (uint32_t i = 0; i < count; i++)
        db_array_text(array, texts[i]);
    return db_array_end(array);
}

static struct shown_figure figure_of(const PGresult *rows, int row, struct arena *arena) {
    return (struct shown_figure){.form = arena_text(arena, db_text(rows, row, 0)),
                                 .line = arena_text(arena, db_text(rows, row, 1)),
                                 .cell = arena_text(arena, db_text(rows, row, 2)),
                                 .unit = arena_text(arena, db_text(rows, row, 3)),
                                 .own = db_flag(rows, row, 4),
                                 .start = db_day_read(db_text(rows, row, 5)),
                                 .end = db_day_read(db_text(rows, row, 6)),
                                 .value = db_int(rows, row, 7),
                                 .hidden = db_flag(rows, row, 8)};
}

bool shown_figures_read(struct db *db, const struct shown_filter *filter, struct arena *arena,
                        struct shown_figure **ret_figures, uint32_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "shown_figures_read",
        "SELECT shown.form, line, cell, shown.unit, own, span_start, span_end, value, hidden"
        "  FROM consolidation_figure AS shown JOIN consolidation ON consolidation.id = shown.consolidation"
        " WHERE shown.form = ANY ($1::text[]) AND ($2::text[] IS NULL OR shown.unit = ANY ($2::text[]))"
        "   AND span_end > $3::date AND span_start < $4::date ORDER BY signed_us, number, shown.consolidation"
        " LIMIT $5::int"};
    struct db_array forms __attribute__((cleanup(db_array_done)));
    struct db_array units __attribute__((cleanup(db_array_done)));
    char from[DAY_TEXT], until[DAY_TEXT];
    const char *wanted = array_of(&units, filter->units, filter->unit_count);
    const char *const values[] = {array_of(&forms, filter->forms, filter->form_count),
                                  filter->units == NULL ? NULL : wanted, db_day(filter->from, from),
                                  db_day(filter->until, until), arena_format(arena, "%u", filter->limit)};
    AUTO_RESULT *rows = db_run(db, &statement, 5, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = (uint32_t)db_rows(rows);
    *ret_figures = arena_new_array(arena, struct shown_figure, *ret_count);
    for (int row = 0; row < db_rows(rows); row++)
        (*ret_figures)[row] = figure_of(rows, row, arena);
    return true;
}

static void add_figure(struct db_array columns[COLUMNS], const struct shown_figure *figure) {
    char day[DAY_TEXT];
    db_array_text(&columns[0], figure->form);
    db_array_text(&columns[1], figure->line);
    db_array_text(&columns[2], figure->cell);
    db_array_text(&columns[3], figure->unit);
    db_array_text(&columns[4], figure->own ? "true" : "false");
    db_array_text(&columns[5], db_day(figure->start, day));
    db_array_text(&columns[6], db_day(figure->end, day));
    db_array_int(&columns[7], figure->value);
    db_array_text(&columns[8], figure->hidden ? "true" : "false");
}

bool shown_figures_write(struct db *db, const char *consolidation, const struct shown_figure *figures, uint32_t count,
                         struct fail *fail) {
    static const struct statement statement = {
        "shown_figures_write",
        "INSERT INTO consolidation_figure (consolidation, form, line, cell, unit, own, span_start, span_end, value,"
        "                                  hidden)"
        " SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::date[],"
        "                                $8::date[], $9::bigint[], $10::boolean[])"};
    struct db_array columns[COLUMNS];
    const char *values[COLUMNS + 1] = {consolidation};
    for (int i = 0; i < COLUMNS; i++)
        db_array_begin(&columns[i]);
    for (uint32_t i = 0; i < count; i++)
        add_figure(columns, &figures[i]);
    for (int i = 0; i < COLUMNS; i++)
        values[1 + i] = db_array_end(&columns[i]);
    bool done = db_do(db, &statement, COLUMNS + 1, values, fail);
    for (int i = 0; i < COLUMNS; i++)
        db_array_done(&columns[i]);
    return done;
}
