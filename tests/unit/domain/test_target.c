/* Targets of every kind on both sides of their threshold, before and at their end, with figures that are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"
#include "domain/target.h"

enum { PROVINCE = 1, FIRST_WARD, SECOND_WARD, TOLD_MAX = 64 };

/* What somebody reported: one cell of one unit in one period, or a count of units of a level. */
struct told {
    const char *cell; /* NULL: units of `level` */
    enum level level;
    bool where;
    uint32_t unit;
    const char *period;
    struct figure figure;
};
static struct told told[TOLD_MAX];
static size_t told_count;
static struct arena arena;

static bool is_told(const struct told *one, const char *cell, uint32_t unit, const struct period *period) {
    return text_equal(one->cell, cell) && one->unit == unit && text_equal(one->period, period->code);
}

/* A cell nobody told of is known to the form "F" but was not reported; other forms do not exist. */
static bool told_cell(void *context, const struct measure_term *term, uint32_t unit, const struct period *period,
                      struct figure *ret_figure) {
    (void)context;
    if (strcmp(term->form, "F") != 0)
        return false;
    *ret_figure = (struct figure){0};
    for (size_t i = 0; i < told_count; i++)
        if (is_told(&told[i], term->cell, unit, period))
            *ret_figure = told[i].figure;
    return true;
}

static bool told_units(void *context, enum level level, const struct predicate *where, uint32_t unit,
                       const struct period *period, struct figure *ret_figure) {
    (void)context;
    *ret_figure = (struct figure){.known = true};
    for (size_t i = 0; i < told_count; i++)
        if (is_told(&told[i], NULL, unit, period) && told[i].level == level && told[i].where == (where != NULL))
            *ret_figure = told[i].figure;
    return true;
}

static const struct figures figures = {.cell = told_cell, .units = told_units};

static struct figure *tell_of(uint32_t unit, const char *cell, enum nature nature, const char *period, int64_t value) {
    assert_true(told_count < TOLD_MAX);
    struct told *one = &told[told_count++];
    *one = (struct told){.cell = cell, .unit = unit, .period = period};
    one->figure = (struct figure){.known = true, .value = value, .nature = nature, .expected = 10, .reported = 10};
    return &one->figure;
}

static struct figure *tell(const char *cell, enum nature nature, const char *period, int64_t value) {
    return tell_of(PROVINCE, cell, nature, period, value);
}

static struct figure *tell_units(enum level level, bool where, const char *period, int64_t value, uint32_t judged) {
    struct figure *figure = tell(NULL, NATURE_STOCK, period, value);
    told[told_count - 1].level = level;
    told[told_count - 1].where = where;
    figure->judged = judged;
    return figure;
}

static struct period period(const char *code) {
    struct period parsed;
    assert_true(period_parse(code, &calendar_admin15, &parsed));
    return parsed;
}

static struct attainment evaluated(const struct target *target, const char *span_code, const char *asked_code) {
    struct period span = period(span_code), asked = period(asked_code);
    struct attainment_setting setting = {&calendar_admin15, &asked, &span, &figures};
    struct attainment attainment;
    target_evaluate(&arena, target, &setting, &attainment);
    assert_ptr_equal(attainment.target, target);
    return attainment;
}

static int nothing_told(void **state) {
    (void)state;
    told_count = 0;
    arena_init(&arena);
    return 0;
}

