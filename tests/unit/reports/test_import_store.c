/* Where imports store: batches beside the making of the next, all of them in one transaction or none, whatever others do meanwhile. */
#include "../db/scratch.h"
#include "paper.h"

#include "core/text.h"
#include "db/migrate.h"
#include "import_store.h"
#include "present.h"

enum { BATCHES = 2, FLOOR_AHEAD_S = 3600 };

struct desk {
    struct paper paper;
    struct report_writer *writer;
    struct service service;
    struct reports reports;
    struct import_request request;
    struct report_write writes[BATCHES];
    struct import_store store;
};

static const char *const units[BATCHES] = {"00001", "00004"};

static int desk_begin(void **state) {
    static struct desk desk;
    struct fail fail;
    struct db *db = NULL;
    uint32_t applied;
    desk = (struct desk){0};
    paper_begin(&desk.paper);
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    db_close(db);
    scratch_do("TRUNCATE report_version, idempotency, outbox; UPDATE ledger SET floor_us = 0");
    struct report_writer_options options = {.conninfo = scratch_conninfo, .places = 1};
    assert_done(report_writer_start(&options, &desk.writer, &fail), fail);
    desk.service = (struct service){.conninfo = scratch_conninfo};
    desk.reports = (struct reports){.service = &desk.service, .writer = desk.writer};
    desk.request = (struct import_request){.reports = &desk.reports,
                                           .origin = {.subject = "someone",
                                                      .client = "office",
                                                      .action = "importReports",
                                                      .address = "203.0.113.7",
                                                      .roots = "001",
                                                      .trace = "00-1-2-01"}};
    *state = &desk;
    return 0;
}

static int desk_end(void **state) {
    struct desk *desk = *state;
    import_store_end(&desk->store);
    report_writer_stop(desk->writer);
    paper_end(&desk->paper);
    return 0;
}

static void write_make(struct desk *desk, size_t at) {
    struct report report = paper_report(&desk->paper, units[at], "'people':5,'stock':4", "");
    struct buffer payload = {0};
    event_payload(&payload, desk->paper.snapshot, &report, &desk->paper.arena);
    desk->writes[at] = (struct report_write){.report = report,
                                             .payload = arena_slice(&desk->paper.arena, payload.bytes, payload.size),
                                             .payload_size = payload.size,
                                             .root = report.key.unit,
                                             .trace = "",
                                             .origin = &desk->request.origin};
    buffer_done(&payload);
}

static void begin(struct desk *desk, enum import_way way) {
    for (size_t i = 0; i < BATCHES; i++)
        write_make(desk, i);
    import_store_begin(&desk->store, &desk->request, way);
}

/* One batch for each commune. False: a batch could not be stored. */
static bool give_each(struct desk *desk, struct fail *fail) {
    for (size_t i = 0; i < BATCHES; i++) {
        import_store_give(&desk->store, &desk->writes[i], 1, i + 1 < BATCHES);
        if (!import_store_settle(&desk->store, fail))
            return false;
    }
    return true;
}

static int64_t stored_count(void) {
    return scratch_number("SELECT count(*) FROM report_version");
}

static void another_stores(struct desk *desk, size_t at) {
    struct report_write others = desk->writes[at];
    uuid_new(clock_now(), others.report.id);
    report_writer_run(desk->writer, &others, 1);
    assert_int_equal(others.outcome, WRITE_STORED);
}

/* The list of the audit entry, against what the database computes of its rows. */
static void assert_listed(const struct buffer *items) {
    char hex[2 * BATCHES * AUDIT_ITEM_SIZE + 1], sql[1024];
    assert_int_equal(items->size, BATCHES * AUDIT_ITEM_SIZE);
    text_hex((const unsigned char *)items->bytes, items->size, hex);
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM audit_stored s WHERE position(decode(replace(substr(s.object, 8), '-', ''), 'hex') ||"
        " int4send(s.version::int) || s.digest IN decode('%s', 'hex')) > 0",
        hex);
    assert_int_equal(scratch_number(sql), BATCHES);
}

