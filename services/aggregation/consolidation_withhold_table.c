/* Builds the relations between figures of consolidations. */
#include "consolidation_withhold_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

/* What decides first is kept back first: figures below before own ones before the total. */
enum { RANK_BELOW, RANK_OWN, RANK_SUMMIT };

enum { ROUNDS_MAX = 6 };

/* ---- Cells */

static bool is_in_term(const struct rule_term *terms, uint32_t count, uint32_t cell) {
    for (uint32_t i = 0; i < count; i++)
        if (terms[i].cell == cell)
            return true;
    return false;
}

static bool is_in_rule(const struct form_rule *rule, uint32_t cell) {
    return is_in_term(rule->left, rule->left_count, cell) || is_in_term(rule->right, rule->right_count, cell);
}

static bool is_opened_from(const struct form_version *version, uint32_t cell) {
    for (uint32_t i = 0; i < version->cell_count; i++)
        for (uint32_t j = 0; j < version->cells[i].opens.cell_count; j++)
            if (version->cells[i].opens.cells[j] == cell)
                return true;
    return false;
}

bool cell_can_be_shown(const struct form_version *version, uint32_t index) {
    const struct cell *cell = &version->cells[index];
    const struct indicator *indicator = cell->indicator;
    return indicator->withhold_below > 0 && !cell->retired && indicator->decimals == 0 &&
           indicator->over_units == OVER_UNITS_SUM && indicator->over_periods != OVER_PERIODS_MIN &&
           indicator->over_periods != OVER_PERIODS_MAX && cell->authoritative_form == NULL &&
           cell->opens.cell_count == 0 && !is_opened_from(version, index);
}

static bool rule_withholds(const struct form_version *version, const struct form_rule *rule) {
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (version->cells[i].indicator->withhold_below > 0 && is_in_rule(rule, i))
            return true;
    return false;
}

bool cell_matters(const struct form_version *version, uint32_t cell) {
    if (version->cells[cell].indicator->withhold_below > 0)
        return cell_can_be_shown(version, cell);
    for (uint32_t i = 0; i < version->rule_count; i++)
        if (is_in_rule(&version->rules[i], cell) && rule_withholds(version, &version->rules[i]))
            return true;
    return false;
}

/* ---- Figures */

static const struct indicator *indicator_of(const struct figure_table *table, const struct figure_place *place) {
    return table->versions[place->form]->cells[place->cell].indicator;
}

/* A stock of a quarter is that of its last month: one figure by its end alone. */
static const char *key_of(const struct figure_table *table, const struct figure_place *place) {
    enum over_periods over = indicator_of(table, place)->over_periods;
    int32_t start = over == OVER_PERIODS_LAST ? 0 : (int32_t)place->start;
    int32_t end = over == OVER_PERIODS_FIRST ? 0 : (int32_t)place->end;
    return arena_format(table->arena, "%" PRIu32 "|%" PRIu32 "|%" PRIu32 "|%d|%" PRId32 "|%" PRId32 "|%s", place->form,
                        place->cell, place->unit, place->own, start, end, place->line);
}

void figure_table_init(struct figure_table *table, struct arena *arena, const struct unit_tree *tree, day_t date,
                       const struct form_version *const *versions) {
    *table = (struct figure_table){.arena = arena, .tree = tree, .date = date, .versions = versions};
    map_init(&table->by_place, arena, 64);
}

/* The map keeps a place in the list, counted from 1. */
static uint32_t index_at(const struct figure_table *table, const struct figure_place *place) {
    return (uint32_t)(uintptr_t)map_get(&table->by_place, key_of(table, place));
}

static uint32_t add_figure(struct figure_table *table, const struct table_figure *figure) {
    table->figures = arena_grow(table->arena, table->figures, table->count, &table->capacity, sizeof *table->figures);
    table->figures[table->count] = *figure;
    return table->count++;
}

struct table_figure *figure_table_at(struct figure_table *table, const struct figure_place *place, bool *ret_new) {
    uint32_t index = index_at(table, place);
    *ret_new = index == 0;
    if (index == 0) {
        index = add_figure(table, &(struct table_figure){.place = *place}) + 1;
        map_set(&table->by_place, key_of(table, place), (void *)(uintptr_t)index);
    }
    return &table->figures[index - 1];
}

