/* The aggregation service: its settings, and the start and stop of what runs beside its requests. */
#include "aggregation.h"

#include "core/text.h"
#include "observe/metric.h"
#include "received.h"

enum { BATCH_MAX = 2000 };

const struct setting aggregation_settings[] = {
    {"TONGHOP_CUBE_BYTES_MAX", SETTING_NUMBER, "1073741824", 16 * 1024 * 1024, INT64_MAX, SETTING_OPEN,
     "Memory for figures in use, in bytes; a national month of 60 cells takes about 10 million"},
    {"TONGHOP_CUBE_BYTES_KEPT", SETTING_NUMBER, "33554432", 0, INT64_MAX, SETTING_OPEN,
     "How much of it may stay in memory between two questions, in bytes; as much as the months take that come in and "
     "are looked at on the same day"},
    {"TONGHOP_ROLLUP_INTERVAL_MS", SETTING_NUMBER, "1000", 50, 3600000, SETTING_OPEN,
     "How often changed roll-ups are written down and published, in milliseconds; while reports come in less often, up "
     "to every five seconds, so that it takes a tenth of the time at most"},
    {"TONGHOP_RECOUNT_INTERVAL_S", SETTING_NUMBER, "3600", 0, 604800, SETTING_OPEN,
     "How often a sample of what is written down is counted again from all reports, in seconds; 0: never"},
    {"TONGHOP_CONSOLIDATION_LAG_MAX", SETTING_NUMBER, "0", 0, INT64_MAX, SETTING_OPEN,
     "Reports that may wait to be taken in while a consolidation is drafted; with more the draft is refused for now"},
    {"TONGHOP_CONSOLIDATION_INTERVAL_MS", SETTING_NUMBER, "2000", 50, 3600000, SETTING_OPEN,
     "How often consolidations are held against the reports that came in since, in milliseconds"},
    {"TONGHOP_SEAL_KEY_FILE", SETTING_TEXT, "", 0, 4096, SETTING_OPEN,
     "File of the private key that consolidations are sealed with: PEM, curve P-256, for its owner only; none: nothing "
     "can be signed"},
    {"TONGHOP_INSTANCE", SETTING_TEXT, "1", 1, 32, SETTING_OPEN,
     "Name of this instance among those on the same host; the same after a restart"},
};
const size_t aggregation_setting_count = sizeof aggregation_settings / sizeof *aggregation_settings;

struct cube_cache *aggregation_cubes(struct service *service) {
    const struct settings *settings = &service->settings;
    return cube_cache_new((size_t)setting_number(settings, "TONGHOP_CUBE_BYTES_MAX"),
                          (size_t)setting_number(settings, "TONGHOP_CUBE_BYTES_KEPT"), service->pool);
}

static struct aggregation *aggregation_new(struct service *service) {
    struct aggregation *aggregation = arena_new(&service->arena, struct aggregation);
    aggregation->service = service;
    aggregation->cubes = aggregation_cubes(service);
    return aggregation;
}

static bool feed_start(struct aggregation *aggregation, struct fail *fail) {
    const struct service *service = aggregation->service;
    const struct reference_feed_options options = {
        .service = service->definition->name,
        .conninfo = service->conninfo,
        .brokers = service->brokers,
        .reference = service->reference,
        .keeps_reach = true,
    };
    return reference_feed_start(&options, &aggregation->feed, fail);
}

static void reports_stored(void *context) {
    struct aggregation *aggregation = context;
    atomic_store(&aggregation->stored_us, clock_monotonic_us());
}

static bool reports_start(struct aggregation *aggregation, struct fail *fail) {
    struct service *service = aggregation->service;
    const struct inbox_options options = {
        .service = service->definition->name,
        .group = "aggregation",
        .topic = "tonghop.report.v1",
        .conninfo = service->conninfo,
        .brokers = service->brokers,
        .instance = setting_text(&service->settings, "TONGHOP_INSTANCE"),
        .batch_max = BATCH_MAX,
        .copies_only = true,
        .apply = received_apply,
        .applied = reports_stored,
        .context = aggregation,
    };
    return inbox_start(&options, &service->inbox, fail);
}

static bool rollups_start(struct aggregation *aggregation, struct fail *fail) {
    struct service *service = aggregation->service;
    const struct materialiser_options options = {
        .service = service,
        .cubes = aggregation->cubes,
        .interval_ms = (uint32_t)setting_number(&service->settings, "TONGHOP_ROLLUP_INTERVAL_MS"),
        .sample_s = (uint32_t)setting_number(&service->settings, "TONGHOP_RECOUNT_INTERVAL_S"),
        .stored_us = &aggregation->stored_us,
    };
    return materialiser_start(&options, &aggregation->materialiser, fail);
}

static bool seal_start(struct aggregation *aggregation, struct fail *fail) {
    const char *file = setting_text(&aggregation->service->settings, "TONGHOP_SEAL_KEY_FILE");
    return text_empty(file) || seal_key_open(file, &aggregation->seal, fail);
}

static bool watch_start(struct aggregation *aggregation, struct fail *fail) {
    struct service *service = aggregation->service;
    const struct consolidation_watch_options options = {
        .service = service,
        .cubes = aggregation->cubes,
        .interval_ms = (uint32_t)setting_number(&service->settings, "TONGHOP_CONSOLIDATION_INTERVAL_MS"),
    };
    return consolidation_watch_start(&options, &aggregation->watch, fail);
}

static void parts_stop(struct aggregation *aggregation) {
    consolidation_watch_stop(aggregation->watch);
    materialiser_stop(aggregation->materialiser);
    inbox_stop(aggregation->service->inbox);
    passed_stop(aggregation->passed);
    if (aggregation->feed != NULL)
        reference_feed_stop(aggregation->feed);
    cube_cache_free(aggregation->cubes);
    seal_key_close(aggregation->seal);
}

bool aggregation_start(struct service *service, struct fail *fail) {
    struct aggregation *aggregation = aggregation_new(service);
    service->state = aggregation;
    metric_set(METRIC_CONSUMER_LAG, -1); /* not known yet: nobody may take figures for complete */
    if (seal_start(aggregation, fail) && feed_start(aggregation, fail) && reports_start(aggregation, fail) &&
        passed_start(service, &aggregation->passed, fail) && rollups_start(aggregation, fail) &&
        watch_start(aggregation, fail))
        return true;
    parts_stop(aggregation);
    return false;
}

void aggregation_stop(struct service *service) {
    parts_stop(service->state);
}

bool aggregation_complete(const struct call *call, moment_t as_of) {
    moment_t until = passed_until(aggregation_of(call)->passed);
    if (as_of != MOMENT_NONE)
        return as_of <= until;
    return metric_get(METRIC_CONSUMER_LAG) == 0 && until >= call->now - PRESENT_S_MAX * MOMENT_SECOND;
}
