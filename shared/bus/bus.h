/* Kafka by librdkafka: a producer that knows what was acknowledged, and a reader of partitions at given offsets.
 *
 * `brokers` is "host:port,host:port", perhaps followed by ";name=value" settings of librdkafka: what TLS needs, say
 * "kafka:9093;security.protocol=ssl;ssl.ca.location=/etc/tonghop/ca.pem". */
#ifndef TONGHOP_BUS_BUS_H
#define TONGHOP_BUS_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fail.h"

enum { RECORD_HEADERS_MAX = 16, TOPIC_PARTITIONS_MAX = 256 };

struct record_header {
    const char *name, *value;
};

struct record {
    const char *topic;
    int32_t partition; /* of a received record */
    int64_t offset;
    const char *key;
    size_t key_size;
    const char *value; /* NULL: tombstone */
    size_t value_size;
    struct record_header headers[RECORD_HEADERS_MAX];
    uint32_t header_count;
};

const char *record_header(const struct record *record, const char *name); /* NULL: absent */

/* Producer: idempotent, acks=all, lz4, murmur2_random partitioner, delivery.timeout 5 s. */
struct producer;
bool producer_open(const char *brokers, const char *client, struct producer **ret_producer, struct fail *fail) MUST_CHECK;
void producer_close(struct producer *producer); /* purges what is under way */
/* Sends all and waits for every acknowledgement (≤ delivery timeout). ret_delivered[i] says which arrived; within a key, everything behind
 * one that did not arrive may have arrived too and will be sent again: readers keep the highest version. False: something failed. */
bool producer_send(struct producer *producer, const struct record *records, size_t count, bool *ret_delivered, struct fail *fail) MUST_CHECK;
bool producer_broken(const struct producer *producer); /* a fatal error: close it and open another */
/* Where each partition of a topic ends, in their order: whoever goes on there has read every record acknowledged before this was asked. 0 where
 * the partition keeps none. FAULT_BROKEN: not all of it is known; FAULT_INVALID: it has too many partitions. */
bool producer_topic_ends(struct producer *producer, const char *topic, int64_t ret_ends[TOPIC_PARTITIONS_MAX], size_t *ret_count,
                         struct fail *fail) MUST_CHECK;

/* Reader of a whole topic partition from an offset, without a group: reference data. -1: from the start. */
struct reader;
enum { READER_FROM_LAST = -2 }; /* the last record that is there, and what follows */
bool reader_open(const char *brokers, const char *client, const char *topic, int32_t partition, int64_t offset, struct reader **ret_reader,
                 struct fail *fail) MUST_CHECK;
void reader_close(struct reader *reader);

/* Member of a consumer group with the offsets kept by its owner. */
struct group_member;
struct group_options {
    const char *brokers, *group, *client, *topic; /* client: static group.instance.id */
    /* Where to go on in a partition; called in group_poll's thread on assignment. INT64_MIN after a failure: the assignment is retried. -1: from the start. */
    int64_t (*offset_of)(void *context, int32_t partition);
    void (*revoked)(void *context);
    void *context;
};
bool group_open(const struct group_options *options, struct group_member **ret_member, struct fail *fail) MUST_CHECK;
void group_close(struct group_member *member);
/* Drops what was read and asks offset_of again for every partition: after a failure, or when another went on in our place. */
void group_rewind(struct group_member *member);
bool group_broken(const struct group_member *member); /* a fatal error: close it and open another */
/* For lag tools only: told to the broker about once a second, by a later poll; failures are ignored. */
void group_commit(struct group_member *member, int32_t partition, int64_t next_offset);

/* Up to `max` records that are there, waiting at most wait_ms for the first. Records live until the next poll or close. False: an error worth a log line;
 * records may be there all the same (*ret_count is always set), and polling may go on. *ret_at_end: the last known end was reached. */
bool reader_poll(struct reader *reader, uint32_t wait_ms, struct record *ret_records, size_t max, size_t *ret_count, bool *ret_at_end,
                 struct fail *fail) MUST_CHECK;
bool group_poll(struct group_member *member, uint32_t wait_ms, struct record *ret_records, size_t max, size_t *ret_count, struct fail *fail) MUST_CHECK;
/* Sum over assigned partitions of (end − position); -1: unknown, or none is assigned. */
int64_t group_lag(struct group_member *member);

#endif
