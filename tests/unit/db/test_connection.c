/* Connections: what a statement answers, what an error means, and what travels in arrays. */
#include "scratch.h"

#include <inttypes.h>

#include "db/binary.h"

static struct db *db;
static struct fail failure;

static int connect_db(void **state) {
    (void)state;
    return db_open(scratch_conninfo, "test_connection", &db, &failure) ? 0 : -1;
}

static int disconnect_db(void **state) {
    (void)state;
    db_close(db);
    return 0;
}

static void an_error_says_what_the_caller_should_do(void **state) {
    (void)state;
    static const struct {
        struct statement statement;
        enum fault fault;
        bool retry;
    } cases[] = {
        {{"unique", "INSERT INTO thing VALUES (1, 'again', 1)"}, FAULT_CONFLICT, false},
        {{"check", "INSERT INTO thing VALUES (2, 'negative', -1)"}, FAULT_INVALID, false},
        {{"not_null", "INSERT INTO thing VALUES (2, NULL, 1)"}, FAULT_INVALID, false},
        {{"foreign_key", "INSERT INTO part VALUES (99)"}, FAULT_INVALID, false},
        {{"overflow", "SELECT 9223372036854775807 + 1"}, FAULT_INVALID, false},
        {{"division", "SELECT 1 / (count(*) - 1) FROM thing"}, FAULT_INVALID, false},
        {{"no_table", "SELECT * FROM nothing"}, FAULT_BROKEN, false},
        {{"syntax", "SELEC 1"}, FAULT_BROKEN, false},
        {{"serialization", "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"}, FAULT_BUSY, true},
        {{"deadlock", "DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"}, FAULT_BUSY, true},
        {{"lock", "DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$"}, FAULT_BUSY, true},
        {{"time_out", "DO $$ BEGIN RAISE SQLSTATE '57014'; END $$"}, FAULT_BUSY, true},
        {{"disk_full", "DO $$ BEGIN RAISE SQLSTATE '53100'; END $$"}, FAULT_BROKEN, true},
        {{"standby", "DO $$ BEGIN RAISE SQLSTATE '25006'; END $$"}, FAULT_BROKEN, true},
        {{"end", "SELECT pg_terminate_backend(pg_backend_pid())"}, FAULT_BROKEN, true},
    };
    scratch_do("CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL, count int CHECK (count >= 0));"
               "CREATE TABLE part (thing int REFERENCES thing);"
               "INSERT INTO thing VALUES (1, 'first', 1)");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fail fail = {0};
        if (db_do(db, &cases[i].statement, 0, NULL, &fail))
            fail_msg("%s: no failure", cases[i].statement.name);
        if (fail.fault != cases[i].fault || fail.retry != cases[i].retry)
            fail_msg("%s: %s retry %d: %s", cases[i].statement.name, fault_name(fail.fault), fail.retry, fail.text);
        assert_string_equal(fail.where, cases[i].statement.name);
        assert_null(strchr(fail.text, '\n'));
    }
    assert_true(db_broken(db));
}

static void a_failure_never_quotes_the_row(void **state) {
    (void)state;
    static const struct statement insert = {"secret", "INSERT INTO person VALUES ($1, $2)"};
    struct fail fail;
    scratch_do("CREATE TABLE person (name text PRIMARY KEY, age int CHECK (age > 0))");
    assert_false(db_do(db, &insert, 2, (const char *[]){"Somebody", "-1"}, &fail));
    assert_null(strstr(fail.text, "Somebody"));
}

