/* The 22 forms in which the plans write their targets, each on both sides of its threshold, by an example from a plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"
#include "domain/target.h"

enum { PROVINCE = 1, FIRST_PLACE, SECOND_PLACE, FORMS = 22, TOLD_MAX = 6, GROUPS_MAX = 2 };

/* What was reported on one side of a threshold. */
struct told {
    const char *cell, *period; /* "*": each period that is not told of by its own code */
    int64_t value;
    uint32_t unit;    /* 0: the province */
    enum level level; /* of the reporters */
};
/* So many units of a level which say yes to the cells named by these letters, and have this score. */
struct group {
    enum level level;
    uint32_t count;
    const char *yes;
    int64_t score;
};
struct side {
    const char *asked;
    struct told told[TOLD_MAX];
    struct group groups[GROUPS_MAX];
    enum attainment_state state;
    const char *reason;
    bool exceeded;
};
struct form_case {
    int form;
    const char *example;
    const struct target *target;
    const char *span, *required;
    struct side holds, fails;
};

static const struct side *reported;

/* ---- Figures as the side tells them */

static bool tells(const struct told *told, const struct measure_term *term, uint32_t unit, const char *period) {
    return text_equal(told->cell, term->cell) && (told->unit == 0 ? PROVINCE : told->unit) == unit &&
           text_equal(told->period, period) && (term->levels == 0 || term->levels >> told->level & 1U);
}

static void add_told(const struct measure_term *term, uint32_t unit, const char *period, struct figure *figure) {
    for (size_t i = 0; i < TOLD_MAX; i++)
        if (reported->told[i].cell != NULL && tells(&reported->told[i], term, unit, period)) {
            figure->known = true;
            figure->value += reported->told[i].value;
        }
}

static bool cell_told(void *context, const struct measure_term *term, uint32_t unit, const struct period *period,
                      struct figure *ret_figure) {
    (void)context;
    *ret_figure = (struct figure){.nature = NATURE_FLOW, .expected = 10, .reported = 10};
    add_told(term, unit, period->code, ret_figure);
    if (!ret_figure->known)
        add_told(term, unit, "*", ret_figure);
    return true;
}

static bool cell_of_group(void *context, const struct predicate *cell, struct figure *ret_figure) {
    const struct group *group = context;
    bool scored = text_equal(cell->cell, "score");
    *ret_figure = (struct figure){.known = true, .reported = 1};
    ret_figure->value = scored ? group->score : strchr(group->yes, *cell->cell) != NULL;
    return true;
}

static bool units_told(void *context, enum level level, const struct predicate *where, uint32_t unit,
                       const struct period *period, struct figure *ret_figure) {
    (void)context;
    (void)unit;
    (void)period;
    *ret_figure = (struct figure){.known = true};
    for (size_t i = 0; i < GROUPS_MAX; i++) {
        struct group group = reported->groups[i];
        if (group.count == 0 || group.level != level)
            continue;
        struct judgement judgement = {.holds = true};
        if (where != NULL)
            judgement = predicate_judge(where, cell_of_group, &group);
        ret_figure->value += judgement.holds ? group.count : 0;
        ret_figure->judged += judgement.judged ? group.count : 0;
    }
    ret_figure->expected = ret_figure->reported = ret_figure->judged;
    return true;
}

/* ---- Measures */

#define CELL(name)                                                                                                     \
    &(const struct measure) {                                                                                          \
        .kind = MEASURE_CELL, .terms = (const struct measure_term[]){{.form = "F", .cell = name, .times = 1}},         \
        .term_count = 1                                                                                                \
    }
#define CELL_FROM(name, level_set)                                                                                     \
    &(const struct measure) {                                                                                          \
        .kind = MEASURE_CELL,                                                                                          \
        .terms = (const struct measure_term[]){{.form = "F", .cell = name, .times = 1, .levels = level_set}},          \
        .term_count = 1                                                                                                \
    }
#define UNITS(of_level, predicate)                                                                                     \
    &(const struct measure) {                                                                                          \
        .kind = MEASURE_UNITS, .units = of_level, .where = predicate                                                   \
    }
