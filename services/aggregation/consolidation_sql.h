/* The statements on consolidations and their recipients. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_SQL_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_SQL_H

#include "audit/audit.h"
#include "consolidation_row.h"
#include "core/arena.h"
#include "db/db.h"

bool consolidation_insert(struct db *db, const struct consolidation *consolidation, struct fail *fail) MUST_CHECK;
/* With its recipients, in the arena. FAULT_MISSING: there is none. `lock`: until the transaction ends. */
bool consolidation_find(struct db *db, const char *id, bool lock, struct arena *arena, struct consolidation *ret_consolidation,
                        struct fail *fail) MUST_CHECK;
/* Everything that may change, under the next version, which is set. FAULT_CONFLICT: it is no longer the version that was read. */
bool consolidation_update(struct db *db, struct consolidation *consolidation, struct fail *fail) MUST_CHECK;
/* The audit entry of what is stored of it now. */
bool consolidation_audit(struct db *db, const struct audit_origin *origin, moment_t now,
                         const struct consolidation *consolidation, struct fail *fail) MUST_CHECK;
bool consolidation_recipients_write(struct db *db, const struct consolidation *consolidation, struct fail *fail) MUST_CHECK;

/* Heads, the newest first. NULL and 0: any. */
struct consolidation_filter {
    const char *unit, *form, *period, *state;
    const char *before; /* id of the last one seen */
    uint32_t limit;
};
bool consolidations_read(struct db *db, const struct consolidation_filter *filter, struct arena *arena, struct consolidation **ret_found,
                         size_t *ret_count, struct fail *fail) MUST_CHECK;

/* The next number of the agency for these forms and this period; until the transaction ends nobody else gets one. */
bool consolidation_number_next(struct db *db, const struct consolidation *consolidation, int64_t *ret_number, struct fail *fail) MUST_CHECK;
/* What was signed with the number before that of the consolidation, of a draft the newest; *ret_id "": nothing. */
bool consolidation_before(struct db *db, const struct consolidation *consolidation, char ret_id[UUID_TEXT_SIZE], struct fail *fail) MUST_CHECK;

/* An event on tonghop.consolidation.v1. */
bool consolidation_event_write(struct db *db, const struct consolidation *consolidation, const char *type, const char *payload, const char *trace,
                               moment_t now, struct fail *fail) MUST_CHECK;

bool seal_key_store(struct db *db, const char *kid, const char *jwk, moment_t now, struct fail *fail) MUST_CHECK;
/* Public keys as a JWK Set, in the arena; `present` is among them where it is not NULL. */
bool seal_keys_read(struct db *db, const char *present, struct arena *arena, const char **ret_keys, struct fail *fail) MUST_CHECK;

#endif
