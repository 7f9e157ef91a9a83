/* Roll-ups against a naive count: a country that is reorganised while reports come late, twice, out of order and again after a restore.
 *
 *   simulator [--seed N] [--operations N]
 *
 * Every episode is a country of its own. After some operations all figures of all nodes are compared: of cubes that follow what arrives, of cubes
 * loaded anew, and of years made from their halves. A difference prints the seed, and the operations that are enough to bring it about. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dice.h"
#include "oracle.h"
#include "tally.h"

enum { EPISODE = 2000, CHECK_EVERY = 100, TEXT = 300 };
#define ROOM ((size_t)256 << 20)

enum operation_kind { WRITE, DELIVER, SEND_AGAIN, MIX, RESTART, RESTORE, CHANGE, CHECK, OPERATION_KINDS };
static const char *const operation_names[] = {"write",   "deliver", "sendAgain", "mix",
                                              "restart", "restore", "change",    "check"};

struct operation {
    enum operation_kind kind;
    uint64_t dice;
};

/* One country, its ledger, and the engine beside it. */
struct simulation {
    struct world world;
    struct ledger ledger;
    struct oracle oracle;
    struct reference *reference;
    struct cube_cache *cache;     /* only keeps count of memory */
    struct cube *cubes[PERIODS];  /* that follow what arrives */
    struct cube *loaded[PERIODS]; /* of one check */
    struct arena arena;           /* of one check */
    char difference[TEXT];
};

/* ---- Operations */

static const struct {
    enum operation_kind kind;
    unsigned until; /* of a thousand */
} chances[] = {{WRITE, 640},   {DELIVER, 830}, {SEND_AGAIN, 890}, {MIX, 950},
               {RESTART, 970}, {RESTORE, 974}, {CHANGE, 1000}};

static void operations_draw(struct operation *operations, size_t count, uint64_t seed) {
    struct dice dice = {seed};
    for (size_t i = 0; i < count; i++) {
        unsigned roll = dice_roll(&dice, 1000);
        size_t kind = 0;
        while (roll >= chances[kind].until)
            kind++;
        bool check = (i + 1) % CHECK_EVERY == 0;
        operations[i] = (struct operation){.kind = check ? CHECK : chances[kind].kind, .dice = dice_next(&dice)};
    }
}

static void cubes_drop(struct cube *cubes[PERIODS]) {
    for (int i = 0; i < PERIODS; i++) {
        cube_release(cubes[i]);
        cubes[i] = NULL;
    }
}

/* ---- The engine: what the service does on a read, with what has arrived in place of tables */

static void engine_fail(const char *what, const struct fail *fail) {
    fprintf(stderr, "simulator: %s: %s\n", what, fail->text);
    exit(2);
}

static struct cube *load(struct simulation *simulation, const struct snapshot *snapshot, int half) {
    struct change_mark marks[PARTITIONS];
    struct change_marks seen;
    struct period period;
    struct fail fail = {0};
    const struct form *form = snapshot_form(snapshot, "FORM");
    if (!snapshot_period(snapshot, form, period_codes[half], &period))
        engine_fail(period_codes[half], &fail);
    ledger_marks(&simulation->ledger, half, marks, &seen);
    AUTO_RESULT *rows = ledger_rows(&simulation->ledger, &simulation->world, half, NULL);
    struct cube *cube = cube_load(cube_ground_new(snapshot, form, &period), rows, &seen, &fail);
    if (!cube)
        engine_fail("load", &fail);
    return cube;
}

static bool same_basis(const struct cube *before, const struct snapshot *snapshot, int half) {
    return snapshot_rollup_basis(before->ground->snapshot, "FORM", period_codes[half]) ==
           snapshot_rollup_basis(snapshot, "FORM", period_codes[half]);
}

