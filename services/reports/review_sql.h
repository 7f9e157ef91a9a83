/* Statements for reviewers: what waits, since when, and what it is compared with. */
#ifndef TONGHOP_REPORTS_REVIEW_SQL_H
#define TONGHOP_REPORTS_REVIEW_SQL_H

#include "db/db.h"
#include "report.h"

/* The version to compare `after` with: the last one before it that was accepted or returned, else the first; drafts only where `drafts` are seen. */
bool report_base_find(struct db *db, const struct report *after, bool drafts, struct arena *arena,
                      struct report *ret_base, struct fail *fail) MUST_CHECK;

/* A report whose current version was handed in and not decided on. */
struct waiting {
    char report[UUID_TEXT_SIZE];
    struct report_key key;
    moment_t due;   /* MOMENT_ALWAYS: it has no due moment */
    moment_t since; /* when the first of the versions was handed in that nobody has decided on */
};
struct waiting_found {
    struct waiting *rows;
    size_t count;
};
/* NULL, 0: any. */
struct waiting_filter {
    const char *units; /* array of stable ids "{…}" */
    const char *form, *unit, *agency, *period, *but_by;
    int32_t period_year;
    const struct waiting *after; /* due and report of the last one looked at; NULL: from the start */
};
/* By due moment, then by report. */
bool reports_waiting(struct db *db, const struct waiting_filter *filter, uint32_t limit, struct arena *arena,
                     struct waiting_found *ret_found, struct fail *fail) MUST_CHECK;

/* Since when the report waits; MOMENT_NONE: it does not. */
bool report_waits_since(struct db *db, const char *id, moment_t *ret_since, struct fail *fail) MUST_CHECK;

/* Reports of all agencies of the unit, for one form and period, in the version that counts (reports_counted). At most REPORTERS_MAX. */
enum { REPORTERS_MAX = 100 };
bool reports_of_unit_counted(struct db *db, const struct report_key *key, struct arena *arena,
                             const struct report **ret_reports, size_t *ret_count, struct fail *fail) MUST_CHECK;

#endif