#define YES(name)                                                                                                      \
    { .kind = PREDICATE_CELL, .form = "F", .cell = name, .op = COMPARE_GE, .value = "1" }

static const struct predicate has_form = YES("f");
static const struct predicate form_and_kept[] = {YES("f"), YES("m")};
static const struct predicate kept_up = {.kind = PREDICATE_ALL, .of = form_and_kept, .of_count = 2};
static const struct predicate plan_and_activities[] = {YES("p"), YES("t")};
static const struct predicate planned = {.kind = PREDICATE_ALL, .of = plan_and_activities, .of_count = 2};
static const struct predicate programmes[] = {YES("a"), YES("b"), YES("c"), YES("d"), YES("e")};
static const struct predicate integrates_all = {.kind = PREDICATE_ALL, .of = programmes, .of_count = 5};
static const struct predicate integrates_three = {
    .kind = PREDICATE_AT_LEAST, .at_least = 3, .of = programmes, .of_count = 5};
static const struct predicate clean = {
    .kind = PREDICATE_CELL, .form = "F", .cell = "score", .op = COMPARE_GE, .value = "80"};

static const struct measure_term offences[] = {{.form = "F", .cell = "brokering", .times = 1},
                                               {.form = "F", .cell = "harbouring", .times = 1},
                                               {.form = "F", .cell = "trafficking", .times = 1}};
static const struct measure offences_broken = {.kind = MEASURE_SUM, .terms = offences, .term_count = 3};
static const struct measure_term stages[] = {{.form = "F", .cell = "carried", .times = 1},
                                             {.form = "F", .cell = "received", .times = 1},
                                             {.form = "F", .cell = "pending", .times = -1}};
static const struct measure tips_due = {.kind = MEASURE_SUM, .terms = stages, .term_count = 3};
static const struct measure twelve = {.kind = MEASURE_NUMBER, .number = "12"};

/* ---- Targets */

#define TARGET(of_kind, ...)                                                                                           \
    &(const struct target) {                                                                                           \
        .code = "T", .kind = of_kind, .scope = PROVINCE, __VA_ARGS__                                                   \
    }
#define SHARE(of, whole, op, bound)                                                                                    \
    TARGET(TARGET_SHARE, .numerator = of, .denominator = whole, .comparator = op, .percent = bound)
#define AMOUNT(of, op, bound) TARGET(TARGET_AMOUNT, .measure = of, .comparator = op, .value = bound)

static const struct target_channel press[] = {{"trung ương", CELL("central")}, {"cấp tỉnh", CELL("provincial")}};
static const struct target_member places[] = {{FIRST_PLACE, "tụ điểm một"}, {SECOND_PLACE, "tụ điểm hai"}};
enum { OF_PROVINCE = 1U << LEVEL_PROVINCE, BELOW_PROVINCE = 1U << LEVEL_DISTRICT | 1U << LEVEL_COMMUNE };
static const struct target staff_by_level[] = {{.code = "a",
                                                .kind = TARGET_SHARE,
                                                .scope = PROVINCE,
                                                .numerator = CELL_FROM("trained", OF_PROVINCE),
                                                .denominator = CELL_FROM("staff", OF_PROVINCE),
                                                .comparator = COMPARE_GE,
                                                .percent = "20"},
                                               {.code = "b",
                                                .kind = TARGET_SHARE,
                                                .scope = PROVINCE,
                                                .numerator = CELL_FROM("trained", BELOW_PROVINCE),
                                                .denominator = CELL_FROM("staff", BELOW_PROVINCE),
                                                .comparator = COMPARE_UNSTATED,
                                                .percent = "15"}};
static const struct target tried[] = {
    {.code = "a", .kind = TARGET_AMOUNT, .scope = PROVINCE, .measure = CELL("cases"), .value = "150"},
    {.code = "b", .kind = TARGET_AMOUNT, .scope = PROVINCE, .measure = CELL("defendants"), .value = "180"}};
static const struct target one_team = {
    .code = "a", .kind = TARGET_AMOUNT, .scope = PROVINCE, .measure = CELL("teams"), .value = "1"};
static const struct target_assessment said[] = {{"2023", "Xử lý đúng quy định", ATTAINED},
                                                {"2024", "Địa bàn trọng điểm còn tồn đọng", NOT_ATTAINED}};

