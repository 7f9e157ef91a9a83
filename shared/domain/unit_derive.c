/* What became of provinces and districts whose own succession nobody recorded: it follows from their communes.
 *
 * A unit that ended went into those of its level that hold its communes on the next day; it went there whole where that is one. The other way
 * round, one that began comes from those that held its communes the day before. Where that is not known of every commune, nothing is said. */
#include <stdlib.h>

#include "domain/unit_index.h"

enum { KIN_MAX = 64 };

/* A unit in question, on the day from which on another tree holds. */
struct turn {
    day_t day;
    uint32_t unit;
    bool back; /* it began; else it ended */
};

struct derivation {
    struct arena *arena;
    struct unit_tree *tree;
    struct turn *turns;
    size_t turn_count, turn_capacity;
    const struct unit_slice *before, *after; /* of the day in hand */
    struct succession *heirs, *origins;
    size_t heir_count, heir_capacity, origin_count, origin_capacity;
};

/* Those of its level that hold the communes of one unit. */
struct holders {
    uint32_t units[KIN_MAX];
    uint32_t count;
    bool unknown;
};

/* ---- Who is in question */

static void turn_add(struct derivation *derivation, struct arena *scratch, struct turn turn) {
    derivation->turns = arena_grow(scratch, derivation->turns, derivation->turn_count, &derivation->turn_capacity,
                                   sizeof *derivation->turns);
    derivation->turns[derivation->turn_count++] = turn;
}

static bool has_communes(const struct unit_version *version) {
    return version->level == LEVEL_PROVINCE || version->level == LEVEL_DISTRICT;
}

static void find_turns(struct derivation *derivation, struct arena *scratch) {
    const struct unit_tree *tree = derivation->tree;
    for (uint32_t i = 0; i < tree->unit_count; i++) {
        const struct unit *unit = &tree->units[i];
        const struct unit_version *first = &unit->versions[0], *last = &unit->versions[unit->version_count - 1];
        if (has_communes(last) && last->until != DAY_NEVER && unit_successors(tree, i, NULL, 0) == 0)
            turn_add(derivation, scratch, (struct turn){last->until, i, false});
        if (has_communes(first) && first->from != DAY_EVER && unit_predecessors(tree, i, NULL, 0) == 0)
            turn_add(derivation, scratch, (struct turn){first->from, i, true});
    }
}

/* Those that ended first: whether all of one went into another is then known. */
static int compare_turns(const void *a, const void *b) {
    const struct turn *first = a, *second = b;
    if (first->day != second->day)
        return first->day < second->day ? -1 : 1;
    if (first->back != second->back)
        return first->back ? 1 : -1;
    return (first->unit > second->unit) - (first->unit < second->unit);
}

/* ---- Where its communes are on the other side of the day */

static void holder_add(struct holders *holders, uint32_t unit) {
    for (uint32_t i = 0; i < holders->count; i++)
        if (holders->units[i] == unit)
            return;
    if (holders->count < KIN_MAX)
        holders->units[holders->count++] = unit;
    else
        holders->unknown = true;
}

static void add_holder_of(const struct unit_slice *slice, uint32_t commune, enum level level, struct holders *holders) {
    uint32_t position = slice->position_of[commune];
    while (position != UNIT_NONE && slice->version[position]->level > level)
        position = slice->parent[position];
    if (position != UNIT_NONE && slice->version[position]->level == level)
        holder_add(holders, slice->unit_of[position]);
    else
        holders->unknown = true;
}

static void add_holders_of(const struct derivation *derivation, const struct turn *turn, uint32_t commune,
                           enum level level, struct holders *holders) {
    const struct unit_tree *tree = derivation->tree;
    const struct unit_slice *other = turn->back ? derivation->before : derivation->after;
    struct succession found[KIN_MAX];
    uint32_t known = 0;
    if (other->position_of[commune] != UNIT_NONE) {
        add_holder_of(other, commune, level, holders);
        return;
    }
    size_t count =
        turn->back ? unit_predecessors(tree, commune, found, KIN_MAX) : unit_successors(tree, commune, found, KIN_MAX);
    for (size_t i = 0; i < count && i < KIN_MAX; i++) {
        if (found[i].effective != turn->day)
            continue;
        known++;
        add_holder_of(other, turn->back ? found[i].from : found[i].to, level, holders);
    }
    holders->unknown |= known == 0 || count > KIN_MAX;
}

