/* The relay: the one that holds the lock reads what is there, publishes it and deletes what was acknowledged. */
#include "pipeline/outbox.h"

#include <inttypes.h>

#include "core/clock.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/outbox_batch.h"
#include "pipeline/outbox_sql.h"
#include "pipeline/worker.h"

enum {
    REST_MS_MIN = 20, /* between two looks while rows keep coming */
    REST_MS_MAX = 200,
    GATHER_MS = 3, /* after a small batch; more after a larger one, which tells that much comes */
    GATHER_MS_MAX = 25,
    ROWS_FOR_GATHER_MS = 8,
    GATHER_ROWS = 500,
    FOLLOW_MS = 500,          /* between two attempts to take the lock over */
    SUCCESSOR_WAIT_MS = 5000, /* the producer's delivery time-out */
    RESTART_WAIT_MS = 1000,
    STOP_MS_MAX = 5000,
    COUNT_EVERY_MS = 5000,
    TIDY_EVERY_ROWS = 10000,
    SHRINK_AFTER_ROWS = 100000,
    BATCH_MIN = 100,
    BATCH_BYTES_WANTED = 16 * 1024 * 1024,
};

enum relay_state { RELAY_STARTING, RELAY_FOLLOWING, RELAY_PUBLISHING, RELAY_DATABASE_AWAY, RELAY_BROKER_AWAY };

static const char *const state_events[] = {
    [RELAY_STARTING] = "outbox.starting",       [RELAY_FOLLOWING] = "outbox.following",
    [RELAY_PUBLISHING] = "outbox.publishing",   [RELAY_DATABASE_AWAY] = "outbox.database_away",
    [RELAY_BROKER_AWAY] = "outbox.broker_away",
};

struct relay {
    struct arena arena;
    struct relay_options options;
    const char *client;
    struct worker worker;
    enum relay_state state;
    struct db *db;
    struct producer *producer;
    bool leading;
    bool another_led; /* since this relay last held the lock, or it lost it */
    bool drained;     /* the last turn found nothing that it could publish */
    int64_t stop_by_us;
    uint32_t rest_ms, limit;
    int64_t counted_us;
    size_t deleted, passed; /* rows since the table was tidied; since its pages were given back */
    PGresult *ahead;        /* rows read while the batch before was sent */
    struct outbox_batch batch;
};

static void enter(struct relay *relay, enum relay_state state, const struct fail *fail) {
    if (relay->state == state)
        return;
    relay->state = state;
    if (fail != NULL)
        log_fail(LOG_ERROR, state_events[state], fail);
    else
        log_event(LOG_INFO, state_events[state], "%s", relay->options.service);
}

/* ---- Database and lock */

/* What is ahead may only follow a batch that arrived whole. */
static void drop_ahead(struct relay *relay) {
    PQclear(relay->ahead);
    relay->ahead = NULL;
}

/* Closing the producer purges it: what another relay sends from now on must not be followed by something older of
 * ours. */
static void give_up_lead(struct relay *relay) {
    relay->another_led = relay->another_led || relay->leading;
    relay->leading = false;
    drop_ahead(relay);
    producer_close(relay->producer);
    relay->producer = NULL;
    db_close(relay->db);
    relay->db = NULL;
}

static bool connect_database(struct relay *relay, struct fail *fail) {
    return relay->db != NULL ||
           (db_open(relay->options.conninfo, relay->client, &relay->db, fail) && outbox_session(relay->db, fail));
}

/* A predecessor may have sent what is not acknowledged yet; sent again at once and followed by newer records, the
 * older could arrive last. Such rows are still in the outbox, so there is nothing to wait for when it is empty.
 * Otherwise: a predecessor that may live (another held the lock, or we lost it) gives up within its delivery
 * time-out. Where the lock was free at the start, the predecessor is dead and only its socket's bytes can still
 * arrive, a matter of milliseconds. */
static bool wait_for_predecessor(struct relay *relay, struct fail *fail) {
    bool empty;
    if (!outbox_is_empty(relay->db, &empty, fail))
        return false;
    if (!empty)
        worker_sleep(&relay->worker, relay->another_led ? SUCCESSOR_WAIT_MS : RESTART_WAIT_MS);
    return true;
}

static bool take_lead(struct relay *relay, struct fail *fail) {
    bool locked;
    if (!outbox_lock(relay->db, relay->options.service, &locked, fail))
        return false;
    if (!locked) {
        relay->another_led = true;
        return true;
    }
    if (!wait_for_predecessor(relay, fail))
        return false;
    relay->leading = true;
    relay->another_led = false;
    return true;
}

