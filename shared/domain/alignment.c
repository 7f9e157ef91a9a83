/* Findings between a plan and a parent, and between the targets of one plan. */
#include "domain/alignment.h"

#include <assert.h>
#include <string.h>

#include "core/text.h"
#include "domain/alignment_compare.h"

/* A target taken apart: itself or one of its parts. */
struct entry {
    const struct target *target;
    const char *measured; /* NULL: measures nothing itself */
    const char *same_as;
    const char *end_text;
    day_t end;
    bool waits; /* for an allocation */
};

struct entries {
    struct entry *entries;
    size_t count, capacity;
};

const char *alignment_kind_name(enum alignment_kind kind) {
    static const char *const names[ALIGNMENT_KIND_COUNT] = {"weaker", "later",   "missing",        "contradiction",
                                                            "same",   "overlap", "leadWithoutDuty"};
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

/* The day behind a target's last: of its `by`, a period code or a date, else of the plan's span. */
static void set_end(struct entry *entry, const struct aligned_plan *plan) {
    struct period by;
    day_t day;
    const char *text = entry->target->by;
    entry->end = plan->span->end;
    entry->end_text = plan->span->code;
    if (text == NULL)
        return;
    if (period_parse(text, plan->calendar, &by))
        entry->end = by.end;
    else if (day_parse(text, &day))
        entry->end = day + 1;
    else
        return;
    entry->end_text = text;
}

static void take_apart(struct alignment *alignment, const struct aligned_plan *plan, const struct target *target,
                       const char *same_as, bool waits, struct entries *to) {
    if (to->count == ALIGNMENT_TARGETS_MAX) {
        alignment->truncated = true;
        return;
    }
    waits |= target->kind == TARGET_CONDITIONAL && !target->condition_met;
    to->entries = arena_grow(alignment->arena, to->entries, to->count, &to->capacity, sizeof *to->entries);
    struct entry *entry = &to->entries[to->count++];
    *entry = (struct entry){.target = target, .same_as = same_as, .waits = waits};
    entry->measured = target_measured(alignment->arena, target);
    set_end(entry, plan);
    for (uint32_t i = 0; i < target->part_count; i++)
        take_apart(alignment, plan, &target->parts[i], NULL, waits, to);
}

static struct entries entries_of(struct alignment *alignment, const struct aligned_plan *plan) {
    struct entries entries = {0};
    for (uint32_t i = 0; i < plan->target_count; i++) {
        const char *same_as = plan->same_as != NULL ? plan->same_as[i] : NULL;
        take_apart(alignment, plan, &plan->targets[i], same_as, false, &entries);
    }
    return entries;
}

static bool same_measure(const struct entry *a, const struct entry *b) {
    return a->measured != NULL && text_equal(a->measured, b->measured);
}

/* A plan's target held against a parent's. */
struct comparison {
    struct alignment *alignment;
    const struct aligned_plan *parent;
    const struct entries *own;
    const struct entry *asked;
};

static bool answers(const struct comparison *comparison, const struct entry *own) {
    return same_measure(own, comparison->asked) &&
           scope_within(comparison->alignment->setting, own->target->scope, comparison->asked->target->scope);
}

static bool is_weaker(const struct comparison *comparison, const struct entry *own, struct target *ret_asked) {
    const struct target *parent = comparison->asked->target;
    return target_same_window(own->target, parent) && threshold_asked_of(parent, own->target->scope, ret_asked) &&
           threshold_weaker(own->target, ret_asked, comparison->alignment->setting);
}

static bool is_later(const struct comparison *comparison, const struct entry *own) {
    return own->end > comparison->asked->end;
}

static bool answered_in(const struct comparison *comparison, uint32_t scope) {
    struct target asked;
    for (size_t i = 0; i < comparison->own->count; i++) {
        const struct entry *own = &comparison->own->entries[i];
        if (own->target->scope == scope && answers(comparison, own) && !is_later(comparison, own) &&
            !is_weaker(comparison, own, &asked))
            return true;
    }
    return false;
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

static void compare_answer(const struct comparison *comparison, const struct entry *own) {
    struct arena *arena = comparison->alignment->arena;
    struct target asked;
    if (is_weaker(comparison, own, &asked))
        add_to_parent(comparison, ALIGNMENT_WEAKER, own, threshold_text(arena, own->target),
                      threshold_text(arena, &asked));
    if (is_later(comparison, own))
        add_to_parent(comparison, ALIGNMENT_LATER, own, arena_text(arena, own->end_text),
                      arena_text(arena, comparison->asked->end_text));
}

/* Whether the parent's target could be restated by a plan of the unit at all. */
static bool is_asked_of(const struct comparison *comparison, const struct aligned_plan *plan) {
    const struct alignment_setting *setting = comparison->alignment->setting;
    const struct entry *asked = comparison->asked;
    if (asked->waits || !scope_within(setting, plan->unit, asked->target->scope))
        return false;
    const struct unit_version *unit = unit_version_at(setting->slice->tree, plan->unit, setting->slice->date);
    return unit == NULL || target_reaches(asked->target, unit->level, setting);
}

static void add_missing(const struct comparison *comparison, const struct aligned_plan *plan) {
    struct target asked;
    bool told = threshold_asked_of(comparison->asked->target, plan->unit, &asked);
    const struct target *shown = told ? &asked : comparison->asked->target;
    add_to_parent(comparison, ALIGNMENT_MISSING, NULL, NULL, threshold_text(comparison->alignment->arena, shown));
}

static void compare_with(const struct comparison *comparison, const struct aligned_plan *plan) {
    bool found = false;
    for (size_t i = 0; i < comparison->own->count; i++) {
        const struct entry *own = &comparison->own->entries[i];
        if (!answers(comparison, own))
            continue;
        found = true;
        if (!answered_in(comparison, own->target->scope))
            compare_answer(comparison, own);
    }
    if (!found && is_asked_of(comparison, plan))
        add_missing(comparison, plan);
}

void alignment_with_parent(struct alignment *alignment, const struct aligned_plan *plan,
                           const struct aligned_plan *parent) {
    struct entries own = entries_of(alignment, plan), asked = entries_of(alignment, parent);
    for (size_t i = 0; i < asked.count && !is_full(alignment); i++) {
        struct comparison comparison = {alignment, parent, &own, &asked.entries[i]};
        if (asked.entries[i].measured != NULL)
            compare_with(&comparison, plan);
    }
}

static bool contradict(const struct entry *a, const struct entry *b) {
    return same_measure(a, b) && a->target->scope == b->target->scope && a->end == b->end &&
           target_same_window(a->target, b->target) && threshold_contradicts(a->target, b->target);
}

static bool stated_twice(const struct entry *a, const struct entry *b) {
    return same_measure(a, b) && a->target->scope == b->target->scope && a->end == b->end &&
           target_same_window(a->target, b->target) && threshold_equal(a->target, b->target);
}

static bool says_same(const struct entry *a, const struct entry *b) {
    return a->same_as != NULL && text_equal(a->same_as, b->target->code);
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
    struct entries entries = entries_of(alignment, plan);
    for (size_t i = 0; i < entries.count && !is_full(alignment); i++)
        for (size_t j = i + 1; j < entries.count; j++)
            compare_pair(alignment, &entries.entries[i], &entries.entries[j]);
}
