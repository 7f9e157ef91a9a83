/* Which tokens open the door: every way of forging, confusing or stretching one is tried with keys made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <fcntl.h>
#include <orcania.h>
#include <pthread.h>
#include <rhonabwy.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/token.h"

#define NOW (INT64_C(1686700800) * MOMENT_SECOND) /* 2023-06-14 */

static const char *const good_claims =
    "{\"iss\":\"https://"
    "idp.test\",\"aud\":[\"other\",\"tonghop\"],\"sub\":\"an\",\"client_id\":\"portal\",\"iat\":1686700000,"
    "\"exp\":1686703600,\"scope\":\"plans:read  reports:write unheard:of\",\"units\":[\"38\",\"001/police\"]}";

static struct {
    char file[64];
    jwk_t *rsa, *rsa_public, *ec, *ec_public, *ed, *ed_public, *stranger, *weak, *weak_public;
    struct token_checker *checker;
    struct arena arena;
} world;

static void key_make(jwk_t **ret_private, jwk_t **ret_public, int type, unsigned bits, const char *kid) {
    assert_int_equal(r_jwk_init(ret_private), RHN_OK);
    assert_int_equal(r_jwk_init(ret_public), RHN_OK);
    assert_int_equal(r_jwk_generate_key_pair(*ret_private, *ret_public, type, bits, kid), RHN_OK);
}

/* Writes the public keys as a JWKS; `mtime` tells one writing from the next. */
static void keys_publish(jwk_t *const *keys, size_t count, time_t mtime) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append(list, keys[i]);
    json_auto_t *jwks = json_pack("{s:o}", "keys", list);
    assert_int_equal(json_dump_file(jwks, world.file, 0), 0);
    const struct timespec times[2] = {{.tv_sec = mtime}, {.tv_sec = mtime}};
    assert_int_equal(utimensat(AT_FDCWD, world.file, times, 0), 0);
}

static int world_begin(void **state) {
    (void)state;
    jwk_t *stranger_public = NULL;
    snprintf(world.file, sizeof world.file, "/tmp/jwks-%d.json", (int)getpid());
    key_make(&world.rsa, &world.rsa_public, R_KEY_TYPE_RSA, 2048, "rsa-1");
    key_make(&world.ec, &world.ec_public, R_KEY_TYPE_EC, 256, "ec-1");
    key_make(&world.ed, &world.ed_public, R_KEY_TYPE_EDDSA, 256, "ed-1");
    key_make(&world.stranger, &stranger_public, R_KEY_TYPE_RSA, 2048, "rsa-1");
    key_make(&world.weak, &world.weak_public, R_KEY_TYPE_RSA, 1024, "weak-1");
    r_jwk_free(stranger_public);
    keys_publish((jwk_t *[]){world.rsa_public, world.ec_public, world.ed_public, world.weak_public}, 4, 1000);
    struct token_checker_options options = {.jwks = world.file, .issuer = "https://idp.test", .audience = "tonghop"};
    struct fail fail;
    return token_checker_open(&options, &world.checker, &fail) ? 0 : -1;
}

static int world_end(void **state) {
    (void)state;
    token_checker_close(world.checker);
    arena_done(&world.arena);
    jwk_t *keys[] = {world.rsa,       world.rsa_public, world.ec,   world.ec_public,  world.ed,
                     world.ed_public, world.stranger,   world.weak, world.weak_public};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        r_jwk_free(keys[i]);
    return unlink(world.file);
}

/* Signs the claims under a header given as JSON. The header's alg is what signs. */
static const char *token_sign(jwk_t *key, const char *header, const char *claims) {
    jws_t *jws = NULL;
    assert_int_equal(r_jws_init(&jws), RHN_OK);
    assert_int_equal(r_jws_set_full_header_json_str(jws, header), RHN_OK);
    json_auto_t *parsed = json_loads(header, 0, NULL);
    r_jws_set_alg(jws, r_str_to_jwa_alg(json_string_value(json_object_get(parsed, "alg"))));
    r_jws_set_payload(jws, (const unsigned char *)claims, strlen(claims));
    char *serialized = r_jws_serialize(jws, key, 0);
    assert_non_null(serialized);
    const char *token = arena_text(&world.arena, serialized);
    r_free(serialized);
    r_jws_free(jws);
    return token;
}

static const char *rsa_header = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}";

