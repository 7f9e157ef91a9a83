/* The audit: an entry for every effect, written in the effect's own transaction, each holding the hash of the one before it.
 *
 * Table of each service (its migration has it, with a trigger that lets rows be added and nothing else):
 *   audit(chain, seq, recorded_us, subject, client, action, object, version, stored, address, roots, trace, items, hash)
 * A chain is a row of entries seq = 1, 2, …; hash = SHA-256 over the hash of the entry before (32 zero bytes for the first) and the canonical
 * bytes of this one: chain, seq, recorded_us, subject, client, action, object, version, stored, address, roots, trace in this order, each as
 * a length of four bytes (big-endian) and its bytes, numbers as eight (big-endian). `items` is hashed by way of `stored`, where it is given.
 *
 * Two kinds of chains, so that nobody waits for everybody: "effects", which a transaction takes hold of with a lock until its end; and
 * "writer-1", "writer-2", …, of which a process claims the first free one for as long as its session lives, keeping the head in memory. The primary
 * key is the last word: who meets a row where its own was to be has lost its lock without noticing, and must give the chain up.
 *
 * A chain proves that nothing inside it was changed. That its end was not cut off, nor the whole of it written anew, is proven by its heads,
 * which are published to AUDIT_TOPIC. No entry holds a token, a free text or a name. */
#ifndef TONGHOP_AUDIT_AUDIT_H
#define TONGHOP_AUDIT_AUDIT_H

#include "core/buffer.h"
#include "db/db.h"

#define AUDIT_TOPIC "tonghop.audit.v1"

enum { AUDIT_HASH_SIZE = 32, AUDIT_CHAIN_SIZE = 24, AUDIT_ITEM_SIZE = 52 };

/* Who did it, on which way, and from where. Texts; none is NULL. */
struct audit_origin {
    const char *subject, *client; /* of the token; an operator's command has "operator" and "" */
    const char *action;           /* operationId of the API, or the name of a command */
    const char *address;          /* IP address of the client; "" where there is none */
    const char *roots;            /* units the token covers, joined by spaces */
    const char *trace;            /* traceparent, as the events of the effect carry it */
};

struct audit_entry {
    const struct audit_origin *origin;
    moment_t recorded;
    const char *object; /* "report:018f…", "plan:…": kind and id */
    int64_t version;    /* of the object; of a list, how many; else 0 */
    unsigned char stored[AUDIT_HASH_SIZE]; /* SHA-256 of what was stored */
    /* A list in place of a single thing: AUDIT_ITEM_SIZE bytes each, the object's UUID (16), its version (4, big-endian) and the SHA-256 of what was
     * stored. `stored` is the SHA-256 of the list. NULL: none. */
    const struct buffer *items;
};

/* The last entry of a chain; seq 0: there is none yet. */
struct audit_head {
    char chain[AUDIT_CHAIN_SIZE];
    int64_t seq;
    unsigned char hash[AUDIT_HASH_SIZE];
};

void audit_digest(const void *bytes, size_t size, unsigned char ret_digest[AUDIT_HASH_SIZE]);
/* A digest as PostgreSQL prints a bytea ("\x…"). False: it is none. */
bool audit_digest_read(const char *text, unsigned char ret_digest[AUDIT_HASH_SIZE]) MUST_CHECK;

/* 64 hexadecimal digits. */
bool audit_digest_hex(const char *text, unsigned char ret_digest[AUDIT_HASH_SIZE]) MUST_CHECK;

/* Moves the head on by an entry. */
void audit_follow(struct audit_head *head, const struct audit_entry *entry);
/* A value of the composite type audit_write with its length in front: the entry that `head` was moved on by. */
void audit_row_add(struct buffer *to, const struct audit_head *head, const struct audit_entry *entry);

/* Adds an entry in the open transaction, which from here on to its end has the chain "effects" to itself. */
bool audit_write(struct db *db, const struct audit_entry *entry, struct fail *fail) MUST_CHECK;

/* Runs a statement that answers with one row of one column: the SHA-256 of what it has stored. */
bool audit_store(struct db *db, const struct statement *statement, int count, const char *const *values,
                 unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) MUST_CHECK;

/* Claims a chain for the session of a connection that stores much, and reads its head. */
bool audit_chain_claim(struct db *db, struct audit_head *ret_head, struct fail *fail) MUST_CHECK;

/* Puts an event into the outbox for each chain whose head is another than at the last call. `seen` is the caller's, zeroed before the first. */
enum { AUDIT_CHAINS_MAX = 64 };
struct audit_seen {
    struct audit_head heads[AUDIT_CHAINS_MAX + 1];
    size_t count;
};
bool audit_publish(struct db *db, const char *service, moment_t now, struct audit_seen *seen, size_t *ret_published,
                   struct fail *fail) MUST_CHECK;

#endif
