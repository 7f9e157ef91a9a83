/* Who may decide what on whose report: persons by their scopes and roots, against states and decisions. */
#include "paper.h"

#include "decision.h"
#include "report_access.h"

#define WRITE (UINT32_C(1) << SCOPE_REPORTS_WRITE)
#define REVIEW (UINT32_C(1) << SCOPE_REPORTS_REVIEW)

enum { NO_SCOPE = 403, NO_STATE = 409, NOT_HIS = 403, ALLOWED = 0 };

/* The report of the committee of commune 00001 of district 001 of province 01, handed in by the officer; for each decision what is answered where
 * the state allows it. */
static const struct person {
    const char *subject, *root;
    uint32_t scopes;
    int answers[DECISION_COUNT]; /* submit accept return withdraw */
    const char *because;
} persons[] = {
    {"officer", "00001", WRITE, {ALLOWED, NO_SCOPE, NO_SCOPE, ALLOWED}, "reports, and takes back"},
    {"officer", "001", WRITE | REVIEW, {ALLOWED, NOT_HIS, NOT_HIS, ALLOWED}, "from whatever chair: never one's own"},
    {"colleague",
     "00001",
     WRITE | REVIEW,
     {ALLOWED, NOT_HIS, NOT_HIS, ALLOWED},
     "the same commune does not decide on itself"},
    {"district", "001", REVIEW, {NO_SCOPE, ALLOWED, ALLOWED, NO_SCOPE}, "stands above"},
    {"district", "001/people-committee", REVIEW, {NO_SCOPE, ALLOWED, ALLOWED, NO_SCOPE}, "committee by committee"},
    {"district", "001/police", WRITE | REVIEW, {NOT_HIS, NOT_HIS, NOT_HIS, NOT_HIS}, "the police has its own line"},
    {"district", "001", 0, {NO_SCOPE, NO_SCOPE, NO_SCOPE, NO_SCOPE}, "without scope"},
    {"district", "001", WRITE, {ALLOWED, NO_SCOPE, NO_SCOPE, ALLOWED}, "enters for the commune"},
    {"province", "01", REVIEW, {NO_SCOPE, ALLOWED, ALLOWED, NO_SCOPE}, "so does the province"},
    {"nation", "VN", REVIEW, {NO_SCOPE, ALLOWED, ALLOWED, NO_SCOPE}, "and the nation"},
    {"neighbour", "02", WRITE | REVIEW, {NOT_HIS, NOT_HIS, NOT_HIS, NOT_HIS}, "another province"},
    {"several", "00001", WRITE | REVIEW, {ALLOWED, NOT_HIS, NOT_HIS, ALLOWED}, "one root"},
};

static int answer_to(struct paper *paper, const struct person *person, enum decision decision,
                     const struct report *report) {
    struct call call = {.api = "reports",
                        .now = paper->setting.now,
                        .caller = {.subject = person->subject,
                                   .client = "office",
                                   .scopes = person->scopes,
                                   .roots = {person->root},
                                   .root_count = 1}};
    const struct decision_asked asked = {.rule = &decision_rules[decision], .pointer = "/decision"};
    issues_init(&call.issues, &call.arena);
    bool allowed = decision_is_allowed(&call, paper->snapshot, &asked, report);
    int status = call.status;
    assert_int_equal(allowed, status == 0);
    buffer_done(&call.body);
    arena_done(&call.arena);
    return status;
}

static void the_matrix_of_persons_and_decisions(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report report = paper_report(&paper, "00001", "'people':5,'stock':4", "");
    for (size_t p = 0; p < sizeof persons / sizeof *persons; p++)
        for (int decision = 0; decision < DECISION_COUNT; decision++)
            for (int from = 0; from < REPORT_STATE_COUNT; from++) {
                bool possible = (decision_rules[decision].from >> from & 1U) != 0;
                bool has_scope = (persons[p].scopes >> decision_rules[decision].scope & 1U) != 0;
                int expected = !has_scope ? NO_SCOPE : possible ? persons[p].answers[decision] : NO_STATE;
                report.state = (enum report_state)from;
                int answered = answer_to(&paper, &persons[p], (enum decision)decision, &report);
                if (answered != expected)
                    fail_msg("%s of %s, %s from %s: %d instead of %d: %s", persons[p].subject, persons[p].root,
                             decision_rules[decision].name, report_state_name((enum report_state)from), answered,
                             expected, persons[p].because);
            }
    paper_end(&paper);
}

/* Two years on, commune 00001 is part of the new 00004, district 001 is gone, and the province is left above them. */
static void after_a_merger_the_successor_writes_and_the_province_decides(void **state) {
    static const struct person after[] = {
        {"heir", "00004", WRITE | REVIEW, {ALLOWED, NOT_HIS, NOT_HIS, ALLOWED}, "carries the commune on"},
        {"heir", "00004/police", WRITE | REVIEW, {NOT_HIS, NOT_HIS, NOT_HIS, NOT_HIS}, "in its own line"},
        {"old district",
         "001@2012-01-01",
         REVIEW,
         {NO_SCOPE, ALLOWED, ALLOWED, NO_SCOPE},
         "as long as it has its root"},
        {"province", "01", REVIEW, {NO_SCOPE, ALLOWED, ALLOWED, NO_SCOPE}, "above"},
    };
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report report = paper_report(&paper, "00001", "'people':5,'stock':4", "");
    paper.setting.now = moment_of_day(day_of(2025, 8, 1), 0);
    for (size_t p = 0; p < sizeof after / sizeof *after; p++)
        for (int decision = 0; decision < DECISION_COUNT; decision++) {
            report.state = decision == DECISION_SUBMIT ? REPORT_DRAFT : REPORT_SUBMITTED;
            assert_int_equal(answer_to(&paper, &after[p], (enum decision)decision, &report),
                             after[p].answers[decision]);
        }
    paper_end(&paper);
}

