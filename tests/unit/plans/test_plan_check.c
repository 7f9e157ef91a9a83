/* Thresholds that nobody can meet are refused where they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan_check.h"

static const struct measure communes = {.kind = MEASURE_UNITS, .units = LEVEL_COMMUNE};
static const struct measure districts = {.kind = MEASURE_UNITS, .units = LEVEL_DISTRICT};
static const struct predicate told = {.kind = PREDICATE_CELL, .op = COMPARE_UNSTATED};
static const struct measure some = {.kind = MEASURE_UNITS, .units = LEVEL_COMMUNE, .where = &told};
static const struct measure persons = {.kind = MEASURE_SUM};

#define SHARE(of, whole, op, percentage)                                                                               \
    { .kind = TARGET_SHARE, .numerator = &(of), .denominator = &(whole), .comparator = op, .percent = percentage }

static const struct {
    struct target target;
    const char *pointer; /* of the issue; NULL: none */
} thresholds[] = {
    {SHARE(communes, communes, COMPARE_GE, "80"), "/targets/0/numerator"}, /* all of them, always */
    {SHARE(some, communes, COMPARE_GE, "100"), NULL},
    {SHARE(some, communes, COMPARE_GE, "100.1"), "/targets/0/percent"},
    {SHARE(some, communes, COMPARE_UNSTATED, "120"), "/targets/0/percent"},
    {SHARE(some, communes, COMPARE_EQ, "101"), "/targets/0/percent"},
    {SHARE(some, communes, COMPARE_GT, "100"), "/targets/0/percent"},
    {SHARE(some, communes, COMPARE_GT, "99"), NULL},
    {SHARE(some, communes, COMPARE_LE, "120"), "/targets/0/percent"},
    {SHARE(some, communes, COMPARE_LE, "99"), NULL},
    {SHARE(some, communes, COMPARE_LE, "-1"), "/targets/0/percent"},
    {SHARE(some, communes, COMPARE_LT, "0"), "/targets/0/percent"},
    {SHARE(persons, persons, COMPARE_GE, "150"), NULL}, /* more may come than were asked */
    {SHARE(some, districts, COMPARE_GE, "150"), NULL},  /* no share of one set */
    {{.kind = TARGET_AMOUNT, .between_low = "40", .between_high = "60"}, NULL},
    {{.kind = TARGET_AMOUNT, .between_low = "60", .between_high = "60"}, NULL},
    {{.kind = TARGET_AMOUNT, .between_low = "9", .between_high = "10"}, NULL}, /* numbers, not texts */
    {{.kind = TARGET_GROWTH, .between_low = "5", .between_high = "3"}, "/targets/0/between"},
};

struct checked {
    struct arena arena;
    struct issues issues;
    struct reference *reference;
    const struct snapshot *snapshot;
};

static void check_plan(struct checked *checked, const struct plan *plan,
                       void (*check_it)(const struct plan_check *check)) {
    checked->arena = (struct arena){0};
    issues_init(&checked->issues, &checked->arena);
    checked->reference = reference_new();
    checked->snapshot = reference_hold(checked->reference);
    struct plan_check check = {
        .arena = &checked->arena, .issues = &checked->issues, .snapshot = checked->snapshot, .plan = plan};
    check_it(&check);
}

static void checked_done(struct checked *checked) {
    snapshot_release(checked->snapshot);
    reference_free(checked->reference);
    arena_done(&checked->arena);
}

static void a_threshold_that_nobody_can_meet_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++) {
        struct checked checked;
        struct plan plan = {.code = "a", .targets = &thresholds[i].target, .target_count = 1};
        check_plan(&checked, &plan, plan_check_targets);
        assert_int_equal(checked.issues.count, thresholds[i].pointer ? 1 : 0);
        if (thresholds[i].pointer)
            assert_string_equal(checked.issues.first->pointer, thresholds[i].pointer);
        checked_done(&checked);
    }
}

static void what_stands_inside_a_target_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct target bad = SHARE(some, communes, COMPARE_GE, "101");
    static const struct target conditional = {.kind = TARGET_CONDITIONAL, .parts = &bad, .part_count = 1};
    static const struct target parts[] = {{.kind = TARGET_NARRATIVE},
                                          {.kind = TARGET_CONDITIONAL, .parts = &bad, .part_count = 1}};
    static const struct target all[] = {{.kind = TARGET_ALL, .parts = parts, .part_count = 2}};
    struct checked checked;
    struct plan plan = {.code = "a", .targets = all, .target_count = 1};
    check_plan(&checked, &plan, plan_check_targets);
    assert_string_equal(checked.issues.first->pointer, "/targets/0/parts/1/target/percent");
    checked_done(&checked);
    plan.targets = &conditional;
    check_plan(&checked, &plan, plan_check_targets);
    assert_string_equal(checked.issues.first->pointer, "/targets/0/target/percent");
    checked_done(&checked);
}

static void one_duty_does_not_name_a_period_twice(void **state) {
    (void)state;
    static const struct schedule rows[] = {
        {.period = SCHEDULE_H1}, {.period = SCHEDULE_YEAR}, {.period = SCHEDULE_HALF}};
    static const struct duty duty = {.code = "R1", .schedules = rows, .schedule_count = 3};
    struct checked checked;
    struct plan plan = {.code = "a", .duties = &duty, .duty_count = 1};
    check_plan(&checked, &plan, plan_check_duties);
    assert_int_equal(checked.issues.count, 1);
    assert_int_equal(checked.issues.first->type, ISSUE_DUPLICATE);
    assert_string_equal(checked.issues.first->pointer, "/duties/0/schedule/2/period");
    checked_done(&checked);
}

static void a_plan_is_not_its_own_parent(void **state) {
    (void)state;
    static const char *const itself[] = {"808/QĐ-LĐTBXH", "a"};
    struct checked checked;
    struct plan plan = {.code = "a", .implements = itself, .implements_count = 2};
    check_plan(&checked, &plan, plan_check_parents);
    assert_int_equal(checked.issues.count, 1);
    assert_int_equal(checked.issues.first->type, ISSUE_CYCLE);
    assert_string_equal(checked.issues.first->arguments[0], "a → a");
    checked_done(&checked);
    plan.implements_count = 1;
    check_plan(&checked, &plan, plan_check_parents);
    assert_int_equal(checked.issues.count, 0);
    checked_done(&checked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_threshold_that_nobody_can_meet_is_refused),
        cmocka_unit_test(what_stands_inside_a_target_is_refused_with_its_place),
        cmocka_unit_test(one_duty_does_not_name_a_period_twice),
        cmocka_unit_test(a_plan_is_not_its_own_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