static int forget(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static void expect_text(const char *found, const char *expected) {
    if (expected == NULL)
        assert_null(found);
    else
        assert_string_equal(found, expected);
}

static void expect(const struct attainment *found, enum attainment_state state, const char *reason) {
    assert_string_equal(attainment_state_name(found->state), attainment_state_name(state));
    expect_text(found->reason, reason);
}

/* Measures of the one form there is. */
#define TERM(name)                                                                                                     \
    { .form = "F", .cell = name, .times = 1 }
static const struct measure_term done_term = TERM("done"), all_term = TERM("all");
static const struct measure done = {.kind = MEASURE_CELL, .terms = &done_term, .term_count = 1};
static const struct measure all = {.kind = MEASURE_CELL, .terms = &all_term, .term_count = 1};
static const struct predicate yes = {
    .kind = PREDICATE_CELL, .form = "F", .cell = "yes", .op = COMPARE_GE, .value = "1"};
static const struct measure communes_yes = {.kind = MEASURE_UNITS, .units = LEVEL_COMMUNE, .where = &yes};
static const struct measure communes = {.kind = MEASURE_UNITS, .units = LEVEL_COMMUNE};

static struct target share_of(const struct measure *numerator, const struct measure *denominator, enum compare op,
                              const char *percent) {
    return (struct target){.code = "T",
                           .kind = TARGET_SHARE,
                           .scope = PROVINCE,
                           .numerator = numerator,
                           .denominator = denominator,
                           .comparator = op,
                           .percent = percent};
}

static void a_share_of_units_is_asked_in_whole_units(void **state) {
    (void)state;
    static const struct {
        int64_t holding, whole;
        enum compare op;
        const char *percent, *required;
        enum attainment_state state;
    } cases[] = {
        {448, 559, COMPARE_GE, "80", "448", ATTAINED},  {447, 559, COMPARE_GE, "80", "448", NOT_ATTAINED},
        {17, 27, COMPARE_GE, "60", "17", ATTAINED},     {16, 27, COMPARE_GE, "60", "17", NOT_ATTAINED},
        {3, 27, COMPARE_UNSTATED, "10", "3", ATTAINED}, {2, 27, COMPARE_UNSTATED, "10", "3", NOT_ATTAINED},
        {4, 12, COMPARE_GE, "33.33", "4", ATTAINED},    {3, 12, COMPARE_GE, "33.33", "4", NOT_ATTAINED},
        {5, 10, COMPARE_GT, "50", "5", NOT_ATTAINED},   {6, 10, COMPARE_GT, "50", "5", ATTAINED},
        {2, 10, COMPARE_LE, "20", "2", ATTAINED},       {3, 10, COMPARE_LE, "20", "2", NOT_ATTAINED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell_units(LEVEL_COMMUNE, true, "2023-H1", cases[i].holding, (uint32_t)cases[i].whole);
        tell_units(LEVEL_COMMUNE, false, "2023-H1", cases[i].whole, 0);
        struct target target = share_of(&communes_yes, &communes, cases[i].op, cases[i].percent);
        struct attainment found = evaluated(&target, "2023", "2023-H1");
        expect(&found, cases[i].state, NULL);
        expect_text(found.required, cases[i].required);
        expect_text(found.actual, arena_format(&arena, "%d", (int)cases[i].holding));
        expect_text(found.numerator, found.actual);
        expect_text(found.denominator, arena_format(&arena, "%d", (int)cases[i].whole));
    }
}

static void a_fixed_number_of_units_is_taken_as_it_is(void **state) {
    (void)state;
    const struct measure twelve = {.kind = MEASURE_NUMBER, .number = "12"};
    tell_units(LEVEL_COMMUNE, true, "2023-H1", 4, 12);
    struct target target = share_of(&communes_yes, &twelve, COMPARE_GE, "33.33");
    struct attainment found = evaluated(&target, "2023..2025", "2023-H1");
    expect(&found, ATTAINED, NULL);
    expect_text(found.required, "4");
    expect_text(found.denominator, "12");
}

/* 20 % of 4,000 workplaces, half of the plan's time over: 10 % is on track. */
static void a_share_of_a_stock_is_on_track_pro_rata(void **state) {
    (void)state;
    static const struct {
        int64_t done;
        enum nature nature, of;
        const char *period;
        enum attainment_state state;
        const char *actual;
    } cases[] = {
        {800, NATURE_DISTINCT, NATURE_STOCK, "2023-H1", ATTAINED, "20.00"},
        {799, NATURE_DISTINCT, NATURE_STOCK, "2023-H1", ON_TRACK, "19.97"},
        {400, NATURE_FLOW, NATURE_STOCK, "2023-H1", ON_TRACK, "10.00"},
        {399, NATURE_FLOW, NATURE_STOCK, "2023-H1", NOT_ATTAINED, "9.97"},
        {799, NATURE_STOCK, NATURE_STOCK, "2023-H1", NOT_ATTAINED, "19.97"},
        {799, NATURE_DISTINCT, NATURE_DISTINCT, "2023-H1", NOT_ATTAINED, "19.97"},
        {799, NATURE_DISTINCT, NATURE_STOCK, "2023", NOT_ATTAINED, "19.97"},
        {600, NATURE_DISTINCT, NATURE_STOCK, "2023-9M", ON_TRACK, "15.00"},
        {599, NATURE_DISTINCT, NATURE_STOCK, "2023-9M", NOT_ATTAINED, "14.97"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", cases[i].nature, cases[i].period, cases[i].done);
        tell("all", cases[i].of, cases[i].period, 4000);
        struct target target = share_of(&done, &all, COMPARE_GE, "20");
        struct attainment found = evaluated(&target, "2023", cases[i].period);
        expect(&found, cases[i].state, NULL);
        expect_text(found.required, "20");
        expect_text(found.actual, cases[i].actual);
    }
}

static void pro_rata_is_of_the_whole_span(void **state) {
    (void)state;
    tell("done", NATURE_DISTINCT, "2024", 400);
    tell("all", NATURE_STOCK, "2024", 1000);
    struct target target = share_of(&done, &all, COMPARE_GE, "60");
    struct attainment found = evaluated(&target, "2023..2025", "2024"); /* two of three years: 40 % */
    expect(&found, ON_TRACK, NULL);
    told[0].figure.value = 399;
    found = evaluated(&target, "2023..2025", "2024");
    expect(&found, NOT_ATTAINED, NULL);
    target.by = "2024"; /* its own end is reached */
    told[0].figure.value = 400;
    found = evaluated(&target, "2023..2025", "2024");
    expect(&found, NOT_ATTAINED, NULL);
}

static void short_of_a_later_end_is_not_due(void **state) {
    (void)state;
    tell("done", NATURE_STOCK, "2023", 1);
    tell("all", NATURE_STOCK, "2023", 1000);
    struct target target = share_of(&done, &all, COMPARE_GE, "60");
    target.by = "2025";
    struct attainment found = evaluated(&target, "2023..2025", "2023");
    expect(&found, NOT_DUE, NULL);
    target.by = "2023-06-14";
    found = evaluated(&target, "2023..2025", "2023");
    expect(&found, NOT_ATTAINED, NULL);
}

static void an_open_span_has_no_end_to_be_on_track_for(void **state) {
    (void)state;
    tell("done", NATURE_FLOW, "2014", 999);
    struct target target = {.code = "T",
                            .kind = TARGET_AMOUNT,
                            .scope = PROVINCE,
                            .measure = &done,
                            .comparator = COMPARE_GE,
                            .value = "1000"};
    struct attainment found = evaluated(&target, "2013..", "2014");
    expect(&found, NOT_ATTAINED, NULL);
    target.value = "0";
    target.comparator = COMPARE_EQ;
    told[0].figure.value = 0;
    found = evaluated(&target, "2013..", "2014");
    expect(&found, ON_TRACK, NULL);
}

static void all_of_something_breaks_at_the_first_that_is_not(void **state) {
    (void)state;
    static const struct {
        int64_t in_time;
        uint32_t reported;
        const char *period;
        enum attainment_state state;
        const char *reason, *actual;
    } cases[] = {
        {500, 10, "2023-H1", ON_TRACK, NULL, "100.00"},
        {499, 10, "2023-H1", NOT_ATTAINED, NULL, "99.80"},
        {500, 9, "2023-H1", NOT_MEASURABLE, "incomplete", "100.00"},
        {499, 9, "2023-H1", NOT_ATTAINED, NULL, "99.80"},
        {500, 10, "2023", ATTAINED, NULL, "100.00"},
        {499, 10, "2023", NOT_ATTAINED, NULL, "99.80"},
        {500, 9, "2023", NOT_MEASURABLE, "incomplete", "100.00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, cases[i].period, cases[i].in_time)->reported = cases[i].reported;
        tell("all", NATURE_FLOW, cases[i].period, 500);
        struct target target = share_of(&done, &all, COMPARE_EQ, "100");
        struct attainment found = evaluated(&target, "2023", cases[i].period);
        expect(&found, cases[i].state, cases[i].reason);
        expect_text(found.actual, cases[i].actual);
        assert_int_equal(found.expected, 10);
        assert_int_equal(found.reported, cases[i].reported);
    }
}

static void all_units_break_at_one_that_reported_otherwise(void **state) {
    (void)state;
    static const struct {
        int64_t holding;
        uint32_t judged;
        enum attainment_state state;
        const char *reason;
    } cases[] = {
        {27, 27, ATTAINED, NULL},
        {26, 27, NOT_ATTAINED, NULL},
        {26, 26, NOT_MEASURABLE, "incomplete"},
        {25, 26, NOT_ATTAINED, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        struct figure *figure = tell_units(LEVEL_COMMUNE, true, "2023", cases[i].holding, cases[i].judged);
        figure->expected = 27;
        figure->reported = cases[i].judged;
        tell_units(LEVEL_COMMUNE, false, "2023", 27, 0);
        struct target target = share_of(&communes_yes, &communes, COMPARE_EQ, "100.00");
        struct attainment found = evaluated(&target, "2023", "2023");
        expect(&found, cases[i].state, cases[i].reason);
        expect_text(found.required, "27");
    }
}

/* Of seven units five owe a report, or none: what nobody told of the others is not that they have done it, nor that they have not. */
static void units_that_owe_no_report_are_not_taken_for_good_or_bad(void **state) {
    (void)state;
    static const struct {
        int64_t holding;
        uint32_t judged, expected;
        enum compare op;
        const char *percent;
        enum attainment_state state;
        const char *reason;
    } cases[] = {
        {5, 5, 5, COMPARE_EQ, "100", NOT_MEASURABLE, "incomplete"},
        {4, 5, 5, COMPARE_EQ, "100", NOT_ATTAINED, NULL},
        {7, 7, 5, COMPARE_EQ, "100", ATTAINED, NULL},
        {0, 0, 0, COMPARE_EQ, "100", NOT_MEASURABLE, "noData"},
        {0, 0, 0, COMPARE_GE, "80", NOT_MEASURABLE, "noData"},
        {0, 0, 0, COMPARE_LT, "50", NOT_MEASURABLE, "noData"},
        {0, 0, 5, COMPARE_GE, "80", NOT_ATTAINED, NULL},
        {5, 5, 0, COMPARE_GE, "70", ATTAINED, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        struct figure *figure = tell_units(LEVEL_COMMUNE, true, "2023", cases[i].holding, cases[i].judged);
        figure->expected = figure->reported = cases[i].expected;
        tell_units(LEVEL_COMMUNE, false, "2023", 7, 0);
        struct target target = share_of(&communes_yes, &communes, cases[i].op, cases[i].percent);
        struct attainment found = evaluated(&target, "2023", "2023");
        expect(&found, cases[i].state, cases[i].reason);
    }
}

static void a_share_without_figures_is_not_measurable(void **state) {
    (void)state;
    struct target target = share_of(&done, &all, COMPARE_GE, "20");
    struct attainment found = evaluated(&target, "2023", "2023-H1");
    expect(&found, NOT_MEASURABLE, "noData");
    expect_text(found.actual, NULL);
    tell("done", NATURE_FLOW, "2023-H1", 3);
    found = evaluated(&target, "2023", "2023-H1");
    expect(&found, NOT_MEASURABLE, "noData");
    expect_text(found.numerator, "3");
    expect_text(found.denominator, NULL);
    tell("all", NATURE_STOCK, "2023-H1", 0);
    found = evaluated(&target, "2023", "2023-H1");
    expect(&found, NOT_MEASURABLE, "zeroDenominator");
    expect_text(found.actual, NULL);
}

static void a_sum_adds_its_terms_by_their_times(void **state) {
    (void)state;
    static const struct measure_term terms[] = {{.form = "F", .cell = "carried", .times = 1},
                                                {.form = "F", .cell = "received", .times = 1},
                                                {.form = "F", .cell = "pending", .times = -1}};
    const struct measure handled = {.kind = MEASURE_SUM, .terms = terms, .term_count = 3};
    tell("carried", NATURE_STOCK, "2023", 30);
    tell("received", NATURE_FLOW, "2023", 100);
    struct figure *pending = tell("pending", NATURE_STOCK, "2023", 205);
    pending->decimals = 1; /* 20.5 */
    tell("done", NATURE_FLOW, "2023", 10950)->decimals = 2;
    struct target target = share_of(&done, &handled, COMPARE_EQ, "100");
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, ATTAINED, NULL);
    expect_text(found.numerator, "109.50");
    expect_text(found.denominator, "109.5");
    assert_int_equal(found.expected, 10); /* one form, however many of its cells */
    pending->known = false;
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "noData");
}

static void sums_beyond_a_quantity_are_said(void **state) {
    (void)state;
    static const struct measure_term terms[] = {{.form = "F", .cell = "done", .times = INT64_MAX},
                                                {.form = "F", .cell = "done", .times = INT64_MAX}};
    const struct measure huge = {.kind = MEASURE_SUM, .terms = terms, .term_count = 2};
    struct target target = {.code = "T",
                            .kind = TARGET_AMOUNT,
                            .scope = PROVINCE,
                            .measure = &huge,
                            .comparator = COMPARE_GE,
                            .value = "1"};
    struct figure *figure = tell("done", NATURE_FLOW, "2023", QUANTITY_MAX);
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "outOfRange");
    figure->value = QUANTITY_MAX;
    tell("all", NATURE_STOCK, "2023", 1)->decimals = 6;
    struct target share = share_of(&done, &all, COMPARE_GE, "1");
    found = evaluated(&share, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "outOfRange");
    figure->value = (__int128)1 << 100; /* not even 128 bits hold the product */
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "outOfRange");
}

static void an_amount_is_compared_as_written(void **state) {
    (void)state;
    static const struct {
        int64_t value;
        enum compare op;
        const char *asked, *period;
        enum attainment_state state;
    } cases[] = {
        {180, COMPARE_UNSTATED, "180", "2023-H1", ATTAINED},
        {179, COMPARE_UNSTATED, "180", "2023-H1", ON_TRACK},
        {90, COMPARE_GE, "180", "2023-H1", ON_TRACK},
        {89, COMPARE_GE, "180", "2023-H1", NOT_ATTAINED},
        {179, COMPARE_GE, "180", "2023", NOT_ATTAINED},
        {180, COMPARE_GT, "180", "2023", NOT_ATTAINED},
        {181, COMPARE_GT, "180", "2023", ATTAINED},
        {2, COMPARE_EQ, "2", "2023", ATTAINED},
        {3, COMPARE_EQ, "2", "2023-H1", NOT_ATTAINED},
        {1, COMPARE_EQ, "2", "2023-H1", ON_TRACK},
        {40, COMPARE_LE, "40", "2023", ATTAINED},
        {41, COMPARE_LE, "40", "2023-H1", NOT_ATTAINED},
        {13, COMPARE_GE, "12.50", "2023", ATTAINED},
        {12, COMPARE_GE, "12.50", "2023", NOT_ATTAINED},
        {-1, COMPARE_LT, "0", "2023", ATTAINED},
        {1, COMPARE_EQ, "2", "2023", NOT_ATTAINED},
        {0, COMPARE_GE, "0", "2023-H1", ATTAINED},
        {180, COMPARE_GT, "180", "2023-H1", ON_TRACK},
        {40, COMPARE_LT, "40", "2023-H1", NOT_ATTAINED},
        {13, COMPARE_GE, "12.123456", "2023", ATTAINED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, cases[i].period, cases[i].value);
        struct target target = {.code = "T",
                                .kind = TARGET_AMOUNT,
                                .scope = PROVINCE,
                                .measure = &done,
                                .comparator = cases[i].op,
                                .value = cases[i].asked};
        struct attainment found = evaluated(&target, "2023", cases[i].period);
        expect(&found, cases[i].state, NULL);
        expect_text(found.required, cases[i].asked);
        expect_text(found.actual, arena_format(&arena, "%d", (int)cases[i].value));
    }
}

static void only_a_flow_is_on_track(void **state) {
    (void)state;
    static const enum nature others[] = {NATURE_STOCK, NATURE_DISTINCT, NATURE_YES_NO};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        told_count = 0;
        tell("done", others[i], "2023-H1", 179);
        struct target target = {.code = "T",
                                .kind = TARGET_AMOUNT,
                                .scope = PROVINCE,
                                .measure = &done,
                                .value = "180",
                                .comparator = COMPARE_GE};
        struct attainment found = evaluated(&target, "2023", "2023-H1");
        expect(&found, NOT_ATTAINED, NULL);
    }
}

static void a_range_is_exceeded_not_failed(void **state) {
    (void)state;
    static const struct {
        int64_t value;
        enum attainment_state state;
        bool exceeded;
    } cases[] = {{39, NOT_ATTAINED, false}, {40, ATTAINED, false}, {60, ATTAINED, false}, {61, ATTAINED, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_DISTINCT, "2023", cases[i].value);
        struct target target = {.code = "T",
                                .kind = TARGET_AMOUNT,
                                .scope = PROVINCE,
                                .measure = &done,
                                .between_low = "40",
                                .between_high = "60"};
        struct attainment found = evaluated(&target, "2023", "2023");
        expect(&found, cases[i].state, NULL);
        assert_int_equal(found.exceeded, cases[i].exceeded);
        expect_text(found.required, "40..60");
    }
}

/* "None" as an amount, and none of a fixed cohort, are read alike. */
static void none_is_never_attained_before_its_end(void **state) {
    (void)state;
    static const struct {
        int64_t value;
        uint32_t reported;
        const char *period;
        enum attainment_state state;
        const char *reason;
    } cases[] = {
        {0, 10, "2023-H1", ON_TRACK, NULL},
        {1, 10, "2023-H1", NOT_ATTAINED, NULL},
        {0, 9, "2023-H1", NOT_MEASURABLE, "incomplete"},
        {1, 9, "2023-H1", NOT_ATTAINED, NULL},
        {0, 10, "2023", ATTAINED, NULL},
        {0, 9, "2023", NOT_MEASURABLE, "incomplete"},
    };
    struct target targets[] = {
        {.code = "T",
         .kind = TARGET_AMOUNT,
         .scope = PROVINCE,
         .measure = &done,
         .comparator = COMPARE_EQ,
         .value = "0"},
        {.code = "T",
         .kind = TARGET_AMOUNT,
         .scope = PROVINCE,
         .measure = &done,
         .comparator = COMPARE_LE,
         .value = "0.00"},
        {.code = "T", .kind = TARGET_COHORT, .scope = PROVINCE, .measure = &done, .cohort_size = 23},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, cases[i].period, cases[i].value)->reported = cases[i].reported;
        for (size_t at = 0; at < sizeof targets / sizeof *targets; at++) {
            struct attainment found = evaluated(&targets[at], "2023", cases[i].period);
            expect(&found, cases[i].state, cases[i].reason);
        }
    }
}

