/* What clients send is read whole, strictly, and every problem is told with its pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "json/read.h"

struct reading {
    struct arena arena;
    struct issues issues;
};

static int reading_begin(void **state) {
    static struct reading reading;
    arena_init(&reading.arena);
    issues_init(&reading.issues, &reading.arena);
    *state = &reading;
    return 0;
}

static int reading_end(void **state) {
    arena_done(&((struct reading *)*state)->arena);
    return 0;
}

static void assert_only_issue(const struct issues *issues, enum issue_type type, const char *pointer) {
    assert_int_equal(issues->count, 1);
    assert_string_equal(issue_type_name(issues->first->type), issue_type_name(type));
    assert_string_equal(issues->first->pointer, pointer);
}

static const struct {
    const char *text;
    size_t size; /* 0: its length */
    enum issue_type type;
    const char *pointer;
} unreadable[] = {
    {"", 0, ISSUE_SYNTAX, ""},
    {"{", 0, ISSUE_SYNTAX, ""},
    {"{}\"unit\"", 0, ISSUE_SYNTAX, ""},
    {"{\"unit\":\"38\",}", 0, ISSUE_SYNTAX, ""},
    {"{\"unit\":\"38\"} {}", 0, ISSUE_SYNTAX, ""},
    {"{} \"unit\" ]", 0, ISSUE_SYNTAX, ""},
    {"{unit:1}", 0, ISSUE_SYNTAX, ""},
    {"{\"values\":{\"a\":NaN}}", 0, ISSUE_SYNTAX, "/values/a"},
    {"{\"values\":{\"a\":1e400}}", 0, ISSUE_SYNTAX, "/values/a"},
    {"{\"values\":{\"a\":1000000000000000000000000000000}}", 0, ISSUE_SYNTAX, "/values/a"},
    {"{\"values\":[1,{\"x\\\"}\":2},99999999999999999999]}", 0, ISSUE_SYNTAX, "/values/2"},
    {"{\"unit\":\"38\",\"unit\":\"1\"}", 0, ISSUE_DUPLICATE_MEMBER, "/unit"},
    {"{\"a/b\":[0,{\"x\":1,\"\\u0078\":1}]}", 0, ISSUE_DUPLICATE_MEMBER, "/a~1b/1/x"},
    {"{\"unit\":\"3\xff\"}", 0, ISSUE_SYNTAX, "/unit"},
    {"{\"unit\":\"\xed\xa0\x80\"}", 0, ISSUE_SYNTAX, "/unit"},
    {"{\"unit\":\"\xc0\xaf\"}", 0, ISSUE_SYNTAX, "/unit"},
    {"{\"unit\":\"\\u0000\"}", 0, ISSUE_SYNTAX, "/unit"},
    {"{\"unit\":\"\\ud800\"}", 0, ISSUE_SYNTAX, "/unit"},
    {"{\"unit\":\"a\0b\"}", 14, ISSUE_SYNTAX, "/unit"},
    {"\xef\xbb\xbf{}", 0, ISSUE_SYNTAX, ""},
};

static void unreadable_documents_are_refused_with_their_place(void **state) {
    struct reading *reading = *state;
    for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
        issues_init(&reading->issues, &reading->arena);
        size_t size = unreadable[i].size > 0 ? unreadable[i].size : strlen(unreadable[i].text);
        AUTO_JSON *json = json_read(unreadable[i].text, size, &reading->issues);
        assert_null(json);
        assert_only_issue(&reading->issues, unreadable[i].type, unreadable[i].pointer);
    }
}

static char *nested(struct arena *arena, size_t depth) {
    char *text = arena_alloc(arena, 2 * depth + 1);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    return text;
}

static void thirty_two_levels_are_read_and_no_more(void **state) {
    struct reading *reading = *state;
    AUTO_JSON *deep = json_read(nested(&reading->arena, 32), 64, &reading->issues);
    assert_non_null(deep);
    AUTO_JSON *deeper = json_read(nested(&reading->arena, 33), 66, &reading->issues);
    assert_null(deeper);
    assert_only_issue(&reading->issues, ISSUE_TOO_DEEP, "");
    AUTO_JSON *endless = json_read(nested(&reading->arena, 1000000), 2000000, &reading->issues);
    assert_null(endless);
    const char *in_text = "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"";
    AUTO_JSON *text = json_read(in_text, strlen(in_text), &reading->issues);
    assert_non_null(text);
}

static json_t *given(struct reading *reading, const char *text) {
    json_t *json = json_read(text, strlen(text), &reading->issues);
    assert_non_null(json);
    return json;
}

