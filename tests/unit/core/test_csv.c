/* Tables come in as bytes in any portions, and go on as rows with the numbers a person sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/csv.h"
#include "core/limits.h"

enum { FIELDS_MAX = 4, ROWS_MAX = 3 };

/* Rows written as number:field|field; so that a whole table is one text. */
struct story {
    struct arena arena;
    struct buffer rows;
    uint32_t stop_at;
};

static bool tell(void *taker, const struct csv_row *row) {
    struct story *story = taker;
    buffer_format(&story->rows, "%u:", row->number);
    for (uint32_t i = 0; i < row->count; i++)
        buffer_format(&story->rows, "%s%s", i > 0 ? "|" : "", row->fields[i]);
    buffer_char(&story->rows, ';');
    return story->stop_at == 0 || row->number < story->stop_at;
}

static void story_done(struct story *story) {
    buffer_done(&story->rows);
    arena_done(&story->arena);
}

/* Feeds the text in portions; true: read to its end. */
static bool read_in_portions(struct csv *csv, const char *text, size_t size, size_t portion) {
    for (size_t at = 0; at < size; at += portion)
        if (!csv_feed(csv, text + at, size - at < portion ? size - at : portion))
            return false;
    return csv_close(csv);
}

static const struct {
    const char *text, *rows;
} tables[] = {
    {"", ""},
    {"unit,name\n38,Thanh Hóa\n", "0:unit|name;1:38|Thanh Hóa;"},
    {"unit,name\r\n38,Thanh Hóa", "0:unit|name;1:38|Thanh Hóa;"},
    {"\xEF\xBB\xBFunit,name\n", "0:unit|name;"},
    {"\xEF\xBB\xBF\"unit\",name\n", "0:unit|name;"},
    {"a,b\n\xEF\xBB\xBF,x\n", "0:a|b;1:\xEF\xBB\xBF|x;"},
    {"a,,\n,,c\n", "0:a||;1:||c;"},
    {"\"a,b\",\"c\"\"d\"\n\"line\nbreak\",\"\"\r\n", "0:a,b|c\"d;1:line\nbreak|;"},
    {"\"cr\r\nlf\"\n", "0:cr\r\nlf;"},
    {"a\n\n\r\nb\n\n", "0:a;3:b;"},
    {" a , b \n", "0: a | b ;"},
    {"a,b,c,d\n", "0:a|b|c|d;"},
    {"h\n1\n2\n3\n", "0:h;1:1;2:2;3:3;"},
    {"h\n1\n2\n3\n\n\n", "0:h;1:1;2:2;3:3;"},
};

static void a_table_is_the_same_in_whatever_portions_it_comes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (size_t portion = 1; portion <= 64; portion += 7) {
            struct story story = {0};
            AUTO_CSV csv;
            csv_init(&csv, &story.arena, FIELDS_MAX, ROWS_MAX, tell, &story);
            assert_true(read_in_portions(&csv, tables[i].text, strlen(tables[i].text), portion));
            assert_string_equal(buffer_cstr(&story.rows), tables[i].rows);
            story_done(&story);
        }
}

static const struct {
    const char *text;
    size_t size; /* 0: strlen */
    enum csv_flaw flaw;
    uint32_t row, field;
    enum issue_type issue;
} flawed[] = {
    {"a,b\nc,d\"e\n", 0, CSV_QUOTE, 1, 1, ISSUE_SYNTAX},
    {"a\n\"b\"c\n", 0, CSV_QUOTE, 1, 0, ISSUE_SYNTAX},
    {"unit;name\n38;Thanh Hóa\n", 0, CSV_SEPARATOR, 0, 1, ISSUE_WRONG_SEPARATOR},
    {"\xEF\xBB\xBFunit\tname\r\n", 0, CSV_SEPARATOR, 0, 1, ISSUE_WRONG_SEPARATOR},
    {"sep=;\nunit;name\n", 0, CSV_SEPARATOR, 0, 1, ISSUE_WRONG_SEPARATOR},
    {"\"unit\";\"name\"\n", 0, CSV_SEPARATOR, 0, 0, ISSUE_WRONG_SEPARATOR},
    {"a\n\"b\n", 0, CSV_UNCLOSED, 1, 0, ISSUE_SYNTAX},
    {"a\rb\n", 0, CSV_LONE_RETURN, 0, 0, ISSUE_SYNTAX},
    {"a\r", 0, CSV_LONE_RETURN, 0, 0, ISSUE_SYNTAX},
    {"a\nb,\xC3\n", 0, CSV_NOT_UTF8, 1, 1, ISSUE_BAD_FORMAT},
    {"a\0b\n", 4, CSV_NOT_UTF8, 0, 0, ISSUE_BAD_FORMAT},
    {"1,2,3,4,5\n", 0, CSV_TOO_MANY_FIELDS, 0, 4, ISSUE_TOO_MANY},
    {"h\n1\n2\n3\n4\n", 0, CSV_TOO_MANY_ROWS, 4, 1, ISSUE_TOO_MANY},
};

