/* Finds the obligations whose moment has passed. */
#include "reminder.h"

#include <stdlib.h>
#include <string.h>

#include "obligation_state.h"

const char *reminder_kind_name(enum reminder_kind kind) {
    static const char *const names[REMINDER_KIND_COUNT] = {[REMINDER_DUE_SOON] = "dueSoon", [REMINDER_LATE] = "late"};
    return names[kind];
}

struct gathering {
    const struct snapshot *snapshot;
    const struct reminder_mark *mark;
    moment_t now, lead; /* lead: how long before it is due */
    struct arena *arena;
    struct reminder *reminders;
    size_t count, capacity;
};

/* Of what has passed since the mark: does it stand on it, and no further? */
static bool is_told(const struct reminder_mark *mark, const struct reminder *reminder) {
    return reminder->moment == mark->until && (!mark->position || strcmp(reminder->position, mark->position) <= 0);
}

/* Those of one slot follow one another: what meets them is asked for at once. */
static const char *position_of(const struct gathering *gathering, const struct reminder *reminder) {
    bool consolidates = reminder->slot->deliverable == DELIVERABLE_CONSOLIDATION;
    return arena_format(gathering->arena, "%s/%s/%s%s/%s", reminder->slot->form->code, reminder->slot->period.code,
                        consolidates ? "consolidation/" : "",
                        snapshot_tree(gathering->snapshot)->units[reminder->obligation->unit].id,
                        reminder->obligation->agency);
}

static void take(struct gathering *gathering, struct reminder *reminder) {
    const struct obligation *obligation = reminder->obligation;
    reminder->moment = obligation->due_at - gathering->lead;
    reminder->position = position_of(gathering, reminder);
    if (is_told(gathering->mark, reminder))
        return;
    gathering->reminders = arena_grow(gathering->arena, gathering->reminders, gathering->count, &gathering->capacity,
                                      sizeof *gathering->reminders);
    gathering->reminders[gathering->count++] = *reminder;
}

/* The moment itself lies on the mark where only a part of it is told. */
static bool has_passed(const struct gathering *gathering, moment_t due_at) {
    if (due_at == MOMENT_NONE || due_at - gathering->lead > gathering->now)
        return false;
    bool overtaken = gathering->lead > 0 && due_at <= gathering->now;
    return !overtaken && due_at - gathering->lead >= gathering->mark->until;
}

static void take_slot(struct gathering *gathering, const struct obligation_slot *slot) {
    struct reminder reminder = {.slot = slot, .list = slot_obligations(gathering->snapshot, slot, gathering->arena)};
    for (size_t i = 0; i < reminder.list->count; i++) {
        reminder.obligation = &reminder.list->obligations[i];
        if (has_passed(gathering, reminder.obligation->due_at))
            take(gathering, &reminder);
    }
}

static int compare_reminders(const void *a, const void *b) {
    const struct reminder *left = a, *right = b;
    if (left->moment != right->moment)
        return left->moment < right->moment ? -1 : 1;
    return strcmp(left->position, right->position);
}

size_t reminders_due(const struct snapshot *snapshot, enum reminder_kind kind, const struct reminder_mark *mark,
                     moment_t now, struct arena *arena, struct reminder **ret_reminders) {
    struct gathering gathering = {.snapshot = snapshot,
                                  .mark = mark,
                                  .now = now,
                                  .lead = kind == REMINDER_DUE_SOON ? DUE_SOON_DAYS * MOMENT_DAY : 0,
                                  .arena = arena};
    const struct obligation_slots slots =
        slots_due(snapshot, mark->until + gathering.lead - 1, now + gathering.lead, arena);
    for (size_t i = 0; i < slots.count; i++)
        take_slot(&gathering, &slots.all[i]);
    if (gathering.count > 0)
        qsort(gathering.reminders, gathering.count, sizeof *gathering.reminders, compare_reminders);
    *ret_reminders = gathering.reminders;
    return gathering.count;
}
