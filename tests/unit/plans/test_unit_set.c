/* A file of units is read with every flaw of every row, joined with what is there, and proved as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "unit_set.h"

#define HEADER "unit,level,code,parent_code,full_name,unit_type,valid_from,valid_until\n"
#define THANH_HOA "38@2012-01-01,province,38,VN,Tỉnh Thanh Hóa,Tỉnh,2012-01-01,\n"
#define BA_DINH "00004@2025-07-01,commune,00004,38,Phường A,Phường,2025-07-01,\n"

/* One import into one tree. */
struct story {
    struct arena arena;
    struct issues issues;
    struct unit_rows rows;
    struct unit_merge merge;
};

static void read_rows(struct story *story, const char *bytes, size_t size) {
    *story = (struct story){0};
    issues_init(&story->issues, &story->arena);
    story->rows = (struct unit_rows){.arena = &story->arena, .issues = &story->issues};
    unit_rows_read(&story->rows, bytes, size);
}

static void import(struct story *story, const struct unit_tree *tree, const char *text) {
    read_rows(story, text, strlen(text));
    unit_rows_merge(&story->rows, tree, &story->merge);
}

static struct unit_tree *nation_alone(struct arena *arena) {
    struct unit_tree_source none = {0};
    return unit_tree_build(arena, &none);
}

/* The tree after an import of these rows, each of a unit of its own. */
static struct unit_tree *tree_of(struct arena *arena, const struct unit_rows *rows) {
    struct unit *units = arena_new_array(arena, struct unit, rows->count);
    for (size_t i = 0; i < rows->count; i++)
        units[i] = (struct unit){.id = rows->rows[i].unit, .versions = &rows->rows[i].version, .version_count = 1};
    struct unit_tree_source source = {.units = units, .unit_count = (uint32_t)rows->count};
    return unit_tree_build(arena, &source);
}

static const struct {
    const char *row, *column;
    enum issue_type type;
} flawed_rows[] = {
    {",commune,00001,38,A,Xã,2012-01-01,\n", "unit", ISSUE_REQUIRED},
    {"00001,commune,00001,38,A,Xã,2012-01-01,\n", "unit", ISSUE_BAD_FORMAT},
    {"00001@2012-02-30,commune,00001,38,A,Xã,2012-01-01,\n", "unit", ISSUE_BAD_FORMAT},
    {"00001@2012-01-01,communes,00001,38,A,Xã,2012-01-01,\n", "level", ISSUE_NOT_ONE_OF},
    {"00001@2012-01-01,nation,00001,38,A,Xã,2012-01-01,\n", "level", ISSUE_NOT_ONE_OF},
    {"00001@2012-01-01,commune,,38,A,Xã,2012-01-01,\n", "code", ISSUE_REQUIRED},
    {"00001@2012-01-01,commune,00 01,38,A,Xã,2012-01-01,\n", "code", ISSUE_BAD_FORMAT},
    {"00001@2012-01-01,commune,000000000001,38,A,Xã,2012-01-01,\n", "code", ISSUE_BAD_FORMAT},
    {"00001@2012-01-01,commune,00001,,A,Xã,2012-01-01,\n", "parent_code", ISSUE_REQUIRED},
    {"00001@2012-01-01,commune,00001,38,,Xã,2012-01-01,\n", "full_name", ISSUE_REQUIRED},
    {"00001@2012-01-01,commune,00001,38,A,,2012-01-01,\n", "unit_type", ISSUE_REQUIRED},
    {"00001@2012-01-01,commune,00001,38,A,Xã,,\n", "valid_from", ISSUE_REQUIRED},
    {"00001@2012-01-01,commune,00001,38,A,Xã,2012-13-01,\n", "valid_from", ISSUE_BAD_DATE},
    {"00001@2012-01-01,commune,00001,38,A,Xã,2012-01-01,soon\n", "valid_until", ISSUE_BAD_DATE},
    {"00001@2013-01-01,commune,00001,38,A,Xã,2013-01-01,2013-01-01\n", "valid_until", ISSUE_INCONSISTENT},
};