/* At most nine: so far it may hold, but a flow only grows, and what is missing may be the tenth. A stock may still go down. */
static void a_ceiling_is_never_attained_before_its_end_nor_on_missing_reports(void **state) {
    (void)state;
    static const struct {
        enum nature nature;
        int64_t value;
        uint32_t reported;
        const char *period;
        enum attainment_state state;
        const char *reason;
    } cases[] = {
        {NATURE_FLOW, 9, 10, "2023-H1", ON_TRACK, NULL},     {NATURE_FLOW, 10, 10, "2023-H1", NOT_ATTAINED, NULL},
        {NATURE_FLOW, 10, 9, "2023-H1", NOT_ATTAINED, NULL}, {NATURE_FLOW, 9, 9, "2023", NOT_MEASURABLE, "incomplete"},
        {NATURE_FLOW, 9, 10, "2023", ATTAINED, NULL},        {NATURE_FLOW, 10, 10, "2023", NOT_ATTAINED, NULL},
        {NATURE_STOCK, 9, 10, "2023-H1", ON_TRACK, NULL},    {NATURE_STOCK, 9, 9, "2023", NOT_MEASURABLE, "incomplete"},
        {NATURE_STOCK, 9, 10, "2023", ATTAINED, NULL},       {NATURE_STOCK, 10, 10, "2023", NOT_ATTAINED, NULL},
    };
    const struct target target = {.code = "T",
                                  .kind = TARGET_AMOUNT,
                                  .scope = PROVINCE,
                                  .measure = &done,
                                  .comparator = COMPARE_LE,
                                  .value = "9"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", cases[i].nature, cases[i].period, cases[i].value)->reported = cases[i].reported;
        struct attainment found = evaluated(&target, "2023", cases[i].period);
        expect(&found, cases[i].state, cases[i].reason);
    }
}

