/* The inbox: batches of records into one transaction each, with the offsets they move. */
#include "pipeline/inbox.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/clock.h"
#include "core/text.h"
#include "core/uuid.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/dead_letter.h"
#include "pipeline/inbox_sql.h"
#include "pipeline/worker.h"

enum {
    POLL_MS = 100,
    GATHER_MS = 3, /* after a small batch */
    GATHER_RECORDS = 500,
    HOST_NAME_SIZE = 256,
};

struct inbox {
    struct arena arena;
    struct inbox_options options;
    const char *client, *dead_topic;
    struct worker worker;
    struct db *db;
    struct group_member *member;
    struct record *records;                 /* batch_max */
    int64_t expected[TOPIC_PARTITIONS_MAX]; /* next_offset as the database has it, by partition */
    struct fail reported;                   /* the failure last logged; FAULT_NONE: all is well */
};

/* A run of records of one partition. */
struct run {
    const struct record *records;
    size_t count;
};

/* ---- What failed is said once, and once that it is over. */

static void report_failure(struct inbox *inbox, const struct fail *fail) {
    if (inbox->reported.fault != fail->fault)
        log_fail(LOG_ERROR, "inbox.failing", fail);
    inbox->reported = *fail;
}

static void report_success(struct inbox *inbox) {
    if (inbox->reported.fault != FAULT_NONE)
        log_event(LOG_INFO, "inbox.going_on", "%s", inbox->options.topic);
    inbox->reported = (struct fail){0};
    worker_go_on(&inbox->worker);
}

/* ---- Database */

static bool connect_database(struct inbox *inbox, struct fail *fail) {
    if (inbox->db != NULL && !db_broken(inbox->db))
        return true;
    db_close(inbox->db);
    inbox->db = NULL;
    return db_open(inbox->options.conninfo, inbox->client, &inbox->db, fail) &&
           (!inbox->options.copies_only || db_script(inbox->db, "SET synchronous_commit = off", fail));
}

/* 0 is what a new row holds; the start of the partition may lie behind it. */
static int64_t offset_of(void *context, int32_t partition) {
    struct inbox *inbox = context;
    struct fail fail;
    assert(partition >= 0 && partition < TOPIC_PARTITIONS_MAX);
    int64_t *expected = &inbox->expected[partition];
    if (!connect_database(inbox, &fail) || !offset_read(inbox->db, inbox->options.topic, partition, expected, &fail)) {
        report_failure(inbox, &fail);
        return INT64_MIN;
    }
    return *expected == 0 ? -1 : *expected;
}

/* ---- Runs of a batch */

