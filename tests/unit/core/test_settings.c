/* Settings come from file and environment, are all checked at once, and never show a secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/settings.h"
#include "stops.h"

static const struct setting rows[] = {
    {"TONGHOP_TEST_PORT", SETTING_NUMBER, "8080", 1, 65535, SETTING_OPEN, "Port to listen on"},
    {"TONGHOP_TEST_DATABASE", SETTING_TEXT, NULL, 1, 40, SETTING_SECRET, "How to reach the database"},
    {"TONGHOP_TEST_RELAY", SETTING_FLAG, "true", 0, 0, SETTING_OPEN, "Whether to publish"},
    {"TONGHOP_TEST_LEVEL", SETTING_TEXT, "info", 0, 0, SETTING_OPEN, "debug|info|warn|error"},
    {"TONGHOP_TEST_BALANCE", SETTING_NUMBER, "0", INT64_MIN, INT64_MAX, SETTING_OPEN, "Any number"},
};
enum { ROWS = sizeof rows / sizeof *rows };

struct fixture {
    struct arena arena;
    struct settings settings;
    const char *problems;
    char path[32];
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.path = "/tmp/tonghop-settings-XXXXXX"};
    int file = mkstemp(fixture.path);
    close(file);
    for (size_t i = 0; i < ROWS; i++)
        unsetenv(rows[i].name);
    unsetenv("TONGHOP_CONFIG");
    *state = &fixture;
    return file < 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    arena_done(&fixture->arena);
    return unlink(fixture->path);
}

static bool load(struct fixture *fixture) {
    return settings_load(rows, ROWS, &fixture->arena, &fixture->settings, &fixture->problems);
}

static bool load_with_file(struct fixture *fixture, const char *content) {
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    setenv("TONGHOP_CONFIG", fixture->path, 1);
    return load(fixture);
}

static void expect_problem(const struct fixture *fixture, const char *problem) {
    if (strstr(fixture->problems, problem) == NULL)
        fail_msg("\"%s\" is not among: %s", problem, fixture->problems);
}

static void what_is_not_given_has_its_default(void **state) {
    struct fixture *fixture = *state;
    setenv("TONGHOP_TEST_DATABASE", "host=db", 1);
    assert_true(load(fixture));
    assert_string_equal(fixture->problems, "");
    assert_int_equal(setting_number(&fixture->settings, "TONGHOP_TEST_PORT"), 8080);
    assert_string_equal(setting_text(&fixture->settings, "TONGHOP_TEST_DATABASE"), "host=db");
    assert_true(setting_flag(&fixture->settings, "TONGHOP_TEST_RELAY"));
}

static void the_environment_wins_over_the_file(void **state) {
    struct fixture *fixture = *state;
    setenv("TONGHOP_TEST_PORT", "9090", 1);
    assert_true(load_with_file(fixture, "# Reports of the province\n"
                                        "TONGHOP_TEST_PORT = 7070\n"
                                        "TONGHOP_TEST_DATABASE=host=db user=tonghop ; a comment\n"
                                        "\n"
                                        "TONGHOP_TEST_RELAY=false\n"));
    assert_int_equal(setting_number(&fixture->settings, "TONGHOP_TEST_PORT"), 9090);
    assert_string_equal(setting_text(&fixture->settings, "TONGHOP_TEST_DATABASE"), "host=db user=tonghop");
    assert_false(setting_flag(&fixture->settings, "TONGHOP_TEST_RELAY"));
}

static void all_problems_are_told_at_once_without_values(void **state) {
    struct fixture *fixture = *state;
    setenv("TONGHOP_TEST_DATABASE", "a-password-that-is-longer-than-forty-characters", 1);
    assert_false(load_with_file(fixture, "TONGHOP_TEST_PORT=65536\n"
                                         "TONGHOP_TEST_RELAY=yes\n"
                                         "TONGHOP_TEST_COLOUR=red\n"));
    expect_problem(fixture, "TONGHOP_TEST_PORT: must be a whole number from 1 to 65535\n");
    expect_problem(fixture, "TONGHOP_TEST_RELAY: must be true or false\n");
    expect_problem(fixture, "TONGHOP_TEST_COLOUR: there is no such setting\n");
    expect_problem(fixture, "TONGHOP_TEST_DATABASE: must have at most 40 characters\n");
    assert_null(strstr(fixture->problems, "password"));
    assert_null(fixture->settings.values);
}

static void what_must_be_given_is_asked_for(void **state) {
    struct fixture *fixture = *state;
    assert_false(load(fixture));
    expect_problem(fixture, "TONGHOP_TEST_DATABASE: must be given: How to reach the database\n");
    setenv("TONGHOP_TEST_DATABASE", "", 1);
    assert_false(load(fixture));
    expect_problem(fixture, "TONGHOP_TEST_DATABASE: must have at least 1 characters\n");
}

static void a_file_that_is_not_as_we_want_it_is_refused(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *content, *problem;
    } cases[] = {
        {"[http]\nTONGHOP_TEST_PORT=1\n", "TONGHOP_TEST_PORT: the file has no sections, but it stands in [http]"},
        {"TONGHOP_TEST_PORT=1\nTONGHOP_TEST_PORT=1\n", "TONGHOP_TEST_PORT: stands twice"},
        {"TONGHOP_TEST_LEVEL=info\n  debug\n", "TONGHOP_TEST_LEVEL: stands twice in the file, or its next line is"},
        {"TONGHOP_TEST_LEVEL=info\nwhat is this\n", "line 2 of the file is not NAME=value"},
        {"TONGHOP_CONFIG=other.ini\n", "TONGHOP_CONFIG: there is no such setting"},
    };
    setenv("TONGHOP_TEST_DATABASE", "host=db", 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(load_with_file(fixture, cases[i].content));
        expect_problem(fixture, cases[i].problem);
    }
    unlink(fixture->path);
    assert_false(load(fixture));
    expect_problem(fixture, "cannot be read: No such file or directory");
    fclose(fopen(fixture->path, "w"));
}

static void a_line_is_whole_or_refused(void **state) {
    struct fixture *fixture = *state;
    setenv("TONGHOP_TEST_DATABASE", "host=db", 1);
    for (int size = 190; size < 210; size++) {
        for (int closed = 0; closed < 2; closed++) {
            char *content = arena_format(&fixture->arena, "# a comment\nTONGHOP_TEST_LEVEL=%0*d%s", size - 19, 7,
                                         closed ? "\nTONGHOP_TEST_PORT=7070\n" : "");
            if (load_with_file(fixture, content)) {
                assert_true(size < 200);
                assert_int_equal(strlen(setting_text(&fixture->settings, "TONGHOP_TEST_LEVEL")), size - 19);
            } else {
                assert_true(size >= 198);
                assert_string_equal(fixture->problems,
                                    "line 2 of the file is longer than 198 bytes: use the environment\n");
            }
        }
    }
}

static void numbers_are_whole_and_in_bounds(void **state) {
    struct fixture *fixture = *state;
    static const char *const wrong[] = {"",   "0",  "65536", "-1", "1.0", "1e3",
                                        " 1", "1 ", "0x10",  "+1", "1a",  "99999999999999999999"};
    setenv("TONGHOP_TEST_DATABASE", "host=db", 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        setenv("TONGHOP_TEST_PORT", wrong[i], 1);
        if (load(fixture))
            fail_msg("taken: \"%s\"", wrong[i]);
    }
    setenv("TONGHOP_TEST_PORT", "65535", 1);
    setenv("TONGHOP_TEST_BALANCE", "-9223372036854775808", 1);
    assert_true(load(fixture));
    assert_int_equal(setting_number(&fixture->settings, "TONGHOP_TEST_PORT"), 65535);
    assert_true(setting_number(&fixture->settings, "TONGHOP_TEST_BALANCE") == INT64_MIN);
    setenv("TONGHOP_TEST_BALANCE", "9223372036854775808", 1);
    assert_false(load(fixture));
}

static void flags_are_true_or_false(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *text;
        bool flag;
    } cases[] = {{"true", true}, {"1", true}, {"false", false}, {"0", false}};
    setenv("TONGHOP_TEST_DATABASE", "host=db", 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("TONGHOP_TEST_RELAY", cases[i].text, 1);
        assert_true(load(fixture));
        assert_int_equal(setting_flag(&fixture->settings, "TONGHOP_TEST_RELAY"), cases[i].flag);
    }
    setenv("TONGHOP_TEST_RELAY", "", 1);
    assert_false(load(fixture));
}

/* What a step writes to stdout. */
static const char *printed(struct fixture *fixture, void (*step)(struct fixture *)) {
    fflush(stdout);
    int stdout_before = dup(STDOUT_FILENO);
    assert_non_null(freopen(fixture->path, "w", stdout));
    step(fixture);
    fflush(stdout);
    dup2(stdout_before, STDOUT_FILENO);
    close(stdout_before);
    char text[4096];
    FILE *file = fopen(fixture->path, "r");
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    return arena_slice(&fixture->arena, text, size);
}

