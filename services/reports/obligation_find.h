/* Finds the obligations that a request asks for, each with where it stands for who asks. */
#ifndef TONGHOP_REPORTS_OBLIGATION_FIND_H
#define TONGHOP_REPORTS_OBLIGATION_FIND_H

#include "asked.h"
#include "obligation_sql.h"

struct owed {
    const struct obligation_slot *slot;
    const struct obligation_list *list;
    const struct obligation *obligation;
    const char *state;
    const char *timeliness;        /* NULL: nothing was handed in */
    const struct reported *report; /* NULL: none that counts and that the caller may see */
    const char *consolidation;     /* id of the one that meets it; NULL: none does */
};

/* In the order of form, period, deliverable, unit in the tree, agency. */
struct owed_found {
    struct owed *rows;
    size_t count, capacity;
    const char *next; /* position of the last one looked at, where more may come; NULL: that is all */
};

struct owed_bounds {
    size_t rows, looked; /* so many found, so many looked at */
};

/* What is found lives in the call's arena, and as long as the snapshot asked is held. False: refused. */
bool obligations_found(struct call *call, const struct asked *asked, const struct owed_bounds *bounds,
                       struct owed_found *ret_found) MUST_CHECK;

#endif
