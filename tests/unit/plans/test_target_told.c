/* A target is shared out so that the shares make the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "target_told.h"

static const struct target inner = {
    .code = "T3a", .kind = TARGET_AMOUNT, .comparator = COMPARE_UNSTATED, .value = "10"};
static const struct target parts[] = {{.code = "P1", .kind = TARGET_NARRATIVE}, {.code = "P2", .kind = TARGET_SHARE}};
static const struct target targets[] = {
    {.code = "T1", .kind = TARGET_ALL, .parts = parts, .part_count = 2},
    {.code = "T3", .kind = TARGET_CONDITIONAL, .condition = "GIVEN", .parts = &inner, .part_count = 1},
};

static void a_conditional_target_is_shared_out_as_its_own_target(void **state) {
    (void)state;
    assert_ptr_equal(target_shared(&targets[1]), &inner);
    assert_ptr_equal(target_shared(&targets[0]), &targets[0]);
}

static const struct {
    struct target target;
    const char *first, *second;
    bool good;
} wholes[] = {
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_GE, .value = "100"}, "60", "40", true},
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_GE, .value = "100"}, "60", "39.999999", false},
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_UNSTATED, .value = "100"}, "60", "90", true},
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_LE, .value = "100"}, "60", "41", false},
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_LE, .value = "100"}, "1", "1", true},
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_EQ, .value = "0.3"}, "0.1", "0.2", true},
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_EQ, .value = "100"}, "60", "41", false},
    {{.kind = TARGET_AMOUNT, .between_low = "40", .between_high = "60"}, "20", "30", true},
    {{.kind = TARGET_AMOUNT, .between_low = "40", .between_high = "60"}, "40", "30", false},
    {{.kind = TARGET_COHORT, .cohort_size = 30}, "20", "10", true},
    {{.kind = TARGET_COHORT, .cohort_size = 30}, "20", "11", false},
    {{.kind = TARGET_MEMBERS, .member_total = 5}, "2", "3", true},
    {{.kind = TARGET_SHARE, .percent = "80"}, "70", "90", true}, /* a rate is no sum */
    {{.kind = TARGET_AMOUNT, .comparator = COMPARE_GE, .value = "1"}, "-1", "5", false},
};

static void shares_make_the_whole(void **state) {
    (void)state;
    static const struct unit units[] = {{.id = "VN"}, {.id = "01@2012-01-01"}, {.id = "02@2012-01-01"}};
    static const struct unit_tree tree = {.units = units, .unit_count = 3};
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
        struct arena arena = {0};
        struct issues issues;
        issues_init(&issues, &arena);
        const struct allocation shares[] = {{1, wholes[i].first}, {2, wholes[i].second}};
        const struct sharing sharing = {.target = &wholes[i].target,
                                        .scope = UNIT_NONE,
                                        .shares = shares,
                                        .count = 2,
                                        .tree = &tree,
                                        .decimals = QUANTITY_DECIMALS_MAX};
        shares_check(&sharing, NULL, &issues);
        assert_int_equal(issues.count, wholes[i].good ? 0 : 1);
        arena_done(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conditional_target_is_shared_out_as_its_own_target),
        cmocka_unit_test(shares_make_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
