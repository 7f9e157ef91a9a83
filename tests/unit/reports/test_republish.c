/* Republishing: the ledger's versions become the events that the writer made of them, in order, each once, from wherever it goes on. */
#include "../db/scratch.h"
#include "paper.h"

#include <pthread.h>
#include <stdatomic.h>

#include "db/migrate.h"
#include "pipeline/outbox_sql.h"
#include "present.h"
#include "report_writer.h"
#include "republish.h"
#include "republish_batch.h"

enum { COPIES = 600, ROWS = 2 * COPIES };

static const struct audit_origin nobody = {"", "", "", "", "", ""};
static struct paper paper;
static struct db *db;

static void store(const char *unit, const char *values) {
    struct report_writer_options options = {.conninfo = scratch_conninfo};
    struct report_writer *writer = NULL;
    struct fail fail;
    AUTO_BUFFER payload = {0};
    struct report report = paper_report(&paper, unit, values, ",'notAvailable':{'area':'không đo'}");
    event_payload(&payload, paper.snapshot, &report, &paper.arena);
    struct report_write write = {.report = report,
                                 .payload = payload.bytes,
                                 .payload_size = payload.size,
                                 .trace = "",
                                 .status = 201,
                                 .origin = &nobody};
    assert_done(report_writer_start(&options, &writer, &fail), fail);
    report_writer_run(writer, &write, 1);
    report_writer_stop(writer);
    assert_int_equal(write.outcome, WRITE_STORED);
}

static int begin(void **state) {
    (void)state;
    struct fail fail;
    uint32_t applied;
    paper_begin(&paper);
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    scratch_do("TRUNCATE report_version, idempotency, outbox; UPDATE ledger SET epoch = 1");
    store("00001", "'people':5,'stock':4");
    store("00004", "'people':7,'stock':1");
    return 0;
}

static int end(void **state) {
    (void)state;
    db_close(db);
    paper_end(&paper);
    return 0;
}

/* Further versions of both reports, 600 of each in all, recorded one second after the other. */
static void make_many(void) {
    scratch_do(
        "DELETE FROM outbox;"
        "INSERT INTO report_version SELECT period_year, form, unit, agency, period, n, report, form_version, function, "
        "period_start, period_end, state, timeliness, cells, details, comments, submitted_us, first_submitted_us, "
        "due_us, "
        "recorded_us + n * 1000000, epoch, sha256, submitted_by, subject, client, reason "
        "FROM report_version CROSS JOIN generate_series(2, 600) AS n");
}

static struct republication republication_of(struct ledger_filter filter) {
    if (filter.since == 0)
        filter.since = MOMENT_NONE;
    return (struct republication){.snapshot = paper.snapshot,
                                  .filter = filter,
                                  .epoch = 1,
                                  .trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
}

static void go_on(struct republication *republication, const char *after) {
    struct fail fail;
    assert_true(republication_begin(republication, after));
    for (bool more = true; more;)
        assert_done(republish_batch(db, republication, &more, &fail), fail);
}

static int64_t republished(struct ledger_filter filter) {
    struct republication republication = republication_of(filter);
    scratch_do("DELETE FROM outbox");
    go_on(&republication, NULL);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), republication.put);
    return (int64_t)republication.put;
}

static void the_event_is_the_one_that_the_writer_made(void **state) {
    (void)state;
    struct republication republication = republication_of((struct ledger_filter){0});
    scratch_do("CREATE TABLE made AS SELECT * FROM outbox; DELETE FROM outbox");
    go_on(&republication, NULL);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 2);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM outbox JOIN made USING (topic, key, type, subject, version, recorded_us, payload)"),
        2);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox JOIN made USING (id)"), 0);
    assert_int_equal(republication.last, scratch_number("SELECT max(seq) FROM outbox"));
    scratch_do("DROP TABLE made");
}

