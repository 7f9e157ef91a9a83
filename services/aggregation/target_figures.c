/* Where the evaluation of targets takes its figures from. */
#include "target_figures.h"

#include "core/text.h"

struct kept_tally {
    struct kept_tally *next;
    const struct form *form;
    struct period period;
    day_t date;
    struct tally tally;
};

void target_figures_done(struct target_figures *figures) {
    for (struct kept_tally *kept = figures->tallies; kept != NULL; kept = kept->next)
        tally_release(&kept->tally);
    figures->tallies = NULL;
}

day_t unit_seen(const struct unit_tree *tree, uint32_t unit, day_t date) {
    const struct unit *seen = &tree->units[unit];
    day_t from = seen->versions[0].from, until = seen->versions[seen->version_count - 1].until;
    if (date < from)
        return from;
    return until <= date ? until - 1 : date;
}

const struct cell *cell_named(const struct snapshot *snapshot, const char *form, const char *cell) {
    const struct form *found = snapshot_form(snapshot, form);
    for (uint32_t i = found == NULL ? 0 : found->version_count; i-- > 0;) {
        int32_t index = form_cell(&found->versions[i], cell);
        if (index >= 0)
            return &found->versions[i].cells[index];
    }
    return NULL;
}

/* ---- Tallies, each opened once a request */

static struct kept_tally *tally_open_kept(struct target_figures *figures, const struct form *form,
                                          const struct period *period, day_t date) {
    struct kept_tally *kept = arena_new(figures->arena, struct kept_tally);
    *kept = (struct kept_tally){.next = figures->tallies, .form = form, .period = *period, .date = date};
    const struct tally_question question = {.cache = figures->cubes,
                                            .snapshot = figures->snapshot,
                                            .form = form,
                                            .period = &kept->period,
                                            .as_of = figures->as_of,
                                            .tree_date = date};
    if (!tally_open(figures->arena, &question, &kept->tally, &figures->fail)) {
        figures->failed = true;
        return NULL;
    }
    figures->tallies = kept;
    return kept;
}

/* NULL: the form was not in force yet, or no figures can be had. */
static const struct tally *tally_for(struct target_figures *figures, const struct form *form,
                                     const struct period *period, day_t date) {
    if (figures->failed || form_version_for(form, period) == NULL)
        return NULL;
    struct kept_tally *kept = figures->tallies;
    while (kept != NULL && !(kept->form == form && kept->date == date && period_equal(&kept->period, period)))
        kept = kept->next;
    if (kept == NULL)
        kept = tally_open_kept(figures, form, period, date);
    return kept == NULL ? NULL : &kept->tally;
}

/* ---- Sums of one cell */

struct cell_total {
    __int128 sum;
    int64_t extreme;
    uint32_t reported;
    bool single; /* of one leaf only: its own figure, whatever may be added over units */
};

static void total_add(struct cell_total *total, enum over_units rule, int64_t figure) {
    if (figure == QUANTITY_MISSING)
        return;
    bool takes = total->reported == 0 || (rule == OVER_UNITS_MIN ? figure < total->extreme : figure > total->extreme);
    total->extreme = takes ? figure : total->extreme;
    total->sum += figure;
    total->reported++;
}

static void total_give(const struct cell_total *total, enum over_units rule, struct figure *figure) {
    figure->known = total->reported > 0 && (rule != OVER_UNITS_NONE || total->single);
    figure->value = rule == OVER_UNITS_SUM ? total->sum : total->extreme;
}

static bool named_among(const char *name, const char *const *names, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (text_equal(names[i], name))
            return true;
    return count == 0;
}

static bool term_takes(const struct measure_term *term, const struct tally *tally, uint32_t leaf) {
    uint32_t position = rollup_source(tally->figures)->leaves[leaf].position;
    return (term->levels == 0 || term->levels >> tally->slice->version[position]->level & 1U) &&
           named_among(tally->reporters[leaf]->function, term->functions, term->function_count);
}

