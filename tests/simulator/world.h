/* The simulated country as it truly is: units over time, what became of whom, who owes what, and the form. Knows nothing of the code under test;
 * it only writes itself down as records of the reference topic. */
#ifndef TONGHOP_TESTS_SIMULATOR_WORLD_H
#define TONGHOP_TESTS_SIMULATOR_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "reference/snapshot.h"

enum { CODE_SIZE = 16, SPANS_MAX = 12, UNITS_MAX = 1200, EDGES_MAX = 2000, NOBODY = -1, CELLS = 5, CELLS_AT_FIRST = 4 };
enum { NATION, PROVINCE, DISTRICT, COMMUNE };
enum { COMMITTEE, POLICE, AGENCIES };

struct span { /* [from, until) */
    day_t from, until;
    int parent;
    char code[CODE_SIZE];
};
struct place_over_time {
    int level;
    char id[CODE_SIZE + 12];
    struct span spans[SPANS_MAX];
    int span_count;
};
struct edge {
    int from, to;
    day_t date;
    bool full;
    int part, of; /* how much went along it; of 0: nobody says */
};

/* Who owes the form: the committees of the communes below a province (or all), those of the districts, the police of the communes. */
struct owing {
    int within; /* NOBODY: the nation */
    bool districts, police;
};

struct world {
    struct place_over_time units[UNITS_MAX];
    int unit_count;
    struct edge edges[EDGES_MAX];
    int edge_count, code_count;
    struct owing owing;
    bool second_version; /* the form has a second version from 2025-H1 on, with one cell more */
    int64_t generation;
};

/* Provinces, one without districts, one with communes beside its districts: trees of three and of four levels and of both. */
void world_begin(struct world *world, uint64_t seed);

/* One act of reorganisation, chosen by `dice`; nothing where what it names cannot be. */
void world_change(struct world *world, uint64_t dice);

int world_level_at(const struct world *world, int unit, day_t date);  /* NOBODY: not there then */
int world_parent_at(const struct world *world, int unit, day_t date); /* NOBODY: none */
bool world_within(const struct world *world, int unit, int ancestor, day_t date);
/* Does the ancestor, on a tree, hold all that became of the unit, or, where it is yet to come, all that it comes from? */
bool world_contains(const struct world *world, int ancestor, int unit, day_t date);
/* Was the unit divided by shares that are all known, so that all of it arrives on the tree? */
bool world_divided(const struct world *world, int unit, day_t date);
/* What of a figure arrives in a node, or exactly there. *ret_some: anything does, were it 0. */
int64_t world_arriving(const struct world *world, int unit, int64_t figure, int node, bool exactly, day_t date, bool *ret_some);
bool world_owes(const struct world *world, int unit, int agency, day_t date);

extern const char *const agency_codes[AGENCIES];

/* The reference as the services would receive it. */
void world_publish(struct world *world, struct reference *reference);

#endif
