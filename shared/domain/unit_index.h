/* How a unit tree finds things; private to the unit_*.c files of this room. */
#ifndef TONGHOP_DOMAIN_UNIT_INDEX_H
#define TONGHOP_DOMAIN_UNIT_INDEX_H

#include "core/map.h"
#include "domain/unit_tree.h"

/* One version of one unit, found by its code. Kept small and flat: a slice reads all of them. */
struct code_entry {
    char code[UNIT_CODE_SIZE];
    day_t from, until;
    uint32_t unit;
    const struct unit_version *version;
};

struct unit_index {
    struct map by_id;                 /* → struct unit */
    const struct code_entry *entries; /* ordered by (code, from, level) */
    uint32_t entry_count;
    const struct succession *by_to; /* the successions, ordered by (to, effective) */
};

static inline const struct unit_index *index_of(const struct unit_tree *tree) {
    return tree->index;
}

int succession_compare_by_from(const void *a, const void *b);
int succession_compare_by_to(const void *a, const void *b);
/* Fills in heirs and origins of a tree that is otherwise complete. */
void unit_tree_derive(struct arena *arena, struct unit_tree *tree);

static inline bool span_holds(day_t from, day_t until, day_t date) {
    return from <= date && date < until;
}

/* The entries of one code: [*ret_first, the result). */
const struct code_entry *entries_with_code(const struct unit_index *index, const char *code,
                                           const struct code_entry **ret_first);
/* The unit above a version on a date: of those that hold its parent code then, the one at the nearest higher level; NULL: none. */
const struct code_entry *parent_entry(const struct unit_index *index, const struct unit_version *version, day_t date);

#endif
