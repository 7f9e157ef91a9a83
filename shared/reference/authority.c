/* Decides who may act for which unit: the token's roots against the tree of the data's date, and against today's for units of the past. */
#include "reference/authority.h"

#include <string.h>

#include "core/text.h"

enum { SUCCESSIONS_MAX = 32, PAST_DEPTH_MAX = 8 };

struct question {
    const struct snapshot *snapshot;
    uint32_t unit;
    day_t date, today;
    const char *function; /* NULL: the unit as a whole */
    bool any_function;    /* whichever the root has */
};

/* ---- What became of a unit */

/* The smallest unit that holds both today; UNIT_NONE where one of them is none. */
static uint32_t common_unit(const struct unit_tree *tree, uint32_t first, uint32_t second, day_t today) {
    uint32_t unit = first;
    while (unit != UNIT_NONE && !unit_within(tree, second, unit, today))
        unit = unit_parent(tree, unit, today);
    return unit;
}

static uint32_t holder_of(const struct question *question, uint32_t unit, bool whole, int depth);

static uint32_t holder_of_successors(const struct question *question, const struct succession *successions,
                                     size_t count, bool whole, int depth) {
    const struct unit_tree *tree = snapshot_tree(question->snapshot);
    uint32_t holder = UNIT_NONE;
    for (size_t i = 0; i < count; i++) {
        if (whole && !succession_is_whole(successions[i].kind))
            return UNIT_NONE;
        uint32_t next = holder_of(question, successions[i].to, whole, depth - 1);
        holder = i == 0 ? next : common_unit(tree, holder, next, question->today);
    }
    return holder;
}

/* Of those it had on its last day: many units ended together, so that their tree is kept. What becomes of it as a whole does not depend on how
 * its children were cut. */
static uint32_t holder_of_children(const struct question *question, uint32_t unit, int depth) {
    struct arena arena = {0};
    const struct unit_tree *tree = snapshot_tree(question->snapshot);
    const struct unit *gone = &tree->units[unit];
    const struct unit_version *last = &gone->versions[gone->version_count - 1];
    if (last->level == LEVEL_COMMUNE) /* spares the tree of its last day */
        return UNIT_NONE;
    const struct unit_slice *slice = snapshot_slice(question->snapshot, last->until - 1, &arena);
    uint32_t position = slice->position_of[unit], holder = UNIT_NONE;
    uint32_t first = position + 1, end = position == UNIT_NONE ? 0 : slice->subtree_end[position];
    for (uint32_t child = first; child < end; child = slice->subtree_end[child]) {
        uint32_t next = holder_of(question, slice->unit_of[child], false, depth - 1);
        holder = child == first ? next : common_unit(tree, holder, next, question->today);
    }
    arena_done(&arena);
    return holder;
}

/* The smallest unit of today that holds all of it; UNIT_NONE: not known, or not `whole`. */
static uint32_t holder_of(const struct question *question, uint32_t unit, bool whole, int depth) {
    const struct unit_tree *tree = snapshot_tree(question->snapshot);
    struct succession successions[SUCCESSIONS_MAX];
    if (unit_version_at(tree, unit, question->today))
        return unit;
    size_t count = unit_successors(tree, unit, successions, SUCCESSIONS_MAX);
    if (depth == 0 || count > SUCCESSIONS_MAX)
        return UNIT_NONE;
    return count > 0 ? holder_of_successors(question, successions, count, whole, depth)
                     : holder_of_children(question, unit, depth);
}

/* By what holds the unit today, or, where nothing does, the one above it then. */
static bool past_within(const struct question *question, uint32_t root, bool whole) {
    const struct unit_tree *tree = snapshot_tree(question->snapshot);
    uint32_t holder = UNIT_NONE;
    for (uint32_t unit = question->unit; unit != UNIT_NONE && holder == UNIT_NONE;
         unit = unit_parent(tree, unit, question->date))
        holder = holder_of(question, unit, whole, PAST_DEPTH_MAX);
    return unit_within(tree, holder, root, question->today);
}

/* ---- What a root may */

static bool was_within(const struct question *question, uint32_t root) {
    const struct unit_tree *tree = snapshot_tree(question->snapshot);
    return unit_version_at(tree, root, question->date) && unit_version_at(tree, question->unit, question->date) &&
           unit_within(tree, question->unit, root, question->date);
}

