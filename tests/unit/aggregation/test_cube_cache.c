/* From records to sums through a real database: whatever the order and however often versions come, a cube that follows what is
 * stored, a cube loaded whole, and a count by hand agree. */
#include "../db/scratch.h"

#include <pthread.h>
#include <stdatomic.h>

#include "../reference/records.h"
#include "core/text.h"
#include "cube_cache.h"
#include "observe/metric.h"
#include "received.h"
#include "service/service.h"
#include "stored_rollup_sql.h"
#include "tally.h"

enum { PARTITIONS = 3, VERSIONS_MAX = 6, DELIVERIES = 400, SEEDS = 3 };
#define ROOM ((size_t)64 << 20)

/* Three communes that owe, and one that nobody knows. */
static const char *const units[] = {"00001@2012-01-01", "00004@2012-01-01", "00688@2012-01-01", "99999@2020-01-01"};
enum { UNITS = sizeof units / sizeof *units };

static const struct test_record half_yearly[] = {
    {"programme:prog",
     "{\"code\":\"prog\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"Chương "
     "trình\"},\"calendar\":\"admin15\","
     "\"zone\":\"Asia/Ho_Chi_Minh\",\"late\":{\"graceDays\":10},\"regulatedDue\":{\"workingDaysAfterCutOff\":2},"
     "\"duties\":[{\"code\":\"D1\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":"
     "\"commune\"}],"
     "\"schedule\":[{\"period\":\"half\",\"due\":{\"asRegulated\":true}}]}]}}"},
    {"form:FORM", "{\"code\":\"FORM\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{"
                  "\"programme\":\"prog\",\"title\":{\"vi\":\"Biểu\"},"
                  "\"from\":\"2023-H1\",\"levels\":[\"commune\"],\"functions\":[\"people-committee\"],\"cells\":[{"
                  "\"code\":\"people\",\"indicator\":\"people\"}]}]}"},
    {0},
};

static struct reference *reference;
static struct db_pool *pool;
static int64_t offsets[PARTITIONS];

/* ---- The world: units and indicators of the shared records, a form owed for both halves of the year */

static bool each_record(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    struct test_records own = {half_yearly}, shared = {test_units};
    (void)context;
    bool ours = kind == REFERENCE_PROGRAMME || kind == REFERENCE_FORM;
    return kind == REFERENCE_PLAN || test_records_each(ours ? &own : &shared, kind, take, taker, fail);
}

static int world_up(void **state) {
    (void)state;
    struct record_source source = {.each = each_record};
    struct fail fail;
    struct db *db = NULL;
    uint32_t applied, unreadable = 0;
    scratch_begin();
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    db_close(db);
    assert_done(db_pool_open(scratch_conninfo, "test", 4, &pool, &fail), fail);
    reference = reference_new();
    assert_done(reference_build(reference, &source, 1, true, &unreadable, &fail), fail);
    assert_int_equal(unreadable, 0);
    return 0;
}

static int world_down(void **state) {
    (void)state;
    reference_free(reference);
    db_pool_close(pool);
    scratch_end();
    return 0;
}

static int clear(void **state) {
    (void)state;
    scratch_do("TRUNCATE report_version, change_mark");
    return 0;
}

/* ---- Records */

struct version {
    const char *unit, *period;
    int64_t epoch, version, people; /* people QUANTITY_MISSING: no value */
    enum report_state state;
    int day; /* of July 2023, when it was recorded */
};

static const char *version_json(struct arena *arena, const struct version *version) {
    bool second = text_equal(version->period, "2023-H2");
    const char *people =
        version->people == QUANTITY_MISSING ? "null" : arena_format(arena, "%lld", (long long)version->people);
    return arena_format(arena,
                        "{\"report\":\"0190a8f0-0000-7000-8000-000000000001\",\"version\":%lld,\"epoch\":%lld,\"form\":"
                        "\"FORM\",\"formVersion\":1,"
                        "\"unit\":\"%s\",\"agency\":\"people-committee\",\"function\":\"people-committee\","
                        "\"period\":{\"code\":\"%s\",\"start\":\"%s\",\"end\":\"%s\"},\"state\":\"%s\",\"cells\":[%s],"
                        "\"firstSubmittedAt\":\"2023-06-10T03:00:00Z\",\"timeliness\":\"onTime\",\"recordedAt\":\"2023-"
                        "07-%02dT00:00:00Z\"}",
                        (long long)version->version, (long long)version->epoch, version->unit, version->period,
                        second ? "2023-06-15" : "2022-12-15", second ? "2023-12-15" : "2023-06-15",
                        report_state_name(version->state), people, version->day);
}

