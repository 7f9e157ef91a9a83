/* The catalogue as it comes in: listed calendars, and what is refused of programmes, indicators, agencies and holidays, each with place and reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "core/text.h"
#include "examples.h"

static struct gathered *gathered;
static struct reference *reference;

static int gather(void **state) {
    (void)state;
    gathered = calloc(1, sizeof *gathered);
    reference = examples_build(gathered, false);
    return reference ? 0 : -1;
}

static int scatter(void **state) {
    (void)state;
    reference_free(reference);
    examples_done(gathered);
    return 0;
}

/* One reading of one document. */
struct reading {
    struct arena arena;
    struct issues issues;
    struct programme programme;
    struct indicator indicator;
    struct agency agency;
    size_t holiday_count, worked_count;
};

static void read_body(struct decoding *decoding, enum reference_kind kind, const char *code, const json_t *body,
                      struct reading *reading) {
    const day_t *holidays, *worked;
    if (kind == REFERENCE_PROGRAMME)
        (void)decode_programme(decoding, code, body, &reading->programme);
    else if (kind == REFERENCE_INDICATOR)
        (void)decode_indicator(decoding, code, body, &reading->indicator);
    else if (kind == REFERENCE_AGENCY)
        (void)decode_agency(decoding, code, body, &reading->agency);
    else
        (void)decode_holidays(decoding, body, (int)strtol(code, NULL, 10), &holidays, &reading->holiday_count, &worked,
                              &reading->worked_count);
}

/* Takes over the body. */
static struct reading *read_as(bool trusted, enum reference_kind kind, const char *code, json_t *body) {
    struct reading *reading = calloc(1, sizeof *reading);
    const struct snapshot *snapshot = reference_hold(reference);
    issues_init(&reading->issues, &reading->arena);
    struct decoding decoding = {.arena = &reading->arena,
                                .issues = &reading->issues,
                                .snapshot = snapshot,
                                .date = day_of(2026, 11, 22),
                                .language = LANGUAGE_EN,
                                .trusted = trusted};
    assert_non_null(body);
    read_body(&decoding, kind, code, body, reading);
    json_decref(body);
    snapshot_release(snapshot);
    return reading;
}

static void reading_done(struct reading *reading) {
    arena_done(&reading->arena);
    free(reading);
}

static void print_issues(struct reading *reading) {
    for (const struct issue *issue = reading->issues.first; issue; issue = issue->next)
        fprintf(stderr, "  %s %s: %s\n", issue->pointer, issue_type_name(issue->type),
                issue_detail(&reading->arena, issue, LANGUAGE_EN));
}

static json_t *json_of(const char *text) {
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (!json)
        fail_msg("the test's own JSON is wrong: %s", text);
    return json;
}

/* A document that is good, with members set as the case says. */
static json_t *changed(const char *good, const char *members) {
    json_t *body = json_of(good), *change = json_of(members);
    json_object_update(body, change);
    json_decref(change);
    return body;
}

/* type ISSUE_TYPE_COUNT: nothing is wrong with it. Else the one issue. */
struct refusal {
    const char *what, *members;
    enum issue_type type;
    const char *pointer, *argument;
};
#define NOTHING ISSUE_TYPE_COUNT

static void assert_refusal(const struct refusal *refusal, enum reference_kind kind, const char *code,
                           const char *good) {
    struct reading *reading = read_as(false, kind, code, changed(good, refusal->members));
    const struct issue *issue = reading->issues.first;
    bool as_said = refusal->type == NOTHING ? issue == NULL
                                            : reading->issues.count == 1 && issue->type == refusal->type &&
                                                  text_equal(issue->pointer, refusal->pointer) &&
                                                  text_equal(issue->arguments[0], refusal->argument);
    if (!as_said) {
        print_issues(reading);
        fail_msg("%s", refusal->what);
    }
    reading_done(reading);
}

