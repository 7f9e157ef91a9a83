/* The members that many kinds of reference documents share: texts, codes, names, levels, units, selectors of agencies. */
#include "reference/decode.h"

#include <string.h>

#include "core/limits.h"
#include "core/text.h"

const char *const level_words[] = {"nation", "province", "district", "commune", NULL};

const char *decode_text(struct decoding *decoding, struct object *object, const char *name, enum need need,
                        size_t bytes_max) {
    const char *text = object_text(object, name, need, bytes_max);
    return text ? arena_text(decoding->arena, text) : NULL;
}

const char *decode_code(struct decoding *decoding, struct object *object, const char *name, enum need need) {
    const char *code = object_code(object, name, need);
    return code ? arena_text(decoding->arena, code) : NULL;
}

void decode_names(struct object *parent, const char *name, enum need need, size_t bytes_max, struct arena *arena,
                  const char **ret_vi, const char **ret_en) {
    struct object names = object_member(parent, name, need);
    const char *vi = object_text(&names, "vi", REQUIRED, bytes_max);
    const char *en = object_text(&names, "en", OPTIONAL, bytes_max);
    object_end(&names);
    *ret_vi = vi ? arena_text(arena, vi) : NULL;
    *ret_en = en ? arena_text(arena, en) : *ret_vi;
}

const char *const *decode_codes(struct decoding *decoding, struct object *object, const char *name, size_t max,
                                uint32_t *ret_count) {
    struct array array = object_array(object, name, OPTIONAL, max);
    const char **codes = arena_new_array(decoding->arena, const char *, array.count);
    *ret_count = 0;
    for (size_t i = 0; i < array.count; i++) {
        const char *code = array_code(&array, i);
        if (code)
            codes[(*ret_count)++] = arena_text(decoding->arena, code);
    }
    return codes;
}

uint32_t decode_levels(struct object *object, const char *name, enum need need) {
    struct array array = object_array(object, name, need, LEVEL_COUNT);
    uint32_t levels = 0;
    for (size_t i = 0; i < array.count; i++) {
        const char *text = array_text(&array, i, NAME_MAX_BYTES);
        enum level level;
        if (text && level_parse(text, &level)) {
            levels |= 1U << level;
        } else if (text) {
            struct place place = {.up = &array.place, .index = i};
            issue_add(array.issues, ISSUE_NOT_ONE_OF, &place, "nation, province, district, commune", NULL, NULL);
        }
    }
    return levels;
}

/* Without a date only a code that nobody ever had is surely wrong. */
static void check_code_ever_used(struct decoding *decoding, const char *code, const struct place *place) {
    uint32_t namesake;
    if (units_with_code(snapshot_tree(decoding->snapshot), code, &namesake, 1) == 0)
        issue_add(decoding->issues, ISSUE_UNKNOWN_UNIT, place, code, NULL, NULL);
}

uint32_t decode_unit(struct decoding *decoding, struct object *object, const char *name, enum need need) {
    const char *code = object_text(object, name, need, UNIT_ID_SIZE);
    if (!code)
        return UNIT_NONE;
    uint32_t exact = unit_by_id(snapshot_tree(decoding->snapshot), code);
    if (exact != UNIT_NONE) /* a stable id means its unit on any day */
        return exact;
    struct place place = object_place(object, name);
    if (!decoding->undated)
        return snapshot_unit_asked(decoding->snapshot, code, decoding->date, decoding->language, &place,
                                   decoding->issues);
    check_code_ever_used(decoding, code, &place);
    return UNIT_NONE;
}

