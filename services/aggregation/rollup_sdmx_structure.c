/* The structure of an SDMX-JSON message: which dimensions, measures and attributes a table has, with their values. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "domain/period_words.h"
#include "rollup_sdmx.h"
#include "rollup_words.h"

/* Places in the key. Those of the disaggregations lie between CELL and COVERAGE. */
enum { KEY_FORM, KEY_CELL, KEY_DISAGGREGATION };

const char *const sdmx_reasons[SDMX_REASONS] = {"confidential",      "withheld",    "noShare",
                                                "successionUnknown", "notAdditive", "estimated"};

/* ---- What the message calls things */

/* Bytes that an identifier may not have are written as $ and two hexadecimal digits. */
const char *sdmx_identifier(const struct sdmx *sdmx, const char *text) {
    static const char digits[] = "0123456789ABCDEF";
    AUTO_BUFFER said = {0};
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_@-", c);
        if (plain)
            buffer_char(&said, (char)c);
        else
            buffer_format(&said, "$%c%c", digits[c >> 4], digits[c & 15]);
    }
    return arena_text(sdmx->document->arena, buffer_cstr(&said));
}

void sdmx_names(struct sdmx *sdmx, const char *vi, const char *en) {
    bool vietnamese = sdmx->document->language == LANGUAGE_VI || text_empty(en);
    write_text(&sdmx->json, "name", vietnamese ? vi : en);
    write_object(&sdmx->json, "names");
    write_text(&sdmx->json, "vi", vi);
    if (!text_empty(en))
        write_text(&sdmx->json, "en", en);
    write_object_end(&sdmx->json);
}

/* The names of components have no $; what they may not have is an underscore. They never meet those of the message, which are all capitals. */
static const char *component(const struct sdmx *sdmx, const char *name) {
    char *said = arena_format(sdmx->document->arena, "by_%s", sdmx_identifier(sdmx, name));
    for (char *at = said; *at; at++)
        if (*at == '$' || *at == '@')
            *at = '_';
    return said;
}

/* A reporting period where SDMX has one, else NULL: months, quarters, halves and years of the programme's calendar. */
static const char *reporting_period(const struct sdmx *sdmx, const struct period *period) {
    struct arena *arena = sdmx->document->arena;
    switch (period->kind) {
    case PERIOD_MONTH:
    case PERIOD_QUARTER:
        return period->code;
    case PERIOD_HALF:
        return arena_format(arena, "%d-S%d", period->year, period->number);
    case PERIOD_YEAR:
        return period->start == day_of(period->year, 1, 1) ? period->code : arena_format(arena, "%s-A1", period->code);
    case PERIOD_NINE_MONTHS:
    case PERIOD_SPAN:
    case PERIOD_REQUEST:
        break;
    }
    return NULL;
}

static const char *local_moment(const struct sdmx *sdmx, day_t day, const char *clock) {
    enum { MINUTE = 60, HOUR = 3600 };
    char text[DAY_TEXT_SIZE];
    int offset = sdmx->document->zone_offset_seconds, absolute = abs(offset);
    return arena_format(sdmx->document->arena, "%sT%s%c%02d:%02d", day_format(day, text), clock, offset < 0 ? '-' : '+',
                        absolute / HOUR, absolute % HOUR / MINUTE);
}

/* ---- The structure: which values there are */

static struct disaggregation *disaggregation_of(struct sdmx *sdmx, const char *name) {
    for (size_t i = 0; i < sdmx->dimension_count; i++)
        if (text_equal(sdmx->dimensions[i].name, name))
            return &sdmx->dimensions[i];
    struct arena *arena = sdmx->document->arena;
    sdmx->dimensions =
        arena_grow(arena, sdmx->dimensions, sdmx->dimension_count, &sdmx->dimension_capacity, sizeof *sdmx->dimensions);
    struct disaggregation *dimension = &sdmx->dimensions[sdmx->dimension_count++];
    *dimension = (struct disaggregation){.name = name};
    dimension->values = arena_grow(arena, NULL, 0, &dimension->capacity, sizeof *dimension->values);
    dimension->values[dimension->count++] = NULL;
    return dimension;
}

static size_t value_index(struct sdmx *sdmx, struct disaggregation *dimension, const char *value) {
    for (size_t i = 0; i < dimension->count; i++)
        if (text_equal(dimension->values[i], value))
            return i;
    dimension->values = arena_grow(sdmx->document->arena, dimension->values, dimension->count, &dimension->capacity,
                                   sizeof *dimension->values);
    dimension->values[dimension->count] = value;
    return dimension->count++;
}

