/* A tally: gathers the cubes that a period is made from, and combines them where there are several or the tree is another. */
#include "tally.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "division.h"
#include "estimates.h"
#include "tally_place.h"

/* A leaf of one of the cubes in its place on the tally's tree. */
struct placed_leaf {
    uint32_t position, part;
    struct report_leaf *leaf;
};

struct placed_obligation {
    uint32_t part;
    struct obligation obligation; /* its position is on the tally's tree */
};

/* ---- What it is made from */

struct owing {
    const struct snapshot *snapshot;
    const struct form *form;
};

static bool is_owed(void *context, const struct period *period) {
    const struct owing *owing = context;
    return snapshot_form_owed(owing->snapshot, owing->form, period);
}

size_t tally_parts(const struct tally_question *question, struct period ret_parts[PERIODS_IN_MAX]) {
    const struct programme *programme = snapshot_programme(question->snapshot, question->form->programme);
    const struct calendar *calendar = programme == NULL ? &calendar_plain : programme->calendar;
    struct owing owing = {question->snapshot, question->form};
    return periods_made_from(question->period, calendar, is_owed, &owing, ret_parts);
}

static bool take_cubes(const struct tally_question *question, struct tally *tally, struct fail *fail) {
    struct period parts[PERIODS_IN_MAX];
    size_t count = tally_parts(question, parts);
    for (; tally->cube_count < count; tally->cube_count++) {
        const struct period *part = &parts[tally->cube_count];
        struct cube *cube =
            question->as_of == MOMENT_NONE
                ? cube_cache_get(question->cache, question->snapshot, question->form, part, fail)
                : cube_cache_as_of(question->cache, question->snapshot, question->form, part, question->as_of, fail);
        if (cube == NULL)
            return false;
        tally->cubes[tally->cube_count] = cube;
    }
    return true;
}

/* ---- Placing leaves and obligations on the tally's tree */

static int compare_placed_leaves(const void *a, const void *b) {
    const struct placed_leaf *left = a, *right = b;
    if (left->position != right->position)
        return left->position < right->position ? -1 : 1;
    int order = strcmp(left->leaf->unit, right->leaf->unit);
    if (order == 0)
        order = strcmp(left->leaf->agency, right->leaf->agency);
    return order != 0 ? order : (left->part > right->part) - (left->part < right->part);
}

static int compare_placed_obligations(const void *a, const void *b) {
    const struct placed_obligation *left = a, *right = b;
    const struct obligation *first = &left->obligation, *second = &right->obligation;
    if (first->position != second->position)
        return first->position < second->position ? -1 : 1;
    if (first->unit != second->unit)
        return first->unit < second->unit ? -1 : 1;
    int order = strcmp(first->agency, second->agency);
    return order != 0 ? order : (left->part > right->part) - (left->part < right->part);
}

static uint32_t place_of(const struct tally *tally, const char *unit_id) {
    uint32_t unit = unit_by_id(tally->slice->tree, unit_id);
    return unit == UNIT_NONE ? UNIT_NONE : unit_home(tally->slice, unit);
}

bool tally_part_is_on_tree(const struct tally *tally, uint32_t part) {
    return tally->cubes[part]->input.slice->valid_from == tally->slice->valid_from;
}

/* Cubes of one reference may come from two readings of it; as a rule they are of one, and number the units alike. */
uint32_t tally_place(const struct tally *tally, uint32_t part, const struct report_leaf *leaf) {
    const struct unit_slice *slice = tally->cubes[part]->input.slice;
    if (leaf->position == UNIT_NONE || tally_part_is_on_tree(tally, part))
        return leaf->position;
    if (slice->tree != tally->slice->tree)
        return place_of(tally, leaf->unit);
    uint32_t unit = slice->unit_of[leaf->position], position = tally->slice->position_of[unit];
    return position == UNIT_NONE ? unit_home(tally->slice, unit) : position;
}

bool tally_asks_for(const struct tally_question *question, const char *agency, const char *function) {
    return question->agency == NULL || text_equal(question->agency, agency) || text_equal(question->agency, function);
}

