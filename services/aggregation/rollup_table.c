/* Makes a table of a computed answer, and answers with a document in the format asked for. */
#include "rollup_table.h"

#include "core/text.h"
#include "domain/quantity.h"
#include "figures_json.h"
#include "sheet/csv_write.h"
#include "sheet/sheet.h"

static const char page_type[] = "text/html";

const char *const rollup_answers[] = {
    "application/json", CSV_MEDIA_TYPE, NDJSON_MEDIA_TYPE, SHEET_MEDIA_TYPE, SDMX_MEDIA_TYPE, page_type, NULL};
const char *const list_answers[] = {"application/json", CSV_MEDIA_TYPE, NULL};

/* ---- Figures as digits */

struct making {
    struct arena *arena;
    const struct rollup_answer *answer;
};

static const char *digits_of(const struct making *making, const struct cell *cell, int64_t figure) {
    char text[QUANTITY_TEXT_SIZE];
    if (figure == QUANTITY_MISSING)
        return NULL;
    return arena_text(making->arena, quantity_format(figure, cell->indicator->decimals, text));
}

static const char *percent_of(const struct making *making, int64_t figure, int64_t of) {
    char text[QUANTITY_TEXT_SIZE];
    const char *percent = figure_percent(figure, of, text);
    return percent ? arena_text(making->arena, percent) : NULL;
}

static const char *average_of(const struct making *making, const struct cell *cell, const struct cell_answer *figures) {
    char text[QUANTITY_TEXT_SIZE];
    const char *average = making->answer->stats ? figure_average(cell, figures, text) : NULL;
    return average ? arena_text(making->arena, average) : NULL;
}

static struct table_figures figures_of(const struct making *making, const struct cell *cell,
                                       const struct cell_answer *from) {
    const int64_t *beside = from->beside;
    return (struct table_figures){
        .status = from->status,
        .reported = from->reported,
        .digits = {[FIGURE_PLANNED] = digits_of(making, cell, from->planned.figure),
                   [FIGURE_SUM] = digits_of(making, cell, from->sum),
                   [FIGURE_CUMULATIVE] = digits_of(making, cell, beside[BESIDE_CUMULATIVE]),
                   [FIGURE_PREVIOUS] = digits_of(making, cell, beside[BESIDE_PREVIOUS]),
                   [FIGURE_CUMULATIVE_PREVIOUS] = digits_of(making, cell, beside[BESIDE_CUMULATIVE_PREVIOUS]),
                   [FIGURE_PERCENT_PLAN] =
                       percent_of(making, figure_toward_plan(making->answer, from), from->planned.figure),
                   [FIGURE_PERCENT_PREVIOUS] = percent_of(making, from->sum, beside[BESIDE_PREVIOUS]),
                   [FIGURE_PERCENT_CUMULATIVE] =
                       percent_of(making, beside[BESIDE_CUMULATIVE], beside[BESIDE_CUMULATIVE_PREVIOUS]),
                   [FIGURE_AVERAGE] = average_of(making, cell, from),
                   [FIGURE_MINIMUM] = digits_of(making, cell, from->minimum),
                   [FIGURE_MAXIMUM] = digits_of(making, cell, from->maximum)}};
}

static struct table_node node_of(const struct making *making, const struct node_answer *from) {
    const struct form_version *version = making->answer->tally.version;
    const struct unit_slice *slice = making->answer->tally.slice;
    struct table_figures *figures = arena_new_array(making->arena, struct table_figures, version->cell_count);
    uint32_t line = 0;
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (!version->cells[i].retired)
            figures[line++] = figures_of(making, &version->cells[i], &from->cells[i]);
    return (struct table_node){.unit = slice->tree->units[slice->unit_of[from->position]].id,
                               .code = slice->version[from->position]->code,
                               .name = slice->version[from->position]->name,
                               .completeness = from->completeness,
                               .figures = figures};
}

/* ---- The table */

static void make_lines(const struct making *making, struct rollup_table *table) {
    const struct form_version *version = making->answer->tally.version;
    struct table_line *lines = arena_new_array(making->arena, struct table_line, version->cell_count);
    table->lines = lines;
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        if (!cell->retired)
            lines[table->line_count++] = (struct table_line){.code = cell->code,
                                                             .row = cell->row,
                                                             .indicator = cell->indicator->code,
                                                             .name_vi = cell->indicator->name_vi,
                                                             .name_en = cell->indicator->name_en,
                                                             .unit_of_measure = cell->indicator->unit_of_measure,
                                                             .categories = cell->categories,
                                                             .category_count = cell->category_count,
                                                             .decimals = cell->indicator->decimals};
    }
}

