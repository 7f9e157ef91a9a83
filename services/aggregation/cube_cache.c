/* The cubes in memory: finds, refreshes, loads and drops them. */
#include "cube_cache.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "observe/metric.h"

/* One form and period. Its cube changes only while nobody is busy with it. */
struct entry {
    struct entry *next; /* asked for longer ago */
    struct cube *cube;  /* NULL: none yet */
    bool busy;          /* somebody loads or refreshes it */
    char form[CODE_MAX + 1], period[PERIOD_CODE_SIZE];
};

const struct db_reader reader_of_leaves = {.role = "tonghop_aggregation_leaves", .roots = "", .client = ""};

struct cube_cache {
    struct db_pool *pool;
    size_t bytes_max, bytes_kept;
    atomic_size_t bytes; /* of cubes and reservations */
    pthread_mutex_t mutex;
    pthread_cond_t settled; /* somebody is no longer busy */
    struct entry *newest;
};

/* What is asked for, and what the request saw of it. */
struct wanted {
    const struct snapshot *snapshot;
    const struct form *form;
    const struct period *period;
    moment_t recorded_until;    /* INT64_MAX: everything */
    const char *received_until; /* stored marks; NULL: everything */
};

struct cube_cache *cube_cache_new(size_t bytes_max, size_t bytes_kept, struct db_pool *pool) {
    struct cube_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        fail_stop("cube_cache", "no memory left");
    cache->pool = pool;
    cache->bytes_max = bytes_max;
    cache->bytes_kept = bytes_kept;
    pthread_mutex_init(&cache->mutex, NULL);
    pthread_cond_init(&cache->settled, NULL);
    return cache;
}

static void entry_free(struct entry *entry) {
    assert(!entry->busy);
    cube_release(entry->cube);
    free(entry);
}

