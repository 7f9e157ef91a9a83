/* What a handler asks of its call, and the answers it gives. */
#include "http/call.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

static const char *parameter_find(const struct parameter *parameters, uint32_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(parameters[i].name, name) == 0)
            return parameters[i].value;
    return NULL;
}

const char *call_path(const struct call *call, const char *name) {
    const char *value = parameter_find(call->path_parameters, call->path_count, name);
    if (!value)
        fail_stop("http", "a handler asks for a path parameter that its route has not");
    return value;
}

const char *call_query(const struct call *call, const char *name) {
    return parameter_find(call->query_parameters, call->query_count, name);
}

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument0,
                        const char *argument1) {
    issue_add_at(&call->issues, type, name, argument0, argument1, NULL)->in = "query";
}

static bool is_among(const char *name, const char *const *names) {
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

void call_query_known(struct call *call, const char *const *names) {
    for (uint32_t i = 0; i < call->query_count; i++)
        if (!is_among(call->query_parameters[i].name, names))
            query_issue(call, ISSUE_UNKNOWN_MEMBER, call->query_parameters[i].name, NULL, NULL);
}

bool call_query_only(struct call *call, const char *const *names) {
    uint32_t before = call->issues.count;
    call_query_known(call, names);
    if (call->issues.count == before)
        return true;
    call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return false;
}

uint32_t call_limit(struct call *call) {
    const char *text = call_query(call, "limit");
    if (!text)
        return PAGE_DEFAULT;
    size_t digits = strspn(text, "0123456789");
    unsigned long limit = strtoul(text, NULL, 10);
    if (digits > 0 && text[digits] == '\0' && limit > 0)
        return limit < PAGE_MAX ? (uint32_t)limit : PAGE_MAX;
    query_issue(call, ISSUE_OUT_OF_BOUNDS, "limit", "1", arena_format(&call->arena, "%d", PAGE_MAX));
    return PAGE_DEFAULT;
}

bool call_query_flag(struct call *call, const char *name, bool fallback) {
    const char *text = call_query(call, name);
    if (!text)
        return fallback;
    if (strcmp(text, "true") == 0)
        return true;
    if (strcmp(text, "false") != 0)
        query_issue(call, ISSUE_NOT_ONE_OF, name, "true, false", NULL);
    return false;
}

bool call_query_day(struct call *call, const char *name, day_t *ret_day) {
    const char *text = call_query(call, name);
    if (!text)
        return false;
    if (day_parse(text, ret_day))
        return true;
    query_issue(call, ISSUE_BAD_DATE, name, NULL, NULL);
    return false;
}

struct json_writer call_json(struct call *call) {
    struct json_writer writer;
    json_writer_init(&writer, &call->body);
    return writer;
}

void call_header(struct call *call, const char *name, const char *value) {
    assert(call->header_count < CALL_HEADERS_MAX);
    call->headers[call->header_count++] =
        (struct call_header){arena_text(&call->arena, name), arena_text(&call->arena, value)};
}

void call_etag(struct call *call, int64_t version) {
    call_header(call, "ETag", arena_format(&call->arena, "\"%" PRId64 "\"", version));
}

/* Whether a list of entity tags names the version; a weak tag counts only where `weak` allows it. */
static bool tags_name(const char *tags, int64_t version, bool weak) {
    char wanted[32];
    int size = snprintf(wanted, sizeof wanted, "\"%" PRId64 "\"", version);
    while (*tags) {
        tags += strspn(tags, " \t,");
        if (weak && strncmp(tags, "W/", 2) == 0)
            tags += 2;
        size_t length = strcspn(tags, " \t,");
        if (length == (size_t)size && memcmp(tags, wanted, length) == 0)
            return true;
        tags += length;
    }
    return false;
}

/* What is wrong with a content for another version is nobody's business yet. */
static bool refuse_precondition(struct call *call, enum problem problem) {
    issues_init(&call->issues, &call->arena);
    call_refuse(call, problem, NULL);
    return false;
}

bool call_if_match(struct call *call, int64_t version) {
    if (!call->if_match)
        return refuse_precondition(call, PROBLEM_PRECONDITION_MISSING);
    if (strcmp(call->if_match, "*") == 0 || tags_name(call->if_match, version, false))
        return true;
    call_etag(call, version);
    return refuse_precondition(call, PROBLEM_STALE);
}

bool call_not_modified(struct call *call, int64_t version) {
    const char *tags = call->if_none_match;
    if (!tags || (strcmp(tags, "*") != 0 && !tags_name(tags, version, true)))
        return false;
    call_etag(call, version);
    buffer_clear(&call->body);
    call_reply_as(call, 304, NULL);
    return true;
}

void call_reply(struct call *call, int status) {
    call_reply_as(call, status, "application/json");
}

void call_withhold(struct call *call) {
    call->withheld = true;
}

void call_reply_as(struct call *call, int status, const char *content_type) {
    assert(call->status == 0);
    if (call->withheld && status < 300) {
        call->header_count = 0;
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    call->status = status;
    call->content_type = content_type;
}
