/* Who may see and change a report. */
#ifndef TONGHOP_REPORTS_REPORT_ACCESS_H
#define TONGHOP_REPORTS_REPORT_ACCESS_H

#include "core/caller.h"
#include "report.h"

/* The caller acts for the report's unit and function, in the tree of its period. */
bool report_is_covered(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                       day_t today);

/* The same, and a draft only by its own agency or by who wrote it: others do not learn that it exists. */
bool report_is_visible(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                       day_t today);

/* The caller may make its next version. Of a unit that has ended: where it went over whole. */
bool report_is_written_by(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                          day_t today);

/* The caller stands above the reporter in its line. */
bool report_is_reviewed_by(const struct snapshot *snapshot, const struct caller *caller, const struct report *report,
                           day_t today);

/* One of the caller's roots is exactly this unit, or what holds all of it since it ended, with the function or with all. */
bool agency_is_own(const struct snapshot *snapshot, const struct caller *caller, uint32_t unit, const char *function,
                   day_t today);

#endif
