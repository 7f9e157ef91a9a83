/* Adding up: leaves in, the sums of every inner node out.
 *
 * The slice is in pre-order and the leaves stand in its order, so one walk is enough: the nodes that are open at a
 * position are its ancestors, each with running sums; a leaf is added to the innermost, and a node that closes is added
 * to the one around it. Nothing but the open nodes' running sums is touched, and these fit the first-level cache. */
#include "domain/rollup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/held.h"

/* Reported values v are below 2^60, so that v + 2^63 is a positive number whose two upper bits tell it from the 0 which
 * QUANTITY_MISSING becomes: adding needs no branch. Its halves are added apart, which leaves room for 2^32 leaves. */
struct running {
    uint64_t *low, *high, *reported; /* by cell */
    int64_t *extreme;                /* by cell; of cells that take the least or the greatest */
};

struct open_node {
    uint32_t position;
    struct running running[COUNTED_VIEWS];
};

struct rollup {
    const struct rollup_input *input;
    const uint32_t *slot_of; /* position → which inner node; UINT32_MAX: has no children */
    struct cell_sum **sums;  /* by slot: view · cell_count + cell; roll-ups that follow one another share them */
    uint32_t slot_count;
    bool shares;              /* they are held; else they lie in the arena */
    const uint32_t *extremes; /* the cells that take the least or the greatest */
    uint32_t extreme_count;
};

struct walk {
    struct rollup *rollup;
    struct open_node open[LEVEL_COUNT]; /* outermost first */
    uint32_t depth;
    uint32_t leaf; /* the next */
    struct cell_sum *own;
    bool overflow;
};

static const uint64_t bias = UINT64_C(1) << 63;

static bool is_inner(const struct unit_slice *slice, uint32_t position) {
    return slice->subtree_end[position] > position + 1;
}

static uint32_t inner_count(const struct unit_slice *slice) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < slice->count; i++)
        count += is_inner(slice, i);
    return count;
}

static struct cell_sum *cells_at(const struct rollup *rollup, uint32_t position, uint32_t view) {
    return rollup->sums[rollup->slot_of[position]] + (size_t)view * rollup->input->cell_count;
}

static bool takes_extreme(const struct cell *cell) {
    return cell->indicator->over_units == OVER_UNITS_MIN || cell->indicator->over_units == OVER_UNITS_MAX;
}

static int64_t more_extreme(enum over_units rule, int64_t a, int64_t b) {
    if (a == QUANTITY_MISSING || b == QUANTITY_MISSING)
        return a == QUANTITY_MISSING ? b : a;
    bool takes_a = rule == OVER_UNITS_MIN ? a < b : a > b;
    return takes_a ? a : b;
}

static void running_add_leaf(struct running *running, const int64_t *values, uint32_t cell_count) {
    uint64_t *restrict low = running->low, *restrict high = running->high, *restrict reported = running->reported;
    for (uint32_t i = 0; i < cell_count; i++) {
        uint64_t biased = (uint64_t)values[i] ^ bias;
        low[i] += biased & UINT32_MAX;
        high[i] += biased >> 32;
        reported[i] += (biased + (bias >> 1)) >> 63;
    }
}

static void running_add_running(struct running *running, const struct running *inner, uint32_t cell_count) {
    for (uint32_t i = 0; i < cell_count; i++) {
        running->low[i] += inner->low[i];
        running->high[i] += inner->high[i];
        running->reported[i] += inner->reported[i];
    }
}

static void running_take_extremes(const struct rollup *rollup, struct running *running, const int64_t *values) {
    for (uint32_t i = 0; i < rollup->extreme_count; i++) {
        uint32_t cell = rollup->extremes[i];
        enum over_units rule = rollup->input->cells[cell].indicator->over_units;
        running->extreme[cell] = more_extreme(rule, running->extreme[cell], values[cell]);
    }
}

/* False when the sum leaves the range of a quantity. */
static bool cell_close(const struct cell *cell, __int128 sum, int64_t extreme, uint64_t reported,
                       struct cell_sum *ret) {
    *ret = (struct cell_sum){.sum = QUANTITY_MISSING, .reported = (uint32_t)reported};
    if (reported == 0 || cell->indicator->over_units == OVER_UNITS_NONE)
        return true;
    if (!takes_extreme(cell))
        return quantity_total(sum, &ret->sum);
    ret->sum = extreme;
    return true;
}

