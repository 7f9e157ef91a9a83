/* The printable page of a plan in the layout of an administrative act (decree 30/2020/NĐ-CP, annex I): head, title, legal bases,
 * body, recipients and signing form. Blanks of the act stay blank; nobody's name is printed. */
#include "plan_page.h"

#include <stdio.h>
#include <string.h>

#include "core/html.h"
#include "core/text.h"
#include "plan_words.h"

/* A4 with the decree's margins and sizes of letters. */
static const char style[] =
    "@page{size:A4;margin:20mm 15mm 20mm 30mm;@top-center{content:counter(page);font:13pt 'Times New Roman',serif}}"
    "@page:first{@top-center{content:none}}"
    "*{box-sizing:border-box}"
    "body{margin:0;color:#000;background:#fff;font:14pt/1.35 'Times New Roman','Liberation Serif',Tinos,Times,serif}"
    "p,h1,h2,h3,h4{margin:0}"
    "main>p{margin-top:6pt;text-align:justify;text-indent:10mm}"
    "main>p.point{font-weight:bold}"
    "main>p.label{font-style:italic;font-weight:bold}"
    "main>p.sub{padding-left:6mm}"
    "main>p.base{font-style:italic}"
    "h2,h3,h4{margin-top:8pt;text-align:justify;text-indent:10mm;font-size:14pt;break-after:avoid}"
    "h2{text-transform:uppercase}"
    "h4{font-style:italic}"
    "table{width:100%;border-collapse:collapse}"
    "td{padding:0;vertical-align:top}"
    ".head td{text-align:center}"
    ".head td:first-child{width:42%}"
    ".head .issuer,.head .nation{font-size:13pt;font-weight:bold;text-transform:uppercase}"
    ".head .nation{white-space:nowrap;letter-spacing:-.2pt}"
    ".head .motto{display:inline-block;padding-bottom:1pt;border-bottom:1px solid "
    "#000;font-weight:bold;white-space:nowrap}"
    ".head .number{margin-top:6pt;font-size:13pt}"
    ".head .place{margin-top:6pt;font-style:italic}"
    ".head .draft{display:inline-block;margin-top:6pt;padding:1pt 8pt;border:1px solid "
    "#000;font-size:12pt;font-weight:bold}"
    ".rule{width:40%;height:0;margin:2pt auto 0;border-top:1px solid #000}"
    "h1{margin-top:18pt;text-align:center;font-size:14pt;text-transform:uppercase}"
    ".about{padding:0 12mm;text-align:center;text-indent:0;font-weight:bold}"
    ".about::first-letter{text-transform:uppercase}"
    "h1+.about+.rule{width:22%;margin-bottom:12pt}"
    ".foot{margin-top:16pt;break-inside:avoid}"
    ".foot td:first-child{width:50%;font-size:11pt;line-height:1.25}"
    ".foot .to{font-size:12pt;font-weight:bold;font-style:italic}"
    ".foot td:last-child{padding-bottom:30mm;text-align:center;font-weight:bold;text-transform:uppercase}"
    "@media screen{body{background:#e8e8e8}main{width:210mm;max-width:100%;margin:8mm auto;padding:20mm 15mm 20mm 30mm;"
    "background:#fff;box-shadow:0 0 4mm #bbb}}";

static void print_issuer(const struct page *page) {
    const struct exported_plan *plan = page->plan;
    const json_t *issuer = json_object_get(plan->body, "issuer");
    size_t index;
    json_t *other;
    html_element(page->to, "p", "issuer", issuer_said(&plan->names, plan->plan->issuer_agency));
    if (function_is_implied(plan->plan->issuer_agency))
        html_element(page->to, "p", "issuer", unit_said(&plan->names, member_text(issuer, "unit")));
    json_array_foreach(json_object_get(plan->body, "issuers"), index, other) {
        html_element(page->to, "p", "issuer", selector_said(&plan->names, other));
    }
    html_element(page->to, "div", "rule", NULL);
}

static bool is_draft(enum plan_state state) {
    return state == PLAN_DRAFT || state == PLAN_SUBMITTED || state == PLAN_APPROVED;
}

static void print_head(const struct page *page) {
    struct arena *arena = page->plan->arena;
    const json_t *act = json_object_get(page->plan->body, "act");
    html_open(page->to, "table", "head");
    buffer_text(page->to, "<tr><td>");
    print_issuer(page);
    html_element(page->to, "p", "number", arena_format(arena, "Số: %s", number_said(arena, act)));
    if (is_draft(page->plan->record->state))
        html_element(page->to, "p", "draft", "DỰ THẢO");
    buffer_text(page->to, "</td><td>");
    html_element(page->to, "p", "nation", "Cộng hòa xã hội chủ nghĩa Việt Nam");
    html_element(page->to, "p", "motto", "Độc lập - Tự do - Hạnh phúc");
    html_element(
        page->to, "p", "place",
        arena_format(arena, "%s, %s", place_said(&page->plan->names), date_said(arena, member_text(act, "date"))));
    buffer_text(page->to, "</td></tr>");
    html_close(page->to, "table");
}

