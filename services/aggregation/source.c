/* GET …/sources and …/missing: the reports and versions that make a figure, and the obligations that none of them meets. */
#include "division.h"
#include "figures_json.h"
#include "question.h"
#include "routes.h"
#include "tally_page.h"

/* ---- Sources */

struct sources {
    struct tally_page page;
    const struct question *question;
    const struct cell *cell;
    uint32_t cell_index;
};

static bool makes_the_figure(const struct sources *sources, uint32_t leaf, int64_t *ret_figure) {
    const struct tally *tally = sources->page.tally;
    const struct report_leaf *report = tally->leaves[leaf];
    uint32_t part = tally_leaf_part(tally, leaf);
    const int64_t *values = report->counted[sources->question->view].values;
    if (values == NULL || sources->cell_index >= tally->cubes[part]->input.cell_count)
        return false;
    *ret_figure = values[sources->cell_index];
    return *ret_figure != QUANTITY_MISSING &&
           over_periods_uses(sources->cell->indicator->over_periods, part, tally->cube_count);
}

static void write_source(struct sources *sources, uint32_t leaf, int64_t figure, const struct share_list *shares) {
    struct json_writer *json = &sources->page.json;
    const struct tally *tally = sources->page.tally;
    const struct report_leaf *report = tally->leaves[leaf];
    const struct counted_report *counted = &report->counted[sources->question->view];
    const struct period *period = &tally->cubes[tally_leaf_part(tally, leaf)]->ground->period;
    bool confidential = cell_confidential(sources->cell, &sources->page.call->caller);
    write_object(json, NULL);
    write_text(json, "report", report->report);
    write_int(json, "version", counted->version);
    write_text(json, "unit", report->unit);
    write_text(json, "unitCode", tally_unit_code(tally, report->unit, period_tree_date(period)));
    write_text(json, "agency", report->agency);
    write_text(json, "period", period->code);
    write_text(json, "state", report_state_name(counted->state));
    write_text(json, "timeliness", timeliness_name(report->timeliness));
    write_moment(json, "recordedAt", counted->recorded_us);
    write_figure(json, "value", sources->cell, confidential ? QUANTITY_MISSING : figure);
    if (confidential)
        write_text(json, "status", "confidential");
    write_shares(json, tally->slice->tree, shares->items, shares->count);
    write_object_end(json);
}

/* The shares of what a report from above gives to the unit. */
static struct share_list shares_from_above(const struct sources *sources, uint32_t leaf, uint32_t position) {
    const struct tally *tally = sources->page.tally;
    uint32_t home = rollup_source(tally->reports)->leaves[leaf].position;
    if (position >= tally->slice->subtree_end[home])
        return (struct share_list){.count = 0};
    uint32_t unit = unit_by_id(tally->slice->tree, tally->leaves[leaf]->unit);
    return unit_shares_inside(&sources->page.call->arena, tally->slice, unit, position);
}

/* Reports of divided units stand at their home, so before all that is in the unit; some of them reach into it. */
static void list_divided(struct sources *sources, uint32_t position, uint32_t end) {
    const struct tally *tally = sources->page.tally;
    bool divides = tally->estimates && cell_is_divisible(sources->cell);
    for (uint32_t i = 0; divides && i < end && sources->page.next == NULL; i++) {
        int64_t figure;
        const struct share_list shares = shares_from_above(sources, i, position);
        const struct tally_key key = tally_leaf_key(tally, i);
        if (shares.count > 0 && makes_the_figure(sources, i, &figure) && tally_page_takes(&sources->page, &key))
            write_source(sources, i, figure, &shares);
    }
}

static void list_sources(struct sources *sources, uint32_t position) {
    static const struct share_list whole;
    const struct tally *tally = sources->page.tally;
    uint32_t first, end;
    rollup_leaves(tally->reports, position, &first, &end);
    list_divided(sources, position, first);
    for (uint32_t i = first; i < end && sources->page.next == NULL; i++) {
        int64_t figure;
        const struct tally_key key = tally_leaf_key(tally, i);
        if (makes_the_figure(sources, i, &figure) && tally_page_takes(&sources->page, &key))
            write_source(sources, i, figure, &whole);
    }
}

