/* Decoder of targets: nine kinds, each with its own members besides the common ones (5-contract, table of kinds). */
#include "reference/decode_target.h"

#include <inttypes.h>
#include <string.h>

#include "core/limits.h"
#include "core/map.h"
#include "core/text.h"
#include "reference/shape.h"

enum { CHANNELS_MAX = 20, MEMBERS_MAX = 2000, ASSUMPTIONS_MAX = 20 };

static const char *const kind_words[] = {"share",  "amount", "growth",      "frequency", "members",
                                         "cohort", "all",    "conditional", "narrative", NULL};
static const char *const comparator_words[] = {"eq", "ge", "gt", "le", "lt", "unstated", NULL};

static void decode_target(struct decoding *decoding, struct object *object, uint32_t scope, struct target *ret_target);

/* False: something stands there that is none, and the threshold cannot be judged by it. */
static bool decode_comparator(struct object *object, struct target *target) {
    int word = object_word(object, "comparator", OPTIONAL, comparator_words);
    target->comparator = word >= 0 ? (enum compare)word : COMPARE_UNSTATED;
    return word >= 0 || !object_has(object, "comparator");
}

/* Of two ways to say a thing only one is taken. */
static void refuse_beside(struct decoding *decoding, const struct object *object, const char *name, const char *other) {
    struct place place = object_place(object, name);
    if (object_has(object, name) && object_has(object, other))
        decode_refuse(decoding, ISSUE_INCONSISTENT, &place, arena_format(decoding->arena, "%s | %s", name, other));
}

static void require_one(struct decoding *decoding, const struct object *object, const char *name, const char *other) {
    if (object->json && !object_has(object, name) && !object_has(object, other))
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &object->place,
                  arena_format(decoding->arena, "%s | %s", name, other), NULL, NULL);
}

static void decode_between(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = object_array(object, "between", OPTIONAL, 2);
    const char *bounds[2] = {NULL, NULL};
    for (size_t i = 0; i < array.count; i++) {
        struct place place = {.up = &array.place, .index = i};
        bounds[i] = decode_number_at(decoding, json_array_get(array.json, i), &place);
    }
    if (array.json && array.count != 2)
        issue_add(decoding->issues, ISSUE_TOO_SHORT, &array.place, "2", NULL, NULL);
    target->between_low = bounds[0];
    target->between_high = bounds[1];
}

static void decode_share(struct decoding *decoding, struct object *object, struct target *target) {
    decode_measure(decoding, object, "numerator", REQUIRED, &target->numerator);
    decode_measure(decoding, object, "denominator", REQUIRED, &target->denominator);
    const char *percent = decode_number(decoding, object, "percent", REQUIRED);
    target->percent = decode_comparator(object, target) ? percent : NULL;
}

static void decode_amount(struct decoding *decoding, struct object *object, struct target *target) {
    decode_measure(decoding, object, "measure", REQUIRED, &target->measure);
    const char *value = decode_number(decoding, object, "value", OPTIONAL);
    target->value = decode_comparator(object, target) ? value : NULL;
    decode_between(decoding, object, target);
    require_one(decoding, object, "value", "between");
    refuse_beside(decoding, object, "value", "between");
    refuse_beside(decoding, object, "comparator", "between");
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
    require_one(decoding, object, "between", "trend");
    refuse_beside(decoding, object, "trend", "between");
}

static void decode_channels(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = decode_filled(decoding, object, "channels", OPTIONAL, CHANNELS_MAX);
    struct target_channel *channels = arena_new_array(decoding->arena, struct target_channel, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object channel = array_object(&array, i, &place);
        const char *measure = object_has(&channel, "measure") ? "measure" : "monthsCovered";
        channels[i].name = decode_text(decoding, &channel, "name", REQUIRED, NAME_MAX_BYTES);
        decode_measure(decoding, &channel, measure, REQUIRED, &channels[i].measure);
        object_end(&channel);
    }
    target->channels = channels;
    target->channel_count = (uint32_t)array.count;
}

/* Nine months do not follow each other, so nothing happens in every one of them. */
static void decode_every(struct decoding *decoding, struct object *object, struct target *target) {
    const char *every = object_text(object, "every", OPTIONAL, NAME_MAX_BYTES);
    struct place place = object_place(object, "every");
    target->every = PERIOD_MONTH;
    if (every && !decode_period_kind(every, &target->every))
        issue_add(decoding->issues, ISSUE_NOT_ONE_OF, &place, "month, quarter, half, year", NULL, NULL);
    if (target->every == PERIOD_NINE_MONTHS)
        decode_refuse(decoding, ISSUE_NOT_ONE_OF, &place, "month, quarter, half, year");
}

static void decode_frequency(struct decoding *decoding, struct object *object, struct target *target) {
    int64_t times = 1;
    decode_channels(decoding, object, target);
    object_int(object, "atLeast", OPTIONAL, 1, 1000, &times);
    target->times_at_least = (uint32_t)times;
    decode_every(decoding, object, target);
    decode_measure(decoding, object, "monthsCovered", OPTIONAL, &target->measure);
    require_one(decoding, object, "channels", "monthsCovered");
    refuse_beside(decoding, object, "channels", "monthsCovered");
    refuse_beside(decoding, object, "atLeast", "monthsCovered");
    refuse_beside(decoding, object, "every", "monthsCovered");
}

