/* Prints viewpoints, purposes, funding, bodies, reporting … in the sections whose titles speak of them. */
#include <string.h>

#include "core/html.h"
#include "core/text.h"
#include "plan_page.h"
#include "plan_words.h"

struct part {
    const char *member; /* of the document */
    const char *heading;
    bool labelled;         /* its heading is said also in its home */
    const char *titles[4]; /* folded; the first that a section's title contains is its home */
    const char *(*line)(const struct page *page, const json_t *item);
};

void page_item(const struct page *page, const char *klass, const char *text) {
    size_t size = strlen(text);
    bool ended = size > 0 && strchr(".;:!?", text[size - 1]);
    html_open(page->to, "p", klass);
    buffer_text(page->to, strcmp(klass, "sub") == 0 ? "+ " : "- ");
    html_text(page->to, text);
    buffer_text(page->to, ended ? "" : ".");
    html_close(page->to, "p");
}

static const char *text_line(const struct page *page, const json_t *item) {
    (void)page;
    return json_string_value(item);
}

static const char *funding_line(const struct page *page, const json_t *item) {
    return funding_said(page->plan, item);
}

static const char *body_line(const struct page *page, const json_t *item) {
    return body_said(page->plan, item);
}

static void add_schedules(struct arena *arena, struct buffer *said, const json_t *duty) {
    size_t index;
    json_t *schedule;
    json_array_foreach(json_object_get(duty, "schedule"), index, schedule) {
        list_add(said, index == 0 ? ", kỳ " : "; ", schedule_said(arena, schedule));
    }
}

/* Whose reports are put together: of a duty of this plan its reporters, of the programme's its code. */
static const char *consolidated_said(const struct page *page, const json_t *duty) {
    const json_t *codes = json_object_get(duty, "consolidates");
    AUTO_BUFFER said = {0};
    size_t index, at;
    json_t *code, *other;
    json_array_foreach(codes, index, code) {
        const char *who = json_string_value(code);
        json_array_foreach(json_object_get(page->plan->body, "duties"), at, other) {
            if (text_equal(member_text(other, "code"), json_string_value(code)))
                who = selectors_said(&page->plan->names, json_object_get(other, "reporters"), ", ");
        }
        list_add(&said, "; ", who);
    }
    return list_end_text(page->plan->arena, &said);
}

static void add_content(const struct page *page, struct buffer *said, const json_t *duty) {
    const char *consolidated = consolidated_said(page, duty), *text = member_text(duty, "text");
    if (*consolidated)
        buffer_format(said, ", tổng hợp từ báo cáo của %s", consolidated);
    if (!text_empty(text))
        buffer_format(said, ". %s", text);
}

static void add_forms(struct arena *arena, struct buffer *said, const json_t *duty) {
    const char *forms = texts_said(arena, json_object_get(duty, "forms"), NULL, ", ");
    if (*forms)
        buffer_format(said, " theo biểu %s", forms);
}

static void add_addressees(const struct page *page, struct buffer *said, const json_t *duty) {
    const struct plan_names *names = &page->plan->names;
    const char *between = text_equal(member_text(duty, "viaMode"), "any") ? " hoặc " : ", ";
    const char *to = selectors_said(names, json_object_get(duty, "recipients"), ", ");
    const char *via = selectors_said(names, json_object_get(duty, "via"), between);
    if (*to)
        buffer_format(said, " về %s", to);
    if (*via)
        buffer_format(said, " (qua %s)", via);
}

static const char *duty_line(const struct page *page, const json_t *duty) {
    struct arena *arena = page->plan->arena;
    const char *deliverable = words_say_or(deliverable_said, member_text(duty, "deliverable"), "report");
    AUTO_BUFFER said = {0};
    buffer_text(&said, text_equal(member_text(duty, "binding"), "request") ? "đề nghị " : "");
    buffer_format(&said, "%s gửi %s", selectors_said(&page->plan->names, json_object_get(duty, "reporters"), ", "),
                  deliverable);
    if (!text_equal(member_text(duty, "deliverable"), "plan"))
        buffer_format(&said, " %s", words_say_or(regime_said, member_text(duty, "regime"), "periodic"));
    add_forms(arena, &said, duty);
    add_addressees(page, &said, duty);
    add_schedules(arena, &said, duty);
    add_content(page, &said, duty);
    return capital_said(arena, buffer_cstr(&said));
}

