/* In a real database: numbers follow one another, and what was signed stays as it is whoever asks. */
#include "../db/scratch.h"

#include "consolidation_source_sql.h"
#include "consolidation_sql.h"
#include "core/text.h"
#include "db/migrate.h"
#include "seal.h"

static struct db *db;

static int schema_up(void **state) {
    (void)state;
    struct fail fail;
    uint32_t applied;
    scratch_begin();
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    return 0;
}

static int schema_down(void **state) {
    (void)state;
    db_close(db);
    scratch_end();
    return 0;
}

/* ---- What is stored */

static struct consolidation_recipient recipients[] = {
    {.unit = "38@2012-01-01", .agency = "people-committee", .function = "people-committee", .decided = MOMENT_NONE},
    {.unit = "VN", .agency = "VN-labour", .function = "labour", .decided = MOMENT_NONE},
};

static struct consolidation draft(const char *agency, const char *forms) {
    struct consolidation made = {.unit = "38@2012-01-01",
                                 .agency = agency,
                                 .function = "labour",
                                 .programme = "pcmd",
                                 .forms = forms,
                                 .own_line = "",
                                 .series = forms,
                                 .period = "2023-H1",
                                 .period_start = day_of(2022, 12, 15),
                                 .period_end = day_of(2023, 6, 15),
                                 .version = 1,
                                 .created = 1,
                                 .created_by = "author",
                                 .signed_at = MOMENT_NONE,
                                 .sent = MOMENT_NONE,
                                 .outdated = MOMENT_NONE,
                                 .recipients = recipients,
                                 .recipient_count = 2};
    made.editions[EDITION_FULL].document = "{\"a\":1}";
    made.editions[EDITION_WITHHELD].document = "{\"a\":null}";
    uuid_new(clock_now(), made.id);
    return made;
}

static struct consolidation stored(const char *agency, const char *forms) {
    static struct consolidation_source source = {.form = "A",
                                                 .period = "2023-H1",
                                                 .unit = "1",
                                                 .agency = "police",
                                                 .report = "0190a8f0-0000-7000-8000-000000000001",
                                                 .version = 1};
    static struct consolidation_ground ground = {"A", "2023-H1", ""};
    const struct consolidation_sources sources = {.rows = &source, .count = 1, .grounds = &ground, .ground_count = 1};
    struct consolidation made = draft(agency, forms);
    struct fail fail;
    assert_done(consolidation_insert(db, &made, &fail) && sources_write(db, made.id, &sources, &fail) &&
                    grounds_write(db, made.id, &sources, &fail),
                fail);
    return made;
}

static void digest(struct arena *arena, struct edition_text *edition) {
    char text[SHA256_TEXT_SIZE];
    edition->sha256 = arena_text(arena, sha256_text(edition->document, strlen(edition->document), text));
    edition->seal = "x.y.z";
}

static bool sign(struct arena *arena, struct consolidation *made, struct fail *fail) {
    for (int i = 0; i < EDITION_COUNT; i++)
        digest(arena, &made->editions[i]);
    made->state = CONSOLIDATION_SIGNED;
    made->signed_at = 2;
    made->signed_by = made->signed_by ? made->signed_by : "signer";
    return consolidation_number_next(db, made, &made->number, fail) && consolidation_update(db, made, fail);
}

/* ---- Tests */

static void a_draft_is_read_as_it_was_written(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    const struct consolidation made = stored("38-labour", "B,A");
    struct consolidation found;
    assert_done(consolidation_find(db, made.id, false, &arena, &found, &fail), fail);
    assert_string_equal(found.id, made.id);
    assert_string_equal(found.forms, "B,A");
    assert_int_equal(found.period_end, made.period_end);
    assert_int_equal(found.state, CONSOLIDATION_DRAFT);
    assert_int_equal(found.number, 0);
    assert_true(found.signed_at == MOMENT_NONE && found.outdated == MOMENT_NONE && found.own_line[0] == 0);
    assert_string_equal(found.editions[EDITION_WITHHELD].document, "{\"a\":null}");
    assert_null(found.editions[EDITION_FULL].sha256);
    assert_int_equal(found.recipient_count, 2);
    assert_string_equal(found.recipients[1].agency, "VN-labour");
    assert_int_equal(found.recipients[1].receipt, RECEIPT_PENDING);
    assert_false(consolidation_find(db, "0190a8f0-0000-7000-8000-00000000ffff", false, &arena, &found, &fail));
    assert_int_equal(fail.fault, FAULT_MISSING);
    arena_done(&arena);
}

