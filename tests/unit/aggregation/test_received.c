/* Reports as they are stored: every figure as it came, each version once, rows of older schemas taken over, and the packing of C and of SQL the
 * same. */
#include "../db/scratch.h"

#include <inttypes.h>

#include "core/limits.h"
#include "db/migrate.h"
#include "domain/packed_figures.h"
#include "received.h"

static struct db *db;
static struct fail failure;

static const char before_packing[] = "0012_packed_cells";

/* The schema as it was before cells were packed. */
static void migrate_until(const char *name) {
    struct migration rows[64] = {{0}};
    uint32_t applied;
    for (size_t i = 0; strcmp(migrations[i].name, name) != 0; i++)
        rows[i] = migrations[i];
    assert_done(migrate(db, rows, &applied, &failure), failure);
}

static void migrate_all(void) {
    uint32_t applied;
    assert_done(migrate(db, migrations, &applied, &failure), failure);
}

static int begin(void **state) {
    (void)state;
    scratch_begin();
    return db_open(scratch_conninfo, "test", &db, &failure) ? 0 : -1;
}

static int begin_migrated(void **state) {
    int begun = begin(state);
    migrate_all();
    return begun;
}

static int end(void **state) {
    (void)state;
    db_close(db);
    scratch_end();
    return 0;
}

/* ---- Records */

struct told {
    const char *unit, *cells;
    int version, partition, offset;
};

static void tell(const struct told *told, size_t count) {
    struct arena arena = {0};
    struct record records[8] = {{0}};
    assert_true(count <= 8);
    for (size_t i = 0; i < count; i++) {
        const char *json = arena_format(
            &arena,
            "{\"report\":\"0190a8f0-0000-7000-8000-000000000001\",\"version\":%d,\"epoch\":2,\"form\":\"FORM\","
            "\"formVersion\":1,\"unit\":\"%s\",\"agency\":\"police\",\"function\":\"police\",\"period\":{\"code\":"
            "\"2023-"
            "H1\",\"start\":\"2022-12-15\",\"end\":\"2023-06-15\"},\"state\":\"submitted\",\"cells\":[%s],"
            "\"firstSubmittedAt\":null,\"timeliness\":\"late\",\"recordedAt\":\"1970-01-01T00:00:01Z\"}",
            told[i].version, told[i].unit, told[i].cells);
        records[i] = (struct record){
            .partition = told[i].partition, .offset = told[i].offset, .value = json, .value_size = strlen(json)};
    }
    assert_done(received_apply(NULL, db, records, count, &failure), failure);
    arena_done(&arena);
}

static bool holds(const char *condition) {
    AUTO_BUFFER sql = {0};
    buffer_format(&sql, "SELECT count(*) FROM report_version WHERE %s", condition);
    return scratch_number(buffer_cstr(&sql)) == 1;
}

static void a_leaf_says_what_was_received(void **state) {
    (void)state;
    const struct told told = {"00001@2012-01-01", "0,null,-1,999999999999999999,-999999999999999999,8192", 3, 5, 70};
    tell(&told, 1);
    assert_true(
        holds("(form, period, unit, agency, function, epoch, version, report, state, form_version, timeliness,"
              "  period_start, period_end, recorded_us, partition, \"offset\")"
              " = ('FORM', '2023-H1', '00001@2012-01-01', 'police', 'police', 2, 3,"
              "    '0190a8f0-0000-7000-8000-000000000001', 'submitted', 1, 'late', '2022-12-15', '2023-06-15', 1000000,"
              "    5, 70) AND first_submitted_us IS NULL"));
    assert_true(holds("cells_unpacked(cells) = '{0,NULL,-1,999999999999999999,-999999999999999999,8192}'"));
    assert_int_equal(scratch_number("SELECT last_offset FROM change_mark WHERE partition = 5"), 70);
}

static void a_report_without_figures_has_none(void **state) {
    (void)state;
    const struct told told = {"00001@2012-01-01", "", 1, 0, 1};
    tell(&told, 1);
    assert_true(holds("cells = '' AND cells_unpacked(cells) = '{}'"));
}

static void the_most_and_largest_figures_that_a_report_may_have_are_stored(void **state) {
    (void)state;
    static const char figure[] = "-999999999999999999,";
    AUTO_BUFFER cells = {0};
    for (int i = 0; i < CELLS_MAX; i++)
        buffer_text(&cells, figure);
    cells.bytes[cells.size - 1] = '\0';
    const struct told told = {"00001@2012-01-01", cells.bytes, 1, 0, 1};
    tell(&told, 1);
    assert_true(holds("cells_unpacked(cells) = array_fill(-999999999999999999, ARRAY[1000])"));
}

static void a_version_that_is_there_stays_and_the_mark_moves(void **state) {
    (void)state;
    static const struct told first[] = {{"00001@2012-01-01", "1", 1, 0, 10}, {"00001@2012-01-01", "2", 1, 0, 11}},
                             later[] = {{"00001@2012-01-01", "3", 1, 0, 12}, {"00001@2012-01-01", "4", 2, 0, 13}};
    tell(first, 2);
    assert_true(holds("version = 1 AND cells_unpacked(cells) = '{1}' AND \"offset\" = 10"));
    tell(later, 2);
    assert_true(holds("version = 1 AND cells_unpacked(cells) = '{1}' AND \"offset\" = 10"));
    assert_true(holds("version = 2 AND cells_unpacked(cells) = '{4}'"));
    assert_int_equal(scratch_number("SELECT last_offset FROM change_mark"), 13);
    tell(first, 1); /* a topic that was made anew */
    assert_int_equal(scratch_number("SELECT 100 * topic_generation + last_offset FROM change_mark"), 110);
}

