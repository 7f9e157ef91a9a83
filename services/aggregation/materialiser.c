/* Writes down what the reports add up to. */
#include "materialiser.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backlog.h"
#include "observe/log.h"
#include "observe/metric.h"
#include "pipeline/worker.h"
#include "stored_rollup_sql.h"

enum { PENDING_MAX = 200, REST_STEP_MS = 100, QUIET_US = 500000 };

/* With more changed units than this nearly every node above them has changed. */
enum { CHANGED_UNITS_MAX = 200 };

struct materialiser {
    struct materialiser_options options;
    struct worker worker;
    bool failing;       /* told once */
    int64_t sampled_us; /* when a sample was recounted last */
    uint64_t reference; /* with which what follows was found */
    struct arena arena;
    const char **settled; /* the bases that rows were computed with and still would be */
    size_t settled_count, settled_capacity;
};

const char *basis_text(const struct snapshot *snapshot, const char *form, const char *period,
                       char text[BASIS_TEXT_SIZE]) {
    snprintf(text, BASIS_TEXT_SIZE, "%016" PRIx64, snapshot_rollup_basis(snapshot, form, period));
    return text;
}

/* ---- One form and period */

struct turn {
    struct materialiser *materialiser;
    const struct snapshot *snapshot;
    char basis[BASIS_TEXT_SIZE]; /* of the form and period in hand */
    struct arena arena;          /* of one form and period */
};

static const char **payloads_of(struct arena *arena, const struct cube *cube, const struct stored_rollups *changed) {
    const char **payloads = arena_new_array(arena, const char *, changed->count);
    for (size_t i = 0; i < changed->count; i++)
        payloads[i] = changed->rows[i].gone ? NULL : stored_payload(arena, cube, &changed->rows[i]);
    return payloads;
}

/* All nodes; or, where the rows are right but for a few reports, those above these. */
static bool nodes_affected(struct turn *turn, struct db *db, const struct pending_rollup *pending,
                           const struct cube *cube, struct node_list *ret_nodes, struct fail *fail) {
    const char **units;
    size_t count;
    *ret_nodes = (struct node_list){.all = true};
    if (pending->marks == NULL || strcmp(pending->basis, turn->basis) != 0)
        return true;
    if (!units_changed_read(db, pending, CHANGED_UNITS_MAX + 1, &turn->arena, &units, &count, fail))
        return false;
    if (count <= CHANGED_UNITS_MAX)
        node_list_above(&turn->arena, cube, units, count, ret_nodes);
    return true;
}

static bool write_changes(struct turn *turn, struct db *db, const struct pending_rollup *pending,
                          const struct cube *cube, moment_t now, struct fail *fail) {
    const char *form = cube->ground->form->code, *period = cube->ground->period.code;
    struct stored_rollups before, after, changed;
    struct node_list nodes;
    if (!nodes_affected(turn, db, pending, cube, &nodes, fail) ||
        !rollups_read(db, form, period, &nodes, &turn->arena, &before, fail))
        return false;
    stored_rollups_of(&turn->arena, cube, &nodes, &after);
    stored_rollups_changed(&turn->arena, &before, &after, now, &changed);
    if (!rollups_write(db, form, period, &changed, payloads_of(&turn->arena, cube, &changed), now, fail))
        return false;
    metric_add(METRIC_ROLLUPS_WRITTEN, (int64_t)changed.count);
    return true;
}

/* Under the lock nobody else writes, and the cube knows at least what the rows were computed with. cube NULL: nothing can be computed. */
static bool write_all(struct turn *turn, struct db *db, const struct pending_rollup *pending, const struct cube *cube,
                      struct fail *fail) {
    moment_t now = clock_now();
    const char *marks = cube == NULL ? pending->received : marks_text(&turn->arena, &cube->seen);
    return (cube == NULL || write_changes(turn, db, pending, cube, now, fail)) &&
           rollup_state_store(db, pending, marks, turn->basis, now, fail);
}

