/* The printable page of one version of a report: head, title, table, narratives, recipients and signing form, and the receipt. Blanks of the paper
 * stay blank; nobody's name is printed. */
#include "report_page.h"

#include "core/html.h"
#include "core/text.h"

/* A4 with the decree's margins and sizes of letters. */
static const char style[] =
    "@page{size:A4;margin:20mm 15mm 20mm 30mm;@top-center{content:counter(page);font:13pt 'Times New Roman',serif}}"
    "@page:first{@top-center{content:none}}"
    "*{box-sizing:border-box}"
    "body{margin:0;color:#000;background:#fff;font:14pt/1.35 'Times New Roman','Liberation Serif',Tinos,Times,serif}"
    "p,h1,h2{margin:0}"
    "table{width:100%;border-collapse:collapse}"
    "td,th{vertical-align:top}"
    ".head td{padding:0;text-align:center}"
    ".head td:first-child{width:42%}"
    ".head .above{font-size:13pt;text-transform:uppercase}"
    ".head .issuer,.head .nation{font-size:13pt;font-weight:bold;text-transform:uppercase}"
    ".head .nation{white-space:nowrap;letter-spacing:-.2pt}"
    ".head .motto{display:inline-block;padding-bottom:1pt;border-bottom:1px solid "
    "#000;font-weight:bold;white-space:nowrap}"
    ".head .number{margin-top:6pt;font-size:13pt}"
    ".head .place{margin-top:6pt;font-style:italic}"
    ".head .state{display:inline-block;margin-top:6pt;padding:1pt 8pt;border:1px solid "
    "#000;font-size:12pt;font-weight:bold;text-transform:uppercase}"
    ".rule{width:40%;height:0;margin:2pt auto 0;border-top:1px solid #000}"
    "h1{margin-top:18pt;text-align:center;font-size:14pt;text-transform:uppercase}"
    ".about{padding:0 12mm;text-align:center;font-weight:bold}"
    ".period,.mark{text-align:center;font-style:italic}"
    "h1+.about+.rule{width:22%}"
    ".period{margin-top:6pt}"
    ".form{margin:10pt 0 4pt;font-size:12pt}"
    ".figures{font-size:12pt}"
    ".figures th,.figures td{padding:1mm 1.5mm;border:1px solid #000}"
    ".figures th{text-align:center}"
    ".figures thead{display:table-header-group}"
    ".figures tr{break-inside:avoid}"
    ".figures .row,.figures .measure{text-align:center}"
    ".figures .figure{text-align:right;white-space:nowrap}"
    ".figures .why{width:32%}"
    "h2{margin-top:10pt;font-size:14pt;break-after:avoid}"
    ".narrative{margin-top:4pt;text-align:justify;white-space:pre-line}"
    ".foot{margin-top:16pt;break-inside:avoid}"
    ".foot td{padding:0}"
    ".foot td:first-child{width:50%;font-size:11pt;line-height:1.25}"
    ".foot .to{font-size:12pt;font-weight:bold;font-style:italic}"
    ".foot td:last-child{padding-bottom:30mm;text-align:center;font-weight:bold;text-transform:uppercase}"
    ".receipt{margin-top:10pt;padding:4pt 6pt;border:1px solid #000;font-size:10pt;line-height:1.3;break-inside:avoid}"
    ".receipt td{padding:0 4pt 0 0}"
    ".receipt td:first-child{width:24%;white-space:nowrap}"
    ".receipt td:last-child{overflow-wrap:anywhere}"
    ".receipt .title{font-weight:bold}"
    "@media screen{body{background:#e8e8e8}main{width:210mm;max-width:100%;margin:8mm auto;padding:20mm 15mm 20mm 30mm;"
    "background:#fff;box-shadow:0 0 4mm #bbb}}";

/* ---- Above the figures */

static bool counts(enum report_state state) {
    return state == REPORT_SUBMITTED || state == REPORT_ACCEPTED;
}

static void print_issuer(const struct printed_report *printed, struct buffer *to) {
    struct issuer_lines lines = issuer_said(printed);
    if (lines.above)
        html_element(to, "p", "above", lines.above);
    html_element(to, "p", "issuer", lines.issuer);
    if (lines.of)
        html_element(to, "p", "issuer", lines.of);
    html_element(to, "div", "rule", NULL);
    html_element(to, "p", "number", arena_format(printed->arena, "Số: %s", number_said(printed)));
    if (!counts(printed->report->state))
        html_element(to, "p", "state", report_state_said(printed->report->state));
}

static void print_head(const struct printed_report *printed, struct buffer *to) {
    html_open(to, "table", "head");
    buffer_text(to, "<tr><td>");
    print_issuer(printed, to);
    buffer_text(to, "</td><td>");
    html_element(to, "p", "nation", "Cộng hòa xã hội chủ nghĩa Việt Nam");
    html_element(to, "p", "motto", "Độc lập - Tự do - Hạnh phúc");
    html_element(to, "p", "place", arena_format(printed->arena, "%s, %s", place_said(printed), date_said(printed)));
    buffer_text(to, "</td></tr>");
    html_close(to, "table");
}

