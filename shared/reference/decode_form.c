/* Decoder of one version of a form: cells, rules between cells, narrative sections. */
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

enum { ROW_TEXT_MAX = 20, RULE_TERMS_MAX = 50, DISAGGREGATION_MAX = 10 };

static const char *const compare_words[] = {"eq", "ge", "gt", "le", "lt", NULL};

static void check_disaggregation(struct object *cell) {
    struct object members = object_member(cell, "disaggregation", OPTIONAL);
    if (!members.json)
        return;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)members.json, name, value) {
        if (members.seen_count < DISAGGREGATION_MAX)
            object_text(&members, name, REQUIRED, NAME_MAX_BYTES);
    }
    object_end(&members);
}

static const struct indicator *decode_cell_indicator(struct decoding *decoding, struct object *object) {
    const char *code = object_code(object, "indicator", REQUIRED);
    if (!code)
        return NULL;
    const struct indicator *indicator = snapshot_indicator(decoding->snapshot, code);
    struct place place = object_place(object, "indicator");
    if (!indicator)
        issue_add(decoding->issues, ISSUE_UNKNOWN_INDICATOR, &place, code, NULL, NULL);
    return indicator;
}

static void decode_cells(struct decoding *decoding, struct object *body, struct form_version *version) {
    struct array array = object_array(body, "cells", OPTIONAL, CELLS_MAX);
    struct cell *cells = arena_new_array(decoding->arena, struct cell, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        struct cell cell = {.code = decode_code(decoding, &object, "code", REQUIRED)};
        cell.indicator = decode_cell_indicator(decoding, &object);
        cell.row = decode_text(decoding, &object, "row", OPTIONAL, ROW_TEXT_MAX);
        cell.required = object_flag(&object, "required", false);
        cell.retired = object_flag(&object, "retired", false);
        check_disaggregation(&object);
        object_end(&object);
        struct form_version before = {.cells = cells, .cell_count = (uint32_t)i};
        struct place code_place = object_place(&object, "code");
        if (cell.code && form_cell(&before, cell.code) >= 0)
            issue_add(decoding->issues, ISSUE_DUPLICATE, &code_place, cell.code, NULL, NULL);
        cells[i] = cell;
    }
    version->cells = cells;
    version->cell_count = (uint32_t)array.count;
}

/* A term is a cell times a number, or a number alone, which is added to the rule's constant with the sign of its side. */
static void decode_term(struct decoding *decoding, struct object *term, const struct form_version *version,
                        const char *form, int decimals, struct rule_term *terms, uint32_t *count, int64_t *constant) {
    char digits[48];
    const char *number = object_number_text(term, "number", OPTIONAL, digits);
    int64_t times = 1, value = 0;
    object_int(term, "times", OPTIONAL, -1000000, 1000000, &times);
    const char *code = object_code(term, "cell", number ? OPTIONAL : REQUIRED);
    object_end(term);
    if (number && quantity_parse(number, decimals, &value) == QUANTITY_OK)
        *constant += value;
    if (!code)
        return;
    int32_t cell = form_cell(version, code);
    struct place place = object_place(term, "cell");
    if (cell < 0)
        issue_add(decoding->issues, ISSUE_UNKNOWN_CELL, &place, form, code, NULL);
    else
        terms[(*count)++] = (struct rule_term){.cell = (uint32_t)cell, .times = times};
}

static const struct rule_term *decode_side(struct decoding *decoding, struct object *rule, const char *name,
                                           const struct form_version *version, const char *form, int decimals,
                                           uint32_t *ret_count, int64_t *constant) {
    struct array array = object_array(rule, name, REQUIRED, RULE_TERMS_MAX);
    struct rule_term *terms = arena_new_array(decoding->arena, struct rule_term, array.count);
    *ret_count = 0;
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object term = array_object(&array, i, &place);
        decode_term(decoding, &term, version, form, decimals, terms, ret_count, constant);
    }
    return terms;
}

/* All cells of a rule have the same decimals, so that fixed-point values compare as they are. */
static int rule_decimals(const json_t *rule, const struct form_version *version) {
    const json_t *first = json_array_get(json_object_get(rule, "left"), 0);
    const char *code = json_string_value(json_object_get(first, "cell"));
    int32_t cell = code ? form_cell(version, code) : -1;
    return cell >= 0 && version->cells[cell].indicator ? version->cells[cell].indicator->decimals : 0;
}

