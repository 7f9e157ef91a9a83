/* Follows a topic from its end as any system outside would, and says as one line of JSON when all came that were waited for.
 *
 *   follow BROKERS TOPIC TEXT COUNT SECONDS [FILE]
 *
 * Prints "ready" once it stands at the end of every partition; then takes what comes until COUNT records hold TEXT, or SECONDS are over
 * (exit 1). FILE: their payloads are written to it, a line each. behind: from a record's timestamp, which its producer gives, to its arrival. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "kafka.h"

enum { RECORDS_MAX = 4000000, POLL_MS = 100, BATCH = 1000 };

struct follower {
    const char *text;
    FILE *file;
    uint64_t wanted, matched, all, bytes;
    int64_t first_us, last_us, *behind_ms;
};

static int64_t now_us(clockid_t clock) {
    return now_ns(clock) / 1000;
}

static rd_kafka_t *consumer_open(const char *brokers) {
    static const char *const settings[] = {
        "group.id", "bench-follow", "enable.auto.commit", "false", "fetch.wait.max.ms", "50", NULL};
    rd_kafka_t *consumer = kafka_client(RD_KAFKA_CONSUMER, brokers, settings, rd_kafka_conf_new());
    rd_kafka_poll_set_consumer(consumer);
    return consumer;
}

static void stand_at_end(rd_kafka_t *consumer, const char *topic) {
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(consumer, topic, NULL);
    if (!handle || rd_kafka_metadata(consumer, 0, handle, &metadata, PATIENCE_MS) != 0 || metadata->topic_cnt != 1)
        die("metadata", topic);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(metadata->topics[0].partition_cnt);
    for (int32_t i = 0; i < metadata->topics[0].partition_cnt; i++) {
        int64_t low, high;
        if (rd_kafka_query_watermark_offsets(consumer, topic, i, &low, &high, PATIENCE_MS) != 0)
            die("watermarks", topic);
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = high;
    }
    rd_kafka_assign(consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
}

static void take(struct follower *follower, const rd_kafka_message_t *message) {
    follower->all++;
    if (!message->payload || !memmem(message->payload, message->len, follower->text, strlen(follower->text)))
        return;
    rd_kafka_timestamp_type_t type;
    int64_t arrived_us = now_us(CLOCK_MONOTONIC), stamped_ms = rd_kafka_message_timestamp(message, &type);
    if (follower->matched == 0)
        follower->first_us = arrived_us;
    follower->last_us = arrived_us;
    follower->behind_ms[follower->matched++] = now_us(CLOCK_REALTIME) / 1000 - stamped_ms;
    follower->bytes += message->len;
    if (follower->file) {
        fwrite(message->payload, 1, message->len, follower->file);
        fputc('\n', follower->file);
    }
}

static void follow(rd_kafka_t *consumer, struct follower *follower, int64_t until_us) {
    rd_kafka_message_t *messages[BATCH];
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer);
    while (follower->matched < follower->wanted && now_us(CLOCK_MONOTONIC) < until_us) {
        ssize_t got = rd_kafka_consume_batch_queue(queue, POLL_MS, messages, BATCH);
        for (ssize_t i = 0; i < got; i++) {
            if (!messages[i]->err && follower->matched < follower->wanted)
                take(follower, messages[i]);
            rd_kafka_message_destroy(messages[i]);
        }
    }
    rd_kafka_queue_destroy(queue);
}

static void report(const struct follower *follower, int64_t cpu_us) {
    uint64_t last = follower->matched > 0 ? follower->matched - 1 : 0;
    qsort(follower->behind_ms, follower->matched, sizeof *follower->behind_ms, by_size);
    printf("{\"matched\":%" PRIu64 ",\"all\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"firstUs\":%" PRId64
           ",\"lastUs\":%" PRId64 ",\"behindP50Ms\":%" PRId64 ",\"behindP99Ms\":%" PRId64 ",\"cpuUsARecord\":%.2f}\n",
           follower->matched, follower->all, follower->bytes, follower->first_us, follower->last_us,
           follower->behind_ms[last * 50 / 100], follower->behind_ms[last * 99 / 100],
           follower->all > 0 ? (double)cpu_us / (double)follower->all : 0);
}

int main(int argc, char **argv) {
    if (argc != 6 && argc != 7)
        die("usage", "follow BROKERS TOPIC TEXT COUNT SECONDS [FILE]");
    struct follower follower = {.text = argv[3], .wanted = strtoul(argv[4], NULL, 10)};
    if (follower.wanted < 1 || follower.wanted > RECORDS_MAX)
        die("count", argv[4]);
    follower.behind_ms = calloc(follower.wanted, sizeof *follower.behind_ms);
    follower.file = argc == 7 ? fopen(argv[6], "w") : NULL;
    if (!follower.behind_ms || (argc == 7 && !follower.file))
        die("start", "no memory, or the file cannot be written");
    rd_kafka_t *consumer = consumer_open(argv[1]);
    stand_at_end(consumer, argv[2]);
    printf("ready\n");
    fflush(stdout);
    int64_t cpu_us = now_us(CLOCK_PROCESS_CPUTIME_ID);
    follow(consumer, &follower, now_us(CLOCK_MONOTONIC) + (int64_t)strtoul(argv[5], NULL, 10) * 1000000);
    report(&follower, now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu_us);
    if (follower.file)
        fclose(follower.file);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    free(follower.behind_ms);
    return follower.matched < follower.wanted;
}
