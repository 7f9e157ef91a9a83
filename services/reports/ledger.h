/* The ledger: versions of reports, the keys of the requests that made them, the events that tell of them and their audit entries, stored together.
 *
 * Unique keys decide: a version goes in only where the one before it is and it is not; a key of a request only once. */
#ifndef TONGHOP_REPORTS_LEDGER_H
#define TONGHOP_REPORTS_LEDGER_H

#include "audit/audit.h"
#include "core/buffer.h"
#include "core/fail.h"
#include "db/db.h"
#include "report.h"

#define REPORT_TOPIC "tonghop.report.v1" /* that the events go to */

enum write_outcome {
    WRITE_WAITING,
    WRITE_STORED,
    WRITE_KEY_REPLAY, /* the request was answered before: report and version of `met` */
    WRITE_KEY_REUSED, /* the key stands for another request */
    WRITE_EXISTS,     /* version 1 is there already: report of `met` */
    WRITE_STALE,      /* the version is there already, or the one before it is not the current one */
    WRITE_FAILED,     /* see fail; with retry the outcome may be unknown */
};

struct report_write {
    /* Given. */
    struct report report; /* recorded and epoch are stamped before it is stored */
    const char *payload;  /* of the event, not closed */
    size_t payload_size;
    const char *root;  /* that whoever made it acts under; the database refuses one that does not reach its unit */
    const char *trace; /* traceparent */
    const char *key;   /* Idempotency-Key; NULL: none */
    unsigned char fingerprint[SHA256_SIZE];
    int status; /* of the answer that the key stands for */
    const struct audit_origin *origin; /* who does it; its subject and client are those of the report */

    /* Answered. */
    enum write_outcome outcome;
    struct {
        char report[UUID_TEXT_SIZE];
        int32_t version;
        int status;
    } met;
    struct fail fail;

    /* Private. */
    struct report_write *next;
    struct write_group *group;
    int64_t deadline_us;
    unsigned char digest[AUDIT_HASH_SIZE]; /* of the row, for its audit entry */
    bool fresh;                            /* stored by this statement, not met as stored before */
};

enum { LEDGER_BATCH_MAX = 100 };

/* A connection for storing. */
struct ledger {
    struct db *db; /* NULL: not open */
    struct {
        int32_t write, entry, version, key, event;
    } types; /* numbers that this database gave to the composite types */
    int32_t epoch;
    moment_t floor;         /* as the last batch saw it */
    struct audit_head head; /* of the chain it has claimed */
    struct buffer items;    /* of what ledger_store has stored: the list of an audit entry */
};

bool ledger_open(const char *conninfo, struct ledger *ret_ledger, struct fail *fail) MUST_CHECK;
void ledger_close(struct ledger *ledger);

/* Claims an audit chain for the connection; ledger_store_audited needs it. */
bool ledger_claim_chain(struct ledger *ledger, struct fail *fail) MUST_CHECK;

/* At most LEDGER_BATCH_MAX, ordered by key, with their audit entries, in a transaction of its own. Those that another version stood in the way of stay
 * WRITE_WAITING, and those recorded at or below the floor of the ledger too. False: none of it is stored and all wait, but after a lost connection nobody knows; FAULT_BUSY: a deadlock. A chain that another has written to is given up: the ledger is closed. */
bool ledger_store_audited(struct ledger *ledger, struct report_write *const *writes, size_t count,
                          struct fail *fail) MUST_CHECK;

/* Several, ordered by key, in one statement of the open transaction, whose audit entry is the caller's to write, of ledger->items. Those that another version stood in the way of stay WRITE_WAITING, and
 * those recorded at or below the floor of the ledger too. False: none of it is stored, but for a lost connection, after which nobody
 * knows; FAULT_BUSY: a deadlock. */
bool ledger_store(struct ledger *ledger, struct report_write *const *writes, size_t count,
                  struct fail *fail) MUST_CHECK;
/* The same where nothing stands in their way. *ret_whole false: something does; the transaction is lost. */
bool ledger_store_plain(struct ledger *ledger, struct report_write *const *writes, size_t count, bool *ret_whole,
                        struct fail *fail) MUST_CHECK;
/* Was it kept out by the floor? Then it has to be stamped above it and stored again. */
bool ledger_is_below(const struct ledger *ledger, const struct report_write *write);
/* Gives those that are still waiting their outcome: ours after all, there already, or stale. Those that the floor alone stood in the way of
 * go on waiting. */
bool ledger_explain(struct ledger *ledger, struct report_write *const *writes, size_t count,
                    struct fail *fail) MUST_CHECK;
/* Forgets keys of requests older than a moment. */
bool ledger_keys_expire(struct ledger *ledger, moment_t before, struct fail *fail) MUST_CHECK;

#endif
