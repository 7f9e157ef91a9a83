/* What a plan takes over from the one above: a parent of the province, looked at from its district, a commune of it, and a neighbour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/text.h"
#include "plan_copy.h"
#include "reference/decode.h"

#include "../reference/records.h"

#define PEOPLE "{\"cell\":\"FORM.people\"}"
#define AMOUNT(code, more) "{\"code\":\"" code "\",\"kind\":\"amount\",\"measure\":" PEOPLE "," more "}"
#define COHORT(code, more) "{\"code\":\"" code "\",\"kind\":\"cohort\",\"recurrences\":" PEOPLE "," more "}"
#define MEMBERS(code, more) "{\"code\":\"" code "\",\"kind\":\"members\",\"done\":" PEOPLE "," more "}"
#define SHARE(code, numerator, denominator, more)                                                                      \
    "{\"code\":\"" code "\",\"kind\":\"share\",\"numerator\":" numerator ",\"denominator\":" denominator "," more "}"

static const char of_every_kind[] =
    "{\"code\":\"ha-noi\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},"
    "\"title\":\"Kế hoạch\",\"span\":\"2023\",\"targets\":[" AMOUNT("shared", "\"value\":\"100\",\"allocations\":[{"
                                                                              "\"unit\":\"001\",\"value\":\"5\"}]") "," AMOUNT("whole",
                                                                                                                               "\"value\":\"50\",\"baseline\":{\"period\":\"2022\",\"value\":\"40\"}") "," AMOUNT("sharedRange", "\"between\":[\"40\",\"60\"]") "," AMOUNT("range", "\"between\":[\"40\",\"60\"]") "," AMOUNT("none", "\"comparator\":\"eq\",\"value\":\"0\"") "," AMOUNT("ceiling",
                                                                                                                                                                                                                                                                                                                                                                                          "\"comparator\":\"le\",\"value\":\"9\"") "," SHARE("rate", PEOPLE, PEOPLE, "\"percent\":\"80\"") "," SHARE("ofTwelve", "{\"units\":\"commune\"}", "{\"number\":\"12\"}", "\"percent\":\"33.33\"") "," SHARE("districts", "{\"units\":\"district\"}", "{\"units\":\"district\"}", "\"percent\":\"90\"") "," COHORT("sharedCohort",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "\"size\":23") "," COHORT("cohort",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "\"size\":23") "," MEMBERS("list",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "\"list\":[{\"unit\":\"00001\"},{\"unit\":\"00004\"},{\"unit\":\"00001\",\"name\":\"Ngõ\"}]") "," MEMBERS("elsewhere",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "\"list\":[{\"unit\":\"00004\"}]") "," MEMBERS("count", "\"list\":null,\"count\":5") ","
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "{\"code\":\"given\",\"kind\":\"conditional\",\"when\":{\"allocation\":\"given\"},\"target\":" AMOUNT(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "givenInner",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "\"value\":\"10\"") "},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "{\"code\":\"both\",\"kind\":\"all\",\"parts\":[" AMOUNT(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "bothNumber",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "\"value\":\"30\"") "," MEMBERS("bothList", "\"list\":[{\"unit\":\"00004\"}]") "]},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "{\"code\":\"onlyThere\",\"kind\":\"all\",\"parts\":[" MEMBERS("onlyList", "\"list\":[{\"unit\":\"00004\"}]") "]}," AMOUNT("there",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "\"value\":\"7\",\"scope\":{\"unit\":\"00004\"},\"baseline\":{\"period\":\"2022\",\"value\":\"6\"}") ",{\"code\":\"words\",\"kind\":\"narrative\",\"sameAs\":\"there\"}]}";

static const char *body = of_every_kind; /* of the parent */

