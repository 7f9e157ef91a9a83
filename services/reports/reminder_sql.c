/* Statements on the marks of reminders and on the outbox. */
#include "reminder_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "pipeline/trace.h"

enum { NUMBER_TEXT = 24 };

static const char *number(int64_t value, char text[NUMBER_TEXT]) {
    snprintf(text, NUMBER_TEXT, "%" PRId64, value);
    return text;
}

bool reminder_marks_begin(struct db *db, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "reminder_marks_begin",
        "INSERT INTO reminder_mark (kind, until_us) SELECT unnest($1::text[]), $2::bigint ON CONFLICT DO NOTHING"};
    struct db_array kinds;
    char text[NUMBER_TEXT];
    db_array_begin(&kinds);
    for (enum reminder_kind kind = 0; kind < REMINDER_KIND_COUNT; kind++)
        db_array_text(&kinds, reminder_kind_name(kind));
    bool begun = db_do(db, &statement, 2, (const char *[]){db_array_end(&kinds), number(now, text)}, fail);
    db_array_done(&kinds);
    return begun;
}

bool reminder_mark_read(struct db *db, enum reminder_kind kind, struct arena *arena, struct reminder_mark *ret_mark,
                        struct fail *fail) {
    static const struct statement statement = {"reminder_mark_read",
                                               "SELECT until_us, position FROM reminder_mark WHERE kind = $1"};
    const char *name = reminder_kind_name(kind);
    AUTO_RESULT *rows = db_run(db, &statement, 1, &name, fail);
    if (!rows || db_rows(rows) != 1)
        return rows && fail_set(fail, FAULT_BROKEN, false, "reminder_mark", "there is no mark for %s", name);
    const char *position = db_text(rows, 0, 1);
    *ret_mark = (struct reminder_mark){db_int(rows, 0, 0), position ? arena_text(arena, position) : NULL};
    return true;
}

bool reminder_mark_move(struct db *db, enum reminder_kind kind, const struct reminder_mark *from,
                        const struct reminder_mark *to, bool *ret_moved, struct fail *fail) {
    static const struct statement statement = {
        "reminder_mark_move",
        "UPDATE reminder_mark SET until_us = $4::bigint, position = $5::text"
        " WHERE kind = $1 AND until_us = $2::bigint AND position IS NOT DISTINCT FROM $3::text RETURNING kind"};
    char before[NUMBER_TEXT], after[NUMBER_TEXT];
    const char *const values[] = {reminder_kind_name(kind), number(from->until, before), from->position,
                                  number(to->until, after), to->position};
    AUTO_RESULT *rows = db_run(db, &statement, sizeof values / sizeof *values, values, fail);
    if (!rows)
        return false;
    *ret_moved = db_rows(rows) == 1;
    return true;
}

void reminder_batch_begin(struct reminder_batch *batch) {
    *batch = (struct reminder_batch){0};
    for (int i = 0; i < REMINDER_COLUMNS; i++)
        db_array_begin(&batch->columns[i]);
}

void reminder_batch_done(struct reminder_batch *batch) {
    for (int i = 0; i < REMINDER_COLUMNS; i++)
        db_array_done(&batch->columns[i]);
}

bool reminders_put(struct db *db, enum reminder_kind kind, struct reminder_batch *batch, moment_t now,
                   struct fail *fail) {
    static const char *const types[REMINDER_KIND_COUNT] = {
        [REMINDER_DUE_SOON] = "tonghop.obligation.dueSoon.v1", [REMINDER_LATE] = "tonghop.obligation.late.v1"};
    static const struct statement statement = {
        "reminders_put", "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
                         " SELECT gen_random_uuid(), 'tonghop.obligation.v1', key, $5::text, subject, version, "
                         "$6::bigint, $7::text, payload"
                         "   FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) WITH ORDINALITY"
                         "     AS reminder (key, subject, version, payload, ordinal) ORDER BY ordinal"};
    char turn[UUID_TEXT_SIZE], trace[TRACE_TEXT_SIZE], recorded[NUMBER_TEXT];
    const char *values[REMINDER_COLUMNS + 3];
    uuid_new(now, turn);
    for (int i = 0; i < REMINDER_COLUMNS; i++)
        values[i] = db_array_end(&batch->columns[i]);
    values[REMINDER_COLUMNS] = types[kind];
    values[REMINDER_COLUMNS + 1] = number(now, recorded);
    values[REMINDER_COLUMNS + 2] = trace_begin(turn, trace);
    return db_do(db, &statement, REMINDER_COLUMNS + 3, values, fail);
}
