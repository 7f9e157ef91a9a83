/* Snapshots: built from records, swapped whole, and asked who owes what and which unit a code means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "records.h"

static struct reference *built(const struct test_record *rows, uint32_t *unreadable) {
    struct test_records records = {rows};
    struct record_source source = {test_records_each, &records};
    struct reference *reference = reference_new();
    struct fail fail;
    assert_true(reference_build(reference, &source, 7, true, unreadable, &fail));
    return reference;
}

static struct period period_of(const struct snapshot *snapshot, const char *code) {
    struct period period;
    assert_true(snapshot_period(snapshot, snapshot_form(snapshot, "FORM"), code, &period));
    return period;
}

static void an_empty_reference_knows_the_nation_and_nothing_else(void **state) {
    (void)state;
    struct reference *reference = reference_new();
    const struct snapshot *snapshot = reference_hold(reference);
    assert_int_equal(snapshot_tree(snapshot)->unit_count, 1);
    assert_int_equal(unit_find(snapshot_tree(snapshot), "VN", day_of(2023, 6, 14)), 0);
    assert_null(snapshot_form(snapshot, "FORM"));
    snapshot_release(snapshot);
    reference_free(reference);
}

static void records_become_units_forms_plans(void **state) {
    (void)state;
    uint32_t unreadable;
    struct reference *reference = built(test_units, &unreadable);
    const struct snapshot *snapshot = reference_hold(reference);
    assert_int_equal(unreadable, 0);
    assert_int_equal(snapshot_generation(snapshot), 7);
    assert_int_equal(snapshot_tree(snapshot)->unit_count, 11);
    assert_int_equal(snapshot_form(snapshot, "FORM")->versions[0].cell_count, 1);
    assert_int_equal(snapshot_plan(snapshot, "ha-noi")->state, PLAN_ISSUED);
    assert_ptr_equal(snapshot_plan(snapshot, "ha-noi"),
                     snapshot_plan(snapshot, "0190a8f0-0000-7000-8000-000000000001"));
    snapshot_release(snapshot);
    reference_free(reference);
}

static void a_record_that_cannot_be_read_is_left_out_and_counted(void **state) {
    (void)state;
    static const struct test_record rows[] = {
        {"programme:good", "{\"code\":\"good\",\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"x\"},"
                           "\"calendar\":\"admin15\"}}"},
        {"programme:odd",
         "{\"code\":\"odd\",\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"x\"},\"calendar\":\"lunar\"}}"},
        {"unit:x", "not json"},
        {0},
    };
    uint32_t unreadable;
    struct reference *reference = built(rows, &unreadable);
    const struct snapshot *snapshot = reference_hold(reference);
    assert_int_equal(unreadable, 2);
    assert_non_null(snapshot_programme(snapshot, "good"));
    assert_null(snapshot_programme(snapshot, "odd"));
    snapshot_release(snapshot);
    reference_free(reference);
}

/* The programme says two working days after the cut-off (16 June 2023), the plan of Hà Nội before 15 June: the earlier holds there. */
static void the_earliest_due_moment_of_programme_and_plan_holds(void **state) {
    (void)state;
    uint32_t unreadable;
    struct reference *reference = built(test_units, &unreadable);
    const struct snapshot *snapshot = reference_hold(reference);
    struct arena arena = {0};
    struct period period = period_of(snapshot, "2023-H1");
    const struct obligation_list *list =
        snapshot_obligations(snapshot, snapshot_form(snapshot, "FORM"), &period, &arena);
    assert_int_equal(list->count, 3);
    for (size_t i = 0; i < list->count; i++) {
        char due[MOMENT_TEXT_SIZE];
        const char *id = snapshot_tree(snapshot)->units[list->obligations[i].unit].id;
        bool in_ha_noi = id[1] == '0' && id[2] == '0' && (id[4] == '1' || id[4] == '4');
        assert_string_equal(moment_format(list->obligations[i].due_at, due),
                            in_ha_noi ? "2023-06-14T17:00:00Z" : "2023-06-16T17:00:00Z");
    }
    struct period second_half = period_of(snapshot, "2023-H2");
    assert_false(snapshot_form_owed(snapshot, snapshot_form(snapshot, "FORM"), &second_half));
    assert_true(snapshot_form_owed(snapshot, snapshot_form(snapshot, "FORM"), &period));
    assert_ptr_equal(list, snapshot_obligations(snapshot, snapshot_form(snapshot, "FORM"), &period, &arena));
    arena_done(&arena);
    snapshot_release(snapshot);
    reference_free(reference);
}

