/* The thread that says up to which moment everything recorded is published (docs/decisions/0012).
 *
 * Each turn raises the floor of the ledger, waits until whatever was recorded at or below it has been acknowledged by the broker, and then
 * publishes a mark with the ends of the report topic's partitions: whoever has read up to there has all of it. A mark holds for ever, so
 * one that comes late, twice or from an instance that lost its lead says nothing wrong. */
#ifndef TONGHOP_REPORTS_MARK_WORKER_H
#define TONGHOP_REPORTS_MARK_WORKER_H

#include "service/service.h"

struct mark_worker;
bool mark_worker_start(struct service *service, struct mark_worker **ret_worker, struct fail *fail) MUST_CHECK;
void mark_worker_stop(struct mark_worker *worker);

#endif