static void growth_is_against_the_same_period_a_year_before(void **state) {
    (void)state;
    static const struct {
        int64_t now, before;
        enum attainment_state state;
        bool exceeded;
        const char *actual;
    } cases[] = {
        {1030, 1000, ATTAINED, false, "3.00"},      {1029, 1000, NOT_ATTAINED, false, "2.90"},
        {1050, 1000, ATTAINED, false, "5.00"},      {1051, 1000, ATTAINED, true, "5.10"},
        {900, 1000, NOT_ATTAINED, false, "-10.00"}, {463, 464, NOT_ATTAINED, false, "-0.21"},
        {1035, 999, ATTAINED, false, "3.60"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, "2023-H1", cases[i].now);
        tell("done", NATURE_FLOW, "2022-H1", cases[i].before);
        struct target target = {.code = "T",
                                .kind = TARGET_GROWTH,
                                .scope = PROVINCE,
                                .measure = &done,
                                .between_low = "3",
                                .between_high = "5"};
        struct attainment found = evaluated(&target, "2023", "2023-H1");
        expect(&found, cases[i].state, NULL);
        assert_int_equal(found.exceeded, cases[i].exceeded);
        expect_text(found.required, "3..5");
        expect_text(found.actual, cases[i].actual);
        expect_text(found.numerator, arena_format(&arena, "%d", (int)cases[i].now));
        expect_text(found.denominator, arena_format(&arena, "%d", (int)cases[i].before));
    }
}

