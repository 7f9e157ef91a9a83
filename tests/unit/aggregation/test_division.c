/* A unit that was divided: its figures go to its successors by the shares, and always make up what they were. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "division.h"
#include "home.h"

/* ---- One figure */

static const struct {
    int64_t whole;
    uint32_t parts[3], of;
    int64_t expected[3];
    const char *because;
} cases[] = {
    {100, {3, 7, 0}, 10, {30, 70, 0}, "it comes out even"},
    {10, {1, 1, 1}, 3, {4, 3, 3}, "of equal remainders the first is served"},
    {1, {4, 6, 0}, 10, {0, 1, 0}, "the largest remainder is served"},
    {5, {4321, 5679, 0}, 10000, {2, 3, 0}, "2.16 and 2.84"},
    {-10, {1, 1, 1}, 3, {-4, -3, -3}, "a correction below 0 is divided as what it takes away"},
    {0, {1, 2, 0}, 3, {0, 0, 0}, "nothing is nothing everywhere"},
    {7, {0, 5, 0}, 5, {0, 7, 0}, "nobody lived there"},
    {(INT64_C(1) << 60) - 1,
     {999999999, 1, 0},
     1000000000,
     {INT64_C(1152921503453925470), INT64_C(1152921505), 0},
     "as large as a figure can be"},
};

static void a_figure_is_divided_as_the_table_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t parts[3], sum = 0;
        figure_divide(cases[i].whole, cases[i].parts, 3, cases[i].of, parts);
        for (size_t j = 0; j < 3; j++)
            sum += parts[j];
        if (memcmp(parts, cases[i].expected, sizeof parts) != 0)
            print_error("%s: %lld %lld %lld\n", cases[i].because, (long long)parts[0], (long long)parts[1],
                        (long long)parts[2]);
        assert_memory_equal(parts, cases[i].expected, sizeof parts);
        assert_true(sum == cases[i].whole);
    }
}

/* Whatever the figure and the shares: the parts make it up, and none is a whole unit away from its share. */
static void parts_make_up_the_whole_and_stay_within_one_of_their_share(void **state) {
    (void)state;
    for (int64_t whole = -60; whole <= 60; whole++)
        for (uint32_t of = 1; of <= 12; of++)
            for (uint32_t first = 0; first <= of; first++) {
                uint32_t shares[] = {first, (of - first) / 2, of - first - (of - first) / 2};
                int64_t parts[3];
                figure_divide(whole, shares, 3, of, parts);
                assert_true(parts[0] + parts[1] + parts[2] == whole);
                for (size_t i = 0; i < 3; i++) {
                    int64_t away = parts[i] * of - whole * shares[i];
                    assert_true(away < of && away > -(int64_t)of);
                }
            }
}

/* ---- A unit: A was divided into B and C, and C later into D and E */

static const struct unit_version province = {.level = LEVEL_PROVINCE,
                                             .code = "01",
                                             .parent_code = "VN",
                                             .name = "P",
                                             .type = "T",
                                             .from = DAY_EVER,
                                             .until = DAY_NEVER};
#define COMMUNE(text, since, end)                                                                                      \
    { .level = LEVEL_COMMUNE, .code = text, .parent_code = "01", .name = "X", .type = "T", .from = since, .until = end }
static const struct unit_version communes[] = {COMMUNE("00001", DAY_EVER, 100), COMMUNE("00002", 100, DAY_NEVER),
                                               COMMUNE("00003", 100, 200), COMMUNE("00004", 200, DAY_NEVER),
                                               COMMUNE("00005", 200, DAY_NEVER)};
static const struct unit units[] = {{"P", &province, 1},    {"A", &communes[0], 1}, {"B", &communes[1], 1},
                                    {"C", &communes[2], 1}, {"D", &communes[3], 1}, {"E", &communes[4], 1}};

struct story {
    struct arena arena;
    const struct unit_tree *tree;
    const struct unit_slice *slice;
    int64_t arrived[6]; /* by unit of the source */
    size_t shares;      /* on the longest way */
};

static void story_begin(struct story *story, day_t date, struct unit_share second) {
    const struct succession_source edges[] = {
        {"A", "B", SUCCESSION_PARTIAL, 100, {1, 4, "population"}},
        {"A", "C", SUCCESSION_PARTIAL, 100, {3, 4, "population"}},
        {"C", "D", SUCCESSION_PARTIAL, 200, {1, 2, "households"}},
        {"C", "E", SUCCESSION_PARTIAL, 200, second},
    };
    const struct unit_tree_source source = {units, 6, edges, 4};
    *story = (struct story){.shares = 0};
    story->tree = unit_tree_build(&story->arena, &source);
    story->slice = unit_slice_build(&story->arena, story->tree, date);
}

static void take(void *taker, uint32_t position, const int64_t *figures, const struct succession *shares,
                 size_t count) {
    struct story *story = taker;
    const char *id = story->tree->units[story->slice->unit_of[position]].id;
    for (size_t i = 0; i < 6; i++)
        if (strcmp(units[i].id, id) == 0)
            story->arrived[i] += figures[0];
    assert_int_equal(figures[1], QUANTITY_MISSING);
    assert_int_equal(shares[0].from, unit_by_id(story->tree, "A"));
    story->shares = count > story->shares ? count : story->shares;
}

static const struct unit_share half = {1, 2, "households"}, none = {.of = 0}, less = {1, 3, "households"};

static void what_is_divided_twice_still_makes_up_the_whole(void **state) {
    (void)state;
    static const int64_t once[6] = {0, 0, 3, 8}, twice[6] = {0, 0, 3, 0, 4, 4};
    const int64_t figures[] = {11, QUANTITY_MISSING};
    struct story story;
    story_begin(&story, 150, half);
    assert_true(unit_is_divided(story.slice, unit_by_id(story.tree, "A")));
    unit_divide(story.slice, unit_by_id(story.tree, "A"), figures, 2, take, &story);
    assert_memory_equal(story.arrived, once, sizeof once);
    assert_int_equal(story.shares, 1);
    arena_done(&story.arena);
    story_begin(&story, 250, half);
    unit_divide(story.slice, unit_by_id(story.tree, "A"), figures, 2, take, &story);
    assert_memory_equal(story.arrived, twice, sizeof twice);
    assert_int_equal(story.shares, 2);
    arena_done(&story.arena);
}

static void without_all_shares_nothing_is_divided(void **state) {
    (void)state;
    struct story story;
    story_begin(&story, 250, none);
    assert_false(unit_is_divided(story.slice, unit_by_id(story.tree, "A")));
    arena_done(&story.arena);
    story_begin(&story, 250, less);
    assert_false(unit_is_divided(story.slice, unit_by_id(story.tree, "A")));
    arena_done(&story.arena);
}

/* D on the tree of when only A was: how much of A that is, no share says. */
static void shares_lead_forwards_only(void **state) {
    (void)state;
    struct story story;
    story_begin(&story, 50, half);
    assert_false(unit_is_divided(story.slice, unit_by_id(story.tree, "D")));
    assert_false(unit_is_divided(story.slice, unit_by_id(story.tree, "A")));
    arena_done(&story.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_is_divided_as_the_table_says),
        cmocka_unit_test(parts_make_up_the_whole_and_stay_within_one_of_their_share),
        cmocka_unit_test(what_is_divided_twice_still_makes_up_the_whole),
        cmocka_unit_test(without_all_shares_nothing_is_divided),
        cmocka_unit_test(shares_lead_forwards_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
