/* Figures written as CSV, NDJSON, SDMX-JSON and as a page: given a table, when it is written, then every reader finds in it what it says
 * and nothing that is kept back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* after the four that it needs */
#include <cmocka.h>

#include <jansson.h>

#include "rollup_words.h"

/* ---- Given: a province with two communes; the third line is kept back, the fourth was never reported */

static const struct category brokering = {"kind", "brokering"};
static const struct table_line lines[] = {
    {.code = "visits",
     .row = "1",
     .indicator = "visits",
     .name_vi = "Lượt kiểm tra",
     .name_en = "Visits",
     .unit_of_measure = "lượt"},
    {.code = "water.used",
     .row = "2",
     .indicator = "water",
     .name_vi = "=Nước <sạch>",
     .unit_of_measure = "m3",
     .categories = &brokering,
     .category_count = 1,
     .decimals = 1},
    {.code = "cases", .row = "3", .indicator = "cases", .name_vi = "Vụ việc", .unit_of_measure = "vụ"},
    {.code = "trips", .indicator = "trips", .name_vi = "Chuyến đi", .unit_of_measure = "chuyến"},
};
enum { LINES = sizeof lines / sizeof *lines };

#define FIGURES(visits, water)                                                                                         \
    {                                                                                                                  \
        {.digits = {[FIGURE_SUM] = visits, [FIGURE_PREVIOUS] = "4"}, .reported = 2},                                   \
            {.digits = {[FIGURE_SUM] = water, [FIGURE_PERCENT_PREVIOUS] = "98.50"}, .reported = 1},                    \
            {.status = "confidential", .reported = 2}, {                                                               \
            .reported = 0                                                                                              \
        }                                                                                                              \
    }
static struct table_figures whole[LINES] = FIGURES("1234567", "1234.5"), own[LINES] = FIGURES("7", "-0.5"),
                            first[LINES] = FIGURES("1234560", "1235.0"), second[LINES] = FIGURES("0", NULL);

static const struct table_node children[] = {
    {.unit = "25516@2012-01-01",
     .code = "25516",
     .name = "Xã A",
     .completeness = {2, 1, 1, 1, 0, 0, 0},
     .figures = first},
    {.unit = "25519@2012-01-01",
     .code = "25519",
     .name = "-Xã B",
     .completeness = {1, 1, 0, 0, 1, 0, 0},
     .figures = second},
};

static struct period period, previous;

static struct rollup_table table_of(const char *form) {
    assert_true(period_parse("2023-H1", &calendar_admin15, &period));
    assert_true(period_parse("2022-H1", &calendar_admin15, &previous));
    return (struct rollup_table){
        .form = form,
        .title_vi = "Phòng, chống",
        .form_version = 2,
        .period = period,
        .previous = &previous,
        .boundaries = "asReported",
        .counted = "submitted",
        .as_of = INT64_C(1686762000) * MOMENT_SECOND,
        .complete = true,
        .columns = 1U << FIGURE_SUM | 1U << FIGURE_PREVIOUS | 1U << FIGURE_PERCENT_PREVIOUS,
        .lines = lines,
        .line_count = LINES,
        .node = {.unit = "38@2012-01-01",
                 .code = "38",
                 .name = "Thanh Hóa",
                 .completeness = {3, 2, 1, 1, 1, 0, 0},
                 .figures = whole},
        .own = {.unit = "38@2012-01-01", .code = "38", .name = "Thanh Hóa", .figures = own},
        .children = children,
        .child_count = 2,
    };
}

struct written {
    struct arena arena;
    struct rollup_table tables[2];
    struct rollup_document document;
    struct buffer text;
};

static int given(void **state) {
    struct written *written = test_calloc(1, sizeof *written);
    written->tables[0] = table_of("F-1");
    written->tables[1] = table_of("F-2");
    written->document = (struct rollup_document){.arena = &written->arena,
                                                 .id = "0af7651916cd43dd8448eb211c80319c",
                                                 .prepared = INT64_C(1686762000) * MOMENT_SECOND,
                                                 .zone_offset_seconds = 7 * 3600,
                                                 .issuer = "Thanh Hóa",
                                                 .title = "Biểu tổng hợp số liệu",
                                                 .tables = written->tables,
                                                 .table_count = 1};
    *state = written;
    return 0;
}

