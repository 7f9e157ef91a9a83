/* Roll-ups against sums made the slow way: random trees, random leaves, random gaps, in both views. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/rollup.h"

enum { POSITIONS_MAX = 400, CELLS = 7, LEAVES_MAX = 3 * POSITIONS_MAX, RANDOM_TREES = 300 };

/* A country and what it reported, small enough to add up by hand. */
struct country {
    struct unit_slice slice;
    uint32_t parent[POSITIONS_MAX], subtree_end[POSITIONS_MAX];
    struct leaf leaves[LEAVES_MAX];
    int64_t values[LEAVES_MAX][COUNTED_VIEWS][CELLS];
    struct obligation obligations[LEAVES_MAX];
    struct rollup_input input;
};

static const struct indicator added = {.code = "sum", .over_units = OVER_UNITS_SUM};
static const struct indicator not_added = {.code = "none", .over_units = OVER_UNITS_NONE};
static const struct indicator least = {.code = "min", .over_units = OVER_UNITS_MIN};
static const struct indicator greatest = {.code = "max", .over_units = OVER_UNITS_MAX};
static const struct cell cells[CELLS] = {
    {"a", "1", &added, false, false},    {"b", "2", &added, false, false},    {"c", "3", &not_added, false, false},
    {"d", "4", &least, false, false},    {"e", "5", &greatest, false, false}, {"f", "6", &added, false, false},
    {"g", "7", &greatest, false, false},
};

static struct arena arena;
static struct country country;
static uint64_t seed, tree;