static void check_same_decimals(struct decoding *decoding, struct object *object, const struct form_version *version,
                                const struct form_rule *rule, int decimals) {
    for (uint32_t i = 0; i < rule->left_count + rule->right_count; i++) {
        uint32_t index = i < rule->left_count ? rule->left[i].cell : rule->right[i - rule->left_count].cell;
        const struct indicator *indicator = version->cells[index].indicator;
        if (indicator && indicator->decimals != decimals)
            issue_add(decoding->issues, ISSUE_INCONSISTENT, &object->place, version->cells[index].code, NULL, NULL);
    }
}

static void decode_rule(struct decoding *decoding, struct object *object, const struct form_version *version,
                        const char *form, struct form_rule *ret_rule) {
    static const char *const severities[] = {"error", "warning", NULL};
    struct form_rule rule = {.code = decode_code(decoding, object, "code", REQUIRED)};
    int decimals = rule_decimals(object->json, version);
    int64_t left_constant = 0, right_constant = 0;
    rule.left = decode_side(decoding, object, "left", version, form, decimals, &rule.left_count, &left_constant);
    rule.right = decode_side(decoding, object, "right", version, form, decimals, &rule.right_count, &right_constant);
    rule.constant = right_constant - left_constant;
    int op = object_word(object, "op", REQUIRED, compare_words);
    rule.op = op >= 0 ? (enum compare)op : COMPARE_EQ;
    rule.warning = object_word(object, "severity", OPTIONAL, severities) == 1;
    decode_names(object, "message", REQUIRED, NAME_MAX_BYTES, decoding->arena, &rule.message_vi, &rule.message_en);
    object_end(object);
    check_same_decimals(decoding, object, version, &rule, decimals);
    *ret_rule = rule;
}

static void decode_rules(struct decoding *decoding, struct object *body, const char *form,
                         struct form_version *version) {
    struct array array = object_array(body, "rules", OPTIONAL, RULES_MAX);
    struct form_rule *rules = arena_new_array(decoding->arena, struct form_rule, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        decode_rule(decoding, &object, version, form, &rules[i]);
    }
    version->rules = rules;
    version->rule_count = (uint32_t)array.count;
}

static void decode_narratives(struct decoding *decoding, struct object *body, struct form_version *version) {
    struct array array = object_array(body, "narratives", OPTIONAL, NARRATIVES_MAX);
    struct narrative *narratives = arena_new_array(decoding->arena, struct narrative, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        struct narrative narrative = {.code = decode_code(decoding, &object, "code", REQUIRED)};
        decode_names(&object, "title", REQUIRED, NAME_MAX_BYTES, decoding->arena, &narrative.title_vi,
                     &narrative.title_en);
        int64_t length = 4000;
        object_int(&object, "lengthMax", OPTIONAL, 1, 20000, &length);
        narrative.length_max = (uint32_t)length;
        object_end(&object);
        narratives[i] = narrative;
    }
    version->narratives = narratives;
    version->narrative_count = (uint32_t)array.count;
}

static void decode_from(struct decoding *decoding, struct object *body, const struct programme *programme,
                        struct form_version *version) {
    const char *code = object_text(body, "from", REQUIRED, PERIOD_CODE_SIZE);
    struct period period;
    const struct calendar *calendar = programme ? programme->calendar : &calendar_plain;
    if (code && period_parse(code, calendar, &period)) {
        version->from = period.start;
        return;
    }
    struct place place = object_place(body, "from");
    if (code)
        issue_add(decoding->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
}

bool decode_form(struct decoding *decoding, const char *code, int32_t version_number, const json_t *body,
                 struct form *ret_form, struct form_version *ret_version) {
    struct object object = object_root(body, decoding->issues);
    struct form form = {.code = arena_text(decoding->arena, code)};
    struct form_version version = {.version = version_number};
    form.programme = decode_code(decoding, &object, "programme", REQUIRED);
    const struct programme *programme = form.programme ? snapshot_programme(decoding->snapshot, form.programme) : NULL;
    struct place place = object_place(&object, "programme");
    if (form.programme && !programme)
        issue_add(decoding->issues, ISSUE_UNKNOWN_PROGRAMME, &place, form.programme, NULL, NULL);
    decode_names(&object, "title", REQUIRED, NAME_MAX_BYTES, decoding->arena, &form.title_vi, &form.title_en);
    form.legal_number = decode_text(decoding, &object, "legalNumber", OPTIONAL, NAME_MAX_BYTES);
    decode_from(decoding, &object, programme, &version);
    version.levels = decode_levels(&object, "levels", REQUIRED);
    version.functions = decode_codes(decoding, &object, "functions", 50, &version.function_count);
    decode_cells(decoding, &object, &version);
    decode_rules(decoding, &object, form.code, &version);
    decode_narratives(decoding, &object, &version);
    object_end(&object);
    *ret_form = form;
    *ret_version = version;
    return decoding->issues->count == 0;
}
