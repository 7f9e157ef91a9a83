/* GET /v1/rollups/{form}/{unit}/{period}/changes: what is otherwise at a node than it was at an earlier moment, and which reports made it so.
 *
 * Both moments are computed on one tree. A report is a cause where another version of it counts, or none where one did, or one where none
 * did; for a sum, what the causes add and take is what the node's figure has moved by. */
#include "change_sql.h"
#include "core/text.h"
#include "figures_json.h"
#include "home.h"
#include "question.h"
#include "routes.h"
#include "tally_page.h"

enum side { BEFORE, AFTER, SIDES };
static const char *const side_names[SIDES] = {"before", "after"};

struct cause {
    uint32_t part;
    const struct report_leaf *leaf[SIDES]; /* NULL: no report then */
};

struct changes {
    struct tally_page page;
    struct question question;
    moment_t moments[SIDES];
    struct tally tallies[SIDES];
    int32_t cell; /* only this one; -1: all */
    struct cause *causes;
    struct newest_version *newest; /* of the causes */
    size_t cause_count, cause_capacity;
};
#define AUTO_CHANGES __attribute__((cleanup(changes_done))) struct changes

static void changes_done(struct changes *changes) {
    for (int side = 0; side < SIDES; side++)
        tally_release(&changes->tallies[side]);
    question_done(&changes->question);
}

/* ---- What is asked for */

static void query_issue(struct call *call, const char *name, enum issue_type type, const char *argument0,
                        const char *argument1) {
    issue_add_at(&call->issues, type, name, argument0, argument1, NULL)->in = "query";
}

static void read_moment(struct call *call, const char *name, moment_t *ret_moment) {
    const char *text = call_query(call, name);
    if (text && !moment_parse(text, ret_moment))
        query_issue(call, name, ISSUE_BAD_FORMAT, "2023-06-14T17:00:00Z", NULL);
}

static void read_cell(struct call *call, struct changes *changes) {
    const char *code = call_query(call, "cell");
    changes->cell = code ? form_cell(changes->question.version, code) : -1;
    if (code && changes->cell < 0)
        query_issue(call, "cell", ISSUE_UNKNOWN_CELL, changes->question.form->code, code);
}