static int by_place(const void *a, const void *b) {
    const struct record *left = a, *right = b;
    if (left->partition != right->partition)
        return left->partition < right->partition ? -1 : 1;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

static bool next_run(const struct record *records, size_t count, size_t *from, struct run *ret_run) {
    if (*from == count)
        return false;
    size_t begin = *from;
    while (*from < count && records[*from].partition == records[begin].partition)
        (*from)++;
    *ret_run = (struct run){.records = &records[begin], .count = *from - begin};
    return true;
}

static int64_t next_offset(const struct run *run) {
    return run->records[run->count - 1].offset + 1;
}

/* ---- Storing */

/* Moves the offsets first: who comes second learns it before doing the work again. */
static bool move_offsets(struct inbox *inbox, const struct record *records, size_t count, struct fail *fail) {
    struct offset_moves moves __attribute__((cleanup(offset_moves_done)));
    struct run run;
    bool all;
    offset_moves_begin(&moves);
    for (size_t from = 0; next_run(records, count, &from, &run);)
        offset_moves_add(&moves, run.records->partition, inbox->expected[run.records->partition], next_offset(&run));
    if (!offset_move(inbox->db, inbox->options.topic, &moves, &all, fail))
        return false;
    return all || fail_set(fail, FAULT_CONFLICT, true, "inbox", "another member went on in %s", inbox->options.topic);
}

/* What holds once the transaction is committed. */
static void moved(struct inbox *inbox, const struct record *records, size_t count) {
    struct run run;
    for (size_t from = 0; next_run(records, count, &from, &run);) {
        inbox->expected[run.records->partition] = next_offset(&run);
        group_commit(inbox->member, run.records->partition, next_offset(&run));
    }
    if (inbox->options.applied != NULL)
        inbox->options.applied(inbox->options.context);
}

static bool store_batch(struct inbox *inbox, const struct record *records, size_t count, struct fail *fail) {
    bool stored = db_begin(inbox->db, fail) && move_offsets(inbox, records, count, fail) &&
                  inbox->options.apply(inbox->options.context, inbox->db, records, count, fail) &&
                  db_commit(inbox->db, fail);
    if (!stored) {
        db_rollback(inbox->db);
        return false;
    }
    metric_add(METRIC_CONSUMED, (int64_t)count);
    moved(inbox, records, count);
    return true;
}

/* `cause`: why it can never be applied. */
static bool bury(struct inbox *inbox, const struct record *record, const struct fail *cause, struct fail *fail) {
    char id[UUID_TEXT_SIZE];
    const struct burial burial = {.id = id, .dead_topic = inbox->dead_topic, .reason = cause->text, .record = record};
    uuid_new(clock_now(), id);
    bool stored = db_begin(inbox->db, fail) && move_offsets(inbox, record, 1, fail) &&
                  dead_letter_store(inbox->db, &burial, fail) && db_commit(inbox->db, fail);
    if (!stored) {
        db_rollback(inbox->db);
        return false;
    }
    log_event(LOG_ERROR, "inbox.dead_letter", "%s [%" PRId32 "] offset %" PRId64 ": %s: %s (%s)", record->topic,
              record->partition, record->offset, cause->where, cause->text, id);
    metric_add(METRIC_DEAD_LETTERS, 1);
    moved(inbox, record, 1);
    return true;
}

static bool is_the_records_fault(const struct fail *fail) {
    return !fail->retry && fail->fault != FAULT_BROKEN;
}

/* Halving finds one bad record of a full batch in a dozen transactions; the good ones before it stay stored. */
static bool store(struct inbox *inbox, const struct record *records, size_t count, struct fail *fail) {
    if (store_batch(inbox, records, count, fail))
        return true;
    if (!is_the_records_fault(fail))
        return false;
    struct fail cause = *fail;
    if (count == 1)
        return bury(inbox, records, &cause, fail);
    size_t half = count / 2;
    return store(inbox, records, half, fail) && store(inbox, records + half, count - half, fail);
}

/* ---- The thread */

static bool join_group(struct inbox *inbox, struct fail *fail) {
    if (inbox->member != NULL && group_broken(inbox->member)) {
        group_close(inbox->member);
        inbox->member = NULL;
    }
    const struct group_options options = {
        .brokers = inbox->options.brokers,
        .group = inbox->options.group,
        .client = inbox->client,
        .topic = inbox->options.topic,
        .offset_of = offset_of,
        .context = inbox,
    };
    return inbox->member != NULL || group_open(&options, &inbox->member, fail);
}

/* Takes what is there and stores it. After a failure everything is read again from the offsets that the database
 * has: the member goes on polling meanwhile, so the group does not take it for dead. */
static bool take_batch(struct inbox *inbox, size_t *ret_count, struct fail *fail) {
    *ret_count = 0;
    if (!join_group(inbox, fail))
        return false;
    bool polled = group_poll(inbox->member, POLL_MS, inbox->records, inbox->options.batch_max, ret_count, fail);
    if (*ret_count == 0)
        return polled;
    qsort(inbox->records, *ret_count, sizeof *inbox->records, by_place);
    if (connect_database(inbox, fail) && store(inbox, inbox->records, *ret_count, fail))
        return true;
    group_rewind(inbox->member);
    return false;
}

/* A transaction for a handful of records costs as much as one for hundreds; the first is not delayed. */
static void gather(struct inbox *inbox, size_t count) {
    if (count > 0 && count < GATHER_RECORDS)
        worker_sleep(&inbox->worker, GATHER_MS);
}

static void inbox_run(void *context) {
    struct inbox *inbox = context;
    metric_set(METRIC_CONSUMER_LAG, -1); /* unknown until partitions are assigned */
    while (!worker_stopping(&inbox->worker)) {
        struct fail fail;
        size_t count;
        if (!take_batch(inbox, &count, &fail)) {
            report_failure(inbox, &fail);
            worker_hold_back(&inbox->worker);
            continue;
        }
        int64_t lag = group_lag(inbox->member);
        if (count > 0 || lag == 0)
            report_success(inbox);
        metric_set(METRIC_CONSUMER_LAG, lag);
        gather(inbox, count);
    }
    group_close(inbox->member);
    db_close(inbox->db);
}

/* A member that comes back under the name it had gets its partitions at once, also after it was killed. */
static const char *member_name(struct arena *arena, const struct inbox_options *options) {
    char host[HOST_NAME_SIZE] = "localhost";
    if (options->instance == NULL)
        gethostname(host, sizeof host - 1);
    return arena_format(arena, "%s.%s.%s", options->service, options->topic,
                        options->instance == NULL ? host : options->instance);
}

static struct inbox *inbox_new(const struct inbox_options *options) {
    struct arena arena = {0};
    struct inbox *inbox = arena_new(&arena, struct inbox);
    inbox->options = *options;
    inbox->options.service = arena_text(&arena, options->service);
    inbox->options.group = arena_text(&arena, options->group);
    inbox->options.topic = arena_text(&arena, options->topic);
    inbox->options.conninfo = arena_text(&arena, options->conninfo);
    inbox->options.brokers = arena_text(&arena, options->brokers);
    inbox->client = member_name(&arena, options);
    inbox->dead_topic = arena_format(&arena, "tonghop.%s.dead.v1", options->group);
    inbox->records = arena_new_array(&arena, struct record, options->batch_max);
    inbox->arena = arena;
    return inbox;
}

static void inbox_free(struct inbox *inbox) {
    struct arena arena = inbox->arena;
    arena_done(&arena);
}

bool inbox_start(const struct inbox_options *options, struct inbox **ret_inbox, struct fail *fail) {
    assert(options->batch_max > 0);
    struct inbox *inbox = inbox_new(options);
    if (!worker_start(&inbox->worker, inbox_run, inbox, fail)) {
        inbox_free(inbox);
        return false;
    }
    *ret_inbox = inbox;
    return true;
}

void inbox_stop(struct inbox *inbox) {
    if (inbox == NULL)
        return;
    worker_stop(&inbox->worker);
    inbox_free(inbox);
}

/* ---- Replays */

static bool replay_audit(struct db *db, const struct audit_origin *origin, const struct dead_letter *letter,
                         struct arena *arena, moment_t now, struct fail *fail) {
    struct audit_entry entry = {
        .origin = origin, .recorded = now, .object = arena_format(arena, "dead-letter:%s", letter->id)};
    const char *payload = letter->payload ? letter->payload : "";
    audit_digest(payload, strlen(payload), entry.stored);
    return audit_write(db, &entry, fail);
}

static bool replay_locked(const struct inbox *inbox, struct db *db, const struct audit_origin *origin,
                          const struct dead_letter *letter, struct arena *arena, moment_t now, struct fail *fail) {
    struct record record;
    if (!text_equal(letter->topic, inbox->options.topic))
        return fail_set(fail, FAULT_CONFLICT, false, "inbox", "%s is not read here", letter->topic);
    dead_letter_record(letter, arena, &record);
    return inbox->options.apply(inbox->options.context, db, &record, 1, fail) &&
           dead_letter_mark_replayed(db, letter->id, now, fail) && replay_audit(db, origin, letter, arena, now, fail) &&
           db_commit(db, fail);
}

static bool replay(const struct inbox *inbox, struct db *db, const char *id, const struct audit_origin *origin,
                   struct arena *arena, moment_t now, bool *ret_before, struct fail *fail) {
    struct dead_letter letter;
    if (!db_begin(db, fail) || !dead_letter_lock(db, id, arena, &letter, fail))
        return false;
    *ret_before = letter.replayed != MOMENT_NONE;
    return *ret_before || replay_locked(inbox, db, origin, &letter, arena, now, fail);
}

bool inbox_replay(const struct inbox *inbox, struct db *db, const char *id, const struct audit_origin *origin,
                  moment_t now, bool *ret_before, struct fail *fail) {
    struct arena arena = {0};
    bool done = replay(inbox, db, id, origin, &arena, now, ret_before, fail);
    db_rollback(db);
    arena_done(&arena);
    if (done && !*ret_before && inbox->options.applied != NULL)
        inbox->options.applied(inbox->options.context);
    return done;
}