/* ---- One batch */

static bool open_producer(struct relay *relay, struct fail *fail) {
    if (relay->producer != NULL && producer_broken(relay->producer)) {
        producer_close(relay->producer);
        relay->producer = NULL;
    }
    return relay->producer != NULL || producer_open(relay->options.brokers, relay->client, &relay->producer, fail);
}

static void measure(struct relay *relay, const PGresult *rows, size_t done) {
    int64_t oldest_us = db_rows(rows) > 0 ? clock_now() - db_int(rows, 0, OUTBOX_RECORDED_US) : 0, pending;
    struct fail ignored;
    metric_set(METRIC_OUTBOX_OLDEST_AGE_MS, oldest_us > 0 ? oldest_us / 1000 : 0);
    if (relay->batch.count < relay->limit) {
        metric_set(METRIC_OUTBOX_PENDING, (int64_t)(relay->batch.count - done));
        return;
    }
    if (clock_monotonic_us() - relay->counted_us < COUNT_EVERY_MS * 1000 ||
        !outbox_count(relay->db, &pending, &ignored))
        return;
    metric_set(METRIC_OUTBOX_PENDING, pending);
    relay->counted_us = clock_monotonic_us();
}

/* Payloads may be large: the number of rows in a batch follows from how much the last ones took. */
static void choose_limit(struct relay *relay) {
    if (relay->batch.bytes > BATCH_BYTES_WANTED)
        relay->limit = relay->limit / 2 > BATCH_MIN ? relay->limit / 2 : BATCH_MIN;
    else if (relay->batch.bytes < BATCH_BYTES_WANTED / 4)
        relay->limit = relay->limit * 2 < OUTBOX_BATCH_MAX ? relay->limit * 2 : OUTBOX_BATCH_MAX;
}

/* Stops at the end of a part that did not arrive whole: what closes its change set must not arrive before it. */
static bool send_batch(struct relay *relay, struct fail *fail) {
    struct outbox_batch *batch = &relay->batch;
    for (size_t from = 0, to; from < batch->count; from = to) {
        to = outbox_batch_part(batch, from);
        if (!producer_send(relay->producer, &batch->records[from], to - from, &batch->delivered[from], fail))
            return false;
    }
    return true;
}

static bool delete_done(struct relay *relay, const PGresult *rows, size_t *ret_done, struct fail *fail) {
    struct db_array seqs __attribute__((cleanup(db_array_done)));
    db_array_begin(&seqs);
    *ret_done = outbox_batch_done(&relay->batch, rows, &seqs);
    if (*ret_done > 0 && !outbox_delete(relay->db, db_array_end(&seqs), fail))
        return false;
    relay->deleted += *ret_done;
    relay->passed += *ret_done;
    if (relay->deleted < TIDY_EVERY_ROWS)
        return true;
    outbox_tidy(relay->db, false);
    relay->deleted = 0;
    return true;
}

/* What a high tide left behind, once it is over: whoever adds rows would wait for it. */
static void shrink(struct relay *relay) {
    if (relay->passed < SHRINK_AFTER_ROWS)
        return;
    outbox_tidy(relay->db, true);
    relay->passed = 0;
}

static PGresult *take_rows(struct relay *relay, struct fail *fail) {
    PGresult *rows = relay->ahead;
    relay->ahead = NULL;
    return rows != NULL ? rows : outbox_read(relay->db, relay->limit, fail);
}

static bool read_ahead(struct relay *relay, const PGresult *rows, struct fail *fail) {
    struct db_array seqs __attribute__((cleanup(db_array_done)));
    db_array_begin(&seqs);
    outbox_batch_seqs(rows, &seqs);
    return outbox_read_on(relay->db, db_array_end(&seqs), relay->limit, fail);
}

/* While a full batch is under way the database reads the next. *ret_sent false: the broker did not take all, with
 * *send_fail. */
static bool send_and_read_ahead(struct relay *relay, const PGresult *rows, bool *ret_sent, struct fail *send_fail,
                                struct fail *fail) {
    bool more = relay->batch.count >= relay->limit;
    if (more && !read_ahead(relay, rows, fail))
        return false;
    *ret_sent = send_batch(relay, send_fail);
    if (!more)
        return true;
    relay->ahead = outbox_read_on_finish(relay->db, fail);
    return relay->ahead != NULL;
}

