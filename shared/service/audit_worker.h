/* Publishes the heads of the audit chains from time to time, so that what is cut off or written anew later is found out. */
#ifndef TONGHOP_SERVICE_AUDIT_WORKER_H
#define TONGHOP_SERVICE_AUDIT_WORKER_H

#include "service/service.h"

struct audit_worker;

/* At once, then every TONGHOP_AUDIT_INTERVAL_S seconds; only heads that have moved. Needs pool and relay. */
bool audit_worker_start(struct service *service, struct audit_worker **ret_worker, struct fail *fail) MUST_CHECK;
/* Once more, for the relay to send before it stops. After the last effect. */
void audit_worker_stop(struct audit_worker *worker);

#endif
