/* Binary form of what the ledger stores. Private to ledger*.c. */
#ifndef TONGHOP_REPORTS_LEDGER_ROW_H
#define TONGHOP_REPORTS_LEDGER_ROW_H

#include "ledger.h"

/* A value of type report_write_2 with its length in front. Sets write->digest. */
void ledger_row_add(struct buffer *to, struct report_write *write);
/* It as an item of an audit entry (AUDIT_ITEM_SIZE bytes). */
void ledger_item_add(struct buffer *to, const struct report_write *write);

#endif