static void assert_refusals(const struct refusal *refusals, size_t count, enum reference_kind kind, const char *code,
                            const char *good) {
    for (size_t i = 0; i < count; i++)
        assert_refusal(&refusals[i], kind, code, good);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Programmes */

#define LISTED(items) "{\"calendar\":{\"listed\":[" items "]}}"
#define LISTED_ONE(code, start, end) "{\"code\":\"" code "\",\"start\":\"" start "\",\"end\":\"" end "\"}"
#define FIRST_HALF LISTED_ONE("2024-H1", "2023-09-01", "2024-01-15")

static const char programme[] = "{\"name\":{\"vi\":\"Năm học\"},\"calendar\":\"calendar\"}";

static const struct refusal programmes[] = {
    {"the calendar of the decree", "{\"calendar\":\"admin15\"}", NOTHING, NULL, NULL},
    {"halves without gap", LISTED(FIRST_HALF "," LISTED_ONE("2024-H2", "2024-01-15", "2024-06-01")), NOTHING, NULL,
     NULL},
    {"months over the turn of a year",
     LISTED(LISTED_ONE("2023-M12", "2023-11-20", "2023-12-20") "," LISTED_ONE("2024-M01", "2023-12-20", "2024-01-21")),
     NOTHING, NULL, NULL},
    {"a list may begin and end within a year", LISTED(LISTED_ONE("2024-Q4", "2024-10-01", "2025-01-01")), NOTHING, NULL,
     NULL},
    {"no such calendar", "{\"calendar\":\"lunar\"}", ISSUE_NOT_ONE_OF, "/calendar", "calendar, admin15"},
    {"a number for a calendar", "{\"calendar\":15}", ISSUE_WRONG_TYPE, "/calendar", "string"},
    {"an object without list", "{\"calendar\":{}}", ISSUE_REQUIRED, "/calendar/listed", NULL},
    {"an empty list", LISTED(""), ISSUE_REQUIRED, "/calendar/listed", NULL},
    {"a member nobody knows", "{\"calendar\":{\"listed\":[" FIRST_HALF "],\"kind\":\"half\"}}", ISSUE_UNKNOWN_MEMBER,
     "/calendar/kind", NULL},
    {"a text in the list", LISTED("\"2024-H1\""), ISSUE_WRONG_TYPE, "/calendar/listed/0", "object"},
    {"no code", LISTED("{\"start\":\"2023-09-01\",\"end\":\"2024-01-15\"}"), ISSUE_REQUIRED, "/calendar/listed/0/code",
     NULL},
    {"no end", LISTED("{\"code\":\"2024-H1\",\"start\":\"2023-09-01\"}"), ISSUE_REQUIRED, "/calendar/listed/0/end",
     NULL},
    {"a code that is none", LISTED(LISTED_ONE("2024-T1", "2023-09-01", "2024-01-15")), ISSUE_BAD_PERIOD,
     "/calendar/listed/0/code", NULL},
    {"nine months are no part of a year", LISTED(LISTED_ONE("2024-9M", "2024-01-01", "2024-10-01")), ISSUE_NOT_ONE_OF,
     "/calendar/listed/0/code", "month, quarter, half, year"},
    {"a span", LISTED(LISTED_ONE("2024..2025", "2024-01-01", "2026-01-01")), ISSUE_NOT_ONE_OF,
     "/calendar/listed/0/code", "month, quarter, half, year"},
    {"a day that does not exist", LISTED(LISTED_ONE("2024-H1", "2023-02-29", "2024-01-15")), ISSUE_BAD_DATE,
     "/calendar/listed/0/start", NULL},
    {"an end before the start", LISTED(LISTED_ONE("2024-H1", "2024-01-15", "2023-09-01")), ISSUE_INCONSISTENT,
     "/calendar/listed/0/end", "start < end"},
    {"no day at all", LISTED(LISTED_ONE("2024-H1", "2024-01-15", "2024-01-15")), ISSUE_INCONSISTENT,
     "/calendar/listed/0/end", "start < end"},
    {"a year mistyped in the end", LISTED(LISTED_ONE("2024-H1", "2023-09-01", "2042-01-15")), ISSUE_OUT_OF_BOUNDS,
     "/calendar/listed/0/end", "2023-01-01"},
    {"a year mistyped in the start", LISTED(LISTED_ONE("2024-H1", "2022-12-31", "2024-01-15")), ISSUE_OUT_OF_BOUNDS,
     "/calendar/listed/0/start", "2023-01-01"},
    {"days before any year there is", LISTED(LISTED_ONE("1945-H1", "1944-09-01", "1945-01-15")), ISSUE_OUT_OF_BOUNDS,
     "/calendar/listed/0/start", "1945-01-01"},
    {"a gap", LISTED(FIRST_HALF "," LISTED_ONE("2024-H2", "2024-01-16", "2024-06-01")), ISSUE_INCONSISTENT,
     "/calendar/listed/1/start", "2024-01-15"},
    {"an overlap", LISTED(FIRST_HALF "," LISTED_ONE("2024-H2", "2024-01-14", "2024-06-01")), ISSUE_OVERLAP,
     "/calendar/listed/1/start", "2024-H1"},
    {"the later one first", LISTED(LISTED_ONE("2024-H2", "2024-01-15", "2024-06-01") "," FIRST_HALF),
     ISSUE_INCONSISTENT, "/calendar/listed/1/code", "2025-H1"},
    {"one left out", LISTED(FIRST_HALF "," LISTED_ONE("2025-H1", "2024-01-15", "2024-06-01")), ISSUE_INCONSISTENT,
     "/calendar/listed/1/code", "2024-H2"},
    {"the same twice", LISTED(FIRST_HALF "," FIRST_HALF), ISSUE_INCONSISTENT, "/calendar/listed/1/code", "2024-H2"},
    {"a quarter among halves", LISTED(FIRST_HALF "," LISTED_ONE("2024-Q3", "2024-01-15", "2024-06-01")),
     ISSUE_INCONSISTENT, "/calendar/listed/1/code", "2024-H2"},
    {"a list that is none, with duties",
     "{\"calendar\":{\"listed\":[]},\"duties\":[{\"code\":\"D\",\"deliverable\":\"plan\",\"reporters\":[{"
     "\"function\":\"police\"}],\"schedule\":[{\"period\":\"month\"}]}]}",
     ISSUE_REQUIRED, "/calendar/listed", NULL},
    {"as regulated is regulated by itself", "{\"regulatedDue\":{\"asRegulated\":true}}", ISSUE_CYCLE,
     "/regulatedDue/asRegulated", "regulatedDue"},
    {"two working days after the cut-off", "{\"regulatedDue\":{\"workingDaysAfterCutOff\":2}}", NOTHING, NULL, NULL},
    {"a month where halves are listed",
     "{\"calendar\":{\"listed\":[" FIRST_HALF
     "]},\"duties\":[{\"code\":\"D\",\"deliverable\":\"plan\",\"reporters\":[{\"function\":\"police\"}],"
     "\"schedule\":[{\"period\":\"half\"},{\"period\":\"year\"},{\"period\":\"month\"}]}]}",
     ISSUE_NEVER_OWED, "/duties/0/schedule/2/period", "month"},
};

static void a_programme_is_refused_with_place_and_reason(void **state) {
    (void)state;
    assert_refusals(programmes, COUNT(programmes), REFERENCE_PROGRAMME, "school", programme);
}

static void everything_wrong_with_a_list_is_told_at_once(void **state) {
    (void)state;
    struct reading *reading =
        read_as(false, REFERENCE_PROGRAMME, "school",
                changed(programme,
                        LISTED(FIRST_HALF "," LISTED_ONE("2024-H2", "2024-02-01", "2024-06-01") "," LISTED_ONE(
                            "2025-H1", "2024-05-01", "2024-09-01") "," LISTED_ONE("x", "2024-09-01", "2024-10-32"))));
    assert_int_equal(reading->issues.count, 4);
    reading_done(reading);
}

static json_t *list_of_months(size_t count) {
    struct period month;
    char start[DAY_TEXT_SIZE], end[DAY_TEXT_SIZE];
    json_t *listed = json_array();
    assert_true(period_make(PERIOD_MONTH, 1950, 1, &calendar_plain, &month));
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(listed, json_pack("{s:s, s:s, s:s}", "code", month.code, "start",
                                                day_format(month.start, start), "end", day_format(month.end, end)));
        assert_true(period_next(&month, &calendar_plain, &month));
    }
    return json_pack("{s:{s:s}, s:{s:o}}", "name", "vi", "x", "calendar", "listed", listed);
}

