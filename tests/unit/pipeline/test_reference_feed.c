/* The reference feed: whole change sets or nothing, in the tables and in memory, with Kafka or without. */
#include "stage.h"

#include <stdatomic.h>

#include "pipeline/reference_feed.h"

#define TOPIC "tonghop.reference.v1"

static struct mock_broker broker;
static struct reference *reference;
static atomic_int swaps;

static int begin(void **state) {
    stage_up(state);
    broker = mock_broker_start();
    rd_kafka_mock_topic_create(broker.cluster, TOPIC, 1, 1);
    reference = reference_new();
    swaps = 0;
    return 0;
}

static int end(void **state) {
    reference_free(reference);
    mock_broker_stop(&broker);
    return stage_down(state);
}

static void swapped(void *context) {
    (void)context;
    swaps++;
}

static struct reference_feed *feed_at(const char *brokers, struct reference *into) {
    struct fail fail;
    struct reference_feed *feed = NULL;
    const struct reference_feed_options options = {
        .service = "test", .conninfo = scratch_conninfo, .brokers = brokers, .reference = into, .swapped = swapped};
    assert_done(reference_feed_start(&options, &feed, &fail), fail);
    return feed;
}

static int64_t generation_in(struct reference *held) {
    AUTO_SNAPSHOT *snapshot = reference_hold(held);
    return snapshot_generation(snapshot);
}

static bool province_known(struct reference *held, const char *code) {
    struct arena arena = {0};
    struct issues issues;
    AUTO_SNAPSHOT *snapshot = reference_hold(held);
    issues_init(&issues, &arena);
    uint32_t unit = snapshot_unit_asked(snapshot, code, day_of(2023, 6, 30), LANGUAGE_VI, &(struct place){0}, &issues);
    arena_done(&arena);
    return unit != UNIT_NONE;
}

/* "key value|key value|…"; a key alone is deleted; "province 38" and "generation 3" are shorthand. */
static void send_set(const char *const *lines, size_t count) {
    struct arena arena = {0};
    struct record records[64];
    for (size_t i = 0; i < count; i++) {
        const char *space = strchr(lines[i], ' '), *value = space == NULL ? NULL : space + 1;
        const char *key = space == NULL ? lines[i] : arena_slice(&arena, lines[i], (size_t)(space - lines[i]));
        if (strcmp(key, "province") == 0) {
            key = arena_format(&arena, "unit:%s@2012-01-01", value);
            value = arena_format(
                &arena,
                "{\"unit\":\"%s@2012-01-01\",\"versions\":[{\"level\":\"province\",\"code\":\"%s\",\"parent\":\"VN\","
                "\"name\":\"Tỉnh %s\",\"type\":\"province\",\"validFrom\":null,\"validUntil\":null}]}",
                value, value, value);
        } else if (strcmp(key, "generation") == 0)
            value = arena_format(&arena, "{\"generation\":%s,\"records\":1}", value);
        records[i] = stage_record(TOPIC, key, value);
    }
    stage_send(broker.brokers, records, count);
    arena_done(&arena);
}

#define send_lines(...)                                                                                                \
    send_set((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static int64_t records_kept(void) {
    return scratch_number("SELECT count(*) FROM reference_record");
}

static void half_a_change_set_is_not_seen(void **state) {
    (void)state;
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    assert_int_equal(generation_in(reference), 0);
    assert_int_equal(swaps, 1);
    send_lines("province 38", "note:a 1", "generation 1", "province 40", "note:a 2");
    assert_soon(generation_in(reference) == 1);
    pause_ms(300);
    assert_true(province_known(reference, "38"));
    assert_false(province_known(reference, "40"));
    assert_int_equal(records_kept(), 2);
    assert_int_equal(scratch_number("SELECT value::int FROM reference_record WHERE key = 'note:a'"), 1);
    assert_int_equal(scratch_number("SELECT next_offset FROM reference_state"), 3);
    send_lines("generation 2");
    assert_soon(generation_in(reference) == 2);
    assert_true(province_known(reference, "40"));
    assert_int_equal(scratch_number("SELECT value::int FROM reference_record WHERE key = 'note:a'"), 2);
    assert_int_equal(swaps, 3);
    reference_feed_stop(feed);
}

static void change_sets_that_are_there_are_taken_together(void **state) {
    (void)state;
    send_lines("province 38", "note:a 1", "generation 1", "note:a 2", "note:b 1", "generation 2", "note:b", "note:c 1",
               "note:c", "note:c 2", "generation 3");
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 3);
    assert_true(swaps <= 3);
    assert_int_equal(records_kept(), 3);
    assert_int_equal(scratch_number("SELECT value::int FROM reference_record WHERE key = 'note:a'"), 2);
    assert_int_equal(scratch_number("SELECT value::int FROM reference_record WHERE key = 'note:c'"), 2);
    reference_feed_stop(feed);
}

static void a_deleted_record_goes(void **state) {
    (void)state;
    send_lines("province 38", "province 40", "generation 1");
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 1);
    assert_true(province_known(reference, "40"));
    send_lines("unit:40@2012-01-01", "generation 2");
    assert_soon(generation_in(reference) == 2);
    assert_false(province_known(reference, "40"));
    assert_true(province_known(reference, "38"));
    reference_feed_stop(feed);
}

