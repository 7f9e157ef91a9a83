/* Reads the rows of CSV and NDJSON files. */
#include "import_rows.h"

#include <string.h>

#include "core/csv.h"
#include "core/limits.h"
#include "core/text.h"

enum { COLUMNS_MAX = 2 * CELLS_MAX + 3 };

static const struct place values_place = {.name = "values"};

enum column_kind { COLUMN_BAD, COLUMN_UNIT, COLUMN_AGENCY, COLUMN_REASON, COLUMN_VALUE, COLUMN_NOT_AVAILABLE };
struct column {
    enum column_kind kind;
    uint32_t cell; /* of a value, or of why there is none */
};

struct table {
    const struct import_request *request;
    const struct form_version *version;
    struct column columns[COLUMNS_MAX];
    uint32_t column_count;
    bool has_unit, has_agency;
    const char *function; /* the only one that reports the form; NULL: the rows say */

    struct issues *issues; /* of the header */
    uint32_t rows;

    struct entry_setting *setting;
    import_row_take take;
    void *taker;
};

/* ---- The header */

static struct column cell_column(const struct table *table, enum column_kind kind, const char *code) {
    int32_t cell = form_cell(table->version, code);
    return cell < 0 ? (struct column){.kind = COLUMN_BAD} : (struct column){.kind = kind, .cell = (uint32_t)cell};
}

static struct column column_of(const struct table *table, const char *name) {
    static const char prefix[] = "notAvailable.";
    if (text_equal(name, "unit"))
        return (struct column){.kind = COLUMN_UNIT};
    if (text_equal(name, "agency"))
        return (struct column){.kind = COLUMN_AGENCY};
    if (text_equal(name, "reason"))
        return (struct column){.kind = COLUMN_REASON};
    if (strncmp(name, prefix, strlen(prefix)) == 0)
        return cell_column(table, COLUMN_NOT_AVAILABLE, name + strlen(prefix));
    return cell_column(table, COLUMN_VALUE, name);
}

static bool column_equal(struct column a, struct column b) {
    return a.kind == b.kind && a.cell == b.cell;
}

static void header_issue(struct table *table, enum issue_type type, const char *name) {
    issue_add_at(table->issues, type, NULL, name, NULL, NULL)->column = arena_text(table->issues->arena, name);
}

static void take_column(struct table *table, uint32_t index, const char *name) {
    struct column column = column_of(table, name);
    if (column.kind == COLUMN_BAD)
        header_issue(table, ISSUE_COLUMN_UNKNOWN, name);
    for (uint32_t i = 0; i < index; i++)
        if (column.kind != COLUMN_BAD && column_equal(table->columns[i], column))
            header_issue(table, ISSUE_DUPLICATE, name);
    table->columns[index] = column;
    table->has_unit = table->has_unit || column.kind == COLUMN_UNIT;
    table->has_agency = table->has_agency || column.kind == COLUMN_AGENCY;
}

/* By its value, or by why there is none. */
static bool has_cell(const struct table *table, uint32_t cell) {
    for (uint32_t i = 0; i < table->column_count; i++)
        if (table->columns[i].kind >= COLUMN_VALUE && table->columns[i].cell == cell)
            return true;
    return false;
}

static void take_header(struct table *table, const struct csv_row *header) {
    table->column_count = header->count;
    for (uint32_t i = 0; i < header->count; i++)
        take_column(table, i, header->fields[i]);
    if (!table->has_unit)
        header_issue(table, ISSUE_COLUMN_MISSING, "unit");
    if (!table->has_agency && !table->function)
        header_issue(table, ISSUE_COLUMN_MISSING, "agency");
    for (uint32_t i = 0; i < table->version->cell_count; i++) {
        const struct cell *cell = &table->version->cells[i];
        if (cell->required && !cell->retired && !has_cell(table, i))
            header_issue(table, ISSUE_COLUMN_MISSING, cell->code);
    }
}

static bool count_row(void *taker, const struct csv_row *row) {
    struct table *table = taker;
    if (row->number > 0)
        table->rows++;
    else
        take_header(table, row);
    return table->issues->count == 0;
}

/* ---- A row of a table */

static void row_names(const struct table *table, const struct csv_row *row, struct entry_names *ret_names,
                      struct issues *issues) {
    static const struct place unit_place = {.name = "unit"}, agency_place = {.name = "agency"};
    *ret_names = (struct entry_names){.form = table->request->form,
                                      .period = table->request->period,
                                      .agency = table->has_agency ? NULL : table->function};
    for (uint32_t i = 0; i < row->count; i++) {
        if (table->columns[i].kind == COLUMN_UNIT && *row->fields[i])
            ret_names->unit = row->fields[i];
        if (table->columns[i].kind == COLUMN_AGENCY && *row->fields[i])
            ret_names->agency = row->fields[i];
    }
    if (!ret_names->unit)
        issue_add(issues, ISSUE_REQUIRED, &unit_place, NULL, NULL, NULL);
    if (!ret_names->agency)
        issue_add(issues, ISSUE_REQUIRED, &agency_place, NULL, NULL, NULL);
}

