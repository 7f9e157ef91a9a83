/* The audit against a real database: hashed as it is documented, added to and never changed, and whatever is done to it is found out. */
#include "table.h"

#include <pthread.h>

#include "audit/audit_verify.h"

static const struct audit_origin officer = {.subject = "cán-bộ-7",
                                            .client = "office",
                                            .action = "submitReport",
                                            .address = "203.0.113.7",
                                            .roots = "38 001/police",
                                            .trace = "00-1-2-01"};
static struct db *db;

static int begin(void **state) {
    (void)state;
    struct fail fail;
    scratch_do("DROP TABLE IF EXISTS outbox; DROP TABLE IF EXISTS audit; DROP FUNCTION IF EXISTS audit_stays");
    scratch_do(
        "CREATE TABLE outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, topic text NOT "
        "NULL, key text NOT NULL, type text NOT NULL, subject text NOT NULL, version bigint NOT NULL, "
        "recorded_us bigint NOT NULL, trace text NOT NULL, payload text)");
    audit_table_make();
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    return 0;
}

static int end(void **state) {
    (void)state;
    db_close(db);
    return 0;
}

static struct audit_entry entry_of(const char *object, int64_t version) {
    struct audit_entry entry = {.origin = &officer, .recorded = 1700000000000000, .object = object, .version = version};
    audit_digest(object, strlen(object), entry.stored);
    return entry;
}

static void write_one(const char *object, int64_t version) {
    struct fail fail;
    struct audit_entry entry = entry_of(object, version);
    assert_done(db_begin(db, &fail), fail);
    assert_done(audit_write(db, &entry, &fail), fail);
    assert_done(db_commit(db, &fail), fail);
}

static void write_five(void) {
    static const char *const objects[] = {"report:a", "report:b", "report:c", "report:d", "report:e"};
    for (int i = 0; i < 5; i++)
        write_one(objects[i], i + 1);
}

static struct audit_findings *verify(struct audit_head *heads, size_t count) {
    static struct audit_findings findings;
    struct fail fail;
    int64_t rows;
    findings.count = 0;
    assert_done(audit_verify(db, heads, count, &rows, &findings, &fail), fail);
    assert_int_equal(rows, scratch_number("SELECT count(*) FROM audit"));
    return &findings;
}

static void assert_only(const struct audit_findings *findings, const char *text) {
    if (findings->count != 1)
        fail_msg("%zu findings where one says: %s", findings->count, text);
    assert_string_equal(findings->texts[0], text);
}

/* The head that a chain has now, as it would be published. */
static struct audit_head published_head(void) {
    struct fail fail;
    struct audit_seen seen = {0};
    size_t count;
    assert_done(audit_publish(db, "reports", 1, &seen, &count, &fail), fail);
    assert_int_equal(seen.count, 1);
    return seen.heads[0];
}

/* ---- */

/* What the header says, said once more to PostgreSQL. */
static void entries_are_hashed_as_documented(void **state) {
    (void)state;
    write_five();
    scratch_do(
        "CREATE OR REPLACE FUNCTION field(bytea) RETURNS bytea LANGUAGE sql AS $$SELECT int4send(octet_length($1)) || "
        "$1$$;"
        "CREATE OR REPLACE FUNCTION field(text) RETURNS bytea LANGUAGE sql AS $$SELECT field(convert_to($1, 'UTF8'))$$;"
        "CREATE OR REPLACE FUNCTION field(bigint) RETURNS bytea LANGUAGE sql AS $$SELECT field(int8send($1))$$");
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM (SELECT *, coalesce(lag(hash) OVER (ORDER BY seq), decode(repeat('00', 32), 'hex')) "
            "AS before FROM audit) AS rows WHERE chain = 'effects' AND hash = sha256(before || field(chain) || "
            "field(seq) || field(recorded_us) || field(subject) || field(client) || field(action) || "
            "field(object) || field(version) || field(stored) || field(address) || field(roots) || field(trace))"),
        5);
    assert_int_equal(
        scratch_number("SELECT max(seq) FROM audit WHERE subject = 'cán-bộ-7' AND roots = '38 001/police'"), 5);
    assert_int_equal(verify(NULL, 0)->count, 0);
}

static void rows_can_only_be_added(void **state) {
    (void)state;
    static const char *const attempts[] = {"UPDATE audit SET subject = 'another'", "DELETE FROM audit",
                                           "TRUNCATE audit"};
    struct fail fail;
    write_five();
    for (size_t i = 0; i < 3; i++)
        assert_false(db_script(db, attempts[i], &fail));
    assert_int_equal(verify(NULL, 0)->count, 0);
}

