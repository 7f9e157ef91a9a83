/* Decoder of a plan: checks the whole document, keeps what is computed with (span, targets, duties, parents). */
#include <string.h>

#include "core/limits.h"
#include "core/map.h"
#include "core/text.h"
#include "reference/decode.h"
#include "reference/shape.h"

enum { PARENTS_MAX = 50 };

static bool decode_span(struct decoding *decoding, struct object *object, struct plan *plan) {
    const char *code = object_text(object, "span", REQUIRED, PERIOD_CODE_SIZE);
    if (!code || !plan->programme)
        return false;
    if (period_parse(code, plan->programme->calendar, &plan->span))
        return true;
    struct place place = object_place(object, "span");
    issue_add(decoding->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
    return false;
}

/* Codes in a plan mean the units of the day it begins; for one that names units of later days, of its last (decision 0006). */
static day_t date_of_codes(const struct decoding *decoding, struct object *object, const struct plan *plan) {
    const json_t *issuer = json_object_get(object->json, "issuer");
    const char *code = json_string_value(json_object_get(issuer, "unit"));
    const struct unit_tree *tree = snapshot_tree(decoding->snapshot);
    bool open_end = plan->span.end == DAY_NEVER;
    if (!code || open_end || unit_find(tree, code, plan->span.start) != UNIT_NONE)
        return plan->span.start;
    return period_tree_date(&plan->span);
}

static void decode_issuer(struct decoding *decoding, struct object *object, struct plan *plan) {
    struct object issuer = object_member(object, "issuer", REQUIRED);
    plan->issuer_unit = decode_unit(decoding, &issuer, "unit", REQUIRED);
    plan->issuer_agency = decode_code(decoding, &issuer, "agency", REQUIRED);
    object_end(&issuer);
    if (plan->issuer_unit == UNIT_NONE || !plan->issuer_agency || decoding->trusted)
        return;
    struct agency_ref agency;
    if (agency_find(snapshot_agencies(decoding->snapshot), plan->issuer_unit, plan->issuer_agency, decoding->date,
                    &agency) == AGENCY_FOUND)
        return;
    char day[DAY_TEXT_SIZE];
    struct place place = object_place(&issuer, "agency");
    issue_add(decoding->issues, ISSUE_UNKNOWN_AGENCY, &place, plan->issuer_agency, day_format(decoding->date, day),
              NULL);
}

static void check_texts(struct object *object) {
    static const char *const names[] = {"viewpoints", "purposes", "requirements", "objectives", NULL};
    for (const char *const *name = names; *name; name++) {
        struct array array = object_array(object, *name, OPTIONAL, PLAN_ITEMS_MAX);
        for (size_t i = 0; i < array.count; i++)
            (void)array_text(&array, i, TEXT_MAX_BYTES);
    }
}

static void check_shown_parts(struct object *object) {
    struct object act = object_member(object, "act", OPTIONAL);
    shape_check(&act, shape_act);
    (void)object_text(object, "signingForm", OPTIONAL, NAME_MAX_BYTES);
    check_texts(object);
    shape_check_array(object, "issuers", shape_recipient, OPTIONAL);
    shape_check_array(object, "references", shape_reference, OPTIONAL);
    shape_check_array(object, "sections", shape_section, OPTIONAL);
    shape_check_array(object, "tasks", shape_task, OPTIONAL);
    shape_check_array(object, "bodies", shape_body, OPTIONAL);
    shape_check_array(object, "funding", shape_funding, OPTIONAL);
    shape_check_array(object, "recipients", shape_recipient, OPTIONAL);
    shape_check_array(object, "annexes", shape_annex, OPTIONAL);
}

static bool named_in(const json_t *items, const char *code) {
    size_t index;
    json_t *item;
    json_array_foreach((json_t *)items, index, item) {
        if (text_equal(json_string_value(json_object_get(item, "code")), code) ||
            named_in(json_object_get(item, "parts"), code))
            return true;
    }
    return false;
}

/* Every code a section lists under `name` must be one of the plan's items of that name. */
static void check_section_codes(struct decoding *decoding, const json_t *section, const char *name, const json_t *items,
                                const struct place *place) {
    struct place list = {.up = place, .name = name};
    size_t index;
    json_t *code;
    json_array_foreach(json_object_get(section, name), index, code) {
        struct place element = {.up = &list, .index = index};
        const char *text = json_string_value(code);
        if (text && !named_in(items, text))
            issue_add(decoding->issues, ISSUE_UNKNOWN_CODE, &element, text, NULL, NULL);
    }
}

static void check_sections(struct decoding *decoding, const json_t *sections, const json_t *body,
                           const struct place *up) {
    struct place list = {.up = up, .name = "sections"};
    size_t index;
    json_t *section;
    json_array_foreach((json_t *)sections, index, section) {
        struct place place = {.up = &list, .index = index};
        check_section_codes(decoding, section, "targets", json_object_get(body, "targets"), &place);
        check_section_codes(decoding, section, "tasks", json_object_get(body, "tasks"), &place);
        check_sections(decoding, json_object_get(section, "sections"), body, &place);
    }
}

static void check_task_codes(struct decoding *decoding, const json_t *tasks) {
    struct map seen;
    map_init(&seen, decoding->arena, json_array_size(tasks));
    struct place list = {.name = "tasks"};
    size_t index;
    json_t *task;
    json_array_foreach((json_t *)tasks, index, task) {
        const char *code = json_string_value(json_object_get(task, "code"));
        struct place element = {.up = &list, .index = index}, place = {.up = &element, .name = "code"};
        if (code && map_get(&seen, code))
            issue_add(decoding->issues, ISSUE_DUPLICATE, &place, code, NULL, NULL);
        if (code)
            map_set(&seen, code, task);
    }
}

static void decode_programme_of(struct decoding *decoding, struct object *object, struct plan *plan) {
    const char *code = object_code(object, "programme", REQUIRED);
    plan->programme = code ? snapshot_programme(decoding->snapshot, code) : NULL;
    struct place place = object_place(object, "programme");
    if (code && !plan->programme)
        issue_add(decoding->issues, ISSUE_UNKNOWN_PROGRAMME, &place, code, NULL, NULL);
}

/* A parent is the code of a plan here, or words for one that is not: a decision of a ministry, say. */
static void decode_parents(struct decoding *decoding, struct object *object, struct plan *plan) {
    struct array array = object_array(object, "implements", OPTIONAL, PARENTS_MAX);
    const char **parents = arena_new_array(decoding->arena, const char *, array.count);
    for (size_t i = 0; i < array.count; i++) {
        const char *parent = array_text(&array, i, NAME_MAX_BYTES);
        parents[i] = parent ? arena_text(decoding->arena, parent) : "";
    }
    plan->implements = parents;
    plan->implements_count = array.count;
}

bool decode_plan(struct decoding *outer, const json_t *body, struct plan *ret_plan) {
    struct decoding decoding = *outer;
    struct object object = object_root(body, decoding.issues);
    struct plan plan = {.issuer_unit = UNIT_NONE};
    if (!object.json)
        return false;
    plan.code = decode_code(&decoding, &object, "code", REQUIRED);
    plan.title = decode_text(&decoding, &object, "title", REQUIRED, TEXT_MAX_BYTES);
    decode_programme_of(&decoding, &object, &plan);
    bool has_span = decode_span(&decoding, &object, &plan);
    if (has_span)
        decoding.date = date_of_codes(&decoding, &object, &plan);
    decode_issuer(&decoding, &object, &plan);
    uint32_t targets = 0;
    decode_parents(&decoding, &object, &plan);
    check_shown_parts(&object);
    decode_targets(&decoding, &object, "targets", plan.issuer_unit, &plan.targets, &targets);
    plan.target_count = targets;
    const char *programme = plan.programme ? plan.programme->code : NULL;
    const struct calendar *calendar = plan.programme ? plan.programme->calendar : &calendar_plain;
    decode_duties(&decoding, &object, plan.code, programme, calendar, has_span ? &plan.span : NULL, &plan.duties,
                  &plan.duty_count);
    object_end(&object);
    if (!decoding.trusted) {
        check_task_codes(&decoding, json_object_get(body, "tasks"));
        check_sections(&decoding, json_object_get(body, "sections"), body, NULL);
    }
    *ret_plan = plan;
    return decoding.issues->count == 0;
}
