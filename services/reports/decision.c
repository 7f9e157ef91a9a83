/* Decisions on a report: submit, accept, return, withdraw. Each is the next version with the same content. */
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "present.h"
#include "report_call.h"
#include "report_change.h"
#include "report_handlers.h"
#include "warning.h"

enum { REASON_BYTES_MAX = 2000, REMARK_BYTES_MAX = 2000 };

/* Lives in the request's arena. */
struct decision_asked {
    const struct decision_rule *rule; /* NULL: none or an unknown one */
    const char *reason;               /* NULL: none */
    const char *comments;             /* JSON object of remarks by cell; NULL: none */
};

static const char *remarks_text(struct arena *arena, const json_t *remarks) {
    if (!remarks || json_object_size(remarks) == 0)
        return NULL;
    char *text = json_dumps(remarks, JSON_COMPACT);
    const char *copy = arena_text(arena, text);
    free(text);
    return copy;
}

static void read_remarks(struct object *root, const struct report *report, const struct form_version *version,
                         struct decision_asked *asked, struct issues *issues) {
    struct object remarks = object_member(root, "cells", OPTIONAL);
    const char *code;
    json_t *value;
    json_object_foreach((json_t *)remarks.json, code, value) {
        struct place place = object_place(&remarks, code);
        if (form_cell(version, code) < 0)
            issue_add(issues, ISSUE_UNKNOWN_CELL, &place, report->key.form, code, NULL);
        if (!json_is_string(value))
            issue_add(issues, ISSUE_WRONG_TYPE, &place, "string", NULL, NULL);
        else if (json_string_length(value) > REMARK_BYTES_MAX)
            issue_add(issues, ISSUE_TOO_LONG, &place, "2000", NULL, NULL);
        else
            text_screen(json_string_value(value), &place, issues);
    }
    asked->comments = remarks_text(issues->arena, remarks.json);
}

static void read_decision(const json_t *document, const struct report *report, const struct form_version *version,
                          struct decision_asked *ret_asked, struct issues *issues) {
    const char *names[DECISION_COUNT + 1] = {NULL};
    for (size_t i = 0; i < DECISION_COUNT; i++)
        names[i] = decision_rules[i].name;
    struct object root = object_root(document, issues);
    int index = object_word(&root, "decision", REQUIRED, names);
    const char *reason = object_text(&root, "reason", OPTIONAL, REASON_BYTES_MAX);
    *ret_asked = (struct decision_asked){.rule = index < 0 ? NULL : &decision_rules[index],
                                         .reason = reason ? arena_text(issues->arena, reason) : NULL};
    struct place reason_place = object_place(&root, "reason");
    text_screen(ret_asked->reason, &reason_place, issues);
    if (ret_asked->rule && ret_asked->rule->needs_reason && text_empty(ret_asked->reason))
        issue_add(issues, ISSUE_REASON_NEEDED, &reason_place, NULL, NULL, NULL);
    read_remarks(&root, report, version, ret_asked, issues);
    object_end(&root);
}

/* The one place that says who may decide what. False: refused. */
static bool may_decide(struct call *call, const struct decision_rule *rule, const struct report *current) {
    if (!caller_has(&call->caller, rule->scope)) {
        call_refuse(call, PROBLEM_FORBIDDEN, NULL);
        return false;
    }
    if ((rule->from >> current->state & 1U) == 0) {
        refuse_state(call, current->state);
        return false;
    }
    if (rule->by_another && text_equal(current->submitted_by, call->caller.subject)) {
        issue_add_at(&call->issues, ISSUE_NOT_YOURS, "/decision", rule->name, NULL, NULL);
        call_refuse(call, PROBLEM_FORBIDDEN, NULL);
        return false;
    }
    return true;
}

/* A draft may be what a report may not: it is judged as if it came in now. False: refused. */
static bool judge(struct call *call, const struct entry_setting *setting, const struct report *draft,
                  const struct form_version *version, struct report *next) {
    struct entry entry;
    entry_of_report(setting, draft, version, &entry);
    entry.draft = false;
    entry_check(setting, &entry, &call->issues);
    if (!report_compare(call, setting, &entry))
        return false;
    next->warnings = warnings_text(&entry.warnings, &call->arena);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    return call->issues.count == 0;
}

/* The draft is handed in now; what the first submission fixes is fixed unless there was one before. */
static void submit(const struct entry_setting *setting, const struct report *draft, struct report *next) {
    next->submitted = setting->now;
    next->submitted_by = setting->caller->subject;
    if (draft->first_submitted != MOMENT_NONE)
        return;
    next->first_submitted = setting->now;
    next->timeliness = timeliness_at(setting->now, draft->due);
}

static void decide(struct call *call, const struct entry_setting *setting, const struct report *current,
                   const struct form_version *version, const struct decision_asked *asked) {
    if (!may_decide(call, asked->rule, current) || !call_if_match(call, current->version))
        return;
    struct report next = *current;
    next.version = current->version + 1;
    next.state = asked->rule->to;
    next.reason = asked->reason;
    next.comments = asked->comments;
    next.subject = call->caller.subject;
    next.client = call->caller.client;
    if (asked->rule->to == REPORT_SUBMITTED) {
        if (!judge(call, setting, current, version, &next))
            return;
        submit(setting, current, &next);
    }
    report_store(call, setting->snapshot, &next, 200);
}

/* One who may decide nothing learns nothing. False: refused. */
static bool may_decide_something(struct call *call) {
    if (caller_has(&call->caller, SCOPE_REPORTS_WRITE) || caller_has(&call->caller, SCOPE_REPORTS_REVIEW))
        return true;
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    return false;
}

/* False: refused. */
static bool take_decision(struct call *call, const struct report *current, const struct form_version *version,
                          struct decision_asked *ret_asked) {
    AUTO_JSON *document = json_read(call->request_body, call->request_body_size, &call->issues);
    *ret_asked = (struct decision_asked){0};
    if (document)
        read_decision(document, current, version, ret_asked, &call->issues);
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

void report_decide(struct call *call) {
    static const char *const no_query[] = {NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct entry_setting setting = setting_of(call, snapshot);
    struct decision_asked asked;
    struct report current;
    if (!call_query_only(call, no_query) || !may_decide_something(call) || !report_load(call, snapshot, &current) ||
        report_replayed(call, snapshot))
        return;
    const struct form_version *version = report_form_version(snapshot, &current);
    if (!version)
        refuse_unknown_form(call, &current);
    else if (take_decision(call, &current, version, &asked))
        decide(call, &setting, &current, version, &asked);
}
