/* What happens between a request and its answer, free of any HTTP library. Private to this room. */
#ifndef TONGHOP_HTTP_EXCHANGE_H
#define TONGHOP_HTTP_EXCHANGE_H

#include "http/call.h"
#include "http/request.h"
#include "http/server.h"

enum { SITE_TABLES_MAX = 2 };

/* What one port serves. */
struct site {
    const struct server_options *options;
    struct {
        const struct route *routes;
        void *state;
    } tables[SITE_TABLES_MAX];
    size_t table_count;
    struct rates *rates; /* NULL: no limit */
    struct proxies proxies;
};

/* Clock, trace and language of a fresh call. */
void exchange_begin(const struct site *site, const struct request *request, struct call *call);
/* Leaves call->status, headers and body answered, whatever the request is. */
void exchange_run(const struct site *site, const struct request *request, struct call *call);

/* Fills call->query_parameters from the URL; false: refused. */
bool query_read(struct call *call, const char *url) MUST_CHECK;
/* Judges body, type and size against the route; false: refused. */
bool body_read(struct call *call, const struct request *request) MUST_CHECK;
/* Finds out who calls and whether the route's scope is given; false: refused. */
bool caller_read(struct call *call, const struct server_options *options, const struct request *request) MUST_CHECK;
/* Takes the request out of its client's rate; false: refused. */
bool rate_allows(struct call *call, const struct site *site) MUST_CHECK;
/* Says in the answer what is left of it. */
void rate_tell(struct call *call);
/* Trace and span of the request, its own or new ones. */
void trace_read(struct call *call, const char *traceparent);

/* Whether a media type is text: it gets a charset, and is worth compressing. */
bool type_is_text(const char *content_type);
/* Replaces a body by its gzip form where that is smaller. */
bool body_compress(struct buffer *body);

#endif
