/* The texts that the cells of a workbook share. Private to this room. */
#ifndef TONGHOP_SHEET_SHEET_STRINGS_H
#define TONGHOP_SHEET_SHEET_STRINGS_H

#include "sheet/sheet_parts.h"

bool strings_read(struct sheet_archive *archive, const char *part, struct sheet_parts *parts, struct sheet_flaw *flaw)
    __attribute__((warn_unused_result));

#endif
