/* The moment up to which everything that the ledger recorded has been taken in: follows tonghop.mark.v1 and compares with the stored offsets
 * (docs/decisions/0012). */
#ifndef TONGHOP_AGGREGATION_PASSED_H
#define TONGHOP_AGGREGATION_PASSED_H

#include "core/clock.h"
#include "service/service.h"

struct passed;
bool passed_start(struct service *service, struct passed **ret_passed, struct fail *fail) MUST_CHECK;
void passed_stop(struct passed *passed);
/* MOMENT_NONE: not known. Only rises, but for a restored ledger. Any thread. */
moment_t passed_until(const struct passed *passed);

/* For a program that does not follow: waits until it has passed `wanted`, at most wait_ms. *ret_until: as far as it came. */
bool passed_wait(struct service *service, moment_t wanted, uint32_t wait_ms, moment_t *ret_until,
                 struct fail *fail) MUST_CHECK;

#endif
