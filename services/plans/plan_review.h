/* What somebody must look at in a plan that was copied: words that name a year, a quarter or an act, and units and
 * agencies that are no longer there. Pure. */
#ifndef TONGHOP_PLANS_PLAN_REVIEW_H
#define TONGHOP_PLANS_PLAN_REVIEW_H

#include <jansson.h>

#include "core/arena.h"

enum { REVIEW_ITEMS_MAX = 2000 };

/* What a text names, as a bit set. Quarters as "quý I", "Quý 2" or "Q3"; acts by number and symbol, "249/KH-UBND". */
enum naming { NAMES_YEAR = 1, NAMES_QUARTER = 2, NAMES_ACT = 4 };
unsigned text_names(struct arena *arena, const char *text);

struct review_item {
    const char *path; /* RFC 6901, with codes in place of indexes, as in a difference */
    const char *kind; /* year quarter act parent baseline by allocation share unit agency level */
    const char *text;
};
struct review {
    struct arena *arena;
    struct review_item *items;
    size_t count, capacity;
};
/* Texts are copied; what is beyond REVIEW_ITEMS_MAX is dropped. */
void review_add(struct review *review, const char *path, const char *kind, const char *text);
/* Path of an element or member below `path`. */
const char *review_path(struct arena *arena, const char *path, const char *name);
const char *review_element(struct arena *arena, const char *path, const json_t *array, size_t index);

/* Years, quarters and acts in the document's own words. What it refers to is not looked into: references stay. */
void review_words(struct review *review, const json_t *body);

#endif
