/* A member of a consumer group that goes on where its owner's database says.
 *
 * Partitions are assigned eagerly: all are revoked before any are assigned. An assignment is pending until the
 * owner knows an offset for each partition; until then the member is part of the group and reads nothing. */
#include <inttypes.h>

#include "bus/consumer.h"
#include "core/clock.h"

enum { COMMIT_EVERY_US = 1000000 };

/* Where reading stands in an assigned partition. */
struct place {
    int32_t partition;
    int64_t next; /* offset; negative: the start */
    int64_t done; /* offset that the broker has not been told yet; 0: it knows */
};

struct group_member {
    struct arena arena;
    rd_kafka_t *client;
    struct group_options options;
    struct place *places;
    size_t place_count, place_capacity;
    bool pending, closing;
    int64_t told_us; /* when the broker heard last how far its owner is */
    struct intake intake;
};

static struct place *find_place(struct group_member *member, int32_t partition) {
    for (size_t i = 0; i < member->place_count; i++) {
        if (member->places[i].partition == partition)
            return &member->places[i];
    }
    return NULL;
}

static void add_place(struct group_member *member, int32_t partition) {
    member->places = arena_grow(&member->arena, member->places, member->place_count, &member->place_capacity,
                                sizeof *member->places);
    member->places[member->place_count++] = (struct place){.partition = partition};
}

static bool ask_offsets(struct group_member *member) {
    for (size_t i = 0; i < member->place_count; i++) {
        struct place *place = &member->places[i];
        place->next = member->options.offset_of(member->options.context, place->partition);
        if (place->next == INT64_MIN)
            return false;
    }
    return true;
}

static void assign_places(struct group_member *member) {
    AUTO_PARTITIONS *partitions = rd_kafka_topic_partition_list_new((int)member->place_count);
    for (size_t i = 0; i < member->place_count; i++) {
        const struct place *place = &member->places[i];
        rd_kafka_topic_partition_list_add(partitions, member->options.topic, place->partition)->offset =
            place->next < 0 ? RD_KAFKA_OFFSET_BEGINNING : place->next;
    }
    rd_kafka_assign(member->client, partitions);
}

static void unassign(struct group_member *member) {
    intake_release(&member->intake);
    rd_kafka_assign(member->client, NULL);
}

static void settle(struct group_member *member) {
    member->pending = !ask_offsets(member);
    if (!member->pending)
        assign_places(member);
}

/* Called inside rd_kafka_consumer_poll and rd_kafka_consumer_close. */
static void rebalance(rd_kafka_t *client, rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t *partitions,
                      void *opaque) {
    struct group_member *member = opaque;
    (void)client;
    unassign(member);
    member->place_count = 0;
    member->pending = false;
    if (event != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        if (!member->closing && member->options.revoked != NULL)
            member->options.revoked(member->options.context);
        return;
    }
    for (int i = 0; i < partitions->cnt; i++)
        add_place(member, partitions->elems[i].partition);
    settle(member);
}

static void advance(struct group_member *member, int32_t partition, int64_t next) {
    struct place *place = find_place(member, partition);
    if (place != NULL && place->next < next)
        place->next = next;
}

/* An offset that is gone (retention, a topic made anew) leaves only the start: who stores the records tells old
 * from new. */
static void start_over(struct group_member *member, int32_t partition) {
    struct place *place = find_place(member, partition);
    if (place == NULL)
        return;
    for (size_t i = 0; i < member->intake.count; i++)
        advance(member, member->intake.messages[i]->partition, member->intake.messages[i]->offset + 1);
    place->next = RD_KAFKA_OFFSET_BEGINNING;
    assign_places(member);
}

static bool group_event(void *owner, const rd_kafka_message_t *event, struct fail *fail) {
    struct group_member *member = owner;
    if (event->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        advance(member, event->partition, event->offset);
        return true;
    }
    if (event->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
        consumer_log_reset(member->options.topic, event);
        start_over(member, event->partition);
        return true;
    }
    return fail_set(fail, FAULT_BROKEN, true, "group_poll", "%s [%" PRId32 "]: %s", member->options.topic,
                    event->partition, rd_kafka_message_errstr(event));
}

