/* The rows of an import as entries. Private to import_*.c. */
#ifndef TONGHOP_REPORTS_IMPORT_ROWS_H
#define TONGHOP_REPORTS_IMPORT_ROWS_H

#include "import_run.h"

/* One row read and checked. Issues empty: entry is good. Issues may have a row of their own, where a report takes several. The entry lives as long
 * as setting->arena is not reset and only until `take` returns. */
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

/* The column of a table for an issue of a report: /values/a is "a", /notAvailable/a "notAvailable.a", /narratives/a "narratives.a". */
const char *import_column(const struct issue *issue, struct arena *arena);

/* That the caller may not act for the unit of an entry, where it is so. */
void import_not_yours(const struct entry_setting *setting, const struct entry *entry, struct issues *issues);

/* The same for workbooks (import_workbook.c). */
uint32_t workbook_count(const struct import_request *request, struct arena *arena, struct issues *issues);
bool workbook_rows_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                        void *taker) MUST_CHECK;

#endif
