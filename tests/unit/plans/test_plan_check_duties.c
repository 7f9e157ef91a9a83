/* A duty that obliges nobody, for nothing, or until a day that cannot be, is refused where that stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "document.h"

static struct world world;

static int make(void **state) {
    (void)state;
    world = world_make();
    return 0;
}

static int end(void **state) {
    (void)state;
    world_end(&world);
    return 0;
}

#define COMMUNES "{\"function\":\"people-committee\",\"level\":\"commune\",\"within\":\"01\"}"
#define DISTRICTS "{\"function\":\"people-committee\",\"level\":\"district\",\"within\":\"01\"}"
#define HALF "[{\"period\":\"H1\"}]"
/* Members of a duty, without the braces. */
#define DUTY(code, forms, reporters, schedule)                                                                         \
    "\"code\":\"" code "\",\"forms\":[" forms "],\"reporters\":[" reporters "],\"schedule\":" schedule
#define SUM(code, of, schedule)                                                                                        \
    "\"code\":\"" code "\",\"deliverable\":\"consolidation\",\"consolidates\":[" of "],\"reporters\":[" DISTRICTS      \
    "],\"schedule\":" schedule
#define ROW(row) DUTY("R", "\"FORM\"", COMMUNES, "[{" row "}]")

static void assert_duties(const char *duties, const char *wanted) {
    char list[4096];
    assert_true(snprintf(list, sizeof list, "[%s]", duties) < (int)sizeof list);
    assert_issues(&world, "duties", list, wanted);
}

static void assert_duty(const char *duty, const char *wanted) {
    char object[4096];
    assert_true(snprintf(object, sizeof object, "{%s}", duty) < (int)sizeof object);
    assert_duties(object, wanted);
}

struct duty_case {
    const char *duty, *wanted;
};

static void each(const struct duty_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++)
        assert_duty(cases[i].duty, cases[i].wanted);
}
#define EACH(cases) each(cases, sizeof cases / sizeof cases[0])

/* Decree 09/2019, article 12: the first half of 2023 is 15 December 2022 … 14 June 2023, the year ends with 14 December. */
static void data_are_cut_off_inside_the_period_and_not_after_they_are_due(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {ROW("\"period\":\"H1\",\"due\":{\"before\":\"06-15\"},\"cutOff\":\"06-14\""), ""}, /* seeds, S3-R1 */
        {ROW("\"period\":\"H1\",\"due\":{\"by\":\"06-14\"},\"cutOff\":\"06-14\""), ""},
        {ROW("\"period\":\"H1\",\"due\":{\"before\":\"06-14\"},\"cutOff\":\"06-14\""),
         "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H1\",\"due\":{\"by\":\"05-31\"},\"cutOff\":\"06-10\""),
         "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H1\",\"due\":{\"by\":\"05-31\"},\"cutOff\":\"05-31\""), ""},
        {ROW("\"period\":\"H1\",\"due\":{\"by\":\"05-31\"}"), ""}, /* figures until then, or estimated */
        {ROW("\"period\":\"year\",\"due\":{\"by\":\"01-31\",\"year\":1},\"cutOff\":\"12-14\""), ""},
        {ROW("\"period\":\"year\",\"due\":{\"by\":\"01-31\"},\"cutOff\":\"12-14\""),
         "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H1\",\"due\":{\"workingDaysAfterCutOff\":2},\"cutOff\":\"06-14\""), ""},
        {ROW("\"period\":\"H1\",\"cutOff\":\"06-15\""), "outOfBounds /duties/0/schedule/0/cutOff"},
        {ROW("\"period\":\"year\",\"cutOff\":\"12-15\""), "outOfBounds /duties/0/schedule/0/cutOff"},
        {ROW("\"period\":\"H2\",\"cutOff\":\"06-14\""), "outOfBounds /duties/0/schedule/0/cutOff"},
        {ROW("\"period\":\"half\",\"cutOff\":\"06-14\""),
         "outOfBounds /duties/0/schedule/0/cutOff"}, /* of the second */
        {ROW("\"period\":\"quarter\",\"derivedFrom\":\"month\",\"cutOff\":\"06-14\"},{\"period\":\"H1\""),
         "inconsistent /duties/0/schedule/0/cutOff"},
        {ROW("\"period\":\"quarter\",\"derivedFrom\":\"month\",\"due\":{\"by\":\"06-14\"}},{\"period\":\"H1\""),
         "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"quarter\",\"derivedFrom\":\"month\",\"due\":null},{\"period\":\"H1\""), ""},
        {ROW("\"period\":\"H2\",\"due\":{\"by\":\"06-14\"}"), "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H2\",\"due\":{\"by\":\"06-15\"}"), ""}, /* its first day */
        {ROW("\"period\":\"month\",\"due\":{\"by\":\"07-05\"}"), "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"year\",\"due\":{\"by\":\"12-01\",\"year\":-1}"), "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"span\",\"cutOff\":\"12-14\""), ""},
        {ROW("\"period\":\"span\",\"cutOff\":\"12-31\""), "outOfBounds /duties/0/schedule/0/cutOff"},
    };
    EACH(cases);
}

