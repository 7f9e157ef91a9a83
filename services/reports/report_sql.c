/* Statements that read the ledger; all give the same columns, in binary form. */
#include "report_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"

#define COLUMNS(v)                                                                                                     \
    v "report::text, " v "period_year, " v "form, " v "unit, " v "agency, " v "period, " v "version, " v               \
      "form_version, " v "epoch, " v "function, " v "period_start::text, " v "period_end::text, " v "state, " v        \
      "timeliness, " v "cells, " v "details::text, " v "comments::text, " v "submitted_us, " v                         \
      "first_submitted_us, " v "due_us, " v "recorded_us, " v "sha256, " v "submitted_by, " v "subject, " v            \
      "client, " v "reason, " v "warnings::text "

enum column {
    REPORT,
    YEAR,
    FORM,
    UNIT,
    AGENCY,
    PERIOD,
    VERSION,
    FORM_VERSION,
    EPOCH,
    FUNCTION,
    PERIOD_START,
    PERIOD_END,
    STATE,
    TIMELINESS,
    CELLS,
    DETAILS,
    COMMENTS,
    SUBMITTED_US,
    FIRST_SUBMITTED_US,
    DUE_US,
    RECORDED_US,
    DIGEST,
    SUBMITTED_BY,
    SUBJECT,
    CLIENT,
    REASON,
    WARNINGS,
    ORDINAL,
};
enum { NUMBER_TEXT = 24, KEY_COLUMNS = 5 };

static const char *text_at(struct arena *arena, const PGresult *rows, int row, enum column column) {
    const char *text = db_text(rows, row, (int)column);
    return text ? arena_text(arena, text) : NULL;
}

static moment_t moment_at(const PGresult *rows, int row, enum column column) {
    return db_text(rows, row, (int)column) ? db_binary_int(rows, row, (int)column) : MOMENT_NONE;
}

static enum timeliness timeliness_read(const char *name) {
    for (int i = TIMELINESS_NOT_DUE; i < TIMELINESS_LATE; i++)
        if (text_equal(timeliness_name((enum timeliness)i), name))
            return (enum timeliness)i;
    return TIMELINESS_LATE;
}

static struct report_key key_at(struct arena *arena, const PGresult *rows, int row) {
    return (struct report_key){.form = text_at(arena, rows, row, FORM),
                               .unit = text_at(arena, rows, row, UNIT),
                               .agency = text_at(arena, rows, row, AGENCY),
                               .period = text_at(arena, rows, row, PERIOD),
                               .period_year = (int32_t)db_binary_int(rows, row, YEAR)};
}

static bool cells_take(struct arena *arena, const PGresult *rows, int row, struct report *report) {
    int64_t cells[CELLS_MAX];
    int count = db_int64s(rows, row, CELLS, cells, CELLS_MAX, QUANTITY_MISSING);
    if (count < 0)
        return false;
    report->cells = arena_copy(arena, cells, (size_t)count * sizeof *cells);
    report->cell_count = (uint32_t)count;
    return true;
}

static bool report_take(struct arena *arena, const PGresult *rows, int row, struct report *ret_report,
                        struct fail *fail) {
    *ret_report = (struct report){
        .key = key_at(arena, rows, row),
        .version = (int32_t)db_binary_int(rows, row, VERSION),
        .form_version = (int32_t)db_binary_int(rows, row, FORM_VERSION),
        .epoch = (int32_t)db_binary_int(rows, row, EPOCH),
        .function = text_at(arena, rows, row, FUNCTION),
        .start = db_day_read(db_text(rows, row, PERIOD_START)),
        .end = db_day_read(db_text(rows, row, PERIOD_END)),
        .timeliness = timeliness_read(db_text(rows, row, TIMELINESS)),
        .details = text_at(arena, rows, row, DETAILS),
        .comments = text_at(arena, rows, row, COMMENTS),
        .submitted = moment_at(rows, row, SUBMITTED_US),
        .first_submitted = moment_at(rows, row, FIRST_SUBMITTED_US),
        .due = moment_at(rows, row, DUE_US),
        .recorded = moment_at(rows, row, RECORDED_US),
        .submitted_by = text_at(arena, rows, row, SUBMITTED_BY),
        .subject = text_at(arena, rows, row, SUBJECT),
        .client = text_at(arena, rows, row, CLIENT),
        .reason = text_at(arena, rows, row, REASON),
        .warnings = text_at(arena, rows, row, WARNINGS),
    };
    text_copy(ret_report->id, sizeof ret_report->id, db_text(rows, row, REPORT));
    bool good = report_state_parse(db_text(rows, row, STATE), &ret_report->state) &&
                cells_take(arena, rows, row, ret_report) && PQgetlength(rows, row, DIGEST) == SHA256_SIZE;
    if (!good)
        return fail_set(fail, FAULT_BROKEN, false, "report_version", "report %s cannot be read", ret_report->id);
    memcpy(ret_report->sha256, PQgetvalue(rows, row, DIGEST), SHA256_SIZE);
    return true;
}

