/* Building the tree of units from what a source lists, and the names of levels and kinds of succession. */
#include "domain/unit_tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "domain/unit_index.h"

static const char *const level_names[LEVEL_COUNT] = {"nation", "province", "district", "commune"};

static const struct {
    const char *name, *in_mapping;
} succession_names[SUCCESSION_COUNT] = {
    [SUCCESSION_FULL] = {"full", "FULL"},
    [SUCCESSION_PARTIAL] = {"partial", "PARTIAL"},
    [SUCCESSION_UNCHANGED] = {"unchanged", "UNCHANGED"},
    [SUCCESSION_RENAME] = {"rename", "RENAME"},
    [SUCCESSION_RECLASSIFY] = {"reclassify", "RECLASSIFY"},
    [SUCCESSION_RECODE] = {"recode", "RECODE"},
    [SUCCESSION_MOVE] = {"move", "MOVE"},
    [SUCCESSION_PART_AREA] = {"partArea", "PART_AREA"},
    [SUCCESSION_PART_POPULATION] = {"partPopulation", "PART_POP"},
    [SUCCESSION_PART_AREA_ALL_POPULATION] = {"partAreaAllPopulation", "PART_AREA_ALL_POP"},
};

const char *level_name(enum level level) {
    assert(level < LEVEL_COUNT);
    return level_names[level];
}

bool level_parse(const char *name, enum level *ret_level) {
    for (enum level level = 0; level < LEVEL_COUNT; level++) {
        if (text_equal(name, level_names[level])) {
            *ret_level = level;
            return true;
        }
    }
    return false;
}

const char *succession_name(enum succession_kind kind) {
    assert(kind < SUCCESSION_COUNT);
    return succession_names[kind].name;
}

bool succession_parse(const char *name, enum succession_kind *ret_kind) {
    for (enum succession_kind kind = 0; kind < SUCCESSION_COUNT; kind++) {
        if (text_equal(name, succession_names[kind].name) || text_equal(name, succession_names[kind].in_mapping)) {
            *ret_kind = kind;
            return true;
        }
    }
    return false;
}

bool succession_is_whole(enum succession_kind kind) {
    switch (kind) {
    case SUCCESSION_FULL:
    case SUCCESSION_UNCHANGED:
    case SUCCESSION_RENAME:
    case SUCCESSION_RECLASSIFY:
    case SUCCESSION_RECODE:
    case SUCCESSION_MOVE:
        return true;
    case SUCCESSION_PARTIAL:
    case SUCCESSION_PART_AREA:
    case SUCCESSION_PART_POPULATION:
    case SUCCESSION_PART_AREA_ALL_POPULATION:
    case SUCCESSION_COUNT:
        break;
    }
    return false;
}

static const struct unit_version nation_version = {
    .level = LEVEL_NATION, .code = "VN", .name = "Việt Nam", .type = "Quốc gia", .from = DAY_EVER, .until = DAY_NEVER};
static const struct unit nation = {.id = "VN", .versions = &nation_version, .version_count = 1};

static bool is_nation(const struct unit *unit) {
    return unit->version_count > 0 && unit->versions[0].level == LEVEL_NATION;
}

static struct unit_version version_copy(struct arena *arena, const struct unit_version *given) {
    struct unit_version copy = *given;
    copy.name = arena_text(arena, given->name);
    copy.type = arena_text(arena, given->type);
    return copy;
}

/* Puts the versions in order of time as they come; a unit has a handful. */
static struct unit unit_copy(struct arena *arena, const struct unit *given) {
    struct unit_version *versions = arena_new_array(arena, struct unit_version, given->version_count);
    for (uint32_t i = 0; i < given->version_count; i++) {
        uint32_t at = i;
        for (; at > 0 && versions[at - 1].from > given->versions[i].from; at--)
            versions[at] = versions[at - 1];
        versions[at] = version_copy(arena, &given->versions[i]);
    }
    return (struct unit){
        .id = arena_text(arena, given->id), .versions = versions, .version_count = given->version_count};
}