/* From the one kept where its basis still holds, though much else may have changed; else from the start. */
static struct cube *refresh(struct simulation *simulation, const struct snapshot *snapshot, int half) {
    struct change_mark marks[PARTITIONS];
    struct change_marks seen;
    struct fail fail = {0};
    struct cube *before = simulation->cubes[half], *after;
    if (before && same_basis(before, snapshot, half)) {
        ledger_marks(&simulation->ledger, half, marks, &seen);
        AUTO_RESULT *rows = ledger_rows(&simulation->ledger, &simulation->world, half, &before->seen);
        after = cube_follow(before, rows, db_rows(rows), &seen, &fail);
        if (!after)
            engine_fail("follow", &fail);
    } else {
        after = load(simulation, snapshot, half);
    }
    cube_release(before);
    simulation->cubes[half] = after;
    return after;
}

/* ---- Comparing; false: something differs, and is told */

static bool differ(struct simulation *simulation, const char *engine, const char *period, int unit, const char *what,
                   int64_t got, int64_t expected) {
    snprintf(simulation->difference, TEXT, "%s %s, unit %s, %s: %lld where %lld is right", engine, period,
             simulation->world.units[unit].id, what, (long long)got, (long long)expected);
    return false;
}

struct comparison {
    struct simulation *simulation;
    const char *engine, *period;
    int unit;
};

static bool compare(const struct comparison *at, const char *what, int64_t got, int64_t expected) {
    return got == expected || differ(at->simulation, at->engine, at->period, at->unit, what, got, expected);
}

static bool compare_completeness(const struct comparison *at, const struct completeness *got,
                                 const struct completeness *expected) {
    return compare(at, "expected", got->expected, expected->expected) &&
           compare(at, "reported", got->reported, expected->reported) &&
           compare(at, "accepted", got->accepted, expected->accepted) &&
           compare(at, "onTime", got->on_time, expected->on_time) && compare(at, "late", got->late, expected->late) &&
           compare(at, "additional", got->additional, expected->additional) &&
           compare(at, "unresolved", got->unresolved, expected->unresolved);
}

static bool compare_cells(const struct comparison *at, const char *whose, int cells, const struct cell_sum *got,
                          const struct cell_sum *expected) {
    for (int cell = 0; cell < cells; cell++) {
        char what[60];
        snprintf(what, sizeof what, "%s cell %d", whose, cell);
        if (!compare(at, what, got[cell].sum, expected[cell].sum))
            return false;
        snprintf(what, sizeof what, "%s cell %d reported", whose, cell);
        if (!compare(at, what, got[cell].reported, expected[cell].reported))
            return false;
    }
    return true;
}

/* What a node says: of a cube, or of a tally. */
struct source {
    const struct rollup *figures, *reports; /* figures NULL: the tally's */
    const struct tally *tally;
};

static void cells_of(const struct source *source, uint32_t position, enum counted view, bool own,
                     struct cell_sum *sums) {
    if (source->tally)
        tally_cells(source->tally, position, view, own, sums, NULL);
    else if (own)
        rollup_own(source->figures, position, view, sums);
    else
        rollup_cells(source->figures, position, view, sums);
}

static bool compare_node(const struct comparison *at, const struct source *source, uint32_t position, int cells,
                         const struct expected *expected) {
    struct completeness completeness;
    struct cell_sum sums[CELLS];
    rollup_completeness(source->reports, position, &completeness);
    if (!compare_completeness(at, &completeness, &expected->completeness))
        return false;
    for (int view = 0; view < COUNTED_VIEWS; view++) {
        cells_of(source, position, (enum counted)view, false, sums);
        if (!compare_cells(at, view == COUNTED_ACCEPTED ? "accepted" : "submitted", cells, sums, expected->total[view]))
            return false;
        cells_of(source, position, (enum counted)view, true, sums);
        if (!compare_cells(at, view == COUNTED_ACCEPTED ? "own accepted" : "own submitted", cells, sums,
                           expected->own[view]))
            return false;
    }
    return true;
}

