/* A plan as a workbook: its head, its sections, its targets with their thresholds, its tasks with who does them, its duties to report. */
#include "core/text.h"
#include "plan_export.h"
#include "plan_words.h"
#include "sheet/sheet.h"

static const struct words state_said[] = {{"draft", "Dự thảo"},
                                          {"submitted", "Đã trình"},
                                          {"approved", "Đã phê duyệt"},
                                          {"issued", "Đã ban hành"},
                                          {"superseded", "Đã thay thế"},
                                          {"closed", "Đã kết thúc"},
                                          {NULL, NULL}};

static void head_row(struct workbook *workbook, const char *what, const char *text) {
    if (text_empty(text))
        return;
    sheet_text(workbook, what);
    sheet_text(workbook, text);
    sheet_row_end(workbook);
}

static void text_rows(struct workbook *workbook, const json_t *body, const char *name, const char *what) {
    size_t index;
    json_t *text;
    json_array_foreach(json_object_get(body, name), index, text) {
        head_row(workbook, what, json_string_value(text));
    }
}

static void line_rows(struct workbook *workbook, const struct exported_plan *plan, const char *name, const char *what,
                      const char *(*say)(const struct exported_plan *plan, const json_t *item)) {
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(plan->body, name), index, item) {
        head_row(workbook, what, say(plan, item));
    }
}

static const char *other_issuer_said(const struct exported_plan *plan, const json_t *issuer) {
    return selector_said(&plan->names, issuer);
}

/* With the purpose, also where the text on paper leaves it out. */
static const char *recipient_with_purpose(const struct exported_plan *plan, const json_t *recipient) {
    const char *said = recipient_said(plan, recipient), *purpose = member_text(recipient, "purpose");
    bool unsaid = purpose && member_text(recipient, "text");
    return unsaid ? arena_format(plan->arena, "%s (%s)", said, words_say(purpose_said, purpose)) : said;
}

/* What the paper says where it was mended. */
static const char *reference_as_written(const struct exported_plan *plan, const json_t *reference) {
    const char *said = reference_said(plan->arena, reference), *written = member_text(reference, "symbolAsWritten");
    return text_empty(written) ? said : arena_format(plan->arena, "%s (văn bản ghi: %s)", said, written);
}

static void act_rows(struct workbook *workbook, const struct exported_plan *plan) {
    const json_t *act = json_object_get(plan->body, "act");
    head_row(workbook, "Số, ký hiệu", number_said(plan->arena, act));
    head_row(workbook, "Ký hiệu trên văn bản", member_text(act, "symbolAsWritten"));
    head_row(workbook, "Ngày ban hành", day_said(plan->arena, member_text(act, "date")));
    head_row(workbook, "Thể thức ký", member_text(plan->body, "signingForm"));
}

static void state_rows(struct workbook *workbook, const struct exported_plan *plan) {
    head_row(workbook, "Thời hạn", member_text(plan->body, "span"));
    head_row(workbook, "Trạng thái", words_say(state_said, plan_state_name(plan->record->state)));
    head_row(workbook, "Phiên bản", arena_format(plan->arena, "%d", (int)plan->record->version));
}

static void head_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Thông tin", 24}, {"Nội dung", 100}, {0}};
    const json_t *body = plan->body, *issuer = json_object_get(body, "issuer");
    const struct programme *programme = plan->plan->programme;
    sheet_begin(workbook, "Kế hoạch", columns);
    head_row(workbook, "Mã", plan->record->code);
    head_row(workbook, "Tên", member_text(body, "title"));
    head_row(workbook, "Chương trình", programme ? programme->name_vi : NULL);
    head_row(workbook, "Cơ quan ban hành", issuer_said(&plan->names, plan->plan->issuer_agency));
    head_row(workbook, "Đơn vị hành chính", unit_said(&plan->names, member_text(issuer, "unit")));
    line_rows(workbook, plan, "issuers", "Cùng ban hành", other_issuer_said);
    act_rows(workbook, plan);
    state_rows(workbook, plan);
    line_rows(workbook, plan, "references", "Căn cứ", reference_as_written);
    text_rows(workbook, body, "implements", "Thực hiện");
    text_rows(workbook, body, "viewpoints", "Quan điểm");
    text_rows(workbook, body, "purposes", "Mục đích");
    text_rows(workbook, body, "requirements", "Yêu cầu");
    text_rows(workbook, body, "objectives", "Mục tiêu");
    line_rows(workbook, plan, "bodies", "Tổ chức liên ngành", body_said);
    line_rows(workbook, plan, "funding", "Kinh phí", funding_said);
    line_rows(workbook, plan, "recipients", "Nơi nhận", recipient_with_purpose);
    line_rows(workbook, plan, "annexes", "Phụ lục", annex_said);
}

static void section_rows(struct workbook *workbook, const json_t *sections) {
    size_t index;
    json_t *section;
    json_array_foreach(sections, index, section) {
        sheet_text(workbook, member_text(section, "code"));
        sheet_text(workbook, member_text(section, "printed"));
        sheet_text(workbook, member_text(section, "title"));
        sheet_text(workbook, member_text(section, "text"));
        sheet_row_end(workbook);
        section_rows(workbook, json_object_get(section, "sections"));
    }
}

