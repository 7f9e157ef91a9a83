/* Roll-ups as rows. */
#include "stored_rollup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "figures_json.h"

static uint32_t figure_count_of(uint32_t cell_count) {
    return FIGURES_OF_COMPLETENESS + COUNTED_VIEWS * 2 * FIGURES_OF_CELL * cell_count;
}

static size_t place_of(uint32_t cell_count, enum counted view, bool own, uint32_t cell) {
    return FIGURES_OF_COMPLETENESS + (((size_t)view * 2 + own) * cell_count + cell) * FIGURES_OF_CELL;
}

static void put_completeness(const struct completeness *completeness, int64_t *figures) {
    const int64_t values[FIGURES_OF_COMPLETENESS] = {
        completeness->expected, completeness->reported,   completeness->accepted,  completeness->on_time,
        completeness->late,     completeness->additional, completeness->unresolved};
    memcpy(figures, values, sizeof values);
}

void stored_completeness(const struct stored_rollup *row, struct completeness *ret_completeness) {
    const int64_t *figures = row->figures;
    *ret_completeness = (struct completeness){.expected = (uint32_t)figures[0],
                                              .reported = (uint32_t)figures[1],
                                              .accepted = (uint32_t)figures[2],
                                              .on_time = (uint32_t)figures[3],
                                              .late = (uint32_t)figures[4],
                                              .additional = (uint32_t)figures[5],
                                              .unresolved = (uint32_t)figures[6]};
}

struct cell_sum stored_cell(const struct stored_rollup *row, uint32_t cell_count, enum counted view, bool own,
                            uint32_t cell) {
    size_t at = place_of(cell_count, view, own, cell);
    assert(row->figure_count == figure_count_of(cell_count) && cell < cell_count);
    return (struct cell_sum){.sum = row->figures[at], .reported = (uint32_t)row->figures[at + 1]};
}

static void put_cells(const struct cell_sum *sums, uint32_t cell_count, int64_t *figures) {
    for (uint32_t i = 0; i < cell_count; i++) {
        figures[i * FIGURES_OF_CELL] = sums[i].sum;
        figures[i * FIGURES_OF_CELL + 1] = sums[i].reported;
    }
}

static const int64_t *figures_of(struct arena *arena, const struct cube *cube, uint32_t position) {
    uint32_t cell_count = cube->input.cell_count;
    int64_t *figures = arena_new_array(arena, int64_t, figure_count_of(cell_count));
    struct completeness completeness;
    struct cell_sum sums[CELLS_MAX];
    rollup_completeness(cube->rollup, position, &completeness);
    put_completeness(&completeness, figures);
    for (enum counted view = COUNTED_SUBMITTED; view < COUNTED_VIEWS; view++) {
        rollup_cells(cube->rollup, position, view, sums);
        put_cells(sums, cell_count, figures + place_of(cell_count, view, false, 0));
        rollup_own(cube->rollup, position, view, sums);
        put_cells(sums, cell_count, figures + place_of(cell_count, view, true, 0));
    }
    return figures;
}

/* Nobody owes and nobody reported anything: there is nothing to write down. */
static bool says_nothing(const struct stored_rollup *row) {
    for (uint32_t i = 0; i < row->figure_count; i++)
        if (row->figures[i] != 0 && row->figures[i] != QUANTITY_MISSING)
            return false;
    return true;
}

static int compare_rows(const void *a, const void *b) {
    const struct stored_rollup *left = a, *right = b;
    return strcmp(left->unit, right->unit);
}

static bool is_inner(const struct unit_slice *slice, uint32_t position) {
    return position == 0 || slice->subtree_end[position] > position + 1;
}

static void take_node(struct arena *arena, const struct cube *cube, uint32_t position, struct stored_rollups *rollups) {
    const struct unit_slice *slice = cube->input.slice;
    struct stored_rollup row = {.unit = slice->tree->units[slice->unit_of[position]].id,
                                .figures = figures_of(arena, cube, position),
                                .figure_count = figure_count_of(cube->input.cell_count)};
    if (!says_nothing(&row))
        rollups->rows[rollups->count++] = row;
}

static uint32_t inner_count(const struct unit_slice *slice) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < slice->count; i++)
        count += is_inner(slice, i);
    return count;
}

void stored_rollups_of(struct arena *arena, const struct cube *cube, const struct node_list *nodes,
                       struct stored_rollups *ret_rollups) {
    const struct unit_slice *slice = cube->input.slice;
    size_t most = nodes->all ? inner_count(slice) : nodes->count;
    *ret_rollups = (struct stored_rollups){.rows = arena_new_array(arena, struct stored_rollup, most)};
    for (uint32_t i = 0; nodes->all && i < slice->count; i++)
        if (is_inner(slice, i))
            take_node(arena, cube, i, ret_rollups);
    for (size_t i = 0; !nodes->all && i < nodes->count; i++)
        take_node(arena, cube, nodes->positions[i], ret_rollups);
    if (ret_rollups->count > 0)
        qsort(ret_rollups->rows, ret_rollups->count, sizeof *ret_rollups->rows, compare_rows);
}