static void numbers_follow_one_another_for_the_same_agency_forms_and_period(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    char before[UUID_TEXT_SIZE];
    struct consolidation first = stored("38-n", "A"), second = stored("38-n", "A"), other = stored("38-n", "A,B");
    assert_done(sign(&arena, &first, &fail) && sign(&arena, &second, &fail) && sign(&arena, &other, &fail), fail);
    assert_int_equal(first.number, 1);
    assert_int_equal(second.number, 2);
    assert_int_equal(other.number, 1);
    assert_done(consolidation_before(db, &second, before, &fail), fail);
    assert_string_equal(before, first.id);
    assert_done(consolidation_before(db, &first, before, &fail), fail);
    assert_string_equal(before, "");
    const struct consolidation newest = stored("38-n", "A");
    assert_done(consolidation_before(db, &newest, before, &fail), fail);
    assert_string_equal(before, second.id);
    arena_done(&arena);
}

/* A number that was given and not used is given again: there is no gap. */
static void a_signature_that_fails_leaves_no_gap(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct consolidation lost = stored("38-gap", "A"), kept = stored("38-gap", "A");
    assert_done(db_begin(db, &fail) && sign(&arena, &lost, &fail), fail);
    assert_int_equal(lost.number, 1);
    db_rollback(db);
    assert_done(sign(&arena, &kept, &fail), fail);
    assert_int_equal(kept.number, 1);
    arena_done(&arena);
}