/* False after a failure of the database. *ret_sent false: the broker did not take all, with *send_fail. */
static bool publish(struct relay *relay, size_t *ret_done, bool *ret_sent, struct fail *send_fail, struct fail *fail) {
    AUTO_RESULT *rows = take_rows(relay, fail);
    if (rows == NULL)
        return false;
    outbox_batch_take(&relay->batch, relay->options.service, rows);
    *ret_done = 0;
    *ret_sent = relay->batch.count == 0 || open_producer(relay, send_fail);
    if (relay->batch.count > 0 && *ret_sent) {
        if (!send_and_read_ahead(relay, rows, ret_sent, send_fail, fail) || !delete_done(relay, rows, ret_done, fail))
            return false;
    }
    if (!*ret_sent)
        drop_ahead(relay);
    measure(relay, rows, *ret_done);
    choose_limit(relay);
    return true;
}

/* ---- The thread */

static void database_failed(struct relay *relay, const struct fail *fail) {
    enter(relay, RELAY_DATABASE_AWAY, fail);
    give_up_lead(relay);
    relay->drained = true;
    worker_hold_back(&relay->worker);
}

static uint32_t gather_ms(size_t done) {
    size_t ms = GATHER_MS + done / ROWS_FOR_GATHER_MS;
    return ms < GATHER_MS_MAX ? (uint32_t)ms : GATHER_MS_MAX;
}

/* Rows that come one by one find the relay resting; a full batch has more behind it. */
static void rest(struct relay *relay, size_t done) {
    relay->drained = done == 0;
    relay->rest_ms = done > 0 ? REST_MS_MIN : relay->rest_ms * 2 < REST_MS_MAX ? relay->rest_ms * 2 : REST_MS_MAX;
    if (done == 0) {
        shrink(relay);
        worker_rest(&relay->worker, relay->rest_ms);
    } else if (done < GATHER_ROWS) /* a handful costs the broker and the readers as much as hundreds */
        worker_sleep(&relay->worker, gather_ms(done));
}

static void publish_turn(struct relay *relay) {
    struct fail fail, send_fail;
    size_t done;
    bool sent;
    if (!publish(relay, &done, &sent, &send_fail, &fail)) {
        database_failed(relay, &fail);
        return;
    }
    enter(relay, sent ? RELAY_PUBLISHING : RELAY_BROKER_AWAY, sent ? NULL : &send_fail);
    if (sent || done > 0) {
        worker_go_on(&relay->worker);
        rest(relay, done);
        return;
    }
    relay->drained = true;
    worker_hold_back(&relay->worker);
}

static void turn(struct relay *relay) {
    struct fail fail;
    if (!connect_database(relay, &fail) || (!relay->leading && !take_lead(relay, &fail))) {
        database_failed(relay, &fail);
        return;
    }
    if (relay->leading) {
        publish_turn(relay);
        return;
    }
    enter(relay, RELAY_FOLLOWING, NULL);
    worker_go_on(&relay->worker);
    relay->drained = true;
    worker_sleep(&relay->worker, FOLLOW_MS);
}

static bool is_over(struct relay *relay) {
    if (!worker_stopping(&relay->worker))
        return false;
    if (relay->stop_by_us == 0) {
        relay->stop_by_us = clock_monotonic_us() + STOP_MS_MAX * 1000;
        relay->drained = !relay->leading;
    }
    return relay->drained || clock_monotonic_us() >= relay->stop_by_us;
}

static void relay_run(void *context) {
    struct relay *relay = context;
    while (!is_over(relay))
        turn(relay);
    give_up_lead(relay);
}

static struct relay *relay_new(const struct relay_options *options) {
    struct arena arena = {0};
    struct relay *relay = arena_new(&arena, struct relay);
    relay->options.service = arena_text(&arena, options->service);
    relay->options.conninfo = arena_text(&arena, options->conninfo);
    relay->options.brokers = arena_text(&arena, options->brokers);
    relay->client = arena_format(&arena, "%s-relay", options->service);
    relay->rest_ms = REST_MS_MIN;
    relay->limit = BATCH_MIN;
    relay->arena = arena;
    return relay;
}

static void relay_free(struct relay *relay) {
    arena_done(&relay->batch.arena);
    struct arena arena = relay->arena;
    arena_done(&arena);
}

bool relay_start(const struct relay_options *options, struct relay **ret_relay, struct fail *fail) {
    struct relay *relay = relay_new(options);
    if (!worker_start(&relay->worker, relay_run, relay, fail)) {
        relay_free(relay);
        return false;
    }
    *ret_relay = relay;
    return true;
}

void relay_wake(struct relay *relay) {
    worker_wake(&relay->worker);
}

void relay_stop(struct relay *relay) {
    if (relay == NULL)
        return;
    worker_stop(&relay->worker);
    relay_free(relay);
}
