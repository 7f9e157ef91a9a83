/* One reading of a JWKS: the keys in it that we can use. Private to this room. */
#ifndef TONGHOP_AUTH_RING_H
#define TONGHOP_AUTH_RING_H

#include <rhonabwy.h>
#include <stddef.h>

enum { RING_KEYS_MAX = 64, JWKS_BYTES_MAX = 1024 * 1024 };

struct ring {
    size_t count;
    jwk_t *keys[RING_KEYS_MAX];
};

/* Public signature keys with an id: RSA of 2048 bits or more, P-256, Ed25519. Others are left out. NULL where none is left. */
struct ring *ring_read(const char *jwks, size_t size);
void ring_free(struct ring *ring); /* NULL is fine */
const jwk_t *ring_find(const struct ring *ring, const char *kid);

#endif