/* The kind of act that the title begins with; NULL: it names none. */
static const char *kind_in_title(const char *title) {
    static const char *const kinds[] = {"Kế hoạch",   "Chương trình", "Đề án",     "Phương án",
                                        "Quyết định", "Chỉ thị",      "Hướng dẫn", NULL};
    for (const char *const *kind = kinds; *kind; kind++)
        if (strncmp(title, *kind, strlen(*kind)) == 0 && title[strlen(*kind)] == ' ')
            return *kind;
    return NULL;
}

static void print_title(const struct page *page, const char *title, const char *kind) {
    html_element(page->to, "h1", NULL, kind ? kind : "Kế hoạch");
    html_element(page->to, "p", "about", kind ? title + strlen(kind) + 1 : title);
    html_element(page->to, "div", "rule", NULL);
}

static void print_base(const struct page *page, const char *what) {
    html_element(page->to, "p", "base", arena_format(page->plan->arena, "Căn cứ %s;", what));
}

/* Whether the references say it already, with date and issuer. */
static bool is_referred_to(const struct page *page, const char *number) {
    size_t index;
    json_t *reference;
    json_array_foreach(json_object_get(page->plan->body, "references"), index, reference) {
        if (text_equal(number_said(page->plan->arena, reference), number))
            return true;
    }
    return false;
}

static void print_bases(const struct page *page) {
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(page->plan->body, "references"), index, item) {
        print_base(page, reference_said(page->plan->arena, item));
    }
    json_array_foreach(json_object_get(page->plan->body, "implements"), index, item) {
        const char *words = json_string_value(item);
        const struct plan *parent = snapshot_plan(page->plan->names.snapshot, words);
        if (!is_referred_to(page, words))
            print_base(page, parent ? parent->title : words);
    }
}

static bool names_year(const char *text, int year) {
    char digits[12];
    snprintf(digits, sizeof digits, "%d", year);
    return strstr(text, digits) != NULL;
}

/* " (năm 2023)" where the title does not say when. */
static const char *span_unsaid(const struct page *page, const char *title) {
    const struct period *span = &page->plan->plan->span;
    bool said = names_year(title, span->year) && (span->end == DAY_NEVER || names_year(title, span->until_year));
    const char *words = said ? NULL : period_code_said(page->plan->arena, span->code);
    return words ? arena_format(page->plan->arena, " (%s)", words) : "";
}

static void print_opening(const struct page *page, const char *title, const char *kind) {
    const struct exported_plan *plan = page->plan;
    const char *unit = function_is_implied(plan->plan->issuer_agency)
                           ? unit_said(&plan->names, member_text(json_object_get(plan->body, "issuer"), "unit"))
                           : "";
    html_element(page->to, "p", NULL,
                 arena_format(plan->arena,
                              "%s%s%s ban hành %s%s%s như sau:", issuer_said(&plan->names, plan->plan->issuer_agency),
                              *unit ? " " : "", unit, kind ? "" : "Kế hoạch ", title, span_unsaid(page, title)));
}

static void print_annexes(const struct page *page) {
    size_t index;
    json_t *annex;
    json_array_foreach(json_object_get(page->plan->body, "annexes"), index, annex) {
        html_element(page->to, "p", NULL, arena_format(page->plan->arena, "%s.", annex_said(page->plan, annex)));
    }
}

static void print_recipients(const struct page *page) {
    const json_t *recipients = json_object_get(page->plan->body, "recipients");
    size_t index, count = json_array_size(recipients);
    json_t *recipient;
    html_element(page->to, "p", "to", "Nơi nhận:");
    json_array_foreach(recipients, index, recipient) {
        html_element(page->to, "p", NULL,
                     arena_format(page->plan->arena, "- %s%s", recipient_said(page->plan, recipient),
                                  index + 1 < count ? ";" : "."));
    }
    if (count == 0)
        html_element(page->to, "p", NULL, "- ……");
}

/* "TM. Ủy ban nhân dân, KT. Chủ tịch, Phó Chủ tịch": a line each. */
static void print_signing_form(const struct page *page) {
    const char *form = member_text(page->plan->body, "signingForm");
    if (text_empty(form))
        form = "……";
    while (*form) {
        size_t size = strcspn(form, ",;");
        html_element(page->to, "p", NULL, arena_slice(page->plan->arena, form, size));
        form += size + strspn(form + size, ",; ");
    }
}

static void print_foot(const struct page *page) {
    html_open(page->to, "table", "foot");
    buffer_text(page->to, "<tr><td>");
    print_recipients(page);
    buffer_text(page->to, "</td><td>");
    print_signing_form(page);
    buffer_text(page->to, "</td></tr>");
    html_close(page->to, "table");
}

void plan_page_write(const struct exported_plan *plan, struct buffer *to) {
    struct page page = {.plan = plan, .to = to};
    const char *title = member_text(plan->body, "title"), *kind = kind_in_title(title);
    page_find_homes(&page);
    buffer_text(to, "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n");
    buffer_text(to, "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_element(to, "title", NULL, title);
    html_open(to, "style", NULL);
    buffer_text(to, style);
    html_close(to, "style");
    buffer_text(to, "</head>\n<body>\n<main>\n");
    print_head(&page);
    print_title(&page, title, kind);
    print_bases(&page);
    print_opening(&page, title, kind);
    page_sections(&page);
    print_annexes(&page);
    print_foot(&page);
    buffer_text(to, "</main>\n</body>\n</html>\n");
}
