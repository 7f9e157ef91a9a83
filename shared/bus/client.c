/* Settings, log lines and the end of a librdkafka client. */
#include "bus/client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/buffer.h"
#include "core/clock.h"
#include "observe/allowance.h"
#include "observe/log.h"

enum { LOG_LEVEL_WARNING = 4, LOG_LINES_PER_SECOND = 1, END_SECONDS_MAX = 5 };

static const struct client_setting common_settings[] = {
    {"log_level", "5"},
    {"log.connection.close", "false"},
    {"socket.nagle.disable", "true"},
    {"socket.keepalive.enable", "true"},
    {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "1000"},
    {"allow.auto.create.topics", "false"},
    {NULL, NULL},
};

/* A broker that is away makes every client say so again and again. */
static void log_line(const rd_kafka_t *client, int level, const char *facility, const char *text) {
    static struct allowance lines;
    uint32_t refused;
    if (level <= LOG_LEVEL_WARNING && !allowance_take(&lines, LOG_LINES_PER_SECOND, clock_now(), &refused))
        return;
    log_event(level <= LOG_LEVEL_WARNING ? LOG_WARN : LOG_DEBUG, "kafka.client", "%s %s: %s", rd_kafka_name(client),
              facility, text);
}

static bool set_one(rd_kafka_conf_t *settings, const char *name, const char *value, struct fail *fail) {
    char problem[160];
    if (rd_kafka_conf_set(settings, name, value, problem, sizeof problem) == RD_KAFKA_CONF_OK)
        return true;
    return fail_set(fail, FAULT_INVALID, false, "bus", "%s: %s", name, problem);
}

static bool set_rows(rd_kafka_conf_t *settings, const struct client_setting *rows, struct fail *fail) {
    for (; rows->name != NULL; rows++) {
        if (!set_one(settings, rows->name, rows->value, fail))
            return false;
    }
    return true;
}

static bool set_pair(rd_kafka_conf_t *settings, const char *pair, size_t size, struct fail *fail) {
    AUTO_BUFFER name = {0};
    buffer_add(&name, pair, size);
    char *equals = name.bytes == NULL ? NULL : strchr(name.bytes, '=');
    if (equals == NULL)
        return fail_set(fail, FAULT_INVALID, false, "bus", "brokers: \"name=value\" is needed behind each \";\"");
    *equals = '\0';
    return set_one(settings, name.bytes, equals + 1, fail);
}

/* "host:port,host:port;name=value;name=value" */
static bool set_brokers(rd_kafka_conf_t *settings, const char *brokers, struct fail *fail) {
    AUTO_BUFFER hosts = {0};
    size_t size = strcspn(brokers, ";");
    buffer_add(&hosts, brokers, size);
    if (!set_one(settings, "bootstrap.servers", buffer_cstr(&hosts), fail))
        return false;
    for (brokers += size; *brokers != '\0'; brokers += size) {
        brokers++;
        size = strcspn(brokers, ";");
        if (!set_pair(settings, brokers, size, fail))
            return false;
    }
    return true;
}

rd_kafka_conf_t *client_settings(const char *brokers, const char *client, const struct client_setting *rows,
                                 struct fail *fail) {
    rd_kafka_conf_t *settings = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(settings, log_line);
    if (set_rows(settings, common_settings, fail) && set_one(settings, "client.id", client, fail) &&
        set_rows(settings, rows, fail) && set_brokers(settings, brokers, fail))
        return settings;
    rd_kafka_conf_destroy(settings);
    return NULL;
}

rd_kafka_t *client_new(rd_kafka_type_t type, rd_kafka_conf_t *settings, struct fail *fail) {
    char problem[160];
    rd_kafka_t *client = rd_kafka_new(type, settings, problem, sizeof problem);
    if (client != NULL)
        return client;
    rd_kafka_conf_destroy(settings);
    fail_set(fail, FAULT_BROKEN, false, "bus", "%s", problem);
    return NULL;
}

static void *end_run(void *context) {
    rd_kafka_t *client = context;
    if (rd_kafka_type(client) == RD_KAFKA_CONSUMER)
        rd_kafka_consumer_close(client);
    rd_kafka_destroy(client);
    return NULL;
}

/* librdkafka 2.0.2 may hang here when a partition vanished meanwhile; a service that stops must not. */
bool client_end(rd_kafka_t *client) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, end_run, client) != 0)
        return false;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += END_SECONDS_MAX;
    if (pthread_timedjoin_np(thread, NULL, &until) == 0)
        return true;
    pthread_detach(thread);
    return false;
}

bool client_broken(const rd_kafka_t *client) {
    return rd_kafka_fatal_error((rd_kafka_t *)(uintptr_t)client, NULL, 0) != RD_KAFKA_RESP_ERR_NO_ERROR;
}

void client_partitions_release(rd_kafka_topic_partition_list_t **partitions) {
    if (*partitions != NULL)
        rd_kafka_topic_partition_list_destroy(*partitions);
}