static void deliver(const struct version *versions, size_t count) {
    struct arena arena = {0};
    struct record records[64] = {{0}};
    struct fail fail;
    AUTO_LEASE lease = {0};
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++) {
        const char *json = version_json(&arena, &versions[i]);
        int32_t partition = (int32_t)(text_hash(versions[i].unit) % PARTITIONS);
        records[i] = (struct record){
            .partition = partition, .offset = offsets[partition]++, .value = json, .value_size = strlen(json)};
    }
    assert_done(db_lease(pool, &lease, &fail) && db_begin(lease.db, &fail), fail);
    assert_done(received_apply(NULL, lease.db, records, count, &fail) && db_commit(lease.db, &fail), fail);
    arena_done(&arena);
}

static struct cube *cube_of(struct cube_cache *cache, const char *code) {
    AUTO_SNAPSHOT *snapshot = reference_hold(reference);
    const struct form *form = snapshot_form(snapshot, "FORM");
    struct period period;
    struct fail fail;
    assert_true(snapshot_period(snapshot, form, code, &period));
    struct cube *cube = cube_cache_get(cache, snapshot, form, &period, &fail);
    if (cube == NULL)
        fail_msg("%s: %s", fail.where, fail.text);
    return cube;
}

/* ---- The count by hand */

/* What counts, from a version backwards; written down straight from the rules. */
static const struct version *newest_before(const struct version *const *by_number, int64_t from, bool accepted) {
    for (int64_t number = from; number >= 1; number--) {
        const struct version *at = by_number[number];
        if (at == NULL || at->state == REPORT_DRAFT)
            continue;
        if (at->state == REPORT_WITHDRAWN)
            return NULL;
        if (at->state == REPORT_ACCEPTED)
            return at;
        if (at->state == REPORT_RETURNED)
            return newest_before(by_number, number - 1, true);
        if (!accepted)
            return at;
    }
    return NULL;
}

static const struct version *counted_by_hand(const struct version *delivered, size_t count, const char *unit,
                                             bool accepted) {
    const struct version *by_number[VERSIONS_MAX + 1] = {NULL};
    int64_t epoch = 0;
    for (size_t i = 0; i < count; i++)
        if (text_equal(delivered[i].unit, unit) && delivered[i].epoch > epoch)
            epoch = delivered[i].epoch;
    for (size_t i = count; i-- > 0;) /* the first one delivered stays */
        if (text_equal(delivered[i].unit, unit) && delivered[i].epoch == epoch)
            by_number[delivered[i].version] = &delivered[i];
    return newest_before(by_number, VERSIONS_MAX, accepted);
}

static void assert_as_by_hand(const struct cube *cube, const struct version *delivered, size_t count) {
    struct completeness completeness;
    rollup_completeness(cube->rollup, 0, &completeness);
    for (int view = 0; view < COUNTED_VIEWS; view++) {
        struct cell_sum sum, expected = {.sum = QUANTITY_MISSING};
        uint32_t reports = 0, unresolved = 0;
        for (size_t i = 0; i < UNITS; i++) {
            const struct version *counts = counted_by_hand(delivered, count, units[i], view == COUNTED_ACCEPTED);
            bool known = i < UNITS - 1;
            reports += counts != NULL && known;
            unresolved += counts != NULL && !known;
            if (counts == NULL || !known || counts->people == QUANTITY_MISSING)
                continue;
            expected.sum = (expected.sum == QUANTITY_MISSING ? 0 : expected.sum) + counts->people;
            expected.reported++;
        }
        rollup_cells(cube->rollup, 0, (enum counted)view, &sum);
        assert_int_equal(sum.sum, expected.sum);
        assert_int_equal(sum.reported, expected.reported);
        assert_int_equal(view == COUNTED_ACCEPTED ? completeness.accepted : completeness.reported, reports);
        if (view == COUNTED_SUBMITTED)
            assert_int_equal(completeness.unresolved, unresolved);
    }
    assert_int_equal(completeness.expected, UNITS - 1);
}

