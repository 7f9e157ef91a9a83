/* The states of a report: which decision may follow which, what the first submission fixes, and when a change needs a reason. */
#include "paper.h"

#include "present.h"
#include "report_change.h"

static void the_table_of_decisions(void **state) {
    (void)state;
    static const char *const allowed[DECISION_COUNT] = {
        /* draft submitted accepted returned withdrawn */
        [DECISION_SUBMIT] = "10000",
        [DECISION_ACCEPT] = "01000",
        [DECISION_RETURN] = "01100",
        [DECISION_WITHDRAW] = "01110",
    };
    for (int decision = 0; decision < DECISION_COUNT; decision++)
        for (int from = 0; from < REPORT_STATE_COUNT; from++)
            assert_int_equal(decision_rules[decision].from >> from & 1U, allowed[decision][from] == '1');
    assert_true(decision_rules[DECISION_RETURN].needs_reason);
    assert_true(decision_rules[DECISION_RETURN].by_another && decision_rules[DECISION_ACCEPT].by_another);
}

static void a_draft_does_not_hide_what_was_handed_in(void **state) {
    (void)state;
    assert_true(change_is_allowed(REPORT_DRAFT, REPORT_DRAFT));
    assert_true(change_is_allowed(REPORT_RETURNED, REPORT_DRAFT));
    assert_true(change_is_allowed(REPORT_WITHDRAWN, REPORT_DRAFT));
    assert_false(change_is_allowed(REPORT_SUBMITTED, REPORT_DRAFT));
    assert_false(change_is_allowed(REPORT_ACCEPTED, REPORT_DRAFT));
    for (int from = 0; from < REPORT_STATE_COUNT; from++)
        assert_true(change_is_allowed((enum report_state)from, REPORT_SUBMITTED));
}

static void the_first_submission_is_never_lost(void **state) {
    (void)state;
    struct report current = {.id = "x",
                             .version = 4,
                             .state = REPORT_RETURNED,
                             .timeliness = TIMELINESS_ON_TIME,
                             .due = 900,
                             .submitted = 800,
                             .first_submitted = 500,
                             .submitted_by = "a"};
    struct report next = {.state = REPORT_SUBMITTED,
                          .timeliness = TIMELINESS_LATE,
                          .due = 901,
                          .submitted = 1000,
                          .first_submitted = 1000};
    change_follow(&current, &next);
    assert_int_equal(next.version, 5);
    assert_int_equal(next.first_submitted, 500);
    assert_int_equal(next.submitted, 1000);
    assert_int_equal(next.due, 900);
    assert_int_equal(next.timeliness, TIMELINESS_ON_TIME);
    assert_string_equal(event_type(&next), "tonghop.report.corrected.v1");
    struct report draft = {.state = REPORT_DRAFT, .submitted = MOMENT_NONE, .first_submitted = MOMENT_NONE};
    change_follow(&current, &draft);
    assert_int_equal(draft.submitted, 800);
    assert_int_equal(draft.first_submitted, 500);
    assert_string_equal(draft.submitted_by, "a");
}

static void a_draft_that_was_never_handed_in_fixes_nothing(void **state) {
    (void)state;
    struct report current = {
        .version = 1, .state = REPORT_DRAFT, .due = 900, .submitted = MOMENT_NONE, .first_submitted = MOMENT_NONE};
    struct report next = {.state = REPORT_SUBMITTED,
                          .timeliness = TIMELINESS_LATE,
                          .due = 901,
                          .submitted = 1000,
                          .first_submitted = 1000};
    change_follow(&current, &next);
    assert_int_equal(next.first_submitted, 1000);
    assert_int_equal(next.timeliness, TIMELINESS_LATE);
    assert_string_equal(event_type(&next), "tonghop.report.submitted.v1");
}

/* Ten days of grace in the programme. */
static void accepted_or_closed_needs_a_reason(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    moment_t now = paper.setting.now;
    struct report current = {
        .key = {.form = "PAPER", .unit = "00001@2012-01-01", .agency = "people-committee", .period = "2023-H1"},
        .state = REPORT_SUBMITTED,
        .first_submitted = now - 30 * MOMENT_DAY};
    current.due = now - 10 * MOMENT_DAY + 1;
    assert_false(change_needs_reason(&paper.setting, &current));
    current.due = now - 10 * MOMENT_DAY;
    assert_true(change_needs_reason(&paper.setting, &current));
    current.first_submitted = MOMENT_NONE;
    assert_false(change_needs_reason(&paper.setting, &current));
    current.due = MOMENT_NONE;
    assert_false(change_needs_reason(&paper.setting, &current));
    current.state = REPORT_ACCEPTED;
    assert_true(change_needs_reason(&paper.setting, &current));
    paper_end(&paper);
}

/* Due on 14 or 16 June 2023 and closed ten days later; of one commune the due moment was moved to 16 July, another is open
 * again until the end of August. */
static const struct {
    const char *unit, *due, *now;
    bool needs_reason;
} closings[] = {
    {"00001@2012-01-01", "2023-06-14T17:00:00Z", "2023-06-24T16:59:59Z", false},
    {"00001@2012-01-01", "2023-06-14T17:00:00Z", "2023-06-24T17:00:00Z", true},
    {"00688@2012-01-01", "2023-06-16T17:00:00Z", "2023-07-26T16:59:59Z", false},
    {"00688@2012-01-01", "2023-06-16T17:00:00Z", "2023-07-26T17:00:00Z", true},
    {"00004@2012-01-01", "2023-06-14T17:00:00Z", "2023-08-31T16:59:59Z", false},
    {"00004@2012-01-01", "2023-06-14T17:00:00Z", "2023-08-31T17:00:00Z", true},
};

static void an_extension_moves_the_closing_and_reopening_undoes_it(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    for (size_t i = 0; i < sizeof closings / sizeof *closings; i++) {
        struct report current = {
            .key = {.form = "FORM", .unit = closings[i].unit, .agency = "people-committee", .period = "2023-H1"},
            .state = REPORT_SUBMITTED};
        assert_true(moment_parse(closings[i].due, &current.due));
        assert_true(moment_parse(closings[i].now, &paper.setting.now));
        current.first_submitted = current.due - MOMENT_DAY;
        if (change_needs_reason(&paper.setting, &current) != closings[i].needs_reason)
            fail_msg("%s at %s", closings[i].unit, closings[i].now);
    }
    paper_end(&paper);
}

static void the_same_again_is_no_change(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report current = paper_report(&paper, "00001", "'people':5,'stock':5", "");
    struct report next = current;
    assert_true(change_is_none(&current, &next));
    current.state = REPORT_ACCEPTED;
    assert_true(change_is_none(&current, &next));
    current.state = REPORT_RETURNED;
    assert_false(change_is_none(&current, &next));
    current.state = REPORT_SUBMITTED;
    next.sha256[0] ^= 1;
    assert_false(change_is_none(&current, &next));
    paper_end(&paper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_of_decisions),
        cmocka_unit_test(a_draft_does_not_hide_what_was_handed_in),
        cmocka_unit_test(the_first_submission_is_never_lost),
        cmocka_unit_test(a_draft_that_was_never_handed_in_fixes_nothing),
        cmocka_unit_test(accepted_or_closed_needs_a_reason),
        cmocka_unit_test(an_extension_moves_the_closing_and_reopening_undoes_it),
        cmocka_unit_test(the_same_again_is_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
