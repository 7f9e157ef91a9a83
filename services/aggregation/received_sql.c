/* The statement that stores report versions as received: one for a whole batch, in binary, so that nobody renders or parses a number. */
#include "received_sql.h"

#include <assert.h>

#include "db/binary.h"
#include "packed_column.h"

bool received_begin(struct db *db, size_t count, struct received_batch *ret_batch, struct fail *fail) {
    int32_t row_type;
    *ret_batch = (struct received_batch){.awaited = count};
    if (!db_type(db, "leaf_row", &row_type, fail))
        return false;
    array_head(&ret_batch->rows, row_type, false, count);
    return true;
}

void received_done(struct received_batch *batch) {
    buffer_done(&batch->rows);
}

/* In the order of type leaf_row in the schema. */
void received_add(struct received_batch *batch, const struct report_event *event, const struct record *record) {
    enum { LEAF_COLUMN_COUNT = 18 };
    struct buffer *to = &batch->rows;
    assert(batch->awaited > 0);
    size_t start = length_open(to);
    binary_int32(to, LEAF_COLUMN_COUNT);
    column_text(to, TYPE_TEXT, event->form);
    column_text(to, TYPE_TEXT, event->period);
    column_text(to, TYPE_TEXT, event->unit);
    column_text(to, TYPE_TEXT, event->agency);
    column_bigint(to, event->epoch);
    column_int(to, (int32_t)event->version);
    column_uuid(to, event->report);
    column_text(to, TYPE_TEXT, event->state);
    column_text(to, TYPE_TEXT, event->function);
    column_int(to, (int32_t)event->form_version);
    column_day(to, event->period_start);
    column_day(to, event->period_end);
    column_text(to, TYPE_TEXT, event->timeliness);
    column_moment(to, event->first_submitted_us);
    column_bigint(to, event->recorded_us);
    column_figures(to, event->cells, event->cell_count);
    column_int(to, record->partition);
    column_bigint(to, record->offset);
    length_close(to, start);
    batch->awaited--;
}

#define LEAF_COLUMNS                                                                                                   \
    "form, period, unit, agency, epoch, version, report, state, function, form_version, period_start, period_end, "    \
    "timeliness, first_submitted_us, recorded_us, cells, partition, \"offset\""

bool received_store(struct db *db, const struct received_batch *batch, struct fail *fail) {
    static const struct statement statement = {
        "received_store",
        "WITH received AS (SELECT * FROM unnest($1::leaf_row[])), stored AS ("
        "  INSERT INTO report_version (" LEAF_COLUMNS ") SELECT " LEAF_COLUMNS " FROM received ON CONFLICT DO NOTHING"
        ") "
        "INSERT INTO change_mark (form, period, partition, last_offset)"
        " SELECT form, period, partition, max(\"offset\") FROM received GROUP BY form, period, partition"
        " ON CONFLICT (form, period, partition) DO UPDATE SET last_offset = excluded.last_offset,"
        "   topic_generation = change_mark.topic_generation"
        "                    + (excluded.last_offset < change_mark.last_offset)::int"};
    assert(batch->awaited == 0);
    return db_do_array(db, &statement, 0, NULL, &batch->rows, fail);
}