/* ---- The nodes above some units */

/* From the unit upwards, until a node that is marked already. */
static void mark_path(const struct unit_slice *slice, const char *unit_id, bool *marked) {
    uint32_t unit = unit_by_id(slice->tree, unit_id);
    uint32_t position = unit == UNIT_NONE ? UNIT_NONE : slice->position_of[unit];
    for (; position != UNIT_NONE && !marked[position]; position = slice->parent[position])
        marked[position] = true;
}

void node_list_above(struct arena *arena, const struct cube *cube, const char *const *units, size_t count,
                     struct node_list *ret_nodes) {
    const struct unit_slice *slice = cube->input.slice;
    size_t most = count * LEVEL_COUNT + 1;
    bool *marked = arena_new_array(arena, bool, slice->count);
    *ret_nodes = (struct node_list){.units = arena_new_array(arena, const char *, most),
                                    .positions = arena_new_array(arena, uint32_t, most)};
    for (size_t i = 0; i < count; i++)
        mark_path(slice, units[i], marked);
    for (uint32_t i = 0; i < slice->count; i++) {
        if (i > 0 && (!marked[i] || !is_inner(slice, i)))
            continue;
        assert(ret_nodes->count < most);
        ret_nodes->units[ret_nodes->count] = slice->tree->units[slice->unit_of[i]].id;
        ret_nodes->positions[ret_nodes->count++] = i;
    }
}

/* ---- What has changed */

static bool same_figures(const struct stored_rollup *a, const struct stored_rollup *b) {
    return !a->gone && !b->gone && a->figure_count == b->figure_count &&
           memcmp(a->figures, b->figures, a->figure_count * sizeof *a->figures) == 0;
}

static void change(struct stored_rollups *changed, const struct stored_rollup *row, int64_t revision, bool gone) {
    struct stored_rollup *next = &changed->rows[changed->count++];
    *next = *row;
    next->revision = revision;
    next->gone = gone;
}

void stored_rollups_changed(struct arena *arena, const struct stored_rollups *before,
                            const struct stored_rollups *after, int64_t least, struct stored_rollups *ret_changed) {
    size_t i = 0, j = 0;
    *ret_changed =
        (struct stored_rollups){.rows = arena_new_array(arena, struct stored_rollup, before->count + after->count)};
    while (i < before->count || j < after->count) {
        int order = i == before->count ? 1 : j == after->count ? -1 : strcmp(before->rows[i].unit, after->rows[j].unit);
        if (order > 0) {
            change(ret_changed, &after->rows[j++], least, false);
            continue;
        }
        const struct stored_rollup *was = &before->rows[i++];
        int64_t next = was->revision < least ? least : was->revision + 1;
        if (order < 0 && !was->gone)
            change(ret_changed, was, next, true);
        if (order == 0 && !same_figures(was, &after->rows[j]))
            change(ret_changed, &after->rows[j], next, false);
        j += order == 0;
    }
}

/* ---- The event */

/* Only cells that somebody gave: who follows takes what is not there for missing. */
static void write_cells(struct json_writer *json, const char *name, const struct cube *cube,
                        const struct stored_rollup *row, enum counted view, bool own) {
    const struct rollup_input *input = &cube->input;
    write_object(json, name);
    for (uint32_t i = 0; i < input->cell_count; i++) {
        struct cell_sum sum = stored_cell(row, input->cell_count, view, own, i);
        if (sum.reported == 0 || input->cells[i].retired)
            continue;
        write_object(json, input->cells[i].code);
        write_figure(json, "sum", &input->cells[i], sum.sum);
        write_int(json, "reported", sum.reported);
        write_object_end(json);
    }
    write_object_end(json);
}

static void write_view(struct json_writer *json, const char *name, const struct cube *cube,
                       const struct stored_rollup *row, enum counted view) {
    write_object(json, name);
    write_cells(json, "cells", cube, row, view, false);
    write_cells(json, "own", cube, row, view, true);
    write_object_end(json);
}

const char *stored_payload(struct arena *arena, const struct cube *cube, const struct stored_rollup *row) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    struct completeness completeness;
    const struct unit_slice *slice = cube->input.slice;
    uint32_t position = slice->position_of[unit_by_id(slice->tree, row->unit)];
    json_writer_init(&json, &text);
    stored_completeness(row, &completeness);
    write_object(&json, NULL);
    write_text(&json, "form", cube->ground->form->code);
    write_int(&json, "formVersion", cube->ground->version->version);
    write_unit(&json, slice, position);
    write_period(&json, &cube->ground->period);
    write_day(&json, "treeDate", period_tree_date(&cube->ground->period));
    write_int(&json, "revision", row->revision);
    write_completeness(&json, &completeness);
    write_view(&json, "submitted", cube, row, COUNTED_SUBMITTED);
    write_view(&json, "accepted", cube, row, COUNTED_ACCEPTED);
    write_object_end(&json);
    return arena_slice(arena, text.bytes, text.size);
}
