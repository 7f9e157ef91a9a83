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
    const char *owner; /* who runs it */
    bool atomic;
    uint32_t total;
    moment_t now;
};

/* How it ends. */
struct import_end {
    const char *id, *owner, *state, *reason, *rows; /* reason may be NULL */
    const struct import_counts *counts;
    moment_t now;
};

/* The session holds the name of an owner until it ends. */
bool import_owner_lock(struct db *db, const char *owner, struct fail *fail) MUST_CHECK;

/* False in *ret_new: the key is there. */
bool import_insert(struct db *db, const struct import_new *import, bool *ret_new, struct fail *fail) MUST_CHECK;
/* FAULT_MISSING where there is none of this client. */
bool import_find(struct db *db, const char *client, const char *id, struct arena *arena,
                 struct import_row_stored *ret_import, struct fail *fail) MUST_CHECK;
bool import_find_key(struct db *db, const char *client, const char *key, const char *fingerprint, struct arena *arena,
                     struct import_row_stored *ret_import, struct fail *fail) MUST_CHECK;
/* One that failed for a reason outside the file, or whose owner is gone, begins anew under another owner. False in *ret_taken: it is not so. */
bool import_take_over(struct db *db, const char *id, const char *owner, const char *state, bool *ret_taken,
                      struct fail *fail) MUST_CHECK;
/* Newest first, behind (created, id); id NULL: from the start. */
bool import_list_read(struct db *db, const char *client, moment_t created, const char *id, uint32_t limit,
                      struct arena *arena, struct import_row_stored **ret_imports, size_t *ret_count,
                      struct fail *fail) MUST_CHECK;
/* Counts so far of one that is queued or running; false in *ret_open: it no longer is, say cancelled, or has another owner. */
bool import_progress(struct db *db, const char *id, const char *owner, const struct import_counts *counts, bool *ret_open,
                     struct fail *fail) MUST_CHECK;
/* Its end; one that was cancelled stays so. False in *ret_stands: it ended otherwise before, or has another owner. */
bool import_finish(struct db *db, const struct import_end *end, bool *ret_stands, struct fail *fail) MUST_CHECK;
bool import_cancel(struct db *db, const char *client, const char *id, moment_t now, bool *ret_cancelled,
                   struct fail *fail) MUST_CHECK;
/* Those whose owner is gone have failed: all, or the one with the id. */
bool imports_interrupted(struct db *db, const char *id, moment_t now, struct fail *fail) MUST_CHECK;

#endif
