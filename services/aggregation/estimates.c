/* Gathers, node by node, what divided units bring there. */
#include "estimates.h"

#include <string.h>

#include "core/limits.h"
#include "division.h"
#include "home.h"

/* What is added to a sum of the roll-up. */
struct change {
    __int128 sum;
    int32_t reported;
};

struct node {
    struct change *total[COUNTED_VIEWS], *own[COUNTED_VIEWS]; /* by cell */
    struct share_list shares;
    struct latest { /* leaf of which something came, counted from 1: it counts as one */
        uint32_t leaf;
        enum counted view;
    } latest, latest_own;
};

struct estimates {
    const struct rollup *figures;
    uint32_t cell_count;
    struct node **nodes; /* by position; NULL: nothing */
};

struct gathering {
    struct arena *arena;
    struct estimates *estimates;
    const struct unit_slice *slice;
    uint32_t home, leaf;
    enum counted view;
    bool went_below, stayed; /* something of the leaf in hand */
};

static struct node *node_at(const struct gathering *gathering, uint32_t position) {
    struct node **at = &gathering->estimates->nodes[position];
    if (*at)
        return *at;
    *at = arena_new(gathering->arena, struct node);
    for (int view = 0; view < COUNTED_VIEWS; view++) {
        (*at)->total[view] = arena_new_array(gathering->arena, struct change, gathering->estimates->cell_count);
        (*at)->own[view] = arena_new_array(gathering->arena, struct change, gathering->estimates->cell_count);
    }
    return *at;
}

static void change_sums(struct change *changes, const int64_t *figures, uint32_t count, int sign) {
    for (uint32_t i = 0; i < count; i++)
        if (figures[i] != QUANTITY_MISSING)
            changes[i].sum += (__int128)sign * figures[i];
}

static void change_reported(struct change *changes, const int64_t *figures, uint32_t count, int sign) {
    for (uint32_t i = 0; i < count; i++)
        if (figures[i] != QUANTITY_MISSING)
            changes[i].reported += sign;
}

static bool is_new(const struct gathering *gathering, struct latest *latest) {
    bool new = latest->leaf != gathering->leaf || latest->view != gathering->view;
    *latest = (struct latest){gathering->leaf, gathering->view};
    return new;
}

/* A unit of which two parts arrive below one node has still reported once. */
static void node_take(const struct gathering *gathering, struct node *node, const int64_t *figures, bool own) {
    uint32_t count = gathering->estimates->cell_count;
    change_sums(node->total[gathering->view], figures, count, 1);
    if (is_new(gathering, &node->latest))
        change_reported(node->total[gathering->view], figures, count, 1);
    if (!own)
        return;
    change_sums(node->own[gathering->view], figures, count, 1);
    if (is_new(gathering, &node->latest_own))
        change_reported(node->own[gathering->view], figures, count, 1);
}

/* What goes below its home is no longer the home's own. */
static void take_part(void *taker, uint32_t position, const int64_t *figures, const struct succession *shares,
                      size_t share_count) {
    struct gathering *gathering = taker;
    gathering->stayed |= position == gathering->home;
    if (position == gathering->home)
        return;
    gathering->went_below = true;
    change_sums(node_at(gathering, gathering->home)->own[gathering->view], figures, gathering->estimates->cell_count,
                -1);
    for (uint32_t at = position; at != gathering->home && at != UNIT_NONE; at = gathering->slice->parent[at]) {
        struct node *node = node_at(gathering, at);
        node_take(gathering, node, figures, at == position);
        share_list_add(gathering->arena, &node->shares, shares, share_count);
    }
}

/* Only what a share can divide. */
static void divisible_figures(const struct rollup_input *input, const int64_t *values, int64_t *ret_figures) {
    for (uint32_t i = 0; i < input->cell_count; i++)
        ret_figures[i] = cell_is_divisible(&input->cells[i]) ? values[i] : QUANTITY_MISSING;
}

