/* A batch of outbox rows as records, and which of its rows are done with. */
#ifndef TONGHOP_PIPELINE_OUTBOX_BATCH_H
#define TONGHOP_PIPELINE_OUTBOX_BATCH_H

#include "bus/bus.h"
#include "core/arena.h"
#include "db/db.h"

enum { OUTBOX_BATCH_MAX = 2000 };

struct outbox_batch {
    struct arena arena; /* of one batch */
    struct record records[OUTBOX_BATCH_MAX];
    bool delivered[OUTBOX_BATCH_MAX];
    size_t count, bytes;
};

/* Fills the batch; its records point into `rows`. */
void outbox_batch_take(struct outbox_batch *batch, const char *service, const PGresult *rows);

void outbox_batch_seqs(const PGresult *rows, struct db_array *seqs); /* of all rows */

/* The end of the part that begins at `from` and may be sent at once: a record that closes a change set begins a new part. */
size_t outbox_batch_part(const struct outbox_batch *batch, size_t from);

/* Adds the sequence numbers of the rows to delete and returns how many: the delivered ones, but none behind an undelivered one of
 * the same key, so that a key's records are sent again in their order. */
size_t outbox_batch_done(const struct outbox_batch *batch, const PGresult *rows, struct db_array *seqs);

#endif
