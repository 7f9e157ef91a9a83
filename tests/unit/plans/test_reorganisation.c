/* A reorganisation is understood with the units of the day before and of the day itself; codes are reused between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "reorganisation_read.h"

/* Commune 00001 ends on 2025-07-01, and its code then means another one; 00002 lives on. */
static const struct {
    enum reference_kind kind;
    const char *id, *value;
} records[] = {
    {REFERENCE_UNIT, "00001@2012-01-01",
     "{\"unit\":\"00001@2012-01-01\",\"versions\":[{\"level\":\"commune\",\"code\":\"00001\",\"parent\":\"38\","
     "\"name\":\"Xã cũ\","
     "\"type\":\"Xã\",\"validFrom\":null,\"validUntil\":\"2025-07-01\"}]}"},
    {REFERENCE_UNIT, "00001@2025-07-01",
     "{\"unit\":\"00001@2025-07-01\",\"versions\":[{\"level\":\"commune\",\"code\":\"00001\",\"parent\":\"38\","
     "\"name\":\"Xã mới\","
     "\"type\":\"Xã\",\"validFrom\":\"2025-07-01\",\"validUntil\":null}]}"},
    {REFERENCE_UNIT, "00002@2012-01-01",
     "{\"unit\":\"00002@2012-01-01\",\"versions\":[{\"level\":\"commune\",\"code\":\"00002\",\"parent\":\"38\","
     "\"name\":\"Xã B\","
     "\"type\":\"Xã\",\"validFrom\":null,\"validUntil\":null}]}"},
    {REFERENCE_UNIT, "38@2012-01-01",
     "{\"unit\":\"38@2012-01-01\",\"versions\":[{\"level\":\"province\",\"code\":\"38\",\"parent\":\"VN\",\"name\":"
     "\"Thanh Hóa\","
     "\"type\":\"Tỉnh\",\"validFrom\":null,\"validUntil\":null}]}"},
};

static bool each(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    (void)context;
    (void)fail;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++)
        if (records[i].kind == kind && !take(taker, records[i].id, records[i].value, strlen(records[i].value)))
            return false;
    return true;
}

struct story {
    struct arena arena;
    struct issues issues;
    struct reference *reference;
    const struct snapshot *snapshot;
    struct reorganisation reorganisation;
};

static void story_begin(struct story *story) {
    struct record_source source = {.each = each};
    struct fail fail = {0};
    uint32_t unreadable = 0;
    *story = (struct story){.reference = reference_new()};
    issues_init(&story->issues, &story->arena);
    assert_true(reference_build(story->reference, &source, 1, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    story->snapshot = reference_hold(story->reference);
}

static void story_end(struct story *story) {
    snapshot_release(story->snapshot);
    reference_free(story->reference);
    arena_done(&story->arena);
}

static void read(struct story *story, enum body_kind kind, const char *text, const char *code, const char *day) {
    struct reorganisation_source source = {
        .kind = kind, .bytes = text, .size = strlen(text), .code = code, .effective_date = day};
    story_begin(story);
    reorganisation_read(&source, story->snapshot, LANGUAGE_EN, &story->issues, &story->reorganisation);
}

#define HEADER "old_code,old_name,old_district,old_province,new_code,new_name,new_province,kind,note_vi\n"

static void a_mapping_joins_the_old_unit_of_a_code_with_the_new_one(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_CSV,
         HEADER "00001,,,,00001,,,FULL,Nhập toàn bộ\n,,471,,00002,,,FULL,\n00002,,,,00002,,,UNCHANGED,\n", "nq202",
         "2025-07-01");
    const struct reorganisation *read_one = &story.reorganisation;
    assert_int_equal(story.issues.count, 0);
    assert_int_equal(read_one->received, 3);
    assert_int_equal(read_one->skipped, 1);
    assert_int_equal(read_one->edge_count, 2);
    assert_string_equal(read_one->edges[0].from, "00001@2012-01-01");
    assert_string_equal(read_one->edges[0].to, "00001@2025-07-01");
    assert_int_equal(read_one->edges[0].kind, SUCCESSION_FULL);
    assert_string_equal(read_one->edges[0].note, "Nhập toàn bộ");
    assert_string_equal(read_one->edges[1].from, "00002@2012-01-01");
    assert_int_equal(read_one->edges[1].kind, SUCCESSION_UNCHANGED);
    assert_null(read_one->edges[1].note);
    assert_string_equal(read_one->name_vi, "nq202");
    story_end(&story);
}

static void all_flaws_of_a_mapping_are_told_with_row_and_column(void **state) {
    (void)state;
    static const struct {
        const char *column;
        enum issue_type type;
        uint32_t row;
    } wanted[] = {{"old_code", ISSUE_UNKNOWN_UNIT, 1}, {"kind", ISSUE_NOT_ONE_OF, 2}, {"new_code", ISSUE_DUPLICATE, 4}};
    struct story story;
    read(&story, BODY_CSV,
         HEADER "99999,,,,00001,,,FULL,\n00001,,,,00001,,,HALF,\n00002,,,,00001,,,PARTIAL,\n00002,,,,00001,,,FULL,\n",
         "nq202", "2025-07-01");
    assert_int_equal(story.issues.count, 3);
    const struct issue *issue = story.issues.first;
    for (size_t i = 0; i < 3; i++, issue = issue->next) {
        assert_int_equal(issue->type, wanted[i].type);
        assert_int_equal(issue->row, wanted[i].row);
        assert_string_equal(issue->column, wanted[i].column);
    }
    story_end(&story);
}

static void a_mapping_without_code_or_date_is_not_read(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_CSV, HEADER, NULL, "2025-02-30");
    assert_int_equal(story.issues.count, 2);
    assert_string_equal(story.issues.first->pointer, "code");
    assert_string_equal(story.issues.last->pointer, "effectiveDate");
    assert_string_equal(story.issues.last->in, "query");
    story_end(&story);
}

