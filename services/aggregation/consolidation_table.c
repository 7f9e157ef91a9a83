/* Reads the figures of a consolidation's document into tables. */
#include "consolidation_table.h"

#include "core/text.h"
#include "json/read.h"

/* One form of the document. */
struct reading {
    struct arena *arena;
    const json_t *document, *form;
    struct rollup_table *table;
};

static uint32_t count_of(const json_t *object, const char *member) {
    return (uint32_t)json_integer_value(json_object_get(object, member));
}

const char *consolidation_name(const json_t *names, enum language language) {
    const char *english = json_text_of(names, "en");
    return language == LANGUAGE_VI || text_empty(english) ? json_text_of(names, "vi") : english;
}

/* ---- Periods and moments */

static day_t day_in(const json_t *object, const char *member) {
    const char *text = json_text_of(object, member);
    day_t day;
    return text != NULL && day_parse(text, &day) ? day : DAY_NEVER;
}

/* The days are the document's: its programme's calendar may have gone on since. */
static struct period period_in(const json_t *json) {
    struct period period;
    const char *code = json_text_of(json, "code");
    if (code == NULL || !period_parse(code, &calendar_plain, &period)) {
        period = (struct period){.kind = PERIOD_REQUEST};
        text_copy(period.code, sizeof period.code, code == NULL ? "" : code);
    }
    period.start = day_in(json, "start");
    period.end = day_in(json, "end");
    return period;
}

static const struct period *period_beside(const struct reading *reading, const char *member) {
    const json_t *beside = json_object_get(reading->form, member);
    if (beside == NULL)
        return NULL;
    struct period *period = arena_new(reading->arena, struct period);
    *period = period_in(json_object_get(beside, "period"));
    return period;
}

static moment_t as_of(const json_t *document) {
    const char *text = json_text_of(document, "asOf");
    moment_t moment;
    return text != NULL && moment_parse(text, &moment) ? moment : MOMENT_NONE;
}

/* ---- Lines */

static const struct category *categories_in(const struct reading *reading, const json_t *column, uint32_t *ret_count) {
    const json_t *divided = json_object_get(column, "disaggregation");
    struct category *categories = arena_new_array(reading->arena, struct category, json_object_size(divided));
    const char *dimension;
    json_t *value;
    *ret_count = 0;
    json_object_foreach((json_t *)divided, dimension, value) categories[(*ret_count)++] =
        (struct category){dimension, json_string_value(value)};
    return categories;
}

static struct table_line line_in(const struct reading *reading, const json_t *column) {
    const json_t *name = json_object_get(column, "name");
    struct table_line line = {.code = json_text_of(column, "cell"),
                              .row = json_text_of(column, "row"),
                              .indicator = json_text_of(column, "indicator"),
                              .name_vi = json_text_of(name, "vi"),
                              .name_en = json_text_of(name, "en"),
                              .unit_of_measure = json_text_of(column, "unitOfMeasure"),
                              .decimals = (int)json_integer_value(json_object_get(column, "decimals"))};
    line.categories = categories_in(reading, column, &line.category_count);
    return line;
}

static void read_lines(struct reading *reading) {
    const json_t *columns = json_object_get(reading->form, "columns");
    struct table_line *lines = arena_new_array(reading->arena, struct table_line, json_array_size(columns));
    size_t i;
    json_t *column;
    json_array_foreach(columns, i, column) lines[i] = line_in(reading, column);
    reading->table->lines = lines;
    reading->table->line_count = (uint32_t)json_array_size(columns);
}

/* ---- Figures */

static const char *digits_in(const struct reading *reading, const json_t *figure) {
    if (json_is_integer(figure))
        return arena_format(reading->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(figure));
    return json_string_value(figure);
}

static struct table_figures figures_in(const struct reading *reading, const json_t *cell) {
    struct table_figures figures = {.status = json_text_of(cell, "status"), .reported = count_of(cell, "reported")};
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
        figures.digits[column] =
            digits_in(reading, json_object_get(cell, figure_column_name((enum figure_column)column)));
    return figures;
}

