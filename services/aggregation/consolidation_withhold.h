/* What a consolidation shows of small counts to readers without scope `raw`: decided when it is signed, and stored. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_WITHHOLD_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_WITHHOLD_H

#include "consolidation_row.h"
#include "consolidation_wish.h"
#include "db/db.h"

enum { WITHHOLD_EARLIER_MAX = 20000 }; /* figures of earlier consolidations that are looked at: where there are more, nothing is shown */

/* Puts into the edition without small counts those figures from which no small count follows, and notes what was shown and what was kept back.
 * `subject`: what it is about. In the transaction that signs. */
bool consolidation_withhold(struct db *db, struct arena *arena, const struct consolidation_subject *subject,
                            struct consolidation *consolidation, struct fail *fail) MUST_CHECK;

#endif
