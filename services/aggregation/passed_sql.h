/* How far the report topic was taken in. */
#ifndef TONGHOP_AGGREGATION_PASSED_SQL_H
#define TONGHOP_AGGREGATION_PASSED_SQL_H

#include "bus/bus.h"
#include "db/db.h"

/* Where reading goes on, by partition, of all instances together; 0 where nothing was read. */
bool reports_next(struct db *db, int64_t ret_next[TOPIC_PARTITIONS_MAX], struct fail *fail) MUST_CHECK;

#endif