/* What is now for the first page is what the ones behind it go by. */
static bool changes_read(struct call *call, struct changes *changes) {
    if (!question_read(call, &changes->question) || !tally_page_read(call, &changes->page))
        return false;
    struct tally_page *page = &changes->page;
    if (page->moment == MOMENT_NONE)
        page->moment = call->now;
    changes->moments[BEFORE] = MOMENT_NONE;
    changes->moments[AFTER] = page->moment;
    read_moment(call, "from", &changes->moments[BEFORE]);
    read_moment(call, "to", &changes->moments[AFTER]);
    bool is_now = changes->moments[AFTER] == call->now;
    changes->question.complete = aggregation_complete(call, is_now ? MOMENT_NONE : changes->moments[AFTER]);
    read_cell(call, changes);
    if (!call_query(call, "from"))
        query_issue(call, "from", ISSUE_REQUIRED, NULL, NULL);
    else if (call->issues.count == 0 && changes->moments[BEFORE] > changes->moments[AFTER])
        query_issue(call, "from", ISSUE_INCONSISTENT, "to", NULL);
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

static bool open_tallies(struct call *call, struct changes *changes) {
    const struct question *question = &changes->question;
    struct fail fail = {0};
    for (int side = 0; side < SIDES; side++) {
        struct tally_question asked = question_of_tally(question, aggregation_of(call)->cubes, &question->period);
        asked.as_of = changes->moments[side];
        if (tally_open(&call->arena, &asked, &changes->tallies[side], &fail))
            continue;
        call_refuse_fail(call, &fail);
        return false;
    }
    return true;
}

/* ---- Figures */

static const struct form_version *version_of(const struct changes *changes) {
    return changes->tallies[AFTER].version;
}

static bool cell_is_shown(const struct changes *changes, uint32_t cell) {
    return !version_of(changes)->cells[cell].retired && (changes->cell < 0 || (uint32_t)changes->cell == cell);
}

static bool is_confidential(const struct changes *changes, uint32_t cell) {
    return cell_confidential(&version_of(changes)->cells[cell], &changes->page.call->caller);
}

/* Does what the reports give add up to what the node says? */
static bool adds_up(const struct changes *changes, uint32_t cell) {
    const struct indicator *indicator = version_of(changes)->cells[cell].indicator;
    bool over_periods = indicator->over_periods == OVER_PERIODS_SUM || indicator->over_periods == OVER_PERIODS_FIRST ||
                        indicator->over_periods == OVER_PERIODS_LAST || changes->tallies[AFTER].cube_count == 1;
    return indicator->over_units == OVER_UNITS_SUM && over_periods;
}

/* What is not there adds nothing. */
static int64_t difference(const int64_t figures[SIDES]) {
    return (figures[AFTER] == QUANTITY_MISSING ? 0 : figures[AFTER]) -
           (figures[BEFORE] == QUANTITY_MISSING ? 0 : figures[BEFORE]);
}

static void write_difference(struct changes *changes, uint32_t index, const int64_t figures[SIDES]) {
    struct json_writer *json = &changes->page.json;
    const struct cell *cell = &version_of(changes)->cells[index];
    for (int side = 0; side < SIDES; side++)
        write_figure(json, side_names[side], cell, figures[side]);
    write_figure(json, "difference", cell, adds_up(changes, index) ? difference(figures) : QUANTITY_MISSING);
}

/* ---- Causes */

static const struct counted_report *counted_in(const struct changes *changes, const struct report_leaf *leaf) {
    const struct counted_report *counted = leaf ? &leaf->counted[changes->question.view] : NULL;
    return counted && counted->values ? counted : NULL;
}

static bool is_changed(const struct counted_report *before, const struct counted_report *after) {
    if (!before || !after)
        return before != after;
    return before->epoch != after->epoch || before->version != after->version;
}

/* What a report gives to the figure of a cell; missing where it gives none, or where the cell does not take its part of the period. */
static int64_t figure_in(const struct changes *changes, const struct cause *cause, enum side side, uint32_t cell) {
    const struct tally *tally = &changes->tallies[side];
    const struct counted_report *counted = counted_in(changes, cause->leaf[side]);
    bool used = over_periods_uses(tally->version->cells[cell].indicator->over_periods, cause->part, tally->cube_count);
    if (!counted || !used || cell >= tally->cubes[cause->part]->input.cell_count)
        return QUANTITY_MISSING;
    return counted->values[cell];
}

static bool moves_cell(const struct changes *changes, const struct cause *cause, uint32_t cell) {
    return figure_in(changes, cause, BEFORE, cell) != figure_in(changes, cause, AFTER, cell);
}

/* Of a cell that may not be seen, all reports are shown that changed at all: which of them changed it is part of what is kept back. */
static bool is_asked_for(const struct changes *changes, const struct cause *cause) {
    return changes->cell < 0 || is_confidential(changes, (uint32_t)changes->cell) ||
           moves_cell(changes, cause, (uint32_t)changes->cell);
}

static void take_cause(struct changes *changes, const struct cause *cause, const struct tally_key *key) {
    if (!is_changed(counted_in(changes, cause->leaf[BEFORE]), counted_in(changes, cause->leaf[AFTER])) ||
        !is_asked_for(changes, cause) || !tally_page_takes(&changes->page, key))
        return;
    changes->causes = arena_grow(&changes->page.call->arena, changes->causes, changes->cause_count,
                                 &changes->cause_capacity, sizeof *changes->causes);
    changes->causes[changes->cause_count++] = *cause;
}

/* The reports of both moments lie in one order: walks through them side by side. */
static void find_causes(struct changes *changes) {
    uint32_t at[SIDES], end[SIDES];
    const struct tally *before = &changes->tallies[BEFORE], *after = &changes->tallies[AFTER];
    uint32_t position = tally_position(after, changes->question.unit_id);
    rollup_leaves(before->reports, position, &at[BEFORE], &end[BEFORE]);
    rollup_leaves(after->reports, position, &at[AFTER], &end[AFTER]);
    changes->page.tally = after;
    while ((at[BEFORE] < end[BEFORE] || at[AFTER] < end[AFTER]) && !changes->page.next) {
        struct tally_key keys[SIDES];
        struct cause cause = {.part = 0};
        int order = at[BEFORE] == end[BEFORE] ? 1 : at[AFTER] == end[AFTER] ? -1 : 0;
        for (int side = 0; side < SIDES; side++)
            if (at[side] < end[side])
                keys[side] = tally_leaf_key(&changes->tallies[side], at[side]);
        if (order == 0)
            order = tally_key_compare(after, &keys[BEFORE], &keys[AFTER]);
        enum side of = order <= 0 ? BEFORE : AFTER;
        cause.part = tally_leaf_part(&changes->tallies[of], at[of]);
        if (order <= 0)
            cause.leaf[BEFORE] = before->leaves[at[BEFORE]++];
        if (order >= 0)
            cause.leaf[AFTER] = after->leaves[at[AFTER]++];
        take_cause(changes, &cause, &keys[of]);
    }
}

static bool read_newest(struct call *call, struct changes *changes) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    struct report_place *places = arena_new_array(&call->arena, struct report_place, changes->cause_count);
    changes->newest = arena_new_array(&call->arena, struct newest_version, changes->cause_count);
    for (size_t i = 0; i < changes->cause_count; i++) {
        const struct cause *cause = &changes->causes[i];
        const struct report_leaf *leaf = cause->leaf[AFTER] ? cause->leaf[AFTER] : cause->leaf[BEFORE];
        const char *period = changes->tallies[AFTER].cubes[cause->part]->ground->period.code;
        places[i] = (struct report_place){.period = period, .unit = leaf->unit, .agency = leaf->agency};
    }
    if (db_lease_as(service_of(call)->pool, &reader_of_leaves, &lease, &fail) &&
        newest_versions_read(lease.db, changes->question.form->code, places, changes->cause_count,
                             changes->moments[AFTER], &call->arena, changes->newest, &fail))
        return true;
    call_refuse_fail(call, &fail);
    return false;
}

