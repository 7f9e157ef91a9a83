/* Roll-ups in the database: what is written is read the same, and each row goes out as the event that says it. */
#include "../db/scratch.h"

#include "db/migrate.h"
#include "stored_rollup_sql.h"

static struct db *db;
static struct fail failure;

static int begin(void **state) {
    uint32_t applied;
    (void)state;
    scratch_begin();
    assert_done(db_open(scratch_conninfo, "test", &db, &failure) && migrate(db, migrations, &applied, &failure),
                failure);
    return 0;
}

static int end(void **state) {
    (void)state;
    db_close(db);
    scratch_end();
    return 0;
}

enum { FIGURES = 4 };
static const int64_t some[FIGURES] = {0, QUANTITY_MISSING, -1, QUANTITY_MAX}, other[FIGURES] = {1, 2, 3, 4};

static void note(const struct stored_rollup *rows, size_t count, const char *const *payloads) {
    const struct stored_rollups changed = {.rows = (struct stored_rollup *)rows, .count = count};
    assert_done(rollups_write(db, "FORM", "2023-H1", &changed, payloads, 1000000, &failure), failure);
}

static void what_is_written_is_read_the_same(void **state) {
    (void)state;
    static const struct node_list all = {.all = true};
    static const char *one = "38@2012-01-01", *const payloads[] = {"{}", NULL};
    const struct node_list only = {.units = &one, .count = 1};
    const struct stored_rollup rows[] = {{"38@2012-01-01", 7, false, some, FIGURES}, {"VN", 8, true, some, FIGURES}},
                               next = {"38@2012-01-01", 9, false, other, FIGURES};
    struct stored_rollups read;
    struct arena arena = {0};
    note(rows, 2, payloads);
    assert_done(rollups_read(db, "FORM", "2023-H1", &all, &arena, &read, &failure), failure);
    assert_int_equal(read.count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(read.rows[i].unit, rows[i].unit);
        assert_int_equal(read.rows[i].revision, rows[i].revision);
        assert_int_equal(read.rows[i].gone, rows[i].gone);
        assert_int_equal(read.rows[i].figure_count, FIGURES);
        assert_memory_equal(read.rows[i].figures, some, sizeof some);
    }
    note(&next, 1, payloads);
    assert_done(rollups_read(db, "FORM", "2023-H1", &only, &arena, &read, &failure), failure);
    assert_int_equal(read.count, 1);
    assert_int_equal(read.rows[0].revision, 9);
    assert_memory_equal(read.rows[0].figures, other, sizeof other);
    assert_int_equal(scratch_number("SELECT count(*) FROM rollup WHERE cells_unpacked(figures) = '{1,2,3,4}'"), 1);
    arena_done(&arena);
}

static void each_row_goes_out_as_the_event_that_says_it(void **state) {
    (void)state;
    static const char *const payloads[] = {"{\"name\":\"Hà Nội \\\"\"}", NULL};
    const struct stored_rollup rows[] = {{"01@2012-01-01", 5, false, some, FIGURES},
                                         {"38@2012-01-01", 6, true, some, FIGURES}};
    scratch_do("TRUNCATE outbox");
    note(rows, 2, payloads);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE topic = 'tonghop.rollup.v1'"
                                    " AND recorded_us = 1000000 AND trace <> ''"),
                     2);
    assert_int_equal(
        scratch_number("SELECT count(*) FROM outbox WHERE key = 'FORM|2023-H1|01@2012-01-01' AND version = 5"
                       " AND subject = 'FORM/01@2012-01-01/2023-H1' AND type = 'tonghop.rollup.changed.v1'"
                       " AND payload = '{\"name\":\"Hà Nội \\\"\"}'"),
        1);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox AS gone JOIN outbox AS changed USING (topic)"
                                    " WHERE gone.version = 6 AND gone.type = 'tonghop.rollup.gone.v1'"
                                    " AND gone.payload IS NULL AND changed.version = 5 AND changed.seq < gone.seq"),
                     1);
}

static void nothing_that_changed_writes_nothing(void **state) {
    (void)state;
    scratch_do("TRUNCATE outbox");
    note(NULL, 0, NULL);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 0);
}

static void a_row_that_was_tampered_with_is_refused(void **state) {
    (void)state;
    static const struct node_list all = {.all = true};
    struct stored_rollups read;
    struct arena arena = {0};
    scratch_do("UPDATE rollup SET figures = figures || '\\x80'");
    assert_false(rollups_read(db, "FORM", "2023-H1", &all, &arena, &read, &failure));
    assert_int_equal(failure.fault, FAULT_BROKEN);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_the_same),
        cmocka_unit_test(each_row_goes_out_as_the_event_that_says_it),
        cmocka_unit_test(nothing_that_changed_writes_nothing),
        cmocka_unit_test(a_row_that_was_tampered_with_is_refused),
    };
    if (getenv("TONGHOP_TEST_DB") == NULL)
        return cmocka_run_group_tests(none, NULL, NULL);
    return cmocka_run_group_tests(tests, begin, end);
}