static void find_holders(const struct derivation *derivation, const struct turn *turn, struct holders *ret_holders) {
    const struct unit_slice *own = turn->back ? derivation->after : derivation->before;
    uint32_t position = own->position_of[turn->unit];
    *ret_holders = (struct holders){.count = 0};
    for (uint32_t i = position; position != UNIT_NONE && i < own->subtree_end[position]; i++)
        if (own->version[i]->level == LEVEL_COMMUNE)
            add_holders_of(derivation, turn, own->unit_of[i], own->version[position]->level, ret_holders);
}

/* ---- The edges */

static bool went_whole(const struct derivation *derivation, uint32_t from, uint32_t to) {
    for (size_t i = derivation->heir_count; i-- > 0;)
        if (derivation->heirs[i].from == from && derivation->heirs[i].to == to)
            return derivation->heirs[i].kind == SUCCESSION_FULL;
    return false;
}

static void heirs_add(struct derivation *derivation, const struct turn *turn, const struct holders *holders) {
    for (uint32_t i = 0; i < holders->count; i++) {
        derivation->heirs = arena_grow(derivation->arena, derivation->heirs, derivation->heir_count,
                                       &derivation->heir_capacity, sizeof *derivation->heirs);
        derivation->heirs[derivation->heir_count++] =
            (struct succession){.from = turn->unit,
                                .to = holders->units[i],
                                .kind = holders->count == 1 ? SUCCESSION_FULL : SUCCESSION_PARTIAL,
                                .effective = turn->day};
    }
}

static void origins_add(struct derivation *derivation, const struct turn *turn, const struct holders *holders) {
    for (uint32_t i = 0; i < holders->count; i++) {
        bool whole = went_whole(derivation, holders->units[i], turn->unit);
        derivation->origins = arena_grow(derivation->arena, derivation->origins, derivation->origin_count,
                                         &derivation->origin_capacity, sizeof *derivation->origins);
        derivation->origins[derivation->origin_count++] =
            (struct succession){.from = holders->units[i],
                                .to = turn->unit,
                                .kind = whole ? SUCCESSION_FULL : SUCCESSION_PARTIAL,
                                .effective = turn->day};
    }
}

static void derive_one(struct derivation *derivation, const struct turn *turn) {
    struct holders holders;
    find_holders(derivation, turn, &holders);
    if (holders.unknown)
        return;
    if (turn->back)
        origins_add(derivation, turn, &holders);
    else
        heirs_add(derivation, turn, &holders);
}

/* All of one day, which share the trees on both sides of it. */
static size_t derive_day(struct derivation *derivation, size_t first) {
    struct arena trees = {0};
    day_t day = derivation->turns[first].day;
    size_t end = first;
    derivation->before = unit_slice_build(&trees, derivation->tree, day - 1);
    derivation->after = unit_slice_build(&trees, derivation->tree, day);
    for (; end < derivation->turn_count && derivation->turns[end].day == day; end++)
        derive_one(derivation, &derivation->turns[end]);
    arena_done(&trees);
    return end;
}

void unit_tree_derive(struct arena *arena, struct unit_tree *tree) {
    struct arena scratch = {0};
    struct derivation derivation = {.arena = arena, .tree = tree};
    find_turns(&derivation, &scratch);
    if (derivation.turn_count > 0)
        qsort(derivation.turns, derivation.turn_count, sizeof *derivation.turns, compare_turns);
    for (size_t next = 0; next < derivation.turn_count;)
        next = derive_day(&derivation, next);
    if (derivation.heir_count > 0)
        qsort(derivation.heirs, derivation.heir_count, sizeof *derivation.heirs, succession_compare_by_from);
    if (derivation.origin_count > 0)
        qsort(derivation.origins, derivation.origin_count, sizeof *derivation.origins, succession_compare_by_to);
    tree->heirs = derivation.heirs;
    tree->heir_count = (uint32_t)derivation.heir_count;
    tree->origins = derivation.origins;
    tree->origin_count = (uint32_t)derivation.origin_count;
    arena_done(&scratch);
}
