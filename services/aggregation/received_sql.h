/* The statement that stores report versions as received. */
#ifndef TONGHOP_AGGREGATION_RECEIVED_SQL_H
#define TONGHOP_AGGREGATION_RECEIVED_SQL_H

#include "db/db.h"
#include "report_event.h"

/* A batch as one array of rows in binary form. */
struct received_batch {
    struct buffer rows;
    size_t awaited; /* rows that are still to be added */
};
/* Exactly `count` rows must be added before it is stored. */
bool received_begin(struct db *db, size_t count, struct received_batch *ret_batch, struct fail *fail) MUST_CHECK;
void received_add(struct received_batch *batch, const struct report_event *event, const struct record *record);
void received_done(struct received_batch *batch);
#define AUTO_RECEIVED __attribute__((cleanup(received_done))) struct received_batch

/* Versions that are there already stay; the change marks move in any case. */
bool received_store(struct db *db, const struct received_batch *batch, struct fail *fail) MUST_CHECK;

#endif
