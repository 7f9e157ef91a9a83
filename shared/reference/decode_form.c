/* Decoder of one version of a form: cells, rules between cells, narrative sections.
 *
 * What a form may not be is refused where it comes in; one that was published before that was asked for is still read. */
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

enum { ROW_TEXT_MAX = 20, DISAGGREGATION_MAX = 10 };

static const char *const compare_words[] = {"eq", "ge", "gt", "le", "lt", NULL};

static void refuse(struct decoding *decoding, enum issue_type type, const struct place *place, const char *argument) {
    if (!decoding->trusted)
        issue_add(decoding->issues, type, place, argument, NULL, NULL);
}

static void refuse_member(struct decoding *decoding, enum issue_type type, const struct object *object,
                          const char *name, const char *argument) {
    struct place place = object_place(object, name);
    refuse(decoding, type, &place, argument);
}

/* ---- Cells */

static void decode_disaggregation(struct decoding *decoding, struct object *object, struct cell *cell) {
    struct object members = object_member(object, "disaggregation", OPTIONAL);
    if (!members.json)
        return;
    const char *name;
    json_t *value;
    struct category *categories = arena_new_array(decoding->arena, struct category, DISAGGREGATION_MAX);
    cell->categories = categories;
    json_object_foreach((json_t *)members.json, name, value) {
        if (members.seen_count < DISAGGREGATION_MAX)
            categories[cell->category_count++] =
                (struct category){.dimension = arena_text(decoding->arena, name),
                                  .value = decode_text(decoding, &members, name, REQUIRED, NAME_MAX_BYTES)};
    }
    object_end(&members);
}

static const struct indicator *decode_cell_indicator(struct decoding *decoding, struct object *object,
                                                     const struct form *form) {
    const char *code = object_code(object, "indicator", REQUIRED);
    if (!code)
        return NULL;
    const struct indicator *indicator = snapshot_indicator(decoding->snapshot, code);
    struct place place = object_place(object, "indicator");
    if (!indicator)
        issue_add(decoding->issues, ISSUE_UNKNOWN_INDICATOR, &place, code, NULL, NULL);
    else if (form->programme && !text_equal(indicator->programme, form->programme))
        refuse(decoding, ISSUE_INCONSISTENT, &place, indicator->programme);
    return indicator;
}

bool decode_cell_name(struct decoding *decoding, struct object *object, const char *name, enum need need,
                      const char **ret_form, const char **ret_cell) {
    const char *text = object_text(object, name, need, 2 * CODE_MAX);
    if (!text)
        return false;
    const char *point = strrchr(text, '.');
    if (!text_is_code(text, 2 * CODE_MAX) || !point || point[1] == '\0') {
        struct place place = object_place(object, name);
        issue_add(decoding->issues, ISSUE_BAD_FORMAT, &place, "FORM.cell", NULL, NULL);
        return false;
    }
    *ret_form = arena_slice(decoding->arena, text, (size_t)(point - text));
    *ret_cell = arena_text(decoding->arena, point + 1);
    return true;
}

/* The other form may be made later: only where it is known, its cell must be. */
static void decode_authoritative(struct decoding *decoding, struct object *object, const struct form *form,
                                 struct cell *cell) {
    if (!decode_cell_name(decoding, object, "authoritative", OPTIONAL, &cell->authoritative_form,
                          &cell->authoritative_cell))
        return;
    const struct form *other = snapshot_form(decoding->snapshot, cell->authoritative_form);
    struct place place = object_place(object, "authoritative");
    if (text_equal(cell->authoritative_form, form->code))
        refuse(decoding, ISSUE_INCONSISTENT, &place, form->code);
    else if (other && !decoding->trusted &&
             form_cell(&other->versions[other->version_count - 1], cell->authoritative_cell) < 0)
        issue_add(decoding->issues, ISSUE_UNKNOWN_CELL, &place, other->code, cell->authoritative_cell, NULL);
}

