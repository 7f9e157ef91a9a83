/* Decides what the edition without small counts of a consolidation shows, and writes it into that. */
#include "consolidation_withhold.h"

#include "consolidation_document.h"
#include "consolidation_withhold_sql.h"
#include "consolidation_withhold_table.h"
#include "core/text.h"

enum { YEAR_DAYS = 366, SPANS = 4 };

/* The columns of a cell that are figures of some span. */
static const struct {
    const char *column, *beside; /* beside: member of the form that says which span; NULL: the period */
} spans[SPANS] = {{"sum", NULL},
                  {"cumulative", "cumulative"},
                  {"previousYear", "previousYear"},
                  {"cumulativePreviousYear", "cumulativePreviousYear"}};

struct withholding {
    struct db *db;
    struct arena *arena;
    const struct consolidation_subject *subject;
    struct consolidation *consolidation;
    json_t *full, *withheld;
    const struct form_version **versions; /* of the forms; NULL: nothing of it is shown */
    struct figure_table table;
    uint32_t asked_count;
    day_t from, until; /* of the spans asked for */
    bool too_many;
    const bool *hidden;
};

/* ---- The document */

static const struct unit_tree *tree_of(const struct withholding *withholding) {
    return snapshot_tree(withholding->subject->snapshot);
}

