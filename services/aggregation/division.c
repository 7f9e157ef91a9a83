/* Divides the figures of a unit by its shares. */
#include "division.h"

#include "home.h"

/* ---- One figure */

bool cell_is_divisible(const struct cell *cell) {
    const struct indicator *indicator = cell->indicator;
    bool adds_up = indicator->nature == NATURE_FLOW || indicator->nature == NATURE_STOCK;
    return adds_up && indicator->over_units == OVER_UNITS_SUM &&
           (indicator->over_periods == OVER_PERIODS_SUM || indicator->over_periods == OVER_PERIODS_LAST);
}

static size_t largest(const uint64_t *remainders, size_t count) {
    size_t at = 0;
    for (size_t i = 1; i < count; i++)
        if (remainders[i] > remainders[at])
            at = i;
    return at;
}

void figure_divide(int64_t whole, const uint32_t *parts, size_t count, uint32_t of, int64_t *ret_parts) {
    uint64_t remainders[KIN_MAX], size = whole < 0 ? 0 - (uint64_t)whole : (uint64_t)whole, left = size;
    for (size_t i = 0; i < count; i++) {
        unsigned __int128 product = (unsigned __int128)size * parts[i];
        uint64_t part = (uint64_t)(product / of);
        remainders[i] = (uint64_t)(product % of);
        left -= part;
        ret_parts[i] = (int64_t)part;
    }
    for (; left > 0; left--) {
        size_t at = largest(remainders, count);
        ret_parts[at]++;
        remainders[at] = 0;
    }
    for (size_t i = 0; whole < 0 && i < count; i++)
        ret_parts[i] = -ret_parts[i];
}

/* ---- Is it divided? */

/* All of it went somewhere on one day, by shares that make it up. */
static bool shares_are_given(const struct succession *edges, size_t count) {
    uint64_t parts = 0;
    for (size_t i = 0; i < count; i++) {
        if (edges[i].share.of == 0 || edges[i].share.of != edges[0].share.of ||
            edges[i].effective != edges[0].effective)
            return false;
        parts += edges[i].share.part;
    }
    return parts == edges[0].share.of;
}

/* ret_split: something of it goes to several. */
static bool arrives(const struct unit_slice *slice, uint32_t unit, int steps, bool *ret_split) {
    struct succession edges[KIN_MAX];
    if (slice->position_of[unit] != UNIT_NONE)
        return true;
    size_t count = steps > 0 ? unit_steps(slice, unit, edges, KIN_MAX) : 0;
    if (count == 0 || count > KIN_MAX || edges[0].from != unit || (count > 1 && !shares_are_given(edges, count)))
        return false;
    *ret_split |= count > 1;
    for (size_t i = 0; i < count; i++)
        if (!arrives(slice, edges[i].to, steps - 1, ret_split))
            return false;
    return true;
}

bool unit_is_divided(const struct unit_slice *slice, uint32_t unit) {
    bool split = false;
    return slice->position_of[unit] == UNIT_NONE && arrives(slice, unit, STEPS_MAX, &split) && split;
}

/* ---- Dividing */

struct dividing {
    const struct unit_slice *slice;
    uint32_t count; /* of figures */
    division_take *take;
    void *taker;
    struct succession shares[STEPS_MAX]; /* on the way to where it is */
    size_t share_count;
};

static void divide(struct dividing *dividing, uint32_t unit, const int64_t *figures);

static void divide_figures(const struct dividing *dividing, const struct succession *edges, size_t edge_count,
                           const int64_t *figures, int64_t *ret_figures) {
    uint32_t parts[KIN_MAX];
    int64_t divided[KIN_MAX];
    for (size_t i = 0; i < edge_count; i++)
        parts[i] = edges[i].share.part;
    for (uint32_t figure = 0; figure < dividing->count; figure++) {
        if (figures[figure] != QUANTITY_MISSING)
            figure_divide(figures[figure], parts, edge_count, edges[0].share.of, divided);
        for (size_t i = 0; i < edge_count; i++)
            ret_figures[i * dividing->count + figure] =
                figures[figure] == QUANTITY_MISSING ? QUANTITY_MISSING : divided[i];
    }
}

static void divide_among(struct dividing *dividing, const struct succession *edges, size_t edge_count,
                         const int64_t *figures) {
    struct arena arena = {0};
    int64_t *divided = arena_new_array(&arena, int64_t, edge_count * dividing->count);
    divide_figures(dividing, edges, edge_count, figures, divided);
    for (size_t i = 0; i < edge_count; i++) {
        dividing->shares[dividing->share_count++] = edges[i];
        divide(dividing, edges[i].to, divided + i * dividing->count);
        dividing->share_count--;
    }
    arena_done(&arena);
}

static void divide(struct dividing *dividing, uint32_t unit, const int64_t *figures) {
    struct succession edges[KIN_MAX];
    uint32_t position = dividing->slice->position_of[unit];
    if (position != UNIT_NONE) {
        dividing->take(dividing->taker, position, figures, dividing->shares, dividing->share_count);
        return;
    }
    size_t count = unit_steps(dividing->slice, unit, edges, KIN_MAX);
    if (count == 1)
        divide(dividing, edges[0].to, figures);
    else
        divide_among(dividing, edges, count, figures);
}

void unit_divide(const struct unit_slice *slice, uint32_t unit, const int64_t *figures, uint32_t count,
                 division_take *take, void *taker) {
    struct dividing dividing = {.slice = slice, .count = count, .take = take, .taker = taker};
    divide(&dividing, unit, figures);
}

/* ---- The shares of it */

static bool has_share(const struct share_list *list, const struct succession *share) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].from == share->from && list->items[i].to == share->to)
            return true;
    return false;
}

void share_list_add(struct arena *arena, struct share_list *list, const struct succession *shares, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (has_share(list, &shares[i]))
            continue;
        list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
        list->items[list->count++] = shares[i];
    }
}

struct looking {
    struct arena *arena;
    uint32_t first, end; /* positions inside the node */
    struct share_list found;
};

static void take_shares_inside(void *taker, uint32_t position, const int64_t *figures, const struct succession *shares,
                               size_t share_count) {
    struct looking *looking = taker;
    (void)figures;
    if (position >= looking->first && position < looking->end)
        share_list_add(looking->arena, &looking->found, shares, share_count);
}

struct share_list unit_shares_inside(struct arena *arena, const struct unit_slice *slice, uint32_t unit,
                                     uint32_t position) {
    struct looking looking = {.arena = arena, .first = position, .end = slice->subtree_end[position]};
    if (unit_is_divided(slice, unit))
        unit_divide(slice, unit, NULL, 0, take_shares_inside, &looking);
    return looking.found;
}
