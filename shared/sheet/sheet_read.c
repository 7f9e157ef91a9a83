/* Opens workbooks and reads the rows of their sheets. */
#include "sheet/sheet_read.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/text.h"
#include "sheet/sheet_parts.h"
#include "sheet/sheet_xml.h"

struct sheet_file {
    struct sheet_archive archive;
    struct sheet_parts parts;
};

struct sheet_file *sheet_file_open(const char *bytes, size_t size, struct sheet_flaw *ret_flaw) {
    struct sheet_archive archive;
    *ret_flaw = (struct sheet_flaw){0};
    if (!archive_open(bytes, size, &archive, ret_flaw))
        return NULL;
    struct sheet_file *file = calloc(1, sizeof *file);
    if (!file)
        fail_stop("sheet", "no memory left");
    file->archive = archive;
    if (!parts_read(&file->archive, &file->parts, ret_flaw))
        sheet_file_close(&file);
    return file;
}

void sheet_file_close(struct sheet_file **file) {
    if (!*file)
        return;
    parts_done(&(*file)->parts);
    archive_close(&(*file)->archive);
    free(*file);
    *file = NULL;
}

uint32_t sheet_file_count(const struct sheet_file *file) {
    return (uint32_t)file->parts.tab_count;
}

const char *sheet_file_name(const struct sheet_file *file, uint32_t index) {
    return file->parts.tabs[index].name;
}

/* ---- A sheet as it streams by */

struct reading {
    const struct sheet_parts *parts;
    sheet_take take;
    void *taker;
    struct sheet_flaw *flaw;
    struct arena arena; /* of the row */
    struct sheet_cell *cells;
    struct sheet_row row;
    uint32_t column, column_next; /* of the cell that is open; the one behind it */
    uint32_t rows, filled;        /* rows and cells with something in them */
    bool in_data, in_row, in_cell, in_value, has_formula, refused;
    uint32_t phonetic;
    char type[12]; /* of the cell; "" is a number */
    uint32_t format;
    struct buffer text;
};

static void stop(struct reading *reading, struct sheet_xml *xml) {
    reading->refused = true;
    reading->flaw->row = reading->flaw->kind == SHEET_FINE ? 0 : reading->row.number;
    xml_stop(xml);
}

static void damaged(struct reading *reading, struct sheet_xml *xml, const char *where) {
    sheet_flawed(reading->flaw, SHEET_DAMAGED, where);
    stop(reading, xml);
}

/* ---- Its rows */

/* Rows without a number follow the one before. */
static void row_open(struct reading *reading, struct sheet_xml *xml, const char *const *attributes) {
    uint32_t before = reading->row.number;
    reading->row = (struct sheet_row){.number = before + 1, .cells = reading->cells};
    bool given = xml_attribute(attributes, "r") != NULL;
    bool good = !given || xml_attribute_number(attributes, "r", SHEET_ROW_NUMBER_MAX, &reading->row.number);
    reading->in_row = true;
    reading->column_next = 0;
    if (!good || reading->row.number <= before || reading->row.number > SHEET_ROW_NUMBER_MAX)
        damaged(reading, xml, "row");
}

static void row_close(struct reading *reading, struct sheet_xml *xml) {
    reading->in_row = false;
    if (reading->row.count == 0)
        return;
    if (++reading->rows > SHEET_ROWS_MAX) {
        sheet_beyond(reading->flaw, "rows", SHEET_ROWS_MAX);
        stop(reading, xml);
    } else if (!reading->take(reading->taker, &reading->row)) {
        stop(reading, xml);
    }
    arena_reset(&reading->arena);
}

/* ---- Its cells */

/* "AB12": the column, from 0. */
static bool column_of(const char *reference, uint32_t *ret_column) {
    uint32_t column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column < SHEET_ROW_NUMBER_MAX; reference++)
        column = column * 26 + (uint32_t)(*reference - 'A') + 1;
    *ret_column = column - 1;
    return column > 0 && *reference >= '1' && *reference <= '9';
}

static void cell_open(struct reading *reading, struct sheet_xml *xml, const char *const *attributes) {
    const char *reference = xml_attribute(attributes, "r"), *type = xml_attribute(attributes, "t");
    bool good = true;
    reading->column = reading->column_next;
    if (reference)
        good = column_of(reference, &reading->column) && reading->column >= reading->column_next;
    reading->column_next = reading->column + 1;
    reading->in_cell = true;
    reading->has_formula = false;
    text_copy(reading->type, sizeof reading->type, type ? type : "");
    reading->format = 0;
    bool has_format = xml_attribute(attributes, "s") != NULL;
    if (has_format && !xml_attribute_number(attributes, "s", SHEET_FORMATS_MAX, &reading->format))
        good = false;
    buffer_clear(&reading->text);
    if (!good)
        damaged(reading, xml, "cell");
}

static bool shows_date(const struct reading *reading) {
    return reading->format < reading->parts->format_count && reading->parts->is_date[reading->format];
}

static struct sheet_cell number_cell(struct reading *reading) {
    if (shows_date(reading))
        return (struct sheet_cell){SHEET_DATE, ""};
    return (struct sheet_cell){SHEET_NUMBER,
                               sheet_decimal(&reading->arena, text_take(&reading->arena, &reading->text))};
}

static struct sheet_cell shared_cell(struct reading *reading, bool *ret_good) {
    const char *text = buffer_cstr(&reading->text);
    uint64_t index = 0;
    for (; *text >= '0' && *text <= '9' && index <= SHEET_STRINGS_MAX; text++)
        index = index * 10 + (uint64_t)(*text - '0');
    *ret_good = *text == '\0' && index < reading->parts->string_count;
    const char *string = *ret_good ? reading->parts->strings[index] : "";
    return (struct sheet_cell){*string ? SHEET_TEXT : SHEET_EMPTY, string};
}