/* ---- Tests */

static uint64_t random_next(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static struct version random_version(uint64_t *seed) {
    return (struct version){
        .unit = units[random_next(seed) % UNITS],
        .period = "2023-H1",
        .epoch = random_next(seed) % 200 == 0 ? 2 : 1,
        .version = 1 + (int64_t)(random_next(seed) % VERSIONS_MAX),
        .people = random_next(seed) % 5 == 0 ? QUANTITY_MISSING : (int64_t)(random_next(seed) % 1000),
        .state = (enum report_state)(random_next(seed) % REPORT_STATE_COUNT),
        .day = 1,
    };
}

static void assert_same_marks(const struct change_marks *a, const struct change_marks *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->marks[i].partition, b->marks[i].partition);
        assert_int_equal(a->marks[i].last_offset, b->marks[i].last_offset);
        assert_int_equal(a->marks[i].topic_generation, b->marks[i].topic_generation);
    }
}

static void any_order_of_versions_gives_the_sums_counted_by_hand(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct version delivered[DELIVERIES];
        uint64_t dice = seed;
        clear(NULL);
        struct cube_cache *following = cube_cache_new(ROOM, ROOM, pool);
        for (size_t count = 0; count < DELIVERIES;) {
            size_t batch = 1 + random_next(&dice) % 7;
            batch = batch < DELIVERIES - count ? batch : DELIVERIES - count;
            for (size_t i = 0; i < batch; i++)
                delivered[count + i] = random_version(&dice);
            deliver(&delivered[count], batch);
            count += batch;
            struct cube_cache *fresh = cube_cache_new(ROOM, ROOM, pool);
            struct cube *followed = cube_of(following, "2023-H1"), *loaded = cube_of(fresh, "2023-H1");
            assert_as_by_hand(followed, delivered, count);
            assert_as_by_hand(loaded, delivered, count);
            assert_same_marks(&followed->seen, &loaded->seen);
            cube_release(followed);
            cube_release(loaded);
            cube_cache_free(fresh);
        }
        cube_cache_free(following);
    }
}

/* A reader may keep an old one for long; what it shares with those that follow it stays until nobody has it. */
static void a_cube_that_is_read_stays_as_it_was(void **state) {
    (void)state;
    enum { READ = 12 };
    struct cube *cubes[READ];
    struct version delivered[READ];
    uint64_t dice = 7;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    for (size_t i = 0; i < READ; i++) {
        delivered[i] = random_version(&dice);
        delivered[i].version = 1 + (int64_t)i / UNITS;
        delivered[i].unit = units[i % UNITS];
        deliver(&delivered[i], 1);
        cubes[i] = cube_of(cache, "2023-H1");
        assert_ptr_equal(cubes[i]->ground, cubes[0]->ground); /* followed, not loaded anew */
    }
    for (size_t left = READ; left > 0; left--) {
        size_t gone = random_next(&dice) % READ;
        while (cubes[gone] == NULL)
            gone = (gone + 1) % READ;
        for (size_t i = 0; i < READ; i++)
            if (cubes[i] != NULL)
                assert_as_by_hand(cubes[i], delivered, i + 1);
        assert_int_equal(cubes[gone]->bytes, cubes[gone]->leaf_bytes + cubes[gone]->arena.bytes +
                                                 cubes[gone]->ground->arena.bytes +
                                                 rollup_shared_bytes(cubes[gone]->rollup));
        cube_release(cubes[gone]);
        cubes[gone] = NULL;
    }
    cube_cache_free(cache); /* which knows that all room was given back */
}

/* ---- What is written down of it */

static const struct node_list everywhere = {.all = true};

