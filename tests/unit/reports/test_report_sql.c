/* Which version of a report counts, in the database: as the domain says of every history. */
#include "../db/scratch.h"
#include "paper.h"

#include "db/migrate.h"
#include "look_back.h"
#include "report_sql.h"

enum { LENGTH_MAX = 4, HISTORIES_MAX = 1000, BATCH = 100 };

struct history {
    struct version_state versions[LENGTH_MAX];
    size_t length;
    char unit[16];
};

static void store(struct db *db, const struct history *history) {
    struct fail fail;
    for (size_t i = 0; i < history->length; i++) {
        char sql[700];
        snprintf(
            sql, sizeof sql,
            "INSERT INTO report_version VALUES (2022, 'STOCK', '%s', 'police', '2022', %d, gen_random_uuid(), 1, "
            "'police', '2021-12-15', '2022-12-15', '%s', 'notDue', '{%d,NULL}', '{}', NULL, NULL, NULL, NULL, 0, 1, "
            "sha256('x'), NULL, 's', 'c', NULL, '[]')",
            history->unit, history->versions[i].version, report_state_name(history->versions[i].state),
            history->versions[i].version * 10);
        assert_done(db_script(db, sql, &fail), fail);
    }
}

/* Every row of states up to four versions long. */
static size_t all_histories(struct history *ret_histories) {
    size_t count = 0;
    for (size_t length = 0; length <= LENGTH_MAX; length++) {
        int rows = 1;
        for (size_t i = 0; i < length; i++)
            rows *= REPORT_STATE_COUNT;
        for (int row = 0; row < rows; row++) {
            struct history *history = &ret_histories[count];
            *history = (struct history){.length = length};
            snprintf(history->unit, sizeof history->unit, "%zu", count++);
            for (int i = 0, rest = row; i < (int)length; i++, rest /= REPORT_STATE_COUNT)
                history->versions[i] =
                    (struct version_state){.version = i + 1, .state = (enum report_state)(rest % REPORT_STATE_COUNT)};
        }
    }
    return count;
}

static void check_batch(struct db *db, const struct history *histories, size_t count) {
    struct report_key keys[BATCH] = {0};
    const struct report *reports[BATCH];
    struct arena arena = {0};
    struct fail fail;
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct report_key){
            .form = "STOCK", .unit = histories[i].unit, .agency = "police", .period = "2022", .period_year = 2022};
    assert_done(reports_counted(db, keys, count, &arena, reports, &fail), fail);
    for (size_t i = 0; i < count; i++) {
        int32_t expected = counted_version(histories[i].versions, histories[i].length, COUNTED_SUBMITTED) + 1;
        int32_t found = reports[i] ? reports[i]->version : 0;
        if (found != expected)
            fail_msg("history %s: version %d counts, not %d", histories[i].unit, expected, found);
        if (found > 0)
            assert_int_equal(reports[i]->cells[0], found * 10);
    }
    arena_done(&arena);
}

static void the_statement_counts_as_the_domain_does(void **state) {
    (void)state;
    static struct history histories[HISTORIES_MAX];
    struct fail fail;
    struct db *db = NULL;
    uint32_t applied;
    size_t count = all_histories(histories);
    assert_int_equal(count, 1 + 5 + 25 + 125 + 625);
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    for (size_t i = 0; i < count; i++)
        store(db, &histories[i]);
    for (size_t i = 0; i < count; i += BATCH)
        check_batch(db, &histories[i], count - i < BATCH ? count - i : BATCH);
    db_close(db);
}

static void looked_for_are_only_those_that_ask(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct db *db = NULL;
    struct form_version version = {.has_openings = true};
    struct report_key key = {.form = "STOCK", .agency = "police", .period = "2022", .period_year = 2022};
    struct look_back asked[] = {{.version = &version, .key = key}, {0}, {.version = &version, .key = key}, {0}};
    asked[0].key.unit = "nowhere";
    asked[2].key.unit = "2"; /* one version, submitted */
    const struct report *last[4];
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(look_back_find(db, asked, 4, &arena, last, &fail), fail);
    assert_null(last[0]);
    assert_null(last[1]);
    assert_non_null(last[2]);
    assert_null(last[3]);
    assert_int_equal(last[2]->cells[0], 10);
    db_close(db);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_statement_counts_as_the_domain_does),
        cmocka_unit_test(looked_for_are_only_those_that_ask),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_end();
    return failures;
}
