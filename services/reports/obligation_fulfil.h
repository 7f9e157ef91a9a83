/* What consolidations that were sent do for obligations.
 *
 * A duty to consolidate is met by its own agency's. A report that goes through others (`via`) has come to where it is owed once those have sent
 * theirs: each of them, or of `any` one. What a recipient has sent back does not carry a report on. */
#ifndef TONGHOP_REPORTS_OBLIGATION_FULFIL_H
#define TONGHOP_REPORTS_OBLIGATION_FULFIL_H

#include "consolidation_sql.h"
#include "obligation_slot.h"

/* Whose consolidations an obligation waits for. Of none: no consolidation meets it. */
struct passage {
    const struct sender *senders;
    size_t count;
    bool own;  /* they are what is owed, not the way to it */
    bool any;  /* one of them is enough */
};
struct passage passage_of(const struct snapshot *snapshot, const struct obligation_slot *slot, const struct obligation_list *list,
                          const struct obligation *obligation, struct arena *arena);

struct fulfilment {
    const char *state;         /* submitted, accepted, returned; NULL: not met */
    const char *timeliness;    /* onTime, late, notDue; as long as there is a state */
    const char *consolidation; /* id of what meets it; of several the last one */
};
/* sent[i] of the passage's senders. Pure. */
struct fulfilment passage_judge(const struct passage *passage, const struct sent_consolidation *const *sent, moment_t due_at);

/* Of obligations of one slot, into ret_fulfilments[count]; in the arena. */
bool obligations_fulfilled(struct db *db, const struct snapshot *snapshot, const struct obligation_slot *slot,
                           const struct obligation_list *list, const struct obligation *const *obligations, size_t count,
                           struct arena *arena, struct fulfilment *ret_fulfilments, struct fail *fail) MUST_CHECK;

#endif
