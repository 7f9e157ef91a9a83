/* Reports as they come in: everything wrong is told at once, and what is right becomes figures, a due moment and a receipt. */
#include "paper.h"

#include "core/text.h"
#include "warning.h"

static void figures_are_kept_in_form_order_and_fixed_point(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report report = paper_report(&paper, "00001", "'stock':3,'area':'1.5','people':'12'", "");
    assert_int_equal(report.cell_count, 3);
    assert_int_equal(report.cells[0], 12);
    assert_int_equal(report.cells[1], 150);
    assert_int_equal(report.cells[2], 3);
    assert_string_equal(report.key.unit, "00001@2012-01-01");
    assert_string_equal(report.key.period, "2023-H1");
    assert_int_equal(report.key.period_year, 2023);
    assert_int_equal(report.start, day_of(2022, 12, 15));
    assert_int_equal(report.end, day_of(2023, 6, 15));
    paper_end(&paper);
}

/* One row: what is sent, and the only thing that is wrong with it. */
struct wrong {
    const char *document;
    enum issue_type type;
    const char *pointer;
};

#define HEAD "'form':'PAPER','unit':'00001','agency':'people-committee','period':'2023-H1'"
#define GOOD "'people':5,'stock':5"

static const struct wrong wrongs[] = {
    {"{'form':'NONE','unit':'00001','agency':'people-committee','period':'2023-H1'}", ISSUE_UNKNOWN_FORM, "/form"},
    {"{'form':'PAPER','unit':'00001','agency':'people-committee','period':'2023-H3','values':{}}", ISSUE_BAD_PERIOD,
     "/period"},
    {"{'form':'PAPER','unit':'00001','agency':'people-committee','period':'2022-H2'}", ISSUE_FORM_NOT_IN_FORCE,
     "/period"},
    {"{'form':'PAPER','unit':'00001','agency':'people-committee','period':'2023-H2','values':{" GOOD "}}",
     ISSUE_PERIOD_NOT_BEGUN, "/period"},
    {"{'form':'PAPER','unit':'99999','agency':'people-committee','period':'2023-H1','values':{" GOOD "}}",
     ISSUE_UNKNOWN_UNIT, "/unit"},
    {"{'form':'PAPER','unit':'00001','agency':'people-committee','period':'2025-H2','state':'draft','values':{" GOOD
     "}}",
     ISSUE_UNIT_NOT_VALID, "/unit"},
    {"{'form':'PAPER','unit':'001','agency':'people-committee','period':'2023-H1','values':{" GOOD "}}",
     ISSUE_WRONG_LEVEL, "/unit"},
    {"{'form':'PAPER','unit':'00001','agency':'police','period':'2023-H1','values':{" GOOD "}}", ISSUE_WRONG_FUNCTION,
     "/agency"},
    {"{'form':'PAPER','unit':'00001','agency':'labour','period':'2023-H1','values':{" GOOD "}}", ISSUE_UNKNOWN_AGENCY,
     "/agency"},
    {"{" HEAD ",'values':{" GOOD "},'colour':1}", ISSUE_UNKNOWN_MEMBER, "/colour"},
    {"{" HEAD ",'state':'draft','values':[]}", ISSUE_WRONG_TYPE, "/values"},
    {"{" HEAD ",'values':{" GOOD ",'none':1}}", ISSUE_UNKNOWN_CELL, "/values/none"},
    {"{" HEAD ",'values':{'people':5.5,'stock':1}}", ISSUE_REAL_NUMBER, "/values/people"},
    {"{" HEAD ",'values':{'people':'5x','stock':1}}", ISSUE_NOT_A_NUMBER, "/values/people"},
    {"{" HEAD ",'values':{" GOOD ",'area':'1.234'}}", ISSUE_TOO_PRECISE, "/values/area"},
    {"{" HEAD ",'values':{" GOOD ",'area':'100.01'}}", ISSUE_OUT_OF_BOUNDS, "/values/area"},
    {"{" HEAD ",'values':{'people':9999999999999999999,'stock':1}}", ISSUE_SYNTAX, NULL},
    {"{" HEAD ",'values':{'people':5}}", ISSUE_MISSING_VALUE, "/values/stock"},
    {"{" HEAD ",'values':{" GOOD "},'notAvailable':{'stock':'lost'}}", ISSUE_BOTH_GIVEN, "/notAvailable/stock"},
    {"{" HEAD ",'values':{" GOOD "},'narratives':{'joys':'x'}}", ISSUE_UNKNOWN_CODE, "/narratives/joys"},
    {"{" HEAD ",'values':{" GOOD "},'narratives':{'difficulties':'gọi số 0912345678'}}", ISSUE_PERSONAL_DATA,
     "/narratives/difficulties"},
    {"{" HEAD ",'values':{" GOOD "},'reason':'gọi số 0912345678'}", ISSUE_PERSONAL_DATA, "/reason"},
    {"{" HEAD ",'values':{" GOOD "},'act':{'colour':'x'}}", ISSUE_UNKNOWN_MEMBER, "/act/colour"},
    {"{" HEAD ",'values':{" GOOD "},'act':{'number':'038085012345'}}", ISSUE_PERSONAL_DATA, "/act/number"},
    {"{" HEAD ",'values':{" GOOD "},'act':{'symbol':'BC 0912345678'}}", ISSUE_PERSONAL_DATA, "/act/symbol"},
    {"{" HEAD ",'values':{" GOOD "},'act':{'symbolAsWritten':'BC 0912345678'}}", ISSUE_PERSONAL_DATA,
     "/act/symbolAsWritten"},
    {"{" HEAD ",'nil':true,'values':{'people':1,'stock':1}}", ISSUE_INCONSISTENT, "/values/people"},
    {"{" HEAD ",'nil':true}", ISSUE_MISSING_VALUE, "/values/stock"},
    {"{'form':'STOCK','unit':'00001','agency':'people-committee','period':'2022-H2','nil':true,'values':{'pending':4,'"
     "overdue':0}}",
     ISSUE_MISSING_VALUE, "/values/carriedIn"}, /* what was there at the start is there, whatever happened */
    {"{" HEAD ",'values':{" GOOD "},'version':1}", ISSUE_UNKNOWN_MEMBER, "/version"},
    {"{'form':'PAPER','unit':'00001','agency':'people-committee','period':{'code':'2023-H1'},'values':{}}",
     ISSUE_WRONG_TYPE, "/period"},
    {"{" HEAD ",'values':{" GOOD "},'dataUntil':'2022-12-14'}", ISSUE_OUT_OF_BOUNDS, "/dataUntil"},
    {"{" HEAD ",'values':{" GOOD "},'dataUntil':'2023-06-15'}", ISSUE_OUT_OF_BOUNDS, "/dataUntil"},
    {"{" HEAD ",'state':'draft','dataUntil':'2023-06-15'}", ISSUE_OUT_OF_BOUNDS, "/dataUntil"},
    {"{" HEAD ",'state':'accepted','values':{" GOOD "}}", ISSUE_NOT_ONE_OF, "/state"},
};

