/* A cube: folds the versions of each report, orders the leaves by the tree, and adds them up. */
#include "cube.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "packed_column.h"

/* Leaves being gathered, and what reading a row needs again and again. */
struct gathering {
    struct cube_ground *ground;
    struct arena arena;
    const PGresult *rows;
    int first, end; /* of the rows */
    struct report_leaf **leaves;
    size_t count, capacity;
    int64_t values[COUNTED_VIEWS][CELLS_MAX]; /* of the report being folded */
};
#define AUTO_GATHERING __attribute__((cleanup(gathering_done))) struct gathering

/* ---- The ground */

struct cube_ground *cube_ground_new_on(const struct snapshot *snapshot, const struct form *form,
                                       const struct period *period, const struct obligation_list *owed) {
    const struct form_version *version = form_version_for(form, period);
    if (version == NULL)
        return NULL;
    struct arena arena = {0};
    struct cube_ground *ground = arena_new(&arena, struct cube_ground);
    atomic_init(&ground->holds, 1);
    snapshot_keep(snapshot);
    ground->snapshot = snapshot;
    ground->form = form;
    ground->version = version;
    ground->period = *period;
    ground->owed = owed;
    ground->arena = arena;
    return ground;
}

struct cube_ground *cube_ground_new(const struct snapshot *snapshot, const struct form *form,
                                    const struct period *period) {
    struct cube_ground *ground = cube_ground_new_on(snapshot, form, period, NULL);
    if (ground != NULL)
        ground->owed = snapshot_own_obligations(snapshot, form, period, &ground->arena);
    return ground;
}

void cube_ground_release(struct cube_ground *ground) {
    if (ground == NULL || atomic_fetch_sub(&ground->holds, 1) > 1)
        return;
    snapshot_release(ground->snapshot);
    struct arena arena = ground->arena;
    arena_done(&arena);
}

size_t cube_bytes_expected(const struct cube_ground *ground, int64_t rows) {
    enum { ROW_OVERHEAD = 512 };
    size_t cell_count = ground->version->cell_count;
    size_t row = sizeof(struct report_leaf) + sizeof(struct leaf) + ROW_OVERHEAD +
                 cell_count * (PACKED_FIGURE_SIZE + COUNTED_VIEWS * sizeof(int64_t));
    const struct rollup_input input = {
        .slice = ground->owed->slice, .cells = ground->version->cells, .cell_count = ground->version->cell_count};
    return (size_t)rows * row + rollup_bytes(&input) + ground->arena.bytes;
}

/* ---- Folding the versions of one report */

static const char *text_at(const PGresult *rows, int row, enum version_column column) {
    return PQgetvalue(rows, row, column);
}

static bool same_report(const PGresult *rows, int a, int b) {
    return text_equal(text_at(rows, a, VERSION_UNIT), text_at(rows, b, VERSION_UNIT)) &&
           text_equal(text_at(rows, a, VERSION_AGENCY), text_at(rows, b, VERSION_AGENCY));
}

static int report_end(const struct gathering *gathering, int first) {
    int end = first + 1;
    while (end < gathering->end && same_report(gathering->rows, first, end))
        end++;
    return end;
}

/* Only the highest epoch counts: a ledger restored from a backup knows nothing of what came after it. */
static int newest_epoch(const PGresult *rows, int first, int end) {
    int64_t epoch = db_binary_int(rows, end - 1, VERSION_EPOCH);
    while (db_binary_int(rows, first, VERSION_EPOCH) != epoch)
        first++;
    return first;
}

static struct version_state *states_of(struct gathering *gathering, int first, int end) {
    struct version_state *states = arena_new_array(&gathering->arena, struct version_state, (size_t)(end - first));
    for (int row = first; row < end; row++) {
        struct version_state *state = &states[row - first];
        state->version = (int32_t)db_binary_int(gathering->rows, row, VERSION_VERSION);
        bool known = report_state_parse(text_at(gathering->rows, row, VERSION_STATE), &state->state);
        assert(known); /* the table checks it */
        (void)known;
    }
    return states;
}

/* In the order of the form in force: a later version only appends cells, so what is not there is missing. */
static bool read_values(struct gathering *gathering, int row, enum counted view, struct fail *fail) {
    int64_t *values = gathering->values[view];
    int count = figures_read(gathering->rows, row, VERSION_CELLS, values, CELLS_MAX);
    if (count < 0)
        return fail_set(fail, FAULT_BROKEN, false, "cube", "cells of %s cannot be read",
                        text_at(gathering->rows, row, VERSION_REPORT));
    for (int i = count; i < CELLS_MAX && i < (int)gathering->ground->version->cell_count; i++)
        values[i] = QUANTITY_MISSING;
    return true;
}

