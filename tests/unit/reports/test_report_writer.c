/* The writer against a real database: many at once, each stored once, told what stood in the way, and no answer lost with a connection. */
#include "../db/scratch.h"
#include "paper.h"

#include <inttypes.h>
#include <pthread.h>

#include "audit/audit_verify.h"
#include "db/migrate.h"
#include "present.h"
#include "report_sql.h"
#include "report_writer.h"

static const struct audit_origin officer = {.subject = "someone",
                                            .client = "office",
                                            .action = "submitReport",
                                            .address = "203.0.113.7",
                                            .roots = "001",
                                            .trace = "00-1-2-01"};

enum { PLACES = 3, CROWD = LEDGER_BATCH_MAX + 40 };

struct desk {
    struct paper paper;
    struct report_writer *writer;
};

static int desk_begin(void **state) {
    static struct desk desk;
    struct fail fail;
    struct db *db = NULL;
    uint32_t applied;
    paper_begin(&desk.paper);
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    db_close(db);
    scratch_do(
        "TRUNCATE report_version, idempotency, outbox; UPDATE ledger SET floor_us = 0; GRANT TRUNCATE ON audit TO "
        "CURRENT_USER;"
        "ALTER TABLE audit DISABLE TRIGGER audit_stays; TRUNCATE audit; ALTER TABLE audit ENABLE TRIGGER audit_stays");
    struct report_writer_options options = {.conninfo = scratch_conninfo, .places = PLACES};
    assert_done(report_writer_start(&options, &desk.writer, &fail), fail);
    *state = &desk;
    return 0;
}

/* Whatever a test did: each version has one entry with the digest that the database computes of it, and the chains are sound. */
static void assert_audited(void) {
    static struct audit_findings findings;
    struct fail fail;
    struct db *db = NULL;
    int64_t rows;
    findings.count = 0;
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(audit_verify(db, NULL, 0, &rows, &findings, &fail), fail);
    db_close(db);
    if (findings.count > 0)
        fail_msg("%s", findings.texts[0]);
    assert_int_equal(
        scratch_number("SELECT count(*) FROM audit_stored s WHERE (SELECT count(*) FROM audit_said a WHERE a.object = "
                       "s.object AND a.version = s.version AND a.stored = s.digest) <> 1"),
        0);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM audit_said s WHERE NOT EXISTS (SELECT FROM audit_stored a WHERE a.object = "
            "s.object AND a.version = s.version)"),
        0);
}

static int desk_end(void **state) {
    struct desk *desk = *state;
    assert_audited();
    report_writer_stop(desk->writer);
    paper_end(&desk->paper);
    return 0;
}

/* The payload stays in the arena. */
static struct report_write write_of(struct desk *desk, const struct report *report, const char *key) {
    struct buffer payload = {0};
    event_payload(&payload, desk->paper.snapshot, report, &desk->paper.arena);
    struct report_write write = {.report = *report,
                                 .payload = arena_slice(&desk->paper.arena, payload.bytes, payload.size),
                                 .payload_size = payload.size,
                                 .trace = "",
                                 .key = key,
                                 .status = 201,
                                 .origin = &officer};
    buffer_done(&payload);
    return write;
}

static struct report good_report(struct desk *desk, const char *unit) {
    return paper_report(&desk->paper, unit, "'people':5,'stock':4", ",'notAvailable':{'area':'không đo'}");
}

