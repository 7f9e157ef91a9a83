/* A plan as a workbook: its head, its targets with their thresholds, its tasks with who does them, its duties to report. */
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

static void reference_rows(struct workbook *workbook, const struct exported_plan *plan) {
    size_t index;
    json_t *reference;
    json_array_foreach(json_object_get(plan->body, "references"), index, reference) {
        head_row(workbook, "Căn cứ", reference_said(plan->arena, reference));
    }
    text_rows(workbook, plan->body, "implements", "Thực hiện");
}

static void funding_rows(struct workbook *workbook, const struct exported_plan *plan) {
    size_t index;
    json_t *line;
    json_array_foreach(json_object_get(plan->body, "funding"), index, line) {
        AUTO_BUFFER said = {0};
        list_add(&said, ": ", words_say(source_said, member_text(line, "source")));
        list_add(&said, ": ", member_text(line, "text"));
        list_add(&said, "; ", money_said(plan->arena, json_object_get(line, "amount")));
        list_add(&said, "; ", member_text(line, "condition"));
        head_row(workbook, "Kinh phí", buffer_cstr(&said));
    }
}

static void recipient_rows(struct workbook *workbook, const struct exported_plan *plan) {
    size_t index;
    json_t *recipient;
    json_array_foreach(json_object_get(plan->body, "recipients"), index, recipient) {
        head_row(workbook, "Nơi nhận", selector_said(&plan->names, recipient));
    }
}

static void head_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Thông tin", 24}, {"Nội dung", 100}, {0}};
    const json_t *body = plan->body, *act = json_object_get(body, "act");
    const struct programme *programme = plan->plan->programme;
    sheet_begin(workbook, "Kế hoạch", columns);
    head_row(workbook, "Mã", plan->record->code);
    head_row(workbook, "Tên", member_text(body, "title"));
    head_row(workbook, "Chương trình", programme ? programme->name_vi : NULL);
    head_row(workbook, "Cơ quan ban hành", issuer_said(&plan->names, plan->plan->issuer_agency));
    head_row(workbook, "Đơn vị hành chính",
             unit_said(&plan->names, member_text(json_object_get(body, "issuer"), "unit")));
    head_row(workbook, "Số, ký hiệu", number_said(plan->arena, act));
    head_row(workbook, "Ngày ban hành", day_said(plan->arena, member_text(act, "date")));
    head_row(workbook, "Thời hạn", member_text(body, "span"));
    head_row(workbook, "Trạng thái", words_say(state_said, plan_state_name(plan->record->state)));
    head_row(workbook, "Phiên bản", arena_format(plan->arena, "%d", (int)plan->record->version));
    head_row(workbook, "Thể thức ký", member_text(body, "signingForm"));
    reference_rows(workbook, plan);
    text_rows(workbook, body, "viewpoints", "Quan điểm");
    text_rows(workbook, body, "purposes", "Mục đích");
    text_rows(workbook, body, "requirements", "Yêu cầu");
    text_rows(workbook, body, "objectives", "Mục tiêu");
    funding_rows(workbook, plan);
    recipient_rows(workbook, plan);
}

static void section_cells(struct workbook *workbook, const json_t *section) {
    sheet_text(workbook, member_text(section, "code"));
    sheet_text(workbook, member_text(section, "title"));
}

