/* Reads the rows of files: CSV, NDJSON, and by another file workbooks. */
#include "import_rows.h"

#include <string.h>

#include "core/csv.h"
#include "core/limits.h"
#include "core/text.h"
#include "import_table.h"
#include "template_layout.h"

const char *import_column(const struct issue *issue, struct arena *arena) {
    static const char *const prefixes[] = {COLUMN_PREFIX_NOT_AVAILABLE, COLUMN_PREFIX_NARRATIVE};
    const char *slash = issue->pointer ? strrchr(issue->pointer, '/') : NULL;
    if (!slash || !slash[1])
        return issue->column;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t size = strlen(prefixes[i]) - 1; /* without its point */
        if ((size_t)(slash - issue->pointer) == size + 1 && strncmp(issue->pointer + 1, prefixes[i], size) == 0)
            return arena_format(arena, "%s%s", prefixes[i], slash + 1);
    }
    return slash + 1;
}

void import_not_yours(const struct entry_setting *setting, const struct entry *entry, struct issues *issues) {
    if (entry->forbidden)
        issue_add_at(issues, ISSUE_NOT_YOURS, "/unit", snapshot_tree(setting->snapshot)->units[entry->unit].id, NULL,
                     NULL);
}

/* ---- A CSV */

static struct table_row row_of(const struct csv_row *row) {
    return (struct table_row){.number = row->number, .fields = row->fields, .count = row->count};
}

static bool count_row(void *taker, const struct csv_row *row) {
    struct table *table = taker;
    struct table_row fields = row_of(row);
    if (row->number > 0)
        table->rows++;
    else
        table_header(table, &fields);
    return table->issues->count == 0;
}

static bool take_row(void *taker, const struct csv_row *row) {
    struct table *table = taker;
    struct table_row fields = row_of(row);
    if (row->number > 0)
        return table_row(table, &fields);
    table_header(table, &fields);
    return true;
}

static void flaw_report(const struct csv *csv, struct issues *issues) {
    if (csv->flaw == CSV_NOT_UTF8)
        issue_add_at(issues, ISSUE_NOT_UTF8, NULL, NULL, NULL, NULL)->row = csv->row;
    else
        csv_report(csv, NULL, issues);
}

static bool csv_read(const struct import_request *request, struct arena *arena, csv_take take, struct table *table) {
    AUTO_CSV csv;
    csv_init(&csv, arena, TABLE_COLUMNS_MAX, IMPORT_ROWS_MAX, take, table);
    bool whole = csv_feed(&csv, request->body, request->size) && csv_close(&csv);
    flaw_report(&csv, table->issues);
    return whole;
}

static uint32_t csv_count(const struct import_request *request, struct arena *arena, struct issues *issues) {
    struct table table;
    if (!table_begin(&table, request, arena, issues) || !csv_read(request, arena, count_row, &table))
        return 0;
    return table.rows;
}

static bool csv_rows_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                          void *taker) {
    struct table table;
    struct issues issues;
    struct arena arena = {0};
    issues_init(&issues, &arena);
    bool whole = table_begin(&table, request, &arena, &issues);
    table.setting = setting;
    table.take = take;
    table.taker = taker;
    whole = whole && csv_read(request, &arena, take_row, &table);
    arena_done(&arena);
    return whole;
}

/* ---- A line of NDJSON */

struct line {
    const char *bytes;
    size_t size;
    uint32_t number;
};

/* The next line with something on it; false: there is none. */
static bool line_next(const struct import_request *request, size_t *at, struct line *line) {
    while (*at < request->size) {
        const char *bytes = request->body + *at;
        const char *end = memchr(bytes, '\n', request->size - *at);
        size_t size = end ? (size_t)(end - bytes) : request->size - *at;
        *at += size + (end != NULL);
        line->number++;
        while (size > 0 && (bytes[size - 1] == '\r' || bytes[size - 1] == ' '))
            size--;
        line->bytes = bytes;
        line->size = size;
        if (size > 0)
            return true;
    }
    return false;
}

/* A file for one form or period takes no other. */
static void check_asked(const struct import_request *request, const struct entry *entry, struct issues *issues) {
    if (request->form && entry->form && !text_equal(request->form, entry->form->code))
        issue_add_at(issues, ISSUE_INCONSISTENT, "/form", request->form, NULL, NULL);
    if (request->period && entry->has_period && !text_equal(request->period, entry->period.code))
        issue_add_at(issues, ISSUE_INCONSISTENT, "/period", request->period, NULL, NULL);
}

static bool take_line(const struct import_request *request, struct entry_setting *setting, const struct line *line,
                      import_row_take take, void *taker) {
    struct issues issues;
    struct entry entry = {.unit = UNIT_NONE};
    issues_init(&issues, setting->arena);
    AUTO_JSON *document = NULL;
    if (line->size <= BODY_REPORT_MAX)
        entry_parse(setting, line->bytes, line->size, &entry, &document, &issues);
    else
        issue_add(&issues, ISSUE_TOO_LONG, NULL, "512 KiB", NULL, NULL);
    if (document) {
        entry_check(setting, &entry, &issues);
        check_asked(request, &entry, &issues);
    }
    import_not_yours(setting, &entry, &issues);
    struct import_row row = {.number = line->number, .entry = &entry, .issues = &issues};
    return take(taker, &row);
}

static bool lines_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                       void *taker) {
    struct line line = {0};
    size_t at = 0;
    while (line_next(request, &at, &line))
        if (!take_line(request, setting, &line, take, taker))
            return false;
    return true;
}

static uint32_t lines_count(const struct import_request *request, struct issues *issues) {
    struct line line = {0};
    size_t at = 0;
    uint32_t count = 0;
    while (line_next(request, &at, &line) && count <= IMPORT_ROWS_MAX)
        count++;
    if (count > IMPORT_ROWS_MAX)
        issue_add_at(issues, ISSUE_TOO_MANY, "", arena_format(issues->arena, "%d", IMPORT_ROWS_MAX), NULL, NULL);
    return count;
}

/* ---- */

uint32_t import_count(const struct import_request *request, struct arena *arena, struct issues *issues) {
    if (request->kind == BODY_NDJSON)
        return lines_count(request, issues);
    if (request->kind == BODY_XLSX)
        return workbook_count(request, arena, issues);
    return csv_count(request, arena, issues);
}

bool import_rows_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                      void *taker) {
    if (request->kind == BODY_NDJSON)
        return lines_read(request, setting, take, taker);
    if (request->kind == BODY_XLSX)
        return workbook_rows_read(request, setting, take, taker);
    return csv_rows_read(request, setting, take, taker);
}
