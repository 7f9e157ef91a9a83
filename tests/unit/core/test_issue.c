/* Issues are kept in the order found, point to their place and read well in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/issue.h"
#include "core/limits.h"
#include "core/text.h"

static int setup(void **state) {
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state) {
    arena_done(*state);
    return 0;
}

static void a_place_is_an_rfc_6901_pointer(void **state) {
    struct place cells = {.name = "cells"};
    struct place third = {.up = &cells, .index = 2};
    struct place value = {.up = &third, .name = "a/b~c~1"};
    assert_string_equal(place_pointer(*state, NULL), "");
    assert_string_equal(place_pointer(*state, &cells), "/cells");
    assert_string_equal(place_pointer(*state, &third), "/cells/2");
    assert_string_equal(place_pointer(*state, &value), "/cells/2/a~1b~0c~01");
    struct place unnamed = {.up = &cells, .name = ""};
    assert_string_equal(place_pointer(*state, &unnamed), "/cells/");
}

static void issues_come_in_the_order_found_with_their_arguments(void **state) {
    struct issues issues;
    issues_init(&issues, *state);
    char form[] = "01-KH";
    struct place unit = {.name = "unit"};
    issue_add(&issues, ISSUE_UNKNOWN_UNIT, &unit, "99", NULL, NULL);
    issue_add_at(&issues, ISSUE_UNKNOWN_CELL, "/cells/0", form, "C7", NULL)->row = 12;
    form[0] = '?';
    assert_int_equal(issues.count, 2);
    const struct issue *first = issues.first, *second = first->next;
    assert_int_equal(first->type, ISSUE_UNKNOWN_UNIT);
    assert_string_equal(first->pointer, "/unit");
    assert_null(first->in);
    assert_string_equal(second->pointer, "/cells/0");
    assert_int_equal(second->row, 12);
    assert_null(second->next);
    assert_ptr_equal(second, issues.last);
    assert_string_equal(issue_detail(*state, second, LANGUAGE_VI), "Biểu mẫu 01-KH không có ô C7");
    assert_string_equal(issue_detail(*state, second, LANGUAGE_EN), "Form 01-KH has no cell C7");
}

static void an_issue_of_no_member_of_the_body_has_no_pointer(void **state) {
    struct issues issues;
    issues_init(&issues, *state);
    assert_null(issue_add_at(&issues, ISSUE_REASON_NEEDED, NULL, NULL, NULL, NULL)->pointer);
}

static void a_flood_of_issues_is_cut_and_costs_no_more_memory(void **state) {
    struct arena *arena = *state;
    struct issues issues;
    issues_init(&issues, arena);
    for (int i = 0; i < ISSUES_MAX; i++)
        issue_add(&issues, ISSUE_UNKNOWN_MEMBER, NULL, NULL, NULL, NULL);
    assert_false(issues.truncated);
    struct issue *last = issues.last;
    size_t bytes = arena->bytes;
    for (int i = 0; i < 100000; i++)
        issue_add(&issues, ISSUE_TOO_LONG, NULL, "512", NULL, NULL)->row = 1;
    issue_add_at(&issues, ISSUE_TOO_LONG, "/title", "512", NULL, NULL);
    assert_true(issues.truncated);
    assert_int_equal(issues.count, ISSUES_MAX);
    assert_ptr_equal(issues.last, last);
    assert_null(last->next);
    assert_int_equal(arena->bytes, bytes);
}

static void long_arguments_and_names_are_cut_between_characters(void **state) {
    struct issues issues;
    issues_init(&issues, *state);
    char text[3001] = "";
    for (int at = 0; at < 3000; at += 3)
        memcpy(text + at, "ế", 3);
    struct place place = {.name = text};
    struct issue *issue = issue_add(&issues, ISSUE_UNKNOWN_UNIT, &place, text, NULL, NULL);
    assert_in_range(strlen(issue->arguments[0]), ISSUE_TEXT_MAX - 3, ISSUE_TEXT_MAX);
    assert_true(text_is_utf8(issue->arguments[0], strlen(issue->arguments[0])));
    assert_in_range(strlen(issue->pointer), ISSUE_TEXT_MAX - 3, ISSUE_TEXT_MAX + 1);
    assert_true(text_is_utf8(issue->pointer, strlen(issue->pointer)));
}

static void an_argument_is_not_read_as_a_template(void **state) {
    struct issue issue = {.type = ISSUE_RULE_BROKEN, .arguments = {"{1}", "{0} %s"}};
    assert_string_equal(issue_detail(*state, &issue, LANGUAGE_EN), "Rule {1}: {0} %s");
    struct issue bare = {.type = ISSUE_RULE_BROKEN};
    assert_string_equal(issue_detail(*state, &bare, LANGUAGE_EN), "Rule : ");
}

static void codes_stand_in_words_where_a_type_names_them(void **state) {
    static const struct {
        struct issue issue;
        const char *vi, *en;
    } told[] = {
        {{.type = ISSUE_WRONG_TYPE, .arguments = {"string"}}, "Phải là một chuỗi ký tự", "Must be a string"},
        {{.type = ISSUE_NOT_ALLOWED_NOW, .arguments = {"accepted"}},
         "Không làm được khi đang ở trạng thái đã tiếp nhận",
         "Not possible in state accepted"},
        {{.type = ISSUE_WRONG_LEVEL, .arguments = {"PCMD-X", "district"}},
         "Biểu mẫu PCMD-X không dành cho cấp huyện",
         "Form PCMD-X is not reported at level district"},
        {{.type = ISSUE_UNKNOWN_CELL, .arguments = {"district", "string"}},
         "Biểu mẫu district không có ô string",
         "Form district has no cell string"},
        {{.type = ISSUE_NOT_ALLOWED_NOW, .arguments = {"of tomorrow"}},
         "Không làm được khi đang ở trạng thái of tomorrow",
         "Not possible in state of tomorrow"},
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        assert_string_equal(issue_detail(*state, &told[i].issue, LANGUAGE_VI), told[i].vi);
        assert_string_equal(issue_detail(*state, &told[i].issue, LANGUAGE_EN), told[i].en);
    }
}

static bool is_camel_case(const char *name) {
    return *name >= 'a' && *name <= 'z' && text_is_code(name, CODE_MAX) && strpbrk(name, "._-") == NULL;
}

static size_t arguments_in(const char *text, char number) {
    char argument[] = {'{', number, '}', '\0'};
    size_t count = 0;
    for (; (text = strstr(text, argument)) != NULL; text++)
        count++;
    return count;
}

/* The table's own rules: one name a type, and both languages use the same arguments. */
static void every_type_has_its_name_and_two_texts_that_agree(void **state) {
    struct issue issue = {.arguments = {"{0}", "{1}", "{2}"}};
    for (int type = 0; type < ISSUE_TYPE_COUNT; type++) {
        issue.type = (enum issue_type)type;
        assert_true(is_camel_case(issue_type_name(issue.type)));
        for (int other = 0; other < type; other++)
            assert_string_not_equal(issue_type_name(issue.type), issue_type_name((enum issue_type)other));
        const char *vietnamese = issue_detail(*state, &issue, LANGUAGE_VI);
        const char *english = issue_detail(*state, &issue, LANGUAGE_EN);
        assert_true(text_is_utf8(vietnamese, strlen(vietnamese)));
        assert_string_not_equal(vietnamese, english);
        for (char number = '0'; number <= '2'; number++)
            assert_int_equal(arguments_in(vietnamese, number), arguments_in(english, number));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_place_is_an_rfc_6901_pointer, setup, teardown),
        cmocka_unit_test_setup_teardown(issues_come_in_the_order_found_with_their_arguments, setup, teardown),
        cmocka_unit_test_setup_teardown(an_issue_of_no_member_of_the_body_has_no_pointer, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flood_of_issues_is_cut_and_costs_no_more_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(long_arguments_and_names_are_cut_between_characters, setup, teardown),
        cmocka_unit_test_setup_teardown(an_argument_is_not_read_as_a_template, setup, teardown),
        cmocka_unit_test_setup_teardown(codes_stand_in_words_where_a_type_names_them, setup, teardown),
        cmocka_unit_test_setup_teardown(every_type_has_its_name_and_two_texts_that_agree, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
