/* Small counts: what is kept back, held against somebody who goes through all tables that agree with what is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/withhold.h"

enum { BELOW = 5, FIGURES_MAX = 40, RELATIONS_MAX = 24, TERMS_MAX = 8, WORLDS = 400 };

/* A table while it is put together. */
struct world {
    struct withhold_figure figures[FIGURES_MAX];
    struct withhold_relation relations[RELATIONS_MAX];
    struct withhold_term terms[RELATIONS_MAX][TERMS_MAX];
    uint32_t figure_count, relation_count;
    bool hidden[FIGURES_MAX];
};

static uint32_t figure_in(struct world *world, int64_t value, enum withhold_state state) {
    world->figures[world->figure_count] = (struct withhold_figure){.value = value, .below = BELOW, .state = state};
    return world->figure_count++;
}

static uint32_t figure(struct world *world, int64_t value) {
    return figure_in(world, value, WITHHOLD_OPEN);
}

/* The first is the sum of the others. */
static void total(struct world *world, uint32_t count, const uint32_t *figures) {
    struct withhold_term *terms = world->terms[world->relation_count];
    for (uint32_t i = 0; i < count; i++)
        terms[i] = (struct withhold_term){figures[i], i == 0 ? 1 : -1};
    world->relations[world->relation_count++] = (struct withhold_relation){terms, count};
}

static uint32_t decide(struct world *world) {
    const struct withhold_table table = {world->figures, world->figure_count, world->relations, world->relation_count};
    return withhold_decide(&table, world->hidden);
}

static void keep_small_ones_only(struct world *world) {
    for (uint32_t i = 0; i < world->figure_count; i++)
        world->hidden[i] = world->figures[i].value > 0 && world->figures[i].value < BELOW;
}

/* ---- Somebody who narrows down, relation by relation, what each figure may be. Each bound is a whole number that it can really not leave. */

enum { FAR = 1000000 };

static bool is_shown(const struct world *world, uint32_t i) {
    return !world->hidden[i] && world->figures[i].state != WITHHOLD_UNSAID;
}

static bool narrow_one(const struct withhold_relation *relation, uint32_t which, int64_t *low, int64_t *high) {
    uint32_t at = relation->terms[which].figure;
    int64_t least = 0, most = 0;
    for (uint32_t i = 0; i < relation->count; i++) {
        int64_t times = -relation->terms[i].times * relation->terms[which].times;
        uint32_t other = relation->terms[i].figure;
        if (i == which)
            continue;
        least += times > 0 ? low[other] : -high[other];
        most += times > 0 ? high[other] : -low[other];
    }
    bool narrower = least > low[at] || most < high[at];
    low[at] = least > low[at] ? least : low[at];
    high[at] = most < high[at] ? most : high[at];
    return narrower;
}

/* Two relations that share a figure make a third without it; so differences of totals are seen. */
static uint32_t add_up(const struct world *world, struct withhold_relation *all,
                       struct withhold_term terms[][2 * TERMS_MAX]) {
    uint32_t count = 0;
    for (uint32_t a = 0; a < world->relation_count; a++)
        for (uint32_t b = 0; b < world->relation_count; b++)
            for (int sign = -1; sign <= 1 && a < b; sign += 2) {
                int64_t times[FIGURES_MAX] = {0};
                uint32_t found = 0;
                for (uint32_t i = 0; i < world->relations[a].count; i++)
                    times[world->terms[a][i].figure] += world->terms[a][i].times;
                for (uint32_t i = 0; i < world->relations[b].count; i++)
                    times[world->terms[b][i].figure] += sign * world->terms[b][i].times;
                for (uint32_t i = 0; i < world->figure_count; i++)
                    if (times[i] == 1 || times[i] == -1)
                        terms[count][found++] = (struct withhold_term){i, times[i]};
                all[count] = (struct withhold_relation){terms[count], found};
                for (uint32_t i = 0; i < world->figure_count; i++)
                    if (times[i] > 1 || times[i] < -1)
                        all[count].count = 0;
                count += all[count].count > 0;
            }
    return count;
}

