/* Writes the nodes of a roll-up. */
#include "rollup_json.h"

#include "figures_json.h"

static const char *const beside_names[BESIDES] = {"cumulative", "previousYear", "cumulativePreviousYear"};

void write_made_from(struct json_writer *json, const char *name, const struct tally *tally) {
    if (tally->cube_count == 0)
        return;
    write_array(json, name);
    for (uint32_t i = 0; i < tally->cube_count; i++)
        write_text(json, NULL, tally->cubes[i]->ground->period.code);
    write_array_end(json);
}

static void write_percent(struct json_writer *json, const char *name, int64_t figure, int64_t of) {
    char text[QUANTITY_TEXT_SIZE];
    write_text(json, name, figure_percent(figure, of, text));
}

static void write_planned(struct json_writer *json, const struct rollup_answer *answer, const struct cell *cell,
                          const struct cell_answer *figures) {
    if (!answer->plan)
        return;
    write_figure(json, "planned", cell, figures->planned.figure);
    write_percent(json, "percentOfPlan", figure_toward_plan(answer, figures), figures->planned.figure);
}

static void write_besides(struct json_writer *json, const struct rollup_answer *answer, const struct cell *cell,
                          const struct cell_answer *figures) {
    for (int i = 0; i < BESIDES; i++)
        if (answer->beside[i].cube_count > 0)
            write_figure(json, beside_names[i], cell, figures->beside[i]);
    if (answer->beside[BESIDE_PREVIOUS].cube_count > 0)
        write_percent(json, "percentOfPreviousYear", figures->sum, figures->beside[BESIDE_PREVIOUS]);
    if (answer->beside[BESIDE_CUMULATIVE_PREVIOUS].cube_count > 0)
        write_percent(json, "cumulativePercentOfPreviousYear", figures->beside[BESIDE_CUMULATIVE],
                      figures->beside[BESIDE_CUMULATIVE_PREVIOUS]);
}

static void write_stats(struct json_writer *json, const struct rollup_answer *answer, const struct cell *cell,
                        const struct cell_answer *figures) {
    char text[QUANTITY_TEXT_SIZE];
    if (!answer->stats)
        return;
    write_text(json, "average", figure_average(cell, figures, text));
    write_figure(json, "minimum", cell, figures->minimum);
    write_figure(json, "maximum", cell, figures->maximum);
}

void write_node_cells(struct json_writer *json, const struct rollup_answer *answer, const struct node_answer *node) {
    const struct form_version *version = answer->tally.version;
    write_object(json, "cells");
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        const struct cell_answer *figures = &node->cells[i];
        if (cell->retired)
            continue;
        write_object(json, cell->code);
        write_figure(json, "sum", cell, figures->sum);
        write_int(json, "reported", figures->reported);
        write_besides(json, answer, cell, figures);
        write_planned(json, answer, cell, figures);
        write_stats(json, answer, cell, figures);
        if (figures->status)
            write_text(json, "status", figures->status);
        write_object_end(json);
    }
    write_object_end(json);
}

void write_node(struct json_writer *json, const struct rollup_answer *answer, const struct node_answer *node) {
    write_completeness(json, &node->completeness);
    write_shares(json, answer->tally.slice->tree, node->shares, node->share_count);
    write_node_cells(json, answer, node);
}
