/* Refusals: the problem document (RFC 9457) with all issues, in the caller's language. */
#include "http/problem.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "core/uuid.h"
#include "http/call.h"
#include "observe/log.h"
#include "observe/metric.h"

static const struct {
    int status;
    const char *name;
    const char *titles[2]; /* by enum language */
} problems[] = {
#define P(constant, status, name, vi, en) [PROBLEM_##constant] = {status, name, {vi, en}},
    PROBLEMS(P)
#undef P
};

int problem_status(enum problem problem) {
    return problems[problem].status;
}

const char *problem_name(enum problem problem) {
    return problems[problem].name;
}

static void issue_write(struct json_writer *json, struct call *call, const struct issue *issue) {
    write_object(json, NULL);
    write_text(json, "type", issue_type_name(issue->type));
    if (issue->in)
        write_text(json, "in", issue->in);
    if (issue->pointer)
        write_text(json, "pointer", issue->pointer);
    if (issue->row > 0)
        write_int(json, "row", issue->row);
    if (issue->column)
        write_text(json, "column", issue->column);
    write_text(json, "detail", issue_detail(&call->arena, issue, call->language));
    write_object_end(json);
}

static void issues_write(struct json_writer *json, struct call *call) {
    write_array(json, "issues");
    for (const struct issue *issue = call->issues.first; issue; issue = issue->next)
        issue_write(json, call, issue);
    write_array_end(json);
    if (call->issues.truncated)
        write_flag(json, "issuesTruncated", true);
}

static const char *detail_or_first_issue(struct call *call, enum problem problem, const char *detail) {
    if (!text_empty(detail))
        return detail;
    if (call->issues.first)
        return issue_detail(&call->arena, call->issues.first, call->language);
    return problems[problem].titles[call->language];
}

static void problem_write(struct call *call, enum problem problem, const char *detail) {
    char instance[UUID_TEXT_SIZE];
    uuid_new(call->now, instance);
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_text(&json, "type",
               arena_format(&call->arena, "urn:problem-type:tonghop:%s:%s", call->api, problem_name(problem)));
    write_text(&json, "title", problems[problem].titles[call->language]);
    write_int(&json, "status", problem_status(problem));
    write_text(&json, "detail", detail_or_first_issue(call, problem, detail));
    write_text(&json, "instance", arena_format(&call->arena, "urn:uuid:%s", instance));
    write_text(&json, "traceId", call->trace_id);
    issues_write(&json, call);
    write_object_end(&json);
}

void call_refuse(struct call *call, enum problem problem, const char *detail, ...) {
    char text[ISSUE_TEXT_MAX + 4] = "";
    if (detail) {
        va_list arguments;
        va_start(arguments, detail);
        vsnprintf(text, sizeof text, detail, arguments);
        va_end(arguments);
        text[text_clip(text, ISSUE_TEXT_MAX)] = '\0';
    }
    buffer_clear(&call->body);
    problem_write(call, problem, text);
    call_reply_as(call, problem_status(problem), "application/problem+json");
}

/* Later may do: says when, spread out so that those who were turned away do not come back together. */
static void refuse_for_now(struct call *call, const char *detail) {
    call_header(call, "Retry-After", arena_format(&call->arena, "%d", 1 + (int)(call->now % 3)));
    metric_add(METRIC_HTTP_SHED, 1);
    call_refuse(call, PROBLEM_UNAVAILABLE, "%s", detail);
}

/* What is underneath is nobody's business outside: the log has it, the answer its trace id. */
static void refuse_broken(struct call *call, const struct fail *fail) {
    log_event(LOG_ERROR, "http.failed", "%s in %s: %s: %s", call->trace_id, call->route ? call->route->name : "?",
              fail->where, fail->text);
    if (fail->retry)
        refuse_for_now(call, "");
    else
        call_refuse(call, PROBLEM_INTERNAL, NULL);
}

void call_refuse_fail(struct call *call, const struct fail *fail) {
    switch (fail->fault) {
    case FAULT_INVALID:
        call_refuse(call, PROBLEM_INVALID, "%s", fail->text);
        break;
    case FAULT_MISSING:
        call_refuse(call, PROBLEM_NOT_FOUND, "%s", fail->text);
        break;
    case FAULT_CONFLICT:
        call_refuse(call, PROBLEM_CONFLICT, "%s", fail->text);
        break;
    case FAULT_BUSY:
        refuse_for_now(call, "");
        break;
    case FAULT_NONE:
    case FAULT_BROKEN:
        refuse_broken(call, fail);
        break;
    }
}