static void each_flaw_of_a_row_is_told_with_its_column(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof flawed_rows / sizeof flawed_rows[0]; i++) {
        struct story story;
        char text[512];
        snprintf(text, sizeof text, HEADER THANH_HOA "%s", flawed_rows[i].row);
        read_rows(&story, text, strlen(text));
        assert_int_equal(story.issues.count, 1);
        assert_int_equal(story.issues.first->type, flawed_rows[i].type);
        assert_int_equal(story.issues.first->row, 2);
        assert_string_equal(story.issues.first->column, flawed_rows[i].column);
        arena_done(&story.arena);
    }
}

static void columns_are_found_by_name_and_all_flaws_of_the_header_are_told(void **state) {
    (void)state;
    struct story story;
    const char *shuffled = "code,unit,level,unit_type,full_name,parent_code,valid_until,valid_from\n38,38@2012-01-01,"
                           "province,Tỉnh,A,VN,,2012-01-01\n";
    read_rows(&story, shuffled, strlen(shuffled));
    assert_int_equal(story.issues.count, 0);
    assert_string_equal(story.rows.rows[0].version.code, "38");
    assert_string_equal(story.rows.rows[0].version.name, "A");
    arena_done(&story.arena);
    const char *wrong = "unit,level,code,code,parent_code,full_name,unit_type,from\n";
    read_rows(&story, wrong, strlen(wrong));
    assert_int_equal(story.issues.count, 4); /* code twice, from unknown, valid_from and valid_until missing */
    arena_done(&story.arena);
    read_rows(&story, "", 0);
    assert_int_equal(story.issues.count, 8);
    arena_done(&story.arena);
}

static void a_hundred_thousand_rows_are_read_and_one_more_is_refused(void **state) {
    (void)state;
    for (uint32_t count = 100000; count <= 100001; count++) {
        struct story story;
        AUTO_BUFFER text = {0};
        buffer_text(&text, HEADER);
        for (uint32_t i = 0; i < count; i++)
            buffer_text(&text, BA_DINH);
        read_rows(&story, text.bytes, text.size);
        assert_int_equal(story.rows.received, 100000);
        assert_int_equal(story.issues.count, count - 100000);
        if (count > 100000) {
            assert_int_equal(story.issues.first->type, ISSUE_TOO_MANY);
            assert_string_equal(story.issues.first->arguments[0], "100000");
        }
        arena_done(&story.arena);
    }
}

static void the_first_known_day_means_then_or_earlier(void **state) {
    (void)state;
    struct story story;
    read_rows(&story, HEADER THANH_HOA BA_DINH, strlen(HEADER THANH_HOA BA_DINH));
    assert_int_equal(story.rows.rows[0].version.from, DAY_EVER);
    assert_int_equal(story.rows.rows[0].version.until, DAY_NEVER);
    assert_int_equal(story.rows.rows[1].version.from, day_of(2025, 7, 1));
    arena_done(&story.arena);
}

static void an_import_creates_then_leaves_alone_then_updates(void **state) {
    (void)state;
    struct arena arena = {0};
    struct story first, again, renamed;
    import(&first, nation_alone(&arena), HEADER THANH_HOA BA_DINH);
    assert_int_equal(first.issues.count, 0);
    assert_int_equal(first.merge.created, 2);
    const struct unit_tree *tree = tree_of(&arena, &first.rows);
    import(&again, tree, HEADER THANH_HOA BA_DINH);
    assert_int_equal(again.issues.count, 0);
    assert_int_equal(again.merge.unchanged, 2);
    import(&renamed, tree, HEADER "38@2012-01-01,province,38,VN,Tỉnh Thanh Hoá,Tỉnh,2012-01-01,\n" BA_DINH);
    assert_int_equal(renamed.issues.count, 0);
    assert_int_equal(renamed.merge.updated, 1);
    assert_int_equal(renamed.merge.unchanged, 1);
    assert_int_equal(renamed.merge.fates[0], ROW_UPDATED);
    arena_done(&renamed.arena);
    arena_done(&again.arena);
    arena_done(&first.arena);
    arena_done(&arena);
}

