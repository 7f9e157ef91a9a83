/* Verifies access tokens: the header is judged before any cryptography, the claims after it. */
#include "auth/token.h"

#include <gnutls/crypto.h>
#include <jansson.h>
#include <rhonabwy.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/cache.h"
#include "auth/claims.h"
#include "auth/keys.h"
#include "core/base64url.h"
#include "core/limits.h"
#include "core/text.h"

#define KEEP_US (60 * MOMENT_SECOND)

struct token_checker {
    struct arena arena; /* of the options' texts */
    struct token_checker_options options;
    struct keys *keys;
    struct cache *cache;
};

/* The only algorithms, each with the one kind of key it may be verified with. */
static const struct algorithm {
    const char *name;
    jwa_alg alg;
    const char *key_type, *curve;
} algorithms[] = {
    {"RS256", R_JWA_ALG_RS256, "RSA", NULL},
    {"ES256", R_JWA_ALG_ES256, "EC", "P-256"},
    {"EdDSA", R_JWA_ALG_EDDSA, "OKP", "Ed25519"},
};

bool token_checker_open(const struct token_checker_options *options, struct token_checker **ret_checker,
                        struct fail *fail) {
    struct keys *keys;
    if (!keys_open(options->jwks, options->jwks_authority, &keys, fail))
        return false;
    struct token_checker *checker = calloc(1, sizeof *checker);
    if (checker == NULL)
        fail_stop("auth", "no memory left");
    checker->options.issuer = arena_text(&checker->arena, options->issuer);
    checker->options.audience = arena_text(&checker->arena, options->audience);
    checker->keys = keys;
    checker->cache = cache_open();
    *ret_checker = checker;
    return true;
}

void token_checker_close(struct token_checker *checker) {
    keys_close(checker->keys);
    cache_close(checker->cache);
    arena_done(&checker->arena);
    free(checker);
}

/* The three parts of a compact JWS, within the token. */
struct parts {
    const char *header, *payload;
    size_t header_size, payload_size;
};

static size_t part_size(const char *text) {
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

static bool parts_split(const char *token, struct parts *ret_parts) {
    size_t header = part_size(token);
    if (header == 0 || token[header] != '.')
        return false;
    const char *second = token + header + 1;
    size_t payload = part_size(second);
    if (payload == 0 || second[payload] != '.')
        return false;
    const char *third = second + payload + 1;
    size_t signature = part_size(third);
    if (signature == 0 || third[signature] != '\0')
        return false;
    *ret_parts = (struct parts){token, second, header, payload};
    return true;
}

/* The JSON object that a part holds; NULL where it is none. */
static json_t *part_object(struct arena *arena, const char *part, size_t size) {
    char *bytes = arena_alloc(arena, size);
    size_t decoded;
    if (!base64url_decode(part, size, bytes, &decoded))
        return NULL;
    return json_loadb(bytes, decoded, JSON_REJECT_DUPLICATES, NULL);
}

static const struct algorithm *algorithm_find(const char *name) {
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (text_equal(algorithms[i].name, name))
            return &algorithms[i];
    return NULL;
}

static const char *member(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

/* Members that would have a library inflate, fetch or trust something that the token itself brings. */
static bool has_forbidden_member(const json_t *header) {
    static const char *const forbidden[] = {"zip", "jku", "jwk", "x5u", "x5c", "crit"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (json_object_get(header, forbidden[i]) != NULL)
            return true;
    return false;
}

static bool is_access_token(const char *type) {
    return type != NULL && (strcasecmp(type, "at+jwt") == 0 || strcasecmp(type, "application/at+jwt") == 0);
}

static const char *header_judge(const json_t *header, const struct algorithm **ret_algorithm) {
    if (!json_is_object(header))
        return "header unreadable";
    *ret_algorithm = algorithm_find(member(header, "alg"));
    if (*ret_algorithm == NULL)
        return "algorithm not allowed";
    if (has_forbidden_member(header))
        return "header member not allowed";
    if (!is_access_token(member(header, "typ")))
        return "no access token";
    return text_empty(member(header, "kid")) ? "no kid" : NULL;
}

static bool key_fits(jwk_t *key, const struct algorithm *algorithm) {
    const char *stated = member(key, "alg");
    return text_equal(member(key, "kty"), algorithm->key_type) && text_equal(member(key, "crv"), algorithm->curve) &&
           (stated == NULL || strcmp(stated, algorithm->name) == 0);
}

static bool signature_is_good(const char *token, jwk_t *key, const struct algorithm *algorithm) {
    jws_t *jws = NULL;
    if (!key_fits(key, algorithm) || r_jws_init(&jws) != RHN_OK)
        return false;
    bool good = r_jws_advanced_compact_parse(jws, token, R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
                r_jws_get_alg(jws) == algorithm->alg &&
                r_jws_verify_signature(jws, key, R_FLAG_IGNORE_REMOTE) == RHN_OK;
    r_jws_free(jws);
    return good;
}

static enum token_result refused(const char *reason, const char **ret_reason) {
    *ret_reason = reason;
    return TOKEN_REFUSED;
}

static enum token_result signature_check(struct token_checker *checker, const char *token, const char *kid,
                                         const struct algorithm *algorithm, moment_t now, const char **ret_reason) {
    bool any;
    jwk_t *key = keys_find(checker->keys, kid, now, &any);
    if (!any) {
        *ret_reason = "no keys yet";
        return TOKEN_NO_KEYS;
    }
    if (key == NULL)
        return refused("unknown kid", ret_reason);
    bool good = signature_is_good(token, key, algorithm);
    r_jwk_free(key);
    return good ? TOKEN_OK : refused("bad signature", ret_reason);
}

/* All checks; *ret_until is when the token ends. */
static enum token_result verify(struct token_checker *checker, const char *token, struct arena *arena, moment_t now,
                                struct caller *ret_caller, moment_t *ret_until, const char **ret_reason) {
    struct parts parts;
    const struct algorithm *algorithm;
    if (!parts_split(token, &parts))
        return refused("not three parts", ret_reason);
    json_auto_t *header = part_object(arena, parts.header, parts.header_size);
    const char *wrong = header_judge(header, &algorithm);
    if (wrong != NULL)
        return refused(wrong, ret_reason);
    enum token_result result = signature_check(checker, token, member(header, "kid"), algorithm, now, ret_reason);
    if (result != TOKEN_OK)
        return result;
    json_auto_t *claims = part_object(arena, parts.payload, parts.payload_size);
    wrong = claims_read(claims, &checker->options, arena, now, ret_caller, ret_until);
    return wrong != NULL ? refused(wrong, ret_reason) : TOKEN_OK;
}

enum token_result token_check(struct token_checker *checker, const char *token, struct arena *arena, moment_t now,
                              struct caller *ret_caller, const char **ret_reason) {
    unsigned char digest[DIGEST_SIZE];
    size_t size = strnlen(token, TOKEN_BYTES_MAX + 1);
    if (size > TOKEN_BYTES_MAX)
        return refused("too long", ret_reason);
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, token, size, digest) != 0)
        fail_stop("auth", "no SHA-256");
    if (cache_find(checker->cache, digest, now, arena, ret_caller))
        return TOKEN_OK;
    moment_t until;
    enum token_result result = verify(checker, token, arena, now, ret_caller, &until, ret_reason);
    if (result == TOKEN_OK)
        cache_keep(checker->cache, digest, now, until < now + KEEP_US ? until : now + KEEP_US, ret_caller);
    return result;
}
