/* Callers whose tokens were verified a moment ago, by the SHA-256 of the token. Private to this room. */
#ifndef TONGHOP_AUTH_CACHE_H
#define TONGHOP_AUTH_CACHE_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/caller.h"
#include "core/clock.h"

enum { DIGEST_SIZE = 32 };

struct cache;

struct cache *cache_open(void);
void cache_close(struct cache *cache);
/* True: *ret_caller with its texts in the arena. Thread-safe, as is cache_keep. */
bool cache_find(struct cache *cache, const unsigned char digest[DIGEST_SIZE], moment_t now, struct arena *arena,
                struct caller *ret_caller);
void cache_keep(struct cache *cache, const unsigned char digest[DIGEST_SIZE], moment_t now, moment_t until,
                const struct caller *caller);

#endif
