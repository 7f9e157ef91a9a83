/* Forms: which version is in force, who reports it, and everything that can be wrong with what a report says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/form.h"

static const struct indicator persons = {
    .code = "served", .nature = NATURE_DISTINCT, .min = 0, .max = 10000000, .over_units = OVER_UNITS_SUM};
static const struct indicator workplaces = {
    .code = "estOnList", .nature = NATURE_STOCK, .min = 0, .max = QUANTITY_MISSING, .over_units = OVER_UNITS_SUM};
static const struct indicator has_plan = {
    .code = "hasPlan", .nature = NATURE_YES_NO, .min = QUANTITY_MISSING, .max = QUANTITY_MISSING};
static const struct indicator hours = {
    .code = "hours", .nature = NATURE_FLOW, .decimals = 2, .min = -250, .max = 10000};
static const struct indicator amount = {
    .code = "amount", .nature = NATURE_FLOW, .min = QUANTITY_MISSING, .max = QUANTITY_MISSING};

enum { FEMALE, MALE, TOTAL, ON_LIST, PLAN, HOURS, GONE, AMOUNT, CELLS };
static const struct cell cells[CELLS] = {
    [FEMALE] = {"servedFemale", "1", &persons, true, false},
    [MALE] = {"servedMale", "2", &persons, true, false},
    [TOTAL] = {"servedTotal", "3", &persons, false, false},
    [ON_LIST] = {"estOnList", "4", &workplaces, true, false},
    [PLAN] = {"hasPlan", "5", &has_plan, false, false},
    [HOURS] = {"hours", "6", &hours, false, false},
    [GONE] = {"gone", "7", &persons, true, true},
    [AMOUNT] = {"amount", "8", &amount, false, false},
};

static const struct rule_term parts[] = {{FEMALE, 1}, {MALE, 1}};
static const struct rule_term whole[] = {{TOTAL, 1}};
static const struct rule_term on_list[] = {{ON_LIST, 1}};
static const struct form_rule rules[] = {
    {"R1", "Nữ cộng nam bằng tổng số", "Female and male make the total", parts, whole, 2, 1, 0, COMPARE_EQ, false},
    {"R2", "Hơn danh sách mười", NULL, whole, on_list, 1, 1, 10, COMPARE_LE, true},
};
static const struct narrative narratives[] = {{"difficulties", "Khó khăn", NULL, 20}};
static const char *const functions[] = {"people-committee", "labour"};

static const struct form_version version = {
    .version = 1,
    .cells = cells,
    .cell_count = CELLS,
    .rules = rules,
    .rule_count = 2,
    .narratives = narratives,
    .narrative_count = 1,
    .levels = 1U << LEVEL_COMMUNE | 1U << LEVEL_DISTRICT,
    .functions = functions,
    .function_count = 2,
};

static struct arena arena;
static struct issues issues, warnings;
static struct report_content content;

/* A report that is right in every respect. */
static int given_a_right_report(void **state) {
    (void)state;
    arena_init(&arena);
    issues_init(&issues, &arena);
    issues_init(&warnings, &arena);
    content = report_content_new(&arena, &version);
    content.values[FEMALE] = 3;
    content.values[MALE] = 4;
    content.values[TOTAL] = 7;
    content.values[ON_LIST] = 12;
    content.values[PLAN] = 1;
    content.values[HOURS] = 1250;
    content.narratives[0] = "Không có khó khăn";
    return 0;
}