#define SHARED_HEADER                                                                                                  \
    "old_code,old_name,old_district,old_province,new_code,new_name,new_province,kind,note_vi,share,share_basis\n"

static void shares_are_exact_in_both_formats(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_CSV,
         SHARED_HEADER "00001,,,,00001,,,PARTIAL,,4321/10000,dân số\n00001,,,,00002,,,PARTIAL,,5679/10000,dân số\n",
         "nq202", "2025-07-01");
    assert_int_equal(story.issues.count, 0);
    assert_int_equal(story.reorganisation.edges[0].share.part, 4321);
    assert_int_equal(story.reorganisation.edges[1].share.of, 10000);
    assert_string_equal(story.reorganisation.edges[1].share.basis, "dân số");
    story_end(&story);
    read(&story, BODY_JSON,
         "{\"code\":\"a\",\"effectiveDate\":\"2025-07-01\",\"edges\":["
         "{\"from\":\"00001\",\"to\":\"00001\",\"kind\":\"partArea\",\"share\":{\"part\":0,\"of\":7,\"basis\":\"x\"}},"
         "{\"from\":\"00001\",\"to\":\"00002\",\"kind\":\"partAreaAllPopulation\","
         "\"share\":{\"part\":7,\"of\":7,\"basis\":\"x\"}}]}",
         NULL, NULL);
    assert_int_equal(story.issues.count, 0);
    assert_int_equal(story.reorganisation.edges[1].share.part, 7);
    story_end(&story);
}

/* Each with what is wrong of it, and where. */
static const struct {
    const char *rows;
    enum issue_type type;
    uint32_t row;
    const char *column, *because;
} wrong_shares[] = {
    {"00001,,,,00001,,,PARTIAL,,6/10,b\n00001,,,,00002,,,PARTIAL,,5/10,b\n", ISSUE_INCONSISTENT, 1, "share", "11/10"},
    {"00001,,,,00001,,,PARTIAL,,4/10,b\n00001,,,,00002,,,PARTIAL,,5/10,b\n", ISSUE_INCONSISTENT, 1, "share", "9/10"},
    {"00001,,,,00001,,,PARTIAL,,,\n00001,,,,00002,,,PARTIAL,,5/10,b\n", ISSUE_INCONSISTENT, 2, "share", "…/10, b"},
    {"00001,,,,00001,,,PARTIAL,,1/2,b\n00001,,,,00002,,,PARTIAL,,5/10,b\n", ISSUE_INCONSISTENT, 1, "share", "…/2, b"},
    {"00001,,,,00001,,,PARTIAL,,5/10,c\n00001,,,,00002,,,PARTIAL,,5/10,b\n", ISSUE_INCONSISTENT, 1, "share", "…/10, c"},
    {"00001,,,,00001,,,FULL,,10/10,b\n", ISSUE_INCONSISTENT, 1, "share", "full"},
    {"00001,,,,00001,,,PARTIAL,,11/10,b\n", ISSUE_BAD_FORMAT, 1, "share", "4321/10000"},
    {"00001,,,,00001,,,PARTIAL,,-1/10,b\n", ISSUE_BAD_FORMAT, 1, "share", "4321/10000"},
    {"00001,,,,00001,,,PARTIAL,,0/0,b\n", ISSUE_BAD_FORMAT, 1, "share", "4321/10000"},
    {"00001,,,,00001,,,PARTIAL,,1/1000000001,b\n", ISSUE_BAD_FORMAT, 1, "share", "4321/10000"},
    {"00001,,,,00001,,,PARTIAL,,0.5,b\n", ISSUE_BAD_FORMAT, 1, "share", "4321/10000"},
    {"00001,,,,00001,,,PARTIAL,,10/10,\n", ISSUE_REQUIRED, 1, "share_basis", NULL},
    {"00002,,,,00002,,,PARTIAL,,,\n", ISSUE_CYCLE, 1, "new_code", NULL},
    {"00002,,,,00002,,,FULL,,,\n", ISSUE_CYCLE, 1, "new_code", NULL},
};

