/* Narrows down, for a caller, the units that a list needs to look at: by who stood below whom, and who went into whom, at any time. */
#include "reference/authority.h"

/* Who stood below whom at the beginning or the end of a version: between, nobody changes his parent. */
struct below {
    uint32_t unit, parent;
    bool both_ended; /* the children of one that ended without known successors say where it is today */
};

struct belows {
    struct below *all;
    size_t count;
};

static bool has_ended(const struct unit_tree *tree, uint32_t unit, day_t today) {
    return unit_version_at(tree, unit, today) == NULL;
}

static void below_add(struct belows *belows, const struct unit_tree *tree, uint32_t unit, day_t date, day_t today) {
    uint32_t parent = unit_parent(tree, unit, date);
    if (parent == UNIT_NONE || parent == 0)
        return;
    bool both_ended = has_ended(tree, unit, today) && has_ended(tree, parent, today);
    belows->all[belows->count++] = (struct below){unit, parent, both_ended};
}

static struct belows belows_of(const struct unit_tree *tree, day_t today, struct arena *arena) {
    size_t most = 0;
    for (uint32_t unit = 0; unit < tree->unit_count; unit++)
        most += 2 * tree->units[unit].version_count;
    struct belows belows = {.all = arena_new_array(arena, struct below, most)};
    for (uint32_t unit = 0; unit < tree->unit_count; unit++)
        for (uint32_t i = 0; i < tree->units[unit].version_count; i++) {
            const struct unit_version *version = &tree->units[unit].versions[i];
            day_t last = version->until - 1 < today ? version->until - 1 : today;
            below_add(&belows, tree, unit, version->from, today);
            below_add(&belows, tree, unit, last > version->from ? last : version->from, today);
        }
    return belows;
}

static bool reach(bool *reached, uint32_t unit, bool when) {
    bool is_new = when && !reached[unit];
    reached[unit] = reached[unit] || when;
    return is_new;
}

/* One step further; false: nothing is new. */
static bool spread(const struct unit_tree *tree, const struct belows *belows, bool *reached) {
    bool more = false;
    for (size_t i = 0; i < belows->count; i++) {
        const struct below *below = &belows->all[i];
        more |= reach(reached, below->unit, reached[below->parent]);
        more |= reach(reached, below->parent, reached[below->unit] && below->both_ended);
    }
    for (uint32_t i = 0; i < tree->succession_count; i++)
        more |= reach(reached, tree->successions[i].from, reached[tree->successions[i].to]);
    return more;
}

const bool *authority_reach(const struct snapshot *snapshot, const struct caller *caller, day_t today,
                            struct arena *arena) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t roots[CALLER_ROOTS_MAX];
    uint32_t count = authority_roots(snapshot, caller, today, roots);
    bool *reached = arena_new_array(arena, bool, tree->unit_count);
    for (uint32_t i = 0; i < count; i++) {
        if (roots[i] == 0)
            return NULL;
        reached[roots[i]] = true;
    }
    struct belows belows = belows_of(tree, today, arena);
    while (spread(tree, &belows, reached))
        continue;
    return reached;
}
