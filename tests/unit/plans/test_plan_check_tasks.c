/* What a plan shows as it was written still names somebody, some section, some day; all that is wrong is told at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "document.h"

static struct world world;

static int make(void **state) {
    (void)state;
    world = world_make();
    return 0;
}

static int end(void **state) {
    (void)state;
    world_end(&world);
    return 0;
}

struct member_case {
    const char *member, *value, *wanted;
};

static void each(const struct member_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++)
        assert_issues(&world, cases[i].member, cases[i].value, cases[i].wanted);
}
#define EACH(cases) each(cases, sizeof cases / sizeof cases[0])

#define TASK(members) "[{\"code\":\"K\",\"content\":\"x\"," members "}]"
#define LED_BY(members) TASK("\"agencies\":[{\"role\":\"lead\"," members "}]")
#define TIMED(form, value) TASK("\"time\":{\"form\":\"" form "\",\"value\":\"" value "\"}")

static void an_agency_that_a_task_names_is_somebody(void **state) {
    (void)state;
    static const struct member_case cases[] = {
        {"tasks", LED_BY("\"function\":\"labour\",\"level\":\"province\",\"within\":\"01\""), ""},
        {"tasks", LED_BY("\"function\":\"police\",\"within\":\"01\""), ""},
        {"tasks", LED_BY("\"agency\":\"01-labour\",\"text\":\"Sở\""), ""},
        {"tasks", LED_BY("\"text\":\"Sở\""), "inconsistent /tasks/0/agencies/0"},
        {"tasks", LED_BY("\"agency\":\"nobody\""), "unknownCode /tasks/0/agencies/0/agency"},
        {"tasks", LED_BY("\"agency\":\"001-court\""),
         "unknownAgency /tasks/0/agencies/0/agency"}, /* it ended in 2020 */
        {"tasks", LED_BY("\"function\":\"labor\",\"unit\":\"01\""), "unknownCode /tasks/0/agencies/0/function"},
        {"tasks", LED_BY("\"class\":\"bureaus\",\"unit\":\"01\""), "unknownCode /tasks/0/agencies/0/class"},
        {"tasks", LED_BY("\"function\":\"labour\""), "required /tasks/0/agencies/0/level"}, /* of every unit? */
        {"tasks", LED_BY("\"function\":\"labour\",\"unit\":\"99\""), "unknownUnit /tasks/0/agencies/0/unit"},
        {"tasks", LED_BY("\"function\":\"police\",\"level\":\"commune\",\"within\":\"00691\""),
         "unitNotValid /tasks/0/agencies/0/within"}, /* a code of 2025 */
        {"tasks", LED_BY("\"function\":\"police\",\"unit\":\"00691@2025-07-01\""), ""},
        {"tasks",
         LED_BY("\"function\":\"police\",\"unit\":\"01\",\"or\":[{\"agency\":\"nobody\"},{\"function\":\"labour\"}]"),
         "unknownCode /tasks/0/agencies/0/or/0/agency, required /tasks/0/agencies/0/or/1/level"},
        {"tasks",
         LED_BY("\"function\":\"police\",\"unit\":\"01\",\"or\":[{\"role\":\"lead\",\"agency\":\"01-labour\"}]"),
         "unknownMember /tasks/0/agencies/0/or/0/role"},
        {"tasks", TASK("\"agencies\":[{\"function\":\"police\",\"unit\":\"01\",\"role\":\"boss\"}]"),
         "notOneOf /tasks/0/agencies/0/role"},
        {"tasks", TASK("\"agencies\":[7]"), "wrongType /tasks/0/agencies/0"},
        {"tasks", TASK("\"references\":[{\"number\":\"1\",\"colour\":\"red\"}]"),
         "unknownMember /tasks/0/references/0/colour"},
    };
    EACH(cases);
}

