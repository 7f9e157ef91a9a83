/* One report may answer duties of many plans, but one plan does not ask for it twice. */
#include <inttypes.h>

#include "core/map.h"
#include "plan_check.h"
#include "reference/decode.h"

/* Which periods of a year a schedule's word means, as a bit set. */
enum { MONTHS = 1, QUARTERS = 2, FIRST_HALF = 4, SECOND_HALF = 8, NINE_MONTHS = 16, YEARS = 32, SPAN = 64 };
enum { PERIOD_BITS = 7, REPORTERS_CHECKED_MAX = 1000000 };

static unsigned periods_of(enum schedule_period word, const struct period *span) {
    switch (word) {
    case SCHEDULE_MONTH:
        return MONTHS;
    case SCHEDULE_QUARTER:
        return QUARTERS;
    case SCHEDULE_H1:
        return FIRST_HALF;
    case SCHEDULE_H2:
        return SECOND_HALF;
    case SCHEDULE_HALF:
        return FIRST_HALF | SECOND_HALF;
    case SCHEDULE_NINE_MONTHS:
        return NINE_MONTHS;
    case SCHEDULE_YEAR:
        return YEARS;
    case SCHEDULE_REQUEST: /* one that could not be read */
        return 0;
    case SCHEDULE_SPAN:
        break;
    }
    return span->kind == PERIOD_YEAR ? YEARS : SPAN;
}

static unsigned periods_owed(const struct duty *duty, const struct period *span) {
    unsigned periods = 0;
    for (uint32_t i = 0; i < duty->schedule_count; i++)
        periods |= duty->schedules[i].derived ? 0U : periods_of(duty->schedules[i].period, span);
    return periods;
}

static bool may_report(const struct form *form, enum level level, const char *function) {
    for (uint32_t i = 0; i < form->version_count; i++)
        if (form_reported_by(&form->versions[i], level, function))
            return true;
    return false;
}

/* One agency's report by one form: which duty asks for it, by period. */
struct owed {
    const struct duty *by[PERIOD_BITS];
};
struct ledger {
    const struct plan_check *check;
    const struct unit_slice *slice;
    struct map owed; /* by "form unit/agency" */
};

/* The duty that already asks for one of the periods; NULL: none, and now this one does. */
static const struct duty *owe(struct ledger *ledger, const char *key, const struct duty *duty, unsigned periods) {
    struct owed *owed = map_get(&ledger->owed, key);
    if (!owed) {
        owed = arena_new(ledger->check->arena, struct owed);
        map_set(&ledger->owed, key, owed);
    }
    for (int i = 0; i < PERIOD_BITS; i++) {
        if (!(periods & 1U << i))
            continue;
        if (owed->by[i] && owed->by[i] != duty)
            return owed->by[i];
        owed->by[i] = duty;
    }
    return NULL;
}

/* False: another duty asks one of the selector's agencies for the form already; told once. */
static bool owe_all(struct ledger *ledger, const struct agency_selector *selector, size_t index, uint32_t form_index) {
    const struct plan_check *check = ledger->check;
    const struct duty *duty = &check->plan->duties[index];
    const char *named = duty->forms[form_index];
    const struct form *form = named ? snapshot_form(check->snapshot, named) : NULL;
    if (!form || !selector_is_whole(selector))
        return true;
    unsigned periods = periods_owed(duty, &check->plan->span);
    struct agency_ref *refs;
    size_t count = agency_expand(check->arena, snapshot_agencies(check->snapshot), ledger->slice, selector, &refs);
    for (size_t i = 0; i < count && ledger->owed.count < REPORTERS_CHECKED_MAX; i++) {
        const char *unit = ledger->slice->tree->units[refs[i].unit].id;
        enum level level = ledger->slice->version[ledger->slice->position_of[refs[i].unit]]->level;
        if (!may_report(form, level, refs[i].function))
            continue;
        const char *key = arena_format(check->arena, "%s %s/%s", form->code, unit, refs[i].code);
        const struct duty *other = owe(ledger, key, duty, periods);
        if (!other)
            continue;
        issue_add_at(check->issues, ISSUE_DUPLICATE,
                     arena_format(check->arena, "/duties/%zu/forms/%" PRIu32, index, form_index),
                     arena_format(check->arena, "%s: %s", other->code ? other->code : "", key), NULL, NULL);
        return false;
    }
    return true;
}

static void check_duty(struct ledger *ledger, size_t index) {
    const struct duty *duty = &ledger->check->plan->duties[index];
    for (uint32_t i = 0; duty->deliverable == DELIVERABLE_REPORT && i < duty->form_count; i++)
        for (uint32_t j = 0; j < duty->reporter_count && owe_all(ledger, &duty->reporters[j], index, i); j++)
            ;
}

static void check_own_rows(const struct plan_check *check, size_t index) {
    const struct duty *duty = &check->plan->duties[index];
    unsigned before = 0;
    for (uint32_t i = 0; i < duty->schedule_count; i++) {
        unsigned periods = duty->schedules[i].derived ? 0U : periods_of(duty->schedules[i].period, &check->plan->span);
        if (before & periods)
            issue_add_at(check->issues, ISSUE_DUPLICATE,
                         arena_format(check->arena, "/duties/%zu/schedule/%" PRIu32 "/period", index, i), duty->code,
                         NULL, NULL);
        before |= periods;
    }
}

void plan_check_duties(const struct plan_check *check) {
    struct ledger ledger = {.check = check};
    for (size_t i = 0; i < check->plan->duty_count; i++)
        check_own_rows(check, i);
    if (check->plan->duty_count < 2 || check->undated)
        return;
    ledger.slice = snapshot_slice(check->snapshot, check->date, check->arena);
    map_init(&ledger.owed, check->arena, 1024);
    for (size_t i = 0; i < check->plan->duty_count; i++)
        check_duty(&ledger, i);
}
