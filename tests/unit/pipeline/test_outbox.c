/* The relay: what is committed arrives, in the order of its key, and nothing else is deleted. */
#include "stage.h"

#include <pthread.h>

#include "observe/metric.h"
#include "pipeline/outbox.h"
#include "pipeline/outbox_batch.h"
#include "pipeline/outbox_sql.h"

enum { PARTITIONS = 4 };

static struct relay *relay_at(const char *brokers) {
    struct fail fail;
    struct relay *relay = NULL;
    const struct relay_options options = {.service = "test", .conninfo = scratch_conninfo, .brokers = brokers};
    assert_done(relay_start(&options, &relay, &fail), fail);
    return relay;
}

static bool outbox_empty(void) {
    return scratch_number("SELECT count(*) FROM outbox") == 0;
}

static void insert_rows(const char *topic, int from, int to) {
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " SELECT gen_random_uuid(), '%s', 'unit' || n %% 7, 'test.v1', 'subject', n, 1686700800000000 + n, '', n::text"
        "   FROM generate_series(%d, %d) AS n",
        topic, from, to);
    scratch_do(sql);
}

/* ---- What a record looks like */

struct seen_record {
    int count;
    char header[16][160], value[64];
};

static void remember(void *context, const struct record *record) {
    static const char *const names[] = {"ce_specversion", "ce_id",      "ce_type",         "ce_source",
                                        "ce_subject",     "ce_time",    "ce_recordedtime", "ce_partitionkey",
                                        "ce_sequence",    "traceparent"};
    struct seen_record *seen = context;
    if (seen->count++ > 0)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        snprintf(seen->header[i], sizeof seen->header[i], "%s", record_header(record, names[i]));
    snprintf(seen->value, sizeof seen->value, "%.*s", (int)record->value_size, record->value);
}

static void count_tombstones(void *context, const struct record *record) {
    *(int *)context += record->value == NULL;
}

