/* Judges reports by the caller's roots; the rule itself is authority's. */
#include "report_access.h"

#include <string.h>

#include "core/text.h"
#include "reference/authority.h"

bool report_is_covered(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                       day_t today) {
    uint32_t unit = unit_by_id(snapshot_tree(snapshot), report->key.unit);
    return authority_covers(snapshot, caller, unit, report_tree_date(report), report->function, today);
}

static bool root_is(const struct unit_tree *tree, const char *root, uint32_t unit, const char *function, day_t today) {
    char name[UNIT_ID_SIZE];
    size_t size = strcspn(root, "/");
    if (size >= sizeof name || (root[size] == '/' && !text_equal(root + size + 1, function)))
        return false;
    memcpy(name, root, size);
    name[size] = '\0';
    return unit_find(tree, name, today) == unit;
}

bool agency_is_own(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, const char *function,
                   day_t today) {
    for (uint32_t i = 0; i < caller->root_count; i++)
        if (root_is(snapshot_tree(snapshot), caller->roots[i], unit, function, today))
            return true;
    return false;
}

bool report_is_visible(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                       day_t today) {
    if (!report_is_covered(snapshot, caller, report, today))
        return false;
    uint32_t unit = unit_by_id(snapshot_tree(snapshot), report->key.unit);
    return report->state != REPORT_DRAFT || text_equal(report->subject, caller->subject) ||
           agency_is_own(snapshot, caller, unit, report->function, today);
}

const struct form_version *report_form_version(const struct snapshot *snapshot, const struct report *report) {
    const struct form *form = snapshot_form(snapshot, report->key.form);
    for (uint32_t i = 0; form && i < form->version_count; i++)
        if (form->versions[i].version == report->form_version)
            return &form->versions[i];
    return NULL;
}