static void print(struct fixture *fixture) {
    settings_print(&fixture->settings);
}

static void document(struct fixture *fixture) {
    (void)fixture;
    settings_document(rows, ROWS, "reports");
}

static void printing_masks_secrets(void **state) {
    struct fixture *fixture = *state;
    setenv("TONGHOP_TEST_DATABASE", "host=db password=secret", 1);
    assert_true(load(fixture));
    assert_string_equal(printed(fixture, print), "TONGHOP_TEST_PORT=8080\n"
                                                 "TONGHOP_TEST_DATABASE=********\n"
                                                 "TONGHOP_TEST_RELAY=true\n"
                                                 "TONGHOP_TEST_LEVEL=info\n"
                                                 "TONGHOP_TEST_BALANCE=0\n");
}

static void the_document_is_a_table_of_all_rows(void **state) {
    const char *text = printed(*state, document);
    static const char *const lines[] = {
        "## reports\n\n| Name | Value | Default | Meaning |\n|---|---|---|---|\n",
        "| `TONGHOP_TEST_PORT` | 1 to 65535 | `8080` | Port to listen on |\n",
        "| `TONGHOP_TEST_DATABASE` | text of 1 to 40 characters, secret | must be given | How to reach the database "
        "|\n",
        "| `TONGHOP_TEST_RELAY` | true or false | `true` | Whether to publish |\n",
        "| `TONGHOP_TEST_LEVEL` | text | `info` | debug\\|info\\|warn\\|error |\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (strstr(text, lines[i]) == NULL)
            fail_msg("not in the document: %s\n%s", lines[i], text);
    }
}

static struct settings asked;

static void ask_for_an_unknown_name(void) {
    setting_text(&asked, "TONGHOP_TEST_COLOUR");
}

static void ask_for_a_number_as_text(void) {
    setting_text(&asked, "TONGHOP_TEST_PORT");
}

static void asking_for_what_no_row_has_stops_the_process(void **state) {
    struct fixture *fixture = *state;
    setenv("TONGHOP_TEST_DATABASE", "host=db", 1);
    assert_true(load(fixture));
    asked = fixture->settings;
    assert_true(stops(ask_for_an_unknown_name));
    assert_true(stops(ask_for_a_number_as_text));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_not_given_has_its_default),
        TEST(the_environment_wins_over_the_file),
        TEST(all_problems_are_told_at_once_without_values),
        TEST(what_must_be_given_is_asked_for),
        TEST(a_file_that_is_not_as_we_want_it_is_refused),
        TEST(a_line_is_whole_or_refused),
        TEST(numbers_are_whole_and_in_bounds),
        TEST(flags_are_true_or_false),
        TEST(printing_masks_secrets),
        TEST(the_document_is_a_table_of_all_rows),
        TEST(asking_for_what_no_row_has_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