static bool running_close(const struct running *running, const struct rollup_input *input, struct cell_sum *ret_cells) {
    bool fits = true;
    for (uint32_t i = 0; i < input->cell_count; i++) {
        __int128 sum = ((__int128)running->high[i] << 32) + running->low[i] - ((__int128)running->reported[i] << 63);
        fits &= cell_close(&input->cells[i], sum, running->extreme[i], running->reported[i], &ret_cells[i]);
    }
    return fits;
}

struct cell_adding cell_adding_none(void) {
    return (struct cell_adding){.extreme = QUANTITY_MISSING};
}

void cell_adding_take(struct cell_adding *adding, const struct cell *cell, int64_t figure) {
    if (figure == QUANTITY_MISSING)
        return;
    adding->sum += figure;
    adding->extreme = more_extreme(cell->indicator->over_units, adding->extreme, figure);
    adding->reported++;
}

bool cell_adding_close(const struct cell_adding *adding, const struct cell *cell, bool of_one_unit,
                       struct cell_sum *ret_sum) {
    if (!of_one_unit || adding->reported != 1)
        return cell_close(cell, adding->sum, adding->extreme, adding->reported, ret_sum);
    *ret_sum = (struct cell_sum){.sum = (int64_t)adding->sum, .reported = 1};
    return true;
}

/* The cells of a few leaves of one unit, without running sums. */
static bool leaves_close(const struct rollup_input *input, uint32_t first, uint32_t end, enum counted view,
                         struct cell_sum *ret_cells) {
    bool fits = true;
    for (uint32_t i = 0; i < input->cell_count; i++) {
        struct cell_adding adding = cell_adding_none();
        for (uint32_t leaf = first; leaf < end; leaf++)
            if (input->leaves[leaf].values[view] != NULL)
                cell_adding_take(&adding, &input->cells[i], input->leaves[leaf].values[view][i]);
        fits &= cell_adding_close(&adding, &input->cells[i], true, &ret_cells[i]);
    }
    return fits;
}

static void node_open(struct walk *walk, uint32_t position) {
    assert(walk->depth < LEVEL_COUNT);
    struct open_node *node = &walk->open[walk->depth++];
    node->position = position;
    for (uint32_t view = 0; view < COUNTED_VIEWS; view++) {
        for (uint32_t i = 0; i < walk->rollup->input->cell_count; i++) {
            node->running[view].low[i] = node->running[view].high[i] = node->running[view].reported[i] = 0;
            node->running[view].extreme[i] = QUANTITY_MISSING;
        }
    }
}

static void node_close(struct walk *walk) {
    struct rollup *rollup = walk->rollup;
    uint32_t cell_count = rollup->input->cell_count;
    const struct open_node *node = &walk->open[--walk->depth];
    struct open_node *outer = walk->depth == 0 ? NULL : &walk->open[walk->depth - 1];
    for (uint32_t view = 0; view < COUNTED_VIEWS; view++) {
        struct cell_sum *cells = cells_at(rollup, node->position, view);
        walk->overflow |= !running_close(&node->running[view], rollup->input, cells);
        if (outer == NULL)
            continue;
        running_add_running(&outer->running[view], &node->running[view], cell_count);
        running_take_extremes(rollup, &outer->running[view], node->running[view].extreme);
    }
}

static void leaf_add(struct walk *walk, const struct leaf *leaf) {
    if (walk->depth == 0)
        return; /* a country of one unit has no inner node: its own leaves are all there is */
    struct open_node *node = &walk->open[walk->depth - 1];
    for (uint32_t view = 0; view < COUNTED_VIEWS; view++) {
        if (leaf->values[view] == NULL)
            continue;
        running_add_leaf(&node->running[view], leaf->values[view], walk->rollup->input->cell_count);
        running_take_extremes(walk->rollup, &node->running[view], leaf->values[view]);
    }
}

/* One leaf is in range as it is; several of one unit may not be, even where the total of the nodes above is. */
static void own_check(struct walk *walk, uint32_t first, uint32_t end) {
    if (end - first < 2)
        return;
    for (uint32_t view = 0; view < COUNTED_VIEWS; view++)
        walk->overflow |= !leaves_close(walk->rollup->input, first, end, (enum counted)view, walk->own);
}

