/* Decides which figures are kept back, by proof that nothing follows. */
#include "domain/withhold.h"

#include <stdlib.h>
#include <string.h>

#define NO_COLUMN UINT32_MAX

struct deciding {
    struct arena arena, scratch; /* scratch: of one proof */
    const struct withhold_table *table;
    bool *hidden;
    bool *holds;         /* of each relation: the values fulfil it */
    uint32_t *of_figure; /* relations of each figure, one after the other */
    uint32_t *first_of;  /* figure_count + 1 places in it */
    uint32_t *queue;     /* figures to be proven */
    uint32_t queued;
    int64_t work;
};

/* What is unknown and hangs together with one figure. */
struct component {
    uint32_t *figures, *relations;
    uint32_t figure_count, relation_count, figures_max;
    uint32_t *column; /* of each figure of the table; NO_COLUMN: not in it */
};

static bool is_primary(const struct withhold_figure *figure) {
    return figure->value > 0 && figure->value < figure->below;
}

static bool is_unknown(const struct deciding *deciding, uint32_t figure) {
    return deciding->hidden[figure] || deciding->table->figures[figure].state == WITHHOLD_UNSAID;
}

static bool is_candidate(const struct deciding *deciding, uint32_t figure) {
    return deciding->table->figures[figure].state == WITHHOLD_OPEN && !deciding->hidden[figure];
}

/* ---- How figures and relations meet */

static bool relation_holds(const struct withhold_table *table, const struct withhold_relation *relation) {
    __int128 sum = 0;
    for (uint32_t i = 0; i < relation->count; i++)
        sum += (__int128)relation->terms[i].times * table->figures[relation->terms[i].figure].value;
    return sum == 0;
}

static void index_relations(struct deciding *deciding) {
    const struct withhold_table *table = deciding->table;
    uint32_t *next = arena_new_array(&deciding->arena, uint32_t, table->figure_count + 1);
    uint32_t total = 0;
    for (uint32_t i = 0; i < table->relation_count; i++)
        for (uint32_t j = 0; j < table->relations[i].count; j++)
            next[table->relations[i].terms[j].figure]++;
    for (uint32_t i = 0; i <= table->figure_count; i++) {
        deciding->first_of[i] = total;
        total += next[i];
        next[i] = deciding->first_of[i];
    }
    deciding->of_figure = arena_new_array(&deciding->arena, uint32_t, total);
    for (uint32_t i = 0; i < table->relation_count; i++)
        for (uint32_t j = 0; j < table->relations[i].count; j++)
            deciding->of_figure[next[table->relations[i].terms[j].figure]++] = i;
}

/* ---- What hangs together */

static void take_figure(struct component *component, uint32_t figure) {
    component->column[figure] = component->figure_count;
    component->figures[component->figure_count++] = figure;
}

/* The largest unknown one that is not in yet; NO_COLUMN: none. */
static uint32_t largest_outside(const struct deciding *deciding, const struct component *component,
                                const struct withhold_relation *relation) {
    uint32_t best = NO_COLUMN;
    for (uint32_t i = 0; i < relation->count; i++) {
        uint32_t figure = relation->terms[i].figure;
        if (component->column[figure] == NO_COLUMN && is_unknown(deciding, figure) &&
            (best == NO_COLUMN || deciding->table->figures[figure].value > deciding->table->figures[best].value))
            best = figure;
    }
    return best;
}

/* Of a wide relation only the few that can give way farthest: the others stand still. */
static void take_relation(const struct deciding *deciding, struct component *component, uint32_t index) {
    const struct withhold_relation *relation = &deciding->table->relations[index];
    component->relations[component->relation_count++] = index;
    for (int i = 0; i < WITHHOLD_BESIDE && component->figure_count < component->figures_max; i++) {
        uint32_t figure = largest_outside(deciding, component, relation);
        if (figure == NO_COLUMN)
            return;
        take_figure(component, figure);
    }
}

