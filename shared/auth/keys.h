/* The public keys tokens are signed with: read from a JWKS file or URL, renewed while in use. Private to this room. */
#ifndef TONGHOP_AUTH_KEYS_H
#define TONGHOP_AUTH_KEYS_H

#include <rhonabwy.h>
#include <stdbool.h>

#include "core/clock.h"
#include "core/fail.h"

struct keys;

/* A file must be readable with at least one key; a URL may be away, then there are no keys yet. `authority` is the file of who
 * vouches for the URL's certificate, empty for those of the system. */
bool keys_open(const char *source, const char *authority, struct keys **ret_keys, struct fail *fail) MUST_CHECK;
void keys_close(struct keys *keys);

/* The key of that id, for the caller to free with r_jwk_free. NULL: none; *ret_any says whether there are keys at all: none were
 * read yet, or those of a URL are older than a day. */
jwk_t *keys_find(struct keys *keys, const char *kid, moment_t now, bool *ret_any);

#endif