static void one_thing_wrong_with_a_due_rule_is_one_issue(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {ROW("\"period\":\"H1\",\"due\":null"), ""},
        {ROW("\"period\":\"H1\",\"due\":{}"), "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H1\",\"due\":{\"asRegulated\":false}"), "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H1\",\"due\":{\"by\":\"13-45\"}"), "badFormat /duties/0/schedule/0/due/by"},
        {ROW("\"period\":\"H1\",\"due\":{\"before\":615}"), "wrongType /duties/0/schedule/0/due/before"},
        {ROW("\"period\":\"H1\",\"due\":{\"workingDaysAfterCutOff\":-1}"),
         "outOfBounds /duties/0/schedule/0/due/workingDaysAfterCutOff"},
        {ROW("\"period\":\"H1\",\"due\":{\"by\":\"06-20\",\"before\":\"06-20\"}"),
         "inconsistent /duties/0/schedule/0/due"},
        {ROW("\"period\":\"H1\",\"due\":{\"asRegulated\":true,\"year\":1}"),
         "inconsistent /duties/0/schedule/0/due/year"},
        {ROW("\"period\":\"week\""), "notOneOf /duties/0/schedule/0/period"},
        {ROW("\"period\":\"H1\",\"cutOff\":\"06-31\""), "badFormat /duties/0/schedule/0/cutOff"},
    };
    EACH(cases);
}

static void as_regulated_needs_a_regulation(void **state) {
    (void)state;
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    json_t *body = json_of(plan_text);
    json_object_set_new(body, "programme", json_string("bare"));
    json_object_set_new(
        body, "duties",
        json_of("[{" DUTY("R", "\"OTHER\"", COMMUNES, "[{\"period\":\"H1\",\"due\":{\"asRegulated\":true}}]") "}]"));
    document_check(world.snapshot, body, false, &issues);
    assert_string_equal(issues_line(&issues), "inconsistent /duties/0/schedule/0/due/asRegulated");
    json_decref(body);
    arena_done(&arena);
    assert_duty(ROW("\"period\":\"H1\",\"due\":{\"asRegulated\":true}"), "");
}

static void a_report_is_asked_of_somebody_by_a_form(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {DUTY("R", "\"FORM\"", COMMUNES, HALF), ""},
        {DUTY("R", "", COMMUNES, HALF), "tooShort /duties/0/forms"},
        {"\"code\":\"R\",\"reporters\":[" COMMUNES "],\"schedule\":" HALF, "required /duties/0/forms"},
        {DUTY("R", "\"FORM\"", "", HALF), "tooShort /duties/0/reporters"},
        {"\"code\":\"R\",\"forms\":[\"FORM\"],\"schedule\":" HALF, "required /duties/0/reporters"},
        {DUTY("R", "\"FORM\",\"NONE\"", COMMUNES, HALF), "unknownForm /duties/0/forms/1"},
        {DUTY("R", "\"no code\",\"NONE\"", COMMUNES, HALF),
         "badFormat /duties/0/forms/0, unknownForm /duties/0/forms/1"},
        {DUTY("R", "\"FORM\",\"FORM\"", COMMUNES, HALF), "duplicate /duties/0/forms/1"},
        {DUTY("R", "\"OTHER\"", COMMUNES, HALF), "inconsistent /duties/0/forms/0"},
        {"\"code\":\"R\",\"deliverable\":\"plan\",\"reporters\":[" DISTRICTS "],\"schedule\":[{\"period\":\"span\"}]",
         ""},
    };
    EACH(cases);
}

