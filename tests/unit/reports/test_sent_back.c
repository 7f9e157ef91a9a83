/* An answer that is edited and sent back: what only the service sets is let through where it is what was answered. */
#include "paper.h"

#include "core/text.h"
#include "present.h"
#include "sent_back.h"

struct desk {
    struct paper paper;
    struct report current;
    json_t *answer; /* of the current version, in English */
};

/* An accepted report with a warning, a remark, and a reason of who accepted it. */
static int given_an_accepted_report(void **state) {
    static struct desk desk;
    paper_begin(&desk.paper);
    desk.paper.setting.is_change = true;
    desk.current = paper_report(&desk.paper, "00001", "'people':4,'stock':5,'area':'1.5'", "");
    desk.current.version = 2;
    desk.current.state = REPORT_ACCEPTED;
    desk.current.reason = "đã đối chiếu";
    desk.current.comments = "{\"people\":\"đã xem\"}";
    desk.current.recorded = desk.paper.setting.now;
    AUTO_BUFFER text = {0};
    struct json_writer json;
    json_writer_init(&json, &text);
    write_report(&json, NULL, desk.paper.snapshot, &desk.current, LANGUAGE_EN, &desk.paper.arena);
    desk.answer = json_loadb(text.bytes, text.size, 0, NULL);
    assert_non_null(desk.answer);
    *state = &desk;
    return 0;
}

static int forget_it(void **state) {
    struct desk *desk = *state;
    json_decref(desk->answer);
    paper_end(&desk->paper);
    return 0;
}

static void send_back(struct desk *desk, struct entry *ret_entry) {
    entry_read(&desk->paper.setting, desk->answer, ret_entry, &desk->paper.issues);
    entry_check(&desk->paper.setting, ret_entry, &desk->paper.issues);
    sent_back_check(desk->paper.snapshot, &desk->current, desk->answer, &desk->paper.issues);
}

static void an_answer_with_another_figure_is_a_change(void **state) {
    struct desk *desk = *state;
    struct entry entry;
    json_object_set_new(json_object_get(desk->answer, "values"), "people", json_integer(7));
    send_back(desk, &entry);
    assert_int_equal(desk->paper.issues.count, 0);
    assert_int_equal(entry.content.values[0], 7);
    assert_int_equal(entry.content.values[1], 150);
    assert_false(entry.draft);
    assert_string_equal(entry.period.code, "2023-H1");
}

static void the_answer_as_it_is_says_the_same(void **state) {
    struct desk *desk = *state;
    struct entry entry;
    struct report next;
    send_back(desk, &entry);
    assert_int_equal(desk->paper.issues.count, 0);
    entry_make(&desk->paper.setting, &entry, &next);
    assert_memory_equal(next.sha256, desk->current.sha256, SHA256_SIZE);
}

/* Each of these says what the current version does not. */
static const char *const changed[][2] = {
    {"id", "\"0190a8f0-0000-7000-8000-000000000009\""},
    {"formVersion", "2"},
    {"unitCode", "\"00004\""},
    {"version", "1"},
    {"submittedAt", "\"2023-06-14T00:00:00Z\""},
    {"firstSubmittedAt", "\"2023-06-14T00:00:00Z\""},
    {"dueAt", "\"2030-01-01T00:00:00Z\""},
    {"timeliness", "\"onTime\""},
    {"missing", "[\"people\"]"},
    {"warnings", "[]"},
    {"cells", "{}"},
    {"recordedAt", "\"2023-06-14T00:00:00Z\""},
    {"sha256", "\"00\""},
    {"state", "\"returned\""},
    {"period", "{\"code\":\"2023-H1\",\"start\":\"2023-01-01\",\"end\":\"2023-06-15\"}"},
};

static void what_only_we_set_cannot_be_changed(void **state) {
    struct desk *desk = *state;
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        struct entry entry;
        json_t *before = json_incref(json_object_get(desk->answer, changed[i][0]));
        assert_non_null(before);
        json_object_set_new(desk->answer, changed[i][0], json_loads(changed[i][1], JSON_DECODE_ANY, NULL));
        issues_init(&desk->paper.issues, &desk->paper.arena);
        send_back(desk, &entry);
        if (desk->paper.issues.count != 1)
            fail_msg("%s: %u issues", changed[i][0], desk->paper.issues.count);
        assert_int_equal(desk->paper.issues.first->type, ISSUE_INCONSISTENT);
        assert_string_equal(desk->paper.issues.first->pointer + 1, changed[i][0]);
        json_object_set_new(desk->answer, changed[i][0], before);
    }
}

/* NULL is as good as absent, and each list of the table above is the whole list. */
static void what_is_left_out_or_null_is_not_asked_about(void **state) {
    struct desk *desk = *state;
    size_t count = 0;
    for (; sent_back_members[count]; count++)
        json_object_set_new(desk->answer, sent_back_members[count], json_null());
    json_object_del(desk->answer, "version");
    struct entry entry;
    send_back(desk, &entry);
    assert_int_equal(desk->paper.issues.count, 0);
    assert_int_equal(count + 2, sizeof changed / sizeof *changed);
}

static void warnings_may_be_in_the_other_language(void **state) {
    struct desk *desk = *state;
    struct entry entry;
    json_t *warning = json_array_get(json_object_get(desk->answer, "warnings"), 0);
    json_object_set_new(warning, "detail", json_string("Quy tắc R1: ít"));
    json_t *other = json_array_get(json_object_get(desk->answer, "warnings"), 1);
    json_object_set_new(other, "detail",
                        json_string("00001/people-committee không phải báo cáo biểu PAPER kỳ 2023-H1"));
    send_back(desk, &entry);
    assert_int_equal(desk->paper.issues.count, 0);
}

static void a_decisions_reason_is_not_the_changes(void **state) {
    struct desk *desk = *state;
    assert_true(sent_back_reason(&desk->current, "đã đối chiếu"));
    assert_false(sent_back_reason(&desk->current, "cộng nhầm"));
    assert_false(sent_back_reason(&desk->current, NULL));
    desk->current.state = REPORT_SUBMITTED; /* then it is who reports that said it */
    assert_false(sent_back_reason(&desk->current, "đã đối chiếu"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, given_an_accepted_report, forget_it)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(an_answer_with_another_figure_is_a_change), CASE(the_answer_as_it_is_says_the_same),
        CASE(what_only_we_set_cannot_be_changed),        CASE(what_is_left_out_or_null_is_not_asked_about),
        CASE(warnings_may_be_in_the_other_language),     CASE(a_decisions_reason_is_not_the_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
