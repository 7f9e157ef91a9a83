/* A plan goes from draft to closed one step at a time, and back to draft only before it is issued. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan_state.h"

/* Design, "Plans": draft → submitted → approved → issued → closed; what is submitted or approved may be returned. */
static const struct {
    enum plan_state from, to;
} allowed[] = {
    {PLAN_DRAFT, PLAN_SUBMITTED}, {PLAN_SUBMITTED, PLAN_APPROVED}, {PLAN_APPROVED, PLAN_ISSUED},
    {PLAN_ISSUED, PLAN_CLOSED},   {PLAN_SUBMITTED, PLAN_DRAFT},    {PLAN_APPROVED, PLAN_DRAFT},
};

static bool is_allowed(enum plan_state from, enum plan_state to) {
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (allowed[i].from == from && allowed[i].to == to)
            return true;
    return false;
}

static void only_the_steps_of_the_design_are_possible(void **state) {
    (void)state;
    for (enum plan_state from = 0; from < PLAN_STATE_COUNT; from++)
        for (enum plan_state to = 0; to < PLAN_STATE_COUNT; to++)
            assert_int_equal(plan_may_become(from, to, false), is_allowed(from, to));
}

/* What is being prepared above an issued version does not keep the plan open. */
static void a_plan_in_force_is_closed_whatever_stands_above_it(void **state) {
    (void)state;
    for (enum plan_state from = 0; from < PLAN_STATE_COUNT; from++)
        for (enum plan_state to = 0; to < PLAN_STATE_COUNT; to++)
            assert_int_equal(plan_may_become(from, to, true), is_allowed(from, to) || to == PLAN_CLOSED);
}

static void a_document_changes_as_a_draft_or_by_a_new_version_of_an_issued_plan(void **state) {
    (void)state;
    assert_true(plan_may_change(PLAN_DRAFT));
    assert_true(plan_may_change(PLAN_ISSUED));
    assert_false(plan_may_change(PLAN_SUBMITTED));
    assert_false(plan_may_change(PLAN_APPROVED));
    assert_false(plan_may_change(PLAN_SUPERSEDED));
    assert_false(plan_may_change(PLAN_CLOSED));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_steps_of_the_design_are_possible),
        cmocka_unit_test(a_plan_in_force_is_closed_whatever_stands_above_it),
        cmocka_unit_test(a_document_changes_as_a_draft_or_by_a_new_version_of_an_issued_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