static void one_of_the_reporters_reports_the_form(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {DUTY("R", "\"FORM\"", DISTRICTS, HALF), "wrongLevel /duties/0/forms/0"},
        {DUTY("R", "\"FORM\"", DISTRICTS "," COMMUNES, HALF), ""},
        {DUTY("R", "\"FORM\",\"DISTRICT\"", COMMUNES, HALF), "wrongLevel /duties/0/forms/1"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"police\",\"level\":\"commune\",\"within\":\"01\"}", HALF),
         "wrongFunction /duties/0/forms/0"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"within\":\"01\"}", HALF), ""},
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"unit\":\"001\"}", HALF),
         "wrongLevel /duties/0/forms/0"},
        {DUTY("R", "\"DISTRICT\"", "{\"function\":\"people-committee\",\"within\":\"00001\"}", HALF),
         "wrongLevel /duties/0/forms/0"},
        {DUTY("R", "\"FORM\"", "{\"agency\":\"01-labour\"}", HALF), "wrongFunction /duties/0/forms/0"},
        {DUTY("R", "\"FORM\"", "{\"class\":\"departments\",\"level\":\"province\",\"within\":\"01\"}", HALF),
         "wrongLevel /duties/0/forms/0"},
        {DUTY("R", "\"COURT\"", "{\"class\":\"judiciary\",\"level\":\"district\",\"within\":\"01\"}", HALF), ""},
        {DUTY("R", "\"COURT\"", "{\"class\":\"judiciary\",\"level\":\"province\",\"within\":\"01\"}", HALF),
         "wrongLevel /duties/0/forms/0"},
    };
    EACH(cases);
}

static const char *first_argument(struct arena *arena, const char *duty, uint32_t index) {
    struct issues issues;
    issues_init(&issues, arena);
    json_t *body = json_of(plan_text);
    json_object_set_new(body, "duties", json_of(arena_format(arena, "[{%s}]", duty)));
    document_check(world.snapshot, body, false, &issues);
    json_decref(body);
    assert_int_equal(issues.count, 1);
    return issues.first->arguments[index];
}

/* Police of communes stand at the form's level, districts do not: it is the police that is told of. */
static void a_form_is_refused_for_the_reporter_that_comes_nearest_to_it(void **state) {
    (void)state;
    struct arena arena = {0};
    static const char police[] =
        DUTY("R", "\"FORM\"", DISTRICTS ",{\"function\":\"police\",\"level\":\"commune\",\"within\":\"01\"}", HALF);
    assert_string_equal(first_argument(&arena, police, 1), "police");
    assert_string_equal(first_argument(&arena, DUTY("R", "\"FORM\"", DISTRICTS, HALF), 1), "district");
    arena_done(&arena);
}

static void whom_a_duty_names_is_somebody(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {DUTY("R", "\"FORM\"", "{\"agency\":\"nobody\"}", HALF), "unknownCode /duties/0/reporters/0/agency"},
        {DUTY("R", "\"COURT\"", "{\"agency\":\"001-court\"}", HALF), "unknownAgency /duties/0/reporters/0/agency"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"polise\",\"level\":\"commune\",\"within\":\"01\"}," COMMUNES, HALF),
         "unknownCode /duties/0/reporters/0/function"},
        {DUTY("R", "\"FORM\"", "{\"class\":\"bureaus\",\"level\":\"commune\",\"within\":\"01\"}," COMMUNES, HALF),
         "unknownCode /duties/0/reporters/0/class"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"level\":\"commune\",\"within\":\"99\"}", HALF),
         "unknownUnit /duties/0/reporters/0/within"},
        {DUTY("R", "\"FORM\"", COMMUNES, HALF) ",\"recipients\":[{}],\"via\":[{\"unit\":\"01\"}]",
         "inconsistent /duties/0/recipients/0, inconsistent /duties/0/via/0"},
        {DUTY("R", "\"FORM\"", COMMUNES, HALF) ",\"recipients\":[{\"agency\":\"nobody\"}],\"via\":[{\"function\":"
                                               "\"labour\",\"unit\":\"77\"}]",
         "unknownCode /duties/0/recipients/0/agency, unknownUnit /duties/0/via/0/unit"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"not a code\"}", HALF), "badFormat /duties/0/reporters/0/function"},
        {DUTY("R", "\"FORM\"", "{\"agency\":\"not a code\"}", HALF), "badFormat /duties/0/reporters/0/agency"},
        {DUTY("R", "\"FORM\"", COMMUNES, HALF) ",\"recipients\":[{\"function\":\"labour\",\"level\":\"province\"}]",
         ""},
        {DUTY("R", "\"COURT\"", "{\"function\":\"court\",\"level\":\"district\",\"within\":\"01\"}", HALF), ""},
    };
    EACH(cases);
}