/* A part as it stands in a token. */
static const char *encoded(const char *text) {
    char *out = arena_alloc(&world.arena, 2 * strlen(text) + 4);
    size_t size = 0;
    assert_int_equal(o_base64url_encode((const unsigned char *)text, strlen(text), (unsigned char *)out, &size), 1);
    out[size] = '\0';
    return out;
}

static enum token_result check_at(const char *token, moment_t now, struct caller *ret_caller, const char **ret_reason) {
    *ret_reason = "";
    return token_check(world.checker, token, &world.arena, now, ret_caller, ret_reason);
}

static void assert_refused(const char *token, const char *reason) {
    struct caller caller;
    const char *given;
    assert_int_equal(check_at(token, NOW, &caller, &given), TOKEN_REFUSED);
    assert_string_equal(given, reason);
}

static void assert_good(const char *token) {
    struct caller caller;
    const char *reason;
    enum token_result result = check_at(token, NOW, &caller, &reason);
    assert_string_equal(reason, "");
    assert_int_equal(result, TOKEN_OK);
}

static void a_good_token_tells_who_calls(void **state) {
    (void)state;
    struct caller caller;
    const char *reason, *token = token_sign(world.rsa, rsa_header, good_claims);
    for (int again = 0; again < 2; again++) {
        memset(&caller, 0, sizeof caller);
        assert_int_equal(check_at(token, NOW, &caller, &reason), TOKEN_OK);
        assert_string_equal(caller.subject, "an");
        assert_string_equal(caller.client, "portal/an");
        assert_int_equal(caller.scopes, 1U << SCOPE_PLANS_READ | 1U << SCOPE_REPORTS_WRITE);
        assert_int_equal(caller.root_count, 2);
        assert_string_equal(caller.roots[0], "38");
        assert_string_equal(caller.roots[1], "001/police");
    }
}

static void units_may_be_one_text_as_some_providers_write_them(void **state) {
    (void)state;
    struct caller caller;
    const char *reason;
    const char *token =
        token_sign(world.rsa, rsa_header,
                   "{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,"
                   "\"units\":\"38,001/police\"}");
    assert_int_equal(check_at(token, NOW, &caller, &reason), TOKEN_OK);
    assert_int_equal(caller.root_count, 2);
    assert_string_equal(caller.roots[0], "38");
    assert_string_equal(caller.roots[1], "001/police");
}

static void each_allowed_algorithm_verifies(void **state) {
    (void)state;
    assert_good(
        token_sign(world.rsa, "{\"alg\":\"RS256\",\"typ\":\"application/at+jwt\",\"kid\":\"rsa-1\"}", good_claims));
    assert_good(token_sign(world.ec, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"ec-1\"}", good_claims));
    assert_good(token_sign(world.ed, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"ed-1\"}", good_claims));
}

