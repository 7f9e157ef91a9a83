/* Where the partitions of a topic end, as the brokers say now. */
#include "bus/client.h"

#include <inttypes.h>

enum { ASK_MS_MAX = 2000 };

static bool unknown(const char *topic, rd_kafka_resp_err_t error, struct fail *fail) {
    return fail_set(fail, FAULT_BROKEN, true, "topic_ends", "%s: %s", topic, rd_kafka_err2str(error));
}

static bool count_partitions(rd_kafka_t *client, const char *name, size_t *ret_count, struct fail *fail) {
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, name, NULL);
    rd_kafka_resp_err_t error = rd_kafka_metadata(client, 0, topic, &metadata, ASK_MS_MAX);
    rd_kafka_topic_destroy(topic);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return unknown(name, error, fail);
    error = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    *ret_count = error == RD_KAFKA_RESP_ERR_NO_ERROR ? (size_t)metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    return *ret_count > 0 || unknown(name, error, fail);
}

/* `which`: RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END, which stand for a time here. One question to each broker. */
static bool ask(rd_kafka_t *client, const char *topic, int64_t which, int64_t *ret_offsets, size_t count,
                struct fail *fail) {
    AUTO_PARTITIONS *partitions = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(partitions, topic, (int32_t)i)->offset = which;
    rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(client, partitions, ASK_MS_MAX);
    for (size_t i = 0; i < count && error == RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
        const rd_kafka_topic_partition_t *partition = &partitions->elems[i];
        ret_offsets[i] = partition->offset;
        if (partition->offset < 0 || partition->partition != (int32_t)i)
            error = partition->err == RD_KAFKA_RESP_ERR_NO_ERROR ? RD_KAFKA_RESP_ERR__NO_OFFSET : partition->err;
    }
    return error == RD_KAFKA_RESP_ERR_NO_ERROR || unknown(topic, error, fail);
}

/* The ends first: what has gone by then needs nobody to read it. */
bool producer_topic_ends(struct producer *producer, const char *topic, int64_t ret_ends[TOPIC_PARTITIONS_MAX],
                         size_t *ret_count, struct fail *fail) {
    rd_kafka_t *client = producer_client(producer);
    int64_t starts[TOPIC_PARTITIONS_MAX];
    if (!count_partitions(client, topic, ret_count, fail))
        return false;
    if (*ret_count > TOPIC_PARTITIONS_MAX)
        return fail_set(fail, FAULT_INVALID, false, "topic_ends", "%s has more than %d partitions", topic,
                        TOPIC_PARTITIONS_MAX);
    if (!ask(client, topic, RD_KAFKA_OFFSET_END, ret_ends, *ret_count, fail) ||
        !ask(client, topic, RD_KAFKA_OFFSET_BEGINNING, starts, *ret_count, fail))
        return false;
    for (size_t i = 0; i < *ret_count; i++)
        ret_ends[i] = starts[i] < ret_ends[i] ? ret_ends[i] : 0;
    return true;
}
