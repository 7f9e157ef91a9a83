/* One request and its answer, as a handler sees it.
 *
 * Everything in a call lives in call->arena and dies after the answer is sent. A handler ends in exactly one call_reply_* or
 * call_refuse; what it has written to call->body before stays there. */
#ifndef TONGHOP_HTTP_CALL_H
#define TONGHOP_HTTP_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/caller.h"
#include "core/clock.h"
#include "core/fail.h"
#include "core/issue.h"
#include "core/limits.h"
#include "http/problem.h"
#include "http/rate.h"
#include "http/route.h"
#include "json/write.h"

struct parameter {
    const char *name, *value; /* decoded, valid UTF-8, no NUL */
};

struct call_header {
    const char *name, *value;
};

enum { CALL_HEADERS_MAX = 16 };

struct call {
    struct arena arena;
    const struct route *route;
    void *service;    /* what server_start was given */
    const char *api;  /* name of the service, part of problem types */
    moment_t now;  /* when the request came: the one clock reading of a request */
    struct caller caller;
    enum language language;
    char trace_id[33], span_id[17]; /* W3C trace context, ours or the caller's */

    const char *address; /* IP address of the client; "": unknown */
    const char *path;
    struct parameter path_parameters[PATH_PARAMETERS_MAX], query_parameters[QUERY_PARAMETERS_MAX];
    uint32_t path_count, query_count;
    const char *request_body;
    size_t request_body_size;
    enum body_kind request_kind;
    const char *answer_type; /* of those the route offers, what Accept likes best */
    const char *if_match, *if_none_match, *idempotency_key, *accept; /* header values, NULL: absent */

    struct issues issues; /* what the handler found wrong; call_refuse puts them into the problem */
    bool withheld;        /* call_withhold */
    bool authorized;      /* authority was asked about the unit of this request and said yes */

    struct rates *rates;   /* NULL: this client, or everybody, has no limit */
    struct rate_left left; /* of what this client may ask for */

    int status; /* 0: not answered yet */
    struct buffer body;
    const char *content_type;
    struct call_header headers[CALL_HEADERS_MAX];
    uint32_t header_count;
};

const char *call_path(const struct call *call, const char *name);  /* the route has it: never NULL */
const char *call_query(const struct call *call, const char *name); /* NULL: absent */

/* Query parameters a handler understands; the others become issues. For a handler that looks at more of the request and then refuses for all of it;
 * call it first. NULL-closed list. */
void call_query_known(struct call *call, const char *const *names);
/* The same where nothing else can be wrong before something is looked up: others are refused at once (400, all named). False: refused. */
bool call_query_only(struct call *call, const char *const *names) MUST_CHECK;
/* limit= within 1…PAGE_MAX (coerced down), PAGE_DEFAULT when absent; adds an issue where it is no number or below 1. */
uint32_t call_limit(struct call *call);
/* flag parameter true|false; adds an issue otherwise. */
bool call_query_flag(struct call *call, const char *name, bool fallback);
/* YYYY-MM-DD; adds an issue otherwise. True: given and good. */
bool call_query_day(struct call *call, const char *name, day_t *ret_day);

/* Opaque cursors: base64url of a position, bound to path and filters; a changed filter or a forged one is 400. */
const char *call_cursor_make(struct call *call, const char *position);
/* NULL with *ret_good true: no cursor given. *ret_good false: an issue was added. */
const char *call_cursor_read(struct call *call, bool *ret_good);

/* The request turned out to hold so many rows: they count against the rate of its client. */
void call_rows(struct call *call, uint32_t rows);

/* Begins a JSON answer in call->body. */
struct json_writer call_json(struct call *call);

void call_header(struct call *call, const char *name, const char *value); /* copies */
void call_etag(struct call *call, int64_t version);                       /* ETag: "<version>" */
/* Checks If-Match against the version: 428 where missing, 412 (with the present ETag) where another; both drop the issues that were found. * is
 * whatever version is there (RFC 9110, 13.1.1). True: go on. */
bool call_if_match(struct call *call, int64_t version) MUST_CHECK;
/* If-None-Match names this version: answers 304. True: answered. */
bool call_not_modified(struct call *call, int64_t version);

void call_reply(struct call *call, int status);                                     /* call->body as application/json */
void call_withhold(struct call *call); /* what is being written is not for the caller: an answer below 300 becomes a 404 without a word of it */
void call_reply_as(struct call *call, int status, const char *content_type);        /* call->body as it is */
void call_refuse(struct call *call, enum problem problem, const char *detail, ...)  /* with call->issues; detail may be NULL */
    __attribute__((format(printf, 3, 4)));
void call_refuse_fail(struct call *call, const struct fail *fail); /* the one switch from fault to status; logs FAULT_BROKEN */

#endif