static void a_held_snapshot_stays_as_it_was_when_another_is_swapped_in(void **state) {
    (void)state;
    uint32_t unreadable;
    struct reference *reference = built(test_units, &unreadable);
    const struct snapshot *held = reference_hold(reference);
    struct test_records none = {(const struct test_record[]){{0}}};
    struct record_source source = {test_records_each, &none};
    struct fail fail;
    assert_true(reference_build(reference, &source, 8, false, &unreadable, &fail));
    const struct snapshot *next = reference_hold(reference);
    assert_non_null(snapshot_form(held, "FORM"));
    assert_null(snapshot_form(next, "FORM"));
    assert_ptr_equal(snapshot_tree(held), snapshot_tree(next)); /* units had not changed */
    assert_true(snapshot_basis(held) != snapshot_basis(next));
    snapshot_release(next);
    reference_free(reference);
    assert_int_equal(snapshot_tree(held)->unit_count, 11);
    snapshot_release(held);
}

/* ---- What a roll-up is computed from */

struct basis_case {
    const char *key, *find, *put; /* in the record of this key, or a record added (find NULL) */
    bool first, later;            /* moves the basis of FORM in 2023-H1; in 2025-H2 */
    const char *because;
};
static const struct basis_case basis_cases[] = {
    {"plan:2023", "Kế hoạch", "Kế hoạch khác", false, false, "what a plan says moves no figure"},
    {"plan:2023", "before\":\"06-15", "before\":\"06-10", false, false,
     "when it is due decides nothing that is added up"},
    {"plan:2023", "\"within\":\"01\"", "\"within\":\"02\"", true, false, "others owe it in the plan's year"},
    {"plan:2023", "\"issued\"", "\"draft\"", true, false, "who owes it by the plan alone owes it no more"},
    {"programme:prog", "Chương trình", "Tên khác", false, false, "a name"},
    {"programme:prog", "\"level\":\"commune\"", "\"level\":\"district\"", true, false,
     "others owe it, in a first half"},
    {"programme:prog", "\"admin15\"", "\"calendar\"", true, true, "the period has other days"},
    {"indicator:people", "Người", "Lượt người", false, false, "a name"},
    {"indicator:people", "\"decimals\":0", "\"decimals\":1", true, true, "figures mean something else"},
    {"indicator:people", "\"overUnits\":\"sum\"", "\"overUnits\":\"max\"", true, true,
     "it is added up by another rule"},
    {"form:FORM", "Biểu", "Biểu mẫu", false, false, "a title"},
    {"form:FORM", "\"commune\"]", "\"commune\",\"district\"]", true, true, "others may owe it"},
    {"unit:001@2012-01-01", "Ba Đình", "Tên", false, false, "a unit's name"},
    {"unit:00001@2012-01-01", "\"001\"", "\"024\"", true, false, "a commune of then stood elsewhere"},
    {"unit:00691@2025-07-01", "\"08\"", "\"01\"", false, true, "a commune of later stands elsewhere"},
    {"reorganisation:nq202", "\"full\"", "\"partial\"", false, false,
     "what became of a unit moves no figure on its own tree"},
    {"agency:38-x", NULL,
     "{\"code\":\"38-x\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"unit\":\"01\",\"function\":\"labour\","
     "\"name\":{\"vi\":\"Sở\"}}}",
     false, false, "committees are at every unit, whoever else is registered"},
    {"indicator:other", NULL,
     "{\"code\":\"other\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":\"prog\",\"name\":{"
     "\"vi\":\"X\"},"
     "\"unitOfMeasure\":\"x\",\"nature\":\"flow\",\"decimals\":0,\"overUnits\":\"sum\",\"overPeriods\":\"sum\"}}",
     false, false, "an indicator that is not in the form"},
};

/* The records with one of them changed, or one more. */
static void records_with(struct arena *arena, const struct basis_case *change, struct test_record *rows) {
    size_t count = 0;
    for (const struct test_record *row = test_units; row->key; row++) {
        rows[count] = *row;
        const char *at =
            change && change->find && strcmp(row->key, change->key) == 0 ? strstr(row->value, change->find) : NULL;
        if (at)
            rows[count].value = arena_format(arena, "%.*s%s%s", (int)(at - row->value), row->value, change->put,
                                             at + strlen(change->find));
        count++;
    }
    if (change && !change->find)
        rows[count++] = (struct test_record){change->key, change->put};
    rows[count] = (struct test_record){0};
}

static void bases_of(const struct basis_case *change, uint64_t ret_bases[2]) {
    struct arena arena = {0};
    struct test_record rows[40];
    uint32_t unreadable;
    records_with(&arena, change, rows);
    struct reference *reference = built(rows, &unreadable);
    const struct snapshot *snapshot = reference_hold(reference);
    ret_bases[0] = snapshot_rollup_basis(snapshot, "FORM", "2023-H1");
    ret_bases[1] = snapshot_rollup_basis(snapshot, "FORM", "2025-H2");
    assert_true(ret_bases[0] != ret_bases[1]);
    snapshot_release(snapshot);
    reference_free(reference);
    arena_done(&arena);
}

