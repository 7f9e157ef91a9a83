/* Reads the reports of a workbook: one that fills a template's form, or a table of them. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "import_table.h"
#include "template_layout.h"

const char *const identity_names[IDENTITY_COUNT] = {
    [IDENTITY_LAYOUT] = "layout", [IDENTITY_FORM] = "form", [IDENTITY_FORM_VERSION] = "formVersion",
    [IDENTITY_PERIOD] = "period", [IDENTITY_UNIT] = "unit", [IDENTITY_AGENCY] = "agency"};

struct book {
    struct sheet_file *file;
    uint32_t sheet;                       /* the one with the reports */
    const char *identity[IDENTITY_COUNT]; /* NULL: not said */
    bool is_form, is_template;
    struct table table;
    bool counting, has_header, shown[IDENTITY_COUNT];
    /* The row that is being put together: of a table one of the sheet, of a form all of them. */
    const char *fields[SHEET_COLUMNS_MAX], *names[SHEET_COLUMNS_MAX];
    enum sheet_cell_kind kinds[SHEET_COLUMNS_MAX];
    uint32_t places[SHEET_COLUMNS_MAX];
    uint32_t count;
};

static struct issue *book_issue(struct book *book, enum issue_type type, const char *argument, uint32_t row,
                                const char *column) {
    struct issue *issue = issue_add_at(book->table.issues, type, NULL, argument, NULL, NULL);
    issue->row = row;
    issue->column = column;
    return issue;
}

static struct sheet_cell cell_at(const struct sheet_row *row, uint32_t column) {
    return column < row->count ? row->cells[column] : (struct sheet_cell){SHEET_EMPTY, ""};
}

/* ---- What it was made for */

static bool take_identity(void *taker, const struct sheet_row *row) {
    struct book *book = taker;
    struct sheet_cell value = cell_at(row, 1);
    for (int i = 0; i < IDENTITY_COUNT; i++)
        if (text_equal(cell_at(row, 0).text, identity_names[i]) && *value.text)
            book->identity[i] = arena_text(book->table.arena, value.text);
    return true;
}

static void check_identity(struct book *book, enum identity which, const char *asked) {
    const char *said = book->identity[which];
    uint32_t shown_in = which == IDENTITY_FORM ? FORM_ROW_FORM : which == IDENTITY_PERIOD ? FORM_ROW_PERIOD : 0;
    if (!text_equal(said, asked))
        book_issue(book, ISSUE_INCONSISTENT, said ? said : "", book->is_form ? shown_in : 0, identity_names[which]);
}

static void check_identities(struct book *book) {
    const struct import_request *request = book->table.request;
    const char *version = arena_format(book->table.arena, "%d", book->table.version->version);
    check_identity(book, IDENTITY_FORM, request->form);
    check_identity(book, IDENTITY_FORM_VERSION, version);
    check_identity(book, IDENTITY_PERIOD, request->period);
    for (int i = IDENTITY_UNIT; i < IDENTITY_COUNT; i++)
        if (book->is_form && !book->identity[i])
            book_issue(book, ISSUE_REQUIRED, NULL, 0, identity_names[i]);
}

static bool identity_read(struct book *book, uint32_t sheet, struct sheet_flaw *flaw) {
    if (!sheet_file_read(book->file, sheet, take_identity, book, flaw))
        return false;
    book->is_template = true;
    book->is_form = text_equal(book->identity[IDENTITY_LAYOUT], LAYOUT_FORM);
    check_identities(book);
    return true;
}

/* ---- The layout of one reporter */

static void form_field(struct book *book, const char *name, struct sheet_cell cell, uint32_t place) {
    if (book->count == TABLE_COLUMNS_MAX)
        return;
    book->names[book->count] = name;
    book->fields[book->count] = arena_text(book->table.arena, cell.text);
    book->kinds[book->count] = cell.kind;
    book->places[book->count++] = place;
}

/* What people see must be what the file is taken for. */
static void check_shown(struct book *book, const struct sheet_row *row) {
    static const enum identity shown[] = {
        [FORM_ROW_FORM] = IDENTITY_FORM,
        [FORM_ROW_PERIOD] = IDENTITY_PERIOD,
        [FORM_ROW_UNIT] = IDENTITY_UNIT,
        [FORM_ROW_AGENCY] = IDENTITY_AGENCY,
    };
    if (row->number < FORM_ROW_FORM || row->number > FORM_ROW_AGENCY)
        return;
    enum identity which = shown[row->number];
    const char *text = cell_at(row, FORM_COLUMN_IDENTITY).text;
    book->shown[which] = true;
    if (!text_equal(text, book->identity[which]))
        book_issue(book, ISSUE_INCONSISTENT, text, row->number, identity_names[which]);
}

static bool stands_alone(const char *code) {
    return text_equal(code, COLUMN_NAME_REASON) ||
           strncmp(code, COLUMN_PREFIX_NARRATIVE, strlen(COLUMN_PREFIX_NARRATIVE)) == 0;
}

static bool take_form_row(void *taker, const struct sheet_row *row) {
    struct book *book = taker;
    struct arena *arena = book->table.arena;
    const char *code = arena_text(arena, cell_at(row, FORM_COLUMN_CODE).text);
    struct sheet_cell reason = cell_at(row, FORM_COLUMN_NOT_AVAILABLE);
    check_shown(book, row);
    if (row->number < FORM_ROW_FIRST || !*code)
        return true;
    form_field(book, code, cell_at(row, FORM_COLUMN_VALUE), row->number);
    if (!stands_alone(code) && reason.kind != SHEET_EMPTY)
        form_field(book, arena_format(arena, COLUMN_PREFIX_NOT_AVAILABLE "%s", code), reason, row->number);
    return true;
}