static int forget_report(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static void check(bool draft) {
    report_check(&content, &version, draft, LANGUAGE_VI, &issues, &warnings);
}

static void expect_one(const struct issues *found, enum issue_type type, const char *pointer) {
    assert_int_equal(found->count, 1);
    assert_int_equal(found->first->type, type);
    assert_string_equal(found->first->pointer, pointer);
}

static void a_right_report_has_no_issue(void **state) {
    (void)state;
    check(false);
    assert_int_equal(issues.count, 0);
    assert_int_equal(warnings.count, 0);
}

static void bounds_hold_to_the_last_unit(void **state) {
    (void)state;
    static const struct {
        int64_t hours;
        bool right;
    } cases[] = {{-250, true}, {-251, false}, {10000, true}, {10001, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        issues_init(&issues, &arena);
        content.values[HOURS] = cases[i].hours;
        check(false);
        assert_int_equal(issues.count, cases[i].right ? 0 : 1);
        if (cases[i].right)
            continue;
        expect_one(&issues, ISSUE_OUT_OF_BOUNDS, "/values/hours");
        assert_string_equal(issues.first->arguments[0], "-2.50");
        assert_string_equal(issues.first->arguments[1], "100.00");
    }
}

static void an_open_bound_is_said_to_be_open(void **state) {
    (void)state;
    content.values[ON_LIST] = -1;
    content.values[TOTAL] = QUANTITY_MISSING;
    check(false);
    expect_one(&issues, ISSUE_OUT_OF_BOUNDS, "/values/estOnList");
    assert_string_equal(issues.first->arguments[0], "0");
    assert_string_equal(issues.first->arguments[1], "∞");
}

static void yes_or_no_is_one_or_nought(void **state) {
    (void)state;
    content.values[PLAN] = 2;
    check(false);
    expect_one(&issues, ISSUE_OUT_OF_BOUNDS, "/values/hasPlan");
}

static void a_required_cell_needs_a_value_or_a_reason(void **state) {
    (void)state;
    content.values[ON_LIST] = QUANTITY_MISSING;
    check(false);
    expect_one(&issues, ISSUE_MISSING_VALUE, "/values/estOnList");

    issues_init(&issues, &arena);
    content.not_available[ON_LIST] = "chưa rà soát xong";
    check(false);
    assert_int_equal(issues.count, 0);
}

static void a_draft_may_leave_required_cells_empty(void **state) {
    (void)state;
    content.values[ON_LIST] = QUANTITY_MISSING;
    content.values[HOURS] = 10001;
    check(true);
    expect_one(&issues, ISSUE_OUT_OF_BOUNDS, "/values/hours");
}

static void a_retired_cell_is_not_asked_for(void **state) {
    (void)state;
    assert_int_equal(form_cell(&version, "gone"), -1);
    assert_int_equal(form_cell(&version, "amount"), AMOUNT);
    assert_int_equal(form_cell(&version, "nothing"), -1);
}

static void a_value_and_a_reason_exclude_each_other(void **state) {
    (void)state;
    content.not_available[HOURS] = "chưa có sổ";
    check(false);
    expect_one(&issues, ISSUE_BOTH_GIVEN, "/notAvailable/hours");
}

static void a_reason_says_something_short(void **state) {
    (void)state;
    content.values[HOURS] = QUANTITY_MISSING;
    content.not_available[HOURS] = "";
    check(false);
    expect_one(&issues, ISSUE_REASON_NEEDED, "/notAvailable/hours");

    issues_init(&issues, &arena);
    char *reason = arena_alloc(&arena, NOT_AVAILABLE_LENGTH_MAX + 2);
    memset(reason, 'x', NOT_AVAILABLE_LENGTH_MAX);
    content.not_available[HOURS] = reason;
    check(false);
    assert_int_equal(issues.count, 0);
    reason[NOT_AVAILABLE_LENGTH_MAX] = 'x';
    check(false);
    expect_one(&issues, ISSUE_NARRATIVE_TOO_LONG, "/notAvailable/hours");
}

static void a_broken_rule_is_an_error_or_a_warning(void **state) {
    (void)state;
    content.values[TOTAL] = 8;
    check(false);
    expect_one(&issues, ISSUE_RULE_BROKEN, "/values/servedFemale");
    assert_string_equal(issues.first->arguments[0], "R1");
    assert_string_equal(issues.first->arguments[1], "Nữ cộng nam bằng tổng số");
    assert_int_equal(warnings.count, 0);
}

static void a_constant_stands_on_the_right_side(void **state) {
    (void)state;
    content.values[FEMALE] = 20;
    content.values[MALE] = 2;
    content.values[TOTAL] = 22; /* 12 on the list and 10: just holds */
    check(false);
    assert_int_equal(warnings.count, 0);
    content.values[FEMALE] = 21;
    content.values[TOTAL] = 23;
    check(false);
    assert_int_equal(issues.count, 0);
    expect_one(&warnings, ISSUE_RULE_BROKEN, "/values/servedTotal");
}

static void a_message_is_in_the_language_where_there_is_one(void **state) {
    (void)state;
    content.values[TOTAL] = 30;
    report_check(&content, &version, false, LANGUAGE_EN, &issues, &warnings);
    assert_string_equal(issues.first->arguments[1], "Female and male make the total");
    assert_string_equal(warnings.first->arguments[1], "Hơn danh sách mười");
}

static void a_rule_waits_until_every_cell_it_names_has_a_value(void **state) {
    (void)state;
    content.values[TOTAL] = 8;
    content.values[MALE] = QUANTITY_MISSING;
    content.not_available[MALE] = "chưa tách";
    check(false);
    assert_int_equal(issues.count, 0);
}

static void a_rule_adds_without_wrapping(void **state) {
    (void)state;
    static const struct rule_term left[] = {{AMOUNT, INT64_MAX}, {AMOUNT, INT64_MAX}, {AMOUNT, INT64_MAX}};
    static const struct rule_term right[] = {{ON_LIST, 1}};
    struct form_rule rule = {
        .code = "R", .left = left, .right = right, .left_count = 3, .right_count = 1, .op = COMPARE_GT};
    struct form_version one_rule = version;
    one_rule.rules = &rule;
    one_rule.rule_count = 1;
    content.values[AMOUNT] = QUANTITY_MAX; /* 3 · 2^63 · 10^18 is far beyond 64 bits, well inside 128 */
    report_check(&content, &one_rule, false, LANGUAGE_VI, &issues, &warnings);
    assert_int_equal(issues.count, 0);
}

static void a_narrative_has_its_length_in_characters(void **state) {
    (void)state;
    content.narratives[0] = "ộộộộộộộộộộộộộộộộộộộộ"; /* 20 characters in 60 bytes */
    check(false);
    assert_int_equal(issues.count, 0);
    content.narratives[0] = "ộộộộộộộộộộộộộộộộộộộộộ";
    check(false);
    expect_one(&issues, ISSUE_NARRATIVE_TOO_LONG, "/narratives/difficulties");
}

static void personal_data_is_refused_without_being_repeated(void **state) {
    (void)state;
    content.narratives[0] = "gọi 0900000000";
    content.values[HOURS] = QUANTITY_MISSING;
    content.not_available[HOURS] = "hỏi a.b@example.org";
    check(false);
    assert_int_equal(issues.count, 2);
    assert_string_equal(issues.first->pointer, "/notAvailable/hours");
    assert_string_equal(issue_detail(&arena, issues.first, LANGUAGE_EN),
                        "Looks like personal data: mail address, from character 5 on");
    assert_string_equal(issues.last->pointer, "/narratives/difficulties");
    assert_string_equal(issue_detail(&arena, issues.last, LANGUAGE_VI),
                        "Có vẻ chứa dữ liệu cá nhân: số điện thoại, từ ký tự thứ 5");
    for (const struct issue *issue = issues.first; issue != NULL; issue = issue->next) {
        assert_null(strstr(issue_detail(&arena, issue, LANGUAGE_VI), "0900000000"));
        assert_null(strstr(issue_detail(&arena, issue, LANGUAGE_VI), "example"));
    }
}

static void everything_wrong_is_found_at_once(void **state) {
    (void)state;
    content.values[FEMALE] = -1;
    content.values[MALE] = 10000001;
    content.values[ON_LIST] = QUANTITY_MISSING;
    content.values[PLAN] = 3;
    content.not_available[PLAN] = "";
    content.narratives[0] = "một hai ba bốn năm sáu bảy tám";
    check(false);
    assert_int_equal(issues.count, 8);
}

static void nil_makes_zeros_but_stocks_are_still_asked_for(void **state) {
    (void)state;
    content = report_content_new(&arena, &version);
    content.nil = true;
    report_fill_nil(&content, &version);
    check(false);
    assert_int_equal(content.values[FEMALE], 0);
    assert_int_equal(content.values[PLAN], 0);
    assert_int_equal(content.values[HOURS], 0);
    assert_true(content.values[GONE] == QUANTITY_MISSING);
    assert_true(content.values[ON_LIST] == QUANTITY_MISSING);
    expect_one(&issues, ISSUE_MISSING_VALUE, "/values/estOnList");

    issues_init(&issues, &arena);
    content.values[ON_LIST] = 5;
    report_fill_nil(&content, &version);
    check(false);
    assert_int_equal(content.values[ON_LIST], 5);
    assert_int_equal(issues.count, 0);
}

static void nil_leaves_what_was_said(void **state) {
    (void)state;
    content = report_content_new(&arena, &version);
    content.nil = true;
    content.values[FEMALE] = 2;
    content.not_available[MALE] = "chưa tách";
    report_fill_nil(&content, &version);
    assert_int_equal(content.values[FEMALE], 2);
    assert_true(content.values[MALE] == QUANTITY_MISSING);
}

static void the_version_of_the_period_is_in_force(void **state) {
    (void)state;
    struct form_version versions[] = {{.version = 1, .from = 100}, {.version = 2, .from = 200}};
    struct form form = {.code = "F", .versions = versions, .version_count = 2};
    static const struct {
        day_t start;
        int32_t version;
    } cases[] = {{99, 0}, {100, 1}, {199, 1}, {200, 2}, {5000, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period period = {.start = cases[i].start, .end = cases[i].start + 30};
        const struct form_version *found = form_version_for(&form, &period);
        assert_int_equal(found == NULL ? 0 : found->version, cases[i].version);
    }
}

static void levels_and_functions_say_who_reports(void **state) {
    (void)state;
    assert_true(form_reported_by(&version, LEVEL_COMMUNE, "people-committee"));
    assert_true(form_reported_by(&version, LEVEL_DISTRICT, "labour"));
    assert_false(form_reported_by(&version, LEVEL_PROVINCE, "labour"));
    assert_false(form_reported_by(&version, LEVEL_COMMUNE, "police"));
    struct form_version any = {.levels = 1U << LEVEL_PROVINCE};
    assert_true(form_reported_by(&any, LEVEL_PROVINCE, "whoever"));
}

static void comparisons_hold_by_order(void **state) {
    (void)state;
    static const struct {
        enum compare op;
        bool less, same, more;
    } cases[] = {
        {COMPARE_EQ, false, true, false}, {COMPARE_GE, false, true, true},  {COMPARE_GT, false, false, true},
        {COMPARE_LE, true, true, false},  {COMPARE_LT, true, false, false}, {COMPARE_UNSTATED, false, true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(compare_holds(cases[i].op, -7), cases[i].less);
        assert_int_equal(compare_holds(cases[i].op, 0), cases[i].same);
        assert_int_equal(compare_holds(cases[i].op, 7), cases[i].more);
    }
}

/* ---- Against the last period */

enum { CARRIED_IN, RECEIVED, PENDING, OVERDUE, DUTY_DONE, DROPPED, BOOK_CELLS };
static const uint32_t closing[] = {PENDING, OVERDUE};
static const struct cell book_cells[BOOK_CELLS] = {
    [CARRIED_IN] = {.code = "carriedIn", .indicator = &workplaces, .opens = {.cells = closing, .cell_count = 2}},
    [RECEIVED] = {.code = "received", .indicator = &amount},
    [PENDING] = {.code = "pending", .indicator = &workplaces},
    [OVERDUE] = {.code = "overdue", .indicator = &workplaces},
    [DUTY_DONE] = {.code = "dutyDone", .indicator = &has_plan},
    [DROPPED] = {.code = "dropped", .indicator = &amount, .retired = true},
};
static const struct form_version book = {
    .version = 1, .cells = book_cells, .cell_count = BOOK_CELLS, .has_openings = true, .warn_above_percent = 50};

#define NONE QUANTITY_MISSING

/* Last year closed with 4 pending and 3 overdue after 10 received. */
static const int64_t last_year[BOOK_CELLS] = {2, 10, 4, 3, 0, 9};

static void compare_book(const int64_t *values, const int64_t *last, uint32_t last_count, bool draft) {
    struct last_figures figures = {.period = "2022", .values = last, .value_count = last_count, .adjoins = true};
    issues_init(&issues, &arena);
    issues_init(&warnings, &arena);
    report_check_last(values, &book, &figures, draft, &issues, &warnings);
}

static void an_opening_stock_is_what_the_last_period_closed_with(void **state) {
    (void)state;
    compare_book((int64_t[]){7, 10, 4, 3, 1, NONE}, last_year, BOOK_CELLS, false);
    assert_int_equal(issues.count + warnings.count, 0);

    compare_book((int64_t[]){6, 10, 4, 3, 1, NONE}, last_year, BOOK_CELLS, false);
    expect_one(&issues, ISSUE_OPENING_DIFFERS, "/values/carriedIn");
    assert_string_equal(issues.first->arguments[0], "7");
    assert_string_equal(issues.first->arguments[1], "2022");
    assert_int_equal(warnings.count, 0);

    compare_book((int64_t[]){8, 10, 4, 3, 1, NONE}, last_year, BOOK_CELLS, false);
    expect_one(&issues, ISSUE_OPENING_DIFFERS, "/values/carriedIn");
}

static void a_draft_is_only_warned_of_its_opening_stock(void **state) {
    (void)state;
    compare_book((int64_t[]){6, 10, 4, 3, 1, NONE}, last_year, BOOK_CELLS, true);
    assert_int_equal(issues.count, 0);
    expect_one(&warnings, ISSUE_OPENING_DIFFERS, "/values/carriedIn");
}

static void a_form_may_ask_for_a_warning_alone(void **state) {
    (void)state;
    struct cell mild_cells[BOOK_CELLS];
    memcpy(mild_cells, book_cells, sizeof mild_cells);
    mild_cells[CARRIED_IN].opens.warning = true;
    struct form_version mild = book;
    mild.cells = mild_cells;
    struct last_figures figures = {.period = "2022", .values = last_year, .value_count = BOOK_CELLS, .adjoins = true};
    report_check_last((int64_t[]){6, 10, 4, 3, 1, NONE}, &mild, &figures, false, &issues, &warnings);
    assert_int_equal(issues.count, 0);
    expect_one(&warnings, ISSUE_OPENING_DIFFERS, "/values/carriedIn");
}

static void what_is_missing_or_does_not_adjoin_opens_nothing(void **state) {
    (void)state;
    compare_book((int64_t[]){NONE, 10, 4, 3, 1, NONE}, last_year, BOOK_CELLS, false);
    assert_int_equal(issues.count, 0);
    compare_book((int64_t[]){6, 10, 4, 3, 1, NONE}, (int64_t[]){2, 10, 4, NONE, 0, 9}, BOOK_CELLS, false);
    assert_int_equal(issues.count, 0);
    compare_book((int64_t[]){6, 10, 4, 3, 1, NONE}, last_year, OVERDUE, false); /* the form had no overdue then */
    assert_int_equal(issues.count, 0);

    struct last_figures nine_months = {.period = "2022-9M", .values = last_year, .value_count = BOOK_CELLS};
    report_check_last((int64_t[]){6, 10, 4, 3, 1, NONE}, &book, &nine_months, false, &issues, &warnings);
    assert_int_equal(issues.count, 0);
}

static void closing_stocks_add_without_wrapping(void **state) {
    (void)state;
    compare_book((int64_t[]){6, 10, QUANTITY_MAX, QUANTITY_MAX, 1, NONE},
                 (int64_t[]){2, 10, QUANTITY_MAX, QUANTITY_MAX, 0, 9}, BOOK_CELLS, false);
    assert_int_equal(issues.count, 0); /* no opening stock could say that much */
}

/* The threshold of 50 %. */
static const struct {
    int64_t before, now;
    bool warned;
} changes[] = {
    {10, 15, false},   {10, 16, true},
    {10, 5, false},    {10, 4, true},
    {10, 10, false},   {1, 2, true},
    {0, 1000, false},  {10, 0, true},
    {-10, -15, false}, {-10, -16, true},
    {-10, 10, true},   {NONE, 7, false},
    {10, NONE, false}, {QUANTITY_MAX, -QUANTITY_MAX, true},
};

static void a_change_above_the_threshold_is_a_warning(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        int64_t before[BOOK_CELLS] = {2, changes[i].before, 4, 3, 0, 9};
        compare_book((int64_t[]){7, changes[i].now, 4, 3, 1, NONE}, before, BOOK_CELLS, false);
        assert_int_equal(issues.count, 0);
        if (warnings.count != changes[i].warned)
            fail_msg("%lld to %lld: %u warnings", (long long)changes[i].before, (long long)changes[i].now,
                     warnings.count);
    }
    compare_book((int64_t[]){7, 16, 4, 3, 1, NONE}, last_year, BOOK_CELLS, false);
    expect_one(&warnings, ISSUE_CHANGED_MUCH, "/values/received");
    assert_string_equal(warnings.first->arguments[0], "10");
    assert_string_equal(warnings.first->arguments[1], "2022");
    assert_string_equal(warnings.first->arguments[2], "50");
}

/* Neither a yes or no, nor an opening stock, nor what is not asked for any more, nor a form without a threshold. */
static void not_everything_is_compared(void **state) {
    (void)state;
    compare_book((int64_t[]){7, 10, 4, 3, 1, 90}, (int64_t[]){1, 10, 4, 3, 0, 9}, BOOK_CELLS, false);
    assert_int_equal(warnings.count, 0);
    struct form_version open = book;
    open.warn_above_percent = 0;
    struct last_figures figures = {.period = "2022", .values = last_year, .value_count = BOOK_CELLS, .adjoins = true};
    report_check_last((int64_t[]){7, 900, 4, 3, 1, NONE}, &open, &figures, false, &issues, &warnings);
    assert_int_equal(warnings.count, 0);
}

static void most_forms_do_not_look_back(void **state) {
    (void)state;
    assert_false(form_looks_back(&version));
    assert_true(form_looks_back(&book));
    assert_true(form_looks_back(&(struct form_version){.warn_above_percent = 1}));
}

static void a_rule_of_numbers_alone_says_nothing(void **state) {
    (void)state;
    struct form_rule rule = {.code = "R", .constant = 1, .op = COMPARE_EQ};
    struct form_version odd = version;
    odd.rules = &rule;
    odd.rule_count = 1;
    report_check(&content, &odd, false, LANGUAGE_VI, &issues, &warnings);
    assert_int_equal(issues.count, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, given_a_right_report, forget_report)

/* Five rows of one indicator would read the same otherwise. */
static void a_cell_is_named_with_what_it_counts_of_its_indicator(void **state) {
    (void)state;
    struct arena scratch = {0};
    static const struct category categories[] = {{"kind", "brokering"}, {"age", "under16"}};
    const struct cell all = {.code = "a"}, part = {.code = "b", .categories = categories, .category_count = 2};
    assert_string_equal(cell_title(&scratch, &all, "Vụ"), "Vụ");
    assert_string_equal(cell_title(&scratch, &part, "Vụ"), "Vụ (kind: brokering; age: under16)");
    assert_null(cell_title(&scratch, &part, NULL));
    arena_done(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_right_report_has_no_issue),
        CASE(bounds_hold_to_the_last_unit),
        CASE(an_open_bound_is_said_to_be_open),
        CASE(yes_or_no_is_one_or_nought),
        CASE(a_required_cell_needs_a_value_or_a_reason),
        CASE(a_draft_may_leave_required_cells_empty),
        CASE(a_retired_cell_is_not_asked_for),
        CASE(a_value_and_a_reason_exclude_each_other),
        CASE(a_reason_says_something_short),
        CASE(a_broken_rule_is_an_error_or_a_warning),
        CASE(a_constant_stands_on_the_right_side),
        CASE(a_message_is_in_the_language_where_there_is_one),
        CASE(a_rule_waits_until_every_cell_it_names_has_a_value),
        CASE(a_rule_adds_without_wrapping),
        CASE(a_narrative_has_its_length_in_characters),
        CASE(personal_data_is_refused_without_being_repeated),
        CASE(everything_wrong_is_found_at_once),
        CASE(nil_makes_zeros_but_stocks_are_still_asked_for),
        CASE(nil_leaves_what_was_said),
        CASE(the_version_of_the_period_is_in_force),
        CASE(levels_and_functions_say_who_reports),
        CASE(comparisons_hold_by_order),
        CASE(an_opening_stock_is_what_the_last_period_closed_with),
        CASE(a_draft_is_only_warned_of_its_opening_stock),
        CASE(a_form_may_ask_for_a_warning_alone),
        CASE(what_is_missing_or_does_not_adjoin_opens_nothing),
        CASE(closing_stocks_add_without_wrapping),
        CASE(a_change_above_the_threshold_is_a_warning),
        CASE(not_everything_is_compared),
        CASE(most_forms_do_not_look_back),
        CASE(a_rule_of_numbers_alone_says_nothing),
        CASE(a_cell_is_named_with_what_it_counts_of_its_indicator),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
