/* The zip around a workbook: its parts by name, unpacked piece by piece within the limits of sheet_read.h. Private to this room. */
#ifndef TONGHOP_SHEET_SHEET_ARCHIVE_H
#define TONGHOP_SHEET_SHEET_ARCHIVE_H

#include "sheet/sheet_read.h"

struct zip;

struct sheet_archive {
    struct zip *zip;
    size_t unpacked; /* of all parts so far */
};

/* Refuses what is no zip, what is encrypted, and what names parts with macros or of links to elsewhere. */
bool archive_open(const char *bytes, size_t size, struct sheet_archive *ret_archive, struct sheet_flaw *flaw)
    __attribute__((warn_unused_result));
void archive_close(struct sheet_archive *archive);
bool archive_has(const struct sheet_archive *archive, const char *part);

/* Takes a piece of a part. False: no more of it. */
typedef bool (*archive_take)(void *taker, const char *bytes, size_t size);
/* True: the whole part was taken, or the taker stopped. */
bool archive_read(struct sheet_archive *archive, const char *part, archive_take take, void *taker, struct sheet_flaw *flaw)
    __attribute__((warn_unused_result));

/* Sets what is wrong, unless something is already. False, always. */
bool sheet_flawed(struct sheet_flaw *flaw, enum sheet_flaw_kind kind, const char *what);
bool sheet_beyond(struct sheet_flaw *flaw, const char *what, uint64_t limit);

#endif