static uint32_t columns_of(const struct rollup_answer *answer) {
    const bool cumulated = answer->beside[BESIDE_CUMULATIVE].cube_count > 0,
               previous = answer->beside[BESIDE_PREVIOUS].cube_count > 0,
               both = answer->beside[BESIDE_CUMULATIVE_PREVIOUS].cube_count > 0, planned = answer->plan != NULL;
    return 1U << FIGURE_SUM | (uint32_t)planned << FIGURE_PLANNED | (uint32_t)planned << FIGURE_PERCENT_PLAN |
           (uint32_t)cumulated << FIGURE_CUMULATIVE | (uint32_t)previous << FIGURE_PREVIOUS |
           (uint32_t)previous << FIGURE_PERCENT_PREVIOUS | (uint32_t)both << FIGURE_CUMULATIVE_PREVIOUS |
           (uint32_t)both << FIGURE_PERCENT_CUMULATIVE | (uint32_t)answer->stats << FIGURE_AVERAGE |
           (uint32_t)answer->stats << FIGURE_MINIMUM | (uint32_t)answer->stats << FIGURE_MAXIMUM;
}

static const struct period *period_beside(const struct rollup_answer *answer, enum beside which) {
    return answer->beside[which].cube_count > 0 ? &answer->beside[which].period : NULL;
}

static struct rollup_table head_of(const struct call *call, const struct rollup_answer *answer) {
    const struct question *question = answer->question;
    const struct form *form = question->form;
    return (struct rollup_table){.form = form->code,
                                 .title_vi = form->title_vi,
                                 .title_en = form->title_en,
                                 .legal_number = form->legal_number,
                                 .form_version = answer->tally.version->version,
                                 .period = question->period,
                                 .previous = period_beside(answer, BESIDE_PREVIOUS),
                                 .cumulated = period_beside(answer, BESIDE_CUMULATIVE),
                                 .cumulated_previous = period_beside(answer, BESIDE_CUMULATIVE_PREVIOUS),
                                 .boundaries = question->boundaries,
                                 .tree_date = question_tree_date(question),
                                 .counted = question_counted(question),
                                 .agency = question->agency,
                                 .as_of = question->as_of == MOMENT_NONE ? call->now : question->as_of,
                                 .complete = question->complete,
                                 .columns = columns_of(answer)};
}

void rollup_table_make(struct call *call, const struct rollup_answer *answer, struct rollup_table *ret_table) {
    const struct making making = {.arena = &call->arena, .answer = answer};
    struct table_node *children = arena_new_array(&call->arena, struct table_node, answer->child_count);
    const struct shown *shown = &answer->question->shown;
    shown_head(shown, answer->question->unit);
    *ret_table = head_of(call, answer);
    make_lines(&making, ret_table);
    ret_table->node = node_of(&making, &answer->node);
    ret_table->own = node_of(&making, &answer->own);
    for (uint32_t i = 0; i < answer->child_count; i++)
        if (is_shown(shown, answer->tally.slice->unit_of[answer->children[i].position]))
            children[ret_table->child_count++] = node_of(&making, &answer->children[i]);
    ret_table->children = children;
}

/* ---- The answer */

static void offer_file(struct call *call, const char *name, const char *ending) {
    call_header(call, "Content-Disposition",
                arena_format(&call->arena, "attachment; filename=\"%s.%s\"", name, ending));
}

bool list_file_wanted(const struct call *call) {
    return !text_equal(call->answer_type, list_answers[0]);
}

void list_file_answer(struct call *call, const char *name) {
    offer_file(call, name, "csv");
    call_reply_as(call, 200, CSV_MEDIA_TYPE);
}

/* The page is built from escaped text alone; the policy says to browsers that nothing in it is to be run or fetched. */
static void answer_page(struct call *call, const struct rollup_document *document) {
    rollup_page_write(document, &call->body);
    call_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    call_reply_as(call, 200, page_type);
}

static void answer_workbook(struct call *call, const struct rollup_document *document, const char *name) {
    struct fail fail = {0};
    if (!rollup_sheet_write(document, &call->body, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    offer_file(call, name, "xlsx");
    call_reply_as(call, 200, SHEET_MEDIA_TYPE);
}

void rollup_document_answer(struct call *call, const struct rollup_document *document, const char *name) {
    static const struct {
        const char *type, *ending;
        void (*write)(const struct rollup_document *document, struct buffer *to);
    } plain[] = {{CSV_MEDIA_TYPE, "csv", rollup_csv_write},
                 {NDJSON_MEDIA_TYPE, "ndjson", rollup_lines_write},
                 {SDMX_MEDIA_TYPE, "json", rollup_sdmx_write}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (text_equal(call->answer_type, plain[i].type)) {
            plain[i].write(document, &call->body);
            offer_file(call, name, plain[i].ending);
            call_reply_as(call, 200, plain[i].type);
            return;
        }
    if (text_equal(call->answer_type, page_type))
        answer_page(call, document);
    else
        answer_workbook(call, document, name);
}
