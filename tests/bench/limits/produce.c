/* The limit beside the way through Kafka: librdkafka alone, which produces each line of a file (the services' own events) and waits for the broker's word.
 *
 *   produce BROKERS TOPIC FILE ALONE
 *
 * First all lines as fast as they are taken, idempotent and lz4 as the services do, until all are acknowledged; then ALONE lines one after the
 * other, each read back by a consumer before the next is sent: what freshness through this broker cannot go below. One line of JSON. */
#include <inttypes.h>
#include <stdbool.h>

#include "../kafka.h"

enum { ALONE_MAX = 10000 };

static uint64_t acknowledged;

static void delivered(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *context) {
    (void)kafka, (void)context;
    if (message->err)
        die("delivery", rd_kafka_err2str(message->err));
    acknowledged++;
}

static rd_kafka_t *producer_open(const char *brokers) {
    static const char *const settings[] = {"enable.idempotence",
                                           "true",
                                           "compression.codec",
                                           "lz4",
                                           "linger.ms",
                                           "0",
                                           "queue.buffering.max.messages",
                                           "1000000",
                                           NULL};
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    return kafka_client(RD_KAFKA_PRODUCER, brokers, settings, conf);
}

static void send_line(rd_kafka_t *producer, const char *topic, const char *line, size_t size) {
    rd_kafka_resp_err_t error;
    while ((error = rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(0),
                                      RD_KAFKA_V_VALUE((void *)line, size), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                      RD_KAFKA_V_END)) != 0) {
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            die("produce", rd_kafka_err2str(error));
        rd_kafka_poll(producer, 10);
    }
    rd_kafka_poll(producer, 0);
}

/* All lines, or so many; the end of the last one. */
static uint64_t send_all(rd_kafka_t *producer, const char *topic, FILE *file) {
    char *line = NULL;
    size_t room = 0;
    uint64_t count = 0;
    for (ssize_t size; (size = getline(&line, &room, file)) > 0; count++)
        send_line(producer, topic, line, (size_t)size - 1);
    free(line);
    if (count == 0 || rd_kafka_flush(producer, PATIENCE_MS) != 0 || acknowledged != count)
        die("flush", "not all was acknowledged");
    return count;
}

/* From its end on. */
static rd_kafka_t *consumer_open(const char *brokers, const char *topic) {
    static const char *const settings[] = {
        "group.id", "bench-limit", "enable.auto.commit", "false", "fetch.wait.max.ms", "100", NULL};
    rd_kafka_t *consumer = kafka_client(RD_KAFKA_CONSUMER, brokers, settings, rd_kafka_conf_new());
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    int64_t low, high;
    if (rd_kafka_query_watermark_offsets(consumer, topic, 0, &low, &high, PATIENCE_MS) != 0)
        die("watermarks", topic);
    rd_kafka_topic_partition_list_add(list, topic, 0)->offset = high;
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_assign(consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    return consumer;
}

static void receive_one(rd_kafka_t *consumer) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, PATIENCE_MS);
    if (!message || message->err)
        die("consume", message ? rd_kafka_message_errstr(message) : "nothing came");
    rd_kafka_message_destroy(message);
}

static void round_trips(rd_kafka_t *producer, const char *brokers, const char *topic, FILE *file, size_t count,
                        int64_t *ret_ns) {
    char *line = NULL;
    size_t room = 0;
    rd_kafka_t *consumer = consumer_open(brokers, topic);
    for (size_t i = 0; i < count; i++) {
        ssize_t size = getline(&line, &room, file);
        if (size <= 0)
            die("file", "too few lines");
        int64_t began_ns = now_ns(CLOCK_MONOTONIC);
        send_line(producer, topic, line, (size_t)size - 1);
        receive_one(consumer);
        ret_ns[i] = now_ns(CLOCK_MONOTONIC) - began_ns;
    }
    qsort(ret_ns, count, sizeof *ret_ns, by_size);
    free(line);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
}

int main(int argc, char **argv) {
    static int64_t trips_ns[ALONE_MAX];
    size_t alone = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;
    FILE *file = argc == 5 ? fopen(argv[3], "r") : NULL;
    if (!file || alone < 1 || alone > ALONE_MAX)
        die("usage", "produce BROKERS TOPIC FILE ALONE");
    rd_kafka_t *producer = producer_open(argv[1]);
    int64_t began_ns = now_ns(CLOCK_MONOTONIC), own_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t count = send_all(producer, argv[2], file);
    double seconds = (double)(now_ns(CLOCK_MONOTONIC) - began_ns) / 1e9;
    double own_us = (double)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - own_ns) / 1e3 / (double)count;
    rewind(file);
    round_trips(producer, argv[1], argv[2], file, alone, trips_ns);
    printf("{\"messages\":%" PRIu64
           ",\"seconds\":%.4f,\"perSecond\":%.0f,\"ownUs\":%.2f,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n",
           count, seconds, (double)count / seconds, own_us, (double)trips_ns[(alone - 1) * 50 / 100] / 1e6,
           (double)trips_ns[(alone - 1) * 99 / 100] / 1e6);
    rd_kafka_flush(producer, PATIENCE_MS);
    rd_kafka_destroy(producer);
    fclose(file);
    return 0;
}
