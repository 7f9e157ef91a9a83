/* Joins rows with the units that are there and proves the whole. */
#include "unit_set.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"

enum { NO_ROW = -1 };

/* A unit of the joined set; each version knows the row it came from. */
struct joined {
    const char *id;
    struct unit_version *versions;
    int64_t *rows; /* index into unit_rows, NO_ROW: it was there */
    size_t count, capacity, row_capacity;
};
struct join {
    const struct unit_rows *rows;
    struct arena *arena;
    struct joined *units;
    size_t count;
    struct map by_id;
};

static struct joined *joined_unit(struct join *join, const char *id) {
    struct joined *unit = map_get(&join->by_id, id);
    if (unit)
        return unit;
    unit = &join->units[join->count++];
    unit->id = id;
    map_set(&join->by_id, id, unit);
    return unit;
}

static void add_version(struct join *join, struct joined *unit, const struct unit_version *version, int64_t row) {
    unit->versions = arena_grow(join->arena, unit->versions, unit->count, &unit->capacity, sizeof *unit->versions);
    unit->rows = arena_grow(join->arena, unit->rows, unit->count, &unit->row_capacity, sizeof *unit->rows);
    unit->versions[unit->count] = *version;
    unit->rows[unit->count++] = row;
}

static void add_tree(struct join *join, const struct unit_tree *tree) {
    for (uint32_t i = 0; i < tree->unit_count; i++)
        for (uint32_t v = 0; v < tree->units[i].version_count; v++)
            if (tree->units[i].versions[v].level != LEVEL_NATION)
                add_version(join, joined_unit(join, tree->units[i].id), &tree->units[i].versions[v], NO_ROW);
}

static bool same_version(const struct unit_version *a, const struct unit_version *b) {
    return a->level == b->level && text_equal(a->code, b->code) && text_equal(a->parent_code, b->parent_code) &&
           text_equal(a->name, b->name) && text_equal(a->type, b->type) && a->from == b->from && a->until == b->until;
}

static struct issue *report(const struct join *join, int64_t row, const char *column, enum issue_type type,
                            const char *argument) {
    struct issue *issue = issue_add_at(join->rows->issues, type, NULL, argument, NULL, NULL);
    issue->row = row == NO_ROW ? 0 : join->rows->rows[row].number;
    issue->column = column;
    return issue;
}

/* A row is the version of its unit that begins on its day. */
static enum unit_row_fate add_row(struct join *join, int64_t row) {
    const struct unit_row *read = &join->rows->rows[row];
    struct joined *unit = joined_unit(join, read->unit);
    for (size_t i = 0; i < unit->count; i++) {
        if (unit->versions[i].from != read->version.from)
            continue;
        if (unit->rows[i] != NO_ROW)
            report(join, row, "valid_from", ISSUE_DUPLICATE, read->unit);
        bool same = same_version(&unit->versions[i], &read->version);
        unit->versions[i] = read->version;
        unit->rows[i] = row;
        return same ? ROW_UNCHANGED : ROW_UPDATED;
    }
    add_version(join, unit, &read->version, row);
    return ROW_CREATED;
}

static void add_rows(struct join *join, struct unit_merge *merge) {
    uint32_t *counts[] = {
        [ROW_CREATED] = &merge->created, [ROW_UPDATED] = &merge->updated, [ROW_UNCHANGED] = &merge->unchanged};
    for (size_t i = 0; i < join->rows->count; i++) {
        merge->fates[i] = add_row(join, (int64_t)i);
        (*counts[merge->fates[i]])++;
    }
}

/* The id says code and day of the unit's first version. */
static void check_id(const struct join *join, const struct joined *unit) {
    size_t first = 0;
    char wanted[UNIT_CODE_SIZE + DAY_TEXT_SIZE + 1], day[DAY_TEXT_SIZE];
    for (size_t i = 1; i < unit->count; i++)
        if (unit->versions[i].from < unit->versions[first].from)
            first = i;
    const struct unit_version *version = &unit->versions[first];
    day_format(version->from == DAY_EVER ? day_of(2012, 1, 1) : version->from, day);
    snprintf(wanted, sizeof wanted, "%s@%s", version->code, day);
    if (!text_equal(unit->id, wanted))
        report(join, unit->rows[first], "unit", ISSUE_INCONSISTENT, wanted);
}

/* The row to name for a unit and a day: that of the version which holds then, else any of the unit's. */
static int64_t row_of(const struct join *join, const char *id, day_t date) {
    const struct joined *unit = id ? map_get(&join->by_id, id) : NULL;
    int64_t row = NO_ROW;
    for (size_t i = 0; unit && i < unit->count; i++)
        if (unit->rows[i] != NO_ROW &&
            (row == NO_ROW || (unit->versions[i].from <= date && date < unit->versions[i].until)))
            row = unit->rows[i];
    return row;
}

static void report_flaw(const struct join *join, const struct unit_flaw *flaw) {
    static const struct {
        const char *column;
        enum issue_type type;
    } meanings[] = {[UNIT_FLAW_OVERLAP] = {"valid_from", ISSUE_OVERLAP},
                    [UNIT_FLAW_CODE_TWICE] = {"code", ISSUE_OVERLAP},
                    [UNIT_FLAW_NO_PARENT] = {"parent_code", ISSUE_INCONSISTENT},
                    [UNIT_FLAW_EMPTY_SPAN] = {"valid_until", ISSUE_INCONSISTENT}};
    int64_t row = row_of(join, flaw->id, flaw->date);
    char day[DAY_TEXT_SIZE];
    const char *other = flaw->other_id ? flaw->other_id : flaw->id;
    day_format(flaw->date == DAY_EVER ? day_of(2012, 1, 1) : flaw->date, day);
    report(join, row != NO_ROW ? row : row_of(join, flaw->other_id, flaw->date), meanings[flaw->kind].column,
           meanings[flaw->kind].type, arena_format(join->arena, "%s, %s", other, day));
}

static const struct unit *units_of(const struct join *join) {
    struct unit *units = arena_new_array(join->arena, struct unit, join->count);
    for (size_t i = 0; i < join->count; i++)
        units[i] = (struct unit){.id = join->units[i].id,
                                 .versions = join->units[i].versions,
                                 .version_count = (uint32_t)join->units[i].count};
    return units;
}

static void check_whole(const struct join *join) {
    struct unit_flaw *flaws = arena_new_array(join->arena, struct unit_flaw, ISSUES_MAX);
    struct unit_tree_source source = {.units = units_of(join), .unit_count = (uint32_t)join->count};
    size_t count = unit_tree_flaws(unit_tree_build(join->arena, &source), flaws, ISSUES_MAX);
    for (size_t i = 0; i < count; i++)
        report_flaw(join, &flaws[i]);
}

void unit_rows_merge(const struct unit_rows *rows, const struct unit_tree *tree, struct unit_merge *ret_merge) {
    size_t most = tree->unit_count + rows->count;
    struct join join = {.rows = rows, .arena = rows->arena, .units = arena_new_array(rows->arena, struct joined, most)};
    *ret_merge = (struct unit_merge){.fates = arena_new_array(rows->arena, enum unit_row_fate, rows->count)};
    map_init(&join.by_id, rows->arena, most);
    add_tree(&join, tree);
    add_rows(&join, ret_merge);
    for (size_t i = 0; i < join.count; i++)
        check_id(&join, &join.units[i]);
    check_whole(&join);
}
