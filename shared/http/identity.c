/* Who calls, how often, and under which trace. */
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "core/limits.h"
#include "core/text.h"
#include "http/exchange.h"
#include "observe/metric.h"

enum { TRACE_SIZE = 32, SPAN_SIZE = 16, TRACEPARENT_SIZE = 55 };

static bool is_hex(const char *text, size_t size) {
    return strspn(text, "0123456789abcdef") >= size && strspn(text, "0") < size;
}

/* 00-<32 digits>-<16 digits>-<2 digits>, neither id all zeros. */
static bool is_traceparent(const char *text) {
    return strlen(text) == TRACEPARENT_SIZE && strncmp(text, "00-", 3) == 0 && is_hex(text + 3, TRACE_SIZE) &&
           text[35] == '-' && is_hex(text + 36, SPAN_SIZE) && text[52] == '-' &&
           strspn(text + 53, "0123456789abcdef") == 2;
}

void trace_read(struct call *call, const char *traceparent) {
    unsigned char random[(TRACE_SIZE + SPAN_SIZE) / 2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        fail_stop("http", "the system has no random numbers");
    text_hex(random, TRACE_SIZE / 2, call->trace_id);
    text_hex(random + TRACE_SIZE / 2, SPAN_SIZE / 2, call->span_id);
    if (traceparent && is_traceparent(traceparent))
        memcpy(call->trace_id, traceparent + 3, TRACE_SIZE);
}

static bool refuse_token(struct call *call, const char *challenge) {
    call_header(call, "WWW-Authenticate", challenge);
    call_refuse(call, PROBLEM_UNAUTHENTICATED, NULL);
    return false;
}

static bool refuse_unchecked(struct call *call) {
    call_header(call, "Retry-After", "5");
    call_refuse(call, PROBLEM_UNAVAILABLE, NULL);
    return false;
}

static bool refuse_scope(struct call *call) {
    static const char *const names[] = {
#define S(constant, name) [SCOPE_##constant] = name,
        SCOPES(S)
#undef S
    };
    const char *name = names[call->route->scope];
    call_header(call, "WWW-Authenticate",
                arena_format(&call->arena, "Bearer error=\"insufficient_scope\", scope=\"%s\"", name));
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    return false;
}

/* The token of `Bearer <token>`; NULL where there is none of a plausible form. */
static const char *bearer_token(const char *authorization) {
    if (strncasecmp(authorization, "Bearer ", 7) != 0)
        return NULL;
    const char *token = authorization + 7 + strspn(authorization + 7, " ");
    size_t size = strlen(token);
    return size > 0 && size <= TOKEN_BYTES_MAX && strpbrk(token, " \t,\"") == NULL ? token : NULL;
}

bool caller_read(struct call *call, const struct server_options *options, const struct request *request) {
    const char *authorization = request->headers[HEADER_AUTHORIZATION];
    if (call->route->scope == SCOPE_PUBLIC)
        return true;
    if (!authorization)
        return refuse_token(call, "Bearer");
    const char *token = bearer_token(authorization);
    if (!token)
        return refuse_token(call, "Bearer error=\"invalid_token\"");
    switch (options->check_token(options->check_token_context, token, &call->arena, call->now, &call->caller)) {
    case TOKEN_GOOD:
        return caller_has(&call->caller, call->route->scope) || refuse_scope(call);
    case TOKEN_UNCHECKABLE:
        return refuse_unchecked(call);
    case TOKEN_BAD:
        break;
    }
    return refuse_token(call, "Bearer error=\"invalid_token\"");
}

bool rate_allows(struct call *call, const struct site *site) {
    if (!site->rates || !call->caller.client)
        return true;
    call->rates = site->rates;
    if (rate_take(site->rates, call->caller.client, clock_monotonic_us(), &call->left))
        return true;
    metric_add(METRIC_HTTP_LIMITED, 1);
    call_header(call, "Retry-After", arena_format(&call->arena, "%u", call->left.retry_s));
    call_refuse(call, PROBLEM_TOO_MANY_REQUESTS, NULL);
    return false;
}

void call_rows(struct call *call, uint32_t rows) {
    if (call->rates)
        rate_charge(call->rates, call->caller.client, rows / ROWS_A_REQUEST, clock_monotonic_us(), &call->left);
}

void rate_tell(struct call *call) {
    if (!call->rates)
        return;
    call_header(call, "RateLimit-Policy", rates_policy(call->rates));
    call_header(call, "RateLimit",
                arena_format(&call->arena, "\"client\";r=%u;t=%u", call->left.requests, call->left.full_s));
}
