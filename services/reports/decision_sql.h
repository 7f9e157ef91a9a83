/* Statements for many decisions at once. */
#ifndef TONGHOP_REPORTS_DECISION_SQL_H
#define TONGHOP_REPORTS_DECISION_SQL_H

#include "db/db.h"
#include "report.h"

/* ret_keys[i] for ids[i] (UUIDs), its texts in the arena; form NULL where there is no such report. */
bool report_keys_find(struct db *db, const char *const *ids, size_t count, struct arena *arena,
                      struct report_key *ret_keys, struct fail *fail) MUST_CHECK;

/* What each of several keys stands for. */
struct key_stored {
    int status; /* 0: it is not known */
    int32_t version;
    bool same; /* the fingerprint */
};
bool decision_keys_find(struct db *db, const char *client, const char *const *keys, size_t count,
               const unsigned char fingerprint[SHA256_SIZE], struct key_stored *ret_stored,
               struct fail *fail) MUST_CHECK;

#endif