static bool all_take(struct arena *arena, const PGresult *rows, struct reports_found *ret_found, struct fail *fail) {
    size_t count = (size_t)db_rows(rows);
    struct report *reports = arena_new_array(arena, struct report, count);
    for (size_t i = 0; i < count; i++)
        if (!report_take(arena, rows, (int)i, &reports[i], fail))
            return false;
    *ret_found = (struct reports_found){reports, count};
    return true;
}

static bool one_take(struct arena *arena, const PGresult *rows, struct report *ret_report, struct fail *fail) {
    if (!rows)
        return false;
    if (db_rows(rows) == 0)
        return fail_set(fail, FAULT_MISSING, false, "report", "there is no such report");
    return report_take(arena, rows, 0, ret_report, fail);
}

bool report_find(struct db *db, const char *id, bool settled, struct arena *arena, struct report *ret_report,
                 struct fail *fail) {
    static const struct statement statement = {
        "report_find",
        "SELECT " COLUMNS("") "FROM report_version WHERE report = $1::uuid AND (state <> 'draft' OR NOT $2::boolean)"
                              " ORDER BY version DESC LIMIT 1"};
    AUTO_RESULT *rows = db_run_binary(db, &statement, 2, (const char *[]){id, settled ? "t" : "f"}, fail);
    return one_take(arena, rows, ret_report, fail);
}

bool report_find_version(struct db *db, const char *id, int32_t version, struct arena *arena, struct report *ret_report,
                         struct fail *fail) {
    static const struct statement statement = {
        "report_find_version",
        "SELECT " COLUMNS("") "FROM report_version WHERE report = $1::uuid AND version = $2::integer"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId32, version);
    AUTO_RESULT *rows = db_run_binary(db, &statement, 2, (const char *[]){id, number}, fail);
    return one_take(arena, rows, ret_report, fail);
}

bool report_versions(struct db *db, const char *id, int32_t after, uint32_t limit, struct arena *arena,
                     struct reports_found *ret_found, struct fail *fail) {
    static const struct statement statement = {
        "report_versions", "SELECT " COLUMNS("") "FROM report_version WHERE report = $1::uuid AND version > $2::integer"
                                                 " ORDER BY version LIMIT $3::bigint"};
    char first[NUMBER_TEXT], most[NUMBER_TEXT];
    snprintf(first, sizeof first, "%" PRId32, after);
    snprintf(most, sizeof most, "%" PRIu32, limit);
    AUTO_RESULT *rows = db_run_binary(db, &statement, 3, (const char *[]){id, first, most}, fail);
    return rows && all_take(arena, rows, ret_found, fail);
}

