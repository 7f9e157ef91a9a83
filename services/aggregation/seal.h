/* The seal on a consolidation: a JWS (compact, ES256) over the SHA-256 of what was signed. It shows who holds the document that it is whole
 * and that this service sealed it. It is not the legal signature.
 *
 * What is digested is the document's canonical JSON: members in the order of their bytes, no white space, whole numbers as they are. */
#ifndef TONGHOP_AGGREGATION_SEAL_H
#define TONGHOP_AGGREGATION_SEAL_H

#include <jansson.h>

#include "core/arena.h"
#include "core/fail.h"

enum { SHA256_TEXT_SIZE = 65 };

/* Of bytes, in hexadecimal digits. */
const char *sha256_text(const char *bytes, size_t size, char ret_text[SHA256_TEXT_SIZE]);

struct seal_key; /* a private key on curve P-256 */

/* From a PEM file that nobody but its owner may read. */
bool seal_key_open(const char *file, struct seal_key **ret_key, struct fail *fail) MUST_CHECK;
void seal_key_close(struct seal_key *key);
const char *seal_key_id(const struct seal_key *key);     /* its thumbprint (RFC 7638) */
const char *seal_key_public(const struct seal_key *key); /* as JWK, with kid, use and alg */

/* What a seal says: JSON. */
bool seal_make(const struct seal_key *key, const char *payload, struct arena *arena, const char **ret_seal, struct fail *fail) MUST_CHECK;
/* The payload of a seal by one of the keys (a JWK Set). The caller owns the result. NULL: *ret_wrong says why. */
json_t *seal_read(const char *seal, const json_t *keys, const char **ret_wrong);

#endif