void cube_cache_free(struct cube_cache *cache) {
    while (cache->newest != NULL) {
        struct entry *entry = cache->newest;
        cache->newest = entry->next;
        entry_free(entry);
    }
    assert(atomic_load(&cache->bytes) == 0);
    pthread_cond_destroy(&cache->settled);
    pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

/* ---- Room */

static bool is_idle(const struct entry *entry) {
    return !entry->busy && (entry->cube == NULL || atomic_load(&entry->cube->holds) == 1);
}

/* The idle one that nobody has asked for the longest; false where all are in use. */
static bool drop_one(struct cube_cache *cache) {
    struct entry **oldest = NULL;
    for (struct entry **at = &cache->newest; *at != NULL; at = &(*at)->next)
        if (is_idle(*at))
            oldest = at;
    if (oldest == NULL)
        return false;
    struct entry *entry = *oldest;
    *oldest = entry->next;
    entry_free(entry);
    return true;
}

/* False: what is left is in use. */
static bool drop_to(struct cube_cache *cache, size_t bytes) {
    bool dropped = true;
    while (dropped && atomic_load(&cache->bytes) > bytes)
        dropped = drop_one(cache);
    return dropped;
}

bool cube_cache_reserve(struct cube_cache *cache, size_t bytes, struct fail *fail) {
    pthread_mutex_lock(&cache->mutex);
    bool room = bytes <= cache->bytes_max && drop_to(cache, cache->bytes_max - bytes);
    if (room)
        atomic_fetch_add(&cache->bytes, bytes);
    metric_set(METRIC_CUBE_BYTES, (int64_t)atomic_load(&cache->bytes));
    pthread_mutex_unlock(&cache->mutex);
    return room || fail_set(fail, FAULT_BUSY, true, "cube_cache", "no memory left for %zu bytes of figures", bytes);
}

void cube_cache_give_back(struct cube_cache *cache, size_t bytes) {
    size_t before = atomic_fetch_sub(&cache->bytes, bytes);
    assert(before >= bytes);
    metric_set(METRIC_CUBE_BYTES, (int64_t)(before - bytes));
}

/* From here on the cube itself keeps its share of the room until it is gone. */
static void account(struct cube_cache *cache, struct cube *cube, size_t reserved) {
    if (cube != NULL) {
        cube->account = &cache->bytes;
        atomic_fetch_add(&cache->bytes, cube->bytes);
    }
    cube_cache_give_back(cache, reserved);
}

/* ---- Reading rows; in one transaction or one statement, so marks and rows tell the same story */

static struct cube *load_reserved(struct db *db, struct cube_ground *ground, const struct wanted *wanted,
                                  const struct change_marks *marks, struct fail *fail) {
    const char *form = wanted->form->code, *period = wanted->period->code;
    AUTO_RESULT *rows = wanted->received_until ? versions_read_received(db, form, period, wanted->received_until, fail)
                                               : versions_read(db, form, period, wanted->recorded_until, fail);
    if (rows == NULL) {
        cube_ground_release(ground);
        return NULL;
    }
    metric_add(METRIC_CUBE_LOADS, 1);
    return cube_load(ground, rows, marks, fail);
}

static struct cube *load(struct cube_cache *cache, struct db *db, const struct wanted *wanted,
                         const struct change_marks *marks, struct fail *fail) {
    int64_t count = 0;
    if (!versions_count(db, wanted->form->code, wanted->period->code, &count, fail))
        return NULL;
    struct cube_ground *ground = cube_ground_new(wanted->snapshot, wanted->form, wanted->period);
    if (ground == NULL) {
        fail_set(fail, FAULT_MISSING, false, "cube", "form %s is not in force in %s", wanted->form->code,
                 wanted->period->code);
        return NULL;
    }
    size_t reserved = cube_bytes_expected(ground, count);
    if (!cube_cache_reserve(cache, reserved, fail)) {
        cube_ground_release(ground);
        return NULL;
    }
    struct cube *cube = load_reserved(db, ground, wanted, marks, fail);
    account(cache, cube, reserved);
    return cube;
}

/* Does the one know of nothing that the other does not? Both are ordered by partition, and a mark once there stays.
 * Offsets of a topic that was made anew say nothing about the old one's. */
static bool within(const struct change_marks *marks, const struct change_marks *seen) {
    size_t at = 0;
    for (size_t i = 0; i < marks->count; i++) {
        while (at < seen->count && seen->marks[at].partition < marks->marks[i].partition)
            at++;
        if (at == seen->count || seen->marks[at].partition != marks->marks[i].partition ||
            seen->marks[at].topic_generation != marks->marks[i].topic_generation ||
            seen->marks[at].last_offset < marks->marks[i].last_offset)
            return false;
    }
    return true;
}

static bool is_current(const struct cube *cube, const struct snapshot *snapshot) {
    return cube != NULL && snapshot_basis(cube->ground->snapshot) == snapshot_basis(snapshot);
}

static struct cube *follow_reserved(struct cube_cache *cache, const struct cube *before, const PGresult *rows,
                                    const struct change_marks *marks, struct fail *fail) {
    int count = versions_changed(rows);
    size_t reserved = before->bytes + cube_bytes_expected(before->ground, count);
    if (!cube_cache_reserve(cache, reserved, fail))
        return NULL;
    struct cube *cube = cube_follow(before, rows, count, marks, fail);
    account(cache, cube, reserved);
    return cube;
}

static struct cube *load_now(struct cube_cache *cache, struct db *db, const struct wanted *wanted, struct fail *fail) {
    struct arena scratch __attribute__((cleanup(arena_done))) = {0};
    struct change_marks marks;
    if (!db_begin_snapshot(db, fail) ||
        !change_marks_read(db, wanted->form->code, wanted->period->code, &scratch, &marks, fail))
        return NULL;
    struct cube *cube = load(cache, db, wanted, &marks, fail);
    db_rollback(db);
    return cube;
}

/* Where what is stored does not go on from the older one, it is loaded. */
static struct cube *follow(struct cube_cache *cache, struct db *db, const struct wanted *wanted,
                           const struct cube *before, struct fail *fail) {
    struct arena scratch __attribute__((cleanup(arena_done))) = {0};
    struct change_marks marks;
    AUTO_RESULT *rows =
        versions_read_changed(db, wanted->form->code, wanted->period->code, &before->seen, &scratch, &marks, fail);
    if (rows == NULL)
        return NULL;
    return within(&before->seen, &marks) ? follow_reserved(cache, before, rows, &marks, fail)
                                         : load_now(cache, db, wanted, fail);
}

/* before: an older one to go on from, or NULL. */
static struct cube *refresh(struct cube_cache *cache, const struct wanted *wanted, const struct cube *before,
                            struct fail *fail) {
    AUTO_LEASE lease = {0};
    if (!db_lease_as(cache->pool, &reader_of_leaves, &lease, fail))
        return NULL;
    return before != NULL ? follow(cache, lease.db, wanted, before, fail) : load_now(cache, lease.db, wanted, fail);
}

/* ---- Entries; under the mutex */

static struct entry *entry_new(const struct wanted *wanted) {
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL)
        fail_stop("cube_cache", "no memory left");
    text_copy(entry->form, sizeof entry->form, wanted->form->code);
    text_copy(entry->period, sizeof entry->period, wanted->period->code);
    return entry;
}

