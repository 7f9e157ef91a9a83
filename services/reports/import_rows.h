/* The rows of an import as entries. Private to import_*.c. */
#ifndef TONGHOP_REPORTS_IMPORT_ROWS_H
#define TONGHOP_REPORTS_IMPORT_ROWS_H

#include "import_run.h"

/* One row read and checked. Issues empty: entry is good. The entry lives as long as setting->arena is not reset and only until `take` returns. */
struct import_row {
    uint32_t number;
    const struct entry *entry;
    const struct issues *issues;
};
/* False: read no further. */
typedef bool (*import_row_take)(void *taker, const struct import_row *row);

/* False: the taker stopped. */
bool import_rows_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                      void *taker) MUST_CHECK;

#endif