static void each_wrong_is_told_once_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct paper paper;
        struct entry entry;
        paper_begin(&paper);
        char *document = arena_text(&paper.arena, wrongs[i].document);
        for (char *c = document; *c; c++)
            *c = *c == '\'' ? '"' : *c;
        AUTO_JSON *json = json_read(document, strlen(document), &paper.issues);
        if (json) {
            entry_read(&paper.setting, json, &entry, &paper.issues);
            entry_check(&paper.setting, &entry, &paper.issues);
        }
        if (paper.issues.count != 1 || paper.issues.first->type != wrongs[i].type)
            fail_msg("%s: %u issues, the first %s at %s", wrongs[i].document, paper.issues.count,
                     paper.issues.first ? issue_type_name(paper.issues.first->type) : "-",
                     paper.issues.first ? paper.issues.first->pointer : "-");
        if (wrongs[i].pointer)
            assert_string_equal(paper.issues.first->pointer, wrongs[i].pointer);
        paper_end(&paper);
    }
}

static void a_unit_outside_the_roots_is_forbidden(void **state) {
    (void)state;
    struct paper paper;
    struct entry entry;
    paper_begin(&paper);
    AUTO_JSON *json = paper_read(
        &paper, "{'form':'PAPER','unit':'00688','agency':'people-committee','period':'2023-H1','values':{" GOOD "}}",
        &entry);
    assert_true(entry.forbidden);
    paper_end(&paper);
}