static bool read_counted(struct gathering *gathering, int row, enum counted view, struct report_leaf *leaf,
                         struct fail *fail) {
    struct counted_report *counted = &leaf->counted[view];
    if (!read_values(gathering, row, view, fail))
        return false;
    counted->values = gathering->values[view];
    counted->version = db_binary_int(gathering->rows, row, VERSION_VERSION);
    counted->epoch = db_binary_int(gathering->rows, row, VERSION_EPOCH);
    counted->recorded_us = db_binary_int(gathering->rows, row, VERSION_RECORDED);
    bool known = report_state_parse(text_at(gathering->rows, row, VERSION_STATE), &counted->state);
    assert(known);
    return known;
}

static enum timeliness timeliness_of(const char *name) {
    if (text_equal(name, timeliness_name(TIMELINESS_ON_TIME)))
        return TIMELINESS_ON_TIME;
    return text_equal(name, timeliness_name(TIMELINESS_LATE)) ? TIMELINESS_LATE : TIMELINESS_NOT_DUE;
}

static bool form_version_known(const struct form *form, int64_t version) {
    for (uint32_t i = 0; i < form->version_count; i++)
        if (form->versions[i].version == version)
            return true;
    return false;
}

static uint32_t position_of(const struct cube_ground *ground, const char *unit_id, int64_t form_version) {
    uint32_t unit = unit_by_id(snapshot_tree(ground->snapshot), unit_id);
    if (unit == UNIT_NONE || !form_version_known(ground->form, form_version))
        return UNIT_NONE;
    return ground->owed->slice->position_of[unit];
}

/* Who reported, by the row that counts. */
static void read_reporter(const struct gathering *gathering, int row, struct report_leaf *leaf) {
    const struct obligation_list *owed = gathering->ground->owed;
    text_copy(leaf->report, sizeof leaf->report, text_at(gathering->rows, row, VERSION_REPORT));
    leaf->unit = text_at(gathering->rows, row, VERSION_UNIT);
    leaf->agency = text_at(gathering->rows, row, VERSION_AGENCY);
    leaf->function = text_at(gathering->rows, row, VERSION_FUNCTION);
    leaf->timeliness = timeliness_of(text_at(gathering->rows, row, VERSION_TIMELINESS));
    leaf->position =
        position_of(gathering->ground, leaf->unit, db_binary_int(gathering->rows, row, VERSION_FORM_VERSION));
    leaf->obliged = leaf->position != UNIT_NONE &&
                    obligation_find(owed->obligations, owed->count, leaf->position, leaf->agency) != NULL;
}

/* The leaf of the versions [first, end) of one report; where none counts, its views are empty. */
static bool fold(struct gathering *gathering, int first, int end, struct report_leaf *ret_leaf, struct fail *fail) {
    first = newest_epoch(gathering->rows, first, end);
    const struct version_state *states = states_of(gathering, first, end);
    size_t count = (size_t)(end - first);
    int32_t submitted = counted_version(states, count, COUNTED_SUBMITTED);
    int32_t accepted = counted_version(states, count, COUNTED_ACCEPTED);
    *ret_leaf = (struct report_leaf){0};
    read_reporter(gathering, submitted >= 0 ? first + submitted : end - 1, ret_leaf);
    if (submitted >= 0 && !read_counted(gathering, first + submitted, COUNTED_SUBMITTED, ret_leaf, fail))
        return false;
    if (accepted == submitted)
        ret_leaf->counted[COUNTED_ACCEPTED] = ret_leaf->counted[COUNTED_SUBMITTED];
    else if (accepted >= 0 && !read_counted(gathering, first + accepted, COUNTED_ACCEPTED, ret_leaf, fail))
        return false;
    return true;
}

static void gather(struct gathering *gathering, struct report_leaf *leaf) {
    gathering->leaves = arena_grow(&gathering->arena, gathering->leaves, gathering->count, &gathering->capacity,
                                   sizeof(struct report_leaf *));
    gathering->leaves[gathering->count++] = leaf;
}

static int compare_places(const void *a, const void *b) {
    return report_leaf_compare(*(struct report_leaf *const *)a, *(struct report_leaf *const *)b);
}

/* All leaves of the rows, in the order of a cube; also those in which nothing counts any more. */
static bool gather_rows(struct gathering *gathering, struct fail *fail) {
    uint32_t cell_count = gathering->ground->version->cell_count;
    assert(cell_count <= CELLS_MAX);
    for (int row = gathering->first, end; row < gathering->end; row = end) {
        struct report_leaf leaf;
        end = report_end(gathering, row);
        if (!fold(gathering, row, end, &leaf, fail))
            return false;
        gather(gathering, report_leaf_new(&leaf, cell_count));
    }
    if (gathering->count > 0)
        qsort(gathering->leaves, gathering->count, sizeof(struct report_leaf *), compare_places);
    return true;
}

