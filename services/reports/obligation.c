/* The list of obligations: who owes which form for which period, joined with what was reported. Nobody stores them. */
#include <string.h>

#include "asked.h"
#include "core/text.h"
#include "present.h"
#include "reference/authority.h"
#include "report_access.h"
#include "report_handlers.h"
#include "report_sql.h"

enum { CHUNK = 500, POSITION_PARTS = 4, DUE_SOON_DAYS = 7, PERIODS_MAX = 64 };

struct obligation_slot { /* a form and a period it is owed for */
    const struct form *form;
    struct period period;
};

struct obligation_listing {
    struct call *call;
    const struct asked *asked;
    struct db *db;
    struct json_writer json;
    const struct obligation_slot *slot;
    const struct obligation_list *list; /* of the slot */
    uint32_t listed, scanned;
    const char *position; /* of the last obligation looked at; NULL: none */
};

/* ---- Which periods: the one asked for, or those around today */

struct periods {
    struct period all[PERIODS_MAX];
    size_t count;
};

static void periods_add(struct periods *periods, const struct period *period) {
    for (size_t i = 0; i < periods->count; i++)
        if (period_equal(&periods->all[i], period))
            return;
    if (periods->count < PERIODS_MAX)
        periods->all[periods->count++] = *period;
}

static void periods_of_kind(struct periods *periods, enum period_kind kind, const struct calendar *calendar,
                            day_t today) {
    struct period present, previous;
    if (!period_of_day(today, kind, calendar, &present))
        return;
    if (period_previous(&present, calendar, &previous))
        periods_add(periods, &previous);
    periods_add(periods, &present);
}

static void periods_of_nine_months(struct periods *periods, const struct calendar *calendar, day_t today) {
    struct period year, nine;
    if (!period_of_day(today, PERIOD_YEAR, calendar, &year))
        return;
    if (period_make(PERIOD_NINE_MONTHS, year.year - 1, 0, calendar, &nine))
        periods_add(periods, &nine);
    if (period_make(PERIOD_NINE_MONTHS, year.year, 0, calendar, &nine))
        periods_add(periods, &nine);
}