static void a_flaw_is_named_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof flawed / sizeof flawed[0]; i++) {
        struct story story = {0};
        struct issues issues;
        issues_init(&issues, &story.arena);
        AUTO_CSV csv;
        csv_init(&csv, &story.arena, FIELDS_MAX, ROWS_MAX, tell, &story);
        size_t size = flawed[i].size > 0 ? flawed[i].size : strlen(flawed[i].text);
        assert_false(read_in_portions(&csv, flawed[i].text, size, 3));
        assert_int_equal(csv.flaw, flawed[i].flaw);
        assert_int_equal(csv.row, flawed[i].row);
        assert_int_equal(csv.field, flawed[i].field);
        csv_report(&csv, NULL, &issues);
        assert_int_equal(issues.count, 1);
        assert_int_equal(issues.first->type, flawed[i].issue);
        assert_int_equal(issues.first->row, flawed[i].row);
        story_done(&story);
    }
}

static void a_flaw_names_its_column_where_the_header_has_one(void **state) {
    (void)state;
    struct story story = {0};
    struct issues issues;
    issues_init(&issues, &story.arena);
    const char *const names[] = {"unit", "name"};
    struct csv_row header = {.fields = names, .count = 2};
    AUTO_CSV csv;
    csv_init(&csv, &story.arena, FIELDS_MAX, ROWS_MAX, tell, &story);
    assert_false(csv_feed(&csv, "unit,name\n38,a\"b\n", 17));
    csv_report(&csv, &header, &issues);
    assert_string_equal(issues.first->column, "name");
    story_done(&story);
}

static void a_field_has_its_limit(void **state) {
    (void)state;
    char field[FIELD_BYTES_MAX + 1];
    memset(field, 'x', sizeof field);
    struct story story = {0};
    AUTO_CSV csv;
    csv_init(&csv, &story.arena, FIELDS_MAX, ROWS_MAX, tell, &story);
    assert_true(csv_feed(&csv, field, FIELD_BYTES_MAX));
    assert_false(csv_feed(&csv, field, 1));
    assert_int_equal(csv.flaw, CSV_FIELD_TOO_LONG);
    story_done(&story);
}

static void who_takes_the_rows_may_stop(void **state) {
    (void)state;
    struct story story = {.stop_at = 1};
    struct issues issues;
    issues_init(&issues, &story.arena);
    AUTO_CSV csv;
    csv_init(&csv, &story.arena, FIELDS_MAX, ROWS_MAX, tell, &story);
    assert_false(csv_feed(&csv, "h\n1\n2\n", 6));
    assert_int_equal(csv.flaw, CSV_FINE);
    assert_string_equal(buffer_cstr(&story.rows), "0:h;1:1;");
    csv_report(&csv, NULL, &issues);
    assert_int_equal(issues.count, 0);
    story_done(&story);
}

/* Counted with Python's csv module: 17,172 versions, 10,571 pairs, one of which has quoted commas. */
static bool count_row(void *taker, const struct csv_row *row) {
    uint32_t *rows = taker;
    *rows = row->number;
    return true;
}

static uint32_t rows_of_file(const char *path) {
    static char portion[4096];
    struct arena arena = {0};
    uint32_t rows = 0;
    AUTO_CSV csv;
    csv_init(&csv, &arena, 9, IMPORT_ROWS_MAX, count_row, &rows);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t got = fread(portion, 1, sizeof portion, file); got > 0; got = fread(portion, 1, sizeof portion, file))
        assert_true(csv_feed(&csv, portion, got));
    fclose(file);
    assert_true(csv_close(&csv));
    arena_done(&arena);
    return rows;
}

static void the_real_tables_are_read_whole(void **state) {
    (void)state;
    assert_int_equal(rows_of_file(TONGHOP_SOURCE "/examples/units/unit_versions.csv"), 17172);
    assert_int_equal(rows_of_file(TONGHOP_SOURCE "/examples/units/mapping_2025-07-01.csv"), 10571);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_the_same_in_whatever_portions_it_comes),
        cmocka_unit_test(a_flaw_is_named_with_its_place),
        cmocka_unit_test(a_flaw_names_its_column_where_the_header_has_one),
        cmocka_unit_test(a_field_has_its_limit),
        cmocka_unit_test(who_takes_the_rows_may_stop),
        cmocka_unit_test(the_real_tables_are_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
