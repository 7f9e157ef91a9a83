/* The aggregation service: what its handlers and its threads share. */
#ifndef TONGHOP_AGGREGATION_AGGREGATION_H
#define TONGHOP_AGGREGATION_AGGREGATION_H

#include "consolidation_watch.h"
#include "cube_cache.h"
#include "materialiser.h"
#include "pipeline/reference_feed.h"
#include "seal.h"
#include "service/service.h"

struct aggregation {
    struct service *service;
    struct cube_cache *cubes;
    struct reference_feed *feed;
    struct materialiser *materialiser;
    struct seal_key *seal; /* NULL: nothing can be sealed, so nothing signed */
    struct consolidation_watch *watch;
};

bool aggregation_start(struct service *service, struct fail *fail);
void aggregation_stop(struct service *service);

static inline struct aggregation *aggregation_of(const struct call *call) {
    return service_of(call)->state;
}

/* Has every record that the topic is known to hold been taken in? False while nobody knows. */
bool aggregation_caught_up(void);

extern const struct setting aggregation_settings[];
extern const size_t aggregation_setting_count;

#endif
