/* Which roots reach a unit at any time: by who stood above it, and by who holds what became of it. */
#include "core/text.h"
#include "reference/authority.h"
#include "reference/snapshot_parts.h"

enum { TODAYS_MAX = 8 };

/* ---- Of one unit */

struct climb {
    const struct unit_tree *tree;
    struct arena *arena;
    day_t today;
    const uint32_t *holders; /* by unit, as of today */
    uint32_t unit;
    struct reach_root *roots; /* of all units so far; those of this one from `first` on */
    size_t count, capacity, first;
};

static void add_root(struct climb *climb, uint32_t root) {
    for (size_t i = climb->first; i < climb->count; i++)
        if (climb->roots[i].unit == root) {
            climb->roots[i].stands = climb->roots[i].stands || root == climb->holders[climb->unit];
            return;
        }
    climb->roots = arena_grow(climb->arena, climb->roots, climb->count, &climb->capacity, sizeof *climb->roots);
    bool stands = root == climb->unit || root == climb->holders[climb->unit];
    climb->roots[climb->count++] = (struct reach_root){root, stands};
}

static void add_holder(struct climb *climb, uint32_t holder) {
    for (uint32_t unit = holder; unit != UNIT_NONE; unit = unit_parent(climb->tree, unit, climb->today))
        add_root(climb, unit);
}

static void climb_from(struct climb *climb, uint32_t unit, day_t from, day_t until, bool seeking);

/* Within a version the parent changes at most once. */
static void climb_version(struct climb *climb, uint32_t unit, day_t from, day_t until, bool seeking) {
    day_t last = until == DAY_NEVER ? climb->today : until - 1;
    uint32_t parent = unit_parent(climb->tree, unit, from);
    uint32_t later = unit_parent(climb->tree, unit, last > from ? last : from);
    if (parent != UNIT_NONE)
        climb_from(climb, parent, from, until, seeking);
    if (later != UNIT_NONE && later != parent)
        climb_from(climb, later, from, until, seeking);
}

/* `seeking`: nobody below is known to be held by anybody today, so whoever holds the one above does. */
static void climb_from(struct climb *climb, uint32_t unit, day_t from, day_t until, bool seeking) {
    const struct unit *climbed = &climb->tree->units[unit];
    add_root(climb, unit);
    if (seeking && climb->holders[unit] != UNIT_NONE)
        add_holder(climb, climb->holders[unit]);
    for (uint32_t i = 0; i < climbed->version_count; i++) {
        const struct unit_version *version = &climbed->versions[i];
        day_t begins = version->from > from ? version->from : from;
        day_t ends = version->until < until ? version->until : until;
        if (begins < ends)
            climb_version(climb, unit, begins, ends, seeking && climb->holders[unit] == UNIT_NONE);
    }
}

/* ---- Of all */

/* Today and the days to come on which the known tree changes. */
static uint32_t todays_of(const struct unit_tree *tree, day_t today, day_t ret_todays[TODAYS_MAX]) {
    uint32_t count = 1;
    ret_todays[0] = today;
    for (uint32_t unit = 0; unit < tree->unit_count; unit++)
        for (uint32_t i = 0; i < tree->units[unit].version_count; i++) {
            day_t from = tree->units[unit].versions[i].from;
            bool known = from <= today;
            for (uint32_t j = 0; j < count; j++)
                known = known || ret_todays[j] == from;
            if (!known && count < TODAYS_MAX)
                ret_todays[count++] = from;
        }
    return count;
}

static const uint32_t *holders_on(const struct snapshot *snapshot, day_t today, struct arena *arena) {
    uint32_t count = snapshot_tree(snapshot)->unit_count;
    uint32_t *holders = arena_new_array(arena, uint32_t, count);
    for (uint32_t unit = 0; unit < count; unit++)
        holders[unit] = authority_holder(snapshot, unit, today);
    return holders;
}