static struct sheet_cell cell_value(struct reading *reading, bool *ret_good) {
    const char *type = reading->type;
    if (reading->has_formula)
        return (struct sheet_cell){SHEET_FORMULA, ""};
    if (reading->text.size == 0)
        return (struct sheet_cell){SHEET_EMPTY, ""};
    if (text_empty(type) || text_equal(type, "n"))
        return number_cell(reading);
    if (text_equal(type, "s"))
        return shared_cell(reading, ret_good);
    const char *text = text_take(&reading->arena, &reading->text);
    if (text_equal(type, "b"))
        return (struct sheet_cell){SHEET_FLAG, text_equal(text, "1") || text_equal(text, "true") ? "1" : "0"};
    if (text_equal(type, "e"))
        return (struct sheet_cell){SHEET_ERROR, text};
    if (text_equal(type, "d"))
        return (struct sheet_cell){SHEET_DATE, ""};
    return (struct sheet_cell){SHEET_TEXT, text}; /* inlineStr, and str, which only formulas have */
}

static void cell_put(struct reading *reading, struct sheet_xml *xml, struct sheet_cell cell) {
    if (reading->column >= SHEET_COLUMNS_MAX) {
        sheet_beyond(reading->flaw, "columns", SHEET_COLUMNS_MAX);
        stop(reading, xml);
        return;
    }
    if (++reading->filled > SHEET_CELLS_MAX) {
        sheet_beyond(reading->flaw, "cells", SHEET_CELLS_MAX);
        stop(reading, xml);
        return;
    }
    for (uint32_t i = reading->row.count; i < reading->column; i++)
        reading->cells[i] = (struct sheet_cell){SHEET_EMPTY, ""};
    reading->cells[reading->column] = cell;
    reading->row.count = reading->column + 1;
}

static void cell_close(struct reading *reading, struct sheet_xml *xml) {
    bool good = true;
    struct sheet_cell cell = cell_value(reading, &good);
    reading->in_cell = false;
    if (!good)
        damaged(reading, xml, "shared string");
    else if (cell.kind != SHEET_EMPTY)
        cell_put(reading, xml, cell);
}

/* ---- Elements */

static void take_open(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes) {
    struct reading *reading = context;
    if (text_equal(element, "sheetData"))
        reading->in_data = true;
    else if (reading->in_data && !reading->in_row && text_equal(element, "row"))
        row_open(reading, xml, attributes);
    else if (reading->in_row && !reading->in_cell && text_equal(element, "c"))
        cell_open(reading, xml, attributes);
    else if (reading->in_cell && text_equal(element, "f"))
        reading->has_formula = true;
    else if (reading->in_cell && text_equal(element, "rPh"))
        reading->phonetic++;
    else if (reading->in_cell && (text_equal(element, "v") || text_equal(element, "t")))
        reading->in_value = reading->phonetic == 0;
}

/* Behind the data nothing is of interest: rules of validation, pictures, and what else may stand there. */
static void take_close(void *context, struct sheet_xml *xml, const char *element) {
    struct reading *reading = context;
    if (reading->in_cell && (text_equal(element, "v") || text_equal(element, "t")))
        reading->in_value = false;
    else if (reading->phonetic > 0 && text_equal(element, "rPh"))
        reading->phonetic--;
    else if (reading->in_cell && text_equal(element, "c"))
        cell_close(reading, xml);
    else if (reading->in_row && text_equal(element, "row"))
        row_close(reading, xml);
    else if (text_equal(element, "sheetData"))
        reading->in_data = false;
}

static void take_text(void *context, struct sheet_xml *xml, const char *text, int length) {
    struct reading *reading = context;
    if (reading->in_value && !text_gather(&reading->text, text, length, reading->flaw))
        stop(reading, xml);
}

bool sheet_file_read(struct sheet_file *file, uint32_t index, sheet_take take, void *taker,
                     struct sheet_flaw *ret_flaw) {
    *ret_flaw = (struct sheet_flaw){0};
    struct reading reading = {.parts = &file->parts, .take = take, .taker = taker, .flaw = ret_flaw};
    reading.cells = calloc(SHEET_COLUMNS_MAX, sizeof *reading.cells);
    if (!reading.cells)
        fail_stop("sheet", "no memory left");
    struct xml_reader reader = {.context = &reading, .open = take_open, .close = take_close, .text = take_text};
    bool whole = xml_read(&file->archive, file->parts.tabs[index].part, &reader, ret_flaw) && !reading.refused;
    buffer_done(&reading.text);
    arena_done(&reading.arena);
    free(reading.cells);
    return whole;
}

/* ---- What is wrong, for people */

void sheet_flaw_report(const struct sheet_flaw *flaw, struct issues *issues) {
    static const enum issue_type types[] = {[SHEET_NOT_A_WORKBOOK] = ISSUE_NOT_XLSX,
                                            [SHEET_ENCRYPTED] = ISSUE_FILE_ENCRYPTED,
                                            [SHEET_ACTIVE] = ISSUE_ACTIVE_CONTENT,
                                            [SHEET_BEYOND_LIMIT] = ISSUE_FILE_LIMIT,
                                            [SHEET_DAMAGED] = ISSUE_SYNTAX};
    if (flaw->kind == SHEET_FINE)
        return;
    const char *limit = arena_format(issues->arena, "%llu", (unsigned long long)flaw->limit);
    issue_add_at(issues, types[flaw->kind], NULL, flaw->what, limit, NULL)->row = flaw->row;
}
