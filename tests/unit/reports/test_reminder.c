/* Who is reminded when a moment passes. Three communes owe a half-year: two of Hà Nội before 15 June, one of Hà Giang until 16 June, and that
 * one has an extension until 16 July. */
#include "paper.h"

#include "core/text.h"
#include "obligation_sql.h"
#include "reminder_event.h"

#define HA_NOI_DUE "2023-06-14T17:00:00Z"
#define HA_GIANG_WAS_DUE "2023-06-16T17:00:00Z"
#define HA_GIANG_DUE "2023-07-16T17:00:00Z"
#define FIRST "FORM/2023-H1/00001@2012-01-01/people-committee"
#define SECOND "FORM/2023-H1/00004@2012-01-01/people-committee"
#define THIRD "FORM/2023-H1/00688@2012-01-01/people-committee"

static struct paper paper;

static int begin(void **state) {
    (void)state;
    paper_begin(&paper);
    return 0;
}

static int end(void **state) {
    (void)state;
    paper_end(&paper);
    return 0;
}

static moment_t at(const char *text) {
    moment_t moment;
    assert_true(moment_parse(text, &moment));
    return moment;
}

/* The positions, one a line. */
static const char *told(const struct snapshot *snapshot, enum reminder_kind kind, const char *until,
                        const char *position, const char *now) {
    struct reminder *reminders;
    struct reminder_mark mark = {at(until), position};
    const char *lines = "";
    size_t count = reminders_due(snapshot, kind, &mark, at(now), &paper.arena, &reminders);
    for (size_t i = 0; i < count; i++)
        lines = arena_format(&paper.arena, "%s%s\n", lines, reminders[i].position);
    return lines;
}

static void a_reminder_is_told_when_its_moment_passes(void **state) {
    (void)state;
    static const struct {
        const char *story;
        enum reminder_kind kind;
        const char *until, *position, *now, *told;
    } cases[] = {
        {"a second before", REMINDER_LATE, "2023-06-14T16:00:00Z", NULL, "2023-06-14T16:59:59.999999Z", ""},
        {"the moment itself", REMINDER_LATE, "2023-06-14T16:00:00Z", NULL, HA_NOI_DUE, FIRST "\n" SECOND "\n"},
        {"told already", REMINDER_LATE, HA_NOI_DUE, NULL, "2023-06-14T17:01:00Z", ""},
        {"told in part", REMINDER_LATE, HA_NOI_DUE, FIRST, "2023-06-14T17:01:00Z", SECOND "\n"},
        {"told in part, at the same moment", REMINDER_LATE, HA_NOI_DUE, FIRST, HA_NOI_DUE, SECOND "\n"},
        {"told up to the last", REMINDER_LATE, HA_NOI_DUE, SECOND, "2023-06-14T17:01:00Z", ""},
        {"extended: not at the old moment", REMINDER_LATE, "2023-06-16T16:00:00Z", NULL, "2023-06-16T18:00:00Z", ""},
        {"extended: at the new one", REMINDER_LATE, "2023-07-16T16:00:00Z", NULL, HA_GIANG_DUE, THIRD "\n"},
        {"after a long stop", REMINDER_LATE, "2023-06-01T00:00:00Z", NULL, "2023-08-01T00:00:00Z",
         FIRST "\n" SECOND "\n" THIRD "\n"},
        {"nothing of before the mark", REMINDER_LATE, "2023-07-01T00:00:00Z", NULL, "2023-08-01T00:00:00Z", THIRD "\n"},
        {"eight days ahead", REMINDER_DUE_SOON, "2023-06-07T16:00:00Z", NULL, "2023-06-07T16:59:59Z", ""},
        {"seven days ahead", REMINDER_DUE_SOON, "2023-06-07T16:00:00Z", NULL, "2023-06-07T17:00:00Z",
         FIRST "\n" SECOND "\n"},
        {"seven days before the new moment", REMINDER_DUE_SOON, "2023-07-09T16:00:00Z", NULL, "2023-07-09T17:00:00Z",
         THIRD "\n"},
        {"not before the old one", REMINDER_DUE_SOON, "2023-06-09T16:00:00Z", NULL, "2023-06-09T18:00:00Z", ""},
        {"stopped for some days", REMINDER_DUE_SOON, "2023-06-07T16:00:00Z", NULL, "2023-06-14T16:59:59Z",
         FIRST "\n" SECOND "\n"},
        {"stopped until it was late", REMINDER_DUE_SOON, "2023-06-07T16:00:00Z", NULL, HA_NOI_DUE, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = told(paper.snapshot, cases[i].kind, cases[i].until, cases[i].position, cases[i].now);
        if (!text_equal(found, cases[i].told))
            fail_msg("%s: told\n%snot\n%s", cases[i].story, found, cases[i].told);
    }
}

/* A window cut anywhere tells the same as the whole of it: no moment falls between two looks, none is told twice. */
static void wherever_a_span_is_cut_the_same_is_told(void **state) {
    (void)state;
    const char *whole = FIRST "\n" SECOND "\n" THIRD "\n";
    static const char *const cuts[] = {"2023-06-13T00:00:00Z", HA_NOI_DUE, "2023-06-15T00:00:00Z", HA_GIANG_WAS_DUE,
                                       HA_GIANG_DUE};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        const char *before = told(paper.snapshot, REMINDER_LATE, "2023-06-01T00:00:00Z", NULL, cuts[i]);
        const char *after = told(paper.snapshot, REMINDER_LATE, cuts[i], NULL, "2023-08-01T00:00:00Z");
        assert_string_equal(arena_format(&paper.arena, "%s%s", before, after), whole);
    }
}

