/* Renders reports: every member in one place, for answers and events alike. */
#include "present.h"

#include <string.h>

#include "core/text.h"
#include "warning.h"

void write_quantity(struct json_writer *json, const char *name, int64_t quantity, int decimals) {
    char text[QUANTITY_TEXT_SIZE];
    if (quantity == QUANTITY_MISSING)
        write_null(json, name);
    else if (decimals == 0)
        write_int(json, name, quantity);
    else
        write_text(json, name, quantity_format(quantity, decimals, text));
}

void write_period(struct json_writer *json, const char *code, day_t start, day_t end) {
    write_object(json, "period");
    write_text(json, "code", code);
    write_day(json, "start", start);
    write_day(json, "end", end);
    write_object_end(json);
}

const char *unit_code_on(const struct snapshot *snapshot, const char *unit, day_t date, struct arena *arena) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t index = unit_by_id(tree, unit);
    const struct unit_version *version = index == UNIT_NONE ? NULL : unit_version_at(tree, index, date);
    return version ? version->code : arena_slice(arena, unit, strcspn(unit, "@"));
}

static void write_values(struct json_writer *json, const struct form_version *version, const struct report *report) {
    write_object(json, "values");
    for (uint32_t i = 0; i < report->cell_count && i < version->cell_count; i++)
        if (!version->cells[i].retired)
            write_quantity(json, version->cells[i].code, report->cells[i], version->cells[i].indicator->decimals);
    write_object_end(json);
}

static void write_missing(struct json_writer *json, const struct form_version *version, const struct report *report) {
    write_array(json, "missing");
    for (uint32_t i = 0; i < report->cell_count && i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        if (cell->required && !cell->retired && report->cells[i] == QUANTITY_MISSING)
            write_text(json, NULL, cell->code);
    }
    write_array_end(json);
}

/* Of versions that were made before warnings were kept: rules that only warn need nothing but the figures. */
static void judge_again(const struct form_version *version, const struct report *report, enum language language,
                        struct issues *warnings) {
    struct issues issues;
    issues_init(&issues, warnings->arena);
    struct report_content content = report_content_new(warnings->arena, version);
    if (report->cell_count <= version->cell_count)
        memcpy(content.values, report->cells, report->cell_count * sizeof *content.values);
    report_check(&content, version, true, language, &issues, warnings);
}

static void write_warnings(struct json_writer *json, const struct form_version *version, const struct report *report,
                           enum language language, struct arena *arena) {
    struct issues warnings;
    issues_init(&warnings, arena);
    if (report->warnings)
        warnings_read(report->warnings, version, language, &warnings);
    else
        judge_again(version, report, language, &warnings);
    write_array(json, "warnings");
    for (const struct issue *warning = warnings.first; warning; warning = warning->next) {
        write_object(json, NULL);
        write_text(json, "type", issue_type_name(warning->type));
        write_text(json, "pointer", warning->pointer);
        write_text(json, "detail", issue_detail(arena, warning, language));
        write_object_end(json);
    }
    write_array_end(json);
}

/* The members of an object that is rendered already. */
static void write_members(struct json_writer *json, const char *object) {
    size_t size = strlen(object);
    if (size > 2)
        write_raw(json, NULL, object + 1, size - 2);
}

static void write_moments(struct json_writer *json, const struct report *report) {
    write_moment(json, "submittedAt", report->submitted);
    write_moment(json, "firstSubmittedAt", report->first_submitted);
    write_moment(json, "dueAt", report->due);
    write_text(json, "timeliness", timeliness_name(report->timeliness));
}

static void write_sha256(struct json_writer *json, const struct report *report) {
    char text[SHA256_TEXT_SIZE];
    text_hex(report->sha256, SHA256_SIZE, text);
    write_text(json, "sha256", text);
}

static void write_decision(struct json_writer *json, const struct report *report) {
    if (report->reason)
        write_text(json, "reason", report->reason);
    if (report->comments)
        write_raw(json, "cells", report->comments, strlen(report->comments));
    write_moment(json, "recordedAt", report->recorded);
}

void write_report(struct json_writer *json, const char *name, const struct snapshot *snapshot,
                  const struct report *report, enum language language, struct arena *arena) {
    const struct form_version *version = report_form_version(snapshot, report);
    write_object(json, name);
    write_text(json, "id", report->id);
    write_text(json, "form", report->key.form);
    write_int(json, "formVersion", report->form_version);
    write_text(json, "unit", report->key.unit);
    write_text(json, "unitCode", unit_code_on(snapshot, report->key.unit, report_tree_date(report), arena));
    write_text(json, "agency", report->key.agency);
    write_period(json, report->key.period, report->start, report->end);
    write_int(json, "version", report->version);
    write_text(json, "state", report_state_name(report->state));
    write_moments(json, report);
    write_values(json, version, report);
    write_members(json, report->details);
    write_missing(json, version, report);
    write_warnings(json, version, report, language, arena);
    write_decision(json, report);
    write_sha256(json, report);
    write_object_end(json);
}

/* ---- The event */

const char *event_type(const struct report *report) {
    static const char *const types[REPORT_STATE_COUNT] = {"tonghop.report.drafted.v1", "tonghop.report.submitted.v1",
                                                          "tonghop.report.accepted.v1", "tonghop.report.returned.v1",
                                                          "tonghop.report.withdrawn.v1"};
    bool corrected = report->state == REPORT_SUBMITTED && report->first_submitted != report->submitted;
    return corrected ? "tonghop.report.corrected.v1" : types[report->state];
}

static void write_cells(struct json_writer *json, const struct report *report) {
    write_array(json, "cells");
    for (uint32_t i = 0; i < report->cell_count; i++) {
        if (report->cells[i] == QUANTITY_MISSING)
            write_null(json, NULL);
        else
            write_int(json, NULL, report->cells[i]);
    }
    write_array_end(json);
}

void event_payload(struct buffer *to, const struct snapshot *snapshot, const struct report *report,
                   struct arena *arena) {
    struct json_writer writer, *json = &writer;
    json_writer_init(json, to);
    write_object(json, NULL);
    write_text(json, "report", report->id);
    write_int(json, "version", report->version);
    write_text(json, "form", report->key.form);
    write_int(json, "formVersion", report->form_version);
    write_text(json, "unit", report->key.unit);
    write_text(json, "unitCode", unit_code_on(snapshot, report->key.unit, report_tree_date(report), arena));
    write_text(json, "agency", report->key.agency);
    write_text(json, "function", report->function);
    write_period(json, report->key.period, report->start, report->end);
    write_text(json, "state", report_state_name(report->state));
    write_cells(json, report);
    write_values(json, report_form_version(snapshot, report), report);
    write_moments(json, report);
    write_sha256(json, report);
}

void event_close(struct buffer *to, moment_t recorded, int32_t epoch) {
    char text[MOMENT_TEXT_SIZE];
    buffer_text(to, ",\"recordedAt\":\"");
    buffer_text(to, moment_format(recorded, text));
    buffer_text(to, "\",\"epoch\":");
    buffer_int(to, epoch);
    buffer_char(to, '}');
}
