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

static void who_leads_gathers_from_all_who_is_reported_to_those_forms_and_others_their_own_line(void **state) {
    (void)state;
    static const struct {
        const char *unit, *agency, *period, *form;
        bool leads, all;
    } cases[] = {
        {"38", "labour", "2023-H1", "PCMD-C", true, true}, /* S3-R2 consolidates what committees and police report */
        {"VN", "labour", "2023-H1", "PCMD-C", true, true}, /* S3-R2 goes to it */
        {"38", "people-committee", "2023-H1", "PCMD-P", true, true}, /* a committee */
        {"380", "people-committee", "2023-H1", "PCMD-P", true, true},
        {"38", "police", "2023-H1", "PCMD-P", false, false}, /* only police report to it */
        {"380", "police", "2023-H1", "PCMD-P", false, false},
        {"38", "culture", "2023-H1", "PCMD-S", false, false}, /* nobody reports to it */
        {"01", "labour", "2014-H1", "PCMD-C", true, true},    /* S4-R1 */
        {"01", "police", "2014-H1", "PCMD-TM", false, true},  /* S4-R8: departments report this form to it */
        {"01", "police", "2014-H1", "PCMD-C", false, false},  /* but not that one */
        {"01", "labour", "2023-H1", "PCMD-D", false, true},   /* PCMD-R3, of the programme: no plan is needed */
        {"01", "labour", "2023-H1", "PCMD-C", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct asked asked;
        ask(&asked, cases[i].unit, cases[i].agency, cases[i].period);
        if (line_leads(&asked.line) != cases[i].leads || line_gathers_all(&asked.line, cases[i].form) != cases[i].all)
            fail_msg("%s/%s in %s, %s", cases[i].unit, cases[i].agency, cases[i].period, cases[i].form);
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
        cmocka_unit_test(who_leads_gathers_from_all_who_is_reported_to_those_forms_and_others_their_own_line),
        cmocka_unit_test(the_recipients_are_those_of_the_consolidating_duty_for_the_period),
    };
    return cmocka_run_group_tests(tests, world_up, world_down);
}