static void a_report_is_stored_with_its_key_and_its_event(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), found;
    struct report_write write = write_of(desk, &report, "k1");
    struct db *db = NULL;
    struct fail fail;
    report_writer_run(desk->writer, &write, 1);
    assert_int_equal(write.outcome, WRITE_STORED);
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(report_find(db, report.id, false, &desk->paper.arena, &found, &fail), fail);
    db_close(db);
    assert_int_equal(found.version, 1);
    assert_string_equal(found.details, "{\"notAvailable\":{\"area\":\"không đo\"}}");
    assert_string_equal(found.warnings, report.warnings);
    assert_non_null(strstr(found.warnings, "notOwed"));
    assert_int_equal(found.cell_count, 3);
    assert_memory_equal(found.cells, report.cells, 3 * sizeof *found.cells);
    assert_memory_equal(found.sha256, report.sha256, SHA256_SIZE);
    assert_int_equal(found.end, report.end);
    assert_int_equal(found.due, MOMENT_NONE);
    assert_int_equal(scratch_number("SELECT count(*) FROM idempotency WHERE client = 'office' AND key = 'k1'"), 1);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM outbox WHERE key = '00001@2012-01-01' AND type = 'tonghop.report.submitted.v1'"
            " AND payload::json ->> 'report' = subject AND (payload::json -> 'cells' ->> 0)::int = 5"
            " AND payload::json -> 'cells' ->> 1 IS NULL AND payload::json ->> 'epoch' = '1'"
            " AND extract(epoch FROM (payload::json ->> 'recordedAt')::timestamptz) * 1000000 = recorded_us"),
        1);
}

static void the_same_key_is_answered_from_what_it_made(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), again = good_report(desk, "00001");
    struct report_write first = write_of(desk, &report, "k1"), second = write_of(desk, &again, "k1");
    report_writer_run(desk->writer, &first, 1);
    report_writer_run(desk->writer, &second, 1);
    assert_int_equal(second.outcome, WRITE_KEY_REPLAY);
    assert_string_equal(second.met.report, report.id);
    assert_int_equal(second.met.version, 1);
    assert_int_equal(second.met.status, 201);
    second.fingerprint[0] ^= 1;
    report_writer_run(desk->writer, &second, 1);
    assert_int_equal(second.outcome, WRITE_KEY_REUSED);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 1);
}

static void the_same_key_twice_at_once_is_stored_once(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), again = good_report(desk, "00004");
    struct report_write writes[] = {write_of(desk, &report, "k1"), write_of(desk, &again, "k1")};
    report_writer_run(desk->writer, writes, 2);
    assert_int_equal(writes[0].outcome, WRITE_STORED);
    assert_int_equal(writes[1].outcome, WRITE_KEY_REPLAY);
    assert_string_equal(writes[1].met.report, report.id);
}

/* Each is the second version of the same report, so only the moment of recording tells them apart. */
static void the_same_decision_twice_at_once_is_stored_once(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001");
    struct report_write first = write_of(desk, &report, NULL);
    report_writer_run(desk->writer, &first, 1);
    report.version = 2;
    struct report_write writes[] = {write_of(desk, &report, "k1"), write_of(desk, &report, "k1"),
                                    write_of(desk, &report, "k1")};
    report_writer_run(desk->writer, writes, 3);
    assert_int_equal(writes[0].outcome, WRITE_STORED);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(writes[i].outcome, WRITE_KEY_REPLAY);
        assert_string_equal(writes[i].met.report, report.id);
        assert_int_equal(writes[i].met.version, 2);
    }
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 2);
}

static void one_that_is_there_is_named(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), again = good_report(desk, "00001");
    struct report_write writes[] = {write_of(desk, &report, "k1"), write_of(desk, &again, "k2")};
    report_writer_run(desk->writer, writes, 2);
    assert_int_equal((writes[0].outcome == WRITE_STORED) + (writes[1].outcome == WRITE_STORED), 1);
    struct report_write *stored = &writes[writes[0].outcome != WRITE_STORED],
                        *other = &writes[writes[0].outcome == WRITE_STORED];
    assert_int_equal(other->outcome, WRITE_EXISTS);
    assert_string_equal(other->met.report, stored->report.id);
    assert_int_equal(scratch_number("SELECT count(*) FROM idempotency"), 1);
}

static void a_version_follows_only_the_one_before_it(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001");
    struct report_write first = write_of(desk, &report, NULL);
    report_writer_run(desk->writer, &first, 1);
    struct report_write two[] = {write_of(desk, &report, NULL), write_of(desk, &report, NULL)};
    two[0].report.version = two[1].report.version = 2;
    report_writer_run(desk->writer, two, 2);
    assert_int_equal((two[0].outcome == WRITE_STORED) + (two[1].outcome == WRITE_STORED), 1);
    assert_int_equal((two[0].outcome == WRITE_STALE) + (two[1].outcome == WRITE_STALE), 1);
    struct report_write four = write_of(desk, &report, NULL);
    four.report.version = 4;
    report_writer_run(desk->writer, &four, 1);
    assert_int_equal(four.outcome, WRITE_STALE);
    assert_int_equal(scratch_number("SELECT max(version) FROM report_version"), 2);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 2);
}