static void whatever_is_changed_in_a_row_is_found(void **state) {
    (void)state;
    static const char *const changes[] = {"recorded_us = recorded_us + 1",
                                          "subject = 'x'",
                                          "client = 'x'",
                                          "action = 'x'",
                                          "object = 'report:z'",
                                          "version = 7",
                                          "stored = sha256('x')",
                                          "address = '203.0.113.8'",
                                          "roots = '38'",
                                          "trace = ''",
                                          "items = 'x'",
                                          "hash = sha256('x')"};
    write_five();
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "CREATE TABLE kept AS TABLE audit; UPDATE audit SET %s WHERE seq = 3", changes[i]);
        audit_tamper(sql);
        const struct audit_findings *findings = verify(NULL, 0);
        assert_int_equal(findings->count, 1);
        if (!strstr(findings->texts[0], "chain effects: row 3 "))
            fail_msg("%s: %s", changes[i], findings->texts[0]);
        audit_tamper("TRUNCATE audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
    }
    assert_int_equal(verify(NULL, 0)->count, 0);
}

/* Texts that run on into each other must not stand for one another. */
static void a_boundary_between_fields_counts(void **state) {
    (void)state;
    write_five();
    audit_tamper("UPDATE audit SET subject = subject || left(client, 1), client = substr(client, 2) WHERE seq = 2");
    assert_only(verify(NULL, 0), "chain effects: row 2 (report:b, version 2) was changed");
}

static void rows_taken_out_of_the_middle_are_missed(void **state) {
    (void)state;
    write_five();
    audit_tamper("DELETE FROM audit WHERE seq IN (3, 4)");
    assert_only(verify(NULL, 0), "chain effects: row 3 is missing");
}

static void rows_taken_from_the_front_are_missed(void **state) {
    (void)state;
    write_five();
    audit_tamper("DELETE FROM audit WHERE seq = 1");
    assert_only(verify(NULL, 0), "chain effects: row 1 is missing");
}

static void closing_the_gap_does_not_help(void **state) {
    (void)state;
    write_five();
    audit_tamper("DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3");
    assert_only(verify(NULL, 0), "chain effects: row 3 (report:d, version 4) was changed");
}

static void another_order_is_found(void **state) {
    (void)state;
    write_five();
    audit_tamper("UPDATE audit SET seq = -seq + 100 WHERE seq IN (2, 3); UPDATE audit SET seq = CASE seq WHEN 98 THEN "
                 "3 ELSE 2 END "
                 "WHERE seq > 90");
    assert_only(verify(NULL, 0), "chain effects: row 2 (report:c, version 3) was changed");
}

/* Only what was published knows how long the chain was. */
static void a_tail_cut_off_is_missed_by_the_published_head(void **state) {
    (void)state;
    write_five();
    struct audit_head head = published_head();
    audit_tamper("DELETE FROM audit WHERE seq > 3");
    assert_int_equal(verify(NULL, 0)->count, 0);
    assert_only(verify(&head, 1), "chain effects: row 5 was published and is gone");
}

static void a_whole_chain_that_is_gone_is_missed(void **state) {
    (void)state;
    write_five();
    struct audit_head head = published_head();
    audit_tamper("TRUNCATE audit");
    assert_only(verify(&head, 1), "chain effects: row 5 was published and is gone");
}

static void a_chain_written_anew_is_found_by_the_published_head(void **state) {
    (void)state;
    write_five();
    struct audit_head heads[2] = {published_head()};
    audit_tamper("TRUNCATE audit");
    for (int i = 0; i < 7; i++)
        write_one("report:f", 1);
    heads[1] = published_head();
    assert_int_equal(verify(NULL, 0)->count, 0);
    assert_only(verify(heads, 2), "chain effects: row 5 is not the one that was published");
}

static void only_heads_that_moved_are_published(void **state) {
    (void)state;
    struct audit_seen seen = {0};
    struct fail fail;
    size_t count;
    assert_done(audit_publish(db, "reports", 1, &seen, &count, &fail), fail);
    assert_int_equal(count, 0);
    write_five();
    assert_done(audit_publish(db, "reports", 1, &seen, &count, &fail), fail);
    assert_int_equal(count, 1);
    assert_done(audit_publish(db, "reports", 1, &seen, &count, &fail), fail);
    assert_int_equal(count, 0);
    write_one("report:f", 1);
    assert_done(audit_publish(db, "reports", 1, &seen, &count, &fail), fail);
    assert_int_equal(count, 1);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM outbox JOIN audit ON payload::json ->> 'hash' = encode(hash, 'hex')"
            " AND payload::json ->> 'seq' = audit.seq::text WHERE key = 'reports:effects' AND topic = 'tonghop.audit.v1'"),
        2);
}