static void a_report_is_read_member_by_member(void **state) {
    struct reading *reading = *state;
    AUTO_JSON *json =
        given(reading, "{\"unit\":\"25516\",\"nil\":true,\"act\":{\"number\":\"12\",\"date\":\"2023-06-10\"},"
                       "\"copies\":\"-9223372036854775808\",\"kind\":\"submitted\",\"ignored\":null,"
                       "\"dataUntil\":\"2023-06-14T17:00:00Z\",\"values\":{\"a\":3,\"b\":\"12.50\"},"
                       "\"agencies\":[\"police\",\"labour\"],\"parts\":[{\"code\":\"T1\"}]}");
    struct object report = object_root(json, &reading->issues);
    assert_string_equal(object_code(&report, "unit", REQUIRED), "25516");
    assert_true(object_flag(&report, "nil", false));
    assert_true(object_flag(&report, "estimated", true));

    struct object act = object_member(&report, "act", REQUIRED);
    day_t date;
    assert_string_equal(object_text(&act, "number", REQUIRED, 10), "12");
    assert_true(object_day(&act, "date", REQUIRED, &date));
    assert_int_equal(date, day_of(2023, 6, 10));
    object_end(&act);

    int64_t copies;
    assert_true(object_int(&report, "copies", REQUIRED, INT64_MIN, INT64_MAX, &copies));
    assert_true(copies == INT64_MIN);
    static const char *const kinds[] = {"draft", "submitted", NULL};
    assert_int_equal(object_word(&report, "kind", REQUIRED, kinds), 1);
    assert_null(object_text(&report, "ignored", OPTIONAL, 10));
    moment_t until;
    assert_true(object_moment(&report, "dataUntil", OPTIONAL, &until));
    assert_true(until == INT64_C(1686762000000000));

    struct object values = object_member(&report, "values", REQUIRED);
    char digits[48];
    assert_string_equal(object_number_text(&values, "a", REQUIRED, digits), "3");
    assert_string_equal(object_number_text(&values, "b", REQUIRED, digits), "12.50");

    struct array agencies = object_array(&report, "agencies", REQUIRED, 2);
    assert_int_equal(agencies.count, 2);
    assert_string_equal(array_code(&agencies, 1), "labour");
    struct array parts = object_array(&report, "parts", REQUIRED, 5);
    struct place place;
    struct object part = array_object(&parts, 0, &place);
    assert_string_equal(object_code(&part, "code", REQUIRED), "T1");
    object_end(&part);
    object_end(&report);
    assert_int_equal(reading->issues.count, 0);
}

static void wrong_members_are_all_named_at_once(void **state) {
    struct reading *reading = *state;
    AUTO_JSON *json =
        given(reading,
              "{\"code\":\"no spaces\",\"title\":7,\"long\":\"abcd\",\"flag\":1,\"date\":\"2023-02-29\",\"at\":\"now\","
              "\"word\":\"x\",\"list\":[1,2,3],\"texts\":{},\"elements\":[{\"x\":1},5],\"act\":[],\"surprise\":1.5,"
              "\"none\":null}");
    struct object root = object_root(json, &reading->issues);
    static const char *const words[] = {"red", "green", NULL};
    day_t day;
    moment_t moment;
    struct place place;
    assert_null(object_code(&root, "code", REQUIRED));
    assert_null(object_text(&root, "title", REQUIRED, 9));
    assert_null(object_text(&root, "long", REQUIRED, 3));
    assert_false(object_flag(&root, "flag", false));
    assert_false(object_day(&root, "date", REQUIRED, &day));
    assert_false(object_moment(&root, "at", REQUIRED, &moment));
    assert_int_equal(object_word(&root, "word", REQUIRED, words), -1);
    assert_int_equal(object_array(&root, "list", REQUIRED, 2).count, 0);
    assert_int_equal(object_array(&root, "texts", REQUIRED, 2).count, 0);
    struct array elements = object_array(&root, "elements", REQUIRED, 2);
    struct object first = array_object(&elements, 0, &place);
    object_end(&first);
    assert_null(array_object(&elements, 1, &place).json);
    struct object act = object_member(&root, "act", REQUIRED);
    assert_null(object_text(&act, "number", REQUIRED, 9));
    object_end(&act);
    assert_null(object_text(&root, "none", REQUIRED, 9));
    assert_null(object_any(&root, "absent", REQUIRED));
    object_end(&root);

    static const struct {
        enum issue_type type;
        const char *pointer, *argument;
    } expected[] = {
        {ISSUE_BAD_FORMAT, "/code", "[A-Za-z0-9][A-Za-z0-9._-]*"},
        {ISSUE_WRONG_TYPE, "/title", "string"},
        {ISSUE_TOO_LONG, "/long", "3"},
        {ISSUE_WRONG_TYPE, "/flag", "boolean"},
        {ISSUE_BAD_DATE, "/date", NULL},
        {ISSUE_BAD_FORMAT, "/at", "RFC 3339: 2023-06-14T17:00:00Z"},
        {ISSUE_NOT_ONE_OF, "/word", "red, green"},
        {ISSUE_TOO_MANY, "/list", "2"},
        {ISSUE_WRONG_TYPE, "/texts", "array"},
        {ISSUE_UNKNOWN_MEMBER, "/elements/0/x", NULL},
        {ISSUE_WRONG_TYPE, "/elements/1", "object"},
        {ISSUE_WRONG_TYPE, "/act", "object"},
        {ISSUE_REQUIRED, "/none", NULL},
        {ISSUE_REQUIRED, "/absent", NULL},
        {ISSUE_UNKNOWN_MEMBER, "/surprise", NULL},
    };
    const struct issue *issue = reading->issues.first;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++, issue = issue->next) {
        assert_non_null(issue);
        assert_string_equal(issue->pointer, expected[i].pointer);
        assert_string_equal(issue_type_name(issue->type), issue_type_name(expected[i].type));
        if (expected[i].argument)
            assert_string_equal(issue->arguments[0], expected[i].argument);
    }
    assert_null(issue);
}

