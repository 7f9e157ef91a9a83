/* Documents of the catalogue that are posted once and then stand: requests and extensions. */
#ifndef TONGHOP_PLANS_POSTING_H
#define TONGHOP_PLANS_POSTING_H

#include "document.h"

/* Whom a posted document is about: the caller must cover each. */
struct concerned {
    uint32_t unit;
    const char *function; /* NULL: the unit as a whole */
};

/* What was understood of a proposal without issues. */
struct understood {
    const struct concerned *concerned;
    size_t concerned_count;
    day_t date;                  /* on which the units stand */
    const struct period *period; /* to keep in place of what was written; NULL: as written */
};

struct posting {
    const struct noun *noun; /* its check is not used */
    size_t code_max;
    /* Reports everything that is wrong into decoding.issues. */
    void (*check)(struct proposal *proposal, struct understood *ret_understood);
};

void document_post(struct call *call, const struct posting *posting);

#endif
