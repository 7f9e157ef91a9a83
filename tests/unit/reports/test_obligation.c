/* Which forms are owed for which periods, where an obligation stands, and what was reported of it. */
#include "../db/scratch.h"
#include "../reference/examples.h"
#include "../reference/records.h"

#include "db/migrate.h"
#include "obligation_sql.h"
#include "obligation_state.h"
#include "reports.h"

enum { REQUESTS = 70, PAIRS_MAX = 1000 };

static struct arena arena;

static int clear(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static moment_t at(const char *text) {
    moment_t moment;
    assert_true(moment_parse(text, &moment));
    return moment;
}

/* The records of all tests with an extension far behind its period, and ad hoc requests by the dozen. */
static struct reference *built(const struct test_record *plan) {
    struct test_record *rows = arena_new_array(&arena, struct test_record, 100);
    size_t count = 0;
    for (const struct test_record *row = test_units; row->key; row++)
        rows[count++] = *row;
    if (plan)
        rows[count++] = *plan;
    for (int i = 0; i < REQUESTS; i++)
        rows[count++] = (struct test_record){
            arena_format(&arena, "request:R%02d", i),
            arena_format(&arena,
                         "{\"code\":\"R%02d\",\"version\":1,\"recordedOn\":\"2024-02-01\",\"body\":{\"form\":\"FORM\","
                         "\"units\":[\"00001\"],\"period\":{\"start\":\"2024-01-01\",\"end\":\"2024-02-01\"},"
                         "\"dueAt\":\"2024-02-10T17:00:00Z\"}}",
                         i)};
    rows[count++] = (struct test_record){
        "extension:E1", "{\"code\":\"E1\",\"version\":1,\"recordedOn\":\"2023-06-01\",\"body\":{\"form\":\"FORM\","
                        "\"period\":\"2023-H1\",\"units\":[\"00001\"],\"dueAt\":\"2024-09-30T17:00:00Z\",\"reason\":"
                        "\"bão\"}}"};
    struct test_records records = {rows};
    return test_reference((struct record_source){.each = test_records_each, .context = &records}, 1);
}

/* Their periods, one after the other; how many of them are of requests stands in place of those. */
static const char *periods_of(const struct obligation_slots *slots) {
    const char *line = "";
    int requested = 0;
    for (size_t i = 0; i < slots->count; i++) {
        if (slots->all[i].period.kind == PERIOD_REQUEST)
            requested++;
        else
            line = arena_format(&arena, "%s%s ", line, slots->all[i].period.code);
    }
    return arena_format(&arena, "%s+%d", line, requested);
}

static void around_a_day_stand_what_is_over_what_runs_and_what_was_extended(void **state) {
    (void)state;
    static const struct {
        int year, month, day;
        const char *periods;
    } cases[] = {
        {2023, 3, 1, "2023-H1 +70"},          /* it runs; requests whose due moment lies ahead are shown */
        {2023, 8, 1, "2023-H1 +70"},          /* the newest half-year that is over */
        {2024, 3, 1, "2023-H1 2024-H1 +70"},  /* the older one is not over for all */
        {2024, 5, 14, "2023-H1 2024-H1 +0"},  /* requests have been due for longer than a quarter */
        {2024, 12, 30, "2023-H1 2025-H1 +0"}, /* due three months ago, where it was extended */
        {2025, 1, 2, "2025-H1 +0"},
    };
    struct reference *reference = built(NULL);
    const struct snapshot *snapshot = reference_hold(reference);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct obligation_slots slots =
            slots_around(snapshot, NULL, day_of(cases[i].year, cases[i].month, cases[i].day), &arena);
        assert_string_equal(periods_of(&slots), cases[i].periods);
    }
    struct obligation_slots named = slots_of_period(snapshot, NULL, "2023-H1", &arena);
    assert_string_equal(periods_of(&named), "2023-H1 +0");
    named = slots_of_period(snapshot, NULL, "2023-H2", &arena); /* nobody owes it */
    assert_int_equal(named.count, 0);
    snapshot_release(snapshot);
    reference_free(reference);
}