static void a_list_has_a_length_at_most(void **state) {
    (void)state;
    struct reading *longest = read_as(false, REFERENCE_PROGRAMME, "school", list_of_months(LISTED_PERIODS_MAX));
    assert_int_equal(longest->issues.count, 0);
    assert_int_equal(longest->programme.calendar->count, LISTED_PERIODS_MAX);
    struct period month;
    assert_true(period_parse("2049-M12", longest->programme.calendar, &month));
    assert_int_equal(month.end, day_of(2050, 1, 1));
    reading_done(longest);
    struct reading *longer = read_as(false, REFERENCE_PROGRAMME, "school", list_of_months(LISTED_PERIODS_MAX + 1));
    assert_int_equal(longer->issues.first->type, ISSUE_TOO_MANY);
    reading_done(longer);
}

/* ---- The published record: the services that read it see the same periods, as long as they hold the snapshot */

static const struct test_row {
    enum reference_kind kind;
    const char *id, *value;
} school_rows[] = {
    {REFERENCE_PROGRAMME, "odd",
     "{\"code\":\"odd\",\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"x\"},\"calendar\":{\"listed\":["
     "{\"code\":\"2024-H1\",\"start\":\"2024-01-01\",\"end\":\"2024-06-01\"},"
     "{\"code\":\"2024-H2\",\"start\":\"2024-07-01\",\"end\":\"2025-01-01\"}]}}}"},
    {REFERENCE_PROGRAMME, "school",
     "{\"code\":\"school\",\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"x\"},\"calendar\":{\"listed\":["
     "{\"code\":\"2024-H1\",\"start\":\"2023-09-01\",\"end\":\"2024-01-15\"},"
     "{\"code\":\"2024-H2\",\"start\":\"2024-01-15\",\"end\":\"2024-09-01\"},"
     "{\"code\":\"2025-H1\",\"start\":\"2024-09-01\",\"end\":\"2025-01-15\"}]},\"duties\":[{\"code\":\"D\",\"forms\":["
     "\"F\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":\"nation\"}],\"schedule\":[{\"period\":"
     "\"half\","
     "\"due\":{\"by\":\"01-31\"}},{\"period\":\"year\"}]}]}}"},
    {REFERENCE_FORM, "F",
     "{\"code\":\"F\",\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{\"programme\":\"school\",\"title\":{"
     "\"vi\":\"Biểu\"},\"from\":\"2024-H1\",\"levels\":[\"nation\"],\"narratives\":[{\"code\":\"n\",\"title\":{\"vi\":"
     "\"x\"}}]}]}"},
};

