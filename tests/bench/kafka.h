/* What the programs of the bench share that talk to Kafka: a client with its settings, the clock, and how to give up. */
#ifndef TONGHOP_BENCH_KAFKA_H
#define TONGHOP_BENCH_KAFKA_H

#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PATIENCE_MS = 30000, WHY_SIZE = 512 };

static inline _Noreturn void die(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(2);
}

static inline int64_t now_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* For qsort of int64_t. */
static inline int by_size(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static inline void kafka_set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char why[WHY_SIZE];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) != RD_KAFKA_CONF_OK)
        die(name, why);
}

/* settings: names and values in turn, NULL ends them. conf: taken over. */
static inline rd_kafka_t *kafka_client(rd_kafka_type_t type, const char *brokers, const char *const *settings,
                                       rd_kafka_conf_t *conf) {
    char why[WHY_SIZE];
    kafka_set(conf, "bootstrap.servers", brokers);
    for (size_t i = 0; settings[i]; i += 2)
        kafka_set(conf, settings[i], settings[i + 1]);
    rd_kafka_t *client = rd_kafka_new(type, conf, why, sizeof why);
    if (!client)
        die("client", why);
    return client;
}

#endif
