/* Expands duties for one unit over a span of days. */
#include "reference/duty_calendar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "reference/snapshot_parts.h"

/* Due years lie up to five years behind the period's end and one before it; what was extended may lie further behind. */
enum { YEARS_BACK = 8, YEARS_AHEAD = 2 };

struct listing {
    const struct snapshot *snapshot;
    const struct duty_calendar_question *question;
    struct arena *arena;
    size_t max;
    const struct programme_entry *programme;
    struct duty_setting setting;
    const struct unit_slice *slice; /* the last one used */
    struct duty_entry *entries;
    size_t count, capacity;
};

/* ---- Time */

static bool is_asked(const struct listing *listing, const struct period *period, moment_t due_at) {
    day_t day =
        due_at == MOMENT_NONE ? period_tree_date(period) : moment_day(due_at - 1, listing->setting.zone_offset_seconds);
    return day >= listing->question->from && day <= listing->question->to;
}

static bool names_period(const struct extension *extension, const struct period *period) {
    return !extension->reopen && text_equal(extension->period, period->code);
}

static bool may_be_extended(const struct listing *listing, const struct period *period) {
    for (size_t i = 0; i < listing->snapshot->extension_count; i++)
        if (names_period(listing->snapshot->extension_list[i], period))
            return true;
    return false;
}

static moment_t extended_due(const struct listing *listing, const struct form *form, const struct period *period,
                             moment_t due_at) {
    for (size_t i = 0; due_at != MOMENT_NONE && i < listing->snapshot->extension_count; i++) {
        const struct extension *extension = listing->snapshot->extension_list[i];
        bool later = names_period(extension, period) && extension->due_at > due_at;
        if (later && extension_applies(extension, listing->question->unit, form, period))
            due_at = extension->due_at;
    }
    return due_at;
}

static const struct unit_slice *slice_on(struct listing *listing, day_t date) {
    const struct unit_slice *last = listing->slice;
    if (!last || date < last->valid_from || date >= last->valid_until)
        listing->slice = snapshot_slice(listing->snapshot, date, listing->arena);
    return listing->slice;
}

/* ---- Entries */

/* Moments and days count from before any of them, so that their digits sort as they do. */
static const char *key_of(struct arena *arena, const struct duty_entry *entry) {
    moment_t time = entry->due_at == MOMENT_NONE ? moment_of_day(entry->period.end, 0) : entry->due_at;
    const struct duty *duty = entry->duty;
    const struct unit *unit = &entry->slice->tree->units[entry->reporter.unit];
    return arena_format(arena, "%020" PRIu64 "|%s|%s|%s|%s|%s|%s|%s", (uint64_t)time + ((uint64_t)1 << 63),
                        duty->programme, duty->plan ? duty->plan : "", duty->request ? duty->request : duty->code,
                        entry->period.code, unit->id, entry->reporter.code,
                        entry->form_count == 1 ? entry->forms[0] : "");
}

static void add_entry(struct listing *listing, const struct duty_entry *entry, const char *const *forms,
                      uint32_t form_count, moment_t due_at) {
    if (!is_asked(listing, &entry->period, due_at) || listing->count > listing->max)
        return;
    listing->entries =
        arena_grow(listing->arena, listing->entries, listing->count, &listing->capacity, sizeof *listing->entries);
    struct duty_entry *added = &listing->entries[listing->count++];
    *added = *entry;
    added->forms = forms;
    added->form_count = form_count;
    added->due_at = due_at;
    added->key = key_of(listing->arena, added);
}

/* The form in force that this reporter may report; NULL: none. */
static const struct form *form_owed(const struct listing *listing, const struct duty_entry *entry, const char *code) {
    const struct form *form = snapshot_form(listing->snapshot, code);
    const struct form_version *version = form ? form_version_for(form, &entry->period) : NULL;
    uint32_t position = entry->slice->position_of[entry->reporter.unit];
    bool owed = version && form_reported_by(version, entry->slice->version[position]->level, entry->reporter.function);
    return owed ? form : NULL;
}

static void add_reports(struct listing *listing, const struct duty_entry *entry) {
    const struct duty *duty = entry->duty;
    const char **kept = arena_new_array(listing->arena, const char *, duty->form_count);
    uint32_t kept_count = 0;
    for (uint32_t i = 0; i < duty->form_count; i++) {
        const struct form *form = form_owed(listing, entry, duty->forms[i]);
        moment_t due_at = form ? extended_due(listing, form, &entry->period, entry->original_due_at) : MOMENT_NONE;
        if (form && due_at == entry->original_due_at)
            kept[kept_count++] = form->code;
        else if (form)
            add_entry(listing, entry, &duty->forms[i], 1, due_at);
    }
    if (kept_count > 0)
        add_entry(listing, entry, kept, kept_count, entry->original_due_at);
}

static bool agency_is_asked(const struct listing *listing, const struct agency_ref *ref) {
    const char *asked = listing->question->agency;
    return !asked || text_equal(asked, ref->code) || text_equal(asked, ref->function);
}

