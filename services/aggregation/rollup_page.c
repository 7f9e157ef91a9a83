/* Figures as a page to print, in the layout of the usual consolidated report: title block, what is said, figures with plan and comparison,
 * the units below, who has reported, footnotes for what is missing or kept back, signing form. */
#include <inttypes.h>

#include "core/html.h"
#include "core/text.h"
#include "domain/measure_words.h"
#include "domain/period_words.h"
#include "rollup_words.h"

/* A4 across, for the columns; the decree's letters (decree 30/2020/NĐ-CP, annex I). */
static const char style[] =
    "@page{size:A4 landscape;margin:15mm 15mm 15mm 20mm;@bottom-right{content:counter(page);font:10pt 'Times New "
    "Roman',serif}}"
    "*{box-sizing:border-box}"
    "body{margin:0;color:#000;background:#fff;font:12pt/1.3 'Times New Roman','Liberation Serif',Tinos,Times,serif}"
    "p,h1,h2,h3{margin:0}"
    "table{width:100%;border-collapse:collapse}"
    ".head td{width:50%;padding:0 3mm;vertical-align:top;text-align:center}"
    ".head .issuer,.head .nation{font-weight:bold;text-transform:uppercase}"
    ".head .motto{display:inline-block;padding-bottom:1pt;border-bottom:1px solid #000;font-weight:bold}"
    ".head .place{margin-top:5pt;font-style:italic}"
    ".head .state{display:inline-block;margin-top:5pt;padding:1pt 7pt;border:1px solid #000;font-size:11pt}"
    ".rule{width:30%;height:0;margin:2pt auto 0;border-top:1px solid #000}"
    "h1{margin-top:7mm;text-align:center;font-size:15pt;text-transform:uppercase}"
    ".about{text-align:center;font-style:italic}"
    ".text{margin-top:3pt;text-align:justify;text-indent:10mm;white-space:pre-line}"
    "h2{margin-top:6mm;font-size:13pt;break-after:avoid}"
    "h3{margin:4mm 0 1.5mm;font-size:12pt;break-after:avoid}"
    ".figures th,.figures td{padding:1mm 1.5mm;border:1px solid #000;vertical-align:top}"
    ".figures th{text-align:center;font-size:11pt}"
    ".figures thead{display:table-header-group}"
    ".figures tr{break-inside:avoid}"
    ".figures .name{min-width:42mm}"
    ".figures .center{text-align:center}"
    ".figures .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".figures .sum td{font-weight:bold}"
    ".small{font-size:10.5pt}"
    ".notes{margin-top:3mm;font-size:10.5pt}"
    ".notes p{margin-top:.6mm}"
    ".foot{margin-top:8mm;break-inside:avoid}"
    ".foot td{width:50%;padding-bottom:26mm;text-align:center}"
    ".foot .role{font-weight:bold;text-transform:uppercase}"
    ".foot .to{padding:0 0 26mm;text-align:left;vertical-align:top;font-size:11pt}"
    ".foot .to .heading{font-weight:bold;font-style:italic}"
    "@media screen{body{background:#e8e8e8}main{width:297mm;max-width:100%;margin:8mm auto;padding:15mm 15mm 15mm 20mm;"
    "background:#fff;box-shadow:0 0 4mm #bbb}}";

/* As many columns of units' figures as fit across a page. */
enum { LINES_ABREAST = 8 };

/* Marks of absence that the page has printed; the footnotes explain these. */
enum absence {
    ABSENT_MISSING,
    ABSENT_CONFIDENTIAL,
    ABSENT_WITHHELD,
    ABSENT_NO_SHARE,
    ABSENT_UNKNOWN,
    ABSENT_NOT_ADDITIVE,
    ESTIMATED,
    ABSENCES
};
static const char *const absences[ABSENCES] = {
    NULL, "confidential", "withheld", "noShare", "successionUnknown", "notAdditive", "estimated"};

struct page {
    const struct rollup_document *document;
    const struct rollup_table *table;
    struct buffer *to;
    bool marked[ABSENCES];
};

static const char *said(const struct page *page, const char *vietnamese, const char *english) {
    return in_language(page->document->language, vietnamese, english);
}

static void print_line(const struct page *page, const char *klass, const char *text) {
    if (!text_empty(text))
        html_element(page->to, "p", klass, text);
}

/* ---- Title block */

