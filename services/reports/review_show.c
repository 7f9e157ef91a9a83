/* One report as its reviewer needs it: what has changed since the last decision, the same figures from their authoritative source, and those of
 * the period before. */
#include "core/text.h"
#include "present.h"
#include "report_access.h"
#include "report_call.h"
#include "report_change.h"
#include "report_diff.h"
#include "report_handlers.h"
#include "report_sql.h"
#include "review_sql.h"
#include "template_words.h"

struct review {
    struct call *call;
    const struct snapshot *snapshot;
    struct db *db;
    const struct report *report;
    const struct form_version *version;
    struct json_writer json;
};

static bool may_read(const struct review *review, const struct report *report) {
    return report_is_covered(review->snapshot, &review->call->caller, report, call_today(review->call)) &&
           report_form_version(review->snapshot, report);
}

/* ---- What may be decided now */

static void write_decisions(struct review *review) {
    const struct caller *caller = &review->call->caller;
    bool own = text_equal(review->report->submitted_by, caller->subject);
    write_array(&review->json, "decisions");
    for (size_t i = 0; i < DECISION_COUNT; i++) {
        const struct decision_rule *rule = &decision_rules[i];
        if (rule->scope == SCOPE_REPORTS_REVIEW && (rule->from >> review->report->state & 1U) != 0 && !own)
            write_text(&review->json, NULL, rule->name);
    }
    write_array_end(&review->json);
}

/* ---- Since the last decision */

static bool write_changes_since(struct review *review, struct fail *fail) {
    struct call *call = review->call;
    struct report base;
    if (!report_base_find(review->db, review->report, false, &call->arena, &base, fail))
        return false;
    if (base.version == review->report->version || !report_form_version(review->snapshot, &base))
        write_null(&review->json, "changes");
    else
        write_report_diff(&review->json, "changes", review->snapshot, &base, review->report, call->language,
                          &call->arena);
    return true;
}

/* ---- The same figure elsewhere */

/* What the agencies that report a form say of one of its cells. */
struct source {
    const struct report *reports[REPORTERS_MAX];
    size_t count;
    const char *form, *cell;
};

static int64_t said_by(const struct review *review, const struct report *report, const char *code,
                       const struct indicator **ret_indicator) {
    const struct form_version *version = report_form_version(review->snapshot, report);
    int32_t cell = form_cell(version, code);
    if (cell < 0 || (uint32_t)cell >= report->cell_count)
        return QUANTITY_MISSING;
    *ret_indicator = version->cells[cell].indicator;
    return report->cells[cell];
}

/* Of several agencies of one unit only sums are one figure. */
static int64_t said_by_all(const struct review *review, const struct source *source,
                           const struct indicator **ret_indicator) {
    __int128 sum = 0;
    int64_t total;
    size_t said = 0;
    for (size_t i = 0; i < source->count; i++) {
        int64_t value = said_by(review, source->reports[i], source->cell, ret_indicator);
        sum += value == QUANTITY_MISSING ? 0 : value;
        said += value != QUANTITY_MISSING;
    }
    bool one = said == 1 || (said > 1 && (*ret_indicator)->over_units == OVER_UNITS_SUM);
    return one && quantity_total(sum, &total) ? total : QUANTITY_MISSING;
}

static int64_t with_decimals(int64_t quantity, int decimals, int wanted) {
    __int128 scaled = quantity;
    int64_t result;
    for (; decimals < wanted; decimals++)
        scaled *= 10;
    return quantity != QUANTITY_MISSING && quantity_total(scaled, &result) ? result : QUANTITY_MISSING;
}

static void write_comparison(struct json_writer *json, int64_t here, int here_decimals, int64_t there,
                             int there_decimals) {
    int decimals = here_decimals > there_decimals ? here_decimals : there_decimals;
    int64_t value = with_decimals(here, here_decimals, decimals),
            other = with_decimals(there, there_decimals, decimals);
    bool both = value != QUANTITY_MISSING && other != QUANTITY_MISSING;
    char percent[QUANTITY_TEXT_SIZE];
    write_quantity(json, "difference", both ? value - other : QUANTITY_MISSING, decimals);
    write_text(json, "percent", change_percent(other, value, percent));
}

static void write_source_reports(struct review *review, const struct source *source) {
    write_array(&review->json, "reports");
    for (size_t i = 0; i < source->count; i++) {
        const struct report *report = source->reports[i];
        const struct indicator *indicator = NULL;
        int64_t value = said_by(review, report, source->cell, &indicator);
        write_object(&review->json, NULL);
        write_text(&review->json, "id", report->id);
        write_text(&review->json, "agency", report->key.agency);
        write_int(&review->json, "version", report->version);
        write_text(&review->json, "state", report_state_name(report->state));
        write_quantity(&review->json, "value", value, indicator ? indicator->decimals : 0);
        write_object_end(&review->json);
    }
    write_array_end(&review->json);
}

static void write_figure_head(struct review *review, const struct cell *cell, int64_t value) {
    const struct indicator *indicator = cell->indicator;
    write_text(&review->json, "cell", cell->code);
    write_text(&review->json, "name", name_words(indicator->name_vi, indicator->name_en, review->call->language));
    write_quantity(&review->json, "value", value, indicator->decimals);
}