static int cleared(void **state) {
    struct written *written = *state;
    buffer_done(&written->text);
    arena_done(&written->arena);
    test_free(written);
    return 0;
}

/* ---- Numbers */

static void test_numbers_in_two_languages(void **state) {
    static const struct {
        const char *digits, *vietnamese, *english;
    } cases[] = {
        {"0", "0", "0"},
        {"999", "999", "999"},
        {"1000", "1.000", "1,000"},
        {"1234567", "1.234.567", "1,234,567"},
        {"-1000", "-1.000", "-1,000"},
        {"-999.5", "-999,5", "-999.5"},
        {"1234.50", "1.234,50", "1,234.50"},
        {"0.000001", "0,000001", "0.000001"},
        {"999999999999999999", "999.999.999.999.999.999", "999,999,999,999,999,999"},
    };
    struct written *written = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(number_in_words(&written->arena, cases[i].digits, LANGUAGE_VI), cases[i].vietnamese);
        assert_string_equal(number_in_words(&written->arena, cases[i].digits, LANGUAGE_EN), cases[i].english);
    }
}

/* ---- CSV and NDJSON */

static void test_a_row_for_each_node(void **state) {
    struct written *written = *state;
    rollup_csv_write(&written->document, &written->text);
    assert_string_equal(
        buffer_cstr(&written->text),
        "form,period,unit,unitCode,unitName,node,expected,reported,accepted,onTime,late,additional,unresolved,"
        "visits,visits.previousYear,visits.percentOfPreviousYear,visits.reported,visits.status,"
        "water.used,water.used.previousYear,water.used.percentOfPreviousYear,water.used.reported,water.used.status,"
        "cases,cases.previousYear,cases.percentOfPreviousYear,cases.reported,cases.status,"
        "trips,trips.previousYear,trips.percentOfPreviousYear,trips.reported,trips.status\r\n"
        "F-1,2023-H1,38@2012-01-01,38,Thanh Hóa,total,3,2,1,1,1,0,0,"
        "1234567,4,,2,,1234.5,,98.50,1,,,,,2,confidential,,,,0,\r\n"
        "F-1,2023-H1,38@2012-01-01,38,Thanh Hóa,own,,,,,,,,"
        "7,4,,2,,-0.5,,98.50,1,,,,,2,confidential,,,,0,\r\n"
        "F-1,2023-H1,25516@2012-01-01,25516,Xã A,child,2,1,1,1,0,0,0,"
        "1234560,4,,2,,1235.0,,98.50,1,,,,,2,confidential,,,,0,\r\n"
        "F-1,2023-H1,25519@2012-01-01,25519,'-Xã B,child,1,1,0,0,1,0,0,"
        "0,4,,2,,,,98.50,1,,,,,2,confidential,,,,0,\r\n");
}

static void test_several_forms_stand_beside_each_other(void **state) {
    struct written *written = *state;
    written->document.table_count = 2;
    rollup_csv_write(&written->document, &written->text);
    const char *text = buffer_cstr(&written->text);
    assert_non_null(strstr(text, ",node,F-1.expected,"));
    assert_non_null(strstr(text, ",F-1.trips.status,F-2.expected,"));
    assert_non_null(strstr(text, "\r\n,2023-H1,38@2012-01-01,38,Thanh Hóa,total,3,2,1,1,1,0,0,1234567,4,,2,,"));
    size_t rows = 0;
    for (const char *at = text; (at = strstr(at, "\r\n")) != NULL; at++)
        rows++;
    assert_int_equal(rows, 1 + 4);
}

static void test_a_line_of_json_for_each_node(void **state) {
    static const char *const nodes[] = {"total", "own", "child", "child"};
    struct written *written = *state;
    rollup_lines_write(&written->document, &written->text);
    char *rest = written->text.bytes;
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        const char *line = strsep(&rest, "\n");
        json_t *node = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(node);
        assert_string_equal(json_string_value(json_object_get(node, "node")), nodes[i]);
        assert_int_equal(json_is_object(json_object_get(node, "completeness")), i != 1);
        const json_t *cells = json_object_get(node, "cells");
        assert_true(json_is_integer(json_object_get(json_object_get(cells, "visits"), "sum")));
        assert_true(json_is_null(json_object_get(json_object_get(cells, "cases"), "sum")));
        assert_string_equal(json_string_value(json_object_get(json_object_get(cells, "cases"), "status")),
                            "confidential");
        if (i == 0)
            assert_string_equal(json_string_value(json_object_get(json_object_get(cells, "water.used"), "sum")),
                                "1234.5");
        json_decref(node);
    }
    assert_string_equal(rest, "");
}

