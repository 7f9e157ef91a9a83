/* Findings between a plan and a parent, and between the targets of one plan. */
#include "domain/alignment.h"

#include <assert.h>
#include <string.h>

#include "core/map.h"
#include "core/text.h"
#include "domain/alignment_compare.h"

/* A target taken apart: itself or one of its parts. */
struct entry {
    const struct target *target;
    const char *measured; /* one pointer for all that measure the same; NULL: measures nothing itself */
    const char *end_text;
    day_t end;
    struct reading reading;
    bool waits; /* for an allocation */
};

struct entries {
    struct entry *entries;
    size_t count, capacity;
};

const char *alignment_kind_name(enum alignment_kind kind) {
    static const char *const names[ALIGNMENT_KIND_COUNT] = {
        "weaker", "later", "otherWindow", "waiting", "missing", "contradiction", "same", "overlap", "leadWithoutDuty"};
    assert(kind < ALIGNMENT_KIND_COUNT);
    return names[kind];
}

void alignment_add(struct alignment *alignment, struct alignment_finding finding) {
    if (alignment->count == ALIGNMENT_FINDINGS_MAX) {
        alignment->truncated = true;
        return;
    }
    alignment->findings = arena_grow(alignment->arena, alignment->findings, alignment->count, &alignment->capacity,
                                     sizeof *alignment->findings);
    alignment->findings[alignment->count++] = finding;
}

static bool is_full(const struct alignment *alignment) {
    return alignment->truncated && alignment->count == ALIGNMENT_FINDINGS_MAX;
}

bool scope_within(const struct alignment_setting *setting, uint32_t unit, uint32_t outer) {
    if (unit == UNIT_NONE || outer == UNIT_NONE)
        return false;
    return unit_within(setting->slice->tree, unit, outer, setting->slice->date);
}

/* Where entries come from: the texts of all measures met so far, so that comparing pairs compares pointers. */
struct reader {
    struct alignment *alignment;
    struct map measures;
};

static const char *measured_once(struct reader *reader, const struct target *target) {
    const char *measured = target_measured(reader->alignment->arena, target);
    const char *known = measured != NULL ? map_get(&reader->measures, measured) : NULL;
    if (known != NULL || measured == NULL)
        return known;
    map_set(&reader->measures, measured, (void *)measured);
    return measured;
}

static void take_apart(struct reader *reader, const struct aligned_plan *plan, const struct target *target, bool waits,
                       struct entries *to) {
    struct alignment *alignment = reader->alignment;
    if (to->count == ALIGNMENT_TARGETS_MAX) {
        alignment->truncated = true;
        return;
    }
    waits |= target->kind == TARGET_CONDITIONAL && !target->condition_met;
    to->entries = arena_grow(alignment->arena, to->entries, to->count, &to->capacity, sizeof *to->entries);
    struct entry *entry = &to->entries[to->count++];
    *entry = (struct entry){.target = target, .waits = waits};
    entry->measured = measured_once(reader, target);
    entry->end = target_end(target, plan->calendar, plan->span, &entry->end_text);
    entry->reading = target_reading(target, plan);
    for (uint32_t i = 0; i < target->part_count; i++)
        take_apart(reader, plan, &target->parts[i], waits, to);
}

static struct reader reader_begin(struct alignment *alignment) {
    struct reader reader = {.alignment = alignment};
    map_init(&reader.measures, alignment->arena, ALIGNMENT_TARGETS_MAX);
    return reader;
}

static struct entries entries_of(struct reader *reader, const struct aligned_plan *plan) {
    struct entries entries = {0};
    for (uint32_t i = 0; i < plan->target_count; i++)
        take_apart(reader, plan, &plan->targets[i], false, &entries);
    return entries;
}

static bool same_measure(const struct entry *a, const struct entry *b) {
    return a->measured != NULL && a->measured == b->measured;
}

static bool same_figures(const struct entry *a, const struct entry *b) {
    return same_measure(a, b) && reading_equal(a->reading, b->reading);
}

/* A plan's targets held against one of a parent's. */
struct comparison {
    struct alignment *alignment;
    const struct aligned_plan *plan, *parent;
    const struct entries *own, *above; /* the plan's, the parent's */
    const struct entry *asked;         /* of `above` */
    unsigned *closeness;               /* of each of `own` */
};

static bool lies_within(const struct comparison *comparison, const struct entry *own, const struct entry *asked) {
    return scope_within(comparison->alignment->setting, own->target->scope, asked->target->scope);
}

/* The parent has another target of these figures that ends when this one does: that is the one it answers. */
static bool answers_another(const struct comparison *comparison, const struct entry *own) {
    if (own->end == comparison->asked->end)
        return false;
    for (size_t i = 0; i < comparison->above->count; i++) {
        const struct entry *other = &comparison->above->entries[i];
        if (other->end == own->end && same_figures(own, other) && lies_within(comparison, own, other))
            return true;
    }
    return false;
}

