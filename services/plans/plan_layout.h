/* The order of a plan's targets and tasks as its act prints them: section by section, and at the end what stands in none. */
#ifndef TONGHOP_PLANS_PLAN_LAYOUT_H
#define TONGHOP_PLANS_PLAN_LAYOUT_H

#include <jansson.h>

#include "core/arena.h"

struct placed {
    const json_t *item;    /* a target or a task */
    const json_t *section; /* NULL: in none */
    const char *printed;   /* its number in the section: the plan's own, or a b c d đ … */
};

struct layout {
    const struct placed *targets, *tasks;
    size_t target_count, task_count;
};

/* Points into the document. */
struct layout layout_of(struct arena *arena, const json_t *plan);

/* "a", "b", "c", "d", "đ" …, the letters by which an act numbers points; numbers behind the last one. */
const char *point_letter(struct arena *arena, size_t index);
const char *roman_number(struct arena *arena, size_t number); /* 1…29; digits above */

#endif
