/* Agencies: who is meant by a function, a code or a class, in the real tree of a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/agency.h"
#include "real_units.h"

enum { AGENCIES_MAX = 16 };

static struct real_units real;
static const struct unit_tree *tree;
static const struct unit_slice *june_2023, *august_2025;
static uint32_t nation, thanh_hoa, dau_tieng, tan_chau;
static struct agency agencies[AGENCIES_MAX];
static struct agency_set set = {.agencies = agencies};

static int compare_agencies(const void *a, const void *b) {
    const struct agency *first = a, *second = b;
    if (first->unit != second->unit)
        return first->unit < second->unit ? -1 : 1;
    return strcmp(first->code, second->code);
}

static void register_agency(uint32_t unit, const char *code, const char *function, const char *klass,
                            const char *until) {
    static const char *classes[AGENCIES_MAX];
    classes[set.count] = klass;
    agencies[set.count] = (struct agency){.code = code,
                                          .function = function,
                                          .name_vi = "",
                                          .name_en = "",
                                          .unit = unit,
                                          .classes = &classes[set.count],
                                          .class_count = klass != NULL,
                                          .from = DAY_EVER,
                                          .until = until == NULL ? DAY_NEVER : real_day(until)};
    set.count++;
}

/* Departments of Thanh Hóa, the four border posts of Tân Châu, offices of Dầu Tiếng. */
static int begin(void **state) {
    (void)state;
    real_units_read(&real);
    tree = unit_tree_build(&real.arena, &real.source);
    june_2023 = unit_slice_build(&real.arena, tree, real_day("2023-06-14"));
    august_2025 = unit_slice_build(&real.arena, tree, real_day("2025-08-01"));
    nation = unit_by_id(tree, "VN");
    thanh_hoa = unit_by_id(tree, "38@2012-01-01");
    dau_tieng = unit_by_id(tree, "720@2012-01-01");
    tan_chau = unit_by_id(tree, "706@2012-01-01");
    register_agency(nation, "VN-labour", "labour", "ministries", "2025-03-01");
    register_agency(thanh_hoa, "38-labour", "labour", "departments", "2025-03-01");
    register_agency(thanh_hoa, "38-health", "health", "departments", NULL);
    register_agency(thanh_hoa, "38-youth-union", "youth-union", "mass-organisations", NULL);
    register_agency(dau_tieng, "720-labour", "labour", "divisions", "2025-03-01");
    register_agency(tan_chau, "706-border-tan-ha", "border-post", "border-posts", NULL);
    register_agency(tan_chau, "706-border-ca-tum", "border-post", "border-posts", NULL);
    register_agency(tan_chau, "706-border-suoi-lam", "border-post", "border-posts", NULL);
    register_agency(tan_chau, "706-border-tong-le-chan", "border-post", "border-posts", NULL);
    qsort(agencies, set.count, sizeof *agencies, compare_agencies);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_done(&real.arena);
    return 0;
}

static const struct {
    const char *unit, *named, *date;
    enum agency_found found;
    const char *code, *function;
} findings[] = {
    {"38@2012-01-01", "labour", "2023-06-14", AGENCY_FOUND, "38-labour", "labour"},
    {"38@2012-01-01", "38-labour", "2023-06-14", AGENCY_FOUND, "38-labour", "labour"},
    {"38@2012-01-01", "labour", "2025-02-28", AGENCY_FOUND, "38-labour", "labour"},
    {"38@2012-01-01", "labour", "2025-03-01", AGENCY_UNKNOWN, NULL, NULL},
    {"38@2012-01-01", "38-labour", "2025-03-01", AGENCY_UNKNOWN, NULL, NULL},
    {"38@2012-01-01", "720-labour", "2023-06-14", AGENCY_UNKNOWN, NULL, NULL},
    {"38@2012-01-01", "border-post", "2023-06-14", AGENCY_UNKNOWN, NULL, NULL},
    {"38@2012-01-01", "departments", "2023-06-14", AGENCY_UNKNOWN, NULL, NULL},
    {"706@2012-01-01", "border-post", "2023-06-14", AGENCY_AMBIGUOUS, NULL, NULL},
    {"706@2012-01-01", "706-border-tan-ha", "2023-06-14", AGENCY_FOUND, "706-border-tan-ha", "border-post"},
    {"25516@2012-01-01", "people-committee", "2023-06-14", AGENCY_FOUND, "people-committee", "people-committee"},
    {"25516@2012-01-01", "police", "2023-06-14", AGENCY_FOUND, "police", "police"},
    {"25516@2012-01-01", "labour", "2023-06-14", AGENCY_UNKNOWN, NULL, NULL},
};

