/* One decision on one report: what is asked, whether it may be, and the version that it makes. The same for one request and for one of many; a
 * refusal is the answer of the call. */
#ifndef TONGHOP_REPORTS_DECISION_H
#define TONGHOP_REPORTS_DECISION_H

#include "report_change.h"
#include "reports.h"

/* Lives in the request's arena. */
struct decision_asked {
    const struct decision_rule *rule; /* NULL: none or an unknown one */
    const char *reason;               /* NULL: none */
    const char *comments;             /* JSON object of remarks by cell; NULL: none */
    const char *pointer, *reason_pointer;
};

/* Reads the members decision, reason and cells of an object. */
void decision_read(struct object *object, const struct report *report, const struct form_version *version,
                   struct decision_asked *ret_asked);

/* One who may decide nothing learns nothing. False: refused. */
bool decision_of_any(struct call *call) MUST_CHECK;

/* By scope, state, line and person. False: refused. */
bool decision_is_allowed(struct call *call, const struct snapshot *snapshot, const struct decision_asked *asked,
                         const struct report *current) MUST_CHECK;

/* The next version, a draft judged as if it came in now. False: refused. */
bool decision_make(struct call *call, const struct entry_setting *setting, struct db *db,
                   const struct decision_asked *asked, const struct report *current,
                   const struct form_version *version, struct report *ret_next) MUST_CHECK;

#endif
