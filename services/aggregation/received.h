/* What the consumer does with reports: stores every version as received, and nothing else. */
#ifndef TONGHOP_AGGREGATION_RECEIVED_H
#define TONGHOP_AGGREGATION_RECEIVED_H

#include "bus/bus.h"
#include "db/db.h"

/* Inside the inbox's transaction. A record that cannot be read fails the batch without retry: the inbox finds it and sets it aside. */
bool received_apply(void *context, struct db *db, const struct record *records, size_t count, struct fail *fail) MUST_CHECK;

#endif