static void headers_are_judged_before_any_key_is_used(void **state) {
    (void)state;
    static const struct {
        const char *header, *reason;
    } rows[] = {
        {"{\"alg\":\"PS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}", "algorithm not allowed"},
        {"{\"alg\":\"RS512\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}", "algorithm not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}", "no access token"},
        {"{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "no access token"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-2\"}", "unknown kid"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"ec-1\"}", "bad signature"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"weak-1\"}", "unknown kid"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\",\"zip\":\"DEF\"}", "header member not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\",\"jku\":\"http://127.0.0.1/\"}",
         "header member not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\",\"x5u\":\"http://127.0.0.1/\"}",
         "header member not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\",\"crit\":[\"exp\"]}", "header member not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\",\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":"
         "\"AQAB\"}}",
         "header member not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\",\"x5c\":[\"MIIB\"]}", "header member not allowed"},
        {"{\"alg\":\"RS256\",\"typ\":\"id_token\",\"kid\":\"rsa-1\"}", "no access token"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"\"}", "no kid"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_refused(token_sign(world.rsa, rows[i].header, good_claims), rows[i].reason);
    const char *nameless = encoded("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}");
    assert_refused(arena_format(&world.arena, "%s.e30.c2ln", nameless), "no kid");
}

static void forged_signatures_are_refused(void **state) {
    (void)state;
    const char *good = token_sign(world.rsa, rsa_header, good_claims);
    const char *payload = strchr(good, '.') + 1, *signature = strrchr(good, '.') + 1;
    const char *nobody = encoded("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}");
    assert_refused(token_sign(world.stranger, rsa_header, good_claims), "bad signature");
    assert_refused(arena_format(&world.arena, "%s.%s", nobody, payload), "algorithm not allowed");
    assert_refused(arena_format(&world.arena, "%s.%.*s.", nobody, (int)(signature - payload - 1), payload),
                   "not three parts");
    const char *richer = encoded(
        "{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"root\",\"exp\":1686703600,\"scope\":\"admin\"}");
    assert_refused(arena_format(&world.arena, "%s.%s.%s", encoded(rsa_header), richer, signature), "bad signature");

    /* The public key's text used as an HMAC key. */
    unsigned char pem[4096];
    size_t size = sizeof pem;
    jwk_t *symmetric = NULL;
    assert_int_equal(r_jwk_export_to_pem_der(world.rsa_public, R_FORMAT_PEM, pem, &size, 0), RHN_OK);
    r_jwk_init(&symmetric);
    assert_int_equal(r_jwk_import_from_symmetric_key(symmetric, pem, size), RHN_OK);
    assert_refused(token_sign(symmetric, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}", good_claims),
                   "algorithm not allowed");
    r_jwk_free(symmetric);
}

static void shapes_that_are_no_token_are_refused(void **state) {
    (void)state;
    static const char *const shapes[] = {"",     ".",    "..",      "a",      "a.b",     "a.b.",
                                         ".b.c", "a..c", "a.b.c.d", "a.b.c=", "a b.c.d", "a.b.c\n"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        assert_refused(shapes[i], "not three parts");
    assert_refused("bm90IGpzb24.e30.c2ln", "header unreadable");
    assert_refused("W10.e30.c2ln", "header unreadable");
    const char *twice = encoded("{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"rsa-1\"}");
    assert_refused(arena_format(&world.arena, "%s.e30.c2ln", twice), "header unreadable");
    char *endless = arena_alloc(&world.arena, 20001);
    memset(endless, 'a', 20000);
    endless[100] = endless[10000] = '.';
    assert_refused(endless, "too long");
}

static const struct {
    const char *claims, *reason;
} claim_rows[] = {
    {"{\"iss\":\"https://idp.test/\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600}", "another issuer"},
    {"{\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600}", "another issuer"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop2\",\"sub\":\"an\",\"exp\":1686703600}", "another audience"},
    {"{\"iss\":\"https://idp.test\",\"aud\":[],\"sub\":\"an\",\"exp\":1686703600}", "another audience"},
    {"{\"iss\":\"https://idp.test\",\"sub\":\"an\",\"exp\":1686703600}", "another audience"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\"}", "no exp"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":\"1686703600\"}", "no exp"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":9223372036854775807}", "no exp"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686700740}", "expired"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"nbf\":1686700861}",
     "not yet valid"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"iat\":1686700861}",
     "not yet valid"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"nbf\":\"x\"}", "bad nbf"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686787201}", "lives too long"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"iat\":1686700000,\"exp\":1686786401}",
     "lives too long"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"exp\":1686703600}", "no sub"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"units\":\"38,\"}",
     "bad units"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"units\":\"\"}",
     "bad units"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"units\":{}}", "bad units"},
    {"{\"iss\":\"https://idp.test\",\"aud\":[\"other\",\"tonghop2\"],\"sub\":\"an\",\"exp\":1686703600}",
     "another audience"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"exp\":1686703600}",
     "another issuer"},
    {"{\"iss\":\"https://"
     "idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"units\":\"1,2,3,4,5,6,7,8,9,"
     "10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,"
     "47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65\"}",
     "bad units"},
    {"{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"units\":[38]}",
     "bad units"},
    {"[]", "another issuer"},
    {"no json", "another issuer"},
};

static void claims_that_do_not_fit_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof claim_rows / sizeof *claim_rows; i++)
        assert_refused(token_sign(world.rsa, rsa_header, claim_rows[i].claims), claim_rows[i].reason);
}

static void a_minute_of_skew_is_forgiven(void **state) {
    (void)state;
    assert_good(token_sign(world.rsa, rsa_header,
                           "{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686700741}"));
    assert_good(token_sign(
        world.rsa, rsa_header,
        "{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686703600,\"nbf\":1686700860}"));
}

static void a_remembered_token_still_expires(void **state) {
    (void)state;
    struct caller caller;
    const char *reason;
    const char *token = token_sign(
        world.rsa, rsa_header, "{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"exp\":1686700750}");
    assert_int_equal(check_at(token, NOW, &caller, &reason), TOKEN_OK);
    assert_int_equal(check_at(token, NOW + 9 * MOMENT_SECOND, &caller, &reason), TOKEN_OK);
    assert_int_equal(check_at(token, NOW + 10 * MOMENT_SECOND, &caller, &reason), TOKEN_REFUSED);
    assert_string_equal(reason, "expired");
}