static void shares_that_do_not_fit_are_refused_where_they_stand(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrong_shares / sizeof *wrong_shares; i++) {
        struct story story;
        char text[1000];
        snprintf(text, sizeof text, "%s%s", SHARED_HEADER, wrong_shares[i].rows);
        read(&story, BODY_CSV, text, "nq202", "2025-07-01");
        assert_int_equal(story.issues.count, 1);
        assert_int_equal(story.issues.first->type, wrong_shares[i].type);
        assert_int_equal(story.issues.first->row, wrong_shares[i].row);
        assert_string_equal(story.issues.first->column, wrong_shares[i].column);
        if (wrong_shares[i].because)
            assert_string_equal(story.issues.first->arguments[0], wrong_shares[i].because);
        story_end(&story);
    }
}

/* 00002 goes on: what is not said to have gone stays with it. */
static void a_unit_that_goes_on_keeps_the_rest(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_CSV, SHARED_HEADER "00002,,,,00001,,,PARTIAL,,3/10,b\n", "nq202", "2025-07-01");
    assert_int_equal(story.issues.count, 0);
    story_end(&story);
}

static void in_a_document_too_places_are_told(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_JSON,
         "{\"code\":\"a\",\"effectiveDate\":\"2025-07-01\",\"edges\":["
         "{\"from\":\"00001\",\"to\":\"00001\",\"kind\":\"partial\",\"share\":{\"part\":8,\"of\":7,\"basis\":\"x\"}},"
         "{\"from\":\"00001\",\"to\":\"00002\",\"kind\":\"full\",\"share\":{\"part\":7,\"of\":7,\"basis\":\"x\"}},"
         "{\"from\":\"00002\",\"to\":\"00002\",\"kind\":\"full\"}]}",
         NULL, NULL);
    assert_int_equal(story.issues.count, 3);
    assert_string_equal(story.issues.first->pointer, "/edges/0/share/part");
    assert_string_equal(story.issues.first->next->pointer, "/edges/2/to");
    assert_int_equal(story.issues.first->next->type, ISSUE_CYCLE);
    assert_string_equal(story.issues.last->pointer, "/edges/1/share");
    story_end(&story);
}

static void a_document_says_the_same_with_codes_and_with_ids(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_JSON,
         "{\"code\":\"a\",\"name\":{\"vi\":\"Sắp "
         "xếp\"},\"act\":{\"symbol\":\"NQ\",\"number\":\"202\"},\"effectiveDate\":\"2025-07-01\",\"edges\":["
         "{\"from\":\"00001@2012-01-01\",\"to\":\"00001\",\"kind\":\"partial\"},{\"from\":\"00001\",\"to\":\"00002\","
         "\"kind\":\"partArea\",\"note\":\"n\"}]}",
         NULL, NULL);
    assert_int_equal(story.issues.count, 0);
    assert_string_equal(story.reorganisation.code, "a");
    assert_string_equal(story.reorganisation.name_en, "Sắp xếp");
    assert_string_equal(story.reorganisation.act, "{\"number\":\"202\",\"symbol\":\"NQ\"}");
    assert_int_equal(story.reorganisation.effective, day_of(2025, 7, 1));
    assert_string_equal(story.reorganisation.edges[1].from, "00001@2012-01-01");
    assert_int_equal(story.reorganisation.edges[1].kind, SUCCESSION_PART_AREA);
    story_end(&story);
}

static void a_document_with_flaws_tells_them_all(void **state) {
    (void)state;
    struct story story;
    read(&story, BODY_JSON,
         "{\"code\":\"b\",\"effectiveDate\":\"2025-07-01\",\"edges\":[{\"from\":\"00002\",\"to\":\"00001@2012-01-01\","
         "\"kind\":\"full\"},"
         "{\"from\":\"00002\",\"to\":\"00001\",\"kind\":\"full\"},{\"from\":\"00002\",\"to\":\"00001\",\"kind\":"
         "\"partial\"},{\"kind\":\"x\",\"y\":1}],\"z\":1}",
         "a", NULL);
    static const char *const wanted[] = {"/code",       "/edges/0/to", "/edges/2",      "/edges/3/from",
                                         "/edges/3/to", "/edges/3/y",  "/edges/3/kind", "/z"};
    const struct issue *issue = story.issues.first;
    assert_int_equal(story.issues.count, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++, issue = issue->next)
        assert_string_equal(issue->pointer, wanted[i]);
    assert_int_equal(story.issues.first->next->type, ISSUE_UNIT_NOT_VALID);
    story_end(&story);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mapping_joins_the_old_unit_of_a_code_with_the_new_one),
        cmocka_unit_test(all_flaws_of_a_mapping_are_told_with_row_and_column),
        cmocka_unit_test(a_mapping_without_code_or_date_is_not_read),
        cmocka_unit_test(shares_are_exact_in_both_formats),
        cmocka_unit_test(shares_that_do_not_fit_are_refused_where_they_stand),
        cmocka_unit_test(a_unit_that_goes_on_keeps_the_rest),
        cmocka_unit_test(in_a_document_too_places_are_told),
        cmocka_unit_test(a_document_says_the_same_with_codes_and_with_ids),
        cmocka_unit_test(a_document_with_flaws_tells_them_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
