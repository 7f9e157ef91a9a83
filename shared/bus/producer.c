/* The producer: sends a batch and knows of each record whether the broker has it. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "bus/client.h"
#include "core/arena.h"
#include "core/clock.h"
#include "observe/metric.h"

enum { TOPICS_MAX = 16, WARM_MS_MAX = 1000, DELIVERY_MS = 5000, DELIVERY_SLACK_MS = 1000, POLL_MS = 100 };

struct producer_topic {
    rd_kafka_topic_t *topic;
    const char *name;
    bool warm; /* its partitions are known */
};

struct producer {
    struct arena arena;
    rd_kafka_t *client;
    struct producer_topic topics[TOPICS_MAX];
    size_t topic_count;
    size_t waiting; /* for acknowledgement, of the present send */
    rd_kafka_resp_err_t error;
};

static const struct client_setting settings_of_producer[] = {
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"linger.ms", "0"},
    {"compression.codec", "lz4"},
    {"partitioner", "murmur2_random"},
    {"delivery.timeout.ms", "5000"}, /* DELIVERY_MS */
    {"request.timeout.ms", "4000"},
    {"retry.backoff.ms", "50"},
    {"message.max.bytes", "16777216"}, /* before compression; the broker limits what comes out of it */
    {NULL, NULL},
};

/* In the thread of producer_send: reports come while it polls. */
static void delivery_reported(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    struct producer *producer = opaque;
    bool *delivered = message->_private;
    (void)client;
    *delivered = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!*delivered)
        producer->error = message->err;
    assert(producer->waiting > 0);
    producer->waiting--;
}

bool producer_open(const char *brokers, const char *client, struct producer **ret_producer, struct fail *fail) {
    rd_kafka_conf_t *settings = client_settings(brokers, client, settings_of_producer, fail);
    if (settings == NULL)
        return false;
    struct arena arena = {0};
    struct producer *producer = arena_new(&arena, struct producer);
    producer->arena = arena;
    rd_kafka_conf_set_dr_msg_cb(settings, delivery_reported);
    rd_kafka_conf_set_opaque(settings, producer);
    producer->client = client_new(RD_KAFKA_PRODUCER, settings, fail);
    if (producer->client == NULL) {
        arena_done(&arena);
        return false;
    }
    *ret_producer = producer;
    return true;
}

void producer_close(struct producer *producer) {
    if (producer == NULL)
        return;
    rd_kafka_purge(producer->client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    for (size_t i = 0; i < producer->topic_count; i++)
        rd_kafka_topic_destroy(producer->topics[i].topic);
    if (!client_end(producer->client))
        return;
    struct arena arena = producer->arena;
    arena_done(&arena);
}

bool producer_broken(const struct producer *producer) {
    return client_broken(producer->client);
}

rd_kafka_t *producer_client(struct producer *producer) {
    return producer->client;
}

/* Without this the first record to a topic may wait a second for the topic's partitions. */
static void warm_up(struct producer *producer, struct producer_topic *topic) {
    const rd_kafka_metadata_t *metadata;
    if (rd_kafka_metadata(producer->client, 0, topic->topic, &metadata, WARM_MS_MAX) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    topic->warm = metadata->topic_cnt == 1 && metadata->topics[0].partition_cnt > 0;
    rd_kafka_metadata_destroy(metadata);
}

static struct producer_topic *find_topic(struct producer *producer, const char *name) {
    for (size_t i = 0; i < producer->topic_count; i++) {
        if (strcmp(producer->topics[i].name, name) == 0)
            return &producer->topics[i];
    }
    assert(producer->topic_count < TOPICS_MAX);
    struct producer_topic *topic = &producer->topics[producer->topic_count++];
    topic->name = arena_text(&producer->arena, name);
    topic->topic = rd_kafka_topic_new(producer->client, name, NULL);
    return topic;
}

static rd_kafka_headers_t *headers_of(const struct record *record) {
    rd_kafka_headers_t *headers = rd_kafka_headers_new(record->header_count);
    for (uint32_t i = 0; i < record->header_count; i++)
        rd_kafka_header_add(headers, record->headers[i].name, -1, record->headers[i].value, -1);
    return headers;
}

/* The record's bytes are not copied: producer_send outlives their delivery. */
static rd_kafka_resp_err_t enqueue(struct producer *producer, const struct record *record, bool *delivered) {
    struct producer_topic *topic = find_topic(producer, record->topic);
    if (!topic->warm)
        warm_up(producer, topic);
    rd_kafka_headers_t *headers = headers_of(record);
    rd_kafka_resp_err_t error =
        rd_kafka_producev(producer->client, RD_KAFKA_V_RKT(topic->topic), RD_KAFKA_V_PARTITION(RD_KAFKA_PARTITION_UA),
                          RD_KAFKA_V_KEY(record->key, record->key_size),
                          RD_KAFKA_V_VALUE((void *)(uintptr_t)record->value, record->value_size),
                          RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(delivered), RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_headers_destroy(headers);
    return error;
}

static void send_one(struct producer *producer, const struct record *record, bool *delivered) {
    rd_kafka_resp_err_t error = enqueue(producer, record, delivered);
    while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        rd_kafka_poll(producer->client, POLL_MS);
        error = enqueue(producer, record, delivered);
    }
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        producer->waiting++;
    else
        producer->error = error;
}

/* Reports point into the caller's memory, so none may be left over: what is late is purged, which reports it. */
static void wait_for_reports(struct producer *producer) {
    int64_t until_us = clock_monotonic_us() + (DELIVERY_MS + DELIVERY_SLACK_MS) * 1000;
    while (producer->waiting > 0) {
        rd_kafka_poll(producer->client, POLL_MS);
        if (clock_monotonic_us() > until_us)
            rd_kafka_purge(producer->client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    }
}

bool producer_send(struct producer *producer, const struct record *records, size_t count, bool *ret_delivered,
                   struct fail *fail) {
    assert(producer->waiting == 0);
    producer->error = RD_KAFKA_RESP_ERR_NO_ERROR;
    memset(ret_delivered, 0, count * sizeof *ret_delivered);
    for (size_t i = 0; i < count; i++)
        send_one(producer, &records[i], &ret_delivered[i]);
    wait_for_reports(producer);
    size_t delivered = 0;
    for (size_t i = 0; i < count; i++)
        delivered += ret_delivered[i];
    metric_add(METRIC_PUBLISHED, (int64_t)delivered);
    metric_add(METRIC_PUBLISH_FAILED, (int64_t)(count - delivered));
    if (delivered == count)
        return true;
    return fail_set(fail, FAULT_BROKEN, true, "producer_send", "%zu of %zu records not taken: %s", count - delivered,
                    count, rd_kafka_err2str(producer->error));
}
