/* What is recorded beside a plan's document reaches the targets that it is meant for: shares, conditions that are met, and what is said in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "core/text.h"
#include "records.h"

#define AMOUNT(code, more)                                                                                             \
    "{\"code\":\"" code "\",\"kind\":\"amount\",\"value\":\"20\",\"measure\":{\"cell\":\"FORM.people\"}" more "}"
#define WAITS(code, for, target, more)                                                                                 \
    "{\"code\":\"" code "\",\"kind\":\"conditional\",\"when\":{\"allocation\":\"" for "\"},\"target\":" target more "}"
#define SHARE(value) ",\"allocations\":[{\"unit\":\"001\",\"value\":\"" value "\"}]"

/* One waits for money, one for its own code, one for what B gets; each share is another number. */
static const char plan[] =
    "\"id\":\"0190a8f0-0000-7000-8000-000000000001\",\"code\":\"ha-noi\",\"state\":\"issued\",\"version\":3,"
    "\"recordedOn\":\"2023-01-01\",\"body\":{\"code\":\"ha-noi\",\"programme\":\"prog\",\"title\":\"Kế hoạch\","
    "\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},\"span\":\"2023\",\"targets\":[" WAITS(
        "MONEYED", "MONEY", AMOUNT("M1", ""),
        "") "," WAITS("OWN", "OWN", AMOUNT("O1", SHARE("3")),
                      "") "," WAITS("AFTER-B", "B", AMOUNT("F1", ""),
                                    SHARE("4")) "," AMOUNT("B",
                                                           "") "," WAITS("WORDS", "W",
                                                                         "{\"code\":\"W1\",\"kind\":\"narrative\"}",
                                                                         "") "]}";

struct held {
    struct arena arena;
    struct reference *reference;
    const struct snapshot *snapshot;
    const struct plan *plan;
};

static struct held hold(const char *recorded) {
    struct held held = {.reference = reference_new()};
    struct test_record rows[sizeof test_units / sizeof *test_units];
    struct test_records records = {rows};
    struct record_source source = {test_records_each, &records};
    struct fail fail;
    uint32_t unreadable;
    memcpy(rows, test_units, sizeof test_units);
    for (size_t i = 0; rows[i].key; i++)
        if (text_equal(rows[i].key, "plan:2023"))
            rows[i].value = arena_format(&held.arena, "{%s%s}", plan, recorded);
    assert_true(reference_build(held.reference, &source, 1, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    held.snapshot = reference_hold(held.reference);
    held.plan = snapshot_plan(held.snapshot, "ha-noi");
    return held;
}

static void let_go(struct held *held) {
    snapshot_release(held->snapshot);
    reference_free(held->reference);
    arena_done(&held->arena);
}

static const struct target *named(const struct held *held, const char *code) {
    const struct target *target = target_named(held->plan->targets, held->plan->target_count, code);
    assert_non_null(target);
    assert_string_equal(target->code, code);
    return target;
}

/* "001: 20" or "" where nothing is. */
static void expect_share(const struct held *held, const char *code, const char *value) {
    const struct target *target = named(held, code);
    const char *share = target_allocated(target, unit_by_id(snapshot_tree(held->snapshot), "001@2012-01-01"));
    if (!text_equal(share ? share : "", value))
        fail_msg("%s has “%s”, not “%s”", code, share ? share : "", value);
}

#define RECORDED(code, value) "\"" code "\":[{\"unit\":\"001@2012-01-01\",\"value\":\"" value "\"}]"

static void shares_recorded_by_what_is_waited_for_reach_the_target_inside(void **state) {
    (void)state;
    struct held held = hold(",\"allocations\":{" RECORDED("MONEY", "15") "}");
    assert_true(named(&held, "MONEYED")->condition_met);
    expect_share(&held, "MONEYED", "15");
    expect_share(&held, "M1", "15");
    assert_false(named(&held, "OWN")->condition_met);
    expect_share(&held, "B", "");
    let_go(&held);
}

static void a_target_inside_keeps_the_shares_of_its_own(void **state) {
    (void)state;
    struct held held = hold(",\"allocations\":{" RECORDED("OWN", "15") "," RECORDED("M1", "7") "}");
    assert_true(named(&held, "OWN")->condition_met);
    expect_share(&held, "OWN", "15");
    expect_share(&held, "O1", "3");
    expect_share(&held, "M1", "7");
    expect_share(&held, "MONEYED", "");
    assert_false(named(&held, "MONEYED")->condition_met);
    let_go(&held);
}

static void what_another_target_gets_is_not_shared_out_twice(void **state) {
    (void)state;
    struct held held = hold(",\"allocations\":{" RECORDED("B", "15") "}");
    assert_true(named(&held, "AFTER-B")->condition_met);
    expect_share(&held, "B", "15");
    expect_share(&held, "AFTER-B", "4");
    expect_share(&held, "F1", "4"); /* of the document */
    let_go(&held);
}

static void words_about_a_conditional_target_are_about_the_one_inside(void **state) {
    (void)state;
    static const char *const codes[] = {"WORDS", "W", "W1"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct arena arena = {0};
        struct held held =
            hold(arena_format(&arena,
                              ",\"assessments\":{\"%s\":[{\"period\":\"2023-H1\",\"text\":\"Tốt\",\"state\":"
                              "\"onTrack\"}]}",
                              codes[i]));
        assert_int_equal(named(&held, "W1")->assessment_count, 1);
        assert_string_equal(named(&held, "W1")->assessments[0].text, "Tốt");
        let_go(&held);
        arena_done(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_recorded_by_what_is_waited_for_reach_the_target_inside),
        cmocka_unit_test(a_target_inside_keeps_the_shares_of_its_own),
        cmocka_unit_test(what_another_target_gets_is_not_shared_out_twice),
        cmocka_unit_test(words_about_a_conditional_target_are_about_the_one_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
