/* What a consolidation keeps back, by what else was signed: units, months, lines, rules, earlier numbers. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "consolidation_withhold_table.h"
#include "core/text.h"

enum { ALL, WOMEN, MEN, CELLS };
enum { NATION, PROVINCE, DISTRICT_A, DISTRICT_B, A_1, A_2, A_3, UNITS };

static const char *const ids[UNITS] = {"VN", "p", "a", "b", "a1", "a2", "a3"};
static const char *const parents[UNITS] = {"", "VN", "p", "p", "a", "a", "a"};
static const enum level levels[UNITS] = {LEVEL_NATION,  LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_DISTRICT,
                                         LEVEL_COMMUNE, LEVEL_COMMUNE,  LEVEL_COMMUNE};

static const struct indicator persons = {
    .code = "persons", .over_units = OVER_UNITS_SUM, .over_periods = OVER_PERIODS_SUM, .withhold_below = 5};
static const struct cell cells[CELLS] = {{.code = "all", .indicator = &persons},
                                         {.code = "women", .indicator = &persons},
                                         {.code = "men", .indicator = &persons}};
static const struct rule_term whole = {ALL, 1}, sexes[2] = {{WOMEN, 1}, {MEN, 1}};
static const struct form_rule rule = {
    .left = &whole, .left_count = 1, .right = sexes, .right_count = 2, .op = COMPARE_EQ};
static const struct form_version version = {.cells = cells, .cell_count = CELLS, .rules = &rule, .rule_count = 1};
static const struct form_version *const versions[] = {&version};

/* Days of the year, by the month that begins then. */
static const day_t months[] = {0, 31, 59, 90, 120};

struct desk {
    struct arena arena;
    struct figure_table table;
    uint32_t units[UNITS], asked;
    bool *hidden;
    uint32_t exposed;
};

static int begin(void **state) {
    static struct desk desk;
    static struct unit units[UNITS];
    static struct unit_version unit_versions[UNITS];
    memset(&desk, 0, sizeof desk);
    for (int i = 0; i < UNITS; i++) {
        unit_versions[i] = (struct unit_version){.level = levels[i], .name = ids[i], .type = "", .until = DAY_NEVER};
        text_copy(unit_versions[i].code, UNIT_CODE_SIZE, ids[i]);
        text_copy(unit_versions[i].parent_code, UNIT_CODE_SIZE, parents[i]);
        units[i] = (struct unit){.id = ids[i], .versions = &unit_versions[i], .version_count = 1};
    }
    const struct unit_tree *tree = unit_tree_build(&desk.arena, &(struct unit_tree_source){units, UNITS, NULL, 0});
    for (int i = 0; i < UNITS; i++)
        desk.units[i] = unit_by_id(tree, ids[i]);
    figure_table_init(&desk.table, &desk.arena, tree, 58, versions);
    *state = &desk;
    return 0;
}

static int end(void **state) {
    struct desk *desk = *state;
    arena_done(&desk->arena);
    return 0;
}

static struct figure_place place_of(const struct desk *desk, int unit, uint32_t cell, int first, int last) {
    return (struct figure_place){
        .cell = cell, .line = "", .unit = desk->units[unit], .start = months[first], .end = months[last]};
}

static struct table_figure *at(struct desk *desk, const struct figure_place *place, int64_t value) {
    bool new;
    struct table_figure *figure = figure_table_at(&desk->table, place, &new);
    figure->value = value;
    return figure;
}

static void ask(struct desk *desk, int unit, uint32_t cell, int first, int last, int64_t value) {
    const struct figure_place place = place_of(desk, unit, cell, first, last);
    at(desk, &place, value)->asked = true;
}

static void was_shown(struct desk *desk, int unit, uint32_t cell, int first, int last, int64_t value) {
    const struct figure_place place = place_of(desk, unit, cell, first, last);
    at(desk, &place, value)->known = true;
}

static void decide(struct desk *desk) {
    desk->exposed = figure_table_decide(&desk->table, &desk->hidden);
}

static bool is_hidden(struct desk *desk, int unit, uint32_t cell, int first, int last) {
    const struct figure_place place = place_of(desk, unit, cell, first, last);
    bool new;
    ptrdiff_t index = figure_table_at(&desk->table, &place, &new) - desk->table.figures;
    assert_false(new);
    return desk->hidden[index];
}

static void a_district_keeps_back_a_small_count_and_one_beside_it(void **state) {
    struct desk *desk = *state;
    ask(desk, DISTRICT_A, ALL, 1, 2, 20);
    ask(desk, A_1, ALL, 1, 2, 3);
    ask(desk, A_2, ALL, 1, 2, 7);
    ask(desk, A_3, ALL, 1, 2, 10);
    decide(desk);
    assert_true(is_hidden(desk, A_1, ALL, 1, 2) && is_hidden(desk, A_2, ALL, 1, 2));
    assert_false(is_hidden(desk, A_3, ALL, 1, 2) || is_hidden(desk, DISTRICT_A, ALL, 1, 2));
}

static void what_nobody_could_be_known_by_is_all_shown(void **state) {
    struct desk *desk = *state;
    ask(desk, DISTRICT_A, ALL, 1, 2, 20);
    ask(desk, A_1, ALL, 1, 2, 0);
    ask(desk, A_2, ALL, 1, 2, 20);
    decide(desk);
    for (int unit = 0; unit < 2; unit++)
        assert_false(is_hidden(desk, unit == 0 ? A_1 : A_2, ALL, 1, 2));
    assert_false(is_hidden(desk, DISTRICT_A, ALL, 1, 2));
}

