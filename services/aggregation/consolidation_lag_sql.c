/* Looks behind the stored offsets for records that wait. */
#include "consolidation_lag_sql.h"

#include "bus/bus.h"
#include "core/clock.h"

enum { RECORDS_MAX = 256, POLL_MS = 100, END_MS_MAX = 10000 };

static const char topic[] = "tonghop.report.v1";

static bool count_behind(struct reader *reader, int64_t enough, int64_t *ret_count, struct fail *fail) {
    struct record records[RECORDS_MAX];
    int64_t until = clock_monotonic_us() + END_MS_MAX * INT64_C(1000);
    bool at_end = false;
    *ret_count = 0;
    while (!at_end && *ret_count <= enough) {
        size_t count;
        if (!reader_poll(reader, POLL_MS, records, RECORDS_MAX, &count, &at_end, fail))
            return false;
        *ret_count += (int64_t)count;
        if (!at_end && clock_monotonic_us() > until)
            return fail_set(fail, FAULT_BUSY, true, "lag", "the end of %s was not reached in time", topic);
    }
    return true;
}

static bool partition_lag(const char *brokers, int32_t partition, int64_t next, int64_t enough, int64_t *ret_count,
                          struct fail *fail) {
    struct reader *reader;
    if (!reader_open(brokers, "tonghop-aggregation-consolidate", topic, partition, next == 0 ? -1 : next, &reader,
                     fail))
        return false;
    bool good = count_behind(reader, enough, ret_count, fail);
    reader_close(reader);
    return good;
}

bool reports_lag(struct db *db, const char *brokers, int64_t enough, int64_t *ret_lag, struct fail *fail) {
    static const struct statement statement = {"consolidation_offsets",
                                               "SELECT partition, next_offset FROM consumer_offset WHERE topic = $1"};
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){topic}, fail);
    if (rows == NULL)
        return false;
    *ret_lag = db_rows(rows) == 0 ? -1 : 0;
    for (int row = 0; row < db_rows(rows); row++) {
        int64_t count;
        if (!partition_lag(brokers, (int32_t)db_int(rows, row, 0), db_int(rows, row, 1), enough, &count, fail))
            return false;
        *ret_lag += count;
    }
    return true;
}