static void what_is_rolled_back_leaves_no_gap(void **state) {
    (void)state;
    struct fail fail;
    struct audit_entry entry = entry_of("report:never", 1);
    write_one("report:a", 1);
    assert_done(db_begin(db, &fail), fail);
    assert_done(audit_write(db, &entry, &fail), fail);
    db_rollback(db);
    write_one("report:b", 1);
    assert_int_equal(scratch_number("SELECT max(seq) FROM audit"), 2);
    assert_int_equal(verify(NULL, 0)->count, 0);
}

enum { WRITERS = 6, EACH = 20 };

static void *many_run(void *context) {
    (void)context;
    struct db *own = NULL;
    struct fail fail;
    assert_done(db_open(scratch_conninfo, "many", &own, &fail), fail);
    for (int i = 0; i < EACH; i++) {
        struct audit_entry entry = entry_of("report:many", i);
        assert_done(db_begin(own, &fail), fail);
        assert_done(audit_write(own, &entry, &fail), fail);
        assert_done(db_commit(own, &fail), fail);
    }
    db_close(own);
    return NULL;
}

static void many_at_once_make_one_chain(void **state) {
    (void)state;
    pthread_t threads[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, many_run, NULL), 0);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(scratch_number("SELECT max(seq) FROM audit"), WRITERS * EACH);
    assert_int_equal(verify(NULL, 0)->count, 0);
}

static void each_session_has_a_chain_of_its_own_and_leaves_it_to_the_next(void **state) {
    (void)state;
    struct db *first = NULL, *second = NULL;
    struct audit_head one, two;
    struct fail fail;
    assert_done(db_open(scratch_conninfo, "first", &first, &fail), fail);
    assert_done(db_open(scratch_conninfo, "second", &second, &fail), fail);
    assert_done(audit_chain_claim(first, &one, &fail), fail);
    assert_done(audit_chain_claim(second, &two, &fail), fail);
    assert_string_equal(one.chain, "writer-1");
    assert_string_equal(two.chain, "writer-2");
    assert_int_equal(one.seq, 0);
    scratch_do(
        "INSERT INTO audit SELECT 'writer-1', 1, 0, '', '', '', '', 0, sha256('s'), '', '', '', NULL, sha256('h')");
    db_close(first);
    assert_soon(scratch_number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'first'") == 0);
    struct audit_head next;
    assert_done(audit_chain_claim(db, &next, &fail), fail);
    assert_string_equal(next.chain, "writer-1");
    assert_int_equal(next.seq, 1);
    db_close(second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_are_hashed_as_documented, begin, end),
        cmocka_unit_test_setup_teardown(rows_can_only_be_added, begin, end),
        cmocka_unit_test_setup_teardown(whatever_is_changed_in_a_row_is_found, begin, end),
        cmocka_unit_test_setup_teardown(a_boundary_between_fields_counts, begin, end),
        cmocka_unit_test_setup_teardown(rows_taken_out_of_the_middle_are_missed, begin, end),
        cmocka_unit_test_setup_teardown(rows_taken_from_the_front_are_missed, begin, end),
        cmocka_unit_test_setup_teardown(closing_the_gap_does_not_help, begin, end),
        cmocka_unit_test_setup_teardown(another_order_is_found, begin, end),
        cmocka_unit_test_setup_teardown(a_tail_cut_off_is_missed_by_the_published_head, begin, end),
        cmocka_unit_test_setup_teardown(a_whole_chain_that_is_gone_is_missed, begin, end),
        cmocka_unit_test_setup_teardown(a_chain_written_anew_is_found_by_the_published_head, begin, end),
        cmocka_unit_test_setup_teardown(only_heads_that_moved_are_published, begin, end),
        cmocka_unit_test_setup_teardown(what_is_rolled_back_leaves_no_gap, begin, end),
        cmocka_unit_test_setup_teardown(many_at_once_make_one_chain, begin, end),
        cmocka_unit_test_setup_teardown(each_session_has_a_chain_of_its_own_and_leaves_it_to_the_next, begin, end),
    };
    const struct CMUnitTest without[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(without, NULL, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_end();
    return failed;
}
