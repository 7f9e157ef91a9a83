/* Who is reminded when a moment passes. Three communes owe a half-year: two of Hà Nội before 15 June, one of Hà Giang until 16 June, and that
 * one has an extension until 16 July. */
#include "paper.h"

#include "core/text.h"
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

struct telling {
    const char *story;
    enum reminder_kind kind;
    const char *until, *position, *now, *told;
};

static void expect_told(const struct snapshot *snapshot, const struct telling *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *found = told(snapshot, cases[i].kind, cases[i].until, cases[i].position, cases[i].now);
        if (!text_equal(found, cases[i].told))
            fail_msg("%s: told\n%snot\n%s", cases[i].story, found, cases[i].told);
    }
}

static void a_reminder_is_told_when_its_moment_passes(void **state) {
    (void)state;
    static const struct telling cases[] = {
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
    expect_told(paper.snapshot, cases, sizeof cases / sizeof *cases);
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
    struct reference *reference =
        test_reference((struct record_source){.each = test_records_each, .context = &records}, 1);
    const struct snapshot *before = reference_hold(reference);
    assert_string_equal(told(before, REMINDER_DUE_SOON, "2023-06-09T16:00:00Z", NULL, "2023-06-09T18:00:00Z"),
                        THIRD "\n");
    assert_string_equal(told(before, REMINDER_LATE, "2023-06-16T16:00:00Z", NULL, "2023-06-16T18:00:00Z"), THIRD "\n");
    snapshot_release(before);
    reference_free(reference);
}

static const char *payload_of(const struct snapshot *snapshot, enum reminder_kind kind, const char *until,
                              const char *now, struct reminded reminded) {
    struct reminder *reminders;
    struct reminder_mark mark = {at(until), NULL};
    AUTO_BUFFER text = {0};
    assert_int_equal(reminders_due(snapshot, kind, &mark, at(now), &paper.arena, &reminders), 1);
    reminder_payload(&text, kind, &reminders[0], &reminded);
    return arena_text(&paper.arena, buffer_cstr(&text));
}

static const char *payload(enum reminder_kind kind, const char *until, const char *now,
                           const struct reported *reported) {
    return payload_of(paper.snapshot, kind, until, now, (struct reminded){.reported = reported});
}

static void the_event_carries_all_that_a_reader_needs(void **state) {
    (void)state;
    assert_string_equal(payload(REMINDER_LATE, "2023-07-16T16:00:00Z", HA_GIANG_DUE, NULL),
                        "{\"form\":\"FORM\",\"unit\":\"00688@2012-01-01\",\"unitCode\":\"00688\","
                        "\"agency\":\"people-committee\",\"function\":\"people-committee\","
                        "\"period\":{\"code\":\"2023-H1\",\"start\":\"2022-12-15\",\"end\":\"2023-06-15\"},"
                        "\"duty\":\"D1\",\"plan\":null,\"dueAt\":\"" HA_GIANG_DUE "\","
                        "\"originalDueAt\":\"" HA_GIANG_WAS_DUE "\",\"state\":\"late\",\"deliverable\":\"report\"}");
}

static void what_was_reported_decides_whether_and_how_it_is_told(void **state) {
    (void)state;
    static const struct {
        enum report_state newest, settled;
        bool met;
        const char *said; /* at the end of the payload */
    } cases[] = {{REPORT_SUBMITTED, REPORT_SUBMITTED, true, NULL},
                 {REPORT_ACCEPTED, REPORT_ACCEPTED, true, NULL},
                 {REPORT_RETURNED, REPORT_RETURNED, false, "\"state\":\"returned\",\"deliverable\":\"report\"}"},
                 {REPORT_DRAFT, REPORT_RETURNED, false, "\"state\":\"returned\",\"deliverable\":\"report\"}"},
                 {REPORT_DRAFT, REPORT_DRAFT, false, "\"state\":\"dueSoon\",\"deliverable\":\"report\"}"},
                 {REPORT_WITHDRAWN, REPORT_WITHDRAWN, false, "\"state\":\"dueSoon\",\"deliverable\":\"report\"}"}};
    assert_false(reminder_is_met(&(struct reminded){.reported = NULL}));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reported reported = {.state = cases[i].newest, .settled = cases[i].settled};
        struct reminded sent_on = {&reported, {.state = "submitted"}};
        assert_int_equal(reminder_is_met(&(struct reminded){.reported = &reported}), cases[i].met);
        assert_int_equal(reminder_is_met(&sent_on), cases[i].settled != REPORT_RETURNED);
        if (cases[i].said)
            assert_non_null(strstr(
                payload(REMINDER_DUE_SOON, "2023-07-09T16:00:00Z", "2023-07-09T17:00:00Z", &reported), cases[i].said));
    }
}

/* ---- Duties to consolidate */