/* ---- SDMX-JSON */

static json_t *sdmx_of(struct written *written) {
    rollup_sdmx_write(&written->document, &written->text);
    json_t *message = json_loadb(written->text.bytes, written->text.size, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(message);
    return message;
}

static const json_t *at(const json_t *tree, const char *name) {
    const json_t *found = json_object_get(tree, name);
    assert_non_null(found);
    return found;
}

static const char *value_id(const json_t *component, size_t index) {
    const json_t *value = json_array_get(at(component, "values"), index);
    assert_non_null(value);
    return json_string_value(json_object_get(value, "id"));
}

static void test_the_key_of_an_observation_has_a_value_of_each_dimension(void **state) {
    static const char *const dimensions[] = {"CELL", "by_kind", "COVERAGE", "REF_AREA", "TIME_PERIOD"};
    enum { DIMENSIONS = sizeof dimensions / sizeof *dimensions };
    json_t *message = sdmx_of(*state);
    const json_t *data = at(message, "data");
    const json_t *structure = json_array_get(at(data, "structures"), 0);
    const json_t *listed = at(at(structure, "dimensions"), "observation");
    assert_int_equal(json_array_size(listed), DIMENSIONS);
    for (size_t i = 0; i < DIMENSIONS; i++) {
        assert_string_equal(json_string_value(at(json_array_get(listed, i), "id")), dimensions[i]);
        assert_int_equal(json_integer_value(at(json_array_get(listed, i), "keyPosition")), i + 1);
    }
    const char *key;
    json_t *observation;
    size_t count = 0;
    json_object_foreach((json_t *)at(json_array_get(at(data, "dataSets"), 0), "observations"), key, observation) {
        unsigned int index[DIMENSIONS];
        char behind;
        assert_int_equal(
            sscanf(key, "%u:%u:%u:%u:%u%c", &index[0], &index[1], &index[2], &index[3], &index[4], &behind),
            DIMENSIONS);
        for (size_t i = 0; i < DIMENSIONS; i++)
            assert_true(index[i] < json_array_size(at(json_array_get(listed, i), "values")));
        count++;
    }
    assert_int_equal(count, LINES * 4 * 2); /* of the whole, its own agencies and two communes, now and a year before */
    json_decref(message);
}

static void test_what_observations_say(void **state) {
    static const struct {
        const char *key;
        const char *value;            /* NULL: none */
        int status, reason, reported; /* -1: not said */
    } cases[] = {
        {"0:0:0:0:0", "1234567", 0, -1, 2}, {"0:0:0:0:1", "4", 0, -1, -1},      {"1:1:0:0:0", "1234.5", 0, -1, 1},
        {"1:1:1:0:0", "-0.5", 0, -1, 1},    {"2:0:0:0:0", NULL, 2, 0, 2},       {"3:0:0:0:0", NULL, 1, -1, 0},
        {"1:1:0:2:0", NULL, 1, -1, 1},      {"0:0:0:1:0", "1234560", 0, -1, 2},
    };
    struct written *written = *state;
    json_t *message = sdmx_of(written);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_BUFFER wanted = {0};
        buffer_format(&wanted, "\"%s\":[%s,%d,", cases[i].key, cases[i].value ? cases[i].value : "null",
                      cases[i].status);
        if (cases[i].reason < 0)
            buffer_text(&wanted, "null");
        else
            buffer_int(&wanted, cases[i].reason);
        if (cases[i].reported >= 0)
            buffer_format(&wanted, ",%d", cases[i].reported);
        buffer_char(&wanted, ']');
        assert_non_null(strstr(buffer_cstr(&written->text), buffer_cstr(&wanted)));
    }
    json_decref(message);
}

