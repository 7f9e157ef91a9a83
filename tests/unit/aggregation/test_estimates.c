/* What nodes below the home of a divided unit get of its report: figures by shares, and the report once. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "division.h"
#include "estimates.h"
#include "home.h"

/* ---- A, of the province, was divided on day 100: into B and C of district Q, and D of district R */

#define VERSION(stands, text, above, since, end)                                                                       \
    { .level = stands, .code = text, .parent_code = above, .name = "X", .type = "T", .from = since, .until = end }
static const struct unit_version versions[] = {
    VERSION(LEVEL_PROVINCE, "01", "VN", DAY_EVER, DAY_NEVER),
    VERSION(LEVEL_DISTRICT, "001", "01", DAY_EVER, DAY_NEVER),
    VERSION(LEVEL_DISTRICT, "002", "01", DAY_EVER, DAY_NEVER),
    VERSION(LEVEL_COMMUNE, "00001", "001", DAY_EVER, 100),
    VERSION(LEVEL_COMMUNE, "00002", "001", 100, DAY_NEVER),
    VERSION(LEVEL_COMMUNE, "00003", "001", 100, DAY_NEVER),
    VERSION(LEVEL_COMMUNE, "00004", "002", 100, DAY_NEVER),
};
static const struct unit units[] = {{"P", &versions[0], 1}, {"Q", &versions[1], 1}, {"R", &versions[2], 1},
                                    {"A", &versions[3], 1}, {"B", &versions[4], 1}, {"C", &versions[5], 1},
                                    {"D", &versions[6], 1}};
static const struct succession_source edges[] = {
    {"A", "B", SUCCESSION_PARTIAL, 100, {1, 10, "population"}},
    {"A", "C", SUCCESSION_PARTIAL, 100, {2, 10, "population"}},
    {"A", "D", SUCCESSION_PARTIAL, 100, {7, 10, "population"}},
};

static const struct indicator cases = {
    .code = "cases", .nature = NATURE_FLOW, .over_units = OVER_UNITS_SUM, .over_periods = OVER_PERIODS_SUM};
static const struct indicator people = {
    .code = "people", .nature = NATURE_DISTINCT, .over_units = OVER_UNITS_SUM, .over_periods = OVER_PERIODS_NONE};
static const struct cell cells[] = {{.code = "cases", .indicator = &cases}, {.code = "people", .indicator = &people}};
enum { CASES, PEOPLE, CELLS };
static const int64_t of_a_committee[CELLS] = {100, 9}, of_a_police[CELLS] = {20, QUANTITY_MISSING};

struct story {
    struct arena arena;
    const struct unit_slice *slice;
    const struct rollup *figures;
    const struct estimates *estimates;
};

static uint32_t place(const struct story *story, const char *id) {
    return story->slice->position_of[unit_by_id(story->slice->tree, id)];
}

/* Two agencies of A have reported. */
static void story_begin(struct story *story) {
    const struct unit_tree_source source = {units, sizeof units / sizeof *units, edges, 3};
    bool overflow = false;
    *story = (struct story){.slice = NULL};
    const struct unit_tree *tree = unit_tree_build(&story->arena, &source);
    story->slice = unit_slice_build(&story->arena, tree, 150);
    uint32_t a = unit_by_id(tree, "A"), *of = arena_new_array(&story->arena, uint32_t, 2);
    struct leaf *leaves = arena_new_array(&story->arena, struct leaf, 2);
    of[0] = of[1] = a;
    leaves[0] = (struct leaf){.position = unit_home(story->slice, a), .values = {of_a_committee, NULL}};
    leaves[1] = (struct leaf){.position = unit_home(story->slice, a), .values = {of_a_police, of_a_police}};
    struct rollup_input *input = arena_new(&story->arena, struct rollup_input);
    *input = (struct rollup_input){
        .slice = story->slice, .cells = cells, .cell_count = CELLS, .leaves = leaves, .leaf_count = 2};
    story->figures = rollup_compute(&story->arena, input, &overflow);
    story->estimates = estimates_make(&story->arena, story->figures, of, &overflow);
    assert_false(overflow);
}