static void who_drafted_cannot_sign_even_past_the_service(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct consolidation made = stored("38-own", "A");
    made.signed_by = "author";
    assert_false(sign(&arena, &made, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
    arena_done(&arena);
}

static void a_digest_that_is_not_of_the_document_is_refused(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct consolidation made = stored("38-digest", "A");
    digest(&arena, &made.editions[EDITION_FULL]);
    made.editions[EDITION_FULL].document = "{\"a\":2}";
    assert_false(consolidation_update(db, &made, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
    arena_done(&arena);
}

static void an_older_version_changes_nothing(void **state) {
    (void)state;
    struct fail fail;
    struct consolidation made = stored("38-stale", "A"), stale = made;
    made.editions[EDITION_FULL].document = "{\"a\":3}";
    assert_done(consolidation_update(db, &made, &fail), fail);
    assert_int_equal(made.version, 2);
    assert_false(consolidation_update(db, &stale, &fail));
    assert_int_equal(fail.fault, FAULT_CONFLICT);
}

/* The statement with the id in the place of its question mark is refused. */
static bool stays(const char *statement, const char *id) {
    char sql[512];
    struct fail fail;
    const char *mark = strchr(statement, '?');
    snprintf(sql, sizeof sql, "%.*s'%s'%s", (int)(mark - statement), statement, id, mark + 1);
    return !db_script(db, sql, &fail);
}

static void what_was_signed_does_not_change_whoever_asks(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct consolidation made = stored("38-signed", "A");
    assert_done(sign(&arena, &made, &fail), fail);
    static const char *const attempts[] = {
        "UPDATE consolidation SET document = '{}', document_sha256 = encode(sha256('{}'), 'hex'), version = version + "
        "1 WHERE id = ?",
        "UPDATE consolidation SET withheld = '{}', withheld_sha256 = encode(sha256('{}'), 'hex'), version = version + "
        "1 WHERE id = ?",
        "UPDATE consolidation SET number = 7, version = version + 1 WHERE id = ?",
        "UPDATE consolidation SET signed_by = 'somebody', version = version + 1 WHERE id = ?",
        "UPDATE consolidation SET document_seal = 'a.b.c', version = version + 1 WHERE id = ?",
        "UPDATE consolidation SET plan = 'other', version = version + 1 WHERE id = ?",
        "UPDATE consolidation SET own_line = 'A', version = version + 1 WHERE id = ?",
        "UPDATE consolidation SET state = 'discarded', number = NULL, version = version + 1 WHERE id = ?",
        "UPDATE consolidation SET version = 1 WHERE id = ?",
        "DELETE FROM consolidation_source WHERE consolidation = ?",
        "UPDATE consolidation_source SET version = 9 WHERE consolidation = ?",
        "INSERT INTO consolidation_source SELECT consolidation, form, period, '2', agency, report, epoch, version"
        " FROM consolidation_source WHERE consolidation = ?",
    };
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        if (!stays(attempts[i], made.id))
            fail_msg("was done: %s", attempts[i]);
    assert_true(stays("TRUNCATE consolidation CASCADE; SELECT ?", made.id));
    arena_done(&arena);
}

static void what_becomes_of_it_is_noted_beside_it(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct consolidation made = stored("38-sent", "A"), found;
    assert_done(sign(&arena, &made, &fail), fail);
    made.outdated = 5;
    made.editions[EDITION_FULL].differences = made.editions[EDITION_WITHHELD].differences = "{}";
    assert_done(consolidation_update(db, &made, &fail), fail);
    made.state = CONSOLIDATION_SENT;
    made.sent = 6;
    made.sent_by = "author";
    assert_done(consolidation_update(db, &made, &fail), fail);
    made.recipients[0].receipt = RECEIPT_RETURNED;
    made.recipients[0].decided = 7;
    made.recipients[0].decided_by = "committee";
    made.recipients[0].reason = "b";
    assert_done(consolidation_recipients_write(db, &made, &fail), fail);
    made.recipients[0] = (struct consolidation_recipient){.unit = made.recipients[0].unit,
                                                          .agency = made.recipients[0].agency,
                                                          .function = made.recipients[0].function,
                                                          .decided = MOMENT_NONE};
    assert_done(consolidation_find(db, made.id, false, &arena, &found, &fail), fail);
    assert_int_equal(found.state, CONSOLIDATION_SENT);
    assert_int_equal(found.outdated, 5);
    assert_string_equal(found.recipients[0].reason, "b");
    assert_true(stays("UPDATE consolidation SET sent_us = 8, version = version + 1 WHERE id = ?", made.id));
    arena_done(&arena);
}

/* ---- What has to be looked at again */

static bool is_pending(const char *id) {
    struct arena arena = {0};
    struct fail fail;
    const char **ids;
    size_t count;
    bool found = false;
    assert_done(consolidations_pending(db, 100, &arena, &ids, &count, &fail), fail);
    for (size_t i = 0; i < count; i++)
        found |= text_equal(ids[i], id);
    arena_done(&arena);
    return found;
}

static void it_is_looked_at_again_once_a_report_came_in_and_no_later_number_has_replaced_it(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    struct consolidation first = stored("38-watch", "A"), second = stored("38-watch", "A"),
                         gone = stored("38-watch", "A");
    assert_done(sign(&arena, &first, &fail), fail);
    assert_false(is_pending(first.id));
    scratch_do("INSERT INTO change_mark (form, period, partition, last_offset) VALUES ('A', '2023-H1', 0, 5)");
    assert_true(is_pending(first.id) && is_pending(second.id) && is_pending(gone.id));
    gone.state = CONSOLIDATION_DISCARDED;
    assert_done(consolidation_update(db, &gone, &fail), fail);
    assert_false(is_pending(gone.id));
    assert_done(grounds_settle(db, second.id, &fail), fail);
    assert_false(is_pending(second.id));
    assert_done(sign(&arena, &second, &fail), fail);
    assert_false(is_pending(first.id));
    scratch_do("TRUNCATE change_mark");
    arena_done(&arena);
}

static void a_version_that_says_the_same_is_no_change(void **state) {
    (void)state;
    struct fail fail;
    scratch_do("INSERT INTO report_version (form, period, unit, agency, epoch, version, report, state, function, "
               "form_version, period_start,"
               " period_end, timeliness, recorded_us, cells, partition, \"offset\")"
               " SELECT 'A', '2023-H1', '1', 'police', 0, version, '0190a8f0-0000-7000-8000-000000000001', "
               "'submitted', 'police', 1,"
               "        '2022-12-15', '2023-06-15', 'onTime', 0, cells_packed(cells::bigint[]), 0, version"
               "   FROM (VALUES (1, '{1,NULL}'), (2, '{1,NULL}'), (3, '{1,0}')) AS given (version, cells)");
    struct consolidation_source versions[4];
    for (int i = 1; i <= 3; i++)
        versions[i] = (struct consolidation_source){
            .form = "A", .period = "2023-H1", .unit = "1", .agency = "police", .version = i};
    struct source_change changes[] = {
        {&versions[1], &versions[2]}, {NULL, &versions[2]}, {&versions[1], &versions[3]}, {&versions[3], NULL}};
    size_t count = 4;
    assert_done(source_changes_keep(db, changes, &count, &fail), fail);
    assert_int_equal(count, 3);
    assert_null(changes[0].before);
    assert_ptr_equal(changes[1].after, &versions[3]);
    assert_null(changes[2].after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_is_read_as_it_was_written),
        cmocka_unit_test(numbers_follow_one_another_for_the_same_agency_forms_and_period),
        cmocka_unit_test(a_signature_that_fails_leaves_no_gap),
        cmocka_unit_test(who_drafted_cannot_sign_even_past_the_service),
        cmocka_unit_test(a_digest_that_is_not_of_the_document_is_refused),
        cmocka_unit_test(an_older_version_changes_nothing),
        cmocka_unit_test(what_was_signed_does_not_change_whoever_asks),
        cmocka_unit_test(what_becomes_of_it_is_noted_beside_it),
        cmocka_unit_test(it_is_looked_at_again_once_a_report_came_in_and_no_later_number_has_replaced_it),
        cmocka_unit_test(a_version_that_says_the_same_is_no_change),
    };
    return cmocka_run_group_tests(tests, schema_up, schema_down);
}