static struct placed_leaf *place_leaves(struct arena *arena, const struct tally_question *question,
                                        const struct tally *tally, uint32_t *ret_count) {
    struct placed_leaf *placed = arena_new_array(arena, struct placed_leaf, *ret_count);
    uint32_t next = 0;
    for (uint32_t part = 0; part < tally->cube_count; part++)
        for (uint32_t i = 0; i < tally->cubes[part]->input.leaf_count; i++) {
            struct report_leaf *leaf = tally->cubes[part]->leaves[i];
            if (tally_asks_for(question, leaf->agency, leaf->function))
                placed[next++] =
                    (struct placed_leaf){.position = tally_place(tally, part, leaf), .part = part, .leaf = leaf};
        }
    assert(next <= *ret_count);
    if (next > 0)
        qsort(placed, next, sizeof *placed, compare_placed_leaves);
    *ret_count = next;
    return placed;
}

/* A unit that is nowhere on the tally's tree owes nothing inside it. */
static struct placed_obligation *place_obligations(struct arena *arena, const struct tally_question *question,
                                                   const struct tally *tally, uint32_t *ret_count) {
    struct placed_obligation *placed = arena_new_array(arena, struct placed_obligation, *ret_count);
    uint32_t next = 0;
    for (uint32_t part = 0; part < tally->cube_count; part++) {
        const struct rollup_input *input = &tally->cubes[part]->input;
        for (uint32_t i = 0; i < input->obligation_count; i++) {
            struct obligation obligation = input->obligations[i];
            obligation.position = place_of(tally, input->slice->tree->units[obligation.unit].id);
            if (obligation.position != UNIT_NONE && tally_asks_for(question, obligation.agency, obligation.function))
                placed[next++] = (struct placed_obligation){.part = part, .obligation = obligation};
        }
    }
    if (next > 0)
        qsort(placed, next, sizeof *placed, compare_placed_obligations);
    *ret_count = next;
    return placed;
}

/* ---- The roll-up of single reports: no cells, for it only counts */

static struct leaf counted_leaf(const struct placed_leaf *placed) {
    struct leaf leaf = {
        .position = placed->position, .obliged = placed->leaf->obliged, .timeliness = placed->leaf->timeliness};
    for (int view = 0; view < COUNTED_VIEWS; view++)
        leaf.values[view] = placed->leaf->counted[view].values;
    return leaf;
}

static void set_leaves(struct arena *arena, const struct placed_leaf *placed, uint32_t count, struct tally *tally,
                       struct rollup_input *input) {
    struct leaf *leaves = arena_new_array(arena, struct leaf, count);
    struct report_leaf **reports = arena_new_array(arena, struct report_leaf *, count);
    uint32_t *parts = arena_new_array(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        leaves[i] = counted_leaf(&placed[i]);
        reports[i] = placed[i].leaf;
        parts[i] = placed[i].part;
    }
    input->leaves = leaves;
    input->leaf_count = count;
    tally->leaves = reports;
    tally->leaf_part = parts;
}

static void set_obligations(struct arena *arena, const struct placed_obligation *placed, uint32_t count,
                            struct tally *tally, struct rollup_input *input) {
    struct obligation *obligations = arena_new_array(arena, struct obligation, count);
    uint32_t *parts = arena_new_array(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        obligations[i] = placed[i].obligation;
        parts[i] = placed[i].part;
    }
    input->obligations = obligations;
    input->obligation_count = count;
    tally->owed_part = parts;
}

/* ---- The roll-up of figures */

/* What the parts of one leaf give together in a view; NULL where none of them counts. */
static bool combine(struct arena *arena, const struct tally *tally, const struct placed_leaf *first, uint32_t count,
                    enum counted view, const int64_t **ret_values) {
    bool any = false;
    const int64_t *values[PERIODS_IN_MAX] = {NULL};
    for (uint32_t i = 0; i < count; i++) {
        values[first[i].part] = first[i].leaf->counted[view].values;
        any |= values[first[i].part] != NULL;
    }
    *ret_values = NULL;
    if (!any)
        return true;
    int64_t *combined = arena_new_array(arena, int64_t, tally->version->cell_count);
    bool fits = true;
    for (uint32_t cell = 0; cell < tally->version->cell_count; cell++) {
        int64_t figures[PERIODS_IN_MAX];
        for (uint32_t part = 0; part < tally->cube_count; part++)
            figures[part] = values[part] == NULL || cell >= tally->cubes[part]->input.cell_count ? QUANTITY_MISSING
                                                                                                 : values[part][cell];
        fits &= over_periods_combine(tally->version->cells[cell].indicator->over_periods, figures, tally->cube_count,
                                     &combined[cell]);
    }
    *ret_values = combined;
    return fits;
}

