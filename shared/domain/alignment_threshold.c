/* What targets of one measure ask for, compared: weaker, equal, or impossible together. */
#include "core/text.h"
#include "domain/alignment_compare.h"
#include "domain/target_evaluate.h"

struct bound {
    bool given, open; /* open: the number itself does not do */
    struct decimal at;
};

/* The numbers that meet a threshold as it is written. */
struct span_of_numbers {
    struct bound low, high;
};

static const struct bound unbounded = {0};

static bool bound_at(const char *number, bool open, struct bound *ret_bound) {
    *ret_bound = (struct bound){.given = true, .open = open};
    return decimal_parse(number, &ret_bound->at);
}

static bool span_compared(enum compare op, const char *number, struct span_of_numbers *ret_span) {
    struct bound bound;
    if (!bound_at(number, op == COMPARE_GT || op == COMPARE_LT, &bound))
        return false;
    ret_span->low = op == COMPARE_LE || op == COMPARE_LT ? unbounded : bound;
    ret_span->high = op == COMPARE_LE || op == COMPARE_LT || op == COMPARE_EQ ? bound : unbounded;
    return true;
}

static bool span_between(const struct target *target, struct span_of_numbers *ret_span) {
    return bound_at(target->between_low, false, &ret_span->low) &&
           bound_at(target->between_high, false, &ret_span->high);
}

static bool span_of(const struct target *target, struct span_of_numbers *ret_span) {
    if (target->kind == TARGET_SHARE)
        return span_compared(target->comparator, target->percent, ret_span);
    if (target->kind == TARGET_GROWTH && target->trend)
        return span_compared(target->trend_up ? COMPARE_GT : COMPARE_LT, "0", ret_span);
    if (target->kind == TARGET_GROWTH || (target->kind == TARGET_AMOUNT && target->between_low != NULL))
        return span_between(target, ret_span);
    return target->kind == TARGET_AMOUNT && span_compared(target->comparator, target->value, ret_span);
}

static bool asks_for_none(const struct span_of_numbers *span) {
    static const struct decimal zero = {0};
    return span->high.given && decimal_compare(span->high.at, zero) == 0;
}

/* Asks to stay below something rather than to reach it. */
static bool is_upper(const struct span_of_numbers *span) {
    return !span->low.given || asks_for_none(span);
}

/* Whether `own` lets pass a number that `asked` does not, seen from below (sign 1) or from above (sign -1). */
static bool looser(const struct bound *own, const struct bound *asked, int sign) {
    if (!asked->given || !own->given)
        return asked->given;
    int order = sign * decimal_compare(own->at, asked->at);
    return order < 0 || (order == 0 && asked->open && !own->open);
}

bool target_is_of_the_whole(const struct target *target) {
    struct span_of_numbers span;
    if (target->kind == TARGET_AMOUNT)
        return !span_of(target, &span) || !is_upper(&span);
    if (target->kind == TARGET_SHARE)
        return target->denominator != NULL && target->denominator->kind == MEASURE_NUMBER;
    return target->kind == TARGET_COHORT || (target->kind == TARGET_MEMBERS && !target->members_listed);
}

/* A list names its places: how many fall to a scope is told by where they lie. */
static bool takes_shares(const struct target *target) {
    return target->kind == TARGET_SHARE || target->kind == TARGET_AMOUNT || target->kind == TARGET_COHORT ||
           (target->kind == TARGET_MEMBERS && !target->members_listed);
}

/* False: the share is no count of what is counted whole. */
static bool ask_share(struct target *asked, const char *share) {
    int64_t count = 0;
    bool whole = quantity_parse(share, 0, &count) == QUANTITY_OK && count >= 0 && count <= UINT32_MAX;
    asked->percent = asked->value = share;
    asked->between_low = asked->between_high = NULL;
    asked->cohort_size = count;
    asked->member_total = (uint32_t)count;
    return whole || asked->kind == TARGET_SHARE || asked->kind == TARGET_AMOUNT;
}

bool threshold_asked_of(const struct target *parent, uint32_t scope, struct target *ret_asked) {
    const char *share = takes_shares(parent) ? target_allocated(parent, scope) : NULL;
    struct target asked = *parent;
    bool told = share != NULL ? ask_share(&asked, share) : parent->scope == scope || !target_is_of_the_whole(parent);
    if (told)
        *ret_asked = asked;
    return told;
}

/* A share of none asks for nothing, nor does a whole that others have. */
static bool allocated_elsewhere(const struct target *target, uint32_t unit, const struct alignment_setting *setting) {
    struct decimal share;
    const char *own = target_allocated(target, unit);
    if (own != NULL || unit == target->scope || target->allocation_count == 0)
        return own != NULL && decimal_parse(own, &share) && share.value == 0;
    for (uint32_t i = 0; i < target->allocation_count; i++)
        if (scope_within(setting, unit, target->allocations[i].unit))
            return false;
    return true;
}

static bool lists_elsewhere(const struct target *target, uint32_t unit, const struct alignment_setting *setting) {
    for (uint32_t i = 0; i < target->member_count; i++)
        if (scope_within(setting, target->members[i].unit, unit))
            return false;
    return target->member_count > 0;
}

bool target_is_of_others(const struct target *target, uint32_t unit, const struct alignment_setting *setting) {
    return lists_elsewhere(target, unit, setting) ||
           (target_is_of_the_whole(target) && allocated_elsewhere(target, unit, setting));
}

