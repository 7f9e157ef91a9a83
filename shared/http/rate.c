/* Buckets of clients, each kept as the moment at which it will be full (the generic cell rate algorithm). */
#include "http/rate.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"

enum { WAYS = 16, SETS = RATE_CLIENTS_MAX / WAYS, CLIENT_SIZE = 64 };
static const int64_t second_ns = 1000000000;

struct bucket {
    uint64_t hash;
    int64_t full_ns; /* 0: nobody's */
    char client[CLIENT_SIZE];
};

/* Clients of one set wait for each other, for some tens of nanoseconds. */
struct set {
    pthread_mutex_t mutex;
    struct bucket buckets[WAYS];
};

struct rates {
    int64_t each_ns, burst_ns;
    char policy[64];
    struct set sets[SETS];
};

struct rates *rates_new(uint32_t per_s, uint32_t burst) {
    if (per_s == 0)
        return NULL;
    struct rates *rates = calloc(1, sizeof *rates);
    if (!rates)
        fail_stop("http", "no memory left");
    rates->each_ns = second_ns / per_s;
    rates->burst_ns = rates->each_ns * burst;
    snprintf(rates->policy, sizeof rates->policy, "\"client\";q=%" PRIu32 ";w=%" PRIu32, burst,
             (burst + per_s - 1) / per_s);
    for (size_t i = 0; i < SETS; i++)
        pthread_mutex_init(&rates->sets[i].mutex, NULL);
    return rates;
}

void rates_free(struct rates *rates) {
    for (size_t i = 0; rates && i < SETS; i++)
        pthread_mutex_destroy(&rates->sets[i].mutex);
    free(rates);
}

const char *rates_policy(const struct rates *rates) {
    return rates->policy;
}

/* The client's bucket, or the one nearest to full, which becomes the client's. */
static struct bucket *bucket_of(struct set *set, const char *client, uint64_t hash) {
    struct bucket *fullest = &set->buckets[0];
    for (size_t i = 0; i < WAYS; i++) {
        struct bucket *bucket = &set->buckets[i];
        if (bucket->full_ns && bucket->hash == hash && strncmp(bucket->client, client, CLIENT_SIZE - 1) == 0)
            return bucket;
        fullest = bucket->full_ns < fullest->full_ns ? bucket : fullest;
    }
    *fullest = (struct bucket){.hash = hash};
    text_copy(fullest->client, CLIENT_SIZE, client);
    return fullest;
}

static uint32_t seconds_up(int64_t ns) {
    return ns > 0 ? (uint32_t)((ns + second_ns - 1) / second_ns) : 0;
}

static struct rate_left left_of(const struct rates *rates, int64_t full_ns, int64_t now_ns) {
    int64_t room_ns = now_ns + rates->burst_ns - full_ns;
    uint32_t requests = room_ns > 0 ? (uint32_t)(room_ns / rates->each_ns) : 0;
    uint32_t retry_s = requests > 0 ? 0 : seconds_up(rates->each_ns - room_ns);
    return (struct rate_left){requests, seconds_up(full_ns - now_ns), retry_s};
}

/* As many as asked for where may_owe, else all or nothing. */
static bool take(struct rates *rates, const char *client, int64_t count, bool may_owe, int64_t now_us,
                 struct rate_left *ret_left) {
    uint64_t hash = text_hash(client);
    struct set *set = &rates->sets[(hash ^ hash >> 32) % SETS];
    int64_t now_ns = now_us * 1000, latest_ns = now_ns + rates->burst_ns;
    pthread_mutex_lock(&set->mutex);
    struct bucket *bucket = bucket_of(set, client, hash);
    int64_t was_ns = bucket->full_ns > now_ns ? bucket->full_ns : now_ns, then_ns = was_ns + count * rates->each_ns;
    if (may_owe && then_ns > latest_ns + RATE_DEBT_SECONDS_MAX * second_ns)
        then_ns = latest_ns + RATE_DEBT_SECONDS_MAX * second_ns;
    bool taken = may_owe || then_ns <= latest_ns;
    bucket->full_ns = taken ? then_ns : was_ns;
    *ret_left = left_of(rates, bucket->full_ns, now_ns);
    pthread_mutex_unlock(&set->mutex);
    return taken;
}

bool rate_take(struct rates *rates, const char *client, int64_t now_us, struct rate_left *ret_left) {
    return take(rates, client, 1, false, now_us, ret_left);
}

void rate_charge(struct rates *rates, const char *client, uint32_t requests, int64_t now_us,
                 struct rate_left *ret_left) {
    (void)take(rates, client, requests, true, now_us, ret_left);
}
