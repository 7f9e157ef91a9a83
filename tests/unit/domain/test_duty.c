/* Duties: which periods are owed, until which moment, and by whom; the cases of the five plans and of decree 09/2019. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/duty.h"
#include "real_units.h"

static day_t holidays[16], worked[1];
static struct duty_setting setting = {
    .calendar = &calendar_admin15,
    .zone_offset_seconds = 7 * 3600,
    .regulated = {.kind = DUE_WORKING_DAYS, .working_days = 2},
    .working = {.holidays = holidays, .worked = worked, .worked_count = 1},
};

static struct real_units real;
static const struct unit_tree *tree;
static struct agency agencies[2];
static struct agency_set set = {.agencies = agencies, .count = 2};

static uint32_t unit(const char *id) {
    uint32_t found = unit_by_id(tree, id);
    assert_int_not_equal(found, UNIT_NONE);
    return found;
}

static int begin(void **state) {
    (void)state;
    static const char *const closed[] = {"2023-04-29", "2023-04-30", "2023-05-01", "2023-05-02", "2023-05-03",
                                         "2024-02-08", "2024-02-09", "2024-02-10", "2024-02-11", "2024-02-12",
                                         "2024-02-13", "2024-02-14", "2024-04-29", "2024-04-30", "2024-05-01"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        holidays[setting.working.holiday_count++] = real_day(closed[i]);
    worked[0] = real_day("2024-05-04");
    real_units_read(&real);
    tree = unit_tree_build(&real.arena, &real.source);
    agencies[0] = (struct agency){
        .code = "38-health", .function = "health", .unit = unit("38@2012-01-01"), .from = DAY_EVER, .until = DAY_NEVER};
    agencies[1] = (struct agency){
        .code = "38-labour", .function = "labour", .unit = unit("38@2012-01-01"), .from = DAY_EVER, .until = DAY_NEVER};
    setting.agencies = &set;
    setting.slice = unit_slice_build(&real.arena, tree, real_day("2023-06-14"));
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_done(&real.arena);
    return 0;
}

static struct period period(const char *code) {
    struct period parsed;
    if (!period_parse(code, setting.calendar, &parsed))
        fail_msg("%s is not a period", code);
    return parsed;
}

static const struct {
    const char *what, *period;
    struct due due;
    int8_t cut_off_month, cut_off_day;
    const char *due_at; /* the first late moment; NULL: none */
    int32_t working_days;
} moments[] = {
    {"Thanh Hóa: before 15 June, data until 14 June",
     "2023-H1",
     {DUE_BEFORE, 6, 15, 0, 0, false},
     6,
     14,
     "2023-06-14T17:00:00Z",
     0},
    {"the same by default", "2023-H1", {DUE_BEFORE, 6, 15, 0, 0, false}, 0, 0, "2023-06-14T17:00:00Z", 0},
    {"data until 31 May", "2023-H1", {DUE_BEFORE, 6, 15, 0, 0, false}, 5, 31, "2023-06-14T17:00:00Z", 10},
    {"Thanh Hóa: before 15 December", "2023", {DUE_BEFORE, 12, 15, 0, 0, false}, 0, 0, "2023-12-14T17:00:00Z", 0},
    {"the department: before 20 June", "2023-H1", {DUE_BEFORE, 6, 20, 0, 0, false}, 0, 0, "2023-06-19T17:00:00Z", 3},
    {"by 15 June", "2023-H1", {DUE_BY, 6, 15, 0, 0, false}, 0, 0, "2023-06-15T17:00:00Z", 1},
    {"by 31 January of the next year", "2023", {DUE_BY, 1, 31, 1, 0, false}, 0, 0, "2024-01-31T17:00:00Z", 34},
    {"before the first of a month", "2023-H1", {DUE_BEFORE, 7, 1, 0, 0, false}, 0, 0, "2023-06-30T17:00:00Z", 12},
    {"before the end of the period", "2023-H1", {DUE_BEFORE, 6, 1, 0, 0, false}, 0, 0, "2023-05-31T17:00:00Z", 0},
    {"two working days after the cut-off",
     "2023-H1",
     {DUE_WORKING_DAYS, 0, 0, 0, 2, false},
     0,
     0,
     "2023-06-16T17:00:00Z",
     2},
    {"working days over a weekend", "2023-9M", {DUE_WORKING_DAYS, 0, 0, 0, 3, false}, 0, 0, "2023-09-19T17:00:00Z", 3},
    {"working days over Tet 2024", "2024-M02", {DUE_WORKING_DAYS, 0, 0, 0, 2, false}, 2, 7, "2024-02-16T17:00:00Z", 2},
    {"working days over a worked Saturday",
     "2024-M04",
     {DUE_WORKING_DAYS, 0, 0, 0, 3, false},
     4,
     26,
     "2024-05-04T17:00:00Z",
     3},
    {"no working day after the cut-off",
     "2023-H1",
     {DUE_WORKING_DAYS, 0, 0, 0, 0, false},
     0,
     0,
     "2023-06-14T17:00:00Z",
     0},
    {"as regulated: the programme's two working days",
     "2023-H1",
     {DUE_AS_REGULATED, 0, 0, 0, 0, false},
     0,
     0,
     "2023-06-16T17:00:00Z",
     2},
    {"by a Saturday, kept", "2024-H1", {DUE_BY, 6, 15, 0, 0, false}, 0, 0, "2024-06-15T17:00:00Z", 0},
    {"by a Saturday, moved on", "2024-H1", {DUE_BY, 6, 15, 0, 0, true}, 0, 0, "2024-06-17T17:00:00Z", 1},
    {"by a working day, not moved", "2023-H1", {DUE_BY, 6, 15, 0, 0, true}, 0, 0, "2023-06-15T17:00:00Z", 1},
    {"before a Sunday: Saturday moves to Monday",
     "2024-H1",
     {DUE_BEFORE, 6, 16, 0, 0, true},
     0,
     0,
     "2024-06-17T17:00:00Z",
     1},
    {"before a Monday: Sunday moves to that Monday",
     "2024-H1",
     {DUE_BEFORE, 6, 17, 0, 0, true},
     0,
     0,
     "2024-06-17T17:00:00Z",
     1},
    {"by a day of Tet, moved behind it", "2024-M02", {DUE_BY, 2, 10, 0, 0, true}, 0, 0, "2024-02-15T17:00:00Z", 1},
    {"by 29 February, in a year without", "2023-M02", {DUE_BY, 2, 29, 0, 0, false}, 0, 0, "2023-02-28T17:00:00Z", 10},
    {"before 29 February, in a year without",
     "2023-M02",
     {DUE_BEFORE, 2, 29, 0, 0, false},
     0,
     0,
     "2023-02-28T17:00:00Z",
     10},
    {"by 29 February, in a leap year", "2024-M02", {DUE_BY, 2, 29, 0, 0, false}, 0, 0, "2024-02-29T17:00:00Z", 11},
    {"the last year of a span", "2023..2025", {DUE_BY, 12, 31, 0, 0, false}, 0, 0, "2025-12-31T17:00:00Z", 13},
    {"an open span is never due", "2013..", {DUE_BY, 12, 31, 0, 0, false}, 0, 0, NULL, -1},
    {"no due date", "2023-H1", {DUE_NONE, 0, 0, 0, 0, true}, 0, 0, NULL, -1},
};