static bool cell_read(struct call *call, const struct question *question, struct sources *sources) {
    const char *code = call_query(call, "cell");
    int32_t index = code == NULL ? -1 : form_cell(question->version, code);
    if (index >= 0) {
        sources->cell_index = (uint32_t)index;
        sources->cell = &question->version->cells[index];
        return true;
    }
    enum issue_type type = code == NULL ? ISSUE_REQUIRED : ISSUE_UNKNOWN_CELL;
    issue_add_at(&call->issues, type, "cell", question->form->code, code, NULL)->in = "query";
    call_refuse_issues(call);
    return false;
}

static uint32_t missing_count(const struct tally *tally, uint32_t position, enum counted view) {
    uint32_t first, end, count = 0;
    tally_owed(tally, position, &first, &end);
    for (uint32_t i = first; i < end; i++)
        count += tally_met_by(tally, i, view) == NULL;
    return count;
}

void rollup_sources_list(struct call *call) {
    static const char *const parameters[] = {"cell",    "agency", "boundaries", "asOf",
                                             "counted", "limit",  "cursor",     NULL};
    AUTO_QUESTION question = {0};
    AUTO_TALLY tally = {0};
    struct sources sources = {.question = &question};
    call_query_known(call, parameters);
    if (!question_read(call, &question) || !cell_read(call, &question, &sources) ||
        !tally_page_read(call, &sources.page) || !question_tally(call, &question, &tally))
        return;
    uint32_t position = tally_position(&tally, question.unit_id);
    sources.page.shown = &question.shown;
    shown_head(&question.shown, question.unit);
    tally_page_open(&sources.page, &tally);
    list_sources(&sources, position);
    tally_page_close(&sources.page);
    write_int(&sources.page.json, "missing", missing_count(&tally, position, question.view));
    write_object_end(&sources.page.json);
    call_reply(call, 200);
}

/* ---- What is missing */

static void write_missing(struct tally_page *page, uint32_t index) {
    const struct tally *tally = page->tally;
    const struct obligation *obligation = tally_obligation(tally, index);
    const struct period *period = tally_owed_period(tally, index);
    const char *unit = tally->slice->tree->units[obligation->unit].id;
    write_object(&page->json, NULL);
    write_text(&page->json, "unit", unit);
    write_text(&page->json, "unitCode", tally_unit_code(tally, unit, period_tree_date(period)));
    write_text(&page->json, "agency", obligation->agency);
    write_text(&page->json, "function", obligation->function);
    write_text(&page->json, "period", period->code);
    write_moment(&page->json, "dueAt", obligation->due_at);
    write_object_end(&page->json);
}

static void list_missing(struct tally_page *page, uint32_t position, enum counted view) {
    const struct tally *tally = page->tally;
    uint32_t first, end;
    tally_owed(tally, position, &first, &end);
    for (uint32_t i = first; i < end && page->next == NULL; i++) {
        const struct obligation *obligation = tally_obligation(tally, i);
        const struct tally_key key = {.position = obligation->position,
                                      .unit = tally->slice->tree->units[obligation->unit].id,
                                      .agency = obligation->agency,
                                      .period = tally_owed_period(tally, i)->code};
        if (tally_met_by(tally, i, view) == NULL && tally_page_takes(page, &key))
            write_missing(page, i);
    }
}

void rollup_missing_list(struct call *call) {
    static const char *const parameters[] = {"agency", "boundaries", "asOf", "counted", "limit", "cursor", NULL};
    AUTO_QUESTION question = {0};
    AUTO_TALLY tally = {0};
    struct tally_page page;
    call_query_known(call, parameters);
    if (!question_read(call, &question) || !tally_page_read(call, &page) || !question_tally(call, &question, &tally))
        return;
    page.shown = &question.shown;
    shown_head(&question.shown, question.unit);
    tally_page_open(&page, &tally);
    list_missing(&page, tally_position(&tally, question.unit_id), question.view);
    tally_page_close(&page);
    write_object_end(&page.json);
    call_reply(call, 200);
}
