/* The statement that looks up what became of reports. */
#ifndef TONGHOP_AGGREGATION_CHANGE_SQL_H
#define TONGHOP_AGGREGATION_CHANGE_SQL_H

#include "core/arena.h"
#include "db/db.h"

struct report_place {
    const char *period, *unit, *agency;
};

/* The newest version of a report, whether or not it counts. */
struct newest_version {
    const char *report, *state; /* in the arena */
    int64_t version;
    moment_t recorded_us;
};

/* What was newest at a moment, in the order asked for; of each something was recorded by then. */
bool newest_versions_read(struct db *db, const char *form, const struct report_place *places, size_t count, moment_t moment,
                          struct arena *arena, struct newest_version *ret_versions, struct fail *fail) MUST_CHECK;

#endif