static void growth_of_a_first_year_takes_the_stated_base_of_its_period(void **state) {
    (void)state;
    struct target target = {.code = "T",
                            .kind = TARGET_GROWTH,
                            .scope = PROVINCE,
                            .measure = &done,
                            .between_low = "3",
                            .between_high = "5"};
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "noData");
    tell("done", NATURE_FLOW, "2023", 103);
    tell("done", NATURE_FLOW, "2023-H1", 60);
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "noBaseline");
    expect_text(found.numerator, "103");
    target.baseline_period = "2022";
    target.baseline_value = "100";
    found = evaluated(&target, "2023", "2023");
    expect(&found, ATTAINED, NULL);
    expect_text(found.denominator, "100");
    found = evaluated(&target, "2023", "2023-H1"); /* a year's base says nothing of a half */
    expect(&found, NOT_MEASURABLE, "noBaseline");
    tell("done", NATURE_FLOW, "2022", 0); /* reported beats stated, and from nothing there is no growth */
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "noBaseline");
    expect_text(found.denominator, "0");
}

static void a_trend_is_its_sign(void **state) {
    (void)state;
    static const struct {
        bool up;
        int64_t now;
        enum attainment_state state;
    } cases[] = {{true, 101, ATTAINED}, {true, 100, NOT_ATTAINED},  {true, 99, NOT_ATTAINED},
                 {false, 99, ATTAINED}, {false, 100, NOT_ATTAINED}, {false, 101, NOT_ATTAINED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, "2023", cases[i].now);
        tell("done", NATURE_FLOW, "2022", 100);
        struct target target = {.code = "T",
                                .kind = TARGET_GROWTH,
                                .scope = PROVINCE,
                                .measure = &done,
                                .trend = true,
                                .trend_up = cases[i].up};
        struct attainment found = evaluated(&target, "2023", "2023");
        expect(&found, cases[i].state, NULL);
        expect_text(found.required, cases[i].up ? "up" : "down");
    }
}

static void months_covered_are_the_months_of_the_period(void **state) {
    (void)state;
    static const struct {
        int64_t months;
        uint32_t reported;
        const char *period, *required;
        enum attainment_state state;
        const char *reason;
    } cases[] = {
        {6, 10, "2023-H1", "6", ON_TRACK, NULL},    {5, 10, "2023-H1", "6", NOT_ATTAINED, NULL},
        {5, 9, "2023-H1", "6", NOT_ATTAINED, NULL}, {6, 9, "2023-H1", "6", NOT_MEASURABLE, "incomplete"},
        {12, 10, "2023", "12", ATTAINED, NULL},     {11, 10, "2023", "12", NOT_ATTAINED, NULL},
        {9, 10, "2023-9M", "9", ON_TRACK, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, cases[i].period, cases[i].months)->reported = cases[i].reported;
        struct target target = {.code = "T", .kind = TARGET_FREQUENCY, .scope = PROVINCE, .measure = &done};
        struct attainment found = evaluated(&target, "2023", cases[i].period);
        expect(&found, cases[i].state, cases[i].reason);
        expect_text(found.required, cases[i].required);
        expect_text(found.actual, arena_format(&arena, "%d", (int)cases[i].months));
    }
}

static void every_channel_keeps_every_month(void **state) {
    (void)state;
    static const char *const months[] = {"2023-M01", "2023-M02", "2023-M03"};
    static const struct target_channel channels[] = {{"trung ương", &done}, {"tỉnh", &all}};
    struct target target = {.code = "T",
                            .kind = TARGET_FREQUENCY,
                            .scope = PROVINCE,
                            .channels = channels,
                            .channel_count = 2,
                            .times_at_least = 2,
                            .every = PERIOD_MONTH};
    struct attainment found = evaluated(&target, "2023", "2023-Q1");
    expect(&found, NOT_MEASURABLE, "noData");
    for (size_t i = 0; i < 3; i++) {
        tell("done", NATURE_FLOW, months[i], 2);
        tell("all", NATURE_FLOW, months[i], 7);
    }
    found = evaluated(&target, "2023", "2023-Q1");
    expect(&found, ON_TRACK, NULL);
    expect_text(found.required, "3");
    expect_text(found.actual, "3");

    told[2].figure.value = 1; /* February of the first channel */
    found = evaluated(&target, "2023", "2023-Q1");
    expect(&found, NOT_ATTAINED, NULL);
    expect_text(found.actual, "2");

    told[2].figure.known = false; /* nobody said, so nothing is broken yet */
    found = evaluated(&target, "2023", "2023-Q1");
    expect(&found, NOT_MEASURABLE, "incomplete");
    expect_text(found.actual, "2");
}

