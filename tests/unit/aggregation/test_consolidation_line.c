/* Whose figures an agency of the example programme gathers and whom it sends them to, by the duties of its real plans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "../reference/examples.h"
#include "consolidation_line.h"

static struct example_world world;

static int world_up(void **state) {
    (void)state;
    return example_world_make(&world);
}

static int world_down(void **state) {
    (void)state;
    example_world_end(&world);
    return 0;
}

struct asked {
    struct arena arena;
    struct period period;
    struct agency_ref agency;
    struct agency_line line;
};

static void ask(struct asked *asked, const char *unit, const char *agency, const char *period) {
    *asked = (struct asked){.line = {.snapshot = world.snapshot}};
    asked->line.programme = snapshot_programme(world.snapshot, "pcmd");
    assert_true(period_parse(period, asked->line.programme->calendar, &asked->period));
    day_t date = period_tree_date(&asked->period);
    uint32_t found = unit_find(snapshot_tree(world.snapshot), unit, date);
    assert_int_equal(agency_find(snapshot_agencies(world.snapshot), found, agency, date, &asked->agency), AGENCY_FOUND);
    asked->line.arena = &asked->arena;
    asked->line.period = &asked->period;
    asked->line.agency = &asked->agency;
    asked->line.slice = snapshot_slice(world.snapshot, date, &asked->arena);
}

static void the_leading_department_and_the_committees_gather_all_the_others_their_own_line(void **state) {
    (void)state;
    static const struct {
        const char *unit, *agency, *period;
        bool all;
    } cases[] = {
        {"38", "labour", "2023-H1", true}, /* S3-R2 consolidates what committees and police report */
        {"38", "people-committee", "2023-H1", true}, {"380", "people-committee", "2023-H1", true},
        {"38", "police", "2023-H1", false}, /* only police report to it */
        {"380", "police", "2023-H1", false},         {"14758", "police", "2023-H1", false},
        {"38", "culture", "2023-H1", false}, /* nobody reports to it */
        {"VN", "labour", "2023-H1", false},  /* the ministry receives consolidations, no reports */
        {"01", "labour", "2014-H1", true},   /* PCMD-R3, of the programme: no plan is needed */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct asked asked;
        ask(&asked, cases[i].unit, cases[i].agency, cases[i].period);
        if (line_gathers_all(&asked.line) != cases[i].all)
            fail_msg("%s/%s in %s", cases[i].unit, cases[i].agency, cases[i].period);
        arena_done(&asked.arena);
    }
}

static void the_recipients_are_those_of_the_consolidating_duty_for_the_period(void **state) {
    (void)state;
    struct asked asked;
    struct agency_ref *refs;
    ask(&asked, "38", "labour", "2023-H1");
    assert_int_equal(line_recipients(&asked.line, &refs), 2); /* S3-R2: the committee of 38, and the ministry */
    assert_string_equal(refs[0].code, "people-committee");
    assert_string_equal(snapshot_tree(world.snapshot)->units[refs[0].unit].id, "38@2012-01-01");
    assert_string_equal(refs[1].code, "VN-labour");
    arena_done(&asked.arena);
    ask(&asked, "38", "labour", "2023-M03"); /* not owed */
    assert_int_equal(line_recipients(&asked.line, &refs), 0);
    arena_done(&asked.arena);
    ask(&asked, "38", "police", "2023-H1");
    assert_int_equal(line_recipients(&asked.line, &refs), 0);
    arena_done(&asked.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_leading_department_and_the_committees_gather_all_the_others_their_own_line),
        cmocka_unit_test(the_recipients_are_those_of_the_consolidating_duty_for_the_period),
    };
    return cmocka_run_group_tests(tests, world_up, world_down);
}