static void assert_same_rows(const struct stored_rollups *a, const struct stored_rollups *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->rows[i].unit, b->rows[i].unit);
        assert_int_equal(a->rows[i].gone, b->rows[i].gone);
        assert_memory_equal(a->rows[i].figures, b->rows[i].figures, a->rows[i].figure_count * sizeof(int64_t));
    }
}

/* Those of the nodes, as they would be read. */
static struct stored_rollups rows_at(struct arena *arena, const struct stored_rollups *rows,
                                     const struct node_list *nodes) {
    struct stored_rollups found = {.rows = arena_new_array(arena, struct stored_rollup, rows->count)};
    for (size_t i = 0; i < rows->count; i++)
        for (size_t j = 0; j < nodes->count; j++)
            if (text_equal(rows->rows[i].unit, nodes->units[j]))
                found.rows[found.count++] = rows->rows[i];
    return found;
}

static struct node_list nodes_changed_since(struct arena *arena, const struct cube *before, const struct cube *after) {
    const struct pending_rollup pending = {
        .form = "FORM", .period = "2023-H1", .marks = marks_text(arena, &before->seen)};
    struct node_list nodes;
    struct fail fail;
    const char **changed;
    size_t count;
    AUTO_LEASE lease = {0};
    assert_done(db_lease(pool, &lease, &fail), fail);
    assert_done(units_changed_read(lease.db, &pending, 100, arena, &changed, &count, &fail), fail);
    node_list_above(arena, after, changed, count, &nodes);
    return nodes;
}

/* ---- How it is read */

/* Six thousand leaves of a month that the planner was told of, none of the one that is asked for. */
static void a_month_is_known(void) {
    scratch_do(
        "INSERT INTO report_version (form, period, unit, agency, epoch, version, report, state, function, form_version,"
        " period_start, period_end, timeliness, recorded_us, cells, partition, \"offset\")"
        " SELECT 'FORM', '2023-H1', n::text, 'a', 0, 1, gen_random_uuid(), 'submitted', 'a', 1, '2022-12-15', "
        "'2023-06-15', 'onTime', 1,"
        "        '{1}', n % 3, n FROM generate_series(1, 6000) AS n");
    scratch_do("INSERT INTO change_mark (form, period, partition, last_offset)"
               " SELECT form, period, partition, max(\"offset\") FROM report_version GROUP BY form, period, partition");
    scratch_do("ANALYZE report_version");
    scratch_do("ANALYZE change_mark");
}

/* Any other index has the whole month read for each partition, at every look while it comes in. */
static void what_came_in_is_found_by_its_place_in_the_topic(void **state) {
    (void)state;
    struct arena arena = {0};
    struct change_marks marks = {0};
    struct fail fail;
    AUTO_LEASE lease = {0};
    a_month_is_known();
    assert_done(db_lease(pool, &lease, &fail), fail);
    PQclear(versions_read_changed(lease.db, "FORM", "2023-H2", &(struct change_marks){0}, &arena, &marks, &fail));
    assert_true(scratch_plan_says(lease.db, "EXPLAIN EXECUTE versions_read_changed ('FORM', '2023-H2', '{}', '{}')",
                                  "report_version_received"));
    arena_done(&arena);
}

static void the_nodes_above_what_changed_are_all_that_is_written(void **state) {
    (void)state;
    enum { CHANGES = 150, LEAST = 1 };
    uint64_t dice = 42;
    bool any = false;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    struct cube *before = cube_of(cache, "2023-H1");
    for (int i = 0; i < CHANGES; i++) {
        struct arena arena = {0};
        struct version version = random_version(&dice);
        struct stored_rollups was, is, changed, there, some, changed_there;
        deliver(&version, 1);
        struct cube *after = cube_of(cache, "2023-H1");
        struct node_list nodes = nodes_changed_since(&arena, before, after);
        stored_rollups_of(&arena, before, &everywhere, &was);
        stored_rollups_of(&arena, after, &everywhere, &is);
        stored_rollups_of(&arena, after, &nodes, &some);
        stored_rollups_changed(&arena, &was, &is, LEAST, &changed);
        there = rows_at(&arena, &was, &nodes);
        stored_rollups_changed(&arena, &there, &some, LEAST, &changed_there);
        assert_same_rows(&changed, &changed_there);
        any |= changed.count > 1;
        cube_release(before);
        before = after;
        arena_done(&arena);
    }
    assert_true(any);
    cube_release(before);
    cube_cache_free(cache);
}

