/* What reader and group member share: the settings of a consumer, and taking messages as records. */
#ifndef TONGHOP_BUS_CONSUMER_H
#define TONGHOP_BUS_CONSUMER_H

#include "bus/client.h"
#include "core/arena.h"

/* instance: of a static member; NULL for a reader, which names a group only because librdkafka wants one. */
rd_kafka_conf_t *consumer_settings(const char *brokers, const char *client, const char *group, const char *instance,
                                   struct fail *fail) MUST_CHECK;

/* Messages of one poll, alive until the next. */
struct intake {
    rd_kafka_message_t **messages;
    size_t count, capacity;
    /* Told of what is no message: the end of a partition, an error. False stops the poll with *fail. */
    bool (*event)(void *owner, const rd_kafka_message_t *event, struct fail *fail);
    void *owner;
};

/* Releases what it holds and takes up to `max` messages that are there, waiting at most wait_ms for the first. */
bool intake_take(struct intake *intake, rd_kafka_t *client, struct arena *arena, uint32_t wait_ms, size_t max,
                 struct fail *fail) MUST_CHECK;
void intake_release(struct intake *intake);
void intake_records(const struct intake *intake, struct record *ret_records);

/* An offset is gone and reading starts over: no failure for the caller, but somebody should know. */
void consumer_log_reset(const char *topic, const rd_kafka_message_t *event);

#endif
