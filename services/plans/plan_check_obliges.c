/* A duty that obliges nobody, or for nothing, is a mistake: forms that none of its reporters reports, no period, what is to be put together
 * but is not there. */
#include "plan_check.h"

#include "core/buffer.h"
#include "core/map.h"
#include "core/text.h"
#include "reference/decode.h"

static const struct duty *duties_of_programme(const struct plan_check *check, size_t *ret_count) {
    const struct programme *programme = check->plan->programme;
    *ret_count = programme ? programme->duty_count : 0;
    return programme ? programme->duties : NULL;
}

/* ---- Forms */

enum { ALL_LEVELS = (1U << LEVEL_COUNT) - 1U };

/* Of a unit at any time: whether it is there on a day is not asked here. */
static uint32_t levels_of_unit(const struct unit *unit) {
    uint32_t levels = 0;
    for (uint32_t i = 0; i < unit->version_count; i++)
        levels |= 1U << unit->versions[i].level;
    return levels;
}

static enum level highest_of(uint32_t levels) {
    return (enum level)__builtin_ctz(levels);
}

/* The levels at which those stand whom the selector means. */
static uint32_t levels_meant(const struct plan_check *check, const struct agency_selector *selector) {
    const struct unit *units = snapshot_tree(check->snapshot)->units;
    uint32_t levels = selector->has_level ? 1U << selector->level : ALL_LEVELS;
    if (selector->unit != UNIT_NONE)
        return levels & levels_of_unit(&units[selector->unit]);
    if (selector->within == UNIT_NONE)
        return levels;
    enum level top = highest_of(levels_of_unit(&units[selector->within]));
    return levels & ~((1U << top) - 1U); /* from there down */
}

/* How near the reporters come to a form. */
enum reported { AT_NO_LEVEL, BY_NO_FUNCTION, REPORTED };

static enum reported reported_by(const struct form *form, uint32_t levels, const char *function) {
    enum reported best = AT_NO_LEVEL;
    for (uint32_t i = 0; i < form->version_count; i++) {
        if (form->versions[i].levels & levels)
            best = BY_NO_FUNCTION;
        for (enum level level = LEVEL_NATION; level < LEVEL_COUNT; level++)
            if ((levels & 1U << level) && form_reported_by(&form->versions[i], level, function))
                return REPORTED;
    }
    return best;
}

static bool is_meant(const struct agency *agency, const struct agency_selector *selector) {
    if (selector->agency)
        return text_equal(agency->code, selector->agency);
    for (uint32_t i = 0; i < agency->class_count; i++)
        if (text_equal(agency->classes[i], selector->klass))
            return true;
    return false;
}

/* Of those registered whom the selector names by code or class. Whom nobody knows is told elsewhere, or not yet registered. */
static enum reported reported_by_registered(const struct plan_check *check, const struct form *form,
                                            const struct agency_selector *selector, uint32_t levels) {
    const struct agency_set *set = snapshot_agencies(check->snapshot);
    const struct unit *units = snapshot_tree(check->snapshot)->units;
    enum reported best = AT_NO_LEVEL;
    bool any = false;
    for (uint32_t i = 0; i < set->count && best != REPORTED; i++) {
        const struct agency *agency = &set->agencies[i];
        if (!is_meant(agency, selector))
            continue;
        any = true;
        enum reported reported = reported_by(form, levels & levels_of_unit(&units[agency->unit]), agency->function);
        best = reported > best ? reported : best;
    }
    return any ? best : REPORTED;
}

static enum reported reported_by_selected(const struct plan_check *check, const struct form *form,
                                          const struct agency_selector *selector) {
    if (!selector_is_whole(selector) || selector->unresolved)
        return REPORTED; /* told elsewhere */
    uint32_t levels = levels_meant(check, selector);
    return selector->function ? reported_by(form, levels, selector->function)
                              : reported_by_registered(check, form, selector, levels);
}

static void tell_why_not(const struct plan_check *check, const struct form *form,
                         const struct agency_selector *selector, enum reported reported, const struct place *place) {
    uint32_t levels = selector->has_level ? 1U << selector->level : levels_meant(check, selector);
    const char *who = selector->function ? selector->function : selector->agency ? selector->agency : selector->klass;
    if (reported == AT_NO_LEVEL && levels != ALL_LEVELS)
        issue_add(check->issues, ISSUE_WRONG_LEVEL, place, form->code, level_name(highest_of(levels)), NULL);
    else
        issue_add(check->issues, ISSUE_WRONG_FUNCTION, place, form->code, who, NULL);
}

