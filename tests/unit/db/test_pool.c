/* The pool: waiting in order, time-outs, sessions ended by the server, and a server that is gone. */
#include "scratch.h"

#include <pthread.h>

#include "core/clock.h"
#include "core/limits.h"
#include "observe/metric.h"

static const struct statement statement_one = {"one", "SELECT 1"};

static struct db_pool *pool_of(uint32_t size) {
    struct fail fail;
    struct db_pool *pool = NULL;
    assert_done(db_pool_open(scratch_conninfo, "test_pool", size, &pool, &fail), fail);
    return pool;
}

static void a_lease_gives_back_by_itself(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(1);
    struct fail fail;
    for (int i = 0; i < 3; i++) {
        AUTO_LEASE lease = {0};
        assert_done(db_lease(pool, &lease, &fail), fail);
        assert_int_equal(metric_get(METRIC_DB_POOL_IN_USE), 1);
        assert_done(db_do(lease.db, &statement_one, 0, NULL, &fail), fail);
    }
    assert_int_equal(metric_get(METRIC_DB_POOL_IN_USE), 0);
    db_pool_close(pool);
}

static void who_finds_none_is_told_busy(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(1);
    struct fail fail;
    struct db *first, *second;
    assert_done(db_borrow(pool, 1000, &first, &fail), fail);
    assert_false(db_borrow(pool, 20, &second, &fail));
    assert_int_equal(fail.fault, FAULT_BUSY);
    assert_true(fail.retry);
    db_return(pool, first);
    assert_done(db_borrow(pool, 0, &second, &fail), fail);
    db_return(pool, second);
    db_pool_close(pool);
}

static void an_open_transaction_is_rolled_back_on_return(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(1);
    struct fail fail;
    struct db *db;
    scratch_do("CREATE TABLE forgotten (id int)");
    assert_done(db_borrow(pool, 1000, &db, &fail), fail);
    assert_done(db_begin(db, &fail), fail);
    assert_done(db_script(db, "INSERT INTO forgotten VALUES (1)", &fail), fail);
    db_return(pool, db);
    assert_done(db_borrow(pool, 1000, &db, &fail), fail);
    assert_int_equal(PQtransactionStatus(db_handle(db)), PQTRANS_IDLE);
    db_return(pool, db);
    assert_int_equal(scratch_number("SELECT count(*) FROM forgotten"), 0);
    db_pool_close(pool);
}

static void pooled_statements_have_a_time_limit(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(1);
    struct fail fail;
    AUTO_LEASE lease = {0};
    assert_done(db_lease(pool, &lease, &fail), fail);
    AUTO_RESULT *shown = PQexec(db_handle(lease.db), "SHOW statement_timeout");
    assert_string_equal(db_text(shown, 0, 0), "30s");
    db_lease_release(&lease);
    db_pool_close(pool);
}

enum { WAITERS = WAITERS_A_CONNECTION, SOON_US = 1000000 };

static struct {
    struct db_pool *pool;
    pthread_mutex_t mutex;
    int order[WAITERS], served;
} queue = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void *stand_in_the_queue(void *context) {
    struct fail fail;
    struct db *db;
    if (!db_borrow(queue.pool, 20000, &db, &fail))
        return context;
    pthread_mutex_lock(&queue.mutex);
    queue.order[queue.served++] = *(int *)context;
    pthread_mutex_unlock(&queue.mutex);
    db_return(queue.pool, db);
    return NULL;
}

static void who_came_first_is_served_first_and_who_is_one_too_many_not_at_all(void **state) {
    (void)state;
    struct fail fail;
    struct db *held, *none;
    pthread_t threads[WAITERS];
    int numbers[WAITERS];
    queue.pool = pool_of(1);
    assert_done(db_borrow(queue.pool, 1000, &held, &fail), fail);
    for (int i = 0; i < WAITERS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, stand_in_the_queue, &numbers[i]);
        pause_ms(50);
    }
    int64_t began_us = clock_monotonic_us();
    assert_false(db_borrow(queue.pool, 20000, &none, &fail));
    assert_int_equal(fail.fault, FAULT_BUSY);
    assert_true(clock_monotonic_us() - began_us < SOON_US);
    db_return(queue.pool, held);
    for (int i = 0; i < WAITERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(queue.served, WAITERS);
    for (int i = 0; i < WAITERS; i++)
        assert_int_equal(queue.order[i], i);
    db_pool_close(queue.pool);
}

enum { BORROWERS = 16, ROUNDS = 200 };

static void *borrow_often(void *context) {
    struct fail fail;
    for (int i = 0; i < ROUNDS; i++) {
        AUTO_LEASE lease = {0};
        if (!db_lease(context, &lease, &fail) || !db_do(lease.db, &statement_one, 0, NULL, &fail))
            return context;
    }
    return NULL;
}