static void so_are_recipients_issuers_and_who_stands_for_a_body(void **state) {
    (void)state;
    static const struct member_case cases[] = {
        {"recipients", "[{\"function\":\"labour\",\"unit\":\"01\",\"purpose\":\"report\",\"text\":\"Sở\"}]", ""},
        {"recipients", "[{\"function\":\"labour\",\"unit\":\"99\"}]", "unknownUnit /recipients/0/unit"},
        {"recipients", "[{\"agency\":\"nobody\"}]", "unknownCode /recipients/0/agency"},
        {"recipients", "[{\"class\":\"departments\"}]", "required /recipients/0/level"},
        {"recipients", "[{\"text\":\"Lưu\"}]", "inconsistent /recipients/0"},
        {"issuers", "[{\"function\":\"labour\",\"unit\":\"01\"},{\"agency\":\"nobody\"}]",
         "unknownCode /issuers/1/agency"},
        {"bodies", "[{\"name\":\"Ban Chỉ đạo\",\"level\":\"province\"}]", ""},
        {"bodies", "[{\"name\":\"Ban Chỉ đạo\",\"standing\":{\"function\":\"labour\",\"unit\":\"01\"}}]", ""},
        {"bodies", "[{\"name\":\"Ban Chỉ đạo\",\"standing\":{\"agency\":\"nobody\"}}]",
         "unknownCode /bodies/0/standing/agency"},
        {"bodies", "[{\"name\":\"Ban Chỉ đạo\",\"standing\":{}}]", "inconsistent /bodies/0/standing"},
    };
    EACH(cases);
}

static void a_time_says_when(void **state) {
    (void)state;
    static const struct member_case cases[] = {
        {"tasks", TIMED("quarter", "2023-Q1"), ""},
        {"tasks", TIMED("quarter", "Quý III"), ""},
        {"tasks", TIMED("quarter", "Q4"), ""},
        {"tasks", TIMED("quarter", "Q5"), "badFormat /tasks/0/time/value"},
        {"tasks", TIMED("quarter", "sau Tết"), "badFormat /tasks/0/time/value"},
        {"tasks", TIMED("quarter", ""), "required /tasks/0/time/value"},
        {"tasks", TASK("\"time\":{\"form\":\"quarter\"}"), "required /tasks/0/time/value"},
        {"tasks", TASK("\"time\":{\"form\":\"quarter\",\"value\":3}"), "wrongType /tasks/0/time/value"},
        {"tasks", TIMED("before", "2023-06-15"), ""},
        {"tasks", TIMED("before", "06-15"), ""},
        {"tasks", TIMED("before", "2023-Q3"), ""},
        {"tasks", TIMED("before", "2023-02-30"), "badDate /tasks/0/time/value"},
        {"tasks", TIMED("before", "02-29"), "badDate /tasks/0/time/value"}, /* 2023 has none */
        {"tasks", TIMED("before", "mùa mưa"), "badFormat /tasks/0/time/value"},
        {"tasks", TIMED("event", "Khi được phân bổ"), ""},
        {"tasks", TIMED("event", "2023-06-31"), "badDate /tasks/0/time/value"},
        {"tasks", TASK("\"time\":{\"form\":\"event\",\"value\":null}"), "required /tasks/0/time/value"},
        {"tasks", TIMED("every", "Tháng, quý, năm"), ""},
        {"tasks", TASK("\"time\":{\"form\":\"every\"}"), "required /tasks/0/time/value"},
        {"tasks", TASK("\"time\":{\"form\":\"none\"}"), ""},
        {"tasks", TASK("\"time\":{\"form\":\"sometimes\"}"), "notOneOf /tasks/0/time/form"},
    };
    EACH(cases);
}