static void take_leaf(struct gathering *gathering, const struct rollup_input *input, uint32_t unit, int64_t *scratch) {
    const struct leaf *leaf = &input->leaves[gathering->leaf - 1];
    gathering->home = leaf->position;
    for (int view = 0; view < COUNTED_VIEWS; view++) {
        if (!leaf->values[view])
            continue;
        gathering->view = (enum counted)view;
        gathering->went_below = gathering->stayed = false;
        divisible_figures(input, leaf->values[view], scratch);
        unit_divide(gathering->slice, unit, scratch, input->cell_count, take_part, gathering);
        if (gathering->went_below && !gathering->stayed)
            change_reported(node_at(gathering, leaf->position)->own[view], scratch, input->cell_count, -1);
    }
}

static bool is_divided(const struct rollup_input *input, const struct leaf *leaf, uint32_t unit) {
    return unit != UNIT_NONE && leaf->position != UNIT_NONE && unit_is_divided(input->slice, unit);
}

/* ---- Applying */

static bool add(struct cell_sum *sum, const struct change *change) {
    __int128 total = change->sum + (sum->sum == QUANTITY_MISSING ? 0 : sum->sum);
    sum->reported = (uint32_t)((int64_t)sum->reported + change->reported);
    sum->sum = QUANTITY_MISSING;
    return sum->reported == 0 || quantity_total(total, &sum->sum);
}

static bool node_apply(const struct estimates *estimates, uint32_t position, enum counted view, bool own,
                       struct cell_sum *cells, bool *ret_estimated) {
    const struct node *node = estimates->nodes[position];
    bool fits = true;
    for (uint32_t i = 0; i < estimates->cell_count; i++) {
        const struct change *change = node ? &(own ? node->own : node->total)[view][i] : NULL;
        ret_estimated[i] = change && change->reported > 0;
        if (change && (change->reported != 0 || change->sum != 0))
            fits &= add(&cells[i], change);
    }
    return fits;
}

void estimates_apply(const struct estimates *estimates, uint32_t position, enum counted view, bool own,
                     struct cell_sum *cells, bool *ret_estimated) {
    bool fits = node_apply(estimates, position, view, own, cells, ret_estimated);
    (void)fits; /* it was tried when they were made */
}

const struct succession *estimates_shares(const struct estimates *estimates, uint32_t position, size_t *ret_count) {
    const struct node *node = estimates->nodes[position];
    *ret_count = node ? node->shares.count : 0;
    return node ? node->shares.items : NULL;
}

/* ---- Making */

static bool all_fit(const struct estimates *estimates, const struct rollup_input *input) {
    struct cell_sum sums[CELLS_MAX];
    bool estimated[CELLS_MAX], fits = true;
    for (uint32_t i = 0; i < input->slice->count; i++)
        for (int view = 0; estimates->nodes[i] && view < COUNTED_VIEWS; view++) {
            rollup_cells(estimates->figures, i, (enum counted)view, sums);
            fits &= node_apply(estimates, i, (enum counted)view, false, sums, estimated);
            rollup_own(estimates->figures, i, (enum counted)view, sums);
            fits &= node_apply(estimates, i, (enum counted)view, true, sums, estimated);
        }
    return fits;
}

struct estimates *estimates_make(struct arena *arena, const struct rollup *figures, const uint32_t *units,
                                 bool *ret_overflow) {
    const struct rollup_input *input = rollup_source(figures);
    struct estimates *estimates = arena_new(arena, struct estimates);
    struct gathering gathering = {.arena = arena, .estimates = estimates, .slice = input->slice};
    int64_t *scratch = arena_new_array(arena, int64_t, input->cell_count);
    estimates->figures = figures;
    estimates->cell_count = input->cell_count;
    estimates->nodes = arena_new_array(arena, struct node *, input->slice->count);
    for (uint32_t i = 0; i < input->leaf_count; i++) {
        gathering.leaf = i + 1;
        if (is_divided(input, &input->leaves[i], units[i]))
            take_leaf(&gathering, input, units[i], scratch);
    }
    *ret_overflow = !all_fit(estimates, input);
    return *ret_overflow ? NULL : estimates;
}

size_t estimates_bytes(const struct rollup_input *input, uint32_t node_count) {
    enum { SHARES_EXPECTED = 8 };
    size_t node = sizeof(struct node) + SHARES_EXPECTED * sizeof(struct succession) +
                  2 * COUNTED_VIEWS * input->cell_count * sizeof(struct change);
    return input->slice->count * sizeof(struct node *) + node_count * node;
}
