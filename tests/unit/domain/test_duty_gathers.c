/* Which forms a duty to consolidate takes in, and who owes a consolidation of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/text.h"
#include "domain/duty.h"
#include "real_units.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__})
#define FORMS(...) .forms = LIST(__VA_ARGS__), .form_count = sizeof LIST(__VA_ARGS__) / sizeof(char *)
#define OVER(...)                                                                                                      \
    .deliverable = DELIVERABLE_CONSOLIDATION, .consolidates = LIST(__VA_ARGS__),                                       \
    .consolidates_count = sizeof LIST(__VA_ARGS__) / sizeof(char *)

static struct arena arena;

static int clear(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static const char *gathered(const struct duty *duty) {
    const char *all = "";
    for (uint32_t i = 0; i < duty->gathers_count; i++)
        all = arena_format(&arena, "%s%s ", all, duty->gathers[i]);
    return all;
}

static void its_own_forms_and_those_of_the_duties_below_through_any_number_of_steps(void **state) {
    (void)state;
    struct duty duties[] = {
        {.code = "R0", FORMS("A", "B")},
        {.code = "R1", FORMS("C")},
        {.code = "K0", OVER("R0")},
        {.code = "K1", OVER("K0", "R1", "R0")},
        {.code = "K2", OVER("K1"), FORMS("D", "A")},
        {.code = "K3", OVER("none")},
    };
    duties_close(&arena, duties, 6);
    assert_int_equal(duties[0].gathers_count, 0);
    assert_string_equal(gathered(&duties[2]), "A B ");
    assert_string_equal(gathered(&duties[3]), "A B C ");
    assert_string_equal(gathered(&duties[4]), "D A B C ");
    assert_string_equal(gathered(&duties[5]), "");
    assert_true(duty_gathers(&duties[4], "C"));
    assert_false(duty_gathers(&duties[2], "C") || duty_gathers(&duties[0], "A"));
}

static void of_one_code_the_plans_own_is_meant_then_the_programmes_and_never_another_plans(void **state) {
    (void)state;
    struct duty duties[] = {
        {.code = "R", .plan = "one", FORMS("A")},    {.code = "R", FORMS("B")},
        {.code = "K", .plan = "one", OVER("R")},     {.code = "K", .plan = "two", OVER("R")},
        {.code = "S", .plan = "one", FORMS("C")},    {.code = "L", .plan = "two", OVER("S")},
        {.code = "Q", .request = "X-Q", FORMS("D")}, {.code = "M", .plan = "two", OVER("Q")},
    };
    duties_close(&arena, duties, 8);
    assert_string_equal(gathered(&duties[2]), "A ");
    assert_string_equal(gathered(&duties[3]), "B ");
    assert_string_equal(gathered(&duties[5]), "");
    assert_string_equal(gathered(&duties[7]), "");
}

static void a_circle_and_steps_without_end_are_walked_once(void **state) {
    (void)state;
    enum { LAYERS = 40 };
    struct duty duties[2 * LAYERS];
    for (int i = 0; i < LAYERS; i++) {
        const char **below = arena_new_array(&arena, const char *, 2),
                   **form = arena_new_array(&arena, const char *, 1);
        below[0] = arena_format(&arena, "A%d", (i + 1) % LAYERS);
        below[1] = arena_format(&arena, "B%d", (i + 1) % LAYERS);
        form[0] = arena_format(&arena, "F%d", i);
        duties[i] = (struct duty){.code = arena_format(&arena, "A%d", i),
                                  .deliverable = DELIVERABLE_CONSOLIDATION,
                                  .consolidates = below,
                                  .consolidates_count = 2,
                                  .forms = form,
                                  .form_count = 1};
        duties[LAYERS + i] = duties[i];
        duties[LAYERS + i].code = arena_format(&arena, "B%d", i);
    }
    duties_close(&arena, duties, 2 * LAYERS);
    for (int i = 0; i < 2 * LAYERS; i++)
        assert_int_equal(duties[i].gathers_count, LAYERS);
}

/* ---- Who owes */

static void whoever_the_duty_names_owes_it_for_the_periods_of_its_schedule_and_need_not_report_the_form(void **state) {
    (void)state;
    struct real_units real;
    real_units_read(&real);
    const struct unit_tree *tree = unit_tree_build(&real.arena, &real.source);
    const uint32_t province = unit_by_id(tree, "38@2012-01-01");
    const struct agency labour = {
        .code = "38-labour", .function = "labour", .unit = province, .from = DAY_EVER, .until = DAY_NEVER};
    const struct agency_set set = {&labour, 1};
    const struct duty_setting setting = {.calendar = &calendar_admin15,
                                         .zone_offset_seconds = 7 * 3600,
                                         .agencies = &set,
                                         .slice = unit_slice_build(&real.arena, tree, real_day("2023-06-14"))};
    const struct agency_selector reporter = {.function = "labour", .unit = province, .within = UNIT_NONE};
    const struct schedule half = {.period = SCHEDULE_H1, .due = {.kind = DUE_BEFORE, .month = 6, .day = 15}};
    struct duty duties[] = {{.code = "R", FORMS("A")},
                            {.code = "K",
                             OVER("R"),
                             .reporters = &reporter,
                             .reporter_count = 1,
                             .schedules = &half,
                             .schedule_count = 1,
                             .start = DAY_EVER,
                             .end = DAY_NEVER}};
    const struct form_version version = {.version = 1, .from = DAY_EVER, .levels = 1U << LEVEL_COMMUNE};
    const struct form a = {.code = "A", .versions = &version, .version_count = 1},
                      b = {.code = "B", .versions = &version, .version_count = 1};
    struct period first, second;
    struct obligation *found;
    assert_true(period_parse("2023-H1", &calendar_admin15, &first) &&
                period_parse("2023-H2", &calendar_admin15, &second));
    duties_close(&arena, duties, 2);
    assert_int_equal(consolidations_expand(&arena, duties, 2, &a, &first, &setting, &found), 1);
    assert_string_equal(found[0].agency, "38-labour");
    assert_true(found[0].unit == province && found[0].duty == &duties[1]);
    assert_int_equal(found[0].due_at, moment_of_day(real_day("2023-06-15"), 7 * 3600));
    assert_int_equal(consolidations_expand(&arena, duties, 2, &b, &first, &setting, &found), 0);
    assert_int_equal(consolidations_expand(&arena, duties, 2, &a, &second, &setting, &found), 0);
    assert_int_equal(obligations_expand(&arena, duties, 2, &a, &first, &setting, &found), 0);
    arena_done(&real.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(its_own_forms_and_those_of_the_duties_below_through_any_number_of_steps, clear),
        cmocka_unit_test_teardown(of_one_code_the_plans_own_is_meant_then_the_programmes_and_never_another_plans,
                                  clear),
        cmocka_unit_test_teardown(a_circle_and_steps_without_end_are_walked_once, clear),
        cmocka_unit_test_teardown(
            whoever_the_duty_names_owes_it_for_the_periods_of_its_schedule_and_need_not_report_the_form, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