static void find_disaggregations(struct sdmx *sdmx) {
    for (uint32_t line = 0; line < sdmx->table->line_count; line++)
        for (uint32_t i = 0; i < sdmx->table->lines[line].category_count; i++) {
            const struct category *category = &sdmx->table->lines[line].categories[i];
            value_index(sdmx, disaggregation_of(sdmx, category->dimension), category->value);
        }
}

/* Periods that are the same stand once: in the first half of a year, what has come together is what the period says. */
static void add_time(struct sdmx *sdmx, const struct period *period, enum figure_column column) {
    if (!period)
        return;
    for (uint32_t i = 0; i < sdmx->time_count; i++)
        if (sdmx->times[i].period->start == period->start && sdmx->times[i].period->end == period->end)
            return;
    sdmx->times[sdmx->time_count++] = (struct sdmx_time){period, column};
}

static void find_times(struct sdmx *sdmx) {
    const struct rollup_table *table = sdmx->table;
    add_time(sdmx, &table->period, FIGURE_SUM);
    add_time(sdmx, table->cumulated, FIGURE_CUMULATIVE);
    add_time(sdmx, table->previous, FIGURE_PREVIOUS);
    add_time(sdmx, table->cumulated_previous, FIGURE_CUMULATIVE_PREVIOUS);
}

static size_t category_index(struct sdmx *sdmx, const struct table_line *line, size_t dimension) {
    for (uint32_t i = 0; i < line->category_count; i++)
        if (text_equal(line->categories[i].dimension, sdmx->dimensions[dimension].name))
            return value_index(sdmx, &sdmx->dimensions[dimension], line->categories[i].value);
    return 0;
}

/* The indexes of a cell's values in the dimensions that divide it. */
static const char *cell_key(struct sdmx *sdmx, uint32_t line) {
    AUTO_BUFFER key = {0};
    buffer_format(&key, "%" PRIu32, line);
    for (size_t i = 0; i < sdmx->dimension_count; i++)
        buffer_format(&key, ":%zu", category_index(sdmx, &sdmx->table->lines[line], i));
    return arena_text(sdmx->document->arena, buffer_cstr(&key));
}

/* The structure and the data set of a table are written one behind the other's list, so each is looked at twice. */
void sdmx_turn_to(struct sdmx *sdmx, uint32_t index) {
    sdmx->table = &sdmx->document->tables[index];
    sdmx->dimensions = NULL;
    sdmx->dimension_count = sdmx->dimension_capacity = 0;
    sdmx->time_count = 0;
    find_disaggregations(sdmx);
    find_times(sdmx);
    sdmx->cell_keys = arena_new_array(sdmx->document->arena, const char *, sdmx->table->line_count);
    for (uint32_t line = 0; line < sdmx->table->line_count; line++)
        sdmx->cell_keys[line] = cell_key(sdmx, line);
}

/* ---- Dimensions */

static void open_dimension(struct sdmx *sdmx, const char *id, const char *vi, const char *en, size_t position) {
    write_object(&sdmx->json, NULL);
    write_text(&sdmx->json, "id", id);
    sdmx_names(sdmx, vi, en);
    write_int(&sdmx->json, "keyPosition", (int64_t)position);
}

static void write_role(struct sdmx *sdmx, const char *role) {
    write_array(&sdmx->json, "roles");
    write_text(&sdmx->json, NULL, role);
    write_array_end(&sdmx->json);
}

static void close_dimension(struct sdmx *sdmx) {
    write_array_end(&sdmx->json);
    write_object_end(&sdmx->json);
}

static void write_value(struct sdmx *sdmx, const char *id, const char *vi, const char *en) {
    write_object(&sdmx->json, NULL);
    write_text(&sdmx->json, "id", id);
    sdmx_names(sdmx, vi, en);
    write_object_end(&sdmx->json);
}

static void write_form_dimension(struct sdmx *sdmx) {
    open_dimension(sdmx, "FORM", "Biểu mẫu", "Form", KEY_FORM);
    write_array(&sdmx->json, "values");
    write_value(sdmx, sdmx_identifier(sdmx, sdmx->table->form), sdmx->table->title_vi, sdmx->table->title_en);
    close_dimension(sdmx);
}

