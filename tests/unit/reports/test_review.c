/* The reviewer's queries against a real database: what waits and since when, what a version is compared with, and what others said. */
#include "../db/scratch.h"
#include "paper.h"

#include "db/migrate.h"
#include "review_sql.h"

struct ledger_row {
    int unit; /* also the report */
    const char *period, *agency;
    int version;
    const char *state;
    int submitted, due; /* seconds; 0: none */
    const char *by;
};

static void store(struct db *db, const struct ledger_row *row) {
    struct fail fail;
    char sql[900], due[16] = "NULL", submitted[16] = "NULL";
    if (row->due)
        snprintf(due, sizeof due, "%d", row->due);
    if (row->submitted)
        snprintf(submitted, sizeof submitted, "%d", row->submitted);
    snprintf(sql, sizeof sql,
             "INSERT INTO report_version VALUES (%.4s, 'PAPER', '%05d@2012-01-01', '%s', '%s', %d, "
             "'00000000-0000-0000-0000-0000%.4s%04d', 1, '%s', '2021-12-15', '2022-12-15', '%s', 'notDue', '{1}', "
             "'{}', NULL, %s, %s, %s, 0, 1, sha256('x'), '%s', 's', 'c', NULL, '[]')",
             row->period, row->unit, row->agency, row->period, row->version, row->period, row->unit, row->agency,
             row->state, submitted, submitted, due, row->by);
    assert_done(db_script(db, sql, &fail), fail);
}

static int ledger_begin(void **state) {
    struct fail fail;
    struct db *db = NULL;
    uint32_t applied;
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    scratch_do("TRUNCATE report_version");
    *state = db;
    return 0;
}

static int ledger_end(void **state) {
    db_close(*state);
    return 0;
}

/* Units 1 to 9, each with a history of its own. */
static const struct ledger_row ledger[] = {
    {1, "2022-H1", "police", 1, "submitted", 100, 900, "a"},
    {2, "2022-H1", "police", 1, "submitted", 200, 800, "b"},
    {2, "2022-H1", "police", 2, "submitted", 300, 800, "b"},
    {3, "2022-H1", "police", 1, "submitted", 100, 700, "a"},
    {3, "2022-H1", "police", 2, "returned", 100, 700, "a"},
    {4, "2022-H1", "police", 1, "submitted", 100, 700, "a"},
    {4, "2022-H1", "police", 2, "returned", 100, 700, "a"},
    {4, "2022-H1", "police", 3, "draft", 100, 700, "a"},
    {4, "2022-H1", "police", 4, "submitted", 400, 700, "a"},
    {4, "2022-H1", "police", 5, "submitted", 500, 700, "a"},
    {5, "2022-H1", "people-committee", 1, "submitted", 600, 0, "a"},
    {6, "2022-H1", "police", 1, "submitted", 100, 700, "c"},
    {7, "2022-H1", "police", 1, "draft", 0, 700, "a"},
    {8, "2023-H1", "police", 1, "submitted", 100, 650, "a"},
    {8, "2023-H1", "police", 2, "accepted", 100, 650, "a"},
    {8, "2023-H1", "police", 3, "submitted", 150, 650, "b"},
    {9, "2023-H1", "police", 1, "submitted", 100, 600, "a"},
    {9, "2023-H1", "police", 2, "accepted", 100, 600, "a"},
};

static void ledger_fill(struct db *db) {
    for (size_t i = 0; i < sizeof ledger / sizeof *ledger; i++)
        store(db, &ledger[i]);
}

static int unit_of(const struct waiting *waiting) {
    return (int)strtol(waiting->key.unit, NULL, 10);
}

static void what_waits_comes_by_its_due_moment_and_knows_since_when(void **state) {
    static const struct {
        int unit;
        moment_t since;
    } expected[] = {{8, 150}, {4, 400}, {2, 200}, {1, 100}, {5, 600}};
    struct db *db = *state;
    struct arena arena = {0};
    struct fail fail;
    struct waiting_found found;
    ledger_fill(db);
    assert_done(reports_waiting(db, &(struct waiting_filter){.but_by = "c"}, 100, &arena, &found, &fail), fail);
    assert_int_equal(found.count, 5);
    for (size_t i = 0; i < found.count; i++) {
        moment_t since;
        assert_int_equal(unit_of(&found.rows[i]), expected[i].unit);
        assert_int_equal(found.rows[i].since, expected[i].since);
        assert_done(report_waits_since(db, found.rows[i].report, &since, &fail), fail);
        assert_int_equal(since, expected[i].since);
    }
    assert_int_equal(found.rows[4].due, MOMENT_ALWAYS);
    moment_t since;
    assert_done(report_waits_since(db, "00000000-0000-0000-0000-000020230009", &since, &fail), fail);
    assert_int_equal(since, MOMENT_NONE);
    arena_done(&arena);
}

static void a_queue_goes_on_behind_the_last_one(void **state) {
    struct db *db = *state;
    struct arena arena = {0};
    struct fail fail;
    struct waiting_filter filter = {0};
    struct waiting after;
    char order[8] = "";
    ledger_fill(db);
    for (size_t i = 0; i < sizeof order; i++) {
        struct waiting_found found;
        assert_done(reports_waiting(db, &filter, 1, &arena, &found, &fail), fail);
        if (found.count == 0)
            break;
        order[i] = (char)('0' + unit_of(&found.rows[0]));
        after = found.rows[0];
        filter.after = &after;
    }
    assert_string_equal(order, "846215");
    arena_done(&arena);
}

