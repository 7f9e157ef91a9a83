/* Decoder of targets: nine kinds, each with its own members besides the common ones (5-contract, table of kinds). */
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

enum { PARTS_MAX = 20, CHANNELS_MAX = 20, MEMBERS_MAX = 2000, ASSUMPTIONS_MAX = 20, REFERENCES_MAX = 50 };

static const char *const kind_words[] = {"share",  "amount", "growth",      "frequency", "members",
                                         "cohort", "all",    "conditional", "narrative", NULL};
static const char *const comparator_words[] = {"eq", "ge", "gt", "le", "lt", "unstated", NULL};

static void decode_target(struct decoding *decoding, struct object *object, uint32_t scope, struct target *ret_target);

static enum compare decode_comparator(struct object *object) {
    int word = object_word(object, "comparator", OPTIONAL, comparator_words);
    return word >= 0 ? (enum compare)word : COMPARE_UNSTATED;
}

static const char *decode_number(struct decoding *decoding, struct object *object, const char *name, enum need need) {
    char digits[48];
    const char *number = object_number_text(object, name, need, digits);
    return number ? arena_text(decoding->arena, number) : NULL;
}

static void decode_between(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = object_array(object, "between", OPTIONAL, 2);
    if (!array.json)
        return;
    const char *bounds[2] = {NULL, NULL};
    for (size_t i = 0; i < array.count; i++) {
        char digits[48];
        struct place place = {.up = &array.place, .index = i};
        const char *number = json_number_text(json_array_get(array.json, i), &place, decoding->issues, digits);
        bounds[i] = number ? arena_text(decoding->arena, number) : NULL;
    }
    if (array.count != 2)
        issue_add(decoding->issues, ISSUE_TOO_SHORT, &array.place, "2", NULL, NULL);
    target->between_low = bounds[0];
    target->between_high = bounds[1];
}

static void decode_share(struct decoding *decoding, struct object *object, struct target *target) {
    decode_measure(decoding, object, "numerator", REQUIRED, &target->numerator);
    decode_measure(decoding, object, "denominator", REQUIRED, &target->denominator);
    target->comparator = decode_comparator(object);
    target->percent = decode_number(decoding, object, "percent", REQUIRED);
}

static void decode_amount(struct decoding *decoding, struct object *object, struct target *target) {
    decode_measure(decoding, object, "measure", REQUIRED, &target->measure);
    target->comparator = decode_comparator(object);
    target->value = decode_number(decoding, object, "value", OPTIONAL);
    decode_between(decoding, object, target);
    if (!target->value == !target->between_low)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &object->place, "value | between", NULL, NULL);
}

static void decode_growth(struct decoding *decoding, struct object *object, struct target *target) {
    static const char *const bases[] = {"previousYear", NULL};
    static const char *const trends[] = {"up", "down", NULL};
    decode_measure(decoding, object, "measure", REQUIRED, &target->measure);
    object_word(object, "base", OPTIONAL, bases);
    decode_between(decoding, object, target);
    int trend = object_word(object, "trend", OPTIONAL, trends);
    target->trend = trend >= 0;
    target->trend_up = trend == 0;
    if (target->trend == (target->between_low != NULL))
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &object->place, "between | trend", NULL, NULL);
}

static void decode_channels(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = object_array(object, "channels", OPTIONAL, CHANNELS_MAX);
    struct target_channel *channels = arena_new_array(decoding->arena, struct target_channel, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object channel = array_object(&array, i, &place);
        channels[i].name = decode_text(decoding, &channel, "name", REQUIRED, NAME_MAX_BYTES);
        decode_measure(decoding, &channel, "measure", OPTIONAL, &channels[i].measure);
        if (!channels[i].measure)
            decode_measure(decoding, &channel, "monthsCovered", REQUIRED, &channels[i].measure);
        object_end(&channel);
    }
    target->channels = channels;
    target->channel_count = (uint32_t)array.count;
}