static void a_row_becomes_a_cloud_event(void **state) {
    (void)state;
    static const char *const expected[] = {"1.0",
                                           "018b0000-0000-7000-8000-000000000001",
                                           "tonghop.report.submitted.v1",
                                           "/test",
                                           "38/2023-H1",
                                           "2023-06-14T00:00:00.000005Z",
                                           "2023-06-14T00:00:00.000005Z",
                                           "đơn vị 38",
                                           "00000000000000000012",
                                           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    char topic[96], sql[1024];
    struct seen_record seen = {0};
    int tombstones = 0;
    broker_topic("event", 1, topic);
    snprintf(sql, sizeof sql,
             "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload) VALUES"
             " ('%s', '%s', 'đơn vị 38', '%s', '38/2023-H1', 12, 1686700800000005, '%s', '{\"a\":\"á\"}'),"
             " (gen_random_uuid(), '%s', 'gone', 'test', 'gone', 1, 0, '', NULL)",
             expected[1], topic, expected[2], expected[9], topic);
    scratch_do(sql);
    struct relay *relay = relay_at(broker_brokers());
    assert_soon(outbox_empty());
    assert_int_equal(stage_read(broker_brokers(), topic, 0, remember, &seen), 2);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(seen.header[i], expected[i]);
    assert_string_equal(seen.value, "{\"a\":\"á\"}");
    stage_read(broker_brokers(), topic, 0, count_tombstones, &tombstones);
    assert_int_equal(tombstones, 1);
    relay_stop(relay);
}

/* ---- Order and completeness */

enum { WRITERS = 8, ROUNDS = 200, KEYS = 20 };

struct writer {
    const char *topic;
    struct relay *relay;
    unsigned seed;
    bool failed;
};

/* As a service does: the key's row is locked while its next version and the outbox row are written. */
static void *write_versions(void *context) {
    static const struct statement next = {"next",
                                          "UPDATE unit SET version = version + 1 WHERE key = $1 RETURNING version"};
    static const struct statement insert = {
        "insert", "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
                  " VALUES (gen_random_uuid(), $1, $2, 'test.v1', $2, $3::bigint, 0, '', $3)"};
    struct writer *writer = context;
    struct fail fail;
    struct db *db;
    writer->failed = !db_open(scratch_conninfo, "writer", &db, &fail);
    for (int i = 0; i < ROUNDS && !writer->failed; i++) {
        char key[16];
        snprintf(key, sizeof key, "%d", rand_r(&writer->seed) % KEYS);
        bool begun = db_begin(db, &fail);
        AUTO_RESULT *version = begun ? db_run(db, &next, 1, (const char *[]){key}, &fail) : NULL;
        writer->failed = version == NULL ||
                         !db_do(db, &insert, 3, (const char *[]){writer->topic, key, db_text(version, 0, 0)}, &fail) ||
                         !db_commit(db, &fail);
        relay_wake(writer->relay);
    }
    db_close(db);
    return NULL;
}

struct ledger {
    int64_t newest[KEYS];
    int64_t in_order, again;
};

static int64_t number_in(const char *bytes, size_t size) {
    char text[32] = {0};
    memcpy(text, bytes, size < 31 ? size : 31);
    return strtoll(text, NULL, 10);
}

static void enter_version(void *context, const struct record *record) {
    struct ledger *ledger = context;
    int64_t *newest = &ledger->newest[number_in(record->key, record->key_size)];
    int64_t version = number_in(record->value, record->value_size);
    if (version <= *newest) {
        ledger->again++;
        return;
    }
    if (version != *newest + 1)
        fail_msg("version %lld follows %lld", (long long)version, (long long)*newest);
    *newest = version;
    ledger->in_order++;
}

static void make_units(void) {
    scratch_do("CREATE TABLE unit (key text PRIMARY KEY, version bigint NOT NULL);"
               "INSERT INTO unit SELECT n::text, 0 FROM generate_series(0, 19) AS n");
}

static void write_at_once(const char *topic, struct relay *relay) {
    pthread_t threads[WRITERS];
    struct writer writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.topic = topic, .relay = relay, .seed = (unsigned)i + 1};
        pthread_create(&threads[i], NULL, write_versions, &writers[i]);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        assert_false(writers[i].failed);
    }
}

static void writers_at_once_lose_nothing_and_keep_each_key_in_order(void **state) {
    (void)state;
    char topic[96];
    struct ledger ledger = {0};
    broker_topic("writers", PARTITIONS, topic);
    make_units();
    struct relay *relay = relay_at(broker_brokers());
    write_at_once(topic, relay);
    assert_soon(outbox_empty());
    relay_stop(relay);
    for (int32_t partition = 0; partition < PARTITIONS; partition++)
        stage_read(broker_brokers(), topic, partition, enter_version, &ledger);
    assert_int_equal(ledger.in_order, WRITERS * ROUNDS);
    assert_int_equal(ledger.again, 0);
    for (int key = 0; key < KEYS; key++) {
        char sql[96];
        snprintf(sql, sizeof sql, "SELECT version FROM unit WHERE key = '%d'", key);
        assert_int_equal(ledger.newest[key], scratch_number(sql));
    }
}

static void a_relay_whose_session_ends_goes_on(void **state) {
    (void)state;
    char topic[96];
    struct ledger ledger = {0};
    broker_topic("session", PARTITIONS, topic);
    make_units();
    struct relay *relay = relay_at(broker_brokers());
    assert_soon(scratch_number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                               " (SELECT oid FROM pg_database WHERE datname = current_database())") > 0);
    scratch_end_session("test-relay");
    write_at_once(topic, relay);
    scratch_end_session("test-relay");
    assert_soon(outbox_empty());
    relay_stop(relay);
    for (int32_t partition = 0; partition < PARTITIONS; partition++)
        stage_read(broker_brokers(), topic, partition, enter_version, &ledger);
    assert_int_equal(ledger.in_order, WRITERS * ROUNDS);
}