/* "x" is no JSON: PostgreSQL refuses the whole batch. */
static void one_that_cannot_be_stored_takes_no_other_with_it(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), broken = good_report(desk, "00004");
    broken.details = "x";
    struct report_write writes[] = {write_of(desk, &report, "k1"), write_of(desk, &broken, "k2")};
    report_writer_run(desk->writer, writes, 2);
    assert_int_equal(writes[0].outcome, WRITE_STORED);
    assert_int_equal(writes[1].outcome, WRITE_FAILED);
    assert_false(writes[1].fail.retry);
}

/* A transaction that came out although its answer was lost: the same row is met again, by its key or without one. */
static void what_a_lost_connection_stored_counts_as_stored(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001");
    struct report_write write = write_of(desk, &report, NULL), *all[] = {&write};
    struct ledger ledger;
    struct fail fail;
    assert_done(ledger_open(scratch_conninfo, &ledger, &fail), fail);
    assert_done(ledger_claim_chain(&ledger, &fail), fail);
    write.report.recorded = report_writer_moment(desk->writer, 0);
    write.report.epoch = ledger.epoch;
    assert_done(ledger_store_audited(&ledger, all, 1, &fail), fail);
    assert_int_equal(write.outcome, WRITE_STORED);
    write.outcome = WRITE_WAITING;
    assert_done(ledger_store_audited(&ledger, all, 1, &fail), fail);
    assert_int_equal(write.outcome, WRITE_WAITING);
    assert_done(ledger_explain(&ledger, all, 1, &fail), fail);
    assert_int_equal(write.outcome, WRITE_STORED);
    ledger_close(&ledger);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 1);
}

static void what_a_lost_connection_stored_under_a_key_counts_as_stored(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001");
    struct report_write write = write_of(desk, &report, "k1"), *all[] = {&write};
    struct ledger ledger;
    struct fail fail;
    assert_done(ledger_open(scratch_conninfo, &ledger, &fail), fail);
    assert_done(ledger_claim_chain(&ledger, &fail), fail);
    write.report.recorded = report_writer_moment(desk->writer, 0);
    write.report.epoch = ledger.epoch;
    for (int time = 0; time < 2; time++) {
        write.outcome = WRITE_WAITING;
        assert_done(ledger_store_audited(&ledger, all, 1, &fail), fail);
        assert_int_equal(write.outcome, WRITE_STORED);
    }
    ledger_close(&ledger);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 1);
}

static void floor_set(moment_t floor) {
    char sql[96];
    snprintf(sql, sizeof sql, "UPDATE ledger SET floor_us = %" PRId64, floor);
    scratch_do(sql);
}

/* The clock of this instance is behind: whatever it stamps lies below the floor, again and again. */
static void nothing_is_recorded_at_or_below_the_floor(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), other = good_report(desk, "00004");
    struct report_write writes[] = {write_of(desk, &report, "k1"), write_of(desk, &other, NULL)};
    moment_t floor = clock_now() + 3600 * MOMENT_SECOND;
    for (int turn = 0; turn < 3; turn++) {
        floor += 10 * MOMENT_SECOND;
        floor_set(floor);
        report_writer_run(desk->writer, writes, 2);
        for (size_t i = 0; i < 2; i++) {
            assert_int_equal(writes[i].outcome, WRITE_STORED);
            assert_true(writes[i].report.recorded > floor && writes[i].report.recorded < floor + MOMENT_SECOND);
            writes[i].report.version++;
            writes[i].key = NULL;
        }
    }
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 6);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox WHERE recorded_us > (SELECT floor_us FROM ledger)"
                                    " AND extract(epoch FROM (payload::json ->> 'recordedAt')::timestamptz) * 1000000 ="
                                    " recorded_us"),
                     2);
}

