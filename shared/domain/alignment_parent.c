/* Findings between a plan and one of its parents. */
#include "domain/alignment_compare.h"

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
        if (other->end == own->end && entry_same_figures(own, other) && lies_within(comparison, own, other))
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
    if (!entry_same_measure(own, comparison->asked) || !lies_within(comparison, own, comparison->asked))
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
        if (entry_same_figures(own, comparison->asked) && lies_within(comparison, own, comparison->asked))
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
    struct entry_reader reader = entries_begin(alignment);
    struct entries own = entries_read(&reader, plan), above = entries_read(&reader, parent);
    unsigned *closeness = arena_new_array(alignment->arena, unsigned, own.count);
    for (size_t i = 0; i < above.count && !alignment_is_full(alignment); i++) {
        struct comparison comparison = {alignment, plan, parent, &own, &above, &above.entries[i], closeness};
        if (above.entries[i].measured != NULL)
            compare_with(&comparison);
    }
}