static void write_counted(struct changes *changes, const char *name, const struct counted_report *counted) {
    struct json_writer *json = &changes->page.json;
    if (!counted) {
        write_null(json, name);
        return;
    }
    write_object(json, name);
    write_int(json, "version", counted->version);
    write_text(json, "state", report_state_name(counted->state));
    write_moment(json, "recordedAt", counted->recorded_us);
    write_object_end(json);
}

static void write_moved_cells(struct changes *changes, const struct cause *cause) {
    struct json_writer *json = &changes->page.json;
    write_object(json, "cells");
    for (uint32_t cell = 0; cell < version_of(changes)->cell_count; cell++) {
        if (!cell_is_shown(changes, cell) || is_confidential(changes, cell) || !moves_cell(changes, cause, cell))
            continue;
        const int64_t figures[SIDES] = {figure_in(changes, cause, BEFORE, cell),
                                        figure_in(changes, cause, AFTER, cell)};
        write_object(json, version_of(changes)->cells[cell].code);
        write_difference(changes, cell, figures);
        write_object_end(json);
    }
    write_object_end(json);
}

static void write_cause(struct changes *changes, size_t index) {
    struct json_writer *json = &changes->page.json;
    const struct cause *cause = &changes->causes[index];
    const struct newest_version *newest = &changes->newest[index];
    const struct report_leaf *leaf = cause->leaf[AFTER] ? cause->leaf[AFTER] : cause->leaf[BEFORE];
    const struct period *period = &changes->tallies[AFTER].cubes[cause->part]->ground->period;
    write_object(json, NULL);
    write_text(json, "report", newest->report);
    write_text(json, "unit", leaf->unit);
    write_text(json, "unitCode", tally_unit_code(&changes->tallies[AFTER], leaf->unit, period_tree_date(period)));
    write_text(json, "agency", leaf->agency);
    write_text(json, "period", period->code);
    write_int(json, "version", newest->version);
    write_text(json, "state", newest->state);
    write_moment(json, "recordedAt", newest->recorded_us);
    for (int side = 0; side < SIDES; side++)
        write_counted(changes, side_names[side], counted_in(changes, cause->leaf[side]));
    write_moved_cells(changes, cause);
    write_object_end(json);
}

/* ---- The node */

