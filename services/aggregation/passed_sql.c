/* How far the report topic was taken in. */
#include "passed_sql.h"

#include <string.h>

bool reports_next(struct db *db, int64_t ret_next[TOPIC_PARTITIONS_MAX], struct fail *fail) {
    static const struct statement statement = {
        "reports_next", "SELECT partition, next_offset FROM consumer_offset WHERE topic = 'tonghop.report.v1'"};
    AUTO_RESULT *rows = db_run(db, &statement, 0, NULL, fail);
    if (rows == NULL)
        return false;
    memset(ret_next, 0, TOPIC_PARTITIONS_MAX * sizeof *ret_next);
    for (int row = 0; row < db_rows(rows); row++) {
        int64_t partition = db_int(rows, row, 0);
        if (partition >= 0 && partition < TOPIC_PARTITIONS_MAX)
            ret_next[partition] = db_int(rows, row, 1);
    }
    return true;
}