static bool each_school_row(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    (void)context;
    (void)fail;
    for (size_t i = 0; i < COUNT(school_rows); i++)
        if (school_rows[i].kind == kind)
            take(taker, school_rows[i].id, school_rows[i].value, strlen(school_rows[i].value));
    return true;
}

static void expect_owed(const struct snapshot *snapshot, const char *code, const char *first, const char *due_at) {
    const struct form *form = snapshot_form(snapshot, "F");
    struct arena arena = {0};
    struct period period;
    char text[MOMENT_TEXT_SIZE];
    assert_true(snapshot_period(snapshot, form, code, &period));
    assert_string_equal(day_format(period.start, text), first);
    const struct obligation_list *list = snapshot_obligations(snapshot, form, &period, &arena);
    assert_int_equal(list->count, 1);
    moment_t due = list->obligations[0].due_at;
    assert_string_equal(due == MOMENT_NONE ? "never" : moment_format(due, text), due_at);
    arena_done(&arena);
}

static void a_published_list_lives_as_long_as_its_snapshot(void **state) {
    (void)state;
    struct record_source source = {each_school_row, NULL};
    struct reference *school = reference_new();
    struct fail fail;
    struct period period;
    uint32_t unreadable = 0;
    assert_true(reference_build(school, &source, 1, true, &unreadable, &fail));
    const struct snapshot *held = reference_hold(school);
    assert_true(reference_build(school, &source, 2, true, &unreadable, &fail));
    assert_int_equal(unreadable, 1); /* the one with a gap: nothing guesses its periods */
    reference_free(school);
    assert_null(snapshot_programme(held, "odd"));
    expect_owed(held, "2024-H1", "2023-09-01", "2024-01-31T17:00:00Z");
    expect_owed(held, "2025-H1", "2024-09-01", "2025-01-31T17:00:00Z");
    expect_owed(held, "2024", "2023-09-01", "never");
    assert_false(snapshot_period(held, snapshot_form(held, "F"), "2025", &period));
    assert_false(snapshot_period(held, snapshot_form(held, "F"), "2024-Q1", &period));
    snapshot_release(held);
}