/* Offsets of a topic that was made anew say nothing about what came before. */
static void after_a_new_topic_everything_has_changed(void **state) {
    (void)state;
    struct arena arena = {0};
    struct version version = {units[0], "2023-H1", 1, 1, 5, REPORT_SUBMITTED, 1};
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    deliver(&version, 1);
    struct cube *cube = cube_of(cache, "2023-H1");
    assert_int_equal(nodes_changed_since(&arena, cube, cube).count, 1); /* the top, which is always looked at */
    scratch_do("UPDATE change_mark SET topic_generation = topic_generation + 1");
    assert_true(nodes_changed_since(&arena, cube, cube).count > 1);
    cube_release(cube);
    cube_cache_free(cache);
    arena_done(&arena);
}

static const struct version reported = {.unit = "00001@2012-01-01",
                                        .period = "2023-H1",
                                        .epoch = 1,
                                        .version = 1,
                                        .people = 5,
                                        .state = REPORT_SUBMITTED,
                                        .day = 1};

static void a_cube_that_nothing_changed_is_the_same_one(void **state) {
    (void)state;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    deliver(&reported, 1);
    struct cube *first = cube_of(cache, "2023-H1"), *second = cube_of(cache, "2023-H1");
    assert_ptr_equal(first, second);
    deliver(&reported, 1);
    struct cube *after = cube_of(cache, "2023-H1");
    assert_ptr_equal(first->leaves[0], after->leaves[0]); /* the same version again: a new cube of the same leaves */
    cube_release(first);
    cube_release(second);
    cube_release(after);
    cube_cache_free(cache);
}

/* The topic is made anew: offsets begin at 0 again, and one day they are past where the old ones were. */
static void a_topic_made_anew_is_read_from_its_start(void **state) {
    (void)state;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    struct version withdrawn = reported;
    for (size_t i = 0; i < 5; i++)
        deliver(&reported, 1);
    cube_release(cube_of(cache, "2023-H1"));
    memset(offsets, 0, sizeof offsets);
    withdrawn.version = 2;
    withdrawn.state = REPORT_WITHDRAWN;
    deliver(&withdrawn, 1);
    for (size_t i = 0; i < 9; i++)
        deliver(&reported, 1);
    struct cube *cube = cube_of(cache, "2023-H1");
    struct cell_sum total;
    rollup_cells(cube->rollup, 0, COUNTED_SUBMITTED, &total);
    assert_int_equal(total.reported, 0);
    cube_release(cube);
    cube_cache_free(cache);
}

static void what_was_recorded_later_is_not_in_a_past_moment(void **state) {
    (void)state;
    AUTO_SNAPSHOT *snapshot = reference_hold(reference);
    const struct form *form = snapshot_form(snapshot, "FORM");
    struct version later = reported;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    struct period period;
    struct fail fail;
    moment_t moment;
    later.version = 2;
    later.people = 50;
    later.day = 3;
    deliver(&reported, 1);
    deliver(&later, 1);
    assert_true(snapshot_period(snapshot, form, "2023-H1", &period) && moment_parse("2023-07-02T00:00:00Z", &moment));
    struct cube *past = cube_cache_as_of(cache, snapshot, form, &period, moment, &fail),
                *present = cube_of(cache, "2023-H1");
    assert_non_null(past);
    assert_int_equal(past->leaves[0]->counted[COUNTED_SUBMITTED].values[0], 5);
    assert_int_equal(present->leaves[0]->counted[COUNTED_SUBMITTED].values[0], 50);
    cube_release(past);
    cube_release(present);
    cube_cache_free(cache);
}

