/* The tables that the pipeline needs of a service, and small helpers around topics, for its tests. */
#ifndef TONGHOP_TESTS_PIPELINE_STAGE_H
#define TONGHOP_TESTS_PIPELINE_STAGE_H

#include "../audit/table.h"
#include "../db/scratch.h"

#include "../bus/broker.h"
#include "bus/bus.h"
#include "core/arena.h"
#include "core/text.h"

static const char stage_tables[] =
    "CREATE TABLE outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, topic text NOT NULL,"
    " key text NOT NULL, type text NOT NULL, subject text NOT NULL, version bigint NOT NULL, recorded_us bigint NOT "
    "NULL,"
    " trace text NOT NULL, payload text);"
    "CREATE TABLE consumer_offset (topic text, partition int, next_offset bigint NOT NULL, PRIMARY KEY (topic, "
    "partition));"
    "CREATE TABLE dead_letter (id uuid PRIMARY KEY, topic text, partition int, \"offset\" bigint, key text, headers "
    "text,"
    " payload text, reason text, failed_us bigint, replayed_us bigint);"
    "CREATE TABLE reference_record (key text PRIMARY KEY, value text NOT NULL, \"offset\" bigint NOT NULL);"
    "CREATE TABLE reference_state (\"only\" boolean PRIMARY KEY DEFAULT true CHECK (\"only\"), next_offset bigint NOT "
    "NULL,"
    " generation bigint NOT NULL)";

static inline int stage_up(void **state) {
    (void)state;
    scratch_begin();
    scratch_do(stage_tables);
    audit_table_make();
    return 0;
}

static inline int stage_down(void **state) {
    (void)state;
    scratch_end();
    return 0;
}

static inline bool stage_possible(void) {
    return getenv("TONGHOP_TEST_DB") != NULL && broker_brokers() != NULL;
}

static inline struct record stage_record(const char *topic, const char *key, const char *value) {
    return (struct record){.topic = topic,
                           .key = key,
                           .key_size = strlen(key),
                           .value = value,
                           .value_size = value == NULL ? 0 : strlen(value)};
}

static inline void stage_send(const char *brokers, const struct record *records, size_t count) {
    struct fail fail;
    struct producer *producer = NULL;
    bool delivered[4096];
    assert_true(count <= sizeof delivered / sizeof *delivered);
    assert_done(producer_open(brokers, "stage", &producer, &fail), fail);
    assert_done(producer_send(producer, records, count, delivered, &fail), fail);
    producer_close(producer);
}

/* Calls `take` for every record that a partition holds now. */
static inline size_t stage_read(const char *brokers, const char *topic, int32_t partition,
                                void (*take)(void *context, const struct record *record), void *context) {
    struct fail fail;
    struct reader *reader = NULL;
    struct record got[256];
    size_t seen = 0, count;
    bool at_end = false;
    assert_done(reader_open(brokers, "stage", topic, partition, -1, &reader, &fail), fail);
    for (int polls = 0; !at_end; polls++) {
        if (polls > 300)
            fail_msg("%s [%d]: no end", topic, partition);
        (void)!reader_poll(reader, 100, got, 256, &count, &at_end, &fail);
        for (size_t i = 0; i < count; i++, seen++)
            take(context, &got[i]);
    }
    reader_close(reader);
    return seen;
}

#endif