/* Five years are the most that a due rule may lie behind; a request and an extension name any moment. */
static void a_due_moment_far_behind_its_period_is_found(void **state) {
    (void)state;
    static const struct test_record plan = {
        "plan:2024",
        "{\"code\":\"later\",\"id\":\"0190a8f0-0000-7000-8000-000000000002\",\"state\":\"issued\",\"version\":1,"
        "\"recordedOn\":\"2023-01-01\",\"body\":{\"code\":\"later\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\","
        "\"agency\":\"people-committee\"},\"title\":\"Kế hoạch\",\"span\":\"2023\",\"duties\":[{\"code\":\"P2\","
        "\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":\"commune\",\"within\":"
        "\"01\"}],"
        "\"schedule\":[{\"period\":\"year\",\"due\":{\"by\":\"03-31\",\"year\":5}}]}]}}"};
    struct reference *reference = built(&plan);
    const struct snapshot *snapshot = reference_hold(reference);
    moment_t due_at = at("2028-03-31T17:00:00Z");
    struct obligation_slots slots = slots_due(snapshot, due_at - 1, due_at, &arena);
    assert_string_equal(periods_of(&slots), "2023 +0");
    slots = slots_due(snapshot, due_at, due_at + MOMENT_DAY, &arena);
    assert_int_equal(slots.count, 0);
    due_at = at("2024-02-10T17:00:00Z");
    slots = slots_due(snapshot, due_at - 1, due_at, &arena);
    assert_string_equal(periods_of(&slots), "+70");
    due_at = at("2024-09-30T17:00:00Z");
    slots = slots_due(snapshot, due_at - 1, due_at, &arena);
    assert_string_equal(periods_of(&slots), "2023-H1 +0");
    snapshot_release(snapshot);
    reference_free(reference);
}

static void by_the_clock_alone_it_is_owed_then_due_soon_then_late(void **state) {
    (void)state;
    static const struct {
        const char *now, *state;
        int64_t days;
    } cases[] = {{"2023-06-07T16:59:59.999999Z", "owed", 0},    {"2023-06-07T17:00:00Z", "dueSoon", 0},
                 {"2023-06-14T16:59:59.999999Z", "dueSoon", 0}, {"2023-06-14T17:00:00Z", "late", 1},
                 {"2023-06-15T16:59:59.999999Z", "late", 1},    {"2023-06-15T17:00:00Z", "late", 2}};
    struct obligation obligation = {.due_at = at("2023-06-14T17:00:00Z")}, never = {.due_at = MOMENT_NONE};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(obligation_state(&obligation, at(cases[i].now)), cases[i].state);
        assert_int_equal(obligation_days_late(&obligation, at(cases[i].now)), cases[i].days);
        assert_string_equal(obligation_state(&never, at(cases[i].now)), "owed");
        assert_int_equal(obligation_days_late(&never, at(cases[i].now)), 0);
    }
}

/* ---- The example, with plans of eleven years */

struct pair {
    const struct form *form;
    struct period period;
};

static size_t all_pairs(const struct snapshot *snapshot, struct pair *ret_pairs) {
    static const char *const parts[] = {"", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4", "-M01", "-M06", "-M12", "-9M"};
    size_t form_count, count = 0;
    const struct form *const *forms = snapshot_forms(snapshot, &form_count);
    for (size_t i = 0; i < form_count; i++)
        for (int year = 2013; year <= 2026; year++)
            for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
                struct pair pair = {.form = forms[i]};
                const char *code = arena_format(&arena, "%d%s", year, parts[part]);
                if (snapshot_period(snapshot, pair.form, code, &pair.period) &&
                    snapshot_form_owed(snapshot, pair.form, &pair.period))
                    ret_pairs[count++] = pair;
            }
    assert_true(count > 100 && count < PAIRS_MAX);
    return count;
}

static bool has(const struct obligation_slots *slots, const struct pair *pair) {
    for (size_t i = 0; i < slots->count; i++)
        if (slots->all[i].form == pair->form && period_equal(&slots->all[i].period, &pair->period))
            return true;
    return false;
}

/* Whatever the calendar, the due rule and the plan: where a due moment lies in a window, the window has the slot. */
static void every_due_moment_is_found_by_a_window_around_it(void **state) {
    (void)state;
    struct example_world world;
    struct pair pairs[PAIRS_MAX];
    assert_int_equal(example_world_make(&world), 0);
    size_t count = all_pairs(world.snapshot, pairs), moments = 0;
    for (size_t i = 0; i < count; i++) {
        const struct obligation_list *list =
            snapshot_obligations(world.snapshot, pairs[i].form, &pairs[i].period, &arena);
        moment_t last = MOMENT_NONE;
        for (size_t j = 0; j < list->count; j++) {
            moment_t due_at = list->obligations[j].due_at;
            if (due_at == MOMENT_NONE || due_at == last)
                continue;
            struct obligation_slots slots = slots_due(world.snapshot, due_at - 1, due_at, &arena);
            assert_true(has(&slots, &pairs[i]));
            last = due_at;
            moments++;
        }
    }
    assert_true(moments > count / 2);
    example_world_end(&world);
}