/* A standing plan has no last year; a day or a quarter of each of its years is one all the same. */
static void a_plan_with_an_open_end_has_days_and_quarters(void **state) {
    (void)state;
    static const struct {
        const char *tasks, *wanted;
    } cases[] = {
        {TIMED("quarter", "Quý I"), ""},
        {TIMED("before", "02-29"), ""},
        {TIMED("before", "02-30"), "badDate /tasks/0/time/value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct issues issues;
        issues_init(&issues, &arena);
        json_t *body = json_of(plan_text);
        json_object_set_new(body, "span", json_string("2013.."));
        json_object_set_new(body, "tasks", json_of(cases[i].tasks));
        document_check(world.snapshot, body, false, &issues);
        assert_string_equal(issues_line(&issues), cases[i].wanted);
        json_decref(body);
        arena_done(&arena);
    }
}

static const char *issues_of(struct arena *arena, const char *text, bool copied) {
    struct issues issues;
    issues_init(&issues, arena);
    json_t *more = json_of(text), *body = json_of(plan_text);
    json_object_update(body, more);
    document_check(world.snapshot, body, copied, &issues);
    json_decref(more);
    json_decref(body);
    return issues_line(&issues);
}

/* An annex may have the code of a task. */
#define TWO_OF_EACH                                                                                                    \
    "\"annexes\":[{\"code\":\"K1\"}],\"targets\":[{\"code\":\"T1\",\"kind\":\"narrative\",\"text\":\"x\"},{\"code\":"  \
    "\"T2\","                                                                                                          \
    "\"kind\":\"all\",\"text\":\"x\",\"parts\":[{\"code\":\"T2a\",\"kind\":\"narrative\",\"text\":\"x\"}]}],"          \
    "\"tasks\":[{\"code\":\"K1\",\"content\":\"x\"%s},{\"code\":\"K2\",\"content\":\"x\"}],\"sections\":["

static void what_stands_in_a_section_stands_in_one(void **state) {
    (void)state;
    static const struct {
        const char *of_task, *sections, *wanted;
    } cases[] = {
        {"", "{\"code\":\"1\",\"targets\":[\"T1\",\"T2\"],\"tasks\":[\"K1\"]}", ""},
        {",\"section\":\"1.1\"", "{\"code\":\"1\",\"sections\":[{\"code\":\"1.1\",\"tasks\":[\"K1\"]}]}", ""},
        {",\"section\":\"1.1\"", "{\"code\":\"1\",\"sections\":[{\"code\":\"1.1\"}]}", ""},
        {",\"section\":\"2\"", "{\"code\":\"1\"}", "unknownCode /tasks/0/section"},
        {",\"section\":\"2\"", "{\"code\":\"1\",\"tasks\":[\"K1\"]},{\"code\":\"2\"}", "inconsistent /tasks/0/section"},
        {"", "{\"code\":\"1\"},{\"code\":\"1\"}", "duplicate /sections/1/code"},
        {"", "{\"code\":\"1\",\"sections\":[{\"code\":\"1\"}]}", "duplicate /sections/0/sections/0/code"},
        {"", "{\"code\":\"1\",\"targets\":[\"T1\"]},{\"code\":\"2\",\"targets\":[\"T2\",\"T1\"]}",
         "duplicate /sections/1/targets/1"},
        {"", "{\"code\":\"1\",\"tasks\":[\"K1\"],\"sections\":[{\"code\":\"1.1\",\"tasks\":[\"K1\"]}]}",
         "duplicate /sections/0/sections/0/tasks/0"},
        {"", "{\"code\":\"1\",\"targets\":[\"T2\",\"T2a\"]}", ""}, /* a part may be listed by itself */
        {"", "{\"code\":\"1\",\"tasks\":[\"T1\"]}", "unknownCode /sections/0/tasks/0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        const char *text = arena_format(&arena, "{" TWO_OF_EACH "%s]}", cases[i].of_task, cases[i].sections);
        const char *line = issues_of(&arena, text, false);
        if (strcmp(line, cases[i].wanted) != 0)
            fail_msg("%s\n  is     %s\n  wanted %s", text, line, cases[i].wanted);
        arena_done(&arena);
    }
}

static void codes_stand_once_and_money_is_not_below_nothing(void **state) {
    (void)state;
    static const struct member_case cases[] = {
        {"tasks", "[{\"code\":\"K\",\"content\":\"x\"},{\"code\":\"K\",\"content\":\"y\"}]", "duplicate /tasks/1/code"},
        {"targets",
         "[{\"code\":\"T\",\"kind\":\"narrative\",\"text\":\"x\"},{\"code\":\"T\",\"kind\":\"narrative\",\"text\":"
         "\"x\"}]",
         "duplicate /targets/1/code"},
        {"annexes", "[{\"code\":\"1\"},{\"code\":\"2\"},{\"code\":\"1\"}]", "duplicate /annexes/2/code"},
        {"funding", "[{\"source\":\"central\",\"amount\":\"0\"},{\"source\":\"central\",\"amount\":null}]", ""},
        {"funding", "[{\"source\":\"central\",\"amount\":\"-0.5\"}]", "outOfBounds /funding/0/amount"},
        {"funding", "[{\"source\":\"central\",\"amount\":-7}]", "outOfBounds /funding/0/amount"},
        {"funding", "[{\"source\":\"central\",\"amount\":\"much\"}]", "notANumber /funding/0/amount"},
    };
    EACH(cases);
}

#define GONE                                                                                                           \
    "{\"tasks\":[{\"code\":\"K\",\"content\":\"x\",\"agencies\":[{\"agency\":\"001-court\",\"role\":\"lead\"}]}]}"

/* Its review names whom it has lost; it is not issued like that. */
static void a_copy_may_name_an_agency_that_is_gone(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_string_equal(issues_of(&arena, GONE, true), "");
    assert_string_equal(issues_of(&arena, GONE, false), "unknownAgency /tasks/0/agencies/0/agency");
    arena_done(&arena);
}

#define BAD_PARTS                                                                                                      \
    "\"colour\":\"red\",\"implements\":[\"p\"],"                                                                       \
    "\"duties\":[{\"code\":\"R\",\"forms\":[],\"reporters\":[{\"function\":\"police\",\"unit\":\"001\"}],"             \
    "\"schedule\":[{\"period\":\"H1\",\"cutOff\":\"07-01\"}]}],"                                                       \
    "\"tasks\":[{\"code\":\"K\",\"time\":{\"form\":\"quarter\"}}],"                                                    \
    "\"recipients\":[{\"function\":\"police\",\"unit\":\"08\"}]"

static void what_is_wrong_in_shape_and_in_sense_is_told_in_one_round(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_string_equal(
        issues_of(&arena, "{" BAD_PARTS "}", false),
        "required /tasks/0/content, tooShort /duties/0/forms, unknownMember /colour, cycle /implements, "
        "outOfBounds /duties/0/schedule/0/cutOff, required /tasks/0/time/value");
    arena_done(&arena);
}

/* District 001 and commune 00691 were never there on one day: without a day neither is said to be missing. */
static void a_span_that_cannot_be_read_judges_no_code_by_a_day(void **state) {
    (void)state;
    static const char parts[] = "{\"span\":\"2023-13\",\"tasks\":" TIMED(
        "before", "06-15") ",\"recipients\":[{\"function\":\"police\",\"unit\":\"001\"},"
                           "{\"function\":\"police\",\"unit\":\"00691\"},{\"function\":\"police\",\"unit\":\"99\"},{"
                           "\"agency\":\"001-"
                           "court\"}],"
                           "\"duties\":[{\"code\":\"R\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-"
                           "committee\",\"level\":"
                           "\"commune\",\"within\":\"001\"}],\"schedule\":[{\"period\":\"span\"}]}]}";
    struct arena arena = {0};
    assert_string_equal(issues_of(&arena, parts, false), "badPeriod /span, unknownUnit /recipients/2/unit");
    arena_done(&arena);
}

/* Nor where all of it goes by stable ids: a district that has ended may issue, oblige and ask twice on some other day. */
static void without_a_day_nobody_is_said_to_be_gone_or_out_of_reach(void **state) {
    (void)state;
    static const char parts[] =
        "{\"span\":\"2023-13\",\"issuer\":{\"unit\":\"001@2012-01-01\",\"agency\":\"court\"},"
        "\"duties\":[{\"code\":\"R\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":"
        "\"commune\",\"within\":\"01@2012-01-01\"}],\"schedule\":[{\"period\":\"H1\"}]},"
        "{\"code\":\"R2\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":"
        "\"commune\",\"within\":\"01@2012-01-01\"}],\"schedule\":[{\"period\":\"H1\"}]}]}";
    struct arena arena = {0};
    assert_string_equal(issues_of(&arena, parts, false), "badPeriod /span");
    arena_done(&arena);
}

static void an_unknown_programme_does_not_hide_the_rest(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_string_equal(
        issues_of(&arena, "{\"programme\":\"none\"," BAD_PARTS "}", false),
        "unknownProgramme /programme, required /tasks/0/content, tooShort /duties/0/forms, unknownMember "
        "/colour, cycle /implements, required /tasks/0/time/value");
    arena_done(&arena);
}

/* An unknown issuer says nothing of the other codes: they mean the plan's first day. */
static void an_unknown_issuer_does_not_change_the_day_of_the_codes(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_string_equal(
        issues_of(&arena,
                  "{\"span\":\"2024..2026\",\"issuer\":{\"unit\":\"77\",\"agency\":\"people-committee\"},"
                  "\"recipients\":[{\"function\":\"police\",\"unit\":\"001\"}]}",
                  false),
        "unknownUnit /issuer/unit");
    arena_done(&arena);
}

/* ---- Whatever stands in a document, it is read to its end */

static const char everything[] =
    "{\"code\":\"p\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},\"title\":"
    "\"Kế hoạch\","
    "\"span\":\"2023\",\"act\":{\"number\":\"1\",\"date\":\"2023-01-05\"},\"purposes\":[\"x\"],\"implements\":[\"q\"],"
    "\"references\":[{\"number\":\"1\"}],\"sections\":[{\"code\":\"1\",\"targets\":[\"T1\"],\"tasks\":[\"K\"],"
    "\"sections\":[{\"code\":\"1.1\",\"targets\":[\"T2\"]}]}],"
    "\"targets\":[{\"code\":\"T1\",\"kind\":\"share\",\"text\":\"x\",\"by\":\"2023\",\"scope\":{\"unit\":\"01\"},"
    "\"percent\":\"80\","
    "\"comparator\":\"ge\",\"numerator\":{\"units\":\"commune\",\"where\":{\"all\":[{\"cell\":\"FORM.people\",\"op\":"
    "\"ge\",\"value\":\"1\","
    "\"at\":\"own\"}]}},\"denominator\":{\"units\":\"commune\"},\"baseline\":{\"period\":\"2022\",\"value\":\"1\"}},"
    "{\"code\":\"T2\",\"kind\":\"all\",\"text\":\"x\",\"parts\":[{\"code\":\"T2a\",\"kind\":\"amount\",\"text\":\"x\","
    "\"value\":\"9\","
    "\"measure\":{\"cell\":\"FORM.people\",\"from\":{\"level\":[\"commune\"],\"function\":[\"people-committee\"]}},"
    "\"allocations\":[{\"unit\":\"001\",\"value\":\"9\"}]},"
    "{\"code\":\"T2b\",\"kind\":\"frequency\",\"text\":\"x\",\"channels\":[{\"name\":\"x\",\"measure\":{\"sum\":[{"
    "\"cell\":\"FORM.people\","
    "\"times\":2}]}}],\"every\":\"month\"},{\"code\":\"T2c\",\"kind\":\"members\",\"text\":\"x\",\"list\":[{\"unit\":"
    "\"00001\"}],"
    "\"done\":{\"cell\":\"FORM.people\"}},{\"code\":\"T2d\",\"kind\":\"growth\",\"text\":\"x\",\"measure\":{\"cell\":"
    "\"FORM.people\"},"
    "\"between\":[\"3\",\"5\"]}]},{\"code\":\"T3\",\"kind\":\"conditional\",\"text\":\"x\",\"when\":{\"allocation\":"
    "\"T3\"},"
    "\"target\":{\"code\":\"T3a\",\"kind\":\"cohort\",\"text\":\"x\",\"size\":3,\"recurrences\":{\"cell\":\"FORM."
    "people\"}}}],"
    "\"tasks\":[{\"code\":\"K\",\"section\":\"1\",\"content\":\"x\",\"activities\":[\"x\"],\"agencies\":[{\"function\":"
    "\"labour\","
    "\"level\":\"province\",\"within\":\"01\",\"role\":\"lead\",\"or\":[{\"agency\":\"01-labour\"}]}],"
    "\"time\":{\"form\":\"quarter\",\"value\":\"Q1\"},\"references\":[{\"number\":\"1\"}]}],"
    "\"duties\":[{\"code\":\"R\",\"deliverable\":\"report\",\"forms\":[\"FORM\"],\"binding\":\"must\",\"regime\":"
    "\"periodic\","
    "\"reporters\":[{\"function\":\"people-committee\",\"level\":\"commune\",\"within\":\"01\"}],"
    "\"recipients\":[{\"unit\":\"01\",\"function\":\"labour\"}],\"via\":[{\"agency\":\"01-labour\"}],\"viaMode\":"
    "\"any\","
    "\"schedule\":[{\"period\":\"H1\",\"due\":{\"before\":\"06-15\"},\"cutOff\":\"06-14\"},"
    "{\"period\":\"year\",\"due\":{\"asRegulated\":true}},{\"period\":\"quarter\",\"derivedFrom\":\"month\"}]},"
    "{\"code\":\"S\",\"deliverable\":\"consolidation\",\"consolidates\":[\"R\"],\"reporters\":[{\"class\":"
    "\"departments\",\"unit\":\"01\"}],"
    "\"schedule\":[{\"period\":\"H1\"}]},{\"code\":\"R2\",\"forms\":[\"DISTRICT\"],\"reporters\":[{\"function\":"
    "\"people-committee\","
    "\"level\":\"district\",\"within\":\"01\"}],\"schedule\":[{\"period\":\"H2\"}]}],"
    "\"bodies\":[{\"name\":\"x\",\"standing\":{\"agency\":\"01-labour\"}}],\"funding\":[{\"source\":\"central\","
    "\"amount\":\"5\"}],"
    "\"recipients\":[{\"agency\":\"01-labour\",\"purpose\":\"report\"}],\"annexes\":[{\"code\":\"1\",\"present\":false}"
    "]}";

static json_t *const *strange_values(size_t *ret_count) {
    static json_t *values[8];
    if (!values[0]) {
        static const char *const texts[] = {"null", "\"x\"", "\"no code\"", "[]", "{}", "-7", "[null,{}]", "true"};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            values[i] = json_of(texts[i]);
    }
    *ret_count = sizeof values / sizeof values[0];
    return values;
}

static size_t documents_tried;

static void try_document(const json_t *root) {
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    document_check(world.snapshot, root, false, &issues);
    documents_tried++;
    arena_done(&arena);
}

static void put_strange(json_t *root, json_t *parent, const char *name, size_t index) {
    size_t count;
    json_t *const *values = strange_values(&count);
    json_t *kept = json_incref(name ? json_object_get(parent, name) : json_array_get(parent, index));
    for (size_t i = 0; i < count; i++) {
        if (name)
            json_object_set(parent, name, values[i]);
        else
            json_array_set(parent, index, values[i]);
        try_document(root);
    }
    if (name)
        json_object_set(parent, name, kept);
    else
        json_array_set(parent, index, kept);
    json_decref(kept);
}

/* Every value of the document in turn; the tree is whole again behind each. */
static void spoil(json_t *root, json_t *value) {
    void *at = json_object_iter(value);
    for (; at; at = json_object_iter_next(value, at)) {
        const char *name = json_object_iter_key(at);
        put_strange(root, value, name, 0);
        spoil(root, json_object_get(value, name));
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        put_strange(root, value, NULL, i);
        spoil(root, json_array_get(value, i));
    }
}

static void a_document_is_checked_whatever_stands_in_it(void **state) {
    (void)state;
    struct arena arena = {0};
    json_t *whole = json_of(everything), *nothing = json_of("[]");
    struct issues issues;
    issues_init(&issues, &arena);
    document_check(world.snapshot, whole, false, &issues);
    assert_string_equal(issues_line(&issues), "");
    try_document(nothing);
    spoil(whole, whole);
    assert_true(documents_tried > 1000);
    size_t count;
    json_t *const *values = strange_values(&count);
    for (size_t i = 0; i < count; i++)
        json_decref(values[i]);
    json_decref(whole);
    json_decref(nothing);
    arena_done(&arena);
}

static void a_parent_is_named_once(void **state) {
    (void)state;
    static const struct member_case cases[] = {
        {"implements", "[\"ha-noi\",\"Nghị quyết của Chính phủ\"]", ""},
        {"implements", "[\"ha-noi\",\"Nghị quyết\",\"ha-noi\"]", "duplicate /implements/2"},
    };
    EACH(cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_agency_that_a_task_names_is_somebody),
        cmocka_unit_test(so_are_recipients_issuers_and_who_stands_for_a_body),
        cmocka_unit_test(a_time_says_when),
        cmocka_unit_test(a_plan_with_an_open_end_has_days_and_quarters),
        cmocka_unit_test(what_stands_in_a_section_stands_in_one),
        cmocka_unit_test(codes_stand_once_and_money_is_not_below_nothing),
        cmocka_unit_test(a_copy_may_name_an_agency_that_is_gone),
        cmocka_unit_test(what_is_wrong_in_shape_and_in_sense_is_told_in_one_round),
        cmocka_unit_test(a_span_that_cannot_be_read_judges_no_code_by_a_day),
        cmocka_unit_test(without_a_day_nobody_is_said_to_be_gone_or_out_of_reach),
        cmocka_unit_test(an_unknown_programme_does_not_hide_the_rest),
        cmocka_unit_test(an_unknown_issuer_does_not_change_the_day_of_the_codes),
        cmocka_unit_test(a_parent_is_named_once),
        cmocka_unit_test(a_document_is_checked_whatever_stands_in_it),
    };
    return cmocka_run_group_tests(tests, make, end);
}
