/* tonghop-reports republish: versions of the ledger become events once more, for whoever lost them. */
#ifndef TONGHOP_REPORTS_REPUBLISH_H
#define TONGHOP_REPORTS_REPUBLISH_H

#include "republish_batch.h"
#include "service/service.h"

#define REPUBLISH_OPTIONS                                                                                              \
    "[--form FORM] [--period PERIOD] [--unit UNIT] [--since MOMENT] [--after PLACE], or --raise-epoch after a restore"

/* What was asked for. */
struct republish_wish {
    const char *form, *period, *unit; /* NULL: any */
    moment_t since;                   /* MOMENT_NONE: any */
    const char *after;                /* a place that an earlier run named; NULL: from the start */
    bool raise_epoch;
};
/* False: called wrongly. */
bool republish_wish_read(int argument_count, char **arguments, struct republish_wish *ret_wish) MUST_CHECK;

/* Events in the outbox above which nothing is added until the relay of a serving tonghop-reports has published some: neither may the disk
 * fill up nor may new reports wait behind old ones for long. */
enum { REPUBLISH_PENDING_MAX = 10000 };

/* Goes on from where the republication stands, and ends when all is published. */
bool republish_all(struct db *db, struct republication *republication, struct fail *fail) MUST_CHECK;

int republish_run(struct service *service);

/* Takes the ledger over to the next epoch. FAULT_CONFLICT while a tonghop-reports serves: it would go on writing under the old one. */
bool ledger_raise_epoch(const char *conninfo, int32_t *ret_epoch, struct fail *fail) MUST_CHECK;

#endif
