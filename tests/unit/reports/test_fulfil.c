/* What consolidations fulfil: given who has sent what and who has sent it back, an obligation is met or it is not; and what was told of them is kept
 * the same in whatever order it comes. */
#include "../db/scratch.h"
#include "../reference/examples.h"

#include "core/uuid.h"
#include "db/migrate.h"
#include "obligation_fulfil.h"
#include "reports.h"

static struct example_world world;
static struct arena arena;
static struct db *db;

static int begin(void **state) {
    (void)state;
    struct fail fail;
    uint32_t applied;
    scratch_begin();
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    return example_world_make(&world);
}

static int end(void **state) {
    (void)state;
    example_world_end(&world);
    arena_done(&arena);
    db_close(db);
    scratch_end();
    return 0;
}

/* ---- Judging */

enum { DUE = 100 };
static const struct sent_consolidation early = {.id = "early", .first_sent = 90, .recipients = 2, .accepted = 1},
                                       late = {.id = "late", .first_sent = DUE, .recipients = 1},
                                       taken = {.id = "taken", .first_sent = 95, .recipients = 2, .accepted = 2},
                                       back = {.id = "back", .first_sent = 80, .recipients = 2, .returned = 1},
                                       nobodys = {.id = "nobodys", .first_sent = 1};

static void assert_judged(struct passage passage, const struct sent_consolidation *first,
                          const struct sent_consolidation *second, const char *state, const char *timeliness,
                          const char *id) {
    const struct sent_consolidation *const sent[] = {first, second};
    const struct fulfilment judged = passage_judge(&passage, sent, DUE);
    if (state == NULL) {
        assert_null(judged.state);
        return;
    }
    assert_string_equal(judged.state, state);
    assert_string_equal(judged.timeliness, timeliness);
    assert_string_equal(judged.consolidation, id);
}

static void what_an_agency_has_sent_itself_stands_where_its_recipients_left_it(void **state) {
    (void)state;
    const struct passage own = {.count = 1, .own = true};
    assert_judged(own, NULL, NULL, NULL, NULL, NULL);
    assert_judged(own, &early, NULL, "submitted", "onTime", "early");
    assert_judged(own, &late, NULL, "submitted", "late", "late"); /* the due moment is the first that is late */
    assert_judged(own, &taken, NULL, "accepted", "onTime", "taken");
    assert_judged(own, &back, NULL, "returned", "onTime", "back");
    assert_judged(own, &nobodys, NULL, "submitted", "onTime", "nobodys"); /* nobody could accept it */
    const struct sent_consolidation *const sent[] = {&late};
    assert_string_equal(passage_judge(&own, sent, MOMENT_NONE).timeliness, "notDue");
}

static void what_goes_through_each_needs_all_and_the_last_says_when(void **state) {
    (void)state;
    const struct passage each = {.count = 2};
    assert_judged(each, &early, NULL, NULL, NULL, NULL);
    assert_judged(each, &early, &back, NULL, NULL, NULL); /* what was sent back carries nothing on */
    assert_judged(each, &early, &late, "submitted", "late", "late");
    assert_judged(each, &late, &early, "submitted", "late", "late");
    assert_judged(each, &taken, &early, "submitted", "onTime", "taken");
    assert_judged(each, &taken, &taken, "accepted", "onTime", "taken");
}

static void what_goes_through_any_needs_one_and_the_first_says_when(void **state) {
    (void)state;
    const struct passage any = {.count = 2, .any = true};
    assert_judged(any, NULL, NULL, NULL, NULL, NULL);
    assert_judged(any, &back, NULL, NULL, NULL, NULL);
    assert_judged(any, &late, &early, "submitted", "onTime", "early");
    assert_judged(any, &early, &late, "submitted", "onTime", "early");
    assert_judged(any, NULL, &late, "submitted", "late", "late");
}

static void what_goes_through_nobody_is_met_by_no_consolidation(void **state) {
    (void)state;
    assert_judged((struct passage){.count = 0}, NULL, NULL, NULL, NULL, NULL);
    assert_judged((struct passage){.count = 0, .any = true}, NULL, NULL, NULL, NULL, NULL);
}

/* ---- Whose */

static const struct obligation *obligation_of(const struct obligation_list *list, const char *unit,
                                              const char *agency) {
    uint32_t position = list->slice->position_of[unit_by_id(list->slice->tree, unit)];
    const struct obligation *found = obligation_find(list->obligations, list->count, position, agency);
    assert_non_null(found);
    return found;
}

static struct passage passage_in(struct obligation_slot slot, const char *period, const char *form, const char *unit,
                                 const char *agency) {
    slot.form = snapshot_form(world.snapshot, form);
    assert_true(snapshot_period(world.snapshot, slot.form, period, &slot.period));
    const struct obligation_list *list = slot_obligations(world.snapshot, &slot, &arena);
    return passage_of(world.snapshot, &slot, list, obligation_of(list, unit, agency), &arena);
}