/* Unstated comparators are read as "at least": the states show it. */
static const struct form_case cases[] = {
    {1,
     "S3-01: từ 80 % trong 559 xã",
     SHARE(UNITS(LEVEL_COMMUNE, &has_form), UNITS(LEVEL_COMMUNE, NULL), COMPARE_GE, "80"),
     "2023",
     "448",
     {"2023", .groups = {{LEVEL_COMMUNE, 448, "f"}, {LEVEL_COMMUNE, 111, ""}}, .state = ATTAINED},
     {"2023", .groups = {{LEVEL_COMMUNE, 447, "f"}, {LEVEL_COMMUNE, 112, ""}}, .state = NOT_ATTAINED}},
    {2,
     "S3-04: 100 % trong 27 huyện",
     SHARE(UNITS(LEVEL_DISTRICT, &planned), UNITS(LEVEL_DISTRICT, NULL), COMPARE_EQ, "100"),
     "2023",
     "27",
     {"2023", .groups = {{LEVEL_DISTRICT, 27, "pt"}}, .state = ATTAINED},
     {"2023", .groups = {{LEVEL_DISTRICT, 26, "pt"}, {LEVEL_DISTRICT, 1, "p"}}, .state = NOT_ATTAINED}},
    {3,
     "S3-03c: 20 % học sinh, không ghi dấu so sánh",
     SHARE(CELL("reached"), CELL("pupils"), COMPARE_UNSTATED, "20"),
     "2023",
     "20",
     {"2023", .told = {{"reached", "2023", 2001}, {"pupils", "2023", 10003}}, .state = ATTAINED},
     {"2023", .told = {{"reached", "2023", 2000}, {"pupils", "2023", 10003}}, .state = NOT_ATTAINED}},
    {4,
     "S4-02: 180 vụ",
     AMOUNT(&offences_broken, COMPARE_UNSTATED, "180"),
     "2014",
     "180",
     {"2014", .told = {{"brokering", "2014", 100}, {"harbouring", "2014", 70}, {"trafficking", "2014", 10}},
      .state = ATTAINED},
     {"2014", .told = {{"brokering", "2014", 100}, {"harbouring", "2014", 70}, {"trafficking", "2014", 9}},
      .state = NOT_ATTAINED}},
    {5,
     "S4-09: 40 - 60 cơ sở, từ cận dưới",
     TARGET(TARGET_AMOUNT, .measure = CELL("inspected"), .between_low = "40", .between_high = "60"),
     "2014",
     "40..60",
     {"2014", .told = {{"inspected", "2014", 40}}, .state = ATTAINED},
     {"2014", .told = {{"inspected", "2014", 39}}, .state = NOT_ATTAINED}},
    {5,
     "S4-09: 40 - 60 cơ sở, trên cận trên",
     TARGET(TARGET_AMOUNT, .measure = CELL("inspected"), .between_low = "40", .between_high = "60"),
     "2014",
     "40..60",
     {"2014", .told = {{"inspected", "2014", 60}}, .state = ATTAINED},
     {"2014", .told = {{"inspected", "2014", 61}}, .state = ATTAINED, .exceeded = true}},
    {6,
     "S3-07: tăng 3-5 % so với năm trước",
     TARGET(TARGET_GROWTH, .measure = CELL("handled"), .between_low = "3", .between_high = "5"),
     "2023",
     "3..5",
     {"2023", .told = {{"handled", "2023", 206}, {"handled", "2022", 200}}, .state = ATTAINED},
     {"2023", .told = {{"handled", "2023", 205}, {"handled", "2022", 200}}, .state = NOT_ATTAINED}},
    {7,
     "S3-02: mỗi kênh ít nhất một tháng một lần",
     TARGET(TARGET_FREQUENCY, .channels = press, .channel_count = 2, .times_at_least = 1, .every = PERIOD_MONTH),
     "2023",
     "12",
     {"2023", .told = {{"central", "*", 1}, {"provincial", "*", 3}}, .state = ATTAINED},
     {"2023", .told = {{"central", "*", 1}, {"provincial", "*", 3}, {"central", "2023-M05", 0}},
      .state = NOT_ATTAINED}},
    {8,
     "S2-09: đến năm 2025 mọi cơ sở được kiểm tra",
     TARGET(TARGET_SHARE, .numerator = CELL("everInspected"), .denominator = CELL("establishments"),
            .comparator = COMPARE_EQ, .percent = "100", .window = WINDOW_PLAN_TO_DATE, .by = "2025"),
     "2023..2025",
     "100",
     {"2025",
      .told = {{"everInspected", "2023..2025", 350},
               {"establishments", "2023..2025", 350},
               {"everInspected", "2025", 90}},
      .state = ATTAINED},
     {"2025",
      .told = {{"everInspected", "2023..2025", 349},
               {"establishments", "2023..2025", 350},
               {"everInspected", "2025", 350}},
      .state = NOT_ATTAINED}},
    {9,
     "S2-10: 4/12 xã",
     SHARE(UNITS(LEVEL_COMMUNE, &has_form), &twelve, COMPARE_UNSTATED, "33.33"),
     "2023..2025",
     "4",
     {"2025", .groups = {{LEVEL_COMMUNE, 4, "f"}, {LEVEL_COMMUNE, 7, ""}}, .state = ATTAINED},
     {"2025", .groups = {{LEVEL_COMMUNE, 3, "f"}, {LEVEL_COMMUNE, 7, ""}}, .state = NOT_ATTAINED}},
    {10,
     "S4-03: hai tụ điểm có tên",
     TARGET(TARGET_MEMBERS, .measure = CELL("removed"), .members = places, .member_count = 2, .members_listed = true),
     "2014",
     "2",
     {"2014", .told = {{"removed", "2014", 1, FIRST_PLACE}, {"removed", "2014", 1, SECOND_PLACE}}, .state = ATTAINED},
     {"2014", .told = {{"removed", "2014", 5, FIRST_PLACE}, {"removed", "2014", 0, SECOND_PLACE}},
      .state = NOT_ATTAINED}},
    {11,
     "S4-07: 23 tụ điểm không tái hoạt động",
     TARGET(TARGET_COHORT, .measure = CELL("recurred"), .cohort_size = 23),
     "2014",
     "0",
     {"2014", .told = {{"recurred", "2014", 0}}, .state = ATTAINED},
     {"2014", .told = {{"recurred", "2014", 1}}, .state = NOT_ATTAINED}},
    {12,
     "S0: không phát sinh tụ điểm mới",
     AMOUNT(CELL("newSpots"), COMPARE_EQ, "0"),
     "2013",
     "0",
     {"2013", .told = {{"newSpots", "2013", 0}}, .state = ATTAINED},
     {"2013", .told = {{"newSpots", "2013", 1}}, .state = NOT_ATTAINED}},
    {13,
     "S4-12: giảm dần",
     TARGET(TARGET_GROWTH, .measure = CELL("occurrences"), .trend = true, .trend_up = false),
     "2014",
     "down",
     {"2014", .told = {{"occurrences", "2014", 99}, {"occurrences", "2013", 100}}, .state = ATTAINED},
     {"2014", .told = {{"occurrences", "2014", 100}, {"occurrences", "2013", 100}}, .state = NOT_ATTAINED}},
    {14,
     "S2-01: có hình thức và được duy trì",
     SHARE(UNITS(LEVEL_COMMUNE, &kept_up), UNITS(LEVEL_COMMUNE, NULL), COMPARE_GE, "90"),
     "2023..2025",
     "11",
     {"2025", .groups = {{LEVEL_COMMUNE, 11, "fm"}, {LEVEL_COMMUNE, 1, "f"}}, .state = ATTAINED},
     {"2025", .groups = {{LEVEL_COMMUNE, 10, "fm"}, {LEVEL_COMMUNE, 2, "f"}}, .state = NOT_ATTAINED}},
    {15,
     "S3-11: 20 % cấp tỉnh, 15 % ở huyện và xã",
     TARGET(TARGET_ALL, .parts = staff_by_level, .part_count = 2),
     "2023",
     "2",
     {"2023",
      .told = {{"trained", "2023", 20, 0, LEVEL_PROVINCE},
               {"staff", "2023", 100, 0, LEVEL_PROVINCE},
               {"trained", "2023", 100, 0, LEVEL_DISTRICT},
               {"staff", "2023", 400, 0, LEVEL_DISTRICT},
               {"trained", "2023", 50, 0, LEVEL_COMMUNE},
               {"staff", "2023", 600, 0, LEVEL_COMMUNE}},
      .state = ATTAINED},
     {"2023",
      .told = {{"trained", "2023", 90, 0, LEVEL_PROVINCE},
               {"staff", "2023", 100, 0, LEVEL_PROVINCE},
               {"trained", "2023", 100, 0, LEVEL_DISTRICT},
               {"staff", "2023", 400, 0, LEVEL_DISTRICT},
               {"trained", "2023", 49, 0, LEVEL_COMMUNE},
               {"staff", "2023", 600, 0, LEVEL_COMMUNE}},
      .state = NOT_ATTAINED}},
    {16,
     "S3-10: trong số có nhu cầu và đủ điều kiện",
     SHARE(CELL("served"), CELL("needEligible"), COMPARE_GE, "70"),
     "2023",
     "70",
     {"2023", .told = {{"served", "2023", 7}, {"needEligible", "2023", 10}, {"need", "2023", 30}}, .state = ATTAINED},
     {"2023", .told = {{"served", "2023", 6}, {"needEligible", "2023", 10}, {"need", "2023", 6}},
      .state = NOT_ATTAINED}},
    {17,
     "S3-05: lồng ghép cả năm chương trình",
     SHARE(UNITS(LEVEL_DISTRICT, &integrates_all), UNITS(LEVEL_DISTRICT, NULL), COMPARE_GE, "60"),
     "2023",
     "17",
     {"2023", .groups = {{LEVEL_DISTRICT, 17, "abcde"}, {LEVEL_DISTRICT, 10, "abcd"}}, .state = ATTAINED},
     {"2023", .groups = {{LEVEL_DISTRICT, 16, "abcde"}, {LEVEL_DISTRICT, 11, "abcd"}}, .state = NOT_ATTAINED}},
    {17,
     "S3-05: lồng ghép ba trong năm",
     SHARE(UNITS(LEVEL_DISTRICT, &integrates_three), UNITS(LEVEL_DISTRICT, NULL), COMPARE_GE, "60"),
     "2023",
     "17",
     {"2023", .groups = {{LEVEL_DISTRICT, 17, "bde"}, {LEVEL_DISTRICT, 10, "ab"}}, .state = ATTAINED},
     {"2023", .groups = {{LEVEL_DISTRICT, 16, "bde"}, {LEVEL_DISTRICT, 11, "ab"}}, .state = NOT_ATTAINED}},
    {18,
     "S4-11: 85 % xã đạt điểm phân loại",
     SHARE(UNITS(LEVEL_COMMUNE, &clean), UNITS(LEVEL_COMMUNE, NULL), COMPARE_UNSTATED, "85"),
     "2014",
     "497",
     {"2014", .groups = {{LEVEL_COMMUNE, 497, "", 80}, {LEVEL_COMMUNE, 87, "", 79}}, .state = ATTAINED},
     {"2014", .groups = {{LEVEL_COMMUNE, 496, "", 80}, {LEVEL_COMMUNE, 88, "", 79}}, .state = NOT_ATTAINED}},
    {19,
     "S1: đã được phân bổ",
     TARGET(TARGET_CONDITIONAL, .parts = &one_team, .part_count = 1, .condition = "S1-01", .condition_met = true),
     "2022",
     "1",
     {"2022", .told = {{"teams", "2022", 1}}, .state = ATTAINED},
     {"2022", .told = {{"teams", "2022", 0}}, .state = NOT_ATTAINED}},
    {19,
     "S1: nếu được phân bổ",
     TARGET(TARGET_CONDITIONAL, .parts = &one_team, .part_count = 1, .condition = "S1-01"),
     "2022",
     NULL,
     {"2022", .told = {{"teams", "2022", 1}}, .state = NOT_DUE, .reason = "notAllocated"},
     {"2022", .told = {{"teams", "2022", 0}}, .state = NOT_DUE, .reason = "notAllocated"}},
    {20,
     "S3-06: mọi tin báo được xử lý kịp thời",
     SHARE(CELL("inTime"), &tips_due, COMPARE_EQ, "100"),
     "2023",
     "100",
     {"2023",
      .told = {{"inTime", "2023", 95}, {"carried", "2023", 5}, {"received", "2023", 100}, {"pending", "2023", 10}},
      .state = ATTAINED},
     {"2023",
      .told = {{"inTime", "2023", 94}, {"carried", "2023", 5}, {"received", "2023", 100}, {"pending", "2023", 10}},
      .state = NOT_ATTAINED}},
    {21,
     "S4-06: 150 vụ án, 180 bị cáo",
     TARGET(TARGET_ALL, .parts = tried, .part_count = 2),
     "2014",
     "2",
     {"2014", .told = {{"cases", "2014", 150}, {"defendants", "2014", 180}}, .state = ATTAINED},
     {"2014", .told = {{"cases", "2014", 150}, {"defendants", "2014", 179}}, .state = NOT_ATTAINED}},
    {22,
     "S2-07: đánh giá bằng lời theo kỳ",
     TARGET(TARGET_NARRATIVE, .assessments = said, .assessment_count = 2),
     "2023..2025",
     NULL,
     {"2023", .state = ATTAINED, .reason = "narrative"},
     {"2024", .state = NOT_ATTAINED, .reason = "narrative"}},
    {22,
     "S2-14: chưa có đánh giá",
     TARGET(TARGET_NARRATIVE, .assessments = said, .assessment_count = 2),
     "2023..2025",
     NULL,
     {"2025", .state = NOT_MEASURABLE, .reason = "narrative"},
     {"2023-H1", .state = NOT_MEASURABLE, .reason = "narrative"}},
};

