/* Prints the sections of a plan with their targets and tasks. */
#include <string.h>

#include "core/html.h"
#include "core/text.h"
#include "plan_page.h"
#include "plan_words.h"

/* Its words, or what it asks for where it has none. */
static const char *target_text(const struct page *page, const json_t *target) {
    struct threshold threshold = threshold_of(page->plan->arena, target);
    AUTO_BUFFER said = {0};
    if (!text_empty(member_text(target, "text")))
        return member_text(target, "text");
    list_add(&said, "", member_text(target, "code"));
    list_add(&said, ": ", threshold.comparator);
    list_add(&said, " ", threshold.number);
    list_add(&said, " ", threshold.counted_in);
    return list_end_text(page->plan->arena, &said);
}

static void print_place(void *context, const char *said) {
    const struct page *page = context;
    page_item(page, "sub", capital_said(page->plan->arena, said));
}

static void print_detail(const struct page *page, const char *label, const char *text) {
    if (!text_empty(text))
        page_item(page, "sub", arena_format(page->plan->arena, "%s: %s", label, text));
}

/* What holds for a target where it says nothing: the plan's, or that of the target it is a part of. */
struct surroundings {
    day_t end;
    const char *scope; /* as it is said */
};

static struct surroundings surroundings_of_plan(const struct page *page) {
    const json_t *issuer = json_object_get(page->plan->body, "issuer");
    return (struct surroundings){.end = page->plan->plan->span.end,
                                 .scope = unit_said(&page->plan->names, member_text(issuer, "unit"))};
}

/* False: `by` is no day and no period. */
static bool end_of(const struct page *page, const char *by, day_t *ret_end) {
    const struct programme *programme = page->plan->plan->programme;
    const struct target target = {.by = by};
    const struct period around = {.end = *ret_end};
    const char *code;
    *ret_end = target_end(&target, programme ? programme->calendar : &calendar_plain, &around, &code);
    return code == by;
}

static const char *by_said(struct arena *arena, const char *by) {
    day_t day;
    if (day_parse(by, &day))
        return arena_format(arena, "đến ngày %s", day_said(arena, by));
    const char *period = period_code_said(arena, by);
    return period ? arena_format(arena, "đến hết %s", period) : by;
}

/* Until when and where, if that is not what holds around it anyway; returns what holds for its parts. */
static struct surroundings print_bounds(const struct page *page, const json_t *target, struct surroundings around) {
    const char *by = member_text(target, "by"), *unit = member_text(json_object_get(target, "scope"), "unit");
    day_t end = around.end;
    bool readable = by && end_of(page, by, &end);
    const char *scope = unit ? unit_said(&page->plan->names, unit) : around.scope;
    if (by && (!readable || end != around.end))
        print_detail(page, "Thời hạn", by_said(page->plan->arena, by));
    if (!text_equal(scope, around.scope))
        print_detail(page, "Phạm vi", scope);
    return (struct surroundings){.end = end, .scope = scope};
}

static void print_details(const struct page *page, const json_t *target) {
    members_each(page->plan, target, print_place, (void *)page);
    print_detail(page, "Kênh", channels_said(page->plan, target));
    print_detail(page, "Mức gốc", baseline_said(page->plan, target));
    print_detail(page, "Phân bổ", allocations_said(page->plan, target));
    print_detail(page, "Thực hiện theo", references_said(page->plan, json_object_get(target, "references"), "; "));
}

/* A target, and below it what it is made of. */
static void print_target(const struct page *page, const json_t *target, const char *klass, const char *said_above,
                         struct surroundings around) {
    const char *text = target_text(page, target);
    const json_t *inner = json_object_get(target, "target");
    size_t index;
    json_t *part;
    if (!text_equal(text, said_above))
        page_item(page, klass, text);
    around = print_bounds(page, target, around);
    print_details(page, target);
    json_array_foreach(json_object_get(target, "parts"), index, part) {
        print_target(page, part, "sub", NULL, around);
    }
    if (!inner)
        return;
    page_item(page, "sub", "Thực hiện khi được phân bổ");
    print_target(page, inner, "sub", text, around);
}

static void print_targets(const struct page *page, const json_t *section) {
    const struct layout *layout = &page->plan->layout;
    for (size_t i = 0; i < layout->target_count; i++)
        if (layout->targets[i].section == section)
            print_target(page, layout->targets[i].item, "item", NULL, surroundings_of_plan(page));
}

