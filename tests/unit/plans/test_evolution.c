/* Once figures are reported under an indicator or a form, what they mean stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evolution.h"

static const struct indicator reached = {.code = "workersReached",
                                         .programme = "pcmd",
                                         .unit_of_measure = "person",
                                         .nature = NATURE_DISTINCT,
                                         .over_periods = OVER_PERIODS_NONE};
static const struct indicator served = {.code = "served", .unit_of_measure = "person", .nature = NATURE_FLOW};

/* The form as it is in force: two cells, from 15 December 2022. */
static const struct cell cells[] = {{.code = "a", .indicator = &reached}, {.code = "b", .indicator = &served}};
static const struct form_version version = {.version = 1, .from = 19341, .cells = cells, .cell_count = 2};
static const struct form form = {.code = "PCMD-X", .programme = "pcmd", .versions = &version, .version_count = 1};

struct judged {
    struct arena arena;
    struct issues issues;
};

static void judged_begin(struct judged *judged) {
    judged->arena = (struct arena){0};
    issues_init(&judged->issues, &judged->arena);
}

static void an_indicator_in_use_keeps_what_its_figures_mean(void **state) {
    (void)state;
    static const struct {
        const char *member;
        struct indicator after;
    } changes[] = {
        {NULL, {.unit_of_measure = "person", .nature = NATURE_DISTINCT, .over_periods = OVER_PERIODS_NONE}},
        {NULL,
         {.unit_of_measure = "person",
          .nature = NATURE_DISTINCT,
          .over_periods = OVER_PERIODS_NONE,
          .withhold_below = 5}},
        {"/decimals",
         {.unit_of_measure = "person", .nature = NATURE_DISTINCT, .over_periods = OVER_PERIODS_NONE, .decimals = 1}},
        {"/unitOfMeasure", {.unit_of_measure = "visit", .nature = NATURE_DISTINCT, .over_periods = OVER_PERIODS_NONE}},
        {"/nature", {.unit_of_measure = "person", .nature = NATURE_STOCK, .over_periods = OVER_PERIODS_NONE}},
        {"/overUnits",
         {.unit_of_measure = "person",
          .nature = NATURE_DISTINCT,
          .over_periods = OVER_PERIODS_NONE,
          .over_units = OVER_UNITS_MAX}},
        {"/overPeriods", {.unit_of_measure = "person", .nature = NATURE_DISTINCT, .over_periods = OVER_PERIODS_LAST}},
        {"/programme",
         {.programme = "other",
          .unit_of_measure = "person",
          .nature = NATURE_DISTINCT,
          .over_periods = OVER_PERIODS_NONE}},
        {NULL,
         {.programme = "pcmd",
          .unit_of_measure = "person",
          .nature = NATURE_DISTINCT,
          .over_periods = OVER_PERIODS_NONE,
          .min = 0,
          .max = 5}},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct judged judged;
        judged_begin(&judged);
        indicator_evolves(&reached, &changes[i].after, &judged.issues);
        assert_int_equal(judged.issues.count, changes[i].member ? 1 : 0);
        if (changes[i].member) {
            assert_int_equal(judged.issues.first->type, ISSUE_CHANGED_AFTER_USE);
            assert_string_equal(judged.issues.first->pointer, changes[i].member);
        }
        arena_done(&judged.arena);
    }
}

static void an_indicator_is_in_use_by_any_version_of_any_form(void **state) {
    (void)state;
    static const struct cell first[] = {{.code = "a", .indicator = &served}},
                             second[] = {{.code = "b", .indicator = &reached}};
    static const struct form_version versions[] = {{.cells = first, .cell_count = 1},
                                                   {.cells = second, .cell_count = 1}};
    static const struct form two = {.versions = versions, .version_count = 2};
    const struct form *const forms[] = {&two};
    assert_true(indicator_in_use("served", forms, 1));
    assert_true(indicator_in_use("workersReached", forms, 1));
    assert_false(indicator_in_use("establishments", forms, 1));
    assert_false(indicator_in_use("served", forms, 0));
}

static const struct {
    const char *pointer; /* of the one issue; NULL: allowed */
    struct cell cells[3];
    uint32_t count;
} statements[] = {
    {NULL, {{.code = "a", .indicator = &reached}, {.code = "b", .indicator = &served}}, 2},
    {NULL, {{.code = "a", .indicator = &reached, .retired = true}, {.code = "b", .indicator = &served}}, 2},
    {NULL,
     {{.code = "a", .indicator = &reached}, {.code = "b", .indicator = &served}, {.code = "c", .indicator = &served}},
     3},
    {"/cells/1", {{.code = "a", .indicator = &reached}}, 1},
    {"/cells/1", {{.code = "a", .indicator = &reached}, {.code = "b", .indicator = &reached}}, 2},
    {"/cells/0", {{.code = "z", .indicator = &reached}, {.code = "b", .indicator = &served}}, 2},
};