/* A figure that nobody wrote down, yet which somebody may work out. */
static uint32_t add_rest(struct figure_table *table, const struct figure_place *place, int64_t value, bool known) {
    const struct table_figure rest = {.place = *place, .value = value, .unsaid = true, .known = known};
    return add_figure(table, &rest);
}

/* ---- Relations */

struct terms {
    struct figure_table *table;
    struct withhold_term *items;
    uint32_t count;
    size_t capacity;
    __int128 sum;
};

static void add_term(struct terms *terms, uint32_t figure, int64_t times) {
    terms->items = arena_grow(terms->table->arena, terms->items, terms->count, &terms->capacity, sizeof *terms->items);
    terms->items[terms->count++] = (struct withhold_term){figure, times};
    terms->sum += (__int128)times * terms->table->figures[figure].value;
}

static void relate(struct terms *terms) {
    struct figure_table *table = terms->table;
    if (terms->count < 2 || terms->sum != 0)
        return;
    table->relations = arena_grow(table->arena, table->relations, table->relation_count, &table->relation_capacity,
                                  sizeof *table->relations);
    table->relations[table->relation_count++] =
        (struct withhold_relation){.terms = terms->items, .count = terms->count};
}

/* A whole and parts of it: what is left of it may be worked out too, and may be a small count. */
static void relate_whole(struct terms *terms, const struct figure_place *whole) {
    if (terms->count < 2 || terms->sum < 0 || terms->sum > QUANTITY_MAX)
        return;
    if (terms->sum > 0)
        add_term(terms, add_rest(terms->table, whole, (int64_t)terms->sum, false), -1);
    relate(terms);
}

/* ---- Units and those below them */

/* The nearest unit above that has a figure of the same kind; 0: none, else its index + 1. */
static uint32_t holder_of(const struct figure_table *table, const struct figure_place *place) {
    uint32_t above[LEVEL_COUNT];
    size_t count = unit_ancestors(table->tree, place->unit, table->date, above);
    struct figure_place holder = *place;
    holder.own = false;
    if (place->own)
        return index_at(table, &holder);
    for (size_t i = 0; i < count; i++) {
        holder.unit = above[i];
        uint32_t index = index_at(table, &holder);
        if (index != 0)
            return index;
    }
    return 0;
}

/* ---- All agencies and those of one line */

static uint32_t all_lines_of(const struct figure_table *table, const struct figure_place *place) {
    struct figure_place all = *place;
    all.line = "";
    return text_empty(place->line) ? 0 : index_at(table, &all);
}

/* ---- A whole and its parts */

typedef uint32_t find_whole(const struct figure_table *table, const struct figure_place *place);

static void relate_parts(struct figure_table *table, uint32_t count, find_whole *whole_of) {
    struct terms *parts = arena_new_array(table->arena, struct terms, count);
    for (uint32_t i = 0; i < count; i++)
        parts[i].table = table;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t whole = whole_of(table, &table->figures[i].place);
        if (whole == 0)
            continue;
        if (parts[whole - 1].count == 0)
            add_term(&parts[whole - 1], whole - 1, 1);
        add_term(&parts[whole - 1], i, -1);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct figure_place place = table->figures[i].place;
        relate_whole(&parts[i], &place);
    }
}

/* ---- Spans of time */

