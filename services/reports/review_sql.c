/* Finds what waits for a decision, and the versions and reports that it is compared with. */
#include "review_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/text.h"
#include "report_sql.h"

enum { NUMBER_TEXT = 24 };

bool report_base_find(struct db *db, const struct report *after, bool drafts, struct arena *arena,
                      struct report *ret_base, struct fail *fail) {
    static const struct statement statement = {
        "report_base_find",
        "SELECT version FROM report_version"
        " WHERE report = $1::uuid AND version <= $2::integer AND (state <> 'draft' OR $3::boolean OR version = $2)"
        " ORDER BY version < $2 AND state IN ('accepted', 'returned') DESC,"
        "          CASE WHEN version < $2 AND state IN ('accepted', 'returned') THEN -version ELSE version END LIMIT "
        "1"};
    char version[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, after->version);
    AUTO_RESULT *rows = db_run(db, &statement, 3, (const char *[]){after->id, version, drafts ? "t" : "f"}, fail);
    return rows && report_find_version(db, after->id, (int32_t)db_int(rows, 0, 0), arena, ret_base, fail);
}

/* ---- What waits */

#define SAME_KEY(v, w)                                                                                                 \
    w ".period_year = " v ".period_year AND " w ".form = " v ".form AND " w ".unit = " v ".unit AND " w ".agency = " v \
      ".agency AND " w ".period = " v ".period"

/* The last statement on the way sorts only what waits, however many versions there are. */
static const struct statement waiting_statement = {
    "reports_waiting",
    "SELECT v.report, v.period_year, v.form, v.unit, v.agency, v.period, v.due, s.since FROM ("
    "  SELECT q.report, q.period_year, q.form, q.unit, q.agency, q.period, coalesce(q.due_us, 9223372036854775807) AS "
    "due"
    "    FROM report_version q"
    "   WHERE q.state = 'submitted' AND ($1::text[] IS NULL OR q.unit = ANY ($1)) AND ($2::text IS NULL OR q.form = $2)"
    "     AND ($3::text IS NULL OR q.unit = $3) AND ($4::text IS NULL OR q.agency = $4 OR q.function = $4)"
    "     AND ($5::text IS NULL OR q.period = $5) AND ($6::integer IS NULL OR q.period_year = $6)"
    "     AND q.submitted_by IS DISTINCT FROM $7::text"
    "     AND ($8::bigint IS NULL OR (coalesce(q.due_us, 9223372036854775807), q.report) > ($8, $9::uuid))"
    "     AND NOT EXISTS (SELECT FROM report_version n WHERE " SAME_KEY(
        "q", "n") " AND n.version = q.version + 1)"
                  "   ORDER BY due, q.report LIMIT $10::bigint) v"
                  " CROSS JOIN LATERAL (SELECT min(w.submitted_us) AS since FROM report_version w"
                  "       WHERE " SAME_KEY(
                      "v", "w") " AND w.version > coalesce((SELECT max(d.version) FROM report_version d"
                                "             WHERE " SAME_KEY("v", "d") " AND d.state <> 'submitted'), 0)) s"
                                                                         " ORDER BY v.due, v.report"};

static void waiting_take(struct arena *arena, const PGresult *rows, int row, struct waiting *ret_waiting) {
    *ret_waiting = (struct waiting){.key = {.period_year = (int32_t)db_int(rows, row, 1),
                                            .form = arena_text(arena, db_text(rows, row, 2)),
                                            .unit = arena_text(arena, db_text(rows, row, 3)),
                                            .agency = arena_text(arena, db_text(rows, row, 4)),
                                            .period = arena_text(arena, db_text(rows, row, 5))},
                                    .due = db_int(rows, row, 6),
                                    .since = db_int(rows, row, 7)};
    text_copy(ret_waiting->report, sizeof ret_waiting->report, db_text(rows, row, 0));
}

bool reports_waiting(struct db *db, const struct waiting_filter *filter, uint32_t limit, struct arena *arena,
                     struct waiting_found *ret_found, struct fail *fail) {
    const struct waiting *after = filter->after;
    char year[NUMBER_TEXT], due[NUMBER_TEXT], most[NUMBER_TEXT];
    snprintf(year, sizeof year, "%" PRId32, filter->period_year);
    snprintf(due, sizeof due, "%" PRId64, after ? after->due : 0);
    snprintf(most, sizeof most, "%" PRIu32, limit);
    const char *const values[] = {filter->units,
                                  filter->form,
                                  filter->unit,
                                  filter->agency,
                                  filter->period,
                                  filter->period_year ? year : NULL,
                                  filter->but_by,
                                  after ? due : NULL,
                                  after ? after->report : NULL,
                                  most};
    AUTO_RESULT *rows = db_run(db, &waiting_statement, sizeof values / sizeof *values, values, fail);
    if (!rows)
        return false;
    size_t count = (size_t)db_rows(rows);
    *ret_found = (struct waiting_found){arena_new_array(arena, struct waiting, count), count};
    for (size_t i = 0; i < count; i++)
        waiting_take(arena, rows, (int)i, &ret_found->rows[i]);
    return true;
}

bool report_waits_since(struct db *db, const char *id, moment_t *ret_since, struct fail *fail) {
    static const struct statement statement = {
        "report_waits_since", "SELECT min(submitted_us) FROM report_version WHERE report = $1::uuid AND version >"
                              " coalesce((SELECT max(version) FROM report_version WHERE report = $1::uuid AND state <> "
                              "'submitted'), 0)"};
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){id}, fail);
    if (!rows)
        return false;
    *ret_since = db_text(rows, 0, 0) ? db_int(rows, 0, 0) : MOMENT_NONE;
    return true;
}

/* ---- What others said */

bool reports_of_unit_counted(struct db *db, const struct report_key *key, struct arena *arena,
                             const struct report **ret_reports, size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "unit_reporters", "SELECT DISTINCT agency FROM report_version WHERE period_year = $1::integer AND form = $2"
                          "   AND unit = $3 AND period = $4 ORDER BY agency LIMIT $5::integer"};
    struct report_key keys[REPORTERS_MAX] = {0};
    const struct report *found[REPORTERS_MAX];
    char year[NUMBER_TEXT], most[NUMBER_TEXT];
    snprintf(year, sizeof year, "%" PRId32, key->period_year);
    snprintf(most, sizeof most, "%d", REPORTERS_MAX);
    const char *const values[] = {year, key->form, key->unit, key->period, most};
    AUTO_RESULT *rows = db_run(db, &statement, 5, values, fail);
    size_t count = rows ? (size_t)db_rows(rows) : 0;
    for (size_t i = 0; i < count; i++) {
        keys[i] = *key;
        keys[i].agency = db_text(rows, (int)i, 0);
    }
    *ret_count = 0;
    if (!rows || !reports_counted(db, keys, count, arena, found, fail))
        return false;
    for (size_t i = 0; i < count; i++)
        if (found[i])
            ret_reports[(*ret_count)++] = found[i];
    return true;
}
