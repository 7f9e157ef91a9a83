/* Compares two versions of a report, member by member. */
#include "report_diff.h"

#include <stdlib.h>

#include "core/text.h"
#include "present.h"
#include "template_words.h"
#include "json/read.h"

enum { CHANGE_DECIMALS = 1 };

struct diff {
    struct json_writer *json;
    const struct report *before, *after;
    const json_t *before_details, *after_details;
    const struct form_version *version; /* the one with more cells: none ever loses its place */
    enum language language;
    struct arena *arena;
};

/* ---- Figures */

static int64_t figure(const struct report *report, uint32_t cell) {
    return cell < report->cell_count ? report->cells[cell] : QUANTITY_MISSING;
}

const char *change_percent(int64_t before, int64_t after, char text[QUANTITY_TEXT_SIZE]) {
    int64_t size = before < 0 ? -before : before;
    if (before == QUANTITY_MISSING || after == QUANTITY_MISSING || before == 0)
        return NULL;
    percent_format(after - before, size, CHANGE_DECIMALS, text);
    return *text ? text : NULL;
}

static void write_figure(const struct diff *diff, uint32_t index) {
    const struct cell *cell = &diff->version->cells[index];
    int64_t before = figure(diff->before, index), after = figure(diff->after, index);
    bool both = before != QUANTITY_MISSING && after != QUANTITY_MISSING;
    int decimals = cell->indicator->decimals;
    char percent[QUANTITY_TEXT_SIZE];
    if (before == after)
        return;
    write_object(diff->json, NULL);
    write_text(diff->json, "cell", cell->code);
    write_text(diff->json, "row", cell->row);
    write_text(diff->json, "name", name_words(cell->indicator->name_vi, cell->indicator->name_en, diff->language));
    write_text(diff->json, "unitOfMeasure", cell->indicator->unit_of_measure);
    write_quantity(diff->json, "before", before, decimals);
    write_quantity(diff->json, "after", after, decimals);
    write_quantity(diff->json, "change", both ? after - before : QUANTITY_MISSING, decimals);
    write_text(diff->json, "percent", change_percent(before, after, percent));
    write_object_end(diff->json);
}

/* ---- Texts */

static const char *text_of(const json_t *details, const char *table, const char *code) {
    return json_string_value(json_object_get(json_object_get(details, table), code));
}

/* In the table of the details, under the code; named by `kind`. */
static void write_text_change(const struct diff *diff, const char *table, const char *kind, const char *code,
                              const char *name) {
    const char *before = text_of(diff->before_details, table, code), *after = text_of(diff->after_details, table, code);
    if (text_equal(before, after))
        return;
    write_object(diff->json, NULL);
    write_text(diff->json, kind, code);
    write_text(diff->json, "name", name);
    write_text(diff->json, "before", before);
    write_text(diff->json, "after", after);
    write_object_end(diff->json);
}

static void write_reasons(const struct diff *diff) {
    write_array(diff->json, "notAvailable");
    for (uint32_t i = 0; i < diff->version->cell_count; i++) {
        const struct cell *cell = &diff->version->cells[i];
        write_text_change(diff, "notAvailable", "cell", cell->code,
                          name_words(cell->indicator->name_vi, cell->indicator->name_en, diff->language));
    }
    write_array_end(diff->json);
}

static void write_narratives(const struct diff *diff) {
    write_array(diff->json, "narratives");
    for (uint32_t i = 0; i < diff->version->narrative_count; i++) {
        const struct narrative *narrative = &diff->version->narratives[i];
        write_text_change(diff, "narratives", "narrative", narrative->code,
                          name_words(narrative->title_vi, narrative->title_en, diff->language));
    }
    write_array_end(diff->json);
}

/* ---- Marks */

static void write_mark_value(struct json_writer *json, const char *name, const json_t *value) {
    if (value)
        write_tree(json, name, value);
    else
        write_null(json, name);
}

static void write_marks(const struct diff *diff) {
    static const char *const marks[] = {"nil", "estimated", "dataUntil", "enteredFor", "act"};
    write_array(diff->json, "marks");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const json_t *before = json_object_get(diff->before_details, marks[i]);
        const json_t *after = json_object_get(diff->after_details, marks[i]);
        if (before == after || json_equal(before, after))
            continue;
        write_object(diff->json, NULL);
        write_text(diff->json, "mark", marks[i]);
        write_mark_value(diff->json, "before", before);
        write_mark_value(diff->json, "after", after);
        write_object_end(diff->json);
    }
    write_array_end(diff->json);
}

/* ---- */

static void write_side(struct json_writer *json, const char *name, const struct report *report) {
    write_object(json, name);
    write_int(json, "version", report->version);
    write_text(json, "state", report_state_name(report->state));
    write_moment(json, "recordedAt", report->recorded);
    write_text(json, "reason", report->reason);
    write_object_end(json);
}

static void write_changes(const struct diff *diff) {
    write_side(diff->json, "from", diff->before);
    write_side(diff->json, "to", diff->after);
    write_array(diff->json, "cells");
    for (uint32_t i = 0; i < diff->version->cell_count; i++)
        write_figure(diff, i);
    write_array_end(diff->json);
    write_reasons(diff);
    write_narratives(diff);
    write_marks(diff);
}

void write_report_diff(struct json_writer *json, const char *name, const struct snapshot *snapshot,
                       const struct report *before, const struct report *after, enum language language,
                       struct arena *arena) {
    AUTO_JSON *before_details = json_loads(before->details, 0, NULL);
    AUTO_JSON *after_details = json_loads(after->details, 0, NULL);
    const struct report *wider = before->form_version > after->form_version ? before : after;
    struct diff diff = {json,     before, after, before_details, after_details, report_form_version(snapshot, wider),
                        language, arena};
    write_object(json, name);
    write_changes(&diff);
    write_object_end(json);
}
