/* Who calls: what the token says, checked by `auth`, judged by `reference/authority`. */
#ifndef TONGHOP_CORE_CALLER_H
#define TONGHOP_CORE_CALLER_H

#include <stdbool.h>
#include <stdint.h>

/* Scopes are data of the contract; a route row names the one it needs. */
#define SCOPES(S)                                        \
    S(PLANS_READ, "plans:read")                          \
    S(PLANS_WRITE, "plans:write")                        \
    S(REPORTS_READ, "reports:read")                      \
    S(REPORTS_WRITE, "reports:write")                    \
    S(REPORTS_REVIEW, "reports:review")                  \
    S(ROLLUPS_READ, "rollups:read")                      \
    S(CONSOLIDATIONS_WRITE, "consolidations:write")      \
    S(RAW, "raw")                                        \
    S(ADMIN, "admin")

enum scope {
    SCOPE_UNSET, /* no legal value in a route row */
#define S(constant, name) SCOPE_##constant,
    SCOPES(S)
#undef S
        SCOPE_ANY,  /* any valid token */
    SCOPE_PUBLIC,   /* no token needed */
    SCOPE_COUNT
};

enum { CALLER_ROOTS_MAX = 64 };

struct caller {
    const char *subject;
    const char *client; /* client_id/subject, or the subject where it is the client: idempotency keys and imports are theirs alone */
    uint32_t scopes;    /* bit 1 << enum scope */
    const char *roots[CALLER_ROOTS_MAX]; /* "38", "001/police", a stable id, or "VN" */
    uint32_t root_count;
};

static inline bool caller_has(const struct caller *caller, enum scope scope) {
    return scope == SCOPE_PUBLIC || scope == SCOPE_ANY || (caller->scopes >> scope & 1U) != 0;
}

#endif
