/* What lists are asked for: the filters of a query, resolved and allowed. */
#ifndef TONGHOP_REPORTS_ASKED_H
#define TONGHOP_REPORTS_ASKED_H

#include "reports.h"

/* A list looks at no more rows than this for one page; the page is short then, and has a `next`. */
enum { SCANNED_MAX = 20000 };

struct asked {
    const struct snapshot *snapshot;
    const struct form *form; /* NULL: any */
    const char *agency;      /* function or code; NULL: any */
    const char *period_code; /* NULL: any */
    struct period period;    /* where a code is given */
    const char *state;       /* one of the words; NULL: any */
    const char *deliverable; /* as well */
    uint32_t unit, within;   /* UNIT_NONE: any that the caller covers */
    day_t date;              /* on which their codes were understood */
    uint32_t limit;
    const char *after; /* position of the cursor; NULL: from the start */
};

/* Reads form, agency, period, state, unit, within, limit and cursor, and of a list with several of them the deliverable. states, deliverables:
 * NULL-closed; deliverables NULL: the list has one. False: refused. */
bool asked_read(struct call *call, const struct snapshot *snapshot, const char *const *states,
                const char *const *deliverables, struct asked *ret_asked) MUST_CHECK;

/* A unit of some date lies in what `within` asks for; of the past, if it went into it wholly. */
bool asked_within(const struct asked *asked, uint32_t unit, day_t date, day_t today);

/* The parts of a cursor's position "a|b|c", in the arena. False: another number of them. */
bool position_split(struct arena *arena, const char *position, const char **ret_parts, size_t count) MUST_CHECK;

#endif
