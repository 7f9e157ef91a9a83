/* Holds consolidations against the reports that have come in since: one whose reports say other figures by now is outdated, with the
 * differences, and those who have it are told. What was signed stays as it is.
 *
 * Looked at is only what a report may have overtaken; another reference alone overtakes nothing. A report that was accepted as it was is no
 * difference. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_WATCH_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_WATCH_H

#include "cube_cache.h"
#include "service/service.h"

struct consolidation_watch;
struct consolidation_watch_options {
    struct service *service; /* pool, reference, relay */
    struct cube_cache *cubes;
    uint32_t interval_ms; /* between two looks at what has come in */
};
bool consolidation_watch_start(const struct consolidation_watch_options *options, struct consolidation_watch **ret_watch, struct fail *fail) MUST_CHECK;
void consolidation_watch_stop(struct consolidation_watch *watch);

#endif
