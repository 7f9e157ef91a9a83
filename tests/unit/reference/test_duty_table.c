/* The seeds' table of reporting duties: each row, as the example plans carry it, expands to who, what, when, to whom and through whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "examples.h"
#include "reference/duty_calendar.h"

enum { ENTRIES_MAX = 5000 };

static struct example_world example_world;

static int gather(void **state) {
    (void)state;
    return example_world_make(&example_world);
}

static int scatter(void **state) {
    (void)state;
    example_world_end(&example_world);
    return 0;
}

/* ---- An entry as a line: what forms period → recipients via (mode) due, working days */

static const char *deliverables[] = {"report", "consolidation", "plan"};

static const char *words(struct arena *arena, const char *const *texts, uint32_t count) {
    const char *line = "";
    for (uint32_t i = 0; i < count; i++)
        line = arena_format(arena, "%s %s", line, texts[i]);
    return line;
}

static const char *agencies(struct arena *arena, const struct duty_entry *entry, const char *label,
                            const struct agency_selector *selectors, uint32_t count) {
    struct agency_ref *refs;
    bool missing;
    size_t found = duty_entry_agencies(example_world.snapshot, entry, selectors, count, arena, &refs, &missing);
    const char *line = found || missing ? label : "";
    for (size_t i = 0; i < found; i++) {
        const char *unit = entry->slice->version[entry->slice->position_of[refs[i].unit]]->code;
        line = refs[i].registered ? arena_format(arena, "%s %s", line, refs[i].code)
                                  : arena_format(arena, "%s %s/%s", line, unit, refs[i].code);
    }
    return missing ? arena_format(arena, "%s ?", line) : line;
}

static const char *line_of(struct arena *arena, const struct duty_entry *entry) {
    const struct duty *duty = entry->duty;
    char due[MOMENT_TEXT_SIZE] = "never";
    if (entry->due_at != MOMENT_NONE)
        moment_format(entry->due_at, due);
    return arena_format(arena, "%s%s%s%s %s%s%s%s due %s left %d", deliverables[duty->deliverable],
                        duty->binding == BINDING_REQUEST ? " on request" : "",
                        words(arena, entry->forms, entry->form_count),
                        words(arena, duty->consolidates, duty->consolidates_count), entry->period.code,
                        agencies(arena, entry, " to", duty->recipients, duty->recipient_count),
                        agencies(arena, entry, " via", duty->via, duty->via_count),
                        duty->via_count == 0 ? ""
                        : duty->via_any      ? " (any)"
                                             : " (each)",
                        due, entry->working_days);
}

static size_t entries_of(struct arena *arena, const char *unit, const char *agency, const char *year, const char *duty,
                         struct duty_entry *ret_entries) {
    char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    snprintf(from, sizeof from, "%s-01-01", year);
    snprintf(to, sizeof to, "%s-12-31", year);
    struct duty_calendar_question question = {.unit = unit_by_id(snapshot_tree(example_world.snapshot), unit),
                                              .agency = agency,
                                              .from = real_day(from),
                                              .to = real_day(to)};
    struct duty_entry *entries;
    assert_int_not_equal(question.unit, UNIT_NONE);
    size_t count = duty_calendar(example_world.snapshot, &question, ENTRIES_MAX, arena, &entries), kept = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || strcmp(entries[i - 1].key, entries[i].key) < 0);
        if (text_equal(entries[i].duty->code, duty))
            ret_entries[kept++] = entries[i];
    }
    return kept;
}

/* ---- The table */

#define TUYEN_QUANG "08@2012-01-01"
#define TAN_CHAU "706@2012-01-01"
#define THANH_HOA "38@2012-01-01"
#define HA_NOI "01@2012-01-01"
#define BA_DINH "001@2012-01-01"