static void a_cell_keeps_its_index_for_ever(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        struct judged judged;
        judged_begin(&judged);
        struct form_version next = {.cells = statements[i].cells, .cell_count = statements[i].count};
        form_evolves(&form, &form, &next, &judged.issues);
        assert_int_equal(judged.issues.count, statements[i].pointer ? 1 : 0);
        if (statements[i].pointer)
            assert_string_equal(judged.issues.first->pointer, statements[i].pointer);
        arena_done(&judged.arena);
    }
}

static void two_cells_that_change_places_are_both_named(void **state) {
    (void)state;
    static const struct cell swapped[] = {{.code = "b", .indicator = &served}, {.code = "a", .indicator = &reached}};
    struct form_version next = {.cells = swapped, .cell_count = 2};
    struct judged judged;
    judged_begin(&judged);
    form_evolves(&form, &form, &next, &judged.issues);
    assert_int_equal(judged.issues.count, 2);
    arena_done(&judged.arena);
}

static void a_form_stays_with_its_programme(void **state) {
    (void)state;
    struct form moved = form;
    struct judged judged;
    moved.programme = "other";
    judged_begin(&judged);
    form_evolves(&form, &moved, &version, &judged.issues);
    assert_string_equal(judged.issues.first->pointer, "/programme");
    arena_done(&judged.arena);
}

static void the_first_day_says_which_version_is_stated(void **state) {
    (void)state;
    struct judged judged;
    judged_begin(&judged);
    assert_int_equal(form_edition(&form, version.from, &judged.issues), 1);
    assert_int_equal(form_edition(&form, version.from + 1, &judged.issues), 2);
    assert_int_equal(judged.issues.count, 0);
    assert_int_equal(form_edition(&form, version.from - 1, &judged.issues), 0);
    assert_string_equal(judged.issues.first->pointer, "/from");
    arena_done(&judged.arena);
}

static void periods_do_not_move_under_a_form(void **state) {
    (void)state;
    static const struct programme before = {
        .calendar = &calendar_admin15, .zone = "Asia/Ho_Chi_Minh", .grace_days = 10};
    static const struct programme kinder = {
        .calendar = &calendar_admin15, .zone = "Asia/Ho_Chi_Minh", .grace_days = 20};
    static const struct programme other = {.calendar = &calendar_plain, .zone = "UTC", .grace_days = 10};
    struct judged judged;
    judged_begin(&judged);
    programme_evolves(&before, &kinder, &judged.issues);
    assert_int_equal(judged.issues.count, 0);
    programme_evolves(&before, &other, &judged.issues);
    assert_int_equal(judged.issues.count, 2);
    arena_done(&judged.arena);
}

