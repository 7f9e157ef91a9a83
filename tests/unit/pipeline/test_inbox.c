/* The inbox: effect and offset in one transaction, so that duplicates, crashes, zombies and poison end in the same
 * rows. */
#include "stage.h"

#include <pthread.h>
#include <stdatomic.h>

#include "observe/metric.h"
#include "pipeline/dead_letter.h"
#include "pipeline/inbox.h"

enum { PARTITIONS = 3, COUNT = 60 };

static const struct audit_origin operator= {"operator", "", "replayDeadLetter", "", "", ""};

static struct {
    char topic[96];
    atomic_int retries_left; /* apply fails so often with retry */
    atomic_int bugs_left;    /* … with FAULT_BROKEN and no retry */
    atomic_int crashes_left; /* … and its session ends before the commit */
    atomic_bool cured;       /* what was poison can be read now */
    atomic_int calls, applied;
} service;

/* effect has no unique key: whatever is applied twice shows. */
static bool store_effect(struct db *db, const struct record *record, struct fail *fail) {
    static const struct statement insert = {"effect", "INSERT INTO effect VALUES ($1::int, $2::bigint, $3)"};
    char partition[16], offset[24], value[64];
    snprintf(partition, sizeof partition, "%d", record->partition);
    snprintf(offset, sizeof offset, "%lld", (long long)record->offset);
    snprintf(value, sizeof value, "%.*s", (int)record->value_size, record->value);
    if (strncmp(value, "poison", 6) == 0 && !service.cured)
        return fail_set(fail, FAULT_INVALID, false, "effect", "cannot be read");
    return db_do(db, &insert, 3, (const char *[]){partition, offset, value}, fail);
}

static bool apply(void *context, struct db *db, const struct record *records, size_t count, struct fail *fail) {
    (void)context;
    service.calls++;
    for (size_t i = 0; i < count; i++) {
        if (!store_effect(db, &records[i], fail))
            return false;
    }
    if (service.retries_left-- > 0)
        return fail_set(fail, FAULT_BUSY, true, "effect", "not now");
    if (service.bugs_left-- > 0)
        return fail_set(fail, FAULT_BROKEN, false, "effect", "no such table");
    if (service.crashes_left-- > 0) {
        struct fail ignored;
        (void)!db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &ignored);
    }
    return true;
}

static void applied(void *context) {
    (void)context;
    service.applied++;
}

static struct inbox *inbox_for(const char *group) {
    struct fail fail;
    struct inbox *inbox = NULL;
    const struct inbox_options options = {.service = "test",
                                          .group = group,
                                          .topic = service.topic,
                                          .conninfo = scratch_conninfo,
                                          .brokers = broker_brokers(),
                                          .batch_max = 20,
                                          .apply = apply,
                                          .applied = applied};
    assert_done(inbox_start(&options, &inbox, &fail), fail);
    return inbox;
}

static int begin(void **state) {
    stage_up(state);
    scratch_do("CREATE TABLE effect (partition int, \"offset\" bigint, value text)");
    broker_topic("inbox", PARTITIONS, service.topic);
    service.retries_left = service.bugs_left = service.crashes_left = service.calls = service.applied = 0;
    service.cured = false;
    return 0;
}

static void send_values(int from, int to, const char *prefix) {
    struct arena arena = {0};
    struct record records[COUNT * 2];
    size_t count = 0;
    for (int i = from; i <= to; i++)
        records[count++] =
            stage_record(service.topic, arena_format(&arena, "key%d", i % 11), arena_format(&arena, "%s%d", prefix, i));
    stage_send(broker_brokers(), records, count);
    arena_done(&arena);
}

static int64_t effects(void) {
    return scratch_number("SELECT count(*) FROM effect");
}

static void assert_each_once(int64_t count) {
    assert_soon(effects() >= count);
    assert_int_equal(effects(), count);
    assert_int_equal(scratch_number("SELECT count(DISTINCT value) FROM effect"), count);
    assert_int_equal(scratch_number("SELECT count(DISTINCT (partition, \"offset\")) FROM effect"), count);
}

