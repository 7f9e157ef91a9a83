/* The statement that stores report versions as received. */
#ifndef TONGHOP_AGGREGATION_RECEIVED_SQL_H
#define TONGHOP_AGGREGATION_RECEIVED_SQL_H

#include "db/db.h"
#include "report_event.h"

enum { RECEIVED_COLUMNS = 18 };

/* A batch as one array for each column. */
struct received_batch {
    struct db_array columns[RECEIVED_COLUMNS];
    struct buffer cells; /* of the row being added */
};
void received_begin(struct received_batch *batch);
void received_add(struct received_batch *batch, const struct report_event *event, const struct record *record);
void received_done(struct received_batch *batch);
#define AUTO_RECEIVED __attribute__((cleanup(received_done))) struct received_batch

/* Versions that are there already stay; the change marks move in any case. */
bool received_store(struct db *db, struct received_batch *batch, struct fail *fail) MUST_CHECK;

#endif