/* Before the extension was known the old moment was the moment. */
static void an_extension_makes_a_new_moment(void **state) {
    (void)state;
    struct test_records records = {test_units};
    struct record_source source = {test_records_each, &records};
    struct reference *reference = reference_new();
    struct fail fail;
    uint32_t unreadable;
    assert_true(reference_build(reference, &source, 1, true, &unreadable, &fail));
    const struct snapshot *before = reference_hold(reference);
    assert_string_equal(told(before, REMINDER_DUE_SOON, "2023-06-09T16:00:00Z", NULL, "2023-06-09T18:00:00Z"),
                        THIRD "\n");
    assert_string_equal(told(before, REMINDER_LATE, "2023-06-16T16:00:00Z", NULL, "2023-06-16T18:00:00Z"), THIRD "\n");
    snapshot_release(before);
    reference_free(reference);
}

static const char *payload(enum reminder_kind kind, const char *until, const char *now,
                           const struct reported *reported) {
    struct reminder *reminders;
    struct reminder_mark mark = {at(until), NULL};
    AUTO_BUFFER text = {0};
    assert_int_equal(reminders_due(paper.snapshot, kind, &mark, at(now), &paper.arena, &reminders), 1);
    reminder_payload(&text, kind, &reminders[0], reported);
    return arena_text(&paper.arena, buffer_cstr(&text));
}

static void the_event_carries_all_that_a_reader_needs(void **state) {
    (void)state;
    assert_string_equal(payload(REMINDER_LATE, "2023-07-16T16:00:00Z", HA_GIANG_DUE, NULL),
                        "{\"form\":\"FORM\",\"unit\":\"00688@2012-01-01\",\"unitCode\":\"00688\","
                        "\"agency\":\"people-committee\",\"function\":\"people-committee\","
                        "\"period\":{\"code\":\"2023-H1\",\"start\":\"2022-12-15\",\"end\":\"2023-06-15\"},"
                        "\"duty\":\"D1\",\"plan\":null,\"dueAt\":\"" HA_GIANG_DUE "\","
                        "\"originalDueAt\":\"" HA_GIANG_WAS_DUE "\",\"state\":\"late\"}");
}

static void what_was_reported_decides_whether_and_how_it_is_told(void **state) {
    (void)state;
    static const struct {
        enum report_state newest, settled;
        bool met;
        const char *said; /* at the end of the payload */
    } cases[] = {{REPORT_SUBMITTED, REPORT_SUBMITTED, true, NULL},
                 {REPORT_ACCEPTED, REPORT_ACCEPTED, true, NULL},
                 {REPORT_RETURNED, REPORT_RETURNED, false, "\"state\":\"returned\"}"},
                 {REPORT_DRAFT, REPORT_RETURNED, false, "\"state\":\"returned\"}"},
                 {REPORT_DRAFT, REPORT_DRAFT, false, "\"state\":\"dueSoon\"}"},
                 {REPORT_WITHDRAWN, REPORT_WITHDRAWN, false, "\"state\":\"dueSoon\"}"}};
    assert_false(reminder_is_met(NULL));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reported reported = {.state = cases[i].newest, .settled = cases[i].settled};
        assert_int_equal(reminder_is_met(&reported), cases[i].met);
        if (cases[i].said)
            assert_non_null(strstr(
                payload(REMINDER_DUE_SOON, "2023-07-09T16:00:00Z", "2023-07-09T17:00:00Z", &reported), cases[i].said));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reminder_is_told_when_its_moment_passes),
        cmocka_unit_test(wherever_a_span_is_cut_the_same_is_told),
        cmocka_unit_test(an_extension_makes_a_new_moment),
        cmocka_unit_test(the_event_carries_all_that_a_reader_needs),
        cmocka_unit_test(what_was_reported_decides_whether_and_how_it_is_told),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
