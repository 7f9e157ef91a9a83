/* Reads a CSV by the names of its columns. */
#include "table.h"

#include <assert.h>
#include <string.h>

#include "core/text.h"

enum { FIELDS_MAX = 64 };
#define LEFT_OUT UINT32_MAX

static bool is_needed(const struct table *table, uint32_t column) {
    return table->needed == 0 || column < table->needed;
}

/* Where the column stands in our list, or TABLE_COLUMNS_MAX. */
static uint32_t column_of(const struct table *table, const char *name) {
    for (uint32_t i = 0; table->columns[i]; i++)
        if (text_equal(table->columns[i], name))
            return i;
    return TABLE_COLUMNS_MAX;
}

static void header_issue(const struct table *table, enum issue_type type, const char *name) {
    issue_add_at(table->issues, type, NULL, name, NULL, NULL)->column = arena_text(table->issues->arena, name);
}

static bool take_header(struct table *table, const struct csv_row *row) {
    bool found[TABLE_COLUMNS_MAX] = {false};
    table->width = row->count;
    memset(table->field_of, 0xFF, sizeof table->field_of); /* LEFT_OUT */
    for (uint32_t field = 0; field < row->count; field++) {
        uint32_t column = column_of(table, row->fields[field]);
        if (column == TABLE_COLUMNS_MAX || found[column]) {
            header_issue(table, column == TABLE_COLUMNS_MAX ? ISSUE_COLUMN_UNKNOWN : ISSUE_DUPLICATE,
                         row->fields[field]);
            continue;
        }
        found[column] = true;
        table->field_of[column] = field;
    }
    for (uint32_t column = 0; table->columns[column]; column++)
        if (!found[column] && is_needed(table, column))
            header_issue(table, ISSUE_COLUMN_MISSING, table->columns[column]);
    return table->issues->count == 0;
}

static const char *number(const struct table *table, uint32_t value) {
    return arena_format(table->issues->arena, "%u", value);
}

static bool take_row(void *taker, const struct csv_row *row) {
    struct table *table = taker;
    if (row->number == 0)
        return take_header(table, row);
    table->rows++;
    if (row->count == table->width)
        table->take(table->taker, table, row);
    else
        issue_add_at(table->issues, ISSUE_ROW_WIDTH, NULL, number(table, row->count), number(table, table->width), NULL)
            ->row = row->number;
    return true;
}

void table_read(struct table *table, const char *bytes, size_t size, uint32_t rows_max) {
    AUTO_CSV csv;
    csv_init(&csv, table->issues->arena, FIELDS_MAX, rows_max, take_row, table);
    if (!csv_feed(&csv, bytes, size) || !csv_close(&csv))
        csv_report(&csv, NULL, table->issues);
    else if (table->width == 0)
        for (uint32_t i = 0; table->columns[i] && is_needed(table, i); i++)
            header_issue(table, ISSUE_COLUMN_MISSING, table->columns[i]);
}

const char *table_field(const struct table *table, const struct csv_row *row, uint32_t column) {
    if (table->field_of[column] == LEFT_OUT)
        return "";
    assert(table->field_of[column] < row->count);
    return row->fields[table->field_of[column]];
}

void table_issue(const struct table *table, const struct csv_row *row, uint32_t column, enum issue_type type,
                 const char *argument0, const char *argument1, const char *argument2) {
    struct issue *issue = issue_add_at(table->issues, type, NULL, argument0, argument1, argument2);
    issue->row = row->number;
    issue->column = table->columns[column];
}