static const char *text_member(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

static bool day_member(const json_t *object, const char *name, day_t *ret_day) {
    const char *text = text_member(object, name);
    return text != NULL && day_parse(text, ret_day);
}

static json_t *form_in(json_t *document, uint32_t form) {
    return json_array_get(json_object_get(document, "forms"), form);
}

/* As it was when the draft was made; if the form has another version now, nobody knows what its cells are. */
static void find_versions(struct withholding *withholding) {
    const struct consolidation_subject *subject = withholding->subject;
    withholding->versions = arena_new_array(withholding->arena, const struct form_version *, subject->form_count);
    for (uint32_t i = 0; i < subject->form_count; i++) {
        const json_t *form = form_in(withholding->full, i);
        const struct form_version *version = form_version_for(subject->forms[i], &subject->period);
        if (version != NULL && text_equal(text_member(form, "form"), subject->forms[i]->code) &&
            json_integer_value(json_object_get(form, "formVersion")) == version->version)
            withholding->versions[i] = version;
    }
}

/* A node of a form in both editions. */
struct node {
    uint32_t form, unit;
    bool own;
    const json_t *full;
    json_t *withheld;
};
typedef void node_work(struct withholding *withholding, const struct node *node);

static void each_child(struct withholding *withholding, uint32_t form, node_work *work) {
    const json_t *children = json_object_get(form_in(withholding->full, form), "children");
    json_t *kept = json_object_get(form_in(withholding->withheld, form), "children"), *child;
    size_t i;
    json_array_foreach(children, i, child) {
        const char *unit = text_member(child, "unit");
        struct node node = {.form = form, .full = child, .withheld = json_array_get(kept, i)};
        node.unit = unit == NULL ? UNIT_NONE : unit_by_id(tree_of(withholding), unit);
        if (node.unit != UNIT_NONE && text_equal(unit, text_member(node.withheld, "unit")))
            work(withholding, &node);
    }
}

static void each_node(struct withholding *withholding, node_work *work) {
    const struct consolidation_subject *subject = withholding->subject;
    for (uint32_t i = 0; i < subject->form_count; i++) {
        if (withholding->versions[i] == NULL)
            continue;
        json_t *full = form_in(withholding->full, i), *withheld = form_in(withholding->withheld, i);
        work(withholding, &(struct node){i, subject->unit, false, full, withheld});
        work(withholding,
             &(struct node){i, subject->unit, true, json_object_get(full, "own"), json_object_get(withheld, "own")});
        each_child(withholding, i, work);
    }
}

/* ---- What is asked for */

static bool span_of(const struct withholding *withholding, uint32_t form, int span, day_t *ret_start, day_t *ret_end) {
    const json_t *of = spans[span].beside == NULL
                           ? withholding->full
                           : json_object_get(form_in(withholding->full, form), spans[span].beside);
    const json_t *period = json_object_get(of, "period");
    return day_member(period, "start", ret_start) && day_member(period, "end", ret_end) && *ret_start < *ret_end;
}

static const char *line_of(const struct withholding *withholding, uint32_t form) {
    const struct consolidation_subject *subject = withholding->subject;
    return subject->own_line[form] ? subject->agency.function : "";
}

static void ask_figure(struct withholding *withholding, const struct figure_place *place, int64_t value) {
    bool new;
    struct table_figure *figure = figure_table_at(&withholding->table, place, &new);
    figure->value = value;
    figure->asked = true;
    figure->summit = place->unit == withholding->subject->unit && !place->own;
    withholding->from = place->start < withholding->from ? place->start : withholding->from;
    withholding->until = place->end > withholding->until ? place->end : withholding->until;
}

static void ask_cell(struct withholding *withholding, const struct node *node, uint32_t cell, const json_t *figures) {
    struct figure_place place = {.form = node->form,
                                 .cell = cell,
                                 .line = line_of(withholding, node->form),
                                 .unit = node->unit,
                                 .own = node->own};
    for (int i = 0; i < SPANS; i++) {
        const json_t *figure = json_object_get(figures, spans[i].column);
        if (json_is_integer(figure) && span_of(withholding, node->form, i, &place.start, &place.end))
            ask_figure(withholding, &place, json_integer_value(figure));
    }
}

static void ask_node(struct withholding *withholding, const struct node *node) {
    const struct form_version *version = withholding->versions[node->form];
    const json_t *cells = json_object_get(node->full, "cells");
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (cell_matters(version, i))
            ask_cell(withholding, node, i, json_object_get(cells, version->cells[i].code));
}

/* ---- What was said earlier */

/* Those above, those beside and below them, and all below: what others said of any of these may give something away. */
static const char **units_around(const struct withholding *withholding, uint32_t *ret_count) {
    const struct unit_tree *tree = tree_of(withholding);
    const struct consolidation_subject *subject = withholding->subject;
    day_t date = withholding->table.date;
    const char **ids = arena_new_array(withholding->arena, const char *, tree->unit_count);
    *ret_count = 0;
    for (uint32_t i = 0; i < tree->unit_count; i++) {
        uint32_t parent = unit_parent(tree, i, date);
        if (unit_within(tree, i, subject->unit, date) || unit_within(tree, subject->unit, i, date) ||
            (parent != UNIT_NONE && unit_within(tree, subject->unit, parent, date)))
            ids[(*ret_count)++] = tree->units[i].id;
    }
    return ids;
}

static int32_t form_named(const struct withholding *withholding, const char *code) {
    for (uint32_t i = 0; i < withholding->subject->form_count; i++)
        if (withholding->versions[i] != NULL && text_equal(withholding->subject->forms[i]->code, code))
            return (int32_t)i;
    return -1;
}

/* Signed before: a later row is newer. What a form no longer has is left out. */
static void take_earlier(struct withholding *withholding, const struct shown_figure *shown) {
    int32_t form = form_named(withholding, shown->form);
    int32_t cell = form < 0 ? -1 : form_cell(withholding->versions[form], shown->cell);
    uint32_t unit = unit_by_id(tree_of(withholding), shown->unit);
    bool new;
    if (cell < 0 || unit == UNIT_NONE)
        return;
    const struct figure_place place = {(uint32_t)form, (uint32_t)cell, shown->line, unit,
                                       shown->own,     shown->start,   shown->end};
    struct table_figure *figure = figure_table_at(&withholding->table, &place, &new);
    if (!figure->asked) {
        figure->known &= figure->value == shown->value;
        figure->value = shown->value;
    }
    figure->known |= !shown->hidden && figure->value == shown->value;
    figure->kept_back |= shown->hidden;
}

static bool read_earlier(struct withholding *withholding, struct fail *fail) {
    const struct consolidation_subject *subject = withholding->subject;
    struct shown_filter filter = {.form_count = subject->form_count,
                                  .from = withholding->from - YEAR_DAYS,
                                  .until = withholding->until + YEAR_DAYS,
                                  .limit = WITHHOLD_EARLIER_MAX + 1};
    const char **forms = arena_new_array(withholding->arena, const char *, subject->form_count);
    struct shown_figure *shown;
    uint32_t count;
    for (uint32_t i = 0; i < subject->form_count; i++)
        forms[i] = subject->forms[i]->code;
    filter.forms = forms;
    filter.units = units_around(withholding, &filter.unit_count);
    if (!shown_figures_read(withholding->db, &filter, withholding->arena, &shown, &count, fail))
        return false;
    withholding->too_many = count > WITHHOLD_EARLIER_MAX;
    for (uint32_t i = 0; i < count; i++)
        take_earlier(withholding, &shown[i]);
    return true;
}

/* ---- What is shown */

static bool is_hidden(const struct withholding *withholding, const struct node *node, uint32_t cell) {
    for (uint32_t i = 0; i < withholding->asked_count; i++) {
        const struct figure_place *place = &withholding->table.figures[i].place;
        if (withholding->hidden[i] && place->form == node->form && place->cell == cell && place->unit == node->unit &&
            place->own == node->own)
            return true;
    }
    return false;
}

static void show_node(struct withholding *withholding, const struct node *node) {
    const struct form_version *version = withholding->versions[node->form];
    json_t *kept = json_object_get(node->withheld, "cells");
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const char *code = version->cells[i].code;
        json_t *full = json_object_get(json_object_get(node->full, "cells"), code);
        if (!cell_can_be_shown(version, i) || full == NULL)
            continue;
        if (is_hidden(withholding, node, i))
            json_object_set_new(json_object_get(kept, code), "status", json_string("withheld"));
        else
            json_object_set(kept, code, full);
    }
}

