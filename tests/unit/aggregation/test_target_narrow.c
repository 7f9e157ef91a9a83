/* What a target still asks when it is looked at in a unit below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../reference/records.h"
#include "target_narrow.h"

/* Of Hà Nội: a district with its two communes, of which one took in the other in 2025. */
static struct arena arena;
static struct reference *reference;
static const struct snapshot *snapshot;
static uint32_t province, district, commune, other, successor;
static struct allocation shares[2];
static struct target_member places[3];

static const struct measure_term term = {.form = "F", .cell = "done", .times = 1};
static const struct measure done = {.kind = MEASURE_CELL, .terms = &term, .term_count = 1};
static const struct measure twelve = {.kind = MEASURE_NUMBER, .number = "12"};
static const struct target amount = {
    .kind = TARGET_AMOUNT, .measure = &done, .value = "20", .allocations = shares, .allocation_count = 2};
static const struct target range = {.kind = TARGET_AMOUNT, .measure = &done, .between_low = "40", .between_high = "60"};
static const struct target rate = {.kind = TARGET_SHARE, .numerator = &done, .denominator = &done, .percent = "80"};
static const struct target own_rate = {.kind = TARGET_SHARE,
                                       .numerator = &done,
                                       .denominator = &done,
                                       .percent = "80",
                                       .allocations = shares,
                                       .allocation_count = 2};
static const struct target often = {
    .kind = TARGET_FREQUENCY, .times_at_least = 1, .allocations = shares, .allocation_count = 2};
static const struct target of_twelve = {
    .kind = TARGET_SHARE, .numerator = &done, .denominator = &twelve, .percent = "33.33"};
static const struct target growth = {
    .kind = TARGET_GROWTH, .measure = &done, .baseline_period = "2022", .baseline_value = "200"};
static const struct target list = {.kind = TARGET_MEMBERS,
                                   .measure = &done,
                                   .members = places,
                                   .member_count = 3,
                                   .member_total = 3,
                                   .members_listed = true};
static const struct target count = {
    .kind = TARGET_MEMBERS, .measure = &done, .member_total = 9, .allocations = shares, .allocation_count = 2};
static const struct target whole = {.kind = TARGET_ALL, .parts = &amount, .part_count = 1};
static const struct target_assessment said = {"2023", "Đã làm", ATTAINED};
static const struct target words = {.kind = TARGET_NARRATIVE, .assessments = &said, .assessment_count = 1};

static const struct target *narrow(const struct target *target, uint32_t unit, const char *date) {
    struct narrowing narrowing = {.arena = &arena, .tree = snapshot_tree(snapshot), .unit = unit};
    assert_true(day_parse(date, &narrowing.date));
    return targets_narrow(&narrowing, target, 1);
}

static void numbers_of_the_whole_are_asked_only_where_shared_out(void **state) {
    (void)state;
    const struct {
        const struct target *target;
        uint32_t unit;
        bool not_allocated;
    } cases[] = {
        {&amount, district, false},  {&amount, commune, true},  {&range, commune, true},   {&rate, commune, false},
        {&of_twelve, commune, true}, {&growth, commune, false}, {&whole, district, false}, {&whole, commune, true},
        {&words, commune, false},    {&count, district, false}, {&count, commune, true},   {&count, other, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct target *narrowed = narrow(cases[i].target, cases[i].unit, "2024-12-14");
        assert_int_equal(narrowed->scope, cases[i].unit);
        assert_int_equal(target_is_not_allocated(narrowed), cases[i].not_allocated);
        assert_false(target_is_not_allocated(cases[i].target));
    }
}

static void a_share_stands_in_place_of_the_whole(void **state) {
    (void)state;
    const struct target *narrowed = narrow(&whole, district, "2024-12-14");
    assert_string_equal(narrowed->parts[0].value, "7");
    assert_int_equal(narrowed->parts[0].scope, district);
    assert_string_equal(amount.value, "20");
    assert_int_equal(narrow(&count, district, "2024-12-14")->member_total, 7);
    assert_int_equal(count.member_total, 9);
}

/* A unit that the plan sets nothing for is asked for what the whole is asked for. */
static void a_rate_and_how_often_are_asked_by_what_the_unit_was_allocated(void **state) {
    (void)state;
    const struct {
        uint32_t unit;
        const char *percent;
        uint32_t times;
    } cases[] = {{district, "7", 7}, {other, "1.5", 1}, {commune, "80", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(narrow(&own_rate, cases[i].unit, "2024-12-14")->percent, cases[i].percent);
        assert_int_equal(narrow(&often, cases[i].unit, "2024-12-14")->times_at_least, cases[i].times);
        assert_false(target_is_not_allocated(narrow(&own_rate, cases[i].unit, "2024-12-14")));
    }
    assert_string_equal(own_rate.percent, "80");
}

/* Of a list only the places in the unit: what the others report is not its business. */
static void a_list_is_asked_of_a_part_for_its_own_places(void **state) {
    (void)state;
    const struct {
        uint32_t unit;
        const char *date;
        uint32_t places;
    } cases[] = {{province, "2024-12-14", 3}, {district, "2024-12-14", 3}, {commune, "2024-12-14", 2},
                 {other, "2024-12-14", 1},    {province, "2025-12-14", 3}, {successor, "2025-12-14", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct target *narrowed = narrow(&list, cases[i].unit, cases[i].date);
        assert_int_equal(narrowed->member_count, cases[i].places);
        assert_int_equal(narrowed->member_total, cases[i].places);
        assert_int_equal(target_is_not_allocated(narrowed), cases[i].places == 0);
    }
    assert_string_equal(narrow(&list, commune, "2024-12-14")->members[1].name, "Ngõ");
}

static void what_was_said_or_stated_of_the_whole_counts_for_no_part(void **state) {
    (void)state;
    assert_null(narrow(&growth, district, "2024-12-14")->baseline_value);
    assert_int_equal(narrow(&words, district, "2024-12-14")->assessment_count, 0);
}

static int begin(void **state) {
    (void)state;
    struct test_records records = {test_units};
    struct record_source source = {.each = test_records_each, .context = &records};
    struct fail fail;
    uint32_t unreadable = 0;
    reference = reference_new();
    if (!reference_build(reference, &source, 1, true, &unreadable, &fail))
        return -1;
    snapshot = reference_hold(reference);
    const struct unit_tree *tree = snapshot_tree(snapshot);
    province = unit_by_id(tree, "01@2012-01-01");
    district = unit_by_id(tree, "001@2012-01-01");
    commune = unit_by_id(tree, "00001@2012-01-01");
    other = unit_by_id(tree, "00004@2012-01-01");
    successor = unit_by_id(tree, "00004@2025-07-01");
    shares[0] = (struct allocation){district, "7"};
    shares[1] = (struct allocation){other, "1.5"}; /* no count */
    places[0] = (struct target_member){.unit = commune};
    places[1] = (struct target_member){.unit = other};
    places[2] = (struct target_member){.unit = commune, .name = "Ngõ"};
    return 0;
}

static int end(void **state) {
    (void)state;
    snapshot_release(snapshot);
    reference_free(reference);
    arena_done(&arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_the_whole_are_asked_only_where_shared_out),
        cmocka_unit_test(a_share_stands_in_place_of_the_whole),
        cmocka_unit_test(a_rate_and_how_often_are_asked_by_what_the_unit_was_allocated),
        cmocka_unit_test(a_list_is_asked_of_a_part_for_its_own_places),
        cmocka_unit_test(what_was_said_or_stated_of_the_whole_counts_for_no_part),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