static void the_tables_serve_without_kafka(void **state) {
    (void)state;
    send_lines("province 38", "generation 7");
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 7);
    reference_feed_stop(feed);
    struct reference *fresh = reference_new();
    feed = feed_at("127.0.0.1:1", fresh);
    assert_int_equal(generation_in(fresh), 7);
    assert_true(province_known(fresh, "38"));
    reference_feed_stop(feed);
    reference_free(fresh);
}

static void a_restart_in_the_middle_of_a_change_set_reads_it_whole(void **state) {
    (void)state;
    send_lines("province 38", "generation 1", "province 40");
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 1);
    reference_feed_stop(feed);
    send_lines("province 41", "generation 2");
    feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 2);
    assert_true(province_known(reference, "40"));
    assert_true(province_known(reference, "41"));
    reference_feed_stop(feed);
}

static void two_instances_share_the_tables(void **state) {
    (void)state;
    struct reference *second = reference_new();
    struct reference_feed *feeds[] = {feed_at(broker.brokers, reference), feed_at(broker.brokers, second)};
    for (int i = 1; i <= 5; i++) {
        char province[32], generation[32];
        snprintf(province, sizeof province, "province %d", 10 + i);
        snprintf(generation, sizeof generation, "generation %d", i);
        send_lines(province, "note:x 1", "note:x", generation);
    }
    assert_soon(generation_in(reference) == 5 && generation_in(second) == 5);
    assert_true(province_known(reference, "15") && province_known(second, "15") && province_known(second, "11"));
    assert_int_equal(records_kept(), 5);
    assert_int_equal(scratch_number("SELECT next_offset FROM reference_state"), 20);
    reference_feed_stop(feeds[0]);
    reference_feed_stop(feeds[1]);
    reference_free(second);
}

static void a_topic_made_anew_is_read_from_its_start(void **state) {
    (void)state;
    send_lines("note:a 1", "note:a 2", "note:a 3", "generation 8");
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 8);
    reference_feed_stop(feed);
    mock_broker_stop(&broker);
    broker = mock_broker_start();
    rd_kafka_mock_topic_create(broker.cluster, TOPIC, 1, 1);
    send_lines("note:a 4", "generation 9");
    feed = feed_at(broker.brokers, reference);
    assert_soon(generation_in(reference) == 9);
    assert_int_equal(scratch_number("SELECT value::int FROM reference_record WHERE key = 'note:a'"), 4);
    assert_int_equal(scratch_number("SELECT next_offset FROM reference_state"), 2);
    reference_feed_stop(feed);
}

static void a_database_that_goes_away_is_waited_for(void **state) {
    (void)state;
    struct reference_feed *feed = feed_at(broker.brokers, reference);
    scratch_do("ALTER TABLE reference_record RENAME TO hidden");
    scratch_end_session("test-reference");
    send_lines("province 38", "generation 1");
    pause_ms(300);
    assert_int_equal(generation_in(reference), 0);
    scratch_do("ALTER TABLE hidden RENAME TO reference_record");
    assert_soon(generation_in(reference) == 1);
    reference_feed_stop(feed);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(half_a_change_set_is_not_seen, begin, end),
        cmocka_unit_test_setup_teardown(change_sets_that_are_there_are_taken_together, begin, end),
        cmocka_unit_test_setup_teardown(a_deleted_record_goes, begin, end),
        cmocka_unit_test_setup_teardown(the_tables_serve_without_kafka, begin, end),
        cmocka_unit_test_setup_teardown(a_restart_in_the_middle_of_a_change_set_reads_it_whole, begin, end),
        cmocka_unit_test_setup_teardown(two_instances_share_the_tables, begin, end),
        cmocka_unit_test_setup_teardown(a_topic_made_anew_is_read_from_its_start, begin, end),
        cmocka_unit_test_setup_teardown(a_database_that_goes_away_is_waited_for, begin, end),
    };
    if (getenv("TONGHOP_TEST_DB") == NULL)
        return cmocka_run_group_tests_name("reference feed", none, NULL, NULL);
    return cmocka_run_group_tests_name("reference feed", tests, NULL, NULL);
}
