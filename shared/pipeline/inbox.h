/* The inbox: takes batches from a topic of a group and stores effect and offsets in one transaction (reference R2.6–R2.8).
 *
 * Table: consumer_offset(topic text, partition int, next_offset bigint not null, primary key (topic, partition)). A batch's transaction
 * updates it `WHERE next_offset = expected`; 0 rows mean another member went on: the batch is rolled back and the offset read again.
 * A failure with retry, or FAULT_BROKEN (a missing table or right, a bug: not the record's fault), is tried again with growing pauses and
 * never skips. A batch that fails otherwise is halved until the record is found; a record that can never be applied goes to table
 * dead_letter and to topic tonghop.<group>.dead.v1 (through the outbox: original key and payload, ce_subject says where it was and why)
 * in the transaction that moves the offset past it (pipeline/dead_letter.h); an operator may have it applied again.
 * Table: dead_letter(id uuid primary key, topic, partition, "offset", key, headers text, payload text, reason text, failed_us bigint, replayed_us bigint) */
#ifndef TONGHOP_PIPELINE_INBOX_H
#define TONGHOP_PIPELINE_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/audit.h"
#include "bus/bus.h"
#include "db/db.h"

struct inbox;
struct inbox_options {
    const char *service, *group, *topic, *conninfo, *brokers;
    const char *instance; /* NULL: the host's name. Instances of a service on one host need different ones, the same after a restart */
    uint32_t batch_max; /* 2000 */
    /* What is stored is a copy of the topic and nothing more: a crash of the server may take the last moments of it back together with the
     * offsets, and they are read again. Spares a flush of the log for every batch. */
    bool copies_only;
    /* Stores the batch inside the open transaction. Records are ordered by partition, and by offset in each. Replays call it from other
     * threads at the same time, each with one record. */
    bool (*apply)(void *context, struct db *db, const struct record *records, size_t count, struct fail *fail);
    void (*applied)(void *context); /* after the commit; may be NULL */
    void *context;
};

bool inbox_start(const struct inbox_options *options, struct inbox **ret_inbox, struct fail *fail) MUST_CHECK;
void inbox_stop(struct inbox *inbox);

/* Applies a dead letter once more: its effect and the mark that it was replayed in one transaction of `db`. Any thread, while the inbox runs.
 * A letter that was replayed before stays as it is (*ret_before). False, with nothing changed: the failure of `apply`; FAULT_MISSING: no such
 * letter; FAULT_CONFLICT: this inbox does not read the letter's topic. */
bool inbox_replay(const struct inbox *inbox, struct db *db, const char *id, const struct audit_origin *origin, moment_t now, bool *ret_before,
                  struct fail *fail) MUST_CHECK;

#endif
