/* Statements on the keys of POSTs. */
#ifndef TONGHOP_SERVICE_IDEMPOTENCY_SQL_H
#define TONGHOP_SERVICE_IDEMPOTENCY_SQL_H

#include "service/idempotency.h"

bool idempotency_key_lock(struct db *db, const char *client, const char *key, bool *ret_locked, struct fail *fail) MUST_CHECK;
/* No row, or: is it of this request?, status, location, version, body. `head` and `body` are what the fingerprint
 * covers. */
PGresult *idempotency_key_find(struct db *db, const char *client, const char *key, const char *head, const char *body,
                   struct fail *fail) MUST_CHECK;
bool idempotency_key_store(struct db *db, const char *client, const char *key, const char *head, const char *body,
               const struct answer *answer, const char *answer_body, moment_t now, struct fail *fail) MUST_CHECK;
bool idempotency_keys_drop(struct db *db, moment_t before, struct fail *fail) MUST_CHECK;

#endif
