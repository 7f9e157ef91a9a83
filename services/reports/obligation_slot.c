/* Finds pairs of form and period: from the calendar, from plans, requests and extensions, and from the due rules of duties. */
#include "obligation_slot.h"

#include <stdlib.h>
#include <string.h>

static void slot_add(struct obligation_slots *slots, const struct form *form, const struct period *period) {
    slots->all = arena_grow(slots->arena, slots->all, slots->count, &slots->capacity, sizeof *slots->all);
    slots->all[slots->count++] = (struct obligation_slot){form, *period, DELIVERABLE_REPORT};
}

static int compare_slots(const void *a, const void *b) {
    const struct obligation_slot *left = a, *right = b;
    int order = strcmp(left->form->code, right->form->code);
    return order != 0 ? order : strcmp(left->period.code, right->period.code);
}

/* Each pair once. */
static void slots_sort(struct obligation_slots *slots) {
    size_t kept = 0;
    if (slots->count > 0)
        qsort(slots->all, slots->count, sizeof *slots->all, compare_slots);
    for (size_t i = 0; i < slots->count; i++)
        if (kept == 0 || compare_slots(&slots->all[kept - 1], &slots->all[i]) != 0)
            slots->all[kept++] = slots->all[i];
    slots->count = kept;
}

/* Of each pair what is owed. */
static void slots_close(struct obligation_slots *slots, const struct snapshot *snapshot) {
    slots_sort(slots);
    const struct obligation_slot *pairs = slots->all;
    size_t count = slots->count;
    slots->all = NULL;
    slots->count = slots->capacity = 0;
    for (size_t i = 0; i < count; i++) {
        const struct obligation_slot *pair = &pairs[i];
        if (snapshot_form_owed(snapshot, pair->form, &pair->period))
            slot_add(slots, pair->form, &pair->period);
        if (!snapshot_form_consolidated(snapshot, pair->form, &pair->period))
            continue;
        slot_add(slots, pair->form, &pair->period);
        slots->all[slots->count - 1].deliverable = DELIVERABLE_CONSOLIDATION;
    }
}

const struct obligation_list *slot_obligations(const struct snapshot *snapshot, const struct obligation_slot *slot,
                                               struct arena *arena) {
    if (slot->deliverable == DELIVERABLE_CONSOLIDATION)
        return snapshot_consolidations(snapshot, slot->form, &slot->period, arena);
    return snapshot_obligations(snapshot, slot->form, &slot->period, arena);
}

/* ---- Around a day */

struct looking {
    const struct snapshot *snapshot;
    struct obligation_slots *slots;
    const struct form *form;
    day_t today;
};

static void add_kind(const struct looking *looking, enum period_kind kind, const struct calendar *calendar) {
    struct period period;
    if (period_ended_by(looking->today, kind, calendar, &period))
        slot_add(looking->slots, looking->form, &period);
    if (period_of_day(looking->today, kind, calendar, &period))
        slot_add(looking->slots, looking->form, &period);
}

static void add_nine_months(const struct looking *looking, const struct calendar *calendar) {
    struct period nine;
    int year = calendar_year(calendar, looking->today);
    for (int of = year - 1; of <= year; of++)
        if (period_make(PERIOD_NINE_MONTHS, of, 0, calendar, &nine))
            slot_add(looking->slots, looking->form, &nine);
}

