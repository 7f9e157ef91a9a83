/* How many requests a client may make: one bucket for each client, of the same size for all. *
 * A bucket holds `burst` requests and gets `per_s` a second back. The table has a fixed size: where a client has no bucket yet
 * and there is no room, the one that is nearest to full is given up, since forgetting it changes least. Any thread. */
#ifndef TONGHOP_HTTP_RATE_H
#define TONGHOP_HTTP_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/fail.h"

struct rates;

/* What is left after a request, as its answer tells it. */
struct rate_left {
    uint32_t requests;
    uint32_t full_s;  /* seconds until the bucket is full again */
    uint32_t retry_s; /* of who was refused: seconds until the next request is let in; never 0 */
};

/* NULL where per_s is 0: no limit. */
struct rates *rates_new(uint32_t per_s, uint32_t burst);
void rates_free(struct rates *rates);

/* Takes one request out of the client's bucket. False: there is none, and nothing was taken. */
bool rate_take(struct rates *rates, const char *client, int64_t now_us, struct rate_left *ret_left) MUST_CHECK;
/* Takes more for what turned out to be large work. The bucket may owe them, for at most RATE_DEBT_SECONDS_MAX. */
void rate_charge(struct rates *rates, const char *client, uint32_t requests, int64_t now_us,
                 struct rate_left *ret_left);

/* "client";q=20000;w=10 */
const char *rates_policy(const struct rates *rates);

#endif
