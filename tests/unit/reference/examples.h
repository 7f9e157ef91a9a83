/* The example programme as records of the reference topic, for tests: real units, agencies, holidays, forms, and its plans as issued. */
#ifndef TONGHOP_TESTS_REFERENCE_EXAMPLES_H
#define TONGHOP_TESTS_REFERENCE_EXAMPLES_H

#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "reference/decode.h"

#include "../domain/real_units.h"

enum { RECORDS_MAX = 20000 };

struct gathered {
    struct arena arena;
    struct real_units units;
    struct {
        enum reference_kind kind;
        const char *id, *value;
    } rows[RECORDS_MAX];
    size_t count;
};

static inline bool each(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    struct gathered *gathered = context;
    (void)fail;
    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->rows[i].kind == kind)
            take(taker, gathered->rows[i].id, gathered->rows[i].value, strlen(gathered->rows[i].value));
    return true;
}

static inline json_t *example(const char *name) {
    char path[512];
    snprintf(path, sizeof path, TONGHOP_SOURCE "/examples/pcmd/%s", name);
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    return json;
}

static inline void add(struct gathered *gathered, enum reference_kind kind, const char *id, json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT);
    assert_true(gathered->count < RECORDS_MAX);
    gathered->rows[gathered->count].kind = kind;
    gathered->rows[gathered->count].id = arena_text(&gathered->arena, id);
    gathered->rows[gathered->count++].value = arena_text(&gathered->arena, text);
    free(text);
    json_decref(value);
}

/* A body as plans publishes it; takes over `body`. */
static inline void add_body(struct gathered *gathered, enum reference_kind kind, const char *id, json_t *body) {
    json_object_del(body, "code");
    json_t *record =
        json_pack("{s:s, s:i, s:s, s:o}", "code", id, "version", 1, "recordedOn", "2026-11-22", "body", body);
    if (kind == REFERENCE_FORM)
        json_object_set_new(record, "versions", json_pack("[O]", body));
    add(gathered, kind, id, record);
}

static inline void add_list(struct gathered *gathered, enum reference_kind kind, const char *file) {
    json_t *list = example(file), *item;
    size_t index;
    json_array_foreach(list, index, item) {
        char id[128];
        text_copy(id, sizeof id, json_string_value(json_object_get(item, "code")));
        add_body(gathered, kind, id, json_incref(item));
    }
    json_decref(list);
}

static inline void add_units(struct gathered *gathered) {
    for (uint32_t i = 0; i < gathered->units.source.unit_count; i++) {
        const struct unit *unit = &gathered->units.source.units[i];
        json_t *versions = json_array();
        for (uint32_t v = 0; v < unit->version_count; v++) {
            char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
            const struct unit_version *version = &unit->versions[v];
            json_array_append_new(
                versions,
                json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?}", "level", level_name(version->level), "code",
                          version->code, "parent", version->parent_code, "name", version->name, "type", version->type,
                          "validFrom", version->from == DAY_EVER ? NULL : day_format(version->from, from), "validUntil",
                          version->until == DAY_NEVER ? NULL : day_format(version->until, until)));
        }
        add(gathered, REFERENCE_UNIT, unit->id, json_pack("{s:s, s:o}", "unit", unit->id, "versions", versions));
    }
}

static const char *const form_files[] = {"PCMD-C", "PCMD-D", "PCMD-F", "PCMD-G", "PCMD-J", "PCMD-K",
                                         "PCMD-L", "PCMD-M", "PCMD-P", "PCMD-S", "PCMD-T", "PCMD-TM"};
static const char *const plan_files[] = {"national-2021-2025",  "tuyen-quang-2013", "tan-chau-2022",
                                         "dau-tieng-2023-2025", "thanh-hoa-2023",   "ha-noi-2014"};

/* An issued plan, as plans publishes it. */
static inline void add_plan(struct gathered *gathered, const char *name) {
    char path[64], id[40];
    snprintf(path, sizeof path, "plans/%s.json", name);
    snprintf(id, sizeof id, "0190a8f0-0000-7000-8000-%012zu", gathered->count);
    add(gathered, REFERENCE_PLAN, id,
        json_pack("{s:s, s:s, s:s, s:i, s:s, s:o}", "code", name, "id", id, "state", "issued", "version", 1,
                  "recordedOn", "2026-11-22", "body", example(path)));
}

static inline void add_calendar_of(struct gathered *gathered, int year) {
    char path[64], id[16];
    snprintf(path, sizeof path, "holidays/%d.json", year);
    snprintf(id, sizeof id, "%d", year);
    add_body(gathered, REFERENCE_HOLIDAYS, id, example(path));
}

/* NULL: some record cannot be read. */
static inline struct reference *examples_build(struct gathered *gathered, bool with_plans) {
    real_units_read(&gathered->units);
    add_units(gathered);
    for (int year = 2022; year <= 2026; year++)
        add_calendar_of(gathered, year);
    add_list(gathered, REFERENCE_AGENCY, "agencies.json");
    add_body(gathered, REFERENCE_PROGRAMME, "pcmd", example("programme.json"));
    add_list(gathered, REFERENCE_INDICATOR, "indicators.json");
    for (size_t i = 0; i < sizeof form_files / sizeof form_files[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "forms/%s.json", form_files[i]);
        add_body(gathered, REFERENCE_FORM, form_files[i], example(path));
    }
    for (size_t i = 0; with_plans && i < sizeof plan_files / sizeof plan_files[0]; i++)
        add_plan(gathered, plan_files[i]);
    struct record_source source = {each, gathered};
    struct fail fail;
    uint32_t unreadable = 0;
    struct reference *reference = reference_new();
    if (reference_build(reference, &source, 1, true, &unreadable, &fail) && unreadable == 0)
        return reference;
    fprintf(stderr, "%u records of the example cannot be read\n", unreadable);
    reference_free(reference);
    return NULL;
}

static inline void examples_done(struct gathered *gathered) {
    arena_done(&gathered->units.arena);
    arena_done(&gathered->arena);
    free(gathered);
}

/* The example as the tests of a program hold it. */
struct example_world {
    struct gathered *gathered;
    struct reference *reference;
    const struct snapshot *snapshot;
};

/* 0: done; for a group's setup. */
static inline int example_world_make(struct example_world *world) {
    world->gathered = calloc(1, sizeof *world->gathered);
    world->reference = examples_build(world->gathered, true);
    world->snapshot = world->reference ? reference_hold(world->reference) : NULL;
    return world->reference ? 0 : -1;
}

static inline void example_world_end(struct example_world *world) {
    snapshot_release(world->snapshot);
    reference_free(world->reference);
    examples_done(world->gathered);
}

#endif