static void a_report_names_its_agency_by_function_or_code(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++) {
        struct agency_ref ref = {.code = NULL};
        uint32_t unit = unit_by_id(tree, findings[i].unit);
        enum agency_found found = agency_find(&set, unit, findings[i].named, real_day(findings[i].date), &ref);
        if (found != findings[i].found)
            fail_msg("%s of %s on %s: %d", findings[i].named, findings[i].unit, findings[i].date, (int)found);
        assert_true(text_equal(ref.code, findings[i].code));
        assert_true(text_equal(ref.function, findings[i].function));
        if (found == AGENCY_FOUND) {
            assert_int_equal(ref.unit, unit);
            assert_int_equal(ref.registered == NULL, function_is_implied(findings[i].named));
        }
    }
}

/* A new agency beside those of Thanh Hóa: labour until 2025-03-01, health, youth-union. */
static const struct {
    const char *code, *function, *from;
    const char *confused_with;
} newcomers[] = {
    {"38-culture", "culture", NULL, NULL},
    {"38-labour-2", "labour", NULL, NULL},     /* two of one function are told apart by their codes */
    {"labour", "culture", NULL, "38-labour"},  /* a report of "labour" would no longer mean 38-labour */
    {"labour", "culture", "2025-03-01", NULL}, /* by then 38-labour is gone */
    {"38-x", "38-health", NULL, "38-health"},  /* its function is another's code */
    {"38-health", "health", NULL, NULL},       /* the same agency, restated */
    {"38-health", "38-health", NULL, NULL},    /* named like itself */
    {"38-health", "youth-union", NULL, NULL},  /* its function changes */
    {"border-post", "customs", NULL, NULL},    /* those are in another unit */
};

static void a_name_means_one_agency_of_a_unit(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof newcomers / sizeof *newcomers; i++) {
        struct agency newcomer = {.code = newcomers[i].code,
                                  .function = newcomers[i].function,
                                  .unit = thanh_hoa,
                                  .from = newcomers[i].from ? real_day(newcomers[i].from) : DAY_EVER,
                                  .until = DAY_NEVER};
        const struct agency *other = agency_confused(&set, &newcomer);
        if (!text_equal(other ? other->code : NULL, newcomers[i].confused_with))
            fail_msg("%s of %s: %s", newcomer.code, newcomer.function, other ? other->code : "none");
    }
}

static struct agency_selector anywhere(const char *function, const char *klass, const char *agency) {
    return (struct agency_selector){
        .function = function, .klass = klass, .agency = agency, .within = UNIT_NONE, .unit = UNIT_NONE};
}

static size_t expand(const struct unit_slice *slice, struct agency_selector selector, struct agency_ref **ret_refs) {
    return agency_expand(&real.arena, &set, slice, &selector, ret_refs);
}

static struct agency_selector at_level(struct agency_selector selector, enum level level) {
    selector.has_level = true;
    selector.level = level;
    return selector;
}

static struct agency_selector within(struct agency_selector selector, uint32_t unit) {
    selector.within = unit;
    return selector;
}