/* Of the leaves [first, end) that the term takes; term NULL: all. */
static struct cell_total total_of(const struct tally *tally, const struct measure_term *term, uint32_t cell,
                                  uint32_t first, uint32_t end) {
    const struct rollup_input *input = rollup_source(tally->figures);
    enum over_units rule = input->cells[cell].indicator->over_units;
    struct cell_total total = {.single = end - first == 1};
    for (uint32_t i = first; i < end; i++) {
        const int64_t *values = input->leaves[i].values[COUNTED_SUBMITTED];
        if (values != NULL && (term == NULL || term_takes(term, tally, i)))
            total_add(&total, rule, values[cell]);
    }
    return total;
}

static bool figure_of_cell(void *context, const struct measure_term *term, uint32_t unit, const struct period *period,
                           struct figure *ret_figure) {
    struct target_figures *figures = context;
    const struct unit_tree *tree = snapshot_tree(figures->snapshot);
    const struct cell *cell = cell_named(figures->snapshot, term->form, term->cell);
    if (cell == NULL)
        return false;
    day_t asked = period_tree_date(period), date = unit_seen(tree, unit, asked);
    *ret_figure = (struct figure){
        .decimals = cell->indicator->decimals, .nature = cell->indicator->nature, .scope_ended = date < asked};
    const struct tally *tally = tally_for(figures, snapshot_form(figures->snapshot, term->form), period, date);
    int32_t index = tally == NULL ? -1 : form_cell(tally->version, term->cell);
    uint32_t position = tally == NULL ? UNIT_NONE : tally_position(tally, tree->units[unit].id);
    if (index < 0 || position == UNIT_NONE)
        return true; /* nothing can have been reported */
    struct completeness completeness;
    rollup_completeness(tally->reports, position, &completeness);
    ret_figure->expected = completeness.expected;
    ret_figure->reported = completeness.reported;
    uint32_t first, end;
    rollup_leaves(tally->figures, position, &first, &end);
    struct cell_total total = total_of(tally, term, (uint32_t)index, first, end);
    total_give(&total, cell->indicator->over_units, ret_figure);
    return true;
}

/* ---- Units of a level, and those where a predicate holds */

struct judging {
    struct target_figures *figures;
    const struct period *period;
    const struct unit_slice *slice;
    day_t date;
    uint32_t position; /* of the unit being judged */
};

static uint32_t position_in(const struct tally *tally, const struct judging *judging) {
    if (tally->slice == judging->slice)
        return judging->position;
    return tally_position(tally, judging->slice->tree->units[judging->slice->unit_of[judging->position]].id);
}

/* The leaves of the unit itself: they stand first in its subtree. */
static uint32_t own_end(const struct rollup_input *input, uint32_t first, uint32_t end, uint32_t position) {
    uint32_t own = first;
    while (own < end && input->leaves[own].position == position)
        own++;
    return own;
}

static uint32_t reports_in(const struct tally *tally, uint32_t position, bool subtree) {
    const struct rollup_input *input = rollup_source(tally->reports);
    uint32_t first, end, count = 0;
    rollup_leaves(tally->reports, position, &first, &end);
    if (!subtree)
        end = own_end(input, first, end, position);
    for (uint32_t i = first; i < end; i++)
        count += input->leaves[i].values[COUNTED_SUBMITTED] != NULL;
    return count;
}

static bool figure_of_predicate(void *context, const struct predicate *predicate, struct figure *ret_figure) {
    const struct judging *judging = context;
    const struct snapshot *snapshot = judging->figures->snapshot;
    const struct form *form = snapshot_form(snapshot, predicate->form);
    if (form == NULL)
        return false;
    const struct tally *tally = tally_for(judging->figures, form, judging->period, judging->date);
    *ret_figure = (struct figure){0};
    if (tally == NULL)
        return true;
    int32_t index = form_cell(tally->version, predicate->cell);
    uint32_t position = position_in(tally, judging), first, end;
    if (index < 0 || position == UNIT_NONE)
        return index >= 0;
    rollup_leaves(tally->figures, position, &first, &end);
    if (!predicate->subtree)
        end = own_end(rollup_source(tally->figures), first, end, position);
    const struct indicator *indicator = tally->version->cells[index].indicator;
    struct cell_total total = total_of(tally, NULL, (uint32_t)index, first, end);
    total_give(&total, indicator->over_units, ret_figure);
    ret_figure->decimals = indicator->decimals;
    ret_figure->nature = indicator->nature;
    ret_figure->reported = reports_in(tally, position, predicate->subtree);
    return true;
}