static bool same_leaf(const struct placed_leaf *a, const struct placed_leaf *b) {
    return a->position == b->position && strcmp(a->leaf->unit, b->leaf->unit) == 0 &&
           strcmp(a->leaf->agency, b->leaf->agency) == 0;
}

static bool combine_leaves(struct arena *arena, struct tally *tally, const struct placed_leaf *placed, uint32_t count,
                           struct rollup_input *input) {
    struct leaf *leaves = arena_new_array(arena, struct leaf, count);
    struct report_leaf **reporters = arena_new_array(arena, struct report_leaf *, count);
    bool fits = true;
    for (uint32_t first = 0, end; first < count; first = end) {
        reporters[input->leaf_count] = placed[first].leaf;
        struct leaf *leaf = &leaves[input->leaf_count++];
        for (end = first + 1; end < count && same_leaf(&placed[first], &placed[end]); end++)
            ;
        leaf->position = placed[first].position;
        for (int view = 0; view < COUNTED_VIEWS; view++)
            fits &= combine(arena, tally, &placed[first], end - first, (enum counted)view, &leaf->values[view]);
    }
    input->leaves = leaves;
    tally->reporters = reporters;
    return fits;
}

static bool add_up(struct arena *arena, const struct rollup_input *input, const struct rollup **ret_rollup) {
    bool overflow = false;
    *ret_rollup = rollup_compute(arena, input, &overflow);
    return !overflow;
}

/* Units that are not on the tree, each once: the leaves stand unit by unit. */
static const uint8_t *find_holdings(struct arena *arena, const struct tally *tally, const struct placed_leaf *leaves,
                                    uint32_t count, bool by_shares) {
    uint8_t *holdings = arena_new_array(arena, uint8_t, tally->slice->count);
    uint32_t before = UNIT_NONE;
    for (uint32_t i = 0; i < count && leaves[i].position != UNIT_NONE; i++) {
        uint32_t unit = unit_by_id(tally->slice->tree, leaves[i].leaf->unit);
        if (unit != before && tally->slice->position_of[unit] == UNIT_NONE)
            unit_mark_holdings(tally->slice, unit, by_shares, holdings);
        before = unit;
    }
    return holdings;
}

/* Nodes below the home of a unit, and as many homes at most. */
static size_t bytes_to_estimate(const struct tally *tally) {
    const struct rollup_input input = {.slice = tally->slice, .cell_count = tally->version->cell_count};
    uint32_t touched = 0;
    for (uint32_t i = 0; i < tally->slice->count; i++)
        touched += tally->holdings[i] != HOLDS_WHOLE;
    return estimates_bytes(&input, 2 * touched);
}

/* False: no room, or a sum is too large. */
static bool estimate(struct arena *arena, struct tally *tally, bool *ret_overflow, struct fail *fail) {
    const struct rollup_input *input = rollup_source(tally->figures);
    uint32_t *units = arena_new_array(arena, uint32_t, input->leaf_count);
    size_t bytes = bytes_to_estimate(tally);
    if (!cube_cache_reserve(tally->cache, bytes, fail))
        return false;
    tally->reserved += bytes;
    for (uint32_t i = 0; i < input->leaf_count; i++)
        units[i] = unit_by_id(tally->slice->tree, tally->reporters[i]->unit);
    tally->estimates = estimates_make(arena, tally->figures, units, ret_overflow);
    return !*ret_overflow;
}

