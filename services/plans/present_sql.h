/* Statements on the generation and on what is published. */
#ifndef TONGHOP_PLANS_PRESENT_SQL_H
#define TONGHOP_PLANS_PRESENT_SQL_H

#include "db/db.h"

struct generation {
    int64_t number; /* of the newest change set */
    int64_t units;  /* of the newest one that changed units or reorganisations */
};

bool generation_read(struct db *db, struct generation *ret_generation, struct fail *fail) MUST_CHECK;
bool generation_lock(struct db *db, struct generation *ret_generation, struct fail *fail) MUST_CHECK;
bool generation_store(struct db *db, const struct generation *generation, struct fail *fail) MUST_CHECK;

/* All records of a kind: id, value; ordered by id. */
PGresult *published_all(struct db *db, const char *kind, struct fail *fail) MUST_CHECK;

/* What the events of one change set have in common. */
struct publication {
    int64_t generation;
    const char *trace;
    moment_t now;
};
/* Puts the records of a kind with these ids into the outbox as they now stand, ordered by id; an id that is no longer
 * published becomes a tombstone. */
bool outbox_add(struct db *db, const struct publication *publication, const char *kind, const char *ids,
                int64_t *ret_records, struct fail *fail) MUST_CHECK;
/* The record that closes the change set. */
bool outbox_close(struct db *db, const struct publication *publication, int64_t records, struct fail *fail) MUST_CHECK;

#endif
