/* Writes what differs between two documents of a consolidation. */
#include "consolidation_diff.h"

#include "core/text.h"

/* The element of a list whose member `name` says `code`; NULL: none. */
static const json_t *element_named(const json_t *list, const char *name, const char *code) {
    size_t i;
    json_t *element;
    json_array_foreach(list, i, element) {
        if (text_equal(json_string_value(json_object_get(element, name)), code))
            return element;
    }
    return NULL;
}

static void write_both(struct json_writer *json, const json_t *before, const json_t *after) {
    write_tree(json, "before", before);
    write_tree(json, "after", after);
}

static bool differ(const json_t *before, const json_t *after) {
    return (before != NULL || after != NULL) && !json_equal(before, after);
}

/* ---- Forms */

static void write_cell(struct json_writer *json, const char *code, const json_t *before, const json_t *after) {
    write_object(json, NULL);
    write_text(json, "cell", code);
    write_both(json, before, after);
    write_object_end(json);
}

/* What is kept back as long as nobody has signed differs from everything, and tells nothing. */
static bool cell_differs(const json_t *before, const json_t *after) {
    return differ(before, after) && !text_equal(json_string_value(json_object_get(after, "status")), "confidential");
}

static bool cells_differ(const json_t *before, const json_t *after) {
    const json_t *was = json_object_get(before, "cells"), *is = json_object_get(after, "cells");
    const char *code;
    json_t *cell;
    json_object_foreach((json_t *)is, code, cell) {
        if (cell_differs(json_object_get(was, code), cell))
            return true;
    }
    json_object_foreach((json_t *)was, code, cell) {
        if (json_object_get(is, code) == NULL)
            return true;
    }
    return false;
}

static void write_cells(struct json_writer *json, const json_t *before, const json_t *after) {
    const json_t *was = json_object_get(before, "cells"), *is = json_object_get(after, "cells");
    const char *code;
    json_t *cell;
    write_array(json, "cells");
    json_object_foreach((json_t *)is, code, cell) {
        const json_t *earlier = json_object_get(was, code);
        if (cell_differs(earlier, cell))
            write_cell(json, code, earlier, cell);
    }
    json_object_foreach((json_t *)was, code, cell) {
        if (json_object_get(is, code) == NULL)
            write_cell(json, code, cell, NULL);
    }
    write_array_end(json);
}

static bool member_differs(const json_t *before, const json_t *after, const char *name) {
    return differ(json_object_get(before, name), json_object_get(after, name));
}

static void write_form(struct json_writer *json, const json_t *before, const json_t *after) {
    write_object(json, NULL);
    write_text(json, "form", json_string_value(json_object_get(after, "form")));
    if (member_differs(before, after, "completeness")) {
        write_object(json, "completeness");
        write_both(json, json_object_get(before, "completeness"), json_object_get(after, "completeness"));
        write_object_end(json);
    }
    write_cells(json, before, after);
    write_object_end(json);
}

/* Both are of the same forms. */
static void write_forms(struct json_writer *json, const struct consolidation_diff *diff) {
    size_t i;
    json_t *after;
    write_array(json, "forms");
    json_array_foreach(json_object_get(diff->after, "forms"), i, after) {
        const char *code = json_string_value(json_object_get(after, "form"));
        const json_t *before = element_named(json_object_get(diff->before, "forms"), "form", code);
        if (before != NULL && (cells_differ(before, after) || member_differs(before, after, "completeness")))
            write_form(json, before, after);
    }
    write_array_end(json);
}

/* ---- Targets */

static void write_state(struct json_writer *json, const char *name, const json_t *target) {
    static const char *const members[] = {"state",  "reason",    "exceeded",   "required",
                                          "actual", "numerator", "denominator"};
    if (target == NULL) {
        write_null(json, name);
        return;
    }
    write_object(json, name);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        write_tree(json, members[i], json_object_get(target, members[i]));
    write_object_end(json);
}

static bool target_differs(const json_t *before, const json_t *after) {
    return member_differs(before, after, "state") || member_differs(before, after, "reason") ||
           member_differs(before, after, "exceeded") || member_differs(before, after, "required") ||
           member_differs(before, after, "actual") || member_differs(before, after, "numerator") ||
           member_differs(before, after, "denominator");
}

static void write_targets_of(struct json_writer *json, const json_t *before_list, const json_t *after_list) {
    size_t i;
    json_t *after;
    json_array_foreach(after_list, i, after) {
        const char *code = json_string_value(json_object_get(after, "code"));
        const json_t *before = element_named(before_list, "code", code);
        if (before == NULL || target_differs(before, after)) {
            write_object(json, NULL);
            write_text(json, "target", code);
            write_state(json, "before", before);
            write_state(json, "after", after);
            write_object_end(json);
        }
        write_targets_of(json, json_object_get(before, "parts"), json_object_get(after, "parts"));
    }
}

static void write_targets(struct json_writer *json, const struct consolidation_diff *diff) {
    write_array(json, "targets");
    if (diff->before != NULL)
        write_targets_of(json, json_object_get(json_object_get(diff->before, "attainment"), "targets"),
                         json_object_get(json_object_get(diff->after, "attainment"), "targets"));
    write_array_end(json);
}

/* ---- Narratives */

static void write_section(struct json_writer *json, const char *section, const json_t *before, const json_t *after) {
    const json_t *was = json_object_get(before, "text"), *is = json_object_get(after, "text");
    if (!differ(was, is))
        return;
    write_object(json, NULL);
    write_text(json, "section", section);
    write_both(json, was, is);
    write_object_end(json);
}

static void write_sections(struct json_writer *json, const struct consolidation_diff *diff) {
    const json_t *was = json_object_get(diff->before, "narratives"), *is = json_object_get(diff->after, "narratives");
    size_t i;
    json_t *section;
    json_array_foreach(is, i, section) {
        const char *code = json_string_value(json_object_get(section, "section"));
        write_section(json, code, element_named(was, "section", code), section);
    }
    json_array_foreach(was, i, section) {
        const char *code = json_string_value(json_object_get(section, "section"));
        if (element_named(is, "section", code) == NULL)
            write_section(json, code, section, NULL);
    }
}

static void write_narratives(struct json_writer *json, const struct consolidation_diff *diff) {
    write_array(json, "narratives");
    if (diff->before != NULL && !diff->figures_only)
        write_sections(json, diff);
    write_array_end(json);
}

/* ---- Reports */

static void write_version(struct json_writer *json, const char *name, const struct consolidation_source *source) {
    if (source == NULL)
        write_null(json, name);
    else
        write_int(json, name, source->version);
}

static void write_report(struct json_writer *json, const struct source_change *change) {
    const struct consolidation_source *source = change->after != NULL ? change->after : change->before;
    write_object(json, NULL);
    write_source_names(json, source);
    write_version(json, "before", change->before);
    write_version(json, "after", change->after);
    write_object_end(json);
}

static void write_reports(struct json_writer *json, const struct consolidation_diff *diff) {
    write_object(json, "reports");
    write_int(json, "count", (int64_t)diff->change_count);
    write_array(json, "items");
    for (size_t i = 0; i < diff->change_count && i < DIFFERENCE_REPORTS_MAX; i++)
        write_report(json, &diff->changes[i]);
    write_array_end(json);
    write_object_end(json);
}

void consolidation_diff_write(struct json_writer *json, const char *name, const struct consolidation_diff *diff) {
    write_object(json, name);
    write_forms(json, diff);
    write_targets(json, diff);
    write_narratives(json, diff);
    write_reports(json, diff);
    write_object_end(json);
}
