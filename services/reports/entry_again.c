/* Makes an entry of a stored report, so that a draft is judged as what comes in is. */
#include "entry.h"

#include <assert.h>
#include <string.h>

static const char *text_of(const json_t *table, const char *name, struct arena *arena) {
    const char *text = json_string_value(json_object_get(table, name));
    return text ? arena_text(arena, text) : NULL;
}

static void take_texts(const struct entry_setting *setting, const json_t *details, struct entry *entry) {
    const struct form_version *version = entry->version;
    const json_t *reasons = json_object_get(details, "notAvailable");
    const json_t *narratives = json_object_get(details, "narratives");
    for (uint32_t i = 0; i < version->cell_count; i++)
        entry->content.not_available[i] = text_of(reasons, version->cells[i].code, setting->arena);
    for (uint32_t i = 0; i < version->narrative_count; i++)
        entry->content.narratives[i] = text_of(narratives, version->narratives[i].code, setting->arena);
}

static void take_marks(const json_t *details, struct entry *entry) {
    const char *until = json_string_value(json_object_get(details, "dataUntil"));
    entry->content.nil = json_is_true(json_object_get(details, "nil"));
    entry->estimated = json_is_true(json_object_get(details, "estimated"));
    entry->has_data_until = until && day_parse(until, &entry->data_until);
}

void entry_of_report(const struct entry_setting *setting, const struct report *report,
                     const struct form_version *version, struct entry *ret_entry) {
    const struct form *form = snapshot_form(setting->snapshot, report->key.form);
    uint32_t unit = unit_by_id(snapshot_tree(setting->snapshot), report->key.unit);
    assert(form && report->cell_count <= version->cell_count);
    *ret_entry = (struct entry){
        .form = form,
        .version = version,
        .unit = unit,
        .agency = {.unit = unit, .code = report->key.agency, .function = report->function},
        .content = report_content_new(setting->arena, version),
        .draft = report->state == REPORT_DRAFT,
    };
    ret_entry->has_period = snapshot_period(setting->snapshot, form, report->key.period, &ret_entry->period);
    ret_entry->has_agency = ret_entry->has_period && unit != UNIT_NONE;
    memcpy(ret_entry->content.values, report->cells, report->cell_count * sizeof *report->cells);
    AUTO_JSON *details = json_loads(report->details, 0, NULL);
    take_texts(setting, details, ret_entry);
    take_marks(details, ret_entry);
}