static void the_first_late_moment_follows_the_rule(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        struct schedule schedule = {
            .due = moments[i].due, .cut_off_month = moments[i].cut_off_month, .cut_off_day = moments[i].cut_off_day};
        struct period of = period(moments[i].period);
        moment_t due_at = due_moment(&schedule, &of, &setting);
        char text[MOMENT_TEXT_SIZE] = "";
        if (due_at != MOMENT_NONE)
            moment_format(due_at, text);
        int32_t left = due_working_days(&schedule, &of, &setting);
        if (!text_equal(text, moments[i].due_at == NULL ? "" : moments[i].due_at) || left != moments[i].working_days)
            fail_msg("%s: %s, %d working days", moments[i].what, text, left);
    }
}

static void as_regulated_is_what_the_programme_says(void **state) {
    (void)state;
    struct period half = period("2024-H1");
    struct schedule schedule = {.due = {.kind = DUE_AS_REGULATED}};
    struct duty_setting other = setting;
    other.regulated = (struct due){.kind = DUE_NONE};
    assert_int_equal(due_moment(&schedule, &half, &other), MOMENT_NONE);
    other.regulated = (struct due){.kind = DUE_AS_REGULATED};
    assert_int_equal(due_moment(&schedule, &half, &other), MOMENT_NONE);
    other.regulated = (struct due){.kind = DUE_BY, .month = 6, .day = 15};
    assert_int_equal(due_moment(&schedule, &half, &other), moment_of_day(real_day("2024-06-16"), 7 * 3600));
    schedule.due.next_if_holiday = true;
    assert_int_equal(due_moment(&schedule, &half, &other), moment_of_day(real_day("2024-06-18"), 7 * 3600));
    other.zone_offset_seconds = 0;
    assert_int_equal(due_moment(&schedule, &half, &other), moment_of_day(real_day("2024-06-18"), 0));
}