/* What the floor keeps out is told what stands in its way all the same. */
static void below_the_floor_others_are_still_met(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), again = good_report(desk, "00001");
    struct report_write first = write_of(desk, &report, "k1"), repeated = write_of(desk, &again, "k1");
    struct report_write second = write_of(desk, &again, "k2"), stale = write_of(desk, &report, NULL);
    report_writer_run(desk->writer, &first, 1);
    floor_set(clock_now() + 3600 * MOMENT_SECOND);
    stale.report.version = 3;
    report_writer_run(desk->writer, &repeated, 1);
    report_writer_run(desk->writer, &second, 1);
    report_writer_run(desk->writer, &stale, 1);
    assert_int_equal(repeated.outcome, WRITE_KEY_REPLAY);
    assert_int_equal(second.outcome, WRITE_EXISTS);
    assert_string_equal(second.met.report, report.id);
    assert_int_equal(stale.outcome, WRITE_STALE);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 1);
}

/* It came out before the floor was raised above it, and its answer was lost. */
static void what_was_stored_before_the_floor_rose_counts_as_stored(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001");
    struct report_write write = write_of(desk, &report, NULL), *all[] = {&write};
    struct ledger ledger;
    struct fail fail;
    assert_done(ledger_open(scratch_conninfo, &ledger, &fail), fail);
    assert_done(ledger_claim_chain(&ledger, &fail), fail);
    write.report.recorded = report_writer_moment(desk->writer, 0);
    write.report.epoch = ledger.epoch;
    assert_done(ledger_store_audited(&ledger, all, 1, &fail), fail);
    floor_set(write.report.recorded);
    write.outcome = WRITE_WAITING;
    assert_done(ledger_store_audited(&ledger, all, 1, &fail), fail);
    assert_true(ledger_is_below(&ledger, &write));
    assert_done(ledger_explain(&ledger, all, 1, &fail), fail);
    assert_int_equal(write.outcome, WRITE_STORED);
    ledger_close(&ledger);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 1);
}

static void a_connection_that_is_cut_is_mended(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001");
    struct report_write write = write_of(desk, &report, "k1");
    scratch_end_session("tonghop-reports-ledger");
    report_writer_run(desk->writer, &write, 1);
    assert_int_equal(write.outcome, WRITE_STORED);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 1);
}

/* A new one, the next version of another, a replay, one that is there and one that does not follow: entries for the two. */
static void of_a_batch_exactly_what_was_stored_is_audited(void **state) {
    struct desk *desk = *state;
    static const char *const units[] = {"00001", "00004"};
    struct report there = good_report(desk, "00001"), reports[2];
    struct report_write first = write_of(desk, &there, "k0"), writes[5];
    report_writer_run(desk->writer, &first, 1);
    for (size_t i = 0; i < 2; i++) {
        reports[i] = good_report(desk, units[i]);
        writes[i] = write_of(desk, &reports[i], NULL);
    }
    writes[2] = write_of(desk, &there, "k0");
    writes[3] = write_of(desk, &there, NULL);
    writes[3].report.version = 2;
    writes[4] = write_of(desk, &there, NULL);
    writes[4].report.version = 9;
    report_writer_run(desk->writer, writes, 5);
    assert_int_equal(writes[0].outcome, WRITE_EXISTS);
    assert_int_equal(writes[1].outcome, WRITE_STORED);
    assert_int_equal(writes[2].outcome, WRITE_KEY_REPLAY);
    assert_int_equal(writes[3].outcome, WRITE_STORED);
    assert_int_equal(writes[4].outcome, WRITE_STALE);
    assert_int_equal(scratch_number("SELECT count(*) FROM audit"), 3);
    assert_int_equal(
        scratch_number(
            "SELECT count(*) FROM audit WHERE chain = 'writer-1' AND subject = 'someone' AND client = 'office'"
            " AND action = 'submitReport' AND address = '203.0.113.7' AND roots = '001'"),
        3);
}