/* A target, and below it the targets it is made of. */
static void target_row(struct workbook *workbook, const struct exported_plan *plan, const json_t *target,
                       const json_t *section) {
    struct threshold threshold = threshold_of(plan->arena, target);
    sheet_text(workbook, member_text(target, "code"));
    section_cells(workbook, section);
    sheet_text(workbook, member_text(target, "text"));
    sheet_text(workbook, words_say(kind_said, member_text(target, "kind")));
    sheet_text(workbook, threshold.comparator);
    sheet_number(workbook, threshold.number);
    sheet_text(workbook, threshold.counted_in);
    sheet_text(workbook, words_say(window_said, member_text(target, "window")));
    sheet_text(workbook, member_text(target, "by"));
    sheet_text(workbook, unit_said(&plan->names, member_text(json_object_get(target, "scope"), "unit")));
    sheet_text(workbook, assumptions_said(plan->arena, target));
    sheet_row_end(workbook);
    size_t index;
    json_t *part;
    json_array_foreach(json_object_get(target, "parts"), index, part) {
        target_row(workbook, plan, part, section);
    }
    if (json_object_get(target, "target"))
        target_row(workbook, plan, json_object_get(target, "target"), section);
}

static void target_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Mã", 14},
                                                  {"Mục", 9},
                                                  {"Tên mục", 24},
                                                  {"Chỉ tiêu", 50},
                                                  {"Loại", 16},
                                                  {"So sánh", 14},
                                                  {"Ngưỡng", 10},
                                                  {"Tính theo", 18},
                                                  {"Khoảng thời gian", 16},
                                                  {"Đến kỳ", 10},
                                                  {"Phạm vi", 22},
                                                  {"Cách hiểu khi văn bản không nêu", 50},
                                                  {0}};
    sheet_begin(workbook, "Chỉ tiêu", columns);
    for (size_t i = 0; i < plan->layout.target_count; i++)
        target_row(workbook, plan, plan->layout.targets[i].item, plan->layout.targets[i].section);
}

static const char *texts_said(struct arena *arena, const json_t *texts, const char *separator) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *text;
    json_array_foreach(texts, index, text) {
        list_add(&said, separator, json_string_value(text));
    }
    return list_end_text(arena, &said);
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
    sheet_text(workbook, texts_said(plan->arena, json_object_get(task, "activities"), "\n"));
    sheet_text(workbook, buffer_cstr(&leads));
    sheet_text(workbook, agencies_said(plan, task, "coordinate"));
    sheet_text(workbook, other_roles_said(plan, task));
    sheet_text(workbook, time_said(plan->arena, json_object_get(task, "time")));
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

static void duty_row(struct workbook *workbook, const struct exported_plan *plan, const json_t *duty) {
    sheet_text(workbook, member_text(duty, "code"));
    sheet_text(workbook, words_say(deliverable_said, member_text(duty, "deliverable")));
    sheet_text(workbook, texts_said(plan->arena, json_object_get(duty, "forms"), ", "));
    sheet_text(workbook, texts_said(plan->arena, json_object_get(duty, "consolidates"), ", "));
    sheet_text(workbook, words_say(binding_said, member_text(duty, "binding")));
    sheet_text(workbook, words_say(regime_said, member_text(duty, "regime")));
    sheet_text(workbook, selectors_said(&plan->names, json_object_get(duty, "reporters"), "\n"));
    sheet_text(workbook, selectors_said(&plan->names, json_object_get(duty, "recipients"), "\n"));
    sheet_text(workbook, selectors_said(&plan->names, json_object_get(duty, "via"), "\n"));
    sheet_text(workbook, schedules_said(plan->arena, json_object_get(duty, "schedule")));
    sheet_row_end(workbook);
}

static void duty_sheet(struct workbook *workbook, const struct exported_plan *plan) {
    static const struct sheet_column columns[] = {{"Mã", 12},
                                                  {"Sản phẩm", 18},
                                                  {"Biểu mẫu", 24},
                                                  {"Tổng hợp từ", 18},
                                                  {"Tính chất", 12},
                                                  {"Chế độ", 12},
                                                  {"Nơi báo cáo", 40},
                                                  {"Nơi nhận", 40},
                                                  {"Báo cáo qua", 32},
                                                  {"Kỳ và thời hạn", 44},
                                                  {0}};
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
    target_sheet(workbook, plan);
    task_sheet(workbook, plan);
    duty_sheet(workbook, plan);
    return workbook_end(workbook, to, fail);
}