static const struct {
    const char *duty, *unit, *agency, *year;
    size_t count;
    const char *first, *last;
} table[] = {
    {"S0-R1", TUYEN_QUANG, "labour", "2023", 2,
     "consolidation S0-R2 2023-H1 to 08/people-committee due 2023-06-16T17:00:00Z left 2",
     "consolidation S0-R2 2023 to 08/people-committee due 2023-12-18T17:00:00Z left 2"},
    {"S0-R2", "070@2012-01-01", "people-committee", "2023", 2,
     "report PCMD-TM 2023-H1 to 08/people-committee via 08-labour (any) due 2023-06-16T17:00:00Z left 2",
     "report PCMD-TM 2023 to 08/people-committee via 08-labour (any) due 2023-12-18T17:00:00Z left 2"},
    {"S0-R2", TUYEN_QUANG, "08-health", "2023", 2,
     "report PCMD-TM 2023-H1 to 08/people-committee via 08-labour (any) due 2023-06-16T17:00:00Z left 2",
     "report PCMD-TM 2023 to 08/people-committee via 08-labour (any) due 2023-12-18T17:00:00Z left 2"},
    {"S0-R3", "071@2012-01-01", "people-committee", "2023", 4,
     "report PCMD-TM 2023-Q1 to 071-party-committee due never left -1",
     "report PCMD-TM 2023-Q4 to 071-party-committee due never left -1"},
    {"S0-R4", "072@2012-01-01", "steering-committee", "2023", 2,
     "report PCMD-TM 2023-H1 to 08/people-committee due 2023-06-16T17:00:00Z left 2",
     "report PCMD-TM 2023 to 08/people-committee due 2023-12-18T17:00:00Z left 2"},
    {"S1-R1", "25516@2012-01-01", "people-committee", "2022", 2,
     "report PCMD-TM 2022-H1 to 706/people-committee due 2022-06-16T17:00:00Z left 2",
     "report PCMD-TM 2022 to 706/people-committee due 2022-12-16T17:00:00Z left 2"},
    {"S1-R2", TAN_CHAU, "labour", "2022", 2,
     "consolidation S1-R1 2022-H1 to 706/people-committee due 2022-06-16T17:00:00Z left 2",
     "consolidation S1-R1 2022 to 706/people-committee due 2022-12-16T17:00:00Z left 2"},
    {"S1-R3", TAN_CHAU, "court", "2022", 1, "report on request PCMD-J PCMD-TM 2022 to 706-labour due never left -1",
     NULL},
    {"S1-R3", TAN_CHAU, "procuracy", "2022", 1, "report on request PCMD-TM 2022 to 706-labour due never left -1", NULL},
    {"S1-R4", TAN_CHAU, "police", "2022", 2,
     "report PCMD-P 2022-H1 to 706/people-committee due 2022-06-16T17:00:00Z left 2", NULL},
    {"S1-R4", "25516@2012-01-01", "people-committee", "2022", 2,
     "report PCMD-C 2022-H1 to 706/people-committee due 2022-06-16T17:00:00Z left 2", NULL},
    {"S1-R4b", TAN_CHAU, "labour", "2022", 2,
     "report PCMD-TM 2022-H1 to 706/people-committee due 2022-06-16T17:00:00Z left 2", NULL},
    {"S3-R1", "380@2012-01-01", "people-committee", "2023", 2,
     "report PCMD-D PCMD-S 2023-H1 to 38-labour due 2023-06-14T17:00:00Z left 0",
     "report PCMD-D PCMD-S 2023 to 38-labour due 2023-12-14T17:00:00Z left 0"},
    {"S3-R1", THANH_HOA, "police", "2023", 2,
     "report PCMD-S PCMD-P 2023-H1 to 38-labour due 2023-06-14T17:00:00Z left 0", NULL},
    {"S3-R1", THANH_HOA, "information", "2023", 2,
     "report PCMD-S PCMD-M 2023-H1 to 38-labour due 2023-06-14T17:00:00Z left 0", NULL},
    {"S3-R2", THANH_HOA, "labour", "2023", 2,
     "consolidation S3-R1 2023-H1 to 38/people-committee VN-labour due 2023-06-19T17:00:00Z left 3",
     "consolidation S3-R1 2023 to 38/people-committee VN-labour due 2023-12-19T17:00:00Z left 3"},
    {"S3-R3", THANH_HOA, "labour", "2023", 2,
     "report PCMD-L 2023-H1 to 38/people-committee due 2023-06-16T17:00:00Z left 2", NULL},
    {"S3-R4", "380@2012-01-01", "people-committee", "2023", 1,
     "plan 2023 to 38-labour due 2023-03-31T17:00:00Z left -1", NULL},
    {"S3-R4", THANH_HOA, "38-culture", "2023", 1, "plan 2023 to 38-labour due 2023-03-31T17:00:00Z left -1", NULL},
    {"S4-R1", HA_NOI, "labour", "2014", 2,
     "consolidation S4-R4 S4-R7 S4-R7b 2014-H1 to 01-steering-committee 01/people-committee VN-labour due "
     "2014-06-17T17:00:00Z left 2",
     "consolidation S4-R4 S4-R7 S4-R7b 2014 to 01-steering-committee 01/people-committee VN-labour due "
     "2014-12-16T17:00:00Z left 2"},
    {"S4-R2", HA_NOI, "labour", "2014", 2,
     "report PCMD-L 2014-H1 to 01/people-committee due 2014-06-17T17:00:00Z left 2", NULL},
    {"S4-R3", "00001@2012-01-01", "police", "2014", 12,
     "report PCMD-F PCMD-P 2014-M01 to 01-labour via 001/police 01/police (each) due 2014-01-16T17:00:00Z left 2",
     "report PCMD-F PCMD-P 2014-M12 to 01-labour via 001/police 01/police (each) due 2014-12-16T17:00:00Z left 2"},
    {"S4-R3", BA_DINH, "police", "2014", 12,
     "report PCMD-P 2014-M01 to 01-labour via 01/police (each) due 2014-01-16T17:00:00Z left 2", NULL},
    {"S4-R3", HA_NOI, "police", "2014", 12,
     "report PCMD-P 2014-M01 to 01-labour (each) due 2014-01-16T17:00:00Z left 2", NULL},
    {"S4-R4", BA_DINH, "people-committee", "2014", 12 + 4 + 1,
     "report PCMD-TM 2014-M01 to 01-labour 01/people-committee via 01-social-evils (any) due 2014-01-16T17:00:00Z left "
     "2",
     NULL},
    {"S4-R5", "00001@2012-01-01", "people-committee", "2014", 1,
     "report PCMD-TM 2014 to 001/people-committee due 2014-12-16T17:00:00Z left 2", NULL},
    {"S4-R6", HA_NOI, "labour", "2014", 1,
     "consolidation S4-R3 S4-R5 2014 to 01/people-committee due 2014-12-16T17:00:00Z left 2", NULL},
    {"S4-R7", HA_NOI, "education", "2014", 2,
     "report PCMD-S PCMD-K PCMD-TM 2014-H1 to 01/people-committee via 01-labour 01/police (any) due "
     "2014-06-17T17:00:00Z left 2",
     NULL},
    {"S4-R7", HA_NOI, "womens-union", "2014", 2,
     "report PCMD-S PCMD-TM 2014-H1 to 01/people-committee via 01-labour 01/police (any) due 2014-06-17T17:00:00Z left "
     "2",
     NULL},
    {"S4-R7b", "00001@2012-01-01", "people-committee", "2014", 2,
     "report PCMD-C PCMD-S 2014-H1 to 01/people-committee via 01-labour 01/police (any) due 2014-06-17T17:00:00Z left "
     "2",
     NULL},
    {"S4-R7c", HA_NOI, "court", "2014", 2,
     "report on request PCMD-J PCMD-TM 2014-H1 to 01/people-committee via 01-labour 01/police (any) due "
     "2014-06-17T17:00:00Z left 2",
     NULL},
    {"S4-R8", HA_NOI, "health", "2014", 4, "report PCMD-TM 2014-Q1 to 01-labour 01/police due never left -1", NULL},
    {"S4-R9", HA_NOI, NULL, "2014", 0, NULL, NULL},
};