static bool is_weaker(const struct comparison *comparison, const struct entry *own, struct target *ret_asked) {
    const struct target *parent = comparison->asked->target;
    return reading_equal(own->reading, comparison->asked->reading) &&
           threshold_asked_of(parent, own->target->scope, ret_asked) &&
           threshold_weaker(own->target, ret_asked, comparison->alignment->setting);
}

static bool is_later(const struct comparison *comparison, const struct entry *own) {
    return own->end > comparison->asked->end;
}

static bool only_waits(const struct comparison *comparison, const struct entry *own) {
    return own->waits && !comparison->asked->waits;
}

static bool is_good(const struct comparison *comparison, const struct entry *own) {
    struct target asked;
    return reading_equal(own->reading, comparison->asked->reading) && !only_waits(comparison, own) &&
           !is_later(comparison, own) && !is_weaker(comparison, own, &asked);
}

/* How close a target of the same measure comes to answering; a good answer comes closest, 0: it is none. */
enum { OF_THE_MEASURE = 1, SAME_END = 1, NOT_WAITING = 2, SAME_FIGURES = 4, GOOD = 9 };

static unsigned closeness_of(const struct comparison *comparison, const struct entry *own) {
    if (!same_measure(own, comparison->asked) || !lies_within(comparison, own, comparison->asked))
        return 0;
    if (is_good(comparison, own))
        return GOOD;
    if (answers_another(comparison, own))
        return 0;
    return OF_THE_MEASURE + (own->end == comparison->asked->end ? SAME_END : 0U) +
           (only_waits(comparison, own) ? 0U : NOT_WAITING) +
           (reading_equal(own->reading, comparison->asked->reading) ? SAME_FIGURES : 0U);
}

static unsigned closest_in(const struct comparison *comparison, uint32_t scope) {
    unsigned closest = 0;
    for (size_t i = 0; i < comparison->own->count; i++) {
        const struct entry *own = &comparison->own->entries[i];
        if (own->target->scope == scope && comparison->closeness[i] > closest)
            closest = comparison->closeness[i];
    }
    return closest;
}

static void add_to_parent(const struct comparison *comparison, enum alignment_kind kind, const struct entry *own,
                          const char *own_value, const char *other_value) {
    alignment_add(comparison->alignment, (struct alignment_finding){.kind = kind,
                                                                    .own = own != NULL ? own->target->code : NULL,
                                                                    .other_plan = comparison->parent->code,
                                                                    .other = comparison->asked->target->code,
                                                                    .own_value = own_value,
                                                                    .other_value = other_value});
}

/* The threshold that the parent's target has for a scope, as far as it can be told. */
static const char *asked_text(const struct comparison *comparison, uint32_t scope) {
    struct target asked;
    const struct target *parent = comparison->asked->target;
    bool told = threshold_asked_of(parent, scope, &asked);
    return threshold_text(comparison->alignment->arena, told ? &asked : parent);
}

static void compare_answer(const struct comparison *comparison, const struct entry *own) {
    struct arena *arena = comparison->alignment->arena;
    struct target asked;
    const char *threshold = threshold_text(arena, own->target);
    if (is_weaker(comparison, own, &asked))
        add_to_parent(comparison, ALIGNMENT_WEAKER, own, threshold, threshold_text(arena, &asked));
    if (is_later(comparison, own))
        add_to_parent(comparison, ALIGNMENT_LATER, own, arena_text(arena, own->end_text),
                      arena_text(arena, comparison->asked->end_text));
    if (!reading_equal(own->reading, comparison->asked->reading))
        add_to_parent(comparison, ALIGNMENT_OTHER_WINDOW, own, window_text(arena, own->target, comparison->plan),
                      window_text(arena, comparison->asked->target, comparison->parent));
    if (only_waits(comparison, own))
        add_to_parent(comparison, ALIGNMENT_WAITING, own, threshold, asked_text(comparison, own->target->scope));
}

/* Due before the plan begins; or after its end, and the plan has what the parent asks for by an earlier day. */
static bool is_due_outside(const struct comparison *comparison) {
    if (comparison->asked->end <= comparison->plan->span->start)
        return true;
    if (comparison->plan->span->end >= comparison->asked->end)
        return false;
    for (size_t i = 0; i < comparison->own->count; i++) {
        const struct entry *own = &comparison->own->entries[i];
        if (same_figures(own, comparison->asked) && lies_within(comparison, own, comparison->asked))
            return true;
    }
    return false;
}

/* Whether the parent's target could be restated by a plan of the unit at all. */
static bool is_asked_of(const struct comparison *comparison) {
    const struct alignment_setting *setting = comparison->alignment->setting;
    const struct entry *asked = comparison->asked;
    uint32_t unit = comparison->plan->unit;
    if (asked->waits || !scope_within(setting, unit, asked->target->scope) ||
        target_is_of_others(asked->target, unit, setting) || is_due_outside(comparison))
        return false;
    const struct unit_version *version = unit_version_at(setting->slice->tree, unit, setting->slice->date);
    return version == NULL || target_reaches(asked->target, version->level, setting);
}

