/* The life of a consolidation: every decision in every state, and who is the wrong person for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "consolidation.h"
#include "core/text.h"

static const struct consolidation_rule *rule_named(const char *name) {
    for (int i = 0; i < CONSOLIDATION_RULES; i++)
        if (text_equal(consolidation_rules[i].name, name))
            return &consolidation_rules[i];
    fail_msg("no rule %s", name);
    return NULL;
}

/* "" where the decision is not possible. */
static const char *leads_to(const char *decision, const char *from) {
    const struct consolidation_rule *rule = rule_named(decision);
    bool possible = text_equal(consolidation_state_name(rule->from), from);
    return possible ? consolidation_state_name(rule->to) : "";
}

static void each_decision_leads_where_the_table_of_the_specification_says(void **state) {
    (void)state;
    static const struct {
        const char *decision, *draft, *signed_state, *sent, *discarded;
    } cases[] = {
        {"sign", "signed", "", "", ""}, {"send", "", "sent", "", ""},         {"accept", "", "", "sent", ""},
        {"return", "", "", "sent", ""}, {"discard", "discarded", "", "", ""},
    };
    assert_int_equal(sizeof cases / sizeof *cases, CONSOLIDATION_RULES);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(leads_to(cases[i].decision, "draft"), cases[i].draft);
        assert_string_equal(leads_to(cases[i].decision, "signed"), cases[i].signed_state);
        assert_string_equal(leads_to(cases[i].decision, "sent"), cases[i].sent);
        assert_string_equal(leads_to(cases[i].decision, "discarded"), cases[i].discarded);
    }
}

static void who_drafted_does_not_sign_and_who_signed_does_not_receive(void **state) {
    (void)state;
    static const struct {
        const char *decision, *subject;
        bool own;
    } cases[] = {
        {"sign", "author", true},   {"sign", "signer", false},    {"send", "author", false},
        {"send", "signer", false},  {"accept", "author", true},   {"accept", "signer", true},
        {"accept", "third", false}, {"return", "author", true},   {"return", "signer", true},
        {"return", "third", false}, {"discard", "author", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(consolidation_is_own(rule_named(cases[i].decision), cases[i].subject, "author", "signer"),
                         cases[i].own);
    assert_false(consolidation_is_own(rule_named("sign"), "signer", "author", NULL));
}

static void only_a_return_needs_a_reason_and_only_discarding_is_not_told(void **state) {
    (void)state;
    for (int i = 0; i < CONSOLIDATION_RULES; i++) {
        const struct consolidation_rule *rule = &consolidation_rules[i];
        assert_int_equal(rule->needs_reason, text_equal(rule->name, "return"));
        assert_int_equal(rule->event == NULL, text_equal(rule->name, "discard"));
    }
}

static void names_of_states_are_read_as_they_are_written(void **state) {
    (void)state;
    enum consolidation_state found = CONSOLIDATION_STATE_COUNT;
    enum receipt receipt = RECEIPT_COUNT;
    for (int i = 0; i < CONSOLIDATION_STATE_COUNT; i++) {
        assert_true(consolidation_state_parse(consolidation_state_name((enum consolidation_state)i), &found));
        assert_int_equal(found, i);
    }
    for (int i = 0; i < RECEIPT_COUNT; i++) {
        assert_true(receipt_parse(receipt_name((enum receipt)i), &receipt));
        assert_int_equal(receipt, i);
    }
    assert_false(consolidation_state_parse("published", &found));
    assert_false(receipt_parse(NULL, &receipt));
}

static void nothing_is_drafted_while_more_reports_wait_than_is_allowed_or_nobody_knows(void **state) {
    (void)state;
    static const struct {
        int64_t lag, lag_max;
        bool complete, good;
    } cases[] = {
        {-1, 0, true, false}, {-1, INT64_MAX, true, false}, {0, 0, true, true},  {0, 0, false, false},
        {1, 0, true, false},  {5, 5, false, true},          {6, 5, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fail fail = {0};
        assert_int_equal(consolidation_caught_up(cases[i].lag, cases[i].lag_max, cases[i].complete, &fail),
                         cases[i].good);
        assert_int_equal(fail.fault, cases[i].good ? FAULT_NONE : FAULT_BUSY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_decision_leads_where_the_table_of_the_specification_says),
        cmocka_unit_test(who_drafted_does_not_sign_and_who_signed_does_not_receive),
        cmocka_unit_test(only_a_return_needs_a_reason_and_only_discarding_is_not_told),
        cmocka_unit_test(names_of_states_are_read_as_they_are_written),
        cmocka_unit_test(nothing_is_drafted_while_more_reports_wait_than_is_allowed_or_nobody_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