/* Figures and relations in the order of their distance from the first one; figures beyond the most stand still. */
static struct component component_of(struct deciding *deciding, uint32_t figure, uint32_t figures_max) {
    const struct withhold_table *table = deciding->table;
    struct arena *arena = &deciding->scratch;
    struct component component = {.figures = arena_new_array(arena, uint32_t, table->figure_count),
                                  .relations = arena_new_array(arena, uint32_t, table->relation_count),
                                  .figures_max = figures_max,
                                  .column = arena_new_array(arena, uint32_t, table->figure_count)};
    bool *taken = arena_new_array(arena, bool, table->relation_count);
    memset(component.column, 0xff, table->figure_count * sizeof *component.column);
    take_figure(&component, figure);
    for (uint32_t i = 0; i < component.figure_count; i++) {
        uint32_t at = component.figures[i];
        for (uint32_t j = deciding->first_of[at]; j < deciding->first_of[at + 1]; j++) {
            uint32_t relation = deciding->of_figure[j];
            if (taken[relation] || !deciding->holds[relation])
                continue;
            taken[relation] = true;
            take_relation(deciding, &component, relation);
        }
    }
    deciding->work += component.figure_count + component.relation_count + table->figure_count + table->relation_count;
    return component;
}

/* ---- A way in which unknown figures can move together */

struct proof {
    struct deciding *deciding;
    const struct component *component;
    int64_t **rows;   /* relations over the unknown figures, columns in order */
    uint32_t *order;  /* columns by preference: those that give way come first, the figure itself last */
    uint32_t *row_of; /* by place in the order: the row that has its pivot there; NO_COLUMN: it stands still */
    __int128 *step;   /* by place in the order: how it moves */
    bool *still;      /* by column of the component: got in the way */
};

static int64_t gcd_of(int64_t a, int64_t b) {
    a = llabs(a);
    b = llabs(b);
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static int64_t value_at(const struct proof *proof, uint32_t column) {
    return proof->deciding->table->figures[proof->component->figures[column]].value;
}

/* Large figures can give way far; what got in the way once stands still if it can. Column 0 is the figure itself. */
static bool gives_way_before(const struct proof *proof, uint32_t a, uint32_t b) {
    if (proof->still[a] != proof->still[b])
        return proof->still[b];
    int64_t below = proof->deciding->table->figures[proof->component->figures[0]].below;
    bool left = value_at(proof, a) >= below, right = value_at(proof, b) >= below;
    return left != right ? left : a < b;
}

static int compare_columns(const void *a, const void *b, void *context) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    if (left == 0 || right == 0)
        return left == 0 ? right != 0 : -1;
    if (left == right)
        return 0;
    return gives_way_before(context, left, right) ? -1 : 1;
}

static void fill_rows(struct proof *proof) {
    const struct component *component = proof->component;
    uint32_t *place = arena_new_array(&proof->deciding->scratch, uint32_t, component->figure_count);
    for (uint32_t i = 0; i < component->figure_count; i++)
        place[proof->order[i]] = i;
    for (uint32_t i = 0; i < component->relation_count; i++) {
        const struct withhold_relation *relation = &proof->deciding->table->relations[component->relations[i]];
        memset(proof->rows[i], 0, component->figure_count * sizeof **proof->rows);
        for (uint32_t j = 0; j < relation->count; j++) {
            uint32_t column = component->column[relation->terms[j].figure];
            if (column != NO_COLUMN)
                proof->rows[i][place[column]] = relation->terms[j].times;
        }
    }
}

/* Takes `pivot` out of `row` at a place; false: numbers too large. */
static bool reduce_row(const struct proof *proof, int64_t *row, const int64_t *pivot, uint32_t place) {
    uint32_t count = proof->component->figure_count;
    int64_t common = gcd_of(row[place], pivot[place]), of_row = pivot[place] / common, of_pivot = row[place] / common;
    int64_t shared = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t left, right;
        if (__builtin_mul_overflow(row[i], of_row, &left) || __builtin_mul_overflow(pivot[i], of_pivot, &right) ||
            __builtin_sub_overflow(left, right, &row[i]) || row[i] == INT64_MIN)
            return false;
        shared = shared == 1 ? 1 : gcd_of(shared, row[i]);
    }
    for (uint32_t i = 0; shared > 1 && i < count; i++)
        row[i] /= shared;
    proof->deciding->work += count;
    return true;
}

static uint32_t row_with(const struct proof *proof, uint32_t from, uint32_t place) {
    for (uint32_t row = from; row < proof->component->relation_count; row++)
        if (proof->rows[row][place] != 0)
            return row;
    return NO_COLUMN;
}

/* Each pivot stands in its own row only. */
static bool eliminate(struct proof *proof) {
    const struct component *component = proof->component;
    uint32_t done = 0;
    for (uint32_t place = 0; place < component->figure_count; place++) {
        uint32_t found = row_with(proof, done, place);
        proof->row_of[place] = NO_COLUMN;
        if (found == NO_COLUMN)
            continue;
        int64_t *pivot = proof->rows[found];
        proof->rows[found] = proof->rows[done];
        proof->rows[done] = pivot;
        for (uint32_t row = 0; row < component->relation_count; row++)
            if (row != done && proof->rows[row][place] != 0 && !reduce_row(proof, proof->rows[row], pivot, place))
                return false;
        proof->row_of[place] = done++;
    }
    return true;
}