static const struct {
    enum schedule_period schedule;
    const char *owed[5], *not_owed[6];
} owing[] = {
    {SCHEDULE_MONTH, {"2023-M01", "2023-M12"}, {"2023-Q1", "2023", "2022-M12", "2024-M01"}},
    {SCHEDULE_QUARTER, {"2023-Q1", "2023-Q4"}, {"2023-M01", "2023-H1", "2022-Q4"}},
    {SCHEDULE_H1, {"2023-H1"}, {"2023-H2", "2023", "2024-H1"}},
    {SCHEDULE_H2, {"2023-H2"}, {"2023-H1", "2023"}},
    {SCHEDULE_HALF, {"2023-H1", "2023-H2"}, {"2023", "2023-Q2", "2024-H1"}},
    {SCHEDULE_NINE_MONTHS, {"2023-9M"}, {"2023", "2023-H1"}},
    {SCHEDULE_YEAR, {"2023"}, {"2022", "2024", "2023-H1", "2023..2025"}},
    {SCHEDULE_SPAN, {"2023"}, {"2023-H1", "2023..2025", "2013.."}},
};

static void a_schedule_owes_its_periods_inside_the_span(void **state) {
    (void)state;
    struct period span = period("2023");
    for (size_t i = 0; i < sizeof owing / sizeof *owing; i++) {
        struct schedule schedule = {.period = owing[i].schedule};
        struct duty duty = {.schedules = &schedule, .schedule_count = 1, .start = span.start, .end = span.end};
        for (size_t j = 0; owing[i].owed[j] != NULL; j++) {
            struct period of = period(owing[i].owed[j]);
            assert_ptr_equal(duty_owes(&duty, &of), &schedule);
        }
        for (size_t j = 0; owing[i].not_owed[j] != NULL; j++) {
            struct period of = period(owing[i].not_owed[j]);
            if (duty_owes(&duty, &of) != NULL)
                fail_msg("schedule %zu owes %s", i, owing[i].not_owed[j]);
        }
    }
}