static const struct part parts[PART_COUNT] = {
    [PART_VIEWPOINTS] = {"viewpoints", "Quan điểm", false, {"quan diem", "muc dich", "muc tieu"}, text_line},
    [PART_PURPOSES] = {"purposes", "Mục đích", false, {"muc dich", "muc tieu"}, text_line},
    [PART_REQUIREMENTS] = {"requirements", "Yêu cầu", false, {"yeu cau", "muc dich"}, text_line},
    [PART_OBJECTIVES] = {"objectives", "Mục tiêu", false, {"muc tieu chung", "muc tieu", "muc dich"}, text_line},
    [PART_FUNDING] = {"funding", "Kinh phí thực hiện", false, {"kinh phi"}, funding_line},
    [PART_BODIES] = {"bodies", "Tổ chức liên ngành", true, {"to chuc thuc hien", "phan cong"}, body_line},
    [PART_DUTIES] =
        {"duties", "Chế độ báo cáo", true, {"bao cao", "theo doi", "to chuc thuc hien", "phan cong"}, duty_line},
};

/* The deepest first: "Mục đích, yêu cầu" is divided into "Mục đích" and "Yêu cầu". */
static const json_t *section_about(struct arena *arena, const json_t *sections, const char *words) {
    size_t index;
    json_t *section;
    json_array_foreach(sections, index, section) {
        const json_t *inner = section_about(arena, json_object_get(section, "sections"), words);
        const char *title = member_text(section, "title");
        if (inner)
            return inner;
        if (title && strstr(text_fold(arena, title), words))
            return section;
    }
    return NULL;
}

void page_find_homes(struct page *page) {
    const json_t *sections = json_object_get(page->plan->body, "sections");
    for (size_t part = 0; part < PART_COUNT; part++)
        for (size_t i = 0; i < 4 && parts[part].titles[i] && !page->home[part]; i++)
            page->home[part] = section_about(page->plan->arena, sections, parts[part].titles[i]);
}

static const json_t *items_of(const struct page *page, size_t part) {
    return json_object_get(page->plan->body, parts[part].member);
}

static void lines(const struct page *page, size_t part) {
    size_t index;
    json_t *item;
    json_array_foreach(items_of(page, part), index, item) {
        page_item(page, "item", parts[part].line(page, item));
    }
}

static size_t count_in(const struct page *page, const json_t *section) {
    size_t count = 0;
    for (size_t part = 0; part < PART_COUNT; part++)
        count += page->home[part] == section && json_array_size(items_of(page, part)) > 0;
    return count;
}

static bool title_says(const struct page *page, const json_t *section, const char *heading) {
    const char *title = member_text(section, "title");
    return title && text_equal(text_fold(page->plan->arena, title), text_fold(page->plan->arena, heading));
}

void page_parts_in(const struct page *page, const json_t *section) {
    bool several = count_in(page, section) > 1;
    for (size_t part = 0; part < PART_COUNT; part++) {
        if (page->home[part] != section || json_array_size(items_of(page, part)) == 0)
            continue;
        if ((several || parts[part].labelled) && !title_says(page, section, parts[part].heading))
            html_element(page->to, "p", "label", arena_format(page->plan->arena, "%s:", parts[part].heading));
        lines(page, part);
    }
}

static bool homeless(const struct page *page, size_t part) {
    return !page->home[part] && json_array_size(items_of(page, part)) > 0;
}

void page_parts_before(const struct page *page) {
    for (size_t part = 0; part < PART_FUNDING; part++) {
        if (!homeless(page, part))
            continue;
        html_element(page->to, "h2", NULL, parts[part].heading);
        lines(page, part);
    }
}

void page_parts_after(const struct page *page, size_t count) {
    struct arena *arena = page->plan->arena;
    for (size_t part = PART_FUNDING; part < PART_COUNT; part++) {
        if (!homeless(page, part))
            continue;
        const char *number = count > 0 ? arena_format(arena, "%s. ", roman_number(arena, ++count)) : "";
        html_element(page->to, "h2", NULL, arena_format(arena, "%s%s", number, parts[part].heading));
        lines(page, part);
    }
}
