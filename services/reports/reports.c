/* Starts and stops what the reports service has of its own. */
#include "reports.h"

#include <stdlib.h>

#include "consolidation_inbox.h"
#include "import_job.h"
#include "mark_worker.h"
#include "pipeline/reference_feed.h"
#include "reminder_worker.h"

enum { BATCH_MAX = 500 };

const struct setting reports_settings[REPORTS_SETTING_COUNT] = {
    {"TONGHOP_REMINDER_INTERVAL_S", SETTING_NUMBER, "60", 1, 3600, SETTING_OPEN,
     "Seconds between two looks for reports that have become due soon or late"},
    {"TONGHOP_MARK_INTERVAL_MS", SETTING_NUMBER, "1000", 100, 2000, SETTING_OPEN,
     "How often is published up to which moment everything recorded is published, in milliseconds"},
    {"TONGHOP_INSTANCE", SETTING_TEXT, "1", 1, 32, SETTING_OPEN,
     "Name of this instance among those on the same host; the same after a restart"},
    {"TONGHOP_REPORTS_WAITING_MAX", SETTING_NUMBER, "300", 1, 100000, SETTING_OPEN,
     "Requests that wait for the ledger at once; one more is answered 503 and Retry-After"},
};

static bool feed_start(struct reports *reports, struct fail *fail) {
    struct service *service = reports->service;
    struct reference_feed_options options = {.service = service->definition->name,
                                             .conninfo = service->conninfo,
                                             .brokers = service->brokers,
                                             .reference = service->reference,
                                             .keeps_reach = true};
    return reference_feed_start(&options, &reports->feed, fail);
}

static bool writer_start(struct reports *reports, struct fail *fail) {
    struct service *service = reports->service;
    struct report_writer_options options = {
        .conninfo = service->conninfo,
        .relay = service->relay,
        .places = (uint32_t)setting_number(&service->settings, "TONGHOP_REPORTS_WAITING_MAX")};
    return report_writer_start(&options, &reports->writer, fail);
}

static bool inbox_begin(struct reports *reports, struct fail *fail) {
    struct service *service = reports->service;
    const struct inbox_options options = {.service = service->definition->name,
                                          .group = "reports",
                                          .topic = "tonghop.consolidation.v1",
                                          .conninfo = service->conninfo,
                                          .brokers = service->brokers,
                                          .instance = setting_text(&service->settings, "TONGHOP_INSTANCE"),
                                          .batch_max = BATCH_MAX,
                                          .apply = consolidations_apply};
    return inbox_start(&options, &service->inbox, fail);
}

void reports_stop(struct service *service) {
    struct reports *reports = service->state;
    if (reports->marks)
        mark_worker_stop(reports->marks);
    inbox_stop(service->inbox);
    if (reports->reminders)
        reminder_worker_stop(reports->reminders);
    if (reports->imports)
        import_worker_stop(reports->imports);
    if (reports->feed)
        reference_feed_stop(reports->feed);
    if (reports->writer)
        report_writer_stop(reports->writer);
    free(reports);
}

bool reports_start(struct service *service, struct fail *fail) {
    struct reports *reports = calloc(1, sizeof *reports);
    if (!reports)
        fail_stop("reports", "no memory left");
    reports->service = service;
    service->state = reports;
    if (feed_start(reports, fail) && writer_start(reports, fail) && inbox_begin(reports, fail) &&
        import_worker_start(reports, &reports->imports, fail) &&
        reminder_worker_start(service, &reports->reminders, fail) && mark_worker_start(service, &reports->marks, fail))
        return true;
    reports_stop(service);
    return false;
}

struct entry_setting setting_of(struct call *call, const struct snapshot *snapshot) {
    return (struct entry_setting){.snapshot = snapshot,
                                  .caller = &call->caller,
                                  .now = call->now,
                                  .today = call_today(call),
                                  .language = call->language,
                                  .arena = &call->arena};
}