/* Somebody who lost the lock long ago still writes: the writer meets his row, reads the head again, and goes on behind it. */
static void a_zombie_on_the_chain_is_noticed(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), next = good_report(desk, "00004");
    struct report_write first = write_of(desk, &report, NULL), second = write_of(desk, &next, NULL);
    report_writer_run(desk->writer, &first, 1);
    scratch_do("INSERT INTO audit SELECT chain, 2, recorded_us, subject, client, action, 'job:zombie', 0, "
               "decode(repeat('00', 32), 'hex'),"
               " address, roots, trace, NULL, sha256('not known yet') FROM audit");
    report_writer_run(desk->writer, &second, 1);
    assert_int_equal(second.outcome, WRITE_STORED);
    assert_int_equal(scratch_number("SELECT max(seq) FROM audit WHERE chain = 'writer-1'"), 3);
    /* The zombie's row was made up here: what hangs on it is not judged. */
    scratch_do(
        "ALTER TABLE audit DISABLE TRIGGER audit_stays; GRANT DELETE ON audit TO CURRENT_USER; DELETE FROM audit;"
        "DELETE FROM report_version; ALTER TABLE audit ENABLE TRIGGER audit_stays");
}

static void two_writers_have_two_chains(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), next = good_report(desk, "00004");
    struct report_write first = write_of(desk, &report, NULL), second = write_of(desk, &next, NULL);
    struct report_writer_options options = {.conninfo = scratch_conninfo};
    struct report_writer *other = NULL;
    struct fail fail;
    assert_done(report_writer_start(&options, &other, &fail), fail);
    report_writer_run(desk->writer, &first, 1);
    report_writer_run(other, &second, 1);
    report_writer_stop(other);
    assert_int_equal(scratch_number("SELECT count(DISTINCT chain) FROM audit"), 2);
}

/* The head in memory must not run ahead of what is committed. */
static void a_batch_that_is_refused_leaves_no_gap(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), broken = good_report(desk, "00004"),
                  next = good_report(desk, "00004");
    broken.details = "x";
    struct report_write first = write_of(desk, &report, NULL), bad = write_of(desk, &broken, NULL),
                        last = write_of(desk, &next, NULL);
    report_writer_run(desk->writer, &first, 1);
    report_writer_run(desk->writer, &bad, 1);
    report_writer_run(desk->writer, &last, 1);
    assert_int_equal(bad.outcome, WRITE_FAILED);
    assert_int_equal(scratch_number("SELECT max(seq) FROM audit"), 2);
}

/* The entries cannot be written: then nothing is stored, and nobody is told that it was. */
static void without_its_entry_nothing_is_stored(void **state) {
    struct desk *desk = *state;
    struct report report = good_report(desk, "00001"), again = good_report(desk, "00001"),
                  next = good_report(desk, "00004");
    struct report_write first = write_of(desk, &report, NULL);
    report_writer_run(desk->writer, &first, 1);
    scratch_do("ALTER TABLE audit ADD CONSTRAINT nothing_goes CHECK (seq < 2)");
    struct report_write writes[] = {write_of(desk, &again, NULL), write_of(desk, &next, NULL)};
    report_writer_run(desk->writer, writes, 2);
    assert_int_equal(writes[0].outcome, WRITE_EXISTS);
    assert_int_equal(writes[1].outcome, WRITE_FAILED);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), 1);
    scratch_do("ALTER TABLE audit DROP CONSTRAINT nothing_goes");
    writes[1].outcome = WRITE_WAITING;
    report_writer_run(desk->writer, &writes[1], 1);
    assert_int_equal(writes[1].outcome, WRITE_STORED);
}

enum { CLERKS = 16, VERSIONS = 20 };

struct clerk {
    struct desk *desk;
    struct report report; /* the one everybody wants to change */
    uint32_t stored;
    pthread_t thread;
};

/* Each tries every version of the same report: one of all gets it. */
static void *clerk_run(void *context) {
    struct clerk *clerk = context;
    for (int32_t version = 1; version <= VERSIONS; version++) {
        struct report_write write = {
            .report = clerk->report, .payload = "{", .payload_size = 1, .trace = "", .origin = &officer};
        write.report.version = version;
        report_writer_run(clerk->desk->writer, &write, 1);
        clerk->stored += write.outcome == WRITE_STORED;
    }
    return NULL;
}

