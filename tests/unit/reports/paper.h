/* A programme with one form, for tests of what is reported with it: a flow, a decimal, a stock, a rule that warns, a narrative.
 * Another form opens with what the period before closed with, and is compared with it. Of the form that is owed, two communes have an extension each. */
#ifndef TONGHOP_TESTS_REPORTS_PAPER_H
#define TONGHOP_TESTS_REPORTS_PAPER_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "../reference/records.h"
#include "entry.h"

static const struct test_record paper_records[] = {
    {"indicator:area",
     "{\"code\":\"area\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":\"prog\",\"name\":{\"vi\":"
     "\"Ha\"},"
     "\"unitOfMeasure\":\"ha\",\"nature\":\"flow\",\"decimals\":2,\"min\":\"0\",\"max\":\"100\",\"overUnits\":\"sum\","
     "\"overPeriods\":\"sum\"}}"},
    {"indicator:stock",
     "{\"code\":\"stock\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":\"prog\",\"name\":{"
     "\"vi\":\"Tồn\"},"
     "\"unitOfMeasure\":\"place\",\"nature\":\"stock\",\"decimals\":0,\"min\":\"0\",\"overUnits\":\"sum\","
     "\"overPeriods\":\"last\"}}"},
    {"form:PAPER",
     "{\"code\":\"PAPER\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{\"programme\":"
     "\"prog\",\"title\":{\"vi\":\"Biểu\"},"
     "\"from\":\"2023-H1\",\"levels\":[\"commune\"],\"functions\":[\"people-committee\"],\"cells\":["
     "{\"code\":\"people\",\"indicator\":\"people\",\"required\":true},{\"code\":\"area\",\"indicator\":\"area\"},"
     "{\"code\":\"stock\",\"indicator\":\"stock\",\"required\":true}],"
     "\"rules\":[{\"code\":\"R1\",\"left\":[{\"cell\":\"people\"}],\"op\":\"ge\",\"right\":[{\"cell\":\"stock\"}],"
     "\"severity\":\"warning\","
     "\"message\":{\"vi\":\"ít\",\"en\":\"few\"}}],"
     "\"narratives\":[{\"code\":\"difficulties\",\"title\":{\"vi\":\"Khó khăn\"},\"lengthMax\":100}]}]}"},
    {"form:STOCK",
     "{\"code\":\"STOCK\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{\"programme\":"
     "\"prog\",\"title\":{\"vi\":\"Tồn\"},\"from\":\"2021\",\"levels\":[\"commune\"],\"functions\":[\"people-committee\"],"
     "\"compare\":{\"warnAbovePercent\":50},\"cells\":["
     "{\"code\":\"carriedIn\",\"indicator\":\"stock\",\"required\":true,\"opens\":{\"cells\":[\"pending\",\"overdue\"],"
     "\"severity\":\"error\"}},"
     "{\"code\":\"received\",\"indicator\":\"people\",\"required\":true},"
     "{\"code\":\"pending\",\"indicator\":\"stock\",\"required\":true},"
     "{\"code\":\"overdue\",\"indicator\":\"stock\",\"required\":true}]}]}"},
    {"extension:later", "{\"code\":\"later\",\"version\":1,\"recordedOn\":\"2023-06-20\",\"body\":{\"form\":\"FORM\",\"period\":\"2023-H1\","
                        "\"units\":[\"00688\"],\"dueAt\":\"2023-07-16T17:00:00Z\",\"reason\":\"bão\"}}"},
    {"extension:open", "{\"code\":\"open\",\"version\":1,\"recordedOn\":\"2023-06-20\",\"body\":{\"form\":\"FORM\",\"period\":\"2023-H1\","
                       "\"units\":[\"00004\"],\"dueAt\":\"2023-08-31T17:00:00Z\",\"reopen\":true,\"reason\":\"nhầm\"}}"},
    {0},
};

static inline bool paper_each(void *context, enum reference_kind kind, record_take take, void *taker,
                              struct fail *fail) {
    struct test_records units = {test_units}, paper = {paper_records};
    (void)context;
    return test_records_each(&units, kind, take, taker, fail) && test_records_each(&paper, kind, take, taker, fail);
}

/* One moment of a caller for all of Hà Nội: 14 June 2023, 16:59 UTC, a minute before the plan of Hà Nội makes reports late. */
struct paper {
    struct reference *reference;
    const struct snapshot *snapshot;
    struct arena arena;
    struct issues issues;
    struct caller caller;
    struct entry_setting setting;
};

static inline void paper_begin(struct paper *paper) {
    struct record_source source = {paper_each, NULL};
    struct fail fail;
    uint32_t unreadable;
    *paper = (struct paper){.caller = {.subject = "officer", .client = "office", .roots = {"01"}, .root_count = 1}};
    paper->reference = reference_new();
    assert_true(reference_build(paper->reference, &source, 1, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    paper->snapshot = reference_hold(paper->reference);
    issues_init(&paper->issues, &paper->arena);
    paper->setting =
        (struct entry_setting){.snapshot = paper->snapshot,
                               .caller = &paper->caller,
                               .now = moment_of_day(day_of(2023, 6, 14), 0) + (16 * 60 + 59) * 60 * MOMENT_SECOND,
                               .today = day_of(2023, 6, 14),
                               .language = LANGUAGE_EN,
                               .arena = &paper->arena};
}

static inline void paper_end(struct paper *paper) {
    snapshot_release(paper->snapshot);
    reference_free(paper->reference);
    arena_done(&paper->arena);
}

/* Reads and checks a document written with ' for ". The tree it was read from is leaked to the caller. */
static inline json_t *paper_read(struct paper *paper, const char *text, struct entry *ret_entry) {
    char *document = arena_text(&paper->arena, text);
    for (char *c = document; *c; c++)
        if (*c == '\'')
            *c = '"';
    json_t *json = json_read(document, strlen(document), &paper->issues);
    assert_non_null(json);
    entry_read(&paper->setting, json, ret_entry, &paper->issues);
    entry_check(&paper->setting, ret_entry, &paper->issues);
    return json;
}

/* A good document as a report; further members may be given, with a comma in front. */
static inline struct report paper_report(struct paper *paper, const char *unit, const char *values,
                                         const char *further) {
    struct entry entry;
    struct report report;
    AUTO_JSON *json = paper_read(
        paper,
        arena_format(&paper->arena,
                     "{'form':'PAPER','unit':'%s','agency':'people-committee','period':'2023-H1','values':{%s}%s}",
                     unit, values, further),
        &entry);
    assert_int_equal(paper->issues.count, 0);
    assert_false(entry.forbidden);
    entry_make(&paper->setting, &entry, &report);
    uuid_new(paper->setting.now, report.id);
    return report;
}

#endif