static void a_queue_is_narrowed_down(void **state) {
    static const struct {
        struct waiting_filter filter;
        size_t count;
    } filters[] = {
        {{.units = "{00002@2012-01-01,00003@2012-01-01,00004@2012-01-01}"}, 2},
        {{.units = "{}"}, 0},
        {{.form = "PAPER"}, 6},
        {{.form = "OTHER"}, 0},
        {{.unit = "00001@2012-01-01"}, 1},
        {{.agency = "people-committee"}, 1},
        {{.period = "2023-H1"}, 1},
        {{.period_year = 2022}, 5},
        {{.but_by = "a"}, 3},
    };
    struct db *db = *state;
    ledger_fill(db);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct arena arena = {0};
        struct fail fail;
        struct waiting_found found;
        assert_done(reports_waiting(db, &filters[i].filter, 100, &arena, &found, &fail), fail);
        if (found.count != filters[i].count)
            fail_msg("filter %zu finds %zu", i, found.count);
        arena_done(&arena);
    }
}

/* The versions of unit 4: submitted, returned, draft, submitted, submitted, accepted, submitted. */
static void a_version_is_compared_with_what_was_decided_on_before_it(void **state) {
    static const struct {
        int unit;
        const char *year;
        int version, base, base_with_drafts;
    } bases[] = {{4, "2022", 7, 6, 6}, {4, "2022", 6, 2, 2}, {4, "2022", 5, 2, 2}, {4, "2022", 4, 2, 2},
                 {4, "2022", 3, 2, 2}, {4, "2022", 2, 1, 1}, {4, "2022", 1, 1, 1}, {2, "2022", 2, 1, 1},
                 {8, "2023", 3, 2, 2}, {7, "2022", 1, 1, 1}};
    struct db *db = *state;
    ledger_fill(db);
    store(db, &(struct ledger_row){7, "2022-H1", "police", 2, "submitted", 100, 700, "a"});
    store(db, &(struct ledger_row){7, "2022-H1", "police", 3, "submitted", 100, 700, "a"});
    store(db, &(struct ledger_row){4, "2022-H1", "police", 6, "accepted", 500, 700, "a"});
    store(db, &(struct ledger_row){4, "2022-H1", "police", 7, "submitted", 600, 700, "a"});
    struct arena arena = {0};
    struct fail fail;
    struct report base;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        struct report after = {.version = bases[i].version};
        snprintf(after.id, sizeof after.id, "00000000-0000-0000-0000-0000%s%04d", bases[i].year, bases[i].unit);
        assert_done(report_base_find(db, &after, false, &arena, &base, &fail), fail);
        assert_int_equal(base.version, bases[i].base);
        assert_done(report_base_find(db, &after, true, &arena, &base, &fail), fail);
        assert_int_equal(base.version, bases[i].base_with_drafts);
    }
    struct report third = {.id = "00000000-0000-0000-0000-000020220007", .version = 3};
    assert_done(report_base_find(db, &third, false, &arena, &base, &fail), fail);
    assert_int_equal(base.version, 2); /* others know nothing of the draft that it began as */
    assert_done(report_base_find(db, &third, true, &arena, &base, &fail), fail);
    assert_int_equal(base.version, 1);
    arena_done(&arena);
}

static void what_all_agencies_of_a_unit_said_counts(void **state) {
    static const struct ledger_row others[] = {
        {1, "2022-H1", "post-1", 1, "submitted", 100, 0, "a"}, {1, "2022-H1", "post-2", 1, "submitted", 100, 0, "a"},
        {1, "2022-H1", "post-2", 2, "withdrawn", 100, 0, "a"}, {1, "2022-H1", "post-3", 1, "accepted", 100, 0, "a"},
        {1, "2022-H1", "post-3", 2, "returned", 100, 0, "a"},
    };
    struct db *db = *state;
    struct arena arena = {0};
    struct fail fail;
    const struct report *reports[REPORTERS_MAX];
    size_t count;
    ledger_fill(db);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct ledger_row row = others[i];
        store(db, &row);
    }
    const struct report_key key = {
        .form = "PAPER", .unit = "00001@2012-01-01", .period = "2022-H1", .period_year = 2022};
    assert_done(reports_of_unit_counted(db, &key, &arena, reports, &count, &fail), fail);
    assert_int_equal(count, 3);
    assert_string_equal(reports[0]->key.agency, "police");
    assert_string_equal(reports[1]->key.agency, "post-1");
    assert_string_equal(reports[2]->key.agency, "post-3");
    assert_int_equal(reports[2]->version, 1);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_waits_comes_by_its_due_moment_and_knows_since_when, ledger_begin,
                                        ledger_end),
        cmocka_unit_test_setup_teardown(a_queue_goes_on_behind_the_last_one, ledger_begin, ledger_end),
        cmocka_unit_test_setup_teardown(a_queue_is_narrowed_down, ledger_begin, ledger_end),
        cmocka_unit_test_setup_teardown(a_version_is_compared_with_what_was_decided_on_before_it, ledger_begin,
                                        ledger_end),
        cmocka_unit_test_setup_teardown(what_all_agencies_of_a_unit_said_counts, ledger_begin, ledger_end),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_end();
    return failures;
}