/* One of the reporters may report the form; else it is told of the one that comes nearest to it why it may not. */
static void check_reported(const struct plan_check *check, const struct duty *duty, const struct form *form,
                           const struct place *place) {
    enum reported best = AT_NO_LEVEL;
    const struct agency_selector *nearest = duty->reporters;
    for (uint32_t i = 0; i < duty->reporter_count; i++) {
        enum reported reported = reported_by_selected(check, form, &duty->reporters[i]);
        if (reported > best)
            nearest = &duty->reporters[i];
        best = reported > best ? reported : best;
    }
    if (duty->reporter_count > 0 && best != REPORTED)
        tell_why_not(check, form, nearest, best, place);
}

static bool stands_before(const char *const *codes, uint32_t index) {
    for (uint32_t i = 0; i < index; i++)
        if (text_equal(codes[i], codes[index]))
            return true;
    return false;
}

static void check_form(const struct plan_check *check, const struct duty *duty, uint32_t index,
                       const struct place *place) {
    const char *code = duty->forms[index];
    const struct programme *programme = check->plan->programme;
    const struct form *form = code ? snapshot_form(check->snapshot, code) : NULL;
    const struct period *span = &check->plan->span;
    if (!form)
        return;
    if (!text_empty(span->code) && form->versions[0].from >= span->end)
        issue_add(check->issues, ISSUE_FORM_NOT_IN_FORCE, place, code, span->code, NULL);
    else if (stands_before(duty->forms, index))
        issue_add(check->issues, ISSUE_DUPLICATE, place, code, NULL, NULL);
    else if (programme && !text_equal(form->programme, programme->code))
        issue_add(check->issues, ISSUE_INCONSISTENT, place, form->programme, NULL, NULL);
    else if (duty->deliverable == DELIVERABLE_REPORT)
        check_reported(check, duty, form, place);
}

/* ---- Periods */

static bool includes(enum schedule_period whole, enum schedule_period part) {
    bool half = part == SCHEDULE_H1 || part == SCHEDULE_H2;
    return whole == part || (whole == SCHEDULE_HALF && half);
}

static bool names(const char *const *codes, uint32_t count, const char *code) {
    for (uint32_t i = 0; i < count; i++)
        if (code && text_equal(codes[i], code))
            return true;
    return false;
}

/* About the same: a form of both, or what it puts together. */
static bool is_about(const struct duty *duty, const struct duty *other) {
    for (uint32_t i = 0; i < other->form_count; i++)
        if (names(duty->forms, duty->form_count, other->forms[i]))
            return true;
    return names(duty->consolidates, duty->consolidates_count, other->code);
}

static bool owes_part(const struct duty *other, enum schedule_period part) {
    for (uint32_t i = 0; i < other->schedule_count; i++)
        if (!other->schedules[i].derived &&
            (includes(other->schedules[i].period, part) || includes(part, other->schedules[i].period)))
            return true;
    return false;
}

/* A row that is put together from shorter periods stands for something where another duty owes those. */
static bool is_derived_from(const struct duty *duty, const struct schedule *row, const struct duty *duties,
                            size_t count) {
    for (size_t i = 0; i < count; i++)
        if (&duties[i] != duty && is_about(duty, &duties[i]) && owes_part(&duties[i], row->derived_from))
            return true;
    return false;
}

static void check_owed(const struct plan_check *check, const struct duty *duty, const struct place *duty_place) {
    size_t count;
    const struct duty *standing = duties_of_programme(check, &count);
    struct place place = {.up = duty_place, .name = "schedule"};
    for (uint32_t i = 0; i < duty->schedule_count; i++) {
        const struct schedule *row = &duty->schedules[i];
        if (!row->derived || is_derived_from(duty, row, check->plan->duties, check->plan->duty_count) ||
            is_derived_from(duty, row, standing, count))
            return;
    }
    if (duty->binding == BINDING_MUST)
        issue_add(check->issues, ISSUE_NEVER_OWED, &place, duty->code, NULL, NULL);
}

/* ---- What is put together */