static void everything_is_applied_once_and_the_offsets_follow(void **state) {
    (void)state;
    send_values(1, COUNT, "v");
    struct inbox *inbox = inbox_for("plain");
    assert_each_once(COUNT);
    send_values(COUNT + 1, 2 * COUNT, "v");
    assert_each_once(2 * COUNT);
    inbox_stop(inbox);
    assert_int_equal(scratch_number("SELECT sum(next_offset) FROM consumer_offset"), 2 * COUNT);
    assert_int_equal(
        scratch_number("SELECT count(*) FROM (SELECT partition, max(\"offset\") + 1 AS next FROM effect GROUP BY 1) e"
                       " JOIN consumer_offset o USING (partition) WHERE o.next_offset = e.next"),
        PARTITIONS);
    assert_true(service.applied > 0 && service.applied <= service.calls);
    assert_int_equal(metric_get(METRIC_CONSUMER_LAG), 0);
}

static void a_restart_goes_on_behind_what_is_stored(void **state) {
    (void)state;
    send_values(1, COUNT, "v");
    struct inbox *inbox = inbox_for("restart");
    assert_each_once(COUNT);
    inbox_stop(inbox);
    send_values(COUNT + 1, COUNT + 10, "v");
    inbox = inbox_for("restart");
    assert_each_once(COUNT + 10);
    inbox_stop(inbox);
}

static void a_failure_that_passes_is_tried_again_and_skips_nothing(void **state) {
    (void)state;
    service.retries_left = 3;
    service.bugs_left = 2;
    send_values(1, COUNT, "v");
    struct inbox *inbox = inbox_for("retry");
    assert_each_once(COUNT);
    inbox_stop(inbox);
    assert_int_equal(scratch_number("SELECT count(*) FROM dead_letter"), 0);
}

static void a_crash_between_effect_and_commit_leaves_neither(void **state) {
    (void)state;
    service.crashes_left = 2;
    send_values(1, COUNT, "v");
    struct inbox *inbox = inbox_for("crash");
    assert_each_once(COUNT);
    inbox_stop(inbox);
}

/* As if another member, taken for the owner meanwhile, had stored the partition's next records. */
static void where_another_went_on_nothing_is_applied_again(void **state) {
    (void)state;
    send_values(1, COUNT, "v");
    struct inbox *inbox = inbox_for("zombie");
    assert_each_once(COUNT);
    scratch_do("UPDATE consumer_offset SET next_offset = next_offset + 2");
    send_values(COUNT + 1, 2 * COUNT, "v");
    assert_each_once(2 * COUNT - 2 * PARTITIONS);
    assert_int_equal(scratch_number("SELECT sum(next_offset) FROM consumer_offset"), 2 * COUNT);
    inbox_stop(inbox);
}

/* A database restored from a backup: the offsets went back with the effects. */
static void where_the_offsets_went_back_the_records_come_again(void **state) {
    (void)state;
    send_values(1, COUNT, "v");
    struct inbox *inbox = inbox_for("restored");
    assert_each_once(COUNT);
    scratch_do("DELETE FROM effect WHERE \"offset\" >= 5; UPDATE consumer_offset SET next_offset = 5");
    send_values(COUNT + 1, COUNT + 30, "v");
    assert_each_once(COUNT + 30);
    inbox_stop(inbox);
}