static void many_threads_share_few_connections(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(3);
    pthread_t threads[BORROWERS];
    for (int i = 0; i < BORROWERS; i++)
        pthread_create(&threads[i], NULL, borrow_often, pool);
    for (int i = 0; i < BORROWERS; i++) {
        void *unhappy;
        pthread_join(threads[i], &unhappy);
        assert_null(unhappy);
    }
    assert_int_equal(metric_get(METRIC_DB_POOL_IN_USE), 0);
    db_pool_close(pool);
}

static void a_session_ended_while_idle_is_not_lent(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(2);
    struct fail fail;
    assert_soon(scratch_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test_pool'") == 2);
    scratch_end_session("test_pool");
    assert_soon(scratch_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test_pool'") == 0);
    AUTO_LEASE lease = {0};
    assert_done(db_lease(pool, &lease, &fail), fail);
    assert_done(db_do(lease.db, &statement_one, 0, NULL, &fail), fail);
    db_lease_release(&lease);
    assert_soon(scratch_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test_pool'") == 2);
    db_pool_close(pool);
}

static void a_session_ended_in_use_fails_once_and_is_replaced(void **state) {
    (void)state;
    struct db_pool *pool = pool_of(1);
    struct fail fail;
    struct db *db;
    assert_done(db_borrow(pool, 1000, &db, &fail), fail);
    assert_done(db_do(db, &statement_one, 0, NULL, &fail), fail);
    scratch_end_session("test_pool");
    assert_soon(!db_do(db, &statement_one, 0, NULL, &fail));
    assert_int_equal(fail.fault, FAULT_BROKEN);
    assert_true(fail.retry);
    db_return(pool, db);
    assert_done(db_borrow(pool, 5000, &db, &fail), fail);
    assert_done(db_do(db, &statement_one, 0, NULL, &fail), fail);
    db_return(pool, db);
    assert_true(db_pool_alive(pool));
    db_pool_close(pool);
}

/* The role may not log in for a while: for the pool that is a server that is gone. */
static void without_a_server_callers_are_told_at_once(void **state) {
    (void)state;
    struct fail fail;
    struct db *db;
    char conninfo[1200], sql[256];
    if (scratch_number("SELECT (rolsuper OR rolcreaterole)::int FROM pg_roles WHERE rolname = current_user") == 0) {
        print_message("skipped: the role of TONGHOP_TEST_DB may not create roles\n");
        skip();
    }
    snprintf(sql, sizeof sql, "CREATE ROLE %s LOGIN PASSWORD 'scratch'", scratch_schema);
    scratch_do(sql);
    /* a database may be closed to those nobody let in */
    snprintf(sql, sizeof sql,
             "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %%I TO %s', current_database()); END $$",
             scratch_schema);
    scratch_do(sql);
    bool uri = strstr(scratch_conninfo, "://") != NULL;
    snprintf(conninfo, sizeof conninfo, "%s%suser=%s%spassword=scratch", scratch_conninfo, uri ? "&" : " ",
             scratch_schema, uri ? "&" : " ");
    struct db_pool *pool;
    assert_done(db_pool_open(conninfo, "test_gone", 2, &pool, &fail), fail);
    assert_soon(scratch_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test_gone'") == 2);
    snprintf(sql, sizeof sql, "ALTER ROLE %s NOLOGIN", scratch_schema);
    scratch_do(sql);
    scratch_end_session("test_gone");
    assert_soon(!db_borrow(pool, 1000, &db, &fail) ? fail.fault == FAULT_BROKEN : (db_return(pool, db), false));
    int64_t began = clock_monotonic_us();
    assert_false(db_borrow(pool, 20000, &db, &fail));
    assert_true(clock_monotonic_us() - began < 10 * MOMENT_SECOND);
    assert_true(fail.retry);
    assert_soon(!db_pool_alive(pool));
    snprintf(sql, sizeof sql, "ALTER ROLE %s LOGIN", scratch_schema);
    scratch_do(sql);
    assert_soon(db_pool_alive(pool));
    assert_done(db_borrow(pool, 5000, &db, &fail), fail);
    db_return(pool, db);
    db_pool_close(pool);
    snprintf(sql, sizeof sql, "DROP OWNED BY %s; DROP ROLE %s", scratch_schema, scratch_schema);
    scratch_do(sql);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lease_gives_back_by_itself),
        cmocka_unit_test(who_finds_none_is_told_busy),
        cmocka_unit_test(an_open_transaction_is_rolled_back_on_return),
        cmocka_unit_test(pooled_statements_have_a_time_limit),
        cmocka_unit_test(who_came_first_is_served_first_and_who_is_one_too_many_not_at_all),
        cmocka_unit_test(many_threads_share_few_connections),
        cmocka_unit_test(a_session_ended_while_idle_is_not_lent),
        cmocka_unit_test(a_session_ended_in_use_fails_once_and_is_replaced),
        cmocka_unit_test(without_a_server_callers_are_told_at_once),
    };
    if (!scratch_begin())
        return cmocka_run_group_tests_name("db pool", none, NULL, NULL);
    int failed = cmocka_run_group_tests_name("db pool", tests, NULL, NULL);
    scratch_end();
    return failed;
}
