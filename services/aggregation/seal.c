/* Makes and reads seals: JSON Web Signatures by one algorithm and with one form of header. */
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <orcania.h>
#include <rhonabwy.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base64url.h"
#include "core/text.h"

enum { KEY_FILE_BYTES_MAX = 16384, SHA256_SIZE = 32, COORDINATE_SIZE = 32, COORDINATE_TEXT_LENGTH = 43 };

static const char seal_type[] = "tonghop-seal";

struct seal_key {
    jwk_t *private;
    char *id, *public;
};

const char *sha256_text(const char *bytes, size_t size, char ret_text[SHA256_TEXT_SIZE]) {
    unsigned char digest[SHA256_SIZE];
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, size, digest) != 0)
        fail_stop("seal", "no SHA-256");
    text_hex(digest, sizeof digest, ret_text);
    return ret_text;
}

/* ---- The key */

static bool refuse_key(const char *file, const char *why, struct fail *fail) {
    return fail_set(fail, FAULT_INVALID, false, "seal", "%s: %s", file, why);
}

static bool check_file(const char *file, const struct stat *found, struct fail *fail) {
    if (!S_ISREG(found->st_mode) || found->st_size > KEY_FILE_BYTES_MAX)
        return refuse_key(file, "no file of a key", fail);
    return (found->st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
           refuse_key(file, "others than its owner may read the key: chmod 600", fail);
}

static bool read_key_file(const char *file, char *ret_bytes, size_t *ret_size, struct fail *fail) {
    struct stat found;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return refuse_key(file, strerror(errno), fail);
    bool good = fstat(descriptor, &found) == 0 && check_file(file, &found, fail);
    ssize_t size = good ? read(descriptor, ret_bytes, KEY_FILE_BYTES_MAX) : -1;
    close(descriptor);
    if (good && size <= 0)
        return refuse_key(file, "it is empty", fail);
    *ret_size = good ? (size_t)size : 0;
    return good;
}

/* A coordinate has a fixed size, also where it begins with zeros, which the library leaves out. */
static bool pad(jwk_t *jwk, const char *name) {
    unsigned char bytes[2 * COORDINATE_SIZE] = {0}, decoded[2 * COORDINATE_SIZE], text[4 * COORDINATE_SIZE];
    const char *given = r_jwk_get_property_str(jwk, name);
    size_t size = 0, length = 0;
    if (given == NULL || strlen(given) > COORDINATE_TEXT_LENGTH ||
        !base64url_decode(given, strlen(given), decoded, &size) || size > COORDINATE_SIZE)
        return false;
    memcpy(bytes + COORDINATE_SIZE - size, decoded, size);
    if (!o_base64url_encode(bytes, COORDINATE_SIZE, text, &length))
        return false;
    text[length] = '\0';
    return r_jwk_set_property_str(jwk, name, (const char *)text) == RHN_OK;
}

static bool is_on_p256(jwk_t *jwk) {
    return text_equal(r_jwk_get_property_str(jwk, "kty"), "EC") &&
           text_equal(r_jwk_get_property_str(jwk, "crv"), "P-256") && pad(jwk, "x") && pad(jwk, "y") && pad(jwk, "d");
}

static char *public_half(jwk_t *private, const char *id) {
    jwk_t *public = NULL;
    char *text = NULL;
    if (r_jwk_init(&public) == RHN_OK && r_jwk_extract_pubkey(private, public, R_FLAG_IGNORE_REMOTE) == RHN_OK) {
        r_jwk_set_property_str(public, "kid", id);
        r_jwk_set_property_str(public, "use", "sig");
        r_jwk_set_property_str(public, "alg", "ES256");
        text = json_dumps(public, JSON_COMPACT | JSON_SORT_KEYS);
    }
    r_jwk_free(public);
    return text;
}

static bool take_key(struct seal_key *key, const char *bytes, size_t size) {
    if (r_jwk_init(&key->private) != RHN_OK ||
        r_jwk_import_from_pem_der(key->private, R_X509_TYPE_PRIVKEY, R_FORMAT_PEM, (const unsigned char *)bytes,
                                  size) != RHN_OK ||
        !is_on_p256(key->private))
        return false;
    char *id = r_jwk_thumbprint(key->private, R_JWK_THUMB_SHA256, R_FLAG_IGNORE_REMOTE);
    key->id = id ? strdup(id) : NULL;
    r_free(id);
    key->public = key->id ? public_half(key->private, key->id) : NULL;
    return key->public != NULL;
}

bool seal_key_open(const char *file, struct seal_key **ret_key, struct fail *fail) {
    char bytes[KEY_FILE_BYTES_MAX + 1] = "";
    size_t size = 0;
    if (!read_key_file(file, bytes, &size, fail))
        return false;
    struct seal_key *key = calloc(1, sizeof *key);
    if (key == NULL)
        fail_stop("seal", "no memory left");
    bool good = take_key(key, bytes, size);
    explicit_bzero(bytes, sizeof bytes);
    if (good) {
        *ret_key = key;
        return true;
    }
    seal_key_close(key);
    return refuse_key(file, "no private key on curve P-256 in PEM", fail);
}

void seal_key_close(struct seal_key *key) {
    if (key == NULL)
        return;
    r_jwk_free(key->private);
    free(key->id);
    free(key->public);
    free(key);
}

const char *seal_key_id(const struct seal_key *key) {
    return key->id;
}

const char *seal_key_public(const struct seal_key *key) {
    return key->public;
}

/* ---- Making */

bool seal_make(const struct seal_key *key, const char *payload, struct arena *arena, const char **ret_seal,
               struct fail *fail) {
    jws_t *jws = NULL;
    char *text = NULL;
    bool good = r_jws_init(&jws) == RHN_OK && r_jws_set_alg(jws, R_JWA_ALG_ES256) == RHN_OK &&
                r_jws_set_header_str_value(jws, "typ", seal_type) == RHN_OK &&
                r_jws_set_header_str_value(jws, "kid", key->id) == RHN_OK &&
                r_jws_set_payload(jws, (const unsigned char *)payload, strlen(payload)) == RHN_OK;
    if (good)
        text = r_jws_serialize(jws, key->private, R_FLAG_IGNORE_REMOTE);
    r_jws_free(jws);
    if (text == NULL)
        return fail_set(fail, FAULT_BROKEN, false, "seal", "the key makes no signature");
    *ret_seal = arena_text(arena, text);
    r_free(text);
    return true;
}

/* ---- Reading */

static json_t *part_read(const char *part, size_t size) {
    char *bytes = malloc(size + 1);
    size_t decoded;
    json_t *json = NULL;
    if (bytes != NULL && base64url_decode(part, size, bytes, &decoded))
        json = json_loadb(bytes, decoded, JSON_REJECT_DUPLICATES, NULL);
    free(bytes);
    return json;
}

/* Three members and no other: nothing in it may have a library fetch, inflate or trust something that the seal brings along. */
static const char *header_judge(const json_t *header) {
    if (!json_is_object(header))
        return "the seal cannot be read";
    bool known = json_object_size(header) == 3 &&
                 text_equal(json_string_value(json_object_get(header, "alg")), "ES256") &&
                 text_equal(json_string_value(json_object_get(header, "typ")), seal_type) &&
                 json_is_string(json_object_get(header, "kid"));
    return known ? NULL : "the seal is of another kind";
}

static json_t *key_find(const json_t *keys, const char *kid) {
    size_t i;
    json_t *key;
    json_array_foreach(json_object_get(keys, "keys"), i, key) {
        if (text_equal(json_string_value(json_object_get(key, "kid")), kid) &&
            text_equal(json_string_value(json_object_get(key, "kty")), "EC") &&
            text_equal(json_string_value(json_object_get(key, "crv")), "P-256"))
            return key;
    }
    return NULL;
}

static bool signature_is_good(const char *seal, json_t *key) {
    jws_t *jws = NULL;
    jwk_t *jwk = NULL;
    bool good =
        r_jws_init(&jws) == RHN_OK && r_jwk_init(&jwk) == RHN_OK && r_jwk_import_from_json_t(jwk, key) == RHN_OK &&
        r_jws_advanced_compact_parse(jws, seal, R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
        r_jws_get_alg(jws) == R_JWA_ALG_ES256 && r_jws_verify_signature(jws, jwk, R_FLAG_IGNORE_REMOTE) == RHN_OK;
    r_jwk_free(jwk);
    r_jws_free(jws);
    return good;
}

json_t *seal_read(const char *seal, const json_t *keys, const char **ret_wrong) {
    const char *dot = strchr(seal, '.'), *second = dot ? strchr(dot + 1, '.') : NULL;
    json_auto_t *header = second ? part_read(seal, (size_t)(dot - seal)) : NULL;
    *ret_wrong = header_judge(header);
    if (*ret_wrong != NULL)
        return NULL;
    json_t *key = key_find(keys, json_string_value(json_object_get(header, "kid")));
    if (key == NULL)
        *ret_wrong = "the seal is by a key that is not among those given";
    else if (!signature_is_good(seal, key))
        *ret_wrong = "the seal is not by that key, or was changed";
    return *ret_wrong == NULL ? part_read(dot + 1, (size_t)(second - dot - 1)) : NULL;
}