static void in_one_transaction_all_is_there_at_its_end(void **state) {
    struct desk *desk = *state;
    struct fail fail = {0};
    begin(desk, IMPORT_PLAIN);
    assert_done(give_each(desk, &fail), fail);
    assert_int_equal(stored_count(), 0);
    assert_done(db_commit(desk->store.ledger.db, &fail), fail);
    assert_int_equal(stored_count(), BATCHES);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox o JOIN report_version v ON o.subject = v.report::text "
                                    "WHERE o.recorded_us = v.recorded_us AND o.key = v.unit"),
                     BATCHES);
    for (size_t i = 0; i < BATCHES; i++)
        assert_int_equal(desk->writes[i].outcome, WRITE_STORED);
    assert_listed(&desk->store.ledger.items);
}

static void what_is_not_committed_is_undone(void **state) {
    struct desk *desk = *state;
    struct fail fail = {0};
    begin(desk, IMPORT_PLAIN);
    assert_done(give_each(desk, &fail), fail);
    import_store_give_up(&desk->store);
    assert_int_equal(desk->store.way, IMPORT_CHECK);
    assert_int_equal(stored_count(), 0);
    assert_int_equal(scratch_number("SELECT count(*) FROM outbox"), 0);
}

static void taken_for_granted_wrongly_nothing_is_stored(void **state) {
    struct desk *desk = *state;
    struct fail fail = {0};
    begin(desk, IMPORT_PLAIN);
    another_stores(desk, 1);
    assert_false(give_each(desk, &fail));
    assert_true(desk->store.met_another);
    assert_int_equal(fail.fault, FAULT_BUSY);
    import_store_end(&desk->store);
    assert_int_equal(stored_count(), 1);
    import_store_begin(&desk->store, &desk->request, IMPORT_CAREFUL);
    assert_done(give_each(desk, &fail), fail);
    assert_int_equal(desk->writes[0].outcome, WRITE_STORED);
    assert_int_not_equal(desk->writes[1].outcome, WRITE_STORED);
}

/* Raised by another instance, whose clock is ahead. */
static void below_the_floor_nothing_is_stored(void **state) {
    struct desk *desk = *state;
    struct fail fail = {0};
    char sql[80];
    begin(desk, IMPORT_PLAIN);
    snprintf(sql, sizeof sql, "UPDATE ledger SET floor_us = %lld",
             (long long)(clock_now() + FLOOR_AHEAD_S * MOMENT_SECOND));
    scratch_do(sql);
    assert_false(give_each(desk, &fail));
    assert_true(desk->store.met_another);
    import_store_end(&desk->store);
    import_store_begin(&desk->store, &desk->request, IMPORT_CAREFUL);
    assert_done(give_each(desk, &fail), fail);
    assert_done(db_commit(desk->store.ledger.db, &fail), fail);
    assert_int_equal(
        scratch_number("SELECT count(*) FROM report_version WHERE recorded_us > (SELECT floor_us FROM ledger)"),
        BATCHES);
}

static void a_version_that_follows_none_is_not_taken_for_granted(void **state) {
    struct desk *desk = *state;
    struct fail fail = {0};
    begin(desk, IMPORT_PLAIN);
    desk->writes[1].report.version = 2;
    assert_false(give_each(desk, &fail));
    assert_true(desk->store.met_another);
}

static void through_the_writer_each_is_there_at_once(void **state) {
    struct desk *desk = *state;
    struct fail fail = {0};
    begin(desk, IMPORT_EACH);
    another_stores(desk, 1);
    assert_done(give_each(desk, &fail), fail);
    assert_int_equal(stored_count(), BATCHES);
    assert_int_equal(desk->writes[0].outcome, WRITE_STORED);
    assert_int_equal(desk->writes[1].outcome, WRITE_EXISTS);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_begin, desk_end)
    static const struct CMUnitTest tests[] = {
        TEST(in_one_transaction_all_is_there_at_its_end),           TEST(what_is_not_committed_is_undone),
        TEST(taken_for_granted_wrongly_nothing_is_stored),          TEST(below_the_floor_nothing_is_stored),
        TEST(a_version_that_follows_none_is_not_taken_for_granted), TEST(through_the_writer_each_is_there_at_once),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_end();
    return failures;
}
