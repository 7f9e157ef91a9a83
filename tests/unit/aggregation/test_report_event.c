/* What the consumer understands of a record of tonghop.report.v1, and what it refuses. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "report_event.h"

static const char good[] =
    "{\"report\":\"0190a8f0-0000-7000-8000-000000000001\",\"version\":3,\"form\":\"PCMD-C\",\"formVersion\":1,"
    "\"unit\":\"25516@2012-01-01\",\"unitCode\":\"25516\",\"agency\":\"people-committee\",\"function\":\"people-"
    "committee\","
    "\"period\":{\"code\":\"2023-H1\",\"start\":\"2022-12-15\",\"end\":\"2023-06-15\"},\"state\":\"submitted\","
    "\"cells\":[12,null,-5],\"values\":{\"a\":12,\"}\":\"]\\\"\",\"c\":{\"deep\":[1,{}]}},\"submittedAt\":\"2023-06-"
    "10T03:00:00Z\","
    "\"firstSubmittedAt\":\"2023-06-10T03:00:00Z\",\"dueAt\":null,\"timeliness\":\"onTime\",\"sha256\":\"00\","
    "\"later\":[],"
    "\"recordedAt\":\"2023-06-10T03:00:01.5Z\",\"epoch\":2}";

/* The bytes stand at the end of a block, so that reading behind them is noticed. */
static bool read_bytes(const char *bytes, size_t size, struct report_event *ret_event, struct fail *fail) {
    char *exact = malloc(size == 0 ? 1 : size);
    memcpy(exact, bytes, size);
    const struct record record = {.value = exact, .value_size = size};
    bool read = report_event_read(&record, ret_event, fail);
    free(exact);
    return read;
}

static bool read_text(const char *text, struct report_event *ret_event, struct fail *fail) {
    return read_bytes(text, strlen(text), ret_event, fail);
}

static void a_version_is_read_whole(void **state) {
    (void)state;
    struct report_event event;
    struct fail fail = {0};
    const struct record record = {.value = good, .value_size = sizeof good - 1};
    assert_true(report_event_read(&record, &event, &fail));
    assert_string_equal(event.report, "0190a8f0-0000-7000-8000-000000000001");
    assert_string_equal(event.form, "PCMD-C");
    assert_string_equal(event.unit, "25516@2012-01-01");
    assert_string_equal(event.agency, "people-committee");
    assert_string_equal(event.period, "2023-H1");
    assert_int_equal(event.period_end, day_of(2023, 6, 15));
    assert_string_equal(event.state, "submitted");
    assert_string_equal(event.timeliness, "onTime");
    assert_int_equal(event.version, 3);
    assert_int_equal(event.epoch, 2);
    assert_int_equal(event.recorded_us, event.first_submitted_us + 1500000);
    static const int64_t cells[] = {12, QUANTITY_MISSING, -5};
    assert_int_equal(event.cell_count, 3);
    assert_memory_equal(event.cells, cells, sizeof cells);
}