static void write_cell_dimension(struct sdmx *sdmx) {
    struct arena *arena = sdmx->document->arena;
    open_dimension(sdmx, "CELL", "Chỉ tiêu", "Cell", KEY_CELL);
    write_array(&sdmx->json, "values");
    for (uint32_t i = 0; i < sdmx->table->line_count; i++) {
        const struct table_line *line = &sdmx->table->lines[i];
        const char *english = text_empty(line->name_en) ? NULL : line_in_words(arena, line, LANGUAGE_EN);
        write_value(sdmx, sdmx_identifier(sdmx, line->code), line_in_words(arena, line, LANGUAGE_VI), english);
    }
    close_dimension(sdmx);
}

static void write_disaggregation(struct sdmx *sdmx, size_t index) {
    const struct disaggregation *dimension = &sdmx->dimensions[index];
    open_dimension(sdmx, component(sdmx, dimension->name), dimension->name, NULL, KEY_DISAGGREGATION + index);
    write_array(&sdmx->json, "values");
    write_value(sdmx, "_T", "Không phân tổ", "Not divided");
    for (size_t i = 1; i < dimension->count; i++)
        write_value(sdmx, sdmx_identifier(sdmx, dimension->values[i]), dimension->values[i], NULL);
    close_dimension(sdmx);
}

static void write_coverage(struct sdmx *sdmx) {
    open_dimension(sdmx, "COVERAGE", "Phạm vi", "Coverage", KEY_DISAGGREGATION + sdmx->dimension_count);
    write_array(&sdmx->json, "values");
    write_value(sdmx, "T", "Toàn đơn vị và các đơn vị bên dưới", "The unit with all units below");
    write_value(sdmx, "O", "Riêng các cơ quan của đơn vị", "The unit's own agencies");
    close_dimension(sdmx);
}

static void write_area(struct sdmx *sdmx, const struct table_node *node, const char *parent) {
    write_object(&sdmx->json, NULL);
    write_text(&sdmx->json, "id", sdmx_identifier(sdmx, node->unit));
    sdmx_names(sdmx, node->name, NULL);
    if (parent)
        write_text(&sdmx->json, "parent", sdmx_identifier(sdmx, parent));
    write_object_end(&sdmx->json);
}

static void write_areas(struct sdmx *sdmx) {
    const struct rollup_table *table = sdmx->table;
    open_dimension(sdmx, "REF_AREA", "Đơn vị", "Unit", KEY_DISAGGREGATION + sdmx->dimension_count + 1);
    write_role(sdmx, "REF_AREA");
    write_array(&sdmx->json, "values");
    write_area(sdmx, &table->node, NULL);
    for (uint32_t i = 0; i < table->child_count; i++)
        write_area(sdmx, &table->children[i], table->node.unit);
    close_dimension(sdmx);
}

static void write_time(struct sdmx *sdmx, const struct period *period) {
    struct arena *arena = sdmx->document->arena;
    const char *id = reporting_period(sdmx, period);
    char from[DAY_TEXT_SIZE];
    write_object(&sdmx->json, NULL);
    if (id)
        write_text(&sdmx->json, "id", id);
    else
        write_text(&sdmx->json, "value",
                   arena_format(arena, "%s/P%dD", day_format(period->start, from), period->end - period->start));
    sdmx_names(sdmx, period_in_words(arena, period, LANGUAGE_VI), period_in_words(arena, period, LANGUAGE_EN));
    write_text(&sdmx->json, "start", local_moment(sdmx, period->start, "00:00:00"));
    write_text(&sdmx->json, "end", local_moment(sdmx, period->end - 1, "23:59:59"));
    write_object_end(&sdmx->json);
}

static void write_times(struct sdmx *sdmx) {
    open_dimension(sdmx, "TIME_PERIOD", "Kỳ", "Period", KEY_DISAGGREGATION + sdmx->dimension_count + 2);
    write_role(sdmx, "TIME_PERIOD");
    write_array(&sdmx->json, "values");
    for (uint32_t i = 0; i < sdmx->time_count; i++)
        write_time(sdmx, sdmx->times[i].period);
    close_dimension(sdmx);
}

static void write_dimensions(struct sdmx *sdmx) {
    write_object(&sdmx->json, "dimensions");
    write_array(&sdmx->json, "dataSet");
    write_form_dimension(sdmx);
    write_array_end(&sdmx->json);
    write_array(&sdmx->json, "observation");
    write_cell_dimension(sdmx);
    for (size_t i = 0; i < sdmx->dimension_count; i++)
        write_disaggregation(sdmx, i);
    write_coverage(sdmx);
    write_areas(sdmx);
    write_times(sdmx);
    write_array_end(&sdmx->json);
    write_object_end(&sdmx->json);
}

