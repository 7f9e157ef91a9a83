/* The reader: one partition from an offset, without a group. */
#include <inttypes.h>

#include "bus/consumer.h"

struct reader {
    struct arena arena;
    rd_kafka_t *client;
    const char *topic;
    int32_t partition;
    int64_t end; /* the last known one that was reached */
    struct intake intake;
};

static bool assign(struct reader *reader, int64_t offset, struct fail *fail) {
    AUTO_PARTITIONS *partitions = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(partitions, reader->topic, reader->partition)->offset =
        offset == READER_FROM_LAST ? RD_KAFKA_OFFSET_TAIL(1)
        : offset < 0               ? RD_KAFKA_OFFSET_BEGINNING
                                   : offset;
    reader->end = -1;
    rd_kafka_resp_err_t error = rd_kafka_assign(reader->client, partitions);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        return true;
    return fail_set(fail, FAULT_BROKEN, true, "reader", "assignment: %s", rd_kafka_err2str(error));
}

/* An offset that is gone (retention, a topic made anew) leaves only the start: who stores the records tells old
 * from new. */
static bool reader_event(void *owner, const rd_kafka_message_t *event, struct fail *fail) {
    struct reader *reader = owner;
    if (event->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        reader->end = event->offset;
        return true;
    }
    if (event->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
        consumer_log_reset(reader->topic, event);
        return assign(reader, -1, fail);
    }
    return fail_set(fail, FAULT_BROKEN, true, "reader_poll", "%s: %s", reader->topic, rd_kafka_message_errstr(event));
}

static struct reader *reader_new(const char *topic, int32_t partition) {
    struct arena arena = {0};
    struct reader *reader = arena_new(&arena, struct reader);
    reader->topic = arena_text(&arena, topic);
    reader->partition = partition;
    reader->intake.event = reader_event;
    reader->intake.owner = reader;
    reader->arena = arena;
    return reader;
}

static bool connect_reader(struct reader *reader, rd_kafka_conf_t *settings, int64_t offset, struct fail *fail) {
    reader->client = client_new(RD_KAFKA_CONSUMER, settings, fail);
    if (reader->client == NULL)
        return false;
    rd_kafka_poll_set_consumer(reader->client);
    return assign(reader, offset, fail);
}

bool reader_open(const char *brokers, const char *client, const char *topic, int32_t partition, int64_t offset,
                 struct reader **ret_reader, struct fail *fail) {
    rd_kafka_conf_t *settings = consumer_settings(brokers, client, client, NULL, fail);
    if (settings == NULL)
        return false;
    struct reader *reader = reader_new(topic, partition);
    if (!connect_reader(reader, settings, offset, fail)) {
        reader_close(reader);
        return false;
    }
    *ret_reader = reader;
    return true;
}

void reader_close(struct reader *reader) {
    if (reader == NULL)
        return;
    intake_release(&reader->intake);
    if (reader->client != NULL && !client_end(reader->client))
        return;
    struct arena arena = reader->arena;
    arena_done(&arena);
}

static bool at_end(const struct reader *reader) {
    const struct intake *intake = &reader->intake;
    return reader->end >= 0 && (intake->count == 0 || intake->messages[intake->count - 1]->offset < reader->end);
}

bool reader_poll(struct reader *reader, uint32_t wait_ms, struct record *ret_records, size_t max, size_t *ret_count,
                 bool *ret_at_end, struct fail *fail) {
    bool taken = intake_take(&reader->intake, reader->client, &reader->arena, wait_ms, max, fail);
    intake_records(&reader->intake, ret_records);
    *ret_count = reader->intake.count;
    *ret_at_end = at_end(reader);
    if (!*ret_at_end)
        reader->end = -1;
    return taken;
}