static void leaves_release(struct report_leaf **leaves, size_t count) {
    for (size_t i = 0; i < count; i++)
        report_leaf_release(leaves[i]);
}

/* ---- The cube */

static struct cube *cube_new(struct cube_ground *ground, const struct change_marks *seen, size_t leaves_max) {
    struct arena arena = {0};
    struct cube *cube = arena_new(&arena, struct cube);
    atomic_init(&cube->holds, 1);
    cube->ground = ground;
    cube->seen.count = seen->count;
    cube->seen.marks = arena_copy(&arena, seen->marks, seen->count * sizeof *seen->marks);
    cube->leaves = arena_new_array(&arena, struct report_leaf *, leaves_max);
    cube->figures = arena_new_array(&arena, struct leaf, leaves_max);
    cube->arena = arena;
    return cube;
}

static bool counts(const struct report_leaf *leaf) {
    return leaf->counted[COUNTED_SUBMITTED].values != NULL;
}

static struct leaf figures_of(const struct report_leaf *leaf) {
    struct leaf figures = {.position = leaf->position, .obliged = leaf->obliged, .timeliness = leaf->timeliness};
    for (int view = 0; view < COUNTED_VIEWS; view++)
        figures.values[view] = leaf->counted[view].values;
    return figures;
}

static void cube_take(struct cube *cube, struct report_leaf *leaf) {
    if (!counts(leaf))
        return;
    report_leaf_keep(leaf);
    cube->leaf_bytes += leaf->bytes;
    cube->leaves[cube->input.leaf_count] = leaf;
    cube->figures[cube->input.leaf_count++] = figures_of(leaf);
}

static void input_set(struct cube *cube) {
    const struct cube_ground *ground = cube->ground;
    cube->input.slice = ground->owed->slice;
    cube->input.cells = ground->version->cells;
    cube->input.cell_count = ground->version->cell_count;
    cube->input.obligations = ground->owed->obligations;
    cube->input.obligation_count = (uint32_t)ground->owed->count;
    cube->input.leaves = cube->figures;
}

/* The cube is gone after a failure. */
static struct cube *cube_close(struct cube *cube, bool overflow, struct fail *fail) {
    const struct cube_ground *ground = cube->ground;
    if (!overflow) {
        cube->bytes = cube->leaf_bytes + rollup_shared_bytes(cube->rollup) + cube->arena.bytes + ground->arena.bytes;
        return cube;
    }
    fail_set(fail, FAULT_BROKEN, false, "cube", "a sum of %s in %s is beyond what a figure may be", ground->form->code,
             ground->period.code);
    cube_release(cube);
    return NULL;
}

static struct cube *cube_sum(struct cube *cube, struct fail *fail) {
    bool overflow = false;
    input_set(cube);
    cube->rollup = rollup_compute_shared(&cube->arena, &cube->input, &overflow);
    return cube_close(cube, overflow, fail);
}

static void gathering_done(struct gathering *gathering) {
    leaves_release(gathering->leaves, gathering->count);
    arena_done(&gathering->arena);
}

struct cube *cube_load_rows(struct cube_ground *ground, const PGresult *versions, int first, int end,
                            const struct change_marks *seen, struct fail *fail) {
    AUTO_GATHERING gathering = {.ground = ground, .rows = versions, .first = first, .end = end};
    if (!gather_rows(&gathering, fail)) {
        cube_ground_release(ground);
        return NULL;
    }
    struct cube *cube = cube_new(ground, seen, gathering.count);
    for (size_t i = 0; i < gathering.count; i++)
        cube_take(cube, gathering.leaves[i]);
    return cube_sum(cube, fail);
}

struct cube *cube_load(struct cube_ground *ground, const PGresult *versions, const struct change_marks *seen,
                       struct fail *fail) {
    return cube_load_rows(ground, versions, 0, db_rows(versions), seen, fail);
}

/* ---- Following */

/* What has changed since a cube was made: leaves that are no longer what they were, and those in their place. */
struct following {
    const struct cube *before;
    const struct gathering *changed;
    uint32_t *gone; /* of before->leaves, in order */
    size_t gone_count;
    uint32_t *positions; /* at which something has changed */
    size_t position_count;
};

