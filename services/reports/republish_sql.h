/* Statements of republishing: the ledger's epoch, and events put back into the outbox. */
#ifndef TONGHOP_REPORTS_REPUBLISH_SQL_H
#define TONGHOP_REPORTS_REPUBLISH_SQL_H

#include "db/db.h"

bool epoch_read(struct db *db, int32_t *ret_epoch, struct fail *fail) MUST_CHECK;
/* In the open transaction; whoever begins to write waits until its end, and then writes under the new epoch. */
bool epoch_raise(struct db *db, int32_t *ret_epoch, struct fail *fail) MUST_CHECK;

/* Events of tonghop.report.v1 as one array for each column. */
enum { EVENT_UNITS, EVENT_TYPES, EVENT_REPORTS, EVENT_VERSIONS, EVENT_RECORDED, EVENT_PAYLOADS, EVENT_COLUMNS };
struct event_batch {
    struct db_array columns[EVENT_COLUMNS];
};
void event_batch_begin(struct event_batch *events);
void event_batch_done(struct event_batch *events);
#define AUTO_EVENTS __attribute__((cleanup(event_batch_done))) struct event_batch

/* In the order given. *ret_last: sequence number of the last one. */
bool events_put(struct db *db, struct event_batch *events, const char *trace, int64_t *ret_last,
                struct fail *fail) MUST_CHECK;
/* Are all of this topic up to a sequence number published? */
bool events_gone(struct db *db, int64_t last, bool *ret_gone, struct fail *fail) MUST_CHECK;

#endif