/* The entry, made where it is not there, moved to the front. */
static struct entry *entry_of(struct cube_cache *cache, const struct wanted *wanted) {
    struct entry **at = &cache->newest;
    while (*at != NULL &&
           (strcmp((*at)->form, wanted->form->code) != 0 || strcmp((*at)->period, wanted->period->code) != 0))
        at = &(*at)->next;
    struct entry *entry = *at;
    if (entry != NULL)
        *at = entry->next;
    else
        entry = entry_new(wanted);
    entry->next = cache->newest;
    cache->newest = entry;
    return entry;
}

/* Waits until nobody is busy with it; an entry is not dropped while somebody is, but may be between two looks. */
static struct entry *entry_settled(struct cube_cache *cache, const struct wanted *wanted) {
    struct entry *entry = entry_of(cache, wanted);
    while (entry->busy) {
        pthread_cond_wait(&cache->settled, &cache->mutex);
        entry = entry_of(cache, wanted);
    }
    return entry;
}

/* Who waits for the entry looks it up again. */
static void entry_drop_empty(struct cube_cache *cache, struct entry *entry) {
    struct entry **at = &cache->newest;
    if (entry->cube != NULL)
        return;
    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    entry_free(entry);
}

/* Where there is no room for both the old one and the new, the old one goes first. */
static struct cube *refresh_entry(struct cube_cache *cache, struct entry *entry, const struct wanted *wanted,
                                  struct fail *fail) {
    const struct cube *before = is_current(entry->cube, wanted->snapshot) ? entry->cube : NULL;
    struct cube *cube = refresh(cache, wanted, before, fail);
    if (cube != NULL || entry->cube == NULL || fail->fault != FAULT_BUSY)
        return cube;
    cube_release(entry->cube);
    entry->cube = NULL;
    return refresh(cache, wanted, NULL, fail);
}

/* The mutex is open while the rows are read; nobody else touches an entry that is busy. */
static struct cube *renew(struct cube_cache *cache, struct entry *entry, const struct wanted *wanted,
                          struct fail *fail) {
    entry->busy = true;
    pthread_mutex_unlock(&cache->mutex);
    struct cube *cube = refresh_entry(cache, entry, wanted, fail);
    pthread_mutex_lock(&cache->mutex);
    entry->busy = false;
    pthread_cond_broadcast(&cache->settled);
    if (cube == NULL) {
        entry_drop_empty(cache, entry);
        return NULL;
    }
    cube_release(entry->cube);
    entry->cube = cube;
    cube_keep(cube);
    return cube;
}

static struct cube *take(struct cube_cache *cache, const struct wanted *wanted, const struct change_marks *marks,
                         struct fail *fail) {
    struct entry *entry = entry_settled(cache, wanted);
    if (!is_current(entry->cube, wanted->snapshot) || !within(marks, &entry->cube->seen))
        return renew(cache, entry, wanted, fail);
    metric_add(METRIC_CUBE_HITS, 1);
    cube_keep(entry->cube);
    return entry->cube;
}

static bool marks_now(struct cube_cache *cache, const struct wanted *wanted, struct arena *arena,
                      struct change_marks *ret_marks, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease_as(cache->pool, &reader_of_leaves, &lease, fail) &&
           change_marks_read(lease.db, wanted->form->code, wanted->period->code, arena, ret_marks, fail);
}

struct cube *cube_cache_get(struct cube_cache *cache, const struct snapshot *snapshot, const struct form *form,
                            const struct period *period, struct fail *fail) {
    const struct wanted wanted = {.snapshot = snapshot, .form = form, .period = period, .recorded_until = INT64_MAX};
    struct arena scratch __attribute__((cleanup(arena_done))) = {0};
    struct change_marks marks;
    if (!marks_now(cache, &wanted, &scratch, &marks, fail))
        return NULL;
    pthread_mutex_lock(&cache->mutex);
    struct cube *cube = take(cache, &wanted, &marks, fail);
    (void)drop_to(cache, cache->bytes_kept); /* the cube asked for is held, and so stays however large it is */
    metric_set(METRIC_CUBE_BYTES, (int64_t)atomic_load(&cache->bytes));
    pthread_mutex_unlock(&cache->mutex);
    return cube;
}

struct cube *cube_cache_as_of(struct cube_cache *cache, const struct snapshot *snapshot, const struct form *form,
                              const struct period *period, moment_t as_of, struct fail *fail) {
    const struct wanted wanted = {.snapshot = snapshot, .form = form, .period = period, .recorded_until = as_of};
    return refresh(cache, &wanted, NULL, fail);
}

struct cube *cube_cache_received(struct cube_cache *cache, struct db *db, const struct snapshot *snapshot,
                                 const struct form *form, const struct period *period, const char *marks,
                                 struct fail *fail) {
    const struct wanted wanted = {.snapshot = snapshot, .form = form, .period = period, .received_until = marks};
    const struct change_marks none = {.count = 0};
    return load(cache, db, &wanted, &none, fail);
}