/* The plan of Hà Nội: before 15 June local time, which is 14 June 17:00 UTC. FORM is owed, PAPER is not. */
static void the_due_moment_decides_what_is_late(void **state) {
    (void)state;
    struct paper paper;
    struct entry entry;
    struct report report;
    paper_begin(&paper);
    const char *document =
        "{'form':'FORM','unit':'00001','agency':'people-committee','period':'2023-H1','values':{'people':1}}";
    AUTO_JSON *json = paper_read(&paper, document, &entry);
    entry_make(&paper.setting, &entry, &report);
    assert_int_equal(report.due, moment_of_day(day_of(2023, 6, 15), 7 * 3600));
    assert_int_equal(report.timeliness, TIMELINESS_ON_TIME);
    paper.setting.now += 60 * MOMENT_SECOND;
    entry_make(&paper.setting, &entry, &report);
    assert_int_equal(report.timeliness, TIMELINESS_LATE);
    struct report extra = paper_report(&paper, "00001", GOOD, "");
    assert_int_equal(extra.due, MOMENT_NONE);
    assert_int_equal(extra.timeliness, TIMELINESS_NOT_DUE);
    paper_end(&paper);
}

static void a_draft_may_be_incomplete_and_is_not_submitted(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report report = paper_report(&paper, "00001", "", ",'state':'draft'");
    assert_int_equal(report.state, REPORT_DRAFT);
    assert_int_equal(report.submitted, MOMENT_NONE);
    assert_int_equal(report.cells[0], QUANTITY_MISSING);
    paper_end(&paper);
}

static void nothing_happened_is_zero_but_for_stocks(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report report = paper_report(&paper, "00001", "'stock':7", ",'nil':true");
    assert_int_equal(report.cells[0], 0);
    assert_int_equal(report.cells[1], 0);
    assert_int_equal(report.cells[2], 7);
    paper_end(&paper);
}

/* What is doubtful about a document, as types in their order; nothing may be wrong with it. */
static const char *doubts(struct paper *paper, const char *document) {
    struct entry entry;
    AUTO_JSON *json = paper_read(paper, document, &entry);
    const char *types = "";
    assert_int_equal(paper->issues.count, 0);
    for (const struct issue *warning = entry.warnings.first; warning; warning = warning->next)
        types = arena_format(&paper->arena, "%s%s%s", types, *types ? " " : "", issue_type_name(warning->type));
    return types;
}

#define OWED "{'form':'FORM','unit':'00001','agency':'people-committee','period':'2023-H1','values':{'people':1}"

static const struct {
    const char *document, *today, *doubts;
} doubtful[] = {
    {OWED "}", "2023-06-14", ""}, /* the last day of the half-year */
    {OWED "}", "2023-06-13", "periodNotOver"},
    {OWED ",'estimated':true}", "2023-06-13", ""},
    {OWED ",'dataUntil':'2023-05-31'}", "2023-06-13", ""},
    {OWED ",'dataUntil':'2022-12-15'}", "2023-06-13", ""},
    {OWED ",'dataUntil':'2023-06-14'}", "2023-06-30", ""},
    {OWED ",'state':'draft','dataUntil':'2023-06-13'}", "2023-06-13", ""},
    {OWED ",'state':'draft','dataUntil':'2023-06-14'}", "2023-06-13", "outOfBounds"},
    {OWED ",'state':'draft'}", "2022-12-14", "periodNotBegun"},
    {OWED ",'state':'draft','dataUntil':'2022-12-31'}", "2022-12-14", "periodNotBegun"},
    {OWED "}", "2022-12-15", "periodNotOver"},
    {"{" HEAD ",'values':{" GOOD "}}", "2023-06-14", "notOwed"},
    {"{" HEAD ",'values':{'people':4,'stock':5}}", "2023-06-14", "ruleBroken notOwed"},
};