static void check_line(struct arena *arena, const char *duty, const struct duty_entry *entry, const char *expected) {
    const char *line = line_of(arena, entry);
    if (expected && strcmp(line, expected) != 0)
        fail_msg("%s\n  is   %s\n  not  %s", duty, line, expected);
}

static void each_row_of_the_seeds_expands_to_what_it_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct arena arena = {0};
        struct duty_entry *entries = calloc(ENTRIES_MAX, sizeof *entries);
        size_t count = entries_of(&arena, table[i].unit, table[i].agency, table[i].year, table[i].duty, entries);
        if (count != table[i].count)
            fail_msg("%s at %s: %zu entries, not %zu", table[i].duty, table[i].unit, count, table[i].count);
        if (count > 0) {
            check_line(&arena, table[i].duty, &entries[0], table[i].first);
            check_line(&arena, table[i].duty, &entries[count - 1], table[i].last);
        }
        free(entries);
        arena_done(&arena);
    }
}

/* No register of persons: the row S4-R9 is left out of every plan by design. */
static void no_plan_keeps_a_register_of_persons(void **state) {
    (void)state;
    size_t count;
    const struct plan *const *plans = snapshot_plans(example_world.snapshot, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < plans[i]->duty_count; j++)
            assert_string_not_equal(plans[i]->duties[j].code, "S4-R9");
}

/* 27 districts, the province's police, and the eleven departments that have a form to report. */
static void everybody_the_plan_of_thanh_hoa_names_owes_its_report(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct unit_slice *slice = snapshot_slice(example_world.snapshot, real_day("2023-06-14"), &arena);
    struct duty_entry *entries = calloc(ENTRIES_MAX, sizeof *entries);
    uint32_t top = slice->position_of[unit_by_id(slice->tree, THANH_HOA)];
    size_t districts = 0, province = 0;
    for (uint32_t at = top; at < slice->subtree_end[top]; at++) {
        if (slice->version[at]->level == LEVEL_COMMUNE && at % 50 != 0)
            continue;
        size_t count = entries_of(&arena, slice->tree->units[slice->unit_of[at]].id, NULL, "2023", "S3-R1", entries);
        *(slice->version[at]->level == LEVEL_PROVINCE ? &province : &districts) += count;
    }
    assert_int_equal(districts, 27 * 2);
    assert_int_equal(province, (1 + 11) * 2);
    free(entries);
    arena_done(&arena);
}

/* Districts ended on 2025-07-01: whoever should report to one has nobody there, and that is said. */
static void a_level_that_is_gone_is_missing_in_the_line(void **state) {
    (void)state;
    struct arena arena = {0};
    struct duty_entry *entries = calloc(ENTRIES_MAX, sizeof *entries);
    size_t count = entries_of(&arena, "00004@2025-07-01", "people-committee", "2026", "PCMD-R1", entries);
    assert_int_equal(count, 2);
    assert_string_equal(line_of(&arena, &entries[0]),
                        "report PCMD-C PCMD-S 2026-H1 to ? due 2026-06-16T17:00:00Z left 2");
    free(entries);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_seeds_expands_to_what_it_says),
        cmocka_unit_test(no_plan_keeps_a_register_of_persons),
        cmocka_unit_test(everybody_the_plan_of_thanh_hoa_names_owes_its_report),
        cmocka_unit_test(a_level_that_is_gone_is_missing_in_the_line),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
