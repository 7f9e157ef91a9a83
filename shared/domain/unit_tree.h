/* Administrative units over time: dated versions, the tree on any date, and what became of whom. Pure.
 *
 * A unit is a number inside one tree (its index); its stable id is "code@first-valid-date" as in unit_versions.csv. Codes are reused: a code
 * means a unit only together with a date. The nation VN is always there, at index 0. A level may be absent (no districts since 2025-07-01).
 * A version's parent is named by its code at that time; the parent on a date is the unit of a higher level that has this code then. */
#ifndef TONGHOP_DOMAIN_UNIT_TREE_H
#define TONGHOP_DOMAIN_UNIT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/clock.h"

enum level { LEVEL_NATION, LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE, LEVEL_COUNT };
#define UNIT_NONE UINT32_MAX
enum { UNIT_CODE_SIZE = 12, UNIT_ID_SIZE = 24 };

const char *level_name(enum level level);                  /* nation province district commune */
bool level_parse(const char *name, enum level *ret_level);

struct unit_version {
    enum level level;
    char code[UNIT_CODE_SIZE], parent_code[UNIT_CODE_SIZE]; /* VN for provinces */
    const char *name, *type;
    day_t from, until; /* [from, until); 2012-01-01 in the source means "then or earlier" and is DAY_EVER here */
};

struct unit {
    const char *id;
    const struct unit_version *versions; /* ordered by time, never overlapping */
    uint32_t version_count;
};

enum succession_kind {
    SUCCESSION_FULL, SUCCESSION_PARTIAL, SUCCESSION_UNCHANGED, SUCCESSION_RENAME, SUCCESSION_RECLASSIFY, SUCCESSION_RECODE, SUCCESSION_MOVE,
    SUCCESSION_PART_AREA, SUCCESSION_PART_POPULATION, SUCCESSION_PART_AREA_ALL_POPULATION, SUCCESSION_COUNT
};
const char *succession_name(enum succession_kind kind); /* full partial unchanged … as in the contract, camelCase */
/* Does the unit go on in the other one as it was, or all of it? */
bool succession_is_whole(enum succession_kind kind);
bool succession_parse(const char *name, enum succession_kind *ret_kind); /* contract names, and those of the mapping CSV (FULL, PART_AREA, …) */

/* How much of a unit went along an edge, as its reorganisation says it: `part` of `of` persons, households or whatever the basis names. Exact, and
 * of all edges of one unit `of` is the same number. */
struct unit_share {
    uint32_t part, of; /* of 0: none is given */
    const char *basis; /* what it was measured by, and where that is written */
};

struct succession {
    uint32_t from, to; /* units */
    enum succession_kind kind;
    day_t effective;
    struct unit_share share;
};

struct unit_tree {
    const struct unit *units;
    uint32_t unit_count;
    const struct succession *successions; /* as recorded; ordered by (from, effective) */
    uint32_t succession_count;
    /* Of provinces and districts for which nothing is recorded: by where their communes went, and where those that they began with came from. */
    const struct succession *heirs, *origins; /* ordered by from; by to */
    uint32_t heir_count, origin_count;
    void *index; /* private: by id, by (code), successions by to */
};

/* What is given to build a tree. Ids unique; versions of a unit may come in any order. */
struct unit_tree_source {
    const struct unit *units;
    uint32_t unit_count;
    const struct succession_source {
        const char *from_id, *to_id;
        enum succession_kind kind;
        day_t effective;
        struct unit_share share;
    } *successions; /* those naming unknown units are left out */
    uint32_t succession_count;
};

/* What is wrong with a set of units; at most `max` are reported. */
enum unit_flaw_kind { UNIT_FLAW_OVERLAP, UNIT_FLAW_CODE_TWICE, UNIT_FLAW_NO_PARENT, UNIT_FLAW_EMPTY_SPAN };
struct unit_flaw {
    enum unit_flaw_kind kind;
    const char *id, *other_id; /* other_id may be NULL */
    day_t date;
};

/* Everything is copied into the arena. The nation is added when the source lacks it. */
struct unit_tree *unit_tree_build(struct arena *arena, const struct unit_tree_source *source);
size_t unit_tree_flaws(const struct unit_tree *tree, struct unit_flaw *ret_flaws, size_t max);

uint32_t unit_by_id(const struct unit_tree *tree, const char *id);                 /* UNIT_NONE */
uint32_t unit_by_code(const struct unit_tree *tree, const char *code, day_t date); /* valid then; any level */
/* A code or a stable id, on a date. An id is found also outside its validity: ask unit_version_at. */
uint32_t unit_find(const struct unit_tree *tree, const char *code_or_id, day_t date);
const struct unit_version *unit_version_at(const struct unit_tree *tree, uint32_t unit, day_t date); /* NULL: not valid then */
/* Units that ever had the code, in time order; returns how many (≤ max). For "who was it, who succeeded it". */
size_t units_with_code(const struct unit_tree *tree, const char *code, uint32_t *ret_units, size_t max);
uint32_t unit_parent(const struct unit_tree *tree, uint32_t unit, day_t date);     /* UNIT_NONE for the nation or when not valid */
size_t unit_ancestors(const struct unit_tree *tree, uint32_t unit, day_t date, uint32_t ret_units[LEVEL_COUNT]); /* nearest first */
bool unit_within(const struct unit_tree *tree, uint32_t unit, uint32_t ancestor, day_t date); /* itself counts */
/* Direct ones by the known reorganisations, ordered; returns how many exist, writes at most max. */
size_t unit_successors(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max);
size_t unit_predecessors(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max);
/* The same; where none is recorded, those derived. A province or district that ended became those of its level that hold all its communes on the next
 * day, one that began comes from those that held all of its own; nothing is derived where this is not known of each of them. */
size_t unit_became(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max, bool *ret_derived);
size_t unit_came_from(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max, bool *ret_derived);

/* The tree on one date, in pre-order: a subtree is the run [position, subtree_end). Children of a node ordered by code. */
struct unit_slice {
    const struct unit_tree *tree;
    day_t date;
    day_t valid_from, valid_until; /* the same slice holds on these days */
    uint32_t count;
    const uint32_t *unit_of;                 /* position → unit */
    const uint32_t *position_of;             /* unit → position, UNIT_NONE when not valid */
    const uint32_t *parent;                  /* position → position; UNIT_NONE for the nation */
    const uint32_t *subtree_end;             /* position → one behind its last descendant */
    const struct unit_version *const *version; /* position → version */
};
struct unit_slice *unit_slice_build(struct arena *arena, const struct unit_tree *tree, day_t date);

#endif
