/* Where units of the past stand on a later tree. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "../reference/records.h"
#include "home.h"

static struct reference *reference;
static const struct snapshot *snapshot;
static struct arena arena;

static int open_reference(void **state) {
    (void)state;
    struct test_records records = {test_units};
    struct record_source source = {.each = test_records_each, .context = &records};
    struct fail fail;
    uint32_t unreadable = 0;
    reference = reference_new();
    if (!reference_build(reference, &source, 1, true, &unreadable, &fail))
        return -1;
    snapshot = reference_hold(reference);
    return 0;
}

static int close_reference(void **state) {
    (void)state;
    snapshot_release(snapshot);
    reference_free(reference);
    arena_done(&arena);
    return 0;
}

static void assert_home(const char *id, const char *date, const char *expected_id) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    day_t day;
    assert_true(day_parse(date, &day));
    const struct unit_slice *slice = snapshot_slice(snapshot, day, &arena);
    uint32_t position = unit_home(slice, unit_by_id(tree, id));
    if (expected_id == NULL)
        assert_int_equal(position, UNIT_NONE);
    else
        assert_string_equal(tree->units[slice->unit_of[position]].id, expected_id);
}

static void a_unit_that_stands_is_its_own_home(void **state) {
    (void)state;
    assert_home("00001@2012-01-01", "2024-12-14", "00001@2012-01-01");
    assert_home("08@2012-01-01", "2025-12-14", "08@2012-01-01");
}

static void a_merged_unit_is_at_home_in_what_took_it_in(void **state) {
    (void)state;
    assert_home("00001@2012-01-01", "2025-12-14", "00004@2025-07-01");
    assert_home("00688@2012-01-01", "2025-12-14", "00691@2025-07-01");
}

static void a_district_without_known_successors_is_at_home_in_its_province(void **state) {
    (void)state;
    assert_home("001@2012-01-01", "2025-12-14", "01@2012-01-01");
}

static void a_unit_yet_to_come_is_at_home_in_what_it_comes_from(void **state) {
    (void)state;
    assert_home("00004@2025-07-01", "2024-12-14", "001@2012-01-01");
    assert_home("00691@2025-07-01", "2024-12-14", "00688@2012-01-01");
}

/* What the node holds of a unit of another time, on the tree of a date. */
static enum holding holding_of(const char *unit, const char *date, const char *node) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    day_t day;
    assert_true(day_parse(date, &day));
    const struct unit_slice *slice = snapshot_slice(snapshot, day, &arena);
    uint8_t *holdings = arena_new_array(&arena, uint8_t, slice->count);
    unit_mark_holdings(slice, unit_by_id(tree, unit), true, holdings);
    return (enum holding)holdings[slice->position_of[unit_by_id(tree, node)]];
}

static void what_took_a_unit_in_holds_it_whole(void **state) {
    (void)state;
    assert_int_equal(holding_of("00001@2012-01-01", "2025-12-14", "00004@2025-07-01"), HOLDS_WHOLE);
    assert_int_equal(holding_of("00001@2012-01-01", "2025-12-14", "01@2012-01-01"), HOLDS_WHOLE);
}

static void each_of_two_that_a_unit_comes_from_holds_a_part_and_what_is_above_both_the_whole(void **state) {
    (void)state;
    assert_int_equal(holding_of("00004@2025-07-01", "2024-12-14", "00001@2012-01-01"), HOLDS_PART);
    assert_int_equal(holding_of("00004@2025-07-01", "2024-12-14", "00004@2012-01-01"), HOLDS_PART);
    assert_int_equal(holding_of("00004@2025-07-01", "2024-12-14", "001@2012-01-01"), HOLDS_WHOLE);
    assert_int_equal(holding_of("00004@2025-07-01", "2024-12-14", "00688@2012-01-01"), HOLDS_WHOLE);
}

/* Hà Giang's own end is in no edge, but all its communes went to Tuyên Quang. */
static void a_province_is_whole_where_all_its_communes_went(void **state) {
    (void)state;
    assert_home("02@2012-01-01", "2025-12-14", "08@2012-01-01");
    assert_int_equal(holding_of("02@2012-01-01", "2025-12-14", "08@2012-01-01"), HOLDS_WHOLE);
    assert_int_equal(holding_of("02@2012-01-01", "2025-12-14", "00691@2025-07-01"), HOLDS_WHOLE);
}

/* Ba Đình ended, and there were no districts any more. */
static void what_a_district_without_heirs_did_is_its_province_s(void **state) {
    (void)state;
    assert_int_equal(holding_of("001@2012-01-01", "2025-12-14", "01@2012-01-01"), HOLDS_WHOLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_that_stands_is_its_own_home),
        cmocka_unit_test(a_merged_unit_is_at_home_in_what_took_it_in),
        cmocka_unit_test(a_district_without_known_successors_is_at_home_in_its_province),
        cmocka_unit_test(a_unit_yet_to_come_is_at_home_in_what_it_comes_from),
        cmocka_unit_test(what_took_a_unit_in_holds_it_whole),
        cmocka_unit_test(each_of_two_that_a_unit_comes_from_holds_a_part_and_what_is_above_both_the_whole),
        cmocka_unit_test(a_province_is_whole_where_all_its_communes_went),
        cmocka_unit_test(what_a_district_without_heirs_did_is_its_province_s),
    };
    return cmocka_run_group_tests(tests, open_reference, close_reference);
}
