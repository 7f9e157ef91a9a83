/* GET /v1/rollups/{form}/{unit}/{period}: a node with its own figures and, where asked, its children's. */
#include "routes.h"

#include "figures_json.h"
#include "question.h"

struct answer {
    struct json_writer json;
    const struct call *call;
    const struct question *question;
    const struct tally *tally;
    struct cell_sum *sums; /* of the node being written */
};

static void write_made_from(struct json_writer *json, const struct tally *tally) {
    write_array(json, "madeFrom");
    for (uint32_t i = 0; i < tally->cube_count; i++)
        write_text(json, NULL, tally->cubes[i]->ground->period.code);
    write_array_end(json);
}

static void write_node(struct answer *answer, uint32_t position) {
    struct completeness completeness;
    rollup_completeness(answer->tally->reports, position, &completeness);
    rollup_cells(answer->tally->figures, position, answer->question->view, answer->sums);
    write_completeness(&answer->json, &completeness);
    write_cells(&answer->json, answer->tally->version, answer->sums, &answer->call->caller);
}

static void write_own(struct answer *answer, uint32_t position) {
    rollup_own(answer->tally->figures, position, answer->question->view, answer->sums);
    write_object(&answer->json, "own");
    write_cells(&answer->json, answer->tally->version, answer->sums, &answer->call->caller);
    write_object_end(&answer->json);
}

static void write_children(struct answer *answer, uint32_t position) {
    const struct unit_slice *slice = answer->tally->slice;
    write_array(&answer->json, "children");
    for (uint32_t child = position + 1; child < slice->subtree_end[position]; child = slice->subtree_end[child]) {
        write_object(&answer->json, NULL);
        write_unit(&answer->json, slice, child);
        write_node(answer, child);
        write_object_end(&answer->json);
    }
    write_array_end(&answer->json);
}

static void write_head(struct answer *answer, uint32_t position) {
    const struct question *question = answer->question;
    const struct call *call = answer->call;
    write_text(&answer->json, "form", question->form->code);
    write_unit(&answer->json, answer->tally->slice, position);
    write_period(&answer->json, &question->period);
    write_day(&answer->json, "treeDate", period_tree_date(&question->period));
    write_made_from(&answer->json, answer->tally);
    write_moment(&answer->json, "asOf", question->as_of == MOMENT_NONE ? call->now : question->as_of);
    write_flag(&answer->json, "complete", question_complete(call, question));
    write_text(&answer->json, "counted", question->view == COUNTED_ACCEPTED ? "accepted" : "submitted");
}

void rollup_get(struct call *call) {
    static const char *const parameters[] = {"children", "asOf", "counted", NULL};
    AUTO_QUESTION question = {0};
    AUTO_TALLY tally = {0};
    bool children = call_query_flag(call, "children", false);
    if (!call_query_only(call, parameters) || !question_read(call, &question) ||
        !question_tally(call, &question, &tally))
        return;
    uint32_t position = tally_position(&tally, question.unit_id);
    struct answer answer = {.json = call_json(call), .call = call, .question = &question, .tally = &tally};
    answer.sums = arena_new_array(&call->arena, struct cell_sum, tally.version->cell_count);
    write_object(&answer.json, NULL);
    write_head(&answer, position);
    write_node(&answer, position);
    write_own(&answer, position);
    if (children)
        write_children(&answer, position);
    write_object_end(&answer.json);
    call_reply(call, 200);
}