static void position_add(struct walk *walk, uint32_t position) {
    const struct rollup_input *input = walk->rollup->input;
    while (walk->depth > 0 && input->slice->subtree_end[walk->open[walk->depth - 1].position] <= position)
        node_close(walk);
    if (is_inner(input->slice, position))
        node_open(walk, position);
    uint32_t first = walk->leaf;
    for (; walk->leaf < input->leaf_count && input->leaves[walk->leaf].position == position; walk->leaf++)
        leaf_add(walk, &input->leaves[walk->leaf]);
    own_check(walk, first, walk->leaf);
}

static void walk_prepare(struct arena *arena, struct walk *walk) {
    uint32_t cell_count = walk->rollup->input->cell_count;
    walk->own = arena_new_array(arena, struct cell_sum, cell_count);
    for (uint32_t i = 0; i < LEVEL_COUNT; i++) {
        for (uint32_t view = 0; view < COUNTED_VIEWS; view++) {
            uint64_t *sums = arena_new_array(arena, uint64_t, 3 * (size_t)cell_count);
            walk->open[i].running[view] = (struct running){
                .low = sums,
                .high = sums + cell_count,
                .reported = sums + 2 * (size_t)cell_count,
                .extreme = arena_new_array(arena, int64_t, cell_count),
            };
        }
    }
}

/* Of one node. */
static size_t sums_bytes(const struct rollup_input *input) {
    return (size_t)input->cell_count * COUNTED_VIEWS * sizeof(struct cell_sum);
}

static void extremes_set(struct arena *arena, struct rollup *rollup) {
    const struct rollup_input *input = rollup->input;
    uint32_t *extremes = arena_new_array(arena, uint32_t, input->cell_count);
    for (uint32_t i = 0; i < input->cell_count; i++)
        if (takes_extreme(&input->cells[i]))
            extremes[rollup->extreme_count++] = i;
    rollup->extremes = extremes;
}

static struct rollup *rollup_new(struct arena *arena, const struct rollup_input *input, bool shares) {
    struct rollup *rollup = arena_new(arena, struct rollup);
    uint32_t *slot_of = arena_new_array(arena, uint32_t, input->slice->count);
    rollup->input = input;
    rollup->shares = shares;
    for (uint32_t i = 0; i < input->slice->count; i++)
        slot_of[i] = is_inner(input->slice, i) ? rollup->slot_count++ : UINT32_MAX;
    rollup->slot_of = slot_of;
    rollup->sums = arena_new_array(arena, struct cell_sum *, rollup->slot_count);
    for (uint32_t i = 0; i < rollup->slot_count; i++)
        rollup->sums[i] = shares ? held_new(sums_bytes(input)) : arena_alloc(arena, sums_bytes(input));
    extremes_set(arena, rollup);
    return rollup;
}

void rollup_release(const struct rollup *rollup) {
    for (uint32_t i = 0; rollup->shares && i < rollup->slot_count; i++)
        held_release(rollup->sums[i]);
}

size_t rollup_shared_bytes(const struct rollup *rollup) {
    return rollup->shares ? rollup->slot_count * held_bytes(sums_bytes(rollup->input)) : 0;
}

size_t rollup_bytes(const struct rollup_input *input) {
    size_t by_cell = sizeof(uint32_t) + sizeof(struct cell_sum) + LEVEL_COUNT * COUNTED_VIEWS * 4 * sizeof(uint64_t);
    size_t by_node = sizeof(struct cell_sum *) + held_bytes(sums_bytes(input));
    return sizeof(struct rollup) + input->slice->count * sizeof(uint32_t) + input->cell_count * by_cell +
           inner_count(input->slice) * by_node;
}

/* The roll-up of a walk that is done; nothing is left of one that went beyond a quantity. */
static struct rollup *walk_end(const struct walk *walk, bool *ret_overflow) {
    *ret_overflow = walk->overflow;
    if (!walk->overflow)
        return walk->rollup;
    rollup_release(walk->rollup);
    return NULL;
}

static struct rollup *compute(struct arena *arena, const struct rollup_input *input, bool shares, bool *ret_overflow) {
    struct walk walk = {.rollup = rollup_new(arena, input, shares)};
    walk_prepare(arena, &walk);
    for (uint32_t position = 0; position < input->slice->count; position++)
        position_add(&walk, position);
    while (walk.depth > 0)
        node_close(&walk);
    assert(walk.leaf == input->leaf_count || input->leaves[walk.leaf].position == UNIT_NONE);
    return walk_end(&walk, ret_overflow);
}

struct rollup *rollup_compute(struct arena *arena, const struct rollup_input *input, bool *ret_overflow) {
    return compute(arena, input, false, ret_overflow);
}

