/* Reminders in the database: each told once, whatever stops in between and however many tell at the same time. The example's half-year of 2023:
 * communes and districts of the whole country become late at 17:00 UTC on 16 June. */
#include "../db/scratch.h"
#include "../reference/examples.h"

#include <pthread.h>

#include "db/migrate.h"
#include "reminder_sql.h"
#include "reminder_worker.h"
#include "reports.h"

static struct example_world world;
static struct db *db;
static moment_t before, after;
static int64_t owed; /* so many become late between */

static int world_begin(void **state) {
    (void)state;
    return example_world_make(&world);
}

static int world_end(void **state) {
    (void)state;
    example_world_end(&world);
    return 0;
}

static int64_t count_between(const struct obligation_list *list) {
    int64_t owing = 0;
    for (size_t j = 0; j < list->count; j++)
        owing += list->obligations[j].due_at > before && list->obligations[j].due_at <= after;
    return owing;
}

/* Counted apart from the code that tells. */
static int64_t count_owed(void) {
    size_t count;
    int64_t owing = 0;
    struct arena arena = {0};
    struct period period;
    const struct form *const *forms = snapshot_forms(world.snapshot, &count);
    for (size_t i = 0; i < count; i++) {
        if (!snapshot_period(world.snapshot, forms[i], "2023-H1", &period))
            continue;
        owing += count_between(snapshot_obligations(world.snapshot, forms[i], &period, &arena)) +
                 count_between(snapshot_consolidations(world.snapshot, forms[i], &period, &arena));
    }
    arena_done(&arena);
    return owing;
}

static int begin(void **state) {
    (void)state;
    struct fail fail;
    uint32_t applied;
    assert_true(moment_parse("2023-06-16T16:59:00Z", &before) && moment_parse("2023-06-16T17:00:30Z", &after));
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    scratch_do("TRUNCATE report_version, outbox, reminder_mark");
    assert_done(reminder_marks_begin(db, before, &fail), fail);
    owed = count_owed();
    assert_true(owed > 4 * REMINDERS_AT_ONCE_MAX);
    return 0;
}

static int end(void **state) {
    (void)state;
    db_close(db);
    return 0;
}

static uint32_t tell(moment_t now) {
    struct fail fail;
    uint32_t told;
    assert_done(reminders_tell(db, world.snapshot, REMINDER_LATE, now, &told, &fail), fail);
    return told;
}

static int64_t events(void) {
    return scratch_number("SELECT count(*) FROM outbox WHERE topic = 'tonghop.obligation.v1'");
}

static void each_of_the_country_is_told_once(void **state) {
    (void)state;
    assert_int_equal(tell(after), owed);
    assert_int_equal(events(), owed);
    assert_int_equal(scratch_number("SELECT count(DISTINCT subject) FROM outbox"), owed);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE type = 'tonghop.obligation.late.v1' AND key = "
                                    "payload::json->>'unit' AND version = 1686934800000000"),
                     owed);
    assert_int_equal(tell(after), 0);
    assert_int_equal(tell(after + MOMENT_DAY), 0); /* but for what is due on the next day: nothing is */
    assert_int_equal(events(), owed);
}

static void the_past_is_not_told_at_the_first_start(void **state) {
    (void)state;
    struct fail fail;
    scratch_do("TRUNCATE reminder_mark");
    assert_done(reminder_marks_begin(db, after, &fail), fail);
    assert_done(reminder_marks_begin(db, before, &fail), fail); /* another start moves nothing */
    assert_int_equal(tell(after + MOMENT_SECOND), 0);
    assert_int_equal(events(), 0);
}

/* The third batch cannot be stored; what was told before stays told. */
static void after_a_stop_between_two_batches_the_rest_is_told(void **state) {
    (void)state;
    struct fail fail;
    uint32_t told;
    scratch_do("CREATE FUNCTION stop_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
               "IF (SELECT count(*) FROM outbox) > 10000 THEN RAISE 'stop'; END IF; RETURN NULL; END $$;"
               "CREATE TRIGGER stop_it AFTER INSERT ON outbox EXECUTE FUNCTION stop_it()");
    assert_false(reminders_tell(db, world.snapshot, REMINDER_LATE, after, &told, &fail));
    assert_int_equal(told, 2 * REMINDERS_AT_ONCE_MAX);
    assert_int_equal(events(), 2 * REMINDERS_AT_ONCE_MAX);
    scratch_do("DROP TRIGGER stop_it ON outbox; DROP FUNCTION stop_it()");
    assert_int_equal(tell(after + MOMENT_SECOND), owed - 2 * REMINDERS_AT_ONCE_MAX);
    assert_int_equal(scratch_number("SELECT count(DISTINCT subject) FROM outbox"), owed);
    assert_int_equal(events(), owed);
}

