/* The list as a page to print: the annex of a letter that reminds (decree 30/2020/NĐ-CP, annex I), a table for each form and period. */
#include <inttypes.h>

#include "core/html.h"
#include "obligation_print.h"

/* A4 with the decree's margins; a group's name stays with its first row. */
static const char style[] =
    "@page{size:A4;margin:20mm 15mm 20mm 30mm;@top-center{content:counter(page);font:13pt 'Times New Roman',serif}}"
    "@page:first{@top-center{content:none}}"
    "*{box-sizing:border-box}"
    "body{margin:0;color:#000;background:#fff;font:13pt/1.3 'Times New Roman','Liberation Serif',Tinos,Times,serif}"
    "h1,h2,p{margin:0}"
    "h1{text-align:center;font-size:14pt;text-transform:uppercase}"
    ".annex,.with{text-align:center}"
    ".annex{font-weight:bold;text-transform:uppercase}"
    ".with{font-style:italic;margin-bottom:10pt}"
    "h2{margin-top:14pt;font-size:13pt;break-after:avoid}"
    ".period{break-after:avoid;font-style:italic}"
    "table{width:100%;margin-top:4pt;border-collapse:collapse;font-size:12pt}"
    "thead{display:table-header-group}"
    "tr{break-inside:avoid}"
    "th,td{padding:2pt 4pt;border:1px solid #000;vertical-align:top;text-align:left}"
    "thead th{text-align:center}"
    ".group th{break-after:avoid;background:#f2f2f2}"
    ".number{text-align:right;white-space:nowrap}"
    ".sum{margin-top:4pt;font-weight:bold}"
    ".cut{margin-top:10pt;padding:4pt;border:1px solid #000;font-weight:bold}"
    "@media screen{body{background:#e8e8e8}main{width:210mm;max-width:100%;margin:8mm auto;padding:20mm 15mm 20mm 30mm;"
    "background:#fff;box-shadow:0 0 4mm #bbb}}";

enum { COLUMNS = 7 };

static void print_head(const struct printed *printed, struct buffer *to) {
    html_element(to, "p", "annex", say(printed, "Phụ lục", "Annex"));
    html_element(to, "h1", NULL, title_said(printed));
    html_element(to, "p", "with",
                 say(printed, "(Kèm theo Văn bản số ……/…… ngày … tháng … năm ……)", "(To letter No. ……/…… of …… )"));
    html_element(to, "p", NULL,
                 arena_format(printed->arena, "%s: %s", say(printed, "Phạm vi", "Scope"), scope_said(printed)));
    html_element(
        to, "p", NULL,
        arena_format(printed->arena, "%s: %s", say(printed, "Thời điểm lập", "Made at"), made_at_said(printed)));
    if (printed->cut)
        html_element(to, "p", "cut", cut_said(printed));
}

static void print_headings(const struct printed *printed, struct buffer *to) {
    const char *const headings[COLUMNS] = {
        say(printed, "STT", "No."),         say(printed, "Đơn vị", "Unit"),
        say(printed, "Mã", "Code"),         say(printed, "Cơ quan", "Agency"),
        say(printed, "Hạn gửi", "Due"),     say(printed, "Số ngày quá hạn", "Days late"),
        say(printed, "Tình trạng", "State")};
    buffer_text(to, "<thead><tr>");
    for (size_t i = 0; i < COLUMNS; i++)
        html_element(to, "th", NULL, headings[i]);
    buffer_text(to, "</tr></thead>\n");
}

static void print_due(const struct printed *printed, const struct owed *owed, struct buffer *to) {
    const char *original = original_due_said(printed, owed);
    html_open(to, "td", NULL);
    html_text(to, due_said(printed, owed));
    if (original)
        html_text(to, arena_format(printed->arena, " (%s %s)", say(printed, "gia hạn từ", "extended from"), original));
    html_close(to, "td");
}

static void print_row(const struct printed *printed, const struct owed *owed, size_t number, struct buffer *to) {
    int64_t late = days_late(printed, owed);
    buffer_text(to, "<tr>");
    html_element(to, "td", "number", arena_format(printed->arena, "%zu", number));
    html_element(to, "td", NULL, unit_of(owed)->name);
    html_element(to, "td", NULL, unit_of(owed)->code);
    html_element(to, "td", NULL, agency_said(printed, owed));
    print_due(printed, owed, to);
    html_element(to, "td", "number", late > 0 ? arena_format(printed->arena, "%" PRId64, late) : NULL);
    html_element(to, "td", NULL, state_said(printed, owed->state));
    buffer_text(to, "</tr>\n");
}

/* So many rows from here on stand below the same unit. */
static size_t group_size(const struct printed *printed, size_t first, size_t end) {
    size_t at = first + 1;
    while (at < end && unit_above(&printed->rows[at]) == unit_above(&printed->rows[first]))
        at++;
    return at - first;
}

static void print_group(const struct printed *printed, size_t first, size_t size, struct buffer *to) {
    const struct unit_version *above = unit_above(&printed->rows[first]);
    const char *name = above ? above->name : say(printed, "Trung ương", "Central level");
    buffer_format(to, "<tr class=\"group\"><th colspan=\"%d\">", COLUMNS);
    html_text(to, arena_format(printed->arena, "%s: %zu", name, size));
    buffer_text(to, "</th></tr>\n");
}

static size_t slot_size(const struct printed *printed, size_t first) {
    size_t at = first + 1;
    while (at < printed->count && printed->rows[at].slot == printed->rows[first].slot)
        at++;
    return at - first;
}

static void print_slot(const struct printed *printed, size_t first, size_t end, struct buffer *to) {
    const struct obligation_slot *slot = printed->rows[first].slot;
    html_element(to, "h2", NULL, form_said(printed, slot));
    html_element(to, "p", "period", period_said(printed, slot));
    html_open(to, "table", NULL);
    print_headings(printed, to);
    for (size_t at = first, size = 0; at < end; at += size) {
        size = group_size(printed, at, end);
        print_group(printed, at, size, to);
        for (size_t i = at; i < at + size; i++)
            print_row(printed, &printed->rows[i], i - first + 1, to);
    }
    html_close(to, "table");
    html_element(to, "p", "sum", arena_format(printed->arena, "%s: %zu", say(printed, "Cộng", "Sum"), end - first));
}

static void print_slots(const struct printed *printed, struct buffer *to) {
    for (size_t at = 0, size = 0; at < printed->count; at += size) {
        size = slot_size(printed, at);
        print_slot(printed, at, at + size, to);
    }
    html_element(to, "p", "sum",
                 arena_format(printed->arena, "%s: %zu", say(printed, "Tổng cộng", "Total"), printed->count));
}

void obligation_page_write(const struct printed *printed, struct buffer *to) {
    buffer_format(to, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                  say(printed, "vi", "en"));
    buffer_text(to, "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_element(to, "title", NULL, title_said(printed));
    html_open(to, "style", NULL);
    buffer_text(to, style);
    html_close(to, "style");
    buffer_text(to, "</head>\n<body>\n<main>\n");
    print_head(printed, to);
    print_slots(printed, to);
    buffer_text(to, "</main>\n</body>\n</html>\n");
}