/* How many small counts are found out or narrowed down to less than `below`. */
static int found_out(const struct world *world) {
    static struct withhold_relation sums[RELATIONS_MAX * RELATIONS_MAX];
    static struct withhold_term terms[RELATIONS_MAX * RELATIONS_MAX][2 * TERMS_MAX];
    uint32_t sum_count = add_up(world, sums, terms);
    int64_t low[FIGURES_MAX], high[FIGURES_MAX];
    bool narrower = true;
    int found = 0;
    for (uint32_t i = 0; i < world->figure_count; i++) {
        low[i] = is_shown(world, i) ? world->figures[i].value : 0;
        high[i] = is_shown(world, i) ? world->figures[i].value : FAR;
    }
    while (narrower) {
        narrower = false;
        for (uint32_t i = 0; i < world->relation_count; i++)
            for (uint32_t j = 0; j < world->relations[i].count; j++)
                narrower |= narrow_one(&world->relations[i], j, low, high);
        for (uint32_t i = 0; i < sum_count; i++)
            for (uint32_t j = 0; j < sums[i].count; j++)
                narrower |= narrow_one(&sums[i], j, low, high);
    }
    for (uint32_t i = 0; i < world->figure_count; i++)
        if (!is_shown(world, i) && world->figures[i].value > 0 && world->figures[i].value < BELOW)
            found += high[i] - low[i] < BELOW;
    return found;
}

/* ---- One table at a time */

static void test_a_small_count_takes_another_figure_with_it(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t all = figure(&world, 60), few = figure(&world, 3), some = figure(&world, 17), many = figure(&world, 40);
    world.figures[all].rank = 1;
    total(&world, 4, (uint32_t[]){all, few, some, many});
    keep_small_ones_only(&world);
    assert_int_equal(found_out(&world), 1);
    assert_int_equal(decide(&world), 0);
    assert_true(world.hidden[few] && world.hidden[some] && !world.hidden[many] && !world.hidden[all]);
    assert_int_equal(found_out(&world), 0);
}

static void test_one_is_the_smallest_count_and_the_threshold_is_none(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t all = figure(&world, 46), one = figure(&world, 1), five = figure(&world, 5), forty = figure(&world, 40);
    total(&world, 4, (uint32_t[]){all, one, five, forty});
    decide(&world);
    assert_true(world.hidden[one]);
    world.figures[one].value = 5;
    world.figures[all].value = 50;
    decide(&world);
    assert_false(world.hidden[one] || world.hidden[five]);
}

static void test_nobody_is_not_a_small_count(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t all = figure(&world, 9), none = figure(&world, 0), nine = figure(&world, 9);
    total(&world, 3, (uint32_t[]){all, none, nine});
    assert_int_equal(decide(&world), 0);
    assert_false(world.hidden[all] || world.hidden[none] || world.hidden[nine]);
}

static void test_two_small_counts_do_not_hide_each_other_in_a_small_total(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t all = figure(&world, 14), one = figure(&world, 1), two = figure(&world, 3), ten = figure(&world, 10);
    total(&world, 4, (uint32_t[]){all, one, two, ten});
    keep_small_ones_only(&world);
    assert_int_equal(found_out(&world), 2);
    decide(&world);
    assert_true(world.hidden[ten] || world.hidden[all]);
    assert_int_equal(found_out(&world), 0);
}

static void test_what_was_kept_back_stays_and_what_was_shown_is_no_cover(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t all = figure(&world, 40), few = figure(&world, 2), shown = figure_in(&world, 18, WITHHOLD_KNOWN),
             before = figure_in(&world, 20, WITHHOLD_HIDDEN);
    total(&world, 4, (uint32_t[]){all, few, shown, before});
    assert_int_equal(decide(&world), 0);
    assert_true(world.hidden[few] && world.hidden[before] && !world.hidden[shown] && !world.hidden[all]);
    world.figures[before].state = WITHHOLD_KNOWN;
    assert_int_equal(decide(&world), 0);
    assert_true(world.hidden[all]);
}

static void test_what_nobody_wrote_down_is_not_given_away(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t all = figure(&world, 50), one = figure(&world, 48), rest = figure_in(&world, 2, WITHHOLD_UNSAID);
    total(&world, 3, (uint32_t[]){all, one, rest});
    assert_int_equal(decide(&world), 0);
    assert_true(world.hidden[all] || world.hidden[one]);
    world.figures[all].state = world.figures[one].state = WITHHOLD_KNOWN;
    assert_int_equal(decide(&world), 1);
}

/* The sides of "at least" leave each other only so much room. */
static void test_a_rule_narrows_too(void **state) {
    (void)state;
    struct world world = {.figure_count = 0};
    uint32_t whole = figure(&world, 7), few = figure(&world, 3), slack = figure_in(&world, 4, WITHHOLD_UNSAID),
             floor = figure_in(&world, 3, WITHHOLD_KNOWN), above = figure_in(&world, 0, WITHHOLD_UNSAID);
    world.figures[slack].below = world.figures[above].below = 0;
    total(&world, 3, (uint32_t[]){whole, few, slack});
    total(&world, 3, (uint32_t[]){few, floor, above});
    assert_int_equal(decide(&world), 0);
    assert_true(world.hidden[whole]);
}

