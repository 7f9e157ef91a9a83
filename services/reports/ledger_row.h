/* Binary form of what the ledger stores. Private to ledger*.c. */
#ifndef TONGHOP_REPORTS_LEDGER_ROW_H
#define TONGHOP_REPORTS_LEDGER_ROW_H

#include "ledger.h"

/* The head of an array of one dimension; its elements follow. */
void array_head(struct buffer *to, int32_t element_type, bool has_null, size_t count);
/* A value of type report_write_2 with its length in front. */
void ledger_row_add(struct buffer *to, const struct report_write *write);

#endif