static void print_title(const struct printed_report *printed, struct buffer *to) {
    size_t count;
    const char **marks = marks_said(printed, &count);
    html_element(to, "h1", NULL, "Báo cáo");
    html_element(to, "p", "about", printed->form->title_vi);
    html_element(to, "div", "rule", NULL);
    html_element(to, "p", "period", period_said_of(printed));
    for (size_t i = 0; i < count; i++)
        html_element(to, "p", "mark", arena_format(printed->arena, "(%s)", marks[i]));
}

/* ---- Figures and narratives */

static const char *reason_of(const struct printed_report *printed, const struct cell *cell) {
    return json_string_value(json_object_get(json_object_get(printed->details, "notAvailable"), cell->code));
}

static void print_cell(const struct printed_report *printed, uint32_t index, uint32_t number, struct buffer *to) {
    const struct cell *cell = &printed->version->cells[index];
    const char *figure = figure_said(printed, index), *reason = reason_of(printed, cell);
    buffer_text(to, "<tr>");
    html_element(to, "td", "row", text_empty(cell->row) ? arena_format(printed->arena, "%u", number) : cell->row);
    html_element(to, "td", NULL, cell_title(printed->arena, cell, cell->indicator->name_vi));
    html_element(to, "td", "measure", measure_said(cell));
    html_element(to, "td", "figure", figure ? figure : "–");
    html_element(to, "td", "why", reason ? arena_format(printed->arena, "Không có số liệu: %s", reason) : NULL);
    buffer_text(to, "</tr>\n");
}

static void print_figures(const struct printed_report *printed, struct buffer *to) {
    static const char *const headings[] = {"STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"};
    const char *legal = printed->form->legal_number;
    uint32_t number = 0;
    if (printed->version->cell_count == 0)
        return;
    html_element(to, "p", "form",
                 arena_format(printed->arena, text_empty(legal) ? "Biểu số: %s%s" : "Biểu số: %s, ban hành theo %s",
                              printed->form->code, text_empty(legal) ? "" : legal));
    html_open(to, "table", "figures");
    buffer_text(to, "<thead><tr>");
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        html_element(to, "th", NULL, headings[i]);
    buffer_text(to, "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < printed->version->cell_count; i++)
        if (!printed->version->cells[i].retired)
            print_cell(printed, i, ++number, to);
    buffer_text(to, "</tbody>");
    html_close(to, "table");
}

static void print_narratives(const struct printed_report *printed, struct buffer *to) {
    const json_t *texts = json_object_get(printed->details, "narratives");
    uint32_t number = 0;
    for (uint32_t i = 0; i < printed->version->narrative_count; i++) {
        const struct narrative *narrative = &printed->version->narratives[i];
        const char *text = json_string_value(json_object_get(texts, narrative->code));
        if (!text)
            continue;
        html_element(to, "h2", NULL, arena_format(printed->arena, "%u. %s", ++number, narrative->title_vi));
        html_element(to, "p", "narrative", text);
    }
}

/* ---- Below them */

static void print_foot(struct buffer *to) {
    html_open(to, "table", "foot");
    buffer_text(to, "<tr><td>");
    html_element(to, "p", "to", "Nơi nhận:");
    html_element(to, "p", NULL, "- ……;");
    html_element(to, "p", NULL, "- Lưu: ……");
    buffer_text(to, "</td><td>");
    html_element(to, "p", NULL, "Thủ trưởng cơ quan, đơn vị");
    buffer_text(to, "</td></tr>");
    html_close(to, "table");
}

static void print_fact(struct buffer *to, const char *name, const char *value) {
    buffer_text(to, "<tr>");
    html_element(to, "td", NULL, name);
    html_element(to, "td", NULL, value);
    buffer_text(to, "</tr>\n");
}

/* What the system says of it, apart from what the paper says. */
static void print_receipt(const struct printed_report *printed, struct buffer *to) {
    const struct report *report = printed->report;
    char sha256[SHA256_TEXT_SIZE];
    text_hex(report->sha256, SHA256_SIZE, sha256);
    html_open(to, "div", "receipt");
    html_element(to, "p", "title", "Biên nhận điện tử");
    html_open(to, "table", NULL);
    print_fact(to, "Mã báo cáo", report->id);
    print_fact(to, "Phiên bản", arena_format(printed->arena, "%d", report->version));
    print_fact(to, "Trạng thái", report_state_said(report->state));
    print_fact(to, "Gửi lần đầu", moment_said_at(printed, report->first_submitted));
    print_fact(to, "Gửi phiên bản này", moment_said_at(printed, report->submitted));
    print_fact(to, "Hạn gửi: trước", moment_said_at(printed, report->due));
    print_fact(to, "Thời hạn", timeliness_said(report));
    if (report->reason)
        print_fact(to, "Lý do", report->reason);
    print_fact(to, "SHA-256", sha256);
    html_close(to, "table");
    html_close(to, "div");
}

void report_page_write(const struct printed_report *printed, struct buffer *to) {
    buffer_text(to, "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n");
    buffer_text(to, "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_element(to, "title", NULL,
                 arena_format(printed->arena, "%s – %s – %s", printed->form->code, printed->report->key.period,
                              place_said(printed)));
    html_open(to, "style", NULL);
    buffer_text(to, style);
    html_close(to, "style");
    buffer_text(to, "</head>\n<body>\n<main>\n");
    print_head(printed, to);
    print_title(printed, to);
    print_figures(printed, to);
    print_narratives(printed, to);
    print_foot(to);
    print_receipt(printed, to);
    buffer_text(to, "</main>\n</body>\n</html>\n");
}
