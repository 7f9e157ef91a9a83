/* Topics of a test's own at the broker that TONGHOP_TEST_KAFKA names, and a broker inside the test that can be
 * switched off. */
#ifndef TONGHOP_TESTS_BUS_BROKER_H
#define TONGHOP_TESTS_BUS_BROKER_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline const char *broker_brokers(void) {
    return getenv("TONGHOP_TEST_KAFKA");
}

/* "host:port;name=value;…", as the services take it. */
static inline rd_kafka_t *broker_client(const char *brokers) {
    char problem[160], text[1024], *rest = NULL;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    snprintf(text, sizeof text, "bootstrap.servers=%s", brokers);
    for (char *name = strtok_r(text, ";", &rest); name != NULL; name = strtok_r(NULL, ";", &rest)) {
        char *value = strchr(name, '=');
        *value = '\0';
        rd_kafka_conf_set(conf, name, value + 1, problem, sizeof problem);
    }
    return rd_kafka_new(RD_KAFKA_PRODUCER, conf, problem, sizeof problem);
}

/* A new topic with a name that no other run has. */
static inline void broker_topic(const char *what, int partitions, char ret_topic[96]) {
    static int number;
    snprintf(ret_topic, 96, "test.%s.%ld.%lld.%d", what, (long)getpid(), (long long)time(NULL), number++);
    rd_kafka_t *client = broker_client(broker_brokers());
    rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(ret_topic, partitions, 1, NULL, 0);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    rd_kafka_CreateTopics(client, &topic, 1, NULL, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 15000);
    if (event == NULL || rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fprintf(stderr, "TONGHOP_TEST_KAFKA: no topic could be made\n");
        exit(1);
    }
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_NewTopic_destroy(topic);
    rd_kafka_destroy(client);
}

/* librdkafka's mock cluster of one broker, living in a client of its own. */
struct mock_broker {
    rd_kafka_t *client;
    rd_kafka_mock_cluster_t *cluster;
    const char *brokers;
};

static inline struct mock_broker mock_broker_start(void) {
    char problem[160];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "3", problem, sizeof problem);
    struct mock_broker broker = {.client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, problem, sizeof problem)};
    broker.cluster = rd_kafka_mock_cluster_new(broker.client, 1);
    broker.brokers = rd_kafka_mock_cluster_bootstraps(broker.cluster);
    return broker;
}

static inline void mock_broker_stop(struct mock_broker *broker) {
    rd_kafka_mock_cluster_destroy(broker->cluster);
    rd_kafka_destroy(broker->client);
}

#endif