static struct group_member *member_new(const struct group_options *options) {
    struct arena arena = {0};
    struct group_member *member = arena_new(&arena, struct group_member);
    member->options = *options;
    member->options.topic = arena_text(&arena, options->topic);
    member->intake.event = group_event;
    member->intake.owner = member;
    member->arena = arena;
    return member;
}

static bool subscribe(struct group_member *member, struct fail *fail) {
    AUTO_PARTITIONS *topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, member->options.topic, RD_KAFKA_PARTITION_UA);
    rd_kafka_poll_set_consumer(member->client);
    rd_kafka_resp_err_t error = rd_kafka_subscribe(member->client, topics);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        return true;
    return fail_set(fail, FAULT_BROKEN, true, "group_open", "subscription: %s", rd_kafka_err2str(error));
}

static bool join(struct group_member *member, rd_kafka_conf_t *settings, struct fail *fail) {
    rd_kafka_conf_set_rebalance_cb(settings, rebalance);
    rd_kafka_conf_set_opaque(settings, member);
    member->client = client_new(RD_KAFKA_CONSUMER, settings, fail);
    return member->client != NULL && subscribe(member, fail);
}

bool group_open(const struct group_options *options, struct group_member **ret_member, struct fail *fail) {
    rd_kafka_conf_t *settings =
        consumer_settings(options->brokers, options->client, options->group, options->client, fail);
    if (settings == NULL)
        return false;
    struct group_member *member = member_new(options);
    if (!join(member, settings, fail)) {
        group_close(member);
        return false;
    }
    *ret_member = member;
    return true;
}

void group_close(struct group_member *member) {
    if (member == NULL)
        return;
    intake_release(&member->intake);
    member->closing = true;
    if (member->client != NULL && !client_end(member->client))
        return;
    struct arena arena = member->arena;
    arena_done(&arena);
}

bool group_broken(const struct group_member *member) {
    return client_broken(member->client);
}

void group_rewind(struct group_member *member) {
    unassign(member);
    member->pending = member->place_count > 0;
}

/* Nobody but people looks at these: a word for every batch would cost the broker more than the batch. */
static void tell_done(struct group_member *member) {
    int64_t now = clock_monotonic_us();
    if (now - member->told_us < COMMIT_EVERY_US)
        return;
    AUTO_PARTITIONS *partitions = rd_kafka_topic_partition_list_new((int)member->place_count);
    for (size_t i = 0; i < member->place_count; i++) {
        struct place *place = &member->places[i];
        if (place->done > 0)
            rd_kafka_topic_partition_list_add(partitions, member->options.topic, place->partition)->offset =
                place->done;
        place->done = 0;
    }
    member->told_us = now;
    if (partitions->cnt > 0)
        rd_kafka_commit(member->client, partitions, 1);
}

bool group_poll(struct group_member *member, uint32_t wait_ms, struct record *ret_records, size_t max,
                size_t *ret_count, struct fail *fail) {
    if (member->pending)
        settle(member);
    tell_done(member);
    bool taken = intake_take(&member->intake, member->client, &member->arena, wait_ms, max, fail);
    *ret_count = 0;
    for (size_t i = 0; i < member->intake.count; i++)
        advance(member, member->intake.messages[i]->partition, member->intake.messages[i]->offset + 1);
    if (member->pending)
        return fail_set(fail, FAULT_BUSY, true, "group_poll", "where to go on is not known");
    intake_records(&member->intake, ret_records);
    *ret_count = member->intake.count;
    return taken;
}

void group_commit(struct group_member *member, int32_t partition, int64_t next_offset) {
    struct place *place = find_place(member, partition);
    if (place != NULL)
        place->done = next_offset;
}

/* By what the last fetches told: no question to the broker. */
int64_t group_lag(struct group_member *member) {
    int64_t lag = member->pending || member->place_count == 0 ? -1 : 0;
    for (size_t i = 0; i < member->place_count && lag >= 0; i++) {
        int64_t low, high = -1;
        const struct place *place = &member->places[i];
        rd_kafka_get_watermark_offsets(member->client, member->options.topic, place->partition, &low, &high);
        if (high < 0 || place->next < 0)
            return -1;
        lag += high > place->next ? high - place->next : 0;
    }
    return lag;
}