static void row_value(const struct table *table, uint32_t cell, const char *field, struct entry *entry,
                      struct issues *issues) {
    struct place place = {.up = &values_place, .name = table->version->cells[cell].code};
    entry_value(entry, cell, field, &place, issues);
}

static void row_content(const struct table *table, const struct csv_row *row, struct entry *entry,
                        struct issues *issues) {
    static const struct place reason_place = {.name = "reason"};
    for (uint32_t i = 0; i < row->count; i++) {
        struct column column = table->columns[i];
        const char *field = row->fields[i];
        if (*field && column.kind == COLUMN_VALUE)
            row_value(table, column.cell, field, entry, issues);
        else if (*field && column.kind == COLUMN_NOT_AVAILABLE)
            entry->content.not_available[column.cell] = field;
        else if (*field && column.kind == COLUMN_REASON)
            entry_reason(entry, field, &reason_place, issues);
    }
}

static void row_read(const struct table *table, const struct csv_row *row, struct entry *entry, struct issues *issues) {
    struct entry_names names;
    *entry = (struct entry){.unit = UNIT_NONE};
    if (row->count != table->column_count) {
        issue_add(issues, ISSUE_ROW_WIDTH, NULL, arena_format(issues->arena, "%u", row->count),
                  arena_format(issues->arena, "%u", table->column_count), NULL);
        return;
    }
    row_names(table, row, &names, issues);
    entry_resolve(table->setting, &names, entry, issues);
    row_content(table, row, entry, issues);
    entry_check(table->setting, entry, issues);
}

static void not_yours(const struct entry_setting *setting, const struct entry *entry, struct issues *issues) {
    if (entry->forbidden)
        issue_add_at(issues, ISSUE_NOT_YOURS, "/unit", snapshot_tree(setting->snapshot)->units[entry->unit].id, NULL,
                     NULL);
}

static bool take_row(void *taker, const struct csv_row *row) {
    struct table *table = taker;
    struct issues issues;
    struct entry entry;
    if (row->number == 0) {
        take_header(table, row);
        return true;
    }
    issues_init(&issues, table->setting->arena);
    row_read(table, row, &entry, &issues);
    not_yours(table->setting, &entry, &issues);
    struct import_row read = {.number = row->number, .entry = &entry, .issues = &issues};
    return table->take(table->taker, &read);
}

static bool table_begin(struct table *table, const struct import_request *request, struct issues *issues) {
    struct period period;
    const struct form *form = snapshot_form(request->snapshot, request->form);
    *table = (struct table){.request = request, .issues = issues};
    table->version =
        snapshot_period(request->snapshot, form, request->period, &period) ? form_version_for(form, &period) : NULL;
    if (table->version && table->version->function_count == 1)
        table->function = table->version->functions[0];
    if (!table->version)
        issue_add_at(issues, ISSUE_FORM_NOT_IN_FORCE, "period", request->form, request->period, NULL)->in = "query";
    return table->version != NULL;
}

static bool table_read(struct table *table, struct arena *arena, csv_take take, struct issues *issues) {
    AUTO_CSV csv;
    csv_init(&csv, arena, COLUMNS_MAX, IMPORT_ROWS_MAX, take, table);
    bool whole = csv_feed(&csv, table->request->body, table->request->size) && csv_close(&csv);
    csv_report(&csv, NULL, issues);
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
        document = json_read(line->bytes, line->size, &issues);
    else
        issue_add(&issues, ISSUE_TOO_LONG, NULL, "512 KiB", NULL, NULL);
    if (document) {
        entry_read(setting, document, &entry, &issues);
        entry_check(setting, &entry, &issues);
        check_asked(request, &entry, &issues);
    }
    not_yours(setting, &entry, &issues);
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
    struct table table;
    if (request->kind == BODY_NDJSON)
        return lines_count(request, issues);
    if (!table_begin(&table, request, issues) || !table_read(&table, arena, count_row, issues))
        return 0;
    return table.rows;
}

bool import_rows_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                      void *taker) {
    struct table table;
    struct issues issues;
    struct arena arena = {0};
    if (request->kind == BODY_NDJSON)
        return lines_read(request, setting, take, taker);
    issues_init(&issues, &arena);
    bool whole = table_begin(&table, request, &issues);
    table.setting = setting;
    table.take = take;
    table.taker = taker;
    whole = whole && table_read(&table, &arena, take_row, &issues);
    arena_done(&arena);
    return whole;
}