static bool refresh(struct turn *turn, const struct pending_rollup *pending, const struct cube *cube,
                    struct fail *fail) {
    AUTO_LEASE lease = {0};
    bool taken = false;
    bool done = db_lease(turn->materialiser->options.service->pool, &lease, fail) && db_begin(lease.db, fail) &&
                rollup_state_lock(lease.db, pending, &taken, fail) &&
                (!taken || write_all(turn, lease.db, pending, cube, fail)) && db_commit(lease.db, fail);
    if (done && taken)
        relay_wake(turn->materialiser->options.service->relay);
    return done;
}

/* What the reference does not know has no roll-up, until the reference is another one. */
static bool refresh_pending(struct turn *turn, const struct pending_rollup *pending, struct fail *fail) {
    struct period period;
    const struct form *form = snapshot_form(turn->snapshot, pending->form);
    bool known = form != NULL && snapshot_period(turn->snapshot, form, pending->period, &period) &&
                 form_version_for(form, &period) != NULL;
    if (!known)
        return refresh(turn, pending, NULL, fail);
    AUTO_CUBE *cube = cube_cache_get(turn->materialiser->options.cubes, turn->snapshot, form, &period, fail);
    return cube != NULL && refresh(turn, pending, cube, fail);
}

bool materialise(struct materialiser *materialiser, const struct snapshot *snapshot, const char *form,
                 const char *period, struct fail *fail) {
    struct turn turn = {.materialiser = materialiser, .snapshot = snapshot};
    struct pending_rollup pending;
    basis_text(snapshot, form, period, turn.basis);
    AUTO_LEASE lease = {0};
    bool good = db_lease(materialiser->options.service->pool, &lease, fail) &&
                rollup_pending(lease.db, form, period, turn.basis, &turn.arena, &pending, fail);
    db_lease_release(&lease);
    good = good && (pending.form == NULL || refresh_pending(&turn, &pending, fail));
    arena_done(&turn.arena);
    return good;
}

/* ---- Counting again */

static bool recount_at(struct materialiser *materialiser, struct db *db, const struct snapshot *snapshot,
                       const struct form *form, const struct period *period, struct arena *arena,
                       struct recount *ret_recount, struct fail *fail) {
    const char *marks;
    static const struct node_list all = {.all = true};
    struct stored_rollups stored, counted;
    if (!rollup_state_read(db, form->code, period->code, arena, &marks, fail) ||
        !rollups_read(db, form->code, period->code, &all, arena, &stored, fail))
        return false;
    ret_recount->compared = (uint32_t)stored.count;
    if (marks == NULL)
        return true;
    AUTO_CUBE *cube = cube_cache_received(materialiser->options.cubes, db, snapshot, form, period, marks, fail);
    if (cube == NULL)
        return false;
    stored_rollups_of(arena, cube, &all, &counted);
    stored_rollups_changed(arena, &stored, &counted, 1, &ret_recount->differences);
    return true;
}

bool recount(struct materialiser *materialiser, const struct snapshot *snapshot, const struct form *form,
             const struct period *period, struct arena *arena, struct recount *ret_recount, struct fail *fail) {
    AUTO_LEASE lease = {0};
    *ret_recount = (struct recount){.compared = 0};
    if (!materialise(materialiser, snapshot, form->code, period->code, fail) ||
        !db_lease(materialiser->options.service->pool, &lease, fail) || !db_begin_snapshot(lease.db, fail))
        return false;
    bool good = recount_at(materialiser, lease.db, snapshot, form, period, arena, ret_recount, fail);
    db_rollback(lease.db);
    if (good)
        metric_add(METRIC_RECOUNT_DIFFERENCES, (int64_t)ret_recount->differences.count);
    return good;
}

/* ---- Turns */

/* With another reference nothing is settled until it has been looked at. */
static void forget_if_changed(struct materialiser *materialiser, const struct snapshot *snapshot) {
    uint64_t reference = snapshot_basis(snapshot);
    if (reference == materialiser->reference)
        return;
    arena_reset(&materialiser->arena);
    materialiser->settled = NULL;
    materialiser->settled_count = materialiser->settled_capacity = 0;
    materialiser->reference = reference;
}