static void every_version_is_put_once_in_order_also_when_it_goes_on_from_a_place(void **state) {
    (void)state;
    struct republication first = republication_of((struct ledger_filter){0}), second = first;
    struct fail fail;
    bool more;
    make_many();
    assert_true(republication_begin(&first, NULL));
    do
        assert_done(republish_batch(db, &first, &more, &fail), fail);
    while (more && first.put == 0);
    assert_true(more);
    assert_int_equal(first.put, REPUBLISH_BATCH_MAX);
    go_on(&second, first.place);
    assert_int_equal(second.put, ROWS - REPUBLISH_BATCH_MAX);
    assert_int_equal(scratch_number("SELECT count(DISTINCT (subject, version)) FROM outbox"), ROWS);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), ROWS);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM (SELECT version - lag(version) OVER (PARTITION BY subject ORDER BY seq) AS step"
            " FROM outbox) AS steps WHERE step <> 1"),
        0);
    struct republication nothing = republication_of((struct ledger_filter){0});
    assert_string_equal(second.place, "2023|PAPER|00004@2012-01-01|people-committee|2023-H1|600");
    go_on(&nothing, second.place);
    assert_int_equal(nothing.put, 0);
}

/* Also the year of a mistaken clock, which has no partition of its own. */
static void all_years_are_gone_through(void **state) {
    (void)state;
    make_many();
    scratch_do("UPDATE report_version SET period_year = 2011 + version % 5 WHERE version > 500;"
               "UPDATE report_version SET period_year = 2999 WHERE version = 600");
    assert_int_equal(republished((struct ledger_filter){0}), ROWS);
    assert_int_equal(scratch_number("SELECT count(DISTINCT (subject, version)) FROM outbox"), ROWS);
    assert_int_equal(republished((struct ledger_filter){.units = "{00004@2012-01-01}"}), COPIES);
}

static void only_what_is_asked_for_is_put(void **state) {
    (void)state;
    make_many();
    int64_t since =
        scratch_number("SELECT recorded_us FROM report_version WHERE version = 591 AND unit LIKE '00001@%'");
    assert_int_equal(republished((struct ledger_filter){.form = "PAPER"}), ROWS);
    assert_int_equal(republished((struct ledger_filter){.form = "OTHER"}), 0);
    assert_int_equal(republished((struct ledger_filter){.period = "2023-H1"}), ROWS);
    assert_int_equal(republished((struct ledger_filter){.period = "2023-H2"}), 0);
    assert_int_equal(republished((struct ledger_filter){.units = "{00001@2012-01-01,00009@2012-01-01}"}), COPIES);
    assert_int_equal(republished((struct ledger_filter){.units = "{00001@2012-01-01}", .since = since}), 10);
    assert_int_equal(republished((struct ledger_filter){.since = since + 10 * MOMENT_SECOND}), 0);
}

static void the_events_of_a_raised_epoch_carry_it(void **state) {
    (void)state;
    struct republication republication = republication_of((struct ledger_filter){0});
    struct fail fail;
    assert_done(ledger_raise_epoch(scratch_conninfo, &republication.epoch, &fail), fail);
    assert_int_equal(republication.epoch, 2);
    scratch_do("DELETE FROM outbox; DELETE FROM report_version WHERE unit LIKE '00004@%'");
    store("00004", "'people':1,'stock':1");
    go_on(&republication, NULL);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE payload::json ->> 'epoch' = '2'"), 3);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version WHERE epoch = 1"), 1);
}

static void the_epoch_stays_while_a_service_serves(void **state) {
    (void)state;
    struct fail fail;
    bool locked;
    int32_t epoch;
    assert_done(outbox_lock(db, "reports", &locked, &fail), fail);
    assert_true(locked);
    assert_false(ledger_raise_epoch(scratch_conninfo, &epoch, &fail));
    assert_int_equal(fail.fault, FAULT_CONFLICT);
    assert_int_equal(scratch_number("SELECT epoch FROM ledger"), 1);
}

static void a_version_of_an_unknown_form_stops_no_other(void **state) {
    (void)state;
    struct republication republication = republication_of((struct ledger_filter){0});
    scratch_do("DELETE FROM outbox; UPDATE report_version SET form_version = 9 WHERE unit LIKE '00004@%'");
    go_on(&republication, NULL);
    assert_int_equal(republication.put, 1);
    assert_int_equal(republication.left_out, 1);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE key LIKE '00004@%'"), 0);
}

static void *relay_of_old(void *context) {
    atomic_llong *most = context;
    for (int64_t pending = 1; pending > 0;) {
        pause_ms(50);
        pending = scratch_number("SELECT count(*) FROM outbox");
        *most = pending > *most ? pending : *most;
        scratch_do("DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox ORDER BY seq LIMIT 400)");
    }
    return NULL;
}

