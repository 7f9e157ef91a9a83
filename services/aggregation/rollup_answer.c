/* Computes the answer to a question about a roll-up. */
#include "rollup_answer.h"

#include "core/text.h"
#include "figures_json.h"
#include "home.h"

const char *const rollup_parameters[] = {"children", "agency", "asOf",    "boundaries", "counted",
                                         "cumulate", "plan",   "compare", "stats",      NULL};

void rollup_answer_done(struct rollup_answer *answer) {
    tally_release(&answer->tally);
    for (int i = 0; i < BESIDES; i++)
        tally_release(&answer->beside[i]);
}

/* ---- What is asked for */

static void query_issue(struct call *call, const char *name, enum issue_type type, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

static void read_query(struct call *call, struct rollup_answer *answer, bool *ret_compare) {
    const char *compare = call_query(call, "compare");
    answer->children_asked = call_query_flag(call, "children", false);
    answer->stats = call_query_flag(call, "stats", false);
    answer->cumulate = call_query(call, "cumulate");
    *ret_compare = compare != NULL;
    if (answer->cumulate && !text_equal(answer->cumulate, "year") && !text_equal(answer->cumulate, "plan"))
        query_issue(call, "cumulate", ISSUE_NOT_ONE_OF, "year, plan");
    if (compare && !text_equal(compare, "previousYear"))
        query_issue(call, "compare", ISSUE_NOT_ONE_OF, "previousYear");
    if (text_equal(answer->cumulate, "plan") && !call_query(call, "plan"))
        query_issue(call, "plan", ISSUE_REQUIRED, NULL);
    if (call_query(call, "plan") && !text_equal(answer->cumulate, "plan"))
        query_issue(call, "plan", ISSUE_INCONSISTENT, "cumulate=plan");
}

/* The day from which it is cumulated; DAY_NEVER with an issue where there is none. */
static day_t cumulation_start(struct call *call, const struct question *question) {
    day_t start = DAY_NEVER;
    const char *code = call_query(call, "plan");
    if (code == NULL) {
        const struct programme *programme = snapshot_programme(question->snapshot, question->form->programme);
        (void)calendar_year_start(programme->calendar, question->period.end - 1, &start);
        return start < question->period.start ? start : question->period.start;
    }
    const struct plan *plan = snapshot_plan(question->snapshot, code);
    if (plan == NULL)
        query_issue(call, "plan", ISSUE_UNKNOWN_PLAN, code);
    else if (plan->span.start > question->period.start)
        query_issue(call, "plan", ISSUE_INCONSISTENT, plan->span.code);
    else
        start = plan->span.start;
    return start;
}

/* ---- Tallies beside the period's own */

static bool open_beside(struct call *call, struct rollup_answer *answer, enum beside which,
                        const struct period *period) {
    if (form_version_for(answer->question->form, period) == NULL)
        return true; /* nobody could report then: there is nothing to compare with */
    return question_tally_of(call, answer->question, period, &answer->beside[which]);
}

static bool open_cumulative(struct call *call, struct rollup_answer *answer, const struct period *before,
                            const struct calendar *calendar) {
    const struct period *period = &answer->question->period;
    day_t start = cumulation_start(call, answer->question);
    if (start == DAY_NEVER) {
        call_refuse_issues(call);
        return false;
    }
    struct period cumulated = period_of_days(start, period->end, calendar);
    if (!open_beside(call, answer, BESIDE_CUMULATIVE, &cumulated))
        return false;
    if (before == NULL || !text_equal(answer->cumulate, "year"))
        return true;
    start = before->start;
    (void)calendar_year_start(calendar, before->end - 1, &start);
    cumulated = period_of_days(start, before->end, calendar);
    return open_beside(call, answer, BESIDE_CUMULATIVE_PREVIOUS, &cumulated);
}

static bool open_tallies(struct call *call, struct rollup_answer *answer, bool compare) {
    const struct question *question = answer->question;
    const struct calendar *calendar = snapshot_programme(question->snapshot, question->form->programme)->calendar;
    struct period before;
    if (!question_tally(call, question, &answer->tally))
        return false;
    compare = compare && period_year_before(&question->period, calendar, &before);
    if (compare && !open_beside(call, answer, BESIDE_PREVIOUS, &before))
        return false;
    return answer->cumulate == NULL || open_cumulative(call, answer, compare ? &before : NULL, calendar);
}

/* ---- Figures */

static const char *status_of(const struct rollup_answer *answer, const struct tally *tally, uint32_t position) {
    bool restated = answer->question->boundary_date != DAY_NEVER && tally->holdings != NULL;
    return restated ? holding_status((enum holding)tally->holdings[position]) : NULL;
}

static void set_sums(const struct call *call, const struct rollup_answer *answer, struct node_answer *node, bool own) {
    const struct tally *tally = &answer->tally;
    struct cell_sum sums[CELLS_MAX];
    if (own)
        rollup_own(tally->figures, node->position, answer->question->view, sums);
    else
        rollup_cells(tally->figures, node->position, answer->question->view, sums);
    const char *holding = status_of(answer, tally, node->position);
    for (uint32_t i = 0; i < tally->version->cell_count; i++) {
        struct cell_answer *cell = &node->cells[i];
        bool confidential = cell_confidential(&tally->version->cells[i], &call->caller);
        cell->status = confidential ? "confidential" : holding;
        cell->sum = cell->status ? QUANTITY_MISSING : sums[i].sum;
        cell->reported = sums[i].reported;
        cell->minimum = cell->maximum = QUANTITY_MISSING;
        for (int j = 0; j < BESIDES; j++)
            cell->beside[j] = QUANTITY_MISSING;
    }
}

/* On the same tree; a unit that is not on it, or that holds only a part, has nothing to compare with. */
static void set_beside(const struct rollup_answer *answer, enum beside which, struct node_answer *node, bool own) {
    const struct tally *tally = &answer->beside[which];
    struct cell_sum sums[CELLS_MAX];
    if (tally->cube_count == 0)
        return;
    const struct unit_slice *slice = answer->tally.slice;
    uint32_t position = tally_position(tally, slice->tree->units[slice->unit_of[node->position]].id);
    if (position == UNIT_NONE || (tally->holdings && tally->holdings[position] != HOLDS_WHOLE))
        return;
    if (own)
        rollup_own(tally->figures, position, answer->question->view, sums);
    else
        rollup_cells(tally->figures, position, answer->question->view, sums);
    for (uint32_t i = 0; i < tally->version->cell_count && i < answer->tally.version->cell_count; i++)
        if (!node->cells[i].status)
            node->cells[i].beside[which] = sums[i].sum;
}

static void take_extremes(struct cell_answer *cell, int64_t figure) {
    if (figure == QUANTITY_MISSING || cell->status)
        return;
    if (cell->minimum == QUANTITY_MISSING || figure < cell->minimum)
        cell->minimum = figure;
    if (cell->maximum == QUANTITY_MISSING || figure > cell->maximum)
        cell->maximum = figure;
}

static void set_extremes(const struct rollup_answer *answer, struct node_answer *node, bool own) {
    const struct rollup_input *input = rollup_source(answer->tally.figures);
    uint32_t first, end;
    rollup_leaves(answer->tally.figures, node->position, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        const int64_t *values = input->leaves[i].values[answer->question->view];
        if (values == NULL || (own && input->leaves[i].position != node->position))
            continue;
        for (uint32_t cell = 0; cell < input->cell_count; cell++)
            take_extremes(&node->cells[cell], values[cell]);
    }
}

static void node_make(struct call *call, const struct rollup_answer *answer, uint32_t position, bool own,
                      struct node_answer *ret_node) {
    ret_node->position = position;
    ret_node->cells = arena_new_array(&call->arena, struct cell_answer, answer->tally.version->cell_count);
    if (!own)
        rollup_completeness(answer->tally.reports, position, &ret_node->completeness);
    set_sums(call, answer, ret_node, own);
    for (int i = 0; i < BESIDES; i++)
        set_beside(answer, (enum beside)i, ret_node, own);
    if (answer->stats)
        set_extremes(answer, ret_node, own);
}

static void children_make(struct call *call, struct rollup_answer *answer, uint32_t position) {
    const struct unit_slice *slice = answer->tally.slice;
    size_t count = 0, capacity = 0;
    for (uint32_t child = position + 1; child < slice->subtree_end[position]; child = slice->subtree_end[child]) {
        answer->children = arena_grow(&call->arena, answer->children, count, &capacity, sizeof *answer->children);
        node_make(call, answer, child, false, &answer->children[count++]);
    }
    answer->child_count = (uint32_t)count;
}

bool rollup_answer_make(struct call *call, const struct question *question, struct rollup_answer *ret_answer) {
    bool compare;
    *ret_answer = (struct rollup_answer){.question = question};
    read_query(call, ret_answer, &compare);
    if (call->issues.count > 0) {
        call_refuse_issues(call);
        return false;
    }
    if (!open_tallies(call, ret_answer, compare))
        return false;
    uint32_t position = tally_position(&ret_answer->tally, question->unit_id);
    node_make(call, ret_answer, position, false, &ret_answer->node);
    node_make(call, ret_answer, position, true, &ret_answer->own);
    if (ret_answer->children_asked)
        children_make(call, ret_answer, position);
    return true;
}
