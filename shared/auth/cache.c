/* A fixed table in shards, each with a lock of its own; where a bucket is full the entry that ends first makes room. */
#include "auth/cache.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

enum { SHARDS = 16, BUCKETS = 32, ENTRIES = 4 };

struct entry {
    unsigned char digest[DIGEST_SIZE];
    moment_t since, until; /* 0: free */
    struct caller caller;
    struct arena arena; /* of the caller's texts */
};

struct shard {
    pthread_mutex_t lock;
    struct entry entries[BUCKETS][ENTRIES];
};

struct cache {
    struct shard shards[SHARDS];
};

struct cache *cache_open(void) {
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        fail_stop("auth", "no memory left");
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&cache->shards[i].lock, NULL);
    return cache;
}

void cache_close(struct cache *cache) {
    for (size_t i = 0; i < SHARDS; i++) {
        for (size_t j = 0; j < (size_t)BUCKETS * ENTRIES; j++)
            arena_done(&cache->shards[i].entries[j / ENTRIES][j % ENTRIES].arena);
        pthread_mutex_destroy(&cache->shards[i].lock);
    }
    free(cache);
}

static void caller_copy(struct arena *arena, const struct caller *from, struct caller *to) {
    *to = *from;
    to->subject = arena_text(arena, from->subject);
    to->client = arena_text(arena, from->client);
    for (uint32_t i = 0; i < from->root_count; i++)
        to->roots[i] = arena_text(arena, from->roots[i]);
}

static struct shard *shard_of(struct cache *cache, const unsigned char *digest) {
    return &cache->shards[digest[0] % SHARDS];
}

static struct entry *bucket_of(struct shard *shard, const unsigned char *digest) {
    return shard->entries[digest[1] % BUCKETS];
}

bool cache_find(struct cache *cache, const unsigned char digest[DIGEST_SIZE], moment_t now, struct arena *arena,
                struct caller *ret_caller) {
    struct shard *shard = shard_of(cache, digest);
    struct entry *bucket = bucket_of(shard, digest);
    bool found = false;
    pthread_mutex_lock(&shard->lock);
    for (size_t i = 0; i < ENTRIES && !found; i++) {
        found = now >= bucket[i].since && now < bucket[i].until && memcmp(bucket[i].digest, digest, DIGEST_SIZE) == 0;
        if (found)
            caller_copy(arena, &bucket[i].caller, ret_caller);
    }
    pthread_mutex_unlock(&shard->lock);
    return found;
}

static struct entry *entry_for(struct entry *bucket, const unsigned char *digest) {
    struct entry *first_to_end = bucket;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (memcmp(bucket[i].digest, digest, DIGEST_SIZE) == 0)
            return &bucket[i];
        if (bucket[i].until < first_to_end->until)
            first_to_end = &bucket[i];
    }
    return first_to_end;
}

void cache_keep(struct cache *cache, const unsigned char digest[DIGEST_SIZE], moment_t now, moment_t until,
                const struct caller *caller) {
    struct shard *shard = shard_of(cache, digest);
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = entry_for(bucket_of(shard, digest), digest);
    arena_reset(&entry->arena);
    memcpy(entry->digest, digest, DIGEST_SIZE);
    entry->since = now;
    entry->until = until;
    caller_copy(&entry->arena, caller, &entry->caller);
    pthread_mutex_unlock(&shard->lock);
}
