/* Holds the present snapshot, swaps it, and answers questions about it. */
#include "reference/snapshot.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "reference/snapshot_parts.h"

enum { MAP_EXPECTED = 64 };

struct reference {
    pthread_mutex_t lock;
    struct snapshot *present;
};

static const char *const kind_names[] = {
#define K(constant, name) name,
    REFERENCE_KINDS(K)
#undef K
};

const char *reference_kind_name(enum reference_kind kind) {
    assert(kind < REFERENCE_KIND_COUNT);
    return kind_names[kind];
}

bool reference_kind_of_key(const char *key, enum reference_kind *ret_kind) {
    const char *colon = strchr(key, ':');
    for (size_t i = 0; colon && i < REFERENCE_KIND_COUNT; i++)
        if (strlen(kind_names[i]) == (size_t)(colon - key) && strncmp(kind_names[i], key, (size_t)(colon - key)) == 0) {
            *ret_kind = (enum reference_kind)i;
            return true;
        }
    return false;
}

static const char *const plan_states[] = {"draft", "submitted", "approved", "issued", "superseded", "closed"};

const char *plan_state_name(enum plan_state state) {
    assert(state < PLAN_STATE_COUNT);
    return plan_states[state];
}

bool plan_state_parse(const char *name, enum plan_state *ret_state) {
    for (size_t i = 0; i < PLAN_STATE_COUNT; i++)
        if (text_equal(name, plan_states[i])) {
            *ret_state = (enum plan_state)i;
            return true;
        }
    return false;
}

static struct snapshot *snapshot_new(struct unit_part *units, int64_t generation) {
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot)
        abort();
    atomic_init(&snapshot->holds, 1);
    pthread_mutex_init(&snapshot->lock, NULL);
    arena_init(&snapshot->arena);
    arena_init(&snapshot->kept_arena);
    snapshot->units = units;
    snapshot->generation = generation;
    struct map *maps[] = {&snapshot->programmes, &snapshot->indicators, &snapshot->forms, &snapshot->plans,
                          &snapshot->requests};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        map_init(maps[i], &snapshot->arena, MAP_EXPECTED);
    return snapshot;
}

struct reference *reference_new(void) {
    struct reference *reference = calloc(1, sizeof *reference);
    if (!reference)
        abort();
    pthread_mutex_init(&reference->lock, NULL);
    reference->present = snapshot_new(unit_part_empty(), 0);
    return reference;
}

void reference_free(struct reference *reference) {
    if (!reference)
        return;
    snapshot_release(reference->present);
    pthread_mutex_destroy(&reference->lock);
    free(reference);
}

const struct snapshot *reference_hold(struct reference *reference) {
    pthread_mutex_lock(&reference->lock);
    struct snapshot *present = reference->present;
    snapshot_keep(present);
    pthread_mutex_unlock(&reference->lock);
    return present;
}

void snapshot_keep(const struct snapshot *snapshot) {
    atomic_fetch_add(&((struct snapshot *)snapshot)->holds, 1);
}

void snapshot_release(const struct snapshot *held) {
    struct snapshot *snapshot = (struct snapshot *)held;
    if (!snapshot || atomic_fetch_sub(&snapshot->holds, 1) > 1)
        return;
    unit_part_release(snapshot->units);
    pthread_mutex_destroy(&snapshot->lock);
    for (size_t i = 0; i < RECENT_LISTS_MAX; i++)
        arena_done(&snapshot->recent[i].arena);
    arena_done(&snapshot->kept_arena);
    arena_done(&snapshot->arena);
    free(snapshot);
}

void snapshot_hold_release(const struct snapshot **snapshot) {
    snapshot_release(*snapshot);
}

static struct unit_part *units_for(struct reference *reference, const struct record_source *source, bool units_changed,
                                   uint32_t *unreadable, struct fail *fail) {
    if (units_changed)
        return unit_part_build(source, unreadable, fail);
    AUTO_SNAPSHOT *present = reference_hold(reference);
    atomic_fetch_add(&present->units->holds, 1);
    return present->units;
}