static void compare_with(const struct comparison *comparison) {
    bool found = false;
    const struct entries *own = comparison->own;
    for (size_t i = 0; i < own->count; i++) {
        comparison->closeness[i] = closeness_of(comparison, &own->entries[i]);
        found |= comparison->closeness[i] > 0;
    }
    for (size_t i = 0; i < own->count; i++) {
        unsigned close = comparison->closeness[i];
        if (close > 0 && close < GOOD && close == closest_in(comparison, own->entries[i].target->scope))
            compare_answer(comparison, &own->entries[i]);
    }
    if (!found && is_asked_of(comparison))
        add_to_parent(comparison, ALIGNMENT_MISSING, NULL, NULL, asked_text(comparison, comparison->plan->unit));
}

void alignment_with_parent(struct alignment *alignment, const struct aligned_plan *plan,
                           const struct aligned_plan *parent) {
    struct reader reader = reader_begin(alignment);
    struct entries own = entries_of(&reader, plan), above = entries_of(&reader, parent);
    unsigned *closeness = arena_new_array(alignment->arena, unsigned, own.count);
    for (size_t i = 0; i < above.count && !is_full(alignment); i++) {
        struct comparison comparison = {alignment, plan, parent, &own, &above, &above.entries[i], closeness};
        if (above.entries[i].measured != NULL)
            compare_with(&comparison);
    }
}

/* Two of one plan: the same measure, scope, window and end. */
static bool same_question(const struct entry *a, const struct entry *b) {
    return same_figures(a, b) && a->target->scope == b->target->scope && a->end == b->end;
}

static bool contradict(const struct entry *a, const struct entry *b) {
    return same_question(a, b) && threshold_contradicts(a->target, b->target);
}

static bool stated_twice(const struct entry *a, const struct entry *b) {
    return same_question(a, b) && threshold_equal(a->target, b->target);
}

static bool says_same(const struct entry *a, const struct entry *b) {
    return a->target->same_as != NULL && text_equal(a->target->same_as, b->target->code);
}

static bool is_code_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The code as a word: S2-1 does not stand in "S2-11". */
static bool names_code(const char *text, const char *code) {
    size_t size = strlen(code);
    for (const char *at = strstr(text, code); size > 0 && at != NULL; at = strstr(at + 1, code))
        if ((at == text || !is_code_character(at[-1])) && !is_code_character(at[size]))
            return true;
    return false;
}

static bool says_overlap(const struct entry *a, const struct entry *b) {
    for (uint32_t i = 0; i < a->target->assumption_count; i++) {
        const struct target_text *assumption = &a->target->assumptions[i];
        if (text_equal(assumption->about, "scope") && names_code(assumption->taken, b->target->code))
            return true;
    }
    return false;
}

static bool group_within(const struct alignment_setting *setting, const struct entry *part, const struct entry *whole) {
    const struct target *inner = part->target, *outer = whole->target;
    if (!scope_within(setting, inner->scope, outer->scope))
        return false;
    if (same_measure(part, whole))
        return inner->scope != outer->scope;
    return measure_is_part(inner->denominator, outer->denominator, setting) &&
           measure_is_part(inner->numerator, outer->numerator, setting);
}

static bool overlap(const struct alignment_setting *setting, const struct entry *a, const struct entry *b) {
    if (a->target->kind != TARGET_SHARE || b->target->kind != TARGET_SHARE)
        return false;
    return says_overlap(a, b) || says_overlap(b, a) || group_within(setting, a, b) || group_within(setting, b, a);
}

static void add_inside(struct alignment *alignment, enum alignment_kind kind, const struct entry *a,
                       const struct entry *b) {
    alignment_add(alignment, (struct alignment_finding){.kind = kind,
                                                        .own = a->target->code,
                                                        .other = b->target->code,
                                                        .own_value = threshold_text(alignment->arena, a->target),
                                                        .other_value = threshold_text(alignment->arena, b->target)});
}

static void compare_pair(struct alignment *alignment, const struct entry *a, const struct entry *b) {
    if (contradict(a, b))
        add_inside(alignment, ALIGNMENT_CONTRADICTION, a, b);
    else if (stated_twice(a, b) || says_same(a, b) || says_same(b, a))
        add_inside(alignment, ALIGNMENT_SAME, a, b);
    else if (overlap(alignment->setting, a, b))
        add_inside(alignment, ALIGNMENT_OVERLAP, a, b);
}

void alignment_inside(struct alignment *alignment, const struct aligned_plan *plan) {
    struct reader reader = reader_begin(alignment);
    struct entries entries = entries_of(&reader, plan);
    for (size_t i = 0; i < entries.count && !is_full(alignment); i++)
        for (size_t j = i + 1; j < entries.count; j++)
            compare_pair(alignment, &entries.entries[i], &entries.entries[j]);
}