static void some_period_is_owed(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {DUTY("R", "\"FORM\"", COMMUNES, "[]"), "neverOwed /duties/0/schedule"},
        {"\"code\":\"R\",\"forms\":[\"FORM\"],\"reporters\":[" COMMUNES "]", "neverOwed /duties/0/schedule"},
        {DUTY("R", "\"FORM\"", COMMUNES, "[]") ",\"binding\":\"request\"", ""},
        {DUTY("R", "\"FORM\"", COMMUNES, "[{\"period\":\"year\",\"derivedFrom\":\"H1\"}]"),
         ""}, /* D1 of the programme */
        {DUTY("R", "\"FORM\"", COMMUNES, "[{\"period\":\"year\",\"derivedFrom\":\"quarter\"}]"),
         "neverOwed /duties/0/schedule"},
        {DUTY("R", "\"DISTRICT\"", DISTRICTS, "[{\"period\":\"year\",\"derivedFrom\":\"H1\"}]"),
         "neverOwed /duties/0/schedule"}, /* D1 is of another form */
        {DUTY("R", "\"FORM\"", COMMUNES, "[{\"period\":\"year\",\"derivedFrom\":\"H1\"},{\"period\":\"quarter\"}]"),
         ""},
    };
    EACH(cases);
    assert_duties("{" DUTY("A", "\"DISTRICT\"", DISTRICTS, "[{\"period\":\"month\"}]") "},{" SUM(
                      "B", "\"A\"", "[{\"period\":\"quarter\",\"derivedFrom\":\"month\"}]") "}",
                  "");
}

static void what_is_put_together_is_there_and_does_not_put_together_what_it_stands_in(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {SUM("A", "\"D1\"", HALF), ""}, /* of the programme */
        {SUM("A", "", HALF), "tooShort /duties/0/consolidates"},
        {"\"code\":\"A\",\"deliverable\":\"consolidation\",\"reporters\":[" DISTRICTS "],\"schedule\":" HALF,
         "required /duties/0/consolidates"},
        {SUM("A", "", HALF) ",\"forms\":[\"FORM\"]", ""},
        {SUM("A", "\"none\",\"D1\"", HALF), "unknownCode /duties/0/consolidates/0"},
        {SUM("A", "\"D1\",\"D1\"", HALF), "duplicate /duties/0/consolidates/1"},
        {SUM("A", "\"D1\",\"A\"", HALF), "cycle /duties/0/consolidates/1"},
        {SUM("D1", "\"D1\"", HALF), "cycle /duties/0/consolidates/0"}, /* the plan's own of that code is meant */
    };
    EACH(cases);
    assert_duties("{" SUM("A", "\"B\"", HALF) "},{" SUM("B", "\"C\",\"D1\"", HALF) "},{" SUM("C", "\"A\"", HALF) "}",
                  "cycle /duties/2/consolidates/0");
    assert_duties("{" SUM("A", "\"B\",\"C\"", HALF) "},{" SUM("B", "\"C\"", HALF) "},{" SUM("C", "\"D1\"", HALF) "}",
                  ""); /* two ways to one are no circle */
}

static void a_circle_is_told_from_the_duty_down_to_itself(void **state) {
    (void)state;
    struct arena arena = {0};
    static const char circle[] = SUM("X", "\"A\"", HALF) "},{" SUM("A", "\"B\"", HALF) "},{" SUM(
        "B", "\"C\"", HALF) "},{" SUM("C", "\"A\"", HALF);
    assert_string_equal(first_argument(&arena, circle, 0), "A → B → C → A");
    arena_done(&arena);
}

/* As many as a plan can have, each above the next and the last above the first. */
static void thousands_of_duties_above_each_other_are_followed(void **state) {
    (void)state;
    enum { DUTIES = 5000 };
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    json_t *body = json_of(plan_text), *duties = json_array();
    for (int i = 0; i < DUTIES; i++)
        json_array_append_new(duties,
                              json_of(arena_format(&arena, "{" SUM("X%d", "\"X%d\"", HALF) "}", i, (i + 1) % DUTIES)));
    json_object_set_new(body, "duties", duties);
    document_check(world.snapshot, body, false, &issues);
    assert_string_equal(issues_line(&issues), "cycle /duties/4999/consolidates/0");
    json_decref(body);
    arena_done(&arena);
}