static bool note_figures(const struct withholding *withholding, struct fail *fail) {
    const struct figure_table *table = &withholding->table;
    struct shown_figure *shown = arena_new_array(withholding->arena, struct shown_figure, withholding->asked_count);
    for (uint32_t i = 0; i < withholding->asked_count; i++) {
        const struct table_figure *figure = &table->figures[i];
        const struct figure_place *place = &figure->place;
        shown[i] = (struct shown_figure){.form = withholding->subject->forms[place->form]->code,
                                         .line = place->line,
                                         .cell = withholding->versions[place->form]->cells[place->cell].code,
                                         .unit = table->tree->units[place->unit].id,
                                         .own = place->own,
                                         .start = place->start,
                                         .end = place->end,
                                         .value = figure->value,
                                         .hidden = withholding->hidden[i]};
    }
    return shown_figures_write(withholding->db, withholding->consolidation->id, shown, withholding->asked_count, fail);
}

/* Where too much was said already to look at all of it, nothing more is. */
static const bool *nothing_shown(const struct withholding *withholding) {
    bool *hidden = arena_new_array(withholding->arena, bool, withholding->asked_count);
    for (uint32_t i = 0; i < withholding->asked_count; i++) {
        const struct figure_place *place = &withholding->table.figures[i].place;
        hidden[i] = withholding->versions[place->form]->cells[place->cell].indicator->withhold_below > 0;
    }
    return hidden;
}

static bool decide(struct withholding *withholding, struct fail *fail) {
    bool *hidden;
    day_t date = period_tree_date(&withholding->subject->period);
    find_versions(withholding);
    figure_table_init(&withholding->table, withholding->arena, tree_of(withholding), date, withholding->versions);
    each_node(withholding, ask_node);
    withholding->asked_count = withholding->table.count;
    if (withholding->asked_count == 0)
        return true;
    if (!shown_figures_lock(withholding->db, fail) || !read_earlier(withholding, fail))
        return false;
    if (withholding->too_many) {
        withholding->hidden = nothing_shown(withholding);
        return true;
    }
    figure_table_decide(&withholding->table, &hidden);
    withholding->hidden = hidden;
    return true;
}

bool consolidation_withhold(struct db *db, struct arena *arena, const struct consolidation_subject *subject,
                            struct consolidation *consolidation, struct fail *fail) {
    struct edition_text *editions = consolidation->editions;
    AUTO_JSON *full = json_loads(editions[EDITION_FULL].document, JSON_REJECT_DUPLICATES, NULL);
    AUTO_JSON *withheld = json_loads(editions[EDITION_WITHHELD].document, JSON_REJECT_DUPLICATES, NULL);
    struct withholding withholding = {.db = db,
                                      .arena = arena,
                                      .subject = subject,
                                      .consolidation = consolidation,
                                      .full = full,
                                      .withheld = withheld,
                                      .from = DAY_NEVER};
    if (full == NULL || withheld == NULL)
        return fail_set(fail, FAULT_BROKEN, false, "consolidation", "its document cannot be read");
    withholding.until = subject->period.end;
    if (!decide(&withholding, fail) || !note_figures(&withholding, fail))
        return false;
    each_node(&withholding, show_node);
    editions[EDITION_WITHHELD].document = document_canonical(arena, withheld);
    return true;
}
