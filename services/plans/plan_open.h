/* A stored plan opened: its version, its document, and the part that is computed with. */
#ifndef TONGHOP_PLANS_PLAN_OPEN_H
#define TONGHOP_PLANS_PLAN_OPEN_H

#include <jansson.h>

#include "http/call.h"
#include "plan_sql.h"

struct open_plan {
    PGresult *rows;            /* what record points into */
    struct plan_record record; /* the version that was opened */
    json_t *body;
    struct plan plan; /* in the call's arena */
    day_t date;       /* on which its unit codes are understood */
};
#define AUTO_PLAN __attribute__((cleanup(plan_close))) struct open_plan
void plan_close(struct open_plan *plan); /* also of one that never was opened */

/* The plan named in the path. False: the call is refused. */
bool plan_open_newest(struct call *call, struct db *db, const struct snapshot *snapshot,
                      struct open_plan *ret_plan) MUST_CHECK;
/* The version that counts: the newest one issued or closed, and the newest of all where none was. */
bool plan_open_in_force(struct call *call, struct db *db, const struct snapshot *snapshot,
                        struct open_plan *ret_plan) MUST_CHECK;
bool plan_open_version(struct call *call, struct db *db, const struct snapshot *snapshot, int64_t version,
                       struct open_plan *ret_plan) MUST_CHECK;

/* Codes in a plan mean the units of the day it begins, or of its last (docs/decisions/0006). The span can be read. */
day_t plan_date(const struct snapshot *snapshot, const struct plan *plan);
/* May the caller write as the plan's issuer? Refuses with 403. */
bool issuer_may_write(struct call *call, const struct snapshot *snapshot, const struct plan *plan) MUST_CHECK;
/* May the caller see this version? What was issued is for everybody; what is being prepared is for whom the issuer's unit is in reach. */
bool plan_is_seen(const struct call *call, const struct snapshot *snapshot, const struct plan_record *record);
/* Whose the version is, and under which root the caller makes it; in the call's arena. */
void plan_take_issuer(struct call *call, const struct snapshot *snapshot, struct plan_record *record);

#endif
