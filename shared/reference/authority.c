/* Decides who may act for which unit: the token's roots against the tree of the data's date, and against today's for units of the past. */
#include "reference/authority.h"

#include <string.h>

#include "core/text.h"

enum { SUCCESSIONS_MAX = 32, PAST_DEPTH_MAX = 8 };

/* "001/police" → unit part and function. */
static bool root_split(const char *root, char ret_unit[UNIT_ID_SIZE], const char **ret_function) {
    const char *slash = strchr(root, '/');
    size_t size = slash ? (size_t)(slash - root) : strlen(root);
    if (size == 0 || size >= UNIT_ID_SIZE)
        return false;
    memcpy(ret_unit, root, size);
    ret_unit[size] = '\0';
    *ret_function = slash ? slash + 1 : NULL;
    return true;
}

static bool past_within(const struct snapshot *snapshot, uint32_t unit, uint32_t root, day_t today, int depth);

/* All successors lie inside; a unit without known succession is inside when nothing says otherwise about its children. */
static bool successors_within(const struct snapshot *snapshot, uint32_t unit, uint32_t root, day_t today, int depth,
                              bool *ret_known) {
    struct succession successions[SUCCESSIONS_MAX];
    size_t count = unit_successors(snapshot_tree(snapshot), unit, successions, SUCCESSIONS_MAX);
    *ret_known = count > 0;
    if (count > SUCCESSIONS_MAX)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!past_within(snapshot, successions[i].to, root, today, depth - 1))
            return false;
    return count > 0;
}

/* Those it had on its last day: many units ended together, so that their tree is kept. */
static bool children_within(const struct snapshot *snapshot, uint32_t unit, uint32_t root, day_t today, int depth) {
    struct arena arena = {0};
    const struct unit *gone = &snapshot_tree(snapshot)->units[unit];
    const struct unit_version *last = &gone->versions[gone->version_count - 1];
    if (last->level == LEVEL_COMMUNE) /* spares the tree of its last day */
        return false;
    const struct unit_slice *slice = snapshot_slice(snapshot, last->until - 1, &arena);
    uint32_t position = slice->position_of[unit];
    uint32_t child = position + 1, end = position == UNIT_NONE ? 0 : slice->subtree_end[position];
    bool within = child < end;
    for (; within && child < end; child = slice->subtree_end[child])
        within = past_within(snapshot, slice->unit_of[child], root, today, depth - 1);
    arena_done(&arena);
    return within;
}

/* Does a unit lie wholly inside `root` as of today, by what became of it? */
static bool past_within(const struct snapshot *snapshot, uint32_t unit, uint32_t root, day_t today, int depth) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    if (unit_version_at(tree, unit, today))
        return unit_within(tree, unit, root, today);
    if (depth == 0)
        return false;
    bool known;
    bool within = successors_within(snapshot, unit, root, today, depth, &known);
    return known ? within : children_within(snapshot, unit, root, today, depth);
}

static bool root_covers(const struct snapshot *snapshot, uint32_t root, uint32_t unit, day_t date, day_t today) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    if (root == 0) /* the nation */
        return true;
    if (unit_version_at(tree, root, date) && unit_version_at(tree, unit, date) && unit_within(tree, unit, root, date))
        return true;
    return past_within(snapshot, unit, root, today, PAST_DEPTH_MAX);
}

static bool covers(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                   const char *function, bool any_function, day_t today) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    for (uint32_t i = 0; unit != UNIT_NONE && i < caller->root_count; i++) {
        char code[UNIT_ID_SIZE];
        const char *root_function;
        if (!root_split(caller->roots[i], code, &root_function))
            continue;
        if (root_function && !any_function && (!function || strcmp(root_function, function) != 0))
            continue;
        uint32_t root = unit_find(tree, code, today);
        if (root != UNIT_NONE && root_covers(snapshot, root, unit, date, today))
            return true;
    }
    return false;
}

bool authority_covers(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                      const char *function, day_t today) {
    return covers(snapshot, caller, unit, date, function, false, today);
}

bool authority_touches(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                       day_t today) {
    return covers(snapshot, caller, unit, date, NULL, true, today);
}

uint32_t authority_roots(const struct snapshot *snapshot, const struct caller *caller, day_t today,
                         uint32_t ret_units[CALLER_ROOTS_MAX]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < caller->root_count; i++) {
        char code[UNIT_ID_SIZE];
        const char *function;
        uint32_t unit =
            root_split(caller->roots[i], code, &function) ? unit_find(snapshot_tree(snapshot), code, today) : UNIT_NONE;
        if (unit != UNIT_NONE)
            ret_units[count++] = unit;
    }
    return count;
}
