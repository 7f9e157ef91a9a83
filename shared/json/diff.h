/* What differs between two versions of a document, item by item, for people to read: plans and reports.
 *
 * An array whose elements are all objects with a `code` of their own is matched by code (an empty one with any such), any
 * other by position. Both documents are as json_read takes them. Two that differ never give an empty list. */
#ifndef TONGHOP_JSON_DIFF_H
#define TONGHOP_JSON_DIFF_H

#include <jansson.h>
#include <stdbool.h>

#include "core/arena.h"

enum { JSON_CHANGES_MAX = 1000 };

enum json_change_kind {
    JSON_ADDED,
    JSON_REMOVED,
    JSON_CHANGED,
    JSON_REORDERED, /* the items that both have stand in another order; path of the array, no values */
};
const char *json_change_name(enum json_change_kind kind); /* added removed changed reordered */

struct json_change {
    enum json_change_kind kind;
    const char *path;             /* RFC 6901, with codes in place of indexes: /targets/S2-01/percent; in the arena */
    const json_t *before, *after; /* live as long as the documents; NULL where there is none */
};

struct json_diff {
    const struct json_change *changes; /* in document order of `before`, what was added to an object or array last */
    size_t count;
    bool truncated; /* there are more than JSON_CHANGES_MAX */
};

void json_diff(struct arena *arena, const json_t *before, const json_t *after, struct json_diff *ret_diff);

#endif