static void print_labelled(const struct page *page, const char *label, const char *text) {
    if (text_empty(text))
        return;
    html_open(page->to, "p", "item");
    buffer_text(page->to, "- ");
    buffer_text(page->to, "<i>");
    html_text(page->to, label);
    buffer_text(page->to, "</i>: ");
    html_text(page->to, text);
    buffer_char(page->to, '.');
    html_close(page->to, "p");
}

/* A number as acts set it before a text: "a" → "a) ", "1." → "1. ", "" → "". */
static const char *numbering(struct arena *arena, const char *printed, const char *mark) {
    size_t size = printed ? strlen(printed) : 0;
    if (size == 0)
        return "";
    bool marked = strchr(").:/-", printed[size - 1]) != NULL;
    return arena_format(arena, "%s%s ", printed, marked ? "" : mark);
}

static void print_task(const struct page *page, const struct placed *placed) {
    const json_t *task = placed->item;
    size_t index;
    json_t *activity;
    html_open(page->to, "p", "point");
    html_text(page->to, numbering(page->plan->arena, placed->printed, ")"));
    html_text(page->to, member_text(task, "content"));
    html_close(page->to, "p");
    json_array_foreach(json_object_get(task, "activities"), index, activity) {
        page_item(page, "item", json_string_value(activity));
    }
    for (const struct words *role = role_said; role->word; role++)
        print_labelled(page, role->said, agencies_said(page->plan, task, role->word));
    print_labelled(page, "Thời gian thực hiện", time_said(page->plan->arena, json_object_get(task, "time")));
    print_labelled(page, "Thực hiện theo", references_said(page->plan, json_object_get(task, "references"), "; "));
}

static void print_tasks(const struct page *page, const json_t *section) {
    const struct layout *layout = &page->plan->layout;
    for (size_t i = 0; i < layout->task_count; i++)
        if (layout->tasks[i].section == section)
            print_task(page, &layout->tasks[i]);
}

static bool has_both(const struct page *page, const json_t *section) {
    const struct layout *layout = &page->plan->layout;
    size_t targets = 0, tasks = 0;
    for (size_t i = 0; i < layout->target_count; i++)
        targets += layout->targets[i].section == section;
    for (size_t i = 0; i < layout->task_count; i++)
        tasks += layout->tasks[i].section == section;
    return targets > 0 && tasks > 0;
}

static void print_items(const struct page *page, const json_t *section) {
    bool both = has_both(page, section);
    if (both)
        html_element(page->to, "p", "label", "Chỉ tiêu:");
    print_targets(page, section);
    if (both)
        html_element(page->to, "p", "label", "Nhiệm vụ:");
    print_tasks(page, section);
}

static void print_heading(const struct page *page, const json_t *section, int depth) {
    static const char *const elements[] = {"h2", "h3", "h4"};
    const char *printed = member_text(section, "printed"), *title = member_text(section, "title");
    const char *element = elements[depth < 2 ? depth : 2];
    const char *number = text_empty(title) ? printed : numbering(page->plan->arena, printed, ".");
    html_open(page->to, element, NULL);
    html_text(page->to, number);
    html_text(page->to, title);
    html_close(page->to, element);
}

static void print_sections(const struct page *page, const json_t *sections, int depth) {
    size_t index;
    json_t *section;
    json_array_foreach(sections, index, section) {
        print_heading(page, section, depth);
        if (member_text(section, "text"))
            html_element(page->to, "p", NULL, member_text(section, "text"));
        page_parts_in(page, section);
        print_items(page, section);
        print_sections(page, json_object_get(section, "sections"), depth + 1);
    }
}

/* Whether the plan numbers its sections I, II, III …, so that what is added behind them goes on. */
static bool counts_in_roman(const struct page *page, const json_t *sections) {
    size_t count = json_array_size(sections);
    const char *last = member_text(json_array_get(sections, count - 1), "printed");
    return count > 0 && last &&
           text_equal(arena_slice(page->plan->arena, last, strcspn(last, ".) ")),
                      roman_number(page->plan->arena, count));
}

void page_sections(const struct page *page) {
    const json_t *sections = json_object_get(page->plan->body, "sections");
    page_parts_before(page);
    print_sections(page, sections, 0);
    print_items(page, NULL);
    page_parts_after(page, counts_in_roman(page, sections) ? json_array_size(sections) : 0);
}
