/* Ad hoc requests and extensions in a snapshot: a period of their own, obligations from them, due moments moved with the original kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "core/text.h"
#include "records.h"
#include "reference/decode.h"

#define REQUEST                                                                                                        \
    {                                                                                                                  \
        "request:R1",                                                                                                  \
            "{\"code\":\"R1\",\"version\":1,\"recordedOn\":\"2023-04-01\",\"body\":{\"form\":\"FORM\","                \
            "\"units\":[\"00001\"],\"period\":{\"code\":\"X-R1\",\"start\":\"2023-04-01\",\"end\":\"2023-05-01\"},"    \
            "\"dueAt\":\"2023-05-10T17:00:00Z\",\"title\":\"Rà soát\"}}"                                             \
    }
#define EXTENSION(id, period, units, what)                                                                             \
    {                                                                                                                  \
        "extension:" id,                                                                                               \
            "{\"code\":\"" id "\",\"version\":1,\"recordedOn\":\"2023-06-01\",\"body\":{\"form\":\"FORM\","            \
            "\"period\":\"" period "\",\"units\":[" units "]," what ",\"reason\":\"bão\"}}"                           \
    }

enum { ROWS_MAX = 40 };

/* The records of all tests, and more behind them. */
static struct reference *built_with(const struct test_record *more) {
    struct test_record rows[ROWS_MAX] = {{0}};
    size_t count = 0;
    for (const struct test_record *row = test_units; row->key; row++)
        rows[count++] = *row;
    for (; more->key; more++)
        rows[count++] = *more;
    struct test_records records = {rows};
    return test_reference((struct record_source){.each = test_records_each, .context = &records}, 7);
}

struct held {
    struct reference *reference;
    const struct snapshot *snapshot;
    struct arena arena;
};

static struct held hold(const struct test_record *more) {
    struct held held = {.reference = built_with(more)};
    held.snapshot = reference_hold(held.reference);
    return held;
}

static void let_go(struct held *held) {
    arena_done(&held->arena);
    snapshot_release(held->snapshot);
    reference_free(held->reference);
}

static const struct obligation_list *owed(struct held *held, const char *code) {
    struct period period;
    const struct form *form = snapshot_form(held->snapshot, "FORM");
    assert_true(snapshot_period(held->snapshot, form, code, &period));
    return snapshot_obligations(held->snapshot, form, &period, &held->arena);
}

static const struct obligation *owed_by(struct held *held, const char *code, const char *unit) {
    const struct obligation_list *list = owed(held, code);
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(snapshot_tree(held->snapshot)->units[list->obligations[i].unit].id, unit))
            return &list->obligations[i];
    return NULL;
}

static moment_t moment(const char *text) {
    moment_t parsed;
    assert_true(moment_parse(text, &parsed));
    return parsed;
}

static void a_request_has_a_period_that_those_it_asks_owe(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){REQUEST, {0}});
    const struct obligation_list *list = owed(&held, "X-R1");
    assert_int_equal(list->count, 1);
    assert_string_equal(list->obligations[0].duty->code, "R1");
    assert_int_equal(list->obligations[0].duty->regime, REGIME_AD_HOC);
    assert_string_equal(list->obligations[0].agency, "people-committee");
    assert_int_equal(list->obligations[0].due_at, moment("2023-05-10T17:00:00Z"));
    struct period period;
    assert_true(snapshot_period_of_request(held.snapshot, "X-R1", &period));
    assert_int_equal(period.start, day_of(2023, 4, 1));
    assert_int_equal(period.end, day_of(2023, 5, 1));
    assert_true(snapshot_form_owed(held.snapshot, snapshot_form(held.snapshot, "FORM"), &period));
    assert_int_equal(owed(&held, "2023-H1")->count, 3); /* the standing duties are as they were */
    let_go(&held);
}

static void a_period_of_no_request_is_none(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){REQUEST, {0}});
    struct period period;
    const struct form *form = snapshot_form(held.snapshot, "FORM");
    assert_false(snapshot_period(held.snapshot, form, "X-R2", &period));
    assert_false(snapshot_period(held.snapshot, form, "X-", &period));
    assert_false(snapshot_period_of_request(held.snapshot, "2023-H1", &period));
    let_go(&held);
}

static void an_extension_moves_the_due_moment_of_its_units_alone(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){
        EXTENSION("E1", "2023-H1", "\"00001\"", "\"dueAt\":\"2023-06-25T17:00:00Z\""),
        EXTENSION("E2", "2023-H1", "\"00001\",\"00688\"", "\"dueAt\":\"2023-06-20T17:00:00Z\""),
        EXTENSION("E3", "2022-H1", "\"00004\"", "\"dueAt\":\"2023-07-20T17:00:00Z\""),
        {0}});
    const struct obligation *twice = owed_by(&held, "2023-H1", "00001@2012-01-01");
    assert_int_equal(twice->due_at, moment("2023-06-25T17:00:00Z")); /* the latest of both */
    assert_int_equal(twice->original_due_at, moment("2023-06-14T17:00:00Z"));
    const struct obligation *once = owed_by(&held, "2023-H1", "00688@2012-01-01");
    assert_int_equal(once->due_at, moment("2023-06-20T17:00:00Z"));
    assert_int_equal(once->original_due_at, moment("2023-06-16T17:00:00Z"));
    const struct obligation *other = owed_by(&held, "2023-H1", "00004@2012-01-01");
    assert_int_equal(other->due_at, other->original_due_at);
    assert_int_equal(other->open_until, MOMENT_NONE);
    let_go(&held);
}

