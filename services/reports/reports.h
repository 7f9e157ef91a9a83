/* The state of the reports service: its writer, its copy of the reference, its import jobs. */
#ifndef TONGHOP_REPORTS_REPORTS_H
#define TONGHOP_REPORTS_REPORTS_H

#include "entry.h"
#include "report_writer.h"
#include "service/reader.h"

struct reference_feed;
struct import_worker;
struct mark_worker;
struct reminder_worker;

struct reports {
    struct service *service;
    struct report_writer *writer;
    struct reference_feed *feed;
    struct import_worker *imports;
    struct reminder_worker *reminders;
    struct mark_worker *marks;
};

enum { REPORTS_SETTING_COUNT = 4 };
extern const struct setting reports_settings[REPORTS_SETTING_COUNT];

bool reports_start(struct service *service, struct fail *fail);
void reports_stop(struct service *service);

extern const struct route reports_routes[];

static inline struct reports *reports_of(const struct call *call) {
    return service_of(call)->state;
}

/* The request's view of who asks and what is known. The snapshot must be held as long. */
struct entry_setting setting_of(struct call *call, const struct snapshot *snapshot);

#endif
