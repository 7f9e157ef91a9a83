/* Decisions on a report: submit, accept, return, withdraw. Each is the next version with the same content. */
#include "decision.h"

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "domain/privacy.h"
#include "report_access.h"
#include "report_call.h"
#include "report_handlers.h"
#include "warning.h"

/* ---- What is asked */

static const char *remarks_text(struct arena *arena, const json_t *remarks) {
    if (!remarks || json_object_size(remarks) == 0)
        return NULL;
    char *text = json_dumps(remarks, JSON_COMPACT);
    const char *copy = arena_text(arena, text);
    free(text);
    return copy;
}

static void read_remarks(struct object *object, const struct report *report, const struct form_version *version,
                         struct decision_asked *asked) {
    struct object remarks = object_member(object, "cells", OPTIONAL);
    struct issues *issues = object->issues;
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
            privacy_check(issues, json_string_value(value), &place);
    }
    asked->comments = remarks_text(issues->arena, remarks.json);
}

void decision_read(struct object *object, const struct report *report, const struct form_version *version,
                   struct decision_asked *ret_asked) {
    const char *names[DECISION_COUNT + 1] = {NULL};
    for (size_t i = 0; i < DECISION_COUNT; i++)
        names[i] = decision_rules[i].name;
    struct arena *arena = object->issues->arena;
    struct place place = object_place(object, "decision"), reason_place = object_place(object, "reason");
    int index = object_word(object, "decision", REQUIRED, names);
    const char *reason = object_text(object, "reason", OPTIONAL, REASON_BYTES_MAX);
    *ret_asked = (struct decision_asked){.rule = index < 0 ? NULL : &decision_rules[index],
                                         .reason = reason ? arena_text(arena, reason) : NULL,
                                         .pointer = place_pointer(arena, &place),
                                         .reason_pointer = place_pointer(arena, &reason_place)};
    privacy_check(object->issues, ret_asked->reason, &reason_place);
    if (ret_asked->rule && ret_asked->rule->needs_reason && text_empty(ret_asked->reason))
        issue_add(object->issues, ISSUE_REASON_NEEDED, &reason_place, NULL, NULL, NULL);
    read_remarks(object, report, version, ret_asked);
}

/* ---- Whether it may be */

bool decision_of_any(struct call *call) {
    if (caller_has(&call->caller, SCOPE_REPORTS_WRITE) || caller_has(&call->caller, SCOPE_REPORTS_REVIEW))
        return true;
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    return false;
}

static bool refuse_decision(struct call *call, const struct decision_asked *asked, enum issue_type why) {
    issue_add_at(&call->issues, why, asked->pointer, asked->rule->name, NULL, NULL);
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    return false;
}

/* Reviewers stand above in the line, whoever else decides acts for the reporter. */
static bool stands_right(const struct call *call, const struct snapshot *snapshot, const struct decision_rule *rule,
                         const struct report *current) {
    if (rule->scope == SCOPE_REPORTS_REVIEW)
        return report_is_reviewed_by(snapshot, &call->caller, current, call_today(call));
    return report_is_written_by(snapshot, &call->caller, current, call_today(call));
}

/* The one place that says who may decide what. */
bool decision_is_allowed(struct call *call, const struct snapshot *snapshot, const struct decision_asked *asked,
                         const struct report *current) {
    const struct decision_rule *rule = asked->rule;
    if (!caller_has(&call->caller, rule->scope)) {
        call_refuse(call, PROBLEM_FORBIDDEN, NULL);
        return false;
    }
    if ((rule->from >> current->state & 1U) == 0) {
        refuse_state(call, current->state);
        return false;
    }
    if (!stands_right(call, snapshot, rule, current))
        return refuse_decision(call, asked, ISSUE_NOT_YOURS);
    bool own = rule->by_another && text_equal(current->submitted_by, call->caller.subject);
    return !own || refuse_decision(call, asked, ISSUE_OWN_REPORT);
}

