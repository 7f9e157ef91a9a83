/* Producer, reader and group member: what is acknowledged is there, and reading goes on where the owner says. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <inttypes.h>
#include <string.h>

#include "broker.h"
#include "bus/bus.h"
#include "core/arena.h"
#include "core/clock.h"

enum { POLLS_MAX = 300, POLL_MS = 100, BATCH = 64 };

static struct fail failure;

#define assert_done(call)                                                                                              \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s: %s", #call, failure.where, failure.text);                                                \
    } while (0)

static struct record numbered(struct arena *arena, const char *topic, int key, int number) {
    const char *value = arena_format(arena, "%d", number), *name = arena_format(arena, "key%d", key);
    return (struct record){
        .topic = topic, .key = name, .key_size = strlen(name), .value = value, .value_size = strlen(value)};
}

/* `count` records with numbers from `first` on, their keys in turn. */
static void send_numbers(const char *topic, int first, int count, int keys) {
    struct arena arena = {0};
    struct producer *producer = NULL;
    struct record *records = arena_new_array(&arena, struct record, (size_t)count);
    bool *delivered = arena_new_array(&arena, bool, (size_t)count);
    for (int i = 0; i < count; i++)
        records[i] = numbered(&arena, topic, i % keys, first + i);
    assert_done(producer_open(broker_brokers(), "test", &producer, &failure));
    assert_done(producer_send(producer, records, (size_t)count, delivered, &failure));
    for (int i = 0; i < count; i++)
        assert_true(delivered[i]);
    producer_close(producer);
    arena_done(&arena);
}

static int number_of(const struct record *record) {
    char text[16] = {0};
    memcpy(text, record->value, record->value_size < 15 ? record->value_size : 15);
    return (int)strtol(text, NULL, 10);
}

static void a_record_arrives_as_it_was_sent(void **state) {
    (void)state;
    char topic[96];
    struct producer *producer = NULL;
    struct reader *reader = NULL;
    bool delivered[2], at_end = false;
    struct record sent[2] = {
        {.topic = topic,
         .key = "đ:1",
         .key_size = 5,
         .value = "{\"a\":1}",
         .value_size = 7,
         .headers = {{"ce_id", "x"}, {"ce_subject", ""}},
         .header_count = 2},
        {.topic = topic, .key = "đ:1", .key_size = 5},
    };
    struct record got[BATCH];
    size_t count = 0, seen = 0;
    broker_topic("roundtrip", 1, topic);
    assert_done(producer_open(broker_brokers(), "test", &producer, &failure));
    assert_done(producer_send(producer, sent, 2, delivered, &failure));
    producer_close(producer);
    assert_done(reader_open(broker_brokers(), "test", topic, 0, -1, &reader, &failure));
    for (int i = 0; i < POLLS_MAX && !at_end; i++) {
        assert_done(reader_poll(reader, POLL_MS, got, BATCH, &count, &at_end, &failure));
        for (size_t j = 0; j < count; j++, seen++) {
            assert_int_equal(got[j].key_size, 5);
            assert_memory_equal(got[j].key, "đ:1", 5);
            assert_int_equal(got[j].offset, seen);
        }
        if (count == 2) {
            assert_memory_equal(got[0].value, "{\"a\":1}", 7);
            assert_string_equal(record_header(&got[0], "ce_id"), "x");
            assert_string_equal(record_header(&got[0], "ce_subject"), "");
            assert_null(record_header(&got[0], "ce_time"));
            assert_null(got[1].value);
        }
    }
    assert_int_equal(seen, 2);
    assert_true(at_end);
    reader_close(reader);
}

/* Reads to the end and returns how many came and which was first. */
static int read_partition(const char *topic, int32_t partition, int64_t offset, int *ret_first) {
    struct reader *reader = NULL;
    struct record got[BATCH];
    bool at_end = false;
    int seen = 0;
    assert_done(reader_open(broker_brokers(), "test", topic, partition, offset, &reader, &failure));
    for (int i = 0; i < POLLS_MAX && !at_end; i++) {
        size_t count;
        assert_done(reader_poll(reader, POLL_MS, got, BATCH, &count, &at_end, &failure));
        if (seen == 0 && count > 0)
            *ret_first = number_of(&got[0]);
        for (size_t j = 0; j + 1 < count; j++)
            assert_true(got[j].offset < got[j + 1].offset);
        seen += (int)count;
    }
    assert_true(at_end);
    reader_close(reader);
    return seen;
}