static const struct {
    const char *what, *span; /* NULL: the programme's own */
    enum schedule_period schedule;
    int year;
    const char *first; /* of the year; NULL: none */
    size_t count;
    bool ever;
} spans[] = {
    {"months of a year", "2023", SCHEDULE_MONTH, 2023, "2023-M01", 12, true},
    {"months of another year", "2023", SCHEDULE_MONTH, 2024, NULL, 0, true},
    {"months of half a year", "2023-H2", SCHEDULE_MONTH, 2023, "2023-M07", 6, true},
    {"halves of half a year", "2023-H2", SCHEDULE_HALF, 2023, "2023-H2", 1, true},
    {"the first half in the second", "2023-H2", SCHEDULE_H1, 2023, NULL, 0, false},
    {"a year in half a year", "2023-H1", SCHEDULE_YEAR, 2023, NULL, 0, false},
    {"nine months in a year", "2023", SCHEDULE_NINE_MONTHS, 2023, "2023-9M", 1, true},
    {"nine months in half a year", "2023-H1", SCHEDULE_NINE_MONTHS, 2023, NULL, 0, false},
    {"years of three", "2023..2025", SCHEDULE_YEAR, 2025, "2025", 1, true},
    {"the span in its last year", "2023..2025", SCHEDULE_SPAN, 2025, "2023..2025", 1, true},
    {"the span in its first year", "2023..2025", SCHEDULE_SPAN, 2023, NULL, 0, true},
    {"the span that is a year", "2023", SCHEDULE_SPAN, 2023, "2023", 1, true},
    {"a span without end", "2013..", SCHEDULE_SPAN, 2023, NULL, 0, false},
    {"quarters of a span without end", "2013..", SCHEDULE_QUARTER, 2023, "2023-Q1", 4, true},
    {"the programme's quarters", NULL, SCHEDULE_QUARTER, 2031, "2031-Q1", 4, true},
    {"the programme has no span", NULL, SCHEDULE_SPAN, 2023, NULL, 0, false},
};

static void a_schedule_stands_for_the_periods_inside_the_span(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        struct schedule schedule = {.period = spans[i].schedule},
                        derived = {.period = spans[i].schedule, .derived = true};
        struct duty duty = {.schedules = &schedule, .schedule_count = 1, .start = DAY_EVER, .end = DAY_NEVER};
        struct period periods[SCHEDULE_PERIODS_MAX];
        if (spans[i].span != NULL) {
            struct period span = period(spans[i].span);
            duty.start = span.start;
            duty.end = span.end;
        }
        size_t count = schedule_periods(&duty, &schedule, setting.calendar, spans[i].year, periods);
        if (count != spans[i].count || (count > 0 && !text_equal(periods[0].code, spans[i].first)))
            fail_msg("%s: %zu periods from %s", spans[i].what, count, count > 0 ? periods[0].code : "none");
        for (size_t j = 0; j < count; j++)
            assert_ptr_equal(duty_owes(&duty, &periods[j]), &schedule);
        if (schedule_is_ever_owed(&duty, &schedule, setting.calendar) != spans[i].ever)
            fail_msg("%s: ever owed is wrong", spans[i].what);
        assert_int_equal(schedule_periods(&duty, &derived, setting.calendar, spans[i].year, periods), 0);
    }
}

static void each_row_owes_its_own_period(void **state) {
    (void)state;
    const struct schedule rows[] = {{.period = SCHEDULE_H1, .due = {.kind = DUE_BEFORE, .month = 6, .day = 15}},
                                    {.period = SCHEDULE_QUARTER, .derived = true, .derived_from = SCHEDULE_MONTH},
                                    {.period = SCHEDULE_YEAR, .due = {.kind = DUE_BEFORE, .month = 12, .day = 15}}};
    struct duty duty = {.schedules = rows, .schedule_count = 3, .start = DAY_EVER, .end = DAY_NEVER};
    struct period half = period("2031-H1"), second = period("2031-H2"), quarter = period("2031-Q1"),
                  year = period("2031");
    assert_ptr_equal(duty_owes(&duty, &half), &rows[0]);
    assert_null(duty_owes(&duty, &second));
    assert_null(duty_owes(&duty, &quarter));
    assert_ptr_equal(duty_owes(&duty, &year), &rows[2]);
}

static void a_span_of_years_is_owed_once(void **state) {
    (void)state;
    struct schedule schedule = {.period = SCHEDULE_SPAN};
    struct period span = period("2023..2025"), year = period("2023"), other = period("2023..2024");
    struct duty duty = {.schedules = &schedule, .schedule_count = 1, .start = span.start, .end = span.end};
    assert_ptr_equal(duty_owes(&duty, &span), &schedule);
    assert_null(duty_owes(&duty, &year));
    assert_null(duty_owes(&duty, &other));
}

