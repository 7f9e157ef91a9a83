/* Builds the units of a snapshot from the records `unit:` and `reorganisation:`. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "reference/snapshot_parts.h"
#include "json/read.h"

struct unit_gathering {
    struct arena arena; /* until the tree is built */
    struct unit *units;
    size_t unit_count, unit_capacity;
    struct succession_source *successions;
    size_t succession_count, succession_capacity;
    uint64_t hash;
    uint32_t unreadable;
};

static day_t day_or(const json_t *value, day_t fallback) {
    day_t day;
    const char *text = json_string_value(value);
    return text && day_parse(text, &day) ? day : fallback;
}

static const char *text_of(struct unit_gathering *gathering, const json_t *value) {
    const char *text = json_string_value(value);
    return text ? arena_text(&gathering->arena, text) : "";
}

static bool read_version(struct unit_gathering *gathering, const json_t *json, struct unit_version *version) {
    const char *level = json_string_value(json_object_get(json, "level"));
    const char *code = json_string_value(json_object_get(json, "code"));
    const char *parent = json_string_value(json_object_get(json, "parent"));
    if (!level || !level_parse(level, &version->level) || !code ||
        !text_copy(version->code, sizeof version->code, code) ||
        !text_copy(version->parent_code, sizeof version->parent_code, parent ? parent : "VN"))
        return false;
    version->name = text_of(gathering, json_object_get(json, "name"));
    version->type = text_of(gathering, json_object_get(json, "type"));
    version->from = day_or(json_object_get(json, "validFrom"), DAY_EVER);
    version->until = day_or(json_object_get(json, "validUntil"), DAY_NEVER);
    return true;
}

static bool read_unit(struct unit_gathering *gathering, const json_t *json) {
    const char *id = json_string_value(json_object_get(json, "unit"));
    const json_t *list = json_object_get(json, "versions");
    size_t count = json_array_size(list);
    if (!id || count == 0)
        return false;
    struct unit_version *versions = arena_new_array(&gathering->arena, struct unit_version, count);
    for (size_t i = 0; i < count; i++)
        if (!read_version(gathering, json_array_get(list, i), &versions[i]))
            return false;
    gathering->units = arena_grow(&gathering->arena, gathering->units, gathering->unit_count, &gathering->unit_capacity,
                                  sizeof *gathering->units);
    gathering->units[gathering->unit_count++] =
        (struct unit){.id = arena_text(&gathering->arena, id), .versions = versions, .version_count = (uint32_t)count};
    return true;
}

static void add_to_hash(struct unit_gathering *gathering, const char *id, const char *value) {
    gathering->hash = gathering->hash * UINT64_C(1099511628211) ^ text_hash(id) ^ (text_hash(value) << 1);
}

static bool take_unit(void *taker, const char *id, const char *value, size_t size) {
    struct unit_gathering *gathering = taker;
    AUTO_JSON *json = json_loadb(value, size, JSON_REJECT_DUPLICATES, NULL);
    add_to_hash(gathering, id, value);
    if (!json || !read_unit(gathering, json))
        gathering->unreadable++;
    return true;
}

/* What does not fit is no share: whoever published it has checked it. */
static struct unit_share read_share(struct unit_gathering *gathering, const json_t *json) {
    json_int_t part = json_integer_value(json_object_get(json, "part"));
    json_int_t of = json_integer_value(json_object_get(json, "of"));
    if (of <= 0 || of > UINT32_MAX || part < 0 || part > of)
        return (struct unit_share){.of = 0};
    return (struct unit_share){(uint32_t)part, (uint32_t)of, text_of(gathering, json_object_get(json, "basis"))};
}

static void read_edge(struct unit_gathering *gathering, const json_t *edge, day_t effective) {
    const char *from = json_string_value(json_object_get(edge, "from")),
               *to = json_string_value(json_object_get(edge, "to"));
    const char *kind = json_string_value(json_object_get(edge, "kind"));
    struct succession_source succession = {.effective = effective};
    if (!from || !to || !kind || !succession_parse(kind, &succession.kind)) {
        gathering->unreadable++;
        return;
    }
    succession.from_id = arena_text(&gathering->arena, from);
    succession.to_id = arena_text(&gathering->arena, to);
    succession.share = read_share(gathering, json_object_get(edge, "share"));
    gathering->successions = arena_grow(&gathering->arena, gathering->successions, gathering->succession_count,
                                        &gathering->succession_capacity, sizeof *gathering->successions);
    gathering->successions[gathering->succession_count++] = succession;
}

static bool take_reorganisation(void *taker, const char *id, const char *value, size_t size) {
    struct unit_gathering *gathering = taker;
    AUTO_JSON *json = json_loadb(value, size, JSON_REJECT_DUPLICATES, NULL);
    add_to_hash(gathering, id, value);
    day_t effective = day_or(json_object_get(json, "effectiveDate"), DAY_NEVER);
    if (!json || effective == DAY_NEVER) {
        gathering->unreadable++;
        return true;
    }
    size_t index;
    json_t *edge;
    json_array_foreach(json_object_get(json, "edges"), index, edge) {
        read_edge(gathering, edge, effective);
    }
    return true;
}

static struct unit_part *part_new(const struct unit_tree_source *source, uint64_t hash) {
    struct unit_part *part = calloc(1, sizeof *part);
    if (!part)
        abort();
    atomic_init(&part->holds, 1);
    pthread_mutex_init(&part->lock, NULL);
    pthread_mutex_init(&part->reach_lock, NULL);
    arena_init(&part->arena);
    part->tree = unit_tree_build(&part->arena, source);
    part->hash = hash;
    return part;
}

struct unit_part *unit_part_empty(void) {
    struct unit_tree_source none = {0};
    return part_new(&none, 0);
}

struct unit_part *unit_part_build(const struct record_source *source, uint32_t *unreadable, struct fail *fail) {
    struct unit_gathering gathering = {0};
    struct unit_part *part = NULL;
    if (source->each(source->context, REFERENCE_UNIT, take_unit, &gathering, fail) &&
        source->each(source->context, REFERENCE_REORGANISATION, take_reorganisation, &gathering, fail)) {
        struct unit_tree_source tree = {gathering.units, (uint32_t)gathering.unit_count, gathering.successions,
                                        (uint32_t)gathering.succession_count};
        part = part_new(&tree, gathering.hash);
        *unreadable += gathering.unreadable;
    }
    arena_done(&gathering.arena);
    return part;
}

void unit_part_release(struct unit_part *part) {
    if (!part || atomic_fetch_sub(&part->holds, 1) > 1)
        return;
    pthread_mutex_destroy(&part->lock);
    pthread_mutex_destroy(&part->reach_lock);
    arena_done(&part->reach_arena);
    arena_done(&part->arena);
    free(part);
}
