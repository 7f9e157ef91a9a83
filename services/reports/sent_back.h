/* An answer of this service that is sent back as a change: what only the service sets must be as it stands. */
#ifndef TONGHOP_REPORTS_SENT_BACK_H
#define TONGHOP_REPORTS_SENT_BACK_H

#include "json/read.h"
#include "report.h"

/* Members of an answer that are none of an entry; NULL-closed. */
extern const char *const sent_back_members[];

/* INCONSISTENT for each of them that is given and not what the current version says; also for an accepted, returned or withdrawn `state` and for a
 * period that is given whole. Warnings may come in either language. */
void sent_back_check(const struct snapshot *snapshot, const struct report *current, const json_t *document,
                     struct issues *issues);

/* The reason of the decision that the current version is, and none for a change. */
bool sent_back_reason(const struct report *current, const char *reason);

#endif