/* The number of a list that is missing; beside a list it says the same once more. */
static uint32_t decode_member_count(struct decoding *decoding, struct object *object, const struct array *list) {
    int64_t count = 0;
    bool given = object_int(object, "count", object_has(object, "list") ? OPTIONAL : REQUIRED, 1, 100000, &count);
    struct place place = object_place(object, "count");
    if (given && list->count > 0 && (size_t)count != list->count)
        decode_refuse(decoding, ISSUE_INCONSISTENT, &place, arena_format(decoding->arena, "list: %zu", list->count));
    return list->json ? (uint32_t)list->count : (uint32_t)count;
}

static void decode_members(struct decoding *decoding, struct object *object, struct target *target) {
    struct array array = decode_filled(decoding, object, "list", OPTIONAL, MEMBERS_MAX);
    struct target_member *members = arena_new_array(decoding->arena, struct target_member, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object member = array_object(&array, i, &place);
        members[i].name = decode_text(decoding, &member, "name", OPTIONAL, NAME_MAX_BYTES);
        members[i].unit = decode_unit(decoding, &member, "unit", REQUIRED);
        object_end(&member);
    }
    target->member_total = decode_member_count(decoding, object, &array);
    (void)object_text(object, "annex", OPTIONAL, NAME_MAX_BYTES);
    target->members = members;
    target->member_count = (uint32_t)array.count;
    target->members_listed = array.json != NULL;
    decode_measure(decoding, object, "done", REQUIRED, &target->measure);
}

static void decode_cohort(struct decoding *decoding, struct object *object, struct target *target) {
    object_int(object, "size", REQUIRED, 1, 1000000000, &target->cohort_size);
    decode_measure(decoding, object, "recurrences", REQUIRED, &target->measure);
}

static void decode_list(struct decoding *decoding, struct array *array, uint32_t scope,
                        const struct target **ret_targets, uint32_t *ret_count) {
    struct target *targets = arena_new_array(decoding->arena, struct target, array->count);
    for (size_t i = 0; i < array->count; i++) {
        struct place place;
        struct object object = array_object(array, i, &place);
        decode_target(decoding, &object, scope, &targets[i]);
    }
    *ret_targets = targets;
    *ret_count = (uint32_t)array->count;
}

static void decode_all(struct decoding *decoding, struct object *object, struct target *target) {
    enum need need = decoding->trusted ? OPTIONAL : REQUIRED;
    struct array array = decode_filled(decoding, object, "parts", need, PLAN_ITEMS_MAX);
    decode_list(decoding, &array, target->scope, &target->parts, &target->part_count);
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
    static void (*const of_kind[TARGET_KIND_COUNT])(struct decoding *, struct object *, struct target *) = {
        [TARGET_SHARE] = decode_share,     [TARGET_AMOUNT] = decode_amount,
        [TARGET_GROWTH] = decode_growth,   [TARGET_FREQUENCY] = decode_frequency,
        [TARGET_MEMBERS] = decode_members, [TARGET_COHORT] = decode_cohort,
        [TARGET_ALL] = decode_all,         [TARGET_CONDITIONAL] = decode_conditional,
    };
    if (of_kind[target->kind]) /* a narrative has nothing of its own */
        of_kind[target->kind](decoding, object, target);
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

/* Kept and shown as written; a plan is not unreadable for one. */
static void decode_references(struct decoding *decoding, struct object *object) {
    if (decoding->trusted)
        (void)object_any(object, "references", OPTIONAL);
    else
        shape_check_array(object, "references", shape_reference, OPTIONAL);
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
    target->same_as = decode_code(decoding, object, "sameAs", OPTIONAL);
    decode_assumptions(decoding, object, target);
    decode_references(decoding, object);
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

struct codes {
    struct decoding *decoding;
    struct map targets; /* by code */
};

static void take_code(void *context, const struct target *target, const struct place *place) {
    struct codes *codes = context;
    struct place code = {.up = place, .name = "code"};
    if (!target->code)
        return;
    if (map_get(&codes->targets, target->code))
        decode_refuse(codes->decoding, ISSUE_DUPLICATE, &code, target->code);
    map_set(&codes->targets, target->code, (void *)target);
}

static void check_same_as(void *context, const struct target *target, const struct place *place) {
    struct codes *codes = context;
    struct place same_as = {.up = place, .name = "sameAs"};
    if (!target->same_as)
        return;
    if (text_equal(target->same_as, target->code))
        decode_refuse(codes->decoding, ISSUE_INCONSISTENT, &same_as, target->same_as);
    else if (!map_get(&codes->targets, target->same_as))
        decode_refuse(codes->decoding, ISSUE_UNKNOWN_CODE, &same_as, target->same_as);
}

void decode_targets(struct decoding *decoding, struct object *parent, const char *name, uint32_t scope,
                    const struct target **ret_targets, uint32_t *ret_count) {
    struct array array = object_array(parent, name, OPTIONAL, PLAN_ITEMS_MAX);
    struct codes codes = {.decoding = decoding};
    decode_list(decoding, &array, scope, ret_targets, ret_count);
    if (decoding->trusted)
        return;
    map_init(&codes.targets, decoding->arena, *ret_count);
    targets_visit(*ret_targets, *ret_count, &array.place, take_code, &codes);
    targets_visit(*ret_targets, *ret_count, &array.place, check_same_as, &codes);
}
