/* Who may act for which unit, on both sides of the 2025 reorganisation: a table of roots, units and dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "records.h"
#include "reference/authority.h"

struct authority_case {
    const char *root, *unit, *date, *function;
    bool covered;
    const char *because;
};

static const struct authority_case cases[] = {
    {"VN", "00001@2012-01-01", "2023-06-14", NULL, true, "the nation covers all"},
    {"01", "01@2012-01-01", "2023-06-14", NULL, true, "itself"},
    {"01", "001@2012-01-01", "2023-06-14", NULL, true, "a district that stood below it then"},
    {"01", "00001@2012-01-01", "2023-06-14", NULL, true, "a commune that stood below it then"},
    {"01", "00004@2025-07-01", "2025-12-14", NULL, true, "a commune below it now"},
    {"01", "00688@2012-01-01", "2023-06-14", NULL, false, "another province"},
    {"01", "02@2012-01-01", "2023-06-14", NULL, false, "another province itself"},
    {"00004", "00001@2012-01-01", "2023-06-14", NULL, true, "a predecessor wholly inside today's commune"},
    {"00004", "00004@2012-01-01", "2023-06-14", NULL, true, "the former bearer of the code went into it wholly"},
    {"00004", "001@2012-01-01", "2023-06-14", NULL, true, "a district whose communes all went into it"},
    {"00004", "01@2012-01-01", "2023-06-14", NULL, false, "its parent"},
    {"08", "02@2012-01-01", "2023-06-14", NULL, true, "a province that went into it wholly"},
    {"08", "00688@2012-01-01", "2023-06-14", NULL, true, "and a commune of that"},
    {"08", "01@2012-01-01", "2023-06-14", NULL, false, "a sibling"},
    {"02", "00688@2012-01-01", "2023-06-14", NULL, false, "02 is nobody's code today"},
    {"01/police", "001@2012-01-01", "2023-06-14", "police", true, "the police line below"},
    {"01/police", "001@2012-01-01", "2023-06-14", "people-committee", false, "the committee is not of the police line"},
    {"01/police", "001@2012-01-01", "2023-06-14", NULL, false, "the unit as a whole is more than its police"},
    {"", "01@2012-01-01", "2023-06-14", NULL, false, "an empty root"},
    {"99999", "01@2012-01-01", "2023-06-14", NULL, false, "an unknown root"},
};

static void every_case_is_decided_as_the_table_says(void **state) {
    (void)state;
    struct test_records records = {test_units};
    struct record_source source = {test_records_each, &records};
    struct reference *reference = reference_new();
    struct fail fail;
    uint32_t unreadable;
    assert_true(reference_build(reference, &source, 1, true, &unreadable, &fail));
    const struct snapshot *snapshot = reference_hold(reference);
    day_t today = day_of(2026, 11, 22);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct caller caller = {.roots = {cases[i].root}, .root_count = 1};
        uint32_t unit = unit_by_id(snapshot_tree(snapshot), cases[i].unit);
        day_t date;
        assert_true(day_parse(cases[i].date, &date));
        if (authority_covers(snapshot, &caller, unit, date, cases[i].function, today) != cases[i].covered)
            fail_msg("root %s, unit %s on %s: %s", cases[i].root, cases[i].unit, cases[i].date, cases[i].because);
    }
    struct caller nobody = {0};
    assert_false(authority_covers(snapshot, &nobody, 0, today, NULL, today));
    snapshot_release(snapshot);
    reference_free(reference);
}

/* Of 00688 a part is known to have gone to 00691; 00692 was cut up between 00694 and 00695, all of them in 08 now, but for a commune that left 02
 * for 01, so that 02 itself went nowhere as a whole. */
static const struct test_record cut_units[] = {
    TEST_UNIT("01@2012-01-01", "province", "01", "VN", "Hà Nội", "null", "null"),
    TEST_UNIT("02@2012-01-01", "province", "02", "VN", "Hà Giang", "null", TEST_END),
    TEST_UNIT("08@2012-01-01", "province", "08", "VN", "Tuyên Quang", "null", "null"),
    TEST_UNIT("024@2012-01-01", "district", "024", "02", "Hà Giang", "null", TEST_END),
    TEST_UNIT("00688@2012-01-01", "commune", "00688", "024", "Quang Trung", "null", TEST_END),
    TEST_UNIT("00690@2012-01-01", "commune", "00690", "024", "Nguyễn Trãi", "null", TEST_END),
    TEST_UNIT("00692@2012-01-01", "commune", "00692", "024", "Minh Khai", "null", TEST_END),
    TEST_UNIT("00691@2025-07-01", "commune", "00691", "08", "Hà Giang 2", TEST_END, "null"),
    TEST_UNIT("00694@2025-07-01", "commune", "00694", "08", "Hà Giang 1", TEST_END, "null"),
    TEST_UNIT("00695@2025-07-01", "commune", "00695", "08", "Hà Giang 3", TEST_END, "null"),
    TEST_UNIT("00696@2025-07-01", "commune", "00696", "01", "Hà Nội 1", TEST_END, "null"),
    {"reorganisation:nq202",
     "{\"reorganisation\":\"nq202\",\"effectiveDate\":\"2025-07-01\",\"edges\":["
     "{\"from\":\"00688@2012-01-01\",\"to\":\"00691@2025-07-01\",\"kind\":\"partial\"},"
     "{\"from\":\"00690@2012-01-01\",\"to\":\"00696@2025-07-01\",\"kind\":\"full\"},"
     "{\"from\":\"00692@2012-01-01\",\"to\":\"00694@2025-07-01\",\"kind\":\"partArea\"},"
     "{\"from\":\"00692@2012-01-01\",\"to\":\"00695@2025-07-01\",\"kind\":\"partAreaAllPopulation\"}]}"},
    {0},
};

static void a_part_is_read_and_not_written(void **state) {
    static const struct {
        const char *root, *unit;
        bool reads, writes;
    } parts[] = {
        {"00691", "00688@2012-01-01", true, false},
        {"08", "00688@2012-01-01", true, false},
        {"08", "00692@2012-01-01", true, false},
        {"00695", "00692@2012-01-01", false, false},
        {"01", "00690@2012-01-01", true, true},
        {"00696", "00690@2012-01-01", true, true},
        {"08", "00690@2012-01-01", false, false},
        {"VN", "00692@2012-01-01", true, true},
        {"02@2012-01-01", "00692@2012-01-01", true, true},
    };
    (void)state;
    struct test_records records = {cut_units};
    struct record_source source = {test_records_each, &records};
    struct reference *reference = reference_new();
    struct fail fail;
    uint32_t unreadable;
    assert_true(reference_build(reference, &source, 1, true, &unreadable, &fail));
    const struct snapshot *snapshot = reference_hold(reference);
    day_t date = day_of(2023, 6, 14), today = day_of(2026, 11, 22);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct caller caller = {.roots = {parts[i].root}, .root_count = 1};
        uint32_t unit = unit_by_id(snapshot_tree(snapshot), parts[i].unit);
        if (authority_covers(snapshot, &caller, unit, date, NULL, today) != parts[i].reads ||
            authority_writes(snapshot, &caller, unit, date, NULL, today) != parts[i].writes)
            fail_msg("root %s, unit %s", parts[i].root, parts[i].unit);
    }
    snapshot_release(snapshot);
    reference_free(reference);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case_is_decided_as_the_table_says),
                                       cmocka_unit_test(a_part_is_read_and_not_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
