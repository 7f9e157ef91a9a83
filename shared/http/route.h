/* One table row is the whole truth about a route: method, path, scope needed, where the unit of the request is found, body
 * limit and type, handler. Matching, 405 with Allow, HEAD, 413, 415, metrics, and the comparison with openapi/ derive from it.
 *
 * A row without scope or unit rule does not start the server. Where `unit` is not NO_UNIT, an answer below 300 without a
 * call_authorized mark (set by reference/authority through the handler) becomes 500: forgetting is not letting in. */
#ifndef TONGHOP_HTTP_ROUTE_H
#define TONGHOP_HTTP_ROUTE_H

#include <stddef.h>
#include <stdint.h>

#include "core/caller.h"

struct call;

enum method { METHOD_UNSET, METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE };

/* Where the unit that authority is asked about stands. */
enum unit_rule {
    UNIT_RULE_UNSET,
    NO_UNIT,        /* public reference data, or the route is about no unit: the scope alone decides */
    UNIT_IN_PATH,   /* path parameter {unit} */
    UNIT_IN_QUERY,  /* unit= or within=; absent: everything the caller's roots cover */
    UNIT_IN_BODY,   /* the document names it */
    UNIT_OF_OBJECT, /* the stored object that the path names */
};

/* Body kinds accepted, a bit set. */
enum body_kind { BODY_NONE = 0, BODY_JSON = 1, BODY_CSV = 2, BODY_NDJSON = 4, BODY_XLSX = 8 };

struct route {
    enum method method;
    const char *pattern; /* "/v1/plans/{plan}/versions/{version}" */
    enum scope scope;
    enum unit_rule unit;
    uint32_t bodies; /* bit set of body_kind */
    size_t body_max; /* bytes; 0 with BODY_NONE */
    void (*handle)(struct call *call);
    const char *name; /* operationId in openapi/ */
    /* Media types it can answer with, NULL-closed, the first by default; NULL: application/json. Others are 406 before the handler runs;
     * the chosen one is call->answer_type. */
    const char *const *answers;
};

/* What a path is under a table: FOUND with the row and its parameters, or why not. Rows are tried in their order, so a literal
 * segment stands above a parameter in its place. BAD_PATH: a segment is no percent-encoded UTF-8, or hides a slash or NUL. */
enum match { MATCH_FOUND, MATCH_NO_PATH, MATCH_NO_METHOD, MATCH_BAD_PATH };

#endif