static void reopening_keeps_the_due_moment_and_may_end(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){
        EXTENSION("E1", "2023-H1", "\"00001\"", "\"reopen\":true"),
        EXTENSION("E2", "2023-H1", "\"00004\"", "\"reopen\":true,\"dueAt\":\"2024-01-31T17:00:00Z\""),
        {0}});
    const struct obligation *open = owed_by(&held, "2023-H1", "00001@2012-01-01");
    assert_int_equal(open->open_until, MOMENT_ALWAYS);
    assert_int_equal(open->due_at, open->original_due_at);
    const struct obligation *ends = owed_by(&held, "2023-H1", "00004@2012-01-01");
    assert_int_equal(ends->open_until, moment("2024-01-31T17:00:00Z"));
    assert_int_equal(ends->due_at, ends->original_due_at);
    let_go(&held);
}

static void an_extension_may_extend_a_request(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){
        REQUEST, EXTENSION("E1", "X-R1", "\"00001\"", "\"dueAt\":\"2023-05-20T17:00:00Z\""), {0}});
    assert_int_equal(owed_by(&held, "X-R1", "00001@2012-01-01")->due_at, moment("2023-05-20T17:00:00Z"));
    let_go(&held);
}

static void what_a_cube_depends_on_changes_with_each_of_them(void **state) {
    (void)state;
    struct held none = hold((const struct test_record[]){{0}});
    struct held request = hold((const struct test_record[]){REQUEST, {0}});
    struct held extension = hold((const struct test_record[]){
        REQUEST, EXTENSION("E1", "X-R1", "\"00001\"", "\"dueAt\":\"2023-05-20T17:00:00Z\""), {0}});
    assert_true(snapshot_basis(none.snapshot) != snapshot_basis(request.snapshot));
    assert_true(snapshot_basis(request.snapshot) != snapshot_basis(extension.snapshot));
    let_go(&none);
    let_go(&request);
    let_go(&extension);
}

/* As they come in. */
static const char *refusal_of(struct held *held, bool extends, const char *members) {
    struct issues issues;
    struct request request;
    struct extension extension;
    const char *line = "";
    json_t *body = json_loads(members, 0, NULL);
    assert_non_null(body);
    issues_init(&issues, &held->arena);
    struct decoding decoding = {
        .arena = &held->arena, .issues = &issues, .snapshot = held->snapshot, .date = day_of(2023, 6, 1)};
    if (extends)
        (void)decode_extension(&decoding, "E9", body, &extension);
    else
        (void)decode_request(&decoding, "R9", body, &request);
    for (const struct issue *issue = issues.first; issue; issue = issue->next)
        line = arena_format(&held->arena, "%s%s %s;", line, issue_type_name(issue->type), issue->pointer);
    json_decref(body);
    return line;
}

#define ASKED(more)                                                                                                    \
    "{\"form\":\"FORM\",\"units\":[\"00001\"],\"period\":{\"start\":\"2023-04-01\",\"end\":\"2023-05-01\"},"           \
    "\"dueAt\":\"2023-05-10T17:00:00Z\"" more "}"
#define EXTENDED(reason)                                                                                               \
    "{\"form\":\"FORM\",\"period\":\"2023-H1\",\"units\":[\"00001\"],\"dueAt\":\"2023-07-10T17:00:00Z\",\"reason\":"   \
    "\"" reason "\"}"

static void whom_a_request_names_is_somebody(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){{0}});
    assert_string_equal(refusal_of(&held, false, ASKED("")), "");
    assert_string_equal(
        refusal_of(&held, false, ASKED(",\"recipients\":[{\"unit\":\"01\",\"function\":\"people-committee\"}]")), "");
    assert_string_equal(
        refusal_of(&held, false, ASKED(",\"recipients\":[{\"unit\":\"01\",\"function\":\"comittee\"}]")),
        "unknownCode /recipients/0/function;");
    let_go(&held);
}

static void more_time_is_given_for_a_reason(void **state) {
    (void)state;
    struct held held = hold((const struct test_record[]){{0}});
    assert_string_equal(refusal_of(&held, true, EXTENDED("bão")), "");
    assert_string_equal(refusal_of(&held, true, EXTENDED("")), "reasonNeeded /reason;");
    let_go(&held);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_has_a_period_that_those_it_asks_owe),
        cmocka_unit_test(a_period_of_no_request_is_none),
        cmocka_unit_test(an_extension_moves_the_due_moment_of_its_units_alone),
        cmocka_unit_test(reopening_keeps_the_due_moment_and_may_end),
        cmocka_unit_test(an_extension_may_extend_a_request),
        cmocka_unit_test(whom_a_request_names_is_somebody),
        cmocka_unit_test(more_time_is_given_for_a_reason),
        cmocka_unit_test(what_a_cube_depends_on_changes_with_each_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