static uint32_t members_in(const struct target *target, uint32_t unit) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < target->member_count; i++)
        count += target->members[i].unit == unit;
    return count;
}

/* Places are known by the unit they lie in: their names may be worded otherwise. */
static bool members_lack(const struct target *own, const struct target *asked,
                         const struct alignment_setting *setting) {
    uint32_t concerned = 0;
    for (uint32_t i = 0; i < asked->member_count; i++) {
        uint32_t unit = asked->members[i].unit;
        if (!scope_within(setting, unit, own->scope))
            continue;
        concerned++;
        if (own->members_listed && members_in(own, unit) < members_in(asked, unit))
            return true;
    }
    return own->member_total < (asked->members_listed ? concerned : asked->member_total);
}

static const struct cadence {
    const char *name;
    uint32_t months;
} cadences[] = {
    [PERIOD_MONTH] = {"month", 1},    [PERIOD_QUARTER] = {"quarter", 3}, [PERIOD_HALF] = {"half", 6},
    [PERIOD_NINE_MONTHS] = {"9M", 9}, [PERIOD_YEAR] = {"year", 12},
};

static const struct cadence *cadence_of(const struct target *target) {
    return &cadences[target->every <= PERIOD_YEAR ? target->every : PERIOD_YEAR];
}

/* Four a year may all fall into one quarter: only shorter spans that fill the longer say something about it. */
static bool comes_less_often(const struct target *own, const struct target *asked) {
    uint32_t own_months = cadence_of(own)->months, asked_months = cadence_of(asked)->months;
    if (asked_months % own_months != 0)
        return true;
    return (uint64_t)own->times_at_least * (asked_months / own_months) < asked->times_at_least;
}

/* A range asks for its lower bound, and so does "exactly", but for none. */
static bool span_weaker(const struct target *own, const struct target *asked) {
    struct span_of_numbers stated, wanted;
    if (!span_of(own, &stated) || !span_of(asked, &wanted))
        return false;
    return is_upper(&wanted) ? looser(&stated.high, &wanted.high, -1) : looser(&stated.low, &wanted.low, 1);
}

bool threshold_weaker(const struct target *own, const struct target *asked, const struct alignment_setting *setting) {
    switch (asked->kind) {
    case TARGET_MEMBERS:
        return members_lack(own, asked, setting);
    case TARGET_FREQUENCY:
        return comes_less_often(own, asked);
    case TARGET_COHORT:
        return own->cohort_size < asked->cohort_size;
    default:
        return span_weaker(own, asked);
    }
}

static bool bounds_equal(const struct bound *a, const struct bound *b) {
    if (!a->given || !b->given)
        return a->given == b->given;
    return a->open == b->open && decimal_compare(a->at, b->at) == 0;
}

static bool spans_equal(const struct target *a, const struct target *b) {
    struct span_of_numbers first, second;
    return span_of(a, &first) && span_of(b, &second) && bounds_equal(&first.low, &second.low) &&
           bounds_equal(&first.high, &second.high);
}

static bool members_equal(const struct target *a, const struct target *b) {
    if (a->member_total != b->member_total || a->members_listed != b->members_listed)
        return false;
    for (uint32_t i = 0; i < a->member_count; i++)
        if (members_in(a, a->members[i].unit) != members_in(b, a->members[i].unit))
            return false;
    return true;
}

bool threshold_equal(const struct target *a, const struct target *b) {
    switch (a->kind) {
    case TARGET_MEMBERS:
        return members_equal(a, b);
    case TARGET_FREQUENCY:
        return a->every == b->every && a->times_at_least == b->times_at_least;
    case TARGET_COHORT:
        return a->cohort_size == b->cohort_size;
    default:
        return spans_equal(a, b);
    }
}

static bool lies_below(const struct bound *high, const struct bound *low) {
    if (!high->given || !low->given)
        return false;
    int order = decimal_compare(high->at, low->at);
    return order < 0 || (order == 0 && (high->open || low->open));
}

bool threshold_contradicts(const struct target *a, const struct target *b) {
    struct span_of_numbers first, second;
    if (!span_of(a, &first) || !span_of(b, &second))
        return false;
    return lies_below(&first.high, &second.low) || lies_below(&second.high, &first.low);
}

static const char *compared_text(struct arena *arena, enum compare op, const char *number, const char *unit) {
    static const char *const signs[] = {"=", "≥", ">", "≤", "<", "≥"};
    return arena_format(arena, "%s %s%s", signs[op], number != NULL ? number : "", unit);
}

static const char *range_text(struct arena *arena, const struct target *target, const char *unit) {
    return arena_format(arena, "%s..%s%s", target->between_low, target->between_high, unit);
}

const char *threshold_text(struct arena *arena, const struct target *target) {
    switch (target->kind) {
    case TARGET_SHARE:
        return compared_text(arena, target->comparator, target->percent, " %");
    case TARGET_AMOUNT:
        return target->between_low != NULL ? range_text(arena, target, "")
                                           : compared_text(arena, target->comparator, target->value, "");
    case TARGET_GROWTH:
        return target->trend ? (target->trend_up ? "up" : "down") : range_text(arena, target, " %");
    case TARGET_FREQUENCY:
        return arena_format(arena, "%u/%s", target->times_at_least, cadence_of(target)->name);
    case TARGET_MEMBERS:
        return arena_format(arena, "%u", target->member_total);
    case TARGET_COHORT:
        return arena_format(arena, "0/%lld", (long long)target->cohort_size);
    default:
        return NULL;
    }
}