static void of_many_who_change_the_same_version_one_wins(void **state) {
    struct desk *desk = *state;
    struct clerk clerks[CLERKS];
    struct report report = good_report(desk, "00001");
    uint32_t stored = 0;
    for (size_t i = 0; i < CLERKS; i++) {
        clerks[i] = (struct clerk){.desk = desk, .report = report};
        assert_int_equal(pthread_create(&clerks[i].thread, NULL, clerk_run, &clerks[i]), 0);
    }
    for (size_t i = 0; i < CLERKS; i++) {
        pthread_join(clerks[i].thread, NULL);
        stored += clerks[i].stored;
    }
    assert_int_equal(stored, VERSIONS);
    assert_int_equal(scratch_number("SELECT count(*) FROM report_version"), VERSIONS);
    assert_int_equal(scratch_number("SELECT count(DISTINCT recorded_us) FROM outbox"), VERSIONS);
}

static void there_are_so_many_places_and_who_leaves_gives_one_back(void **state) {
    struct report_writer *writer = ((struct desk *)*state)->writer;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < PLACES; i++)
            assert_true(report_writer_enter(writer));
        for (int i = 0; i < 100; i++)
            assert_false(report_writer_enter(writer));
        report_writer_leave(writer);
        assert_true(report_writer_enter(writer));
        assert_false(report_writer_enter(writer));
        for (int i = 0; i < PLACES; i++)
            report_writer_leave(writer);
    }
}

static size_t enter_all(struct report_writer *writer) {
    size_t entered = 0;
    while (report_writer_enter(writer))
        entered++;
    return entered;
}

static void leave_all(struct report_writer *writer, size_t entered) {
    while (entered-- > 0)
        report_writer_leave(writer);
}

static void while_some_are_turned_away_as_many_are_let_in_as_are_stored_at_once(void **state) {
    (void)state;
    struct report_writer_options options = {.conninfo = scratch_conninfo, .places = CROWD};
    struct report_writer *writer;
    struct fail fail;
    assert_done(report_writer_start(&options, &writer, &fail), fail);
    size_t entered = enter_all(writer);
    assert_int_equal(entered, CROWD);
    leave_all(writer, entered);
    entered = enter_all(writer);
    assert_int_equal(entered, LEDGER_BATCH_MAX);
    leave_all(writer, entered);
    sleep(2); /* nobody was turned away for a second */
    entered = enter_all(writer);
    assert_int_equal(entered, CROWD);
    leave_all(writer, entered);
    report_writer_stop(writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_report_is_stored_with_its_key_and_its_event, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(the_same_key_is_answered_from_what_it_made, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(the_same_key_twice_at_once_is_stored_once, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(the_same_decision_twice_at_once_is_stored_once, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(one_that_is_there_is_named, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(a_version_follows_only_the_one_before_it, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(one_that_cannot_be_stored_takes_no_other_with_it, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(what_a_lost_connection_stored_counts_as_stored, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(what_a_lost_connection_stored_under_a_key_counts_as_stored, desk_begin,
                                        desk_end),
        cmocka_unit_test_setup_teardown(nothing_is_recorded_at_or_below_the_floor, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(below_the_floor_others_are_still_met, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(what_was_stored_before_the_floor_rose_counts_as_stored, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(a_connection_that_is_cut_is_mended, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(of_a_batch_exactly_what_was_stored_is_audited, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(a_zombie_on_the_chain_is_noticed, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(two_writers_have_two_chains, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(a_batch_that_is_refused_leaves_no_gap, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(without_its_entry_nothing_is_stored, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(of_many_who_change_the_same_version_one_wins, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(there_are_so_many_places_and_who_leaves_gives_one_back, desk_begin, desk_end),
        cmocka_unit_test_setup_teardown(while_some_are_turned_away_as_many_are_let_in_as_are_stored_at_once, desk_begin,
                                        desk_end),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_end();
    return failures;
}
