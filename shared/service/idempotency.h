/* Idempotency-Key: the same POST again gets the same answer, whatever became of the connection in between.
 *
 * The key's row is written in the transaction of the effect; an advisory lock of that transaction tells a request that
 * is still running. Needs table idempotency(client, key, fingerprint, status, location, version, body, created_us). */
#ifndef TONGHOP_SERVICE_IDEMPOTENCY_H
#define TONGHOP_SERVICE_IDEMPOTENCY_H

#include "db/db.h"
#include "http/call.h"

/* An answer that can be given again: its body is call->body. */
struct answer {
    int status;
    const char *location; /* NULL: none */
    int64_t version;      /* for the ETag; 0: none */
};

enum key_claim {
    KEY_CLAIMED,  /* go on; the key is this transaction's */
    KEY_ANSWERED, /* replayed, or refused: the call has its answer */
    KEY_FAILED,   /* see fail */
};

/* In the open transaction of the effect, before anything else. */
enum key_claim idempotency_claim(struct db *db, struct call *call, struct fail *fail) MUST_CHECK;
/* The same on a connection of the service's pool, in a transaction that begins with it. False: the call has its answer, or its refusal. */
bool idempotency_begin(struct call *call, struct db_lease *ret_lease) MUST_CHECK;
/* Before the commit: keeps the answer, with call->body as it will be sent. */
bool idempotency_keep(struct db *db, const struct call *call, const struct answer *answer,
                      struct fail *fail) MUST_CHECK;
/* Drops keys older than 30 days. */
bool idempotency_expire(struct db *db, moment_t now, struct fail *fail) MUST_CHECK;

/* Sends the answer. */
void answer_give(struct call *call, const struct answer *answer);

#endif
