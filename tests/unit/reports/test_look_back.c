/* What was said for the period before: which report that is, and what comes of comparing. */
#include "paper.h"

#include "look_back.h"

/* ---- Which report */

static struct look_back look_back_for(struct paper *paper, const char *form, const char *period, const char *values) {
    struct entry entry;
    AUTO_JSON *json =
        paper_read(paper,
                   arena_format(&paper->arena,
                                "{'form':'%s','unit':'00001','agency':'people-committee','period':'%s','values':{%s}}",
                                form, period, values),
                   &entry);
    return look_back_of(&paper->setting, &entry);
}

#define STOCK_VALUES "'carriedIn':7,'received':10,'pending':4,'overdue':3"

/* admin15: a half-year ends on the 14th, and the next one begins on the 15th. Nine months leave a quarter out. */
static const struct {
    const char *period, *before;
    int32_t year;
    bool adjoins;
} befores[] = {
    {"2023-H1", "2022-H2", 2022, true}, {"2022-H2", "2022-H1", 2022, true},  {"2023-M01", "2022-M12", 2022, true},
    {"2022", "2021", 2021, true},       {"2022-9M", "2021-9M", 2021, false},
};

static void before_is_the_same_kind_of_period(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof befores / sizeof *befores; i++) {
        struct paper paper;
        paper_begin(&paper);
        struct look_back found = look_back_for(&paper, "STOCK", befores[i].period, STOCK_VALUES);
        assert_non_null(found.version);
        assert_string_equal(found.key.period, befores[i].before);
        assert_int_equal(found.key.period_year, befores[i].year);
        assert_int_equal(found.adjoins, befores[i].adjoins);
        assert_string_equal(found.key.form, "STOCK");
        assert_string_equal(found.key.unit, "00001@2012-01-01");
        assert_string_equal(found.key.agency, "people-committee");
        paper_end(&paper);
    }
}

static void most_reports_look_back_at_nothing(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    assert_null(look_back_for(&paper, "PAPER", "2023-H1", "'people':5,'stock':5").version);
    assert_null(look_back_for(&paper, "STOCK", "2021..2022", STOCK_VALUES).version);
    assert_null(look_back_for(&paper, "NONE", "2023-H1", "").version);
    const struct report *last;
    struct look_back none = {.version = NULL};
    assert_true(look_back_find(NULL, &none, 1, &paper.arena, &last, NULL)); /* no statement, so no connection */
    assert_null(last);
    paper_end(&paper);
}

/* ---- What comes of it */

static void a_submitted_report_must_open_as_the_last_one_closed(void **state) {
    (void)state;
    struct paper paper;
    struct issues warnings;
    paper_begin(&paper);
    issues_init(&warnings, &paper.arena);
    struct look_back look_back = look_back_for(&paper, "STOCK", "2023-H1", STOCK_VALUES);
    struct report last = {.key = {.period = "2022-H2"}, .cells = (const int64_t[]){0, 6, 4, 4}, .cell_count = 4};
    const int64_t values[] = {7, 10, 4, 3};
    look_back_check(&look_back, NULL, values, false, &paper.issues, &warnings);
    assert_int_equal(paper.issues.count + warnings.count, 0);
    look_back_check(&look_back, &last, values, false, &paper.issues, &warnings);
    assert_int_equal(paper.issues.count, 1);
    assert_string_equal(issue_detail(&paper.arena, paper.issues.first, LANGUAGE_EN),
                        "The opening figure must be what 2022-H2 closed with: 8");
    assert_int_equal(warnings.count, 1);
    assert_string_equal(issue_detail(&paper.arena, warnings.first, LANGUAGE_VI), "Kỳ 2022-H2 là 6: thay đổi trên 50 %");
    paper_end(&paper);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_is_the_same_kind_of_period),
        cmocka_unit_test(most_reports_look_back_at_nothing),
        cmocka_unit_test(a_submitted_report_must_open_as_the_last_one_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
