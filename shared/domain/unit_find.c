/* Asking a tree of units: by id, by code and date, upwards, and across reorganisations. */
#include <assert.h>
#include <string.h>

#include "domain/unit_index.h"

uint32_t unit_by_id(const struct unit_tree *tree, const char *id) {
    const struct unit *unit = map_get(&index_of(tree)->by_id, id);
    return unit == NULL ? UNIT_NONE : (uint32_t)(unit - tree->units);
}

const struct code_entry *entries_with_code(const struct unit_index *index, const char *code,
                                           const struct code_entry **ret_first) {
    uint32_t low = 0, high = index->entry_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(index->entries[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t end = low;
    while (end < index->entry_count && strcmp(index->entries[end].code, code) == 0)
        end++;
    *ret_first = index->entries + low;
    return index->entries + end;
}

uint32_t unit_by_code(const struct unit_tree *tree, const char *code, day_t date) {
    const struct code_entry *entry, *found = NULL;
    const struct code_entry *end = entries_with_code(index_of(tree), code, &entry);
    for (; entry < end; entry++) {
        if (span_holds(entry->from, entry->until, date) &&
            (found == NULL || entry->version->level < found->version->level))
            found = entry;
    }
    return found == NULL ? UNIT_NONE : found->unit;
}

uint32_t unit_find(const struct unit_tree *tree, const char *code_or_id, day_t date) {
    uint32_t unit = unit_by_code(tree, code_or_id, date);
    return unit != UNIT_NONE ? unit : unit_by_id(tree, code_or_id);
}

const struct unit_version *unit_version_at(const struct unit_tree *tree, uint32_t unit, day_t date) {
    assert(unit < tree->unit_count);
    const struct unit *found = &tree->units[unit];
    for (uint32_t i = 0; i < found->version_count; i++) {
        if (span_holds(found->versions[i].from, found->versions[i].until, date))
            return &found->versions[i];
    }
    return NULL;
}

static bool is_among(const uint32_t *units, size_t count, uint32_t unit) {
    for (size_t i = 0; i < count; i++) {
        if (units[i] == unit)
            return true;
    }
    return false;
}

size_t units_with_code(const struct unit_tree *tree, const char *code, uint32_t *ret_units, size_t max) {
    const struct code_entry *entry;
    const struct code_entry *end = entries_with_code(index_of(tree), code, &entry);
    size_t count = 0;
    for (; entry < end && count < max; entry++) {
        if (!is_among(ret_units, count, entry->unit))
            ret_units[count++] = entry->unit;
    }
    return count;
}

const struct code_entry *parent_entry(const struct unit_index *index, const struct unit_version *version, day_t date) {
    const struct code_entry *entry, *found = NULL;
    const struct code_entry *end = entries_with_code(index, version->parent_code, &entry);
    for (; entry < end; entry++) {
        enum level level = entry->version->level;
        if (level < version->level && span_holds(entry->from, entry->until, date) &&
            (found == NULL || level > found->version->level))
            found = entry;
    }
    return found;
}

uint32_t unit_parent(const struct unit_tree *tree, uint32_t unit, day_t date) {
    const struct unit_version *version = unit_version_at(tree, unit, date);
    if (version == NULL || version->level == LEVEL_NATION)
        return UNIT_NONE;
    const struct code_entry *parent = parent_entry(index_of(tree), version, date);
    return parent == NULL ? UNIT_NONE : parent->unit;
}

size_t unit_ancestors(const struct unit_tree *tree, uint32_t unit, day_t date, uint32_t ret_units[LEVEL_COUNT]) {
    size_t count = 0;
    for (uint32_t up = unit_parent(tree, unit, date); up != UNIT_NONE; up = unit_parent(tree, up, date)) {
        assert(count < LEVEL_COUNT);
        ret_units[count++] = up;
    }
    return count;
}

bool unit_within(const struct unit_tree *tree, uint32_t unit, uint32_t ancestor, day_t date) {
    while (unit != ancestor && unit != UNIT_NONE)
        unit = unit_parent(tree, unit, date);
    return unit != UNIT_NONE;
}

static uint32_t end_named(const struct succession *succession, bool by_to) {
    return by_to ? succession->to : succession->from;
}

/* The successions whose `to` or `from` is the unit, in a list ordered by it. */
static size_t successions_of(const struct succession *ordered, uint32_t count, bool by_to, uint32_t unit,
                             struct succession *ret, size_t max) {
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (end_named(&ordered[middle], by_to) < unit)
            low = middle + 1;
        else
            high = middle;
    }
    size_t found = 0;
    for (; low < count && end_named(&ordered[low], by_to) == unit; low++, found++) {
        if (found < max)
            ret[found] = ordered[low];
    }
    return found;
}

size_t unit_successors(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max) {
    return successions_of(tree->successions, tree->succession_count, false, unit, ret, max);
}

size_t unit_predecessors(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max) {
    return successions_of(index_of(tree)->by_to, tree->succession_count, true, unit, ret, max);
}

size_t unit_became(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max, bool *ret_derived) {
    size_t count = unit_successors(tree, unit, ret, max);
    *ret_derived = count == 0;
    return count > 0 ? count : successions_of(tree->heirs, tree->heir_count, false, unit, ret, max);
}

size_t unit_came_from(const struct unit_tree *tree, uint32_t unit, struct succession *ret, size_t max,
                      bool *ret_derived) {
    size_t count = unit_predecessors(tree, unit, ret, max);
    *ret_derived = count == 0;
    return count > 0 ? count : successions_of(tree->origins, tree->origin_count, true, unit, ret, max);
}
