/* Prints the sections of a plan with their targets and tasks. */
#include "core/html.h"
#include "core/text.h"
#include "plan_page.h"
#include "plan_words.h"

static const char *target_text(const json_t *target) {
    const char *text = member_text(target, "text");
    return text ? text : member_text(target, "code");
}

static void print_members(const struct page *page, const json_t *target) {
    size_t index;
    json_t *member;
    json_array_foreach(json_object_get(target, "list"), index, member) {
        const char *name = member_text(member, "name"),
                   *unit = unit_said(&page->plan->names, member_text(member, "unit"));
        page_item(page, "sub", name ? arena_format(page->plan->arena, "%s (%s)", name, unit) : unit);
    }
}

static void print_allocations(const struct page *page, const json_t *target) {
    struct arena *arena = page->plan->arena;
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *allocation;
    json_array_foreach(json_object_get(target, "allocations"), index, allocation) {
        const char *unit = unit_said(&page->plan->names, member_text(allocation, "unit"));
        const json_t *value = json_object_get(allocation, "value");
        const char *digits = json_is_integer(value)
                                 ? arena_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value))
                                 : json_string_value(value);
        list_add(&said, "; ", arena_format(arena, "%s: %s", unit, digits ? digits : "…"));
    }
    if (said.size > 0)
        page_item(page, "sub", arena_format(arena, "Phân bổ: %s", buffer_cstr(&said)));
}

/* A target, and below it what it is made of. */
static void print_target(const struct page *page, const json_t *target, const char *klass) {
    size_t index;
    json_t *part;
    page_item(page, klass, target_text(target));
    print_members(page, target);
    print_allocations(page, target);
    json_array_foreach(json_object_get(target, "parts"), index, part) {
        print_target(page, part, "sub");
    }
    const json_t *inner = json_object_get(target, "target");
    if (inner && !text_equal(target_text(inner), target_text(target)))
        print_target(page, inner, "sub");
}

static void print_targets(const struct page *page, const json_t *section) {
    const struct layout *layout = &page->plan->layout;
    for (size_t i = 0; i < layout->target_count; i++)
        if (layout->targets[i].section == section)
            print_target(page, layout->targets[i].item, "item");
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

static const char *references_text(const struct page *page, const json_t *task) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *reference;
    json_array_foreach(json_object_get(task, "references"), index, reference) {
        list_add(&said, "; ", reference_said(page->plan->arena, reference));
    }
    return list_end_text(page->plan->arena, &said);
}

static void print_task(const struct page *page, const struct placed *placed) {
    const json_t *task = placed->item;
    size_t index;
    json_t *activity;
    html_open(page->to, "p", "point");
    html_text(page->to, placed->printed);
    html_text(page->to, ") ");
    html_text(page->to, member_text(task, "content"));
    html_close(page->to, "p");
    json_array_foreach(json_object_get(task, "activities"), index, activity) {
        page_item(page, "item", json_string_value(activity));
    }
    for (const struct words *role = role_said; role->word; role++)
        print_labelled(page, role->said, agencies_said(page->plan, task, role->word));
    print_labelled(page, "Thời gian thực hiện", time_said(page->plan->arena, json_object_get(task, "time")));
    print_labelled(page, "Thực hiện theo", references_text(page, task));
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
    html_open(page->to, element, NULL);
    html_text(page->to, printed);
    html_text(page->to, text_empty(printed) || text_empty(title) ? "" : ". ");
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
    return count > 0 && text_equal(member_text(json_array_get(sections, count - 1), "printed"),
                                   roman_number(page->plan->arena, count));
}

void page_sections(const struct page *page) {
    const json_t *sections = json_object_get(page->plan->body, "sections");
    page_parts_before(page);
    print_sections(page, sections, 0);
    print_items(page, NULL);
    page_parts_after(page, counts_in_roman(page, sections) ? json_array_size(sections) : 0);
}
