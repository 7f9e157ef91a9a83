/* Takes in what the aggregation service tells of consolidations, for what they fulfil. */
#ifndef TONGHOP_REPORTS_CONSOLIDATION_INBOX_H
#define TONGHOP_REPORTS_CONSOLIDATION_INBOX_H

#include "bus/bus.h"
#include "db/db.h"

/* Inside the inbox's transaction. A record that cannot be read fails the batch without retry: the inbox finds it and sets it aside. */
bool consolidations_apply(void *context, struct db *db, const struct record *records, size_t count, struct fail *fail) MUST_CHECK;

#endif