/* xorshift64*: the same seed makes the same country everywhere. */
static uint32_t chance(uint32_t below) {
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t)((seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

static int64_t chance_value(void) {
    switch (chance(8)) {
    case 0:
    case 1:
        return QUANTITY_MISSING;
    case 2:
        return 0;
    case 3:
        return -(int64_t)chance(1000000);
    case 4:
        return QUANTITY_MAX / LEAVES_MAX - chance(1000);
    default:
        return chance(100000);
    }
}

static int make_room(void **state) {
    (void)state;
    arena_init(&arena);
    memset(&country, 0, sizeof country);
    country.slice.parent = country.parent;
    country.slice.subtree_end = country.subtree_end;
    country.input = (struct rollup_input){.slice = &country.slice,
                                          .cells = cells,
                                          .cell_count = CELLS,
                                          .leaves = country.leaves,
                                          .obligations = country.obligations};
    return 0;
}

static int give_back(void **state) {
    (void)state;
    if (tree > 0 && tree <= RANDOM_TREES)
        print_error("tree %llu, next draw of seed %llu\n", (unsigned long long)tree, (unsigned long long)seed);
    tree = 0;
    arena_done(&arena);
    return 0;
}

static uint32_t add_unit(uint32_t parent) {
    uint32_t position = country.slice.count++;
    country.parent[position] = parent;
    country.subtree_end[position] = position + 1;
    for (uint32_t up = parent; up != UNIT_NONE; up = country.parent[up])
        country.subtree_end[up] = position + 1;
    return position;
}

/* Provinces with and without districts, districts with and without communes. */
static void grow(uint32_t parent, uint32_t levels_below) {
    uint32_t children = chance(5);
    for (uint32_t i = 0; i < children && country.slice.count < POSITIONS_MAX - 10; i++) {
        uint32_t child = add_unit(parent);
        if (levels_below > 1)
            grow(child, levels_below - 1 - chance(2) % levels_below);
    }
}

static struct leaf *add_leaf(uint32_t position) {
    struct leaf *leaf = &country.leaves[country.input.leaf_count];
    *leaf = (struct leaf){.position = position};
    country.input.leaf_count++;
    return leaf;
}

static void report_at_random(uint32_t position) {
    int64_t(*values)[CELLS] = country.values[country.input.leaf_count];
    struct leaf *leaf = add_leaf(position);
    bool submitted = chance(6) != 0, accepted = submitted && chance(2) == 0;
    for (uint32_t i = 0; i < CELLS; i++) {
        values[COUNTED_SUBMITTED][i] = chance_value();
        values[COUNTED_ACCEPTED][i] = chance(3) == 0 ? chance_value() : values[COUNTED_SUBMITTED][i];
    }
    leaf->values[COUNTED_SUBMITTED] = submitted ? values[COUNTED_SUBMITTED] : NULL;
    leaf->values[COUNTED_ACCEPTED] = accepted ? values[COUNTED_ACCEPTED] : NULL;
    leaf->timeliness = (enum timeliness)chance(3);
    leaf->obliged = chance(4) != 0;
}

static void oblige(uint32_t position, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        country.obligations[country.input.obligation_count++] = (struct obligation){.position = position};
}

static void given_a_random_country(void) {
    country.slice.count = country.input.leaf_count = country.input.obligation_count = 0;
    grow(add_unit(UNIT_NONE), 3);
    for (uint32_t position = 0; position < country.slice.count; position++) {
        uint32_t reports = chance(3), owed = chance(2);
        for (uint32_t i = 0; i < reports; i++) {
            report_at_random(position);
            owed += country.leaves[country.input.leaf_count - 1].obliged;
        }
        oblige(position, owed);
    }
    for (uint32_t i = chance(3); i > 0; i--)
        report_at_random(UNIT_NONE);
}

/* Whether a unit is the other or below it, by climbing. */
static bool is_below(uint32_t position, uint32_t above) {
    while (position != UNIT_NONE && position != above)
        position = country.parent[position];
    return position == above;
}

static bool belongs(const struct leaf *leaf, uint32_t position, bool whole_subtree) {
    if (leaf->position == UNIT_NONE)
        return false;
    return whole_subtree ? is_below(leaf->position, position) : leaf->position == position;
}

/* The slow way: every leaf is asked about every node and cell. */
static struct cell_sum added_by_hand(uint32_t position, enum counted view, uint32_t cell, bool whole_subtree) {
    __int128 sum = 0;
    int64_t low = INT64_MAX, high = INT64_MIN;
    uint32_t reported = 0;
    for (uint32_t i = 0; i < country.input.leaf_count; i++) {
        const int64_t *values = country.leaves[i].values[view];
        if (!belongs(&country.leaves[i], position, whole_subtree) || values == NULL || values[cell] == QUANTITY_MISSING)
            continue;
        reported++;
        sum += values[cell];
        low = values[cell] < low ? values[cell] : low;
        high = values[cell] > high ? values[cell] : high;
    }
    enum over_units rule = cells[cell].indicator->over_units;
    int64_t by_rule = rule == OVER_UNITS_SUM ? (int64_t)sum : rule == OVER_UNITS_MIN ? low : high;
    bool own = !whole_subtree || country.subtree_end[position] == position + 1;
    bool none =
        reported == 0 || (rule == OVER_UNITS_NONE && !(own && reported == 1)); /* one figure need not be added */
    return (struct cell_sum){none ? QUANTITY_MISSING : by_rule, reported};
}

/* Only the one node and cell. */
static struct cell_sum added_by_itself(uint32_t position, enum counted view, uint32_t cell) {
    struct cell_adding adding = cell_adding_none();
    struct cell_sum sum;
    for (uint32_t i = 0; i < country.input.leaf_count; i++)
        if (belongs(&country.leaves[i], position, true) && country.leaves[i].values[view] != NULL)
            cell_adding_take(&adding, &cells[cell], country.leaves[i].values[view][cell]);
    assert_true(cell_adding_close(&adding, &cells[cell], country.subtree_end[position] == position + 1, &sum));
    return sum;
}

static void expect_cells_as_by_hand(const struct rollup *rollup, uint32_t position) {
    for (uint32_t view = 0; view < COUNTED_VIEWS; view++) {
        struct cell_sum total[CELLS], own[CELLS];
        rollup_cells(rollup, position, (enum counted)view, total);
        rollup_own(rollup, position, (enum counted)view, own);
        for (uint32_t i = 0; i < CELLS; i++) {
            struct cell_sum by_hand = added_by_hand(position, (enum counted)view, i, true);
            struct cell_sum by_itself = added_by_itself(position, (enum counted)view, i);
            assert_true(total[i].sum == by_hand.sum && by_itself.sum == by_hand.sum);
            assert_int_equal(total[i].reported, by_hand.reported);
            assert_int_equal(by_itself.reported, by_hand.reported);
            by_hand = added_by_hand(position, (enum counted)view, i, false);
            assert_true(own[i].sum == by_hand.sum);
            assert_int_equal(own[i].reported, by_hand.reported);
        }
    }
}

static int64_t or_zero(int64_t sum) {
    return sum == QUANTITY_MISSING ? 0 : sum;
}

/* A node is its own leaves and its children, neither more nor less. */
static void expect_parent_is_own_and_children(const struct rollup *rollup, uint32_t position) {
    struct cell_sum total[CELLS], part[CELLS];
    rollup_cells(rollup, position, COUNTED_SUBMITTED, total);
    rollup_own(rollup, position, COUNTED_SUBMITTED, part);
    int64_t sum = or_zero(part[0].sum);
    uint32_t reported = part[0].reported;
    for (uint32_t child = position + 1; child < country.subtree_end[position]; child = country.subtree_end[child]) {
        rollup_cells(rollup, child, COUNTED_SUBMITTED, part);
        sum += or_zero(part[0].sum);
        reported += part[0].reported;
    }
    assert_true(or_zero(total[0].sum) == sum);
    assert_int_equal(total[0].reported, reported);
}

static void expect_completeness_as_by_hand(const struct rollup *rollup, uint32_t position) {
    struct completeness by_hand = {0}, completeness;
    for (uint32_t i = 0; i < country.input.obligation_count; i++)
        by_hand.expected += is_below(country.obligations[i].position, position);
    for (uint32_t i = 0; i < country.input.leaf_count; i++) {
        const struct leaf *leaf = &country.leaves[i];
        by_hand.unresolved += position == 0 && leaf->position == UNIT_NONE;
        if (!belongs(leaf, position, true) || leaf->values[COUNTED_SUBMITTED] == NULL)
            continue;
        by_hand.reported += leaf->obliged;
        by_hand.additional += !leaf->obliged;
        by_hand.accepted += leaf->obliged && leaf->values[COUNTED_ACCEPTED] != NULL;
        by_hand.on_time += leaf->obliged && leaf->timeliness == TIMELINESS_ON_TIME;
        by_hand.late += leaf->obliged && leaf->timeliness == TIMELINESS_LATE;
    }
    rollup_completeness(rollup, position, &completeness);
    assert_memory_equal(&completeness, &by_hand, sizeof by_hand);
}

static const struct rollup *computed(void) {
    bool overflow = true;
    const struct rollup *rollup = rollup_compute(&arena, &country.input, &overflow);
    assert_non_null(rollup);
    assert_false(overflow);
    return rollup;
}

static void every_node_is_the_sum_of_its_leaves(void **state) {
    (void)state;
    for (tree = 1; tree <= RANDOM_TREES; tree++) {
        seed = tree * UINT64_C(0x9E3779B97F4A7C15);
        given_a_random_country();
        const struct rollup *rollup = computed();
        for (uint32_t position = 0; position < country.slice.count; position++) {
            expect_cells_as_by_hand(rollup, position);
            expect_parent_is_own_and_children(rollup, position);
            expect_completeness_as_by_hand(rollup, position);
        }
        arena_reset(&arena);
    }
}

/* A figure becomes another one, a report is withdrawn, or a second agency of the unit reports too. Returns where. */
static uint32_t change_one_leaf(void) {
    uint32_t at = chance(country.input.leaf_count), position = country.leaves[at].position;
    struct leaf *leaf = &country.leaves[at];
    uint32_t behind = country.input.leaf_count - at - 1;
    switch (chance(3)) {
    case 0:
        memmove(leaf, leaf + 1, behind * sizeof *leaf);
        country.input.leaf_count--;
        break;
    case 1:
        if (country.input.leaf_count == LEAVES_MAX)
            break;
        memmove(leaf + 1, leaf, (behind + 1) * sizeof *leaf);
        country.input.leaf_count++;
        break;
    default:
        for (int view = 0; view < COUNTED_VIEWS; view++)
            leaf->values[view] = country.values[chance(LEAVES_MAX)][chance(COUNTED_VIEWS)];
    }
    return position;
}

static void expect_same_sums(const struct rollup *a, const struct rollup *b) {
    struct cell_sum of_a[CELLS], of_b[CELLS];
    for (uint32_t position = 0; position < country.slice.count; position++)
        for (int view = 0; view < COUNTED_VIEWS; view++) {
            rollup_cells(a, position, (enum counted)view, of_a);
            rollup_cells(b, position, (enum counted)view, of_b);
            for (int cell = 0; cell < CELLS; cell++) {
                assert_int_equal(of_a[cell].sum, of_b[cell].sum);
                assert_int_equal(of_a[cell].reported, of_b[cell].reported);
            }
        }
}

static const struct rollup *computed_to_be_followed(void) {
    bool overflow = true;
    const struct rollup *rollup = rollup_compute_shared(&arena, &country.input, &overflow);
    assert_non_null(rollup);
    assert_false(overflow);
    return rollup;
}

/* A few leaves change, and the roll-up is made that follows. */
static const struct rollup *followed_after_changes(const struct rollup *before) {
    enum { CHANGES_MAX = 5 };
    uint32_t positions[CHANGES_MAX], count = 0;
    bool overflow = true;
    for (uint32_t wanted = 1 + chance(CHANGES_MAX); count < wanted && country.input.leaf_count > 0;)
        positions[count++] = change_one_leaf();
    const struct rollup *followed = rollup_follow(&arena, before, &country.input, positions, count, &overflow);
    assert_false(overflow);
    return followed;
}

/* Again and again, so that what was followed is followed. */
static void what_follows_says_what_is_computed_anew(void **state) {
    (void)state;
    enum { STEPS = 6 };
    for (tree = 1; tree <= RANDOM_TREES; tree++) {
        seed = tree * UINT64_C(0x9E3779B97F4A7C15);
        given_a_random_country();
        const struct rollup *before = computed_to_be_followed();
        for (int step = 0; step < STEPS; step++) {
            const struct rollup *followed = followed_after_changes(before);
            expect_same_sums(followed, computed());
            rollup_release(before);
            before = followed;
        }
        rollup_release(before);
        arena_reset(&arena);
    }
}

/* What the nodes with children say, whose sums may be shared; the others say what the leaves say now. */
static struct cell_sum *said_by_inner_nodes(const struct rollup *rollup, size_t *ret_bytes) {
    size_t count = 0;
    struct cell_sum *said =
        arena_new_array(&arena, struct cell_sum, (size_t)country.slice.count * COUNTED_VIEWS * CELLS);
    for (uint32_t position = 0; position < country.slice.count; position++)
        for (int view = 0; view < COUNTED_VIEWS && country.subtree_end[position] > position + 1; view++, count += CELLS)
            rollup_cells(rollup, position, (enum counted)view, said + count);
    *ret_bytes = count * sizeof *said;
    return said;
}

static void expect_still_said(const struct rollup *rollup, const struct cell_sum *said) {
    size_t bytes;
    const struct cell_sum *now = said_by_inner_nodes(rollup, &bytes);
    assert_memory_equal(now, said, bytes);
}

/* A reader may keep an old one for long: whoever leaves first takes nothing with him. */
static void those_that_follow_one_another_may_go_in_any_order(void **state) {
    (void)state;
    enum { ALIVE = 6 };
    bool any_differs = false;
    for (tree = 1; tree <= RANDOM_TREES; tree++) {
        const struct rollup *alive[ALIVE];
        const struct cell_sum *said[ALIVE];
        size_t bytes;
        seed = tree * UINT64_C(0x9E3779B97F4A7C15);
        given_a_random_country();
        for (uint32_t i = 0; i < ALIVE; i++) {
            alive[i] = i == 0 ? computed_to_be_followed() : followed_after_changes(alive[i - 1]);
            said[i] = said_by_inner_nodes(alive[i], &bytes);
            any_differs |= i > 0 && memcmp(said[i], said[i - 1], bytes) != 0;
        }
        for (uint32_t count = ALIVE; count > 0; count--) {
            uint32_t gone = chance(count);
            for (uint32_t i = 0; i < count; i++)
                expect_still_said(alive[i], said[i]);
            rollup_release(alive[gone]);
            alive[gone] = alive[count - 1];
            said[gone] = said[count - 1];
        }
        arena_reset(&arena);
    }
    assert_true(any_differs);
}

/* The order among the leaves of a unit is all that may differ between two loads. */
static void the_order_of_leaves_changes_no_bit(void **state) {
    (void)state;
    seed = 4711;
    given_a_random_country();
    struct cell_sum before[CELLS], after[CELLS];
    rollup_cells(computed(), 0, COUNTED_SUBMITTED, before);
    for (uint32_t i = 0; i + 1 < country.input.leaf_count; i++) {
        if (country.leaves[i].position != country.leaves[i + 1].position)
            continue;
        struct leaf swapped = country.leaves[i];
        country.leaves[i] = country.leaves[i + 1];
        country.leaves[i + 1] = swapped;
    }
    rollup_cells(computed(), 0, COUNTED_SUBMITTED, after);
    assert_memory_equal(before, after, sizeof before);
}

static void the_leaves_of_a_subtree_are_a_run(void **state) {
    (void)state;
    uint32_t nation = add_unit(UNIT_NONE), north = add_unit(nation);
    add_unit(north);
    add_unit(north);
    uint32_t south = add_unit(nation);
    static const uint32_t positions[] = {0, 1, 3, 3, 4, UNIT_NONE};
    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++)
        report_at_random(positions[i]);
    const struct rollup *rollup = computed();
    static const struct {
        uint32_t position, first, end;
    } cases[] = {{0, 0, 5}, {1, 1, 4}, {2, 2, 2}, {3, 2, 4}, {4, 4, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t first, end;
        rollup_leaves(rollup, cases[i].position, &first, &end);
        assert_int_equal(first, cases[i].first);
        assert_int_equal(end, cases[i].end);
    }
    assert_int_equal(south, 4);
    assert_ptr_equal(rollup_source(rollup), &country.input);
}

static void report_value(uint32_t position, int64_t value) {
    int64_t(*values)[CELLS] = country.values[country.input.leaf_count];
    for (uint32_t i = 0; i < CELLS; i++)
        values[COUNTED_SUBMITTED][i] = value;
    add_leaf(position)->values[COUNTED_SUBMITTED] = values[COUNTED_SUBMITTED];
}

static void expect_overflow(bool expected) {
    bool overflow = !expected;
    const struct rollup *rollup = rollup_compute(&arena, &country.input, &overflow);
    assert_int_equal(overflow, expected);
    assert_int_equal(rollup == NULL, expected);
}

static void a_sum_beyond_a_quantity_is_said_not_wrapped(void **state) {
    (void)state;
    uint32_t nation = add_unit(UNIT_NONE);
    for (uint32_t i = 0; i < 30; i++)
        add_unit(nation);
    report_value(1, QUANTITY_MAX);
    expect_overflow(false);
    report_value(2, 1);
    expect_overflow(true);
    country.input.leaf_count = 1;
    for (uint32_t i = 2; i <= 30; i++)
        report_value(i, QUANTITY_MAX); /* 64 bits alone would have wrapped more than once */
    expect_overflow(true);
}

/* Only the first leaf is new; with the second, which was there before, it is too much. */
static void what_follows_says_that_a_sum_is_beyond_a_quantity(void **state) {
    (void)state;
    static const uint32_t changed[] = {2};
    uint32_t north = add_unit(add_unit(UNIT_NONE));
    add_unit(north);
    add_unit(north);
    report_value(2, 0);
    report_value(3, QUANTITY_MAX);
    const struct rollup *before = computed_to_be_followed();
    size_t bytes;
    const struct cell_sum *said = said_by_inner_nodes(before, &bytes);
    for (int view = 0; view < COUNTED_VIEWS; view++)
        country.values[0][view][0] = 1;
    bool overflow = false;
    assert_null(rollup_follow(&arena, before, &country.input, changed, 1, &overflow));
    assert_true(overflow);
    expect_still_said(before, said);
    rollup_release(before);
    overflow = false;
    assert_null(rollup_compute_shared(&arena, &country.input, &overflow));
    assert_true(overflow);
}

static void a_cell_beyond_a_quantity_is_said_by_itself(void **state) {
    (void)state;
    struct cell_adding adding = cell_adding_none();
    struct cell_sum sum;
    cell_adding_take(&adding, &cells[0], QUANTITY_MAX);
    assert_true(cell_adding_close(&adding, &cells[0], false, &sum) && sum.sum == QUANTITY_MAX);
    cell_adding_take(&adding, &cells[0], 1);
    assert_false(cell_adding_close(&adding, &cells[0], false, &sum));
    assert_true(cell_adding_close(&adding, &cells[4], false, &sum) && sum.sum == QUANTITY_MAX); /* the greatest */
}

static void a_unit_beyond_a_quantity_is_said_where_its_parent_is_not(void **state) {
    (void)state;
    uint32_t nation = add_unit(UNIT_NONE);
    add_unit(nation);
    add_unit(nation);
    report_value(1, QUANTITY_MAX);
    report_value(1, QUANTITY_MAX);
    report_value(2, -QUANTITY_MAX);
    expect_overflow(true);
}

static void no_leaves_make_missing_not_nought(void **state) {
    (void)state;
    add_unit(add_unit(UNIT_NONE));
    oblige(1, 2);
    const struct rollup *rollup = computed();
    struct cell_sum found[CELLS];
    struct completeness completeness;
    rollup_cells(rollup, 0, COUNTED_SUBMITTED, found);
    rollup_completeness(rollup, 0, &completeness);
    assert_true(found[0].sum == QUANTITY_MISSING);
    assert_int_equal(found[0].reported, 0);
    assert_int_equal(completeness.expected, 2);
    assert_int_equal(completeness.reported, 0);
}

static void a_country_of_one_unit_has_its_own_leaves(void **state) {
    (void)state;
    add_unit(UNIT_NONE);
    report_value(0, 17);
    struct cell_sum found[CELLS];
    rollup_cells(computed(), 0, COUNTED_SUBMITTED, found);
    assert_int_equal(found[0].sum, 17);
}

static void a_form_without_cells_still_has_completeness(void **state) {
    (void)state;
    add_unit(add_unit(UNIT_NONE));
    oblige(1, 1);
    country.input.cell_count = 0;
    report_value(1, 1);
    country.leaves[0].obliged = true;
    struct completeness completeness;
    rollup_completeness(computed(), 0, &completeness);
    assert_int_equal(completeness.reported, 1);
}

static void the_memory_is_known_before(void **state) {
    (void)state;
    seed = 99;
    given_a_random_country();
    struct arena fresh = {0};
    bool overflow;
    assert_non_null(rollup_compute(&fresh, &country.input, &overflow));
    size_t said = rollup_bytes(&country.input);
    assert_in_range(fresh.bytes, said, 2 * said + 8192); /* an arena takes whole chunks */
    arena_done(&fresh);
    const struct rollup *shared = rollup_compute_shared(&fresh, &country.input, &overflow);
    size_t bytes;
    said_by_inner_nodes(shared, &bytes);
    assert_in_range(rollup_shared_bytes(shared), bytes, said);
    assert_in_range(fresh.bytes + rollup_shared_bytes(shared), said, 2 * said + 8192);
    rollup_release(shared);
    arena_done(&fresh);
}

static void the_newest_that_counts(void **state) {
    (void)state;
    /* d draft, s submitted, a accepted, r returned, w withdrawn; what counts is an index, -1: nothing */
    static const struct {
        const char *story;
        int32_t submitted, accepted;
    } cases[] = {
        {"", -1, -1},    {"d", -1, -1},     {"s", 0, -1},    {"ds", 1, -1},  {"sa", 1, 1},       {"sas", 2, 1},
        {"sasr", 1, 1},  {"sasrs", 4, 1},   {"sr", -1, -1},  {"srs", 2, -1}, {"ssr", -1, -1},    {"saw", -1, -1},
        {"saws", 3, -1}, {"sawsr", -1, -1}, {"sad", 1, 1},   {"ssd", 1, -1}, {"sard", 1, 1},     {"sasasr", 3, 3},
        {"sawsa", 4, 4}, {"sw", -1, -1},    {"srd", -1, -1}, {"sasd", 2, 1}, {"sasasrsr", 3, 3},
    };
    static const char letters[] = "dsarw";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct version_state versions[8];
        size_t count = strlen(cases[i].story);
        for (size_t at = 0; at < count; at++) {
            ptrdiff_t letter = strchr(letters, cases[i].story[at]) - letters;
            versions[at] = (struct version_state){(int32_t)at + 1, (enum report_state)letter};
        }
        assert_int_equal(counted_version(versions, count, COUNTED_SUBMITTED), cases[i].submitted);
        assert_int_equal(counted_version(versions, count, COUNTED_ACCEPTED), cases[i].accepted);
    }
}

static void states_have_names(void **state) {
    (void)state;
    for (uint32_t i = 0; i < REPORT_STATE_COUNT; i++) {
        enum report_state found;
        assert_true(report_state_parse(report_state_name((enum report_state)i), &found));
        assert_int_equal(found, i);
    }
    enum report_state untouched = REPORT_RETURNED;
    assert_false(report_state_parse("Draft", &untouched));
    assert_int_equal(untouched, REPORT_RETURNED);
    assert_string_equal(timeliness_name(TIMELINESS_NOT_DUE), "notDue");
    assert_string_equal(timeliness_name(TIMELINESS_LATE), "late");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_room, give_back)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(every_node_is_the_sum_of_its_leaves),
        CASE(what_follows_says_what_is_computed_anew),
        CASE(those_that_follow_one_another_may_go_in_any_order),
        CASE(what_follows_says_that_a_sum_is_beyond_a_quantity),
        CASE(the_order_of_leaves_changes_no_bit),
        CASE(the_leaves_of_a_subtree_are_a_run),
        CASE(a_sum_beyond_a_quantity_is_said_not_wrapped),
        CASE(a_cell_beyond_a_quantity_is_said_by_itself),
        CASE(a_unit_beyond_a_quantity_is_said_where_its_parent_is_not),
        CASE(no_leaves_make_missing_not_nought),
        CASE(a_country_of_one_unit_has_its_own_leaves),
        CASE(a_form_without_cells_still_has_completeness),
        CASE(the_memory_is_known_before),
        CASE(the_newest_that_counts),
        CASE(states_have_names),
    };
    return cmocka_run_group_tests_name("rollup", tests, NULL, NULL);
}