static void section_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Mã", 12}, {"Số", 8}, {"Tên mục", 60}, {"Nội dung", 80}, {0}};
    sheet_begin(workbook, "Mục", columns);
    section_rows(workbook, json_object_get(plan->body, "sections"));
}

static void section_cells(struct workbook *workbook, const json_t *section) {
    sheet_text(workbook, member_text(section, "code"));
    sheet_text(workbook, member_text(section, "title"));
}

static void add_member(void *context, const char *said) {
    list_add(context, "\n", said);
}

static const char *members_said(const struct exported_plan *plan, const json_t *target) {
    AUTO_BUFFER said = {0};
    members_each(plan, target, add_member, &said);
    return list_end_text(plan->arena, &said);
}

static const char *target_references(const struct exported_plan *plan, const json_t *target) {
    return references_said(plan, json_object_get(target, "references"), "\n");
}

/* Whether figures are counted for it at all, so that a window says something. */
static bool is_counted(const char *kind) {
    return !text_equal(kind, "all") && !text_equal(kind, "conditional") && !text_equal(kind, "narrative");
}

static void asked_cells(struct workbook *workbook, const struct exported_plan *plan, const json_t *target,
                        const char *scope) {
    struct threshold threshold = threshold_of(plan->arena, target);
    const char *kind = member_text(target, "kind"), *window = member_text(target, "window");
    sheet_text(workbook, words_say(kind_said, kind));
    sheet_text(workbook, words_say(modality_said, member_text(target, "modality")));
    sheet_text(workbook, threshold.comparator);
    sheet_number(workbook, threshold.number);
    sheet_text(workbook, threshold.counted_in);
    sheet_text(workbook, measured_said(plan->arena, target));
    sheet_text(workbook,
               is_counted(kind) ? words_say_or(window_said, window, "period") : words_say(window_said, window));
    sheet_text(workbook, member_text(target, "by"));
    sheet_text(workbook, unit_said(&plan->names, scope));
}

static void further_cells(struct workbook *workbook, const struct exported_plan *plan, const json_t *target) {
    sheet_text(workbook, members_said(plan, target));
    sheet_text(workbook, baseline_said(plan, target));
    sheet_text(workbook, allocations_said(plan, target));
    sheet_text(workbook, member_text(json_object_get(target, "when"), "allocation"));
    sheet_text(workbook, member_text(target, "sameAs"));
    sheet_text(workbook, json_is_true(json_object_get(target, "breakdown")) ? "Có" : NULL);
    sheet_text(workbook, target_references(plan, target));
    sheet_text(workbook, assumptions_said(plan->arena, target));
}

/* A target, and below it the targets it is made of. around: the unit that it is about where it names none. */
static void target_row(struct workbook *workbook, const struct exported_plan *plan, const json_t *target,
                       const json_t *section, const char *around) {
    const char *own = member_text(json_object_get(target, "scope"), "unit"), *scope = own ? own : around;
    sheet_text(workbook, member_text(target, "code"));
    section_cells(workbook, section);
    sheet_text(workbook, member_text(target, "text"));
    asked_cells(workbook, plan, target, scope);
    further_cells(workbook, plan, target);
    sheet_row_end(workbook);
    size_t index;
    json_t *part;
    json_array_foreach(json_object_get(target, "parts"), index, part) {
        target_row(workbook, plan, part, section, scope);
    }
    if (json_object_get(target, "target"))
        target_row(workbook, plan, json_object_get(target, "target"), section, scope);
}

static void target_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Mã", 14},
                                                  {"Mục", 9},
                                                  {"Tên mục", 24},
                                                  {"Chỉ tiêu", 50},
                                                  {"Loại", 16},
                                                  {"Mức độ", 12},
                                                  {"So sánh", 14},
                                                  {"Ngưỡng", 10},
                                                  {"Tính theo", 18},
                                                  {"Cách đo", 50},
                                                  {"Khoảng thời gian", 16},
                                                  {"Đến kỳ", 10},
                                                  {"Phạm vi", 22},
                                                  {"Danh sách", 30},
                                                  {"Mức gốc", 24},
                                                  {"Phân bổ", 30},
                                                  {"Chờ phân bổ", 14},
                                                  {"Trùng với", 12},
                                                  {"Chia theo đơn vị", 12},
                                                  {"Thực hiện theo", 40},
                                                  {"Cách hiểu khi văn bản không nêu", 50},
                                                  {0}};
    const char *unit = member_text(json_object_get(plan->body, "issuer"), "unit");
    sheet_begin(workbook, "Chỉ tiêu", columns);
    for (size_t i = 0; i < plan->layout.target_count; i++)
        target_row(workbook, plan, plan->layout.targets[i].item, plan->layout.targets[i].section, unit);
}

static bool has_own_column(const char *role) {
    return text_equal(role, "lead") || text_equal(role, "coLead") || text_equal(role, "coordinate");
}

