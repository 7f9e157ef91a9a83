/* Whom a plan names, in Vietnamese: units, agencies, and selectors of agencies, as they were called on the day that its codes
 * mean. What the snapshot does not know is said by its code. */
#ifndef TONGHOP_PLANS_PLAN_NAMES_H
#define TONGHOP_PLANS_PLAN_NAMES_H

#include <jansson.h>

#include "reference/snapshot.h"

struct plan_names {
    const struct snapshot *snapshot;
    struct arena *arena;
    day_t date;
    uint32_t issuer; /* unit; UNIT_NONE: unknown. Its own agencies are named without it, as the act itself would. */
};

const char *unit_said(const struct plan_names *names, const char *code);  /* "tỉnh Thanh Hóa", inside a sentence */
const char *place_said(const struct plan_names *names);                   /* where the issuer signs: "Thanh Hóa" */
/* "Ủy ban nhân dân" where the unit's own committee issues, else the name of the agency. */
const char *issuer_said(const struct plan_names *names, const char *agency);
/* {"agency"|"function"|"class","level","within","unit","or","text"} */
const char *selector_said(const struct plan_names *names, const json_t *selector);
const char *selectors_said(const struct plan_names *names, const json_t *selectors, const char *separator);

#endif