static bool combine_cubes(struct arena *arena, const struct tally_question *question, struct tally *tally,
                          uint32_t leaf_count, uint32_t owed_count, bool *ret_overflow, struct fail *fail) {
    struct rollup_input *reports = arena_new(arena, struct rollup_input);
    struct rollup_input *figures = arena_new(arena, struct rollup_input);
    const struct placed_leaf *leaves = place_leaves(arena, question, tally, &leaf_count);
    const struct placed_obligation *owed = place_obligations(arena, question, tally, &owed_count);
    tally->holdings = find_holdings(arena, tally, leaves, leaf_count, question->by_shares);
    reports->slice = figures->slice = tally->slice;
    figures->cells = tally->version->cells;
    figures->cell_count = tally->version->cell_count;
    set_leaves(arena, leaves, leaf_count, tally, reports);
    set_obligations(arena, owed, owed_count, tally, reports);
    *ret_overflow = !combine_leaves(arena, tally, leaves, leaf_count, figures) ||
                    !add_up(arena, figures, &tally->figures) || !add_up(arena, reports, &tally->reports);
    return !*ret_overflow && (!question->by_shares || estimate(arena, tally, ret_overflow, fail));
}

static size_t bytes_to_combine(const struct tally *tally, uint32_t leaf_count, uint32_t owed_count) {
    const struct rollup_input input = {
        .slice = tally->slice, .cells = tally->version->cells, .cell_count = tally->version->cell_count};
    size_t values = (size_t)leaf_count * tally->version->cell_count * COUNTED_VIEWS * sizeof(int64_t);
    return values + leaf_count * (sizeof(struct placed_leaf) + 2 * sizeof(struct leaf) + 40) +
           owed_count * (sizeof(struct placed_obligation) + sizeof(struct obligation) + 16) + 2 * rollup_bytes(&input);
}

static bool reserve_and_combine(struct arena *arena, const struct tally_question *question, struct tally *tally,
                                struct fail *fail) {
    uint32_t leaf_count = 0, owed_count = 0;
    for (uint32_t part = 0; part < tally->cube_count; part++) {
        leaf_count += tally->cubes[part]->input.leaf_count;
        owed_count += tally->cubes[part]->input.obligation_count;
    }
    size_t bytes = bytes_to_combine(tally, leaf_count, owed_count);
    if (!cube_cache_reserve(tally->cache, bytes, fail))
        return false;
    tally->reserved = bytes;
    bool overflow = false;
    if (combine_cubes(arena, question, tally, leaf_count, owed_count, &overflow, fail))
        return true;
    return overflow && fail_set(fail, FAULT_BROKEN, false, "tally", "a sum of %s in %s is beyond what a figure may be",
                                tally->form->code, tally->period.code);
}

/* ---- Opening and asking */

static void take_as_it_is(struct tally *tally) {
    const struct cube *cube = tally->cubes[0];
    tally->figures = tally->reports = cube->rollup;
    tally->leaves = tally->reporters = cube->leaves;
}

/* On the tree asked for. */
static void set_ground(struct arena *arena, const struct tally_question *question, struct tally *tally) {
    const struct cube_ground *last = tally->cubes[tally->cube_count - 1]->ground;
    const struct unit_slice *own = last->owed->slice;
    day_t date = question->tree_date == DAY_NEVER ? period_tree_date(question->period) : question->tree_date;
    tally->cache = question->cache;
    tally->period = *question->period;
    tally->snapshot = last->snapshot;
    tally->form = last->form;
    tally->version = last->version;
    tally->slice =
        date >= own->valid_from && date < own->valid_until ? own : snapshot_slice(last->snapshot, date, arena);
}

bool tally_take(struct arena *arena, const struct tally_question *question, struct tally *ret_tally,
                struct fail *fail) {
    *ret_tally = (struct tally){.cube_count = 0};
    if (take_cubes(question, ret_tally, fail)) {
        set_ground(arena, question, ret_tally);
        return true;
    }
    tally_release(ret_tally);
    return false;
}

/* What the cubes say together. */
static bool put_together(struct arena *arena, const struct tally_question *question, struct tally *tally,
                         struct fail *fail) {
    if (!tally_part_is_on_tree(tally, tally->cube_count - 1) || tally->cube_count > 1 || question->agency != NULL)
        return reserve_and_combine(arena, question, tally, fail);
    take_as_it_is(tally);
    return true;
}

static bool put_together_or_release(struct arena *arena, const struct tally_question *question, struct tally *tally,
                                    struct fail *fail) {
    bool good = put_together(arena, question, tally, fail);
    if (!good)
        tally_release(tally);
    return good;
}

