/* What producer and consumers share: settings of a librdkafka client, its log, and owned lists. */
#ifndef TONGHOP_BUS_CLIENT_H
#define TONGHOP_BUS_CLIENT_H

#include <librdkafka/rdkafka.h>

#include "bus/bus.h"

struct client_setting {
    const char *name, *value; /* a row without a name closes the list */
};

/* The caller owns the result until rd_kafka_new takes it. NULL after a failure. */
rd_kafka_conf_t *client_settings(const char *brokers, const char *client, const struct client_setting *rows,
                                 struct fail *fail) MUST_CHECK;
/* Takes the settings over in any case. */
rd_kafka_t *client_new(rd_kafka_type_t type, rd_kafka_conf_t *settings, struct fail *fail) MUST_CHECK;

/* Closes a consumer and destroys the client within a few seconds. False: librdkafka hangs; nothing that its callbacks use may be freed. */
bool client_end(rd_kafka_t *client) MUST_CHECK;

bool client_broken(const rd_kafka_t *client);

/* For questions to the brokers; the producer owns it. */
rd_kafka_t *producer_client(struct producer *producer);

/* rd_kafka_destroy waits for ever for a list that was leaked. */
#define AUTO_PARTITIONS __attribute__((cleanup(client_partitions_release))) rd_kafka_topic_partition_list_t
void client_partitions_release(rd_kafka_topic_partition_list_t **partitions);

#endif
