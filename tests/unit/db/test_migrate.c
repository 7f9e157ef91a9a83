/* Migrations: once each, in order, whole or not at all, never after a change, and never twice at a time. */
#include "scratch.h"

#include <pthread.h>

#include "db/migrate.h"

static const struct migration two[] = {
    {"0001_first", "CREATE TABLE first (note text DEFAULT 'it''s \"quoted\" \\ and {braced}, Hà Nội'); INSERT INTO "
                   "first DEFAULT VALUES"},
    {"0002_second", "ALTER TABLE first ADD COLUMN more int"},
    {NULL, NULL},
};

static struct db *db;
static struct fail failure;

static int begin(void **state) {
    (void)state;
    scratch_begin();
    return db_open(scratch_conninfo, "test_migrate", &db, &failure) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    db_close(db);
    scratch_end();
    return 0;
}

static bool all_applied(const struct migration *rows) {
    bool all = false;
    assert_done(migrated(db, rows, &all, &failure), failure);
    return all;
}

static void a_second_run_finds_nothing_to_do(void **state) {
    (void)state;
    uint32_t applied = 99;
    assert_false(all_applied(two));
    assert_done(migrate(db, two, &applied, &failure), failure);
    assert_int_equal(applied, 2);
    assert_true(all_applied(two));
    assert_done(migrate(db, two, &applied, &failure), failure);
    assert_int_equal(applied, 0);
    assert_int_equal(scratch_number("SELECT count(*) FROM first"), 1);
    assert_int_equal(scratch_number("SELECT count(*) FROM schema_migration WHERE length(sha256) = 64"), 2);
}

static void a_new_file_is_added_to_those_applied(void **state) {
    (void)state;
    const struct migration three[] = {two[0], two[1], {"0003_third", "CREATE TABLE third ()"}, {NULL, NULL}};
    uint32_t applied;
    assert_done(migrate(db, two, &applied, &failure), failure);
    assert_false(all_applied(three));
    assert_done(migrate(db, three, &applied, &failure), failure);
    assert_int_equal(applied, 1);
    assert_true(all_applied(two)); /* the binary before goes on with the new schema */
}

static void a_file_that_changed_is_refused(void **state) {
    (void)state;
    const struct migration changed[] = {
        two[0], {"0002_second", "ALTER TABLE first ADD COLUMN other int"}, {NULL, NULL}};
    uint32_t applied = 99;
    bool all;
    assert_done(migrate(db, two, &applied, &failure), failure);
    assert_false(migrate(db, changed, &applied, &failure));
    assert_int_equal(failure.fault, FAULT_CONFLICT);
    assert_non_null(strstr(failure.text, "0002_second"));
    assert_false(migrated(db, changed, &all, &failure));
    assert_done(migrate(db, two, &applied, &failure), failure); /* the lock was given back */
}

static void a_file_that_fails_leaves_nothing_of_itself(void **state) {
    (void)state;
    const struct migration broken[] = {two[0], {"0002_broken", "CREATE TABLE half (); SELECT 1/0"}, {NULL, NULL}};
    uint32_t applied;
    assert_false(migrate(db, broken, &applied, &failure));
    assert_non_null(strstr(failure.text, "0002_broken"));
    assert_int_equal(scratch_number("SELECT count(*) FROM schema_migration"), 1);
    assert_int_equal(scratch_number("SELECT count(to_regclass('half'))"), 0);
    assert_done(migrate(db, two, &applied, &failure), failure);
    assert_int_equal(applied, 1);
}

enum { RUNS = 4 };
static const struct migration slow[] = {
    {"0001_slow", "CREATE TABLE slow (id int); SELECT pg_sleep(0.3); INSERT INTO slow VALUES (1)"},
    {"0002_next", "INSERT INTO slow VALUES (2)"},
    {NULL, NULL},
};

static void *run_migrations(void *context) {
    struct fail fail;
    struct db *own;
    uint32_t *applied = context;
    if (!db_open(scratch_conninfo, "test_migrate", &own, &fail))
        return NULL;
    bool done = migrate(own, slow, applied, &fail);
    db_close(own);
    return done ? context : NULL;
}

static void runs_at_the_same_time_apply_each_file_once(void **state) {
    (void)state;
    pthread_t threads[RUNS];
    uint32_t applied[RUNS] = {0}, sum = 0;
    for (int i = 0; i < RUNS; i++)
        pthread_create(&threads[i], NULL, run_migrations, &applied[i]);
    for (int i = 0; i < RUNS; i++) {
        void *done;
        pthread_join(threads[i], &done);
        assert_non_null(done);
        sum += applied[i];
    }
    assert_int_equal(sum, 2);
    assert_int_equal(scratch_number("SELECT count(*) FROM slow"), 2);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_second_run_finds_nothing_to_do, begin, end),
        cmocka_unit_test_setup_teardown(a_new_file_is_added_to_those_applied, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_changed_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_fails_leaves_nothing_of_itself, begin, end),
        cmocka_unit_test_setup_teardown(runs_at_the_same_time_apply_each_file_once, begin, end),
    };
    if (getenv("TONGHOP_TEST_DB") == NULL)
        return cmocka_run_group_tests_name("migrate", none, NULL, NULL);
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