static void the_outbox_never_holds_more_than_there_is_room_for(void **state) {
    (void)state;
    struct republication republication = republication_of((struct ledger_filter){0});
    struct fail fail;
    pthread_t relay;
    atomic_llong most = 0;
    make_many();
    scratch_do(
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " SELECT gen_random_uuid(), 'tonghop.report.v1', 'k', 't', 's', 1, 1, '', NULL FROM generate_series(1, 10400)");
    assert_true(republication_begin(&republication, NULL));
    assert_int_equal(pthread_create(&relay, NULL, relay_of_old, &most), 0);
    assert_done(republish_all(db, &republication, &fail), fail);
    assert_int_equal(republication.put, ROWS);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE subject <> 's'"), 0);
    pthread_join(relay, NULL);
    assert_true(most <= REPUBLISH_PENDING_MAX + REPUBLISH_BATCH_MAX);
}

static void only_what_names_a_place_is_one(void **state) {
    (void)state;
    static const struct {
        const char *place;
        bool good;
    } places[] = {
        {"2023|PAPER|00001@2012-01-01|people-committee|2023-H1|1", true},
        {NULL, true},
        {"", false},
        {"2023", false},
        {"2023|PAPER|00001@2012-01-01|people-committee|2023-H1", false},
        {"2023|PAPER|00001@2012-01-01|people-committee|2023-H1|1|1", false},
        {"x|PAPER|00001@2012-01-01|people-committee|2023-H1|1", false},
        {"2023|PAPER|00001@2012-01-01|people-committee|2023-H1|", false},
        {"99999999999|PAPER|00001@2012-01-01|people-committee|2023-H1|1", false},
        {"2023|PAPER|\xff|people-committee|2023-H1|1", false},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct republication republication = republication_of((struct ledger_filter){0});
        assert_int_equal(republication_begin(&republication, places[i].place), places[i].good);
    }
}

static void a_wish_is_read_from_options(void **state) {
    (void)state;
    static const struct {
        const char *words[8];
        bool good;
    } calls[] = {
        {{"republish"}, true},
        {{"republish", "--form", "F", "--period", "2023-H1", "--unit=00001"}, true},
        {{"republish", "--since", "2023-06-14T17:00:00Z", "--after", "x"}, true},
        {{"republish", "--raise-epoch"}, true},
        {{"republish", "--raise-epoch", "--form", "F"}, false},
        {{"republish", "--since", "2023-06-14T17:00:00Z", "--raise-epoch"}, false},
        {{"republish", "--after", "x", "--raise-epoch"}, false},
        {{"republish", "--since", "yesterday"}, false},
        {{"republish", "--form"}, false},
        {{"republish", "everything"}, false},
        {{"republish", "--everything"}, false},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct republish_wish wish;
        char *words[8] = {0};
        int count = 0;
        for (; calls[i].words[count]; count++)
            words[count] = arena_text(&paper.arena, calls[i].words[count]);
        assert_int_equal(republish_wish_read(count, words, &wish), calls[i].good);
        if (i == 1) {
            assert_string_equal(wish.form, "F");
            assert_string_equal(wish.period, "2023-H1");
            assert_string_equal(wish.unit, "00001");
            assert_true(wish.since == MOMENT_NONE && wish.after == NULL && !wish.raise_epoch);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_event_is_the_one_that_the_writer_made, begin, end),
        cmocka_unit_test_setup_teardown(every_version_is_put_once_in_order_also_when_it_goes_on_from_a_place, begin,
                                        end),
        cmocka_unit_test_setup_teardown(all_years_are_gone_through, begin, end),
        cmocka_unit_test_setup_teardown(only_what_is_asked_for_is_put, begin, end),
        cmocka_unit_test_setup_teardown(the_events_of_a_raised_epoch_carry_it, begin, end),
        cmocka_unit_test_setup_teardown(the_epoch_stays_while_a_service_serves, begin, end),
        cmocka_unit_test_setup_teardown(a_version_of_an_unknown_form_stops_no_other, begin, end),
        cmocka_unit_test_setup_teardown(the_outbox_never_holds_more_than_there_is_room_for, begin, end),
        cmocka_unit_test_setup_teardown(only_what_names_a_place_is_one, begin, end),
        cmocka_unit_test_setup_teardown(a_wish_is_read_from_options, begin, end),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests_name("republish", none, NULL, NULL);
    int failures = cmocka_run_group_tests_name("republish", tests, NULL, NULL);
    scratch_end();
    return failures;
}