/* ---- The packing of C and of SQL */

static int64_t drawn(uint64_t *seed) {
    static const int64_t ends[] = {QUANTITY_MISSING, 0, 1, -1, 63, 64, -64, 8191, 8192, INT64_MAX, -INT64_MAX};
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    size_t pick = *seed >> 33 & 31;
    return pick < sizeof ends / sizeof *ends ? ends[pick] : (int64_t)(*seed ^ *seed << 21) >> (*seed >> 58);
}

static void array_text(struct buffer *to, const int64_t *figures, size_t count) {
    buffer_char(to, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_char(to, ',');
        if (figures[i] == QUANTITY_MISSING)
            buffer_text(to, "NULL");
        else
            buffer_int(to, figures[i]);
    }
    buffer_char(to, '}');
}

static void c_and_sql_pack_the_same(void **state) {
    (void)state;
    static const struct statement statement = {
        "both_pack", "SELECT cells_packed($1::bigint[]), cells_unpacked(cells_packed($1::bigint[]))"};
    enum { FIGURES = 40, ROUNDS = 200 };
    uint64_t seed = 7;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t figures[FIGURES], back[FIGURES];
        unsigned char packed[FIGURES * PACKED_FIGURE_SIZE];
        size_t count = (size_t)round % (FIGURES + 1);
        AUTO_BUFFER text = {0};
        for (size_t i = 0; i < count; i++)
            figures[i] = drawn(&seed);
        array_text(&text, figures, count);
        size_t size = figures_pack(figures, count, packed);
        AUTO_RESULT *rows = db_run_binary(db, &statement, 1, (const char *[]){buffer_cstr(&text)}, &failure);
        assert_non_null(rows);
        assert_int_equal(PQgetlength(rows, 0, 0), size);
        assert_memory_equal(PQgetvalue(rows, 0, 0), packed, size);
        assert_int_equal(db_int64s(rows, 0, 1, back, FIGURES, QUANTITY_MISSING), count);
        assert_memory_equal(back, figures, count * sizeof *figures);
    }
}

static void sql_refuses_what_c_refuses(void **state) {
    (void)state;
    static const char *const wrong[] = {"81",
                                        "038080",
                                        "8100",
                                        "8000",
                                        "ff8000",
                                        "ffffffffffffffffff02",
                                        "ffffffffffffffffff8101",
                                        "ffffffffffffffffffffffff"};
    static const struct statement statement = {"sql_unpacks", "SELECT cells_unpacked(decode($1, 'hex'))"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (db_do(db, &statement, 1, &wrong[i], &failure))
            fail_msg("%s was read", wrong[i]);
        assert_int_equal(failure.fault, FAULT_INVALID);
    }
}

/* ---- A schema in which cells were not packed */

static void rows_from_before_the_packing_say_the_same_afterwards(void **state) {
    (void)state;
    static const char *const cells[] = {"{}", "{NULL}", "{0,NULL,-1}", "{999999999999999999,-999999999999999999}",
                                        "{63,64,-63,-64,8191,8192,NULL,0}"};
    migrate_until(before_packing);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        AUTO_BUFFER sql = {0};
        buffer_format(&sql,
                      "INSERT INTO report_version (form, period, unit, agency, epoch, version, report, state, "
                      "function, form_version, period_start, period_end, timeliness, recorded_us, cells, partition, "
                      "\"offset\") VALUES ('FORM', '2023-H1', '%zu', 'police', 0, 1, "
                      "'0190a8f0-0000-7000-8000-000000000001', 'submitted', 'police', 1, '2022-12-15', '2023-06-15', "
                      "'onTime', 0, '%s', 0, 1)",
                      i, cells[i]);
        scratch_do(buffer_cstr(&sql));
    }
    scratch_do("INSERT INTO rollup (form, period, unit, revision, gone, figures)"
               " VALUES ('FORM', '2023-H1', 'VN', 5, false, '{7,NULL,0,-64}')");
    migrate_all();
    assert_int_equal(scratch_number("SELECT revision FROM rollup WHERE cells_unpacked(figures) = '{7,NULL,0,-64}'"), 5);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        AUTO_BUFFER condition = {0};
        buffer_format(&condition, "unit = '%zu' AND cells_unpacked(cells) = '%s'", i, cells[i]);
        assert_true(holds(buffer_cstr(&condition)));
    }
    assert_true(holds("unit = '2' AND cells = '\\x010002'"));
}

int main(void) {
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_leaf_says_what_was_received, begin_migrated, end),
        cmocka_unit_test_setup_teardown(a_report_without_figures_has_none, begin_migrated, end),
        cmocka_unit_test_setup_teardown(the_most_and_largest_figures_that_a_report_may_have_are_stored, begin_migrated,
                                        end),
        cmocka_unit_test_setup_teardown(a_version_that_is_there_stays_and_the_mark_moves, begin_migrated, end),
        cmocka_unit_test_setup_teardown(c_and_sql_pack_the_same, begin_migrated, end),
        cmocka_unit_test_setup_teardown(sql_refuses_what_c_refuses, begin_migrated, end),
        cmocka_unit_test_setup_teardown(rows_from_before_the_packing_say_the_same_afterwards, begin, end),
    };
    if (getenv("TONGHOP_TEST_DB") == NULL)
        return cmocka_run_group_tests(none, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
