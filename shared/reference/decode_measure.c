/* Decoder of measures and predicates: what a target counts. No free expressions. */
#include <inttypes.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode_target.h"

enum { TERMS_MAX = 50, PREDICATES_MAX = 20, PREDICATE_DEPTH_MAX = 5 };

static const char *const compare_words[] = {"eq", "ge", "gt", "le", "lt", NULL};

void decode_refuse(struct decoding *decoding, enum issue_type type, const struct place *place, const char *argument) {
    if (!decoding->trusted)
        issue_add(decoding->issues, type, place, argument, NULL, NULL);
}

struct array decode_filled(struct decoding *decoding, struct object *object, const char *name, enum need need,
                           size_t elements_max) {
    struct array array = object_array(object, name, need, elements_max);
    if (array.json && array.count == 0)
        decode_refuse(decoding, ISSUE_TOO_SHORT, &array.place, "1");
    return array;
}

/* Why a quantity cannot hold the number: told as for a figure of the most decimals. */
static void refuse_number(struct decoding *decoding, const char *number, const struct place *place) {
    int64_t quantity;
    enum quantity_read read = quantity_parse(number, QUANTITY_DECIMALS_MAX, &quantity);
    if (read == QUANTITY_SYNTAX)
        decode_refuse(decoding, ISSUE_NOT_A_NUMBER, place, NULL);
    else if (read == QUANTITY_PRECISION)
        decode_refuse(decoding, ISSUE_TOO_PRECISE, place, arena_format(decoding->arena, "%d", QUANTITY_DECIMALS_MAX));
    else
        issue_add(decoding->issues, ISSUE_OUT_OF_BOUNDS, place,
                  arena_format(decoding->arena, "%" PRId64, -QUANTITY_MAX),
                  arena_format(decoding->arena, "%" PRId64, QUANTITY_MAX), NULL);
}

const char *decode_number_at(struct decoding *decoding, const json_t *value, const struct place *place) {
    char digits[48];
    __int128 number;
    const char *text = json_number_text(value, place, decoding->issues, digits);
    if (!text)
        return NULL;
    if (decoding->trusted || target_number(text, &number))
        return arena_text(decoding->arena, text);
    refuse_number(decoding, text, place);
    return NULL;
}

const char *decode_number(struct decoding *decoding, struct object *object, const char *name, enum need need) {
    const json_t *value = object_any(object, name, need);
    struct place place = object_place(object, name);
    return value ? decode_number_at(decoding, value, &place) : NULL;
}

/* Whether it is the one for some period of the span; without a span, for any. */
static bool is_in_force(const struct form *form, uint32_t version, const struct period *span) {
    if (!span)
        return true;
    bool replaced = version + 1 < form->version_count && form->versions[version + 1].from <= span->start;
    return form->versions[version].from < span->end && !replaced;
}

static void check_form_has(struct decoding *decoding, const struct form *form, const char *cell,
                           const struct place *place) {
    bool in_force = false, known = false;
    for (uint32_t i = 0; i < form->version_count; i++) {
        bool counts = is_in_force(form, i, decoding->span);
        in_force |= counts;
        known |= counts && form_cell(&form->versions[i], cell) >= 0;
    }
    if (!in_force)
        issue_add(decoding->issues, ISSUE_FORM_NOT_IN_FORCE, place, form->code, decoding->span->code, NULL);
    else if (!known)
        issue_add(decoding->issues, ISSUE_UNKNOWN_CELL, place, form->code, cell, NULL);
}

static void check_cell_known(struct decoding *decoding, struct object *object, const char *form_code,
                             const char *cell) {
    struct place place = object_place(object, "cell");
    const struct form *form = snapshot_form(decoding->snapshot, form_code);
    if (!form)
        issue_add(decoding->issues, ISSUE_UNKNOWN_FORM, &place, form_code, NULL, NULL);
    else
        check_form_has(decoding, form, cell, &place);
}

static bool decode_measured_cell(struct decoding *decoding, struct object *object, const char **ret_form,
                                 const char **ret_cell) {
    if (!decode_cell_name(decoding, object, "cell", REQUIRED, ret_form, ret_cell))
        return false;
    if (!decoding->trusted)
        check_cell_known(decoding, object, *ret_form, *ret_cell);
    return true;
}

static void decode_predicate(struct decoding *decoding, struct object *object, int depth,
                             struct predicate *ret_predicate);

static void decode_predicates(struct decoding *decoding, struct object *object, const char *name, int depth,
                              struct predicate *predicate) {
    struct array array = decode_filled(decoding, object, name, REQUIRED, PREDICATES_MAX);
    struct predicate *of = arena_new_array(decoding->arena, struct predicate, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object part = array_object(&array, i, &place);
        decode_predicate(decoding, &part, depth + 1, &of[i]);
    }
    predicate->of = of;
    predicate->of_count = (uint32_t)array.count;
}

static void decode_cell_predicate(struct decoding *decoding, struct object *object, struct predicate *predicate) {
    static const char *const ats[] = {"own", "subtree", NULL};
    predicate->kind = PREDICATE_CELL;
    decode_measured_cell(decoding, object, &predicate->form, &predicate->cell);
    int op = object_word(object, "op", REQUIRED, compare_words);
    predicate->op = op >= 0 ? (enum compare)op : COMPARE_UNSTATED;
    predicate->value = decode_number(decoding, object, "value", REQUIRED);
    predicate->subtree = object_word(object, "at", OPTIONAL, ats) == 1;
}