static int read_all(const char *topic, int64_t offset, int *ret_first) {
    return read_partition(topic, 0, offset, ret_first);
}

static void a_reader_starts_where_it_is_told(void **state) {
    (void)state;
    char topic[96];
    int first = -1;
    broker_topic("reader", 1, topic);
    send_numbers(topic, 0, 500, 7);
    assert_int_equal(read_all(topic, 0, &first), 500);
    assert_int_equal(first, 0);
    assert_int_equal(read_all(topic, 123, &first), 377);
    assert_int_equal(first, 123);
    assert_int_equal(read_all(topic, 500, &first), 0);
}

static void a_reader_may_start_at_the_last_record(void **state) {
    (void)state;
    char topic[96];
    int first = -1;
    broker_topic("last", 1, topic);
    assert_int_equal(read_all(topic, READER_FROM_LAST, &first), 0);
    send_numbers(topic, 0, 20, 3);
    assert_int_equal(read_all(topic, READER_FROM_LAST, &first), 1);
    assert_int_equal(first, 19);
}

/* Every record lies before the end of its partition, and the last one right before it. */
static void a_topic_ends_behind_what_was_acknowledged(void **state) {
    (void)state;
    char topic[96];
    int first;
    int64_t ends[TOPIC_PARTITIONS_MAX], total = 0;
    size_t count = 0;
    struct producer *producer = NULL;
    broker_topic("ends", 7, topic);
    assert_done(producer_open(broker_brokers(), "test", &producer, &failure));
    for (int i = 0; i < POLLS_MAX && count == 0; i++) /* a topic just made has no leaders at first */
        if (!producer_topic_ends(producer, topic, ends, &count, &failure))
            count = 0;
    assert_int_equal(count, 7);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(ends[i], 0);
    send_numbers(topic, 0, 300, 40);
    assert_done(producer_topic_ends(producer, topic, ends, &count, &failure));
    for (size_t i = 0; i < count; total += ends[i], i++)
        assert_int_equal(read_partition(topic, (int32_t)i, -1, &first), ends[i]);
    assert_int_equal(total, 300);
    assert_false(producer_topic_ends(producer, "no.such.topic", ends, &count, &failure));
    assert_true(failure.retry);
    producer_close(producer);
}

static void an_offset_that_is_gone_means_the_start(void **state) {
    (void)state;
    char topic[96];
    int first = -1;
    broker_topic("gone", 1, topic);
    send_numbers(topic, 0, 20, 3);
    assert_int_equal(read_all(topic, 9999, &first), 20);
    assert_int_equal(first, 0);
}

static void records_of_a_key_keep_their_order(void **state) {
    (void)state;
    enum { COUNT = 2000, KEYS = 13 };
    char topic[96];
    struct reader *reader = NULL;
    int last[KEYS], seen = 0;
    bool at_end = false;
    struct record got[BATCH];
    memset(last, -1, sizeof last);
    broker_topic("order", 1, topic);
    send_numbers(topic, 0, COUNT, KEYS);
    assert_done(reader_open(broker_brokers(), "test", topic, 0, -1, &reader, &failure));
    for (int i = 0; i < POLLS_MAX && !at_end; i++) {
        size_t count;
        assert_done(reader_poll(reader, POLL_MS, got, BATCH, &count, &at_end, &failure));
        for (size_t j = 0; j < count; j++, seen++) {
            int number = number_of(&got[j]), key = number % KEYS;
            assert_true(last[key] < number);
            last[key] = number;
        }
    }
    assert_int_equal(seen, COUNT);
    reader_close(reader);
}

/* The owner's database, as far as a member sees it. */
struct owner {
    int64_t offsets[4];
    int failures_left, asked, revoked;
};

static int64_t offset_of(void *context, int32_t partition) {
    struct owner *owner = context;
    owner->asked++;
    return owner->failures_left-- > 0 ? INT64_MIN : owner->offsets[partition];
}

static void revoked(void *context) {
    ((struct owner *)context)->revoked++;
}

static struct group_member *join_as(const char *client, const char *topic, struct owner *owner) {
    struct group_member *member = NULL;
    const struct group_options options = {.brokers = broker_brokers(),
                                          .group = topic,
                                          .client = client,
                                          .topic = topic,
                                          .offset_of = offset_of,
                                          .revoked = revoked,
                                          .context = owner};
    assert_done(group_open(&options, &member, &failure));
    return member;
}

