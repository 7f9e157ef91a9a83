/* The aggregation service: what its handlers and its threads share. */
#ifndef TONGHOP_AGGREGATION_AGGREGATION_H
#define TONGHOP_AGGREGATION_AGGREGATION_H

#include "consolidation_watch.h"
#include "cube_cache.h"
#include "materialiser.h"
#include "passed.h"
#include "pipeline/reference_feed.h"
#include "seal.h"
#include "service/service.h"

struct aggregation {
    struct service *service;
    struct cube_cache *cubes;
    struct reference_feed *feed;
    struct materialiser *materialiser;
    atomic_int_least64_t stored_us; /* when reports were last stored, by the monotonic clock */
    struct seal_key *seal; /* NULL: nothing can be sealed, so nothing signed */
    struct consolidation_watch *watch;
    struct passed *passed;
};

bool aggregation_start(struct service *service, struct fail *fail);
void aggregation_stop(struct service *service);

static inline struct aggregation *aggregation_of(const struct call *call) {
    return service_of(call)->state;
}

/* Has everything recorded up to a moment been taken in? For now (MOMENT_NONE): nothing waits that is known of, and everything recorded until
 * the last few seconds has been taken in. False while nobody knows. Ask before the figures are read: what comes in between belongs to none. */
enum { PRESENT_S_MAX = 5 };
bool aggregation_complete(const struct call *call, moment_t as_of);

extern const struct setting aggregation_settings[];
extern const size_t aggregation_setting_count;
struct cube_cache *aggregation_cubes(struct service *service); /* as set; cube_cache_free */

#endif
