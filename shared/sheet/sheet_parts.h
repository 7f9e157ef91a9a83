/* What the parts of a workbook say before its sheets are read: which sheets there are, its shared strings, which formats are of dates.
 * Private to this room. */
#ifndef TONGHOP_SHEET_SHEET_PARTS_H
#define TONGHOP_SHEET_SHEET_PARTS_H

#include "core/buffer.h"
#include "sheet/sheet_archive.h"

struct sheet_tab {
    const char *name, *part;
};

struct sheet_parts {
    struct arena arena;
    struct sheet_tab *tabs;
    size_t tab_count;
    const char **strings;
    size_t string_count;
    bool *is_date; /* by format of cells */
    size_t format_count;
};

bool parts_read(struct sheet_archive *archive, struct sheet_parts *ret_parts, struct sheet_flaw *flaw)
    __attribute__((warn_unused_result));
void parts_done(struct sheet_parts *parts);

/* Adds a text that a cell may have; false: with it, it would be longer than a cell's text may be. */
bool text_gather(struct buffer *to, const char *text, int length, struct sheet_flaw *flaw);
/* What was gathered, in the arena: _xHHHH_ as the character that it stands for, control characters left out. */
const char *text_take(struct arena *arena, const struct buffer *gathered);

#endif
