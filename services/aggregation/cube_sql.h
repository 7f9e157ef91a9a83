/* The statements that read report versions for a cube. */
#ifndef TONGHOP_AGGREGATION_CUBE_SQL_H
#define TONGHOP_AGGREGATION_CUBE_SQL_H

#include "core/arena.h"
#include "db/db.h"

struct change_mark {
    int64_t partition, last_offset, topic_generation;
};
/* What has been received of a form and period, by partition. */
struct change_marks {
    struct change_mark *marks; /* ordered by partition */
    size_t count;
};

/* What a partition received of its form and period behind a mark (form, period, partition, last_offset). The mark's form and period, not the
 * parameters: of a month that has just begun the planner knows that there is nothing, takes any index, and reads the whole month for each
 * partition. OFFSET 0 keeps it from turning the ranges into one scan. */
#define RECEIVED_BEHIND_MARK                                                                                           \
    "received.form = mark.form AND received.period = mark.period AND received.partition = mark.partition"              \
    " AND received.\"offset\" > mark.last_offset OFFSET 0"

/* The marks, in the arena. */
bool change_marks_read(struct db *db, const char *form, const char *period, struct arena *arena,
                       struct change_marks *ret_marks, struct fail *fail) MUST_CHECK;

bool versions_count(struct db *db, const char *form, const char *period, int64_t *ret_count, struct fail *fail) MUST_CHECK;

/* Versions in binary format, those of one leaf together, oldest first. Columns: */
enum version_column {
    VERSION_UNIT, VERSION_AGENCY, VERSION_EPOCH, VERSION_VERSION, VERSION_REPORT, VERSION_STATE, VERSION_FUNCTION,
    VERSION_FORM_VERSION, VERSION_TIMELINESS, VERSION_RECORDED, VERSION_CELLS
};
/* All that were recorded up to a moment. NULL: failed. */
PGresult *versions_read(struct db *db, const char *form, const char *period, moment_t recorded_until, struct fail *fail) MUST_CHECK;
/* All that were received up to stored marks (marks_text). NULL: failed. */
PGresult *versions_read_received(struct db *db, const char *form, const char *period, const char *marks, struct fail *fail) MUST_CHECK;
/* All versions of the leaves of which something came in behind the marks, and the marks of the very moment, in the arena: one statement, so
 * that both tell the same story without a transaction around it. The marks stand in one row behind those of versions (versions_changed). */
PGresult *versions_read_changed(struct db *db, const char *form, const char *period, const struct change_marks *seen, struct arena *arena,
                                struct change_marks *ret_marks, struct fail *fail) MUST_CHECK;
int versions_changed(const PGresult *changed); /* how many rows are versions */

/* All versions of one unit's reports for several periods (text[]): the same columns, and the period behind them, by which they are ordered
 * first. */
enum { VERSION_PERIOD = VERSION_CELLS + 1 };
PGresult *versions_read_unit(struct db *db, const char *form, const char *unit, const char *periods, struct fail *fail) MUST_CHECK;

#endif
