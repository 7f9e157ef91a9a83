/* Taking messages one by one (librdkafka 2.0.2 may lose some in its batch call around a rebalance) and showing them
 * as records. */
#include "bus/consumer.h"

#include <inttypes.h>
#include <string.h>

#include "core/clock.h"
#include "observe/log.h"

static const struct client_setting settings_of_consumer[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},
    {"isolation.level", "read_committed"},
    {"check.crcs", "true"},
    {"enable.partition.eof", "true"},
    {"partition.assignment.strategy", "range"},
    {"session.timeout.ms", "10000"},
    {"heartbeat.interval.ms", "2000"},
    {"fetch.min.bytes", "1"},
    {"fetch.wait.max.ms", "50"},
    {"fetch.error.backoff.ms", "50"},
    {"queued.max.messages.kbytes", "65536"},
    {NULL, NULL},
};

rd_kafka_conf_t *consumer_settings(const char *brokers, const char *client, const char *group, const char *instance,
                                   struct fail *fail) {
    rd_kafka_conf_t *settings = client_settings(brokers, client, settings_of_consumer, fail);
    if (settings == NULL)
        return NULL;
    rd_kafka_conf_set(settings, "group.id", group, NULL, 0);
    if (instance != NULL)
        rd_kafka_conf_set(settings, "group.instance.id", instance, NULL, 0);
    return settings;
}

static void make_room(struct intake *intake, struct arena *arena, size_t max) {
    if (max <= intake->capacity)
        return;
    intake->messages = arena_new_array(arena, rd_kafka_message_t *, max);
    intake->capacity = max;
}

static int milliseconds_until(int64_t until_us) {
    int64_t left_us = until_us - clock_monotonic_us();
    return left_us > 0 ? (int)(left_us / 1000) : 0;
}

/* A callback of the poll may release the intake. */
static bool take_one(struct intake *intake, rd_kafka_message_t *message, struct fail *fail) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        intake->messages[intake->count++] = message;
        return true;
    }
    bool go_on = intake->event(intake->owner, message, fail);
    rd_kafka_message_destroy(message);
    return go_on;
}

bool intake_take(struct intake *intake, rd_kafka_t *client, struct arena *arena, uint32_t wait_ms, size_t max,
                 struct fail *fail) {
    int64_t until_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;
    intake_release(intake);
    make_room(intake, arena, max);
    while (intake->count < max) {
        int left_ms = intake->count == 0 ? milliseconds_until(until_us) : 0;
        rd_kafka_message_t *message = rd_kafka_consumer_poll(client, left_ms);
        if (message == NULL)
            return true;
        if (!take_one(intake, message, fail))
            return false;
    }
    return true;
}

void intake_release(struct intake *intake) {
    for (size_t i = 0; i < intake->count; i++)
        rd_kafka_message_destroy(intake->messages[i]);
    intake->count = 0;
}

static void read_headers(const rd_kafka_message_t *message, struct record *record) {
    rd_kafka_headers_t *headers;
    const void *value;
    size_t size;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    while (record->header_count < RECORD_HEADERS_MAX) {
        struct record_header *header = &record->headers[record->header_count];
        if (rd_kafka_header_get_all(headers, record->header_count, &header->name, &value, &size) !=
            RD_KAFKA_RESP_ERR_NO_ERROR)
            return;
        header->value = value == NULL ? "" : value; /* librdkafka closes it with NUL */
        record->header_count++;
    }
}

void intake_records(const struct intake *intake, struct record *ret_records) {
    for (size_t i = 0; i < intake->count; i++) {
        const rd_kafka_message_t *message = intake->messages[i];
        struct record *record = &ret_records[i];
        record->topic = rd_kafka_topic_name(message->rkt);
        record->partition = message->partition;
        record->offset = message->offset;
        record->key = message->key;
        record->key_size = message->key_len;
        record->value = message->payload;
        record->value_size = message->len;
        record->header_count = 0;
        read_headers(message, record);
    }
}

const char *record_header(const struct record *record, const char *name) {
    for (uint32_t i = 0; i < record->header_count; i++) {
        if (strcmp(record->headers[i].name, name) == 0)
            return record->headers[i].value;
    }
    return NULL;
}

void consumer_log_reset(const char *topic, const rd_kafka_message_t *event) {
    log_event(LOG_ERROR, "kafka.offset_gone", "%s [%" PRId32 "]: %s; reading from the start", topic, event->partition,
              rd_kafka_message_errstr(event));
}