static void members_are_counted_one_by_one(void **state) {
    (void)state;
    static const struct target_member members[] = {{FIRST_WARD, NULL}, {SECOND_WARD, NULL}};
    struct target target = {.code = "T",
                            .kind = TARGET_MEMBERS,
                            .scope = PROVINCE,
                            .measure = &done,
                            .members = members,
                            .member_count = 2,
                            .members_listed = true};
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "noData");
    tell_of(FIRST_WARD, "done", NATURE_YES_NO, "2023", 1);
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_ATTAINED, NULL);
    expect_text(found.required, "2");
    expect_text(found.actual, "1");
    struct figure *second = tell_of(SECOND_WARD, "done", NATURE_YES_NO, "2023", 0);
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_ATTAINED, NULL);
    second->value = 3;
    found = evaluated(&target, "2023", "2023");
    expect(&found, ATTAINED, NULL);
    expect_text(found.actual, "2");
}

static void places_inside_a_unit_share_its_figure(void **state) {
    (void)state;
    static const struct target_member members[] = {
        {FIRST_WARD, "điểm một"}, {SECOND_WARD, "điểm hai"}, {FIRST_WARD, "điểm ba"}, {UNIT_NONE, "?"}};
    struct target target = {.code = "T",
                            .kind = TARGET_MEMBERS,
                            .scope = PROVINCE,
                            .measure = &done,
                            .members = members,
                            .member_count = 3,
                            .members_listed = true};
    tell_of(FIRST_WARD, "done", NATURE_FLOW, "2023", 1);
    tell_of(SECOND_WARD, "done", NATURE_FLOW, "2023", 1);
    struct attainment found = evaluated(&target, "2023", "2023");
    expect_text(found.actual, "2");
    told[0].figure.value = 2;
    found = evaluated(&target, "2023", "2023");
    expect(&found, ATTAINED, NULL);
    target.member_count = 4; /* a place in a unit nobody knows is not done */
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_ATTAINED, NULL);
    expect_text(found.actual, "3");
}

static void units_are_counted_while_the_list_is_missing(void **state) {
    (void)state;
    struct target target = {
        .code = "T", .kind = TARGET_MEMBERS, .scope = PROVINCE, .measure = &done, .member_total = 79};
    struct attainment found = evaluated(&target, "2014", "2014");
    expect(&found, NOT_MEASURABLE, "noData");
    tell_units(LEVEL_COMMUNE, true, "2014", 77, 577);
    tell_units(LEVEL_DISTRICT, true, "2014", 1, 1);
    found = evaluated(&target, "2014", "2014");
    expect(&found, NOT_ATTAINED, NULL);
    expect_text(found.required, "79");
    expect_text(found.actual, "78");
    told[0].figure.value = 78;
    found = evaluated(&target, "2014", "2014");
    expect(&found, ATTAINED, NULL);
}

static struct target amount_of(const struct measure *measure, const char *value) {
    return (struct target){.code = "P",
                           .kind = TARGET_AMOUNT,
                           .scope = PROVINCE,
                           .measure = measure,
                           .comparator = COMPARE_GE,
                           .value = value};
}

/* The states of two parts, and what they make together. */
static void all_is_as_good_as_its_worst_part(void **state) {
    (void)state;
    struct target parts[] = {amount_of(&done, "180"), amount_of(&all, "150")};
    struct target target = {.code = "T", .kind = TARGET_ALL, .parts = parts, .part_count = 2};
    tell("done", NATURE_FLOW, "2023-H1", 180);
    struct attainment found = evaluated(&target, "2023", "2023-H1");
    expect(&found, NOT_MEASURABLE, NULL);
    expect(&found.parts[1], NOT_MEASURABLE, "noData");
    tell("all", NATURE_FLOW, "2023-H1", 150);
    static const struct {
        int64_t done, all;
        enum attainment_state state;
        const char *attained;
    } cases[] = {{180, 150, ATTAINED, "2"},
                 {180, 80, ON_TRACK, "1"},
                 {100, 10, NOT_ATTAINED, "0"},
                 {180, 10, NOT_ATTAINED, "1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told[0].figure.value = cases[i].done;
        told[1].figure.value = cases[i].all;
        found = evaluated(&target, "2023", "2023-H1");
        expect(&found, cases[i].state, NULL);
        expect_text(found.required, "2");
        expect_text(found.actual, cases[i].attained);
        assert_int_equal(found.part_count, 2);
        assert_ptr_equal(found.parts[0].target, &parts[0]);
    }
    parts[1].by = "2023"; /* due later beats on track, but not what cannot be measured */
    told[1].figure.nature = NATURE_STOCK;
    told[0].figure.value = 100;
    found = evaluated(&target, "2023", "2023-H1");
    expect(&found, NOT_DUE, NULL);
    told[0].figure.known = false;
    found = evaluated(&target, "2023", "2023-H1");
    expect(&found, NOT_MEASURABLE, NULL);
}

static void a_condition_waits_for_its_allocation(void **state) {
    (void)state;
    struct target part = amount_of(&done, "20");
    struct target target = {
        .code = "T", .kind = TARGET_CONDITIONAL, .parts = &part, .part_count = 1, .condition = "KP"};
    tell("done", NATURE_FLOW, "2022", 21);
    struct attainment found = evaluated(&target, "2022", "2022");
    expect(&found, NOT_DUE, "notAllocated");
    expect_text(found.actual, NULL);
    target.condition_met = true;
    found = evaluated(&target, "2022", "2022");
    expect(&found, ATTAINED, NULL);
    expect_text(found.required, "20");
    expect_text(found.actual, "21");
    assert_int_equal(found.part_count, 1);
}

static void words_are_not_measured(void **state) {
    (void)state;
    struct target target = {.code = "T", .kind = TARGET_NARRATIVE, .scope_unresolved = true};
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "narrative");
    expect_text(found.required, NULL);
}

static void before_the_plan_nothing_is_due(void **state) {
    (void)state;
    tell("done", NATURE_FLOW, "2022", 500);
    struct target target = amount_of(&done, "1");
    struct attainment found = evaluated(&target, "2023", "2022");
    expect(&found, NOT_DUE, "beforeStart");
}

