/* Judges reports by the caller's roots; the rule itself is authority's. */
#include "report_access.h"

#include "core/text.h"
#include "reference/authority.h"

bool report_is_covered(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                       day_t today) {
    uint32_t unit = unit_by_id(snapshot_tree(snapshot), report->key.unit);
    return authority_covers(snapshot, caller, unit, report_tree_date(report), report->function, today);
}

bool agency_is_own(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, const char *function,
                   day_t today) {
    return authority_stands_for(snapshot, caller, unit, function, today);
}

bool report_is_written_by(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                          day_t today) {
    uint32_t unit = unit_by_id(snapshot_tree(snapshot), report->key.unit);
    return authority_writes(snapshot, caller, unit, report_tree_date(report), report->function, today);
}

bool report_is_reviewed_by(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                           day_t today) {
    uint32_t unit = unit_by_id(snapshot_tree(snapshot), report->key.unit);
    return authority_reviews(snapshot, caller, unit, report_tree_date(report), report->function, today);
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
