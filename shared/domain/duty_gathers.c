/* Finds the forms that a duty to consolidate takes in. */
#include <string.h>

#include "core/text.h"
#include "domain/duty.h"

struct closing {
    struct arena *arena;
    const struct duty *duties;
    size_t count;
    bool *seen; /* of the duties: plans refuses circles, and what came before may hold one all the same */
    const char **forms;
    size_t form_count, capacity;
};

static void add_once(struct closing *closing, const char *form) {
    for (size_t i = 0; i < closing->form_count; i++)
        if (text_equal(closing->forms[i], form))
            return;
    closing->forms =
        arena_grow(closing->arena, closing->forms, closing->form_count, &closing->capacity, sizeof *closing->forms);
    closing->forms[closing->form_count++] = form;
}

/* closing->count: there is none. */
static size_t duty_named(const struct closing *closing, const struct duty *by, const char *code) {
    size_t found = closing->count;
    for (size_t i = 0; i < closing->count; i++) {
        const struct duty *duty = &closing->duties[i];
        bool own = by->plan != NULL && text_equal(duty->plan, by->plan),
             common = duty->plan == NULL && duty->request == NULL;
        if (text_equal(duty->code, code) && (own || (common && found == closing->count)))
            found = i;
    }
    return found;
}

static void close_over(struct closing *closing, size_t index) {
    if (index == closing->count || closing->seen[index])
        return;
    const struct duty *duty = &closing->duties[index];
    closing->seen[index] = true;
    for (uint32_t i = 0; i < duty->form_count; i++)
        add_once(closing, duty->forms[i]);
    for (uint32_t i = 0; i < duty->consolidates_count; i++)
        close_over(closing, duty_named(closing, duty, duty->consolidates[i]));
}

void duties_close(struct arena *arena, struct duty *duties, size_t count) {
    bool *seen = arena_new_array(arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        if (duties[i].deliverable != DELIVERABLE_CONSOLIDATION)
            continue;
        struct closing closing = {.arena = arena, .duties = duties, .count = count, .seen = seen};
        memset(seen, 0, count * sizeof *seen);
        close_over(&closing, i);
        duties[i].gathers = closing.forms;
        duties[i].gathers_count = (uint32_t)closing.form_count;
    }
}
