/* Figures for programs: a row (CSV) or a line (NDJSON) for each node. */
#include <string.h>

#include "figures_json.h"
#include "rollup_words.h"
#include "sheet/csv_write.h"

static const char *const node_kinds[] = {"total", "own", "child"};
enum node_kind { NODE_TOTAL, NODE_OWN, NODE_CHILD };

/* ---- CSV */

/* With several tables each column says of which form it is. */
static void write_column(struct csv_writer *csv, const struct rollup_document *document,
                         const struct rollup_table *table, const char *name, const char *behind) {
    const char *form = document->table_count > 1 ? table->form : "";
    csv_write_text(
        csv, arena_format(document->arena, "%s%s%s%s%s", form, *form ? "." : "", name, *behind ? "." : "", behind));
}

static void write_line_columns(struct csv_writer *csv, const struct rollup_document *document,
                               const struct rollup_table *table, const char *code) {
    write_column(csv, document, table, code, "");
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
        if (column != FIGURE_SUM && table_shows(table, (enum figure_column)column))
            write_column(csv, document, table, code, figure_column_name((enum figure_column)column));
    write_column(csv, document, table, code, "reported");
    write_column(csv, document, table, code, "status");
}

static void write_header(struct csv_writer *csv, const struct rollup_document *document) {
    static const char *const first[] = {"form", "period", "unit", "unitCode", "unitName", "node"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        csv_write_text(csv, first[i]);
    for (uint32_t i = 0; i < document->table_count; i++) {
        const struct rollup_table *table = &document->tables[i];
        for (int count = 0; count < COMPLETENESS_COUNTS; count++)
            write_column(csv, document, table, completeness_name(count), "");
        for (uint32_t line = 0; line < table->line_count; line++)
            write_line_columns(csv, document, table, table->lines[line].code);
    }
    csv_write_row_end(csv);
}

static void write_figures(struct csv_writer *csv, const struct rollup_table *table,
                          const struct table_figures *figures) {
    csv_write_digits(csv, figures->digits[FIGURE_SUM]);
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
        if (column != FIGURE_SUM && table_shows(table, (enum figure_column)column))
            csv_write_digits(csv, figures->digits[column]);
    csv_write_int(csv, figures->reported);
    csv_write_text(csv, figures->status);
}

static void write_part(struct csv_writer *csv, const struct rollup_table *table, const struct table_node *node,
                       enum node_kind kind) {
    for (int count = 0; count < COMPLETENESS_COUNTS; count++) {
        if (kind == NODE_OWN)
            csv_write_text(csv, NULL);
        else
            csv_write_int(csv, completeness_of(&node->completeness, count));
    }
    for (uint32_t line = 0; line < table->line_count; line++)
        write_figures(csv, table, &node->figures[line]);
}

/* The node of a table that stands beside the one of the first table. */
static const struct table_node *node_in(const struct rollup_table *table, enum node_kind kind, uint32_t child) {
    if (kind == NODE_CHILD)
        return &table->children[child];
    return kind == NODE_OWN ? &table->own : &table->node;
}

static void write_row(struct csv_writer *csv, const struct rollup_document *document, enum node_kind kind,
                      uint32_t child) {
    const struct rollup_table *first = &document->tables[0];
    const struct table_node *node = node_in(first, kind, child);
    csv_write_text(csv, document->table_count > 1 ? NULL : first->form);
    csv_write_text(csv, first->period.code);
    csv_write_text(csv, node->unit);
    csv_write_text(csv, node->code);
    csv_write_text(csv, node->name);
    csv_write_text(csv, node_kinds[kind]);
    for (uint32_t i = 0; i < document->table_count; i++)
        write_part(csv, &document->tables[i], node_in(&document->tables[i], kind, child), kind);
    csv_write_row_end(csv);
}

void rollup_csv_write(const struct rollup_document *document, struct buffer *to) {
    struct csv_writer csv = {.to = to};
    write_header(&csv, document);
    write_row(&csv, document, NODE_TOTAL, 0);
    write_row(&csv, document, NODE_OWN, 0);
    for (uint32_t child = 0; child < document->tables[0].child_count; child++)
        write_row(&csv, document, NODE_CHILD, child);
}

/* ---- NDJSON */

/* As in every JSON answer: an integer where the indicator has no decimals; shares and averages are always texts. */
static bool is_integer(const struct table_line *line, enum figure_column column) {
    return line->decimals == 0 && column != FIGURE_AVERAGE && column != FIGURE_PERCENT_PLAN &&
           column != FIGURE_PERCENT_PREVIOUS && column != FIGURE_PERCENT_CUMULATIVE;
}

static void write_cell(struct json_writer *json, const struct rollup_table *table, const struct table_line *line,
                       const struct table_figures *figures) {
    write_object(json, line->code);
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++) {
        const char *name = figure_column_name((enum figure_column)column), *digits = figures->digits[column];
        if (!table_shows(table, (enum figure_column)column))
            continue;
        if (digits && is_integer(line, (enum figure_column)column))
            write_raw(json, name, digits, strlen(digits));
        else
            write_text(json, name, digits);
    }
    write_int(json, "reported", figures->reported);
    if (figures->status)
        write_text(json, "status", figures->status);
    write_object_end(json);
}

static void write_line(struct buffer *to, const struct rollup_table *table, const struct table_node *node,
                       enum node_kind kind) {
    struct json_writer json;
    json_writer_init(&json, to);
    write_object(&json, NULL);
    write_text(&json, "form", table->form);
    write_text(&json, "period", table->period.code);
    write_text(&json, "unit", node->unit);
    write_text(&json, "unitCode", node->code);
    write_text(&json, "name", node->name);
    write_text(&json, "node", node_kinds[kind]);
    if (kind != NODE_OWN)
        write_completeness(&json, &node->completeness);
    write_object(&json, "cells");
    for (uint32_t i = 0; i < table->line_count; i++)
        write_cell(&json, table, &table->lines[i], &node->figures[i]);
    write_object_end(&json);
    write_object_end(&json);
    buffer_char(to, '\n');
}

void rollup_lines_write(const struct rollup_document *document, struct buffer *to) {
    for (uint32_t i = 0; i < document->table_count; i++) {
        const struct rollup_table *table = &document->tables[i];
        write_line(to, table, &table->node, NODE_TOTAL);
        write_line(to, table, &table->own, NODE_OWN);
        for (uint32_t child = 0; child < table->child_count; child++)
            write_line(to, table, &table->children[child], NODE_CHILD);
    }
}
