/* The calendar of duties: what the reporters of one unit owe in a span of days, to whom, and until when.
 *
 * One entry per duty, reporter and period; where a form of a duty was extended, that form has an entry of its own. Reports, consolidations and
 * plans alike. An entry belongs to the days of its last moment in time, or of its period's last day where it is never late. */
#ifndef TONGHOP_REFERENCE_DUTY_CALENDAR_H
#define TONGHOP_REFERENCE_DUTY_CALENDAR_H

#include "reference/snapshot.h"

struct duty_entry {
    const struct duty *duty;
    const struct schedule *schedule;
    const struct programme *programme;
    struct period period;
    const struct unit_slice *slice; /* on the period's last day */
    struct agency_ref reporter;
    const char *const *forms; /* those of the duty that the reporter may report; none for consolidations and plans */
    uint32_t form_count;
    day_t cut_off;                    /* DAY_NEVER: of a plan */
    moment_t due_at, original_due_at; /* MOMENT_NONE: never late */
    int32_t working_days;             /* between cut-off and original due moment; -1: never late, or a plan */
    const char *key;                  /* unique; in strcmp order the calendar is ordered by time */
};

struct duty_calendar_question {
    uint32_t unit;
    const char *agency; /* function or code; NULL: all of the unit */
    day_t from, to;     /* both included */
};

/* In order of time, in the arena. Stops behind `max` entries: a count above max says that there are more. */
size_t duty_calendar(const struct snapshot *snapshot, const struct duty_calendar_question *question, size_t max, struct arena *arena,
                     struct duty_entry **ret_entries);

/* The agencies that selectors of the entry's duty (recipients, via) mean for its reporter, each once. *ret_missing: one of them is nobody then. */
size_t duty_entry_agencies(const struct snapshot *snapshot, const struct duty_entry *entry, const struct agency_selector *selectors,
                           uint32_t selector_count, struct arena *arena, struct agency_ref **ret_refs, bool *ret_missing);

#endif