static int compare_spans(const void *a, const void *b, void *context) {
    const struct figure_table *table = context;
    const struct figure_place *left = &table->figures[*(const uint32_t *)a].place,
                              *right = &table->figures[*(const uint32_t *)b].place;
    int order = strcmp(left->line, right->line);
    if (left->form != right->form)
        return left->form < right->form ? -1 : 1;
    if (left->cell != right->cell)
        return left->cell < right->cell ? -1 : 1;
    if (left->unit != right->unit)
        return left->unit < right->unit ? -1 : 1;
    if (left->own != right->own || order != 0)
        return left->own != right->own ? left->own - right->own : order;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

static bool same_but_span(const struct figure_place *a, const struct figure_place *b) {
    return a->form == b->form && a->cell == b->cell && a->unit == b->unit && a->own == b->own &&
           text_equal(a->line, b->line);
}

static uint32_t figure_of_span(struct figure_table *table, const struct figure_place *place, int64_t value) {
    bool new;
    struct table_figure *figure = figure_table_at(table, place, &new);
    if (new) {
        figure->value = value;
        figure->unsaid = true;
    }
    return (uint32_t)(figure - table->figures);
}

/* whole = first + rest, where both begin or both end on the same day; the rest is made where it stands nowhere. */
static void relate_spans(struct figure_table *table, uint32_t whole, uint32_t part) {
    struct figure_place rest = table->figures[whole].place;
    const struct figure_place *taken = &table->figures[part].place;
    int64_t value = table->figures[whole].value - table->figures[part].value;
    struct terms terms = {.table = table};
    if (value < 0)
        return;
    if (taken->start == rest.start)
        rest.start = taken->end;
    else
        rest.end = taken->start;
    uint32_t left = figure_of_span(table, &rest, value);
    add_term(&terms, whole, 1);
    add_term(&terms, part, -1);
    add_term(&terms, left, -1);
    relate(&terms);
}

static uint32_t *in_order(const struct figure_table *table, uint32_t *ret_count) {
    uint32_t *order = arena_new_array(table->arena, uint32_t, table->count);
    *ret_count = 0;
    for (uint32_t i = 0; i < table->count; i++)
        if (indicator_of(table, &table->figures[i].place)->over_periods == OVER_PERIODS_SUM)
            order[(*ret_count)++] = i;
    qsort_r(order, *ret_count, sizeof *order, compare_spans, (void *)table);
    return order;
}

/* Of one figure all spans known: what has come together until the end of each, and before it. */
static void relate_ends(struct figure_table *table, const uint32_t *order, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < i; j++) {
            const struct figure_place *part = &table->figures[order[i]].place, *whole = &table->figures[order[j]].place;
            if (part->end == whole->end && part->start > whole->start)
                relate_spans(table, order[j], order[i]);
        }
}

/* What came between two that began on the same day. */
static void relate_starts(struct figure_table *table, const uint32_t *order, uint32_t count) {
    for (uint32_t i = 1; i < count; i++)
        if (table->figures[order[i]].place.start == table->figures[order[i - 1]].place.start)
            relate_spans(table, order[i], order[i - 1]);
}

static void for_each_run(struct figure_table *table,
                         void (*relate_run)(struct figure_table *table, const uint32_t *order, uint32_t count)) {
    uint32_t count, begin = 0;
    const uint32_t *order = in_order(table, &count);
    for (uint32_t i = 1; i <= count; i++) {
        if (i < count && same_but_span(&table->figures[order[i]].place, &table->figures[order[begin]].place))
            continue;
        relate_run(table, order + begin, i - begin);
        begin = i;
    }
}

/* ---- Rules of the form */

/* False: one of the cells has no figure there. */
static bool add_side(struct terms *terms, struct figure_place *place, const struct rule_term *side, uint32_t count,
                     int sign) {
    for (uint32_t i = 0; i < count; i++) {
        place->cell = side[i].cell;
        uint32_t index = index_at(terms->table, place);
        if (index == 0)
            return false;
        add_term(terms, index - 1, sign * side[i].times);
    }
    return true;
}

/* What is not exactly `at least` or `at most` is taken as if everybody knew by how much its sides differ. */
static bool is_open_rule(const struct form_rule *rule) {
    return rule->constant == 0 && (rule->op == COMPARE_GE || rule->op == COMPARE_LE || rule->op == COMPARE_UNSTATED);
}

static void relate_rule(struct figure_table *table, const struct figure_place *at, const struct form_rule *rule) {
    struct terms terms = {.table = table};
    struct figure_place place = *at;
    bool open = is_open_rule(rule), less = rule->op == COMPARE_LE;
    if (!add_side(&terms, &place, rule->left, rule->left_count, 1) ||
        !add_side(&terms, &place, rule->right, rule->right_count, -1) || terms.sum > QUANTITY_MAX ||
        terms.sum < -QUANTITY_MAX || (open && (less ? terms.sum > 0 : terms.sum < 0)))
        return;
    int64_t between = (int64_t)terms.sum;
    if (between != 0 || open) {
        uint32_t rest = add_rest(table, at, llabs(between), !open);
        table->figures[rest].slack = true;
        add_term(&terms, rest, between < 0 || (between == 0 && less) ? 1 : -1);
    }
    relate(&terms);
}