static void changed_keys_are_taken_over_and_broken_files_are_not(void **state) {
    (void)state;
    struct caller caller;
    const char *reason;
    jwk_t *next, *next_public;
    key_make(&next, &next_public, R_KEY_TYPE_EC, 256, "ec-2");
    const char *token = token_sign(next, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"ec-2\"}", good_claims);
    const moment_t later = NOW + 100 * MOMENT_SECOND;
    assert_int_equal(check_at(token, later, &caller, &reason), TOKEN_REFUSED);
    keys_publish(&next_public, 1, 2000);
    assert_int_equal(check_at(token, later + MOMENT_SECOND / 2, &caller, &reason), TOKEN_REFUSED);
    assert_int_equal(check_at(token, later + MOMENT_SECOND, &caller, &reason), TOKEN_OK);

    FILE *file = fopen(world.file, "w");
    fputs("{\"keys\":[", file);
    fclose(file);
    assert_int_equal(check_at("a.b.c", later + 700 * MOMENT_SECOND, &caller, &reason), TOKEN_REFUSED);
    assert_int_equal(check_at(token, later + 700 * MOMENT_SECOND, &caller, &reason), TOKEN_OK);
    r_jwk_free(next);
    r_jwk_free(next_public);
}

static void without_keys_nothing_can_be_checked(void **state) {
    (void)state;
    struct token_checker *checker;
    struct fail fail;
    struct token_checker_options missing = {
        .jwks = "/nonexistent/jwks.json", .issuer = "https://idp.test", .audience = "tonghop"};
    assert_false(token_checker_open(&missing, &checker, &fail));
    assert_int_equal(fail.fault, FAULT_INVALID);

    struct token_checker_options away = {
        .jwks = "http://127.0.0.1:9/jwks", .issuer = "https://idp.test", .audience = "tonghop"};
    assert_true(token_checker_open(&away, &checker, &fail));
    struct caller caller;
    const char *reason;
    const char *token = token_sign(world.rsa, rsa_header, good_claims);
    assert_int_equal(token_check(checker, token, &world.arena, NOW, &caller, &reason), TOKEN_NO_KEYS);
    token_checker_close(checker);
}

/* A provider on this machine. It answers with the published keys, or sends away to where it says. */
struct idp {
    int listening;
    atomic_int asked;
    const char *elsewhere; /* NULL: gives the keys */
    pthread_t thread;
    const char *url;
};

static void idp_answer(const struct idp *idp, int connection) {
    char jwks[8192];
    FILE *file = fopen(world.file, "r");
    size_t size = fread(jwks, 1, sizeof jwks, file);
    fclose(file);
    if (idp->elsewhere != NULL)
        dprintf(connection,
                "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
                idp->elsewhere, size, (int)size, jwks);
    else
        dprintf(connection, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%.*s", size, (int)size,
                jwks);
}

static void *idp_serve(void *context) {
    struct idp *idp = context;
    char request[2048];
    for (int connection; (connection = accept(idp->listening, NULL, NULL)) >= 0; close(connection)) {
        atomic_fetch_add(&idp->asked, 1);
        if (recv(connection, request, sizeof request, 0) > 0)
            idp_answer(idp, connection);
    }
    return NULL;
}