bool reports_list(struct db *db, const struct report_filter *filter, uint32_t limit, struct arena *arena,
                  struct reports_found *ret_found, struct fail *fail) {
    static const struct statement statement = {
        "reports_list",
        "SELECT " COLUMNS("v.") "FROM report_version v"
                                " WHERE ($1::integer IS NULL OR v.period_year = $1) AND ($2::text IS NULL OR v.form = "
                                "$2) AND ($3::text IS NULL OR v.unit = $3)"
                                "   AND ($4::text IS NULL OR v.agency = $4 OR v.function = $4) AND ($5::text IS NULL "
                                "OR v.period = $5) AND ($6::text IS NULL OR v.state = $6)"
                                "   AND ($7::integer IS NULL OR (v.period_year, v.form, v.unit, v.agency, v.period) > "
                                "($7, $8::text, $9::text, $10::text, $11::text))"
                                "   AND NOT EXISTS (SELECT FROM report_version n WHERE n.period_year = v.period_year "
                                "AND n.form = v.form AND n.unit = v.unit"
                                "       AND n.agency = v.agency AND n.period = v.period AND n.version = v.version + 1)"
                                " ORDER BY v.period_year, v.form, v.unit, v.agency, v.period LIMIT $12::bigint"};
    const struct report_key *after = filter->after, none = {0};
    char year[NUMBER_TEXT], after_year[NUMBER_TEXT], most[NUMBER_TEXT];
    snprintf(year, sizeof year, "%" PRId32, filter->period_year);
    snprintf(after_year, sizeof after_year, "%" PRId32, after ? after->period_year : 0);
    snprintf(most, sizeof most, "%" PRIu32, limit);
    const struct report_key *key = after ? after : &none;
    const char *const values[] = {
        filter->period_year ? year : NULL, filter->form, filter->unit, filter->agency, filter->period, filter->state,
        after ? after_year : NULL,         key->form,    key->unit,    key->agency,    key->period,    most};
    AUTO_RESULT *rows = db_run_binary(db, &statement, 12, values, fail);
    return rows && all_take(arena, rows, ret_found, fail);
}

/* One year is one partition: of several, those in which nothing fits would be gone through for every page. */
bool ledger_versions(struct db *db, const struct ledger_filter *filter, const struct ledger_position *after,
                     uint32_t limit, struct arena *arena, struct reports_found *ret_found, struct fail *fail) {
    static const struct statement statement = {
        "ledger_versions",
        "SELECT " COLUMNS("") "FROM report_version"
                              " WHERE ($1::text IS NULL OR form = $1) AND ($2::text IS NULL OR period = $2)"
                              "   AND ($3::text[] IS NULL OR unit = ANY ($3)) AND recorded_us >= $4::bigint"
                              "   AND period_year = $5::integer AND (form, unit, agency, period, version)"
                              "     > ($6::text, $7::text, $8::text, $9::text, $10::integer)"
                              " ORDER BY form, unit, agency, period, version LIMIT $11::bigint"};
    const struct report_key *key = &after->key;
    char since[NUMBER_TEXT], year[NUMBER_TEXT], version[NUMBER_TEXT], most[NUMBER_TEXT];
    snprintf(since, sizeof since, "%" PRId64, filter->since);
    snprintf(year, sizeof year, "%" PRId32, key->period_year);
    snprintf(version, sizeof version, "%" PRId32, after->version);
    snprintf(most, sizeof most, "%" PRIu32, limit);
    const char *const values[] = {filter->form, filter->period, filter->units, since,   year, key->form,
                                  key->unit,    key->agency,    key->period,   version, most};
    AUTO_RESULT *rows = db_run_binary(db, &statement, 11, values, fail);
    return rows && all_take(arena, rows, ret_found, fail);
}

bool ledger_year_after(struct db *db, int32_t year, int32_t *ret_year, struct fail *fail) {
    static const struct statement statement = {
        "ledger_year_after", "SELECT min(period_year) FROM report_version WHERE period_year > $1::integer"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId32, year);
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){number}, fail);
    if (!rows)
        return false;
    *ret_year = (int32_t)db_int(rows, 0, 0);
    return true;
}

/* One row, with ORDINAL, for each key that `of_key` finds a version of; it speaks of that version as r. */
#define OF_KEYS(of_key)                                                                                                \
    "SELECT v.* FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY"            \
    "       AS g (period_year, form, unit, agency, period, ordinal)"                                                   \
    " CROSS JOIN LATERAL (SELECT " COLUMNS("r.") ", g.ordinal FROM report_version r"                                   \
                                                 "       WHERE r.period_year = g.period_year AND r.form = g.form AND " \
                                                 "r.unit = g.unit AND r.agency = g.agency"                             \
                                                 "         AND r.period = g.period" of_key                             \
                                                 " ORDER BY r.version DESC LIMIT 1) v"

