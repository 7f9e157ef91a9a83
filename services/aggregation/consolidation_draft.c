/* Drafts a consolidation: its figures as of now, with the exact versions of reports behind them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "consolidation.h"
#include "consolidation_document.h"
#include "consolidation_source_sql.h"
#include "core/text.h"

enum { LOOKS_MAX = 3 };

bool consolidation_caught_up(int64_t lag, int64_t lag_max, bool complete, struct fail *fail) {
    if (lag >= 0 && lag <= lag_max) {
        if (complete || lag_max > 0)
            return true;
        return fail_set(fail, FAULT_BUSY, true, "consolidation",
                        "reports are still coming in: it is not known yet that all recorded by now are there");
    }
    return fail_set(fail, FAULT_BUSY, true, "consolidation", "reports are still coming in: %s%" PRId64 " wait",
                    lag < 0 ? "nobody knows how many, at least " : "", lag < 0 ? 0 : lag);
}

/* ---- The row */

static int compare_codes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *joined(struct arena *arena, const char **codes, size_t count) {
    AUTO_BUFFER text = {0};
    for (size_t i = 0; i < count; i++)
        buffer_format(&text, "%s%s", i == 0 ? "" : ",", codes[i]);
    return arena_text(arena, buffer_cstr(&text));
}

static void set_forms(struct arena *arena, const struct consolidation_subject *subject, struct consolidation *draft) {
    const char **codes = arena_new_array(arena, const char *, subject->form_count);
    const char **own = arena_new_array(arena, const char *, subject->form_count);
    size_t own_count = 0;
    for (uint32_t i = 0; i < subject->form_count; i++) {
        codes[i] = subject->forms[i]->code;
        if (subject->own_line[i])
            own[own_count++] = codes[i];
    }
    draft->forms = joined(arena, codes, subject->form_count);
    draft->own_line = joined(arena, own, own_count);
    qsort(codes, subject->form_count, sizeof *codes, compare_codes);
    draft->series = joined(arena, codes, subject->form_count);
}

void consolidation_take_recipients(struct arena *arena, const struct consolidation_subject *subject,
                                   const struct consolidation_text *text, struct consolidation *consolidation) {
    const struct unit_tree *tree = snapshot_tree(subject->snapshot);
    consolidation->recipients = arena_new_array(arena, struct consolidation_recipient, text->recipient_count);
    consolidation->recipient_count = text->recipient_count;
    for (size_t i = 0; i < text->recipient_count; i++)
        consolidation->recipients[i] =
            (struct consolidation_recipient){.unit = tree->units[text->recipients[i].unit].id,
                                             .agency = text->recipients[i].code,
                                             .function = text->recipients[i].function,
                                             .decided = MOMENT_NONE};
}

static struct consolidation draft_of(const struct drafting *drafting) {
    const struct consolidation_subject *subject = drafting->subject;
    struct consolidation draft = {.unit = snapshot_tree(subject->snapshot)->units[subject->unit].id,
                                  .agency = subject->agency.code,
                                  .function = subject->agency.function,
                                  .programme = subject->programme->code,
                                  .period = subject->period.code,
                                  .period_start = subject->period.start,
                                  .period_end = subject->period.end,
                                  .plan = subject->plan == NULL ? NULL : subject->plan->code,
                                  .version = 1,
                                  .state = CONSOLIDATION_DRAFT,
                                  .created = drafting->now,
                                  .created_by = drafting->created_by,
                                  .signed_at = MOMENT_NONE,
                                  .sent = MOMENT_NONE,
                                  .outdated = MOMENT_NONE};
    uuid_new(drafting->now, draft.id);
    set_forms(drafting->arena, subject, &draft);
    consolidation_take_recipients(drafting->arena, subject, drafting->text, &draft);
    return draft;
}

/* ---- The figures */

