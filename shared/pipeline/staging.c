/* Staging of reference records. */
#include "pipeline/staging.h"

#include <string.h>

#include "core/text.h"
#include "json/read.h"

/* {"generation":42,…} */
static bool generation_of(const struct record *record, int64_t *ret_generation) {
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    AUTO_JSON *json = json_read(record->value, record->value_size, &issues);
    struct object object = object_root(json, &issues);
    bool given = object_int(&object, "generation", REQUIRED, 0, INT64_MAX, ret_generation);
    arena_done(&arena);
    return given;
}

static bool closes_change_set(const struct record *record) {
    static const char key[] = "generation";
    return record->key_size == sizeof key - 1 && memcmp(record->key, key, record->key_size) == 0;
}

static void append(struct staging *staging, const struct record *record) {
    const char *key = arena_slice(&staging->arena, record->key, record->key_size);
    const char *value = record->value == NULL ? NULL : arena_slice(&staging->arena, record->value, record->value_size);
    staging->records =
        arena_grow(&staging->arena, staging->records, staging->count, &staging->capacity, sizeof *staging->records);
    staging->records[staging->count++] = (struct staged){.key = key, .value = value, .offset = record->offset};
}

/* What cannot be text cannot be a reference record: left out, as a reader must serve what it understands. */
static bool is_text(const struct record *record) {
    return record->key != NULL && text_is_utf8(record->key, record->key_size) &&
           (record->value == NULL || text_is_utf8(record->value, record->value_size));
}

void staging_take(struct staging *staging, const struct record *record) {
    if (record->offset < staging->position)
        staging->started_over = true;
    staging->position = record->offset + 1;
    if (!is_text(record))
        return;
    if (!closes_change_set(record)) {
        append(staging, record);
        return;
    }
    if (record->value == NULL || !generation_of(record, &staging->generation))
        return;
    staging->closed = true;
    staging->complete = staging->count;
    staging->next_offset = staging->position;
}

void staging_stored(struct staging *staging) {
    struct staging rest = {
        .generation = staging->generation, .next_offset = staging->next_offset, .position = staging->position};
    for (size_t i = staging->complete; i < staging->count; i++) {
        const struct staged *open = &staging->records[i];
        const struct record record = {.key = open->key,
                                      .key_size = strlen(open->key),
                                      .value = open->value,
                                      .value_size = open->value == NULL ? 0 : strlen(open->value),
                                      .offset = open->offset};
        append(&rest, &record);
    }
    staging_done(staging);
    *staging = rest;
}

void staging_done(struct staging *staging) {
    arena_done(&staging->arena);
}