static void what_nobody_knows_is_said(void **state) {
    (void)state;
    static const struct measure_term elsewhere = {.form = "G", .cell = "done", .times = 1};
    const struct measure unknown = {.kind = MEASURE_CELL, .terms = &elsewhere, .term_count = 1};
    struct target target = amount_of(&unknown, "1");
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "unknownMeasure");
    target = amount_of(&done, "1.2.3");
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "unknownMeasure");
    static const char *const unreadable[] = {"eighty", "80.1234567", NULL};
    for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
        target = share_of(&done, &all, COMPARE_GE, unreadable[i]);
        found = evaluated(&target, "2023", "2023");
        expect(&found, NOT_MEASURABLE, "unknownMeasure");
    }
    target = amount_of(&done, "1");
    target.scope_unresolved = true;
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "unknownScope");
}

static void a_scope_that_ended_is_flagged(void **state) {
    (void)state;
    tell("done", NATURE_FLOW, "2025", 5)->scope_ended = true;
    struct target target = amount_of(&done, "1");
    struct attainment found = evaluated(&target, "2023..2025", "2025");
    expect(&found, ATTAINED, NULL);
    assert_true(found.scope_ended);
    struct target parts[] = {target, amount_of(&all, "1")};
    struct target both = {.code = "T", .kind = TARGET_ALL, .parts = parts, .part_count = 2};
    found = evaluated(&both, "2023..2025", "2025");
    assert_true(found.scope_ended);
}

/* In every kind that takes several measures, the first unknown one ends it. */
static void an_unknown_measure_ends_a_list(void **state) {
    (void)state;
    static const struct measure_term elsewhere = {.form = "G", .cell = "done", .times = 1};
    static const struct measure unknown = {.kind = MEASURE_CELL, .terms = &elsewhere, .term_count = 1};
    static const struct target_channel channels[] = {{"một", &done}, {"hai", &unknown}};
    static const struct target_member members[] = {{FIRST_WARD, NULL}};
    const struct target targets[] = {
        {.kind = TARGET_FREQUENCY, .scope = PROVINCE, .channels = channels, .channel_count = 2, .every = PERIOD_MONTH},
        {.kind = TARGET_FREQUENCY, .scope = PROVINCE, .measure = &unknown},
        {.kind = TARGET_MEMBERS,
         .scope = PROVINCE,
         .measure = &unknown,
         .members = members,
         .member_count = 1,
         .members_listed = true},
        {.kind = TARGET_COHORT, .scope = PROVINCE, .measure = &unknown},
        {.kind = TARGET_GROWTH, .scope = PROVINCE, .measure = &unknown, .trend = true},
        {.kind = TARGET_SHARE, .scope = PROVINCE, .numerator = &done, .denominator = &unknown, .percent = "1"},
        {.kind = TARGET_SHARE, .scope = PROVINCE, .denominator = &done, .percent = "1"},
    };
    tell("done", NATURE_FLOW, "2023-M01", 1);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct attainment found = evaluated(&targets[i], "2023", "2023-Q1");
        expect(&found, NOT_MEASURABLE, "unknownMeasure");
    }
}

static void a_missing_list_needs_one_cell_to_count_by(void **state) {
    (void)state;
    const struct measure sum = {.kind = MEASURE_SUM, .terms = &done_term, .term_count = 1};
    struct target target = {.kind = TARGET_MEMBERS, .scope = PROVINCE, .measure = &sum, .member_total = 2};
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "listMissing");
    expect_text(found.actual, NULL);
    target.measure = NULL;
    found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "listMissing");
}

static void only_eq_hundred_is_strict(void **state) {
    (void)state;
    tell("done", NATURE_FLOW, "2023-H1", 50)->reported = 9;
    struct figure *whole = tell("all", NATURE_FLOW, "2023-H1", 100);
    struct target target = share_of(&done, &all, COMPARE_EQ, "50");
    struct attainment found = evaluated(&target, "2023", "2023-H1");
    expect(&found, ATTAINED, NULL);
    whole->value = 50;
    target = share_of(&done, &all, COMPARE_GE, "100");
    found = evaluated(&target, "2023", "2023-H1");
    expect(&found, ATTAINED, NULL);
}

static void a_share_of_units_without_a_whole_keeps_its_percent(void **state) {
    (void)state;
    tell_units(LEVEL_COMMUNE, true, "2023", 4, 12);
    struct target target = share_of(&communes_yes, &all, COMPARE_GE, "80");
    struct attainment found = evaluated(&target, "2023", "2023");
    expect(&found, NOT_MEASURABLE, "noData");
    expect_text(found.required, "80");
}