static void settle(struct materialiser *materialiser, const char *basis) {
    materialiser->settled = arena_grow(&materialiser->arena, materialiser->settled, materialiser->settled_count,
                                       &materialiser->settled_capacity, sizeof *materialiser->settled);
    materialiser->settled[materialiser->settled_count++] = arena_text(&materialiser->arena, basis);
}

static bool pending_find(struct materialiser *materialiser, struct arena *arena, struct pending_rollup **ret_pending,
                         size_t *ret_count, struct fail *fail) {
    struct db_array bases __attribute__((cleanup(db_array_done)));
    AUTO_LEASE lease = {0};
    db_array_begin(&bases);
    for (size_t i = 0; i < materialiser->settled_count; i++)
        db_array_text(&bases, materialiser->settled[i]);
    return db_lease(materialiser->options.service->pool, &lease, fail) &&
           rollups_pending(lease.db, db_array_end(&bases), PENDING_MAX, arena, ret_pending, ret_count, fail);
}

static bool is_settled(const struct materialiser *materialiser, const char *basis) {
    for (size_t i = 0; i < materialiser->settled_count; i++)
        if (strcmp(materialiser->settled[i], basis) == 0)
            return true;
    return false;
}

/* Where all that was received has been counted with what is the basis still, there is nothing to do. */
static bool take_one(struct turn *turn, const struct pending_rollup *pending, struct fail *fail) {
    basis_text(turn->snapshot, pending->form, pending->period, turn->basis);
    bool counted = pending->marks != NULL && strcmp(pending->marks, pending->received) == 0 &&
                   strcmp(pending->basis, turn->basis) == 0;
    return counted || refresh_pending(turn, pending, fail);
}

/* What one turn finds to do. */
struct round {
    struct materialiser *materialiser;
    const struct snapshot *snapshot;
    struct pending_rollup *pending;
    char (*bases)[BASIS_TEXT_SIZE]; /* of those that were taken */
};

static bool round_take(void *context, size_t item, struct fail *fail) {
    struct round *round = context;
    struct turn turn = {.materialiser = round->materialiser, .snapshot = round->snapshot};
    bool good = take_one(&turn, &round->pending[item], fail);
    if (good)
        memcpy(round->bases[item], turn.basis, sizeof turn.basis);
    arena_done(&turn.arena);
    return good;
}

static bool round_stopping(void *context) {
    struct round *round = context;
    return worker_stopping(&round->materialiser->worker);
}

/* While reports come in, one core is enough; where none do, as after a loss or with another reference, all wait for this. */
static bool is_quiet(const struct materialiser *materialiser) {
    return clock_monotonic_us() - atomic_load(materialiser->options.stored_us) >= QUIET_US;
}

static bool round_work(struct round *round, size_t count, struct arena *arena, struct fail *fail) {
    struct materialiser *materialiser = round->materialiser;
    const struct backlog backlog = {.count = count, .take = round_take, .stopping = round_stopping, .context = round};
    round->bases = arena_array(arena, count, sizeof *round->bases);
    bool good = backlog_work(&backlog, is_quiet(materialiser), arena, fail);
    for (size_t i = 0; i < count; i++)
        if (round->bases[i][0] != '\0' && !is_settled(materialiser, round->bases[i]))
            settle(materialiser, round->bases[i]);
    return good;
}

static bool take_turn(struct materialiser *materialiser, struct fail *fail) {
    struct arena arena __attribute__((cleanup(arena_done))) = {0};
    AUTO_SNAPSHOT *snapshot = reference_hold(materialiser->options.service->reference);
    struct round round = {.materialiser = materialiser, .snapshot = snapshot};
    size_t count;
    forget_if_changed(materialiser, snapshot);
    bool good =
        pending_find(materialiser, &arena, &round.pending, &count, fail) && round_work(&round, count, &arena, fail);
    if (good)
        metric_set(METRIC_ROLLUPS_PENDING, count < PENDING_MAX ? 0 : PENDING_MAX);
    return good;
}