static void idp_start(struct idp *idp, const char *elsewhere) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    *idp = (struct idp){.listening = socket(AF_INET, SOCK_STREAM, 0), .elsewhere = elsewhere};
    assert_int_equal(bind(idp->listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(idp->listening, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(listen(idp->listening, 8), 0);
    idp->url = arena_format(&world.arena, "http://127.0.0.1:%u/jwks", ntohs(address.sin_port));
    assert_int_equal(pthread_create(&idp->thread, NULL, idp_serve, idp), 0);
}

static void idp_stop(struct idp *idp) {
    shutdown(idp->listening, SHUT_RDWR);
    pthread_join(idp->thread, NULL);
    close(idp->listening);
}

static struct token_checker *checker_of(const struct idp *idp) {
    struct token_checker *checker;
    struct fail fail;
    struct token_checker_options options = {.jwks = idp->url, .issuer = "https://idp.test", .audience = "tonghop"};
    assert_true(token_checker_open(&options, &checker, &fail));
    return checker;
}

static void keys_are_fetched_from_an_address_and_not_again_for_every_stranger(void **state) {
    (void)state;
    struct idp idp;
    idp_start(&idp, NULL);
    struct token_checker *checker = checker_of(&idp);
    struct caller caller;
    const char *reason, *token = token_sign(world.rsa, rsa_header, good_claims);
    assert_int_equal(token_check(checker, token, &world.arena, NOW, &caller, &reason), TOKEN_OK);
    for (int i = 0; i < 100; i++) {
        const char *header =
            arena_format(&world.arena, "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa-9%d\"}", i);
        const char *unknown = arena_format(&world.arena, "%s.e30.c2ln", encoded(header));
        assert_int_equal(token_check(checker, unknown, &world.arena, NOW, &caller, &reason), TOKEN_REFUSED);
        usleep(5000);
    }
    assert_int_equal(atomic_load(&idp.asked), 1);
    token_checker_close(checker);
    idp_stop(&idp);
}

static void no_redirect_is_followed_and_no_keys_are_taken_from_one(void **state) {
    (void)state;
    struct idp other, idp;
    idp_start(&other, NULL);
    idp_start(&idp, other.url);
    struct token_checker *checker = checker_of(&idp);
    struct caller caller;
    const char *reason, *token = token_sign(world.rsa, rsa_header, good_claims);
    assert_int_equal(token_check(checker, token, &world.arena, NOW, &caller, &reason), TOKEN_NO_KEYS);
    token_checker_close(checker);
    assert_int_equal(atomic_load(&idp.asked), 1);
    assert_int_equal(atomic_load(&other.asked), 0);
    idp_stop(&idp);
    idp_stop(&other);
}

static void addresses_that_others_can_answer_for_are_refused(void **state) {
    (void)state;
    static const char *const addresses[] = {"http://idp.test/jwks", "http://127.0.0.1.idp.test/jwks",
                                            "http://127.0.0.1@idp.test/jwks", "http://localhost/jwks"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct token_checker *checker;
        struct fail fail = {0};
        struct token_checker_options options = {
            .jwks = addresses[i], .issuer = "https://idp.test", .audience = "tonghop"};
        assert_false(token_checker_open(&options, &checker, &fail));
        assert_int_equal(fail.fault, FAULT_INVALID);
    }
}

/* A token of the hour before `at`. */
static const char *token_of(moment_t at) {
    long long seconds = at / MOMENT_SECOND;
    return token_sign(world.rsa, rsa_header,
                      arena_format(&world.arena,
                                   "{\"iss\":\"https://idp.test\",\"aud\":\"tonghop\",\"sub\":\"an\",\"iat\":%lld,"
                                   "\"exp\":%lld}",
                                   seconds - 1800, seconds + 1800));
}

static void keys_go_on_for_a_day_without_their_provider(void **state) {
    (void)state;
    struct idp idp;
    idp_start(&idp, NULL);
    struct token_checker *checker = checker_of(&idp);
    idp_stop(&idp);
    struct caller caller;
    const char *reason;
    const moment_t now = clock_now(), almost = now + MOMENT_DAY - MOMENT_SECOND,
                   after = now + MOMENT_DAY + MOMENT_SECOND;
    assert_int_equal(token_check(checker, token_of(almost), &world.arena, almost, &caller, &reason), TOKEN_OK);
    assert_int_equal(token_check(checker, token_of(after), &world.arena, after, &caller, &reason), TOKEN_NO_KEYS);
    token_checker_close(checker);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_token_tells_who_calls),
        cmocka_unit_test(units_may_be_one_text_as_some_providers_write_them),
        cmocka_unit_test(each_allowed_algorithm_verifies),
        cmocka_unit_test(headers_are_judged_before_any_key_is_used),
        cmocka_unit_test(forged_signatures_are_refused),
        cmocka_unit_test(shapes_that_are_no_token_are_refused),
        cmocka_unit_test(claims_that_do_not_fit_are_refused),
        cmocka_unit_test(a_minute_of_skew_is_forgiven),
        cmocka_unit_test(keys_are_fetched_from_an_address_and_not_again_for_every_stranger),
        cmocka_unit_test(no_redirect_is_followed_and_no_keys_are_taken_from_one),
        cmocka_unit_test(addresses_that_others_can_answer_for_are_refused),
        cmocka_unit_test(keys_go_on_for_a_day_without_their_provider),
        cmocka_unit_test(a_remembered_token_still_expires),
        cmocka_unit_test(changed_keys_are_taken_over_and_broken_files_are_not),
        cmocka_unit_test(without_keys_nothing_can_be_checked),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