/* Which period's figures count: those asked for, or all since the year's or the plan's start. */
static void windows_reach_back(void **state) {
    (void)state;
    static const struct {
        enum window window;
        const char *span, *asked, *counted;
    } cases[] = {
        {WINDOW_PERIOD, "2023..2025", "2024-Q2", "2024-Q2"},
        {WINDOW_AS_OF, "2023..2025", "2024-Q2", "2024-Q2"},
        {WINDOW_YEAR_TO_DATE, "2023..2025", "2024-Q1", "2024-Q1"},
        {WINDOW_YEAR_TO_DATE, "2023..2025", "2024-Q2", "2024-H1"},
        {WINDOW_YEAR_TO_DATE, "2023..2025", "2024-M09", "2024-9M"},
        {WINDOW_YEAR_TO_DATE, "2023..2025", "2024-H2", "2024"},
        {WINDOW_YEAR_TO_DATE, "2023..2025", "2024-M04", "X-2023-12-15..2024-04-14"},
        {WINDOW_PLAN_TO_DATE, "2023..2025", "2023-H1", "2023-H1"},
        {WINDOW_PLAN_TO_DATE, "2023..2025", "2024", "2023..2024"},
        {WINDOW_PLAN_TO_DATE, "2023..2025", "2025-H2", "2023..2025"},
        {WINDOW_PLAN_TO_DATE, "2023..2025", "2026", "2023..2025"},
        {WINDOW_PLAN_TO_DATE, "2023..2025", "2024-H1", "X-2022-12-15..2024-06-14"},
        {WINDOW_PLAN_TO_DATE, "2023..", "2024", "2023..2024"},
        {WINDOW_PLAN_TO_DATE, "2023..", "2024..", "2024.."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_count = 0;
        tell("done", NATURE_FLOW, cases[i].counted, 7);
        struct target target = amount_of(&done, "7");
        target.window = cases[i].window;
        struct attainment found = evaluated(&target, cases[i].span, cases[i].asked);
        expect(&found, ATTAINED, NULL);
    }
}

/* Cells a, b, c of one unit: a says 1, b says 0, c was not given; the unit's form "F" was reported, "G" was not. */
static bool unit_cell(void *context, const struct predicate *cell, struct figure *ret_figure) {
    (void)context;
    bool reported = strcmp(cell->form, "F") == 0;
    *ret_figure =
        (struct figure){.reported = reported, .known = reported && *cell->cell != 'c', .value = *cell->cell == 'a'};
    return *cell->cell <= 'c';
}

static void predicates_hold_of_what_was_reported(void **state) {
    (void)state;
#define CELL(form_, cell_, op_, value_)                                                                                \
    { .kind = PREDICATE_CELL, .form = form_, .cell = cell_, .op = op_, .value = value_ }
    static const struct predicate a_b[] = {CELL("F", "a", COMPARE_GE, "1"), CELL("F", "b", COMPARE_GE, "1")};
    static const struct predicate a_c_b[] = {CELL("F", "a", COMPARE_EQ, "1"), CELL("F", "c", COMPARE_LE, "9"),
                                             CELL("F", "b", COMPARE_LT, "0.5")};
    static const struct {
        struct predicate predicate;
        bool holds, judged;
    } cases[] = {
        {CELL("F", "a", COMPARE_GE, "1"), true, true},
        {CELL("F", "a", COMPARE_GT, "1"), false, true},
        {CELL("F", "b", COMPARE_LE, "0"), true, true},
        {CELL("F", "c", COMPARE_LE, "0"), false, true}, /* missing is not 0 */
        {CELL("G", "a", COMPARE_GE, "0"), false, false},
        {CELL("F", "z", COMPARE_GE, "0"), false, false},
        {{.kind = PREDICATE_ALL, .of = a_b, .of_count = 2}, false, true},
        {{.kind = PREDICATE_ANY, .of = a_b, .of_count = 2}, true, true},
        {{.kind = PREDICATE_ANY, .of = a_b + 1, .of_count = 1}, false, true},
        {{.kind = PREDICATE_AT_LEAST, .at_least = 2, .of = a_c_b, .of_count = 3}, true, true},
        {{.kind = PREDICATE_AT_LEAST, .at_least = 3, .of = a_c_b, .of_count = 3}, false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct judgement found = predicate_judge(&cases[i].predicate, unit_cell, NULL);
        assert_int_equal(found.holds, cases[i].holds);
        assert_int_equal(found.judged, cases[i].judged);
    }
}

/* One waits for the allocation of another: that code means the other, wherever it stands. */
static void a_target_is_found_by_its_code_before_the_one_that_waits_for_it(void **state) {
    (void)state;
    static const struct target part = {.code = "P", .kind = TARGET_NARRATIVE}, given = {.code = "W1"};
    static const struct target targets[] = {
        {.code = "W", .kind = TARGET_CONDITIONAL, .condition = "B", .parts = &given, .part_count = 1},
        {.code = "V", .kind = TARGET_CONDITIONAL, .condition = "MONEY", .parts = &given, .part_count = 1},
        {.code = "A", .kind = TARGET_ALL, .parts = &part, .part_count = 1},
        {.code = "B", .kind = TARGET_AMOUNT},
    };
    assert_ptr_equal(target_named(targets, 4, "B"), &targets[3]);
    assert_ptr_equal(target_named(targets, 4, "MONEY"), &targets[1]);
    assert_ptr_equal(target_named(targets, 4, "P"), &part);
    assert_ptr_equal(target_named(targets, 4, "W1"), &given);
    assert_null(target_named(targets, 4, "C"));
}

static void kinds_and_states_have_names(void **state) {
    (void)state;
    assert_string_equal(target_kind_name(TARGET_SHARE), "share");
    assert_string_equal(target_kind_name(TARGET_CONDITIONAL), "conditional");
    assert_string_equal(target_kind_name(TARGET_NARRATIVE), "narrative");
    assert_string_equal(attainment_state_name(NOT_DUE), "notDue");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, nothing_told, forget)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_share_of_units_is_asked_in_whole_units),
        CASE(a_fixed_number_of_units_is_taken_as_it_is),
        CASE(a_share_of_a_stock_is_on_track_pro_rata),
        CASE(pro_rata_is_of_the_whole_span),
        CASE(short_of_a_later_end_is_not_due),
        CASE(an_open_span_has_no_end_to_be_on_track_for),
        CASE(all_of_something_breaks_at_the_first_that_is_not),
        CASE(all_units_break_at_one_that_reported_otherwise),
        CASE(units_that_owe_no_report_are_not_taken_for_good_or_bad),
        CASE(a_share_without_figures_is_not_measurable),
        CASE(a_sum_adds_its_terms_by_their_times),
        CASE(sums_beyond_a_quantity_are_said),
        CASE(an_amount_is_compared_as_written),
        CASE(only_a_flow_is_on_track),
        CASE(a_range_is_exceeded_not_failed),
        CASE(none_is_never_attained_before_its_end),
        CASE(a_ceiling_is_never_attained_before_its_end_nor_on_missing_reports),
        CASE(growth_is_against_the_same_period_a_year_before),
        CASE(growth_of_a_first_year_takes_the_stated_base_of_its_period),
        CASE(a_trend_is_its_sign),
        CASE(months_covered_are_the_months_of_the_period),
        CASE(every_channel_keeps_every_month),
        CASE(members_are_counted_one_by_one),
        CASE(places_inside_a_unit_share_its_figure),
        CASE(units_are_counted_while_the_list_is_missing),
        CASE(all_is_as_good_as_its_worst_part),
        CASE(a_condition_waits_for_its_allocation),
        CASE(words_are_not_measured),
        CASE(before_the_plan_nothing_is_due),
        CASE(what_nobody_knows_is_said),
        CASE(a_scope_that_ended_is_flagged),
        CASE(an_unknown_measure_ends_a_list),
        CASE(a_missing_list_needs_one_cell_to_count_by),
        CASE(only_eq_hundred_is_strict),
        CASE(a_share_of_units_without_a_whole_keeps_its_percent),
        CASE(windows_reach_back),
        CASE(predicates_hold_of_what_was_reported),
        CASE(a_target_is_found_by_its_code_before_the_one_that_waits_for_it),
        CASE(kinds_and_states_have_names),
    };
    return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