static void add_spans(const struct looking *looking) {
    size_t count;
    const struct plan *const *plans = snapshot_plans(looking->snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (plans[i]->state == PLAN_ISSUED && plans[i]->span.kind == PERIOD_SPAN && plans[i]->span.end != DAY_NEVER)
            slot_add(looking->slots, looking->form, &plans[i]->span);
}

static bool is_shown(const struct looking *looking, moment_t due_at) {
    enum { SHOWN_DAYS = 92 };
    return due_at != MOMENT_NONE && moment_day(due_at, 0) > looking->today - SHOWN_DAYS;
}

static void add_requests(const struct looking *looking) {
    size_t count;
    const struct request *const *requests = snapshot_requests(looking->snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (requests[i]->form == looking->form && is_shown(looking, requests[i]->due_at))
            slot_add(looking->slots, looking->form, &requests[i]->period);
}

static void add_extended(const struct looking *looking) {
    size_t count;
    struct period period;
    const struct extension *const *extensions = snapshot_extensions(looking->snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(extensions[i]->form, looking->form->code) == 0 && is_shown(looking, extensions[i]->due_at) &&
            snapshot_period(looking->snapshot, looking->form, extensions[i]->period, &period))
            slot_add(looking->slots, looking->form, &period);
}

static void add_around(const struct looking *looking) {
    static const enum period_kind kinds[] = {PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR};
    const struct programme *programme = snapshot_programme(looking->snapshot, looking->form->programme);
    if (!programme)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        add_kind(looking, kinds[i], programme->calendar);
    add_nine_months(looking, programme->calendar);
    add_spans(looking);
    add_requests(looking);
    add_extended(looking);
}

struct obligation_slots slots_around(const struct snapshot *snapshot, const struct form *only, day_t today,
                                     struct arena *arena) {
    struct obligation_slots slots = {.arena = arena};
    size_t count;
    const struct form *const *forms = snapshot_forms(snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (!only || forms[i] == only)
            add_around(&(struct looking){snapshot, &slots, forms[i], today});
    slots_close(&slots, snapshot);
    return slots;
}

struct obligation_slots slots_of_period(const struct snapshot *snapshot, const struct form *only, const char *code,
                                        struct arena *arena) {
    struct obligation_slots slots = {.arena = arena};
    size_t count;
    struct period period;
    const struct form *const *forms = snapshot_forms(snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if ((!only || forms[i] == only) && snapshot_period(snapshot, forms[i], code, &period) &&
            period.end != DAY_NEVER)
            slot_add(&slots, forms[i], &period);
    slots_close(&slots, snapshot);
    return slots;
}

/* ---- Due in a span of time */

/* A due rule names a day from the year before its period's end to five years behind it; cut-off and working days move it a little. */
enum { YEARS_BACK = 6, YEARS_AHEAD = 2 };

struct due_window {
    const struct snapshot *snapshot;
    struct obligation_slots *slots;
    moment_t after, until;
    int first_year, last_year; /* in which periods may end that are due then */
};

static bool lies_in(const struct due_window *window, moment_t due_at) {
    return due_at != MOMENT_NONE && due_at > window->after && due_at <= window->until;
}

static void add_forms(const struct due_window *window, const struct duty *duty, const struct period *period) {
    bool gathers = duty->deliverable == DELIVERABLE_CONSOLIDATION;
    const char *const *forms = gathers ? duty->gathers : duty->forms;
    uint32_t count = gathers ? duty->gathers_count : duty->form_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct form *form = snapshot_form(window->snapshot, forms[i]);
        if (form)
            slot_add(window->slots, form, period);
    }
}

static void add_schedule(const struct due_window *window, const struct duty *duty, const struct schedule *schedule,
                         const struct duty_setting *setting) {
    struct period periods[SCHEDULE_PERIODS_MAX];
    for (int year = window->first_year; year <= window->last_year; year++) {
        size_t count = schedule_periods(duty, schedule, setting->calendar, year, periods);
        for (size_t i = 0; i < count; i++)
            if (lies_in(window, due_moment(schedule, &periods[i], setting)))
                add_forms(window, duty, &periods[i]);
    }
}

/* Requests may be due long after their period: they are looked through by themselves. Of plans nobody is reminded. */
static bool is_of_forms(const struct duty *duty) {
    return !duty->request && duty->deliverable != DELIVERABLE_PLAN;
}

static void add_duties(const struct due_window *window, const struct programme *programme) {
    size_t count;
    const struct duty *duties = snapshot_duties(window->snapshot, programme->code, &count);
    const struct duty_setting setting = {.calendar = programme->calendar,
                                         .zone_offset_seconds = programme->zone_offset_seconds,
                                         .regulated = programme->regulated,
                                         .working = *snapshot_working_calendar(window->snapshot)};
    for (size_t i = 0; i < count; i++)
        for (uint32_t j = 0; is_of_forms(&duties[i]) && j < duties[i].schedule_count; j++)
            add_schedule(window, &duties[i], &duties[i].schedules[j], &setting);
}

static bool is_first_of_programme(const struct form *const *forms, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (strcmp(forms[i]->programme, forms[index]->programme) == 0)
            return false;
    return true;
}

/* A programme without forms owes nothing that is due. */
static void add_programmes(const struct due_window *window) {
    size_t count;
    const struct form *const *forms = snapshot_forms(window->snapshot, &count);
    for (size_t i = 0; i < count; i++) {
        const struct programme *programme = snapshot_programme(window->snapshot, forms[i]->programme);
        if (programme && is_first_of_programme(forms, i))
            add_duties(window, programme);
    }
}

static void add_due_requests(const struct due_window *window) {
    size_t count;
    const struct request *const *requests = snapshot_requests(window->snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (lies_in(window, requests[i]->due_at))
            slot_add(window->slots, requests[i]->form, &requests[i]->period);
}

static void add_due_extensions(const struct due_window *window) {
    size_t count;
    struct period period;
    const struct extension *const *extensions = snapshot_extensions(window->snapshot, &count);
    for (size_t i = 0; i < count; i++) {
        const struct form *form = snapshot_form(window->snapshot, extensions[i]->form);
        if (form && !extensions[i]->reopen && lies_in(window, extensions[i]->due_at) &&
            snapshot_period(window->snapshot, form, extensions[i]->period, &period))
            slot_add(window->slots, form, &period);
    }
}

struct obligation_slots slots_due(const struct snapshot *snapshot, moment_t after, moment_t until,
                                  struct arena *arena) {
    struct obligation_slots slots = {.arena = arena};
    struct due_window window = {.snapshot = snapshot, .slots = &slots, .after = after, .until = until};
    int month, day;
    day_split(moment_day(after, 0), &window.first_year, &month, &day);
    day_split(moment_day(until, 0), &window.last_year, &month, &day);
    window.first_year -= YEARS_BACK;
    window.last_year += YEARS_AHEAD;
    add_programmes(&window);
    add_due_requests(&window);
    add_due_extensions(&window);
    slots_close(&slots, snapshot);
    return slots;
}
