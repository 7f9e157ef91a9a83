/* A run of the ledger as events in the outbox: one bounded transaction, and the place behind which the next one goes on. */
#ifndef TONGHOP_REPORTS_REPUBLISH_BATCH_H
#define TONGHOP_REPORTS_REPUBLISH_BATCH_H

#include "report_sql.h"

enum { REPUBLISH_BATCH_MAX = 500, REPUBLISH_PLACE_SIZE = 320 };

/* What republishing has done so far. */
struct republication {
    const struct snapshot *snapshot;
    struct ledger_filter filter;
    int32_t epoch;     /* that the events carry, whatever the versions were stored under: reports of two epochs must not be mixed */
    const char *trace; /* traceparent */

    char place[REPUBLISH_PLACE_SIZE]; /* "year|form|unit|agency|period|version", behind which it goes on */
    uint64_t put;                     /* versions in the outbox */
    uint64_t left_out;                /* the reference does not have their form's version */
    int64_t last;                     /* sequence number of the last event */
};

/* From the start (NULL) or behind a place. False: it names none. */
bool republication_begin(struct republication *republication, const char *after) MUST_CHECK;

/* The next versions, at most REPUBLISH_BATCH_MAX. After a failure they are put again. */
bool republish_batch(struct db *db, struct republication *republication, bool *ret_more, struct fail *fail) MUST_CHECK;

#endif