static bool sees(const struct paper *paper, const char *root, const struct report *report, day_t today) {
    struct caller caller = {.subject = "reader", .roots = {root}, .root_count = 1};
    return report_is_visible(paper->snapshot, &caller, report, today);
}

static void a_draft_goes_with_its_commune(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    day_t before = day_of(2023, 6, 14), after = day_of(2025, 8, 1);
    struct report draft = paper_report(&paper, "00001", "'people':5,'stock':4", ",'state':'draft'");
    assert_true(sees(&paper, "00001", &draft, before));
    assert_false(sees(&paper, "001", &draft, before));
    assert_false(sees(&paper, "00004", &draft, before));
    assert_true(sees(&paper, "00004", &draft, after));
    assert_true(sees(&paper, "00004/people-committee", &draft, after));
    assert_false(sees(&paper, "00004/police", &draft, after));
    assert_false(sees(&paper, "01", &draft, after));
    draft.state = REPORT_SUBMITTED;
    assert_true(sees(&paper, "01", &draft, after));
    paper_end(&paper);
}

/* Due in June 2023, ten days of grace: closed in July. */
static void what_is_accepted_or_closed_is_not_withdrawn_without_a_reason(void **state) {
    static const struct {
        enum report_state state;
        int month;
        const char *reason;
        bool refused;
    } withdrawals[] = {
        {REPORT_SUBMITTED, 6, NULL, false},      {REPORT_ACCEPTED, 6, NULL, true},
        {REPORT_ACCEPTED, 6, "nhầm kỳ", false},  {REPORT_SUBMITTED, 7, NULL, true},
        {REPORT_SUBMITTED, 7, "", true},         {REPORT_RETURNED, 7, NULL, true},
        {REPORT_SUBMITTED, 7, "nhầm kỳ", false},
    };
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report current = paper_report(&paper, "00001", "'people':5,'stock':4", ""), next;
    current.due = current.first_submitted = moment_of_day(day_of(2023, 6, 10), 0);
    for (size_t i = 0; i < sizeof withdrawals / sizeof *withdrawals; i++) {
        struct call call = {.api = "reports", .caller = {.subject = "officer"}};
        const struct decision_asked asked = {.rule = &decision_rules[DECISION_WITHDRAW],
                                             .reason = withdrawals[i].reason,
                                             .pointer = "/decision",
                                             .reason_pointer = "/reason"};
        issues_init(&call.issues, &call.arena);
        current.state = withdrawals[i].state;
        paper.setting.now = moment_of_day(day_of(2023, withdrawals[i].month, 15), 0);
        bool made = decision_make(&call, &paper.setting, NULL, &asked, &current,
                                  report_form_version(paper.snapshot, &current), &next);
        assert_int_equal(made, !withdrawals[i].refused);
        assert_int_equal(call.status, made ? 0 : 422);
        if (made) {
            assert_int_equal(next.state, REPORT_WITHDRAWN);
            assert_int_equal(next.version, current.version + 1);
        } else {
            assert_int_equal(call.issues.first->type, ISSUE_REASON_NEEDED);
            assert_string_equal(call.issues.first->pointer, "/reason");
        }
        buffer_done(&call.body);
        arena_done(&call.arena);
    }
    paper_end(&paper);
}

static const char *so_long(struct arena *arena, size_t bytes) {
    char *text = arena_alloc(arena, bytes + 1);
    memset(text, 'x', bytes);
    text[bytes] = '\0';
    return text;
}

static void what_a_reviewer_writes_is_no_longer_than_a_page(void **state) {
    static const struct {
        size_t reason, remark;
        const char *refused;
    } written[] = {{2000, 2000, NULL}, {2001, 2000, "/reason"}, {2000, 2001, "/cells/people"}};
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        struct paper paper;
        paper_begin(&paper);
        struct report report = paper_report(&paper, "00001", "'people':5,'stock':4", "");
        AUTO_JSON *body =
            json_pack("{s:s, s:s, s:{s:s}}", "decision", "accept", "reason", so_long(&paper.arena, written[i].reason),
                      "cells", "people", so_long(&paper.arena, written[i].remark));
        struct decision_asked asked;
        struct object object = object_root(body, &paper.issues);
        decision_read(&object, &report, report_form_version(paper.snapshot, &report), &asked);
        assert_int_equal(paper.issues.count, written[i].refused ? 1 : 0);
        if (written[i].refused) {
            assert_int_equal(paper.issues.first->type, ISSUE_TOO_LONG);
            assert_string_equal(paper.issues.first->pointer, written[i].refused);
            assert_string_equal(paper.issues.first->arguments[0], "2000");
        }
        paper_end(&paper);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix_of_persons_and_decisions),
        cmocka_unit_test(after_a_merger_the_successor_writes_and_the_province_decides),
        cmocka_unit_test(a_draft_goes_with_its_commune),
        cmocka_unit_test(what_is_accepted_or_closed_is_not_withdrawn_without_a_reason),
        cmocka_unit_test(what_a_reviewer_writes_is_no_longer_than_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
