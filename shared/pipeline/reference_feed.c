/* The feed: reads the reference topic, stores complete change sets, and swaps the snapshot that is built from the
 * tables. */
#include "pipeline/reference_feed.h"

#include <inttypes.h>

#include "core/arena.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/reach_sql.h"
#include "pipeline/reference_sql.h"
#include "pipeline/worker.h"

#define REFERENCE_TOPIC "tonghop.reference.v1"

enum {
    BATCH_MAX = 1000,
    POLL_MS = 100,
    MORE_MS = 10,                 /* to wait for another change set before storing the ones that are there */
    COMPLETE_RECORDS_MAX = 20000, /* to store at once, unless a change set is larger */
};

struct reference_feed {
    struct arena arena;
    struct reference_feed_options options;
    const char *client;
    struct worker worker;
    struct db *db;
    struct reader *reader;
    struct staging staging;
    struct reference_state built; /* what the present snapshot was built from */
    bool behind;                  /* the tables hold what the snapshot does not */
    struct fail reported;         /* the failure last logged */
    struct record records[BATCH_MAX];
};

static bool connect_database(struct reference_feed *feed, struct fail *fail) {
    if (feed->db != NULL && !db_broken(feed->db))
        return true;
    db_close(feed->db);
    feed->db = NULL;
    return db_open(feed->options.conninfo, feed->client, &feed->db, fail);
}

/* ---- From the tables to memory */

static bool same_units(const struct reference_state *a, const struct reference_state *b) {
    return a->unit_count == b->unit_count && a->unit_offset == b->unit_offset;
}

/* `built`: what the present snapshot was built from, and then what the new one is. */
static bool build_from(struct db *db, struct reference *reference, bool keeps_reach, bool units_changed,
                       struct reference_state *built, uint32_t *ret_unreadable, struct fail *fail) {
    struct reference_state state;
    if (!reference_state_read(db, &state, fail))
        return false;
    const struct record_source source = {
        .each = reference_each, .context = db, .ready = keeps_reach ? reach_store_before : NULL};
    if (!reference_build(reference, &source, state.generation, units_changed || !same_units(&state, built),
                         ret_unreadable, fail))
        return false;
    *built = state;
    return true;
}

/* One view of the tables for all kinds: another instance may be storing. */
static bool build_at_once(struct db *db, struct reference *reference, bool keeps_reach, bool units_changed,
                          struct reference_state *built, uint32_t *ret_unreadable, struct fail *fail) {
    bool done = (keeps_reach ? reach_begin(db, fail) : db_begin_snapshot(db, fail)) &&
                build_from(db, reference, keeps_reach, units_changed, built, ret_unreadable, fail);
    db_rollback(db);
    return done;
}

bool reference_load(struct db *db, struct reference *reference, struct fail *fail) {
    struct reference_state built = {0};
    uint32_t unreadable;
    return reference_state_make(db, fail) && build_at_once(db, reference, false, true, &built, &unreadable, fail);
}

static bool build(struct reference_feed *feed, bool units_changed, struct fail *fail) {
    uint32_t unreadable;
    if (!build_at_once(feed->db, feed->options.reference, feed->options.keeps_reach, units_changed, &feed->built,
                       &unreadable, fail))
        return false;
    if (unreadable > 0)
        log_event(LOG_ERROR, "reference.unreadable", "%" PRIu32 " records of generation %" PRId64 " cannot be decoded",
                  unreadable, feed->built.generation);
    metric_set(METRIC_GENERATION, feed->built.generation);
    if (feed->options.swapped != NULL)
        feed->options.swapped(feed->options.context);
    return true;
}

/* ---- From the topic to the tables */

static bool open_reader(struct reference_feed *feed, struct fail *fail) {
    return feed->reader != NULL || reader_open(feed->options.brokers, feed->client, REFERENCE_TOPIC, 0,
                                               feed->staging.position, &feed->reader, fail);
}

static bool store(struct reference_feed *feed, struct fail *fail) {
    if (!connect_database(feed, fail))
        return false;
    if (feed->staging.closed) {
        if (!reference_store(feed->db, &feed->staging, fail))
            return false;
        metric_add(METRIC_CONSUMED, (int64_t)feed->staging.complete);
        staging_stored(&feed->staging);
        feed->behind = true;
    }
    if (!build(feed, false, fail))
        return false;
    feed->behind = false;
    log_event(LOG_INFO, "reference.swapped", "generation %" PRId64, feed->built.generation);
    return true;
}

/* Stores when nothing more comes at once: a long history becomes few snapshots. A failed store is tried again
 * before reading on. */
static bool take_turn(struct reference_feed *feed, struct fail *fail) {
    size_t count;
    bool at_end, due = feed->behind || feed->staging.complete >= COMPLETE_RECORDS_MAX;
    if (due)
        return store(feed, fail);
    if (!open_reader(feed, fail))
        return false;
    bool polled = reader_poll(feed->reader, feed->staging.closed ? MORE_MS : POLL_MS, feed->records, BATCH_MAX, &count,
                              &at_end, fail);
    for (size_t i = 0; i < count; i++)
        staging_take(&feed->staging, &feed->records[i]);
    if (!polled)
        return false;
    feed->behind = feed->staging.closed && (at_end || count == 0);
    return true;
}

/* ---- The thread */

static void report(struct reference_feed *feed, const struct fail *fail) {
    if (feed->reported.fault != fail->fault)
        log_fail(LOG_ERROR, "reference.failing", fail);
    feed->reported = *fail;
}

static void feed_run(void *context) {
    struct reference_feed *feed = context;
    while (!worker_stopping(&feed->worker)) {
        struct fail fail;
        if (take_turn(feed, &fail)) {
            feed->reported = (struct fail){0};
            worker_go_on(&feed->worker);
            continue;
        }
        report(feed, &fail);
        worker_hold_back(&feed->worker);
    }
}

static struct reference_feed *feed_new(const struct reference_feed_options *options) {
    struct arena arena = {0};
    struct reference_feed *feed = arena_new(&arena, struct reference_feed);
    feed->options = *options;
    feed->options.conninfo = arena_text(&arena, options->conninfo);
    feed->options.brokers = arena_text(&arena, options->brokers);
    feed->client = arena_format(&arena, "%s-reference", options->service);
    feed->arena = arena;
    return feed;
}

static void feed_free(struct reference_feed *feed) {
    reader_close(feed->reader);
    db_close(feed->db);
    staging_done(&feed->staging);
    struct arena arena = feed->arena;
    arena_done(&arena);
}

static bool load(struct reference_feed *feed, struct fail *fail) {
    if (!connect_database(feed, fail) || !reference_state_make(feed->db, fail) || !build(feed, true, fail))
        return false;
    feed->staging.position = feed->built.next_offset;
    return true;
}

bool reference_feed_start(const struct reference_feed_options *options, struct reference_feed **ret_feed,
                          struct fail *fail) {
    struct reference_feed *feed = feed_new(options);
    if (!load(feed, fail) || !worker_start(&feed->worker, feed_run, feed, fail)) {
        feed_free(feed);
        return false;
    }
    *ret_feed = feed;
    return true;
}

void reference_feed_stop(struct reference_feed *feed) {
    if (feed == NULL)
        return;
    worker_stop(&feed->worker);
    feed_free(feed);
}
