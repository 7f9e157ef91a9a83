/* What was reported of obligations: of each the little that says whether it is met, many of one form and period at once. */
#ifndef TONGHOP_REPORTS_OBLIGATION_SQL_H
#define TONGHOP_REPORTS_OBLIGATION_SQL_H

#include "db/db.h"
#include "obligation_slot.h"
#include "report.h"

struct reported {
    char id[UUID_TEXT_SIZE];
    enum report_state state;   /* of the newest version */
    enum report_state settled; /* of the newest that is no draft; REPORT_DRAFT: all are */
    const char *subject;       /* who made the newest version */
    const char *timeliness;    /* fixed at the first submission; NULL: never submitted */
};

/* *ret_reported[i] for obligations[i], NULL where nothing was reported, as of every consolidation; in the arena. */
bool obligations_reported(struct db *db, const struct obligation_slot *slot, const struct unit_tree *tree,
                          const struct obligation *const *obligations, size_t count, struct arena *arena,
                          const struct reported **ret_reported, struct fail *fail) MUST_CHECK;

#endif
