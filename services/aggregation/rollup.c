/* GET /v1/rollups/{form}/{unit}/{period}: a node with its own figures and, where asked, its children's. */
#include "routes.h"

#include "core/text.h"
#include "figures_json.h"
#include "rollup_answer.h"
#include "rollup_json.h"
#include "rollup_table.h"
#include "rollup_words.h"

struct writing {
    struct json_writer json;
    const struct rollup_answer *answer;
};

static void write_own(struct writing *writing) {
    write_object(&writing->json, "own");
    write_node_cells(&writing->json, writing->answer, &writing->answer->own);
    write_object_end(&writing->json);
}

static void write_children(struct writing *writing) {
    const struct rollup_answer *answer = writing->answer;
    write_array(&writing->json, "children");
    for (uint32_t i = 0; i < answer->child_count; i++) {
        if (!is_shown(&answer->question->shown, answer->tally.slice->unit_of[answer->children[i].position]))
            continue;
        write_object(&writing->json, NULL);
        write_unit(&writing->json, answer->tally.slice, answer->children[i].position);
        write_node(&writing->json, answer, &answer->children[i]);
        write_object_end(&writing->json);
    }
    write_array_end(&writing->json);
}

static void write_head(struct writing *writing, const struct call *call) {
    const struct rollup_answer *answer = writing->answer;
    const struct question *question = answer->question;
    struct json_writer *json = &writing->json;
    shown_head(&question->shown, question->unit);
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
    write_flag(json, "complete", question->complete);
    write_text(json, "counted", question_counted(question));
}

static void answer_json(struct call *call, const struct rollup_answer *answer) {
    struct writing writing = {.json = call_json(call), .answer = answer};
    write_object(&writing.json, NULL);
    write_head(&writing, call);
    write_node(&writing.json, answer, &answer->node);
    write_own(&writing);
    if (answer->children_asked)
        write_children(&writing);
    write_object_end(&writing.json);
    call_reply(call, 200);
}

/* ---- Every other format */

static void answer_document(struct call *call, const struct rollup_answer *answer) {
    struct rollup_table table;
    rollup_table_make(call, answer, &table);
    const struct rollup_document document = {
        .arena = &call->arena,
        .language = call->language,
        .id = call->trace_id,
        .prepared = call->now,
        .zone_offset_seconds =
            snapshot_programme(answer->question->snapshot, answer->question->form->programme)->zone_offset_seconds,
        .issuer = table.node.name,
        .state = in_language(call->language, "Số liệu hiện có, chưa ký ban hành", "Live figures, not signed"),
        .title = in_language(call->language, "Biểu tổng hợp số liệu", "Consolidated figures"),
        .tables = &table,
        .table_count = 1};
    rollup_document_answer(call, &document,
                           arena_format(&call->arena, "%s-%s-%s", table.form, table.node.code, table.period.code));
}

void rollup_get(struct call *call) {
    AUTO_QUESTION question = {0};
    AUTO_ROLLUP_ANSWER answer = {0};
    call_query_known(call, rollup_parameters);
    if (!question_read(call, &question) || !rollup_answer_make(call, &question, &answer))
        return;
    if (text_equal(call->answer_type, rollup_answers[0]))
        answer_json(call, &answer);
    else
        answer_document(call, &answer);
}