/* The form of committees and departments; its second version leaves out the labour department. */
static const char *const first_functions[] = {"people-committee", "labour", "health"};
static const char *const second_functions[] = {"people-committee", "health"};
static struct form_version versions[] = {
    {.version = 1,
     .levels = 1U << LEVEL_PROVINCE | 1U << LEVEL_DISTRICT | 1U << LEVEL_COMMUNE,
     .functions = first_functions,
     .function_count = 3},
    {.version = 2,
     .levels = 1U << LEVEL_PROVINCE | 1U << LEVEL_DISTRICT,
     .functions = second_functions,
     .function_count = 2},
};
static struct form form = {.code = "PCMD-X", .versions = versions, .version_count = 2};
static const char *const forms[] = {"PCMD-W", "PCMD-X"};

static struct agency_selector everywhere(const char *function, enum level level) {
    return (struct agency_selector){
        .function = function, .has_level = true, .level = level, .within = UNIT_NONE, .unit = UNIT_NONE};
}

static struct duty duty_of(const char *code, const struct agency_selector *reporter, const struct schedule *schedule) {
    return (struct duty){.code = code,
                         .programme = "pcmd",
                         .forms = forms,
                         .form_count = 2,
                         .reporters = reporter,
                         .reporter_count = 1,
                         .schedules = schedule,
                         .schedule_count = 1,
                         .start = DAY_EVER,
                         .end = DAY_NEVER};
}

static void forms_begin(const char *second_from) {
    versions[0].from = real_day("2022-12-15");
    versions[1].from = real_day(second_from);
}

static void every_commune_owes_its_report(void **state) {
    (void)state;
    forms_begin("2024-12-15");
    struct arena arena = {0};
    struct schedule schedule = {.period = SCHEDULE_H1, .due = {.kind = DUE_BEFORE, .month = 6, .day = 15}};
    struct agency_selector communes = everywhere("people-committee", LEVEL_COMMUNE);
    struct duty duty = duty_of("R1", &communes, &schedule);
    struct period half = period("2023-H1");
    struct obligation *obligations;
    size_t count = obligations_expand(&arena, &duty, 1, &form, &half, &setting, &obligations);
    assert_int_equal(count, 10598);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(setting.slice->unit_of[obligations[i].position], obligations[i].unit);
        assert_true(i == 0 || obligations[i - 1].position < obligations[i].position);
        assert_ptr_equal(obligation_find(obligations, count, obligations[i].position, "people-committee"),
                         &obligations[i]);
        assert_null(obligation_find(obligations, count, obligations[i].position, "police"));
        assert_int_equal(obligations[i].due_at, moment_of_day(real_day("2023-06-15"), 7 * 3600));
    }
    assert_null(obligation_find(obligations, count, 0, "people-committee"));
    struct period second = period("2023-H2");
    assert_int_equal(obligations_expand(&arena, &duty, 1, &form, &second, &setting, &obligations), 0);
    arena_done(&arena);
}