/* ---- The version that it makes */

/* What a draft was let in with is looked at again: the screen may have learnt since. */
static void screen_again(const struct report *draft, struct issues *issues) {
    AUTO_JSON *details = json_loads(draft->details, 0, NULL);
    const struct entry told = {.reason = draft->reason,
                               .entered_for = json_string_value(json_object_get(details, "enteredFor")),
                               .act = json_object_get(details, "act")};
    entry_screen(&told, issues);
}

/* A draft may be what a report may not: it is judged as if it came in now. False: refused. */
static bool judge(struct call *call, const struct entry_setting *setting, struct db *db, const struct report *draft,
                  const struct form_version *version, struct report *next) {
    struct entry entry;
    entry_of_report(setting, draft, version, &entry);
    entry.draft = false;
    screen_again(draft, &call->issues);
    entry_check(setting, &entry, &call->issues);
    if (!report_compare_by(call, setting, db, &entry))
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

/* What was accepted, or is closed, ceases to count only with a reason, as it changes only with one. */
static bool withdrawal_is_explained(struct call *call, const struct entry_setting *setting,
                                    const struct decision_asked *asked, const struct report *current) {
    if (!text_empty(asked->reason) || !change_needs_reason(setting, current))
        return true;
    issue_add_at(&call->issues, ISSUE_REASON_NEEDED, asked->reason_pointer, NULL, NULL, NULL);
    call_refuse_issues(call);
    return false;
}

bool decision_make(struct call *call, const struct entry_setting *setting, struct db *db,
                   const struct decision_asked *asked, const struct report *current, const struct form_version *version,
                   struct report *ret_next) {
    struct report next = *current;
    next.version = current->version + 1;
    next.state = asked->rule->to;
    next.reason = asked->reason;
    next.comments = asked->comments;
    next.subject = call->caller.subject;
    next.client = call->caller.client;
    if (next.state == REPORT_WITHDRAWN && !withdrawal_is_explained(call, setting, asked, current))
        return false;
    if (next.state == REPORT_SUBMITTED && !judge(call, setting, db, current, version, &next))
        return false;
    if (next.state == REPORT_SUBMITTED)
        submit(setting, current, &next);
    *ret_next = next;
    return true;
}

/* ---- One by itself */

/* False: refused. */
static bool take_decision(struct call *call, const struct report *current, const struct form_version *version,
                          struct decision_asked *ret_asked) {
    AUTO_JSON *document = json_read(call->request_body, call->request_body_size, &call->issues);
    *ret_asked = (struct decision_asked){0};
    if (document) {
        struct object root = object_root(document, &call->issues);
        decision_read(&root, current, version, ret_asked);
        object_end(&root);
    }
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

/* The connection is given back before the writer is waited for. False: refused. */
static bool make_alone(struct call *call, const struct entry_setting *setting, const struct decision_asked *asked,
                       const struct report *current, const struct form_version *version, struct report *ret_next) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    if (call_lease(call, &lease, &fail))
        return decision_make(call, setting, lease.db, asked, current, version, ret_next);
    call_refuse_fail(call, &fail);
    return false;
}

void report_decide(struct call *call) {
    static const char *const no_query[] = {NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct entry_setting setting = setting_of(call, snapshot);
    struct decision_asked asked;
    struct report current, next;
    AUTO_PLACE struct report_writer *place = place_take(call);
    if (!place || !call_query_only(call, no_query) || !decision_of_any(call) ||
        !report_load(call, snapshot, &current) || report_replayed(call, snapshot))
        return;
    const struct form_version *version = report_form_version(snapshot, &current);
    if (!version)
        refuse_unknown_form(call, &current);
    else if (take_decision(call, &current, version, &asked) && decision_is_allowed(call, snapshot, &asked, &current) &&
             call_if_match(call, current.version) && make_alone(call, &setting, &asked, &current, version, &next))
        report_store(call, snapshot, &next, 200);
}
