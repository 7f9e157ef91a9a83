/* Which figure a plan sets for a cell of a form, in its own unit and in those it is shared out to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "rollup_plan.h"

enum { PROVINCE, DISTRICT, OTHER };

static const struct indicator visits = {.code = "visits"}, water = {.code = "water", .decimals = 2};
static const struct cell cells[] = {{.code = "visits", .indicator = &visits}, {.code = "water", .indicator = &water}};
static const struct form_version version = {.version = 1, .cells = cells, .cell_count = 2};
static const struct form form = {.code = "F", .versions = &version, .version_count = 1};

static const struct measure_term visits_term = {.form = "F", .cell = "visits", .times = 1};
static const struct measure_term water_term = {.form = "F", .cell = "water", .times = 1};
static const struct measure_term foreign_term = {.form = "G", .cell = "visits", .times = 1};
static const struct measure_term commune_term = {
    .form = "F", .cell = "visits", .times = 1, .levels = 1U << LEVEL_COMMUNE};
static const struct measure of_visits = {.kind = MEASURE_CELL, .terms = &visits_term, .term_count = 1};
static const struct measure of_water = {.kind = MEASURE_CELL, .terms = &water_term, .term_count = 1};
static const struct measure of_foreign = {.kind = MEASURE_CELL, .terms = &foreign_term, .term_count = 1};
static const struct measure of_communes = {.kind = MEASURE_CELL, .terms = &commune_term, .term_count = 1};
static const struct measure of_sum = {.kind = MEASURE_SUM, .terms = &visits_term, .term_count = 1};

static const struct allocation shares[] = {{DISTRICT, "40"}};

#define AMOUNT(of, said) .kind = TARGET_AMOUNT, .measure = (of), .value = (said), .scope = PROVINCE
static const struct target part = {AMOUNT(&of_visits, "90")};

static struct planned planned(const struct target *targets, size_t count, uint32_t unit, uint32_t cell) {
    const struct plan plan = {.targets = targets, .target_count = count};
    struct planned found[2];
    plan_figures(&plan, &form, &version, unit, found);
    return found[cell];
}

static void test_the_unit_of_the_target_has_its_value_and_others_their_share(void **state) {
    const struct target target = {AMOUNT(&of_visits, "100"), .allocations = shares, .allocation_count = 1};
    (void)state;
    assert_int_equal(planned(&target, 1, PROVINCE, 0).figure, 100);
    assert_int_equal(planned(&target, 1, DISTRICT, 0).figure, 40);
    assert_true(planned(&target, 1, OTHER, 0).figure == QUANTITY_MISSING);
    assert_true(planned(&target, 1, PROVINCE, 1).figure == QUANTITY_MISSING);
}

static void test_the_cell_says_the_decimals(void **state) {
    const struct target target = {AMOUNT(&of_water, "3120.5"), .window = WINDOW_YEAR_TO_DATE};
    (void)state;
    assert_int_equal(planned(&target, 1, PROVINCE, 1).figure, 312050);
    assert_int_equal(planned(&target, 1, PROVINCE, 1).window, WINDOW_YEAR_TO_DATE);
}

static void test_only_what_is_measured_by_the_cell_alone(void **state) {
    const struct target targets[] = {
        {AMOUNT(&of_foreign, "1")},
        {AMOUNT(&of_communes, "2")},
        {AMOUNT(&of_sum, "3")},
        {.kind = TARGET_SHARE, .measure = &of_visits, .value = "4", .scope = PROVINCE},
        {.kind = TARGET_AMOUNT, .measure = &of_visits, .between_low = "5", .between_high = "6", .scope = PROVINCE},
        {.kind = TARGET_AMOUNT, .value = "7", .scope = PROVINCE},
    };
    (void)state;
    assert_true(planned(targets, sizeof targets / sizeof *targets, PROVINCE, 0).figure == QUANTITY_MISSING);
}

static void test_the_first_of_several_and_those_inside_others(void **state) {
    const struct target several[] = {{AMOUNT(&of_visits, "10")}, {AMOUNT(&of_visits, "20")}};
    const struct target all = {.kind = TARGET_ALL, .parts = &part, .part_count = 1};
    struct target conditional = {.kind = TARGET_CONDITIONAL, .parts = &part, .part_count = 1};
    (void)state;
    assert_int_equal(planned(several, 2, PROVINCE, 0).figure, 10);
    assert_int_equal(planned(&all, 1, PROVINCE, 0).figure, 90);
    assert_true(planned(&conditional, 1, PROVINCE, 0).figure == QUANTITY_MISSING);
    conditional.condition_met = true;
    assert_int_equal(planned(&conditional, 1, PROVINCE, 0).figure, 90);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_unit_of_the_target_has_its_value_and_others_their_share),
        cmocka_unit_test(test_the_cell_says_the_decimals),
        cmocka_unit_test(test_only_what_is_measured_by_the_cell_alone),
        cmocka_unit_test(test_the_first_of_several_and_those_inside_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