static void the_basis_of_a_roll_up_moves_with_what_it_is_computed_from_and_nothing_else(void **state) {
    (void)state;
    uint64_t before[2], again[2];
    bases_of(NULL, before);
    bases_of(NULL, again);
    assert_memory_equal(before, again, sizeof before);
    for (size_t i = 0; i < sizeof basis_cases / sizeof *basis_cases; i++) {
        uint64_t after[2];
        const struct basis_case *change = &basis_cases[i];
        bases_of(change, after);
        if ((before[0] != after[0]) != change->first || (before[1] != after[1]) != change->later)
            fail_msg("%s: %s", change->key, change->because);
    }
}

static void a_code_out_of_its_dates_is_answered_with_who_it_was(void **state) {
    (void)state;
    uint32_t unreadable;
    struct reference *reference = built(test_units, &unreadable);
    const struct snapshot *snapshot = reference_hold(reference);
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    day_t after = day_of(2025, 12, 14);
    assert_int_equal(snapshot_unit_asked(snapshot, "00001", after, LANGUAGE_EN, NULL, &issues), UNIT_NONE);
    assert_int_equal(issues.first->type, ISSUE_UNIT_NOT_VALID);
    assert_non_null(strstr(issues.first->arguments[2], "00004@2025-07-01"));
    assert_int_equal(snapshot_unit_asked(snapshot, "77777", after, LANGUAGE_EN, NULL, &issues), UNIT_NONE);
    assert_int_equal(issues.last->type, ISSUE_UNKNOWN_UNIT);
    uint32_t reused = snapshot_unit_asked(snapshot, "00004", after, LANGUAGE_EN, NULL, &issues);
    assert_string_equal(snapshot_tree(snapshot)->units[reused].id, "00004@2025-07-01");
    arena_done(&arena);
    snapshot_release(snapshot);
    reference_free(reference);
}

enum { MANY_TREES = 300, TREES_OF_A_LONG_HISTORY = 200 };

static day_t day_of_tree(int tree) {
    return day_of(2001, 1, 1) + 30 * tree;
}

/* A province, and communes of it that come one after the other: each makes another tree. */
static struct reference *many_trees(struct arena *arena) {
    static const struct test_record province =
        TEST_UNIT("01@2000-01-01", "province", "01", "VN", "Hà Nội", "null", "null");
    struct test_record *rows = arena_new_array(arena, struct test_record, MANY_TREES + 2);
    uint32_t unreadable;
    rows[0] = province;
    for (int i = 0; i < MANY_TREES; i++) {
        char from[DAY_TEXT_SIZE];
        day_format(day_of_tree(i), from);
        rows[1 + i].key = arena_format(arena, "unit:%05d@%s", i, from);
        rows[1 + i].value = arena_format(arena,
                                         "{\"unit\":\"%05d@%s\",\"versions\":[{\"level\":\"commune\",\"code\":\"%05d\","
                                         "\"parent\":\"01\",\"name\":\"Xã %d\",\"type\":\"xã\",\"validFrom\":\"%s\","
                                         "\"validUntil\":null}]}",
                                         i, from, i, i, from);
    }
    return built(rows, &unreadable);
}

/* Ten years by month look at as many trees as there were changes; making one takes milliseconds. */
static void the_trees_of_a_long_history_are_made_once(void **state) {
    (void)state;
    struct arena rows = {0}, arena = {0};
    struct reference *reference = many_trees(&rows);
    const struct snapshot *snapshot = reference_hold(reference);
    const struct unit_slice *first[MANY_TREES];
    for (int i = 0; i < MANY_TREES; i++) {
        first[i] = snapshot_slice(snapshot, day_of_tree(i), &arena);
        assert_int_equal(first[i]->count, 2 + i + 1); /* the nation, the province, the communes so far */
        assert_true(i >= TREES_OF_A_LONG_HISTORY || arena.bytes == 0);
    }
    for (int i = 0; i < TREES_OF_A_LONG_HISTORY; i++)
        assert_ptr_equal(snapshot_slice(snapshot, day_of_tree(i) + 29, &arena), first[i]);
    arena_done(&arena);
    snapshot_release(snapshot);
    reference_free(reference);
    arena_done(&rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_reference_knows_the_nation_and_nothing_else),
        cmocka_unit_test(records_become_units_forms_plans),
        cmocka_unit_test(a_record_that_cannot_be_read_is_left_out_and_counted),
        cmocka_unit_test(the_earliest_due_moment_of_programme_and_plan_holds),
        cmocka_unit_test(a_held_snapshot_stays_as_it_was_when_another_is_swapped_in),
        cmocka_unit_test(the_basis_of_a_roll_up_moves_with_what_it_is_computed_from_and_nothing_else),
        cmocka_unit_test(a_code_out_of_its_dates_is_answered_with_who_it_was),
        cmocka_unit_test(the_trees_of_a_long_history_are_made_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