static void of_two_relays_one_publishes_and_the_other_takes_over(void **state) {
    (void)state;
    char topic[96];
    struct ledger ledger = {0};
    broker_topic("two", PARTITIONS, topic);
    make_units();
    struct relay *first = relay_at(broker_brokers());
    insert_rows(topic, 1, 1);
    assert_soon(outbox_empty());
    scratch_do("DELETE FROM outbox");
    struct relay *second = relay_at(broker_brokers());
    char fresh[96];
    broker_topic("two", PARTITIONS, fresh);
    write_at_once(fresh, second);
    assert_soon(outbox_empty());
    relay_stop(first);
    write_at_once(fresh, second);
    assert_soon(outbox_empty());
    relay_stop(second);
    for (int32_t partition = 0; partition < PARTITIONS; partition++)
        stage_read(broker_brokers(), fresh, partition, enter_version, &ledger);
    assert_int_equal(ledger.in_order, 2 * WRITERS * ROUNDS);
    assert_int_equal(ledger.again, 0);
}

static void a_relay_that_stops_publishes_what_is_there(void **state) {
    (void)state;
    char topic[96];
    broker_topic("stop", 1, topic);
    struct relay *relay = relay_at(broker_brokers());
    insert_rows(topic, 1, 1);
    assert_soon(outbox_empty());
    insert_rows(topic, 2, 5000);
    relay_stop(relay);
    assert_true(outbox_empty());
}

/* ---- With a broker that goes away */

struct numbers {
    bool there[4096];
    int count;
};

/* Or all who ask whether anything waits would pass what once did, and the file would keep its highest tide for ever. */
static void after_a_high_tide_the_table_is_small_again(void **state) {
    (void)state;
    enum { TIDE = 110000 };
    char topic[96];
    broker_topic("tide", 1, topic);
    insert_rows(topic, 1, TIDE);
    assert_true(scratch_number("SELECT pg_relation_size('outbox')") > INT64_C(50) * TIDE);
    struct relay *relay = relay_at(broker_brokers());
    assert_soon(outbox_empty());
    assert_soon(scratch_number("SELECT pg_relation_size('outbox')") == 0);
    relay_stop(relay);
}

/* The planner does not know how many were sent, nor that there are rows at all: each with each is a second for ten thousand. */
static void what_was_sent_is_passed_once(void **state) {
    (void)state;
    struct fail fail;
    struct db *db = NULL;
    insert_rows("nobody", 1, 1);
    scratch_do("ANALYZE outbox");
    assert_done(db_open(scratch_conninfo, "relay", &db, &fail), fail);
    assert_done(outbox_session(db, &fail), fail);
    assert_done(db_script(db, "SET plan_cache_mode = force_generic_plan", &fail), fail);
    assert_done(outbox_read_on(db, "{1}", 2000, &fail), fail);
    PQclear(outbox_read_on_finish(db, &fail));
    assert_true(scratch_plan_says(db, "EXPLAIN EXECUTE outbox_read_on ('{1}', 2000)", "Merge Anti Join"));
    db_close(db);
}

static void mark(void *context, const struct record *record) {
    struct numbers *numbers = context;
    bool *there = &numbers->there[number_in(record->value, record->value_size)];
    numbers->count += !*there;
    *there = true;
}