static struct table_figures *cells_in(const struct reading *reading, const json_t *node) {
    const json_t *cells = json_object_get(node, "cells");
    const struct rollup_table *table = reading->table;
    struct table_figures *figures = arena_new_array(reading->arena, struct table_figures, table->line_count);
    for (uint32_t i = 0; i < table->line_count; i++)
        figures[i] = figures_in(reading, json_object_get(cells, table->lines[i].code));
    return figures;
}

/* Those that the document has a member for. */
static uint32_t columns_in(const struct reading *reading) {
    uint32_t columns = 1U << FIGURE_SUM;
    const char *code;
    json_t *cell;
    json_object_foreach(json_object_get(reading->form, "cells"), code, cell) {
        for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
            if (json_object_get(cell, figure_column_name((enum figure_column)column)) != NULL)
                columns |= 1U << column;
    }
    return columns;
}

/* ---- Nodes */

static struct completeness completeness_in(const json_t *node) {
    const json_t *counts = json_object_get(node, "completeness");
    return (struct completeness){.expected = count_of(counts, "expected"),
                                 .reported = count_of(counts, "reported"),
                                 .accepted = count_of(counts, "accepted"),
                                 .on_time = count_of(counts, "onTime"),
                                 .late = count_of(counts, "late"),
                                 .additional = count_of(counts, "additional"),
                                 .unresolved = count_of(counts, "unresolved")};
}

/* `of`: what names the unit, the node itself or the document. */
static struct table_node node_in(const struct reading *reading, const json_t *node, const json_t *of,
                                 const char *name) {
    return (struct table_node){.unit = json_text_of(of, "unit"),
                               .code = json_text_of(of, "unitCode"),
                               .name = json_text_of(of, name),
                               .completeness = completeness_in(node),
                               .figures = cells_in(reading, node)};
}

static void read_nodes(struct reading *reading) {
    const json_t *list = json_object_get(reading->form, "children"), *own = json_object_get(reading->form, "own");
    struct table_node *children = arena_new_array(reading->arena, struct table_node, json_array_size(list));
    size_t i;
    json_t *child;
    reading->table->node = node_in(reading, reading->form, reading->document, "unitName");
    reading->table->own = node_in(reading, own, reading->document, "unitName");
    json_array_foreach(list, i, child) children[i] = node_in(reading, child, child, "name");
    reading->table->children = children;
    reading->table->child_count = (uint32_t)json_array_size(list);
}

/* ---- Tables */

/* Documents made before each form said what it gathers say it once for all. */
static bool is_own_line(const struct reading *reading) {
    const char *gathers = json_text_of(reading->form, "gathers");
    return text_equal(gathers == NULL ? json_text_of(reading->document, "gathers") : gathers, "ownLine");
}

static struct rollup_table head_in(const struct reading *reading) {
    const json_t *form = reading->form, *document = reading->document, *title = json_object_get(form, "title");
    return (struct rollup_table){.form = json_text_of(form, "form"),
                                 .title_vi = json_text_of(title, "vi"),
                                 .title_en = json_text_of(title, "en"),
                                 .legal_number = json_text_of(form, "legalNumber"),
                                 .form_version = (int32_t)count_of(form, "formVersion"),
                                 .period = period_in(json_object_get(document, "period")),
                                 .previous = period_beside(reading, "previousYear"),
                                 .cumulated = period_beside(reading, "cumulative"),
                                 .cumulated_previous = period_beside(reading, "cumulativePreviousYear"),
                                 .boundaries = "asReported",
                                 .counted = json_text_of(document, "counted"),
                                 .agency = is_own_line(reading) ? json_text_of(document, "function") : NULL,
                                 .tree_date = day_in(document, "treeDate"),
                                 .as_of = as_of(document),
                                 .complete = json_is_true(json_object_get(document, "complete")),
                                 .columns = columns_in(reading)};
}

struct rollup_table *consolidation_tables(struct arena *arena, const json_t *document, uint32_t *ret_count) {
    const json_t *forms = json_object_get(document, "forms");
    struct rollup_table *tables = arena_new_array(arena, struct rollup_table, json_array_size(forms));
    size_t i;
    json_t *form;
    json_array_foreach(forms, i, form) {
        struct reading reading = {.arena = arena, .document = document, .form = form, .table = &tables[i]};
        tables[i] = head_in(&reading);
        read_lines(&reading);
        read_nodes(&reading);
    }
    *ret_count = (uint32_t)json_array_size(forms);
    return tables;
}
