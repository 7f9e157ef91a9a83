/* Duties expanded to obligations: who owes a form for a period. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "domain/duty.h"

struct expanding {
    struct arena *arena;
    const struct form_version *version; /* whose reporters count; NULL: whoever the duty names */
    const struct duty_setting *setting;
    struct obligation *obligations;
    size_t count, capacity;
};

static bool is_among(const char *code, const char *const *codes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (text_equal(codes[i], code))
            return true;
    }
    return false;
}

bool duty_gathers(const struct duty *duty, const char *form) {
    return is_among(form, duty->gathers, duty->gathers_count);
}

static void add_obligation(struct expanding *expanding, const struct duty *duty, moment_t due_at,
                           const struct agency_ref *ref) {
    const struct unit_slice *slice = expanding->setting->slice;
    uint32_t position = slice->position_of[ref->unit];
    if (expanding->version != NULL &&
        !form_reported_by(expanding->version, slice->version[position]->level, ref->function))
        return;
    expanding->obligations = arena_grow(expanding->arena, expanding->obligations, expanding->count,
                                        &expanding->capacity, sizeof *expanding->obligations);
    expanding->obligations[expanding->count++] = (struct obligation){.unit = ref->unit,
                                                                     .position = position,
                                                                     .agency = ref->code,
                                                                     .function = ref->function,
                                                                     .duty = duty,
                                                                     .due_at = due_at,
                                                                     .original_due_at = due_at,
                                                                     .open_until = MOMENT_NONE};
}

static void expand_duty(struct expanding *expanding, const struct duty *duty, const struct period *period) {
    const struct schedule *schedule = duty_owes(duty, period);
    if (schedule == NULL)
        return;
    moment_t due_at = due_moment(schedule, period, expanding->setting);
    for (uint32_t i = 0; i < duty->reporter_count; i++) {
        struct agency_ref *refs;
        size_t count = agency_expand(expanding->arena, expanding->setting->agencies, expanding->setting->slice,
                                     &duty->reporters[i], &refs);
        for (size_t j = 0; j < count; j++)
            add_obligation(expanding, duty, due_at, &refs[j]);
    }
}

static int compare_keys(const struct obligation *obligation, uint32_t position, const char *agency) {
    if (obligation->position != position)
        return obligation->position < position ? -1 : 1;
    return strcmp(obligation->agency, agency);
}

/* By key; of one key the earliest due moment first, never due last, the earlier duty before the later. */
static int compare_obligations(const void *a, const void *b) {
    const struct obligation *first = a, *second = b;
    int order = compare_keys(first, second->position, second->agency);
    if (order != 0)
        return order;
    if (first->due_at != second->due_at) {
        if (first->due_at == MOMENT_NONE || second->due_at == MOMENT_NONE)
            return first->due_at == MOMENT_NONE ? 1 : -1;
        return first->due_at < second->due_at ? -1 : 1;
    }
    return (first->duty > second->duty) - (first->duty < second->duty);
}

/* Keeps the first of every key. */
static size_t keep_earliest(struct obligation *obligations, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct obligation *last = kept == 0 ? NULL : &obligations[kept - 1];
        if (last == NULL || compare_keys(last, obligations[i].position, obligations[i].agency) != 0)
            obligations[kept++] = obligations[i];
    }
    return kept;
}

static size_t close_expansion(struct expanding *expanding, struct obligation **ret_obligations) {
    if (expanding->count > 0)
        qsort(expanding->obligations, expanding->count, sizeof *expanding->obligations, compare_obligations);
    *ret_obligations = expanding->obligations;
    return keep_earliest(expanding->obligations, expanding->count);
}

size_t obligations_expand(struct arena *arena, const struct duty *duties, size_t duty_count, const struct form *form,
                          const struct period *period, const struct duty_setting *setting,
                          struct obligation **ret_obligations) {
    struct expanding expanding = {.arena = arena, .version = form_version_for(form, period), .setting = setting};
    for (size_t i = 0; i < duty_count && expanding.version != NULL; i++) {
        if (duties[i].deliverable == DELIVERABLE_REPORT && is_among(form->code, duties[i].forms, duties[i].form_count))
            expand_duty(&expanding, &duties[i], period);
    }
    return close_expansion(&expanding, ret_obligations);
}

/* ---- Consolidations */

size_t consolidations_expand(struct arena *arena, const struct duty *duties, size_t duty_count, const struct form *form,
                             const struct period *period, const struct duty_setting *setting,
                             struct obligation **ret_obligations) {
    struct expanding expanding = {.arena = arena, .setting = setting};
    for (size_t i = 0; i < duty_count && form_version_for(form, period) != NULL; i++) {
        if (duty_gathers(&duties[i], form->code))
            expand_duty(&expanding, &duties[i], period);
    }
    return close_expansion(&expanding, ret_obligations);
}

/* ---- Extensions */

static bool is_about(const struct extension *extension, const struct form *form, const struct period *period) {
    return text_equal(extension->form, form->code) && text_equal(extension->period, period->code);
}

bool extension_applies(const struct extension *extension, uint32_t unit, const struct form *form,
                       const struct period *period) {
    for (uint32_t i = 0; is_about(extension, form, period) && i < extension->unit_count; i++)
        if (extension->units[i] == unit)
            return true;
    return false;
}

static moment_t later(moment_t a, moment_t b) {
    return a > b ? a : b;
}

static void extend(struct obligation *obligation, const struct extension *extension) {
    if (extension->reopen)
        obligation->open_until =
            later(obligation->open_until, extension->due_at == MOMENT_NONE ? MOMENT_ALWAYS : extension->due_at);
    else if (obligation->due_at != MOMENT_NONE)
        obligation->due_at = later(obligation->due_at, extension->due_at);
}

static size_t first_of_position(const struct obligation *obligations, size_t count, uint32_t position) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (obligations[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void obligations_extend(struct obligation *obligations, size_t count, const struct extension *const *extensions,
                        size_t extension_count, const struct form *form, const struct period *period,
                        const struct unit_slice *slice) {
    for (size_t i = 0; i < extension_count; i++) {
        const struct extension *extension = extensions[i];
        for (uint32_t j = 0; is_about(extension, form, period) && j < extension->unit_count; j++) {
            uint32_t position = slice->position_of[extension->units[j]];
            for (size_t at = first_of_position(obligations, count, position);
                 position != UNIT_NONE && at < count && obligations[at].position == position; at++)
                extend(&obligations[at], extension);
        }
    }
}

const struct obligation *obligation_find(const struct obligation *set, size_t count, uint32_t position,
                                         const char *agency) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_keys(&set[middle], position, agency);
        if (order == 0)
            return &set[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