static void print_head(const struct page *page) {
    const struct rollup_document *document = page->document;
    html_open(page->to, "table", "head");
    buffer_text(page->to, "<tr><td>");
    print_line(page, "issuer", document->issuer);
    html_element(page->to, "div", "rule", NULL);
    if (document->number)
        print_line(page, NULL, arena_format(document->arena, "%s: %s", said(page, "Số", "No."), document->number));
    print_line(page, "state", document->state);
    buffer_text(page->to, "</td><td>");
    print_line(page, "nation", "Cộng hòa xã hội chủ nghĩa Việt Nam");
    print_line(page, "motto", "Độc lập - Tự do - Hạnh phúc");
    print_line(page, "place", document->place_and_date);
    buffer_text(page->to, "</td></tr>");
    html_close(page->to, "table");
}

static void print_title(const struct page *page) {
    const struct rollup_document *document = page->document;
    const struct rollup_table *table = &document->tables[0];
    print_head(page);
    html_element(page->to, "h1", NULL, document->title);
    print_line(page, "about",
               arena_format(document->arena, "%s · %s (%s)", table->node.name,
                            period_in_words(document->arena, &table->period, document->language),
                            days_in_words(document->arena, &table->period)));
    print_line(page, "about",
               arena_format(document->arena, "%s: %s · %s", said(page, "Số liệu đến", "As of"),
                            moment_in_words(document->arena, table->as_of, document->zone_offset_seconds),
                            counted_in_words(table, document->language)));
    print_line(page, "about", boundaries_in_words(document->arena, table, document->language));
}

static void print_texts(const struct page *page) {
    for (uint32_t i = 0; i < page->document->text_count; i++) {
        html_element(page->to, "h2", NULL, page->document->texts[i].title);
        print_line(page, "text", page->document->texts[i].text);
    }
}

/* ---- Cells of tables */

static void open_figures(const struct page *page, const char *klass) {
    buffer_format(page->to, "<table class=\"figures%s%s\">\n<thead><tr>", klass ? " " : "", klass ? klass : "");
}

static void print_heading(const struct page *page, const char *text) {
    html_element(page->to, "th", NULL, text);
}

static void print_number(const struct page *page, const char *digits) {
    html_element(page->to, "td", "number",
                 digits ? number_in_words(page->document->arena, digits, page->document->language) : NULL);
}

static void print_count(const struct page *page, uint32_t count) {
    print_number(page, arena_format(page->document->arena, "%" PRIu32, count));
}

/* The marks that are used are explained below the tables. */
static void mark_absence(struct page *page, const char *status) {
    for (int i = 0; i < ABSENCES; i++)
        page->marked[i] |= text_equal(absences[i], status);
}

/* A figure, or the mark that says why there is none. */
static void print_figure(struct page *page, const struct table_figures *figures, const char *digits) {
    if (digits && !figures->status) {
        print_number(page, digits);
        return;
    }
    mark_absence(page, figures->status);
    const char *mark = absence_mark(figures->status);
    html_element(page->to, "td", "number", digits ? arena_format(page->document->arena, "%s %s", digits, mark) : mark);
}

/* ---- The unit's figures */

/* A share of what is not there is no figure that is missing: its cell stays empty. So does a plan that asks nothing. */
static bool is_bare(enum figure_column column) {
    return column == FIGURE_PLANNED || column == FIGURE_PERCENT_PLAN || column == FIGURE_PERCENT_PREVIOUS ||
           column == FIGURE_PERCENT_CUMULATIVE;
}

static void print_columns(const struct page *page) {
    static const char *const vietnamese[] = {"STT", "Chỉ tiêu", "Đơn vị tính"};
    static const char *const english[] = {"Row", "Indicator", "Unit of measure"};
    for (size_t i = 0; i < sizeof vietnamese / sizeof *vietnamese; i++)
        print_heading(page, said(page, vietnamese[i], english[i]));
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++)
        if (table_shows(page->table, (enum figure_column)column))
            print_heading(page, figure_column_said((enum figure_column)column, page->document->language));
    print_heading(page, said(page, "Riêng đơn vị", "Own agencies"));
    print_heading(page, said(page, "Số báo cáo có số liệu", "Reports with a value"));
    buffer_text(page->to, "</tr></thead><tbody>\n");
}

static void print_row(struct page *page, uint32_t index) {
    const struct table_line *line = &page->table->lines[index];
    const struct table_figures *figures = &page->table->node.figures[index], *own = &page->table->own.figures[index];
    buffer_text(page->to, "<tr>");
    html_element(page->to, "td", "center", line->row);
    html_element(page->to, "td", "name", line_in_words(page->document->arena, line, page->document->language));
    html_element(page->to, "td", "center", measure_in_words(line->unit_of_measure, page->document->language));
    for (int column = 0; column < FIGURE_COLUMN_COUNT; column++) {
        if (!table_shows(page->table, (enum figure_column)column))
            continue;
        if (is_bare((enum figure_column)column))
            print_number(page, figures->digits[column]);
        else
            print_figure(page, figures, figures->digits[column]);
    }
    print_number(page, own->digits[FIGURE_SUM]);
    print_count(page, figures->reported);
    buffer_text(page->to, "</tr>\n");
}