static void figures_that_nobody_packed_are_no_figures(void **state) {
    (void)state;
    AUTO_SNAPSHOT *snapshot = reference_hold(reference);
    const struct form *form = snapshot_form(snapshot, "FORM");
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    struct period period;
    struct fail fail;
    deliver(&reported, 1);
    assert_true(snapshot_period(snapshot, form, "2023-H1", &period));
    scratch_do("UPDATE report_version SET cells = '\\x0b81'"); /* ends in the middle of the second */
    assert_null(cube_cache_get(cache, snapshot, form, &period, &fail));
    assert_int_equal(fail.fault, FAULT_BROKEN);
    scratch_do("UPDATE report_version SET cells = '\\x0b'");
    cube_release(cube_of(cache, "2023-H1"));
    cube_cache_free(cache);
}

static void cells_that_a_report_does_not_have_yet_are_missing(void **state) {
    (void)state;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    struct cell_sum total;
    deliver(&reported, 1);
    scratch_do("UPDATE report_version SET cells = ''");
    struct cube *cube = cube_of(cache, "2023-H1");
    rollup_cells(cube->rollup, 0, COUNTED_SUBMITTED, &total);
    assert_int_equal(cube->input.leaf_count, 1);
    assert_int_equal(total.reported, 0);
    cube_release(cube);
    cube_cache_free(cache);
}

static void without_room_the_caller_is_asked_to_come_back(void **state) {
    (void)state;
    AUTO_SNAPSHOT *snapshot = reference_hold(reference);
    const struct form *form = snapshot_form(snapshot, "FORM");
    struct cube_cache *cache = cube_cache_new(64, 64, pool);
    struct period period;
    struct fail fail = {0};
    assert_true(snapshot_period(snapshot, form, "2023-H1", &period));
    assert_null(cube_cache_get(cache, snapshot, form, &period, &fail));
    assert_int_equal(fail.fault, FAULT_BUSY);
    assert_true(fail.retry);
    cube_cache_free(cache);
}