struct rollup *rollup_compute_shared(struct arena *arena, const struct rollup_input *input, bool *ret_overflow) {
    return compute(arena, input, true, ret_overflow);
}

/* ---- Following an earlier one */

/* The first leaf that stands at or behind a position. */
static uint32_t first_leaf_from(const struct rollup_input *input, uint32_t position) {
    uint32_t low = 0, high = input->leaf_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (input->leaves[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same nodes, held once more. */
static struct rollup *rollup_copy(struct arena *arena, const struct rollup *before, const struct rollup_input *input) {
    assert(before->shares);
    struct rollup *rollup = arena_copy(arena, before, sizeof *before);
    rollup->input = input;
    rollup->slot_of = arena_copy(arena, before->slot_of, input->slice->count * sizeof *before->slot_of);
    rollup->extremes = arena_copy(arena, before->extremes, input->cell_count * sizeof *before->extremes);
    rollup->sums = arena_copy(arena, before->sums, before->slot_count * sizeof *before->sums);
    for (uint32_t i = 0; i < rollup->slot_count; i++)
        held_keep(rollup->sums[i]);
    return rollup;
}

/* What the node will say is its own; what it said stays with those that hold it. */
static void node_part(struct rollup *rollup, uint32_t position) {
    struct cell_sum **sums = &rollup->sums[rollup->slot_of[position]];
    held_release(*sums);
    *sums = held_new(sums_bytes(rollup->input));
}

static int compare_downwards(const void *a, const void *b) {
    const uint32_t *left = a, *right = b;
    return (*left < *right) - (*left > *right);
}

/* Each once, what lies below before what lies above: in pre-order that is from back to front. */
static size_t nodes_above(const struct unit_slice *slice, const uint32_t *positions, size_t count,
                          uint32_t *ret_nodes) {
    size_t found = 0, kept = 0;
    for (size_t i = 0; i < count; i++)
        for (uint32_t at = positions[i]; at != UNIT_NONE; at = slice->parent[at])
            if (is_inner(slice, at))
                ret_nodes[found++] = at;
    if (found > 0)
        qsort(ret_nodes, found, sizeof *ret_nodes, compare_downwards);
    for (size_t i = 0; i < found; i++)
        if (i == 0 || ret_nodes[i] != ret_nodes[kept - 1])
            ret_nodes[kept++] = ret_nodes[i];
    return kept;
}

/* What a closed node says, as the running sums were when it was closed: R figures that make s are R · 2^63 + s. Cells that
 * are not added up say only how many gave them; of those that take the least or the greatest nobody reads the sum. */
static void running_add_closed(const struct rollup *rollup, struct running *running, const struct cell_sum *cells) {
    uint64_t *restrict low = running->low, *restrict high = running->high, *restrict reported = running->reported;
    for (uint32_t i = 0; i < rollup->input->cell_count; i++) {
        int64_t sum = cells[i].sum == QUANTITY_MISSING ? 0 : cells[i].sum;
        low[i] += (uint64_t)sum & UINT32_MAX;
        high[i] += ((uint64_t)cells[i].reported << 31) + (uint64_t)(sum >> 32);
        reported[i] += cells[i].reported;
    }
    for (uint32_t i = 0; i < rollup->extreme_count; i++) {
        uint32_t cell = rollup->extremes[i];
        enum over_units rule = rollup->input->cells[cell].indicator->over_units;
        running->extreme[cell] = more_extreme(rule, running->extreme[cell], cells[cell].sum);
    }
}

static void add_closed(struct walk *walk, uint32_t position) {
    for (uint32_t view = 0; view < COUNTED_VIEWS; view++)
        running_add_closed(walk->rollup, &walk->open[0].running[view], cells_at(walk->rollup, position, view));
}

static void leaves_add(struct walk *walk, uint32_t position) {
    const struct rollup_input *input = walk->rollup->input;
    for (; walk->leaf < input->leaf_count && input->leaves[walk->leaf].position == position; walk->leaf++)
        leaf_add(walk, &input->leaves[walk->leaf]);
}

/* From its own leaves, those of its children, and the sums of children that have children of their own. */
static void node_sum(struct walk *walk, uint32_t position) {
    const struct rollup_input *input = walk->rollup->input;
    const struct unit_slice *slice = input->slice;
    node_part(walk->rollup, position);
    node_open(walk, position);
    walk->leaf = first_leaf_from(input, position);
    leaves_add(walk, position);
    for (uint32_t child = position + 1; child < slice->subtree_end[position]; child = slice->subtree_end[child]) {
        if (!is_inner(slice, child)) {
            leaves_add(walk, child);
            continue;
        }
        add_closed(walk, child);
        walk->leaf = first_leaf_from(input, slice->subtree_end[child]);
    }
    node_close(walk);
}

static void own_check_at(struct walk *walk, uint32_t position) {
    const struct rollup_input *input = walk->rollup->input;
    if (position != UNIT_NONE)
        own_check(walk, first_leaf_from(input, position), first_leaf_from(input, position + 1));
}

struct rollup *rollup_follow(struct arena *arena, const struct rollup *before, const struct rollup_input *input,
                             const uint32_t *positions, size_t count, bool *ret_overflow) {
    assert(input->slice == before->input->slice && input->cells == before->input->cells);
    struct walk walk = {.rollup = rollup_copy(arena, before, input)};
    uint32_t *nodes = arena_new_array(arena, uint32_t, count * LEVEL_COUNT);
    walk_prepare(arena, &walk);
    for (size_t i = 0; i < count; i++)
        own_check_at(&walk, positions[i]);
    size_t node_count = nodes_above(input->slice, positions, count, nodes);
    for (size_t i = 0; i < node_count; i++)
        node_sum(&walk, nodes[i]);
    return walk_end(&walk, ret_overflow);
}

const struct rollup_input *rollup_source(const struct rollup *rollup) {
    return rollup->input;
}

static uint32_t first_obligation_from(const struct rollup_input *input, uint32_t position) {
    uint32_t low = 0, high = input->obligation_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (input->obligations[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void rollup_leaves(const struct rollup *rollup, uint32_t position, uint32_t *ret_first, uint32_t *ret_end) {
    const struct rollup_input *input = rollup->input;
    assert(position < input->slice->count);
    *ret_first = first_leaf_from(input, position);
    *ret_end = first_leaf_from(input, input->slice->subtree_end[position]);
}

void rollup_obligations(const struct rollup *rollup, uint32_t position, uint32_t *ret_first, uint32_t *ret_end) {
    const struct rollup_input *input = rollup->input;
    assert(position < input->slice->count);
    *ret_first = first_obligation_from(input, position);
    *ret_end = first_obligation_from(input, input->slice->subtree_end[position]);
}

static void completeness_add(struct completeness *completeness, const struct leaf *leaf) {
    if (leaf->values[COUNTED_SUBMITTED] == NULL)
        return;
    if (!leaf->obliged) {
        completeness->additional++;
        return;
    }
    completeness->reported++;
    completeness->accepted += leaf->values[COUNTED_ACCEPTED] != NULL;
    completeness->on_time += leaf->timeliness == TIMELINESS_ON_TIME;
    completeness->late += leaf->timeliness == TIMELINESS_LATE;
}

void rollup_completeness(const struct rollup *rollup, uint32_t position, struct completeness *ret_completeness) {
    const struct rollup_input *input = rollup->input;
    uint32_t first, end, first_owed, end_owed;
    rollup_leaves(rollup, position, &first, &end);
    rollup_obligations(rollup, position, &first_owed, &end_owed);
    struct completeness completeness = {
        .expected = end_owed - first_owed,
        .unresolved = position == 0 ? input->leaf_count - end : 0,
    };
    for (uint32_t i = first; i < end; i++)
        completeness_add(&completeness, &input->leaves[i]);
    assert(completeness.reported <= completeness.expected && completeness.accepted <= completeness.reported);
    *ret_completeness = completeness;
}

void rollup_own(const struct rollup *rollup, uint32_t position, enum counted view, struct cell_sum *ret_cells) {
    const struct rollup_input *input = rollup->input;
    assert(position < input->slice->count);
    bool fits =
        leaves_close(input, first_leaf_from(input, position), first_leaf_from(input, position + 1), view, ret_cells);
    assert(fits);
    (void)fits;
}

void rollup_cells(const struct rollup *rollup, uint32_t position, enum counted view, struct cell_sum *ret_cells) {
    if (!is_inner(rollup->input->slice, position)) {
        rollup_own(rollup, position, view, ret_cells);
        return;
    }
    const struct cell_sum *cells = cells_at(rollup, position, view);
    for (uint32_t i = 0; i < rollup->input->cell_count; i++)
        ret_cells[i] = cells[i];
}
