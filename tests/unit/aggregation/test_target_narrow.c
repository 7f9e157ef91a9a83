/* What a target still asks when it is looked at in a unit below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "target_narrow.h"

enum { PROVINCE = 1, WITH_SHARE, WITHOUT_SHARE };

static const struct measure_term term = {.form = "F", .cell = "done", .times = 1};
static const struct measure done = {.kind = MEASURE_CELL, .terms = &term, .term_count = 1};
static const struct measure twelve = {.kind = MEASURE_NUMBER, .number = "12"};
static const struct allocation shares[] = {{WITH_SHARE, "7"}};
static const struct target amount = {.kind = TARGET_AMOUNT,
                                     .scope = PROVINCE,
                                     .measure = &done,
                                     .value = "20",
                                     .allocations = shares,
                                     .allocation_count = 1};
static const struct target range = {
    .kind = TARGET_AMOUNT, .scope = PROVINCE, .measure = &done, .between_low = "40", .between_high = "60"};
static const struct target rate = {
    .kind = TARGET_SHARE, .scope = PROVINCE, .numerator = &done, .denominator = &done, .percent = "80"};
static const struct target of_twelve = {
    .kind = TARGET_SHARE, .scope = PROVINCE, .numerator = &done, .denominator = &twelve, .percent = "33.33"};
static const struct target growth = {
    .kind = TARGET_GROWTH, .scope = PROVINCE, .measure = &done, .baseline_period = "2022", .baseline_value = "200"};
static const struct target whole = {.kind = TARGET_ALL, .scope = PROVINCE, .parts = &amount, .part_count = 1};
static const struct target_assessment said = {"2023", "Đã làm", ATTAINED};
static const struct target words = {
    .kind = TARGET_NARRATIVE, .scope = PROVINCE, .assessments = &said, .assessment_count = 1};

static void numbers_of_the_whole_are_asked_only_where_shared_out(void **state) {
    static const struct {
        const struct target *target;
        uint32_t unit;
        bool not_allocated;
    } cases[] = {
        {&amount, WITH_SHARE, false},  {&amount, WITHOUT_SHARE, true},    {&range, WITHOUT_SHARE, true},
        {&rate, WITHOUT_SHARE, false}, {&of_twelve, WITHOUT_SHARE, true}, {&growth, WITHOUT_SHARE, false},
        {&whole, WITH_SHARE, false},   {&whole, WITHOUT_SHARE, true},     {&words, WITHOUT_SHARE, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct target *narrowed = targets_narrow(*state, cases[i].target, 1, cases[i].unit);
        assert_int_equal(narrowed->scope, cases[i].unit);
        assert_int_equal(target_is_not_allocated(narrowed), cases[i].not_allocated);
        assert_false(target_is_not_allocated(cases[i].target));
    }
}

static void a_share_stands_in_place_of_the_whole(void **state) {
    const struct target *narrowed = targets_narrow(*state, &whole, 1, WITH_SHARE);
    assert_string_equal(narrowed->parts[0].value, "7");
    assert_int_equal(narrowed->parts[0].scope, WITH_SHARE);
    assert_string_equal(amount.value, "20");
}

static void what_was_said_or_stated_of_the_whole_counts_for_no_part(void **state) {
    assert_null(targets_narrow(*state, &growth, 1, WITH_SHARE)->baseline_value);
    assert_int_equal(targets_narrow(*state, &words, 1, WITH_SHARE)->assessment_count, 0);
}

static int arena_begin(void **state) {
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int arena_end(void **state) {
    arena_done(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_the_whole_are_asked_only_where_shared_out),
        cmocka_unit_test(a_share_stands_in_place_of_the_whole),
        cmocka_unit_test(what_was_said_or_stated_of_the_whole_counts_for_no_part),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
