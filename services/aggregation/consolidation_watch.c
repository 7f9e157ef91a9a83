/* Marks consolidations that corrections have overtaken. */
#include "consolidation_watch.h"

#include <stdlib.h>

#include "consolidation.h"
#include "consolidation_diff.h"
#include "consolidation_source_sql.h"
#include "core/text.h"
#include "observe/log.h"
#include "pipeline/trace.h"
#include "pipeline/worker.h"

enum { PENDING_MAX = 100 };

struct consolidation_watch {
    struct consolidation_watch_options options;
    struct worker worker;
    bool failing; /* told once */
};

/* One consolidation held against the reports. */
struct look {
    struct consolidation_watch *watch;
    const struct snapshot *snapshot;
    struct arena arena;
    struct consolidation consolidation;
    struct consolidation_figures figures; /* as they would be now */
    struct source_change *changes;
    size_t change_count;
};

/* ---- What differs */

static bool compute(struct look *look, bool *ret_known, struct fail *fail) {
    struct consolidation_subject subject;
    const struct figuring figuring = {.arena = &look->arena,
                                      .cubes = look->watch->options.cubes,
                                      .subject = &subject,
                                      .id = look->consolidation.id,
                                      .now = clock_now()};
    *ret_known = consolidation_subject_of(&look->arena, look->snapshot, &look->consolidation, &subject);
    return !*ret_known || consolidation_figure(&figuring, &look->figures, fail);
}

static bool compare(struct look *look, struct db *db, struct fail *fail) {
    struct consolidation_sources before;
    if (!sources_read(db, look->consolidation.id, NULL, 0, &look->arena, &before, fail))
        return false;
    look->change_count = sources_compare(&look->arena, &before, &look->figures.sources, &look->changes);
    return source_changes_keep(db, look->changes, &look->change_count, fail);
}

/* NULL: the reports say again what they said when it was drafted. */
static const char *differences_of(struct look *look, enum edition edition) {
    if (look->change_count == 0)
        return NULL;
    const char *now = edition == EDITION_FULL ? look->figures.document : look->figures.withheld;
    AUTO_JSON *before = json_loads(look->consolidation.editions[edition].document, 0, NULL);
    AUTO_JSON *after = json_loads(now, 0, NULL);
    AUTO_BUFFER text = {0};
    struct json_writer json;
    const struct consolidation_diff diff = {.before = before,
                                            .after = after,
                                            .changes = look->changes,
                                            .change_count = look->change_count,
                                            .figures_only = true};
    json_writer_init(&json, &text);
    consolidation_diff_write(&json, NULL, &diff);
    return arena_slice(&look->arena, text.bytes, text.size);
}

/* ---- Noting it */

static bool is_told(const struct consolidation *consolidation) {
    return consolidation->state == CONSOLIDATION_SIGNED || consolidation->state == CONSOLIDATION_SENT;
}

static bool tell(struct look *look, struct db *db, struct fail *fail) {
    char trace[TRACE_TEXT_SIZE];
    struct consolidation *consolidation = &look->consolidation;
    return !is_told(consolidation) ||
           consolidation_event_write(db, consolidation, consolidation_event_type(&look->arena, "outdated"),
                                     consolidation_payload(&look->arena, look->snapshot, consolidation),
                                     trace_begin(consolidation->id, trace), clock_now(), fail);
}

/* Nobody asked for it: the service itself did it, and the report that overtook it is in the ledger. */
static bool audit(struct look *look, struct db *db, struct fail *fail) {
    char trace[TRACE_TEXT_SIZE];
    const struct audit_origin origin = {.subject = "tonghop-aggregation",
                                        .client = "",
                                        .action = "markOutdated",
                                        .address = "",
                                        .roots = "",
                                        .trace = trace_begin(look->consolidation.id, trace)};
    return consolidation_audit(db, &origin, clock_now(), &look->consolidation, fail);
}

