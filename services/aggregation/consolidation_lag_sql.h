/* How many reports wait to be taken in, for a program that is no member of the group that takes them in. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_LAG_SQL_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_LAG_SQL_H

#include "db/db.h"

/* Records of tonghop.report.v1 behind the stored offsets; of more than `enough` in a partition only that they are more. -1: not known, as nobody has
 * read the topic yet. */
bool reports_lag(struct db *db, const char *brokers, int64_t enough, int64_t *ret_lag, struct fail *fail) MUST_CHECK;

#endif