/* However many a list goes through, the next one finds them made. */
static void who_owes_what_is_found_out_once(void **state) {
    (void)state;
    struct example_world world;
    struct pair pairs[PAIRS_MAX];
    const struct obligation_list *lists[PAIRS_MAX];
    assert_int_equal(example_world_make(&world), 0);
    size_t count = all_pairs(world.snapshot, pairs);
    for (size_t i = 0; i < count; i++)
        lists[i] = snapshot_obligations(world.snapshot, pairs[i].form, &pairs[i].period, &arena);
    for (size_t i = 0; i < count; i++)
        assert_ptr_equal(lists[i], snapshot_obligations(world.snapshot, pairs[i].form, &pairs[i].period, &arena));
    example_world_end(&world);
}

/* ---- In the database */

static void store(const char *unit, const char *const *states) {
    for (int version = 1; *states; version++, states++) {
        char sql[800];
        snprintf(
            sql, sizeof sql,
            "INSERT INTO report_version (period_year, form, unit, agency, period, version, report, form_version, "
            "function, period_start, period_end, state, timeliness, cells, details, first_submitted_us, recorded_us, "
            "epoch, sha256, subject, client) VALUES (2023, 'FORM', '%s', 'people-committee', '2023-H1', %d, "
            "'0190a8f0-0000-7000-8000-000000000001', 1, 'people-committee', '2022-12-15', '2023-06-15', '%s', "
            "'onTime', '{}', '{}', %s, 1, 1, '', 'version %d', 'c')",
            unit, version, *states, version > 1 ? "1" : "NULL", version);
        scratch_do(sql);
    }
}

static void of_each_report_the_newest_version_is_found_and_what_was_before_a_draft(void **state) {
    (void)state;
    static const struct {
        const char *unit, *states[5];
        enum report_state newest, settled;
        const char *subject, *timeliness;
    } cases[] = {
        {"00001@2012-01-01", {"draft", NULL}, REPORT_DRAFT, REPORT_DRAFT, "version 1", NULL},
        {"00004@2012-01-01",
         {"draft", "submitted", "returned", "draft", NULL},
         REPORT_DRAFT,
         REPORT_RETURNED,
         "version 4",
         "onTime"},
        {"00688@2012-01-01", {"submitted", "accepted", NULL}, REPORT_ACCEPTED, REPORT_ACCEPTED, "version 2", "onTime"},
        {"001@2012-01-01",
         {"submitted", "withdrawn", "draft", "draft", NULL},
         REPORT_DRAFT,
         REPORT_WITHDRAWN,
         "version 4",
         "onTime"},
    };
    enum { CASES = sizeof cases / sizeof *cases };
    struct reference *reference = built(NULL);
    const struct snapshot *snapshot = reference_hold(reference);
    struct obligation_slots slots = slots_of_period(snapshot, NULL, "2023-H1", &arena);
    struct obligation owing[CASES + 1] = {{0}};
    const struct obligation *obligations[CASES + 1];
    const struct reported *reported[CASES + 1];
    struct fail fail;
    struct db *db = NULL;
    uint32_t applied;
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    scratch_do("TRUNCATE report_version");
    for (size_t i = 0; i <= CASES; i++) {
        const char *unit = i < CASES ? cases[i].unit : "00691@2025-07-01";
        owing[i] = (struct obligation){.unit = unit_by_id(snapshot_tree(snapshot), unit), .agency = "people-committee"};
        obligations[i] = &owing[i];
        if (i < CASES)
            store(unit, cases[i].states);
    }
    assert_done(obligations_reported(db, &slots.all[0], snapshot_tree(snapshot), obligations, CASES + 1, &arena,
                                     reported, &fail),
                fail);
    for (size_t i = 0; i < CASES; i++) {
        assert_non_null(reported[i]);
        assert_int_equal(reported[i]->state, cases[i].newest);
        assert_int_equal(reported[i]->settled, cases[i].settled);
        assert_string_equal(reported[i]->subject, cases[i].subject);
        assert_true(text_equal(reported[i]->timeliness, cases[i].timeliness));
    }
    assert_null(reported[CASES]);
    db_close(db);
    snapshot_release(snapshot);
    reference_free(reference);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(around_a_day_stand_what_is_over_what_runs_and_what_was_extended, clear),
        cmocka_unit_test_teardown(a_due_moment_far_behind_its_period_is_found, clear),
        cmocka_unit_test_teardown(by_the_clock_alone_it_is_owed_then_due_soon_then_late, clear),
        cmocka_unit_test_teardown(every_due_moment_is_found_by_a_window_around_it, clear),
        cmocka_unit_test_teardown(who_owes_what_is_found_out_once, clear),
    };
    const struct CMUnitTest stored[] = {
        cmocka_unit_test_teardown(of_each_report_the_newest_version_is_found_and_what_was_before_a_draft, clear)};
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    if (!scratch_begin())
        return failures + cmocka_run_group_tests(none, NULL, NULL);
    failures += cmocka_run_group_tests(stored, NULL, NULL);
    scratch_end();
    return failures;
}