static void periods_of_plans(struct periods *periods, const struct snapshot *snapshot) {
    size_t count;
    const struct plan *const *plans = snapshot_plans(snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (plans[i]->state == PLAN_ISSUED && plans[i]->span.kind == PERIOD_SPAN)
            periods_add(periods, &plans[i]->span);
}

/* Ad hoc requests for the form that are not due yet, or have been for less than a quarter. */
static void periods_of_requests(struct periods *periods, const struct snapshot *snapshot, const struct form *form,
                                day_t today) {
    enum { SHOWN_DAYS = 92 };
    size_t count;
    const struct request *const *requests = snapshot_requests(snapshot, &count);
    for (size_t i = 0; i < count; i++)
        if (requests[i]->form == form && moment_day(requests[i]->due_at, 0) > today - SHOWN_DAYS)
            periods_add(periods, &requests[i]->period);
}

static void periods_around(struct periods *periods, const struct asked *asked, const struct form *form, day_t today) {
    static const enum period_kind kinds[] = {PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR};
    const struct programme *programme = snapshot_programme(asked->snapshot, form->programme);
    periods->count = 0;
    if (!programme)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        periods_of_kind(periods, kinds[i], programme->calendar, today);
    periods_of_nine_months(periods, programme->calendar, today);
    periods_of_plans(periods, asked->snapshot);
    periods_of_requests(periods, asked->snapshot, form, today);
}

static void periods_of_form(struct periods *periods, const struct asked *asked, const struct form *form, day_t today) {
    struct period period;
    if (!asked->period_code) {
        periods_around(periods, asked, form, today);
        return;
    }
    periods->count = 0;
    if (snapshot_period(asked->snapshot, form, asked->period_code, &period))
        periods_add(periods, &period);
}

static size_t slots_find(struct call *call, const struct asked *asked, struct obligation_slot **ret_slots) {
    size_t form_count, count = 0, capacity = 0;
    const struct form *const *forms = snapshot_forms(asked->snapshot, &form_count);
    struct obligation_slot *slots = NULL;
    for (size_t i = 0; i < form_count; i++) {
        struct periods periods;
        if (asked->form && forms[i] != asked->form)
            continue;
        periods_of_form(&periods, asked, forms[i], call_today(call));
        for (size_t j = 0; j < periods.count; j++) {
            if (!snapshot_form_owed(asked->snapshot, forms[i], &periods.all[j]))
                continue;
            slots = arena_grow(&call->arena, slots, count, &capacity, sizeof *slots);
            slots[count++] = (struct obligation_slot){forms[i], periods.all[j]};
        }
    }
    *ret_slots = slots;
    return count;
}

/* ---- Which obligations of a slot */

static bool is_asked(const struct obligation_listing *listing, const struct obligation *obligation) {
    const struct asked *asked = listing->asked;
    const struct unit_slice *slice = listing->list->slice;
    if (asked->unit != UNIT_NONE && obligation->unit != asked->unit)
        return false;
    if (asked->agency && !text_equal(asked->agency, obligation->agency) &&
        !text_equal(asked->agency, obligation->function))
        return false;
    day_t today = call_today(listing->call);
    return asked_within(asked, obligation->unit, slice->date, today) &&
           authority_covers(asked->snapshot, &listing->call->caller, obligation->unit, slice->date,
                            obligation->function, today);
}

static const char *state_by_time(const struct obligation *obligation, moment_t now) {
    if (obligation->due_at == MOMENT_NONE)
        return "owed";
    if (now >= obligation->due_at)
        return "late";
    return obligation->due_at - now <= DUE_SOON_DAYS * MOMENT_DAY ? "dueSoon" : "owed";
}

static const char *state_of(const struct obligation_listing *listing, const struct obligation *obligation,
                            const struct report *report) {
    const struct call *call = listing->call;
    bool counts = report && report->state != REPORT_WITHDRAWN &&
                  report_is_visible(listing->asked->snapshot, &call->caller, report, call_today(call));
    return counts ? report_state_name(report->state) : state_by_time(obligation, call->now);
}

static void write_obligation(struct obligation_listing *listing, const struct obligation *obligation,
                             const struct report *report, const char *state) {
    struct json_writer *json = &listing->json;
    const struct obligation_slot *slot = listing->slot;
    const struct duty *duty = obligation->duty;
    bool shown = report && text_equal(state, report_state_name(report->state));
    write_object(json, NULL);
    write_text(json, "form", slot->form->code);
    write_text(json, "unit", snapshot_tree(listing->asked->snapshot)->units[obligation->unit].id);
    write_text(json, "unitCode", listing->list->slice->version[obligation->position]->code);
    write_text(json, "agency", obligation->agency);
    write_text(json, "function", obligation->function);
    write_period(json, slot->period.code, slot->period.start, slot->period.end);
    write_text(json, "duty", duty->code);
    write_text(json, "plan", duty->plan);
    write_moment(json, "dueAt", obligation->due_at);
    bool extended = obligation->due_at != obligation->original_due_at;
    write_moment(json, "originalDueAt", extended ? obligation->original_due_at : MOMENT_NONE);
    write_text(json, "state", state);
    write_text(json, "report", shown ? report->id : NULL);
    write_text(json, "timeliness",
               shown && report->first_submitted != MOMENT_NONE ? timeliness_name(report->timeliness) : NULL);
    write_object_end(json);
}

struct chunk {
    const struct obligation *obligations[CHUNK];
    struct report_key keys[CHUNK];
    size_t count;
};

static void chunk_add(struct obligation_listing *listing, struct chunk *chunk, const struct obligation *obligation) {
    const struct obligation_slot *slot = listing->slot;
    chunk->obligations[chunk->count] = obligation;
    chunk->keys[chunk->count++] =
        (struct report_key){.form = slot->form->code,
                            .unit = snapshot_tree(listing->asked->snapshot)->units[obligation->unit].id,
                            .agency = obligation->agency,
                            .period = slot->period.code,
                            .period_year = slot->period.year};
}

static void mark(struct obligation_listing *listing, const struct report_key *key) {
    listing->position =
        arena_format(&listing->call->arena, "%s|%s|%s|%s", key->form, key->period, key->unit, key->agency);
}

static bool chunk_list(struct obligation_listing *listing, const struct chunk *chunk, struct fail *fail) {
    struct arena arena = {0};
    const struct report *reports[CHUNK];
    bool good = reports_current(listing->db, chunk->keys, chunk->count, &arena, reports, fail);
    size_t i = 0;
    for (; good && i < chunk->count && listing->listed < listing->asked->limit; i++) {
        const char *state = state_of(listing, chunk->obligations[i], reports[i]);
        if (listing->asked->state && !text_equal(state, listing->asked->state))
            continue;
        write_obligation(listing, chunk->obligations[i], reports[i], state);
        listing->listed++;
    }
    if (i > 0)
        mark(listing, &chunk->keys[i - 1]);
    arena_done(&arena);
    return good;
}

/* A page that ends for what was looked at goes on behind that, listed or not. */
static void mark_scanned(struct obligation_listing *listing, const struct obligation *obligation) {
    struct chunk one = {.count = 0};
    chunk_add(listing, &one, obligation);
    if (listing->listed < listing->asked->limit)
        mark(listing, &one.keys[0]);
}

static bool is_full(const struct obligation_listing *listing) {
    return listing->listed == listing->asked->limit || listing->scanned >= SCANNED_MAX;
}

static bool slot_list(struct obligation_listing *listing, size_t first, struct fail *fail) {
    struct chunk chunk;
    chunk.count = 0;
    for (size_t i = first; i < listing->list->count && !is_full(listing); i++) {
        const struct obligation *obligation = &listing->list->obligations[i];
        listing->scanned++;
        if (is_asked(listing, obligation))
            chunk_add(listing, &chunk, obligation);
        bool last = i + 1 == listing->list->count || listing->scanned >= SCANNED_MAX;
        if (chunk.count > 0 && (last || chunk.count == CHUNK)) {
            if (!chunk_list(listing, &chunk, fail))
                return false;
            chunk.count = 0;
        }
        if (listing->scanned >= SCANNED_MAX)
            mark_scanned(listing, obligation);
    }
    return true;
}

/* ---- The page */

/* The first obligation behind a key. */
static size_t behind(const struct obligation_list *list, uint32_t unit, const char *agency) {
    uint32_t position = unit == UNIT_NONE ? UNIT_NONE : list->slice->position_of[unit];
    size_t i = 0;
    while (position != UNIT_NONE && i < list->count &&
           (list->obligations[i].position < position ||
            (list->obligations[i].position == position && strcmp(list->obligations[i].agency, agency) <= 0)))
        i++;
    return i;
}

static bool cursor_is_here(const char *const parts[POSITION_PARTS], const struct obligation_slot *slot) {
    return strcmp(parts[0], slot->form->code) == 0 && strcmp(parts[1], slot->period.code) == 0;
}

static bool list_slots(struct obligation_listing *listing, const struct obligation_slot *slots, size_t count,
                       const char *const *parts, struct fail *fail) {
    struct call *call = listing->call;
    const struct snapshot *snapshot = listing->asked->snapshot;
    bool reached = parts == NULL;
    for (size_t i = 0; i < count && !is_full(listing); i++) {
        bool here = !reached && cursor_is_here(parts, &slots[i]);
        if (!reached && !here)
            continue;
        listing->slot = &slots[i];
        listing->list = snapshot_obligations(snapshot, slots[i].form, &slots[i].period, &call->arena);
        size_t first = here ? behind(listing->list, unit_by_id(snapshot_tree(snapshot), parts[2]), parts[3]) : 0;
        reached = true;
        if (!slot_list(listing, first, fail))
            return false;
    }
    return true;
}

static void list_end(struct obligation_listing *listing) {
    write_array_end(&listing->json);
    bool more = is_full(listing) && listing->position;
    write_text(&listing->json, "next", more ? call_cursor_make(listing->call, listing->position) : NULL);
    write_object_end(&listing->json);
    call_reply(listing->call, 200);
}

static void list(struct call *call, const struct asked *asked) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct obligation_slot *slots;
    const char *parts[POSITION_PARTS];
    if (asked->after && !position_split(&call->arena, asked->after, parts, POSITION_PARTS)) {
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return;
    }
    size_t count = slots_find(call, asked, &slots);
    struct obligation_listing listing = {.call = call, .asked = asked, .json = call_json(call)};
    write_object(&listing.json, NULL);
    write_array(&listing.json, "items");
    bool good = db_lease(service_of(call)->pool, &lease, &fail);
    listing.db = lease.db;
    if (good && list_slots(&listing, slots, count, asked->after ? parts : NULL, &fail))
        list_end(&listing);
    else
        call_refuse_fail(call, &fail);
}

void obligation_list(struct call *call) {
    static const char *const states[] = {"owed", "dueSoon", "late", "draft", "submitted", "returned", "accepted", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct asked asked;
    if (asked_read(call, snapshot, states, &asked))
        list(call, &asked);
}
