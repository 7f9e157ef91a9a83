/* What a copied plan moves by itself, and what it leaves to people to look at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan_shift.h"

static const struct {
    const char *text;
    unsigned names;
} texts[] = {
    {"Kế hoạch phòng, chống mại dâm tỉnh Thanh Hóa năm 2023", NAMES_YEAR},
    {"Kiện toàn trong quý I năm 2023", NAMES_YEAR | NAMES_QUARTER},
    {"Hoàn thành trong Quý 2", NAMES_QUARTER},
    {"Trong Q3", NAMES_QUARTER},
    {"Theo quy định của Quỹ", 0},
    {"Kế hoạch số 249/KH-UBND", NAMES_ACT},
    {"Nghị định 178/2004/NĐ-CP", NAMES_ACT | NAMES_YEAR},
    {"Quyết định số 02/2021/QĐ-UBND ngày 05/02/2021", NAMES_ACT | NAMES_YEAR},
    {"Từ 80% xã, phường", 0},
    {"Số 12023 và 20234", 0},
    {"", 0},
};

static void years_quarters_and_acts_are_seen(void **state) {
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(text_names(&arena, texts[i].text), texts[i].names);
    arena_done(&arena);
}

static const struct {
    const char *text, *shifted; /* NULL: stays */
    int years;
} periods[] = {
    {"2023", "2024", 1},
    {"2023-Q1", "2024-Q1", 1},
    {"2023-M12", "2026-M12", 3},
    {"2021..2025", "2026..2030", 5},
    {"2013..", "2014..", 1},
    {"2023-06-15", "2022-06-15", -1},
    {"2024-02-29", "2025-02-28", 1},
    {"2024-02-29", "2028-02-29", 4},
    {"06-15", NULL, 1},
    {"Quý I", NULL, 1},
};

static void periods_and_dates_move_by_whole_years(void **state) {
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        const char *shifted = text_shifted(&arena, periods[i].text, &calendar_admin15, periods[i].years);
        if (periods[i].shifted)
            assert_string_equal(shifted, periods[i].shifted);
        else
            assert_null(shifted);
    }
    arena_done(&arena);
}

static bool reviewed(const struct review *review, const char *path, const char *kind) {
    for (size_t i = 0; i < review->count; i++)
        if (strcmp(review->items[i].path, path) == 0 && strcmp(review->items[i].kind, kind) == 0)
            return true;
    return false;
}

static void a_document_moves_in_all_its_parts_and_keeps_its_references(void **state) {
    (void)state;
    static const char before[] =
        "{\"act\":{\"number\":\"7\",\"date\":\"2023-01-05\"},\"references\":[{\"number\":\"1\",\"date\":\"2022-01-01\"}"
        "],"
        "\"targets\":[{\"code\":\"A\",\"by\":\"2025\",\"baseline\":{\"period\":\"2022\",\"value\":\"3\"},"
        "\"parts\":[{\"code\":\"A1\",\"by\":\"2024\"}]},{\"code\":\"B\",\"target\":{\"code\":\"B1\",\"by\":\"2023-H1\"}"
        "}],"
        "\"tasks\":[{\"code\":\"K\",\"time\":{\"form\":\"quarter\",\"value\":\"2023-Q1\"}},"
        "{\"code\":\"L\",\"time\":{\"form\":\"before\",\"value\":\"06-15\"}}],"
        "\"duties\":[{\"code\":\"R\",\"schedule\":[{\"period\":\"H1\",\"due\":{\"before\":\"06-15\"}}]}]}";
    static const char after[] =
        "{\"act\":{\"number\":\"\",\"date\":null},\"references\":[{\"number\":\"1\",\"date\":\"2022-01-01\"}],"
        "\"targets\":[{\"code\":\"A\",\"by\":\"2026\",\"baseline\":{\"period\":\"2023\",\"value\":\"3\"},"
        "\"parts\":[{\"code\":\"A1\",\"by\":\"2025\"}]},{\"code\":\"B\",\"target\":{\"code\":\"B1\",\"by\":\"2024-H1\"}"
        "}],"
        "\"tasks\":[{\"code\":\"K\",\"time\":{\"form\":\"quarter\",\"value\":\"2024-Q1\"}},"
        "{\"code\":\"L\",\"time\":{\"form\":\"before\",\"value\":\"06-15\"}}],"
        "\"duties\":[{\"code\":\"R\",\"schedule\":[{\"period\":\"H1\",\"due\":{\"before\":\"06-15\"}}]}]}";
    struct arena arena = {0};
    struct review review = {.arena = &arena};
    json_t *body = json_loads(before, 0, NULL), *wanted = json_loads(after, 0, NULL);
    plan_shift(&review, body, &calendar_admin15, 1);
    assert_true(json_equal(body, wanted));
    assert_true(reviewed(&review, "/act", "act"));
    assert_true(reviewed(&review, "/targets/A/baseline", "baseline"));
    assert_int_equal(review.count, 2);
    json_decref(body);
    json_decref(wanted);
    arena_done(&arena);
}

/* As a copy does when it moves a year's plan into half of one: also those of targets inside others. */
static void ends_outside_the_new_span_are_left_out_and_told(void **state) {
    (void)state;
    static const char before[] =
        "{\"targets\":[{\"code\":\"A\",\"by\":\"2024\",\"parts\":[{\"code\":\"A1\",\"by\":\"2024-H1\"}]},"
        "{\"code\":\"B\",\"target\":{\"code\":\"B1\",\"by\":\"2023-12-14\"}},{\"code\":\"C\"}]}";
    static const char after[] = "{\"targets\":[{\"code\":\"A\",\"parts\":[{\"code\":\"A1\",\"by\":\"2024-H1\"}]},"
                                "{\"code\":\"B\",\"target\":{\"code\":\"B1\"}},{\"code\":\"C\"}]}";
    struct arena arena = {0};
    struct review review = {.arena = &arena};
    struct period span;
    json_t *body = json_loads(before, 0, NULL), *wanted = json_loads(after, 0, NULL);
    assert_true(period_parse("2024-H1", &calendar_admin15, &span));
    plan_drop_ends(&review, body, &calendar_admin15, &span);
    assert_true(json_equal(body, wanted));
    assert_true(reviewed(&review, "/targets/A/by", "by"));
    assert_true(reviewed(&review, "/targets/B/target/by", "by"));
    assert_int_equal(review.count, 2);
    json_decref(body);
    json_decref(wanted);
    arena_done(&arena);
}

static void words_are_looked_at_but_not_in_references(void **state) {
    (void)state;
    struct arena arena = {0};
    struct review review = {.arena = &arena};
    json_t *body =
        json_loads("{\"title\":\"Năm 2023\",\"references\":[{\"title\":\"Luật 2012\"}],"
                   "\"tasks\":[{\"code\":\"K\",\"activities\":[\"Quý I\"],\"time\":{\"value\":\"2024-Q1\"}}]}",
                   0, NULL);
    review_words(&review, body);
    assert_true(reviewed(&review, "/title", "year"));
    assert_true(reviewed(&review, "/tasks/K/activities/0", "quarter"));
    assert_int_equal(review.count, 2);
    json_decref(body);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_quarters_and_acts_are_seen),
        cmocka_unit_test(periods_and_dates_move_by_whole_years),
        cmocka_unit_test(a_document_moves_in_all_its_parts_and_keeps_its_references),
        cmocka_unit_test(ends_outside_the_new_span_are_left_out_and_told),
        cmocka_unit_test(words_are_looked_at_but_not_in_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
