/* The outbox: events are rows written in the transaction of their effect; one relay at a time publishes them in order and deletes
 * exactly the acknowledged ones (docs/decisions/0002; never "id > last").
 *
 * Table of each service (its migration has it):
 *   outbox(seq bigint generated always as identity primary key, id uuid not null, topic text not null, key text not null, type text not null,
 *          subject text not null, version bigint not null, recorded_us bigint not null, trace text not null, payload text)
 * payload NULL is a tombstone. The relay makes the CloudEvents headers: ce_id, ce_type, ce_source ("/<service>"), ce_time and
 * ce_recordedtime (from recorded_us), ce_subject, ce_specversion 1.0, ce_partitionkey, ce_sequence (20 digits of version), traceparent. A record with the key "generation"
 * closes a change set: it is sent once everything before it has arrived. */
#ifndef TONGHOP_PIPELINE_OUTBOX_H
#define TONGHOP_PIPELINE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/fail.h"

struct relay;
struct relay_options {
    const char *service;  /* for ce_source, logs and the advisory lock */
    const char *conninfo;
    const char *brokers;
};

/* Starts its thread; it waits for database and broker as long as it takes, with growing pauses, and logs once a change of state. */
bool relay_start(const struct relay_options *options, struct relay **ret_relay, struct fail *fail) MUST_CHECK;
void relay_wake(struct relay *relay); /* rows were committed; any thread */
void relay_stop(struct relay *relay); /* publishes what is there for at most 5 s, then stops */

#endif
