/* Decoder of a plan: checks the whole document, keeps what is computed with (span, targets, duties, parents). */
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

enum { PARENTS_MAX = 50 };

/* Of a programme that nobody knows the plain calendar will do: what else is wrong shall be told, too. */
static const struct calendar *calendar_of(const struct plan *plan) {
    return plan->programme ? plan->programme->calendar : &calendar_plain;
}

static bool decode_span(struct decoding *decoding, struct object *object, struct plan *plan) {
    const char *code = object_text(object, "span", REQUIRED, PERIOD_CODE_SIZE);
    if (!code)
        return false;
    if (period_parse(code, calendar_of(plan), &plan->span))
        return true;
    struct place place = object_place(object, "span");
    plan->span = (struct period){0};
    issue_add(decoding->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
    return false;
}

/* Codes in a plan mean the units of the day it begins; for one that names units of later days, of its last (decision 0006). */
static day_t date_of_codes(const struct decoding *decoding, struct object *object, const struct plan *plan) {
    const json_t *issuer = json_object_get(object->json, "issuer");
    const char *code = json_string_value(json_object_get(issuer, "unit"));
    const struct unit_tree *tree = snapshot_tree(decoding->snapshot);
    if (!code || plan->span.end == DAY_NEVER || unit_find(tree, code, plan->span.start) != UNIT_NONE)
        return plan->span.start;
    day_t last = period_tree_date(&plan->span);
    return unit_find(tree, code, last) != UNIT_NONE ? last : plan->span.start;
}

/* What the codes are judged by: a span that cannot be read has no days. */
static void date_document(struct decoding *decoding, struct object *object, const struct plan *plan, bool has_span) {
    decoding->of_plan = true;
    decoding->undated = !has_span;
    if (!has_span)
        return;
    decoding->date = date_of_codes(decoding, object, plan);
    decoding->span = decoding->copied ? NULL : &plan->span;
}

static void decode_issuer(struct decoding *decoding, struct object *object, struct plan *plan) {
    struct object issuer = object_member(object, "issuer", REQUIRED);
    plan->issuer_unit = decode_unit(decoding, &issuer, "unit", REQUIRED);
    plan->issuer_agency = decode_code(decoding, &issuer, "agency", REQUIRED);
    object_end(&issuer);
    if (plan->issuer_unit == UNIT_NONE || !plan->issuer_agency || decoding->trusted || decoding->undated)
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

static void decode_programme_of(struct decoding *decoding, struct object *object, struct plan *plan) {
    const char *code = object_code(object, "programme", REQUIRED);
    plan->programme = code ? snapshot_programme(decoding->snapshot, code) : NULL;
    struct place place = object_place(object, "programme");
    if (code && !plan->programme)
        issue_add(decoding->issues, ISSUE_UNKNOWN_PROGRAMME, &place, code, NULL, NULL);
}

static bool stands_before(const char *const *parents, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (text_equal(parents[i], parents[index]))
            return true;
    return false;
}

/* A parent is the code of a plan here, or words for one that is not: a decision of a ministry, say. */
static void decode_parents(struct decoding *decoding, struct object *object, struct plan *plan) {
    struct array array = object_array(object, "implements", OPTIONAL, PARENTS_MAX);
    const char **parents = arena_new_array(decoding->arena, const char *, array.count);
    for (size_t i = 0; i < array.count; i++) {
        const char *parent = array_text(&array, i, NAME_MAX_BYTES);
        struct place place = {.up = &array.place, .index = i};
        parents[i] = parent ? arena_text(decoding->arena, parent) : "";
        if (parent && !decoding->trusted && stands_before(parents, i))
            issue_add(decoding->issues, ISSUE_DUPLICATE, &place, parents[i], NULL, NULL);
    }
    plan->implements = parents;
    plan->implements_count = array.count;
}

bool decode_plan(struct decoding *outer, const json_t *body, struct plan *ret_plan) {
    struct decoding decoding = *outer;
    struct object object = object_root(body, decoding.issues);
    struct plan plan = {.issuer_unit = UNIT_NONE};
    *ret_plan = plan;
    if (!object.json)
        return false;
    plan.code = decode_code(&decoding, &object, "code", REQUIRED);
    plan.title = decode_text(&decoding, &object, "title", REQUIRED, TEXT_MAX_BYTES);
    decode_programme_of(&decoding, &object, &plan);
    bool has_span = decode_span(&decoding, &object, &plan);
    date_document(&decoding, &object, &plan, has_span);
    decode_issuer(&decoding, &object, &plan);
    uint32_t targets = 0;
    decode_parents(&decoding, &object, &plan);
    decode_shown(&decoding, &object);
    decode_targets(&decoding, &object, "targets", plan.issuer_unit, &plan.targets, &targets);
    plan.target_count = targets;
    decode_duties(&decoding, &object, plan.code, plan.programme ? plan.programme->code : NULL, calendar_of(&plan),
                  has_span ? &plan.span : NULL, &plan.duties, &plan.duty_count);
    object_end(&object);
    if (!decoding.trusted)
        decode_layout(&decoding, body);
    *ret_plan = plan;
    return decoding.issues->count == 0;
}