static PGresult *of_keys_run(struct db *db, const struct statement *statement, const struct report_key *keys,
                             size_t count, struct fail *fail) {
    struct db_array columns[KEY_COLUMNS];
    const char *values[KEY_COLUMNS];
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        db_array_begin(&columns[i]);
    for (size_t i = 0; i < count; i++) {
        db_array_int(&columns[0], keys[i].period_year);
        db_array_text(&columns[1], keys[i].form);
        db_array_text(&columns[2], keys[i].unit);
        db_array_text(&columns[3], keys[i].agency);
        db_array_text(&columns[4], keys[i].period);
    }
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        values[i] = db_array_end(&columns[i]);
    PGresult *rows = db_run_binary(db, statement, KEY_COLUMNS, values, fail);
    for (size_t i = 0; i < KEY_COLUMNS; i++)
        db_array_done(&columns[i]);
    return rows;
}

static bool of_keys(struct db *db, const struct statement *statement, const struct report_key *keys, size_t count,
                    struct arena *arena, const struct report **ret_reports, struct fail *fail) {
    AUTO_RESULT *rows = of_keys_run(db, statement, keys, count, fail);
    struct reports_found found;
    if (!rows || !all_take(arena, rows, &found, fail))
        return false;
    for (size_t i = 0; i < count; i++)
        ret_reports[i] = NULL;
    for (size_t i = 0; i < found.count; i++)
        ret_reports[db_binary_int(rows, (int)i, ORDINAL) - 1] = &found.reports[i];
    return true;
}

bool reports_current(struct db *db, const struct report_key *keys, size_t count, struct arena *arena,
                     const struct report **ret_reports, struct fail *fail) {
    static const struct statement statement = {"reports_current", OF_KEYS("")};
    return of_keys(db, &statement, keys, count, arena, ret_reports, fail);
}

/* The rule of counted_version (domain/rollup.h): nothing from before a withdrawal, nothing submitted from before a return. */
bool reports_counted(struct db *db, const struct report_key *keys, size_t count, struct arena *arena,
                     const struct report **ret_reports, struct fail *fail) {
    static const struct statement statement = {
        "reports_counted",
        OF_KEYS(" AND r.state IN ('submitted', 'accepted') AND NOT EXISTS (SELECT FROM report_version n"
                "  WHERE n.period_year = g.period_year AND n.form = g.form AND n.unit = g.unit AND n.agency = g.agency"
                "    AND n.period = g.period AND n.version > r.version"
                "    AND (n.state = 'withdrawn' OR (n.state = 'returned' AND r.state = 'submitted')))")};
    return of_keys(db, &statement, keys, count, arena, ret_reports, fail);
}

bool key_find(struct db *db, const char *client, const char *key, const unsigned char fingerprint[SHA256_SIZE],
              struct key_known *ret_known, struct fail *fail) {
    static const struct statement statement = {"report_key_find",
                                               "SELECT fingerprint = decode($3, 'hex'), report, version, "
                                               "status FROM idempotency WHERE client = $1 AND key = $2"};
    char hex[SHA256_TEXT_SIZE];
    text_hex(fingerprint, SHA256_SIZE, hex);
    AUTO_RESULT *rows = db_run(db, &statement, 3, (const char *[]){client, key, hex}, fail);
    if (!rows)
        return false;
    *ret_known = (struct key_known){.known = db_rows(rows) > 0};
    if (!ret_known->known)
        return true;
    ret_known->same = db_flag(rows, 0, 0);
    text_copy(ret_known->report, sizeof ret_known->report, db_text(rows, 0, 1));
    ret_known->version = (int32_t)db_int(rows, 0, 2);
    ret_known->status = (int)db_int(rows, 0, 3);
    return true;
}