/* The figure moves by `unit`, everything that stands in no pivot stays, the pivots follow. False: the figure is determined. */
static bool steps_of(struct proof *proof, int64_t *ret_unit) {
    uint32_t last = proof->component->figure_count - 1;
    int64_t unit = 1;
    if (proof->row_of[last] != NO_COLUMN)
        return false;
    for (uint32_t place = 0; place < last; place++) {
        if (proof->row_of[place] == NO_COLUMN || proof->rows[proof->row_of[place]][last] == 0)
            continue;
        const int64_t *row = proof->rows[proof->row_of[place]];
        int64_t needed = llabs(row[place]) / gcd_of(row[place], row[last]);
        if (__builtin_mul_overflow(unit / gcd_of(unit, needed), needed, &unit))
            return false;
    }
    for (uint32_t place = 0; place < last; place++) {
        const int64_t *row = proof->row_of[place] == NO_COLUMN ? NULL : proof->rows[proof->row_of[place]];
        proof->step[place] = row == NULL ? 0 : -((__int128)row[last] * unit) / row[place];
    }
    proof->step[last] = unit;
    *ret_unit = unit;
    return true;
}

/* How far it goes until somebody would fall below 0, in one direction; *ret_blocks: who. INT64_MAX: without end. */
static int64_t reach(const struct proof *proof, int direction, uint32_t *ret_blocks) {
    int64_t far = INT64_MAX;
    *ret_blocks = NO_COLUMN;
    for (uint32_t place = 0; place < proof->component->figure_count; place++) {
        __int128 step = proof->step[place] * direction;
        if (step >= 0)
            continue;
        __int128 here = value_at(proof, proof->order[place]) / -step;
        if (here < far) {
            far = (int64_t)here;
            *ret_blocks = proof->order[place];
        }
    }
    return far;
}

/* Whether the figure can be told apart by `below` in tables that agree with all that is known; else what got in the way stands still next time. */
static bool moves_far(struct proof *proof, int64_t below, bool *ret_again) {
    uint32_t up_blocks, down_blocks;
    int64_t unit = 0;
    *ret_again = false;
    if (!eliminate(proof) || !steps_of(proof, &unit))
        return false;
    int64_t up = reach(proof, 1, &up_blocks), down = reach(proof, -1, &down_blocks);
    if (up == INT64_MAX || ((__int128)up + down) * unit >= below)
        return true;
    uint32_t blocks = up <= down || down_blocks == 0 || down_blocks == NO_COLUMN ? up_blocks : down_blocks;
    *ret_again = blocks != NO_COLUMN && blocks != 0 && !proof->still[blocks];
    if (*ret_again)
        proof->still[blocks] = true;
    return false;
}

static struct proof proof_new(struct deciding *deciding, const struct component *component) {
    struct arena *arena = &deciding->scratch;
    struct proof proof = {.deciding = deciding,
                          .component = component,
                          .rows = arena_new_array(arena, int64_t *, component->relation_count),
                          .order = arena_new_array(arena, uint32_t, component->figure_count),
                          .row_of = arena_new_array(arena, uint32_t, component->figure_count),
                          .step = arena_new_array(arena, __int128, component->figure_count),
                          .still = arena_new_array(arena, bool, component->figure_count)};
    for (uint32_t i = 0; i < component->relation_count; i++)
        proof.rows[i] = arena_new_array(arena, int64_t, component->figure_count);
    for (uint32_t i = 0; i < component->figure_count; i++)
        proof.order[i] = i;
    return proof;
}

static bool is_proven(struct deciding *deciding, const struct component *component) {
    int64_t below = deciding->table->figures[component->figures[0]].below;
    struct proof proof = proof_new(deciding, component);
    bool again = true;
    for (int i = 0; again && i < WITHHOLD_PROOF_STEPS && deciding->work < WITHHOLD_WORK_MAX; i++) {
        qsort_r(proof.order, component->figure_count, sizeof *proof.order, compare_columns, &proof);
        fill_rows(&proof);
        if (moves_far(&proof, below, &again))
            return true;
    }
    return false;
}

/* ---- What is kept back besides */