/* Every cell that a predicate names must be one that exists. */
static bool predicate_known(const struct snapshot *snapshot, const struct predicate *predicate) {
    if (predicate->kind == PREDICATE_CELL)
        return cell_named(snapshot, predicate->form, predicate->cell) != NULL;
    for (uint32_t i = 0; i < predicate->of_count; i++)
        if (!predicate_known(snapshot, &predicate->of[i]))
            return false;
    return true;
}

static bool names_form(const struct predicate *predicate, const char *form) {
    if (predicate->kind == PREDICATE_CELL)
        return text_equal(predicate->form, form);
    for (uint32_t i = 0; i < predicate->of_count; i++)
        if (names_form(&predicate->of[i], form))
            return true;
    return false;
}

/* The reports behind a predicate: those of all its forms, each form once. */
static void count_reports(const struct judging *judging, const struct predicate *predicate, uint32_t unit,
                          struct figure *figure) {
    const struct snapshot *snapshot = judging->figures->snapshot;
    size_t count;
    const struct form *const *forms = snapshot_forms(snapshot, &count);
    for (size_t i = 0; i < count; i++) {
        const struct tally *tally = names_form(predicate, forms[i]->code)
                                        ? tally_for(judging->figures, forms[i], judging->period, judging->date)
                                        : NULL;
        uint32_t position = tally == NULL ? UNIT_NONE : tally_position(tally, snapshot_tree(snapshot)->units[unit].id);
        if (position == UNIT_NONE)
            continue;
        struct completeness completeness;
        rollup_completeness(tally->reports, position, &completeness);
        figure->expected += completeness.expected;
        figure->reported += completeness.reported;
    }
}

static void judge_units(struct judging *judging, enum level level, const struct predicate *where, uint32_t position,
                        struct figure *figure) {
    for (uint32_t i = position; i < judging->slice->subtree_end[position]; i++) {
        if (judging->slice->version[i]->level != level)
            continue;
        judging->position = i;
        struct judgement judgement = {.holds = true};
        if (where != NULL)
            judgement = predicate_judge(where, figure_of_predicate, judging);
        figure->value += judgement.holds;
        figure->judged += judgement.judged;
    }
}

static bool figure_of_units(void *context, enum level level, const struct predicate *where, uint32_t unit,
                            const struct period *period, struct figure *ret_figure) {
    struct target_figures *figures = context;
    const struct unit_tree *tree = snapshot_tree(figures->snapshot);
    if (where != NULL && !predicate_known(figures->snapshot, where))
        return false;
    day_t asked = period_tree_date(period), date = unit_seen(tree, unit, asked);
    struct judging judging = {.figures = figures, .period = period, .date = date};
    judging.slice = snapshot_slice(figures->snapshot, date, figures->arena);
    *ret_figure = (struct figure){.known = true, .scope_ended = date < asked};
    uint32_t position = judging.slice->position_of[unit];
    if (position == UNIT_NONE)
        return true; /* between two lives of it */
    judge_units(&judging, level, where, position, ret_figure);
    if (where != NULL)
        count_reports(&judging, where, unit, ret_figure);
    return true;
}

struct figures target_figures_port(struct target_figures *figures) {
    return (struct figures){.context = figures, .cell = figure_of_cell, .units = figure_of_units};
}

void target_figures_each(const struct target_figures *figures, void (*take)(void *context, const struct tally *tally),
                         void *context) {
    for (const struct kept_tally *kept = figures->tallies; kept != NULL; kept = kept->next)
        take(context, &kept->tally);
}