static void *tell_as_another(void *context) {
    struct fail fail;
    struct db *own = NULL;
    uint32_t *told = context;
    assert_done(db_open(scratch_conninfo, "test", &own, &fail), fail);
    assert_done(reminders_tell(own, world.snapshot, REMINDER_LATE, after, told, &fail), fail);
    db_close(own);
    return NULL;
}

static void of_several_instances_each_reminder_has_one(void **state) {
    (void)state;
    enum { INSTANCES = 4 };
    pthread_t threads[INSTANCES];
    uint32_t told[INSTANCES], sum = 0;
    for (int i = 0; i < INSTANCES; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, tell_as_another, &told[i]), 0);
    for (int i = 0; i < INSTANCES; i++) {
        pthread_join(threads[i], NULL);
        sum += told[i];
    }
    tell(after); /* one that lost a batch leaves the rest to the others; whatever is left comes with the next turn */
    assert_true(sum <= owed);
    assert_int_equal(events(), owed);
    assert_int_equal(scratch_number("SELECT count(DISTINCT subject) FROM outbox"), owed);
}

static void a_mark_never_goes_back(void **state) {
    (void)state;
    assert_int_equal(tell(after), owed);
    assert_int_equal(tell(before), 0); /* an instance whose clock is behind */
    assert_int_equal(tell(after), 0);
    assert_int_equal(scratch_number("SELECT until_us FROM reminder_mark WHERE kind = 'late'"), after);
}

#define VERSION(version, state) VERSION_OF("PCMD-C", "15103@2012-01-01", "people-committee", version, state)
#define VERSION_OF(form, unit, agency, version, state)                                                                 \
    "INSERT INTO report_version (period_year, form, unit, agency, period, version, report, form_version, function, "   \
    "period_start, period_end, state, timeliness, cells, details, recorded_us, epoch, sha256, subject, client) "       \
    "VALUES (2023, '" form "', '" unit "', '" agency "', '2023-H1', " version                                          \
    ", '0190a8f0-0000-7000-8000-000000000001', 1, 'people-committee', '2022-12-15', '2023-06-15', '" state             \
    "', 'onTime', '{}', '{}', 1, 1, '', 's', 'c');"

static void who_has_handed_in_meanwhile_is_not_reminded(void **state) {
    (void)state;
    static const struct {
        const char *versions;
        const char *said; /* NULL: nothing */
    } cases[] = {{VERSION("1", "submitted"), NULL},
                 {VERSION("1", "submitted") VERSION("2", "accepted"), NULL},
                 {VERSION("1", "draft"), "late"},
                 {VERSION("1", "submitted") VERSION("2", "returned"), "returned"},
                 {VERSION("1", "submitted") VERSION("2", "returned") VERSION("3", "draft"), "returned"},
                 {VERSION("1", "submitted") VERSION("2", "withdrawn"), "late"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sql[300];
        struct fail fail;
        scratch_do("TRUNCATE report_version, outbox, reminder_mark");
        assert_done(reminder_marks_begin(db, before, &fail), fail);
        scratch_do(cases[i].versions);
        assert_int_equal(tell(after), cases[i].said ? owed : owed - 1);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM outbox WHERE subject = 'PCMD-C/2023-H1/15103@2012-01-01/people-committee'"
                 " AND payload::json->>'state' = '%s'",
                 cases[i].said ? cases[i].said : "");
        assert_int_equal(scratch_number(sql), cases[i].said ? 1 : 0);
    }
}

/* ---- Who owes a consolidation: the labour department of Thanh Hóa one of each of five forms, late at 17:00 UTC on 19 June */

enum { GATHERED = 5 };