static void poison_goes_to_the_dead_letters_and_the_others_are_applied(void **state) {
    (void)state;
    int64_t buried = metric_get(METRIC_DEAD_LETTERS);
    send_values(1, 30, "v");
    send_values(31, 32, "poison");
    send_values(33, COUNT, "v");
    struct inbox *inbox = inbox_for("poison");
    assert_each_once(COUNT - 2);
    assert_soon(scratch_number("SELECT count(*) FROM dead_letter") == 2);
    assert_soon(scratch_number("SELECT sum(next_offset) FROM consumer_offset") == COUNT);
    inbox_stop(inbox);
    assert_int_equal(metric_get(METRIC_DEAD_LETTERS) - buried, 2);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM dead_letter WHERE payload IN ('poison31', 'poison32') AND key IN ('key9', 'key10')"
            " AND reason = 'cannot be read' AND replayed_us IS NULL AND headers::json IS NOT NULL"),
        2);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM outbox JOIN dead_letter letter USING (id) WHERE outbox.topic = "
            "'tonghop.poison.dead.v1'"
            " AND outbox.payload = letter.payload AND outbox.key = letter.key AND strpos(subject, letter.topic) = 1"),
        2);
}

static void bytes_that_are_no_text_are_kept_in_digits(void **state) {
    (void)state;
    struct record record = stage_record(service.topic, "k", "poison");
    record.value = "poison\xff\x00z";
    record.value_size = 9;
    record.headers[0] = (struct record_header){"ce_type", "a \"b\""};
    record.header_count = 1;
    stage_send(broker_brokers(), &record, 1);
    struct inbox *inbox = inbox_for("bytes");
    assert_soon(scratch_number("SELECT count(*) FROM dead_letter WHERE payload = '\\x706f69736f6eff007a'"
                               " AND headers::json->>'ce_type' = 'a \"b\"'") == 1);
    inbox_stop(inbox);
}

static void a_database_that_goes_away_is_waited_for(void **state) {
    (void)state;
    struct inbox *inbox = inbox_for("away");
    send_values(1, COUNT, "v");
    assert_each_once(COUNT);
    scratch_do("ALTER TABLE effect RENAME TO hidden");
    send_values(COUNT + 1, COUNT + 10, "v");
    assert_soon(service.calls > COUNT / 20 + 3);
    scratch_do("ALTER TABLE hidden RENAME TO effect");
    assert_each_once(COUNT + 10);
    inbox_stop(inbox);
    assert_int_equal(scratch_number("SELECT count(*) FROM dead_letter"), 0);
}

/* ---- Dead letters given back */

static struct db *session(void) {
    struct fail fail;
    struct db *db = NULL;
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    return db;
}

static void letter_id(struct db *db, char ret_id[64]) {
    PGresult *result = PQexec(db_handle(db), "SELECT id FROM dead_letter");
    assert_int_equal(PQntuples(result), 1);
    text_copy(ret_id, 64, db_text(result, 0, 0));
    PQclear(result);
}