/* The communes signed for themselves: what is left of the district is the one that did not. */
static void a_commune_that_never_signed_is_not_worked_out(void **state) {
    struct desk *desk = *state;
    ask(desk, PROVINCE, ALL, 1, 2, 50);
    ask(desk, DISTRICT_A, ALL, 1, 2, 20);
    ask(desk, DISTRICT_B, ALL, 1, 2, 30);
    was_shown(desk, A_2, ALL, 1, 2, 7);
    was_shown(desk, A_3, ALL, 1, 2, 10);
    decide(desk);
    assert_true(is_hidden(desk, DISTRICT_A, ALL, 1, 2));
    assert_true(is_hidden(desk, PROVINCE, ALL, 1, 2) || is_hidden(desk, DISTRICT_B, ALL, 1, 2));
    assert_int_equal(desk->exposed, 0);
}

/* January made 10, March 8, all together 20: February was 2. */
static void a_month_between_two_sums_is_not_worked_out(void **state) {
    struct desk *desk = *state;
    ask(desk, A_1, ALL, 2, 3, 8);
    ask(desk, A_1, ALL, 0, 3, 20);
    was_shown(desk, A_1, ALL, 0, 1, 10);
    decide(desk);
    assert_true(is_hidden(desk, A_1, ALL, 2, 3) && is_hidden(desk, A_1, ALL, 0, 3));
    assert_int_equal(desk->exposed, 0);
}

static void a_rule_of_the_form_gives_nothing_away(void **state) {
    struct desk *desk = *state;
    ask(desk, A_1, ALL, 1, 2, 24);
    ask(desk, A_1, WOMEN, 1, 2, 2);
    ask(desk, A_1, MEN, 1, 2, 22);
    decide(desk);
    assert_true(is_hidden(desk, A_1, WOMEN, 1, 2));
    assert_true(is_hidden(desk, A_1, MEN, 1, 2) || is_hidden(desk, A_1, ALL, 1, 2));
}

static void the_other_lines_are_not_worked_out_from_one_of_them(void **state) {
    struct desk *desk = *state;
    struct figure_place labour = place_of(desk, A_1, ALL, 1, 2);
    labour.line = "labour";
    ask(desk, A_1, ALL, 1, 2, 20);
    at(desk, &labour, 17)->known = true;
    decide(desk);
    assert_true(is_hidden(desk, A_1, ALL, 1, 2));
}

/* 3 in the first number, 9 in the second: still kept back, and one beside it. */
static void what_an_earlier_number_kept_back_stays_so(void **state) {
    struct desk *desk = *state;
    const struct figure_place once = place_of(desk, A_1, ALL, 1, 2);
    ask(desk, DISTRICT_A, ALL, 1, 2, 36);
    ask(desk, A_1, ALL, 1, 2, 9);
    ask(desk, A_2, ALL, 1, 2, 27);
    at(desk, &once, 9)->kept_back = true;
    decide(desk);
    assert_true(is_hidden(desk, A_1, ALL, 1, 2));
    assert_true(is_hidden(desk, A_2, ALL, 1, 2) || is_hidden(desk, DISTRICT_A, ALL, 1, 2));
}

static void a_cell_is_kept_back_with_all_its_columns(void **state) {
    struct desk *desk = *state;
    ask(desk, A_1, ALL, 2, 3, 3);
    ask(desk, A_1, ALL, 0, 3, 90);
    decide(desk);
    assert_true(is_hidden(desk, A_1, ALL, 2, 3) && is_hidden(desk, A_1, ALL, 0, 3));
}

static void only_counts_that_add_up_are_ever_shown(void **state) {
    (void)state;
    static const uint32_t men = MEN;
    struct indicator other = persons;
    struct cell opening[CELLS];
    const struct form_version opened = {.cells = opening, .cell_count = CELLS};
    memcpy(opening, cells, sizeof opening);
    assert_true(cell_can_be_shown(&version, ALL));
    opening[ALL].opens = (struct opening){.cells = &men, .cell_count = 1};
    assert_false(cell_can_be_shown(&opened, ALL) || cell_can_be_shown(&opened, MEN));
    opening[WOMEN].indicator = &other;
    other.decimals = 1;
    assert_false(cell_can_be_shown(&opened, WOMEN));
    other = persons;
    other.over_units = OVER_UNITS_MAX;
    assert_false(cell_can_be_shown(&opened, WOMEN));
    other = persons;
    opening[WOMEN].authoritative_form = "OTHER";
    assert_false(cell_can_be_shown(&opened, WOMEN));
}

int main(void) {
#define DESK(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        DESK(a_district_keeps_back_a_small_count_and_one_beside_it),
        DESK(what_nobody_could_be_known_by_is_all_shown),
        DESK(a_commune_that_never_signed_is_not_worked_out),
        DESK(a_month_between_two_sums_is_not_worked_out),
        DESK(a_rule_of_the_form_gives_nothing_away),
        DESK(the_other_lines_are_not_worked_out_from_one_of_them),
        DESK(what_an_earlier_number_kept_back_stays_so),
        DESK(a_cell_is_kept_back_with_all_its_columns),
        cmocka_unit_test(only_counts_that_add_up_are_ever_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