static void decode_at_least(struct decoding *decoding, struct object *object, int depth, struct predicate *predicate) {
    int64_t at_least = 0;
    predicate->kind = PREDICATE_AT_LEAST;
    object_int(object, "atLeast", REQUIRED, 1, PREDICATES_MAX, &at_least);
    predicate->at_least = (uint32_t)at_least;
    decode_predicates(decoding, object, "of", depth, predicate);
    struct place place = object_place(object, "atLeast");
    if (predicate->of_count > 0 && at_least > predicate->of_count && !decoding->trusted)
        issue_add(decoding->issues, ISSUE_OUT_OF_BOUNDS, &place, "1",
                  arena_format(decoding->arena, "%" PRIu32, predicate->of_count), NULL);
}

static void decode_predicate(struct decoding *decoding, struct object *object, int depth,
                             struct predicate *ret_predicate) {
    struct predicate predicate = {0};
    if (depth > PREDICATE_DEPTH_MAX) {
        issue_add(decoding->issues, ISSUE_TOO_DEEP, &object->place,
                  arena_format(decoding->arena, "%d", PREDICATE_DEPTH_MAX), NULL, NULL);
        return;
    }
    if (object_has(object, "all")) {
        predicate.kind = PREDICATE_ALL;
        decode_predicates(decoding, object, "all", depth, &predicate);
    } else if (object_has(object, "any")) {
        predicate.kind = PREDICATE_ANY;
        decode_predicates(decoding, object, "any", depth, &predicate);
    } else if (object_has(object, "atLeast") || object_has(object, "of")) {
        decode_at_least(decoding, object, depth, &predicate);
    } else {
        decode_cell_predicate(decoding, object, &predicate);
    }
    object_end(object);
    *ret_predicate = predicate;
}

static void decode_from(struct decoding *decoding, struct object *term, struct measure_term *measure_term) {
    struct object from = object_member(term, "from", OPTIONAL);
    measure_term->levels = from.json ? decode_levels(&from, "level", OPTIONAL) : 0;
    measure_term->functions = decode_codes(decoding, &from, "function", 20, &measure_term->function_count);
    object_end(&from);
}

static void decode_term(struct decoding *decoding, struct object *object, struct measure_term *term) {
    *term = (struct measure_term){.times = 1};
    decode_measured_cell(decoding, object, &term->form, &term->cell);
    decode_from(decoding, object, term);
}

static void decode_times(struct decoding *decoding, struct object *object, struct measure_term *term) {
    struct place place = object_place(object, "times");
    if (object_int(object, "times", OPTIONAL, -1000, 1000, &term->times) && term->times == 0)
        decode_refuse(decoding, ISSUE_INCONSISTENT, &place, "0");
}

static void decode_sum(struct decoding *decoding, struct object *object, struct measure *measure) {
    struct array array = decode_filled(decoding, object, "sum", REQUIRED, TERMS_MAX);
    struct measure_term *terms = arena_new_array(decoding->arena, struct measure_term, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object term = array_object(&array, i, &place);
        decode_term(decoding, &term, &terms[i]);
        decode_times(decoding, &term, &terms[i]);
        object_end(&term);
    }
    measure->kind = MEASURE_SUM;
    measure->terms = terms;
    measure->term_count = (uint32_t)array.count;
}

static void decode_units(struct decoding *decoding, struct object *object, struct measure *measure) {
    measure->kind = MEASURE_UNITS;
    int level = object_word(object, "units", REQUIRED, level_words);
    measure->units = level >= 0 ? (enum level)level : LEVEL_COUNT;
    struct object where = object_member(object, "where", OPTIONAL);
    if (!where.json)
        return;
    struct predicate *predicate = arena_new(decoding->arena, struct predicate);
    decode_predicate(decoding, &where, 1, predicate);
    measure->where = predicate;
}

static void decode_fixed(struct decoding *decoding, struct object *object, struct measure *measure) {
    measure->kind = MEASURE_NUMBER;
    measure->number = decode_number(decoding, object, "number", REQUIRED);
}

static void decode_one_cell(struct decoding *decoding, struct object *object, struct measure *measure) {
    struct measure_term *term = arena_new(decoding->arena, struct measure_term);
    decode_term(decoding, object, term);
    measure->kind = MEASURE_CELL;
    measure->terms = term;
    measure->term_count = 1;
}

bool decode_measure(struct decoding *decoding, struct object *parent, const char *name, enum need need,
                    const struct measure **ret_measure) {
    struct object object = object_member(parent, name, need);
    *ret_measure = NULL;
    if (!object.json)
        return false;
    struct measure *measure = arena_new(decoding->arena, struct measure);
    if (object_has(&object, "sum"))
        decode_sum(decoding, &object, measure);
    else if (object_has(&object, "units"))
        decode_units(decoding, &object, measure);
    else if (object_has(&object, "number"))
        decode_fixed(decoding, &object, measure);
    else
        decode_one_cell(decoding, &object, measure);
    object_end(&object);
    *ret_measure = measure;
    return true;
}
