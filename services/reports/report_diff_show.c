/* Shows what differs between two versions of a report: of those that the caller may see. */
#include <stdlib.h>
#include <string.h>

#include "report_access.h"
#include "report_call.h"
#include "report_diff.h"
#include "report_handlers.h"
#include "report_sql.h"
#include "review_sql.h"

enum { VERSION_DIGITS_MAX = 9 };

/* A version that the query names; 0: none, or an issue. */
static int32_t version_asked(struct call *call, const char *name) {
    const char *text = call_query(call, name);
    size_t digits = text ? strspn(text, "0123456789") : 0;
    if (!text)
        return 0;
    int32_t version = digits <= VERSION_DIGITS_MAX && text[digits] == '\0' ? (int32_t)strtol(text, NULL, 10) : 0;
    if (version == 0)
        issue_add_at(&call->issues, ISSUE_NOT_A_NUMBER, name, NULL, NULL, NULL)->in = "query";
    return version;
}

static bool find_seen(struct call *call, const struct snapshot *snapshot, struct db *db, const char *id,
                      int32_t version, struct report *ret_report, struct fail *fail) {
    return report_find_version(db, id, version, &call->arena, ret_report, fail) &&
           (report_is_visible(snapshot, &call->caller, ret_report, call_today(call)) ||
            fail_set(fail, FAULT_MISSING, false, "report", "not visible"));
}

struct pair {
    int32_t from, to; /* 0: not asked for */
    struct report before, after;
};

static bool pair_find(struct call *call, const struct snapshot *snapshot, const struct report *newest,
                      struct pair *pair, struct fail *fail) {
    AUTO_LEASE lease = {0};
    uint32_t unit = unit_by_id(snapshot_tree(snapshot), newest->key.unit);
    bool drafts = agency_is_own(snapshot, &call->caller, unit, newest->function, call_today(call));
    pair->after = *newest;
    if (!call_lease(call, &lease, fail) ||
        (pair->to > 0 && !find_seen(call, snapshot, lease.db, newest->id, pair->to, &pair->after, fail)))
        return false;
    return pair->from > 0 ? find_seen(call, snapshot, lease.db, newest->id, pair->from, &pair->before, fail)
                          : report_base_find(lease.db, &pair->after, drafts, &call->arena, &pair->before, fail);
}

static void reply_pair(struct call *call, const struct snapshot *snapshot, const struct pair *pair) {
    if (!report_form_version(snapshot, &pair->before) || !report_form_version(snapshot, &pair->after)) {
        refuse_unknown_form(call, &pair->after);
        return;
    }
    struct json_writer json = call_json(call);
    write_report_diff(&json, NULL, snapshot, &pair->before, &pair->after, call->language, &call->arena);
    call_reply(call, 200);
}

void report_show_diff(struct call *call) {
    static const char *const names[] = {"from", "to", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct report newest;
    struct fail fail = {0};
    call_query_known(call, names);
    struct pair pair = {.from = version_asked(call, "from"), .to = version_asked(call, "to")};
    if (call->issues.count > 0)
        call_refuse_issues(call);
    else if (!report_load(call, snapshot, &newest))
        return;
    else if (pair_find(call, snapshot, &newest, &pair, &fail))
        reply_pair(call, snapshot, &pair);
    else if (fail.fault == FAULT_MISSING)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else
        call_refuse_fail(call, &fail);
}
