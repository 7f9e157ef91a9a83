/* Goes through the obligations of form after form and period after period, and joins those asked for with what was reported. */
#include "obligation_find.h"

#include <string.h>

#include "core/text.h"
#include "obligation_fulfil.h"
#include "obligation_json.h"
#include "obligation_reach.h"
#include "obligation_state.h"
#include "report_access.h"

enum { CHUNK = 500, POSITION_PARTS = 5 };

struct finding {
    struct call *call;
    const struct asked *asked;
    const struct owed_bounds *bounds;
    struct db *db;
    struct reach reach;
    const struct obligation_slot *slot;
    const struct obligation_list *list; /* of the slot */
    const struct obligation *chunk[CHUNK];
    size_t chunk_count, looked;
    struct owed_found *found;
};

/* ---- Which of a slot */

/* Where only those are asked for that nothing was reported of, time decides before anybody is asked. */
static bool asks_for_reported(const struct finding *finding) {
    enum report_state state;
    return !finding->asked->state || report_state_parse(finding->asked->state, &state);
}

static bool is_asked(struct finding *finding, const struct obligation *obligation) {
    const struct asked *asked = finding->asked;
    if (asked->unit != UNIT_NONE && obligation->unit != asked->unit)
        return false;
    if (asked->agency && !text_equal(asked->agency, obligation->agency) &&
        !text_equal(asked->agency, obligation->function))
        return false;
    if (!asks_for_reported(finding) && !text_equal(asked->state, obligation_state(obligation, finding->call->now)))
        return false;
    return reach_has(&finding->reach, finding->list->slice, obligation);
}

/* Of a draft only its own agency and its author know; for others the report stands where it stood before. */
static bool knows_draft(const struct finding *finding, const struct obligation *obligation,
                        const struct reported *reported) {
    const struct caller *caller = &finding->call->caller;
    return text_equal(reported->subject, caller->subject) ||
           agency_is_own(finding->asked->snapshot, caller, obligation->unit, obligation->function,
                         call_today(finding->call));
}

/* False: for the caller nothing is reported. */
static bool report_seen(const struct finding *finding, const struct obligation *obligation,
                        const struct reported *reported, enum report_state *ret_state) {
    if (!reported)
        return false;
    bool whole = reported->state != REPORT_DRAFT || knows_draft(finding, obligation, reported);
    *ret_state = whole ? reported->state : reported->settled;
    return *ret_state != REPORT_WITHDRAWN && (whole || *ret_state != REPORT_DRAFT);
}

/* What was reported says where it stands; else a consolidation that meets it, and else time. */
static struct owed owed_of(const struct finding *finding, const struct obligation *obligation,
                           const struct reported *reported, const struct fulfilment *fulfilment) {
    struct owed owed = {.slot = finding->slot, .list = finding->list, .obligation = obligation};
    enum report_state seen = REPORT_DRAFT;
    if (report_seen(finding, obligation, reported, &seen)) {
        owed.report = reported;
        owed.state = report_state_name(seen);
        owed.timeliness = reported->timeliness;
    }
    if (seen == REPORT_DRAFT && fulfilment->state) {
        owed.state = fulfilment->state;
        owed.timeliness = fulfilment->timeliness;
        owed.consolidation = fulfilment->consolidation;
    }
    if (!owed.state)
        owed.state = obligation_state(obligation, finding->call->now);
    return owed;
}

static void take(struct finding *finding, const struct owed *owed) {
    struct owed_found *found = finding->found;
    if (finding->asked->state && !text_equal(owed->state, finding->asked->state))
        return;
    found->rows = arena_grow(&finding->call->arena, found->rows, found->count, &found->capacity, sizeof *found->rows);
    found->rows[found->count++] = *owed;
}

static bool is_full(const struct finding *finding) {
    return finding->found->count == finding->bounds->rows || finding->looked >= finding->bounds->looked;
}

static void mark(struct finding *finding, const struct obligation *obligation) {
    finding->found->next =
        arena_format(&finding->call->arena, "%s|%s|%s|%s|%s", finding->slot->form->code, finding->slot->period.code,
                     deliverable_name(finding->slot->deliverable),
                     snapshot_tree(finding->asked->snapshot)->units[obligation->unit].id, obligation->agency);
}

static bool chunk_read(struct finding *finding, const struct reported *reported[CHUNK],
                       struct fulfilment fulfilments[CHUNK], struct fail *fail) {
    const struct snapshot *snapshot = finding->asked->snapshot;
    struct arena *arena = &finding->call->arena;
    return obligations_reported(finding->db, finding->slot, snapshot_tree(snapshot), finding->chunk,
                                finding->chunk_count, arena, reported, fail) &&
           obligations_fulfilled(finding->db, snapshot, finding->slot, finding->list, finding->chunk,
                                 finding->chunk_count, arena, fulfilments, fail);
}