static void the_rule_stays_while_a_plan_goes_by_it(void **state) {
    (void)state;
    static const struct programme without = {.code = "pcmd"}, other = {.code = "other"};
    static const struct programme with = {.code = "pcmd", .regulated = {.kind = DUE_WORKING_DAYS, .working_days = 2}};
    static const struct schedule as_regulated = {.period = SCHEDULE_H1, .due = {.kind = DUE_AS_REGULATED}};
    static const struct schedule by_date = {.period = SCHEDULE_H1, .due = {.kind = DUE_BY, .month = 7, .day = 5}};
    static const struct duty regulated = {.schedules = &as_regulated, .schedule_count = 1};
    static const struct duty dated = {.schedules = &by_date, .schedule_count = 1};
    static const struct {
        struct plan plan;
        const struct programme *after;
        bool allowed;
    } cases[] = {
        {{.state = PLAN_ISSUED, .programme = &with, .duties = &regulated, .duty_count = 1}, &without, false},
        {{.state = PLAN_CLOSED, .programme = &with, .duties = &regulated, .duty_count = 1}, &without, false},
        {{.state = PLAN_DRAFT, .programme = &with, .duties = &regulated, .duty_count = 1}, &without, true},
        {{.state = PLAN_ISSUED, .programme = &with, .duties = &dated, .duty_count = 1}, &without, true},
        {{.state = PLAN_ISSUED, .programme = &other, .duties = &regulated, .duty_count = 1}, &without, true},
        {{.state = PLAN_ISSUED, .programme = &with, .duties = &regulated, .duty_count = 1}, &with, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct plan *const plans[] = {&cases[i].plan};
        struct judged judged;
        judged_begin(&judged);
        programme_keeps_rule(cases[i].after, plans, 1, &judged.issues);
        assert_int_equal(judged.issues.count, !cases[i].allowed);
        if (!cases[i].allowed)
            assert_string_equal(judged.issues.first->pointer, "/regulatedDue");
        arena_done(&judged.arena);
    }
}

static void a_programme_is_in_use_by_a_form_or_a_plan(void **state) {
    (void)state;
    static const struct programme planned = {.code = "planned"};
    static const struct plan plan = {.code = "draft-2024", .programme = &planned};
    const struct form *const forms[] = {&form};
    const struct plan *const plans[] = {&plan};
    assert_true(programme_in_use("pcmd", forms, 1, plans, 1));
    assert_true(programme_in_use("planned", forms, 1, plans, 1));
    assert_false(programme_in_use("planned", forms, 1, plans, 0));
    assert_false(programme_in_use("other", forms, 1, plans, 1));
}

/* The halves of 2024 and the first of 2025, by the days on which they begin, and what a later statement may say of them. */
static const day_t halves[] = {19601, 19737, 19967, 20103, 20332}, moved[] = {19601, 19738, 19967, 20103, 20332},
                   longer[] = {19601, 19737, 19967, 20104, 20332};

static const struct {
    const char *what;
    struct calendar after;
    bool allowed;
} lists[] = {
    {"the same again", {.listed_months = 6, .first_month = 24288, .starts = halves, .count = 3}, true},
    {"one more at its end", {.listed_months = 6, .first_month = 24288, .starts = halves, .count = 4}, true},
    {"the last one taken back", {.listed_months = 6, .first_month = 24288, .starts = halves, .count = 2}, false},
    {"the second begins a day later", {.listed_months = 6, .first_month = 24288, .starts = moved, .count = 4}, false},
    {"the last one ends a day later", {.listed_months = 6, .first_month = 24288, .starts = longer, .count = 4}, false},
    {"one more in front", {.listed_months = 6, .first_month = 24282, .starts = halves, .count = 4}, false},
    {"quarters instead", {.listed_months = 3, .first_month = 24288, .starts = halves, .count = 3}, false},
    {"no list any more", {.day = 1}, false},
};

static void a_list_of_periods_may_only_go_on_at_its_end(void **state) {
    (void)state;
    static const struct calendar listed = {.listed_months = 6, .first_month = 24288, .starts = halves, .count = 3};
    static const struct programme before = {.calendar = &listed, .zone = "UTC"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct programme after = {.calendar = &lists[i].after, .zone = "UTC"};
        struct judged judged;
        judged_begin(&judged);
        programme_evolves(&before, &after, &judged.issues);
        if (judged.issues.count != !lists[i].allowed)
            fail_msg("%s", lists[i].what);
        if (!lists[i].allowed)
            assert_string_equal(judged.issues.first->pointer, "/calendar");
        arena_done(&judged.arena);
    }
}

/* What could be sent can be sent again. */
static void bounds_of_an_indicator_in_use_only_widen(void **state) {
    (void)state;
    static const struct {
        int64_t min, max, after_min, after_max;
        const char *member;
    } changes[] = {{0, 100, 0, 100, NULL},
                   {0, 100, -5, 200, NULL},
                   {0, 100, QUANTITY_MISSING, QUANTITY_MISSING, NULL},
                   {QUANTITY_MISSING, QUANTITY_MISSING, QUANTITY_MISSING, QUANTITY_MISSING, NULL},
                   {0, 100, 1, 100, "/min"},
                   {QUANTITY_MISSING, 100, 0, 100, "/min"},
                   {0, 100, 0, 99, "/max"},
                   {0, QUANTITY_MISSING, 0, 100, "/max"}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct judged judged;
        judged_begin(&judged);
        struct indicator before = reached, after = reached;
        before.min = changes[i].min;
        before.max = changes[i].max;
        after.min = changes[i].after_min;
        after.max = changes[i].after_max;
        indicator_evolves(&before, &after, &judged.issues);
        assert_int_equal(judged.issues.count, changes[i].member != NULL);
        if (changes[i].member)
            assert_string_equal(judged.issues.first->pointer, changes[i].member);
        arena_done(&judged.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_of_an_indicator_in_use_only_widen),
        cmocka_unit_test(an_indicator_in_use_keeps_what_its_figures_mean),
        cmocka_unit_test(an_indicator_is_in_use_by_any_version_of_any_form),
        cmocka_unit_test(a_cell_keeps_its_index_for_ever),
        cmocka_unit_test(two_cells_that_change_places_are_both_named),
        cmocka_unit_test(a_form_stays_with_its_programme),
        cmocka_unit_test(the_first_day_says_which_version_is_stated),
        cmocka_unit_test(periods_do_not_move_under_a_form),
        cmocka_unit_test(the_rule_stays_while_a_plan_goes_by_it),
        cmocka_unit_test(a_programme_is_in_use_by_a_form_or_a_plan),
        cmocka_unit_test(a_list_of_periods_may_only_go_on_at_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
