/* Statements on consolidations as they were told. */
#include "consolidation_sql.h"

#include "core/text.h"

/* ---- Storing: one array for each column */

enum { ID, VERSION, UNIT, AGENCY, PERIOD, FORMS, SENT, RECIPIENTS, ACCEPTED, RETURNED, COLUMNS };

static void add_row(struct db_array columns[COLUMNS], const struct consolidation_event *event) {
    db_array_text(&columns[ID], event->id);
    db_array_int(&columns[VERSION], event->version);
    db_array_text(&columns[UNIT], event->unit);
    db_array_text(&columns[AGENCY], event->agency);
    db_array_text(&columns[PERIOD], event->period);
    db_array_text(&columns[FORMS], event->forms);
    if (event->sent == MOMENT_NONE)
        db_array_null(&columns[SENT]);
    else
        db_array_int(&columns[SENT], event->sent);
    db_array_int(&columns[RECIPIENTS], event->recipients);
    db_array_int(&columns[ACCEPTED], event->accepted);
    db_array_int(&columns[RETURNED], event->returned);
}

bool consolidations_store(struct db *db, const struct consolidation_event *events, size_t count, struct fail *fail) {
    static const struct statement statement = {
        "consolidations_store",
        "INSERT INTO consolidation AS kept (id, version, unit, agency, period, forms, sent_us, recipients, accepted,"
        "                                   returned)"
        " SELECT DISTINCT ON (id) id, version, unit, agency, period, string_to_array(forms, ','), sent_us, recipients,"
        "        accepted, returned"
        "   FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],"
        "               $8::int[], $9::int[], $10::int[])"
        "     AS told (id, version, unit, agency, period, forms, sent_us, recipients, accepted, returned)"
        "  ORDER BY id, version DESC"
        " ON CONFLICT (id) DO UPDATE SET (version, unit, agency, period, forms, sent_us, recipients, accepted, "
        "returned)"
        "    = (EXCLUDED.version, EXCLUDED.unit, EXCLUDED.agency, EXCLUDED.period, EXCLUDED.forms, EXCLUDED.sent_us,"
        "       EXCLUDED.recipients, EXCLUDED.accepted, EXCLUDED.returned)"
        "  WHERE kept.version < EXCLUDED.version"};
    struct db_array columns[COLUMNS];
    const char *values[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        db_array_begin(&columns[i]);
    for (size_t i = 0; i < count; i++)
        add_row(columns, &events[i]);
    for (int i = 0; i < COLUMNS; i++)
        values[i] = db_array_end(&columns[i]);
    bool stored = db_do(db, &statement, COLUMNS, values, fail);
    for (int i = 0; i < COLUMNS; i++)
        db_array_done(&columns[i]);
    return stored;
}

/* ---- Finding */

static PGresult *find(struct db *db, const char *form, const char *period, const struct sender *senders, size_t count,
                      struct fail *fail) {
    static const struct statement statement = {
        "consolidations_sent",
        "SELECT asked.ordinal, newest.id, newest.recipients, newest.accepted, newest.returned, newest.first_us"
        "  FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS asked (unit, agency, ordinal)"
        " CROSS JOIN LATERAL (SELECT id, recipients, accepted, returned, min(sent_us) OVER () AS first_us"
        "       FROM consolidation WHERE period = $2 AND unit = asked.unit AND agency = asked.agency"
        "        AND sent_us IS NOT NULL AND $1 = ANY (forms) ORDER BY sent_us DESC, id DESC LIMIT 1) AS newest"};
    struct db_array units, agencies;
    db_array_begin(&units);
    db_array_begin(&agencies);
    for (size_t i = 0; i < count; i++) {
        db_array_text(&units, senders[i].unit);
        db_array_text(&agencies, senders[i].agency);
    }
    const char *values[] = {form, period, db_array_end(&units), db_array_end(&agencies)};
    PGresult *rows = db_run(db, &statement, sizeof values / sizeof *values, values, fail);
    db_array_done(&units);
    db_array_done(&agencies);
    return rows;
}

bool consolidations_sent(struct db *db, const char *form, const char *period, const struct sender *senders,
                         size_t count, struct arena *arena, const struct sent_consolidation **ret_sent,
                         struct fail *fail) {
    for (size_t i = 0; i < count; i++)
        ret_sent[i] = NULL;
    if (count == 0)
        return true;
    AUTO_RESULT *rows = find(db, form, period, senders, count, fail);
    if (!rows)
        return false;
    struct sent_consolidation *sent = arena_new_array(arena, struct sent_consolidation, (size_t)db_rows(rows));
    for (int row = 0; row < db_rows(rows); row++) {
        sent[row] = (struct sent_consolidation){.recipients = db_int(rows, row, 2),
                                                .accepted = db_int(rows, row, 3),
                                                .returned = db_int(rows, row, 4),
                                                .first_sent = db_int(rows, row, 5)};
        text_copy(sent[row].id, sizeof sent[row].id, db_text(rows, row, 1));
        ret_sent[db_int(rows, row, 0) - 1] = &sent[row];
    }
    return true;
}
