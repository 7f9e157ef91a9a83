/* Finds reporters by what they owe, and their last figures. */
#include "template_reporter.h"

#include "core/text.h"
#include "domain/unit_words.h"
#include "obligation_reach.h"
#include "report_access.h"
#include "report_sql.h"
#include "template_words.h"

enum { LOOK_BACK_CHUNK = 500 };

/* ---- Who */

static void reporter_add(struct template *template, uint32_t unit, const struct agency_ref *agency, moment_t due) {
    const struct unit_tree *tree = snapshot_tree(template->snapshot);
    const struct unit_version *version = unit_version_at(tree, unit, period_tree_date(&template->period));
    template->reporters[template->reporter_count++] =
        (struct template_reporter){.unit = unit,
                                   .agency = *agency,
                                   .unit_id = tree->units[unit].id,
                                   .unit_code = version->code,
                                   .unit_name = version->name,
                                   .agency_vi = agency_in_words(agency, LANGUAGE_VI),
                                   .agency_en = agency_in_words(agency, LANGUAGE_EN),
                                   .due = due};
}

void reporter_of_entry(struct template *template, const struct entry_setting *setting, const struct entry *entry) {
    const struct obligation *obligation = snapshot_obligation(setting->snapshot, entry->form, &entry->period,
                                                              entry->unit, entry->agency.code, setting->arena);
    template->reporters = arena_new_array(template->arena, struct template_reporter, 1);
    reporter_add(template, entry->unit, &entry->agency, obligation ? obligation->due_at : MOMENT_NONE);
}

static bool is_of(const struct obligation *obligation, const char *agency) {
    return !agency || text_equal(agency, obligation->agency) || text_equal(agency, obligation->function);
}

void reporters_within(struct call *call, struct template *template, uint32_t within, const char *agency) {
    struct asked asked = {.snapshot = template->snapshot,
                          .unit = UNIT_NONE,
                          .within = within,
                          .date = period_tree_date(&template->period)};
    struct reach reach = {.call = call, .asked = &asked, .arena = template->arena};
    const struct obligation_list *list =
        snapshot_obligations(template->snapshot, template->form, &template->period, template->arena);
    const struct agency_set *agencies = snapshot_agencies(template->snapshot);
    template->many = true;
    template->reporters = arena_new_array(template->arena, struct template_reporter, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct obligation *obligation = &list->obligations[i];
        struct agency_ref ref;
        if (is_of(obligation, agency) && reach_has(&reach, list->slice, obligation) &&
            agency_find(agencies, obligation->unit, obligation->agency, asked.date, &ref) == AGENCY_FOUND)
            reporter_add(template, obligation->unit, &ref, obligation->due_at);
    }
}

/* ---- What they said last */

static void take_last(struct call *call, struct template *template, struct template_reporter *reporter,
                      const struct report *report) {
    if (!report || !report_is_covered(template->snapshot, &call->caller, report, call_today(call)))
        return;
    reporter->last = arena_copy(template->arena, report->cells, report->cell_count * sizeof *report->cells);
    reporter->last_count = report->cell_count;
}

static bool look_back(struct call *call, struct template *template, struct db *db, size_t first, size_t count,
                      struct fail *fail) {
    struct arena arena = {0};
    struct report_key keys[LOOK_BACK_CHUNK] = {0};
    const struct report *found[LOOK_BACK_CHUNK];
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct report_key){.form = template->form->code,
                                      .unit = template->reporters[first + i].unit_id,
                                      .agency = template->reporters[first + i].agency.code,
                                      .period = template->previous.code,
                                      .period_year = template->previous.year};
    bool good = reports_counted(db, keys, count, &arena, found, fail);
    for (size_t i = 0; good && i < count; i++)
        take_last(call, template, &template->reporters[first + i], found[i]);
    arena_done(&arena);
    return good;
}

bool reporters_look_back(struct call *call, struct template *template, struct fail *fail) {
    AUTO_LEASE lease = {0};
    if (!template->has_previous)
        return true;
    bool good = call_lease(call, &lease, fail);
    for (size_t first = 0; good && first < template->reporter_count; first += LOOK_BACK_CHUNK) {
        size_t left = template->reporter_count - first;
        good = look_back(call, template, lease.db, first, left < LOOK_BACK_CHUNK ? left : LOOK_BACK_CHUNK, fail);
    }
    return good;
}

/* ---- What follows from it */

int64_t template_last(const struct template_reporter *reporter, uint32_t cell) {
    return cell < reporter->last_count ? reporter->last[cell] : QUANTITY_MISSING;
}

static int64_t opening(const struct template_reporter *reporter, const struct opening *opens) {
    __int128 sum = 0;
    int64_t total;
    for (uint32_t i = 0; i < opens->cell_count; i++) {
        int64_t closing = template_last(reporter, opens->cells[i]);
        if (closing == QUANTITY_MISSING)
            return QUANTITY_MISSING;
        sum += closing;
    }
    return quantity_total(sum, &total) ? total : QUANTITY_MISSING;
}

int64_t template_proposal(const struct template *template, const struct template_reporter *reporter, uint32_t cell) {
    const struct cell *asked = &template->version->cells[cell];
    if (!template->adjoins)
        return QUANTITY_MISSING;
    if (asked->opens.cell_count > 0)
        return opening(reporter, &asked->opens);
    return asked->indicator->nature == NATURE_STOCK ? template_last(reporter, cell) : QUANTITY_MISSING;
}

bool template_has_last(const struct template *template) {
    for (size_t i = 0; i < template->reporter_count; i++)
        if (template->reporters[i].last)
            return true;
    return false;
}
