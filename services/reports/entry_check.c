/* Judges an entry that was read: against its form, its period and what obliges it. */
#include "entry.h"

#include "present.h"

static const struct place agency_place = {.name = "agency"}, period_place = {.name = "period"};

/* "Nothing happened" and a figure of what happened contradict each other; a stock is there anyway. */
static void check_nil(const struct entry *entry, struct issues *issues) {
    static const struct place values_place = {.name = "values"};
    for (uint32_t i = 0; i < entry->version->cell_count; i++) {
        const struct cell *cell = &entry->version->cells[i];
        struct place place = {.up = &values_place, .name = cell->code};
        bool happened = entry->content.values[i] != QUANTITY_MISSING && entry->content.values[i] != 0;
        if (!cell->retired && happened && cell->indicator->nature != NATURE_STOCK)
            issue_add(issues, ISSUE_INCONSISTENT, &place, "nil", NULL, NULL);
    }
}

/* Nobody can know yet what happened in it. */
static void check_begun(const struct entry_setting *setting, struct entry *entry, struct issues *issues) {
    char day[DAY_TEXT_SIZE];
    if (entry->has_period && setting->today < entry->period.start)
        issue_add(entry->draft ? &entry->warnings : issues, ISSUE_PERIOD_NOT_BEGUN, &period_place, entry->period.code,
                  day_format(entry->period.start, day), NULL);
}

/* Figures reach into the period, and to no day that is still to come; a draft may be prepared for such a day. */
static void check_data_until(const struct entry_setting *setting, struct entry *entry, struct issues *issues) {
    static const struct place until_place = {.name = "dataUntil"};
    char earliest[DAY_TEXT_SIZE], latest[DAY_TEXT_SIZE];
    if (!entry->has_period || !entry->has_data_until)
        return;
    day_t first = entry->period.start, last = period_tree_date(&entry->period), until = entry->data_until;
    if (first <= setting->today && setting->today < last)
        last = setting->today;
    if (until >= first && until <= last)
        return;
    bool to_come = entry->draft && until > setting->today && until < entry->period.end;
    issue_add(to_come ? &entry->warnings : issues, ISSUE_OUT_OF_BOUNDS, &until_place, day_format(first, earliest),
              day_format(last, latest), NULL);
}

static void check_content(const struct entry_setting *setting, struct entry *entry, struct issues *issues) {
    if (entry->content.nil) {
        check_nil(entry, issues);
        report_fill_nil(&entry->content, entry->version);
    }
    report_check(&entry->content, entry->version, entry->draft, setting->language, issues, &entry->warnings);
}

static void warn_not_owed(const struct entry_setting *setting, struct entry *entry) {
    const char *unit = unit_code_on(setting->snapshot, snapshot_tree(setting->snapshot)->units[entry->unit].id,
                                    period_tree_date(&entry->period), setting->arena);
    const char *reporter = arena_format(setting->arena, "%s/%s", unit, entry->agency.code);
    issue_add(&entry->warnings, ISSUE_NOT_OWED, &agency_place, reporter, entry->form->code, entry->period.code);
}

/* The last day that the figures should take in; a span without end never has it. */
static day_t last_day(const struct entry *entry) {
    const struct schedule *schedule = entry->obligation ? duty_owes(entry->obligation->duty, &entry->period) : NULL;
    return schedule ? schedule_cut_off(schedule, &entry->period) : period_tree_date(&entry->period);
}

static void warn_not_over(const struct entry_setting *setting, struct entry *entry) {
    char day[DAY_TEXT_SIZE];
    day_t last = last_day(entry);
    bool said = entry->estimated || entry->has_data_until;
    if (said || entry->period.end == DAY_NEVER || setting->today < entry->period.start || setting->today >= last)
        return;
    issue_add(&entry->warnings, ISSUE_PERIOD_NOT_OVER, &period_place, entry->period.code, day_format(last, day), NULL);
}

void entry_check(const struct entry_setting *setting, struct entry *entry, struct issues *issues) {
    issues_init(&entry->warnings, setting->arena);
    check_begun(setting, entry, issues);
    check_data_until(setting, entry, issues);
    if (entry->version)
        check_content(setting, entry, issues);
    if (issues->count > 0 || !entry->has_agency)
        return;
    entry->obligation = snapshot_obligation(setting->snapshot, entry->form, &entry->period, entry->unit,
                                            entry->agency.code, setting->arena);
    if (!entry->obligation)
        warn_not_owed(setting, entry);
    warn_not_over(setting, entry);
}

enum timeliness timeliness_at(moment_t submitted, moment_t due) {
    if (due == MOMENT_NONE)
        return TIMELINESS_NOT_DUE;
    return submitted < due ? TIMELINESS_ON_TIME : TIMELINESS_LATE;
}
