/* Turns a checked entry into a report: its details as they are answered, its digest over the canonical form of its content. */
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "present.h"
#include "warning.h"
#include "json/write.h"

static void write_not_available(struct json_writer *json, const struct entry *entry, const uint32_t *order) {
    bool open = false;
    for (uint32_t i = 0; i < entry->version->cell_count; i++) {
        uint32_t cell = order ? order[i] : i;
        if (!entry->content.not_available[cell])
            continue;
        if (!open)
            write_object(json, "notAvailable");
        open = true;
        write_text(json, entry->version->cells[cell].code, entry->content.not_available[cell]);
    }
    if (open)
        write_object_end(json);
}

static void write_narratives(struct json_writer *json, const struct entry *entry, const uint32_t *order) {
    bool open = false;
    for (uint32_t i = 0; i < entry->version->narrative_count; i++) {
        uint32_t narrative = order ? order[i] : i;
        if (!entry->content.narratives[narrative])
            continue;
        if (!open)
            write_object(json, "narratives");
        open = true;
        write_text(json, entry->version->narratives[narrative].code, entry->content.narratives[narrative]);
    }
    if (open)
        write_object_end(json);
}

static const char *details_of(const struct entry *entry, struct arena *arena) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    json_writer_init(&json, &text);
    write_object(&json, NULL);
    if (entry->content.nil)
        write_flag(&json, "nil", true);
    if (entry->estimated)
        write_flag(&json, "estimated", true);
    if (entry->entered_for)
        write_text(&json, "enteredFor", entry->entered_for);
    if (entry->has_data_until)
        write_day(&json, "dataUntil", entry->data_until);
    write_not_available(&json, entry, NULL);
    write_narratives(&json, entry, NULL);
    if (entry->act)
        write_tree(&json, "act", entry->act);
    write_object_end(&json);
    return arena_slice(arena, text.bytes, text.size);
}

/* ---- The canonical form: members sorted by code points, no white space */

static void write_act(struct json_writer *json, const json_t *act) {
    char *canonical = json_canonical(act);
    write_raw(json, "act", canonical, strlen(canonical));
    free(canonical);
}

static void write_marks(struct json_writer *json, const struct entry *entry) {
    if (entry->has_data_until)
        write_day(json, "dataUntil", entry->data_until);
    if (entry->entered_for)
        write_text(json, "enteredFor", entry->entered_for);
    if (entry->estimated)
        write_flag(json, "estimated", true);
}

static void write_values(struct json_writer *json, const struct entry *entry, const uint32_t *order) {
    write_object(json, "values");
    for (uint32_t i = 0; i < entry->version->cell_count; i++) {
        const struct cell *cell = &entry->version->cells[order[i]];
        if (entry->content.values[order[i]] != QUANTITY_MISSING)
            write_quantity(json, cell->code, entry->content.values[order[i]], cell->indicator->decimals);
    }
    write_object_end(json);
}

static void write_canonical(struct json_writer *json, const struct entry *entry, const struct report *report) {
    const struct form_version *version = entry->version;
    write_object(json, NULL);
    if (entry->act)
        write_act(json, entry->act);
    write_text(json, "agency", report->key.agency);
    write_marks(json, entry);
    write_text(json, "form", report->key.form);
    write_int(json, "formVersion", report->form_version);
    write_narratives(json, entry, version->narratives_by_code);
    if (entry->content.nil)
        write_flag(json, "nil", true);
    write_not_available(json, entry, version->cells_by_code);
    write_text(json, "period", report->key.period);
    write_text(json, "unit", report->key.unit);
    write_values(json, entry, version->cells_by_code);
    write_object_end(json);
}

static void digest(const struct entry *entry, struct report *report) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    buffer_reserve(&text, 512 + entry->version->cell_count * (size_t)32);
    json_writer_init(&json, &text);
    write_canonical(&json, entry, report);
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, text.bytes, text.size, report->sha256) != 0)
        fail_stop("reports", "SHA-256 does not work");
}

/* ---- */

static struct report_key key_of(const struct entry_setting *setting, const struct entry *entry) {
    return (struct report_key){.form = entry->form->code,
                               .unit = snapshot_tree(setting->snapshot)->units[entry->unit].id,
                               .agency = entry->agency.code,
                               .period = arena_text(setting->arena, entry->period.code),
                               .period_year = entry->period.year};
}

void entry_make(const struct entry_setting *setting, const struct entry *entry, struct report *ret_report) {
    moment_t due = entry->obligation ? entry->obligation->due_at : MOMENT_NONE;
    moment_t submitted = entry->draft ? MOMENT_NONE : setting->now;
    *ret_report = (struct report){
        .key = key_of(setting, entry),
        .version = 1,
        .form_version = entry->version->version,
        .function = entry->agency.function,
        .start = entry->period.start,
        .end = entry->period.end,
        .state = entry->draft ? REPORT_DRAFT : REPORT_SUBMITTED,
        .timeliness = entry->draft ? TIMELINESS_NOT_DUE : timeliness_at(setting->now, due),
        .cells = entry->content.values,
        .cell_count = entry->version->cell_count,
        .details = details_of(entry, setting->arena),
        .submitted = submitted,
        .first_submitted = submitted,
        .due = due,
        .submitted_by = entry->draft ? NULL : setting->caller->subject,
        .subject = setting->caller->subject,
        .client = setting->caller->client,
        .reason = entry->reason ? arena_text(setting->arena, entry->reason) : NULL,
        .warnings = warnings_text(&entry->warnings, setting->arena),
    };
    digest(entry, ret_report);
}