static const struct {
    const char *json;
    const char *text; /* NULL: refused with the issue */
    enum issue_type issue;
} numbers[] = {
    {"0", "0", 0},
    {"-12", "-12", 0},
    {"\"12.50\"", "12.50", 0},
    {"\"-0.001\"", "-0.001", 0},
    {"9223372036854775807", "9223372036854775807", 0},
    {"\"12345678901234567890123456789012345678901234567\"", "12345678901234567890123456789012345678901234567", 0},
    {"\"123456789012345678901234567890123456789012345678\"", NULL, ISSUE_TOO_LONG},
    {"1.0", NULL, ISSUE_REAL_NUMBER},
    {"1e3", NULL, ISSUE_REAL_NUMBER},
    {"\"1e3\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\"\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\"-\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\"1.\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\".5\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\"+1\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\" 1\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\"1,5\"", NULL, ISSUE_NOT_A_NUMBER},
    {"\"1.2.3\"", NULL, ISSUE_NOT_A_NUMBER},
    {"true", NULL, ISSUE_WRONG_TYPE},
    {"[1]", NULL, ISSUE_WRONG_TYPE},
};

static void numbers_are_integers_or_decimal_strings(void **state) {
    struct reading *reading = *state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        issues_init(&reading->issues, &reading->arena);
        AUTO_JSON *json = given(reading, arena_format(&reading->arena, "{\"v\":%s}", numbers[i].json));
        struct object root = object_root(json, &reading->issues);
        char digits[48];
        const char *text = object_number_text(&root, "v", REQUIRED, digits);
        if (numbers[i].text)
            assert_string_equal(text, numbers[i].text);
        else
            assert_only_issue(&reading->issues, numbers[i].issue, "/v");
    }
}

static void whole_numbers_keep_their_bounds(void **state) {
    struct reading *reading = *state;
    static const struct {
        const char *json;
        enum issue_type issue; /* ISSUE_SYNTAX: none */
        int64_t value;
    } rows[] = {
        {"1", ISSUE_SYNTAX, 1},
        {"\"100\"", ISSUE_SYNTAX, 100},
        {"0", ISSUE_OUT_OF_BOUNDS, 0},
        {"101", ISSUE_OUT_OF_BOUNDS, 0},
        {"\"9223372036854775808\"", ISSUE_OUT_OF_BOUNDS, 0},
        {"\"-9223372036854775809\"", ISSUE_OUT_OF_BOUNDS, 0},
        {"\"2.0\"", ISSUE_WRONG_TYPE, 0},
        {"2.0", ISSUE_REAL_NUMBER, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        issues_init(&reading->issues, &reading->arena);
        AUTO_JSON *json = given(reading, arena_format(&reading->arena, "{\"v\":%s}", rows[i].json));
        struct object root = object_root(json, &reading->issues);
        int64_t value = -1;
        bool good = object_int(&root, "v", REQUIRED, 1, 100, &value);
        assert_int_equal(good, rows[i].issue == ISSUE_SYNTAX);
        if (good)
            assert_int_equal(value, rows[i].value);
        else
            assert_only_issue(&reading->issues, rows[i].issue, "/v");
    }
}

static void a_document_that_is_no_object_is_one_issue(void **state) {
    struct reading *reading = *state;
    AUTO_JSON *json = given(reading, "[1]");
    struct object root = object_root(json, &reading->issues);
    assert_null(object_text(&root, "unit", REQUIRED, 9));
    object_end(&root);
    assert_only_issue(&reading->issues, ISSUE_WRONG_TYPE, "");
    struct object nothing = object_root(NULL, &reading->issues);
    assert_null(object_text(&nothing, "unit", REQUIRED, 9));
    assert_int_equal(reading->issues.count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(unreadable_documents_are_refused_with_their_place, reading_begin, reading_end),
        cmocka_unit_test_setup_teardown(thirty_two_levels_are_read_and_no_more, reading_begin, reading_end),
        cmocka_unit_test_setup_teardown(a_report_is_read_member_by_member, reading_begin, reading_end),
        cmocka_unit_test_setup_teardown(wrong_members_are_all_named_at_once, reading_begin, reading_end),
        cmocka_unit_test_setup_teardown(numbers_are_integers_or_decimal_strings, reading_begin, reading_end),
        cmocka_unit_test_setup_teardown(whole_numbers_keep_their_bounds, reading_begin, reading_end),
        cmocka_unit_test_setup_teardown(a_document_that_is_no_object_is_one_issue, reading_begin, reading_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