/* A programme's own duties hold in the whole country and before any agency is registered. */
static void assert_programme(const char *calendar, const char *duty, const char *wanted) {
    struct arena arena = {0};
    struct issues issues;
    struct programme programme;
    issues_init(&issues, &arena);
    struct decoding decoding = {
        .arena = &arena, .issues = &issues, .snapshot = world.snapshot, .date = day_of(2023, 6, 1)};
    char text[4096];
    snprintf(text, sizeof text, "{\"name\":{\"vi\":\"x\"},\"calendar\":\"%s\",\"duties\":[{%s}]}", calendar, duty);
    json_t *body = json_of(text);
    (void)decode_programme(&decoding, "prog", body, &programme);
    programme_check_duties(world.snapshot, &programme, decoding.date, &issues);
    assert_string_equal(issues_line(&issues), wanted);
    json_decref(body);
    arena_done(&arena);
}

static void a_programme_obliges_somebody_too(void **state) {
    (void)state;
    static const struct duty_case cases[] = {
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"level\":\"commune\"}", HALF), ""},
        {DUTY("R", "\"FORM\"", "{\"class\":\"to-come\",\"level\":\"commune\"}", HALF), ""},
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"level\":\"province\"}", HALF),
         "wrongLevel /duties/0/forms/0"},
        {DUTY("R", "\"OTHER\"", "{\"function\":\"people-committee\",\"level\":\"commune\"}", HALF),
         "inconsistent /duties/0/forms/0"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"level\":\"commune\"}", "[]"),
         "neverOwed /duties/0/schedule"},
        {DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"level\":\"commune\"}",
              "[{\"period\":\"H1\",\"due\":{\"asRegulated\":true},\"cutOff\":\"06-20\"}]"),
         "inconsistent /duties/0/schedule/0/due/asRegulated, outOfBounds /duties/0/schedule/0/cutOff"},
        {SUM("R", "\"none\"", HALF), "unknownCode /duties/0/consolidates/0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_programme("admin15", cases[i].duty, cases[i].wanted);
}

static void a_calendar_that_cannot_be_read_says_nothing_of_due_days(void **state) {
    (void)state;
    static const char due_early[] = DUTY("R", "\"FORM\"", "{\"function\":\"people-committee\",\"level\":\"commune\"}",
                                         "[{\"period\":\"H2\",\"due\":{\"by\":\"01-31\"}}]");
    assert_programme("admin15", due_early, "inconsistent /duties/0/schedule/0/due");
    assert_programme("lunar", due_early, "notOneOf /calendar");
}

/* The form is in force from the first half of 2023 on. A plan for the year may be asked for before the year. */
static void a_form_is_in_force_before_the_plan_ends(void **state) {
    (void)state;
    static const struct {
        const char *span, *wanted;
    } cases[] = {
        {"2022", "formNotInForce /duties/0/forms/0"},
        {"2022..2023", ""},
        {"2022..", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct issues issues;
        issues_init(&issues, &arena);
        json_t *body = json_of(plan_text);
        json_object_set_new(body, "span", json_string(cases[i].span));
        json_object_set_new(body, "duties", json_of("[{" DUTY("R", "\"FORM\"", COMMUNES, HALF) "}]"));
        document_check(world.snapshot, body, false, &issues);
        assert_string_equal(issues_line(&issues), cases[i].wanted);
        json_decref(body);
        arena_done(&arena);
    }
    assert_duty("\"code\":\"R\",\"deliverable\":\"plan\",\"reporters\":[" DISTRICTS
                "],\"schedule\":[{\"period\":\"year\",\"due\":{\"by\":\"12-01\",\"year\":-1}}]",
                "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_are_cut_off_inside_the_period_and_not_after_they_are_due),
        cmocka_unit_test(one_thing_wrong_with_a_due_rule_is_one_issue),
        cmocka_unit_test(as_regulated_needs_a_regulation),
        cmocka_unit_test(a_report_is_asked_of_somebody_by_a_form),
        cmocka_unit_test(one_of_the_reporters_reports_the_form),
        cmocka_unit_test(a_form_is_refused_for_the_reporter_that_comes_nearest_to_it),
        cmocka_unit_test(whom_a_duty_names_is_somebody),
        cmocka_unit_test(some_period_is_owed),
        cmocka_unit_test(what_is_put_together_is_there_and_does_not_put_together_what_it_stands_in),
        cmocka_unit_test(a_circle_is_told_from_the_duty_down_to_itself),
        cmocka_unit_test(thousands_of_duties_above_each_other_are_followed),
        cmocka_unit_test(a_programme_obliges_somebody_too),
        cmocka_unit_test(a_calendar_that_cannot_be_read_says_nothing_of_due_days),
        cmocka_unit_test(a_form_is_in_force_before_the_plan_ends),
    };
    return cmocka_run_group_tests(tests, make, end);
}
