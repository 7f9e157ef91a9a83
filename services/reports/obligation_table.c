/* The list as a table: CSV for programs, a workbook for spreadsheets. */
#include <inttypes.h>
#include <string.h>

#include "obligation_json.h"
#include "obligation_print.h"
#include "sheet/sheet.h"

static const char *late_digits(const struct printed *printed, const struct owed *owed) {
    int64_t late = days_late(printed, owed);
    return late > 0 ? arena_format(printed->arena, "%" PRId64, late) : NULL;
}

static bool is_extended(const struct owed *owed) {
    return owed->obligation->due_at != owed->obligation->original_due_at;
}

/* ---- CSV: the names of the members, moments in UTC */

static const char *moment_text(const struct printed *printed, moment_t moment) {
    char text[MOMENT_TEXT_SIZE];
    return moment == MOMENT_NONE ? "" : arena_text(printed->arena, moment_format(moment, text));
}

/* What a spreadsheet would take for a formula gets an apostrophe, which it takes for the sign of a text. */
static void add_field(struct buffer *to, const char *text, char behind) {
    const char *said = text ? text : "";
    bool quoted = strpbrk(said, ",\"\r\n") != NULL;
    buffer_text(to, quoted ? "\"" : "");
    buffer_text(to, sheet_looks_like_formula(said) ? "'" : "");
    for (; *said; said++) {
        buffer_text(to, *said == '"' ? "\"" : "");
        buffer_char(to, *said);
    }
    buffer_text(to, quoted ? "\"" : "");
    buffer_char(to, behind);
}

static void csv_row(const struct printed *printed, const struct owed *owed, struct buffer *to) {
    const struct obligation *obligation = owed->obligation;
    const struct unit_version *above = unit_above(owed);
    const char *const fields[] = {owed->slot->form->code,
                                  owed->slot->period.code,
                                  owed->list->slice->tree->units[obligation->unit].id,
                                  unit_of(owed)->code,
                                  unit_of(owed)->name,
                                  above ? above->code : NULL,
                                  above ? above->name : NULL,
                                  obligation->agency,
                                  agency_said(printed, owed),
                                  obligation->function,
                                  obligation->duty->code,
                                  obligation->duty->plan,
                                  moment_text(printed, obligation->due_at),
                                  is_extended(owed) ? moment_text(printed, obligation->original_due_at) : NULL,
                                  late_digits(printed, owed),
                                  owed->state,
                                  owed->report ? owed->report->id : NULL,
                                  owed->timeliness,
                                  deliverable_name(owed->slot->deliverable),
                                  owed->consolidation};
    size_t count = sizeof fields / sizeof *fields;
    for (size_t i = 0; i < count; i++)
        add_field(to, fields[i], i + 1 < count ? ',' : '\r');
    buffer_char(to, '\n');
}

void obligation_csv_write(const struct printed *printed, struct buffer *to) {
    buffer_text(to,
                "form,period,unit,unitCode,unitName,parentCode,parentName,agency,agencyName,function,duty,plan,dueAt,"
                "originalDueAt,daysLate,state,report,timeliness,deliverable,consolidation\r\n");
    for (size_t i = 0; i < printed->count; i++)
        csv_row(printed, &printed->rows[i], to);
}

/* ---- The workbook: what the page says, a row each */

static void begin_list(const struct printed *printed, struct workbook *workbook) {
    const struct sheet_column columns[] = {{say(printed, "STT", "No."), 6},
                                           {say(printed, "Biểu", "Form"), 12},
                                           {say(printed, "Kỳ", "Period"), 12},
                                           {say(printed, "Đơn vị cấp trên", "Unit above"), 26},
                                           {say(printed, "Đơn vị", "Unit"), 26},
                                           {say(printed, "Mã", "Code"), 9},
                                           {say(printed, "Cơ quan", "Agency"), 30},
                                           {say(printed, "Hạn gửi", "Due"), 22},
                                           {say(printed, "Hạn ban đầu", "Before extension"), 22},
                                           {say(printed, "Số ngày quá hạn", "Days late"), 10},
                                           {say(printed, "Tình trạng", "State"), 14},
                                           {say(printed, "Loại", "Kind"), 18},
                                           {0}};
    sheet_begin(workbook, say(printed, "Danh sách", "List"), columns);
}

static void workbook_row(const struct printed *printed, struct workbook *workbook, const struct owed *owed,
                         size_t number) {
    const struct unit_version *above = unit_above(owed);
    sheet_number(workbook, arena_format(printed->arena, "%zu", number));
    sheet_text(workbook, owed->slot->form->code);
    sheet_text(workbook, owed->slot->period.code);
    sheet_text(workbook, above ? above->name : NULL);
    sheet_text(workbook, unit_of(owed)->name);
    sheet_text(workbook, unit_of(owed)->code);
    sheet_text(workbook, agency_said(printed, owed));
    sheet_text(workbook, due_said(printed, owed));
    sheet_text(workbook, original_due_said(printed, owed));
    sheet_number(workbook, late_digits(printed, owed));
    sheet_text(workbook, state_said(printed, owed->state));
    sheet_text(workbook, deliverable_said(printed, owed->slot));
    sheet_row_end(workbook);
}

static void about_row(struct workbook *workbook, const char *what, const char *said) {
    sheet_text(workbook, what);
    sheet_text(workbook, said);
    sheet_row_end(workbook);
}

static void about_sheet(const struct printed *printed, struct workbook *workbook) {
    const struct sheet_column columns[] = {
        {say(printed, "Thông tin", "About"), 20}, {say(printed, "Nội dung", "What"), 80}, {0}};
    sheet_begin(workbook, say(printed, "Thông tin", "About"), columns);
    about_row(workbook, say(printed, "Tên", "Title"), title_said(printed));
    about_row(workbook, say(printed, "Phạm vi", "Scope"), scope_said(printed));
    about_row(workbook, say(printed, "Thời điểm lập", "Made at"), made_at_said(printed));
    about_row(workbook, say(printed, "Tổng cộng", "Total"), arena_format(printed->arena, "%zu", printed->count));
    if (printed->cut)
        about_row(workbook, say(printed, "Lưu ý", "Note"), cut_said(printed));
}

bool obligation_workbook_write(const struct printed *printed, struct buffer *to, struct fail *fail) {
    AUTO_WORKBOOK *workbook = workbook_begin(title_said(printed), printed->now, fail);
    if (!workbook)
        return false;
    begin_list(printed, workbook);
    for (size_t i = 0; i < printed->count; i++)
        workbook_row(printed, workbook, &printed->rows[i], i + 1);
    about_sheet(printed, workbook);
    return workbook_end(workbook, to, fail);
}
