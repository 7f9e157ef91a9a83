/* The form on paper: a page for each reporter with a title block, the table with its row numbers and blanks, and room for the narratives. */
#include <string.h>

#include "core/html.h"
#include "core/text.h"
#include "domain/measure_words.h"
#include "template_words.h"

static const char style[] =
    "@page{size:A4;margin:15mm 15mm 15mm 20mm}"
    "*{box-sizing:border-box}"
    "body{margin:0;color:#000;background:#fff;font:12pt/1.3 'Times New Roman','Liberation Serif',Tinos,Times,serif}"
    "p,h1,h2{margin:0}"
    "table{width:100%;border-collapse:collapse}"
    "td,th{vertical-align:top}"
    "article{break-after:page}"
    "article:last-child{break-after:auto}"
    ".head td{width:50%;padding:0 2mm}"
    ".head td:last-child{text-align:right}"
    ".head .form{font-weight:bold}"
    ".head .about{font-style:italic}"
    "h1{margin-top:8mm;text-align:center;font-size:14pt;text-transform:uppercase}"
    ".period{margin-bottom:5mm;text-align:center;font-style:italic}"
    ".figures th,.figures td{padding:1mm 1.5mm;border:1px solid #000}"
    ".figures th{text-align:center}"
    ".figures thead{display:table-header-group}"
    ".figures tr{break-inside:avoid}"
    ".figures .number,.figures .unit{text-align:center}"
    ".figures .last{text-align:right;font-style:italic}"
    ".figures .code{font-size:9pt;color:#444}"
    ".figures .blank{width:26mm}"
    ".figures .why{width:38mm}"
    "h2{margin-top:5mm;font-size:12pt;break-after:avoid}"
    ".narrative{height:38mm;border:1px solid #000}"
    ".guide{margin-top:5mm;font-size:10pt}"
    ".guide p{margin-top:1mm}"
    ".foot{margin-top:8mm;break-inside:avoid}"
    ".foot td{width:50%;padding-bottom:28mm;text-align:center}"
    ".foot .role{font-weight:bold;text-transform:uppercase}"
    "@media screen{body{background:#e8e8e8}article{width:210mm;max-width:100%;margin:8mm auto;padding:15mm 15mm 15mm "
    "20mm;"
    "background:#fff;box-shadow:0 0 4mm #bbb}}";

static void print_head(const struct template *template, const struct template_reporter *reporter, struct buffer *to) {
    struct arena *arena = template->arena;
    const char *legal = template->form->legal_number;
    const char *due = due_words(arena, reporter->due, template->programme->zone_offset_seconds, LANGUAGE_VI);
    html_open(to, "table", "head");
    buffer_text(to, "<tr><td>");
    html_element(to, "p", "form", arena_format(arena, "Biểu số: %s", template->form->code));
    if (!text_empty(legal))
        html_element(to, "p", "about", arena_format(arena, "Ban hành theo %s", legal));
    if (*due)
        html_element(to, "p", "about", arena_format(arena, "Ngày nhận báo cáo: %s", due));
    buffer_text(to, "</td><td>");
    html_element(to, "p", NULL, arena_format(arena, "Đơn vị: %s (%s)", reporter->unit_name, reporter->unit_code));
    html_element(to, "p", NULL, arena_format(arena, "Cơ quan báo cáo: %s", reporter->agency_vi));
    html_element(to, "p", NULL, "Nơi nhận báo cáo: ………………………");
    buffer_text(to, "</td></tr>");
    html_close(to, "table");
    html_element(to, "h1", NULL, template->form->title_vi);
    html_element(to, "p", "period",
                 arena_format(arena, "%s (%s)", period_words(arena, &template->period, LANGUAGE_VI),
                              span_words(arena, &template->period)));
}

static void print_cell(const struct template *template, const struct template_reporter *reporter, uint32_t index,
                       struct buffer *to) {
    const struct cell *cell = &template->version->cells[index];
    const char *last = quantity_words(template->arena, template_last(reporter, index), cell->indicator);
    buffer_text(to, "<tr>");
    html_element(to, "td", "number", cell->row);
    buffer_text(to, "<td>");
    html_text(to, cell_title(template->arena, cell, cell->indicator->name_vi));
    html_text(to, cell->required ? " *" : NULL);
    html_element(to, "div", "code", cell->code);
    buffer_text(to, "</td>");
    html_element(to, "td", "unit", measure_in_words(cell->indicator->unit_of_measure, LANGUAGE_VI));
    html_element(to, "td", "last", last);
    html_element(to, "td", "blank", NULL);
    html_element(to, "td", "why", NULL);
    buffer_text(to, "</tr>\n");
}

static void print_figures(const struct template *template, const struct template_reporter *reporter,
                          struct buffer *to) {
    static const char *const headings[] = {"STT",      "Chỉ tiêu", "Đơn vị tính",
                                           "Kỳ trước", "Số liệu",  "Không có số liệu vì"};
    if (template->version->cell_count == 0)
        return;
    html_open(to, "table", "figures");
    buffer_text(to, "<thead><tr>");
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        html_element(to, "th", NULL, headings[i]);
    buffer_text(to, "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < template->version->cell_count; i++)
        if (!template->version->cells[i].retired)
            print_cell(template, reporter, i, to);
    buffer_text(to, "</tbody>");
    html_close(to, "table");
}

static void print_narratives(const struct template *template, struct buffer *to) {
    for (uint32_t i = 0; i < template->version->narrative_count; i++) {
        html_element(to, "h2", NULL,
                     arena_format(template->arena, "%u. %s", i + 1, template->version->narratives[i].title_vi));
        html_element(to, "div", "narrative", NULL);
    }
}

static void print_guide(const struct template *template, struct buffer *to) {
    html_open(to, "div", "guide");
    html_element(
        to, "p", NULL,
        "* Ô bắt buộc. Để trống nghĩa là không có số liệu; không phát sinh thì ghi 0. Có/không: 1 là có, 0 là không.");
    for (uint32_t i = 0; i < template->version->rule_count; i++) {
        const struct form_rule *rule = &template->version->rules[i];
        html_element(to, "p", NULL,
                     arena_format(template->arena, "%s: %s (%s)", rule->code, rule_message(rule, LANGUAGE_VI),
                                  rule_words(template->arena, template->version, rule)));
    }
    html_close(to, "div");
}

static void print_foot(struct buffer *to) {
    html_open(to, "table", "foot");
    buffer_text(to, "<tr><td>");
    html_element(to, "p", NULL, "\xC2\xA0");
    html_element(to, "p", "role", "Người lập biểu");
    buffer_text(to, "</td><td>");
    html_element(to, "p", NULL, "……, ngày …… tháng …… năm ……");
    html_element(to, "p", "role", "Thủ trưởng đơn vị");
    buffer_text(to, "</td></tr>");
    html_close(to, "table");
}

void template_page_write(const struct template *template, struct buffer *to) {
    buffer_text(to, "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n");
    buffer_text(to, "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_element(to, "title", NULL,
                 arena_format(template->arena, "%s – %s", template->form->code, template->period.code));
    html_open(to, "style", NULL);
    buffer_text(to, style);
    html_close(to, "style");
    buffer_text(to, "</head>\n<body>\n");
    for (size_t i = 0; i < template->reporter_count; i++) {
        html_open(to, "article", NULL);
        print_head(template, &template->reporters[i], to);
        print_figures(template, &template->reporters[i], to);
        print_narratives(template, to);
        print_guide(template, to);
        print_foot(to);
        html_close(to, "article");
    }
    buffer_text(to, "</body>\n</html>\n");
}
