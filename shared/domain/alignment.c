/* Findings, the targets that they are about, and those between the targets of one plan. */
#include "domain/alignment.h"

#include <assert.h>
#include <string.h>

#include "core/map.h"
#include "core/text.h"
#include "domain/alignment_compare.h"

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

bool alignment_is_full(const struct alignment *alignment) {
    return alignment->truncated && alignment->count == ALIGNMENT_FINDINGS_MAX;
}

bool scope_within(const struct alignment_setting *setting, uint32_t unit, uint32_t outer) {
    if (unit == UNIT_NONE || outer == UNIT_NONE)
        return false;
    return unit_within(setting->slice->tree, unit, outer, setting->slice->date);
}

static const char *measured_once(struct entry_reader *reader, const struct target *target) {
    const char *measured = target_measured(reader->alignment->arena, target);
    const char *known = measured != NULL ? map_get(&reader->measures, measured) : NULL;
    if (known != NULL || measured == NULL)
        return known;
    map_set(&reader->measures, measured, (void *)measured);
    return measured;
}

static void take_apart(struct entry_reader *reader, const struct aligned_plan *plan, const struct target *target,
                       bool waits, struct entries *to) {
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

struct entry_reader entries_begin(struct alignment *alignment) {
    struct entry_reader reader = {.alignment = alignment};
    map_init(&reader.measures, alignment->arena, ALIGNMENT_TARGETS_MAX);
    return reader;
}

struct entries entries_read(struct entry_reader *reader, const struct aligned_plan *plan) {
    struct entries entries = {0};
    for (uint32_t i = 0; i < plan->target_count; i++)
        take_apart(reader, plan, &plan->targets[i], false, &entries);
    return entries;
}

bool entry_same_measure(const struct entry *a, const struct entry *b) {
    return a->measured != NULL && a->measured == b->measured;
}

bool entry_same_figures(const struct entry *a, const struct entry *b) {
    return entry_same_measure(a, b) && reading_equal(a->reading, b->reading);
}

/* Two of one plan: the same measure, scope, window and end. */
static bool same_question(const struct entry *a, const struct entry *b) {
    return entry_same_figures(a, b) && a->target->scope == b->target->scope && a->end == b->end;
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
    if (entry_same_measure(part, whole))
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
    struct entry_reader reader = entries_begin(alignment);
    struct entries entries = entries_read(&reader, plan);
    for (size_t i = 0; i < entries.count && !alignment_is_full(alignment); i++)
        for (size_t j = i + 1; j < entries.count; j++)
            compare_pair(alignment, &entries.entries[i], &entries.entries[j]);
}