static void test_identifiers_and_periods_are_those_of_the_standard(void **state) {
    json_t *message = sdmx_of(*state);
    const json_t *structure = json_array_get(at(at(message, "data"), "structures"), 0);
    const json_t *dimensions = at(at(structure, "dimensions"), "observation");
    assert_string_equal(value_id(json_array_get(dimensions, 0), 1), "water$2Eused");
    assert_string_equal(value_id(json_array_get(dimensions, 1), 0), "_T");
    assert_string_equal(value_id(json_array_get(dimensions, 1), 1), "brokering");
    assert_string_equal(value_id(json_array_get(dimensions, 3), 0), "38@2012-01-01");
    const json_t *half = json_array_get(at(json_array_get(dimensions, 4), "values"), 0);
    assert_string_equal(json_string_value(at(half, "id")), "2023-S1");
    assert_string_equal(json_string_value(at(half, "start")), "2022-12-15T00:00:00+07:00");
    assert_string_equal(json_string_value(at(half, "end")), "2023-06-14T23:59:59+07:00");
    assert_string_equal(value_id(json_array_get(dimensions, 4), 1), "2022-S1");
    json_decref(message);
}

static void test_a_year_that_is_no_calendar_year_is_a_reporting_year(void **state) {
    static const struct {
        const char *code;
        const struct calendar *calendar;
        const char *said; /* anywhere in the message */
    } cases[] = {
        {"2023", &calendar_plain, "\"id\":\"2023\""},
        {"2023", &calendar_admin15, "\"id\":\"2023-A1\""},
        {"2023-M03", &calendar_admin15, "\"id\":\"2023-M03\""},
        {"2023-9M", &calendar_plain, "\"value\":\"2023-01-01/P273D\""},
        {"2023..2025", &calendar_plain, "\"value\":\"2023-01-01/P1096D\""},
    };
    struct written *written = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(period_parse(cases[i].code, cases[i].calendar, &written->tables[0].period));
        buffer_clear(&written->text);
        rollup_sdmx_write(&written->document, &written->text);
        assert_non_null(strstr(buffer_cstr(&written->text), cases[i].said));
    }
}

static void test_what_has_come_together_is_not_said_twice_of_the_same_days(void **state) {
    struct written *written = *state;
    struct period cumulated;
    written->tables[0].cumulated = &written->tables[0].period;
    rollup_sdmx_write(&written->document, &written->text);
    size_t once = written->text.size;
    assert_true(period_parse("2023-M05", &calendar_admin15, &cumulated));
    written->tables[0].cumulated = &cumulated;
    buffer_clear(&written->text);
    rollup_sdmx_write(&written->document, &written->text);
    assert_true(written->text.size > once);
}

static void test_each_form_has_its_structure_and_its_data(void **state) {
    struct written *written = *state;
    written->document.table_count = 2;
    json_t *message = sdmx_of(written);
    const json_t *data = at(message, "data");
    assert_int_equal(json_array_size(at(data, "structures")), 2);
    assert_int_equal(json_array_size(at(data, "dataSets")), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *set = json_array_get(at(data, "dataSets"), i);
        assert_int_equal(json_integer_value(at(set, "structure")), i);
        const json_t *link = json_array_get(at(set, "links"), 0);
        assert_non_null(strstr(json_string_value(at(link, "urn")), i == 0 ? ":F-1(2.0.0)" : ":F-2(2.0.0)"));
    }
    json_decref(message);
}

/* ---- The page */

static size_t times_said(const char *text, const char *what) {
    size_t count = 0;
    for (const char *found = text; (found = strstr(found, what)) != NULL; found++)
        count++;
    return count;
}

