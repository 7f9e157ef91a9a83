/* GET …/sources and …/missing: the reports and versions that make a figure, and the obligations that none of them meets. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "figures_json.h"
#include "question.h"
#include "routes.h"

/* A place in the order of a tally: unit, agency, part. */
struct source_key {
    uint32_t position;
    const char *unit, *agency, *period;
};

/* One page of a list in that order. */
struct page {
    struct call *call;
    const struct tally *tally;
    struct json_writer json;
    struct source_key after; /* unit NULL: from the start */
    uint32_t limit, count;
    const char *last, *next; /* position of the last item written, and of the page where more follow */
};

static int order_of_periods(const struct tally *tally, const char *code) {
    for (uint32_t i = 0; i < tally->cube_count; i++)
        if (text_equal(tally->cubes[i]->ground->period.code, code))
            return (int)i;
    return -1;
}

static int compare_keys(const struct tally *tally, const struct source_key *a, const struct source_key *b) {
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    int order = strcmp(a->unit, b->unit);
    if (order == 0)
        order = strcmp(a->agency, b->agency);
    return order != 0 ? order : order_of_periods(tally, a->period) - order_of_periods(tally, b->period);
}

/* position|unit|agency|period, where the position is that of the unit in the tally, which the next page finds again by itself. */
static const char *key_text(struct call *call, const struct source_key *key) {
    return arena_format(&call->arena, "%" PRIu32 "|%s|%s|%s", key->position, key->unit, key->agency, key->period);
}

static bool key_parse(struct call *call, const char *text, struct source_key *ret_key) {
    char *fields[4], *rest = arena_text(&call->arena, text);
    for (int i = 0; i < 4; i++) {
        fields[i] = strsep(&rest, "|");
        if (fields[i] == NULL)
            return false;
    }
    ret_key->unit = fields[1];
    ret_key->agency = fields[2];
    ret_key->period = fields[3];
    return sscanf(fields[0], "%" SCNu32, &ret_key->position) == 1;
}

static bool page_read(struct call *call, struct page *ret_page) {
    bool good = true;
    *ret_page = (struct page){.call = call};
    const char *cursor = call_cursor_read(call, &good);
    ret_page->limit = call_limit(call);
    if (cursor != NULL && !key_parse(call, cursor, &ret_page->after))
        issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "cursor", "next", NULL, NULL)->in = "query";
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

/* Does this item stand on the page? Past its end only the fact that there is more is noted. */
static bool page_takes(struct page *page, const struct source_key *key) {
    if (page->after.unit != NULL && compare_keys(page->tally, key, &page->after) <= 0)
        return false;
    if (page->count == page->limit) {
        page->next = page->last;
        return false;
    }
    page->count++;
    page->last = key_text(page->call, key);
    return true;
}

static void page_open(struct page *page, const struct tally *tally) {
    page->tally = tally;
    page->json = call_json(page->call);
    write_object(&page->json, NULL);
    write_array(&page->json, "items");
}

static void page_close(struct page *page) {
    write_array_end(&page->json);
    write_text(&page->json, "next", page->next == NULL ? NULL : call_cursor_make(page->call, page->next));
}

static const char *code_of(const struct tally *tally, const char *unit_id, day_t date) {
    uint32_t unit = unit_by_id(tally->slice->tree, unit_id);
    const struct unit_version *version = unit == UNIT_NONE ? NULL : unit_version_at(tally->slice->tree, unit, date);
    return version == NULL ? NULL : version->code;
}

/* ---- Sources */

struct sources {
    struct page page;
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

static void write_source(struct sources *sources, uint32_t leaf, int64_t figure) {
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
    write_text(json, "unitCode", code_of(tally, report->unit, period_tree_date(period)));
    write_text(json, "agency", report->agency);
    write_text(json, "period", period->code);
    write_text(json, "state", report_state_name(counted->state));
    write_text(json, "timeliness", timeliness_name(report->timeliness));
    write_moment(json, "recordedAt", counted->recorded_us);
    write_figure(json, "value", sources->cell, confidential ? QUANTITY_MISSING : figure);
    if (confidential)
        write_text(json, "status", "confidential");
    write_object_end(json);
}

static void list_sources(struct sources *sources, uint32_t position) {
    const struct tally *tally = sources->page.tally;
    uint32_t first, end;
    rollup_leaves(tally->reports, position, &first, &end);
    for (uint32_t i = first; i < end && sources->page.next == NULL; i++) {
        int64_t figure;
        const struct source_key key = {.position = rollup_source(tally->reports)->leaves[i].position,
                                       .unit = tally->leaves[i]->unit,
                                       .agency = tally->leaves[i]->agency,
                                       .period = tally->cubes[tally_leaf_part(tally, i)]->ground->period.code};
        if (makes_the_figure(sources, i, &figure) && page_takes(&sources->page, &key))
            write_source(sources, i, figure);
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
    if (!call_query_only(call, parameters) || !question_read(call, &question) ||
        !cell_read(call, &question, &sources) || !page_read(call, &sources.page) ||
        !question_tally(call, &question, &tally))
        return;
    uint32_t position = tally_position(&tally, question.unit_id);
    page_open(&sources.page, &tally);
    list_sources(&sources, position);
    page_close(&sources.page);
    write_int(&sources.page.json, "missing", missing_count(&tally, position, question.view));
    write_object_end(&sources.page.json);
    call_reply(call, 200);
}

/* ---- What is missing */

static void write_missing(struct page *page, uint32_t index) {
    const struct tally *tally = page->tally;
    const struct obligation *obligation = tally_obligation(tally, index);
    const struct period *period = tally_owed_period(tally, index);
    const char *unit = tally->slice->tree->units[obligation->unit].id;
    write_object(&page->json, NULL);
    write_text(&page->json, "unit", unit);
    write_text(&page->json, "unitCode", code_of(tally, unit, period_tree_date(period)));
    write_text(&page->json, "agency", obligation->agency);
    write_text(&page->json, "function", obligation->function);
    write_text(&page->json, "period", period->code);
    write_moment(&page->json, "dueAt", obligation->due_at);
    write_object_end(&page->json);
}

static void list_missing(struct page *page, uint32_t position, enum counted view) {
    const struct tally *tally = page->tally;
    uint32_t first, end;
    tally_owed(tally, position, &first, &end);
    for (uint32_t i = first; i < end && page->next == NULL; i++) {
        const struct obligation *obligation = tally_obligation(tally, i);
        const struct source_key key = {.position = obligation->position,
                                       .unit = tally->slice->tree->units[obligation->unit].id,
                                       .agency = obligation->agency,
                                       .period = tally_owed_period(tally, i)->code};
        if (tally_met_by(tally, i, view) == NULL && page_takes(page, &key))
            write_missing(page, i);
    }
}

void rollup_missing_list(struct call *call) {
    static const char *const parameters[] = {"agency", "boundaries", "asOf", "counted", "limit", "cursor", NULL};
    AUTO_QUESTION question = {0};
    AUTO_TALLY tally = {0};
    struct page page;
    if (!call_query_only(call, parameters) || !question_read(call, &question) || !page_read(call, &page) ||
        !question_tally(call, &question, &tally))
        return;
    page_open(&page, &tally);
    list_missing(&page, tally_position(&tally, question.unit_id), question.view);
    page_close(&page);
    write_object_end(&page.json);
    call_reply(call, 200);
}
