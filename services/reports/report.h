/* One version of one report as this service holds it: what was said, by whom, and where it stands. */
#ifndef TONGHOP_REPORTS_REPORT_H
#define TONGHOP_REPORTS_REPORT_H

#include "core/uuid.h"
#include "domain/rollup.h"
#include "reference/snapshot.h"

enum { SHA256_SIZE = 32, SHA256_TEXT_SIZE = 65 };

/* What makes it this report: together with the version it is the ledger's key. */
struct report_key {
    const char *form, *unit, *agency, *period; /* unit: stable id; agency: canonical */
    int32_t period_year;
};

/* Texts live in the arena of whoever made it. */
struct report {
    char id[UUID_TEXT_SIZE];
    struct report_key key;
    int32_t version, form_version, epoch;
    const char *function;
    day_t start, end;
    enum report_state state;
    enum timeliness timeliness;
    const int64_t *cells; /* fixed point in form order */
    uint32_t cell_count;
    const char *details;  /* JSON object: notAvailable, narratives, act and marks, as they are answered */
    const char *comments; /* JSON object of a decision's remarks by cell, or NULL */
    const char *warnings; /* JSON array, see warning.h; NULL: made before they were kept */
    moment_t submitted, first_submitted, due, recorded; /* MOMENT_NONE where there is none */
    unsigned char sha256[SHA256_SIZE];
    const char *submitted_by, *subject, *client, *reason; /* submitted_by, reason: NULL where there is none */
};

/* The version of the form a report was made with; NULL: the reference does not have it (yet). */
const struct form_version *report_form_version(const struct snapshot *snapshot, const struct report *report);

static inline day_t report_tree_date(const struct report *report) {
    return report->end - 1;
}

#endif