static struct cell decode_cell(struct decoding *decoding, struct object *object, const struct form *form) {
    struct cell cell = {.code = decode_code(decoding, object, "code", REQUIRED)};
    cell.indicator = decode_cell_indicator(decoding, object, form);
    cell.row = decode_text(decoding, object, "row", OPTIONAL, ROW_TEXT_MAX);
    cell.required = object_flag(object, "required", false);
    cell.retired = object_flag(object, "retired", false);
    decode_disaggregation(decoding, object, &cell);
    decode_authoritative(decoding, object, form, &cell);
    (void)object_any(object, "opens", OPTIONAL); /* read when all cells are */
    object_end(object);
    return cell;
}

/* Both are stocks, written with the same decimals. */
static bool may_open(const struct form_version *version, uint32_t opening, uint32_t closing) {
    const struct indicator *first = version->cells[opening].indicator, *last = version->cells[closing].indicator;
    return opening != closing && first && last && first->nature == NATURE_STOCK && last->nature == NATURE_STOCK &&
           first->decimals == last->decimals;
}

static bool opens_already(const struct opening *opens, uint32_t cell) {
    for (uint32_t i = 0; i < opens->cell_count; i++)
        if (opens->cells[i] == cell)
            return true;
    return false;
}

static void decode_closings(struct decoding *decoding, struct object *object, const struct form *form,
                            const struct form_version *version, uint32_t index, struct opening *opens) {
    struct array array = object_array(object, "cells", REQUIRED, OPENING_CELLS_MAX);
    uint32_t *cells = arena_new_array(decoding->arena, uint32_t, array.count);
    opens->cells = cells;
    for (size_t i = 0; i < array.count; i++) {
        const char *code = array_code(&array, i);
        int32_t cell = code ? form_cell(version, code) : -1;
        struct place place = {.up = &array.place, .index = i};
        if (code && cell < 0)
            issue_add(decoding->issues, ISSUE_UNKNOWN_CELL, &place, form->code, code, NULL);
        else if (code && opens_already(opens, (uint32_t)cell))
            refuse(decoding, ISSUE_DUPLICATE, &place, code);
        else if (code && !may_open(version, index, (uint32_t)cell))
            refuse(decoding, ISSUE_INCONSISTENT, &place, code);
        else if (code)
            cells[opens->cell_count++] = (uint32_t)cell;
    }
    if (array.json && array.count == 0)
        refuse(decoding, ISSUE_TOO_SHORT, &array.place, "1");
}

static void decode_opening(struct decoding *decoding, struct object *cell, const struct form *form,
                           const struct form_version *version, uint32_t index, struct opening *ret_opens) {
    static const char *const severities[] = {"warning", "error", NULL};
    struct object opens = object_member(cell, "opens", OPTIONAL);
    if (!opens.json)
        return;
    decode_closings(decoding, &opens, form, version, index, ret_opens);
    ret_opens->warning = object_word(&opens, "severity", OPTIONAL, severities) != 1;
    object_end(&opens);
}

/* An opening stock may name cells that stand behind it. */
static void decode_cells(struct decoding *decoding, struct object *body, const struct form *form,
                         struct form_version *version) {
    struct array array = object_array(body, "cells", OPTIONAL, CELLS_MAX);
    struct cell *cells = arena_new_array(decoding->arena, struct cell, array.count);
    version->cells = cells;
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        struct cell cell = decode_cell(decoding, &object, form);
        struct place code_place = object_place(&object, "code");
        if (cell.code && form_cell(version, cell.code) >= 0)
            issue_add(decoding->issues, ISSUE_DUPLICATE, &code_place, cell.code, NULL, NULL);
        cells[version->cell_count++] = cell;
    }
    for (uint32_t i = 0; i < version->cell_count; i++) {
        struct place place = {.up = &array.place, .index = i};
        struct object object = {.json = json_array_get(array.json, i), .issues = decoding->issues, .place = place};
        if (json_is_object(object.json))
            decode_opening(decoding, &object, form, version, i, &cells[i].opens);
        version->has_openings = version->has_openings || cells[i].opens.cell_count > 0;
    }
}

/* ---- Rules */

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
    if (array.json && array.count == 0)
        refuse(decoding, ISSUE_TOO_SHORT, &array.place, "1");
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