/* ---- Indicators */

static const char indicator[] = "{\"programme\":\"pcmd\",\"name\":{\"vi\":\"x\"},\"unitOfMeasure\":\"person\","
                                "\"nature\":\"flow\",\"overUnits\":\"sum\",\"overPeriods\":\"sum\"}";

static const struct refusal indicators[] = {
    {"a flow without bounds", "{}", NOTHING, NULL, NULL},
    {"bounds that meet", "{\"min\":\"2.50\",\"max\":\"2.50\",\"decimals\":2}", NOTHING, NULL, NULL},
    {"a least above the most", "{\"min\":5,\"max\":4}", ISSUE_INCONSISTENT, "/max", "min ≤ max"},
    {"the same with decimals", "{\"min\":\"0.51\",\"max\":\"0.50\",\"decimals\":2}", ISSUE_INCONSISTENT, "/max",
     "min ≤ max"},
    {"a bound more precise than the figures", "{\"max\":\"0.5\"}", ISSUE_TOO_PRECISE, "/max", "0"},
    {"a bound beyond what a figure may be", "{\"max\":\"1000000000000000000\"}", ISSUE_OUT_OF_BOUNDS, "/max",
     "-999999999999999999"},
    {"a bound with leading zeros", "{\"min\":\"007\"}", ISSUE_NOT_A_NUMBER, "/min", NULL},
    {"an unknown programme", "{\"programme\":\"none\"}", ISSUE_UNKNOWN_PROGRAMME, "/programme", "none"},

    {"a stock is the last one's", "{\"nature\":\"stock\",\"overPeriods\":\"last\"}", NOTHING, NULL, NULL},
    {"or the greatest", "{\"nature\":\"stock\",\"overPeriods\":\"max\"}", NOTHING, NULL, NULL},
    {"a stock that is added over periods", "{\"nature\":\"stock\"}", ISSUE_INCONSISTENT, "/overPeriods",
     "nature stock: overPeriods first | last | none | min | max"},

    {"persons reached", "{\"nature\":\"distinct\",\"overPeriods\":\"none\"}", NOTHING, NULL, NULL},
    {"persons reached are not added", "{\"nature\":\"distinct\"}", ISSUE_INCONSISTENT, "/overPeriods",
     "nature distinct: overPeriods none"},
    {"nor are those of the last period those of the year", "{\"nature\":\"distinct\",\"overPeriods\":\"last\"}",
     ISSUE_INCONSISTENT, "/overPeriods", "nature distinct: overPeriods none"},
    {"nor the most of any", "{\"nature\":\"distinct\",\"overPeriods\":\"max\"}", ISSUE_INCONSISTENT, "/overPeriods",
     "nature distinct: overPeriods none"},

    {"yes in any period is yes", "{\"nature\":\"yesNo\",\"overPeriods\":\"max\"}", NOTHING, NULL, NULL},
    {"yes or no by its bounds", "{\"nature\":\"yesNo\",\"overPeriods\":\"last\",\"min\":0,\"max\":\"1\"}", NOTHING,
     NULL, NULL},
    {"a yes per period makes two of one unit", "{\"nature\":\"yesNo\"}", ISSUE_INCONSISTENT, "/overPeriods",
     "nature yesNo: overPeriods first | last | none | min | max"},
    {"yes is one, not two", "{\"nature\":\"yesNo\",\"overPeriods\":\"max\",\"max\":2}", ISSUE_INCONSISTENT, "/max",
     "nature yesNo: max 1"},
    {"nobody may only say yes", "{\"nature\":\"yesNo\",\"overPeriods\":\"max\",\"min\":1}", ISSUE_INCONSISTENT, "/min",
     "nature yesNo: min 0"},
    {"half a yes", "{\"nature\":\"yesNo\",\"overPeriods\":\"max\",\"decimals\":1}", ISSUE_INCONSISTENT, "/decimals",
     "nature yesNo: decimals 0"},
};