bool decode_period_kind(const char *name, enum period_kind *ret_kind) {
    static const char *const names[] = {"month", "quarter", "half", "9M", "year"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (text_equal(name, names[i])) {
            *ret_kind = (enum period_kind)i;
            return true;
        }
    return false;
}

const struct agency *agency_registered(const struct snapshot *snapshot, const char *code) {
    const struct agency_set *set = snapshot_agencies(snapshot);
    for (uint32_t i = 0; i < set->count; i++)
        if (strcmp(set->agencies[i].code, code) == 0)
            return &set->agencies[i];
    return NULL;
}

static bool is_there_within(const struct agency *agency, const struct period *span) {
    return agency->from < span->end && span->start < agency->until;
}

static void check_agency(struct decoding *decoding, struct object *object, const char *code) {
    char day[DAY_TEXT_SIZE];
    struct place place = object_place(object, "agency");
    const struct agency *agency = agency_registered(decoding->snapshot, code);
    if (!agency)
        issue_add(decoding->issues, ISSUE_UNKNOWN_CODE, &place, code, NULL, NULL);
    else if (decoding->span && !is_there_within(agency, decoding->span))
        issue_add(decoding->issues, ISSUE_UNKNOWN_AGENCY, &place, code, day_format(decoding->span->start, day), NULL);
}

static bool form_names_function(const struct form *form, const char *function) {
    for (uint32_t i = 0; i < form->version_count; i++)
        for (uint32_t j = 0; j < form->versions[i].function_count; j++)
            if (strcmp(form->versions[i].functions[j], function) == 0)
                return true;
    return false;
}

/* Functions have no list of their own: one is known where an agency ever had it, or a form is reported by it. */
static bool function_is_known(const struct snapshot *snapshot, const char *function) {
    size_t form_count;
    const struct form *const *forms = snapshot_forms(snapshot, &form_count);
    const struct agency_set *set = snapshot_agencies(snapshot);
    if (function_is_implied(function))
        return true;
    for (uint32_t i = 0; i < set->count; i++)
        if (strcmp(set->agencies[i].function, function) == 0)
            return true;
    for (size_t i = 0; i < form_count; i++)
        if (form_names_function(forms[i], function))
            return true;
    return false;
}

bool agency_or_function_is_known(const struct snapshot *snapshot, const char *name) {
    return agency_registered(snapshot, name) || function_is_known(snapshot, name);
}

static bool class_is_known(const struct snapshot *snapshot, const char *klass) {
    const struct agency_set *set = snapshot_agencies(snapshot);
    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t j = 0; j < set->agencies[i].class_count; j++)
            if (strcmp(set->agencies[i].classes[j], klass) == 0)
                return true;
    return false;
}

static void check_words(struct decoding *decoding, struct object *object, const struct agency_selector *selector) {
    struct place function = object_place(object, "function"), klass = object_place(object, "class");
    if (selector->function && !function_is_known(decoding->snapshot, selector->function))
        issue_add(decoding->issues, ISSUE_UNKNOWN_CODE, &function, selector->function, NULL, NULL);
    if (selector->klass && !class_is_known(decoding->snapshot, selector->klass))
        issue_add(decoding->issues, ISSUE_UNKNOWN_CODE, &klass, selector->klass, NULL, NULL);
}

bool selector_is_whole(const struct agency_selector *selector) {
    return !!selector->agency + !!selector->function + !!selector->klass == 1;
}

void decode_selector(struct decoding *decoding, struct object *object, struct agency_selector *ret_selector) {
    struct agency_selector selector = {.within = UNIT_NONE, .unit = UNIT_NONE};
    selector.agency = decode_code(decoding, object, "agency", OPTIONAL);
    selector.function = decode_code(decoding, object, "function", OPTIONAL);
    selector.klass = decode_code(decoding, object, "class", OPTIONAL);
    int level = object_word(object, "level", OPTIONAL, level_words);
    selector.has_level = level >= 0;
    selector.level = level >= 0 ? (enum level)level : LEVEL_NATION;
    selector.within = decode_unit(decoding, object, "within", OPTIONAL);
    selector.unit = decode_unit(decoding, object, "unit", OPTIONAL);
    selector.unresolved = (object_has(object, "within") && selector.within == UNIT_NONE) ||
                          (object_has(object, "unit") && selector.unit == UNIT_NONE);
    int named = object_has(object, "agency") + object_has(object, "function") + object_has(object, "class");
    if (object->json && named != 1)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &object->place, "agency | function | class", NULL, NULL);
    if (selector.agency && !decoding->trusted)
        check_agency(decoding, object, selector.agency);
    if (decoding->of_plan && !decoding->trusted)
        check_words(decoding, object, &selector);
    *ret_selector = selector;
}