/* The first that does not stand before it. */
static uint32_t place_of(const struct cube *cube, const struct report_leaf *leaf) {
    uint32_t low = 0, high = cube->input.leaf_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (report_leaf_compare(cube->leaves[middle], leaf) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void look_for(struct following *following, const struct report_leaf *leaf, uint32_t position) {
    const struct report_leaf then = {.position = position, .unit = leaf->unit, .agency = leaf->agency};
    uint32_t at = place_of(following->before, &then);
    if (at < following->before->input.leaf_count && report_leaf_compare(following->before->leaves[at], &then) == 0)
        following->gone[following->gone_count++] = at;
    following->positions[following->position_count++] = position;
}

static int compare_places_in_cube(const void *a, const void *b) {
    const uint32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* It stood in the place of its unit, or in none: the version of its form may not have been known. */
static void following_begin(struct following *following, struct arena *arena) {
    const struct gathering *changed = following->changed;
    const struct cube_ground *ground = following->before->ground;
    following->gone = arena_new_array(arena, uint32_t, 2 * changed->count);
    following->positions = arena_new_array(arena, uint32_t, 2 * changed->count);
    for (size_t i = 0; i < changed->count; i++) {
        uint32_t unit = unit_by_id(snapshot_tree(ground->snapshot), changed->leaves[i]->unit);
        look_for(following, changed->leaves[i], UNIT_NONE);
        if (unit != UNIT_NONE && ground->owed->slice->position_of[unit] != UNIT_NONE)
            look_for(following, changed->leaves[i], ground->owed->slice->position_of[unit]);
    }
    if (following->gone_count > 0)
        qsort(following->gone, following->gone_count, sizeof *following->gone, compare_places_in_cube);
}

static void take_range(struct cube *cube, const struct cube *before, uint32_t from, uint32_t to) {
    uint32_t count = to - from, at = cube->input.leaf_count;
    if (count == 0)
        return;
    memcpy(cube->leaves + at, before->leaves + from, count * sizeof *cube->leaves);
    memcpy(cube->figures + at, before->figures + from, count * sizeof *cube->figures);
    for (uint32_t i = 0; i < count; i++)
        report_leaf_keep(cube->leaves[at + i]);
    cube->input.leaf_count += count;
}

/* What has not changed and what has, in order. */
static void merge(struct cube *cube, const struct following *following) {
    const struct cube *before = following->before;
    const struct gathering *changed = following->changed;
    uint32_t next = 0;
    size_t gone = 0, come = 0;
    cube->leaf_bytes = before->leaf_bytes;
    while (gone < following->gone_count || come < changed->count) {
        uint32_t leaves_at = gone < following->gone_count ? following->gone[gone] : before->input.leaf_count;
        uint32_t comes_at = come < changed->count ? place_of(before, changed->leaves[come]) : UINT32_MAX;
        bool takes = comes_at <= leaves_at;
        take_range(cube, before, next, takes ? comes_at : leaves_at);
        next = takes ? comes_at : leaves_at + 1;
        if (takes)
            cube_take(cube, changed->leaves[come++]);
        else
            cube->leaf_bytes -= before->leaves[following->gone[gone++]]->bytes;
    }
    take_range(cube, before, next, before->input.leaf_count);
}

struct cube *cube_follow(const struct cube *before, const PGresult *changed, int count, const struct change_marks *seen,
                         struct fail *fail) {
    AUTO_GATHERING gathering = {.ground = before->ground, .rows = changed, .end = count};
    struct following following = {.before = before, .changed = &gathering};
    bool overflow = false;
    if (!gather_rows(&gathering, fail))
        return NULL;
    atomic_fetch_add(&before->ground->holds, 1);
    struct cube *cube = cube_new(before->ground, seen, before->input.leaf_count + gathering.count);
    following_begin(&following, &gathering.arena);
    merge(cube, &following);
    input_set(cube);
    cube->rollup = rollup_follow(&cube->arena, before->rollup, &cube->input, following.positions,
                                 following.position_count, &overflow);
    return cube_close(cube, overflow, fail);
}

const struct report_leaf *cube_find(const struct cube *cube, uint32_t position, const char *agency) {
    struct report_leaf wanted = {.position = position, .unit = "", .agency = agency};
    const struct report_leaf *key = &wanted;
    struct report_leaf **found =
        position == UNIT_NONE || cube->input.leaf_count == 0
            ? NULL
            : bsearch(&key, cube->leaves, cube->input.leaf_count, sizeof *cube->leaves, compare_places);
    return found == NULL ? NULL : *found;
}

void cube_keep(struct cube *cube) {
    atomic_fetch_add(&cube->holds, 1);
}

void cube_release(struct cube *cube) {
    if (cube == NULL || atomic_fetch_sub(&cube->holds, 1) > 1)
        return;
    leaves_release(cube->leaves, cube->input.leaf_count);
    if (cube->rollup != NULL)
        rollup_release(cube->rollup);
    cube_ground_release(cube->ground);
    if (cube->account != NULL)
        atomic_fetch_sub(cube->account, cube->bytes);
    struct arena arena = cube->arena;
    arena_done(&arena);
}

void cube_hold_release(struct cube **cube) {
    cube_release(*cube);
}