enum { CIRCLE_SHOWN_MAX = 20 };

struct standing {
    const struct duty *duty;
    bool own;     /* else the programme's, which puts nothing of the plan together */
    size_t index; /* in the plan */
    enum { NEW, ON_THE_WAY, DONE } state;
    struct standing *up; /* while on the way: which duty it was reached from, and which of its own comes next */
    uint32_t next;
};

struct chain {
    const struct plan_check *check;
    struct map standing; /* by code */
};

/* From the duty that is met again down to itself. */
static const char *circle_of(struct arena *arena, const struct standing *last, const struct standing *again) {
    AUTO_BUFFER text = {0};
    const char *codes[CIRCLE_SHOWN_MAX] = {again->duty->code};
    size_t count = 1;
    for (const struct standing *at = last; at != again && count < CIRCLE_SHOWN_MAX; at = at->up)
        codes[count++] = at->duty->code;
    buffer_text(&text, again->duty->code);
    while (count > 0)
        buffer_format(&text, " → %s", codes[--count]);
    return arena_slice(arena, buffer_cstr(&text), text.size);
}

/* The duty that stands at an index of those put together; NULL: none that can be followed, which is told. */
static struct standing *consolidated(const struct chain *chain, const struct standing *standing, uint32_t index) {
    const struct plan_check *check = chain->check;
    const struct duty *duty = standing->duty;
    const char *code = duty->consolidates[index];
    struct standing *other = code ? map_get(&chain->standing, code) : NULL;
    struct place duties = {.name = "duties"}, of_duty = {.up = &duties, .index = standing->index};
    struct place list = {.up = &of_duty, .name = "consolidates"}, place = {.up = &list, .index = index};
    if (!code)
        return NULL;
    if (!other)
        issue_add(check->issues, ISSUE_UNKNOWN_CODE, &place, code, NULL, NULL);
    else if (stands_before(duty->consolidates, index))
        issue_add(check->issues, ISSUE_DUPLICATE, &place, code, NULL, NULL);
    else if (other->state == ON_THE_WAY)
        issue_add(check->issues, ISSUE_CYCLE, &place, circle_of(check->arena, standing, other), NULL, NULL);
    else
        return other;
    return NULL;
}

/* Down from one duty, each looked at once. Without recursion: a plan may put thousands of them one above the other. */
static void walk(const struct chain *chain, struct standing *at) {
    if (at->state != NEW)
        return;
    at->state = ON_THE_WAY;
    while (at) {
        if (at->next == at->duty->consolidates_count) {
            at->state = DONE;
            at = at->up;
            continue;
        }
        struct standing *other = consolidated(chain, at, at->next++);
        if (!other || other->state != NEW || !other->own)
            continue;
        other->state = ON_THE_WAY;
        other->up = at;
        at = other;
    }
}

static void check_consolidations(const struct plan_check *check) {
    size_t standing_count, count = check->plan->duty_count;
    const struct duty *of_programme = duties_of_programme(check, &standing_count);
    struct standing *all = arena_new_array(check->arena, struct standing, standing_count + count);
    struct chain chain = {.check = check};
    map_init(&chain.standing, check->arena, standing_count + count);
    for (size_t i = 0; i < standing_count + count; i++) {
        bool own = i >= standing_count; /* behind the programme's: of one code the plan's is meant */
        size_t index = own ? i - standing_count : i;
        all[i] = (struct standing){
            .duty = own ? &check->plan->duties[index] : &of_programme[index], .own = own, .index = index};
        if (all[i].duty->code)
            map_set(&chain.standing, all[i].duty->code, &all[i]);
    }
    for (size_t i = standing_count; i < standing_count + count; i++)
        walk(&chain, &all[i]);
}

void plan_check_obliges(const struct plan_check *check) {
    struct place duties = {.name = "duties"};
    for (size_t i = 0; i < check->plan->duty_count; i++) {
        const struct duty *duty = &check->plan->duties[i];
        struct place place = {.up = &duties, .index = i}, forms = {.up = &place, .name = "forms"};
        for (uint32_t j = 0; j < duty->form_count; j++) {
            struct place form = {.up = &forms, .index = j};
            check_form(check, duty, j, &form);
        }
        check_owed(check, duty, &place);
    }
    check_consolidations(check);
}