static void a_dead_letter_is_refused_until_it_can_be_applied_and_then_applied_once(void **state) {
    (void)state;
    struct db *db = session();
    struct fail fail;
    char id[64];
    bool before = false;
    send_values(1, 1, "poison");
    struct inbox *inbox = inbox_for("replayed");
    assert_soon(scratch_number("SELECT count(*) FROM dead_letter") == 1);
    letter_id(db, id);

    assert_false(inbox_replay(inbox, db, id, &operator, 7, &before, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
    assert_string_equal(fail.text, "cannot be read");
    assert_int_equal(effects(), 0);
    assert_int_equal(scratch_number("SELECT count(*) FROM dead_letter WHERE replayed_us IS NULL"), 1);

    service.cured = true;
    int applied_before = service.applied;
    assert_done(inbox_replay(inbox, db, id, &operator, 8, &before, &fail), fail);
    assert_false(before);
    assert_int_equal(service.applied, applied_before + 1);
    assert_done(inbox_replay(inbox, db, id, &operator, 9, &before, &fail), fail);
    assert_true(before);
    assert_each_once(1);
    assert_int_equal(scratch_number("SELECT replayed_us FROM dead_letter"), 8);
    assert_int_equal(scratch_number("SELECT count(*) FROM audit"), 1);
    assert_int_equal(scratch_number("SELECT count(*) FROM audit, dead_letter WHERE object = 'dead-letter:' || id"
                                    " AND stored = sha256(convert_to(payload, 'UTF8')) AND audit.recorded_us = 8"),
                     1);
    assert_int_equal(scratch_number("SELECT count(*) FROM effect JOIN dead_letter USING (partition, \"offset\")"), 1);
    inbox_stop(inbox);
    db_close(db);
}

struct replayer {
    struct inbox *inbox;
    const char *id;
    pthread_t thread;
    bool done, before;
};

static void *replayer_run(void *context) {
    struct replayer *replayer = context;
    struct fail fail;
    struct db *db = session();
    replayer->done = inbox_replay(replayer->inbox, db, replayer->id, &operator, 1, &replayer->before, &fail);
    db_close(db);
    return NULL;
}

static void many_who_give_it_back_at_once_apply_it_once(void **state) {
    (void)state;
    enum { REPLAYERS = 8 };
    struct replayer replayers[REPLAYERS];
    struct db *db = session();
    char id[64];
    int first = 0;
    send_values(1, 1, "poison");
    struct inbox *inbox = inbox_for("together");
    assert_soon(scratch_number("SELECT count(*) FROM dead_letter") == 1);
    letter_id(db, id);
    db_close(db);
    service.cured = true;
    for (int i = 0; i < REPLAYERS; i++) {
        replayers[i] = (struct replayer){.inbox = inbox, .id = id};
        pthread_create(&replayers[i].thread, NULL, replayer_run, &replayers[i]);
    }
    for (int i = 0; i < REPLAYERS; i++) {
        pthread_join(replayers[i].thread, NULL);
        assert_true(replayers[i].done);
        first += !replayers[i].before;
    }
    assert_int_equal(first, 1);
    assert_int_equal(scratch_number("SELECT count(*) FROM audit"), 1);
    assert_each_once(1);
    inbox_stop(inbox);
}

static void a_letter_of_another_topic_or_none_is_not_applied(void **state) {
    (void)state;
    struct db *db = session();
    struct fail fail;
    bool before;
    scratch_do("INSERT INTO dead_letter (id, topic, partition, \"offset\", key, payload, reason, failed_us)"
               " VALUES ('018f0000-0000-7000-8000-000000000001', 'elsewhere', 0, 0, '', 'v', 'r', 1)");
    struct inbox *inbox = inbox_for("others");
    assert_false(inbox_replay(inbox, db, "018f0000-0000-7000-8000-000000000001", &operator, 1, &before, &fail));
    assert_int_equal(fail.fault, FAULT_CONFLICT);
    assert_false(inbox_replay(inbox, db, "018f0000-0000-7000-8000-000000000002", &operator, 1, &before, &fail));
    assert_int_equal(fail.fault, FAULT_MISSING);
    assert_int_equal(effects(), 0);
    assert_done(db_do(db, &(struct statement){"still_usable", "SELECT 1"}, 0, NULL, &fail), fail);
    inbox_stop(inbox);
    db_close(db);
}

static void bury(struct db *db, const struct record *record) {
    struct fail fail;
    const struct burial burial = {.id = "018f0000-0000-7000-8000-00000000000a",
                                  .dead_topic = "tonghop.test.dead.v1",
                                  .reason = "why",
                                  .record = record};
    scratch_do("DELETE FROM dead_letter; DELETE FROM outbox");
    assert_done(dead_letter_store(db, &burial, &fail), fail);
}

static void a_record_comes_back_as_it_was(void **state) {
    (void)state;
    static const struct record records[] = {
        {.topic = "t", .key = "38", .key_size = 2, .value = "{\"a\":1}", .value_size = 7},
        {.topic = "t", .key = "a\0b", .key_size = 3, .value = "x\xff\0y", .value_size = 4},
        {.topic = "t", .partition = 3, .offset = 1L << 40, .key = "k", .key_size = 1, .value = "", .value_size = 0},
        {.topic = "t", .key = "k", .key_size = 1}, /* a tombstone */
        {.topic = "t",
         .key = "k",
         .key_size = 1,
         .value = "\\x7",
         .value_size = 3,
         .headers = {{"ce_id", "1"}, {"bytes", "\xc3("}},
         .header_count = 2},
    };
    struct db *db = session();
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        const struct record *sent = &records[i];
        struct arena arena = {0};
        struct dead_letter letter;
        struct record back;
        struct fail fail;
        bury(db, sent);
        assert_done(dead_letter_find(db, "018f0000-0000-7000-8000-00000000000a", &arena, &letter, &fail), fail);
        dead_letter_record(&letter, &arena, &back);
        assert_string_equal(back.topic, sent->topic);
        assert_true(back.partition == sent->partition && back.offset == sent->offset);
        assert_true((back.value == NULL) == (sent->value == NULL));
        assert_true(back.key_size == sent->key_size && back.value_size == sent->value_size);
        assert_memory_equal(back.key, sent->key, sent->key_size);
        if (sent->value_size > 0)
            assert_memory_equal(back.value, sent->value, sent->value_size);
        assert_int_equal(back.header_count, sent->header_count);
        for (uint32_t header = 0; header < sent->header_count; header++) {
            assert_string_equal(back.headers[header].name, sent->headers[header].name);
            assert_string_equal(back.headers[header].value, sent->headers[header].value);
        }
        arena_done(&arena);
    }
    db_close(db);
}

/* Otherwise the broker would refuse it for ever, and everything behind it in the outbox would wait. */
static void what_is_too_large_for_the_dead_topic_stays_in_the_table_alone(void **state) {
    (void)state;
    enum { BYTES = DEAD_VALUE_BYTES_MAX / 2 + 1 }; /* twice as many digits */
    struct db *db = session();
    char *bytes = malloc(BYTES);
    memset(bytes, 0xff, BYTES);
    const struct record large = {.topic = "t", .key = bytes, .key_size = 5000, .value = bytes, .value_size = BYTES};
    bury(db, &large);
    assert_int_equal(scratch_number("SELECT octet_length(payload) FROM dead_letter"), 2 + 2 * BYTES);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE payload IS NULL"), 1);
    assert_int_equal(scratch_number("SELECT octet_length(key) FROM outbox"), DEAD_KEY_BYTES_MAX);
    const struct record small = {.topic = "t", .key = "k", .key_size = 1, .value = bytes, .value_size = BYTES - 2};
    bury(db, &small);
    assert_int_equal(scratch_number("SELECT octet_length(payload) FROM outbox"), DEAD_VALUE_BYTES_MAX);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE trace ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-01$'"),
                     1);
    free(bytes);
    db_close(db);
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_is_applied_once_and_the_offsets_follow, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_restart_goes_on_behind_what_is_stored, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_failure_that_passes_is_tried_again_and_skips_nothing, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_crash_between_effect_and_commit_leaves_neither, begin, stage_down),
        cmocka_unit_test_setup_teardown(where_another_went_on_nothing_is_applied_again, begin, stage_down),
        cmocka_unit_test_setup_teardown(where_the_offsets_went_back_the_records_come_again, begin, stage_down),
        cmocka_unit_test_setup_teardown(poison_goes_to_the_dead_letters_and_the_others_are_applied, begin, stage_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text_are_kept_in_digits, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_database_that_goes_away_is_waited_for, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_dead_letter_is_refused_until_it_can_be_applied_and_then_applied_once, begin,
                                        stage_down),
        cmocka_unit_test_setup_teardown(many_who_give_it_back_at_once_apply_it_once, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_letter_of_another_topic_or_none_is_not_applied, begin, stage_down),
        cmocka_unit_test_setup_teardown(a_record_comes_back_as_it_was, begin, stage_down),
        cmocka_unit_test_setup_teardown(what_is_too_large_for_the_dead_topic_stays_in_the_table_alone, begin,
                                        stage_down),
    };
    if (!stage_possible())
        return cmocka_run_group_tests_name("inbox", none, NULL, NULL);
    return cmocka_run_group_tests_name("inbox", tests, NULL, NULL);
}