/* Thanh Hóa: the districts by the programme and, earlier, by the plan; the labour department through its function. */
static void one_report_meets_every_duty_and_the_earliest_moment_holds(void **state) {
    (void)state;
    forms_begin("2024-12-15");
    struct arena arena = {0};
    const struct schedule never = {.period = SCHEDULE_H1},
                          soon = {.period = SCHEDULE_HALF, .due = {.kind = DUE_BEFORE, .month = 6, .day = 15}},
                          later = {.period = SCHEDULE_H1, .due = {.kind = DUE_AS_REGULATED}};
    struct agency_selector districts = everywhere("people-committee", LEVEL_DISTRICT), here = districts;
    here.within = unit("38@2012-01-01");
    struct agency_selector reporters[] = {
        here, {.function = "labour", .within = unit("38@2012-01-01"), .unit = UNIT_NONE}, here};
    struct duty duties[] = {duty_of("never", &districts, &never), duty_of("plan", reporters, &soon),
                            duty_of("programme", &districts, &later), duty_of("again", &here, &soon)};
    duties[1].plan = "thanh-hoa-2023";
    duties[1].reporter_count = 3;
    struct period half = period("2023-H1");
    struct obligation *obligations;
    size_t count = obligations_expand(&arena, duties, 4, &form, &half, &setting, &obligations);
    assert_int_equal(count, 705 + 1);
    size_t by_plan = 0;
    for (size_t i = 0; i < count; i++) {
        bool inside = unit_within(tree, obligations[i].unit, unit("38@2012-01-01"), setting.slice->date);
        assert_string_equal(obligations[i].duty->code, inside ? "plan" : "programme");
        assert_int_equal(obligations[i].due_at,
                         moment_of_day(real_day(inside ? "2023-06-15" : "2023-06-17"), 7 * 3600));
        by_plan += inside;
    }
    assert_int_equal(by_plan, 27 + 1);
    uint32_t province = setting.slice->position_of[unit("38@2012-01-01")];
    assert_string_equal(obligation_find(obligations, count, province, "38-labour")->function, "labour");
    arena_done(&arena);
}

static void only_those_who_may_report_the_form_owe_it(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct schedule schedule = {.period = SCHEDULE_H1};
    struct agency_selector reporters[] = {everywhere("labour", LEVEL_PROVINCE), everywhere("health", LEVEL_PROVINCE),
                                          everywhere("police", LEVEL_PROVINCE),
                                          everywhere("people-committee", LEVEL_COMMUNE)};
    for (size_t i = 0; i < 4; i++)
        reporters[i].within = unit("38@2012-01-01");
    struct duty duty = duty_of("R", reporters, &schedule);
    duty.reporter_count = 4;
    struct period half = period("2023-H1"), before = period("2022-H1");
    struct obligation *obligations;
    forms_begin("2024-12-15");
    assert_int_equal(obligations_expand(&arena, &duty, 1, &form, &half, &setting, &obligations), 1 + 1 + 559);
    forms_begin("2022-12-15");
    assert_int_equal(obligations_expand(&arena, &duty, 1, &form, &half, &setting, &obligations), 1);
    assert_string_equal(obligations[0].agency, "38-health");
    assert_int_equal(obligations[0].due_at, MOMENT_NONE);
    assert_int_equal(obligations_expand(&arena, &duty, 1, &form, &before, &setting, &obligations), 0);
    arena_done(&arena);
}

static void other_deliverables_and_other_forms_oblige_nobody(void **state) {
    (void)state;
    forms_begin("2024-12-15");
    struct arena arena = {0};
    const struct schedule schedule = {.period = SCHEDULE_H1};
    struct agency_selector districts = everywhere("people-committee", LEVEL_DISTRICT);
    struct duty duties[] = {duty_of("consolidation", &districts, &schedule), duty_of("plan", &districts, &schedule),
                            duty_of("other form", &districts, &schedule)};
    duties[0].deliverable = DELIVERABLE_CONSOLIDATION;
    duties[1].deliverable = DELIVERABLE_PLAN;
    duties[2].form_count = 1;
    struct period half = period("2023-H1");
    struct obligation *obligations;
    assert_int_equal(obligations_expand(&arena, duties, 3, &form, &half, &setting, &obligations), 0);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_late_moment_follows_the_rule),
        cmocka_unit_test(as_regulated_is_what_the_programme_says),
        cmocka_unit_test(a_schedule_owes_its_periods_inside_the_span),
        cmocka_unit_test(a_schedule_stands_for_the_periods_inside_the_span),
        cmocka_unit_test(each_row_owes_its_own_period),
        cmocka_unit_test(a_span_of_years_is_owed_once),
        cmocka_unit_test(every_commune_owes_its_report),
        cmocka_unit_test(one_report_meets_every_duty_and_the_earliest_moment_holds),
        cmocka_unit_test(only_those_who_may_report_the_form_owe_it),
        cmocka_unit_test(other_deliverables_and_other_forms_oblige_nobody),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
