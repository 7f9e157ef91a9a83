/* Statements on imports. */
#ifndef TONGHOP_REPORTS_IMPORT_SQL_H
#define TONGHOP_REPORTS_IMPORT_SQL_H

#include "core/uuid.h"
#include "import_run.h"

/* A row of the table. Texts live in the arena given. */
struct import_row_stored {
    char id[UUID_TEXT_SIZE];
    const char *form, *period, *mode, *state, *reason, *rows, *sha256;
    uint32_t total;
    struct import_counts counts;
    moment_t created, finished; /* MOMENT_NONE: not yet */
    bool same;                  /* the fingerprint asked with */
};

struct import_new {
    const char *id, *client, *key, *form, *period, *state, *sha256, *fingerprint; /* digests in hexadecimal */
    bool atomic;
    uint32_t total;
    moment_t now;
};

/* False in *ret_new: the key is there. */
bool import_insert(struct db *db, const struct import_new *import, bool *ret_new, struct fail *fail) MUST_CHECK;
/* FAULT_MISSING where there is none of this client. */
bool import_find(struct db *db, const char *client, const char *id, struct arena *arena,
                 struct import_row_stored *ret_import, struct fail *fail) MUST_CHECK;
bool import_find_key(struct db *db, const char *client, const char *key, const char *fingerprint, struct arena *arena,
                     struct import_row_stored *ret_import, struct fail *fail) MUST_CHECK;
/* Newest first, behind (created, id); id NULL: from the start. */
bool import_list_read(struct db *db, const char *client, moment_t created, const char *id, uint32_t limit,
                      struct arena *arena, struct import_row_stored **ret_imports, size_t *ret_count,
                      struct fail *fail) MUST_CHECK;
/* Counts so far of one that is queued or running; false in *ret_open: it no longer is, say cancelled. */
bool import_progress(struct db *db, const char *id, const struct import_counts *counts, bool *ret_open,
                     struct fail *fail) MUST_CHECK;
/* Its end; one that was cancelled stays so. reason may be NULL. */
bool import_finish(struct db *db, const char *id, const char *state, const char *reason,
                   const struct import_counts *counts, const char *rows, moment_t now, struct fail *fail) MUST_CHECK;
bool import_forget(struct db *db, const char *id, struct fail *fail) MUST_CHECK;
bool import_cancel(struct db *db, const char *client, const char *id, moment_t now, bool *ret_cancelled,
                   struct fail *fail) MUST_CHECK;
/* At start: what was running when the process ended. */
bool imports_interrupted(struct db *db, moment_t now, struct fail *fail) MUST_CHECK;

#endif
