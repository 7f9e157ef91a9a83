/* Computes and writes what a consolidation says. */
#include "consolidation_figures.h"

#include "attainment_answer.h"
#include "core/text.h"
#include "rollup_json.h"
#include "target_figures.h"

static const struct caller any_reader = {.scopes = 0}, raw_reader = {.scopes = 1U << SCOPE_RAW};

/* One document while it is written. */
struct writing {
    struct json_writer json;
    const struct figuring *figuring;
    const struct caller *reader;
};

static const struct unit *unit_of(const struct consolidation_subject *subject) {
    return &snapshot_tree(subject->snapshot)->units[subject->unit];
}

static void write_names(struct json_writer *json, const char *name, const char *vi, const char *en) {
    write_object(json, name);
    write_text(json, "vi", vi);
    write_text(json, "en", en);
    write_object_end(json);
}

/* ---- A form */

static void write_categories(struct json_writer *json, const struct cell *cell) {
    write_object(json, "disaggregation");
    for (uint32_t i = 0; i < cell->category_count; i++)
        write_text(json, cell->categories[i].dimension, cell->categories[i].value);
    write_object_end(json);
}

static void write_columns(struct json_writer *json, const struct form_version *version) {
    write_array(json, "columns");
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        if (cell->retired)
            continue;
        write_object(json, NULL);
        write_text(json, "cell", cell->code);
        write_text(json, "row", cell->row);
        write_text(json, "indicator", cell->indicator->code);
        write_names(json, "name", cell->indicator->name_vi, cell->indicator->name_en);
        write_text(json, "unitOfMeasure", cell->indicator->unit_of_measure);
        write_int(json, "decimals", cell->indicator->decimals);
        write_categories(json, cell);
        write_flag(json, "sensitive", cell_confidential(cell, &any_reader));
        write_object_end(json);
    }
    write_array_end(json);
}

static void write_beside(struct json_writer *json, const char *name, const struct tally *tally) {
    if (tally->cube_count == 0)
        return;
    write_object(json, name);
    write_period(json, &tally->period);
    write_made_from(json, "madeFrom", tally);
    write_object_end(json);
}

static void write_missing(struct json_writer *json, const struct node_answer *node) {
    write_int(json, "missing", node->completeness.expected - node->completeness.reported);
}

static void write_children(struct json_writer *json, const struct rollup_answer *answer) {
    const struct unit_slice *slice = answer->tally.slice;
    write_array(json, "children");
    for (uint32_t i = 0; i < answer->child_count; i++) {
        const struct node_answer *child = &answer->children[i];
        write_object(json, NULL);
        write_unit(json, slice, child->position);
        write_text(json, "name", slice->version[child->position]->name);
        write_missing(json, child);
        write_node(json, answer, child);
        write_object_end(json);
    }
    write_array_end(json);
}

static void write_form(struct json_writer *json, const struct rollup_answer *answer) {
    const struct form *form = answer->question->form;
    write_object(json, NULL);
    write_text(json, "form", form->code);
    write_int(json, "formVersion", answer->tally.version->version);
    write_names(json, "title", form->title_vi, form->title_en);
    write_text(json, "legalNumber", form->legal_number);
    write_text(json, "gathers", answer->question->agency == NULL ? "all" : "ownLine");
    write_made_from(json, "madeFrom", &answer->tally);
    write_beside(json, "cumulative", &answer->beside[BESIDE_CUMULATIVE]);
    write_beside(json, "previousYear", &answer->beside[BESIDE_PREVIOUS]);
    write_beside(json, "cumulativePreviousYear", &answer->beside[BESIDE_CUMULATIVE_PREVIOUS]);
    write_columns(json, answer->tally.version);
    write_missing(json, &answer->node);
    write_node(json, answer, &answer->node);
    write_object(json, "own");
    write_node_cells(json, answer, &answer->own);
    write_object_end(json);
    write_children(json, answer);
    write_object_end(json);
}

static struct question question_about(const struct consolidation_subject *subject, uint32_t index) {
    const struct form *form = subject->forms[index];
    return (struct question){.snapshot = subject->snapshot,
                             .form = form,
                             .version = form_version_for(form, &subject->period),
                             .period = subject->period,
                             .unit = subject->unit,
                             .unit_id = unit_of(subject)->id,
                             .view = COUNTED_SUBMITTED,
                             .as_of = MOMENT_NONE,
                             .boundaries = "asReported",
                             .boundary_date = DAY_NEVER,
                             .agency = subject->own_line[index] ? subject->agency.function : NULL};
}