/* Any one of those written down: that nothing differs is worth knowing every day, not only when somebody asks. */
static bool sample(struct materialiser *materialiser, struct fail *fail) {
    struct arena arena __attribute__((cleanup(arena_done))) = {0};
    AUTO_SNAPSHOT *snapshot = reference_hold(materialiser->options.service->reference);
    const char *form_code = NULL, *period_code = NULL;
    struct period period;
    struct recount recounted;
    AUTO_LEASE lease = {0};
    bool good = db_lease(materialiser->options.service->pool, &lease, fail) &&
                rollup_state_sample(lease.db, &arena, &form_code, &period_code, fail);
    db_lease_release(&lease);
    const struct form *form = good && form_code ? snapshot_form(snapshot, form_code) : NULL;
    if (form == NULL || !snapshot_period(snapshot, form, period_code, &period) || !form_version_for(form, &period))
        return good;
    if (!recount(materialiser, snapshot, form, &period, &arena, &recounted, fail))
        return false;
    if (recounted.differences.count > 0)
        log_event(LOG_ERROR, "rollups.differ", "%zu rows of %s in %s are not what the reports add up to",
                  recounted.differences.count, form_code, period_code);
    return true;
}

static bool is_time_for_sample(struct materialiser *materialiser) {
    int64_t now = clock_monotonic_us(), every = (int64_t)materialiser->options.sample_s * 1000000;
    if (every == 0 || now - materialiser->sampled_us < every)
        return false;
    materialiser->sampled_us = now;
    return true;
}

static void tell(struct materialiser *materialiser, bool good, const struct fail *fail) {
    if (good == !materialiser->failing)
        return;
    materialiser->failing = !good;
    if (good)
        log_event(LOG_INFO, "rollups.written", "roll-ups are written down again");
    else
        log_fail(LOG_WARN, "rollups.failing", fail);
}

/* Under load nothing but writing down could be done all day: it may take a tenth of the time, as long as nobody waits
 * too long for it. What is read of roll-ups comes from cubes and is as fresh as ever. */
bool materialiser_rests(int64_t took_us, int64_t rested_us, int64_t quiet_us) {
    enum { RESTS_PER_TURN = 9, REST_US_MAX = 5000000 };
    int64_t rest = took_us * RESTS_PER_TURN;
    return quiet_us < QUIET_US && rested_us < (rest < REST_US_MAX ? rest : REST_US_MAX);
}

static void rest(struct materialiser *materialiser, int64_t took_us) {
    int64_t began_us = clock_monotonic_us(), now_us;
    uint32_t step_ms = materialiser->options.interval_ms;
    do {
        worker_sleep(&materialiser->worker, step_ms);
        step_ms = REST_STEP_MS;
        now_us = clock_monotonic_us();
    } while (!worker_stopping(&materialiser->worker) &&
             materialiser_rests(took_us, now_us - began_us, now_us - atomic_load(materialiser->options.stored_us)));
}

static void run(void *context) {
    struct materialiser *materialiser = context;
    while (!worker_stopping(&materialiser->worker)) {
        struct fail fail = {0};
        int64_t began_us = clock_monotonic_us();
        bool good =
            take_turn(materialiser, &fail) && (!is_time_for_sample(materialiser) || sample(materialiser, &fail));
        tell(materialiser, good, &fail);
        if (good)
            worker_go_on(&materialiser->worker);
        else
            worker_hold_back(&materialiser->worker);
        rest(materialiser, clock_monotonic_us() - began_us);
    }
}

bool materialiser_start(const struct materialiser_options *options, struct materialiser **ret_materialiser,
                        struct fail *fail) {
    struct materialiser *materialiser = calloc(1, sizeof *materialiser);
    if (materialiser == NULL)
        fail_stop("materialiser", "no memory left");
    materialiser->options = *options;
    materialiser->sampled_us = clock_monotonic_us();
    if (!worker_start(&materialiser->worker, run, materialiser, fail)) {
        free(materialiser);
        return false;
    }
    *ret_materialiser = materialiser;
    return true;
}

void materialiser_stop(struct materialiser *materialiser) {
    if (materialiser == NULL)
        return;
    worker_stop(&materialiser->worker);
    arena_done(&materialiser->arena);
    free(materialiser);
}
