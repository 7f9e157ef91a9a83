/* Whose obligations a list may show: authority's answers, asked once for each unit and function of a tree and not for every form and period. */
#ifndef TONGHOP_REPORTS_OBLIGATION_REACH_H
#define TONGHOP_REPORTS_OBLIGATION_REACH_H

#include "asked.h"

struct reach {
    const struct call *call;
    const struct asked *asked;
    struct arena *arena; /* lives as long */
    struct reach_answers *answers;
    size_t count, capacity;
};

/* It lies in what `within` asks for, and the caller may see it. */
bool reach_has(struct reach *reach, const struct unit_slice *slice, const struct obligation *obligation);

#endif