static void gather_answer(const struct figuring *figuring, const struct rollup_answer *answer,
                          struct consolidation_sources *sources) {
    const char *unit_id = unit_of(figuring->subject)->id;
    sources_gather(figuring->arena, &answer->tally, unit_id, sources);
    for (int i = 0; i < BESIDES; i++)
        sources_gather(figuring->arena, &answer->beside[i], unit_id, sources);
}

/* Into both documents. */
static bool figure_form(const struct figuring *figuring, uint32_t index, struct writing writings[2],
                        struct consolidation_sources *sources, struct fail *fail) {
    AUTO_ROLLUP_ANSWER answer = {0};
    const struct question question = question_about(figuring->subject, index);
    const struct rollup_wish wish = {.children = true,
                                     .compare = true,
                                     .cumulate = true,
                                     .plan = figuring->subject->plan,
                                     .cumulate_from = DAY_NEVER};
    if (!rollup_answer_compute(figuring->arena, figuring->cubes, &raw_reader, &question, &wish, &answer, fail))
        return false;
    gather_answer(figuring, &answer, sources);
    write_form(&writings[0].json, &answer);
    rollup_answer_withhold(&answer);
    write_form(&writings[1].json, &answer);
    return true;
}

/* ---- The plan */

static bool is_inside(const void *context, uint32_t unit) {
    const struct consolidation_subject *subject = context;
    const struct unit_tree *tree = snapshot_tree(subject->snapshot);
    return unit_within(tree, unit, subject->unit, unit_seen(tree, unit, period_tree_date(&subject->period)));
}

static void write_targets(struct writing *writing, const struct shown_target *shown, size_t count) {
    const struct consolidation_subject *subject = writing->figuring->subject;
    struct attainment_writer writer = {.json = writing->json, .caller = writing->reader, .snapshot = subject->snapshot};
    write_object(&writer.json, "attainment");
    write_text(&writer.json, "plan", subject->plan->code);
    write_int(&writer.json, "planVersion", subject->plan->version);
    write_text(&writer.json, "title", subject->plan->title);
    write_array(&writer.json, "targets");
    for (size_t i = 0; i < count; i++)
        write_shown_target(&writer, &shown[i]);
    write_array_end(&writer.json);
    write_object_end(&writer.json);
    writing->json = writer.json;
}

struct gathering {
    const struct figuring *figuring;
    struct consolidation_sources *sources;
};

static void gather_tally(void *context, const struct tally *tally) {
    const struct gathering *gathering = context;
    sources_gather(gathering->figuring->arena, tally, unit_of(gathering->figuring->subject)->id, gathering->sources);
}

static bool figure_plan(const struct figuring *figuring, struct writing writings[2],
                        struct consolidation_sources *sources, struct fail *fail) {
    const struct consolidation_subject *subject = figuring->subject;
    AUTO_TARGET_FIGURES figures = {
        .arena = figuring->arena, .cubes = figuring->cubes, .snapshot = subject->snapshot, .as_of = MOMENT_NONE};
    const struct figures port = target_figures_port(&figures);
    const struct attainment_question question = {.snapshot = subject->snapshot,
                                                 .plan = subject->plan,
                                                 .period = &subject->period,
                                                 .unit = subject->unit,
                                                 .may_see = is_inside,
                                                 .context = subject};
    struct gathering gathering = {.figuring = figuring, .sources = sources};
    size_t count;
    const struct shown_target *shown = attainment_evaluate(figuring->arena, &question, &port, &count);
    if (figures.failed) {
        *fail = figures.fail;
        return false;
    }
    target_figures_each(&figures, gather_tally, &gathering);
    for (int i = 0; i < 2; i++)
        write_targets(&writings[i], shown, count);
    return true;
}

/* ---- The documents */

