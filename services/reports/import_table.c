/* Reads the header and the rows of tables. */
#include "import_table.h"

#include <string.h>

#include "core/text.h"
#include "template_layout.h"

static const struct place values_place = {.name = "values"}, reasons_place = {.name = "notAvailable"};
static const struct place narratives_place = {.name = "narratives"};

/* ---- The header */

static struct column cell_column(const struct table *table, enum column_kind kind, const char *code) {
    int32_t cell = form_cell(table->version, code);
    return cell < 0 ? (struct column){.kind = COLUMN_BAD} : (struct column){.kind = kind, .index = (uint32_t)cell};
}

static struct column narrative_column(const struct table *table, const char *code) {
    for (uint32_t i = 0; i < table->version->narrative_count; i++)
        if (text_equal(table->version->narratives[i].code, code))
            return (struct column){.kind = COLUMN_NARRATIVE, .index = i};
    return (struct column){.kind = COLUMN_BAD};
}

/* What stands behind the prefix; NULL: it does not begin with it. */
static const char *behind(const char *name, const char *prefix) {
    size_t size = strlen(prefix);
    return strncmp(name, prefix, size) == 0 ? name + size : NULL;
}

static struct column column_of(const struct table *table, const char *name) {
    const char *reason_of = behind(name, COLUMN_PREFIX_NOT_AVAILABLE),
               *narrative = behind(name, COLUMN_PREFIX_NARRATIVE);
    if (text_equal(name, COLUMN_NAME_UNIT))
        return (struct column){.kind = COLUMN_UNIT};
    if (text_equal(name, COLUMN_NAME_AGENCY))
        return (struct column){.kind = COLUMN_AGENCY};
    if (text_equal(name, COLUMN_NAME_REASON))
        return (struct column){.kind = COLUMN_REASON};
    if (reason_of)
        return cell_column(table, COLUMN_NOT_AVAILABLE, reason_of);
    if (narrative)
        return narrative_column(table, narrative);
    if (text_equal(name, COLUMN_NAME_UNIT_NAME) && form_cell(table->version, name) < 0)
        return (struct column){.kind = COLUMN_IGNORED};
    return cell_column(table, COLUMN_VALUE, name);
}

static bool column_equal(struct column a, struct column b) {
    return a.kind == b.kind && a.index == b.index;
}

static void header_issue(struct table *table, enum issue_type type, const char *name, uint32_t row) {
    struct issue *issue = issue_add_at(table->issues, type, NULL, name, NULL, NULL);
    issue->column = arena_text(table->issues->arena, name);
    issue->row = row;
}

static void take_column(struct table *table, uint32_t index, const char *name, uint32_t place) {
    struct column column = column_of(table, name);
    if (column.kind == COLUMN_BAD)
        header_issue(table, ISSUE_COLUMN_UNKNOWN, name, place);
    for (uint32_t i = 0; i < index; i++)
        if (column.kind != COLUMN_BAD && column_equal(table->columns[i], column))
            header_issue(table, ISSUE_DUPLICATE, name, place);
    table->columns[index] = column;
    table->names[index] = arena_text(table->arena, name);
    table->has_unit = table->has_unit || column.kind == COLUMN_UNIT;
    table->has_agency = table->has_agency || column.kind == COLUMN_AGENCY;
}

/* By its value, or by why there is none. */
static bool has_cell(const struct table *table, uint32_t cell) {
    for (uint32_t i = 0; i < table->column_count; i++)
        if (table->columns[i].kind >= COLUMN_VALUE && table->columns[i].index == cell)
            return true;
    return false;
}

void table_header(struct table *table, const struct table_row *header) {
    table->column_count = header->count;
    for (uint32_t i = 0; i < header->count; i++)
        take_column(table, i, header->fields[i], header->places ? header->places[i] : 0);
    if (!table->has_unit)
        header_issue(table, ISSUE_COLUMN_MISSING, COLUMN_NAME_UNIT, 0);
    if (!table->has_agency && !table->function)
        header_issue(table, ISSUE_COLUMN_MISSING, COLUMN_NAME_AGENCY, 0);
    for (uint32_t i = 0; i < table->version->cell_count; i++) {
        const struct cell *cell = &table->version->cells[i];
        if (cell->required && !cell->retired && !has_cell(table, i))
            header_issue(table, ISSUE_COLUMN_MISSING, cell->code, 0);
    }
}

bool table_begin(struct table *table, const struct import_request *request, struct arena *arena,
                 struct issues *issues) {
    struct period period;
    const struct form *form = snapshot_form(request->snapshot, request->form);
    *table = (struct table){.request = request, .arena = arena, .issues = issues};
    table->version =
        snapshot_period(request->snapshot, form, request->period, &period) ? form_version_for(form, &period) : NULL;
    if (table->version && table->version->function_count == 1)
        table->function = table->version->functions[0];
    if (!table->version)
        issue_add_at(issues, ISSUE_FORM_NOT_IN_FORCE, "period", request->form, request->period, NULL)->in = "query";
    return table->version != NULL;
}