/* Polls until `wanted` records came; returns the sum of their numbers. */
static int take(struct group_member *member, int wanted) {
    struct record got[BATCH];
    int seen = 0, sum = 0;
    for (int i = 0; i < POLLS_MAX && seen < wanted; i++) {
        size_t count;
        (void)!group_poll(member, POLL_MS, got, BATCH, &count, &failure);
        for (size_t j = 0; j < count; j++)
            sum += number_of(&got[j]);
        seen += (int)count;
    }
    assert_int_equal(seen, wanted);
    return sum;
}

static void a_member_goes_on_where_its_owner_says(void **state) {
    (void)state;
    char topic[96];
    struct owner owner = {.offsets = {90}, .failures_left = 2};
    broker_topic("group", 1, topic);
    send_numbers(topic, 0, 100, 5);
    struct group_member *member = join_as("one", topic, &owner);
    assert_int_equal(take(member, 10), 945); /* 90 + … + 99 */
    assert_int_equal(owner.asked, 3);
    owner.offsets[0] = 98;
    group_rewind(member);
    assert_int_equal(take(member, 2), 197);
    group_commit(member, 0, 100);
    for (int i = 0; i < POLLS_MAX && group_lag(member) != 0; i++)
        take(member, 0), (void)!group_poll(member, POLL_MS, &(struct record){0}, 1, &(size_t){0}, &failure);
    assert_int_equal(group_lag(member), 0);
    assert_false(group_broken(member));
    group_close(member);
}

static void a_member_whose_offset_is_gone_starts_over(void **state) {
    (void)state;
    char topic[96];
    struct owner owner = {.offsets = {5000}};
    broker_topic("beyond", 1, topic);
    send_numbers(topic, 0, 10, 5);
    struct group_member *member = join_as("one", topic, &owner);
    assert_int_equal(take(member, 10), 45);
    group_close(member);
}

static void two_members_share_the_partitions(void **state) {
    (void)state;
    enum { COUNT = 400 };
    char topic[96];
    struct owner first = {.offsets = {-1, -1, -1, -1}}, second = {.offsets = {-1, -1, -1, -1}};
    struct record got[BATCH];
    size_t count;
    broker_topic("share", 4, topic);
    struct group_member *one = join_as("one", topic, &first), *two = NULL;
    for (int i = 0; i < POLLS_MAX && first.asked < 4; i++)
        (void)!group_poll(one, POLL_MS, got, BATCH, &count, &failure);
    two = join_as("two", topic, &second);
    for (int i = 0; i < POLLS_MAX && (second.asked < 2 || first.asked < 6); i++) {
        (void)!group_poll(one, POLL_MS, got, BATCH, &count, &failure);
        (void)!group_poll(two, POLL_MS, got, BATCH, &count, &failure);
    }
    assert_int_equal(first.revoked, 1);
    assert_int_equal(second.asked, 2);
    send_numbers(topic, 0, COUNT, 40);
    int seen = 0, by_two = 0;
    for (int i = 0; i < POLLS_MAX && seen < COUNT; i++) {
        (void)!group_poll(one, POLL_MS, got, BATCH, &count, &failure);
        seen += (int)count;
        (void)!group_poll(two, POLL_MS, got, BATCH, &count, &failure);
        seen += (int)count;
        by_two += (int)count;
    }
    assert_int_equal(seen, COUNT);
    assert_true(by_two > 0 && by_two < COUNT);
    group_close(one);
    group_close(two);
}

/* ---- With a broker that can be switched off: no environment needed. */

static void what_a_silent_broker_did_not_take_is_told(void **state) {
    (void)state;
    struct mock_broker broker = mock_broker_start();
    struct producer *producer = NULL;
    struct arena arena = {0};
    bool delivered[3] = {true, true, true};
    struct record records[3];
    rd_kafka_mock_topic_create(broker.cluster, "silent", 2, 1);
    for (int i = 0; i < 3; i++)
        records[i] = numbered(&arena, "silent", i, i);
    assert_done(producer_open(broker.brokers, "test", &producer, &failure));
    assert_done(producer_send(producer, records, 3, delivered, &failure));
    rd_kafka_mock_broker_set_down(broker.cluster, 1);
    assert_false(producer_send(producer, records, 3, delivered, &failure));
    assert_true(failure.retry);
    for (int i = 0; i < 3; i++)
        assert_false(delivered[i]);
    rd_kafka_mock_broker_set_up(broker.cluster, 1);
    producer_close(producer);
    assert_done(producer_open(broker.brokers, "test", &producer, &failure));
    assert_done(producer_send(producer, records, 3, delivered, &failure));
    assert_true(delivered[0] && delivered[1] && delivered[2]);
    producer_close(producer);
    arena_done(&arena);
    mock_broker_stop(&broker);
}