static void write_head(struct writing *writing) {
    const struct consolidation_subject *subject = writing->figuring->subject;
    struct json_writer *json = &writing->json;
    const struct agency *agency = subject->agency.registered;
    day_t date = period_tree_date(&subject->period);
    const struct unit_version *version = unit_version_at(snapshot_tree(subject->snapshot), subject->unit, date);
    write_text(json, "consolidation", writing->figuring->id);
    write_flag(json, "withheld", writing->reader == &any_reader);
    write_text(json, "programme", subject->programme->code);
    write_text(json, "unit", unit_of(subject)->id);
    write_text(json, "unitCode", version == NULL ? NULL : version->code);
    write_text(json, "unitName", version == NULL ? NULL : version->name);
    write_text(json, "agency", subject->agency.code);
    write_text(json, "function", subject->agency.function);
    if (agency != NULL)
        write_names(json, "agencyName", agency->name_vi, agency->name_en);
    write_period(json, &subject->period);
    write_day(json, "treeDate", date);
    write_text(json, "counted", "submitted");
    write_moment(json, "asOf", writing->figuring->now);
    write_flag(json, "complete", writing->figuring->complete);
}

static void write_sources(struct json_writer *json, const struct consolidation_sources *sources) {
    char digest[SHA256_TEXT_SIZE];
    write_object(json, "sources");
    write_int(json, "count", (int64_t)sources->count);
    write_text(json, "sha256", sources_digest(sources, digest));
    write_object_end(json);
}

static void open_writing(struct writing *writing) {
    write_object(&writing->json, NULL);
    write_head(writing);
    write_array(&writing->json, "forms");
}

static bool figure_all(const struct figuring *figuring, struct writing writings[2],
                       struct consolidation_sources *sources, struct fail *fail) {
    const struct consolidation_subject *subject = figuring->subject;
    for (uint32_t i = 0; i < subject->form_count; i++)
        if (!figure_form(figuring, i, writings, sources, fail))
            return false;
    for (int i = 0; i < 2; i++) {
        write_array_end(&writings[i].json);
        if (subject->plan == NULL)
            write_null(&writings[i].json, "attainment");
    }
    return subject->plan == NULL || figure_plan(figuring, writings, sources, fail);
}

bool consolidation_figure(const struct figuring *figuring, struct consolidation_figures *ret_figures,
                          struct fail *fail) {
    AUTO_BUFFER document = {0};
    AUTO_BUFFER withheld = {0};
    struct writing writings[2] = {{.figuring = figuring, .reader = &raw_reader},
                                  {.figuring = figuring, .reader = &any_reader}};
    *ret_figures = (struct consolidation_figures){.document = NULL};
    json_writer_init(&writings[0].json, &document);
    json_writer_init(&writings[1].json, &withheld);
    open_writing(&writings[0]);
    open_writing(&writings[1]);
    if (!figure_all(figuring, writings, &ret_figures->sources, fail))
        return false;
    if (!sources_close(&ret_figures->sources))
        return fail_set(fail, FAULT_BUSY, true, "consolidation", "reports came in while they were added up");
    for (int i = 0; i < 2; i++) {
        write_sources(&writings[i].json, &ret_figures->sources);
        write_object_end(&writings[i].json);
    }
    ret_figures->document = arena_slice(figuring->arena, document.bytes, document.size);
    ret_figures->withheld = arena_slice(figuring->arena, withheld.bytes, withheld.size);
    return true;
}

/* ---- Narratives */

static const struct narrative *narrative_named(const struct consolidation_subject *subject, const char *section) {
    for (uint32_t i = 0; i < subject->form_count; i++) {
        const struct form_version *version = form_version_for(subject->forms[i], &subject->period);
        for (uint32_t j = 0; version != NULL && j < version->narrative_count; j++)
            if (text_equal(version->narratives[j].code, section))
                return &version->narratives[j];
    }
    return NULL;
}

const char *consolidation_sections(struct arena *arena, const struct consolidation_subject *subject,
                                   const struct consolidation_text *text) {
    AUTO_BUFFER written = {0};
    struct json_writer json;
    json_writer_init(&json, &written);
    write_array(&json, NULL);
    for (uint32_t i = 0; i < text->section_count; i++) {
        const struct narrative *narrative = narrative_named(subject, text->sections[i].section);
        write_object(&json, NULL);
        write_text(&json, "section", text->sections[i].section);
        if (narrative != NULL)
            write_names(&json, "title", narrative->title_vi, narrative->title_en);
        write_text(&json, "text", text->sections[i].text);
        write_object_end(&json);
    }
    write_array_end(&json);
    return arena_slice(arena, written.bytes, written.size);
}