static bool chunk_take(struct finding *finding, struct fail *fail) {
    const struct reported *reported[CHUNK];
    struct fulfilment fulfilments[CHUNK];
    if (!chunk_read(finding, reported, fulfilments, fail))
        return false;
    size_t i = 0;
    for (; i < finding->chunk_count && !is_full(finding); i++, finding->looked++) {
        const struct owed owed = owed_of(finding, finding->chunk[i], reported[i], &fulfilments[i]);
        take(finding, &owed);
    }
    if (is_full(finding))
        mark(finding, finding->chunk[i - 1]);
    finding->chunk_count = 0;
    return true;
}

/* Where every state is asked for, whatever is looked at is found. */
static size_t chunk_wanted(const struct finding *finding) {
    size_t room = finding->bounds->rows - finding->found->count;
    return finding->asked->state || room > CHUNK ? CHUNK : room;
}

static bool slot_take(struct finding *finding, size_t first, struct fail *fail) {
    const struct obligation_list *list = finding->list;
    for (size_t i = first; i < list->count && !is_full(finding); i++) {
        if (is_asked(finding, &list->obligations[i]))
            finding->chunk[finding->chunk_count++] = &list->obligations[i];
        if (finding->chunk_count == chunk_wanted(finding) && !chunk_take(finding, fail))
            return false;
    }
    return finding->chunk_count == 0 || chunk_take(finding, fail);
}

/* ---- All slots, from the cursor on */

struct cursor {
    const char *parts[POSITION_PARTS]; /* form, period, deliverable, unit, agency; parts[0] NULL: from the start */
};

static bool cursor_read(struct call *call, const struct asked *asked, struct cursor *ret_cursor) {
    *ret_cursor = (struct cursor){0};
    return !asked->after || position_split(&call->arena, asked->after, ret_cursor->parts, POSITION_PARTS);
}

/* The slot of the cursor before, at or behind another one. */
static int compare_cursor(const struct cursor *cursor, const struct obligation_slot *slot) {
    if (!cursor->parts[0])
        return -1;
    int order = strcmp(cursor->parts[0], slot->form->code);
    if (order == 0)
        order = strcmp(cursor->parts[1], slot->period.code);
    bool of_consolidations = text_equal(cursor->parts[2], deliverable_name(DELIVERABLE_CONSOLIDATION));
    return order != 0 ? order : (int)of_consolidations - (slot->deliverable == DELIVERABLE_CONSOLIDATION);
}

static bool slot_is_asked(const struct asked *asked, const struct obligation_slot *slot) {
    return !asked->deliverable || text_equal(asked->deliverable, deliverable_name(slot->deliverable));
}

/* The first obligation behind the cursor. */
static size_t behind(const struct obligation_list *list, uint32_t unit, const char *agency) {
    uint32_t position = unit == UNIT_NONE ? UNIT_NONE : list->slice->position_of[unit];
    size_t i = 0;
    while (position != UNIT_NONE && i < list->count &&
           (list->obligations[i].position < position ||
            (list->obligations[i].position == position && strcmp(list->obligations[i].agency, agency) <= 0)))
        i++;
    return i;
}

static bool find_all(struct finding *finding, const struct cursor *cursor, const struct obligation_slots *slots,
                     struct fail *fail) {
    const struct snapshot *snapshot = finding->asked->snapshot;
    for (size_t i = 0; i < slots->count && !is_full(finding); i++) {
        int order = compare_cursor(cursor, &slots->all[i]);
        if (order > 0 || !slot_is_asked(finding->asked, &slots->all[i]))
            continue;
        finding->slot = &slots->all[i];
        finding->list = slot_obligations(snapshot, finding->slot, &finding->call->arena);
        size_t first =
            order == 0 ? behind(finding->list, unit_by_id(snapshot_tree(snapshot), cursor->parts[3]), cursor->parts[4])
                       : 0;
        if (!slot_take(finding, first, fail))
            return false;
    }
    return true;
}

static struct obligation_slots slots_asked(struct call *call, const struct asked *asked) {
    if (asked->period_code)
        return slots_of_period(asked->snapshot, asked->form, asked->period_code, &call->arena);
    return slots_around(asked->snapshot, asked->form, call_today(call), &call->arena);
}

static bool find(struct finding *finding, const struct cursor *cursor, struct fail *fail) {
    AUTO_LEASE lease = {0};
    struct obligation_slots slots = slots_asked(finding->call, finding->asked);
    if (!call_lease(finding->call, &lease, fail))
        return false;
    finding->db = lease.db;
    return find_all(finding, cursor, &slots, fail);
}

bool obligations_found(struct call *call, const struct asked *asked, const struct owed_bounds *bounds,
                       struct owed_found *ret_found) {
    struct fail fail = {0};
    struct cursor cursor;
    if (!cursor_read(call, asked, &cursor)) {
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return false;
    }
    struct finding *finding = arena_new(&call->arena, struct finding);
    *ret_found = (struct owed_found){0};
    *finding = (struct finding){.call = call,
                                .asked = asked,
                                .bounds = bounds,
                                .reach = {.call = call, .asked = asked, .arena = &call->arena},
                                .found = ret_found};
    if (find(finding, &cursor, &fail))
        return true;
    call_refuse_fail(call, &fail);
    return false;
}