/* S4-R3 of Hà Nội's plan of 2014: police of communes report through those of their district and of the city. */
static void a_report_goes_through_the_agencies_above_its_own_reporter(void **state) {
    (void)state;
    const struct passage passage =
        passage_in((struct obligation_slot){0}, "2014-M03", "PCMD-P", "00001@2012-01-01", "police");
    assert_int_equal(passage.count, 2);
    assert_false(passage.own || passage.any);
    assert_string_equal(passage.senders[0].unit, "001@2012-01-01");
    assert_string_equal(passage.senders[1].unit, "01@2012-01-01");
    assert_string_equal(passage.senders[0].agency, "police");
}

/* S3-R2: the labour department of Thanh Hóa consolidates what S3-R1 makes others report. */
static void a_consolidation_is_its_own_agencys(void **state) {
    (void)state;
    const struct obligation_slot slot = {.deliverable = DELIVERABLE_CONSOLIDATION};
    const struct passage passage = passage_in(slot, "2023-H1", "PCMD-D", "38@2012-01-01", "38-labour");
    assert_int_equal(passage.count, 1);
    assert_true(passage.own);
    assert_string_equal(passage.senders[0].unit, "38@2012-01-01");
    assert_string_equal(passage.senders[0].agency, "38-labour");
}

/* ---- What is kept */

enum { TOLD = 6 };

/* The n-th version: signed, then sent, then accepted by one and by both. */
static struct consolidation_event told(const char *id, int version) {
    return (struct consolidation_event){.id = id,
                                        .unit = "38@2012-01-01",
                                        .agency = "38-labour",
                                        .period = "2023-H1",
                                        .forms = "PCMD-C,PCMD-P",
                                        .version = version,
                                        .sent = version < 3 ? MOMENT_NONE : 1000 + version,
                                        .recipients = 2,
                                        .accepted = version < 5 ? 0 : version - 4};
}

static const struct sent_consolidation *found(const char *form, const char *period, const char *unit) {
    static const struct sent_consolidation *sent;
    const struct sender sender = {unit, "38-labour"};
    struct fail fail;
    assert_done(consolidations_sent(db, form, period, &sender, 1, &arena, &sent, &fail), fail);
    return sent;
}

static void in_any_order_and_however_often_the_highest_version_is_kept(void **state) {
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 40; round++) {
        struct fail fail;
        scratch_do("TRUNCATE consolidation");
        struct consolidation_event batch[2 * TOLD];
        for (int i = 0; i < 2 * TOLD; i++) {
            seed = seed * 1664525 + 1013904223;
            batch[i] = told("0190a8f0-0000-7000-8000-000000000001", 1 + (int)(seed >> 16) % TOLD);
        }
        batch[seed % (2 * TOLD)].version = TOLD;
        batch[seed % (2 * TOLD)] = told("0190a8f0-0000-7000-8000-000000000001", TOLD);
        size_t cut = (seed >> 8) % (2 * TOLD);
        assert_done(consolidations_store(db, batch, cut, &fail) &&
                        consolidations_store(db, batch + cut, 2 * TOLD - cut, &fail),
                    fail);
        const struct sent_consolidation *sent = found("PCMD-C", "2023-H1", "38@2012-01-01");
        assert_non_null(sent);
        assert_int_equal(sent->accepted, 2);
        assert_int_equal(sent->first_sent, 1000 + TOLD);
    }
}

static void only_what_was_sent_of_the_form_period_and_agency_counts_and_the_newest_says_how_it_stands(void **state) {
    (void)state;
    struct fail fail;
    scratch_do("TRUNCATE consolidation");
    struct consolidation_event signed_only = told("0190a8f0-0000-7000-8000-000000000001", 1);
    assert_done(consolidations_store(db, &signed_only, 1, &fail), fail);
    assert_null(found("PCMD-C", "2023-H1", "38@2012-01-01"));
    struct consolidation_event events[] = {told("0190a8f0-0000-7000-8000-000000000002", 6),
                                           told("0190a8f0-0000-7000-8000-000000000003", 4)};
    events[1].sent = 5000;
    events[1].returned = 1;
    assert_done(consolidations_store(db, events, 2, &fail), fail);
    assert_null(found("PCMD-S", "2023-H1", "38@2012-01-01"));
    assert_null(found("PCMD", "2023-H1", "38@2012-01-01"));
    assert_null(found("PCMD-C", "2023", "38@2012-01-01"));
    assert_null(found("PCMD-C", "2023-H1", "01@2012-01-01"));
    const struct sent_consolidation *sent = found("PCMD-P", "2023-H1", "38@2012-01-01");
    assert_string_equal(sent->id, events[1].id);
    assert_int_equal(sent->returned, 1);
    assert_int_equal(sent->first_sent, events[0].sent);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_agency_has_sent_itself_stands_where_its_recipients_left_it),
        cmocka_unit_test(what_goes_through_each_needs_all_and_the_last_says_when),
        cmocka_unit_test(what_goes_through_any_needs_one_and_the_first_says_when),
        cmocka_unit_test(what_goes_through_nobody_is_met_by_no_consolidation),
        cmocka_unit_test(a_report_goes_through_the_agencies_above_its_own_reporter),
        cmocka_unit_test(a_consolidation_is_its_own_agencys),
        cmocka_unit_test(in_any_order_and_however_often_the_highest_version_is_kept),
        cmocka_unit_test(only_what_was_sent_of_the_form_period_and_agency_counts_and_the_newest_says_how_it_stands),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
