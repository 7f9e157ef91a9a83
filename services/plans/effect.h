/* From a request to its effect: who may write, the transaction, the key, and the answer given once it is committed. */
#ifndef TONGHOP_PLANS_EFFECT_H
#define TONGHOP_PLANS_EFFECT_H

#include "change.h"
#include "service/idempotency.h"

/* Each answers the call and returns false where the handler must not go on. */

/* PUT and DELETE: opens and locks. */
bool effect_begin(struct call *call, struct change *change) MUST_CHECK;
/* POST: opens, claims the key; the caller locks (effect_lock) unless it only queues a job. */
bool effect_begin_keyed(struct call *call, struct change *change) MUST_CHECK;
bool effect_lock(struct call *call, struct change *change) MUST_CHECK;

/* May the caller write for the unit as it stood on `date`? function: of the agency it is about, or NULL. Refuses with
 * 403. */
bool may_write(struct call *call, const struct snapshot *snapshot, uint32_t unit, day_t date,
               const char *function) MUST_CHECK;
/* The same for what is the nation's: units, programmes, indicators, forms, holidays. */
bool may_write_nation(struct call *call, const struct snapshot *snapshot) MUST_CHECK;

/* PUT: creates (version 0) without If-Match, changes only with it; If-None-Match: * only creates. Refuses with 412 or
 * 428. */
bool precondition_put(struct call *call, int64_t version) MUST_CHECK;

/* Commits and answers with call->body; for a POST the key keeps the answer. */
void effect_finish(struct call *call, struct change *change, const struct answer *answer);

/* The body as JSON, or NULL with the call refused. The caller owns it. */
json_t *body_json(struct call *call) MUST_CHECK;

/* A whole number above 0 in the path; 0 with the call refused (404: there is no such version). */
int64_t path_number(struct call *call, const char *name);

/* Which part of a list is asked for. */
struct page {
    const char *after; /* position behind which it begins; NULL: the first one */
    uint32_t limit;
};
struct page page_asked(struct call *call);
/* Refuses where the query has issues; asked once, when all of it was looked at. */
bool query_is_sound(struct call *call) MUST_CHECK;

/* The unit a query parameter names today, or by its id whenever it was; UNIT_NONE with an issue. */
uint32_t unit_of_query(struct call *call, const struct snapshot *snapshot, const char *parameter, const char *asked);

/* The end of a list: closes items and object, with "next" where there is more behind `position` (NULL: nothing more). */
void list_end(struct call *call, struct json_writer *writer, const char *position);
struct json_writer list_begin(struct call *call);

#endif