static void what_does_not_stand_in_the_way_is_a_warning(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++) {
        struct paper paper;
        paper_begin(&paper);
        assert_true(day_parse(doubtful[i].today, &paper.setting.today));
        const char *found = doubts(&paper, doubtful[i].document);
        if (strcmp(found, doubtful[i].doubts) != 0)
            fail_msg("%s on %s: %s", doubtful[i].document, doubtful[i].today, found);
        paper_end(&paper);
    }
}

/* What is handed in knows no figures of tomorrow, whichever day the period ends on. */
static void figures_reach_no_further_than_today(void **state) {
    static const struct {
        const char *until, *told;
    } days[] = {{"2023-06-13", NULL},
                {"2023-06-14", "Must be between 2022-12-15 and 2023-06-13"},
                {"2023-06-15", "Must be between 2022-12-15 and 2023-06-13"},
                {"2022-12-14", "Must be between 2022-12-15 and 2023-06-13"}};
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct paper paper;
        struct entry entry;
        paper_begin(&paper);
        assert_true(day_parse("2023-06-13", &paper.setting.today));
        const char *document = arena_format(&paper.arena, OWED ",'dataUntil':'%s'}", days[i].until);
        AUTO_JSON *json = paper_read(&paper, document, &entry);
        const struct issue *found = paper.issues.first;
        if (days[i].told)
            assert_string_equal(issue_detail(&paper.arena, found, LANGUAGE_EN), days[i].told);
        else
            assert_null(found);
        paper_end(&paper);
    }
}

static const char *shown(struct paper *paper, const struct report *report, enum language language) {
    const struct form_version *version = report_form_version(paper->snapshot, report);
    struct issues warnings;
    const char *text = "";
    issues_init(&warnings, &paper->arena);
    warnings_read(report->warnings, version, language, &warnings);
    for (const struct issue *warning = warnings.first; warning; warning = warning->next)
        text = arena_format(&paper->arena, "%s%s %s\n", text, warning->pointer,
                            issue_detail(&paper->arena, warning, language));
    return text;
}

/* The rule's message is "ít" or "few"; it was found by somebody who reads English. */
static void warnings_are_kept_and_told_in_the_readers_language(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report report = paper_report(&paper, "00001", "'people':4,'stock':5", "");
    assert_string_equal(shown(&paper, &report, LANGUAGE_EN),
                        "/values/people Rule R1: few\n"
                        "/agency 00001/people-committee does not owe form PAPER for 2023-H1\n");
    assert_string_equal(shown(&paper, &report, LANGUAGE_VI),
                        "/values/people Quy tắc R1: ít\n"
                        "/agency 00001/people-committee không phải báo cáo biểu PAPER kỳ 2023-H1\n");
    report.warnings = "[{\"type\":\"ruleBroken\",\"pointer\":\"/values/people\",\"arguments\":[\"R9\",\"gone\"]},"
                      "{\"type\":\"ofTomorrow\",\"pointer\":\"\",\"arguments\":[]}]";
    assert_string_equal(shown(&paper, &report, LANGUAGE_VI), "/values/people Quy tắc R9: gone\n");
    paper_end(&paper);
}

static void nothing_doubtful_is_kept_as_an_empty_list(void **state) {
    (void)state;
    struct paper paper;
    struct entry entry;
    struct report report;
    paper_begin(&paper);
    AUTO_JSON *json = paper_read(&paper, OWED "}", &entry);
    entry_make(&paper.setting, &entry, &report);
    assert_string_equal(report.warnings, "[]");
    paper_end(&paper);
}

