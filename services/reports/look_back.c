/* Finds the report for the period before and compares with it. */
#include "look_back.h"

#include "report_sql.h"

/* Spans and requests have nothing before them. */
static bool period_before(const struct entry_setting *setting, const struct entry *entry, struct period *ret_before) {
    const struct programme *programme = snapshot_programme(setting->snapshot, entry->form->programme);
    return programme && period_previous(&entry->period, programme->calendar, ret_before);
}

struct look_back look_back_of(const struct entry_setting *setting, const struct entry *entry) {
    struct look_back none = {.version = NULL};
    struct period before;
    if (!entry->version || !entry->has_agency || !form_looks_back(entry->version) ||
        !period_before(setting, entry, &before))
        return none;
    return (struct look_back){
        .version = entry->version,
        .key = {.form = entry->form->code,
                .unit = snapshot_tree(setting->snapshot)->units[entry->unit].id,
                .agency = entry->agency.code,
                .period = arena_text(setting->arena, before.code),
                .period_year = before.year},
        .adjoins = before.end == entry->period.start,
    };
}

bool look_back_find(struct db *db, const struct look_back *look_backs, size_t count, struct arena *arena,
                    const struct report **ret_reports, struct fail *fail) {
    struct report_key *keys = arena_new_array(arena, struct report_key, count);
    const struct report **found = arena_new_array(arena, const struct report *, count);
    size_t asked = 0;
    for (size_t i = 0; i < count; i++)
        if (look_backs[i].version)
            keys[asked++] = look_backs[i].key;
    if (asked > 0 && !reports_counted(db, keys, asked, arena, found, fail))
        return false;
    for (size_t i = 0, at = 0; i < count; i++)
        ret_reports[i] = look_backs[i].version ? found[at++] : NULL;
    return true;
}

void look_back_check(const struct look_back *look_back, const struct report *last, const int64_t *values, bool draft,
                     struct issues *issues, struct issues *warnings) {
    if (!last)
        return;
    struct last_figures figures = {.period = last->key.period,
                                   .values = last->cells,
                                   .value_count = last->cell_count,
                                   .adjoins = look_back->adjoins};
    report_check_last(values, look_back->version, &figures, draft, issues, warnings);
}
