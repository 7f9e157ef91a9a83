/* Binary form of what the ledger stores. Private to ledger*.c. */
#ifndef TONGHOP_REPORTS_LEDGER_ROW_H
#define TONGHOP_REPORTS_LEDGER_ROW_H

#include "ledger.h"

/* A condition on a version to be stored, as g: it is the first, or the one before it is there. */
#define LEDGER_FOLLOWS                                                                                                 \
    " AND (version = 1 OR EXISTS (SELECT FROM report_version p WHERE p.period_year = g.period_year"                    \
    "      AND p.form = g.form AND p.unit = g.unit AND p.agency = g.agency AND p.period = g.period"                    \
    "      AND p.version = g.version - 1))"

bool ledger_has_next(struct report_write *const *writes, size_t count); /* does any follow another version? */

extern const struct statement ledger_entries_insert; /* of audit_write[] */

/* A value of type report_write_2 with its length in front. Sets write->digest. */
void ledger_row_add(struct buffer *to, struct report_write *write);
/* The same apart, of the types version_row (which sets write->digest), key_row and event_row. */
void ledger_version_add(struct buffer *to, struct report_write *write);
void ledger_key_add(struct buffer *to, const struct report_write *write);
void ledger_event_add(struct buffer *to, const struct report_write *write);
/* It as an item of an audit entry (AUDIT_ITEM_SIZE bytes). */
void ledger_item_add(struct buffer *to, const struct report_write *write);
/* The audit entries of them all, which continue the chain at *head. */
void ledger_entries_render(const struct ledger *ledger, struct report_write *const *writes, size_t count,
                           struct audit_head *head, struct buffer *to);

/* All of them with their audit entries, if nothing stands in their way: an insert for each table, together. *ret_whole false: something does, and none
 * of it is stored. */
bool ledger_store_whole(struct ledger *ledger, struct report_write *const *writes, size_t count, bool *ret_whole,
                        struct fail *fail) MUST_CHECK;
bool ledger_prepare_whole(struct ledger *ledger, struct fail *fail) MUST_CHECK;

/* What a failed statement means to the ledger; false. */
bool ledger_failed(struct db *db, const PGresult *result, struct fail *fail);
/* The same where audit entries were among it: where another has written to the chain, who holds its lock without our knowing, nothing more may be
 * added by us. */
bool ledger_audited_failed(struct ledger *ledger, const PGresult *result, struct fail *fail);

#endif
