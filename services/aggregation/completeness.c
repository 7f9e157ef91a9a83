/* GET /v1/completeness/{form}/{period}: who has reported and when, the children of a unit ordered by timeliness. */
#include <stdlib.h>

#include "figures_json.h"
#include "question.h"
#include "reference/authority.h"
#include "rollup_words.h"
#include "routes.h"
#include "sheet/csv_write.h"

struct ranked {
    uint32_t position;
    struct completeness completeness;
};

/* a/b against c/d as whole numbers; nothing expected stands behind everything. */
static int compare_shares(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    if (b == 0 || d == 0)
        return (d > 0) - (b > 0);
    uint64_t left = (uint64_t)a * d, right = (uint64_t)c * b;
    return (left < right) - (left > right);
}

/* The larger share in time first, then the larger share reported, then the order of the tree. */
static int compare_ranked(const void *a, const void *b) {
    const struct ranked *left = a, *right = b;
    const struct completeness *first = &left->completeness, *second = &right->completeness;
    int order = compare_shares(first->on_time, first->expected, second->on_time, second->expected);
    if (order == 0)
        order = compare_shares(first->reported, first->expected, second->reported, second->expected);
    return order != 0 ? order : (left->position > right->position) - (left->position < right->position);
}

/* Those that are shown. The unit itself is looked at here too: every format comes by. */
static struct ranked *rank_children(const struct shown *shown, const struct tally *tally, uint32_t position,
                                    uint32_t *ret_count) {
    const struct unit_slice *slice = tally->slice;
    struct ranked *ranked = NULL;
    size_t count = 0, capacity = 0;
    shown_head(shown, slice->unit_of[position]);
    for (uint32_t child = position + 1; child < slice->subtree_end[position]; child = slice->subtree_end[child]) {
        if (!is_shown(shown, slice->unit_of[child]))
            continue;
        ranked = arena_grow(&shown->call->arena, ranked, count, &capacity, sizeof *ranked);
        ranked[count].position = child;
        rollup_completeness(tally->reports, child, &ranked[count++].completeness);
    }
    if (count > 0)
        qsort(ranked, count, sizeof *ranked, compare_ranked);
    *ret_count = (uint32_t)count;
    return ranked;
}

/* unit=, or the one unit that the caller acts for. NULL: refused. */
static const char *unit_of_request(struct call *call, const struct question *question) {
    struct caller_root roots[CALLER_ROOTS_MAX];
    const char *unit = call_query(call, "unit");
    if (unit != NULL)
        return unit;
    if (authority_roots(question->snapshot, &call->caller, call_today(call), roots) == 1)
        return snapshot_tree(question->snapshot)->units[roots[0].unit].id;
    issue_add_at(&call->issues, ISSUE_REQUIRED, "unit", NULL, NULL, NULL)->in = "query";
    call_refuse_issues(call);
    return NULL;
}

static bool read_request(struct call *call, struct question *question, uint32_t *ret_first, uint32_t *ret_limit) {
    bool good = true;
    if (!question_of_form(call, question))
        return false;
    const char *unit = unit_of_request(call, question);
    if (unit == NULL || !question_of_unit(call, question, "query", unit))
        return false;
    const char *cursor = call_cursor_read(call, &good);
    *ret_first = cursor == NULL ? 0 : (uint32_t)strtoul(cursor, NULL, 10);
    *ret_limit = call_limit(call);
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

static void write_child(struct json_writer *json, const struct tally *tally, const struct ranked *child) {
    write_object(json, NULL);
    write_unit(json, tally->slice, child->position);
    write_text(json, "name", tally->slice->version[child->position]->name);
    write_completeness(json, &child->completeness);
    write_object_end(json);
}

static void write_answer(struct call *call, const struct question *question, const struct tally *tally, uint32_t first,
                         uint32_t limit) {
    struct json_writer json = call_json(call);
    struct completeness completeness;
    uint32_t position = tally_position(tally, question->unit_id), count;
    const struct ranked *ranked = rank_children(&question->shown, tally, position, &count);
    uint32_t end = first < count && limit < count - first ? first + limit : count;
    rollup_completeness(tally->reports, position, &completeness);
    write_object(&json, NULL);
    write_text(&json, "form", question->form->code);
    write_unit(&json, tally->slice, position);
    write_period(&json, &question->period);
    write_day(&json, "treeDate", question_tree_date(question));
    write_moment(&json, "asOf", question->as_of == MOMENT_NONE ? call->now : question->as_of);
    write_flag(&json, "complete", question->complete);
    write_completeness(&json, &completeness);
    write_array(&json, "items");
    for (uint32_t i = first; i < end; i++)
        write_child(&json, tally, &ranked[i]);
    write_array_end(&json);
    write_text(&json, "next", end == count ? NULL : call_cursor_make(call, arena_format(&call->arena, "%u", end)));
    write_object_end(&json);
}

static void csv_node(struct csv_writer *csv, const struct question *question, const struct tally *tally,
                     const char *node, const struct ranked *ranked) {
    const struct unit_slice *slice = tally->slice;
    csv_write_text(csv, question->form->code);
    csv_write_text(csv, question->period.code);
    csv_write_text(csv, slice->tree->units[slice->unit_of[ranked->position]].id);
    csv_write_text(csv, slice->version[ranked->position]->code);
    csv_write_text(csv, slice->version[ranked->position]->name);
    csv_write_text(csv, node);
    for (int count = 0; count < COMPLETENESS_COUNTS; count++)
        csv_write_int(csv, completeness_of(&ranked->completeness, count));
    csv_write_row_end(csv);
}

/* The whole list, unless a limit is given. */
static void answer_csv(struct call *call, const struct question *question, const struct tally *tally, uint32_t first,
                       uint32_t limit) {
    struct csv_writer csv = {.to = &call->body};
    struct ranked whole = {.position = tally_position(tally, question->unit_id)};
    uint32_t count;
    const struct ranked *ranked = rank_children(&question->shown, tally, whole.position, &count);
    uint32_t end = call_query(call, "limit") && first < count && limit < count - first ? first + limit : count;
    rollup_completeness(tally->reports, whole.position, &whole.completeness);
    buffer_text(&call->body, "form,period,unit,unitCode,unitName,node");
    for (int i = 0; i < COMPLETENESS_COUNTS; i++)
        buffer_format(&call->body, ",%s", completeness_name(i));
    buffer_text(&call->body, "\r\n");
    csv_node(&csv, question, tally, "total", &whole);
    for (uint32_t i = first; i < end; i++)
        csv_node(&csv, question, tally, "child", &ranked[i]);
    if (end < count)
        call_header(call, "Next-Cursor", call_cursor_make(call, arena_format(&call->arena, "%u", end)));
    list_file_answer(call, "completeness");
}

void completeness_get(struct call *call) {
    static const char *const parameters[] = {"unit", "agency", "asOf", "limit", "cursor", NULL};
    AUTO_QUESTION question = {0};
    AUTO_TALLY tally = {0};
    uint32_t first, limit;
    call_query_known(call, parameters);
    if (!read_request(call, &question, &first, &limit) || !question_tally(call, &question, &tally))
        return;
    if (list_file_wanted(call)) {
        answer_csv(call, &question, &tally, first, limit);
        return;
    }
    write_answer(call, &question, &tally, first, limit);
    call_reply(call, 200);
}