static void test_the_page_says_what_is_there_and_explains_what_is_not(void **state) {
    struct written *written = *state;
    rollup_page_write(&written->document, &written->text);
    const char *page = buffer_cstr(&written->text);
    assert_non_null(strstr(page, ">1.234.567<"));
    assert_non_null(strstr(page, ">1.234,5<"));
    assert_non_null(strstr(page, ">98,50<"));
    assert_non_null(strstr(page, "=Nước &lt;sạch&gt; (kind: brokering)"));
    assert_null(strstr(page, "<sạch>"));
    assert_non_null(strstr(page, "6 tháng đầu năm 2023 (15/12/2022 – 14/6/2023)"));
    assert_int_equal(times_said(page, absence_meaning("confidential", LANGUAGE_VI)), 1);
    assert_int_equal(times_said(page, absence_meaning(NULL, LANGUAGE_VI)), 1);
    assert_int_equal(times_said(page, absence_meaning("noShare", LANGUAGE_VI)), 0);
    assert_non_null(strstr(page, "F-1: còn 1 báo cáo chưa gửi"));
    assert_non_null(strstr(page, ">66,66<")); /* two of three */
}

static void test_only_the_columns_asked_for(void **state) {
    struct written *written = *state;
    rollup_page_write(&written->document, &written->text);
    assert_non_null(strstr(buffer_cstr(&written->text), "Cùng kỳ năm trước"));
    assert_null(strstr(buffer_cstr(&written->text), "Lũy kế"));
    assert_null(strstr(buffer_cstr(&written->text), "Kế hoạch"));
    /* a number, a name, what it is counted in, three figures, its own agencies', how many gave one */
    char *row = strstr(written->text.bytes, "</thead><tbody>"), *end = strstr(row, "</tr>");
    assert_non_null(end);
    *end = '\0';
    assert_int_equal(times_said(row, "<td"), 3 + 3 + 2);
}

static void test_more_lines_than_fit_across_go_on_below(void **state) {
    struct written *written = *state;
    enum { MANY = 20 };
    struct table_line many[MANY];
    struct table_figures figures[MANY] = {{.reported = 0}};
    struct table_node child = {.unit = "25516@2012-01-01", .code = "25516", .name = "Xã A", .figures = figures};
    for (size_t i = 0; i < MANY; i++)
        many[i] = lines[0];
    written->tables[0].lines = many;
    written->tables[0].line_count = MANY;
    written->tables[0].node.figures = written->tables[0].own.figures = figures;
    written->tables[0].children = &child;
    written->tables[0].child_count = 1;
    rollup_page_write(&written->document, &written->text);
    /* the commune stands in each of the three blocks, and in the table of who has reported */
    assert_int_equal(times_said(buffer_cstr(&written->text), ">Xã A<"), 3 + 1);
    assert_int_equal(times_said(buffer_cstr(&written->text), ">1. Lượt kiểm tra<"), MANY);
}

static void test_figures_of_another_tree_say_so(void **state) {
    struct written *written = *state;
    rollup_page_write(&written->document, &written->text);
    assert_null(strstr(buffer_cstr(&written->text), "địa giới"));
    written->tables[0].boundaries = "current";
    written->tables[0].tree_date = day_of(2025, 7, 1);
    rollup_page_write(&written->document, &written->text);
    assert_non_null(strstr(buffer_cstr(&written->text), "Theo địa giới ngày 1/7/2025"));
}

static void test_in_english(void **state) {
    struct written *written = *state;
    written->document.language = LANGUAGE_EN;
    rollup_page_write(&written->document, &written->text);
    assert_non_null(strstr(buffer_cstr(&written->text), ">1,234,567<"));
    assert_non_null(strstr(buffer_cstr(&written->text), ">Visits<"));
    assert_non_null(strstr(buffer_cstr(&written->text), ">Vụ việc<")); /* it has no English name */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given, cleared)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_numbers_in_two_languages),
        TEST(test_a_row_for_each_node),
        TEST(test_several_forms_stand_beside_each_other),
        TEST(test_a_line_of_json_for_each_node),
        TEST(test_the_key_of_an_observation_has_a_value_of_each_dimension),
        TEST(test_what_observations_say),
        TEST(test_identifiers_and_periods_are_those_of_the_standard),
        TEST(test_a_year_that_is_no_calendar_year_is_a_reporting_year),
        TEST(test_what_has_come_together_is_not_said_twice_of_the_same_days),
        TEST(test_each_form_has_its_structure_and_its_data),
        TEST(test_the_page_says_what_is_there_and_explains_what_is_not),
        TEST(test_only_the_columns_asked_for),
        TEST(test_more_lines_than_fit_across_go_on_below),
        TEST(test_figures_of_another_tree_say_so),
        TEST(test_in_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