/* Keeps the order of the source behind the nation, which is the source's own or the one that is always there. */
static void copy_units(struct arena *arena, struct unit_tree *tree, const struct unit_tree_source *source) {
    struct unit *units = arena_new_array(arena, struct unit, source->unit_count + 1);
    const struct unit *top = &nation;
    for (uint32_t i = 0; i < source->unit_count && top == &nation; i++) {
        if (is_nation(&source->units[i]))
            top = &source->units[i];
    }
    units[tree->unit_count++] = unit_copy(arena, top);
    for (uint32_t i = 0; i < source->unit_count; i++) {
        if (&source->units[i] != top)
            units[tree->unit_count++] = unit_copy(arena, &source->units[i]);
    }
    tree->units = units;
}

static void index_ids(struct arena *arena, const struct unit_tree *tree, struct unit_index *index) {
    map_init(&index->by_id, arena, tree->unit_count);
    for (uint32_t i = 0; i < tree->unit_count; i++)
        map_set(&index->by_id, tree->units[i].id, (void *)&tree->units[i]);
}

static int compare_entries(const void *a, const void *b) {
    const struct code_entry *first = a, *second = b;
    int order = strcmp(first->code, second->code);
    if (order != 0)
        return order;
    if (first->from != second->from)
        return first->from < second->from ? -1 : 1;
    if (first->version->level != second->version->level)
        return first->version->level < second->version->level ? -1 : 1;
    return (first->unit > second->unit) - (first->unit < second->unit);
}

static struct code_entry entry_of(uint32_t unit, const struct unit_version *version) {
    struct code_entry entry = {.from = version->from, .until = version->until, .unit = unit, .version = version};
    memcpy(entry.code, version->code, sizeof entry.code);
    assert(entry.code[UNIT_CODE_SIZE - 1] == '\0');
    return entry;
}

static void index_codes(struct arena *arena, const struct unit_tree *tree, struct unit_index *index) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < tree->unit_count; i++)
        count += tree->units[i].version_count;
    struct code_entry *entries = arena_new_array(arena, struct code_entry, count);
    for (uint32_t i = 0; i < tree->unit_count; i++) {
        for (uint32_t j = 0; j < tree->units[i].version_count; j++)
            entries[index->entry_count++] = entry_of(i, &tree->units[i].versions[j]);
    }
    qsort(entries, count, sizeof *entries, compare_entries);
    index->entries = entries;
}

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

int succession_compare_by_from(const void *a, const void *b) {
    const struct succession *first = a, *second = b;
    int order = compare_numbers(first->from, second->from);
    if (order == 0)
        order = compare_numbers(first->effective, second->effective);
    return order != 0 ? order : compare_numbers(first->to, second->to);
}

int succession_compare_by_to(const void *a, const void *b) {
    const struct succession *first = a, *second = b;
    int order = compare_numbers(first->to, second->to);
    if (order == 0)
        order = compare_numbers(first->effective, second->effective);
    return order != 0 ? order : compare_numbers(first->from, second->from);
}

static void copy_successions(struct arena *arena, struct unit_tree *tree, struct unit_index *index,
                             const struct unit_tree_source *source) {
    struct succession *by_from = arena_new_array(arena, struct succession, source->succession_count);
    for (uint32_t i = 0; i < source->succession_count; i++) {
        const struct succession_source *given = &source->successions[i];
        uint32_t from = unit_by_id(tree, given->from_id), to = unit_by_id(tree, given->to_id);
        if (from == UNIT_NONE || to == UNIT_NONE)
            continue;
        by_from[tree->succession_count++] = (struct succession){
            .from = from, .to = to, .kind = given->kind, .effective = given->effective, .share = given->share};
        if (given->share.of > 0)
            by_from[tree->succession_count - 1].share.basis = arena_text(arena, given->share.basis);
    }
    struct succession *by_to = arena_copy(arena, by_from, tree->succession_count * sizeof *by_from);
    qsort(by_from, tree->succession_count, sizeof *by_from, succession_compare_by_from);
    qsort(by_to, tree->succession_count, sizeof *by_to, succession_compare_by_to);
    tree->successions = by_from;
    index->by_to = by_to;
}

struct unit_tree *unit_tree_build(struct arena *arena, const struct unit_tree_source *source) {
    struct unit_tree *tree = arena_new(arena, struct unit_tree);
    struct unit_index *index = arena_new(arena, struct unit_index);
    tree->index = index;
    copy_units(arena, tree, source);
    index_ids(arena, tree, index);
    index_codes(arena, tree, index);
    copy_successions(arena, tree, index, source);
    unit_tree_derive(arena, tree);
    return tree;
}