static void an_indicator_is_refused_with_place_and_reason(void **state) {
    (void)state;
    assert_refusals(indicators, COUNT(indicators), REFERENCE_INDICATOR, "served", indicator);
}

/* ---- Agencies: Tân Châu was a district until 2025-07-01; the Tuyên Quang of today began that day; 706-labour is registered */

static const char agency[] = "{\"name\":{\"vi\":\"x\"},\"unit\":\"706@2012-01-01\",\"function\":\"forestry\"}";

static const struct refusal agencies[] = {
    {"as long as its unit", "{}", NOTHING, NULL, NULL},
    {"exactly as long as its unit", "{\"validFrom\":\"2012-01-01\",\"validUntil\":\"2025-07-01\"}", NOTHING, NULL,
     NULL},
    {"the first day of the known history is none of a unit", "{\"validFrom\":\"1976-07-02\"}", NOTHING, NULL, NULL},
    {"outlives its unit", "{\"validUntil\":\"2025-07-02\"}", ISSUE_OUT_OF_BOUNDS, "/validUntil", "…"},
    {"begins when its unit has ended", "{\"validFrom\":\"2025-07-01\"}", ISSUE_OUT_OF_BOUNDS, "/validFrom", "…"},
    {"begins before its unit", "{\"unit\":\"08@2025-07-01\",\"validFrom\":\"2025-06-30\"}", ISSUE_OUT_OF_BOUNDS,
     "/validFrom", "2025-07-01"},
    {"begins with its unit", "{\"unit\":\"08@2025-07-01\",\"validFrom\":\"2025-07-01\"}", NOTHING, NULL, NULL},
    {"ends before its unit begins", "{\"unit\":\"08@2025-07-01\",\"validUntil\":\"2025-07-01\"}", ISSUE_OUT_OF_BOUNDS,
     "/validUntil", "2025-07-02"},
    {"the day it ends is the day it begins", "{\"validFrom\":\"2020-01-01\",\"validUntil\":\"2020-01-01\"}",
     ISSUE_INCONSISTENT, "/validUntil", "validFrom < validUntil"},
    {"ends before it begins", "{\"validFrom\":\"2020-01-01\",\"validUntil\":\"2019-01-01\"}", ISSUE_INCONSISTENT,
     "/validUntil", "validFrom < validUntil"},
    {"a day that does not exist is told once", "{\"validUntil\":\"2025-02-29\"}", ISSUE_BAD_DATE, "/validUntil", NULL},
    {"a committee every unit has", "{\"function\":\"people-committee\"}", ISSUE_IMPLIED_AGENCY, "/function",
     "people-committee"},
    {"police every unit has", "{\"function\":\"police\"}", ISSUE_IMPLIED_AGENCY, "/function", "police"},
    {"its function is another's code", "{\"function\":\"706-labour\"}", ISSUE_INCONSISTENT, "/function",
     "706-labour: labour"},
    {"no such unit", "{\"unit\":\"99999\"}", ISSUE_UNKNOWN_UNIT, "/unit", "99999"},
    {"no unit", "{\"unit\":null}", ISSUE_REQUIRED, "/unit", NULL},
    {"no function", "{\"function\":null}", ISSUE_REQUIRED, "/function", NULL},
    {"a code that is no unit's today", "{\"unit\":\"706\"}", ISSUE_UNIT_NOT_VALID, "/unit", "706"},
    {"but was on its first day", "{\"unit\":\"706\",\"validFrom\":\"2020-01-01\"}", NOTHING, NULL, NULL},
};

