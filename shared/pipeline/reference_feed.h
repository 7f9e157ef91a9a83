/* The reading side of tonghop.reference.v1: keeps a copy of its records in the service's own schema and the present snapshot in memory.
 *
 * Tables: reference_record(key text primary key, value text not null, "offset" bigint not null);
 *         reference_state("only" boolean primary key default true check ("only"), next_offset bigint not null, generation bigint not null).
 * Records are staged in memory until their `generation` record arrives, then stored (upsert where the offset is newer; tombstones
 * delete) together with next_offset in one transaction, then the snapshot is rebuilt and swapped. Change sets that are already there are taken together.
 * At start the snapshot comes from the tables alone, so the service serves without Kafka. Several instances may run: each reads the whole
 * topic, and storing is idempotent. */
#ifndef TONGHOP_PIPELINE_REFERENCE_FEED_H
#define TONGHOP_PIPELINE_REFERENCE_FEED_H

#include <stdbool.h>

#include "core/fail.h"
#include "db/db.h"
#include "reference/snapshot.h"

struct reference_feed;
struct reference_feed_options {
    const char *service, *conninfo, *brokers;
    struct reference *reference;        /* where snapshots are swapped in */
    bool keeps_reach;                   /* the service has a table unit_reach for its policies */
    void (*swapped)(void *context);     /* after a swap; may be NULL */
    void *context;
};

/* Loads the tables (so a snapshot is there when it returns), then starts its thread. */
bool reference_feed_start(const struct reference_feed_options *options, struct reference_feed **ret_feed, struct fail *fail) MUST_CHECK;
void reference_feed_stop(struct reference_feed *feed);

/* Fills `reference` from the tables as they stand, for a program that does not follow the topic. */
bool reference_load(struct db *db, struct reference *reference, struct fail *fail) MUST_CHECK;

#endif