/* ---- Drawn worlds */

static uint32_t drawn = 1;
static uint32_t draw(uint32_t below) {
    drawn = drawn * 1664525U + 1013904223U;
    return (drawn >> 8) % below;
}

/* Rows and columns with totals, in two spans and their sum. */
static void draw_world(struct world *world) {
    enum { ROWS = 3, COLUMNS = 2 };
    uint32_t at[3][ROWS + 1][COLUMNS + 1];
    int64_t value[3][ROWS + 1][COLUMNS + 1] = {0};
    *world = (struct world){.figure_count = 0};
    for (int span = 0; span < 2; span++)
        for (int row = 0; row < ROWS; row++)
            for (int column = 0; column < COLUMNS; column++) {
                int64_t drawn_value = draw(4) == 0 ? 0 : draw(3) == 0 ? draw(BELOW) : draw(30);
                for (int s = 0; s < 2; s++)
                    for (int r = 0; r < 2; r++)
                        for (int c = 0; c < 2; c++)
                            value[s ? 2 : span][r ? ROWS : row][c ? COLUMNS : column] += drawn_value;
            }
    for (int span = 0; span < 2 + (int)draw(2); span++)
        for (int row = 0; row <= ROWS; row++)
            for (int column = 0; column <= COLUMNS; column++)
                at[span][row][column] = figure(world, value[span][row][column]);
    bool summed = world->figure_count > 2 * (ROWS + 1) * (COLUMNS + 1);
    for (int span = 0; span < (summed ? 3 : 2); span++)
        for (int column = 0; column <= COLUMNS; column++)
            total(world, 4,
                  (uint32_t[]){at[span][3][column], at[span][0][column], at[span][1][column], at[span][2][column]});
    for (int column = 0; summed && column <= COLUMNS; column++)
        for (int row = 0; row <= ROWS; row++)
            total(world, 3, (uint32_t[]){at[2][row][column], at[0][row][column], at[1][row][column]});
    for (int span = 0; !summed && span < 2; span++)
        for (int row = 0; row <= ROWS; row++)
            total(world, 3, (uint32_t[]){at[span][row][2], at[span][row][0], at[span][row][1]});
}

static void test_nothing_is_found_out_in_drawn_worlds(void **state) {
    (void)state;
    int found_without = 0, shown = 0, all = 0;
    for (int i = 0; i < WORLDS; i++) {
        struct world world;
        draw_world(&world);
        keep_small_ones_only(&world);
        found_without += found_out(&world) > 0;
        assert_int_equal(decide(&world), 0);
        assert_int_equal(found_out(&world), 0);
        for (uint32_t j = 0; j < world.figure_count; j++) {
            all++;
            shown += is_shown(&world, j);
        }
    }
    assert_true(found_without > WORLDS / 2);
    assert_true(shown > all / 5);
}

/* The same question, the same answer; and what was decided holds when it is asked about again. */
static void test_it_is_decided_once(void **state) {
    (void)state;
    for (int i = 0; i < WORLDS; i++) {
        struct world world, again;
        draw_world(&world);
        decide(&world);
        again = world;
        for (uint32_t j = 0; j < RELATIONS_MAX; j++)
            again.relations[j].terms = again.terms[j];
        decide(&again);
        assert_memory_equal(world.hidden, again.hidden, sizeof world.hidden);
        for (uint32_t j = 0; j < world.figure_count; j++)
            again.figures[j].state = world.hidden[j] ? WITHHOLD_HIDDEN : WITHHOLD_KNOWN;
        assert_int_equal(decide(&again), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_small_count_takes_another_figure_with_it),
        cmocka_unit_test(test_one_is_the_smallest_count_and_the_threshold_is_none),
        cmocka_unit_test(test_nobody_is_not_a_small_count),
        cmocka_unit_test(test_two_small_counts_do_not_hide_each_other_in_a_small_total),
        cmocka_unit_test(test_what_was_kept_back_stays_and_what_was_shown_is_no_cover),
        cmocka_unit_test(test_what_nobody_wrote_down_is_not_given_away),
        cmocka_unit_test(test_a_rule_narrows_too),
        cmocka_unit_test(test_nothing_is_found_out_in_drawn_worlds),
        cmocka_unit_test(test_it_is_decided_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