static struct unit_reach *reach_build(const struct snapshot *snapshot, day_t today, struct arena *arena) {
    struct arena working = {0};
    const uint32_t *holders[TODAYS_MAX];
    day_t todays[TODAYS_MAX];
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t today_count = todays_of(tree, today, todays);
    for (uint32_t i = 0; i < today_count; i++)
        holders[i] = holders_on(snapshot, todays[i], &working);
    uint32_t *first = arena_new_array(arena, uint32_t, (size_t)tree->unit_count + 1);
    struct climb climb = {.tree = tree, .arena = &working};
    for (climb.unit = 0; climb.unit < tree->unit_count; climb.unit++) {
        first[climb.unit] = (uint32_t)climb.count;
        climb.first = climb.count;
        for (uint32_t i = 0; i < today_count; i++) {
            climb.today = todays[i];
            climb.holders = holders[i];
            climb_from(&climb, climb.unit, DAY_EVER, DAY_NEVER, true);
        }
    }
    first[tree->unit_count] = (uint32_t)climb.count;
    struct unit_reach *reach = arena_new(arena, struct unit_reach);
    *reach = (struct unit_reach){first, arena_copy(arena, climb.roots, climb.count * sizeof *climb.roots)};
    arena_done(&working);
    return reach;
}

/* What was computed earlier holds later too: the days to come are in it. */
const struct unit_reach *authority_unit_reach(const struct snapshot *snapshot, day_t today) {
    struct unit_part *part = snapshot->units;
    pthread_mutex_lock(&part->reach_lock);
    if (!part->reach || today < part->reach_day) {
        part->reach = reach_build(snapshot, today, &part->reach_arena);
        part->reach_day = today;
    }
    const struct unit_reach *reach = part->reach;
    pthread_mutex_unlock(&part->reach_lock);
    return reach;
}

/* ---- For a caller */

static bool root_serves(const struct caller_root *root, const char *function) {
    return !root->function || !function || text_equal(root->function, function);
}

static bool is_reached(const struct unit_reach *reach, uint32_t unit, const struct caller_root *root) {
    for (uint32_t i = reach->first[unit]; i < reach->first[unit + 1]; i++)
        if (reach->roots[i].unit == root->unit)
            return true;
    return false;
}

const bool *authority_reach(const struct snapshot *snapshot, const struct caller *caller, day_t today,
                            const char *function, struct arena *arena) {
    uint32_t unit_count = snapshot_tree(snapshot)->unit_count;
    struct caller_root roots[CALLER_ROOTS_MAX];
    uint32_t count = authority_roots(snapshot, caller, today, roots);
    const struct unit_reach *reach = authority_unit_reach(snapshot, today);
    bool *reached = arena_new_array(arena, bool, unit_count);
    for (uint32_t i = 0; i < count; i++) {
        if (!root_serves(&roots[i], function))
            continue;
        if (roots[i].unit == 0)
            return NULL;
        for (uint32_t unit = 0; unit < unit_count; unit++)
            reached[unit] = reached[unit] || is_reached(reach, unit, &roots[i]);
    }
    return reached;
}

const char *authority_root_text(const struct snapshot *snapshot, const struct caller_root *root, struct arena *arena) {
    const char *unit = snapshot_tree(snapshot)->units[root->unit].id;
    return root->function ? arena_format(arena, "%s/%s", unit, root->function) : unit;
}

const char *authority_root_for(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit,
                               const char *function, day_t today, struct arena *arena) {
    struct caller_root roots[CALLER_ROOTS_MAX];
    uint32_t count = authority_roots(snapshot, caller, today, roots), found = 0;
    const struct unit_reach *reach = authority_unit_reach(snapshot, today);
    if (count == 0 || unit == UNIT_NONE)
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        if (root_serves(&roots[i], function) && is_reached(reach, unit, &roots[i])) {
            found = i;
            break;
        }
    return authority_root_text(snapshot, &roots[found], arena);
}
