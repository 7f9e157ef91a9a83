/* Statements of reminders: how far they are told, and the rows that tell them. */
#ifndef TONGHOP_REPORTS_REMINDER_SQL_H
#define TONGHOP_REPORTS_REMINDER_SQL_H

#include "db/db.h"
#include "reminder.h"

/* Marks begin at this moment where there are none: nothing of the past is told. */
bool reminder_marks_begin(struct db *db, moment_t now, struct fail *fail) MUST_CHECK;
bool reminder_mark_read(struct db *db, enum reminder_kind kind, struct arena *arena, struct reminder_mark *ret_mark,
                        struct fail *fail) MUST_CHECK;
/* Compare-and-swap. *ret_moved false: another moved it; nothing may be told then. */
bool reminder_mark_move(struct db *db, enum reminder_kind kind, const struct reminder_mark *from,
                        const struct reminder_mark *to, bool *ret_moved, struct fail *fail) MUST_CHECK;

/* Events of tonghop.obligation.v1, as one array for each column. */
enum { REMINDER_KEYS, REMINDER_SUBJECTS, REMINDER_VERSIONS, REMINDER_PAYLOADS, REMINDER_COLUMNS };
struct reminder_batch {
    struct db_array columns[REMINDER_COLUMNS];
    size_t count;
};
void reminder_batch_begin(struct reminder_batch *batch);
void reminder_batch_done(struct reminder_batch *batch);
#define AUTO_REMINDERS __attribute__((cleanup(reminder_batch_done))) struct reminder_batch
bool reminders_put(struct db *db, enum reminder_kind kind, struct reminder_batch *batch, moment_t now,
                   struct fail *fail) MUST_CHECK;

#endif
