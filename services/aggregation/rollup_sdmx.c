/* Figures for statistical systems: an SDMX-JSON 2.0 data message (SDMX 3.0), flat, with a structure and a data set for each table.
 *
 * What is missing is there without a value, and OBS_STATUS and REASON say why. */
#include "rollup_sdmx.h"

#include <inttypes.h>
#include <string.h>

#include "core/text.h"
#include "rollup_words.h"

#define SDMX_SCHEMA                                                                                                    \
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"                    \
    "sdmx-json-data-schema.json"

/* ---- The data */

static void write_links(struct sdmx *sdmx) {
    write_array(&sdmx->json, "links");
    write_object(&sdmx->json, NULL);
    write_text(&sdmx->json, "urn",
               arena_format(sdmx->document->arena,
                            "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=" SDMX_SENDER ":%s(%d.0.0)",
                            sdmx_identifier(sdmx, sdmx->table->form), (int)sdmx->table->form_version));
    write_text(&sdmx->json, "rel", "dataflow");
    write_object_end(&sdmx->json);
    write_array_end(&sdmx->json);
}

/* ":3:::" for the attributes of a cell: empty in the place of every dimension that they do not hang on. */
static const char *group_key(const struct sdmx *sdmx, uint32_t line) {
    AUTO_BUFFER key = {0};
    buffer_format(&key, ":%" PRIu32, line);
    for (size_t i = 0; i < sdmx->dimension_count + SDMX_DIMENSIONS_BEHIND; i++)
        buffer_char(&key, ':');
    return arena_text(sdmx->document->arena, buffer_cstr(&key));
}

static void write_groups(struct sdmx *sdmx) {
    write_object(&sdmx->json, "dimensionGroupAttributes");
    for (uint32_t i = 0; i < sdmx->table->line_count; i++) {
        const struct table_line *line = &sdmx->table->lines[i];
        write_array(&sdmx->json, group_key(sdmx, i));
        write_text(&sdmx->json, NULL, line->indicator);
        write_text(&sdmx->json, NULL, line->unit_of_measure);
        write_int(&sdmx->json, NULL, line->decimals);
        write_array_end(&sdmx->json);
    }
    write_object_end(&sdmx->json);
}

static enum sdmx_status status_of(const struct table_figures *figures, const char *digits) {
    if (digits)
        return figures->status ? STATUS_ESTIMATED : STATUS_NORMAL;
    bool suppressed = text_equal(figures->status, sdmx_reasons[0]) || text_equal(figures->status, sdmx_reasons[1]);
    return suppressed ? STATUS_SUPPRESSED : STATUS_MISSING;
}

static void write_reason(struct sdmx *sdmx, const char *status) {
    for (int i = 0; i < SDMX_REASONS; i++)
        if (text_equal(sdmx_reasons[i], status)) {
            write_int(&sdmx->json, NULL, i);
            return;
        }
    write_null(&sdmx->json, NULL);
}

/* How many reports gave a value is known of the period itself only. */
static void write_observation(struct sdmx *sdmx, const char *key, const struct table_figures *figures,
                              enum figure_column column) {
    const char *digits = figures->digits[column];
    write_array(&sdmx->json, key);
    if (digits)
        write_raw(&sdmx->json, NULL, digits, strlen(digits));
    else
        write_null(&sdmx->json, NULL);
    write_int(&sdmx->json, NULL, status_of(figures, digits));
    write_reason(sdmx, figures->status);
    if (column == FIGURE_SUM)
        write_int(&sdmx->json, NULL, figures->reported);
    write_array_end(&sdmx->json);
}

static void write_node(struct sdmx *sdmx, const struct table_node *node, enum sdmx_coverage coverage, uint32_t area) {
    struct arena *arena = sdmx->document->arena;
    for (uint32_t line = 0; line < sdmx->table->line_count; line++)
        for (uint32_t time = 0; time < sdmx->time_count; time++)
            write_observation(
                sdmx,
                arena_format(arena, "%s:%d:%" PRIu32 ":%" PRIu32, sdmx->cell_keys[line], (int)coverage, area, time),
                &node->figures[line], sdmx->times[time].column);
}

static void write_observations(struct sdmx *sdmx) {
    write_object(&sdmx->json, "observations");
    write_node(sdmx, &sdmx->table->node, COVERAGE_TOTAL, 0);
    write_node(sdmx, &sdmx->table->own, COVERAGE_OWN, 0);
    for (uint32_t i = 0; i < sdmx->table->child_count; i++)
        write_node(sdmx, &sdmx->table->children[i], COVERAGE_TOTAL, i + 1);
    write_object_end(&sdmx->json);
}

static void write_data_set(struct sdmx *sdmx, uint32_t index) {
    write_object(&sdmx->json, NULL);
    write_int(&sdmx->json, "structure", index);
    write_text(&sdmx->json, "action", "Information");
    write_links(sdmx);
    write_array(&sdmx->json, "attributes");
    write_moment(&sdmx->json, NULL, sdmx->table->as_of);
    write_flag(&sdmx->json, NULL, sdmx->table->complete);
    write_text(&sdmx->json, NULL, sdmx->table->counted);
    write_array_end(&sdmx->json);
    write_groups(sdmx);
    write_observations(sdmx);
    write_object_end(&sdmx->json);
}

/* ---- The message */

static void write_structure(struct sdmx *sdmx, uint32_t index) {
    write_object(&sdmx->json, NULL);
    write_array(&sdmx->json, "dataSets");
    write_int(&sdmx->json, NULL, index);
    write_array_end(&sdmx->json);
    write_links(sdmx);
    sdmx_names(sdmx, sdmx->table->title_vi, sdmx->table->title_en);
    sdmx_components(sdmx);
    write_object_end(&sdmx->json);
}

static void write_meta(struct sdmx *sdmx) {
    struct json_writer *json = &sdmx->json;
    write_object(json, "meta");
    write_text(json, "schema", SDMX_SCHEMA);
    write_text(json, "id", sdmx->document->id);
    write_flag(json, "test", false);
    write_moment(json, "prepared", sdmx->document->prepared);
    write_array(json, "contentLanguages");
    write_text(json, NULL, in_language(sdmx->document->language, "vi", "en"));
    write_text(json, NULL, in_language(sdmx->document->language, "en", "vi"));
    write_array_end(json);
    write_object(json, "sender");
    write_text(json, "id", SDMX_SENDER);
    write_text(json, "name", "Tonghop");
    write_object_end(json);
    write_object_end(json);
}

static void write_each(struct sdmx *sdmx, const char *name, void (*write)(struct sdmx *sdmx, uint32_t index)) {
    write_array(&sdmx->json, name);
    for (uint32_t i = 0; i < sdmx->document->table_count; i++) {
        sdmx_turn_to(sdmx, i);
        write(sdmx, i);
    }
    write_array_end(&sdmx->json);
}

void rollup_sdmx_write(const struct rollup_document *document, struct buffer *to) {
    struct sdmx sdmx = {.document = document};
    json_writer_init(&sdmx.json, to);
    write_object(&sdmx.json, NULL);
    write_meta(&sdmx);
    write_object(&sdmx.json, "data");
    write_each(&sdmx, "structures", write_structure);
    write_each(&sdmx, "dataSets", write_data_set);
    write_object_end(&sdmx.json);
    write_object_end(&sdmx.json);
}