static void print_figures(struct page *page) {
    open_figures(page, NULL);
    print_columns(page);
    for (uint32_t i = 0; i < page->table->line_count; i++)
        print_row(page, i);
    buffer_text(page->to, "</tbody>");
    html_close(page->to, "table");
}

/* ---- The units below: a few lines abreast, then the next few */

static void print_child(struct page *page, const struct table_node *node, const char *klass, uint32_t first,
                        uint32_t end) {
    html_open(page->to, "tr", klass);
    html_element(page->to, "td", "center", node->code);
    html_element(page->to, "td", "name", node->name);
    for (uint32_t i = first; i < end; i++)
        print_figure(page, &node->figures[i], node->figures[i].digits[FIGURE_SUM]);
    html_close(page->to, "tr");
}

static void print_block(struct page *page, uint32_t first, uint32_t end) {
    open_figures(page, "small");
    print_heading(page, said(page, "Mã", "Code"));
    print_heading(page, said(page, "Đơn vị", "Unit"));
    for (uint32_t i = first; i < end; i++) {
        const struct table_line *line = &page->table->lines[i];
        const char *name = line_in_words(page->document->arena, line, page->document->language);
        print_heading(page, line->row ? arena_format(page->document->arena, "%s. %s", line->row, name) : name);
    }
    buffer_text(page->to, "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < page->table->child_count; i++)
        print_child(page, &page->table->children[i], NULL, first, end);
    print_child(page, &page->table->node, "sum", first, end);
    buffer_text(page->to, "</tbody>");
    html_close(page->to, "table");
}

static void print_children(struct page *page) {
    uint32_t count = page->table->line_count;
    if (page->table->child_count == 0)
        return;
    html_element(page->to, "h3", NULL, said(page, "Chia theo đơn vị trực thuộc", "By the units below"));
    for (uint32_t first = 0; first < count; first += LINES_ABREAST) {
        print_block(page, first, first + LINES_ABREAST < count ? first + LINES_ABREAST : count);
        buffer_text(page->to, "<p>&#160;</p>\n");
    }
}

/* ---- Who has reported */

static void print_completeness_row(const struct page *page, const struct table_node *node, const char *klass) {
    char text[QUANTITY_TEXT_SIZE];
    const struct completeness *completeness = &node->completeness;
    html_open(page->to, "tr", klass);
    html_element(page->to, "td", "center", node->code);
    html_element(page->to, "td", NULL, node->name);
    for (int count = 0; count < COMPLETENESS_COUNTS; count++)
        print_count(page, completeness_of(completeness, count));
    print_number(page, figure_percent(completeness->reported, completeness->expected, text));
    html_close(page->to, "tr");
}

static void print_completeness(const struct page *page) {
    html_element(page->to, "h3", NULL, said(page, "Tình hình gửi báo cáo", "Reports received"));
    open_figures(page, "small");
    print_heading(page, said(page, "Mã", "Code"));
    print_heading(page, said(page, "Đơn vị", "Unit"));
    for (int count = 0; count < COMPLETENESS_COUNTS; count++)
        print_heading(page, completeness_said(count, page->document->language));
    print_heading(page, said(page, "% đã gửi", "% reported"));
    buffer_text(page->to, "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < page->table->child_count; i++)
        print_completeness_row(page, &page->table->children[i], NULL);
    print_completeness_row(page, &page->table->node, "sum");
    buffer_text(page->to, "</tbody>");
    html_close(page->to, "table");
}

/* ---- Targets */

static void print_target(struct page *page, const struct document_target *target) {
    struct arena *arena = page->document->arena;
    const char *state = attainment_state_said(target->state, page->document->language);
    if (target->confidential)
        mark_absence(page, "confidential");
    buffer_text(page->to, "<tr>");
    html_element(page->to, "td", target->depth > 0 ? "center" : NULL, target->code);
    html_element(page->to, "td", "name", target->text);
    print_number(page, target->required);
    print_number(page, target->actual);
    html_element(page->to, "td", "center",
                 target->confidential ? arena_format(arena, "%s %s", state, absence_mark("confidential")) : state);
    html_element(page->to, "td", "center", target->reports);
    buffer_text(page->to, "</tr>\n");
}

static void print_targets(struct page *page) {
    static const char *const vietnamese[] = {"Mã", "Chỉ tiêu", "Yêu cầu", "Thực hiện", "Đánh giá", "Báo cáo đã nhận"};
    static const char *const english[] = {"Code", "Target", "Required", "Actual", "State", "Reports received"};
    if (page->document->target_count == 0)
        return;
    html_element(page->to, "h2", NULL,
                 arena_format(page->document->arena, "%s: %s",
                              said(page, "Kết quả thực hiện chỉ tiêu", "Attainment of targets"), page->document->plan));
    open_figures(page, "small");
    for (size_t i = 0; i < sizeof vietnamese / sizeof *vietnamese; i++)
        print_heading(page, said(page, vietnamese[i], english[i]));
    buffer_text(page->to, "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < page->document->target_count; i++)
        print_target(page, &page->document->targets[i]);
    buffer_text(page->to, "</tbody>");
    html_close(page->to, "table");
}

/* ---- Below the tables */

static void print_note(const struct page *page, const char *mark, const char *text) {
    html_element(page->to, "p", NULL, arena_format(page->document->arena, "%s %s", mark, text));
}

static const char *missing_said(const struct page *page, const struct rollup_table *table, uint32_t missing) {
    return arena_format(page->document->arena,
                        page->document->language == LANGUAGE_VI
                            ? "%s: còn %" PRIu32 " báo cáo chưa gửi, số liệu chưa đầy đủ."
                            : "%s: %" PRIu32 " reports are missing, the figures are not complete.",
                        table->form, missing);
}

static void print_missing_reports(const struct page *page) {
    for (uint32_t i = 0; i < page->document->table_count; i++) {
        const struct rollup_table *table = &page->document->tables[i];
        uint32_t missing = table->node.completeness.expected - table->node.completeness.reported;
        if (missing > 0)
            print_note(page, "*", missing_said(page, table, missing));
        if (!table->complete)
            print_note(page, "*", incomplete_in_words(page->document->language));
    }
}

static void print_notes(const struct page *page) {
    html_open(page->to, "div", "notes");
    print_missing_reports(page);
    for (int i = 0; i < ABSENCES; i++)
        if (page->marked[i])
            print_note(page, arena_format(page->document->arena, "%s :", absence_mark(absences[i])),
                       absence_meaning(absences[i], page->document->language));
    for (uint32_t i = 0; i < page->document->remark_count; i++)
        print_note(page, "*", page->document->remarks[i]);
    html_close(page->to, "div");
}

static void print_drawn_up(const struct page *page) {
    html_open(page->to, "td", NULL);
    html_element(page->to, "p", NULL, "\xC2\xA0");
    html_element(page->to, "p", "role", said(page, "Người lập biểu", "Drawn up by"));
    html_close(page->to, "td");
}

static void print_recipients(const struct page *page) {
    html_open(page->to, "td", "to");
    html_element(page->to, "p", "heading", said(page, "Nơi nhận:", "To:"));
    for (uint32_t i = 0; i < page->document->recipient_count; i++)
        html_element(page->to, "p", NULL, arena_format(page->document->arena, "- %s;", page->document->recipients[i]));
    html_close(page->to, "td");
}

static void print_foot(const struct page *page) {
    html_open(page->to, "table", "foot");
    buffer_text(page->to, "<tr>");
    if (page->document->recipient_count > 0)
        print_recipients(page);
    else
        print_drawn_up(page);
    buffer_text(page->to, "<td>");
    html_element(page->to, "p", NULL, page->document->place_and_date ? "\xC2\xA0" : "……, ngày …… tháng …… năm ……");
    html_element(page->to, "p", "role", said(page, "Thủ trưởng đơn vị", "Head of the unit"));
    buffer_text(page->to, "</td></tr>");
    html_close(page->to, "table");
}

/* ---- The page */

static void print_table(struct page *page, uint32_t index) {
    page->table = &page->document->tables[index];
    html_element(page->to, "h2", NULL, form_in_words(page->document->arena, page->table, page->document->language));
    print_figures(page);
    print_children(page);
    print_completeness(page);
}

static void print_opening(const struct page *page) {
    buffer_format(page->to, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                  said(page, "vi", "en"));
    buffer_text(page->to, "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_element(page->to, "title", NULL, page->document->title);
    html_open(page->to, "style", NULL);
    buffer_text(page->to, style);
    html_close(page->to, "style");
    buffer_text(page->to, "</head>\n<body>\n<main>\n");
}

void rollup_page_write(const struct rollup_document *document, struct buffer *to) {
    struct page page = {.document = document, .to = to};
    print_opening(&page);
    print_title(&page);
    print_texts(&page);
    for (uint32_t i = 0; i < document->table_count; i++)
        print_table(&page, i);
    print_targets(&page);
    print_notes(&page);
    print_foot(&page);
    buffer_text(to, "</main>\n</body>\n</html>\n");
}