static struct cell_sum cases_of(const struct story *story, const char *node, enum counted view, bool own) {
    struct cell_sum sums[CELLS];
    bool estimated[CELLS];
    uint32_t position = place(story, node);
    if (own)
        rollup_own(story->figures, position, view, sums);
    else
        rollup_cells(story->figures, position, view, sums);
    estimates_apply(story->estimates, position, view, own, sums, estimated);
    assert_int_equal(estimated[CASES], sums[CASES].reported > 0 && position != place(story, "P"));
    assert_false(estimated[PEOPLE]);
    return sums[CASES];
}

static void assert_cases(const struct story *story, const char *node, enum counted view, int64_t sum,
                         uint32_t reported) {
    const struct cell_sum got = cases_of(story, node, view, false);
    assert_int_equal(got.sum, sum);
    assert_int_equal(got.reported, reported);
}

static void a_report_of_which_two_parts_arrive_below_one_node_is_one_report_there(void **state) {
    (void)state;
    struct story story;
    story_begin(&story);
    assert_int_equal(unit_home(story.slice, unit_by_id(story.slice->tree, "A")), place(&story, "P"));
    assert_cases(&story, "B", COUNTED_SUBMITTED, 10 + 2, 2);
    assert_cases(&story, "C", COUNTED_SUBMITTED, 20 + 4, 2);
    assert_cases(&story, "D", COUNTED_SUBMITTED, 70 + 14, 2);
    assert_cases(&story, "Q", COUNTED_SUBMITTED, 30 + 6, 2); /* not four */
    assert_cases(&story, "R", COUNTED_SUBMITTED, 70 + 14, 2);
    assert_cases(&story, "P", COUNTED_SUBMITTED, 120, 2);
    arena_done(&story.arena);
}

static void each_view_counts_its_own_reports(void **state) {
    (void)state;
    struct story story;
    story_begin(&story);
    assert_cases(&story, "Q", COUNTED_ACCEPTED, 6, 1);
    assert_cases(&story, "P", COUNTED_ACCEPTED, 20, 1);
    arena_done(&story.arena);
}

static void what_went_below_is_not_the_home_s_own_nor_that_of_what_lies_between(void **state) {
    (void)state;
    struct story story;
    story_begin(&story);
    for (size_t i = 0; i < 2; i++) {
        const struct cell_sum own = cases_of(&story, i == 0 ? "P" : "Q", COUNTED_SUBMITTED, true);
        assert_int_equal(own.sum, QUANTITY_MISSING);
        assert_int_equal(own.reported, 0);
    }
    assert_int_equal(cases_of(&story, "B", COUNTED_SUBMITTED, true).sum, 12);
    arena_done(&story.arena);
}

static void a_node_names_the_shares_that_came_to_it(void **state) {
    (void)state;
    struct story story;
    size_t count;
    story_begin(&story);
    estimates_shares(story.estimates, place(&story, "P"), &count);
    assert_int_equal(count, 0);
    const struct succession *shares = estimates_shares(story.estimates, place(&story, "Q"), &count);
    assert_int_equal(count, 2); /* each once, though two agencies reported */
    assert_int_equal(shares[0].share.part + shares[1].share.part, 3);
    const struct unit_tree *tree = story.slice->tree;
    uint32_t a = unit_by_id(tree, "A");
    const struct share_list inside = unit_shares_inside(&story.arena, story.slice, a, place(&story, "R"));
    assert_int_equal(inside.count, 1);
    assert_int_equal(unit_shares_inside(&story.arena, story.slice, a, place(&story, "Q")).count, 2);
    assert_int_equal(inside.items[0].to, unit_by_id(tree, "D"));
    assert_int_equal(unit_shares_inside(&story.arena, story.slice, a, place(&story, "P")).count, 3);
    assert_int_equal(unit_shares_inside(&story.arena, story.slice, unit_by_id(tree, "B"), place(&story, "Q")).count, 0);
    arena_done(&story.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_of_which_two_parts_arrive_below_one_node_is_one_report_there),
        cmocka_unit_test(each_view_counts_its_own_reports),
        cmocka_unit_test(what_went_below_is_not_the_home_s_own_nor_that_of_what_lies_between),
        cmocka_unit_test(a_node_names_the_shares_that_came_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