static void write_node_cell(struct changes *changes, uint32_t cell, const char *status, bool has_figure,
                            const struct cell_sum sums[SIDES]) {
    const int64_t known[SIDES] = {sums[BEFORE].sum, sums[AFTER].sum},
                  none[SIDES] = {QUANTITY_MISSING, QUANTITY_MISSING};
    struct json_writer *json = &changes->page.json;
    write_object(json, version_of(changes)->cells[cell].code);
    if (!has_figure) {
        for (int side = 0; side < SIDES; side++)
            write_figure(json, side_names[side], &version_of(changes)->cells[cell], none[side]);
        write_null(json, "difference");
    } else {
        write_difference(changes, cell, known);
        write_int(json, "reportedBefore", sums[BEFORE].reported);
        write_int(json, "reportedAfter", sums[AFTER].reported);
    }
    if (status)
        write_text(json, "status", status);
    write_object_end(json);
}

/* Of both moments, the one that knows less. */
static enum holding less_held(const enum holding a, const enum holding b) {
    return a > b ? a : b;
}

/* Of a cell that may not be seen it is not said either whether it has changed. */
static void write_node_cells(struct changes *changes, uint32_t position) {
    struct cell_sum sums[SIDES][CELLS_MAX];
    enum holding holdings[SIDES][CELLS_MAX];
    for (int side = 0; side < SIDES; side++)
        tally_cells(&changes->tallies[side], position, changes->question.view, false, sums[side], holdings[side]);
    write_object(&changes->page.json, "cells");
    for (uint32_t cell = 0; cell < version_of(changes)->cell_count; cell++) {
        const struct cell_sum pair[SIDES] = {sums[BEFORE][cell], sums[AFTER][cell]};
        enum holding holding = less_held(holdings[BEFORE][cell], holdings[AFTER][cell]);
        bool confidential = is_confidential(changes, cell), has_figure = !confidential && holding_has_figure(holding);
        const char *status = confidential ? "confidential" : holding_status(holding);
        bool changed = pair[BEFORE].sum != pair[AFTER].sum || pair[BEFORE].reported != pair[AFTER].reported;
        if (cell_is_shown(changes, cell) && (!has_figure || changed))
            write_node_cell(changes, cell, status, has_figure, pair);
    }
    write_object_end(&changes->page.json);
}

static void write_both_completeness(struct changes *changes, uint32_t position) {
    struct json_writer *json = &changes->page.json;
    write_object(json, "completeness");
    for (int side = 0; side < SIDES; side++) {
        struct completeness completeness;
        rollup_completeness(changes->tallies[side].reports, position, &completeness);
        write_counts(json, side_names[side], &completeness);
    }
    write_object_end(json);
}

static void write_head(struct changes *changes, uint32_t position) {
    struct json_writer *json = &changes->page.json;
    const struct question *question = &changes->question;
    write_text(json, "form", question->form->code);
    write_unit(json, changes->tallies[AFTER].slice, position);
    write_period(json, &question->period);
    write_day(json, "treeDate", question_tree_date(question));
    write_text(json, "boundaries", question->boundaries);
    if (question->agency)
        write_text(json, "agency", question->agency);
    write_text(json, "counted", question_counted(question));
    write_moment(json, "from", changes->moments[BEFORE]);
    write_moment(json, "to", changes->moments[AFTER]);
    write_flag(json, "complete", changes->question.complete);
}

static void answer(struct call *call, struct changes *changes) {
    uint32_t position = tally_position(&changes->tallies[AFTER], changes->question.unit_id);
    shown_head(changes->page.shown, changes->question.unit);
    tally_page_open(&changes->page, &changes->tallies[AFTER]);
    for (size_t i = 0; i < changes->cause_count; i++)
        write_cause(changes, i);
    tally_page_close(&changes->page);
    write_head(changes, position);
    write_both_completeness(changes, position);
    write_node_cells(changes, position);
    write_object_end(&changes->page.json);
    call_reply(call, 200);
}

void rollup_changes_list(struct call *call) {
    static const char *const parameters[] = {"from",    "to",    "cell",   "agency", "boundaries",
                                             "counted", "limit", "cursor", NULL};
    AUTO_CHANGES changes = {.cell = -1};
    call_query_known(call, parameters);
    if (!changes_read(call, &changes) || !open_tallies(call, &changes))
        return;
    changes.page.shown = &changes.question.shown;
    find_causes(&changes);
    if (read_newest(call, &changes))
        answer(call, &changes);
}