static const char *other_roles_said(const struct exported_plan *plan, const json_t *task) {
    AUTO_BUFFER said = {0};
    for (const struct words *role = role_said; role->word; role++) {
        const char *agencies = has_own_column(role->word) ? "" : agencies_said(plan, task, role->word);
        if (*agencies)
            list_add(&said, "\n", arena_format(plan->arena, "%s: %s", role->said, agencies));
    }
    return list_end_text(plan->arena, &said);
}

static void task_row(struct workbook *workbook, const struct exported_plan *plan, const struct placed *placed) {
    const json_t *task = placed->item;
    AUTO_BUFFER leads = {0};
    list_add(&leads, "; ", agencies_said(plan, task, "lead"));
    list_add(&leads, "; ", agencies_said(plan, task, "coLead"));
    sheet_text(workbook, placed->printed);
    sheet_text(workbook, member_text(task, "code"));
    section_cells(workbook, placed->section);
    sheet_text(workbook, member_text(task, "content"));
    sheet_text(workbook, texts_said(plan->arena, json_object_get(task, "activities"), NULL, "\n"));
    sheet_text(workbook, buffer_cstr(&leads));
    sheet_text(workbook, agencies_said(plan, task, "coordinate"));
    sheet_text(workbook, other_roles_said(plan, task));
    sheet_text(workbook, time_said(plan->arena, json_object_get(task, "time")));
    sheet_text(workbook, references_said(plan, json_object_get(task, "references"), "\n"));
    sheet_row_end(workbook);
}

static void task_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Số", 6},
                                                  {"Mã", 12},
                                                  {"Mục", 9},
                                                  {"Tên mục", 24},
                                                  {"Nhiệm vụ", 50},
                                                  {"Hoạt động", 50},
                                                  {"Chủ trì", 32},
                                                  {"Phối hợp", 40},
                                                  {"Cơ quan khác", 40},
                                                  {"Thời gian", 18},
                                                  {"Thực hiện theo", 40},
                                                  {0}};
    sheet_begin(workbook, "Nhiệm vụ", columns);
    for (size_t i = 0; i < plan->layout.task_count; i++)
        task_row(workbook, plan, &plan->layout.tasks[i]);
}

static const char *schedules_said(struct arena *arena, const json_t *schedules) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *schedule;
    json_array_foreach(schedules, index, schedule) {
        list_add(&said, "\n", schedule_said(arena, schedule));
    }
    return list_end_text(arena, &said);
}

static const char *via_said(const struct exported_plan *plan, const json_t *duty) {
    bool any = text_equal(member_text(duty, "viaMode"), "any");
    return selectors_said(&plan->names, json_object_get(duty, "via"), any ? " hoặc\n" : "\n");
}

static void duty_row(struct workbook *workbook, const struct exported_plan *plan, const json_t *duty) {
    sheet_text(workbook, member_text(duty, "code"));
    sheet_text(workbook, words_say_or(deliverable_said, member_text(duty, "deliverable"), "report"));
    sheet_text(workbook, texts_said(plan->arena, json_object_get(duty, "forms"), NULL, ", "));
    sheet_text(workbook, texts_said(plan->arena, json_object_get(duty, "consolidates"), NULL, ", "));
    sheet_text(workbook, words_say_or(binding_said, member_text(duty, "binding"), "must"));
    sheet_text(workbook, words_say_or(regime_said, member_text(duty, "regime"), "periodic"));
    sheet_text(workbook, selectors_said(&plan->names, json_object_get(duty, "reporters"), "\n"));
    sheet_text(workbook, selectors_said(&plan->names, json_object_get(duty, "recipients"), "\n"));
    sheet_text(workbook, via_said(plan, duty));
    sheet_text(workbook, schedules_said(plan->arena, json_object_get(duty, "schedule")));
    sheet_text(workbook, member_text(duty, "text"));
    sheet_row_end(workbook);
}

static void duty_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {
        {"Mã", 12},          {"Sản phẩm", 18},       {"Biểu mẫu", 24},    {"Tổng hợp từ", 18},
        {"Tính chất", 12},   {"Chế độ", 12},         {"Nơi báo cáo", 40}, {"Nơi nhận", 40},
        {"Báo cáo qua", 32}, {"Kỳ và thời hạn", 44}, {"Nội dung", 50},    {0}};
    size_t index;
    json_t *duty;
    sheet_begin(workbook, "Báo cáo", columns);
    json_array_foreach(json_object_get(plan->body, "duties"), index, duty) {
        duty_row(workbook, plan, duty);
    }
}

bool plan_workbook_write(const struct exported_plan *plan, struct buffer *to, struct fail *fail) {
    AUTO_WORKBOOK *workbook = workbook_begin(member_text(plan->body, "title"), plan->record->recorded, fail);
    if (!workbook)
        return false;
    head_sheet(workbook, plan);
    section_sheet(workbook, plan);
    target_sheet(workbook, plan);
    task_sheet(workbook, plan);
    duty_sheet(workbook, plan);
    return workbook_end(workbook, to, fail);
}