static void passing_errors_are_tried_again(void **state) {
    (void)state;
    struct mock_broker broker = mock_broker_start();
    struct producer *producer = NULL;
    struct arena arena = {0};
    bool delivered[50];
    struct record records[50];
    rd_kafka_mock_topic_create(broker.cluster, "shaky", 1, 1);
    for (int i = 0; i < 50; i++)
        records[i] = numbered(&arena, "shaky", i, i);
    rd_kafka_mock_push_request_errors(broker.cluster, 0 /* Produce */, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
    assert_done(producer_open(broker.brokers, "test", &producer, &failure));
    assert_done(producer_send(producer, records, 50, delivered, &failure));
    assert_false(producer_broken(producer));
    producer_close(producer);
    arena_done(&arena);
    mock_broker_stop(&broker);
}

static void one_record_too_large_does_not_keep_the_others(void **state) {
    (void)state;
    struct mock_broker broker = mock_broker_start();
    struct producer *producer = NULL;
    struct arena arena = {0};
    bool delivered[3];
    rd_kafka_mock_topic_create(broker.cluster, "large", 1, 1);
    struct record records[3] = {numbered(&arena, "large", 1, 1), numbered(&arena, "large", 2, 2),
                                numbered(&arena, "large", 3, 3)};
    records[1].value_size = 20 * 1024 * 1024;
    records[1].value = arena_alloc(&arena, records[1].value_size);
    assert_done(producer_open(broker.brokers, "test", &producer, &failure));
    assert_false(producer_send(producer, records, 3, delivered, &failure));
    assert_true(delivered[0] && !delivered[1] && delivered[2]);
    producer_close(producer);
    arena_done(&arena);
    mock_broker_stop(&broker);
}

static void settings_may_follow_the_brokers(void **state) {
    (void)state;
    struct producer *producer = NULL;
    assert_done(producer_open("localhost:1;socket.timeout.ms=1000;queue.buffering.max.kbytes=2000", "test", &producer,
                              &failure));
    producer_close(producer);
    assert_false(producer_open("localhost:1;no.such.setting=1", "test", &producer, &failure));
    assert_int_equal(failure.fault, FAULT_INVALID);
    assert_false(producer_open("localhost:1;nonsense", "test", &producer, &failure));
}

static void skipped(void **state) {
    (void)state;
    print_message("skipped: needs TONGHOP_TEST_KAFKA\n");
    skip();
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest with_mock[] = {
        cmocka_unit_test(settings_may_follow_the_brokers),
        cmocka_unit_test(one_record_too_large_does_not_keep_the_others),
        cmocka_unit_test(passing_errors_are_tried_again),
        cmocka_unit_test(what_a_silent_broker_did_not_take_is_told),
    };
    const struct CMUnitTest with_broker[] = {
        cmocka_unit_test(a_record_arrives_as_it_was_sent),
        cmocka_unit_test(a_reader_starts_where_it_is_told),
        cmocka_unit_test(a_reader_may_start_at_the_last_record),
        cmocka_unit_test(a_topic_ends_behind_what_was_acknowledged),
        cmocka_unit_test(an_offset_that_is_gone_means_the_start),
        cmocka_unit_test(records_of_a_key_keep_their_order),
        cmocka_unit_test(a_member_goes_on_where_its_owner_says),
        cmocka_unit_test(a_member_whose_offset_is_gone_starts_over),
        cmocka_unit_test(two_members_share_the_partitions),
    };
    int failed = cmocka_run_group_tests_name("bus with a broker of its own", with_mock, NULL, NULL);
    if (broker_brokers() == NULL)
        return failed + cmocka_run_group_tests_name("bus", none, NULL, NULL);
    return failed + cmocka_run_group_tests_name("bus", with_broker, NULL, NULL);
}