bool tally_make(struct arena *arena, const struct tally_question *question, struct cube *const *cubes, uint32_t count,
                struct tally *ret_tally, struct fail *fail) {
    assert(count > 0 && count <= PERIODS_IN_MAX);
    *ret_tally = (struct tally){.cube_count = count};
    memcpy(ret_tally->cubes, cubes, count * sizeof *cubes);
    set_ground(arena, question, ret_tally);
    return put_together_or_release(arena, question, ret_tally, fail);
}

bool tally_open(struct arena *arena, const struct tally_question *question, struct tally *ret_tally,
                struct fail *fail) {
    return tally_take(arena, question, ret_tally, fail) && put_together_or_release(arena, question, ret_tally, fail);
}

void tally_release(struct tally *tally) {
    for (uint32_t i = 0; i < tally->cube_count; i++)
        cube_release(tally->cubes[i]);
    tally->cube_count = 0;
    if (tally->reserved > 0)
        cube_cache_give_back(tally->cache, tally->reserved);
    tally->reserved = 0;
}

uint32_t tally_position(const struct tally *tally, const char *unit_id) {
    uint32_t unit = unit_by_id(tally->slice->tree, unit_id);
    return unit == UNIT_NONE ? UNIT_NONE : tally->slice->position_of[unit];
}

/* On its own tree, and where no boundaries are asked for, a node holds all that is its own. */
static enum holding holding_of(const struct tally *tally, uint32_t position, uint32_t cell, bool estimated) {
    enum holding holding = tally->estimates ? (enum holding)tally->holdings[position] : HOLDS_WHOLE;
    if (holding != HOLDS_SHARE)
        return holding == HOLDS_WHOLE && estimated ? HOLDS_SHARE : holding;
    if (!cell_is_divisible(&tally->version->cells[cell]))
        return HOLDS_NOT_ADDITIVE;
    return estimated ? HOLDS_SHARE : HOLDS_WHOLE;
}

void tally_cells(const struct tally *tally, uint32_t position, enum counted view, bool own, struct cell_sum *ret_cells,
                 enum holding *ret_holdings) {
    bool estimated[CELLS_MAX] = {false};
    if (own)
        rollup_own(tally->figures, position, view, ret_cells);
    else
        rollup_cells(tally->figures, position, view, ret_cells);
    if (tally->estimates)
        estimates_apply(tally->estimates, position, view, own, ret_cells, estimated);
    for (uint32_t i = 0; ret_holdings && i < tally->version->cell_count; i++)
        ret_holdings[i] = holding_of(tally, position, i, estimated[i]);
}

const struct succession *tally_shares(const struct tally *tally, uint32_t position, size_t *ret_count) {
    *ret_count = 0;
    return tally->estimates ? estimates_shares(tally->estimates, position, ret_count) : NULL;
}

void tally_owed(const struct tally *tally, uint32_t position, uint32_t *ret_first, uint32_t *ret_end) {
    rollup_obligations(tally->reports, position, ret_first, ret_end);
}

const struct obligation *tally_obligation(const struct tally *tally, uint32_t index) {
    const struct rollup_input *input = rollup_source(tally->reports);
    assert(index < input->obligation_count);
    return &input->obligations[index];
}

static const struct cube *cube_owed_in(const struct tally *tally, uint32_t index) {
    return tally->cubes[tally->owed_part == NULL ? 0 : tally->owed_part[index]];
}

const struct report_leaf *tally_met_by(const struct tally *tally, uint32_t index, enum counted view) {
    const struct obligation *obligation = tally_obligation(tally, index);
    const struct cube *cube = cube_owed_in(tally, index);
    const struct report_leaf *leaf =
        cube_find(cube, cube->input.slice->position_of[obligation->unit], obligation->agency);
    return leaf == NULL || leaf->counted[view].values == NULL ? NULL : leaf;
}

const struct period *tally_owed_period(const struct tally *tally, uint32_t index) {
    return &cube_owed_in(tally, index)->ground->period;
}

uint32_t tally_leaf_part(const struct tally *tally, uint32_t leaf) {
    return tally->leaf_part == NULL ? 0 : tally->leaf_part[leaf];
}