static void decode_frequency(struct decoding *decoding, struct object *object, struct target *target) {
    int64_t times = 1;
    decode_channels(decoding, object, target);
    object_int(object, "atLeast", OPTIONAL, 1, 1000, &times);
    target->times_at_least = (uint32_t)times;
    const char *every = object_text(object, "every", OPTIONAL, NAME_MAX_BYTES);
    target->every = PERIOD_MONTH;
    struct place place = object_place(object, "every");
    if (every && !decode_period_kind(every, &target->every))
        issue_add(decoding->issues, ISSUE_NOT_ONE_OF, &place, "month, quarter, half, year", NULL, NULL);
    decode_measure(decoding, object, "monthsCovered", OPTIONAL, &target->measure);
    if (!target->measure && target->channel_count == 0)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &object->place, "channels | monthsCovered", NULL, NULL);
}

static void decode_members(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = object_array(object, "list", OPTIONAL, MEMBERS_MAX);
    struct target_member *members = arena_new_array(decoding->arena, struct target_member, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object member = array_object(&array, i, &place);
        members[i].name = decode_text(decoding, &member, "name", OPTIONAL, NAME_MAX_BYTES);
        members[i].unit = decode_unit(decoding, &member, "unit", REQUIRED);
        object_end(&member);
    }
    int64_t count = 0;
    object_int(object, "count", array.json ? OPTIONAL : REQUIRED, 1, 100000, &count);
    (void)object_text(object, "annex", OPTIONAL, NAME_MAX_BYTES);
    target->members = members;
    target->member_count = (uint32_t)array.count;
    target->members_listed = array.json != NULL;
    target->member_total = array.json ? target->member_count : (uint32_t)count;
    decode_measure(decoding, object, "done", REQUIRED, &target->measure);
}

static void decode_cohort(struct decoding *decoding, struct object *object, struct target *target) {
    object_int(object, "size", REQUIRED, 1, 1000000000, &target->cohort_size);
    decode_measure(decoding, object, "recurrences", REQUIRED, &target->measure);
}

static void decode_conditional(struct decoding *decoding, struct object *object, struct target *target) {
    struct object when = object_member(object, "when", REQUIRED);
    target->condition = decode_code(decoding, &when, "allocation", REQUIRED);
    object_end(&when);
    struct object inner = object_member(object, "target", REQUIRED);
    if (!inner.json)
        return;
    struct target *part = arena_new(decoding->arena, struct target);
    decode_target(decoding, &inner, target->scope, part);
    target->parts = part;
    target->part_count = 1;
}

static void decode_kind(struct decoding *decoding, struct object *object, struct target *target) {
    switch (target->kind) {
    case TARGET_SHARE:
        decode_share(decoding, object, target);
        break;
    case TARGET_AMOUNT:
        decode_amount(decoding, object, target);
        break;
    case TARGET_GROWTH:
        decode_growth(decoding, object, target);
        break;
    case TARGET_FREQUENCY:
        decode_frequency(decoding, object, target);
        break;
    case TARGET_MEMBERS:
        decode_members(decoding, object, target);
        break;
    case TARGET_COHORT:
        decode_cohort(decoding, object, target);
        break;
    case TARGET_ALL:
        decode_targets(decoding, object, "parts", target->scope, &target->parts, &target->part_count);
        break;
    case TARGET_CONDITIONAL:
        decode_conditional(decoding, object, target);
        break;
    case TARGET_NARRATIVE:
    case TARGET_KIND_COUNT:
        break;
    }
}

static void decode_assumptions(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = object_array(object, "assumptions", OPTIONAL, ASSUMPTIONS_MAX);
    struct target_text *assumptions = arena_new_array(decoding->arena, struct target_text, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object assumption = array_object(&array, i, &place);
        assumptions[i].about = decode_text(decoding, &assumption, "about", REQUIRED, NAME_MAX_BYTES);
        assumptions[i].taken = decode_text(decoding, &assumption, "taken", REQUIRED, NAME_MAX_BYTES);
        object_end(&assumption);
    }
    target->assumptions = assumptions;
    target->assumption_count = (uint32_t)array.count;
}