static bool reads(const struct question *question, const struct caller_root *root) {
    return root->unit == 0 || was_within(question, root->unit) || past_within(question, root->unit, false);
}

static bool writes(const struct question *question, const struct caller_root *root) {
    return root->unit == 0 || was_within(question, root->unit) || past_within(question, root->unit, true);
}

static bool stands_for(const struct question *question, const struct caller_root *root) {
    return root->unit == question->unit || root->unit == holder_of(question, question->unit, false, PAST_DEPTH_MAX);
}

static enum level level_on(const struct unit_tree *tree, uint32_t unit, day_t date) {
    const struct unit_version *version = unit_version_at(tree, unit, date);
    return version ? version->level : tree->units[unit].versions[tree->units[unit].version_count - 1].level;
}

static bool reviews(const struct question *question, const struct caller_root *root) {
    const struct unit_tree *tree = snapshot_tree(question->snapshot);
    if (root->unit == 0)
        return true;
    if (level_on(tree, root->unit, question->today) < level_on(tree, question->unit, question->date))
        return reads(question, root);
    return !root->function && question->function && !function_is_implied(question->function) &&
           stands_for(question, root);
}

/* ---- Asking about all roots */

/* "001/police" → the unit today and the function. */
static bool root_find(const struct snapshot *snapshot, const char *text, day_t today, struct caller_root *ret_root) {
    char unit[UNIT_ID_SIZE];
    const char *slash = strchr(text, '/');
    size_t size = slash ? (size_t)(slash - text) : strlen(text);
    if (size == 0 || size >= UNIT_ID_SIZE)
        return false;
    memcpy(unit, text, size);
    unit[size] = '\0';
    *ret_root = (struct caller_root){unit_find(snapshot_tree(snapshot), unit, today), slash ? slash + 1 : NULL};
    return ret_root->unit != UNIT_NONE;
}

static bool has_function(const struct question *question, const struct caller_root *root) {
    return !root->function || question->any_function || text_equal(root->function, question->function);
}

/* Test builds only: whoever asks may, so that the tests see what the second line keeps back by itself (docs/decisions/0014-second-line.md). */
#ifdef TONGHOP_FIRST_LINE_OFF
const char *const authority_is_off = "TONGHOP_FIRST_LINE_OFF: everybody may do everything";
#endif

static bool any_root(const struct question *question, const struct caller *caller,
                     bool (*may)(const struct question *question, const struct caller_root *root)) {
    struct caller_root root;
#ifdef TONGHOP_FIRST_LINE_OFF
    if (question->unit != UNIT_NONE && authority_is_off)
        return true;
#endif
    for (uint32_t i = 0; question->unit != UNIT_NONE && i < caller->root_count; i++)
        if (root_find(question->snapshot, caller->roots[i], question->today, &root) && has_function(question, &root) &&
            may(question, &root))
            return true;
    return false;
}

bool authority_covers(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                      const char *function, day_t today) {
    struct question question = {snapshot, unit, date, today, function, false};
    return any_root(&question, caller, reads);
}

bool authority_touches(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                       day_t today) {
    struct question question = {snapshot, unit, date, today, NULL, true};
    return any_root(&question, caller, reads);
}

bool authority_writes(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                      const char *function, day_t today) {
    struct question question = {snapshot, unit, date, today, function, false};
    return any_root(&question, caller, writes);
}

bool authority_reviews(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, day_t date,
                       const char *function, day_t today) {
    struct question question = {snapshot, unit, date, today, function, false};
    return any_root(&question, caller, reviews);
}

bool authority_stands_for(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit,
                          const char *function, day_t today) {
    struct question question = {snapshot, unit, today, today, function, false};
    return any_root(&question, caller, stands_for);
}

uint32_t authority_roots(const struct snapshot *snapshot, const struct caller *caller, day_t today,
                         struct caller_root ret_roots[CALLER_ROOTS_MAX]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < caller->root_count; i++)
        count += root_find(snapshot, caller->roots[i], today, &ret_roots[count]);
    return count;
}

uint32_t authority_holder(const struct snapshot *snapshot, uint32_t unit, day_t today) {
    struct question question = {.snapshot = snapshot, .unit = unit, .today = today};
    return holder_of(&question, unit, false, PAST_DEPTH_MAX);
}
