/* Where on a tree a unit of another time belongs. */
#include "home.h"

enum { SUCCESSORS_MAX = 32, STEPS_MAX = 8 };

/* In pre-order an ancestor comes first and its subtree is a run. */
static uint32_t common_ancestor(const struct unit_slice *slice, uint32_t a, uint32_t b) {
    uint32_t first = a < b ? a : b, second = a < b ? b : a;
    while (slice->subtree_end[first] <= second)
        first = slice->parent[first];
    return first;
}

static uint32_t home_within(const struct unit_slice *slice, uint32_t unit, int steps);

static uint32_t home_of_successors(const struct unit_slice *slice, const struct succession *successions, size_t count,
                                   int steps) {
    uint32_t home = UNIT_NONE;
    for (size_t i = 0; i < count; i++) {
        uint32_t of_one = home_within(slice, successions[i].to, steps - 1);
        if (of_one == UNIT_NONE)
            return UNIT_NONE;
        home = home == UNIT_NONE ? of_one : common_ancestor(slice, home, of_one);
    }
    return home;
}

static uint32_t home_of_parent(const struct unit_slice *slice, uint32_t unit, int steps) {
    const struct unit *gone = &slice->tree->units[unit];
    day_t last_day = gone->versions[gone->version_count - 1].until - 1;
    uint32_t parent = unit_parent(slice->tree, unit, last_day);
    return parent == UNIT_NONE ? UNIT_NONE : home_within(slice, parent, steps - 1);
}

static uint32_t home_within(const struct unit_slice *slice, uint32_t unit, int steps) {
    if (slice->position_of[unit] != UNIT_NONE || steps == 0)
        return slice->position_of[unit];
    const struct unit *gone = &slice->tree->units[unit];
    if (gone->versions[gone->version_count - 1].until > slice->date)
        return UNIT_NONE; /* it is yet to come */
    struct succession successions[SUCCESSORS_MAX];
    size_t count = unit_successors(slice->tree, unit, successions, SUCCESSORS_MAX);
    if (count == 0 || count > SUCCESSORS_MAX)
        return home_of_parent(slice, unit, steps);
    return home_of_successors(slice, successions, count, steps);
}

uint32_t unit_home(const struct unit_slice *slice, uint32_t unit) {
    return home_within(slice, unit, STEPS_MAX);
}