/* Reports may come in between two looks at the same ones; soon they do not. */
static bool figure(const struct drafting *drafting, const char *id, struct consolidation_figures *ret_figures,
                   struct fail *fail) {
    const struct figuring figuring = {.arena = drafting->arena,
                                      .cubes = drafting->cubes,
                                      .subject = drafting->subject,
                                      .id = id,
                                      .now = drafting->now,
                                      .complete = drafting->complete};
    bool done = false;
    for (int look = 0; !done && look < LOOKS_MAX; look++) {
        done = consolidation_figure(&figuring, ret_figures, fail);
        if (!done && fail->fault != FAULT_BUSY)
            break;
    }
    return done;
}

bool consolidation_draft(const struct drafting *drafting, struct consolidation *ret_draft,
                         struct consolidation_sources *ret_sources, struct fail *fail) {
    struct arena *arena = drafting->arena;
    struct consolidation_figures figures;
    *ret_draft = draft_of(drafting);
    if (!figure(drafting, ret_draft->id, &figures, fail))
        return false;
    const char *sections = consolidation_sections(arena, drafting->subject, drafting->text);
    *ret_sources = figures.sources;
    return document_draft(arena, figures.document, sections, &ret_draft->editions[EDITION_FULL].document, fail) &&
           document_draft(arena, figures.withheld, sections, &ret_draft->editions[EDITION_WITHHELD].document, fail);
}

bool consolidation_draft_store(struct db *db, const struct consolidation *draft,
                               const struct consolidation_sources *sources, struct fail *fail) {
    return consolidation_insert(db, draft, fail) && sources_write(db, draft->id, sources, fail) &&
           grounds_write(db, draft->id, sources, fail);
}

/* ---- What a stored one is about */

/* Of codes joined by commas. */
static bool is_among(struct arena *arena, const char *codes, const char *code) {
    char *rest = arena_text(arena, codes);
    for (char *one; (one = strsep(&rest, ",")) != NULL;)
        if (text_equal(one, code))
            return true;
    return false;
}

static bool find_forms(struct arena *arena, const struct consolidation *consolidation,
                       struct consolidation_subject *subject) {
    char *rest = arena_text(arena, consolidation->forms);
    subject->forms = arena_new_array(arena, const struct form *, CONSOLIDATION_FORMS_MAX);
    subject->own_line = arena_new_array(arena, bool, CONSOLIDATION_FORMS_MAX);
    for (char *code; (code = strsep(&rest, ",")) != NULL && subject->form_count < CONSOLIDATION_FORMS_MAX;) {
        const struct form *form = snapshot_form(subject->snapshot, code);
        if (form == NULL || !snapshot_period(subject->snapshot, form, consolidation->period, &subject->period) ||
            form_version_for(form, &subject->period) == NULL)
            return false;
        subject->own_line[subject->form_count] = is_among(arena, consolidation->own_line, code);
        subject->forms[subject->form_count++] = form;
    }
    return true;
}

bool consolidation_subject_of(struct arena *arena, const struct snapshot *snapshot,
                              const struct consolidation *consolidation, struct consolidation_subject *ret_subject) {
    *ret_subject = (struct consolidation_subject){.snapshot = snapshot};
    ret_subject->unit = unit_by_id(snapshot_tree(snapshot), consolidation->unit);
    ret_subject->programme = snapshot_programme(snapshot, consolidation->programme);
    ret_subject->plan = consolidation->plan == NULL ? NULL : snapshot_plan(snapshot, consolidation->plan);
    if (ret_subject->unit == UNIT_NONE || ret_subject->programme == NULL ||
        (consolidation->plan != NULL && ret_subject->plan == NULL) || !find_forms(arena, consolidation, ret_subject))
        return false;
    day_t date = period_tree_date(&ret_subject->period);
    ret_subject->agency = (struct agency_ref){
        .unit = ret_subject->unit, .code = consolidation->agency, .function = consolidation->function};
    (void)agency_find(snapshot_agencies(snapshot), ret_subject->unit, consolidation->agency, date,
                      &ret_subject->agency);
    return unit_version_at(snapshot_tree(snapshot), ret_subject->unit, date) != NULL;
}