/* A draft is stored and read again: judged as what comes in is. */
static void a_stored_draft_is_judged_again_as_a_whole(void **state) {
    (void)state;
    struct paper paper;
    struct entry entry, again;
    struct report draft;
    paper_begin(&paper);
    AUTO_JSON *json =
        paper_read(&paper,
                   "{" HEAD ",'state':'draft','values':{'people':3},'estimated':true,'dataUntil':'2023-05-31',"
                   "'notAvailable':{'area':'không đo'},'narratives':{'difficulties':'mưa'}}",
                   &entry);
    assert_int_equal(paper.issues.count, 0);
    entry_make(&paper.setting, &entry, &draft);
    entry_of_report(&paper.setting, &draft, entry.version, &again);
    assert_true(again.draft && again.estimated && again.has_data_until && again.has_agency);
    assert_int_equal(again.data_until, day_of(2023, 5, 31));
    assert_int_equal(again.content.values[0], 3);
    assert_string_equal(again.content.not_available[1], "không đo");
    assert_string_equal(again.content.narratives[0], "mưa");
    again.draft = false;
    entry_check(&paper.setting, &again, &paper.issues);
    assert_int_equal(paper.issues.count, 1);
    assert_int_equal(paper.issues.first->type, ISSUE_MISSING_VALUE);
    assert_string_equal(paper.issues.first->pointer, "/values/stock");
    paper_end(&paper);
}

static const char *receipt(struct paper *paper, const struct report *report) {
    char *text = arena_alloc(&paper->arena, SHA256_TEXT_SIZE);
    text_hex(report->sha256, SHA256_SIZE, text);
    return text;
}

/* sha256sum of {"act":{"date":"2023-06-10","number":"12"},"agency":"people-committee","form":"PAPER","formVersion":1,
 * "narratives":{"difficulties":"mưa"},"notAvailable":{"stock":"lost"},"period":"2023-H1","unit":"00001@2012-01-01",
 * "values":{"area":"1.50","people":12}} without the line breaks. */
static void the_receipt_is_the_digest_of_the_canonical_content(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    const char *further = ",'narratives':{'difficulties':'mưa'},'notAvailable':{'stock':'lost'},'act':{'number':'12','"
                          "date':'2023-06-10'}";
    struct report report = paper_report(&paper, "00001", "'people':'12','area':'1.5'", further);
    assert_string_equal(receipt(&paper, &report), "768db27a830037789e068398b9f9d53b596d3454d3297789a4c0059cfbc4d5f3");
    struct report same = paper_report(&paper, "00001@2012-01-01", "'area':'1.50','people':12", further);
    assert_memory_equal(report.sha256, same.sha256, SHA256_SIZE);
    struct report other = paper_report(&paper, "00001", "'people':'13','area':'1.5'", further);
    assert_memory_not_equal(report.sha256, other.sha256, SHA256_SIZE);
    paper_end(&paper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_kept_in_form_order_and_fixed_point),
        cmocka_unit_test(each_wrong_is_told_once_with_its_place),
        cmocka_unit_test(a_unit_outside_the_roots_is_forbidden),
        cmocka_unit_test(the_due_moment_decides_what_is_late),
        cmocka_unit_test(a_draft_may_be_incomplete_and_is_not_submitted),
        cmocka_unit_test(nothing_happened_is_zero_but_for_stocks),
        cmocka_unit_test(what_does_not_stand_in_the_way_is_a_warning),
        cmocka_unit_test(figures_reach_no_further_than_today),
        cmocka_unit_test(warnings_are_kept_and_told_in_the_readers_language),
        cmocka_unit_test(nothing_doubtful_is_kept_as_an_empty_list),
        cmocka_unit_test(a_stored_draft_is_judged_again_as_a_whole),
        cmocka_unit_test(the_receipt_is_the_digest_of_the_canonical_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