static void an_agency_is_refused_with_place_and_reason(void **state) {
    (void)state;
    static const struct refusal hidden = {"never found: police is implied", "{}", ISSUE_IMPLIED_AGENCY, "code",
                                          "police"};
    static const struct refusal hiding = {"whoever names labour would mean it", "{}", ISSUE_INCONSISTENT, "/function",
                                          "706-labour: labour"};
    assert_refusals(agencies, COUNT(agencies), REFERENCE_AGENCY, "706-forestry", agency);
    assert_refusal(&hidden, REFERENCE_AGENCY, "police", agency);
    assert_refusal(&hiding, REFERENCE_AGENCY, "labour", agency);
}

/* ---- Holidays: 2024-05-04 and 2024-05-11 are Saturdays, the 5th is a Sunday, the 6th a Monday */

static const struct refusal holidays[] = {
    {"a Saturday worked for a Monday off",
     "{\"holidays\":[{\"date\":\"2024-04-29\"}],\"workingDays\":[{\"date\":"
     "\"2024-05-04\"}]}",
     NOTHING, NULL, NULL},
    {"a holiday may fall on a Sunday", "{\"holidays\":[{\"date\":\"2024-05-05\"}]}", NOTHING, NULL, NULL},
    {"a holiday twice",
     "{\"holidays\":[{\"date\":\"2024-05-01\"},{\"date\":\"2024-04-30\"},{\"date\":\"2024-05-01\"}]}", ISSUE_DUPLICATE,
     "/holidays/2/date", "2024-05-01"},
    {"a working day twice", "{\"workingDays\":[{\"date\":\"2024-05-04\"},{\"date\":\"2024-05-04\"}]}", ISSUE_DUPLICATE,
     "/workingDays/1/date", "2024-05-04"},
    {"off and worked",
     "{\"holidays\":[{\"date\":\"2024-05-11\"}],\"workingDays\":[{\"date\":\"2024-05-04\"},{\"date\":"
     "\"2024-05-11\"}]}",
     ISSUE_INCONSISTENT, "/workingDays/1/date", "holidays"},
    {"a Monday is worked anyway", "{\"workingDays\":[{\"date\":\"2024-05-06\"}]}", ISSUE_INCONSISTENT,
     "/workingDays/0/date", "Saturday | Sunday"},
    {"a Friday too", "{\"workingDays\":[{\"date\":\"2024-05-03\"}]}", ISSUE_INCONSISTENT, "/workingDays/0/date",
     "Saturday | Sunday"},
    {"a day of another year", "{\"holidays\":[{\"date\":\"2025-01-01\"}]}", ISSUE_INCONSISTENT, "/holidays/0/date",
     "2024"},
    {"a day that does not exist", "{\"holidays\":[{\"date\":\"2024-02-30\"}]}", ISSUE_BAD_DATE, "/holidays/0/date",
     NULL},
};

