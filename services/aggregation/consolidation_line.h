/* Whose figures an agency gathers, and whom it sends them to: by the duties of the programme and of its issued plans.
 *
 * A people's committee gathers what all agencies of its unit and below report. So does an agency that makes or is sent a consolidation of what
 * agencies of another function report: the department and the ministry that lead the programme. An agency to which a duty makes such agencies
 * report gathers the forms of that duty from all. Everything else is gathered along the agency's own line: what agencies of its function
 * report, police from police. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_LINE_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_LINE_H

#include "reference/snapshot.h"

struct agency_line {
    struct arena *arena;
    const struct snapshot *snapshot;
    const struct programme *programme;
    const struct period *period;
    const struct unit_slice *slice; /* on the period's last day */
    const struct agency_ref *agency;
};

/* All forms, from all. */
bool line_leads(const struct agency_line *line);
bool line_gathers_all(const struct agency_line *line, const char *form);
/* The recipients of its consolidating duties for the period, each once, in the arena. */
size_t line_recipients(const struct agency_line *line, struct agency_ref **ret_refs);

#endif
