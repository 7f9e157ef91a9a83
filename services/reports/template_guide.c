/* How a form is filled in: what holds for all, then its cells, the rules between them, its narratives. */
#include "template_words.h"

static const struct guide_line general[] = {
    {NULL, "Chỉ nhập vào các ô màu vàng; các ô khác đã khóa.",
     "Type into the yellow cells only; the others are locked."},
    {NULL, "Để trống nghĩa là không có số liệu; không phát sinh thì ghi 0.",
     "An empty cell means that there is no figure; where nothing happened write 0."},
    {NULL, "Ô bắt buộc mà chưa có số liệu: để trống và ghi lý do vào cột \"Không có số liệu vì\" (notAvailable).",
     "A required cell without a figure: leave it empty and say why under \"Not available because\" (notAvailable)."},
    {NULL, "Ghi số, không ghi công thức, đơn vị tính hay ngày tháng. Số có trên 15 chữ số phải ghi dạng văn bản.",
     "Write figures, no formulas, units of measure or dates. A figure of more than 15 digits must be written as text."},
    {NULL, "Số đề xuất là số dư kỳ trước chuyển sang, chưa được xác nhận: kiểm tra rồi chép vào ô số liệu.",
     "A proposed figure is what the last period has left, not confirmed: check it, then copy it into the cell of the "
     "figure."},
    {NULL, "Chỉ ghi lý do điều chỉnh (reason) khi báo cáo đã được chấp nhận hoặc kỳ báo cáo đã khóa.",
     "Give a reason for a correction (reason) only where the report is accepted or its period is closed."},
    {NULL, "Không ghi thông tin cá nhân: số giấy tờ, điện thoại, địa chỉ, biển số xe của người nào.",
     "No personal data: nobody's identity or telephone number, address or number plate."},
    {NULL, "Tệp chỉ gửi lại được cho đúng biểu, kỳ và nơi báo cáo đã ghi; dòng để trống không được tính.",
     "The file can be sent in only for the form, period and reporters it names; rows left empty do not count."},
};
enum { GENERAL_COUNT = sizeof general / sizeof *general };

static void add_cells(const struct template *template, struct guide_line *lines, size_t *count) {
    for (uint32_t i = 0; i < template->version->cell_count; i++) {
        const struct cell *cell = &template->version->cells[i];
        if (cell->retired)
            continue;
        const char *vi = cell_words(template->arena, template->version, cell, LANGUAGE_VI);
        const char *en = cell_words(template->arena, template->version, cell, LANGUAGE_EN);
        const struct indicator *indicator = cell->indicator;
        lines[(*count)++] =
            (struct guide_line){cell->code, arena_format(template->arena, "%s: %s", indicator->name_vi, vi),
                                arena_format(template->arena, "%s: %s",
                                             name_words(indicator->name_vi, indicator->name_en, LANGUAGE_EN), en)};
    }
}

static const char *rule_line(const struct template *template, const struct form_rule *rule, enum language language) {
    bool vi = language == LANGUAGE_VI;
    const char *weight = rule->warning ? (vi ? "cảnh báo" : "warning") : (vi ? "phải đúng" : "must hold");
    return arena_format(template->arena, "%s (%s): %s", rule_words(template->arena, template->version, rule), weight,
                        rule_message(rule, language));
}

static void add_rules(const struct template *template, struct guide_line *lines, size_t *count) {
    for (uint32_t i = 0; i < template->version->rule_count; i++) {
        const struct form_rule *rule = &template->version->rules[i];
        lines[(*count)++] = (struct guide_line){rule->code, rule_line(template, rule, LANGUAGE_VI),
                                                rule_line(template, rule, LANGUAGE_EN)};
    }
}

static void add_narratives(const struct template *template, struct guide_line *lines, size_t *count) {
    for (uint32_t i = 0; i < template->version->narrative_count; i++) {
        const struct narrative *narrative = &template->version->narratives[i];
        const char *title_en = name_words(narrative->title_vi, narrative->title_en, LANGUAGE_EN);
        lines[(*count)++] = (struct guide_line){
            narrative->code,
            arena_format(template->arena, "%s: tối đa %u ký tự", narrative->title_vi, narrative->length_max),
            arena_format(template->arena, "%s: at most %u characters", title_en, narrative->length_max)};
    }
}

size_t template_guide(const struct template *template, struct guide_line **ret_lines) {
    const struct form_version *version = template->version;
    size_t most = GENERAL_COUNT + version->cell_count + version->rule_count + version->narrative_count;
    struct guide_line *lines = arena_new_array(template->arena, struct guide_line, most);
    size_t count = 0;
    for (size_t i = 0; i < GENERAL_COUNT; i++)
        lines[count++] = general[i];
    add_cells(template, lines, &count);
    add_rules(template, lines, &count);
    add_narratives(template, lines, &count);
    *ret_lines = lines;
    return count;
}
