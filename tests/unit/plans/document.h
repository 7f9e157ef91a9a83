/* A small world of records, and a plan's document against it: what is wrong with the document, as lines "type /pointer". */
#ifndef TONGHOP_TESTS_PLANS_DOCUMENT_H
#define TONGHOP_TESTS_PLANS_DOCUMENT_H

#include "core/text.h"
#include "plan_check.h"
#include "plan_open.h"
#include "reference/decode.h"

#include "../reference/records.h"

#define TEST_RECORD(kind, code, body) {kind ":" code, "{\"code\":\"" code "\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{" body "}}"}
#define TEST_AGENCY(code, unit, function, classes, until)                                                                                    \
    TEST_RECORD("agency", code,                                                                                                              \
                "\"unit\":\"" unit "\",\"function\":\"" function "\",\"classes\":[" classes "],\"name\":{\"vi\":\"Cơ quan\"}"                  \
                ",\"validUntil\":" until)
#define TEST_FORM(code, programme, level, functions)                                                                                         \
    {"form:" code, "{\"code\":\"" code "\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{\"programme\":\"" programme  \
                   "\",\"title\":{\"vi\":\"Biểu\"},\"from\":\"2023-H1\",\"levels\":[\"" level "\"],\"functions\":[" functions "]}]}"}

/* Beside the units, the programme `prog`, its FORM for communes' committees and its duty D1 for every first half: */
static const struct test_record document_world[] = {
    TEST_AGENCY("001-court", "001@2012-01-01", "court", "\"judiciary\"", "\"2020-01-01\""),
    TEST_AGENCY("01-labour", "01@2012-01-01", "labour", "\"departments\"", "null"),
    TEST_RECORD("programme", "bare", "\"name\":{\"vi\":\"Chưa quy định hạn\"},\"calendar\":\"admin15\""),
    TEST_FORM("COURT", "prog", "district", "\"court\""),
    TEST_FORM("DISTRICT", "prog", "district", "\"people-committee\""),
    TEST_FORM("OTHER", "bare", "commune", "\"people-committee\""),
    {0},
};

enum { WORLD_MAX = 60 };

struct world {
    struct reference *reference;
    const struct snapshot *snapshot;
};

static inline struct world world_make(void) {
    struct test_record rows[WORLD_MAX] = {{0}};
    size_t count = 0;
    for (const struct test_record *row = test_units; row->key; row++)
        rows[count++] = *row;
    for (const struct test_record *row = document_world; row->key; row++)
        rows[count++] = *row;
    struct test_records records = {rows};
    struct record_source source = {test_records_each, &records};
    struct world world = {.reference = reference_new()};
    struct fail fail;
    uint32_t unreadable;
    assert_true(reference_build(world.reference, &source, 1, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    world.snapshot = reference_hold(world.reference);
    return world;
}

static inline void world_end(struct world *world) {
    snapshot_release(world->snapshot);
    reference_free(world->reference);
}

/* Decodes and checks as a PUT does; copied: as a copy is. */
static inline void document_check(const struct snapshot *snapshot, const json_t *body, bool copied, struct issues *issues) {
    struct plan plan;
    day_t today = day_of(2026, 11, 22);
    struct decoding decoding = {
        .arena = issues->arena, .issues = issues, .snapshot = snapshot, .date = today, .language = LANGUAGE_EN, .copied = copied};
    (void)decode_plan(&decoding, body, &plan);
    bool undated = text_empty(plan.span.code);
    struct plan_check check = {.arena = issues->arena,
                               .issues = issues,
                               .snapshot = snapshot,
                               .plan = &plan,
                               .body = body,
                               .undated = undated,
                               .copied = copied,
                               .date = undated ? today : plan_date(snapshot, &plan),
                               .language = LANGUAGE_EN};
    plan_check_all(&check);
}

/* "neverOwed /duties/0/schedule", one for each issue in the order found, joined by ", "; "" where it is good. */
static inline const char *issues_line(const struct issues *issues) {
    const char *line = "";
    for (const struct issue *issue = issues->first; issue; issue = issue->next)
        line = arena_format(issues->arena, "%s%s%s %s", line, *line ? ", " : "", issue_type_name(issue->type), issue->pointer ? issue->pointer : "");
    return line;
}

static inline json_t *json_of(const char *text) {
    json_error_t error;
    json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (!json)
        fail_msg("%s: %s", error.text, text);
    return json;
}

static const char plan_text[] = "{\"code\":\"p\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},"
                                "\"title\":\"Kế hoạch\",\"span\":\"2023\"}";

/* Of the plan above with one member more, or another one; value NULL: without it. */
static inline void assert_issues(const struct world *world, const char *member, const char *value, const char *wanted) {
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    json_t *body = json_of(plan_text);
    json_object_set_new(body, member, json_of(value));
    document_check(world->snapshot, body, false, &issues);
    if (strcmp(issues_line(&issues), wanted) != 0)
        fail_msg("\"%s\": %s\n  is     %s\n  wanted %s", member, value, issues_line(&issues), wanted);
    json_decref(body);
    arena_done(&arena);
}

#endif
