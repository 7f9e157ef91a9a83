/* What a snapshot computes once and keeps: trees on dates, and who owes a form for a period. */
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "reference/snapshot_parts.h"

/* The tree on a date, made where there is room; NULL: there is none. Under the lock. */
static const struct kept_slice *slice_kept(struct unit_part *part, day_t date) {
    for (uint32_t i = 0; i < part->slice_count; i++)
        if (date >= part->slices[i].from && date < part->slices[i].until)
            return &part->slices[i];
    if (part->slice_count == SLICES_KEPT_MAX)
        return NULL;
    const struct unit_slice *built = unit_slice_build(&part->arena, part->tree, date);
    struct kept_slice *kept = &part->slices[part->slice_count++];
    *kept = (struct kept_slice){built->valid_from, built->valid_until, slice_hash(built), built};
    return kept;
}

/* What is kept stays where and as it is. */
static const struct kept_slice *slice_find(const struct snapshot *snapshot, day_t date) {
    struct unit_part *part = snapshot->units;
    pthread_mutex_lock(&part->lock);
    const struct kept_slice *kept = slice_kept(part, date);
    pthread_mutex_unlock(&part->lock);
    return kept;
}

const struct unit_slice *snapshot_slice(const struct snapshot *snapshot, day_t date, struct arena *arena) {
    const struct kept_slice *kept = slice_find(snapshot, date);
    return kept ? kept->slice : unit_slice_build(arena, snapshot->units->tree, date);
}

uint64_t snapshot_slice_hash(const struct snapshot *snapshot, day_t date) {
    const struct kept_slice *kept = slice_find(snapshot, date);
    if (kept)
        return kept->hash;
    struct arena arena = {0};
    uint64_t hash = slice_hash(unit_slice_build(&arena, snapshot->units->tree, date));
    arena_done(&arena);
    return hash;
}

struct duty_setting duty_setting_of(const struct snapshot *snapshot, const struct programme_entry *entry,
                                    const struct unit_slice *slice) {
    return (struct duty_setting){
        .calendar = entry->programme.calendar,
        .zone_offset_seconds = entry->programme.zone_offset_seconds,
        .regulated = entry->programme.regulated,
        .working = snapshot->working,
        .agencies = &snapshot->agencies,
        .slice = slice,
    };
}

/* Computes in the arena; what the slice takes where none is kept for that day goes into another. */
static struct obligation_list list_compute(const struct snapshot *snapshot, const struct form *form,
                                           const struct period *period, struct arena *arena,
                                           struct arena *slice_arena) {
    struct obligation_list list = {.slice = snapshot_slice(snapshot, period_tree_date(period), slice_arena)};
    const struct programme_entry *entry = map_get(&snapshot->programmes, form->programme);
    if (!entry)
        return list;
    list.setting = duty_setting_of(snapshot, entry, list.slice);
    struct obligation *obligations = NULL;
    list.count = obligations_expand(arena, entry->duties, entry->duty_count, form, period, &list.setting, &obligations);
    obligations_extend(obligations, list.count, snapshot->extension_list, snapshot->extension_count, form, period,
                       list.slice);
    list.obligations = obligations;
    return list;
}

/* Expanding a duty takes several times the room of what comes of it: only that is kept. */
static struct obligation_list list_make(const struct snapshot *snapshot, const struct form *form,
                                        const struct period *period, struct arena *arena) {
    struct arena working = {0};
    struct obligation_list list = list_compute(snapshot, form, period, &working, arena);
    if (list.count > 0)
        list.obligations = arena_copy(arena, list.obligations, list.count * sizeof *list.obligations);
    arena_done(&working);
    return list;
}

static const struct obligation_list *list_keep(struct snapshot *snapshot, const struct form *form,
                                               const struct period *period) {
    struct arena *arena = &snapshot->kept_arena;
    struct kept_obligations *kept = arena_new(arena, struct kept_obligations);
    kept->period = *period;
    kept->list = list_make(snapshot, form, period, arena);
    if (!snapshot->kept.slots)
        map_init(&snapshot->kept, arena, 64);
    map_set(&snapshot->kept, arena_format(arena, "%s %s", form->code, period->code), kept);
    return &kept->list;
}

static const struct obligation_list *kept_list(const struct snapshot *snapshot, const struct form *form,
                                               const struct period *period) {
    char key[CODE_MAX + PERIOD_CODE_SIZE + 2];
    snprintf(key, sizeof key, "%s %s", form->code, period->code);
    const struct kept_obligations *kept = snapshot->kept.slots ? map_get(&snapshot->kept, key) : NULL;
    return kept && period_equal(&kept->period, period) ? &kept->list : NULL;
}

/* The list if it is kept, or there is room to keep it. */
static const struct obligation_list *list_at_hand(struct snapshot *snapshot, const struct form *form,
                                                  const struct period *period) {
    const struct obligation_list *list = kept_list(snapshot, form, period);
    if (list || snapshot->kept_arena.bytes >= OBLIGATION_BYTES_KEPT_MAX)
        return list;
    return list_keep(snapshot, form, period);
}

