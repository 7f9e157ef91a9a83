/* GET /v1/rollups/{form}/{unit}/{period}: a node with its own figures and, where asked, its children's. */
#include "routes.h"

#include "figures_json.h"
#include "rollup_answer.h"

static const char *const beside_names[BESIDES] = {"cumulative", "previousYear", "cumulativePreviousYear"};

struct writing {
    struct json_writer json;
    const struct rollup_answer *answer;
};

static void write_made_from(struct json_writer *json, const char *name, const struct tally *tally) {
    if (tally->cube_count == 0)
        return;
    write_array(json, name);
    for (uint32_t i = 0; i < tally->cube_count; i++)
        write_text(json, NULL, tally->cubes[i]->ground->period.code);
    write_array_end(json);
}

static void write_percent(struct json_writer *json, const char *name, int64_t figure, int64_t of) {
    char text[QUANTITY_TEXT_SIZE];
    bool known = figure != QUANTITY_MISSING && of != QUANTITY_MISSING && of != 0;
    write_text(json, name, known ? percent_format(figure, of, 2, text) : NULL);
}

static void write_besides(struct writing *writing, const struct cell *cell, const struct cell_answer *figures) {
    const struct rollup_answer *answer = writing->answer;
    for (int i = 0; i < BESIDES; i++)
        if (answer->beside[i].cube_count > 0)
            write_figure(&writing->json, beside_names[i], cell, figures->beside[i]);
    if (answer->beside[BESIDE_PREVIOUS].cube_count > 0)
        write_percent(&writing->json, "percentOfPreviousYear", figures->sum, figures->beside[BESIDE_PREVIOUS]);
    if (answer->beside[BESIDE_CUMULATIVE_PREVIOUS].cube_count > 0)
        write_percent(&writing->json, "cumulativePercentOfPreviousYear", figures->beside[BESIDE_CUMULATIVE],
                      figures->beside[BESIDE_CUMULATIVE_PREVIOUS]);
}

/* The average has two decimals more than the figures where a figure can have them, and is rounded half away from 0. */
static void write_average(struct json_writer *json, const struct cell *cell, const struct cell_answer *figures) {
    enum { MORE_DECIMALS = 2 };
    char text[QUANTITY_TEXT_SIZE];
    int64_t average;
    int decimals = cell->indicator->decimals;
    __int128 scaled = figures->sum;
    for (int i = 0; i < MORE_DECIMALS && decimals < QUANTITY_DECIMALS_MAX; i++, decimals++)
        scaled *= 10;
    __int128 count = figures->reported, half = scaled < 0 ? -count : count;
    bool known = figures->sum != QUANTITY_MISSING && count > 0 && cell->indicator->over_units == OVER_UNITS_SUM &&
                 quantity_total((2 * scaled + half) / (2 * count), &average);
    write_text(json, "average", known ? quantity_format(average, decimals, text) : NULL);
}

static void write_stats(struct writing *writing, const struct cell *cell, const struct cell_answer *figures) {
    if (!writing->answer->stats)
        return;
    write_average(&writing->json, cell, figures);
    write_figure(&writing->json, "minimum", cell, figures->minimum);
    write_figure(&writing->json, "maximum", cell, figures->maximum);
}

static void write_node_cells(struct writing *writing, const struct node_answer *node) {
    const struct form_version *version = writing->answer->tally.version;
    write_object(&writing->json, "cells");
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        const struct cell_answer *figures = &node->cells[i];
        if (cell->retired)
            continue;
        write_object(&writing->json, cell->code);
        write_figure(&writing->json, "sum", cell, figures->sum);
        write_int(&writing->json, "reported", figures->reported);
        write_besides(writing, cell, figures);
        write_stats(writing, cell, figures);
        if (figures->status)
            write_text(&writing->json, "status", figures->status);
        write_object_end(&writing->json);
    }
    write_object_end(&writing->json);
}

static void write_node(struct writing *writing, const struct node_answer *node) {
    write_completeness(&writing->json, &node->completeness);
    write_node_cells(writing, node);
}

static void write_own(struct writing *writing) {
    write_object(&writing->json, "own");
    write_node_cells(writing, &writing->answer->own);
    write_object_end(&writing->json);
}

static void write_children(struct writing *writing) {
    const struct rollup_answer *answer = writing->answer;
    write_array(&writing->json, "children");
    for (uint32_t i = 0; i < answer->child_count; i++) {
        write_object(&writing->json, NULL);
        write_unit(&writing->json, answer->tally.slice, answer->children[i].position);
        write_node(writing, &answer->children[i]);
        write_object_end(&writing->json);
    }
    write_array_end(&writing->json);
}

static void write_head(struct writing *writing, const struct call *call) {
    const struct rollup_answer *answer = writing->answer;
    const struct question *question = answer->question;
    struct json_writer *json = &writing->json;
    write_text(json, "form", question->form->code);
    write_unit(json, answer->tally.slice, answer->node.position);
    write_period(json, &question->period);
    write_day(json, "treeDate", question_tree_date(question));
    write_text(json, "boundaries", question->boundaries);
    if (question->agency)
        write_text(json, "agency", question->agency);
    write_made_from(json, "madeFrom", &answer->tally);
    write_made_from(json, "cumulativeMadeFrom", &answer->beside[BESIDE_CUMULATIVE]);
    write_made_from(json, "previousYearMadeFrom", &answer->beside[BESIDE_PREVIOUS]);
    write_moment(json, "asOf", question->as_of == MOMENT_NONE ? call->now : question->as_of);
    write_flag(json, "complete", question_complete(call, question));
    write_text(json, "counted", question->view == COUNTED_ACCEPTED ? "accepted" : "submitted");
}

void rollup_get(struct call *call) {
    AUTO_QUESTION question = {0};
    AUTO_ROLLUP_ANSWER answer = {0};
    if (!call_query_only(call, rollup_parameters) || !question_read(call, &question) ||
        !rollup_answer_make(call, &question, &answer))
        return;
    struct writing writing = {.json = call_json(call), .answer = &answer};
    write_object(&writing.json, NULL);
    write_head(&writing, call);
    write_node(&writing, &answer.node);
    write_own(&writing);
    if (answer.children_asked)
        write_children(&writing);
    write_object_end(&writing.json);
    call_reply(call, 200);
}