static bool side_names_a_cell(const json_t *side) {
    size_t index;
    const json_t *term;
    json_array_foreach((json_t *)side, index, term) {
        if (json_object_get(term, "cell"))
            return true;
    }
    return false;
}

/* Numbers alone say nothing about a report. */
static bool names_a_cell(const json_t *rule) {
    return side_names_a_cell(json_object_get(rule, "left")) || side_names_a_cell(json_object_get(rule, "right"));
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
    if (!names_a_cell(object->json))
        refuse(decoding, ISSUE_INCONSISTENT, &object->place, "cell");
    *ret_rule = rule;
}

static void check_rule_is_new(struct decoding *decoding, const struct object *object,
                              const struct form_version *version, const char *code) {
    for (uint32_t i = 0; code && i < version->rule_count; i++)
        if (text_equal(version->rules[i].code, code))
            refuse_member(decoding, ISSUE_DUPLICATE, object, "code", code);
}

static void decode_rules(struct decoding *decoding, struct object *body, const char *form,
                         struct form_version *version) {
    struct array array = object_array(body, "rules", OPTIONAL, RULES_MAX);
    struct form_rule *rules = arena_new_array(decoding->arena, struct form_rule, array.count);
    version->rules = rules;
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        decode_rule(decoding, &object, version, form, &rules[i]);
        check_rule_is_new(decoding, &object, version, rules[i].code);
        version->rule_count++;
    }
}

/* ---- The rest */

static void check_narrative_is_new(struct decoding *decoding, const struct object *object,
                                   const struct form_version *version, const char *code) {
    for (uint32_t i = 0; code && i < version->narrative_count; i++)
        if (text_equal(version->narratives[i].code, code))
            refuse_member(decoding, ISSUE_DUPLICATE, object, "code", code);
}

static void decode_narratives(struct decoding *decoding, struct object *body, struct form_version *version) {
    struct array array = object_array(body, "narratives", OPTIONAL, NARRATIVES_MAX);
    struct narrative *narratives = arena_new_array(decoding->arena, struct narrative, array.count);
    version->narratives = narratives;
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
        check_narrative_is_new(decoding, &object, version, narrative.code);
        narratives[version->narrative_count++] = narrative;
    }
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

static void decode_reporters(struct decoding *decoding, struct object *body, struct form_version *version) {
    version->levels = decode_levels(body, "levels", REQUIRED);
    const json_t *levels = json_object_get(body->json, "levels");
    if (json_is_array(levels) && json_array_size(levels) == 0)
        refuse_member(decoding, ISSUE_TOO_SHORT, body, "levels", "1");
    version->functions = decode_codes(decoding, body, "functions", FORM_FUNCTIONS_MAX, &version->function_count);
    for (uint32_t i = 0; i < version->function_count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (text_equal(version->functions[i], version->functions[j]))
                refuse_member(decoding, ISSUE_DUPLICATE, body, "functions", version->functions[i]);
}

static void decode_compare(struct object *body, struct form_version *version) {
    struct object compare = object_member(body, "compare", OPTIONAL);
    int64_t percent = 0;
    if (!compare.json)
        return;
    object_int(&compare, "warnAbovePercent", REQUIRED, 1, WARN_PERCENT_MAX, &percent);
    object_end(&compare);
    version->warn_above_percent = (uint32_t)percent;
}

static void decode_content(struct decoding *decoding, struct object *body, const struct form *form,
                           struct form_version *version) {
    uint32_t before = decoding->issues->count;
    decode_cells(decoding, body, form, version);
    decode_rules(decoding, body, form->code, version);
    decode_narratives(decoding, body, version);
    decode_compare(body, version);
    if (decoding->issues->count == before && version->cell_count + version->narrative_count == 0)
        refuse_member(decoding, ISSUE_REQUIRED, body, "cells", NULL);
    if (decoding->issues->count == before)
        form_version_sort(version, decoding->arena);
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
    decode_reporters(decoding, &object, &version);
    decode_content(decoding, &object, &form, &version);
    object_end(&object);
    *ret_form = form;
    *ret_version = version;
    return decoding->issues->count == 0;
}
