/* What handlers of all services say about a request: which status its issues mean, and which day it is. */
#include "service/service.h"

/* Issues that say the body is not of the schema; all others say that it breaks a rule of the domain. */
static const bool is_of_schema[ISSUE_TYPE_COUNT] = {
    [ISSUE_SYNTAX] = true,          [ISSUE_DUPLICATE_MEMBER] = true, [ISSUE_TOO_DEEP] = true,
    [ISSUE_UNKNOWN_MEMBER] = true,  [ISSUE_REQUIRED] = true,         [ISSUE_WRONG_TYPE] = true,
    [ISSUE_REAL_NUMBER] = true,     [ISSUE_NOT_A_NUMBER] = true,     [ISSUE_TOO_LONG] = true,
    [ISSUE_TOO_SHORT] = true,       [ISSUE_TOO_MANY] = true,         [ISSUE_BAD_FORMAT] = true,
    [ISSUE_BAD_DATE] = true,        [ISSUE_BAD_PERIOD] = true,       [ISSUE_NOT_ONE_OF] = true,
    [ISSUE_COLUMN_MISSING] = true,  [ISSUE_COLUMN_UNKNOWN] = true,   [ISSUE_ROW_WIDTH] = true,
    [ISSUE_NOT_XLSX] = true,        [ISSUE_FILE_ENCRYPTED] = true,   [ISSUE_NOT_UTF8] = true,
    [ISSUE_WRONG_SEPARATOR] = true,
};

/* A number in the query that is out of bounds is a malformed request; one in a body breaks a rule. */
static bool says_unreadable(const struct issue *issue) {
    return is_of_schema[issue->type] || (issue->in && issue->type == ISSUE_OUT_OF_BOUNDS);
}

void call_refuse_issues(struct call *call) {
    for (const struct issue *issue = call->issues.first; issue; issue = issue->next)
        if (says_unreadable(issue)) {
            call_refuse(call, PROBLEM_UNREADABLE, NULL);
            return;
        }
    call_refuse(call, PROBLEM_INVALID, NULL);
}

day_t call_today(const struct call *call) {
    return programme_day(call->now);
}
