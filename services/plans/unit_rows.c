/* Reads unit_versions.csv, a row at a time. */
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "table.h"
#include "unit_set.h"

enum column {
    COLUMN_UNIT,
    COLUMN_LEVEL,
    COLUMN_CODE,
    COLUMN_PARENT,
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_FROM,
    COLUMN_UNTIL
};
static const char *const columns[] = {"unit",      "level",      "code",        "parent_code", "full_name",
                                      "unit_type", "valid_from", "valid_until", NULL};

/* The row being read. */
struct reading {
    const struct table *table;
    const struct csv_row *row;
};

static const char *field(const struct reading *reading, enum column column) {
    return table_field(reading->table, reading->row, column);
}

static void report(const struct reading *reading, enum column column, enum issue_type type, const char *argument) {
    table_issue(reading->table, reading->row, column, type, argument, NULL, NULL);
}

static bool is_given(const struct reading *reading, enum column column) {
    if (*field(reading, column))
        return true;
    report(reading, column, ISSUE_REQUIRED, NULL);
    return false;
}

static void read_code(const struct reading *reading, enum column column, char ret_code[UNIT_CODE_SIZE]) {
    const char *text = field(reading, column);
    if (is_given(reading, column) &&
        (!text_is_code(text, UNIT_CODE_SIZE - 1) || !text_copy(ret_code, UNIT_CODE_SIZE, text)))
        report(reading, column, ISSUE_BAD_FORMAT, "[0-9]{1,11}");
}

static const char *read_text(const struct reading *reading, struct arena *arena, enum column column) {
    const char *text = field(reading, column);
    if (is_given(reading, column) && strlen(text) > NAME_MAX_BYTES)
        report(reading, column, ISSUE_TOO_LONG, arena_format(arena, "%d", NAME_MAX_BYTES));
    return arena_text(arena, text);
}

static void read_level(const struct reading *reading, enum level *ret_level) {
    if (!level_parse(field(reading, COLUMN_LEVEL), ret_level) || *ret_level == LEVEL_NATION)
        report(reading, COLUMN_LEVEL, ISSUE_NOT_ONE_OF, "province, district, commune");
}

static void read_span(const struct reading *reading, struct unit_version *version) {
    const char *until = field(reading, COLUMN_UNTIL);
    version->until = DAY_NEVER;
    if (is_given(reading, COLUMN_FROM) && !day_parse(field(reading, COLUMN_FROM), &version->from))
        report(reading, COLUMN_FROM, ISSUE_BAD_DATE, NULL);
    if (*until && !day_parse(until, &version->until))
        report(reading, COLUMN_UNTIL, ISSUE_BAD_DATE, NULL);
    if (version->until <= version->from)
        report(reading, COLUMN_UNTIL, ISSUE_INCONSISTENT, "valid_from < valid_until");
    if (version->from == day_of(2012, 1, 1))
        version->from = DAY_EVER;
}

static const char *read_id(const struct reading *reading, struct arena *arena) {
    const char *id = field(reading, COLUMN_UNIT);
    const char *at = strchr(id, '@');
    day_t day;
    if (is_given(reading, COLUMN_UNIT) && (!at || strlen(id) >= UNIT_ID_SIZE || !day_parse(at + 1, &day)))
        report(reading, COLUMN_UNIT, ISSUE_BAD_FORMAT, "code@YYYY-MM-DD");
    return arena_text(arena, id);
}

static void take_row(void *taker, const struct table *table, const struct csv_row *row) {
    struct unit_rows *rows = taker;
    struct reading reading = {.table = table, .row = row};
    struct unit_row read = {.number = row->number, .unit = read_id(&reading, rows->arena)};
    read_level(&reading, &read.version.level);
    read_code(&reading, COLUMN_CODE, read.version.code);
    read_code(&reading, COLUMN_PARENT, read.version.parent_code);
    read.version.name = read_text(&reading, rows->arena, COLUMN_NAME);
    read.version.type = read_text(&reading, rows->arena, COLUMN_TYPE);
    read_span(&reading, &read.version);
    rows->rows = arena_grow(rows->arena, rows->rows, rows->count, &rows->capacity, sizeof *rows->rows);
    rows->rows[rows->count++] = read;
}

void unit_rows_read(struct unit_rows *rows, const char *bytes, size_t size) {
    struct table table = {.columns = columns, .issues = rows->issues, .take = take_row, .taker = rows};
    table_read(&table, bytes, size, UNIT_ROWS_MAX);
    rows->received = table.rows;
}
