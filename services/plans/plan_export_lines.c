/* Lines that the page and the workbook say alike: funding, bodies, recipients, annexes, and what belongs to a target. */
#include <string.h>

#include "core/text.h"
#include "plan_export.h"
#include "plan_words.h"

const char *references_said(const struct exported_plan *plan, const json_t *references, const char *separator) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *reference;
    json_array_foreach(references, index, reference) {
        list_add(&said, separator, reference_said(plan->arena, reference));
    }
    return list_end_text(plan->arena, &said);
}

/* The level is said where the source does not say it: "Ngân sách cấp tỉnh", but "Nguồn huy động, cấp tỉnh". */
const char *funding_said(const struct exported_plan *plan, const json_t *line) {
    const char *source = member_text(line, "source"), *level = member_text(line, "level");
    AUTO_BUFFER said = {0};
    list_add(&said, "", words_say(source_said, source));
    list_add(&said, ", ", text_equal(source, level) ? NULL : words_say(level_said, level));
    list_add(&said, ": ", member_text(line, "text"));
    list_add(&said, "; ", money_said(plan->arena, json_object_get(line, "amount")));
    if (member_text(line, "condition"))
        buffer_format(&said, " (%s)", member_text(line, "condition"));
    return list_end_text(plan->arena, &said);
}

/* The level is said where the name does not say it: "Đoàn kiểm tra liên ngành cấp huyện". */
const char *body_said(const struct exported_plan *plan, const json_t *body) {
    const char *name = member_text(body, "name"), *level = words_say(level_said, member_text(body, "level"));
    const json_t *standing = json_object_get(body, "standing");
    AUTO_BUFFER said = {0}, more = {0};
    list_add(&more, "; ", name && level && strstr(name, level) ? NULL : level);
    if (json_is_object(standing))
        list_add(&more, "; ",
                 arena_format(plan->arena, "cơ quan thường trực: %s", selector_said(&plan->names, standing)));
    list_add(&said, "", name);
    if (more.size > 0)
        buffer_format(&said, " (%s)", buffer_cstr(&more));
    list_add(&said, ": ", member_text(body, "text"));
    return list_end_text(plan->arena, &said);
}

const char *recipient_said(const struct exported_plan *plan, const json_t *recipient) {
    const char *purpose = member_text(recipient, "purpose");
    if (member_text(recipient, "text"))
        return member_text(recipient, "text");
    if (text_equal(purpose, "archive"))
        return "Lưu: VT";
    const char *who = capital_said(plan->arena, selector_said(&plan->names, recipient));
    return purpose ? arena_format(plan->arena, "%s (%s)", who, words_say(purpose_said, purpose)) : who;
}

const char *annex_said(const struct exported_plan *plan, const json_t *annex) {
    const char *title = member_text(annex, "title");
    const char *missing = json_is_false(json_object_get(annex, "present")) ? " (chưa có kèm theo)" : "";
    return arena_format(plan->arena, "Phụ lục %s%s%s%s", member_text(annex, "code"), text_empty(title) ? "" : ": ",
                        title ? title : "", missing);
}

static const char *member_said(const struct exported_plan *plan, const json_t *member) {
    const char *name = member_text(member, "name"), *unit = unit_said(&plan->names, member_text(member, "unit"));
    return name ? arena_format(plan->arena, "%s (%s)", name, unit) : unit;
}

void members_each(const struct exported_plan *plan, const json_t *target, void (*each)(void *context, const char *said),
                  void *context) {
    const char *count = quantity_said(plan->arena, json_object_get(target, "count"));
    const char *annex = member_text(target, "annex");
    size_t index;
    json_t *member;
    json_array_foreach(json_object_get(target, "list"), index, member) {
        each(context, member_said(plan, member));
    }
    if (index == 0 && (count || annex))
        each(context, arena_format(plan->arena, "%s nơi%s%s", count ? count : "Các", annex ? " theo Phụ lục " : "",
                                   annex ? annex : ""));
}

const char *allocations_said(const struct exported_plan *plan, const json_t *target) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *allocation;
    json_array_foreach(json_object_get(target, "allocations"), index, allocation) {
        const char *unit = unit_said(&plan->names, member_text(allocation, "unit"));
        const char *value = quantity_said(plan->arena, json_object_get(allocation, "value"));
        list_add(&said, "; ", arena_format(plan->arena, "%s: %s", unit, value ? value : "…"));
    }
    return list_end_text(plan->arena, &said);
}

/* "Năm 2022: 90 (Báo cáo năm 2022)". */
const char *baseline_said(const struct exported_plan *plan, const json_t *target) {
    const json_t *baseline = json_object_get(target, "baseline");
    const char *code = member_text(baseline, "period"), *source = member_text(baseline, "source");
    const char *value = quantity_said(plan->arena, json_object_get(baseline, "value"));
    const char *period = period_code_said(plan->arena, code);
    AUTO_BUFFER said = {0};
    list_add(&said, "", period ? period : code);
    list_add(&said, ": ", value);
    if (said.size > 0 && !text_empty(source))
        buffer_format(&said, " (%s)", source);
    return list_end_text(plan->arena, &said);
}

const char *channels_said(const struct exported_plan *plan, const json_t *target) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *channel;
    json_array_foreach(json_object_get(target, "channels"), index, channel) {
        list_add(&said, "; ", member_text(channel, "name"));
    }
    return list_end_text(plan->arena, &said);
}