static char *replaced(const char *from, const char *to) {
    static char text[4096];
    const char *at = strstr(good, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    return text;
}

static void what_may_be_absent_may_be_null(void **state) {
    (void)state;
    struct report_event event;
    struct fail fail;
    assert_true(read_text(replaced("\"firstSubmittedAt\":\"2023-06-10T03:00:00Z\"", "\"firstSubmittedAt\":null"),
                          &event, &fail));
    assert_int_equal(event.first_submitted_us, MOMENT_NONE);
    assert_true(read_text(replaced("\"timeliness\":\"onTime\"", "\"timeliness\":null"), &event, &fail));
    assert_string_equal(event.timeliness, "notDue");
    assert_true(read_text(replaced("[12,null,-5]", " [ ] "), &event, &fail));
    assert_int_equal(event.cell_count, 0);
    assert_true(read_text(replaced("[12,null,-5]", "[ 1 , null\n]"), &event, &fail));
    assert_int_equal(event.cell_count, 2);
}

static void figures_are_read_up_to_the_ends_of_their_range(void **state) {
    (void)state;
    struct report_event event;
    struct fail fail;
    static const int64_t cells[] = {QUANTITY_MAX, -QUANTITY_MAX, 0, -1};
    assert_true(read_text(replaced("[12,null,-5]", "[999999999999999999,-999999999999999999,-0,-1]"), &event, &fail));
    assert_int_equal(event.cell_count, 4);
    assert_memory_equal(event.cells, cells, sizeof cells);
}

static void as_many_figures_as_a_form_may_have_and_no_more_are_read(void **state) {
    (void)state;
    char cells[2 * CELLS_MAX + 4] = "[";
    struct report_event event;
    struct fail fail = {0};
    for (int i = 0; i < CELLS_MAX; i++)
        memcpy(cells + 1 + 2 * (size_t)i, "7,", 2);
    memcpy(cells + 2 * CELLS_MAX, "]", 2);
    assert_true(read_text(replaced("[12,null,-5]", cells), &event, &fail));
    assert_int_equal(event.cell_count, CELLS_MAX);
    assert_int_equal(event.cells[CELLS_MAX - 1], 7);
    memcpy(cells + 2 * CELLS_MAX, ",7]", 4);
    assert_false(read_text(replaced("[12,null,-5]", cells), &event, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
}

static void what_cannot_be_stored_is_refused_for_good(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;
    } wrong[] = {
        {"\"version\":3,", ""},
        {"\"version\":3", "\"version\":0"},
        {"\"version\":3", "\"version\":-3"},
        {"\"version\":3", "\"version\":3.0"},
        {"\"version\":3", "\"version\":99999999999999999999"},
        {"\"version\":3", "\"version\":3,\"version\":4"},
        {"0190a8f0-", "0190a8f0"},
        {"\"PCMD-C\"", "\"PCMD C\""},
        {"\"PCMD-C\"", "\"\""},
        {"25516@2012-01-01", "25516@2012-13-01"},
        {"25516@2012-01-01", "25516@2012-01-01@2012"},
        {"\"2023-06-15\"", "\"2022-12-15\""},
        {"\"2022-12-15\"", "\"2022-12-32\""},
        {"\"code\":\"2023-H1\",", ""},
        {"\"submitted\"", "\"lost\""},
        {"\"onTime\"", "\"never\""},
        {"[12,null,-5]", "[12,null,-5.5]"},
        {"[12,null,-5]", "[12,,5]"},
        {"[12,null,-5]", "[12,5,]"},
        {"[12,null,-5]", "[1234567890123456789]"},
        {"[12,null,-5]", "[[12]]"},
        {"[12,null,-5]", "[\"12\"]"},
        {"[12,null,-5]", "{}"},
        {"[12,null,-5]", "null"},
        {"2023-06-10T03:00:01.5Z", "yesterday"},
        {"\"epoch\":2}", "\"epoch\":2} x"},
        {"\"epoch\":2}", "\"epoch\":2"},
        {"\"epoch\":2}", "\"epoch\":2]"},
        {"\"later\":[]", "\"later\":[}"},
        {"\"later\":[]", "\"later\""},
        {"\"later\":[]", "later:[]"},
        {"people-committee\",\"function", "people\\u002dcommittee\",\"function"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct report_event event;
        struct fail fail = {0};
        if (read_text(replaced(wrong[i].from, wrong[i].to), &event, &fail))
            fail_msg("%s was taken", wrong[i].to);
        assert_int_equal(fail.fault, FAULT_INVALID);
        assert_false(fail.retry);
    }
}

static void no_end_is_read_beyond(void **state) {
    (void)state;
    for (size_t size = 0; size < sizeof good - 1; size++) {
        struct report_event event;
        struct fail fail;
        assert_false(read_bytes(good, size, &event, &fail));
    }
    char deep[2 * JSON_DEPTH_MAX + 8] = "{\"x\":";
    memset(deep + strlen(deep), '[', 2 * JSON_DEPTH_MAX);
    struct report_event event;
    struct fail fail;
    assert_false(read_bytes(deep, sizeof deep, &event, &fail));
}

/* The places for the cells of a form are counted once for all. */
static void a_report_has_no_more_cells_than_a_form(void **state) {
    (void)state;
    for (int count = 1000; count <= 1001; count++) {
        struct report_event event;
        struct fail fail;
        AUTO_BUFFER text = {0};
        const char *cells = strstr(good, "12,null,-5");
        buffer_add(&text, good, (size_t)(cells - good));
        for (int i = 1; i < count; i++)
            buffer_text(&text, "7,");
        buffer_text(&text, "7");
        buffer_text(&text, cells + strlen("12,null,-5"));
        assert_int_equal(read_bytes(text.bytes, text.size, &event, &fail), count == 1000);
    }
}

static void a_tombstone_is_no_report(void **state) {
    (void)state;
    struct report_event event;
    struct fail fail;
    const struct record record = {.value = NULL};
    assert_false(report_event_read(&record, &event, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_read_whole),
        cmocka_unit_test(what_may_be_absent_may_be_null),
        cmocka_unit_test(figures_are_read_up_to_the_ends_of_their_range),
        cmocka_unit_test(as_many_figures_as_a_form_may_have_and_no_more_are_read),
        cmocka_unit_test(what_cannot_be_stored_is_refused_for_good),
        cmocka_unit_test(no_end_is_read_beyond),
        cmocka_unit_test(a_report_has_no_more_cells_than_a_form),
        cmocka_unit_test(a_tombstone_is_no_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