static bool compare_half(struct simulation *simulation, const char *engine, const struct cube *cube, int half) {
    const struct unit_slice *slice = cube->input.slice;
    int cells = oracle_cell_count(&simulation->oracle, half);
    for (int unit = 0; unit < simulation->world.unit_count; unit++) {
        struct expected expected;
        struct comparison at = {simulation, engine, period_codes[half], unit};
        uint32_t index = unit_by_id(slice->tree, unit == 0 ? "VN" : simulation->world.units[unit].id);
        bool there = world_level_at(&simulation->world, unit, oracle_last_day(half)) != NOBODY;
        bool known = index != UNIT_NONE; /* a tree kept from before may not know those that it did not have */
        if (!compare(&at, "in the tree", known && slice->position_of[index] != UNIT_NONE, there))
            return false;
        if (!there)
            continue;
        oracle_half(&simulation->oracle, unit, half, &expected);
        const struct source source = {.figures = cube->rollup, .reports = cube->rollup};
        if (!compare_node(&at, &source, slice->position_of[index], cells, &expected))
            return false;
    }
    return true;
}

static bool check_halves(struct simulation *simulation, const struct snapshot *snapshot) {
    for (int half = 0; half < PERIODS; half++) {
        const struct cube *followed = refresh(simulation, snapshot, half);
        simulation->loaded[half] = load(simulation, snapshot, half);
        if (!compare_half(simulation, "followed", followed, half) ||
            !compare_half(simulation, "loaded", simulation->loaded[half], half))
            return false;
    }
    return true;
}

static bool compare_halves(struct simulation *simulation, const struct tally *tally, int first, int count, day_t date,
                           bool by_shares) {
    const struct source source = {.reports = tally->reports, .tally = tally};
    int cells = oracle_cell_count(&simulation->oracle, first + count - 1);
    for (int unit = 0; unit < simulation->world.unit_count; unit++) {
        struct expected expected;
        struct comparison at = {simulation, "put together", tally->period.code, unit};
        uint32_t position = tally_position(tally, unit == 0 ? "VN" : simulation->world.units[unit].id);
        if (position == UNIT_NONE)
            continue;
        oracle_halves(&simulation->oracle, unit, first, count, date, by_shares, &expected);
        if (!compare_node(&at, &source, position, cells, &expected))
            return false;
    }
    return true;
}

/* The period of one half or of two, on the tree of a day. */
static bool check_tally(struct simulation *simulation, const struct snapshot *snapshot, int first, int count,
                        day_t date, bool by_shares) {
    static const char *const years[] = {"2024", "2025"};
    struct period period;
    struct fail fail = {0};
    AUTO_TALLY tally = {0};
    const char *code = count == 2 ? years[first / 2] : period_codes[first];
    const struct form *form = snapshot_form(snapshot, "FORM");
    struct tally_question question = {.cache = simulation->cache,
                                      .snapshot = snapshot,
                                      .form = form,
                                      .period = &period,
                                      .tree_date = date,
                                      .by_shares = by_shares};
    if (!snapshot_period(snapshot, form, code, &period))
        engine_fail(code, &fail);
    for (int i = first; i < first + count; i++)
        cube_keep(simulation->loaded[i]);
    if (!tally_make(&simulation->arena, &question, &simulation->loaded[first], (uint32_t)count, &tally, &fail))
        engine_fail("tally", &fail);
    return compare_halves(simulation, &tally, first, count, date, by_shares);
}

/* Years on their own trees, and on the tree of the last day; a half on the tree of a day of any other. */
static bool check_tallies(struct simulation *simulation, const struct snapshot *snapshot, struct dice *dice) {
    int half = (int)dice_roll(dice, PERIODS), other = (int)dice_roll(dice, PERIODS);
    return check_tally(simulation, snapshot, 0, 2, oracle_last_day(1), false) &&
           check_tally(simulation, snapshot, 2, 2, oracle_last_day(3), false) &&
           check_tally(simulation, snapshot, 0, 2, oracle_last_day(3), true) &&
           check_tally(simulation, snapshot, half, 1, oracle_last_day(other), true);
}

static bool check(struct simulation *simulation, uint64_t seed) {
    struct dice dice = {seed};
    AUTO_SNAPSHOT *snapshot = reference_hold(simulation->reference);
    oracle_begin(&simulation->oracle, &simulation->world, &simulation->ledger);
    bool same = check_halves(simulation, snapshot) && check_tallies(simulation, snapshot, &dice);
    cubes_drop(simulation->loaded);
    arena_reset(&simulation->arena);
    return same;
}