static bool recent_is_of(const struct recent_obligations *recent, const struct form *form,
                         const struct period *period) {
    return recent->form == form && period_equal(&recent->period, period);
}

/* The one that holds it, else the one that was not asked for the longest. */
static struct recent_obligations *recent_place(struct snapshot *snapshot, const struct form *form,
                                               const struct period *period) {
    struct recent_obligations *oldest = &snapshot->recent[0];
    for (struct recent_obligations *recent = oldest; recent < snapshot->recent + RECENT_LISTS_MAX; recent++) {
        if (recent_is_of(recent, form, period))
            return recent;
        if (recent->asked < oldest->asked)
            oldest = recent;
    }
    return oldest;
}

static const struct obligation_list *recent_list(struct snapshot *snapshot, const struct form *form,
                                                 const struct period *period) {
    struct recent_obligations *recent = recent_place(snapshot, form, period);
    if (!recent_is_of(recent, form, period)) {
        arena_done(&recent->arena);
        *recent = (struct recent_obligations){.form = form, .period = *period};
        recent->list = list_make(snapshot, form, period, &recent->arena);
    }
    recent->asked = ++snapshot->asked;
    return &recent->list;
}

static const struct obligation *obligation_in(const struct obligation_list *list, uint32_t unit, const char *agency) {
    uint32_t position = list->slice->position_of[unit];
    return position == UNIT_NONE ? NULL : obligation_find(list->obligations, list->count, position, agency);
}

const struct obligation *snapshot_obligation(const struct snapshot *held, const struct form *form,
                                             const struct period *period, uint32_t unit, const char *agency,
                                             struct arena *arena) {
    struct snapshot *snapshot = (struct snapshot *)held;
    pthread_mutex_lock(&snapshot->lock);
    const struct obligation_list *list = list_at_hand(snapshot, form, period);
    if (!list)
        list = recent_list(snapshot, form, period);
    const struct obligation *found = obligation_in(list, unit, agency);
    if (found)
        found = arena_copy(arena, found, sizeof *found);
    pthread_mutex_unlock(&snapshot->lock);
    return found;
}

const struct obligation_list *snapshot_own_obligations(const struct snapshot *snapshot, const struct form *form,
                                                       const struct period *period, struct arena *arena) {
    struct obligation_list *list = arena_new(arena, struct obligation_list);
    *list = list_make(snapshot, form, period, arena);
    return list;
}

const struct obligation_list *snapshot_obligations(const struct snapshot *held, const struct form *form,
                                                   const struct period *period, struct arena *arena) {
    struct snapshot *snapshot = (struct snapshot *)held; /* what is kept is no part of its value */
    pthread_mutex_lock(&snapshot->lock);
    const struct obligation_list *list = list_at_hand(snapshot, form, period);
    pthread_mutex_unlock(&snapshot->lock);
    return list ? list : snapshot_own_obligations(snapshot, form, period, arena);
}

static bool duty_lists_form(const struct duty *duty, const char *form) {
    for (uint32_t i = 0; i < duty->form_count; i++)
        if (strcmp(duty->forms[i], form) == 0)
            return true;
    return false;
}

bool duty_reports(const struct duty *duty, const struct form *form) {
    return duty->deliverable == DELIVERABLE_REPORT && duty_lists_form(duty, form->code);
}

bool snapshot_form_owed(const struct snapshot *snapshot, const struct form *form, const struct period *period) {
    const struct programme_entry *entry = map_get(&snapshot->programmes, form->programme);
    for (size_t i = 0; entry && i < entry->duty_count; i++) {
        const struct duty *duty = &entry->duties[i];
        if (duty_reports(duty, form) && duty_owes(duty, period))
            return true;
    }
    return false;
}

const struct obligation_list *snapshot_consolidations(const struct snapshot *snapshot, const struct form *form,
                                                      const struct period *period, struct arena *arena) {
    struct obligation_list *list = arena_new(arena, struct obligation_list);
    const struct programme_entry *entry = map_get(&snapshot->programmes, form->programme);
    struct obligation *obligations = NULL;
    list->slice = snapshot_slice(snapshot, period_tree_date(period), arena);
    if (!entry)
        return list;
    list->setting = duty_setting_of(snapshot, entry, list->slice);
    list->count =
        consolidations_expand(arena, entry->duties, entry->duty_count, form, period, &list->setting, &obligations);
    list->obligations = obligations;
    return list;
}

bool snapshot_form_consolidated(const struct snapshot *snapshot, const struct form *form, const struct period *period) {
    const struct programme_entry *entry = map_get(&snapshot->programmes, form->programme);
    for (size_t i = 0; entry && i < entry->duty_count; i++)
        if (duty_gathers(&entry->duties[i], form->code) && duty_owes(&entry->duties[i], period))
            return true;
    return false;
}