static void add_once(struct arena *arena, const struct agency_ref *ref, struct agency_ref **refs, size_t *count,
                     size_t *capacity) {
    for (size_t i = 0; i < *count; i++)
        if ((*refs)[i].unit == ref->unit && text_equal((*refs)[i].code, ref->code))
            return;
    *refs = arena_grow(arena, *refs, *count, capacity, sizeof **refs);
    (*refs)[(*count)++] = *ref;
}

/* Those of the unit asked about; a selector that means others selects none of them. */
static size_t reporters_of(struct listing *listing, const struct duty *duty, struct agency_ref **ret_refs) {
    size_t count = 0, capacity = 0;
    *ret_refs = NULL;
    for (uint32_t i = 0; i < duty->reporter_count; i++) {
        struct agency_selector here = duty->reporters[i];
        struct agency_ref *refs;
        if (here.unit != UNIT_NONE && here.unit != listing->question->unit)
            continue;
        here.unit = listing->question->unit;
        size_t found = agency_expand(listing->arena, &listing->snapshot->agencies, listing->slice, &here, &refs);
        for (size_t j = 0; j < found; j++)
            if (agency_is_asked(listing, &refs[j]))
                add_once(listing->arena, &refs[j], ret_refs, &count, &capacity);
    }
    return count;
}

static void list_period(struct listing *listing, const struct duty *duty, const struct schedule *schedule,
                        const struct period *period) {
    moment_t due_at = due_moment(schedule, period, &listing->setting);
    if (!is_asked(listing, period, due_at) && !may_be_extended(listing, period))
        return;
    struct duty_entry entry = {.duty = duty,
                               .schedule = schedule,
                               .programme = &listing->programme->programme,
                               .period = *period,
                               .slice = slice_on(listing, period_tree_date(period)),
                               .cut_off = schedule_cut_off(schedule, period),
                               .original_due_at = due_at,
                               .working_days = due_working_days(schedule, period, &listing->setting)};
    if (duty->deliverable == DELIVERABLE_PLAN) { /* a plan has no data to cut off */
        entry.cut_off = DAY_NEVER;
        entry.working_days = -1;
    }
    struct agency_ref *reporters;
    size_t count = reporters_of(listing, duty, &reporters);
    for (size_t i = 0; i < count; i++) {
        entry.reporter = reporters[i];
        if (duty->deliverable == DELIVERABLE_REPORT)
            add_reports(listing, &entry);
        else
            add_entry(listing, &entry, NULL, 0, due_at);
    }
}

/* An earlier row for the same period is the one that holds, as for obligations. */
static void list_schedule(struct listing *listing, const struct duty *duty, const struct schedule *schedule) {
    int from_year, to_year, month, day;
    struct period periods[SCHEDULE_PERIODS_MAX];
    day_split(duty->request ? duty->end - 1 : listing->question->from, &from_year, &month, &day);
    day_split(duty->request ? duty->end - 1 : listing->question->to, &to_year, &month, &day);
    for (int year = from_year - YEARS_BACK; year <= to_year + YEARS_AHEAD; year++) {
        size_t count = schedule_periods(duty, schedule, listing->setting.calendar, year, periods);
        for (size_t i = 0; i < count && listing->count <= listing->max; i++)
            if (duty_owes(duty, &periods[i]) == schedule)
                list_period(listing, duty, schedule, &periods[i]);
    }
}

static void list_programme(struct listing *listing, const struct programme_entry *programme) {
    listing->programme = programme;
    listing->setting = duty_setting_of(listing->snapshot, programme, NULL);
    for (size_t i = 0; i < programme->duty_count; i++)
        for (uint32_t j = 0; j < programme->duties[i].schedule_count; j++)
            list_schedule(listing, &programme->duties[i], &programme->duties[i].schedules[j]);
}

static int compare_entries(const void *a, const void *b) {
    const struct duty_entry *left = a, *right = b;
    return strcmp(left->key, right->key);
}

size_t duty_calendar(const struct snapshot *snapshot, const struct duty_calendar_question *question, size_t max,
                     struct arena *arena, struct duty_entry **ret_entries) {
    struct listing listing = {.snapshot = snapshot, .question = question, .arena = arena, .max = max};
    for (size_t i = 0; i < snapshot->programmes.capacity; i++)
        if (snapshot->programmes.slots[i].key)
            list_programme(&listing, snapshot->programmes.slots[i].value);
    if (listing.count > 0)
        qsort(listing.entries, listing.count, sizeof *listing.entries, compare_entries);
    *ret_entries = listing.entries;
    return listing.count;
}

size_t duty_entry_agencies(const struct snapshot *snapshot, const struct duty_entry *entry,
                           const struct agency_selector *selectors, uint32_t selector_count, struct arena *arena,
                           struct agency_ref **ret_refs, bool *ret_missing) {
    size_t count = 0, capacity = 0;
    *ret_refs = NULL;
    *ret_missing = false;
    for (uint32_t i = 0; i < selector_count; i++) {
        bool missing;
        struct agency_ref *refs;
        size_t found = agency_expand_line(arena, &snapshot->agencies, entry->slice, &selectors[i], &entry->reporter,
                                          &refs, &missing);
        *ret_missing |= missing;
        for (size_t j = 0; j < found; j++)
            add_once(arena, &refs[j], ret_refs, &count, &capacity);
    }
    return count;
}
