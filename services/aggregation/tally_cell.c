/* Goes through the leaves inside a unit, of all parts side by side in the order of the tree. */
#include "tally_cell.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tally_place.h"

/* The leaves of one part, in order: by place, unit, agency. */
struct placed {
    uint32_t position;
    const struct report_leaf *leaf;
};
struct run {
    const struct placed *moved; /* of a part on another tree; NULL: `leaves`, where they stand */
    struct report_leaf *const *leaves;
    uint32_t next, end;
};

struct reading {
    const struct tally_question *question;
    const struct tally_cell *asked;
    struct tally tally;
    uint32_t position; /* of the unit */
    struct arena arena;
    struct run runs[PERIODS_IN_MAX];
};

/* ---- The leaves of the parts */

static struct placed at(const struct run *run, uint32_t index) {
    return run->moved ? run->moved[index] : (struct placed){run->leaves[index]->position, run->leaves[index]};
}

static int compare_placed(const void *a, const void *b) {
    const struct placed *left = a, *right = b;
    if (left->position != right->position)
        return left->position < right->position ? -1 : 1;
    int order = strcmp(left->leaf->unit, right->leaf->unit);
    return order != 0 ? order : strcmp(left->leaf->agency, right->leaf->agency);
}

static struct run run_in_place(const struct reading *reading, const struct cube *cube) {
    struct run run = {.leaves = cube->leaves};
    rollup_leaves(cube->rollup, reading->position, &run.next, &run.end);
    return run;
}

static bool is_inside(const struct reading *reading, uint32_t position) {
    return position != UNIT_NONE && position >= reading->position &&
           position < reading->tally.slice->subtree_end[reading->position];
}

static struct run run_moved(struct reading *reading, uint32_t part) {
    const struct cube *cube = reading->tally.cubes[part];
    struct placed *moved = arena_new_array(&reading->arena, struct placed, cube->input.leaf_count);
    struct run run = {.moved = moved};
    for (uint32_t i = 0; i < cube->input.leaf_count; i++) {
        uint32_t position = tally_place(&reading->tally, part, cube->leaves[i]);
        if (is_inside(reading, position))
            moved[run.end++] = (struct placed){position, cube->leaves[i]};
    }
    if (run.end > 0)
        qsort(moved, run.end, sizeof *moved, compare_placed);
    return run;
}

static bool runs_make(struct reading *reading, struct fail *fail) {
    struct tally *tally = &reading->tally;
    size_t bytes = 0;
    for (uint32_t part = 0; part < tally->cube_count; part++)
        if (!tally_part_is_on_tree(tally, part))
            bytes += tally->cubes[part]->input.leaf_count * sizeof(struct placed);
    if (!cube_cache_reserve(tally->cache, bytes, fail))
        return false;
    tally->reserved = bytes;
    for (uint32_t part = 0; part < tally->cube_count; part++)
        reading->runs[part] =
            tally_part_is_on_tree(tally, part) ? run_in_place(reading, tally->cubes[part]) : run_moved(reading, part);
    return true;
}

/* ---- Side by side */

/* What comes next in any part; false: nothing does. */
static bool next_leaf(const struct reading *reading, struct placed *ret_least) {
    bool any = false;
    for (uint32_t part = 0; part < reading->tally.cube_count; part++) {
        const struct run *run = &reading->runs[part];
        if (run->next == run->end)
            continue;
        struct placed head = at(run, run->next);
        if (!any || compare_placed(&head, ret_least) < 0)
            *ret_least = head;
        any = true;
    }
    return any;
}

static int64_t figure_of(const struct reading *reading, uint32_t part, const struct report_leaf *leaf) {
    const int64_t *values = leaf->counted[reading->asked->view].values;
    bool has = values != NULL && reading->asked->cell < reading->tally.cubes[part]->input.cell_count &&
               tally_asks_for(reading->question, leaf->agency, leaf->function);
    return has ? values[reading->asked->cell] : QUANTITY_MISSING;
}

/* The figures of one leaf in all parts; those go on behind it. */
static void take_figures(struct reading *reading, const struct placed *leaf, int64_t ret_figures[PERIODS_IN_MAX]) {
    for (uint32_t part = 0; part < reading->tally.cube_count; part++) {
        struct run *run = &reading->runs[part];
        ret_figures[part] = QUANTITY_MISSING;
        if (run->next == run->end)
            continue;
        struct placed head = at(run, run->next);
        if (compare_placed(&head, leaf) == 0) {
            ret_figures[part] = figure_of(reading, part, head.leaf);
            run->next++;
        }
    }
}

static bool add_up(struct reading *reading, const struct cell *cell, struct cell_sum *ret_sum) {
    const struct unit_slice *slice = reading->tally.slice;
    bool of_one_unit = slice->subtree_end[reading->position] == reading->position + 1, fits = true;
    struct cell_adding adding = cell_adding_none();
    struct placed leaf;
    int64_t figures[PERIODS_IN_MAX], combined;
    while (next_leaf(reading, &leaf)) {
        take_figures(reading, &leaf, figures);
        fits &= over_periods_combine(cell->indicator->over_periods, figures, reading->tally.cube_count, &combined);
        cell_adding_take(&adding, cell, combined);
    }
    return cell_adding_close(&adding, cell, of_one_unit, ret_sum) && fits;
}

static bool read_inside(struct reading *reading, struct cell_sum *ret_sum, struct fail *fail) {
    const struct form_version *version = reading->tally.version;
    *ret_sum = (struct cell_sum){.sum = QUANTITY_MISSING};
    reading->position = tally_position(&reading->tally, reading->asked->unit_id);
    assert(reading->asked->cell < version->cell_count);
    if (reading->position == UNIT_NONE)
        return true;
    return runs_make(reading, fail) &&
           (add_up(reading, &version->cells[reading->asked->cell], ret_sum) ||
            fail_set(fail, FAULT_BROKEN, false, "tally", "a sum of %s in %s is beyond what a figure may be",
                     reading->tally.form->code, reading->tally.period.code));
}

bool tally_cell_read(const struct tally_question *question, const struct tally_cell *asked, struct cell_sum *ret_sum,
                     struct fail *fail) {
    assert(!question->by_shares);
    struct reading reading = {.question = question, .asked = asked};
    bool good = tally_take(&reading.arena, question, &reading.tally, fail) && read_inside(&reading, ret_sum, fail);
    tally_release(&reading.tally);
    arena_done(&reading.arena);
    return good;
}