static void decode_allocations(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = object_array(object, "allocations", OPTIONAL, MEMBERS_MAX);
    struct allocation *allocations = arena_new_array(decoding->arena, struct allocation, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object allocation = array_object(&array, i, &place);
        allocations[i].unit = decode_unit(decoding, &allocation, "unit", REQUIRED);
        allocations[i].value = decode_number(decoding, &allocation, "value", REQUIRED);
        object_end(&allocation);
    }
    target->allocations = allocations;
    target->allocation_count = (uint32_t)array.count;
}

static void decode_baseline(struct decoding *decoding, struct object *object, struct target *target) {
    struct object baseline = object_member(object, "baseline", OPTIONAL);
    if (!baseline.json)
        return;
    target->baseline_period = decode_text(decoding, &baseline, "period", REQUIRED, PERIOD_CODE_SIZE);
    target->baseline_value = decode_number(decoding, &baseline, "value", REQUIRED);
    (void)object_text(&baseline, "source", OPTIONAL, NAME_MAX_BYTES);
    object_end(&baseline);
}

static void decode_scope(struct decoding *decoding, struct object *object, uint32_t scope, struct target *target) {
    struct object own = object_member(object, "scope", OPTIONAL);
    target->scope = scope;
    if (!own.json)
        return;
    target->scope = decode_unit(decoding, &own, "unit", REQUIRED);
    target->scope_unresolved = target->scope == UNIT_NONE;
    object_end(&own);
}

static void decode_common(struct decoding *decoding, struct object *object, uint32_t scope, struct target *target) {
    static const char *const modalities[] = {"atLeast", "aspirational", "maintain", "stated", NULL};
    static const char *const windows[] = {"period", "yearToDate", "planToDate", "asOf", NULL};
    target->code = decode_code(decoding, object, "code", REQUIRED);
    target->text = decode_text(decoding, object, "text", OPTIONAL, TEXT_MAX_BYTES);
    int modality = object_word(object, "modality", OPTIONAL, modalities);
    int window = object_word(object, "window", OPTIONAL, windows);
    target->modality = modality >= 0 ? (enum modality)modality : MODALITY_STATED;
    target->window = window >= 0 ? (enum window)window : WINDOW_PERIOD;
    target->by = decode_text(decoding, object, "by", OPTIONAL, PERIOD_CODE_SIZE);
    decode_scope(decoding, object, scope, target);
    decode_allocations(decoding, object, target);
    decode_baseline(decoding, object, target);
    (void)object_code(object, "sameAs", OPTIONAL);
    decode_assumptions(decoding, object, target);
    (void)object_array(object, "references", OPTIONAL, REFERENCES_MAX);
    target->breakdown = object_flag(object, "breakdown", false);
}

static void decode_target(struct decoding *decoding, struct object *object, uint32_t scope, struct target *ret_target) {
    struct target target = {.scope = UNIT_NONE};
    decode_common(decoding, object, scope, &target);
    int kind = object_word(object, "kind", REQUIRED, kind_words);
    target.kind = kind >= 0 ? (enum target_kind)kind : TARGET_NARRATIVE;
    if (kind >= 0) {
        decode_kind(decoding, object, &target);
        object_end(object);
    }
    *ret_target = target;
}

static bool code_stands_before(const struct target *targets, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (targets[index].code && text_equal(targets[i].code, targets[index].code))
            return true;
    return false;
}

void decode_targets(struct decoding *decoding, struct object *parent, const char *name, uint32_t scope,
                    const struct target **ret_targets, uint32_t *ret_count) {
    struct array array = object_array(parent, name, OPTIONAL, PLAN_ITEMS_MAX);
    struct target *targets = arena_new_array(decoding->arena, struct target, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        decode_target(decoding, &object, scope, &targets[i]);
        struct place code = object_place(&object, "code");
        if (code_stands_before(targets, i))
            issue_add(decoding->issues, ISSUE_DUPLICATE, &code, targets[i].code, NULL, NULL);
    }
    *ret_targets = targets;
    *ret_count = (uint32_t)array.count;
}