static void a_lock_is_not_waited_for_long(void **state) {
    (void)state;
    struct fail fail;
    AUTO_RESULT *shown =
        PQexec(db_handle(db), "SELECT current_setting('lock_timeout'), current_setting("
                              "'idle_in_transaction_session_timeout'), current_setting('application_name')");
    assert_string_equal(db_text(shown, 0, 0), "5s");
    assert_string_equal(db_text(shown, 0, 1), "30s");
    assert_string_equal(db_text(shown, 0, 2), "test_connection");
    assert_false(db_open("host=/nowhere options='-c broken", "test", &(struct db *){NULL}, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
}

static void a_server_that_is_not_there_is_broken_but_worth_another_try(void **state) {
    (void)state;
    struct fail fail;
    assert_false(db_open("host=/nowhere dbname=nothing", "test", &(struct db *){NULL}, &fail));
    assert_int_equal(fail.fault, FAULT_BROKEN);
    assert_true(fail.retry);
}

static void texts_come_back_from_an_array_as_they_went(void **state) {
    (void)state;
    static const struct statement echo = {
        "echo", "SELECT value FROM unnest($1::text[]) WITH ORDINALITY AS t (value, n) ORDER BY n"};
    const char *texts[] = {"plain",       "",      "with \"quotes\"",    "back\\slash", "\\\"", NULL, "NULL", "{a,b}",
                           "line\nbreak", "tab\t", "Thanh Hóa, Đắk Lắk", "日本 🇻🇳",     " ",    ",",  "\\"};
    enum { COUNT = sizeof texts / sizeof *texts };
    struct db_array array;
    db_array_begin(&array);
    for (int i = 0; i < COUNT; i++)
        db_array_text(&array, texts[i]);
    AUTO_RESULT *result = db_run(db, &echo, 1, (const char *[]){db_array_end(&array)}, &failure);
    db_array_done(&array);
    assert_done(result != NULL, failure);
    assert_int_equal(db_rows(result), COUNT);
    for (int i = 0; i < COUNT; i++) {
        if (texts[i] == NULL)
            assert_null(db_text(result, i, 0));
        else
            assert_string_equal(db_text(result, i, 0), texts[i]);
    }
}

static void numbers_come_back_from_an_array_as_they_went(void **state) {
    (void)state;
    static const struct statement echo = {
        "echo_numbers", "SELECT $1::bigint[], $2::smallint, $3::int, $4::bigint, NULL::bigint[], '{}'::bigint[]"};
    const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN, 42};
    int64_t values[8];
    struct db_array array;
    db_array_begin(&array);
    for (size_t i = 0; i < 5; i++)
        db_array_int(&array, numbers[i]);
    db_array_null(&array);
    const char *parameters[] = {db_array_end(&array), "-32768", "2147483647", "-9223372036854775808"};
    AUTO_RESULT *result = db_run_binary(db, &echo, 4, parameters, &failure);
    db_array_done(&array);
    assert_done(result != NULL, failure);
    assert_int_equal(db_int64s(result, 0, 0, values, 8, -7), 6);
    assert_memory_equal(values, numbers, sizeof numbers);
    assert_int_equal(values[5], -7);
    assert_int_equal(db_int64s(result, 0, 0, values, 5, -7), -1);
    assert_int_equal(db_binary_int(result, 0, 1), INT16_MIN);
    assert_int_equal(db_binary_int(result, 0, 2), INT32_MAX);
    assert_true(db_binary_int(result, 0, 3) == INT64_MIN);
    assert_int_equal(db_int64s(result, 0, 4, values, 8, -7), 0);
    assert_int_equal(db_int64s(result, 0, 5, values, 8, -7), 0);
}

static void other_arrays_are_malformed(void **state) {
    (void)state;
    static const struct statement others = {"others", "SELECT '{1,2}'::int[], '{{1,2},{3,4}}'::bigint[], 'text'"};
    int64_t values[8];
    AUTO_RESULT *result = db_run_binary(db, &others, 0, NULL, &failure);
    assert_done(result != NULL, failure);
    for (int column = 0; column < 3; column++)
        assert_int_equal(db_int64s(result, 0, column, values, 8, 0), -1);
}

static void days_have_ends(void **state) {
    (void)state;
    static const struct statement echo = {"echo_day", "SELECT $1::date"};
    const day_t days[] = {day_of(2023, 6, 14), day_of(1999, 12, 31), DAY_NEVER, DAY_EVER};
    char text[16];
    for (size_t i = 0; i < 4; i++) {
        AUTO_RESULT *result = db_run(db, &echo, 1, (const char *[]){db_day(days[i], text)}, &failure);
        assert_done(result != NULL, failure);
        assert_int_equal(db_day_read(db_text(result, 0, 0)), days[i]);
    }
}

static void null_flag_and_number_read_as_said(void **state) {
    (void)state;
    static const struct statement row = {"row", "SELECT NULL::bigint, NULL::text, true, false, NULL::boolean, -5"};
    AUTO_RESULT *result = db_run(db, &row, 0, NULL, &failure);
    assert_done(result != NULL, failure);
    assert_int_equal(db_int(result, 0, 0), 0);
    assert_null(db_text(result, 0, 1));
    assert_true(db_flag(result, 0, 2));
    assert_false(db_flag(result, 0, 3));
    assert_false(db_flag(result, 0, 4));
    assert_int_equal(db_int(result, 0, 5), -5);
}

static void a_commit_of_a_failed_transaction_is_no_commit(void **state) {
    (void)state;
    struct fail fail;
    assert_done(db_begin(db, &fail), fail);
    assert_false(db_script(db, "SELECT 1/0", &fail));
    assert_false(db_commit(db, &fail));
    assert_int_equal(fail.fault, FAULT_BROKEN);
    assert_done(db_script(db, "SELECT 1", &fail), fail);
    db_rollback(db);
    assert_false(db_broken(db));
}

static void a_snapshot_reads_and_does_not_write(void **state) {
    (void)state;
    struct fail fail;
    scratch_do("CREATE TABLE IF NOT EXISTS seen (id int)");
    assert_done(db_begin_snapshot(db, &fail), fail);
    assert_done(db_script(db, "SELECT count(*) FROM seen", &fail), fail);
    assert_false(db_script(db, "INSERT INTO seen VALUES (1)", &fail));
    db_rollback(db);
}

static void a_rollback_undoes_and_may_be_repeated(void **state) {
    (void)state;
    struct fail fail;
    scratch_do("CREATE TABLE undone (id int)");
    assert_done(db_begin(db, &fail), fail);
    assert_done(db_script(db, "INSERT INTO undone VALUES (1)", &fail), fail);
    db_rollback(db);
    db_rollback(db);
    assert_int_equal(scratch_number("SELECT count(*) FROM undone"), 0);
}

/* ---- On somebody's behalf */

static const struct statement whoami = {
    "whoami", "SELECT current_user::text, coalesce(current_setting('tonghop.roots', true), ''),"
              "       coalesce(current_setting('tonghop.client', true), '')"};

static void assert_i_am(const char *role, const char *roots, const char *client) {
    struct fail fail;
    AUTO_RESULT *row = db_run(db, &whoami, 0, NULL, &fail);
    assert_done(row != NULL, fail);
    assert_true(role ? strcmp(db_text(row, 0, 0), role) == 0 : strncmp(db_text(row, 0, 0), "tonghop", 7) != 0);
    assert_string_equal(db_text(row, 0, 1), roots);
    assert_string_equal(db_text(row, 0, 2), client);
}

static const struct db_reader reader = {"tonghop_reports_reader", "38@2012-01-01,001@2012-01-01/police", "o'client"};

static void a_reader_is_one_for_his_own_statements_only(void **state) {
    (void)state;
    struct fail fail;
    for (int round = 0; round < 2; round++) { /* inside a transaction too */
        if (round == 1)
            assert_done(db_begin(db, &fail), fail);
        db_read_as(db, &reader);
        assert_i_am(reader.role, reader.roots, reader.client);
        assert_i_am(reader.role, reader.roots, reader.client);
        db_read_as(db, NULL);
        assert_i_am(NULL, "", "");
    }
    assert_done(db_commit(db, &fail), fail);
}

static void what_a_reader_may_not_is_a_failure_and_the_connection_goes_on(void **state) {
    (void)state;
    static const struct statement forbidden = {"forbidden", "SELECT count(*) FROM hidden"},
                                  divided = {"divided", "SELECT 1 / $1::int"};
    static const struct db_reader nobody = {"no such role", "", ""};
    struct fail fail;
    scratch_do("CREATE TABLE hidden (id int)");
    db_read_as(db, &reader);
    assert_false(db_do(db, &forbidden, 0, NULL, &fail));
    assert_int_equal(fail.fault, FAULT_BROKEN);
    assert_false(db_do(db, &divided, 1, (const char *[]){"0"}, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
    db_read_as(db, &nobody);
    assert_false(db_do(db, &whoami, 0, NULL, &fail));
    assert_false(db_broken(db));
    db_read_as(db, NULL);
    assert_done(db_do(db, &forbidden, 0, NULL, &fail), fail);
    assert_i_am(NULL, "", "");
}

/* ---- Together */

static struct db_call call_of(const struct statement *statement) {
    return (struct db_call){.statement = statement};
}

static void prepared(const struct statement *statement) {
    assert_done(db_prepare(db, statement, &failure), failure);
}

static void what_runs_together_is_there_as_a_whole(void **state) {
    (void)state;
    static const struct statement first = {"box_first", "INSERT INTO box VALUES (1), (2) RETURNING 7"},
                                  second = {"box_second", "INSERT INTO box VALUES (3)"};
    scratch_do("CREATE TABLE box (id int PRIMARY KEY)");
    prepared(&first);
    prepared(&second);
    AUTO_RESULT *result = db_run_together(db, (struct db_call[]){call_of(&first), call_of(&second)}, 2);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    assert_int_equal(db_int(result, 0, 0), 7);
    assert_false(db_broken(db));
    assert_int_equal(scratch_number("SELECT count(*) FROM box"), 3);
}

static void what_fails_together_leaves_nothing_and_says_why(void **state) {
    (void)state;
    static const struct statement good = {"crate_good", "INSERT INTO crate VALUES (1)"},
                                  bad = {"crate_bad", "INSERT INTO crate VALUES (2), (2)"},
                                  after = {"crate_after", "INSERT INTO crate VALUES (3)"};
    scratch_do("CREATE TABLE crate (id int PRIMARY KEY)");
    prepared(&good);
    prepared(&bad);
    prepared(&after);
    AUTO_RESULT *result = db_run_together(db, (struct db_call[]){call_of(&good), call_of(&bad), call_of(&after)}, 3);
    assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "23505");
    assert_string_equal(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME), "crate_pkey");
    assert_int_equal(scratch_number("SELECT count(*) FROM crate"), 0);
    AUTO_RESULT *again = db_run_together(db, (struct db_call[]){call_of(&good)}, 1);
    assert_int_equal(PQresultStatus(again), PGRES_COMMAND_OK);
    assert_false(db_broken(db));
}

static void a_connection_lost_on_the_way_is_broken_and_nothing_is_there(void **state) {
    (void)state;
    static const struct statement good = {"sack_good", "INSERT INTO sack VALUES (1)"},
                                  end = {"sack_end", "SELECT pg_terminate_backend(pg_backend_pid())"};
    scratch_do("CREATE TABLE sack (id int PRIMARY KEY)");
    prepared(&good);
    prepared(&end);
    AUTO_RESULT *result = db_run_together(db, (struct db_call[]){call_of(&good), call_of(&end), call_of(&good)}, 3);
    assert_int_not_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    assert_true(db_broken(db));
    assert_int_equal(scratch_number("SELECT count(*) FROM sack"), 0);
}

/* ---- What goes out in binary */

static void rows_go_out_in_binary_and_come_back_as_they_went(void **state) {
    (void)state;
    static const struct statement take = {"binary_take", "INSERT INTO taken SELECT * FROM unnest($1::taken_row[])"};
    int32_t type = 0, again = 0;
    scratch_do("CREATE TYPE taken_row AS (name text, amount bigint, bytes bytea); CREATE TABLE taken OF taken_row");
    assert_done(db_type(db, "taken_row", &type, &failure) && db_type(db, "taken_row", &again, &failure), failure);
    assert_int_equal(type, again);
    assert_int_equal(type, scratch_number("SELECT 'taken_row'::regtype::oid::bigint"));
    AUTO_BUFFER rows = {0};
    array_head(&rows, type, false, 1);
    size_t start = length_open(&rows);
    binary_int32(&rows, 3);
    column_text(&rows, TYPE_TEXT, "Hà Nội");
    column_bigint(&rows, INT64_MIN);
    column_bytes(&rows, TYPE_BYTEA, "\0\377", 2);
    length_close(&rows, start);
    assert_done(db_do_array(db, &take, 0, NULL, &rows, &failure), failure);
    assert_int_equal(scratch_number("SELECT count(*) FROM taken WHERE (name, amount, bytes)"
                                    " = ('Hà Nội', (-9223372036854775808)::bigint, '\\x00ff'::bytea)"),
                     1);
}

static void what_goes_out_in_binary_and_fails_says_what_the_caller_should_do(void **state) {
    (void)state;
    static const struct statement take = {"binary_refused", "SELECT $1::int / 0"};
    AUTO_BUFFER one = {0};
    int32_t type;
    binary_int32(&one, 1);
    assert_false(db_do_array(db, &take, 0, NULL, &one, &failure));
    assert_int_equal(failure.fault, FAULT_INVALID);
    assert_false(failure.retry);
    assert_false(db_type(db, "no_such_type", &type, &failure));
    assert_int_equal(failure.fault, FAULT_BROKEN);
    assert_false(db_broken(db));
}

static void numbers_that_were_sent_are_read_one_behind_the_other(void **state) {
    (void)state;
    static const struct statement send = {
        "binary_send", "SELECT int8send(-2) || int8send(9223372036854775807), ''::bytea, '\\x00'::bytea, NULL::bytea"};
    int64_t numbers[2];
    AUTO_RESULT *result = db_run_binary(db, &send, 0, NULL, &failure);
    assert_non_null(result);
    assert_int_equal(db_int64s_sent(result, 0, 0, numbers, 2), 2);
    assert_int_equal(numbers[0], -2);
    assert_true(numbers[1] == INT64_MAX);
    assert_int_equal(db_int64s_sent(result, 0, 0, numbers, 1), -1);
    assert_int_equal(db_int64s_sent(result, 0, 1, numbers, 2), 0);
    assert_int_equal(db_int64s_sent(result, 0, 2, numbers, 2), -1);
    assert_int_equal(db_int64s_sent(result, 0, 3, numbers, 2), 0);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_error_says_what_the_caller_should_do, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(a_failure_never_quotes_the_row, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(a_lock_is_not_waited_for_long, connect_db, disconnect_db),
        cmocka_unit_test(a_server_that_is_not_there_is_broken_but_worth_another_try),
        cmocka_unit_test_setup_teardown(texts_come_back_from_an_array_as_they_went, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(numbers_come_back_from_an_array_as_they_went, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(other_arrays_are_malformed, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(days_have_ends, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(null_flag_and_number_read_as_said, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(a_commit_of_a_failed_transaction_is_no_commit, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(a_snapshot_reads_and_does_not_write, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(a_rollback_undoes_and_may_be_repeated, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(what_runs_together_is_there_as_a_whole, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(what_fails_together_leaves_nothing_and_says_why, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(a_connection_lost_on_the_way_is_broken_and_nothing_is_there, connect_db,
                                        disconnect_db),
        cmocka_unit_test_setup_teardown(rows_go_out_in_binary_and_come_back_as_they_went, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(what_goes_out_in_binary_and_fails_says_what_the_caller_should_do, connect_db,
                                        disconnect_db),
        cmocka_unit_test_setup_teardown(numbers_that_were_sent_are_read_one_behind_the_other, connect_db,
                                        disconnect_db),
        cmocka_unit_test_setup_teardown(a_reader_is_one_for_his_own_statements_only, connect_db, disconnect_db),
        cmocka_unit_test_setup_teardown(what_a_reader_may_not_is_a_failure_and_the_connection_goes_on, connect_db,
                                        disconnect_db),
    };
    if (!scratch_begin())
        return cmocka_run_group_tests_name("db connection", none, NULL, NULL);
    int failed = cmocka_run_group_tests_name("db connection", tests, NULL, NULL);
    scratch_end();
    return failed;
}
