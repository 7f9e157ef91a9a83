/* What is said on a printed report: who reports, from where, about when, and how its figures and moments are written in Vietnamese. */
#include <string.h>

#include "core/text.h"
#include "domain/measure_words.h"
#include "domain/period_words.h"
#include "domain/unit_words.h"
#include "report_page.h"
#include "template_words.h"

static const struct unit_version *unit_of(const struct printed_report *printed) {
    const struct unit_tree *tree = snapshot_tree(printed->snapshot);
    uint32_t unit = unit_by_id(tree, printed->report->key.unit);
    return unit == UNIT_NONE ? NULL : unit_version_at(tree, unit, report_tree_date(printed->report));
}

const char *place_said(const struct printed_report *printed) {
    const struct unit_version *unit = unit_of(printed);
    return unit ? unit_seat(unit->name, unit->level == LEVEL_NATION) : "……";
}

/* "Ủy ban nhân dân" of a unit; a registered agency has its unit in its name. */
struct issuer_lines issuer_said(const struct printed_report *printed) {
    const struct report *report = printed->report;
    const struct unit_version *unit = unit_of(printed);
    struct agency_ref agency = {.code = report->key.agency, .function = report->function};
    if (unit)
        (void)agency_find(snapshot_agencies(printed->snapshot),
                          unit_by_id(snapshot_tree(printed->snapshot), report->key.unit), agency.code,
                          report_tree_date(report), &agency);
    const char *name = unit ? unit->name : report->key.unit, *said = agency_in_words(&agency, LANGUAGE_VI);
    return agency.registered ? (struct issuer_lines){.above = name, .issuer = said}
                             : (struct issuer_lines){.issuer = said, .of = name};
}

/* ---- The paper */

static const char *act_text(const struct printed_report *printed, const char *member) {
    const char *text = json_string_value(json_object_get(json_object_get(printed->details, "act"), member));
    return text_empty(text) ? NULL : text;
}

const char *number_said(const struct printed_report *printed) {
    const char *number = act_text(printed, "number"), *symbol = act_text(printed, "symbol");
    return arena_format(printed->arena, "%s/%s", number ? number : "……", symbol ? symbol : "……");
}

const char *date_said(const struct printed_report *printed) {
    const char *date = act_text(printed, "date");
    day_t day;
    return date && day_parse(date, &day) ? day_on_paper(printed->arena, day) : "ngày … tháng … năm ……";
}

const char *period_said_of(const struct printed_report *printed) {
    struct period period;
    if (!snapshot_period(printed->snapshot, printed->form, printed->report->key.period, &period))
        return printed->report->key.period;
    return arena_format(printed->arena, "%s (%s)", period_words(printed->arena, &period, LANGUAGE_VI),
                        span_words(printed->arena, &period));
}

/* ---- Figures and moments */

const char *measure_said(const struct cell *cell) {
    bool asks = cell->indicator->nature == NATURE_YES_NO;
    return measure_in_words(asks ? "yesNo" : cell->indicator->unit_of_measure, LANGUAGE_VI);
}

/* "-1234567.50" as it is written: groups of three behind points, decimals behind a comma. */
const char *figure_said(const struct printed_report *printed, uint32_t cell) {
    enum { GROUP = 3 };
    const struct report *report = printed->report;
    const struct indicator *indicator = printed->version->cells[cell].indicator;
    char text[QUANTITY_TEXT_SIZE], said[2 * QUANTITY_TEXT_SIZE];
    size_t size = 0;
    if (cell >= report->cell_count || report->cells[cell] == QUANTITY_MISSING)
        return NULL;
    if (indicator->nature == NATURE_YES_NO)
        return report->cells[cell] != 0 ? "có" : "không";
    quantity_format(report->cells[cell], indicator->decimals, text);
    size_t whole = strcspn(text, ".");
    for (size_t i = 0; text[i]; i++) {
        bool after_digit = i > 0 && text[i - 1] != '-';
        if (i < whole && after_digit && (whole - i) % GROUP == 0)
            said[size++] = '.';
        said[size++] = text[i] == '.' ? ',' : text[i];
    }
    return arena_slice(printed->arena, said, size);
}

const char *moment_said_at(const struct printed_report *printed, moment_t moment) {
    enum { MINUTES_IN_HOUR = 60 };
    int year, month, day_of_month;
    if (moment == MOMENT_NONE)
        return "–";
    day_t day = moment_day(moment, printed->zone_offset_seconds);
    int minutes =
        (int)((moment - moment_of_day(day, printed->zone_offset_seconds)) / (MINUTES_IN_HOUR * MOMENT_SECOND));
    day_split(day, &year, &month, &day_of_month);
    return arena_format(printed->arena, "%02d:%02d ngày %d/%d/%d", minutes / MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR,
                        day_of_month, month, year);
}

/* ---- Where it stands */

const char *report_state_said(enum report_state state) {
    static const char *const said[REPORT_STATE_COUNT] = {[REPORT_DRAFT] = "Dự thảo",
                                                         [REPORT_SUBMITTED] = "Đã gửi",
                                                         [REPORT_ACCEPTED] = "Đã tiếp nhận",
                                                         [REPORT_RETURNED] = "Bị trả lại",
                                                         [REPORT_WITHDRAWN] = "Đã rút"};
    return said[state];
}

const char *timeliness_said(const struct report *report) {
    if (report->first_submitted == MOMENT_NONE)
        return "Chưa gửi";
    switch (report->timeliness) {
    case TIMELINESS_NOT_DUE:
        break;
    case TIMELINESS_ON_TIME:
        return "Đúng hạn";
    case TIMELINESS_LATE:
        return "Quá hạn";
    }
    return "Không có hạn";
}

static const char *until_said(const struct printed_report *printed) {
    const char *until = json_string_value(json_object_get(printed->details, "dataUntil"));
    day_t day;
    if (!until || !day_parse(until, &day))
        return NULL;
    return arena_format(printed->arena, "Số liệu chốt đến %s", day_on_paper(printed->arena, day));
}

const char **marks_said(const struct printed_report *printed, size_t *ret_count) {
    enum { MARKS = 4 };
    const char *entered_for = json_string_value(json_object_get(printed->details, "enteredFor"));
    const char *const all[MARKS] = {
        json_is_true(json_object_get(printed->details, "nil")) ? "Trong kỳ không phát sinh" : NULL,
        json_is_true(json_object_get(printed->details, "estimated")) ? "Số liệu ước tính" : NULL, until_said(printed),
        entered_for ? arena_format(printed->arena, "Nhập thay cho: %s", entered_for) : NULL};
    const char **said = arena_new_array(printed->arena, const char *, MARKS);
    *ret_count = 0;
    for (size_t i = 0; i < MARKS; i++)
        if (all[i])
            said[(*ret_count)++] = all[i];
    return said;
}
