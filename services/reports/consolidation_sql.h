/* Statements on consolidations as they were told. */
#ifndef TONGHOP_REPORTS_CONSOLIDATION_SQL_H
#define TONGHOP_REPORTS_CONSOLIDATION_SQL_H

#include "consolidation_event.h"
#include "core/uuid.h"
#include "db/db.h"

/* Keeps of each the highest version, whatever comes first and however often. In an open transaction. */
bool consolidations_store(struct db *db, const struct consolidation_event *events, size_t count, struct fail *fail) MUST_CHECK;

/* An agency that may have sent one. */
struct sender {
    const char *unit, *agency; /* stable id, canonical code */
};

/* What an agency has sent of a form and a period. */
struct sent_consolidation {
    char id[UUID_TEXT_SIZE]; /* of the newest that was sent; so are the counts */
    moment_t first_sent;     /* when the first was */
    int64_t recipients, accepted, returned;
};

/* *ret_sent[i] of senders[i]; NULL: it has sent none. In the arena. */
bool consolidations_sent(struct db *db, const char *form, const char *period, const struct sender *senders, size_t count,
                         struct arena *arena, const struct sent_consolidation **ret_sent, struct fail *fail) MUST_CHECK;

#endif