static int begin_with_consolidations(void **state) {
    struct fail fail;
    begin(state);
    assert_true(moment_parse("2023-06-19T16:59:00Z", &before) && moment_parse("2023-06-19T17:00:30Z", &after));
    scratch_do("TRUNCATE reminder_mark, consolidation");
    assert_done(reminder_marks_begin(db, before, &fail), fail);
    assert_int_equal(count_owed(), GATHERED); /* and no reports */
    return 0;
}

static int64_t told_of(const char *form, const char *said) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM outbox WHERE subject = '%s/2023-H1/consolidation/38@2012-01-01/38-labour'"
             " AND type = 'tonghop.obligation.late.v1' AND key = '38@2012-01-01' AND version = 1687194000000000"
             " AND payload::json->>'deliverable' = 'consolidation' AND payload::json->>'state' = '%s'",
             form, said);
    return scratch_number(sql);
}

static void each_consolidation_that_nobody_has_sent_is_told_once(void **state) {
    (void)state;
    static const char *const forms[GATHERED] = {"PCMD-D", "PCMD-S", "PCMD-P", "PCMD-K", "PCMD-M"};
    assert_int_equal(tell(after), GATHERED);
    assert_int_equal(events(), GATHERED);
    for (size_t i = 0; i < GATHERED; i++)
        assert_int_equal(told_of(forms[i], "late"), 1);
    assert_int_equal(tell(after), 0);
    assert_int_equal(tell(after + MOMENT_DAY), 0);
    assert_int_equal(events(), GATHERED);
}

#define SENT(id, more)                                                                                                 \
    "INSERT INTO consolidation (id, version, unit, agency, period, forms, recipients, sent_us, accepted, returned) "   \
    "VALUES ('0190a8f0-0000-7000-8000-00000000000" id                                                                  \
    "', 9, '38@2012-01-01', '38-labour', '2023-H1', '{PCMD-D,PCMD-P}', 2, " more ");"

static void who_has_sent_it_is_not_reminded_unless_it_came_back(void **state) {
    (void)state;
    static const struct {
        const char *story, *sent, *said; /* said NULL: nothing */
    } cases[] = {{"signed, not sent", SENT("1", "NULL, 0, 0"), "late"},
                 {"sent", SENT("1", "1, 0, 0"), NULL},
                 {"accepted by both", SENT("1", "1, 2, 0"), NULL},
                 {"what it reported itself is something else",
                  VERSION_OF("PCMD-D", "38@2012-01-01", "38-labour", "1", "submitted"), "late"},
                 {"sent back by one", SENT("1", "1, 1, 1"), "returned"},
                 {"sent back, and the next one sent", SENT("1", "1, 0, 1") SENT("2", "2, 0, 0"), NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fail fail;
        scratch_do("TRUNCATE report_version, consolidation, outbox, reminder_mark");
        assert_done(reminder_marks_begin(db, before, &fail), fail);
        scratch_do(cases[i].sent);
        int64_t of_two = cases[i].said ? 2 : 0;
        print_message("%s\n", cases[i].story);
        assert_int_equal(tell(after), GATHERED - 2 + of_two);
        assert_int_equal(told_of("PCMD-S", "late"), 1); /* of a form that it does not take in */
        assert_int_equal(told_of("PCMD-D", cases[i].said ? cases[i].said : ""), of_two / 2);
        assert_int_equal(told_of("PCMD-P", cases[i].said ? cases[i].said : ""), of_two / 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_of_the_country_is_told_once, begin, end),
        cmocka_unit_test_setup_teardown(the_past_is_not_told_at_the_first_start, begin, end),
        cmocka_unit_test_setup_teardown(after_a_stop_between_two_batches_the_rest_is_told, begin, end),
        cmocka_unit_test_setup_teardown(of_several_instances_each_reminder_has_one, begin, end),
        cmocka_unit_test_setup_teardown(a_mark_never_goes_back, begin, end),
        cmocka_unit_test_setup_teardown(who_has_handed_in_meanwhile_is_not_reminded, begin, end),
        cmocka_unit_test_setup_teardown(each_consolidation_that_nobody_has_sent_is_told_once, begin_with_consolidations,
                                        end),
        cmocka_unit_test_setup_teardown(who_has_sent_it_is_not_reminded_unless_it_came_back, begin_with_consolidations,
                                        end),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests(tests, world_begin, world_end);
    scratch_end();
    return failures;
}
