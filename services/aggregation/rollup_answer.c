/* Computes the answer to a question about a roll-up. */
#include "rollup_answer.h"

#include "core/text.h"
#include "figures_json.h"

const char *const rollup_parameters[] = {"children", "agency", "asOf",    "boundaries", "counted",
                                         "cumulate", "plan",   "compare", "stats",      NULL};

void rollup_answer_done(struct rollup_answer *answer) {
    tally_release(&answer->tally);
    for (int i = 0; i < BESIDES; i++)
        tally_release(&answer->beside[i]);
}

/* ---- What is asked for */

/* Who asks, and what. */
struct asking {
    struct arena *arena;
    struct cube_cache *cubes;
    const struct caller *reader;
    const struct rollup_wish *wish;
    struct fail *fail;
};

static void query_issue(struct call *call, const char *name, enum issue_type type, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

/* The plan named; an issue where there is none, or where it is to be cumulated and begins too late. */
static void read_plan(struct call *call, const struct question *question, bool cumulated, struct rollup_wish *wish) {
    const char *code = call_query(call, "plan");
    wish->plan = code ? snapshot_plan(question->snapshot, code) : NULL;
    if (cumulated && !code)
        query_issue(call, "plan", ISSUE_REQUIRED, NULL);
    else if (code && !wish->plan)
        query_issue(call, "plan", ISSUE_UNKNOWN_PLAN, code);
    else if (cumulated && wish->plan->span.start > question->period.start)
        query_issue(call, "plan", ISSUE_INCONSISTENT, wish->plan->span.code);
    else if (cumulated)
        wish->cumulate_from = wish->plan->span.start;
}

static void read_query(struct call *call, const struct question *question, struct rollup_wish *wish) {
    const char *compare = call_query(call, "compare"), *cumulate = call_query(call, "cumulate");
    bool of_plan = text_equal(cumulate, "plan");
    *wish = (struct rollup_wish){.children = call_query_flag(call, "children", false),
                                 .stats = call_query_flag(call, "stats", false),
                                 .compare = compare != NULL,
                                 .cumulate = cumulate != NULL,
                                 .cumulate_from = DAY_NEVER};
    if (cumulate && !of_plan && !text_equal(cumulate, "year"))
        query_issue(call, "cumulate", ISSUE_NOT_ONE_OF, "year, plan");
    if (compare && !text_equal(compare, "previousYear"))
        query_issue(call, "compare", ISSUE_NOT_ONE_OF, "previousYear");
    read_plan(call, question, of_plan, wish);
}

/* ---- Tallies beside the period's own */

static bool open_tally(const struct asking *asking, const struct question *question, const struct period *period,
                       struct tally *ret_tally) {
    const struct tally_question asked = question_of_tally(question, asking->cubes, period);
    return tally_open(asking->arena, &asked, ret_tally, asking->fail);
}

static bool open_beside(const struct asking *asking, struct rollup_answer *answer, enum beside which,
                        const struct period *period) {
    if (form_version_for(answer->question->form, period) == NULL)
        return true; /* nobody could report then: there is nothing to compare with */
    return open_tally(asking, answer->question, period, &answer->beside[which]);
}

/* From the start of the year up to the end of the period. */
static struct period year_up_to(const struct period *period, const struct calendar *calendar) {
    day_t start = period->start;
    (void)calendar_year_start(calendar, period->end - 1, &start);
    return period_of_days(start < period->start ? start : period->start, period->end, calendar);
}

static bool open_cumulative(const struct asking *asking, struct rollup_answer *answer, const struct period *before,
                            const struct calendar *calendar) {
    const struct period *period = &answer->question->period;
    bool of_year = asking->wish->cumulate_from == DAY_NEVER;
    struct period cumulated =
        of_year ? year_up_to(period, calendar) : period_of_days(asking->wish->cumulate_from, period->end, calendar);
    if (!open_beside(asking, answer, BESIDE_CUMULATIVE, &cumulated))
        return false;
    if (before == NULL || !of_year)
        return true;
    cumulated = year_up_to(before, calendar);
    return open_beside(asking, answer, BESIDE_CUMULATIVE_PREVIOUS, &cumulated);
}

static bool open_tallies(const struct asking *asking, struct rollup_answer *answer) {
    const struct question *question = answer->question;
    const struct calendar *calendar = snapshot_programme(question->snapshot, question->form->programme)->calendar;
    struct period before;
    if (!open_tally(asking, question, &question->period, &answer->tally))
        return false;
    bool compare = asking->wish->compare && period_year_before(&question->period, calendar, &before);
    if (compare && !open_beside(asking, answer, BESIDE_PREVIOUS, &before))
        return false;
    return !asking->wish->cumulate || open_cumulative(asking, answer, compare ? &before : NULL, calendar);
}

/* ---- Figures */

static void set_sums(const struct asking *asking, const struct rollup_answer *answer, struct node_answer *node,
                     bool own) {
    const struct tally *tally = &answer->tally;
    struct cell_sum sums[CELLS_MAX];
    enum holding holdings[CELLS_MAX];
    tally_cells(tally, node->position, answer->question->view, own, sums, holdings);
    for (uint32_t i = 0; i < tally->version->cell_count; i++) {
        struct cell_answer *cell = &node->cells[i];
        bool confidential = cell_confidential(&tally->version->cells[i], asking->reader);
        cell->has_figure = !confidential && holding_has_figure(holdings[i]);
        cell->status = confidential ? "confidential" : holding_status(holdings[i]);
        cell->sum = cell->has_figure ? sums[i].sum : QUANTITY_MISSING;
        cell->reported = sums[i].reported;
        cell->minimum = cell->maximum = cell->planned.figure = QUANTITY_MISSING;
        for (int j = 0; j < BESIDES; j++)
            cell->beside[j] = QUANTITY_MISSING;
    }
}

/* On the same tree; a unit that is not on it, or that holds only a part, has nothing to compare with. An estimate stands beside estimates only. */
static void set_beside(const struct rollup_answer *answer, enum beside which, struct node_answer *node, bool own) {
    const struct tally *tally = &answer->beside[which];
    struct cell_sum sums[CELLS_MAX];
    enum holding holdings[CELLS_MAX];
    if (tally->cube_count == 0)
        return;
    const struct unit_slice *slice = answer->tally.slice;
    uint32_t position = tally_position(tally, slice->tree->units[slice->unit_of[node->position]].id);
    bool estimates_only = tally->holdings && position != UNIT_NONE && !answer->tally.estimates &&
                          tally->holdings[position] != HOLDS_WHOLE;
    if (position == UNIT_NONE || estimates_only)
        return;
    tally_cells(tally, position, answer->question->view, own, sums, holdings);
    for (uint32_t i = 0; i < tally->version->cell_count && i < answer->tally.version->cell_count; i++) {
        struct cell_answer *cell = &node->cells[i];
        if (cell->has_figure && (holdings[i] == HOLDS_WHOLE || (holdings[i] == HOLDS_SHARE && cell->status)))
            cell->beside[which] = sums[i].sum;
    }
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

static void set_planned(const struct asking *asking, const struct rollup_answer *answer, struct node_answer *node) {
    const struct form_version *version = answer->tally.version;
    const struct unit_slice *slice = answer->tally.slice;
    struct planned *planned = arena_new_array(asking->arena, struct planned, version->cell_count);
    plan_figures(answer->plan, answer->question->form, version, slice->unit_of[node->position], planned);
    for (uint32_t i = 0; i < version->cell_count; i++)
        node->cells[i].planned = planned[i];
}

static void node_make(const struct asking *asking, const struct rollup_answer *answer, uint32_t position, bool own,
                      struct node_answer *ret_node) {
    ret_node->position = position;
    ret_node->cells = arena_new_array(asking->arena, struct cell_answer, answer->tally.version->cell_count);
    if (!own)
        rollup_completeness(answer->tally.reports, position, &ret_node->completeness);
    set_sums(asking, answer, ret_node, own);
    ret_node->shares = tally_shares(&answer->tally, position, &ret_node->share_count);
    for (int i = 0; i < BESIDES; i++)
        set_beside(answer, (enum beside)i, ret_node, own);
    if (answer->stats)
        set_extremes(answer, ret_node, own);
    if (answer->plan && !own)
        set_planned(asking, answer, ret_node);
}

static void children_make(const struct asking *asking, struct rollup_answer *answer, uint32_t position) {
    const struct unit_slice *slice = answer->tally.slice;
    size_t count = 0, capacity = 0;
    for (uint32_t child = position + 1; child < slice->subtree_end[position]; child = slice->subtree_end[child]) {
        answer->children = arena_grow(asking->arena, answer->children, count, &capacity, sizeof *answer->children);
        node_make(asking, answer, child, false, &answer->children[count++]);
    }
    answer->child_count = (uint32_t)count;
}

bool rollup_answer_compute(struct arena *arena, struct cube_cache *cubes, const struct caller *reader,
                           const struct question *question, const struct rollup_wish *wish,
                           struct rollup_answer *ret_answer, struct fail *fail) {
    const struct asking asking = {.arena = arena, .cubes = cubes, .reader = reader, .wish = wish, .fail = fail};
    *ret_answer = (struct rollup_answer){.question = question,
                                         .stats = wish->stats,
                                         .children_asked = wish->children,
                                         .plan = wish->plan,
                                         .cumulated_of_plan = wish->cumulate_from != DAY_NEVER};
    if (!open_tallies(&asking, ret_answer)) {
        rollup_answer_done(ret_answer);
        return false;
    }
    uint32_t position = tally_position(&ret_answer->tally, question->unit_id);
    node_make(&asking, ret_answer, position, false, &ret_answer->node);
    node_make(&asking, ret_answer, position, true, &ret_answer->own);
    if (ret_answer->children_asked)
        children_make(&asking, ret_answer, position);
    return true;
}

/* ---- Figures made of figures */

const char *figure_percent(int64_t figure, int64_t of, char text[QUANTITY_TEXT_SIZE]) {
    bool known = figure != QUANTITY_MISSING && of != QUANTITY_MISSING && of != 0;
    return known ? percent_format(figure, of, 2, text) : NULL;
}

const char *figure_average(const struct cell *cell, const struct cell_answer *figures, char text[QUANTITY_TEXT_SIZE]) {
    enum { MORE_DECIMALS = 2 };
    int64_t average;
    int decimals = cell->indicator->decimals;
    __int128 scaled = figures->sum;
    for (int i = 0; i < MORE_DECIMALS && decimals < QUANTITY_DECIMALS_MAX; i++, decimals++)
        scaled *= 10;
    __int128 count = figures->reported, half = scaled < 0 ? -count : count;
    bool known = figures->sum != QUANTITY_MISSING && count > 0 && !figures->status &&
                 cell->indicator->over_units == OVER_UNITS_SUM &&
                 quantity_total((2 * scaled + half) / (2 * count), &average);
    return known ? quantity_format(average, decimals, text) : NULL;
}

int64_t figure_toward_plan(const struct rollup_answer *answer, const struct cell_answer *figures) {
    switch (figures->planned.window) {
    case WINDOW_YEAR_TO_DATE:
        return answer->cumulated_of_plan ? QUANTITY_MISSING : figures->beside[BESIDE_CUMULATIVE];
    case WINDOW_PLAN_TO_DATE:
        return answer->cumulated_of_plan ? figures->beside[BESIDE_CUMULATIVE] : QUANTITY_MISSING;
    case WINDOW_PERIOD:
    case WINDOW_AS_OF:
        break;
    }
    return figures->sum;
}

bool rollup_answer_make(struct call *call, const struct question *question, struct rollup_answer *ret_answer) {
    struct rollup_wish wish;
    struct fail fail = {0};
    read_query(call, question, &wish);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    else if (!rollup_answer_compute(&call->arena, aggregation_of(call)->cubes, &call->caller, question, &wish,
                                    ret_answer, &fail))
        call_refuse_fail(call, &fail);
    else
        return true;
    return false;
}

/* ---- Keeping back */

static void keep_back(const struct form_version *version, struct node_answer *node) {
    const struct caller nobody = {0};
    for (uint32_t i = 0; i < version->cell_count; i++) {
        struct cell_answer *cell = &node->cells[i];
        if (!cell_confidential(&version->cells[i], &nobody))
            continue;
        cell->status = "confidential";
        cell->has_figure = false;
        cell->sum = cell->minimum = cell->maximum = QUANTITY_MISSING;
        for (int j = 0; j < BESIDES; j++)
            cell->beside[j] = QUANTITY_MISSING;
    }
}

void rollup_answer_withhold(struct rollup_answer *answer) {
    keep_back(answer->tally.version, &answer->node);
    keep_back(answer->tally.version, &answer->own);
    for (uint32_t i = 0; i < answer->child_count; i++)
        keep_back(answer->tally.version, &answer->children[i]);
}