static void swap_in(struct reference *reference, struct snapshot *next) {
    pthread_mutex_lock(&reference->lock);
    struct snapshot *before = reference->present;
    reference->present = next;
    pthread_mutex_unlock(&reference->lock);
    snapshot_release(before);
}

bool reference_build(struct reference *reference, const struct record_source *source, int64_t generation,
                     bool units_changed, uint32_t *ret_unreadable, struct fail *fail) {
    uint32_t unreadable = 0;
    struct unit_part *units = units_for(reference, source, units_changed, &unreadable, fail);
    if (!units)
        return false;
    struct snapshot *next = snapshot_new(units, generation);
    if (!catalogue_build(next, source, &unreadable, fail) ||
        (units_changed && source->ready && !source->ready(source->context, next, fail))) {
        snapshot_release(next);
        return false;
    }
    swap_in(reference, next);
    *ret_unreadable = unreadable;
    return true;
}

int64_t snapshot_generation(const struct snapshot *snapshot) {
    return snapshot->generation;
}

uint64_t snapshot_basis(const struct snapshot *snapshot) {
    return snapshot->basis;
}

const struct unit_tree *snapshot_tree(const struct snapshot *snapshot) {
    return snapshot->units->tree;
}

const struct agency_set *snapshot_agencies(const struct snapshot *snapshot) {
    return &snapshot->agencies;
}

const struct programme *snapshot_programme(const struct snapshot *snapshot, const char *code) {
    const struct programme_entry *entry = map_get(&snapshot->programmes, code);
    return entry ? &entry->programme : NULL;
}

const struct duty *snapshot_duties(const struct snapshot *snapshot, const char *programme, size_t *ret_count) {
    const struct programme_entry *entry = map_get(&snapshot->programmes, programme);
    *ret_count = entry ? entry->duty_count : 0;
    return entry ? entry->duties : NULL;
}

const struct indicator *snapshot_indicator(const struct snapshot *snapshot, const char *code) {
    return map_get(&snapshot->indicators, code);
}

const struct form *snapshot_form(const struct snapshot *snapshot, const char *code) {
    return map_get(&snapshot->forms, code);
}

const struct plan *snapshot_plan(const struct snapshot *snapshot, const char *code_or_id) {
    return map_get(&snapshot->plans, code_or_id);
}

const struct plan *const *snapshot_plans(const struct snapshot *snapshot, size_t *ret_count) {
    *ret_count = snapshot->plan_count;
    return snapshot->plan_list;
}

const struct form *const *snapshot_forms(const struct snapshot *snapshot, size_t *ret_count) {
    *ret_count = snapshot->form_count;
    return snapshot->form_list;
}

const struct working_calendar *snapshot_working_calendar(const struct snapshot *snapshot) {
    return &snapshot->working;
}

const struct request *snapshot_request(const struct snapshot *snapshot, const char *code) {
    return map_get(&snapshot->requests, code);
}

const struct request *const *snapshot_requests(const struct snapshot *snapshot, size_t *ret_count) {
    *ret_count = snapshot->request_count;
    return snapshot->request_list;
}

const struct extension *const *snapshot_extensions(const struct snapshot *snapshot, size_t *ret_count) {
    *ret_count = snapshot->extension_count;
    return snapshot->extension_list;
}

static const struct request *request_of_period(const struct snapshot *snapshot, const char *code) {
    return strncmp(code, "X-", 2) == 0 ? snapshot_request(snapshot, code + 2) : NULL;
}

bool snapshot_period_of_request(const struct snapshot *snapshot, const char *code, struct period *ret_period) {
    const struct request *request = request_of_period(snapshot, code);
    if (request)
        *ret_period = request->period;
    return request != NULL;
}

bool snapshot_period(const struct snapshot *snapshot, const struct form *form, const char *code,
                     struct period *ret_period) {
    const struct programme *programme = snapshot_programme(snapshot, form->programme);
    const struct request *request = request_of_period(snapshot, code);
    if (request && request->form == form) {
        *ret_period = request->period;
        return true;
    }
    return programme && period_parse(code, programme->calendar, ret_period);
}
