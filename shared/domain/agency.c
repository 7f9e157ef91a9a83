/* Finding the agency that a report, a duty or a task names. */
#include "domain/agency.h"

#include <assert.h>
#include <string.h>

#include "core/text.h"

static const char *const implied_functions[] = {"people-committee", "police"};

/* The constant of this name, NULL when the function is not implied. */
static const char *implied(const char *function) {
    for (size_t i = 0; i < sizeof implied_functions / sizeof *implied_functions; i++) {
        if (text_equal(function, implied_functions[i]))
            return implied_functions[i];
    }
    return NULL;
}

bool function_is_implied(const char *function) {
    return implied(function) != NULL;
}

static bool is_valid(const struct agency *agency, day_t date) {
    return agency->from <= date && date < agency->until;
}

static struct agency_ref implied_ref(uint32_t unit, const char *function) {
    return (struct agency_ref){.unit = unit, .code = function, .function = function};
}

static struct agency_ref registered_ref(const struct agency *agency) {
    return (struct agency_ref){
        .unit = agency->unit, .code = agency->code, .function = agency->function, .registered = agency};
}

/* Those registered in a unit: [the result, *ret_end). */
static const struct agency *agencies_of(const struct agency_set *set, uint32_t unit, const struct agency **ret_end) {
    uint32_t low = 0, high = set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (set->agencies[middle].unit < unit)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t end = low;
    while (end < set->count && set->agencies[end].unit == unit)
        end++;
    *ret_end = set->count > 0 ? set->agencies + end : NULL;
    return set->count > 0 ? set->agencies + low : NULL;
}

enum agency_found agency_find(const struct agency_set *set, uint32_t unit, const char *function_or_code, day_t date,
                              struct agency_ref *ret_ref) {
    const char *function = implied(function_or_code);
    if (function != NULL) {
        *ret_ref = implied_ref(unit, function);
        return AGENCY_FOUND;
    }
    const struct agency *end, *by_function = NULL;
    size_t count = 0;
    for (const struct agency *agency = agencies_of(set, unit, &end); agency < end; agency++) {
        if (!is_valid(agency, date))
            continue;
        if (text_equal(agency->code, function_or_code)) {
            *ret_ref = registered_ref(agency);
            return AGENCY_FOUND;
        }
        if (text_equal(agency->function, function_or_code)) {
            by_function = agency;
            count++;
        }
    }
    if (count > 1)
        return AGENCY_AMBIGUOUS;
    if (count == 0)
        return AGENCY_UNKNOWN;
    *ret_ref = registered_ref(by_function);
    return AGENCY_FOUND;
}

static bool overlap(const struct agency *a, const struct agency *b) {
    return a->from < b->until && b->from < a->until;
}

const struct agency *agency_confused(const struct agency_set *set, const struct agency *agency) {
    const struct agency *end;
    for (const struct agency *other = agencies_of(set, agency->unit, &end); other < end; other++) {
        bool itself = text_equal(other->code, agency->code);
        bool same_name = text_equal(other->function, agency->code) || text_equal(other->code, agency->function);
        if (!itself && same_name && overlap(other, agency))
            return other;
    }
    return NULL;
}

struct expansion {
    struct arena *arena;
    const struct agency_set *set;
    const struct unit_slice *slice;
    const struct agency_selector *selector;
    const char *implied; /* the function selected, where it is an implied one */
    struct agency_ref *refs;
    size_t count, capacity;
};

static void append(struct expansion *expansion, struct agency_ref ref) {
    expansion->refs = arena_grow(expansion->arena, expansion->refs, expansion->count, &expansion->capacity, sizeof ref);
    expansion->refs[expansion->count++] = ref;
}

static bool has_class(const struct agency *agency, const char *klass) {
    for (uint32_t i = 0; i < agency->class_count; i++) {
        if (text_equal(agency->classes[i], klass))
            return true;
    }
    return false;
}

static bool is_selected(const struct agency *agency, const struct agency_selector *selector) {
    if (selector->agency != NULL)
        return text_equal(agency->code, selector->agency);
    if (selector->function != NULL)
        return text_equal(agency->function, selector->function);
    return has_class(agency, selector->klass);
}

static void expand_unit(struct expansion *expansion, uint32_t unit) {
    if (expansion->implied != NULL) {
        append(expansion, implied_ref(unit, expansion->implied));
        return;
    }
    const struct agency *end;
    for (const struct agency *agency = agencies_of(expansion->set, unit, &end); agency < end; agency++) {
        if (is_valid(agency, expansion->slice->date) && is_selected(agency, expansion->selector))
            append(expansion, registered_ref(agency));
    }
}

/* The run of positions the selector can reach; empty where a unit it names is not in the slice. */
static void reach(const struct unit_slice *slice, const struct agency_selector *selector, uint32_t *ret_first,
                  uint32_t *ret_end) {
    *ret_first = 0;
    *ret_end = slice->count;
    if (selector->within != UNIT_NONE) {
        uint32_t top = slice->position_of[selector->within];
        *ret_first = top == UNIT_NONE ? slice->count : top;
        *ret_end = top == UNIT_NONE ? slice->count : slice->subtree_end[top];
    }
    if (selector->unit != UNIT_NONE) {
        uint32_t only = slice->position_of[selector->unit];
        bool inside = only != UNIT_NONE && only >= *ret_first && only < *ret_end;
        *ret_first = inside ? only : *ret_end;
        *ret_end = inside ? only + 1 : *ret_end;
    }
}

size_t agency_expand(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice,
                     const struct agency_selector *selector, struct agency_ref **ret_refs) {
    assert((selector->agency != NULL) + (selector->function != NULL) + (selector->klass != NULL) == 1);
    struct expansion expansion = {
        .arena = arena, .set = set, .slice = slice, .selector = selector, .implied = implied(selector->function)};
    uint32_t first = 0, end = 0;
    if (!selector->unresolved)
        reach(slice, selector, &first, &end);
    for (uint32_t position = first; position < end; position++) {
        if (!selector->has_level || slice->version[position]->level == selector->level)
            expand_unit(&expansion, slice->unit_of[position]);
    }
    *ret_refs = expansion.refs;
    return expansion.count;
}