static void the_least_recently_asked_for_makes_room(void **state) {
    (void)state;
    struct cube_cache *roomy = cube_cache_new(ROOM, ROOM, pool);
    struct cube *one = cube_of(roomy, "2023-H1");
    size_t bytes = one->bytes;
    cube_release(one);
    cube_cache_free(roomy);
    struct cube_cache *tight = cube_cache_new(3 * bytes, 3 * bytes, pool);
    const char *const codes[] = {"2023-H1", "2023-H2", "2024-H1", "2024-H2", "2023-H1"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        cube_release(cube_of(tight, codes[i]));
    cube_cache_free(tight);
}

static bool is_loaded(struct cube_cache *cache, const char *period) {
    int64_t before = metric_get(METRIC_CUBE_LOADS);
    cube_release(cube_of(cache, period));
    return metric_get(METRIC_CUBE_LOADS) > before;
}

/* A million reports by file are a hundred months, each looked at once. */
static void what_nobody_uses_goes_but_for_what_may_be_kept(void **state) {
    (void)state;
    struct cube_cache *cache = cube_cache_new(ROOM, 0, pool);
    struct cube *used = cube_of(cache, "2023-H1");
    assert_true(is_loaded(cache, "2023-H2"));
    assert_false(is_loaded(cache, "2023-H2")); /* the last one stays */
    assert_true(is_loaded(cache, "2024-H1"));
    assert_true(is_loaded(cache, "2023-H2"));
    assert_false(is_loaded(cache, "2023-H1")); /* in use */
    cube_release(used);
    assert_true(is_loaded(cache, "2023-H2"));
    assert_true(is_loaded(cache, "2023-H1"));
    cube_cache_free(cache);
}

static void a_year_is_made_of_its_halves_leaf_by_leaf(void **state) {
    (void)state;
    AUTO_SNAPSHOT *snapshot = reference_hold(reference);
    struct version second = reported, other = reported;
    struct cube_cache *cache = cube_cache_new(ROOM, ROOM, pool);
    struct arena arena = {0};
    struct period period;
    struct fail fail;
    struct completeness completeness;
    struct cell_sum sum;
    second.period = "2023-H2";
    second.people = 7;
    other.unit = "00688@2012-01-01";
    other.people = 100;
    deliver(&reported, 1);
    deliver(&second, 1);
    deliver(&other, 1);
    const struct form *form = snapshot_form(snapshot, "FORM");
    assert_true(snapshot_period(snapshot, form, "2023", &period));
    const struct tally_question question = {.cache = cache,
                                            .snapshot = snapshot,
                                            .form = form,
                                            .period = &period,
                                            .as_of = MOMENT_NONE,
                                            .tree_date = DAY_NEVER};
    struct tally tally;
    assert_done(tally_open(&arena, &question, &tally, &fail), fail);
    assert_int_equal(tally.cube_count, 2);
    rollup_cells(tally.figures, 0, COUNTED_SUBMITTED, &sum);
    assert_int_equal(sum.sum, 112);
    assert_int_equal(sum.reported, 2);
    rollup_completeness(tally.reports, 0, &completeness);
    assert_int_equal(completeness.expected, 6);
    assert_int_equal(completeness.reported, 3);
    uint32_t first, end, missing = 0;
    tally_owed(&tally, 0, &first, &end);
    for (uint32_t i = first; i < end; i++)
        missing += tally_met_by(&tally, i, COUNTED_SUBMITTED) == NULL;
    assert_int_equal(missing, 3);
    tally_release(&tally);
    arena_done(&arena);
    cube_cache_free(cache);
}

/* ---- Readers and a writer at once */

enum { READERS = 4, WRITES = 60 };

struct race {
    struct cube_cache *cache;
    atomic_int written; /* the last version that is committed */
    atomic_int stale;   /* answers that lacked a version committed before they were asked for */
};

static void *read_along(void *context) {
    struct race *race = context;
    for (int before = 0; before < WRITES;) {
        before = atomic_load(&race->written);
        struct cube *cube = cube_of(race->cache, "2023-H1");
        int64_t seen = cube->input.leaf_count == 0 ? 0 : cube->leaves[0]->counted[COUNTED_SUBMITTED].values[0];
        atomic_fetch_add(&race->stale, seen < before);
        cube_release(cube);
    }
    return NULL;
}

static void whoever_asks_sees_all_that_was_stored_before(void **state) {
    (void)state;
    struct race race = {.cache = cube_cache_new(ROOM, ROOM, pool)};
    pthread_t readers[READERS];
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_along, &race), 0);
    for (int number = 1; number <= WRITES; number++) {
        struct version version = reported;
        version.version = version.people = number;
        deliver(&version, 1);
        atomic_store(&race.written, number);
    }
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&race.stale), 0);
    cube_cache_free(race.cache);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_versions_gives_the_sums_counted_by_hand),
        cmocka_unit_test_setup(a_cube_that_is_read_stays_as_it_was, clear),
        cmocka_unit_test_setup(a_cube_that_nothing_changed_is_the_same_one, clear),
        cmocka_unit_test_setup(a_topic_made_anew_is_read_from_its_start, clear),
        cmocka_unit_test_setup(what_was_recorded_later_is_not_in_a_past_moment, clear),
        cmocka_unit_test_setup(figures_that_nobody_packed_are_no_figures, clear),
        cmocka_unit_test_setup(cells_that_a_report_does_not_have_yet_are_missing, clear),
        cmocka_unit_test_setup(without_room_the_caller_is_asked_to_come_back, clear),
        cmocka_unit_test_setup(the_least_recently_asked_for_makes_room, clear),
        cmocka_unit_test_setup(what_nobody_uses_goes_but_for_what_may_be_kept, clear),
        cmocka_unit_test_setup(whoever_asks_sees_all_that_was_stored_before, clear),
        cmocka_unit_test_setup(a_year_is_made_of_its_halves_leaf_by_leaf, clear),
        cmocka_unit_test_setup(what_came_in_is_found_by_its_place_in_the_topic, clear),
        cmocka_unit_test_setup(the_nodes_above_what_changed_are_all_that_is_written, clear),
        cmocka_unit_test_setup(after_a_new_topic_everything_has_changed, clear),
    };
    const struct CMUnitTest without_database[] = {cmocka_unit_test(skipped)};
    if (getenv("TONGHOP_TEST_DB") == NULL)
        return cmocka_run_group_tests(without_database, NULL, NULL);
    return cmocka_run_group_tests(tests, world_up, world_down);
}