static bool note(struct look *look, struct db *db, struct fail *fail) {
    struct consolidation *consolidation = &look->consolidation;
    const char *full = differences_of(look, EDITION_FULL);
    if (text_equal(consolidation->editions[EDITION_FULL].differences, full))
        return true;
    consolidation->editions[EDITION_FULL].differences = full;
    consolidation->editions[EDITION_WITHHELD].differences = differences_of(look, EDITION_WITHHELD);
    if (full == NULL)
        consolidation->outdated = MOMENT_NONE;
    else if (consolidation->outdated == MOMENT_NONE)
        consolidation->outdated = clock_now();
    return consolidation_update(db, consolidation, fail) && audit(look, db, fail) && tell(look, db, fail);
}

/* Under the row's lock, which puts several instances in order. */
static bool look_at(struct look *look, struct db *db, const char *id, struct fail *fail) {
    bool known;
    if (!db_begin(db, fail) || !consolidation_find(db, id, true, &look->arena, &look->consolidation, fail) ||
        !compute(look, &known, fail))
        return false;
    if (!known)
        return grounds_settle(db, id, fail) && db_commit(db, fail);
    return compare(look, db, fail) && note(look, db, fail) && grounds_write(db, id, &look->figures.sources, fail) &&
           db_commit(db, fail);
}

/* ---- Turns */

static bool take_one(struct consolidation_watch *watch, const struct snapshot *snapshot, const char *id,
                     struct fail *fail) {
    struct look look = {.watch = watch, .snapshot = snapshot};
    AUTO_LEASE lease = {0};
    bool good = db_lease(watch->options.service->pool, &lease, fail) && look_at(&look, lease.db, id, fail);
    arena_done(&look.arena);
    if (good)
        relay_wake(watch->options.service->relay);
    return good;
}

static bool pending_find(struct consolidation_watch *watch, struct arena *arena, const char ***ret_ids,
                         size_t *ret_count, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(watch->options.service->pool, &lease, fail) &&
           consolidations_pending(lease.db, PENDING_MAX, arena, ret_ids, ret_count, fail);
}

/* One that cannot be looked at does not keep the others from it. */
static bool take_turn(struct consolidation_watch *watch, struct fail *fail) {
    struct arena arena __attribute__((cleanup(arena_done))) = {0};
    AUTO_SNAPSHOT *snapshot = reference_hold(watch->options.service->reference);
    const char **ids;
    size_t count;
    if (!pending_find(watch, &arena, &ids, &count, fail))
        return false;
    bool good = true;
    for (size_t i = 0; i < count && !worker_stopping(&watch->worker); i++)
        good &= take_one(watch, snapshot, ids[i], fail);
    return good;
}

static void say(struct consolidation_watch *watch, bool good, const struct fail *fail) {
    if (good == !watch->failing)
        return;
    watch->failing = !good;
    if (good)
        log_event(LOG_INFO, "consolidations.watched", "consolidations are held against the reports again");
    else
        log_fail(LOG_WARN, "consolidations.failing", fail);
}

static void run(void *context) {
    struct consolidation_watch *watch = context;
    while (!worker_stopping(&watch->worker)) {
        struct fail fail = {0};
        bool good = take_turn(watch, &fail);
        say(watch, good, &fail);
        if (good)
            worker_go_on(&watch->worker);
        else
            worker_hold_back(&watch->worker);
        worker_sleep(&watch->worker, watch->options.interval_ms);
    }
}

bool consolidation_watch_start(const struct consolidation_watch_options *options,
                               struct consolidation_watch **ret_watch, struct fail *fail) {
    struct consolidation_watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL)
        fail_stop("consolidations", "no memory left");
    watch->options = *options;
    if (!worker_start(&watch->worker, run, watch, fail)) {
        free(watch);
        return false;
    }
    *ret_watch = watch;
    return true;
}

void consolidation_watch_stop(struct consolidation_watch *watch) {
    if (watch == NULL)
        return;
    worker_stop(&watch->worker);
    free(watch);
}