static void holidays_are_refused_with_place_and_reason(void **state) {
    (void)state;
    assert_refusals(holidays, COUNT(holidays), REFERENCE_HOLIDAYS, "2024", "{}");
}

/* ---- What is good, and what came in before a rule was there */

static void assert_good(enum reference_kind kind, const char *code, json_t *body) {
    json_object_del(body, "code");
    struct reading *reading = read_as(false, kind, code, body);
    if (reading->issues.count > 0) {
        print_issues(reading);
        fail_msg("%s of the example is refused", code);
    }
    reading_done(reading);
}

static void assert_all_good(enum reference_kind kind, const char *file) {
    json_t *list = example(file), *item;
    size_t index;
    json_array_foreach(list, index, item) {
        char code[128];
        text_copy(code, sizeof code, json_string_value(json_object_get(item, "code")));
        assert_good(kind, code, json_incref(item));
    }
    json_decref(list);
}

static void the_whole_example_comes_in(void **state) {
    (void)state;
    assert_good(REFERENCE_PROGRAMME, "pcmd", example("programme.json"));
    assert_all_good(REFERENCE_INDICATOR, "indicators.json");
    assert_all_good(REFERENCE_AGENCY, "agencies.json");
    for (int year = 2022; year <= 2026; year++) {
        char file[64], code[16];
        snprintf(file, sizeof file, "holidays/%d.json", year);
        snprintf(code, sizeof code, "%d", year);
        assert_good(REFERENCE_HOLIDAYS, code, example(file));
    }
}

/* A stored document that today's rules would refuse is still there: whoever reads it must not lose it. */
static void a_stored_document_is_read_as_it_was_taken_in(void **state) {
    (void)state;
    static const struct {
        enum reference_kind kind;
        const char *good, *members;
    } stored[] = {
        {REFERENCE_PROGRAMME, programme, "{\"regulatedDue\":{\"asRegulated\":true}}"},
        {REFERENCE_INDICATOR, indicator, "{\"nature\":\"stock\"}"},
        {REFERENCE_INDICATOR, indicator, "{\"nature\":\"distinct\",\"overPeriods\":\"last\"}"},
        {REFERENCE_INDICATOR, indicator, "{\"nature\":\"yesNo\",\"max\":2}"},
        {REFERENCE_INDICATOR, indicator, "{\"min\":2,\"max\":1}"},
        {REFERENCE_AGENCY, agency, "{\"validUntil\":\"2030-01-01\",\"function\":\"police\"}"},
        {REFERENCE_HOLIDAYS, "{}",
         "{\"holidays\":[{\"date\":\"2024-05-06\"}],\"workingDays\":[{\"date\":\"2024-05-06\"}]}"},
    };
    for (size_t i = 0; i < COUNT(stored); i++) {
        struct reading *reading = read_as(true, stored[i].kind, "2024", changed(stored[i].good, stored[i].members));
        if (reading->issues.count > 0) {
            print_issues(reading);
            fail_msg("%s", stored[i].members);
        }
        reading_done(reading);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_programme_is_refused_with_place_and_reason),
        cmocka_unit_test(everything_wrong_with_a_list_is_told_at_once),
        cmocka_unit_test(a_list_has_a_length_at_most),
        cmocka_unit_test(a_published_list_lives_as_long_as_its_snapshot),
        cmocka_unit_test(an_indicator_is_refused_with_place_and_reason),
        cmocka_unit_test(an_agency_is_refused_with_place_and_reason),
        cmocka_unit_test(holidays_are_refused_with_place_and_reason),
        cmocka_unit_test(the_whole_example_comes_in),
        cmocka_unit_test(a_stored_document_is_read_as_it_was_taken_in),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
