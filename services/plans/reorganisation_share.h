/* How much of a unit goes along an edge of a reorganisation: {"part": 4321, "of": 10000, "basis": "population"}, or in the mapping CSV the
 * columns share (4321/10000) and share_basis.
 *
 * `of` is what the unit had of whatever the basis names, so it is the same for all its edges, and their parts make it up: not more, and not less
 * unless the unit goes on and keeps the rest. Edges along which a unit goes whole have none. */
#ifndef TONGHOP_PLANS_REORGANISATION_SHARE_H
#define TONGHOP_PLANS_REORGANISATION_SHARE_H

#include "core/fail.h"
#include "domain/unit_tree.h"
#include "json/read.h"
#include "json/write.h"

enum { SHARE_OF_MAX = 1000000000, SHARE_BASIS_BYTES_MAX = 300 };

/* Of an edge; of = 0 where none is given or it is wrong. All that is wrong is in issues. */
void share_read(struct object *edge, struct arena *arena, struct unit_share *ret_share);
/* False: not of the form 4321/10000, or beyond what is allowed. */
bool share_parse(const char *text, struct unit_share *ret_share) MUST_CHECK;

/* What the edges of one unit say together. */
struct division {
    struct unit_share share; /* of its first edge that has one */
    uint64_t parts;
    uint32_t edges, shared;
    bool has_whole, differs; /* a whole edge has a share; another `of` or basis is named */
};
void division_add(struct division *division, enum succession_kind kind, const struct unit_share *share);
/* What does not fit, in the arena; NULL: all does. goes_on: the unit is still there afterwards. */
const char *division_flaw(const struct division *division, bool goes_on, struct arena *arena);

/* "share", where there is one. */
void write_share(struct json_writer *json, const struct unit_share *share);

#endif