/* Rows below the header and Thanh Hóa, which is row 1. */
static const struct {
    const char *rows, *column;
    enum issue_type type;
    uint32_t row;
} unsound_sets[] = {
    {"00001@2012-01-01,commune,00001,39,A,Xã,2012-01-01,\n", "parent_code", ISSUE_INCONSISTENT, 2},
    {"00001@2012-01-01,commune,00002,38,A,Xã,2012-01-01,\n", "unit", ISSUE_INCONSISTENT, 2},
    {"00001@2012-01-01,commune,00001,38,A,Xã,2012-01-01,\n00001@2012-01-01,commune,00001,38,B,Xã,2015-01-01,\n",
     "valid_from", ISSUE_OVERLAP, 3},
    {"00001@2012-01-01,commune,00001,38,A,Xã,2012-01-01,\n00001@2015-01-01,commune,00001,38,B,Xã,2015-01-01,\n", "code",
     ISSUE_OVERLAP, 3},
    {"00001@2012-01-01,commune,00001,38,A,Xã,2012-01-01,\n00001@2012-01-01,commune,00001,38,A,Xã,2012-01-01,\n",
     "valid_from", ISSUE_DUPLICATE, 3},
};

static void a_set_that_does_not_hold_together_names_the_row(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof unsound_sets / sizeof unsound_sets[0]; i++) {
        struct arena arena = {0};
        struct story story;
        char text[512];
        snprintf(text, sizeof text, HEADER THANH_HOA "%s", unsound_sets[i].rows);
        import(&story, nation_alone(&arena), text);
        assert_int_equal(story.issues.count, 1);
        assert_int_equal(story.issues.first->type, unsound_sets[i].type);
        assert_int_equal(story.issues.first->row, unsound_sets[i].row);
        assert_string_equal(story.issues.first->column, unsound_sets[i].column);
        arena_done(&story.arena);
        arena_done(&arena);
    }
}

static void ending_a_unit_that_others_lie_in_is_refused(void **state) {
    (void)state;
    struct arena arena = {0};
    struct story first, ended;
    import(&first, nation_alone(&arena), HEADER THANH_HOA BA_DINH);
    import(&ended, tree_of(&arena, &first.rows),
           HEADER "38@2012-01-01,province,38,VN,Tỉnh Thanh Hóa,Tỉnh,2012-01-01,2026-01-01\n");
    assert_int_equal(ended.issues.count, 1);
    assert_string_equal(ended.issues.first->column, "parent_code");
    arena_done(&ended.arena);
    arena_done(&first.arena);
    arena_done(&arena);
}

static char *file_read(const char *path, size_t *ret_size) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *ret_size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*ret_size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *ret_size, file), *ret_size);
    fclose(file);
    return bytes;
}

static void the_whole_real_history_is_sound(void **state) {
    (void)state;
    struct arena arena = {0};
    struct story story;
    size_t size = 0;
    char *bytes = file_read(TONGHOP_SOURCE "/examples/units/unit_versions.csv", &size);
    read_rows(&story, bytes, size);
    unit_rows_merge(&story.rows, nation_alone(&arena), &story.merge);
    assert_int_equal(story.issues.count, 0);
    assert_int_equal(story.rows.received, 17172);
    assert_int_equal(story.merge.created, 17172);
    free(bytes);
    arena_done(&story.arena);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_flaw_of_a_row_is_told_with_its_column),
        cmocka_unit_test(columns_are_found_by_name_and_all_flaws_of_the_header_are_told),
        cmocka_unit_test(a_hundred_thousand_rows_are_read_and_one_more_is_refused),
        cmocka_unit_test(the_first_known_day_means_then_or_earlier),
        cmocka_unit_test(an_import_creates_then_leaves_alone_then_updates),
        cmocka_unit_test(a_set_that_does_not_hold_together_names_the_row),
        cmocka_unit_test(ending_a_unit_that_others_lie_in_is_refused),
        cmocka_unit_test(the_whole_real_history_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
