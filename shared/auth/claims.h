/* What a verified token says: who, for how long, with which scopes and units. Private to this room. */
#ifndef TONGHOP_AUTH_CLAIMS_H
#define TONGHOP_AUTH_CLAIMS_H

#include <jansson.h>
#include <stdbool.h>

#include "auth/token.h"

/* NULL: the claims are good and *ret_caller, *ret_until (when the token ends, with skew) are set. Otherwise why not. */
const char *claims_read(const json_t *claims, const struct token_checker_options *expected, struct arena *arena,
                        moment_t now, struct caller *ret_caller, moment_t *ret_until);

#endif
