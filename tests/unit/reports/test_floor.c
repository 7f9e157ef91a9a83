/* The floor of the ledger against a real database: who may have begun to store before it rose is waited for, and nobody else. */
#include "../db/scratch.h"

#include <inttypes.h>

#include "db/migrate.h"
#include "floor_sql.h"

static const char storing[] =
    "INSERT INTO report_version (period_year, form, unit, agency, period, version, report, form_version, function,"
    " period_start, period_end, state, timeliness, cells, details, recorded_us, epoch, sha256, subject, client)"
    " SELECT 2023, 'F', 'u', 'a', '2023', 1, gen_random_uuid(), 1, 'f', '2023-01-01', '2024-01-01', 'submitted',"
    "        'onTime', '{}', '{}', 1, 1, '', 's', 'c'";

struct scene {
    struct db *marks, *office;
    struct arena arena;
    struct ledger_floor floor;
};

static int scene_begin(void **state) {
    static struct scene scene;
    struct fail fail;
    uint32_t applied;
    scene = (struct scene){0};
    assert_done(db_open(scratch_conninfo, "marks", &scene.marks, &fail), fail);
    assert_done(db_open(scratch_conninfo, "office", &scene.office, &fail), fail);
    assert_done(migrate(scene.marks, migrations, &applied, &fail), fail);
    assert_done(floor_session(scene.marks, &fail), fail);
    scratch_do("TRUNCATE report_version, outbox; UPDATE ledger SET floor_us = 0");
    *state = &scene;
    return 0;
}

static int scene_end(void **state) {
    struct scene *scene = *state;
    db_close(scene->office);
    db_close(scene->marks);
    arena_done(&scene->arena);
    return 0;
}

static void raise_floor(struct scene *scene) {
    struct fail fail;
    assert_done(floor_raise(scene->marks, 0, &scene->arena, &scene->floor, &fail), fail);
}

static bool is_passed(struct scene *scene) {
    struct fail fail;
    bool passed = false;
    assert_done(floor_is_passed(scene->marks, &scene->floor, &passed, &fail), fail);
    return passed;
}

static void office_does(struct scene *scene, const char *sql) {
    struct fail fail;
    assert_done(db_script(scene->office, sql, &fail), fail);
}

static void wait_for_office(struct scene *scene) {
    for (PGresult *result; (result = PQgetResult(db_handle(scene->office))) != NULL; PQclear(result))
        assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
}

static void it_rises_with_the_clock_and_never_falls(void **state) {
    struct scene *scene = *state;
    moment_t before = clock_now();
    raise_floor(scene);
    assert_true(scene->floor.until >= before && scene->floor.until <= clock_now() && scene->floor.epoch == 1);
    assert_true(is_passed(scene));
    scratch_do("UPDATE ledger SET floor_us = floor_us + 3600000000");
    moment_t above = scene->floor.until + 3600 * MOMENT_SECOND;
    raise_floor(scene);
    assert_int_equal(scene->floor.until, above);
}

static void who_stores_is_waited_for_until_the_end_of_the_transaction(void **state) {
    struct scene *scene = *state;
    office_does(scene, "BEGIN");
    office_does(scene, storing);
    raise_floor(scene);
    assert_false(is_passed(scene));
    office_does(scene, "COMMIT");
    assert_true(is_passed(scene));
}

/* It looked at the floor before it rose, and has no number yet: its first row comes later. */
static void who_has_only_looked_is_waited_for_too(void **state) {
    struct scene *scene = *state;
    char sql[1024];
    snprintf(sql, sizeof sql, "%s FROM (SELECT pg_sleep(0.7)) AS pause WHERE (SELECT floor_us FROM ledger) = 0",
             storing);
    assert_int_equal(PQsendQuery(db_handle(scene->office), sql), 1);
    pause_ms(250);
    raise_floor(scene);
    assert_int_equal(
        scratch_number("SELECT count(backend_xid) FROM pg_stat_activity WHERE application_name = 'office'"), 0);
    assert_false(is_passed(scene));
    wait_for_office(scene);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 1);
    assert_true(is_passed(scene));
}

/* Somebody is always storing: only those of then count. */
static void who_comes_later_is_not_waited_for(void **state) {
    struct scene *scene = *state;
    struct fail fail;
    struct db *later = NULL;
    assert_done(db_open(scratch_conninfo, "later", &later, &fail), fail);
    office_does(scene, "BEGIN");
    office_does(scene, storing);
    raise_floor(scene);
    assert_done(db_begin(later, &fail), fail);
    assert_done(db_script(later, "LOCK TABLE report_version IN ROW EXCLUSIVE MODE", &fail), fail);
    assert_false(is_passed(scene));
    office_does(scene, "COMMIT");
    assert_true(is_passed(scene));
    db_close(later);
}

static void who_reads_or_copies_the_ledger_is_not_waited_for(void **state) {
    struct scene *scene = *state;
    office_does(scene, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM report_version");
    raise_floor(scene);
    assert_true(is_passed(scene));
    office_does(scene, "ROLLBACK");
}

static void an_event_at_or_below_it_is_waited_for(void **state) {
    struct scene *scene = *state;
    char sql[512];
    raise_floor(scene);
    snprintf(sql, sizeof sql,
             "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace)"
             " SELECT gen_random_uuid(), topic, 'u', 't', 's', 1, recorded_us, '' FROM (VALUES"
             " ('tonghop.report.v1', %" PRId64 "), ('tonghop.report.v1', %" PRId64 "), ('tonghop.obligation.v1', 1))"
             " AS event (topic, recorded_us)",
             scene->floor.until, scene->floor.until + 1);
    office_does(scene, sql);
    assert_false(is_passed(scene));
    office_does(scene, "DELETE FROM outbox WHERE recorded_us = (SELECT floor_us FROM ledger)");
    assert_true(is_passed(scene));
}

/* It is asked several times a second, and the file may have held a million events once. */
static void what_events_left_behind_is_not_looked_through(void **state) {
    struct scene *scene = *state;
    static const char scans[] = "SELECT seq_scan FROM pg_stat_all_tables WHERE relid = 'outbox'::regclass AND "
                                "pg_stat_clear_snapshot() IS NOT NULL";
    struct fail fail;
    scratch_do(
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace)"
        " SELECT gen_random_uuid(), 'tonghop.report.v1', 'u', 't', 's', 1, n, '' FROM generate_series(1, 2000) AS n");
    scratch_do("DELETE FROM outbox");
    raise_floor(scene);
    int64_t before = scratch_number(scans);
    assert_true(is_passed(scene));
    assert_done(db_script(scene->marks, "SELECT pg_stat_force_next_flush()", &fail), fail);
    assert_done(db_script(scene->marks, "SELECT 1", &fail), fail);
    assert_int_equal(scratch_number(scans), before);
}

#define scene_test(test) cmocka_unit_test_setup_teardown(test, scene_begin, scene_end)

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        scene_test(it_rises_with_the_clock_and_never_falls),
        scene_test(who_stores_is_waited_for_until_the_end_of_the_transaction),
        scene_test(who_has_only_looked_is_waited_for_too),
        scene_test(who_comes_later_is_not_waited_for),
        scene_test(who_reads_or_copies_the_ledger_is_not_waited_for),
        scene_test(an_event_at_or_below_it_is_waited_for),
        scene_test(what_events_left_behind_is_not_looked_through),
    };
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests_name("the floor of the ledger", tests, NULL, NULL);
    scratch_end();
    return failures;
}