static const char recorded[] =
    "{\"code\":\"ha-noi\",\"id\":\"0190a8f0-0000-7000-8000-000000000001\",\"state\":\"issued\",\"version\":3,"
    "\"recordedOn\":\"2023-01-01\",\"allocations\":{"
    "\"shared\":[{\"unit\":\"001@2012-01-01\",\"value\":\"60\"}],"
    "\"sharedRange\":[{\"unit\":\"001@2012-01-01\",\"value\":\"20\"}],"
    "\"sharedCohort\":[{\"unit\":\"001@2012-01-01\",\"value\":\"8\"}],"
    "\"given\":[{\"unit\":\"001@2012-01-01\",\"value\":\"4\"}]},\"body\":";

struct derived {
    struct arena arena;
    struct reference *reference;
    const struct snapshot *snapshot;
    struct open_plan parent;
    struct issues issues;
    struct review review;
    json_t *body;
};

static void publish(struct derived *derived) {
    static struct test_record rows[sizeof test_units / sizeof *test_units];
    struct fail fail = {0};
    uint32_t unreadable = 0;
    struct test_records records = {rows};
    struct record_source source = {test_records_each, &records};
    memcpy(rows, test_units, sizeof test_units);
    for (size_t i = 0; rows[i].key; i++)
        if (text_equal(rows[i].key, "plan:2023"))
            rows[i].value = arena_format(&derived->arena, "%s%s}", recorded, body);
    derived->reference = reference_new();
    assert_true(reference_build(derived->reference, &source, 1, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    derived->snapshot = reference_hold(derived->reference);
}

static void open_parent(struct derived *derived, int32_t version) {
    struct open_plan *parent = &derived->parent;
    struct decoding decoding = {.arena = &derived->arena, .issues = &derived->issues, .snapshot = derived->snapshot};
    parent->body = json_loads(body, 0, NULL);
    assert_true(decode_plan(&decoding, parent->body, &parent->plan));
    parent->record.version = version;
    parent->date = plan_date(derived->snapshot, &parent->plan);
}

static void derive_for(struct derived *derived, const char *unit, const char *span, int32_t version) {
    *derived = (struct derived){.review = {.arena = &derived->arena}};
    issues_init(&derived->issues, &derived->arena);
    publish(derived);
    open_parent(derived, version);
    json_t *issuer = json_pack("{s:s, s:s}", "unit", unit, "agency", "people-committee");
    struct copy_order order = {.code = "own", .span = span, .derive = true, .issuer = issuer};
    derived->body =
        copy_derived(&order, &derived->parent, derived->snapshot, LANGUAGE_EN, &derived->review, &derived->issues);
    json_decref(issuer);
}

static void derive(struct derived *derived, const char *unit, int32_t version) {
    derive_for(derived, unit, NULL, version);
}

static void derived_done(struct derived *derived) {
    json_decref(derived->body);
    json_decref(derived->parent.body);
    snapshot_release(derived->snapshot);
    reference_free(derived->reference);
    arena_done(&derived->arena);
}

static json_t *named(const json_t *targets, const char *code) {
    size_t index;
    json_t *target;
    json_array_foreach((json_t *)targets, index, target) {
        if (text_equal(json_string_value(json_object_get(target, "code")), code))
            return target;
    }
    return NULL;
}

static json_t *target(const struct derived *derived, const char *code) {
    return named(json_object_get(derived->body, "targets"), code);
}

static const char *text_of(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

static const char *scope_of(const json_t *object) {
    return text_of(json_object_get(object, "scope"), "unit");
}

/* The review, a line an item, but for what is said of words. */
static const char *reviewed(struct derived *derived) {
    const char *lines = "";
    for (size_t i = 0; i < derived->review.count; i++) {
        const struct review_item *item = &derived->review.items[i];
        lines = arena_format(&derived->arena, "%s%s %s %s\n", lines, item->kind, item->path, item->text);
    }
    return lines;
}

static void a_district_takes_its_shares_and_is_asked_for_the_others(void **state) {
    (void)state;
    struct derived derived;
    derive(&derived, "001", 3);
    assert_int_equal(derived.issues.count, 0);
    assert_string_equal(text_of(target(&derived, "shared"), "value"), "60");
    assert_null(json_object_get(target(&derived, "shared"), "allocations"));
    assert_string_equal(text_of(target(&derived, "whole"), "value"), "50");
    assert_null(json_object_get(target(&derived, "whole"), "baseline"));
    assert_string_equal(text_of(target(&derived, "sharedRange"), "value"), "20");
    assert_null(json_object_get(target(&derived, "sharedRange"), "between"));
    assert_int_equal(json_integer_value(json_object_get(target(&derived, "sharedCohort"), "size")), 8);
    assert_string_equal(text_of(json_object_get(target(&derived, "given"), "target"), "value"), "4");
    assert_string_equal(reviewed(&derived), "baseline /targets/whole/baseline \n"
                                            "share /targets/whole/value 50\n"
                                            "share /targets/range/between 40..60\n"
                                            "share /targets/ofTwelve/percent 33.33\n"
                                            "level /targets/districts district\n"
                                            "share /targets/cohort/size 23\n"
                                            "share /targets/count/count 5\n"
                                            "share /targets/both/parts/bothNumber/value 30\n");
    derived_done(&derived);
}

static void its_scope_is_its_own_or_a_smaller_one(void **state) {
    (void)state;
    struct derived derived;
    derive(&derived, "001", 3);
    assert_string_equal(scope_of(target(&derived, "whole")), "001");
    assert_string_equal(scope_of(target(&derived, "there")), "00004");
    assert_string_equal(text_of(json_object_get(target(&derived, "there"), "baseline"), "value"), "6");
    assert_string_equal(text_of(target(&derived, "words"), "sameAs"), "there");
    assert_int_equal(json_array_size(json_object_get(target(&derived, "list"), "list")), 3);
    derived_done(&derived);
}

static void a_commune_takes_only_what_concerns_it(void **state) {
    (void)state;
    struct derived derived;
    derive(&derived, "00001", 3);
    assert_int_equal(derived.issues.count, 0);
    assert_null(target(&derived, "there"));
    assert_null(target(&derived, "elsewhere"));
    assert_null(target(&derived, "onlyThere"));
    assert_null(json_object_get(target(&derived, "words"), "sameAs"));
    assert_int_equal(json_array_size(json_object_get(target(&derived, "list"), "list")), 2);
    assert_int_equal(json_array_size(json_object_get(target(&derived, "both"), "parts")), 1);
    assert_non_null(strstr(reviewed(&derived), "share /targets/shared/value 100\n"));
    assert_non_null(strstr(reviewed(&derived), "share /targets/given/target/value 10\n"));
    assert_non_null(strstr(reviewed(&derived), "level /targets/ofTwelve commune\n"));
    derived_done(&derived);
}

/* Of a draft nothing is recorded: what it says itself holds. */
static void shares_are_those_of_the_version_that_is_derived(void **state) {
    (void)state;
    struct derived derived;
    derive(&derived, "001", 4);
    assert_string_equal(text_of(target(&derived, "shared"), "value"), "5");
    assert_null(json_object_get(target(&derived, "sharedRange"), "value"));
    assert_non_null(strstr(reviewed(&derived), "share /targets/sharedCohort/size 23\n"));
    derived_done(&derived);
}

static void in_the_parents_own_unit_the_whole_is_the_share(void **state) {
    (void)state;
    struct derived derived;
    derive(&derived, "01", 3);
    assert_int_equal(derived.issues.count, 0);
    assert_string_equal(text_of(target(&derived, "shared"), "value"), "100");
    assert_non_null(json_object_get(target(&derived, "whole"), "baseline"));
    assert_string_equal(reviewed(&derived), "");
    derived_done(&derived);
}

static void nobody_derives_from_a_neighbours_plan(void **state) {
    (void)state;
    static const char *const units[] = {"02", "024", "08", "VN"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct derived derived;
        derive(&derived, units[i], 3);
        assert_null(derived.body);
        assert_int_equal(derived.issues.count, 1);
        assert_int_equal(derived.issues.first->type, ISSUE_INCONSISTENT);
        assert_string_equal(derived.issues.first->pointer, "/issuer/unit");
        assert_string_equal(derived.issues.first->arguments[0], "01@2012-01-01");
        derived_done(&derived);
    }
}

#define NOTHING_FOR_001 ",\"allocations\":[{\"unit\":\"001\",\"value\":\"0\"}]"
#define PLAN(targets)                                                                                                  \
    "{\"code\":\"ha-noi\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},"        \
    "\"title\":\"Kế hoạch\",\"span\":\"2023..2025\",\"targets\":[" targets "]}"

/* clang-format off */
static const char without_a_share[] = PLAN(
    AMOUNT("least", "\"value\":\"9\"" NOTHING_FOR_001) ","
    AMOUNT("most", "\"comparator\":\"le\",\"value\":\"9\"" NOTHING_FOR_001) ","
    COHORT("cohort", "\"size\":9" NOTHING_FOR_001) ","
    MEMBERS("count", "\"list\":null,\"count\":9" NOTHING_FOR_001) ","
    "{\"code\":\"if\",\"kind\":\"conditional\",\"when\":{\"allocation\":\"m\"},\"target\":"
    AMOUNT("then", "\"value\":\"9\"" NOTHING_FOR_001) "},"
    "{\"code\":\"words\",\"kind\":\"narrative\",\"sameAs\":\"then\"}");
/* clang-format on */

static void what_has_no_share_is_left_out_but_a_ceiling_of_none_is_kept(void **state) {
    (void)state;
    struct derived derived;
    body = without_a_share;
    derive(&derived, "001", 4);
    body = of_every_kind;
    assert_int_equal(json_array_size(json_object_get(derived.body, "targets")), 2);
    assert_string_equal(text_of(target(&derived, "most"), "value"), "0");
    assert_null(json_object_get(target(&derived, "words"), "sameAs"));
    derived_done(&derived);
}

static void the_number_beside_a_list_is_of_those_that_stay(void **state) {
    (void)state;
    struct derived derived;
    body = PLAN(MEMBERS("list", "\"list\":[{\"unit\":\"00001\"},{\"unit\":\"00004\"}],\"count\":2"));
    derive(&derived, "00001", 4);
    body = of_every_kind;
    assert_int_equal(json_array_size(json_object_get(target(&derived, "list"), "list")), 1);
    assert_int_equal(json_integer_value(json_object_get(target(&derived, "list"), "count")), 1);
    derived_done(&derived);
}

static void an_end_outside_a_shorter_span_is_left_to_the_span(void **state) {
    (void)state;
    struct derived derived;
    body = PLAN(AMOUNT("early", "\"value\":\"9\",\"by\":\"2023\"") "," AMOUNT(
        "inside", "\"value\":\"9\",\"by\":\"2024-H1\"") "," AMOUNT("late", "\"value\":\"9\",\"by\":\"2025-06-01\""));
    derive_for(&derived, "01", "2024", 4);
    body = of_every_kind;
    assert_string_equal(text_of(target(&derived, "inside"), "by"), "2024-H1");
    assert_null(json_object_get(target(&derived, "early"), "by"));
    assert_null(json_object_get(target(&derived, "late"), "by"));
    assert_string_equal(reviewed(&derived), "by /targets/early/by 2023\nby /targets/late/by 2025-06-01\n");
    derived_done(&derived);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_district_takes_its_shares_and_is_asked_for_the_others),
        cmocka_unit_test(its_scope_is_its_own_or_a_smaller_one),
        cmocka_unit_test(a_commune_takes_only_what_concerns_it),
        cmocka_unit_test(shares_are_those_of_the_version_that_is_derived),
        cmocka_unit_test(in_the_parents_own_unit_the_whole_is_the_share),
        cmocka_unit_test(nobody_derives_from_a_neighbours_plan),
        cmocka_unit_test(what_has_no_share_is_left_out_but_a_ceiling_of_none_is_kept),
        cmocka_unit_test(the_number_beside_a_list_is_of_those_that_stay),
        cmocka_unit_test(an_end_outside_a_shorter_span_is_left_to_the_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