/* ---- Tests */

static struct period period_of(const char *code) {
    struct period period;
    assert_true(period_parse(code, &calendar_admin15, &period));
    return period;
}

static bool same_text(const char *a, const char *b) {
    return a == NULL ? b == NULL : text_equal(a, b);
}

static void expect_side(struct arena *arena, const struct form_case *form, const struct side *side) {
    static const struct figures figures = {.cell = cell_told, .units = units_told};
    struct period span = period_of(form->span), asked = period_of(side->asked);
    struct attainment_setting setting = {&calendar_admin15, &asked, &span, &figures};
    struct attainment found;
    reported = side;
    target_evaluate(arena, form->target, &setting, &found);
    bool as_expected = found.state == side->state && found.exceeded == side->exceeded &&
                       same_text(found.reason, side->reason) && same_text(found.required, form->required);
    if (!as_expected)
        fail_msg("F%d, %s: %s (%s), required %s", form->form, form->example, attainment_state_name(found.state),
                 found.reason == NULL ? "no reason" : found.reason, found.required == NULL ? "-" : found.required);
}

static void every_form_holds_and_fails_at_its_threshold(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_side(&arena, &cases[i], &cases[i].holds);
        expect_side(&arena, &cases[i], &cases[i].fails);
    }
    arena_done(&arena);
}

static void no_form_is_left_out(void **state) {
    (void)state;
    for (int form = 1; form <= FORMS; form++) {
        size_t rows = 0;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            rows += cases[i].form == form;
        assert_true(rows > 0);
    }
}

static void what_was_said_is_shown_for_its_period_only(void **state) {
    (void)state;
    const struct target target = {.kind = TARGET_NARRATIVE, .assessments = said, .assessment_count = 2};
    struct arena arena;
    struct period span = period_of("2023..2025"), asked = period_of("2024");
    struct attainment_setting setting = {&calendar_admin15, &asked, &span, NULL};
    struct attainment found;
    arena_init(&arena);
    target_evaluate(&arena, &target, &setting, &found);
    assert_string_equal(found.assessment, "Địa bàn trọng điểm còn tồn đọng");
    asked = period_of("2025");
    target_evaluate(&arena, &target, &setting, &found);
    assert_null(found.assessment);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_holds_and_fails_at_its_threshold),
        cmocka_unit_test(no_form_is_left_out),
        cmocka_unit_test(what_was_said_is_shown_for_its_period_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