/* ---- Running */

static bool perform(struct simulation *simulation, const struct operation *operation) {
    switch (operation->kind) {
    case WRITE:
        ledger_write(&simulation->ledger, &simulation->world, operation->dice);
        break;
    case DELIVER:
        ledger_deliver(&simulation->ledger, operation->dice);
        break;
    case SEND_AGAIN:
        ledger_send_again(&simulation->ledger, operation->dice);
        break;
    case MIX:
        ledger_mix(&simulation->ledger, operation->dice);
        break;
    case RESTART:
        cubes_drop(simulation->cubes);
        break;
    case RESTORE:
        ledger_restore(&simulation->ledger, operation->dice);
        break;
    case CHANGE:
        world_change(&simulation->world, operation->dice);
        world_publish(&simulation->world, simulation->reference);
        break;
    case CHECK:
    case OPERATION_KINDS:
        return check(simulation, operation->dice);
    }
    return true;
}

/* False: a difference; ret_difference says which. In the end everything has arrived, and is checked once more. */
static bool episode(const struct operation *operations, size_t count, uint64_t seed, char ret_difference[TEXT]) {
    struct simulation *simulation = calloc(1, sizeof *simulation);
    bool same = true;
    if (!simulation)
        exit(2);
    world_begin(&simulation->world, seed);
    ledger_begin(&simulation->ledger);
    simulation->reference = reference_new();
    simulation->cache = cube_cache_new(ROOM, ROOM, NULL);
    world_publish(&simulation->world, simulation->reference);
    for (size_t i = 0; i < count && same; i++)
        same = perform(simulation, &operations[i]);
    ledger_deliver_all(&simulation->ledger);
    same = same && check(simulation, seed);
    memcpy(ret_difference, simulation->difference, TEXT);
    cubes_drop(simulation->cubes);
    cube_cache_free(simulation->cache);
    reference_free(simulation->reference);
    ledger_end(&simulation->ledger);
    arena_done(&simulation->arena);
    free(simulation);
    return same;
}

/* Leaves out what is not needed for a difference: larger and then smaller runs of operations. Returns how many are left. */
static size_t shrink(struct operation *operations, size_t count, uint64_t seed, char difference[TEXT]) {
    struct operation fewer[EPISODE];
    char other[TEXT];
    for (size_t run = count / 2; run > 0; run /= 2)
        for (size_t at = 0; at + run <= count;) {
            memcpy(fewer, operations, at * sizeof *fewer);
            memcpy(fewer + at, operations + at + run, (count - at - run) * sizeof *fewer);
            if (episode(fewer, count - run, seed, other)) {
                at += run;
                continue;
            }
            memcpy(operations, fewer, (count - run) * sizeof *fewer);
            memcpy(difference, other, TEXT);
            count -= run;
        }
    return count;
}

static void tell(struct operation *operations, size_t count, uint64_t seed, char difference[TEXT]) {
    printf("episode %llu: %s\n", (unsigned long long)seed, difference);
    count = shrink(operations, count, seed, difference);
    printf("%zu operations are enough for: %s\n", count, difference);
    for (size_t i = 0; i < count; i++)
        printf("  %-9s %016llx\n", operation_names[operations[i].kind], (unsigned long long)operations[i].dice);
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"seed", required_argument, NULL, 's'}, {"operations", required_argument, NULL, 'n'}, {0}};
    uint64_t seed = (uint64_t)time(NULL);
    size_t count = 100000;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == '?')
            return 2;
        *(option == 's' ? &seed : &count) = strtoull(optarg, NULL, 10);
    }
    printf("seed %llu, %zu operations\n", (unsigned long long)seed, count);
    for (size_t done = 0; done < count; done += EPISODE, seed++) {
        struct operation operations[EPISODE];
        char difference[TEXT];
        operations_draw(operations, EPISODE, seed);
        if (episode(operations, EPISODE, seed, difference))
            continue;
        tell(operations, EPISODE, seed, difference);
        return EXIT_FAILURE;
    }
    printf("every figure agrees with the naive count\n");
    return EXIT_SUCCESS;
}
