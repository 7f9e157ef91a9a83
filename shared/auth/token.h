/* Access tokens: JWT (RFC 9068) signed with RS256, ES256 or EdDSA by keys of a JWKS file or URL.
 *
 * The algorithm is checked against the allow-list before anything is verified; zip, jku, jwk, x5u and crit headers are refused;
 * iss, aud, exp (and nbf, iat when there) are checked with 60 s of skew; exp lies at most 24 h after iat. Verified tokens are
 * kept by their SHA-256 for up to 60 s. Keys are read at start and again every 10 minutes, or on an unknown kid at most every
 * 30 s; when the source is away, keys that were read go on for 24 h. Only the given URL is asked, redirects are not followed.
 * `units` is an array, or one text of units with commas between them, as providers write it that know texts only. Source of the
 * rules: RFC 8725, reference R4.1. */
#ifndef TONGHOP_AUTH_TOKEN_H
#define TONGHOP_AUTH_TOKEN_H

#include "core/arena.h"
#include "core/caller.h"
#include "core/clock.h"
#include "core/fail.h"

struct token_checker;

struct token_checker_options {
    const char *jwks;           /* file path, or https URL (http only to this machine itself: http://127.0.0.1…) */
    const char *jwks_authority; /* file of who vouches for that URL's certificate; empty: those of the system */
    const char *issuer;         /* exact */
    const char *audience;       /* must be in aud */
};

bool token_checker_open(const struct token_checker_options *options, struct token_checker **ret_checker, struct fail *fail) MUST_CHECK;
void token_checker_close(struct token_checker *checker);

enum token_result { TOKEN_OK, TOKEN_REFUSED, TOKEN_NO_KEYS };

/* Thread-safe. Texts of the caller live in the arena. On refusal `ret_reason` says why (for the log, not for the client). */
enum token_result token_check(struct token_checker *checker, const char *token, struct arena *arena, moment_t now, struct caller *ret_caller,
                              const char **ret_reason);

#endif