/* ---- A row */

static void row_names(const struct table *table, const struct table_row *row, struct entry_names *ret_names,
                      struct issues *issues) {
    static const struct place unit_place = {.name = COLUMN_NAME_UNIT}, agency_place = {.name = COLUMN_NAME_AGENCY};
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

/* Where a field of a column stands in a report; `up` is set for what stands in a table of names. */
static struct place place_of(const struct table *table, struct column column) {
    switch (column.kind) {
    case COLUMN_VALUE:
        return (struct place){.up = &values_place, .name = table->version->cells[column.index].code};
    case COLUMN_NOT_AVAILABLE:
        return (struct place){.up = &reasons_place, .name = table->version->cells[column.index].code};
    case COLUMN_NARRATIVE:
        return (struct place){.up = &narratives_place, .name = table->version->narratives[column.index].code};
    case COLUMN_UNIT:
        return (struct place){.name = COLUMN_NAME_UNIT};
    case COLUMN_AGENCY:
        return (struct place){.name = COLUMN_NAME_AGENCY};
    default:
        return (struct place){.name = COLUMN_NAME_REASON};
    }
}

/* What a spreadsheet would have computed, could not compute, or shows otherwise than it holds is nothing that somebody has said. */
static bool is_said(const struct table *table, const struct table_row *row, uint32_t index, struct issues *issues) {
    enum sheet_cell_kind kind = row->kinds ? row->kinds[index] : SHEET_TEXT;
    struct place place = place_of(table, table->columns[index]);
    if (kind == SHEET_FORMULA)
        issue_add(issues, ISSUE_FORMULA, &place, NULL, NULL, NULL);
    else if (kind == SHEET_ERROR)
        issue_add(issues, ISSUE_CELL_ERROR, &place, row->fields[index], NULL, NULL);
    else if (kind == SHEET_DATE)
        issue_add(issues, ISSUE_DATE_NOT_NUMBER, &place, NULL, NULL, NULL);
    else
        return true;
    return false;
}

static void take_field(const struct table *table, struct column column, const char *field, struct entry *entry,
                       struct issues *issues) {
    struct place place = place_of(table, column);
    if (column.kind == COLUMN_VALUE)
        entry_value(entry, column.index, field, &place, issues);
    else if (column.kind == COLUMN_NOT_AVAILABLE)
        entry->content.not_available[column.index] = field;
    else if (column.kind == COLUMN_NARRATIVE)
        entry->content.narratives[column.index] = field;
    else if (column.kind == COLUMN_REASON)
        entry_reason(entry, field, &place, issues);
}

/* That a cell whose field says nothing is missing as well need not be said; such an entry is never stored. */
static void row_content(const struct table *table, const struct table_row *row, struct entry *entry,
                        struct issues *issues) {
    for (uint32_t i = 0; i < row->count; i++) {
        struct column column = table->columns[i];
        bool said = column.kind == COLUMN_IGNORED || is_said(table, row, i, issues);
        if (said && *row->fields[i])
            take_field(table, column, row->fields[i], entry, issues);
        else if (!said && column.kind == COLUMN_VALUE)
            entry->content.not_available[column.index] = "-";
    }
}

static void row_read(const struct table *table, const struct table_row *row, struct entry *entry,
                     struct issues *issues) {
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

/* Issues of a report that takes several rows of a sheet get each its own. */
static void issues_place(const struct table *table, const struct table_row *row, struct issues *issues) {
    for (struct issue *issue = row->places ? issues->first : NULL; issue; issue = issue->next) {
        const char *column = import_column(issue, issues->arena);
        for (uint32_t i = 0; column && i < row->count; i++)
            if (text_equal(table->names[i], column))
                issue->row = row->places[i];
    }
}

bool table_row(struct table *table, const struct table_row *row) {
    struct issues issues;
    struct entry entry;
    issues_init(&issues, table->setting->arena);
    row_read(table, row, &entry, &issues);
    import_not_yours(table->setting, &entry, &issues);
    issues_place(table, row, &issues);
    struct import_row read = {.number = row->number, .entry = &entry, .issues = &issues};
    return table->take(table->taker, &read);
}

static bool is_blank(const struct table_row *row, uint32_t index) {
    return row->kinds ? row->kinds[index] == SHEET_EMPTY : *row->fields[index] == '\0';
}

bool table_row_is_blank(const struct table *table, const struct table_row *row) {
    for (uint32_t i = 0; i < row->count; i++) {
        bool names_it = i < table->column_count && table->columns[i].kind >= COLUMN_IGNORED &&
                        table->columns[i].kind <= COLUMN_AGENCY;
        if (!names_it && !is_blank(row, i))
            return false;
    }
    return true;
}
