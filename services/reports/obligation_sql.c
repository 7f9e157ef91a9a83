/* The statement that finds the reports of many obligations. */
#include "obligation_sql.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/text.h"

enum column { ORDINAL, REPORT, STATE, SETTLED, SUBJECT, TIMELINESS };

/* One form, one period: their partition is known before the statement begins, and each report is one descent of the key's index. Only behind a
 * draft does it look for what was there before. */
static const struct statement statement = {
    "obligations_reported",
    "SELECT g.ordinal, v.report, v.state, coalesce(s.state, v.state), v.subject,"
    "       CASE WHEN v.first_submitted_us IS NOT NULL THEN v.timeliness END"
    "  FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS g (unit, agency, ordinal)"
    " CROSS JOIN LATERAL (SELECT r.report, r.state, r.subject, r.first_submitted_us, r.timeliness FROM report_version r"
    "       WHERE r.period_year = $1::integer AND r.form = $2::text AND r.unit = g.unit AND r.agency = g.agency"
    "         AND r.period = $3::text ORDER BY r.version DESC LIMIT 1) v"
    "  LEFT JOIN LATERAL (SELECT r.state FROM report_version r"
    "       WHERE v.state = 'draft' AND r.period_year = $1 AND r.form = $2 AND r.unit = g.unit AND r.agency = g.agency"
    "         AND r.period = $3 AND r.state <> 'draft' ORDER BY r.version DESC LIMIT 1) s ON true"};

static bool reported_take(const PGresult *rows, int row, struct arena *arena, struct reported *ret_reported,
                          struct fail *fail) {
    const char *timeliness = db_text(rows, row, TIMELINESS);
    ret_reported->subject = arena_text(arena, db_text(rows, row, SUBJECT));
    ret_reported->timeliness = timeliness ? arena_text(arena, timeliness) : NULL;
    text_copy(ret_reported->id, sizeof ret_reported->id, db_text(rows, row, REPORT));
    return (report_state_parse(db_text(rows, row, STATE), &ret_reported->state) &&
            report_state_parse(db_text(rows, row, SETTLED), &ret_reported->settled)) ||
           fail_set(fail, FAULT_BROKEN, false, "report_version", "report %s cannot be read", ret_reported->id);
}

static PGresult *run(struct db *db, const struct obligation_slot *slot, const struct unit_tree *tree,
                     const struct obligation *const *obligations, size_t count, struct fail *fail) {
    struct db_array units, agencies;
    char year[16];
    snprintf(year, sizeof year, "%d", slot->period.year);
    db_array_begin(&units);
    db_array_begin(&agencies);
    for (size_t i = 0; i < count; i++) {
        db_array_text(&units, tree->units[obligations[i]->unit].id);
        db_array_text(&agencies, obligations[i]->agency);
    }
    const char *values[] = {year, slot->form->code, slot->period.code, db_array_end(&units), db_array_end(&agencies)};
    PGresult *rows = db_run(db, &statement, sizeof values / sizeof *values, values, fail);
    db_array_done(&units);
    db_array_done(&agencies);
    return rows;
}

bool obligations_reported(struct db *db, const struct obligation_slot *slot, const struct unit_tree *tree,
                          const struct obligation *const *obligations, size_t count, struct arena *arena,
                          const struct reported **ret_reported, struct fail *fail) {
    for (size_t i = 0; i < count; i++)
        ret_reported[i] = NULL;
    if (slot->deliverable == DELIVERABLE_CONSOLIDATION)
        return true;
    AUTO_RESULT *rows = run(db, slot, tree, obligations, count, fail);
    if (!rows)
        return false;
    struct reported *reported = arena_new_array(arena, struct reported, (size_t)db_rows(rows));
    for (int row = 0; row < db_rows(rows); row++) {
        if (!reported_take(rows, row, arena, &reported[row], fail))
            return false;
        ret_reported[db_int(rows, row, ORDINAL) - 1] = &reported[row];
    }
    return true;
}