static void committees_exist_at_every_unit(void **state) {
    (void)state;
    struct agency_ref *refs;
    struct agency_selector committees = anywhere("people-committee", NULL, NULL);
    assert_int_equal(expand(june_2023, committees, &refs), 1 + 63 + 705 + 10598);
    for (uint32_t i = 0; i < june_2023->count; i++)
        assert_int_equal(refs[i].unit, june_2023->unit_of[i]);
    assert_string_equal(refs[0].code, "people-committee");
    assert_null(refs[0].registered);
    assert_int_equal(expand(june_2023, within(committees, thanh_hoa), &refs), 1 + 27 + 559);
    assert_int_equal(refs[0].unit, thanh_hoa);
    assert_int_equal(expand(june_2023, at_level(within(committees, thanh_hoa), LEVEL_DISTRICT), &refs), 27);
    assert_int_equal(expand(june_2023, at_level(within(committees, dau_tieng), LEVEL_COMMUNE), &refs), 12);
    assert_int_equal(expand(august_2025, at_level(committees, LEVEL_DISTRICT), &refs), 0);
    assert_int_equal(expand(august_2025, within(committees, dau_tieng), &refs), 0);
}

static void a_selector_may_name_one_unit(void **state) {
    (void)state;
    struct agency_ref *refs;
    struct agency_selector police = anywhere("police", NULL, NULL);
    police.unit = dau_tieng;
    assert_int_equal(expand(june_2023, police, &refs), 1);
    assert_int_equal(refs[0].unit, dau_tieng);
    assert_int_equal(expand(june_2023, within(police, thanh_hoa), &refs), 0);
    assert_int_equal(expand(june_2023, at_level(police, LEVEL_COMMUNE), &refs), 0);
    assert_int_equal(expand(august_2025, police, &refs), 0);
    police.unresolved = true;
    assert_int_equal(expand(june_2023, police, &refs), 0);
}

static void registered_functions_expand_to_those_there_on_the_day(void **state) {
    (void)state;
    struct agency_ref *refs;
    struct agency_selector labour = anywhere("labour", NULL, NULL);
    assert_int_equal(expand(june_2023, labour, &refs), 3);
    assert_string_equal(refs[0].code, "VN-labour");
    assert_string_equal(refs[1].code, "38-labour");
    assert_string_equal(refs[2].code, "720-labour");
    assert_ptr_equal(refs[2].registered->function, refs[2].function);
    assert_int_equal(expand(june_2023, at_level(labour, LEVEL_PROVINCE), &refs), 1);
    assert_int_equal(expand(august_2025, labour, &refs), 0);
    assert_int_equal(expand(june_2023, anywhere("border-post", NULL, NULL), &refs), 4);
    assert_string_equal(refs[0].code, "706-border-ca-tum");
    assert_string_equal(refs[3].code, "706-border-tong-le-chan");
}

static void a_class_expands_to_its_agencies(void **state) {
    (void)state;
    struct agency_ref *refs;
    struct agency_selector departments =
        within(at_level(anywhere(NULL, "departments", NULL), LEVEL_PROVINCE), thanh_hoa);
    assert_int_equal(expand(june_2023, departments, &refs), 2);
    assert_string_equal(refs[0].code, "38-health");
    assert_string_equal(refs[1].code, "38-labour");
    assert_int_equal(expand(august_2025, departments, &refs), 1);
    assert_int_equal(expand(june_2023, anywhere(NULL, "labour", NULL), &refs), 0);
}

static void one_agency_is_selected_by_its_code(void **state) {
    (void)state;
    struct agency_ref *refs;
    struct agency_selector youth = anywhere(NULL, NULL, "38-youth-union");
    assert_int_equal(expand(june_2023, youth, &refs), 1);
    assert_int_equal(refs[0].unit, thanh_hoa);
    assert_int_equal(expand(june_2023, within(youth, dau_tieng), &refs), 0);
    assert_int_equal(expand(june_2023, anywhere(NULL, NULL, "38-nobody"), &refs), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_names_its_agency_by_function_or_code),
        cmocka_unit_test(a_name_means_one_agency_of_a_unit),
        cmocka_unit_test(committees_exist_at_every_unit),
        cmocka_unit_test(a_selector_may_name_one_unit),
        cmocka_unit_test(registered_functions_expand_to_those_there_on_the_day),
        cmocka_unit_test(a_class_expands_to_its_agencies),
        cmocka_unit_test(one_agency_is_selected_by_its_code),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