/* ---- Measure and attributes */

static void write_format(struct sdmx *sdmx, const char *type) {
    write_object(&sdmx->json, "format");
    write_text(&sdmx->json, "dataType", type);
    write_object_end(&sdmx->json);
}

static void write_measures(struct sdmx *sdmx) {
    write_object(&sdmx->json, "measures");
    write_array(&sdmx->json, "observation");
    write_object(&sdmx->json, NULL);
    write_text(&sdmx->json, "id", "OBS_VALUE");
    sdmx_names(sdmx, "Số liệu", "Figure");
    write_format(sdmx, "Numeric");
    write_object_end(&sdmx->json);
    write_array_end(&sdmx->json);
    write_object_end(&sdmx->json);
}

/* relationship: "dataflow" or "observation"; "CELL": of each cell. */
static void open_attribute(struct sdmx *sdmx, const char *id, const char *vi, const char *en,
                           const char *relationship) {
    write_object(&sdmx->json, NULL);
    write_text(&sdmx->json, "id", id);
    sdmx_names(sdmx, vi, en);
    write_object(&sdmx->json, "relationship");
    if (text_equal(relationship, "CELL")) {
        write_array(&sdmx->json, "dimensions");
        write_text(&sdmx->json, NULL, relationship);
        write_array_end(&sdmx->json);
    } else {
        write_object(&sdmx->json, relationship);
        write_object_end(&sdmx->json);
    }
    write_object_end(&sdmx->json);
}

static void write_attribute(struct sdmx *sdmx, const char *id, const char *vi, const char *en, const char *relationship,
                            const char *type) {
    open_attribute(sdmx, id, vi, en, relationship);
    write_format(sdmx, type);
    write_object_end(&sdmx->json);
}

static void write_coded_attributes(struct sdmx *sdmx) {
    open_attribute(sdmx, "OBS_STATUS", "Tình trạng số liệu", "Observation status", "observation");
    write_array(&sdmx->json, "values");
    write_value(sdmx, "A", "Bình thường", "Normal value");
    write_value(sdmx, "O", "Không có số liệu", "Missing value");
    write_value(sdmx, "Q", "Không công bố", "Missing value; suppressed");
    write_value(sdmx, "E", "Số ước tính", "Estimated value");
    close_dimension(sdmx);
    open_attribute(sdmx, "REASON", "Vì sao không có, hoặc là số ước tính", "Why there is none, or that it is estimated",
                   "observation");
    write_array(&sdmx->json, "values");
    for (int i = 0; i < SDMX_REASONS; i++)
        write_value(sdmx, sdmx_reasons[i], absence_meaning(sdmx_reasons[i], LANGUAGE_VI),
                    absence_meaning(sdmx_reasons[i], LANGUAGE_EN));
    close_dimension(sdmx);
}

static void write_attributes(struct sdmx *sdmx) {
    write_object(&sdmx->json, "attributes");
    write_array(&sdmx->json, "dataSet");
    write_attribute(sdmx, "AS_OF", "Thời điểm", "As of", "dataflow", "DateTime");
    write_attribute(sdmx, "COMPLETE", "Đã nhận đủ", "All taken in", "dataflow", "Boolean");
    write_attribute(sdmx, "COUNTED", "Báo cáo được tính", "Reports counted", "dataflow", "String");
    write_array_end(&sdmx->json);
    write_array(&sdmx->json, "dimensionGroup");
    write_attribute(sdmx, "INDICATOR", "Mã chỉ tiêu", "Indicator", "CELL", "String");
    write_attribute(sdmx, "UNIT_MEASURE", "Đơn vị tính", "Unit of measure", "CELL", "String");
    write_attribute(sdmx, "DECIMALS", "Số chữ số thập phân", "Decimals", "CELL", "Integer");
    write_array_end(&sdmx->json);
    write_array(&sdmx->json, "observation");
    write_coded_attributes(sdmx);
    write_attribute(sdmx, "REPORTED", "Số báo cáo có số liệu", "Reports that gave a value", "observation", "Integer");
    write_array_end(&sdmx->json);
    write_object_end(&sdmx->json);
}

void sdmx_components(struct sdmx *sdmx) {
    write_dimensions(sdmx);
    write_measures(sdmx);
    write_attributes(sdmx);
}
