/* Takes from a JWKS what can verify one of the algorithms that we allow. */
#include "auth/ring.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/text.h"

enum { RSA_BITS_MIN = 2048 };

static const char *property(const jwk_t *key, const char *name) {
    return json_string_value(json_object_get(key, name));
}

static bool is_given_as(const jwk_t *key, const char *name, const char *value) {
    return text_equal(property(key, name), value);
}

static bool is_for_signatures(const jwk_t *key) {
    const char *use = property(key, "use");
    return use == NULL || strcmp(use, "sig") == 0;
}

static bool is_usable(jwk_t *key) {
    unsigned bits = 0;
    int type = r_jwk_key_type(key, &bits, R_FLAG_IGNORE_REMOTE);
    if ((type & R_KEY_TYPE_PUBLIC) == 0 || text_empty(property(key, "kid")) || !is_for_signatures(key))
        return false;
    if (is_given_as(key, "kty", "RSA"))
        return bits >= RSA_BITS_MIN;
    return is_given_as(key, "crv", "P-256") || is_given_as(key, "crv", "Ed25519");
}

static void ring_add(struct ring *ring, json_t *json) {
    jwk_t *key = NULL;
    if (ring->count == RING_KEYS_MAX || r_jwk_init(&key) != RHN_OK)
        return;
    if (r_jwk_import_from_json_t(key, json) == RHN_OK && is_usable(key))
        ring->keys[ring->count++] = key;
    else
        r_jwk_free(key);
}

struct ring *ring_read(const char *jwks, size_t size) {
    json_auto_t *json = json_loadb(jwks, size, JSON_REJECT_DUPLICATES, NULL);
    struct ring *ring = calloc(1, sizeof *ring);
    if (ring == NULL)
        fail_stop("auth", "no memory left");
    size_t index;
    json_t *key;
    json_array_foreach(json_object_get(json, "keys"), index, key) {
        ring_add(ring, key);
    }
    if (ring->count > 0)
        return ring;
    free(ring);
    return NULL;
}

void ring_free(struct ring *ring) {
    if (ring == NULL)
        return;
    for (size_t i = 0; i < ring->count; i++)
        r_jwk_free(ring->keys[i]);
    free(ring);
}

const jwk_t *ring_find(const struct ring *ring, const char *kid) {
    for (size_t i = 0; i < ring->count; i++)
        if (is_given_as(ring->keys[i], "kid", kid))
            return ring->keys[i];
    return NULL;
}