static void check_all_shown(struct book *book) {
    static const enum identity all[] = {IDENTITY_FORM, IDENTITY_PERIOD, IDENTITY_UNIT, IDENTITY_AGENCY};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!book->shown[all[i]])
            book_issue(book, ISSUE_REQUIRED, NULL, 0, identity_names[all[i]]);
}

static bool form_read(struct book *book, struct sheet_flaw *flaw) {
    struct sheet_cell unit = {SHEET_TEXT, book->identity[IDENTITY_UNIT]};
    struct sheet_cell agency = {SHEET_TEXT, book->identity[IDENTITY_AGENCY]};
    if (!unit.text || !agency.text)
        return true; /* said already */
    form_field(book, COLUMN_NAME_UNIT, unit, FORM_ROW_UNIT);
    form_field(book, COLUMN_NAME_AGENCY, agency, FORM_ROW_AGENCY);
    if (!sheet_file_read(book->file, book->sheet, take_form_row, book, flaw))
        return false;
    check_all_shown(book);
    struct table_row header = {.fields = book->names, .places = book->places, .count = book->count};
    table_header(&book->table, &header);
    book->table.rows = 1;
    struct table_row row = {.number = FORM_ROW_UNIT,
                            .fields = book->fields,
                            .kinds = book->kinds,
                            .places = book->places,
                            .count = book->count};
    return book->counting || table_row(&book->table, &row);
}

/* ---- A table */

/* At least as wide as the header; what stands beyond that is wrong with the row. */
static struct table_row row_of(struct book *book, const struct sheet_row *row) {
    uint32_t count = row->count > book->table.column_count ? row->count : book->table.column_count;
    for (uint32_t i = 0; i < count; i++) {
        struct sheet_cell cell = cell_at(row, i);
        book->fields[i] = cell.text;
        book->kinds[i] = cell.kind;
    }
    return (struct table_row){.number = row->number, .fields = book->fields, .kinds = book->kinds, .count = count};
}

static bool take_header(struct book *book, const struct table_row *header) {
    book->has_header = true;
    if (header->count <= TABLE_COLUMNS_MAX) {
        table_header(&book->table, header);
        return true;
    }
    book_issue(book, ISSUE_TOO_MANY, arena_format(book->table.arena, "%d", TABLE_COLUMNS_MAX), header->number, NULL);
    return false;
}

static bool take_table_row(void *taker, const struct sheet_row *row) {
    struct book *book = taker;
    struct table_row fields = row_of(book, row);
    if (!book->has_header)
        return take_header(book, &fields);
    bool names_columns = book->is_template && row->number < TABLE_ROW_FIRST;
    if (names_columns || table_row_is_blank(&book->table, &fields))
        return true;
    book->table.rows++;
    return book->counting || table_row(&book->table, &fields);
}

static bool table_read(struct book *book, struct sheet_flaw *flaw) {
    bool whole = sheet_file_read(book->file, book->sheet, take_table_row, book, flaw);
    if (whole && !book->has_header)
        table_header(&book->table, &(struct table_row){0}); /* which says what is missing */
    return whole;
}

/* ---- The workbook */

/* The reports stand in the first sheet that is not the hidden one. */
static bool sheets_find(struct book *book, struct sheet_flaw *flaw) {
    uint32_t count = sheet_file_count(book->file), identity = UINT32_MAX;
    book->sheet = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        if (text_equal(sheet_file_name(book->file, i), TEMPLATE_IDENTITY_SHEET))
            identity = i;
        else if (book->sheet == UINT32_MAX)
            book->sheet = i;
    }
    if (book->sheet == UINT32_MAX) {
        book_issue(book, ISSUE_SYNTAX, TEMPLATE_IDENTITY_SHEET, 0, NULL);
        return false;
    }
    return identity == UINT32_MAX || identity_read(book, identity, flaw);
}

/* True: read to its end, and everything that is wrong is told. */
static bool book_read(struct book *book) {
    struct sheet_flaw flaw = {0};
    const struct import_request *request = book->table.request;
    book->file = sheet_file_open(request->body, request->size, &flaw);
    bool whole =
        book->file && sheets_find(book, &flaw) && (book->is_form ? form_read(book, &flaw) : table_read(book, &flaw));
    sheet_flaw_report(&flaw, book->table.issues);
    sheet_file_close(&book->file);
    return whole;
}

static struct book *book_new(void) {
    struct book *book = calloc(1, sizeof *book);
    if (!book)
        fail_stop("import", "no memory left");
    return book;
}

uint32_t workbook_count(const struct import_request *request, struct arena *arena, struct issues *issues) {
    struct book *book = book_new();
    book->counting = true;
    bool whole = table_begin(&book->table, request, arena, issues) && book_read(book);
    uint32_t rows = whole ? book->table.rows : 0;
    free(book);
    return rows;
}

bool workbook_rows_read(const struct import_request *request, struct entry_setting *setting, import_row_take take,
                        void *taker) {
    struct issues issues;
    struct arena arena = {0};
    struct book *book = book_new();
    issues_init(&issues, &arena);
    bool whole = table_begin(&book->table, request, &arena, &issues);
    book->table.setting = setting;
    book->table.take = take;
    book->table.taker = taker;
    whole = whole && book_read(book);
    free(book);
    arena_done(&arena);
    return whole;
}
