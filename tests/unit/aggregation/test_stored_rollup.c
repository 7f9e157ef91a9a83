/* What has to be written down so that the rows are what the reports add up to. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "stored_rollup.h"

enum { FIGURES = 9, NOW = 1000 };

static struct arena arena;

static struct stored_rollup row(const char *unit, int64_t revision, bool gone, int64_t sum) {
    int64_t figures[FIGURES] = {1, 1, 0, 1, 0, 0, 0, sum, 1};
    return (struct stored_rollup){.unit = unit,
                                  .revision = revision,
                                  .gone = gone,
                                  .figures = arena_copy(&arena, figures, sizeof figures),
                                  .figure_count = FIGURES};
}

static struct stored_rollups changed(struct stored_rollup *before, size_t before_count, struct stored_rollup *after,
                                     size_t after_count) {
    struct stored_rollups was = {before, before_count}, is = {after, after_count}, result;
    stored_rollups_changed(&arena, &was, &is, NOW, &result);
    return result;
}

static void assert_row(const struct stored_rollups *rows, size_t at, const char *unit, int64_t revision, bool gone) {
    assert_true(at < rows->count);
    assert_string_equal(rows->rows[at].unit, unit);
    assert_int_equal(rows->rows[at].revision, revision);
    assert_int_equal(rows->rows[at].gone, gone);
}

static int clear(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static void only_what_differs_is_written(void **state) {
    (void)state;
    struct stored_rollup before[] = {row("01", 5, false, 10), row("02", 6, false, 20)};
    struct stored_rollup after[] = {row("01", 0, false, 10), row("02", 0, false, 21), row("03", 0, false, 1)};
    struct stored_rollups result = changed(before, 2, after, 3);
    assert_int_equal(result.count, 2);
    assert_row(&result, 0, "02", NOW, false);
    assert_int_equal(result.rows[0].figures[7], 21);
    assert_row(&result, 1, "03", NOW, false);
}

static void missing_is_not_zero(void **state) {
    (void)state;
    struct stored_rollup before[] = {row("01", 5, false, 0)}, after[] = {row("01", 0, false, QUANTITY_MISSING)};
    assert_int_equal(changed(before, 1, after, 1).count, 1);
}

/* Whoever keeps the highest revision never goes back, even where the clock does. */
static void a_revision_only_rises(void **state) {
    (void)state;
    struct stored_rollup before[] = {row("01", NOW + 7, false, 1)}, after[] = {row("01", 0, false, 2)};
    struct stored_rollups result = changed(before, 1, after, 1);
    assert_row(&result, 0, "01", NOW + 8, false);
}

static void what_leaves_the_tree_is_gone_once_and_may_come_back(void **state) {
    (void)state;
    struct stored_rollup there[] = {row("01", 5, false, 1)}, gone[] = {row("01", 6, true, 1)};
    struct stored_rollup again[] = {row("01", 0, false, 1)};
    struct stored_rollups result = changed(there, 1, NULL, 0);
    assert_row(&result, 0, "01", NOW, true);
    assert_int_equal(changed(gone, 1, NULL, 0).count, 0);
    result = changed(gone, 1, again, 1);
    assert_row(&result, 0, "01", NOW, false);
}

static void a_form_with_more_cells_says_something_else(void **state) {
    (void)state;
    struct stored_rollup before[] = {row("01", 5, false, 1)}, after[] = {row("01", 0, false, 1)};
    before[0].figure_count = FIGURES - 1;
    assert_int_equal(changed(before, 1, after, 1).count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(only_what_differs_is_written, clear),
        cmocka_unit_test_teardown(missing_is_not_zero, clear),
        cmocka_unit_test_teardown(a_revision_only_rises, clear),
        cmocka_unit_test_teardown(what_leaves_the_tree_is_gone_once_and_may_come_back, clear),
        cmocka_unit_test_teardown(a_form_with_more_cells_says_something_else, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
