/* Which formats of cells show a number as a date or time. Private to this room. */
#ifndef TONGHOP_SHEET_SHEET_FORMATS_H
#define TONGHOP_SHEET_SHEET_FORMATS_H

#include "sheet/sheet_parts.h"

bool formats_read(struct sheet_archive *archive, const char *part, struct sheet_parts *parts, struct sheet_flaw *flaw)
    __attribute__((warn_unused_result));

/* Whether a format such as "dd/mm/yyyy" or "[h]:mm" is of a date or time; "#,##0.00" and "0 \"ha\"" are not. */
bool format_is_date(const char *code);

#endif
