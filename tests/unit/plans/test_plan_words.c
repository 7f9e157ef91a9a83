/* How an act says dates, times, documents and thresholds: the forms of decree 30/2020 and of the plans in examples/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan_layout.h"
#include "plan_words.h"
#include "json/read.h"

static struct arena arena;

static int arena_empty(void **state) {
    (void)state;
    arena_done(&arena);
    return 0;
}

static json_t *document(const char *text) {
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    return json;
}

struct sentence {
    const char *given, *said;
};

static void expect_all(const struct sentence *cases, size_t count, const char *(*say)(struct arena *, const json_t *)) {
    for (size_t i = 0; i < count; i++) {
        AUTO_JSON *json = document(cases[i].given);
        assert_string_equal(say(&arena, json), cases[i].said);
    }
}

static void test_dates_take_a_nought_in_days_and_in_the_first_two_months(void **state) {
    (void)state;
    assert_string_equal(date_said(&arena, "2021-02-05"), "ngày 05 tháng 02 năm 2021");
    assert_string_equal(date_said(&arena, "2022-09-05"), "ngày 05 tháng 9 năm 2022");
    assert_string_equal(date_said(&arena, "2019-12-31"), "ngày 31 tháng 12 năm 2019");
    assert_string_equal(date_said(&arena, NULL), "ngày … tháng … năm ……");
    assert_string_equal(day_said(&arena, "2021-01-15"), "15/01/2021");
    assert_string_equal(day_said(&arena, NULL), "…/…/……");
}

static void test_times_of_tasks(void **state) {
    (void)state;
    static const struct sentence cases[] = {
        {"{\"form\":\"allYear\"}", "Cả năm"},
        {"{\"form\":\"none\"}", ""},
        {"{\"form\":\"quarter\",\"value\":\"2023-Q4\"}", "Quý IV năm 2023"},
        {"{\"form\":\"every\",\"value\":\"Tháng, quý, năm\"}", "Hằng tháng, quý, năm"},
        {"{\"form\":\"before\",\"value\":\"2023-03-31\"}", "Trước ngày 31/3/2023"},
        {"{\"form\":\"before\",\"value\":\"Tết\"}", "Trước Tết"},
        {"{\"form\":\"event\",\"value\":\"Khi thay đổi nhân sự\"}", "Khi thay đổi nhân sự"},
        {"{\"form\":\"quarter\"}", "Trong quý"},
        {"{\"form\":\"quarter\",\"value\":\"Q1\"}", "Quý I"},
        {"{\"form\":\"quarter\",\"value\":\"Quý 3\"}", "Quý 3"},
        {"{\"form\":\"quarter\",\"value\":\"Q5\"}", "Q5"},
        {"{\"form\":\"before\"}", "Trước thời hạn"},
        {"{\"form\":\"before\",\"value\":\"06-15\"}", "Trước ngày 15/6"},
        {"{\"form\":\"before\",\"value\":\"2023-Q2\"}", "Trước quý II năm 2023"},
        {"{\"form\":\"event\"}", "Khi phát sinh"},
        {"{\"form\":\"every\"}", "Hằng kỳ"},
        {"{\"form\":\"every\",\"value\":\"month\"}", "Hằng tháng"},
        {"{\"form\":\"every\",\"value\":\"half\"}", "Hằng 6 tháng"},
        {"{\"form\":\"regular\"}", "Thường xuyên"},
        {"{\"form\":\"regular\",\"value\":\"hằng quý\"}", "Thường xuyên, hằng quý"},
        {"{\"form\":\"allYear\",\"value\":\"2023\"}", "Cả năm, năm 2023"},
        {"{\"form\":\"onRequest\",\"value\":\"của Sở\"}", "Khi có yêu cầu, của Sở"},
        {"{\"form\":\"asRegulated\",\"value\":\"2023-12-31\"}", "Theo quy định, ngày 31/12/2023"},
        {"{\"form\":\"none\",\"value\":\"đợt 1\"}", "Đợt 1"},
        {"{}", ""},
    };
    expect_all(cases, sizeof cases / sizeof *cases, time_said);
}

static void test_documents_referred_to(void **state) {
    (void)state;
    static const struct sentence cases[] = {
        {"{\"issuer\":\"Chính phủ\",\"number\":\"178/2004\",\"symbol\":\"NĐ-CP\",\"date\":\"2004-10-15\"}",
         "Nghị định số 178/2004/NĐ-CP ngày 15 tháng 10 năm 2004 của Chính phủ"},
        {"{\"issuer\":\"Bộ\",\"number\":\"4802\",\"symbol\":\"BVHTTDL-TTr\",\"date\":\"2019-12-02\"}",
         "Công văn số 4802/BVHTTDL-TTr ngày 02 tháng 12 năm 2019 của Bộ"},
        {"{\"number\":\"2335\",\"symbol\":\"LĐTBXH-PCTNXH\",\"date\":null}",
         "Công văn số 2335/LĐTBXH-PCTNXH ngày … tháng … năm ……"},
        {"{\"issuer\":\"UBND\",\"number\":\"\",\"symbol\":\"CTr\",\"date\":null,\"title\":\"Chương trình trợ giúp\"}",
         "Chương trình trợ giúp của UBND"},
        {"{\"number\":\"1\",\"symbol\":\"KH-UBND\",\"date\":\"2020-03-01\",\"title\":\"việc làm\"}",
         "Kế hoạch số 1/KH-UBND ngày 01 tháng 3 năm 2020 về việc làm"},
        {"{\"text\":\"Luật Xử lý vi phạm hành chính\"}", "Luật Xử lý vi phạm hành chính"},
    };
    expect_all(cases, sizeof cases / sizeof *cases, reference_said);
}

static void test_schedules_of_reports(void **state) {
    (void)state;
    static const struct sentence cases[] = {
        {"{\"period\":\"H1\",\"due\":{\"before\":\"06-15\"},\"cutOff\":\"06-14\"}",
         "6 tháng đầu năm: trước ngày 15/6 (số liệu đến ngày 14/6)"},
        {"{\"period\":\"span\",\"due\":{\"by\":\"03-31\"}}", "kế hoạch: chậm nhất ngày 31/3"},
        {"{\"period\":\"quarter\",\"due\":{\"workingDaysAfterCutOff\":3}}",
         "quý: trong 3 ngày làm việc sau ngày chốt số liệu"},
        {"{\"period\":\"year\",\"due\":{\"asRegulated\":true}}", "năm: theo quy định"},
        {"{\"period\":\"year\",\"derivedFrom\":\"month\"}", "năm (cộng từ báo cáo tháng)"},
        {"{\"period\":\"quarter\",\"due\":null}", "quý"},
        {"{\"period\":\"year\",\"due\":{\"before\":\"01-15\",\"year\":1}}", "năm: trước ngày 15/01 năm sau"},
        {"{\"period\":\"year\",\"due\":{\"by\":\"02-05\",\"year\":1,\"ifHoliday\":\"next\"},\"cutOff\":\"12-31\"}",
         "năm: chậm nhất ngày 05/02 năm sau, trùng ngày nghỉ thì vào ngày làm việc kế tiếp (số liệu đến ngày 31/12)"},
        {"{\"period\":\"H1\",\"due\":{\"by\":\"12-20\",\"year\":-1}}",
         "6 tháng đầu năm: chậm nhất ngày 20/12 năm trước"},
        {"{\"period\":\"span\",\"due\":{\"by\":\"06-30\",\"year\":2}}",
         "kế hoạch: chậm nhất ngày 30/6 của năm thứ 2 sau đó"},
        {"{\"period\":\"H2\",\"due\":{\"by\":\"06-30\",\"year\":0,\"ifHoliday\":\"keep\"}}",
         "6 tháng cuối năm: chậm nhất ngày 30/6"},
        {"{\"period\":\"year\",\"derivedFrom\":\"quarter\",\"due\":{\"before\":\"12-15\"},\"cutOff\":\"12-14\"}",
         "năm (cộng từ báo cáo quý): trước ngày 15/12 (số liệu đến ngày 14/12)"},
    };
    expect_all(cases, sizeof cases / sizeof *cases, schedule_said);
}

static void test_periods_by_their_codes(void **state) {
    (void)state;
    static const struct sentence cases[] = {{"2023-M03", "tháng 3 năm 2023"},      {"2023-Q4", "quý IV năm 2023"},
                                            {"2023-H1", "6 tháng đầu năm 2023"},   {"2023-H2", "6 tháng cuối năm 2023"},
                                            {"2023-9M", "9 tháng năm 2023"},       {"2023", "năm 2023"},
                                            {"2023..2025", "giai đoạn 2023-2025"}, {"2013..", "từ năm 2013"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(period_code_said(&arena, cases[i].given), cases[i].said);
    assert_null(period_code_said(&arena, "Tết"));
    assert_null(period_code_said(&arena, NULL));
}

static void test_numbers_lose_the_noughts_that_say_nothing(void **state) {
    (void)state;
    static const struct sentence cases[] = {{"\"60.000000\"", "60"},    {"\"60.50\"", "60,5"}, {"60", "60"},
                                            {"\"1500\"", "1.500"},      {"\"0.00\"", "0"},     {"\"100\"", "100"},
                                            {"\"-1234.5\"", "-1.234,5"}};
    expect_all(cases, sizeof cases / sizeof *cases, quantity_said);
    AUTO_JSON *nothing = document("null");
    assert_null(quantity_said(&arena, nothing));
}

static void test_what_a_target_counts(void **state) {
    (void)state;
    static const struct sentence cases[] = {
        {"{\"numerator\":{\"cell\":\"F.a\",\"from\":{\"level\":[\"district\",\"commune\"],\"function\":[\"police\"]}},"
         "\"denominator\":{\"number\":\"12\"}}",
         "F.a (cấp huyện, cấp xã; police) / 12"},
        {"{\"measure\":{\"sum\":[{\"cell\":\"F.a\"},{\"cell\":\"F.b\",\"times\":-1},{\"cell\":\"F.c\",\"times\":2}]}}",
         "F.a − F.b + 2 × F.c"},
        {"{\"measure\":{\"sum\":[{\"cell\":\"F.a\",\"times\":-3}]}}", "−3 × F.a"},
        {"{\"numerator\":{\"units\":\"commune\",\"where\":{\"all\":[{\"cell\":\"F.a\",\"op\":\"ge\",\"value\":\"1\"},"
         "{\"cell\":\"F.b\",\"op\":\"lt\",\"value\":2,\"at\":\"subtree\"}]}},\"denominator\":{\"units\":\"commune\"}}",
         "số đơn vị cấp xã có (F.a ≥ 1 và F.b < 2 (cộng cả cấp dưới)) / số đơn vị cấp xã"},
        {"{\"measure\":{\"units\":\"commune\",\"where\":{\"atLeast\":2,\"of\":[{\"cell\":\"F.a\",\"op\":\"eq\","
         "\"value\":\"1\"},"
         "{\"any\":[{\"cell\":\"F.b\",\"op\":\"gt\",\"value\":\"0\"}]}]}}}",
         "số đơn vị cấp xã có ít nhất 2 trong (F.a = 1; F.b > 0)"},
        {"{\"channels\":[{\"name\":\"Đài\",\"measure\":{\"cell\":\"F.a\"}},{\"name\":\"Báo\",\"monthsCovered\":{"
         "\"cell\":\"F.b\"}}]}",
         "Đài: F.a; Báo: F.b"},
        {"{\"monthsCovered\":{\"cell\":\"F.a\"}}", "F.a"},
        {"{\"done\":{\"cell\":\"F.a\"}}", "F.a"},
        {"{\"recurrences\":{\"cell\":\"F.a\"}}", "F.a"},
        {"{\"kind\":\"narrative\"}", ""},
    };
    expect_all(cases, sizeof cases / sizeof *cases, measured_said);
}

static void test_money_is_grouped_by_thousands(void **state) {
    (void)state;
    static const struct sentence cases[] = {{"1500000", "1.500.000 đồng"},
                                            {"\"999\"", "999 đồng"},
                                            {"\"1000.5\"", "1.000,5 đồng"},
                                            {"123456789012345678", "123.456.789.012.345.678 đồng"}};
    expect_all(cases, sizeof cases / sizeof *cases, money_said);
    assert_null(money_said(&arena, NULL));
}

static void test_what_each_kind_of_target_asks_for(void **state) {
    (void)state;
    static const struct {
        const char *target, *comparator, *number, *counted_in;
    } cases[] = {
        {"{\"kind\":\"share\",\"comparator\":\"ge\",\"percent\":\"33.33\"}", "≥", "33.33", "%"},
        {"{\"kind\":\"share\",\"comparator\":\"unstated\",\"percent\":\"20\"}", "Không nêu (hiểu là ≥)", "20", "%"},
        {"{\"kind\":\"amount\",\"comparator\":\"eq\",\"value\":0}", "=", "0", NULL},
        {"{\"kind\":\"amount\",\"between\":[\"40\",\"60\"]}", "Trong khoảng", "40–60", NULL},
        {"{\"kind\":\"growth\",\"between\":[\"3\",\"5\"]}", "Tăng trong khoảng", "3–5", "% so với năm trước"},
        {"{\"kind\":\"growth\",\"trend\":\"down\"}", "Giảm", NULL, "so với năm trước"},
        {"{\"kind\":\"frequency\",\"atLeast\":2,\"every\":\"quarter\"}", "≥", "2", "lần mỗi quý"},
        {"{\"kind\":\"frequency\"}", "≥", "1", "lần mỗi tháng"},
        {"{\"kind\":\"members\",\"list\":[{},{}]}", "=", "2", "nơi trong danh sách"},
        {"{\"kind\":\"members\",\"list\":null,\"count\":79}", "=", "79", "nơi trong danh sách"},
        {"{\"kind\":\"cohort\",\"size\":23}", "=", "0", "tái diễn trong 23"},
        {"{\"kind\":\"all\"}", NULL, NULL, NULL},
        {"{\"kind\":\"narrative\"}", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_JSON *target = document(cases[i].target);
        struct threshold found = threshold_of(&arena, target);
        const char *const pairs[][2] = {{found.comparator, cases[i].comparator},
                                        {found.number, cases[i].number},
                                        {found.counted_in, cases[i].counted_in}};
        for (size_t k = 0; k < 3; k++)
            if (pairs[k][1])
                assert_string_equal(pairs[k][0], pairs[k][1]);
            else
                assert_null(pairs[k][0]);
    }
}

static void test_points_are_lettered_as_vietnamese_acts_do(void **state) {
    (void)state;
    assert_string_equal(point_letter(&arena, 3), "d");
    assert_string_equal(point_letter(&arena, 4), "đ");
    assert_string_equal(point_letter(&arena, 6), "g");
    assert_string_equal(point_letter(&arena, 22), "y");
    assert_string_equal(point_letter(&arena, 23), "24");
    assert_string_equal(roman_number(&arena, 4), "IV");
    assert_string_equal(roman_number(&arena, 19), "XIX");
}

/* Given a task listed by two sections, one that only names its section, and one in none. */
static void test_each_task_is_placed_once_in_the_order_of_the_sections(void **state) {
    (void)state;
    AUTO_JSON *plan =
        document("{\"tasks\":[{\"code\":\"D\"},{\"code\":\"C\",\"section\":\"II\"},{\"code\":\"B\",\"printed\":\"x\"},"
                 "{\"code\":\"A\"}],\"targets\":[],"
                 "\"sections\":[{\"code\":\"I\",\"tasks\":[\"B\"],\"sections\":[{\"code\":\"I.1\",\"tasks\":[\"A\"]}]},"
                 "{\"code\":\"II\",\"tasks\":[\"A\"]}]}");
    static const struct {
        const char *code, *section, *printed;
    } expected[] = {{"B", "I", "x"}, {"A", "I.1", "a"}, {"C", "II", "a"}, {"D", NULL, "a"}};
    struct layout layout = layout_of(&arena, plan);
    assert_int_equal(layout.target_count, 0);
    assert_int_equal(layout.task_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(member_text(layout.tasks[i].item, "code"), expected[i].code);
        assert_string_equal(layout.tasks[i].printed, expected[i].printed);
        if (expected[i].section)
            assert_string_equal(member_text(layout.tasks[i].section, "code"), expected[i].section);
        else
            assert_null(layout.tasks[i].section);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_dates_take_a_nought_in_days_and_in_the_first_two_months, arena_empty),
        cmocka_unit_test_teardown(test_times_of_tasks, arena_empty),
        cmocka_unit_test_teardown(test_documents_referred_to, arena_empty),
        cmocka_unit_test_teardown(test_schedules_of_reports, arena_empty),
        cmocka_unit_test_teardown(test_periods_by_their_codes, arena_empty),
        cmocka_unit_test_teardown(test_numbers_lose_the_noughts_that_say_nothing, arena_empty),
        cmocka_unit_test_teardown(test_what_a_target_counts, arena_empty),
        cmocka_unit_test_teardown(test_money_is_grouped_by_thousands, arena_empty),
        cmocka_unit_test_teardown(test_what_each_kind_of_target_asks_for, arena_empty),
        cmocka_unit_test_teardown(test_points_are_lettered_as_vietnamese_acts_do, arena_empty),
        cmocka_unit_test_teardown(test_each_task_is_placed_once_in_the_order_of_the_sections, arena_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
