/* The statement that stores report versions as received: one for a whole batch, one array for each column. */
#include "received_sql.h"

void received_begin(struct received_batch *batch) {
    batch->cells = (struct buffer){0};
    for (int i = 0; i < RECEIVED_COLUMNS; i++)
        db_array_begin(&batch->columns[i]);
}

void received_done(struct received_batch *batch) {
    for (int i = 0; i < RECEIVED_COLUMNS; i++)
        db_array_done(&batch->columns[i]);
    buffer_done(&batch->cells);
}

/* An array literal for each row: unnest would flatten bigint[][]. */
static const char *cells_literal(struct received_batch *batch, const struct report_event *event) {
    buffer_clear(&batch->cells);
    buffer_char(&batch->cells, '{');
    buffer_add(&batch->cells, event->cells, event->cells_size);
    buffer_char(&batch->cells, '}');
    return buffer_cstr(&batch->cells);
}

static void add_moment(struct db_array *column, moment_t moment) {
    if (moment == MOMENT_NONE)
        db_array_null(column);
    else
        db_array_int(column, moment);
}

void received_add(struct received_batch *batch, const struct report_event *event, const struct record *record) {
    struct db_array *column = batch->columns;
    db_array_text(column++, event->form);
    db_array_text(column++, event->period);
    db_array_text(column++, event->unit);
    db_array_text(column++, event->agency);
    db_array_int(column++, event->epoch);
    db_array_int(column++, event->version);
    db_array_text(column++, event->report);
    db_array_text(column++, event->state);
    db_array_text(column++, event->function);
    db_array_int(column++, event->form_version);
    db_array_text(column++, event->period_start);
    db_array_text(column++, event->period_end);
    db_array_text(column++, event->timeliness);
    add_moment(column++, event->first_submitted_us);
    db_array_int(column++, event->recorded_us);
    db_array_text(column++, cells_literal(batch, event));
    db_array_int(column++, record->partition);
    db_array_int(column++, record->offset);
}

bool received_store(struct db *db, struct received_batch *batch, struct fail *fail) {
    static const struct statement statement = {
        "received_store",
        "WITH received AS ("
        "  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::uuid[],"
        "                       $8::text[], $9::text[], $10::int[], $11::date[], $12::date[], $13::text[],"
        "                       $14::bigint[], $15::bigint[], $16::text[], $17::int[], $18::bigint[])"
        "      AS received (form, period, unit, agency, epoch, version, report, state, function, form_version,"
        "                   period_start, period_end, timeliness, first_submitted_us, recorded_us, cells,"
        "                   partition, \"offset\")"
        "), stored AS ("
        "  INSERT INTO report_version (form, period, unit, agency, epoch, version, report, state, function,"
        "                              form_version, period_start, period_end, timeliness, first_submitted_us,"
        "                              recorded_us, cells, partition, \"offset\")"
        "  SELECT form, period, unit, agency, epoch, version, report, state, function, form_version, period_start,"
        "         period_end, timeliness, first_submitted_us, recorded_us, cells::bigint[], partition, \"offset\""
        "    FROM received"
        "  ON CONFLICT DO NOTHING"
        ") "
        "INSERT INTO change_mark (form, period, partition, last_offset)"
        " SELECT form, period, partition, max(\"offset\") FROM received GROUP BY form, period, partition"
        " ON CONFLICT (form, period, partition) DO UPDATE SET last_offset = excluded.last_offset,"
        "   topic_generation = change_mark.topic_generation"
        "                    + (excluded.last_offset < change_mark.last_offset)::int"};
    const char *values[RECEIVED_COLUMNS];
    for (int i = 0; i < RECEIVED_COLUMNS; i++)
        values[i] = db_array_end(&batch->columns[i]);
    return db_do(db, &statement, RECEIVED_COLUMNS, values, fail);
}
