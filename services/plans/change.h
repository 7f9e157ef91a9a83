/* A change set: one transaction that locks the generation, stores documents, and puts their records and a closing
 * `generation` record into the outbox. Nothing of it is seen before all of it is. */
#ifndef TONGHOP_PLANS_CHANGE_H
#define TONGHOP_PLANS_CHANGE_H

#include "audit/audit.h"
#include "plans.h"
#include "present_sql.h"

struct change {
    struct plans *plans;
    struct db *db;
    const struct snapshot *snapshot; /* what is known, from change_lock on */
    moment_t now;
    day_t today;
    const char *subject, *trace; /* who, and on whose request */
    struct audit_origin origin;  /* the same, for the audit */

    /* Private. */
    bool has_place;
    struct db_lease lease;
    struct generation generation;
    int64_t records;
    bool units_changed;
};

#define AUTO_CHANGE __attribute__((cleanup(change_end))) struct change

/* Waits for a place among the writers, borrows a connection and begins a transaction. FAULT_BUSY when no place comes
 * free. */
bool change_open(struct plans *plans, moment_t now, const struct audit_origin *origin, struct change *ret_change,
                 struct fail *fail) MUST_CHECK;
/* change_open on behalf of a request. */
bool change_of_call(struct call *call, struct change *ret_change, struct fail *fail) MUST_CHECK;
/* Waits for this instance's and all others' turn to write; from then on the snapshot is the newest state. */
bool change_lock(struct change *change, struct fail *fail) MUST_CHECK;
/* Publishes the records of a kind, as the tables now have them; ids as an array literal. */
bool change_publish(struct change *change, enum reference_kind kind, const char *ids, struct fail *fail) MUST_CHECK;
bool change_publish_one(struct change *change, enum reference_kind kind, const char *id, struct fail *fail) MUST_CHECK;
/* The number of the generation that it makes, from change_lock on. */
int64_t change_generation(const struct change *change);
/* In whose name it goes on: the texts must live as long as the change. */
void change_take_origin(struct change *change, const struct audit_origin *origin);
/* The audit entry of what was stored: its kind and id, its version, and the SHA-256 of it. */
bool change_audit(struct change *change, const char *kind, const char *id, int64_t version,
                  const unsigned char digest[AUDIT_HASH_SIZE], struct fail *fail) MUST_CHECK;
/* Commits; a change set without records leaves the generation alone. Afterwards this instance knows what it has stored. */
bool change_commit(struct change *change, struct fail *fail) MUST_CHECK;
/* Gives everything back; what is not committed is gone. Also for a change that never was opened. */
void change_end(struct change *change);

#endif