static const struct test_record line[] = {
    {"plan:2024",
     "{\"code\":\"line\",\"id\":\"0190a8f0-0000-7000-8000-000000000002\",\"state\":\"issued\",\"version\":3,"
     "\"recordedOn\":\"2024-01-01\",\"body\":{\"code\":\"line\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\","
     "\"agency\":\"people-committee\"},\"title\":\"Kế hoạch\",\"span\":\"2024\",\"duties\":["
     "{\"code\":\"C0\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":\"commune\","
     "\"within\":\"01\"}],\"schedule\":[{\"period\":\"H2\",\"due\":{\"before\":\"12-15\"}}]},"
     "{\"code\":\"C1\",\"deliverable\":\"consolidation\",\"consolidates\":[\"C0\"],\"reporters\":[{\"function\":"
     "\"people-committee\",\"level\":\"district\",\"within\":\"01\"}],"
     "\"schedule\":[{\"period\":\"H2\",\"due\":{\"before\":\"12-15\"}}]},"
     "{\"code\":\"C2\",\"deliverable\":\"consolidation\",\"consolidates\":[\"C1\"],\"reporters\":[{\"function\":"
     "\"people-committee\",\"level\":\"province\",\"within\":\"01\"}],"
     "\"schedule\":[{\"period\":\"H2\",\"due\":{\"by\":\"12-20\"}},{\"period\":\"year\",\"due\":null}]},"
     "{\"code\":\"C3\",\"deliverable\":\"plan\",\"reporters\":[{\"function\":\"people-committee\",\"level\":"
     "\"province\","
     "\"within\":\"01\"}],\"schedule\":[{\"period\":\"H2\",\"due\":{\"by\":\"12-20\"}}]}]}}"},
    {0},
};

static bool line_each(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    struct test_records units = {test_units}, plans = {line};
    (void)context;
    return test_records_each(&units, kind, take, taker, fail) && test_records_each(&plans, kind, take, taker, fail);
}

/* Communes and their district owe the second half of 2024 before 15 December; the province, of what the district sends, by the twentieth. */
static struct reference *line_make(void) {
    return test_reference((struct record_source){.each = line_each}, 1);
}

#define LINE_DUE "2024-12-14T17:00:00Z"
#define PROVINCE_DUE "2024-12-20T17:00:00Z"
#define COMMUNES "FORM/2024-H2/00001@2012-01-01/people-committee\nFORM/2024-H2/00004@2012-01-01/people-committee\n"
#define DISTRICT "FORM/2024-H2/consolidation/001@2012-01-01/people-committee"
#define THE_PROVINCE "FORM/2024-H2/consolidation/01@2012-01-01/people-committee"

static void who_owes_a_consolidation_is_reminded_like_who_owes_a_report(void **state) {
    (void)state;
    static const struct telling cases[] = {
        {"the moment itself", REMINDER_LATE, "2024-12-14T16:00:00Z", NULL, LINE_DUE, COMMUNES DISTRICT "\n"},
        {"told up to it", REMINDER_LATE, LINE_DUE, DISTRICT, "2024-12-15T00:00:00Z", ""},
        {"the one above has its own moment, of forms that come by two steps", REMINDER_LATE, "2024-12-15T00:00:00Z",
         NULL, PROVINCE_DUE, THE_PROVINCE "\n"},
        {"a second before", REMINDER_LATE, LINE_DUE, NULL, "2024-12-20T16:59:59Z", ""},
        {"seven days before", REMINDER_DUE_SOON, "2024-12-07T16:00:00Z", NULL, "2024-12-07T17:00:00Z",
         COMMUNES DISTRICT "\n"},
        {"what is never late and what is a plan is not told", REMINDER_LATE, "2024-12-20T17:00:00Z", NULL,
         "2025-06-01T00:00:00Z", ""},
    };
    struct reference *reference = line_make();
    const struct snapshot *snapshot = reference_hold(reference);
    expect_told(snapshot, cases, sizeof cases / sizeof *cases);
    snapshot_release(snapshot);
    reference_free(reference);
}

static void its_event_says_that_it_is_a_consolidation_and_whether_it_was_sent_back(void **state) {
    (void)state;
    struct reference *reference = line_make();
    const struct snapshot *snapshot = reference_hold(reference);
    assert_string_equal(
        payload_of(snapshot, REMINDER_LATE, LINE_DUE, PROVINCE_DUE, (struct reminded){.reported = NULL}),
        "{\"form\":\"FORM\",\"unit\":\"01@2012-01-01\",\"unitCode\":\"01\","
        "\"agency\":\"people-committee\",\"function\":\"people-committee\","
        "\"period\":{\"code\":\"2024-H2\",\"start\":\"2024-06-15\",\"end\":\"2024-12-15\"},"
        "\"duty\":\"C2\",\"plan\":\"line\",\"dueAt\":\"" PROVINCE_DUE "\","
        "\"originalDueAt\":null,\"state\":\"late\",\"deliverable\":\"consolidation\"}");
    const struct reminded returned = {.fulfilment = {.state = "returned"}},
                          sent = {.fulfilment = {.state = "submitted"}},
                          accepted = {.fulfilment = {.state = "accepted"}};
    assert_non_null(
        strstr(payload_of(snapshot, REMINDER_LATE, LINE_DUE, PROVINCE_DUE, returned), "\"state\":\"returned\""));
    assert_false(reminder_is_met(&returned));
    assert_true(reminder_is_met(&sent) && reminder_is_met(&accepted));
    snapshot_release(snapshot);
    reference_free(reference);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reminder_is_told_when_its_moment_passes),
        cmocka_unit_test(wherever_a_span_is_cut_the_same_is_told),
        cmocka_unit_test(an_extension_makes_a_new_moment),
        cmocka_unit_test(the_event_carries_all_that_a_reader_needs),
        cmocka_unit_test(what_was_reported_decides_whether_and_how_it_is_told),
        cmocka_unit_test(who_owes_a_consolidation_is_reminded_like_who_owes_a_report),
        cmocka_unit_test(its_event_says_that_it_is_a_consolidation_and_whether_it_was_sent_back),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
