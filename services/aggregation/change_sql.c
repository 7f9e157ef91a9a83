/* Looks up what became of reports. */
#include "change_sql.h"

#include <inttypes.h>
#include <stdio.h>

struct columns {
    struct db_array periods, units, agencies;
};
#define AUTO_COLUMNS __attribute__((cleanup(columns_done))) struct columns

static void columns_done(struct columns *columns) {
    db_array_done(&columns->periods);
    db_array_done(&columns->units);
    db_array_done(&columns->agencies);
}

static void columns_fill(struct columns *columns, const struct report_place *places, size_t count) {
    db_array_begin(&columns->periods);
    db_array_begin(&columns->units);
    db_array_begin(&columns->agencies);
    for (size_t i = 0; i < count; i++) {
        db_array_text(&columns->periods, places[i].period);
        db_array_text(&columns->units, places[i].unit);
        db_array_text(&columns->agencies, places[i].agency);
    }
}

bool newest_versions_read(struct db *db, const char *form, const struct report_place *places, size_t count,
                          moment_t moment, struct arena *arena, struct newest_version *ret_versions,
                          struct fail *fail) {
    static const struct statement statement = {
        "newest_versions_read",
        "SELECT newest.report, newest.state, newest.version, newest.recorded_us"
        "  FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS asked (period, unit, agency, place)"
        " CROSS JOIN LATERAL ("
        "   SELECT report, state, version, recorded_us FROM report_version AS kept"
        "    WHERE kept.form = $1 AND kept.period = asked.period AND kept.unit = asked.unit"
        "      AND kept.agency = asked.agency AND kept.recorded_us <= $5::bigint"
        "    ORDER BY epoch DESC, version DESC LIMIT 1) AS newest"
        " ORDER BY asked.place"};
    char until[24];
    AUTO_COLUMNS columns;
    snprintf(until, sizeof until, "%" PRId64, moment);
    columns_fill(&columns, places, count);
    const char *const values[] = {form, db_array_end(&columns.periods), db_array_end(&columns.units),
                                  db_array_end(&columns.agencies), until};
    AUTO_RESULT *rows = db_run(db, &statement, 5, values, fail);
    if (!rows)
        return false;
    if ((size_t)db_rows(rows) != count)
        return fail_set(fail, FAULT_BROKEN, false, "changes", "versions of %s that were counted are not there", form);
    for (int row = 0; row < db_rows(rows); row++)
        ret_versions[row] = (struct newest_version){.report = arena_text(arena, db_text(rows, row, 0)),
                                                    .state = arena_text(arena, db_text(rows, row, 1)),
                                                    .version = db_int(rows, row, 2),
                                                    .recorded_us = db_int(rows, row, 3)};
    return true;
}
