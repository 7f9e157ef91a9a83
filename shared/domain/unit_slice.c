/* The tree on one date as flat arrays in pre-order, made in a few passes over the versions, which lie in the order of their codes.
 *
 * Walking each depth in the order of codes gives every node its place behind its elder siblings, so nothing is sorted. */
#include <assert.h>
#include <string.h>

#include "domain/unit_index.h"

enum { NATION_UNIT = 0 };
#define OUTSIDE UINT32_MAX /* depth of a node with no way up to the nation: it is not in the slice */

struct node {
    const struct code_entry *entry;
    uint32_t parent, depth, size;
    uint32_t position, next; /* next: position of its next child */
};
struct nodes {
    struct node *items; /* ordered by code */
    uint32_t count;
};

static day_t later(day_t a, day_t b) {
    return a > b ? a : b;
}

static day_t earlier(day_t a, day_t b) {
    return a < b ? a : b;
}

/* Narrows the days on which the slice holds to the side of a beginning or an end on which its date lies. */
static void bound_at(struct unit_slice *slice, day_t change) {
    if (change <= slice->date)
        slice->valid_from = later(slice->valid_from, change);
    else
        slice->valid_until = earlier(slice->valid_until, change);
}

static uint32_t count_valid(const struct unit_index *index, struct unit_slice *slice) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < index->entry_count; i++) {
        const struct code_entry *entry = &index->entries[i];
        bound_at(slice, entry->from);
        bound_at(slice, entry->until);
        count += span_holds(entry->from, entry->until, slice->date);
    }
    return count;
}

static struct nodes nodes_valid(struct arena *arena, const struct unit_index *index, struct unit_slice *slice) {
    struct nodes nodes = {.items = arena_new_array(arena, struct node, count_valid(index, slice))};
    for (uint32_t i = 0; i < index->entry_count; i++) {
        const struct code_entry *entry = &index->entries[i];
        if (span_holds(entry->from, entry->until, slice->date))
            nodes.items[nodes.count++] = (struct node){
                .entry = entry, .parent = UNIT_NONE, .depth = entry->unit == NATION_UNIT ? 0 : OUTSIDE, .size = 1};
    }
    return nodes;
}

static uint32_t first_with_code(const struct nodes *nodes, const char *code) {
    uint32_t low = 0, high = nodes->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(nodes->items[middle].entry->code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The node at the nearest level above `level` that holds the code; UNIT_NONE: none. */
static uint32_t node_above(const struct nodes *nodes, const char *code, enum level level) {
    uint32_t found = UNIT_NONE;
    for (uint32_t i = first_with_code(nodes, code); i < nodes->count; i++) {
        const struct code_entry *entry = nodes->items[i].entry;
        if (strcmp(entry->code, code) != 0)
            break;
        if (entry->version->level < level &&
            (found == UNIT_NONE || entry->version->level > nodes->items[found].entry->version->level))
            found = i;
    }
    return found;
}

/* Parents of the nodes of one level. Neighbours in code mostly share their parent, so the last answer is asked first. */
static void find_parents(struct nodes *nodes, enum level level) {
    const char *last_code = NULL;
    uint32_t last = UNIT_NONE;
    for (uint32_t i = 0; i < nodes->count; i++) {
        struct node *node = &nodes->items[i];
        const struct unit_version *version = node->entry->version;
        if (version->level != level)
            continue;
        if (last_code == NULL || strcmp(last_code, version->parent_code) != 0) {
            last_code = version->parent_code;
            last = node_above(nodes, last_code, level);
        }
        if (last == UNIT_NONE || nodes->items[last].depth == OUTSIDE)
            continue;
        node->parent = last;
        node->depth = nodes->items[last].depth + 1;
    }
}

static void add_sizes(struct nodes *nodes, uint32_t depth) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (nodes->items[i].depth == depth)
            nodes->items[nodes->items[i].parent].size += nodes->items[i].size;
    }
}

static void place(struct nodes *nodes, uint32_t depth) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        struct node *node = &nodes->items[i];
        if (node->depth != depth)
            continue;
        if (depth > 0) {
            struct node *parent = &nodes->items[node->parent];
            node->position = parent->next;
            parent->next += node->size;
        }
        node->next = node->position + 1;
    }
}

static void arrange(struct nodes *nodes) {
    for (enum level level = LEVEL_PROVINCE; level < LEVEL_COUNT; level++)
        find_parents(nodes, level);
    for (uint32_t depth = LEVEL_COUNT - 1; depth > 0; depth--)
        add_sizes(nodes, depth);
    for (uint32_t depth = 0; depth < LEVEL_COUNT; depth++)
        place(nodes, depth);
}

static uint32_t count_inside(const struct nodes *nodes) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < nodes->count; i++)
        count += nodes->items[i].depth != OUTSIDE;
    return count;
}

static void lay_out(struct arena *arena, const struct nodes *nodes, struct unit_slice *slice) {
    slice->count = count_inside(nodes);
    uint32_t *unit_of = arena_new_array(arena, uint32_t, slice->count);
    uint32_t *parent = arena_new_array(arena, uint32_t, slice->count);
    uint32_t *subtree_end = arena_new_array(arena, uint32_t, slice->count);
    uint32_t *position_of = arena_new_array(arena, uint32_t, slice->tree->unit_count);
    const struct unit_version **version = arena_new_array(arena, const struct unit_version *, slice->count);
    memset(position_of, 0xFF, slice->tree->unit_count * sizeof *position_of); /* UNIT_NONE */
    for (uint32_t i = 0; i < nodes->count; i++) {
        const struct node *node = &nodes->items[i];
        if (node->depth == OUTSIDE)
            continue;
        assert(node->position < slice->count);
        unit_of[node->position] = node->entry->unit;
        position_of[node->entry->unit] = node->position;
        parent[node->position] = node->parent == UNIT_NONE ? UNIT_NONE : nodes->items[node->parent].position;
        subtree_end[node->position] = node->position + node->size;
        version[node->position] = node->entry->version;
    }
    slice->unit_of = unit_of;
    slice->position_of = position_of;
    slice->parent = parent;
    slice->subtree_end = subtree_end;
    slice->version = version;
}

struct unit_slice *unit_slice_build(struct arena *arena, const struct unit_tree *tree, day_t date) {
    struct unit_slice *slice = arena_new(arena, struct unit_slice);
    *slice = (struct unit_slice){.tree = tree, .date = date, .valid_from = DAY_EVER, .valid_until = DAY_NEVER};
    struct arena working = {0}; /* of what takes more room than the slice and nobody needs after it */
    struct nodes nodes = nodes_valid(&working, index_of(tree), slice);
    arrange(&nodes);
    lay_out(arena, &nodes, slice);
    arena_done(&working);
    return slice;
}
