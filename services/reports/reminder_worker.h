/* The thread that tells reminders: it wakes every now and then, and puts what has become due soon or late since then into the outbox. */
#ifndef TONGHOP_REPORTS_REMINDER_WORKER_H
#define TONGHOP_REPORTS_REMINDER_WORKER_H

#include "reminder.h"
#include "service/service.h"

enum { REMINDERS_AT_ONCE_MAX = 5000 }; /* in one transaction */

/* Tells what lies between the mark and now, in as many transactions as it takes; *ret_told counts the events. Of several who do it at the same
 * time, one does. */
bool reminders_tell(struct db *db, const struct snapshot *snapshot, enum reminder_kind kind, moment_t now,
                    uint32_t *ret_told, struct fail *fail) MUST_CHECK;

struct reminder_worker;
/* The first turn comes after the interval: the reference has caught up then. */
bool reminder_worker_start(struct service *service, struct reminder_worker **ret_worker, struct fail *fail) MUST_CHECK;
void reminder_worker_stop(struct reminder_worker *worker);

#endif