static void without_a_broker_rows_wait_and_then_all_arrive(void **state) {
    (void)state;
    struct mock_broker broker = mock_broker_start();
    struct numbers numbers = {0};
    rd_kafka_mock_topic_create(broker.cluster, "away", 1, 1);
    struct relay *relay = relay_at(broker.brokers);
    insert_rows("away", 1, 100);
    relay_wake(relay);
    assert_soon(outbox_empty());
    rd_kafka_mock_broker_set_down(broker.cluster, 1);
    insert_rows("away", 101, 300);
    relay_wake(relay);
    assert_soon(metric_get(METRIC_PUBLISH_FAILED) > 0);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 200);
    assert_soon(metric_get(METRIC_OUTBOX_PENDING) == 200);
    rd_kafka_mock_broker_set_up(broker.cluster, 1);
    assert_soon(outbox_empty());
    assert_soon(metric_get(METRIC_OUTBOX_PENDING) == 0);
    relay_stop(relay);
    stage_read(broker.brokers, "away", 0, mark, &numbers);
    assert_int_equal(numbers.count, 300);
    mock_broker_stop(&broker);
}

/* ---- Which rows of a batch may be deleted */

static struct outbox_batch batch;

static void behind_an_undelivered_record_its_key_waits(void **state) {
    (void)state;
    static const struct {
        const char *what, *keys, *delivered, *expected;
    } cases[] = {
        {"all arrived", "abab", "1111", "{1,2,3,4}"},
        {"nothing arrived", "abab", "0000", "{}"},
        {"the last one is missing", "abab", "1110", "{1,2,3}"},
        {"a later one of the key arrived", "abaab", "01111", "{2,5}"},
        {"one in the middle", "aabab", "10111", "{1,3,5}"},
        {"all of a key", "aaaa", "0111", "{}"},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct fail fail;
        struct db *db = NULL;
        struct db_array seqs;
        char sql[512];
        snprintf(
            sql, sizeof sql,
            "TRUNCATE outbox RESTART IDENTITY; INSERT INTO outbox (id, topic, key, type, subject, version, "
            "recorded_us, trace, payload)"
            " SELECT gen_random_uuid(), 't', key, '', '', 1, 0, '', '' FROM unnest(string_to_array('%s', NULL)) AS key",
            cases[c].keys);
        scratch_do(sql);
        assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
        AUTO_RESULT *rows = outbox_read(db, 100, &fail);
        assert_done(rows != NULL, fail);
        outbox_batch_take(&batch, "test", rows);
        for (size_t i = 0; i < batch.count; i++)
            batch.delivered[i] = cases[c].delivered[i] == '1';
        db_array_begin(&seqs);
        outbox_batch_done(&batch, rows, &seqs);
        if (strcmp(db_array_end(&seqs), cases[c].expected) != 0)
            fail_msg("%s: %s", cases[c].what, buffer_cstr(&seqs.text));
        db_array_done(&seqs);
        db_close(db);
    }
    arena_done(&batch.arena);
}

static void a_generation_is_sent_after_what_it_closes(void **state) {
    (void)state;
    const char *keys[] = {"unit:1", "unit:2", "generation", "unit:3", "generation"};
    batch.count = sizeof keys / sizeof *keys;
    for (size_t i = 0; i < batch.count; i++)
        batch.records[i] = stage_record("t", keys[i], "");
    assert_int_equal(outbox_batch_part(&batch, 0), 2);
    assert_int_equal(outbox_batch_part(&batch, 2), 4);
    assert_int_equal(outbox_batch_part(&batch, 4), 5);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(behind_an_undelivered_record_its_key_waits, stage_up, stage_down),
        cmocka_unit_test(a_generation_is_sent_after_what_it_closes),
        cmocka_unit_test_setup_teardown(a_row_becomes_a_cloud_event, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(writers_at_once_lose_nothing_and_keep_each_key_in_order, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(a_relay_whose_session_ends_goes_on, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(of_two_relays_one_publishes_and_the_other_takes_over, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(a_relay_that_stops_publishes_what_is_there, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(after_a_high_tide_the_table_is_small_again, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(what_was_sent_is_passed_once, stage_up, stage_down),
        cmocka_unit_test_setup_teardown(without_a_broker_rows_wait_and_then_all_arrive, stage_up, stage_down),
    };
    if (!stage_possible())
        return cmocka_run_group_tests_name("outbox", none, NULL, NULL);
    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