static void write_authoritative(struct review *review, uint32_t index, const struct source *source) {
    const struct cell *cell = &review->version->cells[index];
    const struct indicator *indicator = cell->indicator;
    int64_t value = index < review->report->cell_count ? review->report->cells[index] : QUANTITY_MISSING;
    int64_t other = said_by_all(review, source, &indicator);
    write_object(&review->json, NULL);
    write_figure_head(review, cell, value);
    write_text(&review->json, "authoritative", arena_format(&review->call->arena, "%s.%s", source->form, source->cell));
    write_quantity(&review->json, "authoritativeValue", other, indicator->decimals);
    write_comparison(&review->json, value, cell->indicator->decimals, other, indicator->decimals);
    write_source_reports(review, source);
    write_object_end(&review->json);
}

static bool source_find(struct review *review, const struct cell *cell, struct source *source, struct fail *fail) {
    struct report_key key = review->report->key;
    size_t found, kept = 0;
    if (!text_equal(source->form, cell->authoritative_form)) {
        key.form = cell->authoritative_form;
        if (!reports_of_unit_counted(review->db, &key, &review->call->arena, source->reports, &found, fail))
            return false;
        for (size_t i = 0; i < found; i++)
            if (may_read(review, source->reports[i]))
                source->reports[kept++] = source->reports[i];
        source->count = kept;
    }
    source->form = cell->authoritative_form;
    source->cell = cell->authoritative_cell;
    return true;
}

/* Cells that name one form mostly stand together: it is looked for once. */
static bool write_sources(struct review *review, struct fail *fail) {
    struct source source = {.count = 0};
    write_array(&review->json, "authoritative");
    for (uint32_t i = 0; i < review->version->cell_count; i++) {
        const struct cell *cell = &review->version->cells[i];
        if (!cell->authoritative_form || cell->retired)
            continue;
        if (!source_find(review, cell, &source, fail))
            return false;
        write_authoritative(review, i, &source);
    }
    write_array_end(&review->json);
    return true;
}

/* ---- The period before */

static bool previous_find(struct review *review, const struct report **ret_previous, struct fail *fail) {
    const struct form *form = snapshot_form(review->snapshot, review->report->key.form);
    const struct programme *programme = snapshot_programme(review->snapshot, form->programme);
    struct report_key key = review->report->key;
    struct period period, before;
    *ret_previous = NULL;
    if (!programme || !snapshot_period(review->snapshot, form, key.period, &period) ||
        !period_previous(&period, programme->calendar, &before))
        return true;
    key.period = before.code;
    key.period_year = before.year;
    if (!reports_counted(review->db, &key, 1, &review->call->arena, ret_previous, fail))
        return false;
    if (*ret_previous && !may_read(review, *ret_previous))
        *ret_previous = NULL;
    return true;
}

static void write_previous_figures(struct review *review, const struct report *previous) {
    write_array(&review->json, "cells");
    for (uint32_t i = 0; i < review->version->cell_count && i < previous->cell_count; i++) {
        const struct cell *cell = &review->version->cells[i];
        int64_t now = i < review->report->cell_count ? review->report->cells[i] : QUANTITY_MISSING;
        int decimals = cell->indicator->decimals;
        if (cell->retired)
            continue;
        write_object(&review->json, NULL);
        write_figure_head(review, cell, now);
        write_quantity(&review->json, "previous", previous->cells[i], decimals);
        write_comparison(&review->json, now, decimals, previous->cells[i], decimals);
        write_object_end(&review->json);
    }
    write_array_end(&review->json);
}

static bool write_previous(struct review *review, struct fail *fail) {
    const struct report *previous;
    if (!previous_find(review, &previous, fail))
        return false;
    if (!previous) {
        write_null(&review->json, "previous");
        return true;
    }
    write_object(&review->json, "previous");
    write_text(&review->json, "id", previous->id);
    write_period(&review->json, previous->key.period, previous->start, previous->end);
    write_int(&review->json, "version", previous->version);
    write_text(&review->json, "state", report_state_name(previous->state));
    write_previous_figures(review, previous);
    write_object_end(&review->json);
    return true;
}

/* ---- */

static bool write_review(struct review *review, struct fail *fail) {
    struct call *call = review->call;
    moment_t since;
    if (!report_waits_since(review->db, review->report->id, &since, fail))
        return false;
    write_object(&review->json, NULL);
    write_report(&review->json, "report", review->snapshot, review->report, call->language, &call->arena);
    write_moment(&review->json, "waitingSince", review->report->state == REPORT_SUBMITTED ? since : MOMENT_NONE);
    write_decisions(review);
    if (!write_changes_since(review, fail) || !write_sources(review, fail) || !write_previous(review, fail))
        return false;
    write_object_end(&review->json);
    return true;
}

static void show(struct call *call, const struct snapshot *snapshot, const struct report *report,
                 const struct form_version *version) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    if (!call_lease(call, &lease, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct review review = {call, snapshot, lease.db, report, version, call_json(call)};
    if (!write_review(&review, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    call_etag(call, report->version);
    call_reply(call, 200);
}

void review_show(struct call *call) {
    static const char *const no_query[] = {NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct report report;
    if (!call_query_only(call, no_query) || !report_load(call, snapshot, &report))
        return;
    const struct form_version *version = report_form_version(snapshot, &report);
    if (!report_is_reviewed_by(snapshot, &call->caller, &report, call_today(call)))
        refuse_not_yours(call, NULL, report.key.unit);
    else if (!version)
        refuse_unknown_form(call, &report);
    else
        show(call, snapshot, &report, version);
}