static bool costs_less(const struct withhold_table *table, uint32_t a, uint32_t b) {
    const struct withhold_figure *left = &table->figures[a], *right = &table->figures[b];
    bool left_far = left->value >= left->below, right_far = right->value >= right->below;
    if (left_far != right_far)
        return left_far;
    if (left->rank != right->rank)
        return left->rank < right->rank;
    return left->value < right->value; /* of equals the first one */
}

/* The cheapest one of a relation, and how many of it are unknown already; NO_COLUMN: all are, or are known to everybody. */
static uint32_t candidate_in(const struct deciding *deciding, const struct withhold_relation *relation,
                             uint32_t *ret_unknown) {
    uint32_t best = NO_COLUMN;
    *ret_unknown = 0;
    for (uint32_t i = 0; i < relation->count; i++) {
        uint32_t figure = relation->terms[i].figure;
        *ret_unknown += is_unknown(deciding, figure);
        if (is_candidate(deciding, figure) && (best == NO_COLUMN || costs_less(deciding->table, figure, best)))
            best = figure;
    }
    return best;
}

/* From the relation that gives away most, the nearest of such; NO_COLUMN: none. */
static uint32_t candidate_near(const struct deciding *deciding, const struct component *component) {
    uint32_t best = NO_COLUMN, fewest = UINT32_MAX, unknown;
    for (uint32_t i = 0; i < component->relation_count; i++) {
        uint32_t candidate = candidate_in(deciding, &deciding->table->relations[component->relations[i]], &unknown);
        if (candidate == NO_COLUMN || unknown >= fewest)
            continue;
        best = candidate;
        fewest = unknown;
    }
    return best;
}

static void hide(struct deciding *deciding, uint32_t figure) {
    deciding->hidden[figure] = true;
    deciding->queue[deciding->queued++] = figure;
}

static void hide_all_open(struct deciding *deciding) {
    for (uint32_t i = 0; i < deciding->table->figure_count; i++)
        if (is_candidate(deciding, i))
            deciding->hidden[i] = true;
}

/* What is near is tried first: a proof that moves little holds as well. */
static bool is_safe(struct deciding *deciding, uint32_t figure, struct component *ret_component) {
    static const uint32_t most[] = {WITHHOLD_TOGETHER_MAX / 4, WITHHOLD_TOGETHER_MAX};
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        arena_reset(&deciding->scratch);
        *ret_component = component_of(deciding, figure, most[i]);
        if (is_proven(deciding, ret_component))
            return true;
        if (ret_component->figure_count < most[i])
            return false;
    }
    return false;
}

/* False: it stays exposed. */
static bool protect(struct deciding *deciding, uint32_t figure) {
    struct component component;
    while (!is_safe(deciding, figure, &component)) {
        uint32_t candidate = candidate_near(deciding, &component);
        if (deciding->work >= WITHHOLD_WORK_MAX) {
            hide_all_open(deciding);
            return true;
        }
        if (candidate == NO_COLUMN)
            return false;
        hide(deciding, candidate);
    }
    return true;
}

static void begin(struct deciding *deciding) {
    const struct withhold_table *table = deciding->table;
    for (uint32_t i = 0; i < table->relation_count; i++)
        deciding->holds[i] = relation_holds(table, &table->relations[i]);
    index_relations(deciding);
    for (uint32_t i = 0; i < table->figure_count; i++) {
        const struct withhold_figure *figure = &table->figures[i];
        deciding->hidden[i] =
            figure->state == WITHHOLD_HIDDEN || (figure->state == WITHHOLD_OPEN && is_primary(figure));
        if (deciding->hidden[i] || (figure->state == WITHHOLD_UNSAID && is_primary(figure)))
            deciding->queue[deciding->queued++] = i;
    }
}

uint32_t withhold_decide(const struct withhold_table *table, bool *ret_hidden) {
    struct deciding deciding = {.table = table, .hidden = ret_hidden};
    uint32_t exposed = 0;
    arena_init(&deciding.arena);
    arena_init(&deciding.scratch);
    deciding.holds = arena_new_array(&deciding.arena, bool, table->relation_count);
    deciding.first_of = arena_new_array(&deciding.arena, uint32_t, table->figure_count + 1);
    deciding.queue = arena_new_array(&deciding.arena, uint32_t, table->figure_count);
    begin(&deciding);
    for (uint32_t i = 0; i < deciding.queued; i++)
        exposed += !protect(&deciding, deciding.queue[i]);
    arena_done(&deciding.scratch);
    arena_done(&deciding.arena);
    return exposed;
}