/* At the figure of the rule's first cell, once. */
static void relate_rules(struct figure_table *table, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const struct figure_place place = table->figures[i].place;
        const struct form_version *version = table->versions[place.form];
        for (uint32_t j = 0; j < version->rule_count; j++) {
            const struct form_rule *rule = &version->rules[j];
            if (!rule->warning && rule->left_count > 0 && rule->left[0].cell == place.cell &&
                rule_withholds(version, rule))
                relate_rule(table, &place, rule);
        }
    }
}

/* ---- Deciding */

static enum withhold_state state_of(const struct figure_table *table, const struct table_figure *figure) {
    if (figure->known || indicator_of(table, &figure->place)->withhold_below == 0)
        return figure->unsaid && !figure->known ? WITHHOLD_UNSAID : WITHHOLD_KNOWN;
    if (figure->unsaid)
        return WITHHOLD_UNSAID;
    return figure->kept_back || !figure->asked ? WITHHOLD_HIDDEN : WITHHOLD_OPEN;
}

/* What a rule leaves open is no count of persons. */
static struct withhold_figure figure_to_decide(const struct figure_table *table, const struct table_figure *figure) {
    return (struct withhold_figure){.value = figure->value,
                                    .below = figure->slack ? 0 : indicator_of(table, &figure->place)->withhold_below,
                                    .state = state_of(table, figure),
                                    .rank = figure->summit      ? RANK_SUMMIT
                                            : figure->place.own ? RANK_OWN
                                                                : RANK_BELOW};
}

static uint32_t decide_once(const struct figure_table *table, struct withhold_figure *figures, bool *ret_hidden) {
    for (uint32_t i = 0; i < table->count; i++)
        figures[i] = figure_to_decide(table, &table->figures[i]);
    const struct withhold_table decided = {.figures = figures,
                                           .figure_count = table->count,
                                           .relations = table->relations,
                                           .relation_count = table->relation_count};
    return withhold_decide(&decided, ret_hidden);
}

static bool is_kept(const struct figure_table *table, const bool *hidden, uint32_t from, uint32_t until) {
    for (uint32_t i = from; i < until; i++)
        if (hidden[i] || table->figures[i].kept_back)
            return true;
    return false;
}

static bool keep(struct figure_table *table, uint32_t from, uint32_t until) {
    bool added = false;
    for (uint32_t i = from; i < until; i++) {
        added |= !table->figures[i].kept_back;
        table->figures[i].kept_back = true;
    }
    return added;
}

/* A cell is shown with all its columns, which stand side by side, or not at all. False: nothing was added. */
static bool keep_whole_cells(struct figure_table *table, const bool *hidden, bool all) {
    bool added = false;
    for (uint32_t from = 0, until; from < table->count && table->figures[from].asked; from = until) {
        const struct figure_place *place = &table->figures[from].place;
        for (until = from + 1;
             until < table->count && table->figures[until].asked && same_but_span(place, &table->figures[until].place);)
            until++;
        if (indicator_of(table, place)->withhold_below > 0 && (all || is_kept(table, hidden, from, until)))
            added |= keep(table, from, until);
    }
    return added;
}

static void relate_all(struct figure_table *table) {
    for_each_run(table, relate_ends);
    for_each_run(table, relate_starts);
    uint32_t count = table->count;
    relate_parts(table, count, holder_of);
    relate_parts(table, count, all_lines_of);
    relate_rules(table, count);
}

uint32_t figure_table_decide(struct figure_table *table, bool **ret_hidden) {
    relate_all(table);
    struct withhold_figure *figures = arena_new_array(table->arena, struct withhold_figure, table->count);
    bool *hidden = arena_new_array(table->arena, bool, table->count);
    uint32_t exposed = decide_once(table, figures, hidden);
    for (int round = 0; keep_whole_cells(table, hidden, round == ROUNDS_MAX); round++)
        exposed = decide_once(table, figures, hidden);
    for (uint32_t i = 0; i < table->count; i++)
        hidden[i] |= table->figures[i].kept_back;
    *ret_hidden = hidden;
    return exposed;
}
